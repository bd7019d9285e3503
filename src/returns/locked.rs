//! The words of a row that nobody may change: whether they are those with which the form went out, and whether they are
//! still about the task that the row's key names. The key knows a digest of what the form held; what the store says now
//! helps to see which words differ.

use super::reason::Reason;
use crate::{
    Lang,
    import::edition,
    model::{
        Entry,
        form::{FormColumn, FormKey, locked_words},
    },
    text::{Text, fold::fold},
};

/// The locked words of a row with a key.
pub(super) struct LockedWords<'k> {
    key: &'k FormKey,
    /// What the row has now; none for a column that is gone.
    printed: Vec<Option<String>>,
    /// What a form with this key would hold that were made now.
    held: Vec<String>,
    /// The task's words in the row, and in the store.
    content: (Option<String>, String),
}

impl<'k> LockedWords<'k> {
    /// Those of a row about this task; `printed` gives what stands in a column of it, `before` is what was reported in
    /// the period before.
    pub(super) fn of(
        key: &'k FormKey,
        entry: Entry<'_>,
        before: Option<&str>,
        printed: impl Fn(FormColumn) -> Option<String>,
    ) -> Self {
        let held = |column: &FormColumn| match column {
            FormColumn::Present => key.status.label(Lang::Zh).to_owned(),
            column => locked_words(entry, before, *column),
        };
        Self {
            key,
            printed: FormColumn::LOCKED.iter().map(|column| printed(*column)).collect(),
            held: FormColumn::LOCKED.iter().map(held).collect(),
            content: (printed(FormColumn::Content), entry.task.content.clone()),
        }
    }

    /// Whether somebody changed them.
    pub(super) fn is_changed(&self) -> bool {
        if !self.is_typed_over() {
            return false;
        }
        if self.is_as_held() {
            let mut both = self.printed.iter().zip(&self.held);
            return both
                .any(|(printed, held)| printed.as_ref().is_some_and(|words| fold(words) != fold(held)));
        }
        // The ledger was changed, too: only the words of the task are certain then.
        let (content, now) = &self.content;
        content.as_ref().is_some_and(|content| fold(content) != fold(now))
    }

    /// Why the row is about another task than its key: the ledger gave the number to another one since the form was
    /// made, or the words that the form printed were replaced by others, and not only reworded.
    pub(super) fn another(&self) -> Option<Reason> {
        let (Some(content), now) = &self.content else { return None };
        if content.is_empty() || fold(content) == fold(now) || edition::is_one_task(content, now) {
            return None;
        }
        Some(if self.is_as_held() { Reason::RowMixed } else { Reason::TaskChanged })
    }

    /// The words of the task with which the form went out, where the ledger has others now.
    pub(super) fn reworded(&self) -> Option<(&str, &str)> {
        let (Some(content), now) = &self.content else { return None };
        let is_as_sent = !self.is_as_held() && !content.is_empty() && !self.is_typed_over();
        (is_as_sent && fold(content) != fold(now)).then_some((content.as_str(), now.as_str()))
    }

    /// Whether the row has other words than those with which it went out.
    fn is_typed_over(&self) -> bool {
        let printed: Vec<&str> =
            self.printed.iter().map(|words| words.as_deref().unwrap_or_default()).collect();
        FormKey::digest_of(&printed) != self.key.digest
    }

    /// Whether the form would be made with the same words now.
    fn is_as_held(&self) -> bool {
        let held: Vec<&str> = self.held.iter().map(String::as_str).collect();
        FormKey::digest_of(&held) == self.key.digest
    }
}

/// What a task was called in a form and what it is called now: the part that differs, with the words around it. Other
/// figures are said: what was reported may be a share of the old ones.
pub(super) fn difference(sent: &str, now: &str) -> Text {
    /// So many signs before the part that differs.
    const BEFORE: usize = 6;
    /// So many signs of it.
    const SHOWN: usize = 24;
    let [old, new]: [Vec<char>; 2] = [sent, now].map(|words| words.chars().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let from = same.saturating_sub(BEFORE);
    let part = |words: &[char]| {
        let shown: String = words.iter().skip(from).take(SHOWN).collect();
        let (before, behind) = (from > 0, words.len() > from + SHOWN);
        format!("{}{shown}{}", if before { "…" } else { "" }, if behind { "…" } else { "" })
    };
    let (was, is) = (part(&old), part(&new));
    if numbers(sent) == numbers(now) {
        return text!("“{was}”→“{is}”", "`{was}` → `{is}`");
    }
    text!(
        "“{was}”→“{is}”，数字变了，完成率按哪个数报的要问清",
        "`{was}` → `{is}`; its figures changed, so ask of which ones the percentage is"
    )
}

/// The figures in words.
fn numbers(words: &str) -> Vec<String> {
    let folded = fold(words);
    let parts = folded.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '%');
    parts.filter(|part| part.chars().any(|c| c.is_ascii_digit())).map(str::to_owned).collect()
}
