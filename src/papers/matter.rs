//! A task as a paper names it: what it is, whose, by when, how far, under which light and why.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::{
    lights::{Judge, Judgement, NamedRules, Points, completion, rounded},
    model::{
        AskedField, Entry, Light, PeriodId, Status, TaskId, TaskNumber, day_in_words, deadline::OptionalDay,
    },
    query::reports::{Report, Reports},
    text::{Lang, Text},
};

/// What papers are made of, read at one time.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What was reported.
    pub reports: &'a Reports,
    /// The rules of lights, where the office has any.
    pub rules: Option<&'a NamedRules>,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The period that papers tell of, otherwise the last one: what was reported in a former one is marked.
    pub period: Option<PeriodId>,
}

impl Evidence<'_> {
    /// What the rules say of a task; nothing where there are none.
    pub fn judge(&self, entry: Entry<'_>) -> Option<Judgement> {
        let rules = self.rules?;
        Some(Judge { rules, reports: self.reports, today: self.today }.judge(entry).judgement)
    }

    /// A task as a paper names it.
    pub fn matter(&self, entry: Entry<'_>, judgement: Option<&Judgement>) -> Matter {
        let days = entry.falls_due().map(|due| (self.today - due).num_days());
        let reason = match (judgement, self.rules, days) {
            (Some(judgement), Some(rules), _) => {
                let judge = Judge { rules, reports: self.reports, today: self.today };
                Some(judge.reason(entry, judgement))
            }
            (_, _, Some(days)) if entry.is_overdue(self.today) => {
                Some(text!("超过完成时限{days}天", "{days} days past the due date"))
            }
            _ => None,
        };
        let own = |names: &[String]| names.to_vec();
        let task = entry.task;
        let reason = reason.map(|reason| match self.doubt(entry) {
            Some(doubt) => {
                let [(zh, zh_doubt), (en, en_doubt)] =
                    [Lang::Zh, Lang::En].map(|lang| (reason.in_lang(lang), doubt.in_lang(lang)));
                text!("{zh}；{zh_doubt}", "{en}; {en_doubt}")
            }
            None => reason,
        });
        Matter {
            plan: entry.plan.slug.clone(),
            plan_title: entry.plan.title.clone(),
            id: task.id,
            number: TaskNumber::of(task, None),
            content: task.content.clone(),
            lead: entry.lead().map_or_else(|| own(&task.departments), |(lead, _)| own(lead)),
            joint: Vec::new(),
            support: entry.support().map(|names| names.map(str::to_owned).collect()).unwrap_or_default(),
            status: task.status,
            due: entry.falls_due(),
            due_text: task.due_text.clone(),
            not_counted: judgement.and_then(|judgement| judgement.pace.not_counted()),
            extended_from: task.extension().map(|extension| extension.from),
            light: judgement.and_then(|judgement| judgement.light),
            is_undetermined: judgement
                .is_some_and(|judgement| judgement.is_undetermined && judgement.light.is_none()),
            planned: judgement.and_then(|judgement| judgement.pace.planned),
            actual: match judgement {
                Some(judgement) => judgement.pace.actual,
                None => completion(entry, self.reports),
            },
            reason,
            progress: self.progress(entry),
        }
    }

    /// That a lead reported progress of a task that counts as not begun, and left the status blank.
    fn begun_without_a_word(&self, entry: Entry<'_>) -> Option<Text> {
        let is_blank = |report: &Report<'_>| {
            let answer = report.answer;
            let waits = answer.unread.iter().any(|cell| cell.field == AskedField::Status);
            answer.status.is_none() && !waits && answer.percent.is_some_and(|percent| percent > 0)
        };
        let mut last = self.reports.last_of_leads(entry).into_iter();
        let report = last.find(|report| entry.task.status == Status::NotStarted && is_blank(report))?;
        let (department, percent) = (report.department, report.answer.percent?);
        Some(text!(
            "{department}报完成率{percent}%，没有报状态，待核",
            "{department} reported {percent}% and no status, which is in question"
        ))
    }

    /// What makes the percentage of an open task doubtful: the last one waits for a person, so that an earlier one
    /// counts, or it is of somebody who leads the task no more.
    pub(crate) fn doubt(&self, entry: Entry<'_>) -> Option<Text> {
        if entry.task.status.is_finished() {
            return None;
        }
        let counted = self.reports.of_lead(entry);
        let waits = |report: &Report<'_>| {
            report.answer.unread.iter().any(|cell| cell.field == AskedField::Percent)
                && counted.is_none_or(|counted| counted.received <= report.received)
        };
        if let Some(waiting) = self.reports.last_of_leads(entry).into_iter().find(waits) {
            let now = waiting.period.title();
            return Some(match counted {
                Some(counted) if counted.period != waiting.period => {
                    let then = counted.period.title();
                    text!(
                        "{now}所报完成率待核，实报按{then}所报",
                        "the percentage reported for {now} is in question; the one of {then} counts"
                    )
                }
                _ => text!("{now}所报完成率待核", "the percentage reported for {now} is in question"),
            });
        }
        if let Some(doubt) = self.begun_without_a_word(entry) {
            return Some(doubt);
        }
        let counted = counted?;
        if self.reports.is_of_former_lead(entry, &counted) {
            let department = counted.department;
            return Some(text!(
                "实报为原牵头单位{department}所报",
                "the percentage was reported by {department}, which led it before"
            ));
        }
        let former = self.former_period(&counted)?.title();
        Some(text!("实报按{former}所报", "the percentage is that of {former}"))
    }

    /// The period of a report, where it was over before the one began that papers tell of.
    fn former_period(&self, report: &Report<'_>) -> Option<PeriodId> {
        let present = self.period.or(self.reports.last_period())?;
        Some(report.period).filter(|period| period.days().1 < present.days().0)
    }

    /// What was reported as progress, with its period where that is a former one.
    fn words_of(&self, report: &Report<'_>) -> Option<String> {
        let words = report.answer.progress.as_deref().filter(|words| !words.is_empty())?;
        Some(match self.former_period(report) {
            Some(period) => format!("{}：{words}", period.title()),
            None => words.to_owned(),
        })
    }

    /// What each of several leads reported last, with its name, and what it says of the status where they differ.
    fn progress_of_leads(&self, entry: Entry<'_>) -> Option<String> {
        let reports = self.reports.last_of_leads(entry);
        let [first, rest @ ..] = reports.as_slice() else { return None };
        let standing = |report: &Report<'_>| (report.answer.status, report.answer.percent);
        let differ = rest.iter().any(|report| standing(report) != standing(first));
        let line = |report: &Report<'_>| {
            let (status, percent) = standing(report);
            let status = status.map(|status| format!("报{}", status.label(Lang::Zh)));
            let percent = percent.map(|percent| format!("完成率{percent}%"));
            let said: Vec<String> = status.into_iter().chain(percent).filter(|_| differ).collect();
            let said = if said.is_empty() { String::new() } else { format!("（{}）", said.join("，")) };
            let words = self.words_of(report).unwrap_or_else(|| "没有写进展".to_owned());
            format!("{}{said}：{words}", report.department)
        };
        Some(reports.iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    /// What was last reported of a task, the lead first; of several leads what each of them did.
    fn progress(&self, entry: Entry<'_>) -> Option<String> {
        if entry.lead().is_some_and(|(lead, _)| lead.len() > 1)
            && let Some(words) = self.progress_of_leads(entry)
        {
            return Some(words);
        }
        self.reports.latest(entry).iter().find_map(|report| self.words_of(report))
    }
}

