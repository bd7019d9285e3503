//! The ledger for people without pjt, as files that open in Excel, Word, a browser, another program. What
//! the store's text holds is text there and can't act.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::{
    Beside, Column, LedgerFormat, TaskColumn,
    format::{Grid, LedgerText, csv, docx::WordLedger, html, json, md, xlsx::Book},
    sheet,
};
use crate::{
    model::{Entry, Fonts, LeadBasis, LightState, Plan},
    query::{Order, stats::Tally},
    text::Lang,
};

/// How many digits of a commit's hash people are shown.
const SHORT: usize = 8;

/// How a ledger looks.
#[derive(Clone, Copy, Debug)]
pub struct Ledger<'a> {
    /// The format.
    pub format: LedgerFormat,
    /// The columns, if it has any.
    pub columns: &'a [TaskColumn],
    /// Whether there may be tasks of several plans: each has then its plan beside it, or a section of its own.
    pub has_several_plans: bool,
    /// The day that counts as today, and what is known of tasks beside their own files.
    pub beside: Beside<'a>,
    /// The language of headers and statuses.
    pub lang: Lang,
}

/// What a ledger is made from, which it states.
#[derive(Clone, Debug, Default)]
pub struct Imprint {
    /// The conditions in words, where it shows only a part.
    pub part: Option<String>,
    /// Whose ledger it is: the one department that was asked for, or the office.
    pub unit: Option<String>,
    /// The commit that the store stands at, where there is one.
    pub revision: Option<Basis>,
    /// The fonts of the office.
    pub fonts: Fonts,
    /// How many plans the store has that are not in it.
    pub other_plans: usize,
}

impl Imprint {
    /// Whose it is, of which day, from which revision.
    pub fn facts(&self, today: NaiveDate, lang: Lang) -> Vec<String> {
        let unit = self.unit.as_ref();
        let unit = unit.map(|unit| format!("{}{unit}", label!(lang, "填报单位：", "department: ")));
        let day = sheet::day_words(today, lang);
        let day = lang.pick(format!("截至{day}"), format!("as of {day}"));
        let revision = self.revision.as_ref().map(|basis| basis.words(lang));
        let others = sheet::other_plans(self.other_plans, lang);
        unit.into_iter().chain([day]).chain(others).chain(revision).collect()
    }
}

/// The state of the history that something is made from.
#[derive(Clone, Debug)]
pub struct Basis {
    /// The full hash of the commit; none where nothing was committed yet.
    pub commit: Option<String>,
    /// Whether the files hold what the commit does not.
    pub has_changes: bool,
}

impl Basis {
    /// It in words: `数据版本 3bcea905，含尚未提交的改动`.
    pub fn words(&self, lang: Lang) -> String {
        self.of_commit(SHORT, lang)
    }

    /// The same with the whole hash, as the properties of a file state it.
    pub(crate) fn origin(&self, lang: Lang) -> String {
        match &self.commit {
            Some(commit) if !self.has_changes => commit.clone(),
            _ => self.of_commit(usize::MAX, lang),
        }
    }

    /// What a paper says of itself while it is a draft: that it holds what no commit has. The final one says nothing.
    pub(crate) fn remark(&self, lang: Lang) -> Option<String> {
        let words = self.words(lang);
        self.has_changes.then(|| match lang {
            Lang::Zh => format!("注：未定稿。{words}。"),
            Lang::En => format!("Note: a draft, made from {words}."),
        })
    }

    fn of_commit(&self, digits: usize, lang: Lang) -> String {
        let Some(commit) = &self.commit else {
            return label!(lang, "数据尚未提交", "data that is not committed yet").to_owned();
        };
        let short: String = commit.chars().take(digits).collect();
        let changes = match self.has_changes {
            true => label!(lang, "，含尚未提交的改动", ", with changes that are not committed"),
            false => "",
        };
        format!("{}{short}{changes}", label!(lang, "数据版本 ", "revision "))
    }
}

