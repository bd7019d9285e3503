//! The columns of a list: their names, their headers, and what stands in them. Every tabular format asks
//! here, so that a column is the same everywhere.
#![expect(clippy::expect_used, reason = "the lists of columns are written here")]

use std::str::FromStr;

use chrono::NaiveDate;
use strum::VariantArray as _;

use crate::{
    import::source::SourceLocation,
    lights::{Judge, Points, completion, rounded},
    model::{Entry, LeadBasis, LightState, place},
    query::Reports,
    text::Lang,
};

/// One column.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Column {
    /// The plan's slug.
    Plan,
    /// The plan's title.
    PlanTitle,
    /// The number.
    Id,
    /// The number as printed.
    Label,
    /// The pillar's title.
    Pillar,
    /// The key task's title.
    KeyTask,
    /// The text.
    Content,
    /// All departments.
    Departments,
    /// The lead, and whether it is only read off the position.
    Lead,
    /// How the lead is known.
    LeadBasis,
    /// The departments that support it.
    Support,
    /// The status in words, and whether it is overdue.
    Status,
    /// The deadline, and whether it is only the plan's end.
    Due,
    /// The deadline as printed.
    DueText,
    /// The day that counts: its own, or the plan's end.
    FallsDue,
    /// Whether it is overdue.
    Overdue,
    /// All notes.
    Notes,
    /// The newest note.
    LastNote,
    /// The evidence.
    Evidence,
    /// Where it stood in the document.
    Source,
    /// The light.
    Light,
    /// Why it has it.
    Reason,
    /// What it should have reached.
    Planned,
    /// How far it is: what is done wholly, else as the lead reported.
    Percent,
    /// What was reported last.
    Latest,
}

/// What cells are made of besides the task: the day that counts as today, and where a column needs them the returns and
/// the rules of lights.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The day that counts as today.
    pub today: NaiveDate,
    /// What was reported.
    pub reports: Option<&'a Reports>,
    /// What judges.
    pub judge: Option<Judge<'a>>,
}

impl From<NaiveDate> for Beside<'_> {
    /// The day alone, for columns that need nothing else.
    fn from(today: NaiveDate) -> Self {
        Self { today, reports: None, judge: None }
    }
}

