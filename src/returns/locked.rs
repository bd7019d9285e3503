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
    text::fold::fold,
};

/// The columns that nobody may change, in their order.
const LOCKED: [FormColumn; 7] = [
    FormColumn::Number,
    FormColumn::Content,
    FormColumn::Lead,
    FormColumn::Support,
    FormColumn::Due,
    FormColumn::Present,
    FormColumn::Before,
];

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
            printed: LOCKED.iter().map(|column| printed(*column)).collect(),
            held: LOCKED.iter().map(held).collect(),
            content: (printed(FormColumn::Content), entry.task.content.clone()),
        }
    }

    /// Whether somebody changed them.
    pub(super) fn is_changed(&self) -> bool {
        let printed: Vec<&str> =
            self.printed.iter().map(|words| words.as_deref().unwrap_or_default()).collect();
        if FormKey::digest_of(&printed) == self.key.digest {
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

    /// Whether the form would be made with the same words now.
    fn is_as_held(&self) -> bool {
        let held: Vec<&str> = self.held.iter().map(String::as_str).collect();
        FormKey::digest_of(&held) == self.key.digest
    }
}
