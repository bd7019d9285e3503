//! What the rules of lights say of tasks: a table, records, JSON, and sentences for `why`.

use std::io::{self, Write};

use chrono::{Datelike as _, NaiveDate};
use serde_json::{Map, Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    json as contract,
    stats::lights as counts,
};
use crate::{
    error::Finding,
    lights::{AsOf, Judge, Judged, Points, part_of, planned_in_words, rounded},
    model::{Entry, Light, LightState, TaskNumber},
    papers::matter::Evidence,
    query::stats::LightTally,
    text::Lang,
};

/// Lights as an answer.
#[derive(Clone, Copy, Debug)]
pub struct Lights<'a> {
    /// What judged.
    pub judge: Judge<'a>,
    /// The tasks, in their order.
    pub judged: &'a [Judged<'a>],
    /// Whether each task is shown with its plan.
    pub with_plan: bool,
    /// Whether only some colours were asked for: shares of these say nothing.
    pub of_some_lights: bool,
    /// Records that could not be read.
    pub unreadable: &'a [Finding],
}

impl Lights<'_> {
    /// Writes them.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
        format.writer().answer(self, look, out)
    }

    /// That the span of some tasks is their plan's: nobody said when they begin or end.
    fn assumed(&self, lang: Lang) -> Option<String> {
        let counted = || self.judged.iter().filter(|judged| !judged.is_settled());
        let starts = counted().filter(|judged| judged.is_start_assumed()).count();
        let ends = counted().filter(|judged| judged.entry.task.due.is_none()).count();
        let words = match lang {
            Lang::Zh => [
                format!("没有写明起始、按方案起始计的 {starts} 项"),
                format!("没有时限日期、按方案期满计的 {ends} 项"),
            ],
            Lang::En => [
                format!("{starts} without a first day of their own count from the plan's"),
                format!("{ends} without a due date count to the plan's end"),
            ],
        };
        let parts: Vec<String> = words
            .into_iter()
            .zip([starts, ends])
            .filter(|(_, count)| *count > 0)
            .map(|(words, _)| words)
            .collect();
        (!parts.is_empty()).then(|| parts.join(lang.pick("；", "; ")))
    }

    fn tally(&self) -> LightTally {
        self.judged.iter().map(Judged::state).collect()
    }
}

/// A share in words; a dash where it is not known.
fn share(points: Option<Points>) -> String {
    points.map_or_else(|| "–".to_owned(), |points| format!("{}%", rounded(points)))
}

/// A state in words; a dash for no light.
fn word(state: LightState, lang: Lang) -> &'static str {
    match state {
        LightState::Unlit | LightState::NotJudged => "–",
        known => known.label(lang),
    }
}

