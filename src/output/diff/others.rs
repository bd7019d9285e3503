//! What changed beside the tasks, for somebody who does not know pjt: plans, headings, departments, and what units
//! reported. What only the office's own work needs is left out: codes, aliases, settings, what could not be read.

use serde_json::Value;

use super::names::{Names, titled};
use crate::{
    model::{Change, ChangedField, Field, PeriodId, Subject, parse_date},
    output::{
        changes::{key, other, plain},
        sheet::day_words,
    },
    text::Lang,
};

/// A line for each fact that is worth one; what a unit reported in a period is counted in one.
pub(super) fn lines(changes: &[&Change], names: Names<'_>) -> Vec<String> {
    let lang = names.lang;
    let (mut lines, mut reported): (Vec<String>, Vec<Reported<'_>>) = Default::default();
    for of_subject in changes.chunk_by(|before, change| before.subject == change.subject) {
        let Some(first) = of_subject.first() else { continue };
        match &first.subject {
            Subject::Return { .. } => returned(of_subject, &mut reported),
            Subject::Period(id) => {
                let title = lang.pick(id.title(), id.to_string());
                let facts = of_subject.iter().filter_map(|change| of_period(change, &title, lang));
                lines.extend(facts);
            }
            Subject::Rules => lines.push(of_rules(of_subject, lang)),
            Subject::Department(name) if successor(of_subject).is_some() => {
                lines.extend(successor(of_subject).map(|(to, day)| taken_over(name, to, day, lang)));
            }
            Subject::Store | Subject::Office => {}
            Subject::Plan(_) | Subject::Pillar { .. } | Subject::KeyTask { .. } => {
                lines.extend(of_subject.iter().filter_map(|change| of_plan(change, names)));
            }
            _ => lines.extend(
                of_subject.iter().filter(|change| is_for_leaders(change)).map(|change| other(change, lang)),
            ),
        }
    }
    lines.extend(reported.iter().filter_map(|reported| reported.words(lang)));
    lines
}

/// Which rules of lights came, went or changed: `采用亮灯规则 yinchuan-2025`.
fn of_rules(changes: &[&Change], lang: Lang) -> String {
    let of = |wanted: &str| {
        let is_of = |change: &&&Change| matches!(&change.field, ChangedField::Key(key) if key == wanted);
        changes.iter().find(is_of).copied()
    };
    let preset = of("preset");
    let name = |value: &Value| value.as_str().map_or_else(String::new, |name| format!(" {name}"));
    let (from, to) = preset.map_or_else(Default::default, |change| (name(&change.from), name(&change.to)));
    let has_judged = preset.or(of("rules")).is_some();
    let (is_new, is_gone) = (
        changes.iter().all(|change| change.from.is_null()),
        changes.iter().all(|change| change.to.is_null()),
    );
    match (has_judged && is_new, has_judged && is_gone, from.is_empty() || to.is_empty()) {
        (true, ..) => lang.pick(format!("采用亮灯规则{to}"), format!("rules of lights are adopted{to}")),
        (_, true, _) => {
            lang.pick(format!("不再采用亮灯规则{from}"), format!("rules of lights are given up{from}"))
        }
        (_, _, false) => lang.pick(
            format!("亮灯规则{from} 改为{to}"),
            format!("the rules of lights are{to} now, which were{from}"),
        ),
        _ => lang.pick("亮灯规则有改动", "the rules of lights changed").to_owned(),
    }
}

/// The department that took over, and the day from which it is responsible.
fn successor<'a>(changes: &[&'a Change]) -> Option<(&'a str, Option<&'a str>)> {
    let of = |wanted: &str| {
        let of_key = |change: &&&Change| matches!(&change.field, ChangedField::Key(key) if key == wanted);
        changes.iter().find(of_key).and_then(|change| change.to.as_str())
    };
    Some((of("successor")?, of("until")))
}

/// `市经济信息化委的职能自2025-10-01由市数据局承接`
fn taken_over(from: &str, to: &str, day: Option<&str>, lang: Lang) -> String {
    match (day, lang) {
        (Some(day), Lang::Zh) => format!("{from}的职能自 {day} 起由{to}承接"),
        (None, Lang::Zh) => format!("{from}的职能由{to}承接"),
        (Some(day), Lang::En) => format!("{to} takes over from {from} on {day}"),
        (None, Lang::En) => format!("{to} takes over from {from}"),
    }
}

