//! Column titles in Latin letters, as data dumps have them: `leadDept`, `task_content`, `zrdw`. The words
//! of the name decide, the strongest first.

use std::sync::LazyLock;

use super::{ColumnRole, by_role};
use crate::import::lexicon::{COLUMNS_LATIN, Words};

/// Names that are initials of Chinese titles.
static INITIALS: LazyLock<Vec<(ColumnRole, &Words)>> = LazyLock::new(|| by_role(&COLUMNS_LATIN, "initials"));
/// Words of a name in the order in which they decide: what a column is not, then who, when, what, which.
static WORDS: LazyLock<Vec<(ColumnRole, &Words)>> = LazyLock::new(|| {
    let mut words = by_role(&COLUMNS_LATIN, "");
    words.extend(by_role(&COLUMNS_LATIN, "at last"));
    words
});

/// What a name in Latin letters says.
pub(super) fn role_of(title: &str) -> Option<ColumnRole> {
    const MOST: usize = 3;
    let words = words(title);
    if words.is_empty() || words.len() > MOST {
        return None;
    }
    let role_in = |lists: &[(ColumnRole, &Words)]| {
        lists.iter().find(|(_, known)| words.iter().any(|word| known.contains(word))).map(|(role, _)| *role)
    };
    let initials = if words.len() == 1 { role_in(&INITIALS) } else { None };
    initials.or_else(|| role_in(&WORDS))
}

/// The words of `leadDept`, `lead_dept` and `lead dept`, in lower case.
fn words(title: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for sign in title.trim().chars() {
        if matches!(sign, '_' | '-' | ' ') || sign.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(String::new());
        }
        if let (false, Some(word)) = (matches!(sign, '_' | '-' | ' '), words.last_mut()) {
            word.push(sign.to_ascii_lowercase());
        }
        before = sign;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{
        super::ColumnRole::{Content, Deadline, Departments, KeyTask, Lead, Number, Other, Support},
        *,
    };

    #[test]
    fn names_of_data_dumps_are_read_by_their_words() {
        for (name, role) in [
            ("serialNo", Some(Number)),
            ("taskContent", Some(Content)),
            ("leadDept", Some(Lead)),
            ("coop_depts", Some(Support)),
            ("responsibleUnits", Some(Departments)),
            ("deadline", Some(Deadline)),
            ("due_date", Some(Deadline)),
            ("createdAt", Some(Other)),
            ("startDate", Some(Other)),
            ("task", Some(Content)),
            ("taskName", Some(Content)),
            ("title", Some(KeyTask)),
            ("key_task", Some(KeyTask)),
            ("zrdw", Some(Departments)),
            ("co", Some(Support)),
            ("owner", Some(Lead)),
            ("content of the page", None),
            ("A", None),
        ] {
            assert_eq!(role_of(name), role, "{name}");
        }
        for (role, names) in INITIALS.iter().chain(WORDS.iter()) {
            for name in names.iter() {
                assert_eq!(role_of(name), Some(*role), "{name} of the lexicon");
            }
        }
    }
}
