//! Which columns of a table are kept under their own titles, and that those which a person named are there.

use super::{ColumnRole, fold};
use crate::{
    error::{Error, Result},
    import::draft::ColumnOutcome,
};

/// Which columns are kept under their own titles that would not be taken over otherwise.
#[derive(Clone, Debug, Default)]
pub enum KeepColumns {
    /// None of them.
    #[default]
    None,
    /// Whatever else the table holds.
    All,
    /// Those with these titles.
    Titled(Vec<String>),
}

impl KeepColumns {
    /// Whether the column of this title is one of them.
    pub fn holds(&self, title: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Titled(titles) => titles.iter().any(|wanted| fold::key(wanted) == fold::key(title)),
        }
    }
    /// Those with these titles; `all` among them, or no title, is every one. A column that is itself titled 全部 is one of all.
    pub fn titled(titles: Vec<String>) -> Self {
        let is_all = |title: &String| ["all", "全部"].contains(&title.to_lowercase().as_str());
        if titles.is_empty() || titles.iter().any(is_all) { Self::All } else { Self::Titled(titles) }
    }

    /// A column that was to be kept and isn't there, or has a place of its own in a task, is no slip to pass over.
    ///
    /// # Errors
    /// When one of these is none of them.
    pub fn ensure_kept(&self, columns: &[ColumnOutcome]) -> Result<()> {
        let Self::Titled(titles) = self else { return Ok(()) };
        let kept: Vec<&str> = columns
            .iter()
            .filter(|column| column.role == Some(ColumnRole::Kept))
            .map(|column| column.title.as_str())
            .collect();
        let is_kept =
            |title: &String| kept.iter().any(|known| Self::Titled(vec![title.clone()]).holds(known));
        let Some(missing) = titles.iter().find(|title| !is_kept(title)) else { return Ok(()) };
        let is_other = |column: &&ColumnOutcome| matches!(column.role, None | Some(ColumnRole::Kept));
        let others: Vec<&str> = columns.iter().filter(is_other).map(|column| column.title.as_str()).collect();
        let error = Error::usage(text!(
            "`--keep-columns`：表里没有可以保留的栏“{missing}”",
            "`--keep-columns`: the table has no column “{missing}” that could be kept"
        ))
        .named("no-such-column");
        if others.is_empty() {
            return Err(error
                .hint(text!("表里有内容的各栏都已读入", "every column with something in it is taken over")));
        }
        let (zh, en) = (others.join("、"), others.join(", "));
        Err(error.hint(text!("可以保留的：{zh}", "those that could be: {en}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(titles: &[&str]) -> KeepColumns {
        KeepColumns::titled(titles.iter().map(|&title| title.to_owned()).collect())
    }

    fn column(title: &str, role: Option<ColumnRole>) -> ColumnOutcome {
        let title = title.to_owned();
        ColumnOutcome { table: None, column: None, title, role, guessed: false, looks_like: None }
    }

    #[test]
    fn columns_are_kept_by_their_titles_or_all() {
        for (wanted, holds) in [
            (titled(&["联 系 人"]), true),
            (titled(&["分管领导"]), false),
            (titled(&["分管领导", "ALL"]), true),
            (titled(&["全部"]), true),
            (titled(&[]), true),
            (KeepColumns::None, false),
        ] {
            assert_eq!(wanted.holds("联系人"), holds, "{wanted:?}");
        }
    }

    #[test]
    fn a_column_that_is_to_be_kept_must_be_there() {
        let columns =
            [column("任务内容", Some(ColumnRole::Content)), column("联系人", Some(ColumnRole::Kept))];
        for wanted in [titled(&["联系人"]), titled(&[]), KeepColumns::None] {
            assert!(wanted.ensure_kept(&columns).is_ok(), "{wanted:?}");
        }
        for wanted in [titled(&["分管领导"]), titled(&["联系人", "任务内容"])] {
            assert_eq!(wanted.ensure_kept(&columns).unwrap_err().code(), "no-such-column", "{wanted:?}");
        }
    }
}
