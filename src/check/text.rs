//! Text: it shows something, and nothing in it acts that a reader can't see. Every text of every file is looked at by one
//! walk over what the file holds.

use serde_json::{Map, Value};

use super::{
    Places, Rule, Subject,
    places::{Step, name_of},
    subject::finding,
};
use crate::{
    error::{Finding, Location},
    model::{FIELDS, Field},
    store::layout,
    text::{Text, is_blank, is_unsafe_char},
};

pub(super) const BLANK_TEXT: &str = "blank-text";
const INVISIBLE_CHARACTER: &str = "invisible-character";
const BYTE_ORDER_MARK: &str = "byte-order-mark";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: INVISIBLE_CHARACTER,
        title: || {
            text!(
                "文字里没有看不见的字符（方向控制、零宽字符）",
                "texts hold no invisible characters (direction, zero width)"
            )
        },
        run: invisible,
    },
    Rule {
        id: BYTE_ORDER_MARK,
        title: || text!("任务文件开头没有字节顺序标记", "task files have no byte order mark"),
        run: byte_order_marks,
    },
];

/// A text in a file of the store.
struct Written<'v> {
    /// The way to it from the top of its file.
    way: Vec<Step<'v>>,
    words: &'v str,
}

/// Every text below a field.
fn texts<'v>(key: &'v str, value: &'v Value) -> Vec<Written<'v>> {
    fn add<'v>(value: &'v Value, way: &mut Vec<Step<'v>>, found: &mut Vec<Written<'v>>) {
        let mut below = |step: Step<'v>, value: &'v Value| {
            way.push(step);
            add(value, way, found);
            way.pop();
        };
        match value {
            Value::String(words) => found.push(Written { way: way.clone(), words }),
            Value::Array(entries) => {
                entries.iter().enumerate().for_each(|(index, entry)| below(Step::Entry(index), entry));
            }
            Value::Object(fields) => fields.iter().for_each(|(key, value)| below(Step::Key(key), value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut found = Vec::new();
    add(value, &mut vec![Step::Key(key)], &mut found);
    found
}

/// Texts that are given and show nothing.
pub(super) fn blank(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut look = |file: &Places<'_>, key: &str, value: &Value| {
        for text in texts(key, value).into_iter().filter(|text| is_blank(text.words)) {
            let key = name_of(&text.way);
            findings.push(finding(
                BLANK_TEXT,
                text!("字段 `{key}` 里有一处是空白", "the field `{key}` holds a text that is blank"),
                file.along(&text.way),
                text!("请补上内容，或删去这一处", "say what is meant, or take it out"),
            ));
        }
    };
    for (entry, file) in subject.tasks() {
        for spec in FIELDS.iter().filter(|spec| spec.field != Field::Content) {
            look(&file, spec.key, &spec.value(entry.task));
        }
    }
    for (file, tree) in subject.other_files() {
        tree.iter().for_each(|(key, value)| look(file, key, value));
    }
    findings
}

fn invisible(subject: &Subject<'_>) -> Vec<Finding> {
    let attributes = (subject.file(layout::ATTRIBUTES), Map::new());
    let tasks = subject.unusual.iter().map(|unusual| (&unusual.file, &unusual.tree));
    let others = subject.other_files().iter().map(|(file, tree)| (file, tree));
    let files = tasks.chain(others).chain([(&attributes.0, &attributes.1)]);
    files.flat_map(|(file, tree)| invisible_in(file, tree)).collect()
}

fn invisible_in(file: &Places<'_>, tree: &Map<String, Value>) -> Vec<Finding> {
    let found = |what: Text, place: Location| {
        finding(
            INVISIBLE_CHARACTER,
            what,
            place,
            text!("请核对原文，删去它", "compare with the document and remove it"),
        )
    };
    let code = |sign: char| format!("U+{:04X}", u32::from(sign));
    let in_fields = tree.iter().flat_map(|(key, value)| texts(key, value)).filter_map(|text| {
        let (key, code) = (name_of(&text.way), code(text.words.chars().find(|c| is_unsafe_char(*c))?));
        let what = text!(
            "字段 `{key}` 里有看不见的字符 {code}",
            "the field `{key}` holds the invisible character {code}"
        );
        Some(found(what, file.along(&text.way)))
    });
    let mut findings: Vec<Finding> = in_fields.collect();
    // What stands in no field stands in a comment, where other programs may end a line and read on.
    if findings.is_empty()
        && let Some((sign, place)) = file.unseen()
    {
        let code = code(sign);
        findings.push(found(
            text!("注释里有看不见的字符 {code}", "a comment holds the invisible character {code}"),
            place,
        ));
    }
    findings
}

fn byte_order_marks(subject: &Subject<'_>) -> Vec<Finding> {
    let marked = subject.unusual.iter().filter(|unusual| unusual.text.starts_with('\u{feff}'));
    marked
        .map(|unusual| {
            finding(
                BYTE_ORDER_MARK,
                text!("文件以字节顺序标记（BOM）开头", "the file begins with a byte order mark"),
                Location::line(unusual.file.path(), 1),
                text!(
                    "另存为不带 BOM 的 UTF-8；pjt 照样能读写",
                    "save it as UTF-8 without it; pjt reads and writes it all the same"
                ),
            )
        })
        .collect()
}
