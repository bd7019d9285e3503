//! Values of what is no task, in words.

use serde_json::{Map, Value, json};

use super::words::{key, plain};
use crate::{
    model::{Change, ChangedField, Fonts, Light, PlanCorrection, Status, Subject},
    text::Lang,
};

/// A value of something that is no task: what is a word of a list is said in the reader's language.
pub(super) fn held_by(change: &Change, value: &Value, lang: Lang) -> String {
    match (&change.subject, &change.field, value) {
        (Subject::Return { .. }, ChangedField::Key(key), Value::String(token)) if key == "status" => {
            token.parse().map_or_else(|_| token.clone(), |status: Status| status.label(lang).to_owned())
        }
        (Subject::Return { .. }, ChangedField::Key(key), Value::Number(percent)) if key == "percent" => {
            format!("{percent}%")
        }
        (Subject::Period(_), ChangedField::Key(field), Value::Array(tokens)) if field == "fields" => tokens
            .iter()
            .filter_map(Value::as_str)
            .map(|token| key(token, lang))
            .collect::<Vec<_>>()
            .join("、"),
        (Subject::Period(_), ChangedField::Key(field), Value::Array(asked)) if field == "asked" => {
            asked_words(asked, other_side(change, value), lang)
        }
        (Subject::Office, ChangedField::Key(field), Value::Object(fonts)) if field == "fonts" => {
            font_words(fonts, other_side(change, value), lang)
        }
        (Subject::Plan(_), ChangedField::Key(field), Value::Array(entries)) if field == "corrections" => {
            corrections(entries, other_side(change, value), lang)
        }
        (_, ChangedField::Key(key), Value::String(token)) => token_words(key, token, lang).into(),
        (_, _, Value::Bool(is_so)) => {
            (if *is_so { label!(lang, "是", "yes") } else { label!(lang, "否", "no") }).to_owned()
        }
        (Subject::Rules, _, Value::Array(rules)) if rules.iter().any(Value::is_object) => {
            rules.iter().map(|rule| light_rule(rule, lang)).collect::<Vec<_>>().join(label!(lang, "；", "; "))
        }
        _ => plain(value, lang),
    }
}

/// A rule of lights: the colour, and its conditions as the file has them.
fn light_rule(rule: &Value, lang: Lang) -> String {
    let bare = |value: &Value| value.to_string().replace('"', "").replace(':', ": ").replace(',', ", ");
    let part = |(light, conditions): (&String, &Value)| {
        let colour = Light::ALL.iter().find(|known| known.token() == light);
        let colour = colour.map_or(light.as_str(), |known| known.label(lang));
        format!("{colour} {}", bare(conditions))
    };
    rule.as_object().map_or_else(|| plain(rule, lang), |rule| rule.iter().map(part).collect())
}

/// A value that is a word of the format, in the reader's words; others are themselves.
fn token_words<'a>(key: &str, token: &'a str, lang: Lang) -> &'a str {
    match (key, token) {
        ("lead_rule", "stated") => label!(lang, "以文件写明的为准", "as stated"),
        ("lead_rule", "first_listed") => label!(lang, "列在首位的牵头", "the first listed leads"),
        ("lead_rule", "none") => label!(lang, "不确定牵头", "not known"),
        ("as_of", "today") => label!(lang, "当天", "today"),
        ("as_of", "last_month_end") => label!(lang, "上月末", "the end of last month"),
        _ => token,
    }
}

/// The value that a change has on its other side.
fn other_side<'a>(change: &'a Change, value: &Value) -> &'a Value {
    if *value == change.from { &change.to } else { &change.from }
}

/// Who is asked for which tasks, where the other side asks something else: `市教委 chanjiao-2021-2025 编号1、14`.
fn asked_words(asked: &[Value], other: &Value, lang: Lang) -> String {
    let is_there = |one: &Value| other.as_array().is_some_and(|others| others.contains(one));
    let words = asked.iter().filter(|one| !is_there(one)).map(|one| {
        let word = |key: &str| plain(one.get(key).unwrap_or(&Value::Null), lang);
        let (department, plan, tasks) = (word("department"), word("plan"), word("tasks"));
        match lang {
            Lang::Zh => format!("{department} {plan} 编号{tasks}"),
            Lang::En => format!("{department} {plan} tasks {tasks}"),
        }
    });
    joined(words, lang)
}

/// What was corrected and why, where the other side does not know of it: `板块 2（2025-09-25）与原文核对`.
fn corrections(entries: &[Value], other: &Value, lang: Lang) -> String {
    let is_there = |one: &Value| other.as_array().is_some_and(|others| others.contains(one));
    let words = entries.iter().filter(|one| !is_there(one)).filter_map(|one| {
        let one: PlanCorrection = serde_json::from_value(one.clone()).ok()?;
        let heading = one.id.map(|id| format!(" {id}")).unwrap_or_default();
        let by = one.by.map(|by| format!("{by} ")).unwrap_or_default();
        Some(format!("{}{heading}（{by}{}）{}", one.field.name(lang), one.on, one.reason))
    });
    joined(words, lang)
}

/// The fonts that the other side has not, or that are not the usual ones where it has none.
fn font_words(fonts: &Map<String, Value>, other: &Value, lang: Lang) -> String {
    let usual = json!(Fonts::default());
    let other = if other.is_null() { &usual } else { other };
    let differing = fonts.iter().filter(|(of, font)| other.get(of.as_str()) != Some(font));
    let words = differing.map(|(of, font)| {
        let of = match of.as_str() {
            "title" => label!(lang, "标题", "titles"),
            "heading" => label!(lang, "一级标题", "headings"),
            "subheading" => label!(lang, "二级标题", "subheadings"),
            "text" => label!(lang, "正文", "text"),
            other => other,
        };
        format!("{of} {}", plain(font, lang))
    });
    joined(words, lang)
}

fn joined(words: impl Iterator<Item = String>, lang: Lang) -> String {
    let words = words.collect::<Vec<_>>().join(label!(lang, "；", "; "));
    if words.is_empty() { plain(&Value::Null, lang) } else { words }
}
