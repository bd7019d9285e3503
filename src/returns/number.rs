//! The number in a row of a form. The form shows `11（文件12）` where the document gives the task another number than the
//! ledger, and offices send it back in every shape. A bare number is always the ledger's, whatever the document counts:
//! the document's is one only where it says so.

use crate::{
    model::TaskId,
    text::{clean, fold::fold},
};

/// The number in a row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Number {
    /// That of the ledger.
    Is(TaskId),
    /// That of the document alone.
    Document(u32),
    /// Something else stands there.
    Other,
}

/// What stands before the number of the document, and before that of the ledger.
const DOCUMENT: &str = "文件";
const LEDGER: &str = "台账";

impl Number {
    /// Reads a cell of numbers; none where nothing stands in it.
    pub(super) fn read(words: &str) -> Option<Self> {
        let folded = fold(words);
        if folded.is_empty() {
            return None;
        }
        let own = |word: &str| number(word).map_or(Self::Other, |number| Self::Is(TaskId(number)));
        Some(match (folded.split_once(DOCUMENT), folded.split_once(LEDGER)) {
            (Some((before, beside)), None) if bare(before).is_empty() => {
                number(beside).map_or(Self::Other, Self::Document)
            }
            (None, Some((before, behind))) if bare(before).is_empty() => own(behind),
            (Some((before, _)), None) | (None, Some((before, _))) => own(before),
            (None, None) => own(&folded),
            (Some(_), Some(_)) => Self::Other,
        })
    }
}

/// The number of the document that stands in a cell.
pub(super) fn of_document(words: &str) -> Option<u32> {
    number(fold(words).split_once(DOCUMENT)?.1)
}

/// The number in a cell that says no more than which item it is: `第3项`. People say so of a document's item and of the
/// ledger's.
pub(super) fn of_item(words: &str) -> Option<u32> {
    let folded = fold(words);
    clean::number(folded.strip_prefix('第')?.strip_suffix('项')?.trim())
}

/// What stands in a cell of numbers, as the form held it before the number of the document was put beside it.
pub(super) fn held(words: String) -> String {
    match Number::read(&words) {
        Some(Number::Is(id)) => id.to_string(),
        _ => words,
    }
}

/// The number that a folded word is, with what people and programs put around one: `第11项`, `(11)`, `11.0`.
fn number(word: &str) -> Option<u32> {
    let word = bare(word);
    let word = word.strip_prefix("编号").unwrap_or(word).trim_start_matches([':', '第']);
    let (whole, decimals) = word.split_once('.').unwrap_or((word, ""));
    clean::number(whole).filter(|_| decimals.chars().all(|sign| sign == '0'))
}

/// A folded word without the brackets and signs at its ends.
fn bare(word: &str) -> &str {
    let word = word.trim_start_matches(['(', '[', '第']);
    word.trim_end_matches(['(', ')', '[', ']', '.', '、', ',', ';', '/', '项', '号', '第'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_ledgers_unless_it_says_that_it_is_the_documents() {
        for word in [
            "11",
            "１１",
            " 11 ",
            "11.0",
            "11.00",
            "11.",
            "第11项",
            "（11）",
            "编号11",
            "台账编号11",
            "台账11",
            "11（台账编号）",
            "11（文件12）",
            "11(文件12)",
            "１１（文件１２）",
            "11 （文件 12 ）",
            "11\n（文件12）",
            "11.0（文件12.0）",
            "11（文件12",
            "11文件12）",
            "11 文件12",
            "11【文件第12项】",
            "11（文件3.2）",
        ] {
            assert_eq!(Number::read(word), Some(Number::Is(TaskId(11))), "{word}");
            assert_eq!(held(word.to_owned()), "11", "{word}");
        }
        for word in ["文件12", "（文件12）", "文件第１２项", "文件 12.0", "（文件12"] {
            assert_eq!(Number::read(word), Some(Number::Document(12)), "{word}");
            assert_eq!(held(word.to_owned()), word);
        }
        for word in
            ["11/12", "11（12）", "11.5", "-11", "文件12（11）", "十一", "11、12", "11（文件12）台账11", "x"]
        {
            assert_eq!(Number::read(word), Some(Number::Other), "{word}");
        }
        assert_eq!(Number::read(" "), None);
        let items = ["第３项", "第3项", "3", "文件第3项", "第3项（文件4）"].map(of_item);
        assert_eq!(items, [Some(3), Some(3), None, None, None]);
        let beside = ["11（文件12）", "11文件１２", "文件第12项", "11（文件3.2）", "12"].map(of_document);
        assert_eq!(beside, [Some(12), Some(12), Some(12), None, None]);
    }
}