/// A task as a paper names it.
#[derive(Clone, Debug, Serialize)]
pub struct Matter {
    /// The plan's slug.
    pub plan: String,
    /// The plan's title.
    #[serde(skip)]
    pub plan_title: String,
    /// The number.
    pub id: TaskId,
    /// How a paper cites it.
    #[serde(skip)]
    pub number: TaskNumber,
    /// The words of the document.
    pub content: String,
    /// Who leads; where no lead is known, all who are named.
    pub lead: Vec<String>,
    /// Who has it as well as the one that a slip is for.
    #[serde(skip)]
    pub joint: Vec<String>,
    /// Who supports.
    pub support: Vec<String>,
    /// Where it stands.
    pub status: Status,
    /// The day it falls due.
    #[serde(serialize_with = "OptionalDay::serialize")]
    pub due: Option<NaiveDate>,
    /// The deadline as printed.
    pub due_text: Option<String>,
    /// The deadline before it was moved to the one now.
    #[serde(skip)]
    pub extended_from: Option<NaiveDate>,
    /// The deadline that the rules go on counting by, and the one that was asked for too late.
    #[serde(skip)]
    pub not_counted: Option<(NaiveDate, NaiveDate)>,
    /// The light; none where no rule is lit, or there are no rules.
    pub light: Option<Light>,
    /// Whether a rule could not be tried because the progress is not known.
    #[serde(rename = "undetermined")]
    pub is_undetermined: bool,
    /// What it should have reached.
    #[serde(serialize_with = "points")]
    pub planned: Option<Points>,
    /// What it has reached.
    #[serde(serialize_with = "points")]
    pub actual: Option<Points>,
    /// Why the light is what it is, or by how many days it is overdue.
    #[serde(serialize_with = "in_chinese")]
    pub reason: Option<Text>,
    /// What was last reported.
    pub progress: Option<String>,
}