impl Ledger<'_> {
    /// The columns of a ledger for which none were asked: of what every task has, and on what is no paper each of these
    /// `kept` ones. Paper has what was kept below the content.
    pub fn usual_columns(
        format: LedgerFormat,
        has_several_plans: bool,
        beside: Beside<'_>,
        kept: Vec<String>,
    ) -> Vec<TaskColumn> {
        let known: Vec<Column> = match format.is_paper() {
            true => sheet::columns(beside).collect(),
            false => Column::of_ledger(has_several_plans).to_vec(),
        };
        let kept = kept.into_iter().filter(|_| !format.is_paper()).map(TaskColumn::Extra);
        known.into_iter().map(TaskColumn::Known).chain(kept).collect()
    }

    /// The headers, without rows.
    pub(super) fn head(&self) -> Grid {
        Grid {
            headers: self.columns.iter().map(|column| column.header(self.lang).to_owned()).collect(),
            rows: Vec::new(),
            right: TaskColumn::numbers(self.columns),
        }
    }

    /// The rows of these tasks, without headers.
    pub(super) fn grid(&self, entries: &[Entry<'_>]) -> Grid {
        let cells = |entry: &Entry<'_>| TaskColumn::row(self.columns, *entry, self.beside, self.lang);
        Grid { rows: entries.iter().map(cells).collect(), ..Grid::default() }
    }

    /// How these tasks stand, in one line.
    pub(super) fn figures(&self, entries: &[Entry<'_>]) -> String {
        let mut tally = Tally::default();
        entries.iter().for_each(|entry| self.count(*entry, &mut tally));
        sheet::figures(&tally, self.lang)
    }

    /// Counts a task, and its light where the store has rules.
    pub(super) fn count(&self, entry: Entry<'_>, tally: &mut Tally) {
        tally.add_lit(entry, self.beside.today, self.light(entry));
    }

    /// The light of a task, where the store has rules.
    pub(super) fn light(&self, entry: Entry<'_>) -> Option<LightState> {
        self.beside.judge.map(|judge| judge.judge(entry).state())
    }
}

/// What stands above the tasks of a ledger.
#[derive(Debug, Default)]
pub(crate) struct LedgerHead {
    /// What it is a ledger of.
    pub(crate) title: String,
    /// Which part it is, if it is one.
    pub(crate) part: Option<String>,
    /// Whose it is, of which day, from which revision.
    pub(crate) facts: Vec<String>,
    /// How things stand, in one line.
    pub(crate) figures: String,
    /// What its marks mean, if it has any.
    pub(crate) remark: Option<&'static str>,
    /// What is missing, if anything is.
    pub(crate) gap: Option<String>,
    /// How many records could not be read.
    pub(crate) unreadable: usize,
}

/// A ledger while its plans come. Nothing of it is written before its end, when it is known whether it is
/// complete; what is held until then is text or cells and not the tasks.
pub struct LedgerWriter<'a> {
    ledger: Ledger<'a>,
    imprint: Imprint,
    titles: Vec<String>,
    /// The plans of which there is no such task: what it is a ledger of where there is none at all.
    without: Vec<String>,
    tally: Tally,
    /// Whether a lead is only read off the position.
    has_first_listed: bool,
    body: Body<'a>,
}

