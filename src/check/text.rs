//! Text: nothing in it that a reader can't see and that does something.

use serde_json::Value;

use super::{Rule, Subject, subject::finding};
use crate::{error::Finding, text::is_unsafe_char};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "invisible-character",
        title: || {
            text!(
                "文字里没有看不见的字符（方向控制、零宽字符）",
                "texts hold no invisible characters (direction, zero width)"
            )
        },
        run: invisible,
    },
    Rule {
        id: "byte-order-mark",
        title: || text!("任务文件开头没有字节顺序标记", "task files have no byte order mark"),
        run: byte_order_marks,
    },
];

fn invisible(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for unusual in &subject.unusual {
        for (key, value) in &unusual.tree {
            let Some(c) = first_acting(value) else { continue };
            let code = format!("U+{:04X}", u32::from(c));
            findings.push(finding(
                "invisible-character",
                text!(
                    "字段 `{key}` 里有看不见的字符 {code}",
                    "the field `{key}` holds the invisible character {code}"
                ),
                unusual.file.field(key),
                text!("请核对原文，删去它", "compare with the document and remove it"),
            ));
        }
    }
    findings
}

fn first_acting(value: &Value) -> Option<char> {
    match value {
        Value::String(words) => words.chars().find(|c| is_unsafe_char(*c)),
        Value::Array(entries) => entries.iter().find_map(first_acting),
        Value::Object(fields) => fields.values().find_map(first_acting),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn byte_order_marks(subject: &Subject<'_>) -> Vec<Finding> {
    let marked = subject.unusual.iter().filter(|unusual| unusual.text.starts_with('\u{feff}'));
    marked
        .map(|unusual| {
            finding(
                "byte-order-mark",
                text!("文件以字节顺序标记（BOM）开头", "the file begins with a byte order mark"),
                crate::error::Location::line(unusual.file.path(), 1),
                text!(
                    "另存为不带 BOM 的 UTF-8；pjt 照样能读写",
                    "save it as UTF-8 without it; pjt reads and writes it all the same"
                ),
            )
        })
        .collect()
}