impl Column {
    /// The columns of a list that asked for none. Numbers repeat from plan to plan: where there are several,
    /// each task has its plan beside it.
    pub fn of_list(has_several_plans: bool) -> &'static [Self] {
        const COLUMNS: [Column; 6] =
            [Column::Plan, Column::Id, Column::Content, Column::Departments, Column::Status, Column::Due];
        behind_plan(&COLUMNS, has_several_plans)
    }

    /// The columns of records for programs that asked for none: whatever is one value. They name the plan always.
    pub fn of_records() -> &'static [Self] {
        &[
            Self::Plan,
            Self::Id,
            Self::Label,
            Self::Pillar,
            Self::KeyTask,
            Self::Content,
            Self::Departments,
            Self::Lead,
            Self::LeadBasis,
            Self::Support,
            Self::Status,
            Self::Due,
            Self::DueText,
            Self::FallsDue,
            Self::Overdue,
        ]
    }

    /// The columns of a ledger for people without pjt that is no paper.
    pub(super) fn of_ledger(has_several_plans: bool) -> &'static [Self] {
        const COLUMNS: [Column; 12] = [
            Column::PlanTitle,
            Column::Id,
            Column::Pillar,
            Column::KeyTask,
            Column::Content,
            Column::Departments,
            Column::Lead,
            Column::Support,
            Column::Status,
            Column::Due,
            Column::Notes,
            Column::Evidence,
        ];
        behind_plan(&COLUMNS, has_several_plans)
    }

    /// Whether it says what the rules of lights say.
    pub fn needs_rules(self) -> bool {
        matches!(self, Self::Light | Self::Reason | Self::Planned)
    }

    /// Whether it says what was reported.
    pub fn needs_reports(self) -> bool {
        self.needs_rules() || matches!(self, Self::Percent | Self::Latest)
    }

    /// Whether it holds numbers.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Id | Self::Planned | Self::Percent)
    }

    /// The header that people read.
    pub fn header(self, lang: Lang) -> &'static str {
        match self {
            Self::Plan => label!(lang, "方案", "Plan"),
            Self::PlanTitle => label!(lang, "方案名称", "Plan title"),
            Self::Id => label!(lang, "编号", "No."),
            Self::Label => label!(lang, "文件序号", "Label"),
            Self::Pillar => label!(lang, "板块", "Pillar"),
            Self::KeyTask => label!(lang, "重点任务", "Key task"),
            Self::Content => label!(lang, "任务内容", "Content"),
            Self::Departments => label!(lang, "责任部门", "Departments"),
            Self::Lead => label!(lang, "牵头", "Lead"),
            Self::LeadBasis => label!(lang, "牵头依据", "Lead basis"),
            Self::Support => label!(lang, "配合", "Support"),
            Self::Status => label!(lang, "状态", "Status"),
            Self::Due => label!(lang, "完成时限", "Due"),
            Self::DueText => label!(lang, "时限原文", "Due as printed"),
            Self::FallsDue => label!(lang, "到期日", "Falls due"),
            Self::Overdue => label!(lang, "逾期", "Overdue"),
            Self::Notes => label!(lang, "进展", "Notes"),
            Self::LastNote => label!(lang, "最新进展", "Last note"),
            Self::Evidence => label!(lang, "佐证材料", "Evidence"),
            Self::Source => label!(lang, "出处", "Source"),
            Self::Light => label!(lang, "亮灯", "Light"),
            Self::Reason => label!(lang, "理由", "Reason"),
            Self::Planned => label!(lang, "应达", "Planned"),
            Self::Percent => label!(lang, "完成率", "Percent"),
            Self::Latest => label!(lang, "本期进展", "Latest report"),
        }
    }

    /// What else it is called in an office.
    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Plan => &["行动计划"],
            Self::Id => &["序号"],
            Self::Label => &["文件编号"],
            Self::Content => &["内容", "任务", "事项"],
            Self::Departments => &["部门", "单位", "责任单位", "dept", "department"],
            Self::Lead => &["牵头部门", "牵头单位"],
            Self::Support => &["配合部门", "配合单位", "协办"],
            Self::Status => &["办理状态", "进度"],
            Self::Due => &["时限", "期限", "截止"],
            Self::FallsDue => &["到期"],
            Self::Overdue => &["是否逾期"],
            Self::Notes => &["全部进展", "进展情况"],
            Self::LastNote => &["最近进展"],
            Self::Evidence => &["佐证", "材料"],
            Self::Source => &["原文位置"],
            Self::PlanTitle
            | Self::Pillar
            | Self::KeyTask
            | Self::LeadBasis
            | Self::DueText
            | Self::Light
            | Self::Reason
            | Self::Planned
            | Self::Percent
            | Self::Latest => &[],
        }
    }

    /// What stands in this column of a task's row.
    pub fn cell<'a>(self, entry: Entry<'a>, beside: impl Into<Beside<'a>>, lang: Lang) -> String {
        let beside = beside.into();
        let (task, today) = (entry.task, beside.today);
        let list = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join("、");
        match self {
            Self::Plan => entry.plan.slug.clone(),
            Self::PlanTitle => entry.plan.title.clone(),
            Self::Id => task.id.to_string(),
            Self::Label => task.label.clone().unwrap_or_default(),
            Self::Pillar => entry.pillar().map(|pillar| pillar.title.clone()).unwrap_or_default(),
            Self::KeyTask => entry.key_task().map(|key_task| key_task.title.clone()).unwrap_or_default(),
            Self::Content => task.content.clone(),
            Self::Departments => list(&mut task.departments.iter().map(String::as_str)),
            Self::Lead => lead(entry, lang),
            Self::LeadBasis => match entry.lead() {
                Some((_, LeadBasis::Stated)) => label!(lang, "原文写明", "stated").to_owned(),
                Some((_, LeadBasis::FirstListed)) => label!(lang, "按首位", "first listed").to_owned(),
                None => String::new(),
            },
            Self::Support => entry.support().map(|mut support| list(&mut support)).unwrap_or_default(),
            Self::Status => status(entry, today, lang),
            Self::Due => due(entry, lang),
            Self::DueText => task.due_text.clone().unwrap_or_default(),
            Self::FallsDue => entry.falls_due().map(|day| day.to_string()).unwrap_or_default(),
            Self::Overdue => match entry.is_overdue(today) {
                true => label!(lang, "是", "yes").to_owned(),
                false => String::new(),
            },
            Self::Notes => task.notes.iter().map(note).collect::<Vec<_>>().join("\n"),
            Self::LastNote => task.notes.iter().max_by_key(|note| note.date).map(note).unwrap_or_default(),
            Self::Evidence => task.evidence.join("\n"),
            Self::Source => task.source.as_deref().map(|place| source(place, lang)).unwrap_or_default(),
            Self::Light => {
                beside.judge.map_or_else(String::new, |judge| light(judge.judge(entry).state(), lang))
            }
            Self::Reason => {
                let reason = beside.judge.map(|judge| judge.judge(entry).reason);
                reason.map_or_else(String::new, |reason| reason.in_lang(lang).to_owned())
            }
            Self::Planned => {
                let planned = beside.judge.and_then(|judge| judge.judge(entry).planned());
                planned.map(|planned| format!("{}%", rounded(planned))).unwrap_or_default()
            }
            Self::Percent => {
                percent(entry, beside).map(|percent| format!("{}%", rounded(percent))).unwrap_or_default()
            }
            Self::Latest => latest(entry, beside, lang),
        }
    }

    /// The title of its records for programs: as the JSON has the key, where it has one.
    pub fn key(self) -> String {
        <&str>::from(self).replace('-', "_")
    }

    /// What stands in this column of a task's record for programs: tokens and dates, the same in every language.
    pub fn value<'a>(self, entry: Entry<'a>, beside: impl Into<Beside<'a>>) -> String {
        let beside = beside.into();
        let today = beside.today;
        match self {
            Self::Lead => entry.lead().map(|(names, _)| names.join("、")).unwrap_or_default(),
            Self::LeadBasis => entry.lead().map(|(_, basis)| basis.token().to_owned()).unwrap_or_default(),
            Self::Status => entry.task.status.token().to_owned(),
            Self::Due => entry.task.due.map(|day| day.to_string()).unwrap_or_default(),
            Self::Overdue => entry.is_overdue(today).to_string(),
            Self::Source => entry.task.source.clone().unwrap_or_default(),
            // Facts of the task or the plan, which no language changes.
            Self::Plan
            | Self::PlanTitle
            | Self::Id
            | Self::Label
            | Self::Pillar
            | Self::KeyTask
            | Self::Content
            | Self::Departments
            | Self::Support
            | Self::DueText
            | Self::FallsDue
            | Self::Notes
            | Self::LastNote
            | Self::Evidence => self.cell(entry, today, Lang::En),
            Self::Light => {
                beside.judge.map(|judge| judge.judge(entry).state().token().to_owned()).unwrap_or_default()
            }
            // The sentence of the language that offices write in, whoever asks.
            Self::Reason | Self::Latest => self.cell(entry, beside, Lang::Zh),
            Self::Planned => {
                let planned = beside.judge.and_then(|judge| judge.judge(entry).planned());
                planned.map(|planned| planned.to_string()).unwrap_or_default()
            }
            Self::Percent => percent(entry, beside).map(|percent| percent.to_string()).unwrap_or_default(),
        }
    }
}