/// Whether a fact of a department is one beyond the office.
fn is_for_leaders(change: &Change) -> bool {
    let ChangedField::Key(key) = &change.field else { return true };
    match change.subject {
        Subject::Department(_) => ["name", "full", "successor", "until"].contains(&key.as_str()),
        _ => true,
    }
}

/// A fact of a plan or one of its headings, by their titles; none where it matters to the office alone.
fn of_plan(change: &Change, names: Names<'_>) -> Option<String> {
    match &change.subject {
        Subject::Plan(slug) => of_itself(slug, change, names),
        Subject::Pillar { plan, .. } => of_heading(plan, Field::Pillar, change, names),
        Subject::KeyTask { plan, .. } => of_heading(plan, Field::KeyTask, change, names),
        _ => None,
    }
}

fn of_itself(slug: &str, change: &Change, names: Names<'_>) -> Option<String> {
    let lang = names.lang;
    let ChangedField::Key(own) = &change.field else { return None };
    match own.as_str() {
        "title" => {
            let (from, to) = (titled(change.from.as_str()?, lang), titled(change.to.as_str()?, lang));
            Some(lang.pick(format!("方案{from}改名为{to}"), format!("the plan {from} is now called {to}")))
        }
        "period" => {
            let (plan, name) = (names.subject(slug), key("period", lang));
            let (from, to) = (plain(&change.from, lang), plain(&change.to, lang));
            Some(lang.pick(format!("{plan}{name} {from} → {to}"), format!("{plan}: {name} {from} → {to}")))
        }
        "source" if !change.from.is_null() => {
            let title = names.title(slug);
            Some(lang.pick(format!("{title}按新版文件更新"), format!("{title} follows a new edition")))
        }
        _ => None,
    }
}

fn of_heading(slug: &str, level: Field, change: &Change, names: Names<'_>) -> Option<String> {
    let lang = names.lang;
    let (plan, name) = (names.subject(slug), level.name(lang));
    let title = |value: &Value| value.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(match &change.field {
        ChangedField::Whole if change.is_addition() => {
            let title = title(&change.to);
            lang.pick(format!("{plan}新增{name}：{title}"), format!("{plan} has a new {name}: {title}"))
        }
        ChangedField::Whole => {
            let title = title(&change.from);
            lang.pick(
                format!("{plan}不再有{name}：{title}"),
                format!("{plan} no longer has the {name}: {title}"),
            )
        }
        ChangedField::Key(own) if own == "title" => {
            let (from, to) = (change.from.as_str()?, change.to.as_str()?);
            let [zh, en] = match names.are_several {
                true => [format!("{plan}的"), format!(" of {plan}")],
                false => Default::default(),
            };
            lang.pick(
                format!("{zh}{name}“{from}”改为“{to}”"),
                format!("the {name} “{from}”{en} is now “{to}”"),
            )
        }
        ChangedField::Key(_) | ChangedField::Field(_) => return None,
    })
}

/// `2025年第三季度报送：9月25日截止`
fn of_period(change: &Change, title: &str, lang: Lang) -> Option<String> {
    let due = |value: &serde_json::Value| plain(value.get("due").unwrap_or(value), lang);
    Some(match (&change.field, lang) {
        (ChangedField::Whole, _) if change.is_removal() => lang
            .pick(format!("撤销{title}报送"), format!("the returns of {title} are not asked for any more")),
        (ChangedField::Whole, Lang::Zh) => format!("开展{title}报送，{} 截止", due(&change.to)),
        (ChangedField::Whole, Lang::En) => format!("returns of {title} are asked for by {}", due(&change.to)),
        (ChangedField::Key(key), Lang::Zh) if key == "due" => {
            format!("{title}报送截止日 {} → {}", due(&change.from), due(&change.to))
        }
        (ChangedField::Key(key), Lang::En) if key == "due" => {
            format!("returns of {title} are due {} → {}", due(&change.from), due(&change.to))
        }
        (ChangedField::Key(key), _) if key == "closed" && !change.to.is_null() => {
            let day = plain(&change.to, lang);
            lang.pick(
                format!("{title}报送于 {day} 截止收表"),
                format!("returns of {title} were closed on {day}"),
            )
        }
        _ => return None,
    })
}

/// What one department reported for one period, in all plans.
struct Reported<'a> {
    period: PeriodId,
    department: &'a str,
    /// The day on which it came, where it came.
    received: Option<&'a serde_json::Value>,
    /// Whether what was there is taken out.
    is_gone: bool,
    /// About how many tasks something was said.
    answered: usize,
    /// Of how many of these that came after the day of the first answers, and when the last of them did.
    later: usize,
    last: Option<&'a str>,
    /// How many of its answers were sent back.
    sent_back: usize,
    /// Whether anything at all stands in it, taken or not.
    says_something: bool,
}

