//! What stands in a column of a task's row: in words for people, in tokens and dates for programs.

use chrono::NaiveDate;

use super::Column;
use crate::{
    import::source::SourceLocation,
    lights::{Judge, Points, completion, rounded},
    model::{Entry, LeadBasis, LightState, Note, TaskNumber, place},
    papers::matter::UNKNOWN,
    query::{Reports, reports::Report},
    text::Lang,
};

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
    /// What stands in this column of a task's row.
    pub fn cell<'a>(self, entry: Entry<'a>, beside: impl Into<Beside<'a>>, lang: Lang) -> String {
        let beside = beside.into();
        let (task, today) = (entry.task, beside.today);
        let list = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join("、");
        match self {
            Self::Plan => entry.plan.slug.clone(),
            Self::PlanTitle => entry.plan.title.clone(),
            Self::Id => TaskNumber::of(task, None).cell(lang),
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
            Self::Notes => task.progress().map(note).collect::<Vec<_>>().join("\n"),
            Self::LastNote => task.progress().max_by_key(|note| note.date).map(note).unwrap_or_default(),
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
                let is_asked = beside.judge.is_some() || beside.reports.is_some_and(|all| !all.is_empty());
                let unknown = if is_asked { UNKNOWN } else { "" };
                percent(entry, beside)
                    .map_or_else(|| unknown.to_owned(), |percent| format!("{}%", rounded(percent)))
            }
            Self::Latest => latest(entry, beside, lang),
        }
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
            Self::Id => entry.task.id.to_string(),
            // Facts of the task or the plan, which no language changes.
            Self::Plan
            | Self::PlanTitle
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
    let line = |(report, words): &(Report<'_>, &str)| {
        let name = if reported.len() > 1 { report.department } else { "" };
        let period = match lang {
            _ if Some(report.period) == last => String::new(),
            Lang::Zh => report.period.title(),
            Lang::En => report.period.to_string(),
        };
        match (name, period.as_str()) {
            ("", "") => (*words).to_owned(),
            (name, "") => format!("{name}：{words}"),
            ("", period) if lang == Lang::Zh => format!("{period}：{words}"),
            (name, period) => match lang {
                Lang::Zh => format!("{name}（{period}）：{words}"),
                Lang::En => format!("{name} ({period}): {words}"),
            },
        }
    };
    reported.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The lead; marked where it is only read off the position.
fn lead(entry: Entry<'_>, lang: Lang) -> String {
    match entry.lead() {
        Some((names, LeadBasis::Stated)) => names.join("、"),
        Some((names, LeadBasis::FirstListed)) => {
            format!("{}{}", names.join("、"), label!(lang, "（按首位）", " (first listed)"))
        }
        None => String::new(),
    }
}

/// The status in words, and how many days a task is overdue.
fn status(entry: Entry<'_>, today: NaiveDate, lang: Lang) -> String {
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
fn due(entry: Entry<'_>, lang: Lang) -> String {
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
        (true, Lang::Zh) => format!("{words}之后（现行文件里没有）"),
        (true, Lang::En) => format!("after {words} (not in the document)"),
    }
}

/// A note on one line: day, reporter, text.
pub fn note(note: &Note) -> String {
    let by = note.by.as_ref().map(|by| format!(" {by}")).unwrap_or_default();
    format!("{}{by}：{}", note.date, note.text)
}