fn points<S: Serializer>(points: &Option<Points>, serializer: S) -> Result<S::Ok, S::Error> {
    points.map(|points| points.to_string()).serialize(serializer)
}

/// Papers are Chinese whatever the language of the command line.
fn in_chinese<S: Serializer>(text: &Option<Text>, serializer: S) -> Result<S::Ok, S::Error> {
    text.as_ref().map(|text| text.in_lang(Lang::Zh)).serialize(serializer)
}

/// What a paper prints where something is not known.
pub const UNKNOWN: &str = "—";

impl Matter {
    /// `编号9`, `编号17（文件第4项）`, as everywhere; of several plans with the title of its own.
    pub fn name(&self, has_several_plans: bool) -> String {
        let words = self.number.words(Lang::Zh);
        if has_several_plans { format!("《{}》{words}", self.plan_title) } else { words }
    }

    /// Who leads, in one word.
    pub(crate) fn leaders(&self) -> String {
        self.lead.join("、")
    }

    /// The deadline: the words of the document, with the day where they hold none; where it was moved, that is said, and
    /// whether the reason beside it counts by that.
    pub fn deadline(&self) -> String {
        if let Some((due, to)) = self.not_counted {
            return not_counted_words(due, to);
        }
        let day = self.due.map(day_in_words);
        if let (Some(from), Some(day)) = (self.extended_from, &day) {
            let before = self.due_text.clone().unwrap_or_else(|| day_in_words(from));
            let moved = if self.due < Some(from) { "提前" } else { "延期" };
            return format!("{before}（{moved}至{day}）");
        }
        match (&self.due_text, day) {
            (Some(words), Some(day)) if words.contains(&day) => words.clone(),
            (Some(words), Some(day)) => format!("{words}（{day}）"),
            (Some(words), None) => words.clone(),
            (None, day) => day.unwrap_or_else(|| UNKNOWN.to_owned()),
        }
    }

    /// The light in a word.
    pub(crate) fn light_words(&self) -> &'static str {
        match (self.light, self.is_undetermined) {
            (Some(light), _) => light_words(light),
            (None, true) => "未判定",
            (None, false) => UNKNOWN,
        }
    }

    /// The reason in Chinese.
    pub(crate) fn reason_words(&self) -> String {
        self.reason.as_ref().map_or_else(|| UNKNOWN.to_owned(), |reason| reason.in_lang(Lang::Zh).to_owned())
    }

    /// What it should have reached, as `72.7%`.
    pub(crate) fn planned_words(&self) -> String {
        percent(self.planned)
    }

    /// What it has reached.
    pub(crate) fn actual_words(&self) -> String {
        percent(self.actual)
    }
}

/// A deadline that the rules go on counting by, and the one that was asked for when it was past.
pub(crate) fn not_counted_words(due: NaiveDate, to: NaiveDate) -> String {
    let moved = if to < due { "提前" } else { "延期" };
    let (due, to) = (day_in_words(due), day_in_words(to));
    format!("{due}（逾期后申请{moved}至{to}，不计）")
}

fn percent(points: Option<Points>) -> String {
    points.map_or_else(|| UNKNOWN.to_owned(), |points| format!("{}%", rounded(points)))
}

/// A light as papers call it.
pub(crate) fn light_words(light: Light) -> &'static str {
    match light {
        Light::Red => "红灯",
        Light::Yellow => "黄灯",
        Light::Blue => "蓝灯",
        Light::Green => "绿灯",
    }
}
