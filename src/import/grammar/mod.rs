//! The grammar of task tables, once for all containers: a document becomes a draft plan.

use std::str::FromStr;

use super::{
    draft::{Draft, RowRole, Taken},
    source::{Block, Document, Spot},
};
use crate::{
    error::{Error, Finding, Place, Result},
    model::{Department, KeyTask, LeadRule, Period, Pillar, Plan, Task, TaskId},
};

/// What a column holds.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ColumnRole {
    /// The text of the task.
    Content,
}

impl FromStr for ColumnRole {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if word == "content" { Ok(Self::Content) } else { Err("content".to_owned()) }
    }
}

/// What a person decided about how to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Read this table.
    pub table: Option<usize>,
    /// Read the running text.
    pub text: bool,
    /// What columns hold.
    pub columns: Vec<(ColumnRole, usize)>,
    /// How the lead is known.
    pub lead_rule: Option<LeadRule>,
}

/// Reads a document.
///
/// # Errors
/// When it holds no task.
pub fn read(document: &Document, _options: &ReadOptions) -> Result<Draft> {
    let lines: Vec<(usize, &str)> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => match paragraph.place {
                Spot::Line(line) => Some((line, paragraph.text.as_str())),
                _ => None,
            },
            Block::Grid(_) => None,
        })
        .collect();
    let mut draft = Draft::default();
    let mut waiting: Option<Task> = None;
    for (line, text) in lines {
        let words = text.trim();
        let mut take = |role, zh: &str, en: &str| {
            draft.account.push(Taken {
                place: Spot::Line(line),
                role,
                text: words.chars().take(30).collect(),
                reason: crate::words::Text::new(zh, en),
            });
        };
        if words.is_empty() {
            continue;
        }
        if let Some(mut task) = waiting.take() {
            for name in words.split('、') {
                if task.departments.iter().any(|known| known == name) {
                    let id = task.id;
                    draft.warnings.push(
                        Finding::new(
                            "repeated-department",
                            text!(
                                "任务 {id} 两次列出 {name}，只记一次",
                                "task {id} names {name} twice; kept once"
                            ),
                        )
                        .at(Place::line("", line)),
                    );
                    continue;
                }
                task.departments.push(name.to_owned());
                if !draft.departments.iter().any(|known| known.name == name) {
                    let group = name.starts_with("相关") || name.starts_with("行业");
                    draft.departments.push(Department { group, ..Department::named(name) });
                }
            }
            draft.plan.tasks.push(task);
        } else if let Some((number, rest)) = numbered(words, "（", "）") {
            waiting = Some(Task {
                id: TaskId(number),
                label: Some(format!("（{number}）")),
                pillar: draft.plan.pillars.last().map(|pillar| pillar.id),
                key_task: draft.plan.key_tasks.last().map(|known| known.id),
                source: Some(format!("line {line}")),
                content: rest.to_owned(),
                ..Task::default()
            });
            take(RowRole::Task, "编号（n）", "marker （n）");
        } else if let Some((number, rest)) = numbered(words, "", ".") {
            let pillar = draft.plan.pillars.last().map(|pillar| pillar.id);
            draft.plan.key_tasks.push(KeyTask {
                id: number,
                label: Some(format!("{number}.")),
                pillar,
                title: rest.to_owned(),
            });
            take(RowRole::KeyTask, "编号 n.", "marker n.");
        } else if words.starts_with('（') {
            let id = u32::try_from(draft.plan.pillars.len()).unwrap_or(0) + 1;
            let (label, title) = words.split_once('）').unwrap_or_default();
            draft.plan.pillars.push(Pillar {
                id,
                label: Some(format!("{label}）")),
                title: title.to_owned(),
            });
            take(RowRole::Pillar, "编号（一）", "marker （一）");
        } else if let Some((title, _)) = words.strip_prefix('《').and_then(|rest| rest.split_once('》')) {
            let date = |text: &str| crate::model::parse_date(text);
            let years: Vec<&str> =
                title.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4).collect();
            if let [start, end] = years.as_slice() {
                draft.plan.period = Some(Period {
                    start: date(&format!("{start}-01-01")),
                    end: date(&format!("{end}-12-31")),
                });
            }
            draft.plan = Plan { title: title.to_owned(), ..std::mem::take(&mut draft.plan) };
            take(RowRole::Title, "书名号", "title marks");
        } else {
            take(RowRole::Header, "表头", "header");
        }
    }
    if draft.plan.tasks.is_empty() {
        return Err(Error::failed(text!("文件中没有找到任务", "no task was found in the document")));
    }
    Ok(draft)
}

fn numbered<'a>(words: &'a str, open: &str, close: &str) -> Option<(u32, &'a str)> {
    let (digits, rest) = words.strip_prefix(open)?.split_once(close)?;
    Some((digits.parse().ok()?, rest))
}
