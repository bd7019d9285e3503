//! `pjt office`

use pjt::{
    Error, Result,
    model::Office,
    output::office,
    store::{Transaction, layout, load},
    text,
};

use super::{Context, Ending, Outcome, Ui, commit::CommitOptions, day, words};

/// The office: who signs papers, whom to ask, fonts, how near is due soon; without options, show it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt office                                             what is set
  pjt office --name 市联席会议办公室 --contact 李四 --phone 021-12345678
  pjt office --near-days 15 --commit
  pjt office --contact none                              leave it blank again")]
pub(crate) struct OfficeArgs {
    /// Who signs papers; none takes it away, here and below
    #[arg(long, value_name = "TEXT", value_parser = words::line)]
    name: Option<String>,
    /// Whom to ask
    #[arg(long, value_name = "TEXT", value_parser = words::line)]
    contact: Option<String>,
    /// Where to call
    #[arg(long, value_name = "TEXT", value_parser = words::line)]
    phone: Option<String>,
    /// Within how many days something falls due soon, from 0 to 366 (otherwise 30)
    #[arg(long, value_name = "DAYS", value_parser = days)]
    near_days: Option<NearDays>,
    /// The font of titles
    #[arg(long, value_name = "FONT", value_parser = words::line)]
    title_font: Option<String>,
    /// The font of headings (一、)
    #[arg(long, value_name = "FONT", value_parser = words::line)]
    heading_font: Option<String>,
    /// The font of headings of the second level (（一）)
    #[arg(long, value_name = "FONT", value_parser = words::line)]
    subheading_font: Option<String>,
    /// The font of everything else
    #[arg(long, value_name = "FONT", value_parser = words::line)]
    text_font: Option<String>,
    #[command(flatten)]
    commit: CommitOptions,
}

/// A number of days, or none.
#[derive(Clone, Copy, Debug)]
struct NearDays(Option<u16>);

fn days(typed: &str) -> Result<NearDays, words::Misuse> {
    if is_none(typed) {
        return Ok(NearDays(None));
    }
    // How long a month is hangs on the month.
    let days = day::span(typed)?.days();
    let fits = days.and_then(|days| u16::try_from(days).ok()).filter(|days| *days <= Office::MOST_DAYS);
    let most = Office::MOST_DAYS;
    fits.map(|days| NearDays(Some(days)))
        .ok_or_else(|| text!("应写 0 到 {most} 之间的天数", "write a number of days from 0 to {most}").into())
}

fn is_none(typed: &str) -> bool {
    matches!(typed.trim(), "none" | "无")
}

pub(crate) fn run(args: &OfficeArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    if !args.changes_anything() {
        let present = load::office(&store).map_err(Error::from)?;
        return show(&present, context, ui);
    }
    let repository = args.commit.repository(&store, context)?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let present = load::office(&store).map_err(Error::from)?;
    let after = args.applied(present);
    transaction.put_office(&after)?;
    let is_idle = transaction.is_empty();
    let applied = transaction.apply()?;
    if is_idle {
        ui.report(&text!("原来就是这样，没有改动", "it is so already; nothing was changed"));
    }
    // A run before may have written it and been interrupted before its commit.
    let (repository, files) = (repository.as_ref(), [layout::OFFICE.into()]);
    args.commit.commit(repository, &store, "office", &files, Some(&applied), ui)?;
    show(&after, context, ui)
}

impl OfficeArgs {
    fn changes_anything(&self) -> bool {
        let texts = [
            &self.name,
            &self.contact,
            &self.phone,
            &self.title_font,
            &self.heading_font,
            &self.subheading_font,
            &self.text_font,
        ];
        self.near_days.is_some() || texts.into_iter().any(Option::is_some)
    }

    /// The office with what was typed; what was not stays.
    fn applied(&self, mut office: Office) -> Office {
        for (typed, place) in [
            (&self.name, &mut office.name),
            (&self.contact, &mut office.contact),
            (&self.phone, &mut office.phone),
        ] {
            if let Some(typed) = typed {
                *place = Some(typed.clone()).filter(|typed| !is_none(typed));
            }
        }
        if let Some(NearDays(days)) = self.near_days {
            office.near_days = days;
        }
        let usual = Office::default().fonts;
        for (typed, place, usual) in [
            (&self.title_font, &mut office.fonts.title, usual.title),
            (&self.heading_font, &mut office.fonts.heading, usual.heading),
            (&self.subheading_font, &mut office.fonts.subheading, usual.subheading),
            (&self.text_font, &mut office.fonts.text, usual.text),
        ] {
            if let Some(typed) = typed {
                *place = if is_none(typed) { usual } else { typed.clone() };
            }
        }
        office
    }
}

fn show(office: &Office, context: &Context, ui: &mut Ui) -> Outcome {
    office::write(office, context.json, ui.lang(), ui.out())?;
    Ok(Ending::Fine)
}