/// Adds what changed of a return, or of one of its answers, to what its department reported.
fn returned<'a>(changes: &[&'a Change], all: &mut Vec<Reported<'a>>) {
    let Some(Subject::Return { period, department, task, .. }) =
        changes.first().map(|change| &change.subject)
    else {
        return;
    };
    let is_same =
        |reported: &Reported<'_>| (reported.period, reported.department) == (*period, department.as_str());
    let place = all.iter().position(is_same).unwrap_or(all.len());
    if place == all.len() {
        all.push(Reported {
            period: *period,
            department,
            received: None,
            is_gone: false,
            answered: 0,
            later: 0,
            last: None,
            sent_back: 0,
            says_something: false,
        });
    }
    let Some(one) = all.get_mut(place) else { return };
    if let Some(whole) = changes.iter().find(|change| change.field == ChangedField::Whole) {
        one.is_gone |= whole.is_removal() && task.is_none();
        one.received = Some(&whole.to).filter(|to| task.is_none() && !to.is_null()).or(one.received);
    }
    let says = |wanted: &dyn Fn(&str) -> bool| {
        let mut changes = changes.iter().filter(|change| !change.to.is_null());
        changes.any(|change| matches!(&change.field, ChangedField::Key(key) if wanted(key)))
    };
    one.says_something |= task.is_some() || says(&|key| CONTENTS.contains(&key));
    one.answered += usize::from(task.is_some() && says(&|key| ANSWERED.contains(&key)));
    let later = changes.iter().filter(|change| change.field == ChangedField::Key("later".to_owned()));
    let last = later.flat_map(|change| days_of(&change.to)).max();
    one.later += usize::from(task.is_some() && last.is_some());
    one.last = one.last.max(last);
    one.sent_back += usize::from(task.is_some() && says(&|key| key == "sent_back"));
}

/// The days of later answers: of one, or of a list.
fn days_of(later: &Value) -> impl Iterator<Item = &str> {
    let list = later.as_array().map_or(std::slice::from_ref(later), Vec::as_slice);
    list.iter().filter_map(|one| one.get("on")?.as_str())
}

/// What a return holds beside its answers.
const CONTENTS: [&str; 2] = ["unplaced", "dropped"];

/// What of an answer a department says itself.
const ANSWERED: [&str; 8] =
    ["status", "percent", "progress", "problems", "next", "evidence", "expected", "expected_text"];

impl Reported<'_> {
    /// `市教委 报送 2025年第三季度：12项，2025年9月24日收到`; nothing where only the office's own words changed.
    fn words(&self, lang: Lang) -> Option<String> {
        let (department, answered, sent_back) = (self.department, self.answered, self.sent_back);
        let period = lang.pick(self.period.title(), self.period.to_string());
        let mut parts = Vec::new();
        parts.extend((answered > 0).then(|| lang.pick(format!("{answered}项"), format!("{answered} tasks"))));
        let is_empty = self.received.is_some() && !self.says_something && !self.is_gone;
        parts.extend(is_empty.then(|| lang.pick("空表", "an empty form").to_owned()));
        parts.extend(self.received.map(|day| {
            let day = day
                .as_str()
                .and_then(parse_date)
                .map_or_else(|| plain(day, lang), |day| day_words(day, lang));
            lang.pick(format!("{day}收到"), format!("received on {day}"))
        }));
        // Where all that is told came later, no day of the first answers is told beside it.
        parts.extend(self.last.map(|day| {
            let (later, day) =
                (self.later, parse_date(day).map_or_else(|| day.to_owned(), |day| day_words(day, lang)));
            lang.pick(
                format!("其中{later}项{day}补报、更正"),
                format!("{later} of them answered or corrected until {day}"),
            )
        }));
        parts.extend(
            (sent_back > 0)
                .then(|| lang.pick(format!("退回{sent_back}项"), format!("{sent_back} sent back"))),
        );
        parts.extend(self.is_gone.then(|| lang.pick("已撤销", "taken out").to_owned()));
        let parts = parts.join(lang.pick("，", ", "));
        (!parts.is_empty()).then(|| {
            lang.pick(
                format!("{department} 报送 {period}：{parts}"),
                format!("{department} reports for {period}: {parts}"),
            )
        })
    }
}