impl Answer for Lights<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        let mut headers = Vec::new();
        headers.extend(self.with_plan.then(|| label!(lang, "方案", "Plan")));
        headers.extend([
            label!(lang, "编号", "No."),
            label!(lang, "亮灯", "Light"),
            label!(lang, "任务内容", "Content"),
            label!(lang, "牵头", "Lead"),
            label!(lang, "应达", "Planned"),
            label!(lang, "实报", "Reported"),
            label!(lang, "理由", "Reason"),
        ]);
        let row = |judged: &Judged<'_>| {
            let entry = judged.entry;
            let mut row = Vec::new();
            row.extend(self.with_plan.then(|| entry.plan.slug.clone()));
            row.extend([
                TaskNumber::of(entry.task, None).cell(lang),
                word(judged.state(), lang).to_owned(),
                entry.task.content.clone(),
                entry.lead().map(|(lead, _)| lead.join("、")).unwrap_or_default(),
                share(judged.planned()),
                share(judged.actual()),
                judged.reason.in_lang(lang).to_owned(),
            ]);
            row
        };
        let first = usize::from(self.with_plan);
        Grid {
            headers: headers.into_iter().map(str::to_owned).collect(),
            rows: self.judged.iter().map(row).collect(),
            right: vec![first, first + 4, first + 5],
        }
    }

    fn records(&self) -> Grid {
        let keys = ["plan", "id", "light", "rule", "basis", "planned", "actual", "gap", "reason"];
        let exact = |points: Option<Points>| points.map(|points| points.to_string()).unwrap_or_default();
        let row = |judged: &Judged<'_>| {
            vec![
                judged.entry.plan.slug.clone(),
                judged.entry.task.id.to_string(),
                judged.state().token().to_owned(),
                judged.judgement.rule.map(|rule| rule.to_string()).unwrap_or_default(),
                basis(judged).unwrap_or_default().to_owned(),
                exact(judged.planned()),
                exact(judged.actual()),
                exact(judged.gap()),
                judged.reason.in_lang(Lang::Zh).to_owned(),
            ]
        };
        let rows = self.judged.iter().map(row).collect();
        Grid { headers: keys.map(str::to_owned).to_vec(), rows, ..Grid::default() }
    }

    fn remarks(&self, lang: Lang) -> Vec<String> {
        let tally = self.tally();
        let judged = tally.judged();
        let name = &self.judge.rules.name;
        let day = self.judge.rules.rules.as_of.day(self.judge.today);
        let counted = LightState::JUDGED.into_iter().filter(|state| tally.of(*state) > 0);
        let parts: Vec<String> = counted
            .map(|state| {
                let (count, part) = (tally.of(state), rounded(part_of(tally.of(state), judged)));
                match lang {
                    Lang::Zh if self.of_some_lights => format!("{} {count} 项", state.label(lang)),
                    Lang::En if self.of_some_lights => format!("{} {count}", state.label(lang)),
                    Lang::Zh => format!("{} {count} 项（{part}%）", state.label(lang)),
                    Lang::En => format!("{} {count} ({part}%)", state.label(lang)),
                }
            })
            .collect();
        let parts = parts.join(lang.pick("，", ", "));
        let rest = match (tally.of(LightState::NotJudged), lang) {
            (0, _) => String::new(),
            (count, Lang::Zh) => format!("；暂缓和取消的 {count} 项不评"),
            (count, Lang::En) => format!("; {count} suspended or withdrawn are not judged"),
        };
        let colon = if parts.is_empty() { "" } else { lang.pick("：", ": ") };
        let head = match lang {
            Lang::Zh if self.of_some_lights => {
                format!("规则 {name}，截至 {day}，所选亮灯 {judged} 项{colon}{parts}{rest}")
            }
            Lang::En if self.of_some_lights => {
                format!("rules {name}, as of {day}, {judged} tasks with these lights{colon}{parts}{rest}")
            }
            Lang::Zh => format!("规则 {name}，截至 {day}，参评 {judged} 项{colon}{parts}{rest}"),
            Lang::En => format!("rules {name}, as of {day}, {judged} tasks judged{colon}{parts}{rest}"),
        };
        let is_planned = self.judged.iter().any(|judged| judged.planned().is_some());
        let months = is_planned.then(|| planned_in_words().in_lang(lang).to_owned());
        std::iter::once(head).chain(self.assumed(lang)).chain(months).collect()
    }

    fn document(&self) -> Value {
        let rules = &self.judge.rules;
        contract::document(
            "lights",
            [
                ("rules", json!(rules.name)),
                ("today", json!(self.judge.today.to_string())),
                ("as_of", json!(rules.rules.as_of.day(self.judge.today).to_string())),
                ("lights", self.judged.iter().map(object).collect()),
                ("counts", counts(&self.tally())),
            ],
            self.unreadable,
        )
    }
}

