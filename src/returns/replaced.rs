//! What a later answer of a unit replaces of its earlier one.

use strum::VariantArray as _;

use crate::{
    model::{Answer, AskedField},
    text::{Lang, Text},
};

/// The fields that had an answer and have another one now, with both.
pub(super) fn differences(before: &Answer, after: &Answer) -> Option<Text> {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
        let fields = AskedField::VARIANTS.iter().filter_map(|field| {
            let [old, new] = [before, after].map(|answer| words(answer, *field, lang));
            let old = old.filter(|old| Some(old) != new.as_ref())?;
            Some(format!("{} {} → {}", field.label(lang), cut(&old), cut(&new.unwrap_or_default())))
        });
        fields.collect::<Vec<_>>().join(lang.pick("；", "; "))
    });
    (!zh.is_empty()).then(|| Text::new(zh, en))
}

/// The fields that have another answer than before, with it.
pub fn gained(before: &Answer, after: &Answer, lang: Lang) -> String {
    let fields = AskedField::VARIANTS.iter().filter_map(|field| {
        let [old, new] = [before, after].map(|answer| words(answer, *field, lang));
        let new = new.filter(|new| Some(new) != old.as_ref())?;
        Some(format!("{} {}", field.label(lang), cut(&new)))
    });
    fields.collect::<Vec<_>>().join(lang.pick("；", "; "))
}

fn words(answer: &Answer, field: AskedField, lang: Lang) -> Option<String> {
    match field {
        AskedField::Status => answer.status.map(|status| status.label(lang).to_owned()),
        AskedField::Percent => answer.percent.map(|percent| format!("{percent}%")),
        AskedField::Progress => answer.progress.clone(),
        AskedField::Problems => answer.problems.clone(),
        AskedField::Next => answer.next.clone(),
        AskedField::Evidence => {
            Some(answer.evidence.join(lang.pick("、", ", "))).filter(|paths| !paths.is_empty())
        }
        AskedField::Expected => {
            answer.expected_text.clone().or_else(|| answer.expected.map(|day| day.to_string()))
        }
    }
}

/// So much of long words that they are known again.
fn cut(words: &str) -> String {
    const SHOWN: usize = 20;
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words.to_owned(),
    }
}
