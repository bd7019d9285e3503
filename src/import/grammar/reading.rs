//! What a table or the running text was read as, before numbers are given out: headings in order,
//! items that point to them, and the account of every row.

use super::{
    ColumnRole, columns,
    departments::{Departments, LeadRules},
    fold, marker, names,
    parts::Part,
};
use crate::{
    error::{Finding, Location},
    import::{
        draft::{ColumnOutcome, RowOutcome, RowRole},
        lexicon::words,
        source::SourceLocation,
    },
    model::Extra,
    text::{Lang, Text},
};

words! {
    CONTINUED = TITLES["continued"];
}

/// A pillar or a key task.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    /// The marker as printed.
    pub(super) label: Option<String>,
    /// Its number.
    pub(super) number: Option<u32>,
    /// The title without it.
    pub(super) title: String,
}

impl Heading {
    /// A heading as written.
    pub(super) fn new(text: &str) -> Self {
        let text = fold::one_line(text);
        let text = text.trim_start_matches('#').trim_start();
        match marker::read(text).filter(|marker| !marker.rest.is_empty()) {
            Some(marker) => {
                Self { label: Some(marker.label.to_owned()), number: marker.number, title: bare(marker.rest) }
            }
            None => Self { label: None, number: None, title: bare(text) },
        }
    }
}

/// A title without bold marks, closing stop, and the mark that it stands on a further page: （续）.
fn bare(text: &str) -> String {
    let text = fold::trim(text).trim_matches('*');
    let text = fold::trim(text.trim_end_matches(['。', '：', ':', '；']));
    let behind = text.rfind(['（', '(']).and_then(|open| text.split_at_checked(open));
    let title =
        behind.filter(|(title, mark)| !title.is_empty() && is_continued(mark)).map(|(title, _)| title);
    fold::trim(title.unwrap_or(text)).to_owned()
}

/// Whether words only say that something goes on from a page before, or did: 续表, （续上页）, 续表2.
pub(super) fn is_continued(words: &str) -> bool {
    let is_count = |sign: char| sign.is_ascii_digit() || "一二三四五六七八九十()".contains(sign);
    CONTINUED.matches(fold::key(words).trim_matches(is_count))
}

/// One task as read.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// The number as printed.
    pub(super) label: Option<String>,
    /// Its value.
    pub(super) number: Option<u32>,
    /// The text.
    pub(super) content: String,
    /// Its departments.
    pub(super) departments: Departments,
    /// The deadline as printed.
    pub(super) due_text: Option<String>,
    /// Whether it is the last clause of the text, not said apart.
    pub(super) due_in_text: bool,
    /// The year that the name of its sheet states for deadlines without one.
    pub(super) year: Option<i32>,
    /// What columns that are kept under their titles say.
    pub(super) extra: Vec<Extra>,
    /// Where it stood.
    pub(super) location: SourceLocation,
    /// Index of its pillar.
    pub(super) pillar: Option<usize>,
    /// Index of its key task.
    pub(super) key_task: Option<usize>,
}

/// The most tasks that a document may hold: each becomes a file.
pub(super) const MAX_TASKS: usize = 20_000;
/// How far back a heading that comes again is looked for.
const NEARBY: usize = 200;

/// A whole table or text as read.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Pillars in printed order.
    pub(super) pillars: Vec<Heading>,
    /// Key tasks in printed order, each with the index of its pillar.
    pub(super) key_tasks: Vec<(Heading, Option<usize>)>,
    /// The tasks.
    pub(super) items: Vec<Item>,
    /// What every row was read as.
    pub(super) account: Vec<RowOutcome>,
    /// What every column was read as.
    pub(super) columns: Vec<ColumnOutcome>,
    /// What a person should look at.
    pub(super) warnings: Vec<Finding>,
    /// From which item on the first of a list leads.
    pub(super) first_leads_from: Option<usize>,
    /// What the document says of leads beside that.
    pub(super) rules: LeadRules,
    /// Where it says that leads are told by how their names look.
    pub(super) styled_at: Option<SourceLocation>,
    /// The year that the table itself states for deadlines without one.
    pub(super) year: Option<i32>,
    /// The titles of the plans that the text holds, each where it begins.
    pub(super) parts: Vec<Part>,
    /// Paragraphs that say who does something and gave it to no task, each with its first words.
    pub(super) untaken: Vec<(SourceLocation, String)>,
    /// The first heading whose departments what stands below it inherits.
    pub(super) inherited: Option<SourceLocation>,
    /// Headings whose like are tasks, and where they stand.
    pub(super) headings_among_tasks: Vec<(SourceLocation, String)>,
    /// Headings above tasks that no field of these holds, each with its first words.
    pub(super) headings_left_out: Vec<(SourceLocation, String)>,
    /// The pillar and key task in force.
    pub(super) open: (Option<usize>, Option<usize>),
}

impl Reading {
    /// Records what a row was read as.
    pub(super) fn record(&mut self, location: SourceLocation, role: RowRole, text: &str, reason: Text) {
        self.account.push(RowOutcome { location, role, text: fold::head(text), reason });
    }

    /// Opens a pillar; the one of the same title that is open stays.
    pub(super) fn pillar(&mut self, text: &str) {
        let heading = Heading::new(text);
        let nearby = self.pillars.iter().rev().take(NEARBY).position(|known| *known == heading);
        let index = match nearby {
            Some(back) => self.pillars.len() - 1 - back,
            None => {
                self.pillars.push(heading);
                self.pillars.len() - 1
            }
        };
        if self.open.0 != Some(index) {
            self.open = (Some(index), None);
        }
    }