/// Whether the source of the rules says so, or it is this program's reading.
fn basis(judged: &Judged<'_>) -> Option<&'static str> {
    judged.judgement.rule.map(|_| if judged.judgement.is_ours { "ours" } else { "source" })
}

/// A judged task: shares rounded to one digit, and exactly as text.
pub fn object(judged: &Judged<'_>) -> Value {
    let mut object = Map::new();
    let (light, pace) = (judged.judgement.light, &judged.judgement.pace);
    object.insert("plan".into(), json!(judged.entry.plan.slug));
    object.insert("id".into(), json!(judged.entry.task.id));
    object.insert("light".into(), json!(light.map(Light::token)));
    object.insert("undetermined".into(), json!(judged.state() == LightState::Undetermined));
    object.insert("judged".into(), json!(judged.state() != LightState::NotJudged));
    object.insert("rule".into(), json!(judged.judgement.rule));
    object.insert("basis".into(), json!(basis(judged)));
    for (key, points) in [("planned", judged.planned()), ("actual", judged.actual()), ("gap", judged.gap())] {
        object.insert(key.into(), json!(points.map(number)));
        object.insert(format!("{key}_exact"), json!(points.map(|points| points.to_string())));
    }
    object.insert("due".into(), json!(pace.due.map(|day| day.to_string())));
    let report = judged.report.map(|report| {
        json!({
            "department": report.department,
            "period": report.period.to_string(),
            "received": report.received.to_string(),
            "percent": report.answer.percent,
        })
    });
    object.insert("report".into(), json!(report));
    object.insert("reason".into(), json!(judged.reason.in_lang(Lang::En)));
    object.insert("reason_zh".into(), json!(judged.reason.in_lang(Lang::Zh)));
    Value::Object(object)
}

/// A share as a number with one digit behind the point.
fn number(points: Points) -> Value {
    rounded(points).parse::<f64>().map_or(Value::Null, |number| json!(number))
}

/// Why a task has its light: two lines of words.
pub fn why(judge: Judge<'_>, judged: &Judged<'_>, with_plan: bool, lang: Lang) -> [String; 2] {
    let (entry, state) = (judged.entry, judged.state());
    let plan = with_plan.then_some(entry.plan.slug.as_str());
    let number = TaskNumber::of(entry.task, plan).bare(lang);
    let reason = judged.reason.in_lang(lang);
    let reported = judged.report.filter(|_| judged.judgement.rule.is_some()).map(|report| {
        let (department, received) = (report.department, report.received);
        match lang {
            Lang::Zh => format!("；{department} {received} 报送"),
            Lang::En => format!("; reported by {department} on {received}"),
        }
    });
    let mut reported = reported.unwrap_or_default();
    reported.push_str(&other_leads(judge, judged, lang));
    // What a paper says of the percentage is so here, too.
    let evidence =
        Evidence { reports: judge.reports, rules: Some(judge.rules), today: judge.today, period: None };
    if let Some(doubt) = evidence.doubt(entry) {
        reported.push_str(
            &lang.pick(format!("；{}", doubt.in_lang(Lang::Zh)), format!("; {}", doubt.in_lang(Lang::En))),
        );
    }
    let first = match lang {
        Lang::Zh => format!("{number} {}：{reason}{reported}", state.label(lang)),
        Lang::En => format!("{number} {}: {reason}{reported}", state.label(lang)),
    };
    [first, format!("   {}", basis_in_words(judge, judged, lang))]
}

/// What other leads reported than the one whose percentage counts, which is the lowest.
fn other_leads(judge: Judge<'_>, judged: &Judged<'_>, lang: Lang) -> String {
    let Some(counted) = judged.report.filter(|_| judged.judgement.rule.is_some()) else {
        return String::new();
    };
    let others = judge.reports.last_of_leads(judged.entry).into_iter();
    let others = others.filter(|report| report.department != counted.department);
    let said: Vec<String> = others
        .filter_map(|report| {
            let (department, percent) = (report.department, report.answer.percent?);
            Some(lang.pick(format!("{department}报{percent}%"), format!("{department} reported {percent}%")))
        })
        .collect();
    match (said.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{}，几家牵头的取最低的）", said.join("、")),
        (false, Lang::En) => format!(" ({}; of several leads the lowest counts)", said.join(", ")),
    }
}

/// The day that counts; of a task without one, that it is the end of its plan.
fn due_in_words(entry: Entry<'_>, due: Option<NaiveDate>, lang: Lang) -> String {
    let phrase = entry.task.due_text.as_deref().filter(|_| entry.task.due.is_none());
    match (due, phrase, lang) {
        (Some(due), Some(phrase), Lang::Zh) => format!("时限“{phrase}”没有日期，按方案期满 {due} 计"),
        (Some(due), Some(phrase), Lang::En) => {
            format!("“{phrase}” is no day, counted to the plan's end ({due})")
        }
        (Some(due), None, Lang::Zh) if entry.task.due.is_none() => format!("没有时限，按方案期满 {due} 计"),
        (Some(due), None, Lang::En) if entry.task.due.is_none() => {
            format!("no due date, counted to the plan's end ({due})")
        }
        (Some(due), _, Lang::Zh) => format!("时限 {due}"),
        (Some(due), _, Lang::En) => format!("due {due}"),
        (None, _, Lang::Zh) => "没有时限".to_owned(),
        (None, _, Lang::En) => "no due date".to_owned(),
    }
}

/// The rule, and the dates that it counted by.
fn basis_in_words(judge: Judge<'_>, judged: &Judged<'_>, lang: Lang) -> String {
    let (judgement, rules) = (&judged.judgement, judge.rules);
    let name = &rules.name;
    let source = match (judgement.is_ours, rules.is_own()) {
        (true, _) => label!(lang, "（文件没有写，由本程序补定）", " (not in its source; our reading)"),
        (false, false) => label!(lang, "（文件写明）", " (in its source)"),
        // Where an office has its own rules from, nobody said.
        (false, true) => "",
    };
    let mut parts = vec![match (judgement.rule, lang) {
        (Some(rule), Lang::Zh) => format!("规则 {name} 第{rule}条{source}"),
        (Some(rule), Lang::En) => format!("rule {rule} of {name}{source}"),
        (None, Lang::Zh) => format!("规则 {name}"),
        (None, Lang::En) => format!("rules {name}"),
    }];
    let pace = &judgement.pace;
    parts.push(due_in_words(judged.entry, pace.due, lang));
    let of_plan = judged.entry.plan.period.and_then(|period| period.start);
    if let Some(start) = of_plan.filter(|_| judged.is_start_assumed()) {
        parts.push(match lang {
            Lang::Zh => format!("没有写明起始，按方案起始 {start} 计"),
            Lang::En => format!("no first day of its own, counted from the plan's ({start})"),
        });
    }
    parts.extend(own_start(judged, lang));
    if let Some(extension) = &pace.extended {
        let (on, from) = (extension.on, extension.from);
        parts.push(match lang {
            Lang::Zh if extension.is_earlier() => format!("{on} 由 {from} 提前"),
            Lang::En if extension.is_earlier() => format!("brought forward on {on} from {from}"),
            Lang::Zh => format!("{on} 由 {from} 延期"),
            Lang::En => format!("extended on {on} from {from}"),
        });
    }
    if let Some(extension) = &pace.too_late {
        let (asked, to) = (extension.asked.unwrap_or(extension.on), extension.to);
        parts.push(match lang {
            Lang::Zh if extension.is_earlier() => format!("{asked} 申请提前至 {to}，已过时限，亮灯不计"),
            Lang::Zh => format!("{asked} 申请延至 {to}，已过时限，亮灯不计"),
            Lang::En if extension.is_earlier() => {
                format!("that it be {to}, asked for on {asked}, came too late to count")
            }
            Lang::En => format!("the extension to {to}, asked for on {asked}, came too late to count"),
        });
    }
    if rules.rules.as_of != AsOf::Today {
        let day = rules.rules.as_of.day(judge.today);
        parts.push(match lang {
            Lang::Zh => format!("进度截至 {day}"),
            Lang::En => format!("progress as of {day}"),
        });
    }
    if judgement.names_planned(&rules.rules) {
        parts.push(planned_in_words().in_lang(lang).to_owned());
    }
    parts.join(lang.pick("；", "; "))
}

/// From when on a task with a first day of its own is counted.
fn own_start(judged: &Judged<'_>, lang: Lang) -> Option<String> {
    let start = judged.entry.task.start.filter(|_| !judged.is_settled())?;
    Some(match (start.day() > 1, lang) {
        (false, Lang::Zh) => format!("起始 {start}"),
        (false, Lang::En) => format!("begins on {start}"),
        (true, Lang::Zh) => format!("起始 {start}，从下个月算起"),
        (true, Lang::En) => format!("begins on {start}, counted from the next month on"),
    })
}
