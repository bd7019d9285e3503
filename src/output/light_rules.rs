//! The rules of lights in words: which light when, and what goes for all of them.

use std::io::{self, Write};

use crate::{
    lights::{AsOf, NamedRules, planned_in_words, planned_to_last_month},
    model::Light,
    text::{
        Lang,
        escape::Escaped,
        width::{columns, wrap_sentence},
    },
};

/// Writes them, a line for each; what has no room on one goes on behind its beginning.
///
/// # Errors
/// When `out` fails.
pub fn write(named: &NamedRules, lang: Lang, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let rules = &named.rules;
    let name = Escaped(&named.name);
    match lang {
        Lang::Zh => writeln!(out, "规则 {name}：自上而下，先符合哪条就按哪条亮灯")?,
        Lang::En => writeln!(out, "rules {name}: from above, the first that applies")?,
    }
    let labels: Vec<&str> = rules.rules.iter().map(|rule| rule.light().label(lang)).collect();
    let widest = labels.iter().map(|label| columns(label)).max().unwrap_or_default();
    for (number, (rule, label)) in (1..).zip(rules.rules.iter().zip(&labels)) {
        let blanks = " ".repeat(widest - columns(label) + 2);
        let words = rule.condition().words();
        let words = words.in_lang(lang);
        let ours = match rule.condition().ours && !named.is_own() {
            true => label!(lang, "（文件没有写，由本程序补定）", " (not in its source; our reading)"),
            false => "",
        };
        let head = match lang {
            Lang::Zh => format!("  第{number}条  {label}{blanks}"),
            Lang::En => format!("  {number}  {label}{blanks}"),
        };
        hanging(&head, &format!("{words}{ours}"), width, out)?;
    }
    for line in for_all(named, lang) {
        hanging("", &line, width, out)?;
    }
    Ok(())
}

/// What goes for every rule: what is not judged by them, and how planned progress is counted.
fn for_all(named: &NamedRules, lang: Lang) -> [String; 2] {
    let rules = &named.rules;
    let has_green = rules.rules.iter().any(|rule| rule.light() == Light::Green);
    let finished = match has_green {
        true => label!(lang, "已完成、已销号的亮绿灯", "what is done or closed is green"),
        false => label!(lang, "已完成、已销号的不亮灯", "what is done or closed has no light"),
    };
    let halted = label!(lang, "暂缓、已取消的不评", "what is suspended or withdrawn is not judged");
    let unknown = label!(
        lang,
        "没有报完成率的，进度无从比较，其他各条也不符合时为未判定",
        "where no completion was reported and no rule without it applies, the light is undetermined"
    );
    let months = match rules.as_of {
        AsOf::Today => planned_in_words(),
        AsOf::LastMonthEnd => planned_to_last_month(),
    };
    let months = months.in_lang(lang);
    let inside = label!(
        lang,
        "起始不在1日的，从下个月算起",
        "where the start is not the 1st, they count from the next month on"
    );
    let (and, end) = (lang.pick("；", "; "), lang.pick("。", ""));
    [&[finished, halted][..], &[months, inside, unknown]].map(|parts| format!("{}{end}", parts.join(and)))
}

/// A line that goes on below where its words began.
fn hanging(head: &str, words: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = columns(head);
    for (number, part) in wrap_sentence(words, width.saturating_sub(indent).max(20)).enumerate() {
        match number {
            0 => writeln!(out, "{head}{}", part.trim_end())?,
            _ => writeln!(out, "{:indent$}{}", "", part.trim())?,
        }
    }
    Ok(())
}
