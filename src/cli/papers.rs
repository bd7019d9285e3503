//! What the commands that make papers share: the store at a time with all that papers are made of, templates, what
//! a person wrote, and where it goes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use pjt::{
    Error, Lang, Result,
    error::Location,
    lights::{NamedRules, rules_of},
    model::{Office, PeriodId, ReportingPeriod, Snapshot},
    output::{docx::template, ledger::Basis},
    papers::{Evidence, Values},
    query::reports::Reports,
    store::{
        self, PlanChoice, file, layout,
        load::{self, StoreSource},
        target,
    },
    text,
    text::escape::is_unsafe_char,
};

use super::{
    Context, Ui,
    args::{AtArgs, PlanArgs},
    selection::{ensure_complete, report_other_plans},
};

/// All that papers are made of.
pub(crate) struct Desk {
    pub(crate) source: Box<dyn StoreSource>,
    pub(crate) snapshot: Snapshot,
    pub(crate) reports: Reports,
    pub(crate) rules: Option<NamedRules>,
    pub(crate) office: Office,
    pub(crate) today: chrono::NaiveDate,
    /// The period that was asked for, if one was.
    period: Option<PeriodId>,
    /// The state of the history that it is made from; none where there is no history.
    pub(crate) basis: Option<Basis>,
}

impl Desk {
    /// Reads the plans that a period asks about, or those that were named.
    ///
    /// # Errors
    /// When there is no store, or something of it can't be read: papers say all or nothing.
    pub(crate) fn new(
        period: Option<PeriodId>,
        plans: &PlanArgs,
        at: &AtArgs,
        context: &Context,
        ui: &mut Ui,
    ) -> Result<Self> {
        let source = context.source(at, ui)?;
        let wanted = period;
        let period = period.map(|id| period_of(&*source, id)).transpose()?.flatten();
        let last_day = period.as_ref().map(|period| period.end);
        let choice = match (plans.choice(), period) {
            (PlanChoice::Default, Some(period)) if !period.asked.is_empty() => {
                asked_plans(&*source, &period, ui)
            }
            (choice, _) => choice,
        };
        let mut snapshot = load::load(&*source, &store::choose(&*source, &choice)?);
        if let (PlanChoice::All, Some(last)) = (&choice, last_day) {
            leave_out_later(&mut snapshot, last, ui);
        }
        if choice == PlanChoice::Default && !context.json {
            report_other_plans(plans, &*source, ui);
        }
        ensure_complete(&snapshot, false, ui)?;
        let reports = Reports::read(&*source, &snapshot);
        if let Some(finding) = reports.unreadable.first() {
            return Err(Error::from(finding.clone()));
        }
        let rules = rules_of(&*source)?;
        let office = load::office(&*source).map_err(Error::from)?;
        let today = context.today_at(at)?;
        let basis = context.basis(at);
        Ok(Self { source, snapshot, reports, rules, office, today, period: wanted, basis })
    }

