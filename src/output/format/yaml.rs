//! YAML with the keys of the JSON.

use std::io::{self, Write};

use serde_json::Value;

use super::{Answer, AnswerWriter, Look, TaskWriter};
use crate::{
    model::Entry,
    output::{
        json,
        list::{List, ListEnd},
    },
    store::yaml::to_yaml,
    text::is_unsafe_char,
};

/// The format.
#[derive(Default)]
pub(crate) struct Yaml {
    /// Whether a list has tasks already.
    has_tasks: bool,
}

impl AnswerWriter for Yaml {
    fn answer(&self, answer: &dyn Answer, _look: Look, out: &mut dyn Write) -> io::Result<()> {
        write(answer.document(), out)
    }
}

impl TaskWriter for Yaml {
    fn tasks(&mut self, list: &List<'_>, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        self.has_tasks |= !entries.is_empty();
        for entry in entries {
            // A list of one: the lists of all tasks are one list.
            write(serde_json::to_value([json::task(*entry, list.beside.today)])?, out)?;
        }
        Ok(())
    }

    fn end(&mut self, _list: &List<'_>, _end: ListEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.has_tasks { Ok(()) } else { writeln!(out, "[]") }
    }
}

/// Writes a value. Texts with control, bidi or zero-width characters are written as `"\u202e"`, which means the same.
fn write(mut value: Value, out: &mut dyn Write) -> io::Result<()> {
    let plain = to_yaml(&value);
    if !plain.contains(is_unsafe_char) {
        return out.write_all(plain.as_bytes());
    }
    // A word that is nowhere in it stands for each such text until the rest is written.
    let mut mark = "text".to_owned();
    while plain.contains(&mark) {
        mark.push('x');
    }
    let mut texts = Vec::new();
    take_out(&mut value, &mark, &mut texts);
    let mut pieces = to_yaml(&value);
    for (number, text) in texts.iter().enumerate().rev() {
        pieces = pieces.replacen(&format!("{mark}{number}"), &quoted(text), 1);
    }
    out.write_all(pieces.as_bytes())
}

fn take_out(value: &mut Value, mark: &str, texts: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains(is_unsafe_char) => {
            let place = format!("{mark}{}", texts.len());
            texts.push(std::mem::replace(text, place));
        }
        Value::Array(entries) => entries.iter_mut().for_each(|entry| take_out(entry, mark, texts)),
        Value::Object(members) => members.values_mut().for_each(|member| take_out(member, mark, texts)),
        _ => {}
    }
}

/// A text between double quotes, with everything escaped that could be taken for something else.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if is_unsafe_char(c) => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_means_the_same() {
        let texts = ["甲\u{9b}31m\u{202e}\"乙\\", "\u{e0001}x\n", "text0", "\u{200b}text1: [", "plain"];
        let value = serde_json::json!([{ "a": texts, "b": { "c": "\u{180e}" }, "textxx": 1 }]);
        let mut out = Vec::new();
        write(value.clone(), &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(!written.contains(is_unsafe_char), "{written}");
        assert_eq!(serde_yaml::from_str::<Value>(&written).unwrap(), value);
    }
}
