//! The quick way to read a task file: exactly the layout that pjt writes. Any text that departs from it
//! in the least is left to the full YAML reader; a property test holds that the two never differ.
//!
//! It is some twenty times as fast, and nearly every file of a store is in this layout.

use super::codec;
use crate::model::{Note, Review, Status, Task, TaskId, parse_date};

/// The task in `text`; none when the text is not in canonical layout.
pub(crate) fn read(text: &str) -> Option<Task> {
    let mut lines = Lines { rest: text.strip_suffix('\n')? };
    let mut task = Task::default();
    let mut seen = Vec::with_capacity(12);
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        let key = codec::TASK_GROUPS.iter().flat_map(|group| group.iter()).find(|known| **known == key)?;
        if seen.contains(key) {
            return None;
        }
        seen.push(*key);
        let value = value.strip_prefix(' ');
        match *key {
            "id" => task.id = TaskId(number(value?)?),
            "label" => task.label = Some(string(value?)?.to_owned()),
            "pillar" => task.pillar = Some(number(value?)?),
            "key_task" => task.key_task = Some(number(value?)?),
            "source" => task.source = Some(string(value?)?.to_owned()),
            "content" => string(value?)?.clone_into(&mut task.content),
            "status" => task.status = Status::ALL.into_iter().find(|status| Some(status.token()) == value)?,
            "due" => task.due = Some(parse_date(quoted(value?)?)?),
            "due_text" => task.due_text = Some(string(value?)?.to_owned()),
            "review" => {
                task.review = Some(
                    [Review::Reworded, Review::Gone]
                        .into_iter()
                        .find(|review| Some(review.token()) == value)?,
                );
            }
            "departments" if value.is_none() => task.departments = lines.strings()?,
            "lead" if value.is_none() => task.lead = Some(lines.strings()?),
            "evidence" if value.is_none() => task.evidence = lines.strings()?,
            "notes" if value.is_none() => task.notes = lines.notes()?,
            _ => return None,
        }
    }
    ["id", "content", "status"].iter().all(|key| seen.contains(key)).then_some(task)
}

struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(line)
    }

    /// The next line behind `prefix`, if it begins so.
    fn behind(&mut self, prefix: &str) -> Option<&'a str> {
        let ahead = self.rest.strip_prefix(prefix)?;
        let (line, rest) = ahead.split_once('\n').unwrap_or((ahead, ""));
        self.rest = rest;
        Some(line)
    }

    fn strings(&mut self) -> Option<Vec<String>> {
        let mut strings = Vec::with_capacity(4);
        while let Some(value) = self.behind("- ") {
            strings.push(string(value)?.to_owned());
        }
        (!strings.is_empty()).then_some(strings)
    }

    fn notes(&mut self) -> Option<Vec<Note>> {
        let mut notes = Vec::new();
        while let Some(date) = self.behind("- date: ") {
            let date = parse_date(quoted(date)?)?;
            let by = match self.behind("  by: ") {
                Some(by) => Some(string(by)?.to_owned()),
                None => None,
            };
            let text = string(self.behind("  text: ")?)?.to_owned();
            notes.push(Note { date, by, text });
        }
        (!notes.is_empty()).then_some(notes)
    }
}

fn number(word: &str) -> Option<u32> {
    let is_plain = (1..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    (is_plain && (word.len() == 1 || !word.starts_with('0'))).then(|| word.parse().ok())?
}

/// A string in double quotes without anything that needs escaping.
fn quoted(word: &str) -> Option<&str> {
    let inside = word.strip_prefix('"')?.strip_suffix('"')?;
    (!inside.contains(['"', '\\']) && is_printable(inside)).then_some(inside)
}

/// A string, in quotes or plain. Plain ones are taken only where no reader could see anything else in
/// them: they begin with a Chinese character, a long Latin word, or Latin words and hold no mark of YAML.
fn string(word: &str) -> Option<&str> {
    if word.starts_with('"') {
        return quoted(word);
    }
    let first = word.chars().next()?;
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let begins_plain = ('\u{2e80}'..='\u{fffd}').contains(&first) && first != '\u{feff}'
        || letters > 5
        || letters > 0 && word.contains(' ');
    let holds_marks = word.ends_with([' ', ':']) || word.contains(": ") || word.contains(" #");
    (begins_plain && !holds_marks && is_printable(word)).then_some(word)
}

fn is_printable(word: &str) -> bool {
    // Every character that YAML or pjt treats in a special way has a lead byte below 0x20, or one of these.
    word.bytes().all(|byte| byte >= 0x20 && !matches!(byte, 0x7f | 0xc2 | 0xef | 0xe2))
        || word.chars().all(|c| {
            !c.is_control()
                && !matches!(
                    c,
                    '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
                )
        })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_pjt_writes_is_read_the_quick_way() {
        let text = "id: 14\nlabel: （14）\npillar: 2\nkey_task: 5\nsource: line 65\n\ncontent: 建立“平台”；\n\ndepartments:\n- 市教委\n- 市国资委\n\nstatus: done\n\ndue: \"2025-12-31\"\n\nnotes:\n- date: \"2025-09-25\"\n  by: 市教委\n  text: 平台上线\n";
        assert_eq!(read(text), codec::read_task_fully(Path::new("x"), text.as_bytes()).ok());
        assert!(read(text).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_quick_way_never_differs_from_the_full_reader(lines in prop::collection::vec(prop_oneof![
            Just("id: 14".to_owned()), Just("status: done".to_owned()), Just("content: 文".to_owned()),
            Just(String::new()), Just("departments:".to_owned()), Just("notes:".to_owned()), Just("lead:".to_owned()),
            Just("- date: \"2025-09-25\"".to_owned()), Just("  text: 上线".to_owned()), Just("  by: \"x\"".to_owned()),
            "(label|source|content|due_text|due|pillar|status|evidence|- |  text|- date)(:| |: |)[ -~甲：，\u{85}\u{2028}\u{feff}\u{a0}]{0,8}",
            "(- |content: |due_text: |label: )(null|true|No|0x1f|1.5|甲: 乙|甲 #乙|甲#乙|https://a:b|'甲'|\"甲\"|\"甲\\\\n\"|[甲]|甲]|&甲|甲 |~|甲:|abcdef: g|Infinity)",
        ], 0..12), end in "\n{0,2}", front in prop_oneof![Just("id: 14\ncontent: 文\nstatus: done\n".to_owned()), Just(String::new())]) {
            let text = format!("{front}{}{end}", lines.join("\n"));
            if let Some(task) = read(&text) {
                let full = codec::read_task_fully(Path::new("x"), text.as_bytes());
                prop_assert_eq!(full.ok(), Some(task), "{:?}", text);
            }
        }
    }
}