/// The light in words; nothing for what is not judged or has none.
fn light(state: LightState, lang: Lang) -> String {
    match state {
        LightState::Lit(_) | LightState::Undetermined => state.label(lang).to_owned(),
        LightState::Unlit | LightState::NotJudged => String::new(),
    }
}

/// How far a task is. Where nobody reports and no rule asks, the status says all that is known.
fn percent(entry: Entry<'_>, beside: Beside<'_>) -> Option<Points> {
    let is_asked = |reports: &&Reports| beside.judge.is_some() || !reports.is_empty();
    completion(entry, beside.reports.filter(is_asked)?)
}

/// What each department reported last, with its name where there are several, and with the period where that is not the
/// last one.
fn latest(entry: Entry<'_>, beside: Beside<'_>, lang: Lang) -> String {
    let Some(reports) = beside.reports else { return String::new() };
    let last = reports.last_period();
    let reported: Vec<_> = reports
        .latest(entry)
        .into_iter()
        .filter_map(|report| Some((report, report.answer.progress.as_deref()?)))
        .collect();
    let line = |(report, words): &(crate::query::reports::Report<'_>, &str)| {
        let name = if reported.len() > 1 { report.department } else { "" };
        let period = if Some(report.period) == last { String::new() } else { report.period.to_string() };
        match (name, period.as_str()) {
            ("", "") => (*words).to_owned(),
            (name, "") => format!("{name}：{words}"),
            (name, period) => match lang {
                Lang::Zh => format!("{name}（{period}）：{words}"),
                Lang::En => format!("{name} ({period}): {words}"),
            },
        }
    };
    reported.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// All columns, or all but the first, the plan.
fn behind_plan(columns: &'static [Column], has_several_plans: bool) -> &'static [Column] {
    if has_several_plans {
        columns
    } else {
        columns.get(1..).expect("a list of columns begins with the plan")
    }
}

/// The lead; marked where it is only read off the position.
pub fn lead(entry: Entry<'_>, lang: Lang) -> String {
    match entry.lead() {
        Some((names, LeadBasis::Stated)) => names.join("、"),
        Some((names, LeadBasis::FirstListed)) => {
            format!("{}{}", names.join("、"), label!(lang, "（按首位）", " (first listed)"))
        }
        None => String::new(),
    }
}

/// The status in words, and how many days a task is overdue.
pub fn status(entry: Entry<'_>, today: NaiveDate, lang: Lang) -> String {
    let words = entry.task.status.label(lang);
    match entry.falls_due().filter(|_| entry.is_overdue(today)) {
        Some(due) => {
            let days = (today - due).num_days();
            match lang {
                Lang::Zh => format!("{words}（逾期{days}天）"),
                Lang::En => format!("{words} (overdue {days} d)"),
            }
        }
        None => words.to_owned(),
    }
}

/// The deadline: its date, its phrase, or the end of the plan, which is shown as such.
pub fn due(entry: Entry<'_>, lang: Lang) -> String {
    let of_plan = label!(lang, "（随方案）", " (plan end)");
    match (entry.task.due, &entry.task.due_text, entry.falls_due()) {
        (Some(due), ..) => due.to_string(),
        (None, Some(phrase), _) => phrase.clone(),
        (None, None, Some(end)) => format!("{end}{of_plan}"),
        (None, None, None) => String::new(),
    }
}

/// Where it stood in the document, in words.
pub fn source(kept: &str, lang: Lang) -> String {
    let (place, is_behind) = place::parts(kept);
    let words = match SourceLocation::parse(place) {
        SourceLocation::Unknown => place.to_owned(),
        known => known.words().in_lang(lang).to_owned(),
    };
    match (is_behind, lang) {
        (false, _) => words,
        (true, Lang::Zh) => format!("{words}之后（后加的，文件里没有）"),
        (true, Lang::En) => format!("after {words} (not in the document)"),
    }
}

/// A note on one line: day, reporter, text.
pub fn note(note: &crate::model::Note) -> String {
    let by = note.by.as_ref().map(|by| format!(" {by}")).unwrap_or_default();
    format!("{}{by}：{}", note.date, note.text)
}

/// Not a column.
#[derive(Debug)]
pub struct UnknownColumn;

impl FromStr for Column {
    type Err = UnknownColumn;

    /// Takes the name in any case, with `_` for `-`, the Chinese header, and what else people call it.
    fn from_str(word: &str) -> Result<Self, UnknownColumn> {
        let typed = word.trim().to_lowercase().replace('_', "-");
        let is_meant = |column: &Self| {
            <&str>::from(column) == typed
                || column.header(Lang::Zh) == typed
                || column.other_names().contains(&typed.as_str())
        };
        Self::VARIANTS.iter().copied().find(is_meant).ok_or(UnknownColumn)
    }
}
