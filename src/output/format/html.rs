//! The ledger as one self-contained page that prints well on A4. No script; the template escapes all text.
#![expect(clippy::expect_used, reason = "six bits are an index")]

use std::io::{self, Write};

use askama::Template;
use sha2::{Digest as _, Sha256};

use super::LedgerText;
use crate::{
    model::Entry,
    output::{
        columns,
        ledger::{Ledger, LedgerHead},
    },
    text::Lang,
    text::escape::Inert,
};

/// The page's only style; the policy in its head allows this text and nothing else.
pub(in crate::output) const STYLE: &str = include_str!("../../../templates/ledger.css");

#[derive(Template)]
#[template(path = "ledger.html")]
struct Page<'a> {
    lang: &'static str,
    title: &'a str,
    gap: Option<&'a str>,
    summary: &'a str,
    style: &'static str,
    style_hash: String,
    /// The tables, which are parts of a page already.
    groups: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "groups.html")]
struct Groups<'a> {
    headers: [&'static str; 5],
    groups: Vec<Group<'a>>,
}

struct Group<'a> {
    title: String,
    entries: Vec<Entry<'a>>,
    ledger: &'a Ledger,
}

impl Group<'_> {
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.entries.iter().map(|entry| row(self.ledger, *entry))
    }
}

struct Row<'a> {
    id: u32,
    key_task: &'a str,
    content: &'a str,
    departments: String,
    lead: String,
    status: String,
    token: &'static str,
    is_overdue: bool,
    due: String,
    notes: Vec<String>,
    evidence: &'a [String],
}

/// The format.
pub(crate) struct Html;

impl LedgerText for Html {
    /// Writes a table for each pillar.
    fn tasks(&self, ledger: &Ledger, entries: &[Entry<'_>], text: &mut Vec<u8>) -> io::Result<()> {
        let headers = match ledger.lang {
            Lang::Zh => ["编号", "任务内容", "责任部门", "状态", "完成时限"],
            Lang::En => ["No.", "Content", "Departments", "Status", "Due"],
        };
        Groups { headers, groups: by_pillar(ledger, entries) }.write_into(text)
    }

    fn whole(
        &self,
        ledger: &Ledger,
        head: &LedgerHead,
        tasks: &[Vec<u8>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let groups: Result<Vec<&str>, _> = tasks.iter().map(|text| std::str::from_utf8(text)).collect();
        let page = Page {
            lang: ledger.lang.pick("zh-CN", "en"),
            title: &head.title,
            gap: head.gap.as_deref(),
            summary: &head.summary,
            style: STYLE,
            style_hash: style_hash(),
            groups: groups.map_err(io::Error::other)?,
        };
        // The last step, so that no text of the store can be forgotten.
        let mut inert = Inert::new(out);
        page.write_into(&mut inert)?;
        inert.flush()
    }
}

/// What the policy in a page's head calls the style.
pub(in crate::output) fn style_hash() -> String {
    hash_of(STYLE)
}

/// What a policy calls a style.
pub(in crate::output) fn hash_of(style: &str) -> String {
    base64(&Sha256::digest(style.as_bytes()))
}

fn by_pillar<'a>(ledger: &'a Ledger, entries: &[Entry<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for entry in entries {
        let plan = ledger.has_several_plans.then(|| entry.plan.title.clone());
        let pillar = entry
            .pillar()
            .map(|pillar| format!("{}{}", pillar.label.as_deref().unwrap_or_default(), pillar.title));
        let title = plan.into_iter().chain(pillar).collect::<Vec<_>>().join(" · ");
        if groups.last().is_none_or(|group| group.title != title) {
            groups.push(Group { title, entries: Vec::new(), ledger });
        }
        if let Some(group) = groups.last_mut() {
            group.entries.push(*entry);
        }
    }
    groups
}

fn row<'a>(ledger: &Ledger, entry: Entry<'a>) -> Row<'a> {
    Row {
        id: entry.task.id.0,
        key_task: entry.key_task().map(|key_task| key_task.title.as_str()).unwrap_or_default(),
        content: &entry.task.content,
        departments: entry.task.departments.join("、"),
        lead: columns::lead(entry, ledger.lang),
        status: columns::status(entry, ledger.today, ledger.lang),
        token: entry.task.status.token(),
        is_overdue: entry.is_overdue(ledger.today),
        due: columns::due(entry, ledger.lang),
        notes: entry.task.notes.iter().map(columns::note).collect(),
        evidence: &entry.task.evidence,
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let sextet = usize::try_from(group >> (18 - 6 * position) & 63).expect("six bits fit");
            let letter = ALPHABET.get(sextet).filter(|_| position <= chunk.len());
            out.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Plan, Task, parse_date},
        output::{LedgerFormat, ledger::LedgerWriter},
    };

    #[test]
    fn base64_is_as_the_standard_has_it() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn text_can_not_become_markup() {
        let evil = "</td><script>alert(1)</script>\" onload=\"x";
        let task = Task {
            content: evil.into(),
            departments: vec![evil.into()],
            evidence: vec!["javascript:x".into()],
            ..Task::default()
        };
        let plan = Plan { title: evil.into(), tasks: vec![task], ..Plan::default() };
        let ledger = Ledger {
            format: LedgerFormat::Html,
            has_several_plans: true,
            today: parse_date("2026-01-01").unwrap(),
            lang: Lang::Zh,
        };
        let mut writer = LedgerWriter::begin(ledger).unwrap();
        writer.add(&plan).unwrap();
        let mut page = Vec::new();
        writer.end(1, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(!page.contains("<script") && !page.contains("href") && page.contains("default-src 'none'"));
        assert!(page.contains("缺口：1 个文件"));
    }
}
