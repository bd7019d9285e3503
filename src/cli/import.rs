//! `pjt import`

mod column;
mod reimport;
mod same;

use std::path::{Path, PathBuf};

use pjt::{
    Error, Result,
    error::{ErrorKind, Finding, Location},
    history::Revision,
    import::{
        self, Draft, Resemblance,
        container::{self, OpenOptions},
        edition::{Same, tasks_sha256},
        grammar::{KeepColumns, ReadOptions},
    },
    model::{LeadRule, Registry, Source},
    output::{self, import::Summary},
    query::{former_departments, near_names, open_elsewhere},
    store::{self, PlanChoice, Store, Transaction, load},
    text,
    text::digest::sha256,
    update::{create_plan, ensure_slug, plan_name, source_name},
};

use serde_json::json;
use strum::VariantArray as _;

use self::column::parse_column;
use super::{
    Context, Ending, Outcome, Ui,
    commit::CommitOptions,
    day::Day,
    progress::Progress,
    several::{Several, all, parts, several},
    tokens::one_of,
    update::{OrNone, start},
    words,
};

/// Read a document's task table into the store
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt import seeds/chanjiao-2021-2025.txt --dry-run   what would become of it
  pjt import plan.docx --plan jiaoyu-2025
  pjt import plan.txt --lead-rule first_listed
  pjt import plan.docx --table 2 --explain
  pjt import plan.xlsx --keep-columns 分管领导,联系人
  pjt import plan-v2.docx --plan jiaoyu-2025         what the new edition changes
  pjt import plan-v2.docx --plan jiaoyu-2025 --yes   write that")]
pub(crate) struct ImportArgs {
    /// The document: Word, Excel, WPS, OpenDocument, web page, text, csv, PDF and OFD with ruled tables; told by what it holds
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
    /// The plan's name in the store: lower-case letters, digits, hyphens
    #[arg(long, value_name = "SLUG", value_parser = words::name)]
    plan: Option<String>,
    /// How the lead is known where the document does not state it
    #[arg(long, value_name = "RULE", value_parser = one_of(LeadRule::VARIANTS).read_by(lead_rule))]
    lead_rule: Option<LeadRule>,
    /// Read this table of the document, counted from 1
    #[arg(long, value_name = "N", conflicts_with = "text")]
    table: Option<usize>,
    /// Read the running text, not a table
    #[arg(long)]
    text: bool,
    /// Read this plan of a text that holds several, counted from 1
    #[arg(long, value_name = "N", conflicts_with = "table")]
    part: Option<usize>,
    /// Read this sheet of a workbook
    #[arg(long, value_name = "NAME", value_parser = words::name)]
    sheet: Option<String>,
    /// What the columns of the table hold: content=3,lead=4,due=6
    #[arg(long, value_name = "ROLE=N", value_parser = several(parse_column))]
    columns: Vec<Several<(import::grammar::ColumnRole, usize)>>,
    /// The day on which the tasks begin that a new edition adds (otherwise today), or `none` for the plan's first day
    #[arg(long, value_name = "YYYY-MM-DD|none", allow_hyphen_values = true, value_parser = start)]
    start: Option<OrNone<Day>>,
    /// Tasks that a new edition words anew: the number here = the number in the document, as in 2=3, or = none
    #[arg(long, value_name = "HERE=THERE|none", value_parser = several(same::parse))]
    same: Vec<Several<Same>>,
    /// Keep columns that have no place in a task under their own titles: all, or those with these titles
    #[arg(long, value_name = "TITLES", num_args = 0..=1, value_parser = words::name)]
    keep_columns: Option<Vec<String>>,
    /// Tell for every row what it was taken for and why
    #[arg(long)]
    explain: bool,
    /// Show what would be imported; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write what a new edition changes in a plan that is there already; import a document that is another plan already
    #[arg(long, alias = "apply", conflicts_with = "dry_run")]
    yes: bool,
    /// Write an edition, too, in which more than a third of the tasks is gone
    #[arg(long, requires = "yes")]
    allow_shrink: bool,
    /// Write a document over the plan, too, that is a former edition of it
    #[arg(long, requires = "yes")]
    allow_former: bool,
    #[command(flatten)]
    commit: CommitOptions,
}

fn lead_rule(word: &str) -> Option<LeadRule> {
    word.replace('-', "_").parse().ok()
}