    /// What is known beside the tasks.
    pub(crate) fn evidence(&self) -> Evidence<'_> {
        Evidence {
            reports: &self.reports,
            rules: self.rules.as_ref(),
            today: self.today,
            period: self.period,
        }
    }

    /// Says that answers wait for a person, of a period or of all: what a paper says of their tasks may be wrong.
    pub(crate) fn report_waiting(&self, period: Option<PeriodId>, ui: &mut Ui) {
        let count = self.reports.waiting(period);
        if count > 0 {
            ui.report(&text!(
                "报送内容还有 {count} 处没有处理（没有采用的格、归不到任务的行），所列进度、亮灯和通报的问题可能因此有误；`pjt collect --settle` 列出并处理",
                "{count} cells or rows of returns wait for a person, so progress, lights and what is criticised here may be wrong; `pjt collect --settle` lists and settles them"
            ));
        }
    }

    /// The commit that it is made from; none where the files differ from it, or there is none.
    pub(crate) fn commit(&self) -> Option<&str> {
        self.basis.as_ref().filter(|basis| !basis.has_changes)?.commit.as_deref()
    }

    /// What the state that it is made from is called in a template.
    pub(crate) fn put_basis_into(&self, values: &mut Values) {
        let words = self.basis.as_ref().map(|basis| basis.words(Lang::Zh));
        values.put(REVISION, &words.unwrap_or_default());
    }

    /// Says that what it is made from is not all committed. A template of one's own says so where it has a place for it.
    pub(crate) fn report_draft(&self, has_template: bool, ui: &mut Ui) {
        let Some(basis) = self.basis.as_ref().filter(|basis| basis.has_changes) else { return };
        if !has_template {
            return report_draft(basis, true, ui);
        }
        ui.report(&text!(
            "所用数据含尚未提交的改动，这是未定稿；自己的模板里写 {{{{{REVISION}}}}} 即可注明。定稿请先 `pjt commit`，再制作一次",
            "this is a draft: it holds changes that are not committed; a template of your own can say so by {{{{{REVISION}}}}}. For the final one `pjt commit` first, and make it again"
        ));
    }

    /// The template: the file that was named, else the office's own of this name, if it has one.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn template(&self, named: Option<&Path>, name: &str) -> Result<Option<Template>> {
        let (shown, bytes) = match named {
            Some(path) => (path.to_owned(), Some(load::read_document(path, template::MAX_BYTES)?)),
            None => {
                let path = Path::new(layout::TEMPLATES).join(name);
                (self.source.shown(&path), self.source.read(&path, template::MAX_BYTES)?)
            }
        };
        Ok(bytes.map(|bytes| Template { shown, bytes }))
    }
}

/// A Word file with placeholders, and how it is called: nobody names the office's own.
#[derive(Debug)]
pub(crate) struct Template {
    shown: PathBuf,
    bytes: Vec<u8>,
}

impl Template {
    /// A paper: the template with these values in it.
    ///
    /// # Errors
    /// When it is no Word file, or has placeholders that stand for nothing.
    pub(crate) fn fill(&self, values: &Values) -> Result<Vec<u8>> {
        template::fill(&self.bytes, values).map_err(|error| error.at(Location::file(&self.shown)))
    }
}

/// The period of this name. A store without any makes papers of its tasks alone; where there are some, one that is not
/// among them is a slip of the pen.
fn period_of(source: &dyn StoreSource, id: PeriodId) -> Result<Option<ReportingPeriod>> {
    let found = load::period(source, id)?;
    if found.is_none() && !source.period_files()?.is_empty() {
        return super::period::period_of(source, id).map(Some);
    }
    Ok(found)
}

/// Leaves out the plans that begin only after a period: a paper about it says nothing of them.
fn leave_out_later(snapshot: &mut Snapshot, last: chrono::NaiveDate, ui: &mut Ui) {
    let later: Vec<String> =
        snapshot.plans.extract_if(.., |plan| plan.begins_after(last)).map(|plan| plan.slug).collect();
    if later.is_empty() {
        return;
    }
    let (zh, en) = (later.join("、"), later.join(", "));
    ui.report(&text!(
        "方案 {zh} 在这一报送期之后才开始，没有计入",
        "{en} begin only after this period and are not counted"
    ));
}

/// The plans that a period asks about, as they are called now.
fn asked_plans(source: &dyn StoreSource, period: &ReportingPeriod, ui: &mut Ui) -> PlanChoice {
    let mut there = super::period::plans_there(source, [period], ui);
    // In the order in which it asks about them.
    let place = |slug: &String| {
        period.asked.iter().position(|asked| store::current_slug(source, &asked.plan) == *slug)
    };
    there.sort_by_key(place);
    if there.is_empty() { PlanChoice::Default } else { PlanChoice::Named(there) }
}

/// Says that a paper holds what no commit has, and whether it states that itself.
pub(crate) fn report_draft(basis: &Basis, is_stated: bool, ui: &mut Ui) {
    if !basis.has_changes {
        return;
    }
    ui.report(&match is_stated {
        true => text!(
            "所用数据含尚未提交的改动，文中已注明；定稿请先 `pjt commit`，再制作一次",
            "it holds changes that are not committed, and says so; for the final one `pjt commit` first, and make it again"
        ),
        false => text!(
            "所用数据含尚未提交的改动，文件里没有注明；定稿请先 `pjt commit`，再制作一次",
            "it holds changes that are not committed and can't say so; for the final one `pjt commit` first, and make it again"
        ),
    });
}

