//! Text: nothing in it that a reader can't see and that does something.

use std::path::PathBuf;

use serde_json::Value;

use super::{Places, Rule, Subject, subject::finding};
use crate::{
    error::{Finding, Location},
    store::{layout, yaml},
    text::is_unsafe_char,
};

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
            findings.extend(acting(key, value, &unusual.file));
        }
    }
    let plans = subject.snapshot.plans.iter().map(|plan| layout::plan_file(&plan.slug));
    for relative in plans.chain([layout::CONFIG, layout::REGISTRY, layout::OFFICE].map(PathBuf::from)) {
        let Ok(Some(bytes)) = subject.source.read(&relative, yaml::MAX_FILE_BYTES) else { continue };
        let file = subject.file(&relative);
        let tree = yaml::read_tree(&relative, &bytes).unwrap_or_default();
        findings.extend(tree.iter().flat_map(|(key, value)| acting(key, value, &file)));
    }
    findings
}

/// What nobody sees in a field: one finding for each entry of a list.
fn acting(key: &str, value: &Value, file: &Places<'_>) -> Vec<Finding> {
    let found = |c: char, place: Location| {
        let code = format!("U+{:04X}", u32::from(c));
        let message = text!(
            "字段 `{key}` 里有看不见的字符 {code}",
            "the field `{key}` holds the invisible character {code}"
        );
        let fix = text!("请核对原文，删去它", "compare with the document and remove it");
        finding("invisible-character", message, place, fix)
    };
    match value {
        Value::Array(entries) => {
            let entries = entries.iter().enumerate();
            entries
                .filter_map(|(index, entry)| Some(found(first_acting(entry)?, file.entry(key, index))))
                .collect()
        }
        value => first_acting(value).map(|c| found(c, file.field(key))).into_iter().collect(),
    }
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