pub(crate) fn run(args: &ImportArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let reading = text!("正在读取文件", "reading the document");
    let (mut draft, sha256) = {
        let _bar = Progress::of(&reading, context.lang, context.json);
        args.read()?
    };
    draft.ensure_no_form()?;
    args.keep().ensure_kept(&draft.account.columns)?;
    let store = match context.store() {
        Ok(store) => Some(store),
        // A look at a document needs no store, but one that was named is meant.
        Err(error) if args.dry_run && context.names_no_store() && error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    args.complete(&mut draft, sha256, store.as_ref())?;
    let Some(store) = &store else {
        report(args, &draft, None, context, ui)?;
        return Ok(Ending::Fine);
    };
    let repository = if args.dry_run { None } else { args.commit.repository(store, context)? };
    let transaction = if args.dry_run { Transaction::preview(store) } else { Transaction::begin(store)? };
    ui.report_recovery(&transaction);
    let plans = load::StoreSource::plans(store)?;
    if plans.contains(&draft.plan.slug) {
        args.ensure_same_plan(store, &draft)?;
        return reimport::run(args, store, repository.as_ref(), transaction, &mut draft, context, ui);
    }
    if !args.same.is_empty() {
        return Err(same::only_for_an_edition(&draft.plan.slug).into());
    }
    args.beside_the_store(&mut draft, store, &plans, ui)?;
    transaction.ensure_means_no_other(&draft.plan.slug, None)?;
    draft.warnings.extend(draft.ledger_finding());
    if args.dry_run {
        report(args, &draft, None, context, ui)?;
        return Ok(Ending::Fine);
    }
    let count = draft.plan.tasks.len();
    let writing = text!("正在写入 {count} 项任务", "writing {count} tasks");
    let applied = {
        let _bar = Progress::of(&writing, context.lang, context.json);
        create_plan(&draft, store, transaction)?
    };
    // What is done is reported before what may fail; a JSON answer is one document.
    if !context.json {
        report(args, &draft, None, context, ui)?;
    }
    let made =
        args.commit.commit(repository.as_ref(), store, "import", &applied.files, Some(&applied), ui)?;
    if context.json {
        report(args, &draft, made.as_ref(), context, ui)?;
    }
    Ok(Ending::Fine)
}

impl ImportArgs {
    /// Opens the document and reads it.
    fn read(&self) -> Result<(Draft, String)> {
        let options = ReadOptions {
            table: self.table,
            text: self.text,
            part: self.part,
            columns: all(&self.columns),
            keep: self.keep(),
            lead_rule: self.lead_rule,
        };
        read_document(&self.file, self.sheet.as_deref(), &options)
    }

    /// Gives the plan what the document does not say: its name in the store, its source, what a person decided.
    fn complete(&self, draft: &mut Draft, sha256: String, store: Option<&Store>) -> Result<()> {
        draft.plan.slug = self.slug(draft);
        ensure_slug(&draft.plan.slug)?;
        draft.plan.source = Some(Source {
            file: source_name(&self.file, store),
            sha256,
            tasks_sha256: Some(tasks_sha256(&draft.plan)),
        });
        if let Some(rule) = self.lead_rule {
            draft.plan.lead_rule = rule;
        }
        let registry = match store {
            Some(store) => load::registry(store).map_err(Error::from)?,
            None => Registry::default(),
        };
        draft.warnings.extend(near_names(&draft.departments, &registry));
        Ok(())
    }

    /// What is to be said of a new plan beside what the store has: departments that handed over, a plan that it looks like,
    /// tasks that are open elsewhere.
    fn beside_the_store(
        &self,
        draft: &mut Draft,
        store: &Store,
        plans: &[String],
        ui: &mut Ui,
    ) -> anyhow::Result<()> {
        let registry = load::registry(store).map_err(Error::from)?;
        let tasks = &draft.plan.tasks;
        draft.warnings.extend(former_departments(tasks, tasks, &registry));
        let snapshot = load::load(store, plans);
        let Some(known) = Resemblance::of(&draft.plan, &snapshot) else {
            draft.warnings.extend(open_elsewhere(&draft.plan, &snapshot));
            return Ok(());
        };
        if self.plan.is_none() {
            draft.ensure_no_ledger()?;
        }
        self.ensure_new(&known, &draft.plan.slug, ui)?;
        draft.warnings.push(known.warning(&draft.plan.slug, self.dry_run));
        Ok(())
    }

    /// A document that the store has under another name is a plan of its own only where a person says so.
    fn ensure_new(&self, known: &Resemblance, slug: &str, ui: &mut Ui) -> anyhow::Result<()> {
        if self.plan.is_none() {
            return Err(known.refusal(slug).into());
        }
        let is_asked = known.is_asked() && !self.dry_run && !self.yes;
        if is_asked && !ui.confirms(&known.question(slug))? {
            return Err(known.twice(slug).into());
        }
        Ok(())
    }

    /// Whether nothing was said about which part of the document to read.
    fn reads_as_it_is(&self) -> bool {
        self.table.is_none()
            && !self.text
            && self.part.is_none()
            && self.sheet.is_none()
            && self.columns.is_empty()
            && self.keep_columns.is_none()
            && self.same.is_empty()
    }

    /// The columns to keep: several titles may stand in one word, with commas of either width or 、 between them.
    fn keep(&self) -> KeepColumns {
        let Some(words) = &self.keep_columns else { return KeepColumns::None };
        KeepColumns::titled(words.iter().flat_map(|word| parts(word)).map(str::to_owned).collect())
    }

    /// A name that was not typed may be another plan's by chance: then the titles differ.
    fn ensure_same_plan(&self, store: &Store, draft: &Draft) -> Result<()> {
        if self.plan.is_some() {
            return Ok(());
        }
        let slug = &draft.plan.slug;
        let snapshot = store.load(&PlanChoice::Named(vec![slug.clone()]))?;
        let Some(known) = snapshot.plans.first() else { return Ok(()) };
        import::ensure_same_plan(known, &draft.plan)
    }

    /// The plan's name: as given, else from the file's name, else from the years that it covers.
    fn slug(&self, draft: &Draft) -> String {
        if let Some(slug) = &self.plan {
            return slug.clone();
        }
        plan_name(&draft.plan, &stem(&self.file))
    }
}

/// Reads a document (`sheet`: of a workbook only that sheet): what it holds, and its sha256. What it says of places
/// names the file.
pub(super) fn read_document(
    file: &Path,
    sheet: Option<&str>,
    options: &ReadOptions,
) -> Result<(Draft, String)> {
    let open = OpenOptions { sheet: sheet.map(str::to_owned), pdf_reader: std::env::current_exe().ok() };
    let bytes = load::read_document(file, container::MAX_BYTES)?;
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let mut draft = import::read(&bytes, &name, &open, options).map_err(|error| match error.place() {
        Some(place) if !place.path.as_os_str().is_empty() => error,
        place => {
            let place = Location { path: file.to_owned(), ..place.cloned().unwrap_or_default() };
            error.at(place)
        }
    })?;
    for warning in &mut draft.warnings {
        locate(warning, file);
    }
    if draft.plan.title.is_empty() {
        draft.plan.title = stem(file);
    }
    Ok((draft, sha256(&bytes)))
}

/// The name of a document's file, without the ending.
fn stem(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn locate(warning: &mut Finding, file: &Path) {
    if let Some(place) = warning.place.as_mut().filter(|place| place.path.as_os_str().is_empty()) {
        place.path = file.to_owned();
    }
}

fn report(
    args: &ImportArgs,
    draft: &Draft,
    made: Option<&Revision>,
    context: &Context,
    ui: &mut Ui,
) -> anyhow::Result<()> {
    if context.json {
        let commit = [("commit", json!(made.map(Revision::hash)))];
        return Ok(output::import::json(draft, &commit, context.today, ui.out())?);
    }
    let lang = ui.lang();
    if args.explain {
        let audience = ui.audience();
        output::import::account(&draft.account, audience, ui.out())?;
    }
    let summary = Summary {
        draft,
        preview: args.dry_run,
        tasks: args.dry_run || args.explain,
        lang,
        width: ui.width(),
    };
    summary.write(ui.out())?;
    ui.warn(&draft.warnings);
    if !args.dry_run && !args.commit.is_wanted() {
        // Another plan than the default one is not what `pjt list` shows.
        let slug = &draft.plan.slug;
        let is_default = store::default_plan(&context.store()?).is_some_and(|default| default == *slug);
        let list = if is_default { "pjt list".to_owned() } else { format!("pjt list --plan {slug}") };
        ui.report(&text!(
            "下一步：`{list}` 核对，无误后 `pjt commit` 提交",
            "next: look through `{list}`, then `pjt commit`"
        ));
    }
    Ok(())
}
