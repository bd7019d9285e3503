//! The fast way to read the files of a store: what pjt writes, and most of what people write. Any text
//! that it does not know is left to the full YAML reader, which alone says what is wrong with a file; a
//! property test holds that the two never differ.

mod lines;
mod values;

use serde::de::DeserializeOwned;

use lines::LineReader;
use values::Value;

/// The value that `text` holds; none when the full reader has to see it.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Option<Known<T>> {
    let mut reader = LineReader::new(text)?;
    let value = T::deserialize(Value::whole(&mut reader)).ok()?;
    let is_all = !reader.has_unknown_keys;
    reader.peek().is_none().then_some(Known { value, is_all })
}

/// What was read the fast way.
#[derive(Debug)]
pub(super) struct Known<T> {
    /// The value.
    pub(super) value: T,
    /// Whether the text holds nothing but the value's own fields.
    pub(super) is_all: bool,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        model::{Plan, Registry, Task},
        store::yaml::{self, TASK_GROUPS},
    };

    fn fast<T: DeserializeOwned>(text: &str) -> Option<T> {
        read(text).map(|known| known.value)
    }

    fn full<T: DeserializeOwned>(text: &str) -> Option<T> {
        yaml::read::parse(Path::new("x"), text.as_bytes()).ok()
    }

    #[test]
    fn what_pjt_and_people_write_is_read_the_fast_way() {
        for text in [
            "id: 14\nlabel: （14）\npillar: 2\nkey_task: 5\nsource: line 65\n\ncontent: 建立“平台”；\n\ndepartments:\n- 市教委\n- 市国资委\n\nstatus: done\n\ndue: \"2025-12-31\"\n\nevidence:\n- https://a.b/c?d=e#f\n- 验收:报告.pdf\n\nnotes:\n- date: \"2025-09-25\"\n  by: 市教委\n  text: 平台上线\n\n",
            "# 说明\n---\nid: 14  # 编号\ncontent: '建立: 平台'\nstatus: done\ndepartments: [市教委, '市国资委', \"市科委\"]\nevidence: []\n",
            "id: 14\r\ncontent: 文\r\nstatus: \"done\"\r\ndepartments:\r\n  - 市教委\r\n  # 其他\r\n  - 市国资委\r\n",
            "id: 14\ncontent: |\n  第一行: #1\n\n    第二行\nstatus: done\nowner: 张三\nunknown:\n  a: 1\n  b: [x]\n",
            "id: 14\ncontent: >-  # 折行\n  第一行\n  第二行\nstatus: done\nlabel:\nnotes:\n  - text: https://a.b/c?d=e#f\n    date: 2025-09-25\n",
        ] {
            assert!(fast::<Task>(text).is_some(), "{text}");
            assert_eq!(fast::<Task>(text), full::<Task>(text), "{text}");
        }
        let plan = yaml::write_plan(
            &full::<Plan>(include_str!("../../../../data/chanjiao-2021-2025/plan.yaml")).unwrap(),
        );
        assert!(fast::<Plan>(&plan).is_some());
        assert!(fast::<Registry>(include_str!("../../../../data/departments.yaml")).is_some());
    }

    #[test]
    fn a_mark_behind_blanks_begins_no_document() {
        for text in [" ---\nstatus: 甲乙\n", " ---\nid: 14\ncontent: 文\nstatus: done\n"] {
            assert_eq!(fast::<Registry>(text), None, "{text}");
            assert_eq!(fast::<Task>(text), None, "{text}");
        }
    }

    #[test]
    fn characters_with_a_meaning_of_their_own_are_left_to_the_full_reader() {
        let special =
            "\0\u{7}\u{b}\u{c}\r\u{1b}\t\u{7f}\u{80}\u{85}\u{a0}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}";
        let place = |front: &str, c: char, behind: &str| format!("id: 14\n{front}{c}{behind}\n");
        for c in special.chars() {
            for text in [
                place("content: 甲", c, "乙\nstatus: done"),
                place("content: '甲", c, "乙'\nstatus: done"),
                place("content: 甲\nstatus: done\nnotes:\n- date: 2025-02-03\n  text: |\n    甲", c, "乙"),
                place("content: 甲\nstatus: done\n# 甲", c, "乙"),
                place("content: 甲\ndepartments: [甲", c, "]\nstatus: done"),
                place("content: 甲\nstatus: done", c, ""),
            ] {
                let fast = fast::<Task>(&text);
                assert!(fast.is_none() || fast == full(&text), "{text:?}");
            }
        }
    }

    /// A line as people may write it: known keys, list items, unusual values, comments, any indent.
    fn line() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            3 => "[ -~甲：，\u{85}\u{2028}\u{feff}\u{a0}]{0,8}",
            3 => "(甲乙|\"甲\"|'甲'|'甲: 乙'|\"甲 #乙\"|\"a\\\\n\"|'it''s'|甲: 乙|甲 #乙|甲#乙|https://a:b|&甲|\\*甲|!甲|%甲|@甲|`甲`|- 甲|\\? 甲)",
            2 => "(null|~|Null|true|No|0x1f|1\\.5|012|14|2025-02-03|\"14\"|Infinity|\\.inf|-1|1e3|done|\"done\"|line 3)",
            2 => "(\\[\\]|\\[甲\\]|\\[甲, 乙\\]|\\[ '甲' ,\"乙\" \\]|\\[甲,\\]|\\[甲|甲\\]|\\[a: b\\]|\\[\\[甲\\]\\]|\\{a: b\\}|\\[甲\\] # 乙|\\[null\\]|\\[14, 15\\])",
            2 => "(\\||>|\\|-|>-|\\|\\+|>\\+|\\|2|> # 甲|\\| 甲)",
            1 => Just(String::new()),
        ];
        let front = "( {0,4})((id|label|pillar|content|departments|status|lead|due|due_text|evidence|notes|former_ids|review|other|date|by|text|start|title|name|aliases|group):( |  |)|- |- date: |-|# |\\? |---|)";
        let tail = prop_oneof![6 => Just(String::new()), 1 => "( | #甲|#| # a: b|\t|:|\r)"];
        (front, value, tail).prop_map(|(front, value, tail)| format!("{front}{value}{tail}"))
    }

    fn text() -> impl Strategy<Value = String> {
        let front = prop_oneof![
            4 => Just("id: 14\ncontent: 文\nstatus: done\n"),
            2 => Just("title: 文\npillars:\n"),
            1 => Just("departments:\n- name: 甲\n"),
            1 => Just("id: 14\nstatus: done\ncontent: >-\n"),
            1 => Just(""),
        ];
        let end = prop_oneof![Just("\n"), Just("\r\n")];
        (front, prop::collection::vec(line(), 0..7), end, "\n{0,2}").prop_map(|(front, lines, end, tail)| {
            format!("{}{}{tail}", front.replace('\n', end), lines.join(end))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn the_fast_way_never_differs_from_the_full_reader(text in text()) {
            if let Some(Known { value: task, is_all }) = read::<Task>(&text) {
                prop_assert_eq!(full::<Task>(&text), Some(task), "{:?}", text);
                let tree: serde_json::Map<String, serde_json::Value> = full(&text).unwrap_or_default();
                let is_known = |key: &String| TASK_GROUPS.concat().contains(&key.as_str());
                prop_assert!(!is_all || tree.keys().all(is_known), "{:?}", text);
            }
            if let Some(plan) = fast::<Plan>(&text) {
                prop_assert_eq!(full::<Plan>(&text), Some(plan), "{:?}", text);
            }
            if let Some(registry) = fast::<Registry>(&text) {
                prop_assert_eq!(full::<Registry>(&text), Some(registry), "{:?}", text);
            }
        }
    }
}
