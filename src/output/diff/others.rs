//! What changed beside the tasks, for somebody who does not know pjt: plans, headings, departments, and what units
//! reported. What only the office's own work needs is left out: codes, aliases, settings, what could not be read.

use crate::{
    model::{AskedField, Change, ChangedField, Status, Subject, TaskId},
    output::changes::{other, plain},
    text::Lang,
};

/// A line for each fact that is worth one; what a unit reported of a task in a period stands in one.
pub(super) fn lines(changes: &[&Change], lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for of_one in changes.chunk_by(|one, other| one.subject == other.subject) {
        let Some(first) = of_one.first() else { continue };
        match &first.subject {
            Subject::Return { period, department, task, .. } => {
                let period = lang.pick(period.title(), period.to_string());
                lines.extend(report(of_one, (department, &period, *task), lang));
            }
            Subject::Period(id) => {
                let title = lang.pick(id.title(), id.to_string());
                let said = of_one.iter().filter_map(|change| of_period(change, &title, lang));
                lines.extend(said);
            }
            Subject::Rules => {
                lines.push(lang.pick("亮灯规则有改动", "the rules of lights changed").to_owned())
            }
            Subject::Department(name) if successor(of_one).is_some() => {
                lines.extend(successor(of_one).map(|(to, day)| taken_over(name, to, day, lang)));
            }
            Subject::Store => {}
            _ => lines
                .extend(of_one.iter().filter(|change| is_for_leaders(change)).map(|one| other(one, lang))),
        }
    }
    lines
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

/// Whether a fact of a plan or a department is one beyond the office.
fn is_for_leaders(change: &Change) -> bool {
    let ChangedField::Key(key) = &change.field else { return true };
    match change.subject {
        Subject::Department(_) => ["name", "full", "successor", "until"].contains(&key.as_str()),
        Subject::Plan(_) => ["title", "period", "source"].contains(&key.as_str()),
        _ => true,
    }
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
            format!("{title}报送截止 {} → {}", due(&change.from), due(&change.to))
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

/// `市教委 报送 2025年第三季度 第14项 办理状态：已完成；进展情况：平台上线`; of a return itself, when it came.
fn report(
    changes: &[&Change],
    (department, period, task): (&str, &str, Option<TaskId>),
    lang: Lang,
) -> Option<String> {
    let subject = match (task, lang) {
        (None, Lang::Zh) => format!("{department} 报送 {period}"),
        (None, Lang::En) => format!("{department} reports for {period}"),
        (Some(id), Lang::Zh) => format!("{department} 报送 {period} 第{id}项"),
        (Some(id), Lang::En) => format!("{department} reports for {period} task {id}"),
    };
    if let Some(whole) = changes.iter().find(|change| change.field == ChangedField::Whole) {
        let (from, to) = (plain(&whole.from, lang), plain(&whole.to, lang));
        return Some(match (whole.is_removal(), lang) {
            (true, Lang::Zh) => format!("{subject}（{from} 收到的）已撤销"),
            (true, Lang::En) => format!("{subject}, received on {from}, was taken out"),
            (false, Lang::Zh) => format!("{subject}，{to} 收到"),
            (false, Lang::En) => format!("{subject}, received on {to}"),
        });
    }
    let facts: Vec<String> = changes.iter().filter_map(|change| fact(change, lang)).collect();
    (!facts.is_empty()).then(|| format!("{subject} {}", facts.join(lang.pick("；", "; "))))
}

/// What was reported in one field, and what stood there before.
fn fact(change: &Change, lang: Lang) -> Option<String> {
    let ChangedField::Key(key) = &change.field else { return None };
    let field: Option<AskedField> = key.parse().ok();
    let words = |value: &serde_json::Value| match field {
        Some(AskedField::Status) => {
            let status = value.as_str().and_then(|token| token.parse().ok());
            status.map_or_else(|| plain(value, lang), |status: Status| status.label(lang).to_owned())
        }
        Some(AskedField::Percent) if value.is_number() => format!("{value}%"),
        _ => plain(value, lang),
    };
    let name = match (field, key.as_str()) {
        (Some(field), _) => field.label(lang),
        (None, "expected_text") => AskedField::Expected.label(lang),
        (None, "sent_back") if !change.to.is_null() => lang.pick("退回", "sent back"),
        _ => return None,
    };
    let colon = lang.pick("：", ": ");
    let to = words(&change.to);
    Some(match change.from.is_null() {
        true => format!("{name}{colon}{to}"),
        false => format!("{name}{colon}{} → {to}", words(&change.from)),
    })
}
