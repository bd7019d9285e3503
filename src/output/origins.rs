//! Who set each value of a task, and who took in what departments reported of it.

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value, json};

use super::{
    changes::{held, other},
    history::{Layout, SHORT, commit, hanging, signature},
};
use crate::{
    history::{Maker, Origin, ReportOrigin},
    model::{ChangedField, Subject},
    text::Lang,
    text::escape::{Escaped, on_one_line},
};

/// Writes the origin of each value, and who set it. `local` says what the clock shows here at a second since 1970.
///
/// # Errors
/// When `out` fails.
pub fn origins(
    origins: &[Origin],
    local: impl Fn(i64) -> NaiveDateTime,
    lang: Lang,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    for origin in origins {
        let words = held(origin.field, &origin.value, lang);
        made_by(&words, &origin.maker, &local, (lang, width), out)?;
    }
    Ok(())
}

/// Writes the origin of each answer that departments gave: `市教委 报送 2025-q3 编号14 进展情况 …`.
///
/// # Errors
/// When `out` fails.
pub fn report_origins(
    origins: &[ReportOrigin],
    local: impl Fn(i64) -> NaiveDateTime,
    lang: Lang,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    for origin in origins {
        made_by(&other(&origin.change, lang), &origin.maker, &local, (lang, width), out)?;
    }
    Ok(())
}

/// A value in words, and below it what set it.
fn made_by(
    words: &str,
    maker: &Maker,
    local: impl Fn(i64) -> NaiveDateTime,
    (lang, width): (Lang, usize),
    out: &mut dyn Write,
) -> io::Result<()> {
    let who = match maker {
        Maker::Uncommitted => lang.pick("（尚未提交）", "(not committed yet)").to_owned(),
        Maker::Commit { commit, entered } => {
            let signature = signature(commit, *entered, local, lang);
            format!("{signature}{}", on_one_line(&commit.subject))
        }
        Maker::Earlier(revision) => {
            let short: String = revision.hash().chars().take(SHORT).collect();
            lang.pick(
                format!("（{short} 或更早，历史不在本机）"),
                format!("({short} or earlier; that history is not on this machine)"),
            )
        }
    };
    let layout = Layout { lang, width, with_plan: false, indent: 0 };
    hanging(&on_one_line(words), layout, out)?;
    hanging(&Escaped(&who).to_string(), Layout { indent: 4, ..layout }, out)
}

/// The origin of a value, as JSON. `day` says on which day a second since 1970 falls.
pub fn origin(origin: &Origin, day: impl Fn(i64) -> NaiveDate) -> Value {
    let mut object = Map::new();
    object.insert("field".into(), json!(origin.field.key()));
    object.insert("value".into(), origin.value.clone());
    add_maker(&mut object, &origin.maker, day);
    Value::Object(object)
}

/// The origin of an answer that a department gave, as JSON.
pub fn report_origin(origin: &ReportOrigin, day: impl Fn(i64) -> NaiveDate) -> Value {
    let mut object = Map::new();
    if let Subject::Return { period, department, .. } = &origin.change.subject {
        object.insert("period".into(), json!(period.to_string()));
        object.insert("department".into(), json!(department));
    }
    if let ChangedField::Key(key) = &origin.change.field {
        object.insert("field".into(), json!(key));
    }
    object.insert("value".into(), origin.change.to.clone());
    add_maker(&mut object, &origin.maker, day);
    Value::Object(object)
}

fn add_maker(object: &mut Map<String, Value>, maker: &Maker, day: impl Fn(i64) -> NaiveDate) {
    match maker {
        Maker::Commit { commit: made, entered } => object.extend(commit(made, entered.map(day))),
        Maker::Uncommitted => drop(object.insert("commit".into(), Value::Null)),
        Maker::Earlier(revision) => {
            object.insert("commit".into(), Value::Null);
            object.insert("not_after".into(), json!(revision.hash()));
        }
    }
}