    /// Opens a key task under the open pillar.
    pub(super) fn key_task(&mut self, text: &str) {
        let key_task = (Heading::new(text), self.open.0);
        // a dump repeats the title in every row; an old one is looked for only nearby
        let nearby = self.key_tasks.iter().rev().take(NEARBY).position(|known| *known == key_task);
        let index = match nearby {
            Some(back) => self.key_tasks.len() - 1 - back,
            None => {
                self.key_tasks.push(key_task);
                self.key_tasks.len() - 1
            }
        };
        self.open.1 = Some(index);
    }

    /// Adds what was read of another table below this one.
    pub(super) fn append(&mut self, mut other: Self) {
        let (pillars, key_tasks, items) = (self.pillars.len(), self.key_tasks.len(), self.items.len());
        self.pillars.append(&mut other.pillars);
        let below =
            |(heading, pillar): (Heading, Option<usize>)| (heading, pillar.map(|index| index + pillars));
        self.key_tasks.extend(other.key_tasks.into_iter().map(below));
        for item in &mut other.items {
            item.year = item.year.or(other.year);
            item.pillar = item.pillar.map(|index| index + pillars);
            item.key_task = item.key_task.map(|index| index + key_tasks);
        }
        self.items.append(&mut other.items);
        self.items.truncate(MAX_TASKS + 1);
        self.account.append(&mut other.account);
        self.columns.append(&mut other.columns);
        self.warnings.append(&mut other.warnings);
        let first_leads = other.first_leads_from.map(|index| index + items);
        self.first_leads_from = self.first_leads_from.or(first_leads);
        self.rules = self.rules.or(other.rules);
        self.styled_at = self.styled_at.or(other.styled_at);
        self.inherited = self.inherited.or(other.inherited);
        self.headings_among_tasks.extend(other.headings_among_tasks);
        self.headings_left_out.extend(other.headings_left_out);
    }

    /// Adds a task under the open headings.
    pub(super) fn item(&mut self, mut item: Item) {
        item.content = fold::one_line(&item.content);
        (item.pillar, item.key_task) = self.open;
        if item.departments.first_leads && self.first_leads_from.is_none() {
            self.first_leads_from = Some(self.items.len());
        }
        // One more than may be is enough to know.
        if self.items.len() <= MAX_TASKS {
            self.items.push(item);
        }
    }

    /// Whether the text was known only by what it is not, and seldom says what to do (《民办教育促进法》), where no
    /// deadline or none that is called one says that it is due.
    pub(super) fn says_nothing_to_do(&self, undated: bool) -> bool {
        let is_guessed =
            |role: ColumnRole| self.columns.iter().any(|column| column.guessed && column.role == Some(role));
        let leads = |column: &ColumnOutcome| column.role == Some(ColumnRole::Lead) && !column.guessed;
        !self.columns.iter().any(leads)
            && is_guessed(ColumnRole::Content)
            && (undated || is_guessed(ColumnRole::Deadline) && is_guessed(ColumnRole::Departments))
            && self.has_few_verbs()
    }

    /// Whether each is due at an hour of a day (3月6日上午9:00): the agenda of a meeting.
    pub(super) fn is_agenda(&self) -> bool {
        const HOURS: [&str; 4] = ["上午", "下午", "晚上", ":"];
        let is_hour = |due: &str| HOURS.iter().any(|word| fold::key(due).contains(word));
        !self.items.is_empty()
            && self.items.iter().all(|item| item.due_text.as_deref().is_some_and(is_hour))
            && !self.says_tasks()
    }

    /// Whether the column with the text says by its title what departments are there for (主要职责), not what is to be done.
    pub(super) fn holds_duties(&self) -> bool {
        let mut texts =
            self.columns.iter().filter(|column| column.role == Some(ColumnRole::Content)).peekable();
        texts.peek().is_some() && texts.all(|column| columns::says_duties(&column.title))
    }

    /// Whether the title of the column with the text says that it holds tasks.
    pub(super) fn says_tasks(&self) -> bool {
        let is_text = |column: &&ColumnOutcome| column.role == Some(ColumnRole::Content) && !column.guessed;
        self.columns.iter().filter(is_text).any(|column| columns::says_tasks(&column.title))
    }

    /// Whether few tasks begin with a word for what to do.
    pub(super) fn has_few_verbs(&self) -> bool {
        let verbs = self.items.iter().filter(|item| names::begins_task(&item.content)).count();
        verbs * 3 < self.items.len()
    }

    /// How many tasks name a department.
    pub(super) fn assigned(&self) -> usize {
        self.items.iter().filter(|item| !item.departments.mentions.is_empty()).count()
    }
}

/// A finding at a place of the source. The caller knows the file.
pub(super) fn finding(code: &'static str, location: SourceLocation, message: Text) -> Finding {
    match location {
        SourceLocation::Line(line) => Finding::new(code, message).at(Location::line("", line)),
        SourceLocation::Unknown => Finding::new(code, message),
        SourceLocation::Paragraph(_)
        | SourceLocation::Row { .. }
        | SourceLocation::Column { .. }
        | SourceLocation::PageRow { .. }
        | SourceLocation::PageLine { .. } => {
            let place = location.words();
            let (zh, en) = (Lang::Zh, Lang::En);
            let message = Text::new(
                format!("{}：{}", place.in_lang(zh), message.in_lang(zh)),
                format!("{}: {}", place.in_lang(en), message.in_lang(en)),
            );
            Finding::new(code, message)
        }
    }
}