/// What the tasks are put into.
enum Body<'a> {
    Texts(Box<dyn LedgerText>, Vec<Vec<u8>>),
    Book(Box<Book<'a>>),
    Word(Box<WordLedger<'a>>),
}

impl<'a> Body<'a> {
    fn begin(ledger: &Ledger<'a>, fonts: &Fonts) -> io::Result<Self> {
        let text = |format: Box<dyn LedgerText>| Self::Texts(format, Vec::new());
        Ok(match ledger.format {
            LedgerFormat::Csv => text(Box::new(csv::Csv)),
            LedgerFormat::Md => text(Box::new(md::Md)),
            LedgerFormat::Html => text(Box::new(html::Html)),
            LedgerFormat::Json => text(Box::<json::Json>::default()),
            LedgerFormat::Xlsx => Self::Book(Box::new(Book::begin(ledger, fonts.clone())?)),
            LedgerFormat::Docx => Self::Word(Box::new(WordLedger::begin(ledger, fonts.clone()))),
        })
    }
}

impl<'a> LedgerWriter<'a> {
    /// Begins a ledger.
    ///
    /// # Errors
    /// When a workbook can't be made.
    pub fn begin(ledger: Ledger<'a>, imprint: Imprint) -> io::Result<Self> {
        let body = Body::begin(&ledger, &imprint.fonts)?;
        let (titles, without, tally) = (Vec::new(), Vec::new(), Tally::default());
        Ok(Self { ledger, imprint, titles, without, tally, has_first_listed: false, body })
    }

    /// Goes on with the tasks of this plan; one without any has no section.
    ///
    /// # Errors
    /// When one can't be written in the format, or a workbook can't hold it.
    pub fn add(&mut self, plan: &Plan) -> io::Result<()> {
        let mut entries: Vec<Entry<'_>> = plan.entries().collect();
        if entries.is_empty() {
            self.without.push(plan.title.clone());
            return Ok(());
        }
        Order::default().sort(&mut entries);
        for entry in &entries {
            self.ledger.count(*entry, &mut self.tally);
            self.has_first_listed |= matches!(entry.lead(), Some((_, LeadBasis::FirstListed)));
        }
        self.titles.push(plan.title.clone());
        match &mut self.body {
            Body::Texts(format, texts) => {
                let mut text = Vec::new();
                format.tasks(&self.ledger, &entries, &mut text)?;
                texts.push(text);
            }
            Body::Book(book) => book.add(&self.ledger, &entries)?,
            Body::Word(word) => word.add(&self.ledger, &entries),
        }
        Ok(())
    }

    /// Writes it, and gives how many cells of a workbook go on in another sheet. What is missing, because
    /// `unreadable` records could not be read, is stated in it.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn end(self, unreadable: usize, out: &mut dyn Write) -> io::Result<usize> {
        let lang = self.ledger.lang;
        let head = LedgerHead {
            title: self.title(),
            part: self.imprint.part.as_ref().map(|part| match lang {
                Lang::Zh => format!("（部分：{part}）"),
                Lang::En => format!("(part: {part})"),
            }),
            facts: self.imprint.facts(self.ledger.beside.today, lang),
            figures: self.figures(),
            remark: self.has_first_listed.then(|| sheet::remark(lang)),
            gap: self.gap(unreadable),
            unreadable,
        };
        match self.body {
            Body::Texts(format, texts) => format.whole(&self.ledger, &head, &texts, out).map(|()| 0),
            Body::Book(book) => book.end(&head, out),
            Body::Word(word) => word.end(&head, out).map(|()| 0),
        }
    }

    /// How things stand; of a part, that it is one.
    fn figures(&self) -> String {
        let figures = sheet::figures(&self.tally, self.ledger.lang);
        let only = self.ledger.lang.pick("（只计所选部分）", " (the chosen part only)");
        if self.imprint.part.is_some() { format!("{figures}{only}") } else { figures }
    }

    fn title(&self) -> String {
        let titles = if self.titles.is_empty() { &self.without } else { &self.titles };
        match (titles.as_slice(), self.ledger.lang) {
            ([], lang) => lang.pick("任务台账", "Task ledger").to_owned(),
            ([one], _) if !self.ledger.format.is_paper() => one.clone(),
            ([one], Lang::Zh) => format!("{one}任务台账"),
            ([one], Lang::En) => format!("{one}: task ledger"),
            ([first, ..], Lang::Zh) => format!("{first}等{}个方案任务台账", titles.len()),
            ([first, ..], Lang::En) => {
                format!("{first} and {} more plans: task ledger", titles.len() - 1)
            }
        }
    }

    /// What is missing, in words.
    fn gap(&self, unreadable: usize) -> Option<String> {
        (unreadable > 0).then(|| match self.ledger.lang {
            Lang::Zh => format!("缺口：{unreadable} 个文件读不了，未列入"),
            Lang::En => format!("gap: {unreadable} files could not be read and are not listed"),
        })
    }
}