/// The name that stands for the state of the history that a paper is made from.
const REVISION: &str = "数据版本";
/// The name that stands for what is asked for.
pub(crate) const DEMANDS: &str = "要求";

/// What a person wrote into a file, for `--fill NAME=FILE`.
#[derive(Clone, Debug)]
pub(crate) struct Fill {
    name: String,
    path: PathBuf,
}

/// The most that somebody writes into a paper.
const MAX_FILL: u64 = 1024 * 1024;

impl Fill {
    /// Reads the option.
    pub(crate) fn parse(word: &str) -> Result<Self, super::words::Misuse> {
        let parts = word.split_once('=').map(|(name, path)| (name.trim(), path));
        match parts.filter(|(name, path)| !name.is_empty() && !path.is_empty()) {
            Some((name, path)) => Ok(Self { name: name.to_owned(), path: path.into() }),
            None => Err(text!(
                "写成 `名称=文件`，如 `要求=要求.txt`",
                "write `NAME=FILE`, as in `要求=demands.txt`"
            )
            .into()),
        }
    }

    /// The words.
    ///
    /// # Errors
    /// When the file can't be read, or is no text.
    fn read(&self) -> Result<String> {
        let bytes = load::read_document(&self.path, MAX_FILL)?;
        let words = String::from_utf8(bytes).map_err(|_| {
            Error::failed(text!("这个文件不是 UTF-8 文字", "this file is no text in UTF-8"))
                .named("invalid-value")
                .at(Location::file(&self.path))
                .hint(text!("请另存为 UTF-8 的纯文本", "save it as plain text in UTF-8"))
        })?;
        let words = words.trim_start_matches('\u{feff}').trim().to_owned();
        Ok(words.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
    }
}

/// The words that a person wrote, by the names that they are for.
pub(crate) struct Filled(Vec<(String, String)>);

impl Filled {
    /// Reads what was named.
    ///
    /// # Errors
    /// When a file can't be read, or is no text.
    pub(crate) fn read(fills: &[Fill]) -> Result<Self> {
        fills.iter().map(|fill| Ok((fill.name.clone(), fill.read()?))).collect::<Result<_>>().map(Self)
    }

    /// The words for a name; of several those that were named first.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, words)| words.as_str())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Puts the words where a template has their names.
    pub(crate) fn put_into(&self, values: &mut Values) {
        self.0.iter().for_each(|(name, words)| values.put(name, words));
    }
}

/// Writes files into a directory, which is made where it is not there. One that is there and differs may have been
/// filled in by somebody: none is written then.
///
/// # Errors
/// When one is there and differs, the directory is a store's own, or the disk refuses.
pub(crate) fn put_all(directory: &Path, made: &[(impl AsRef<Path>, impl AsRef<[u8]>)]) -> Result<()> {
    for (path, _) in made {
        target::ensure_outside(path.as_ref())?;
    }
    if made.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(directory)
        .map_err(|error| Error::io(text!("无法建立文件夹", "can't make the directory"), directory, &error))?;
    let mut waiting = Vec::new();
    for (path, bytes) in made {
        let (path, bytes) = (path.as_ref(), bytes.as_ref());
        if !holds(path, bytes) {
            waiting.push((path, bytes));
        }
    }
    if let Some((path, _)) = waiting.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(Error::conflict(text!(
            "这里已有同名而内容不同的文件，可能有人填过或改过；没有写入任何内容",
            "there is another file of this name, which somebody may have filled in or changed; nothing was written"
        ))
        .named("file-exists")
        .at(Location::file(path))
        .hint(text!("请写到一个新文件夹：`-o 文件夹`", "write into a new directory: `-o DIR`")));
    }
    for (path, bytes) in waiting {
        file::replace(path, None, bytes)?;
    }
    Ok(())
}

/// Whether a file is there and holds just these bytes. What is no file is not opened.
pub(crate) fn holds(path: &Path, bytes: &[u8]) -> bool {
    load::read_document(path, bytes.len() as u64).is_ok_and(|present| present == bytes)
}

/// A name with nothing in it that a disk refuses.
pub(crate) fn as_file_name(name: &str) -> String {
    let fits = |c: char| if is_unsafe_char(c) || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    name.chars().map(fits).take(40).collect()
}
