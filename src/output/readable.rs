//! A task file as readable text: what `git diff` compares once it is set up. One fact a line, the content
//! one clause a line, nothing wrapped, so that a change shows as the lines that changed.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::changes::value;
use crate::{
    model::{Field, Task},
    text::Lang,
    text::escape::on_one_line,
};

/// Writes a task. `tree` is the whole file, unknown fields among it; `comments` are its comment lines.
///
/// # Errors
/// When `out` fails.
pub fn write(
    task: &Task,
    tree: &Map<String, Value>,
    comments: &[&str],
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let colon = lang.pick("：", ": ");
    let Ok(Value::Object(fields)) = serde_json::to_value(task) else { return Ok(()) };
    for (key, held) in &fields {
        let Some(field) = Field::of(key) else { continue };
        let name = field.name(lang);
        match held {
            Value::Array(entries) => {
                for entry in entries {
                    writeln!(out, "{name}{colon}{}", on_one_line(&value(field, entry, lang)))?;
                }
            }
            Value::String(words) if field == Field::Content => {
                for clause in words.split_inclusive(['；', '。']) {
                    writeln!(out, "{name}{colon}{}", on_one_line(clause))?;
                }
            }
            other => writeln!(out, "{name}{colon}{}", on_one_line(&value(field, other, lang)))?,
        }
    }
    for (key, held) in tree.iter().filter(|(key, _)| Field::of(key).is_none()) {
        writeln!(out, "{}", on_one_line(&format!("{key}{colon}{held}")))?;
    }
    for comment in comments {
        writeln!(out, "{}", on_one_line(comment))?;
    }
    Ok(())
}
