//! The rules of lights in words: which light when, and what goes for all of them.

use std::io::{self, Write};

use crate::{
    lights::{AsOf, NamedRules},
    model::Light,
    text::{Lang, escape::Escaped, width::columns},
};

/// Writes them, a line for each.
///
/// # Errors
/// When `out` fails.
pub fn write(named: &NamedRules, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let (name, rules) = (&named.name, &named.rules);
    match lang {
        Lang::Zh => writeln!(out, "规则 {name}：自上而下，先符合哪条就按哪条亮灯", name = Escaped(name))?,
        Lang::En => writeln!(out, "rules {name}: from above, the first that applies", name = Escaped(name))?,
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
        match lang {
            Lang::Zh => writeln!(out, "  第{number}条  {label}{blanks}{words}{ours}")?,
            Lang::En => writeln!(out, "  {number}  {label}{blanks}{words}{ours}")?,
        }
    }
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
    let day = match rules.as_of {
        AsOf::Today => label!(lang, "序时进度算到当天", "progress is compared as of the day"),
        AsOf::LastMonthEnd => {
            label!(lang, "序时进度算到上月末", "progress is compared as of the end of the month before")
        }
    };
    let (and, end) = (lang.pick("；", "; "), lang.pick("。", ""));
    writeln!(out, "{}{end}", [finished, halted].join(and))?;
    writeln!(out, "{}{end}", [day, unknown].join(and))
}
