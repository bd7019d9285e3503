//! Where a task stands (办理状态), as its lead department reports it, and the rules for moving it.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use strum::EnumCount as _;

use crate::text::{Lang, Text};

/// How far a task has come. Whether it is *overdue* is computed from its deadline, never stored.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, strum::EnumCount, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// 未启动
    #[default]
    NotStarted,
    /// 推进中
    InProgress,
    /// 已完成, not yet accepted
    Done,
    /// 已销号, accepted and struck off
    Closed,
    /// 暂缓
    Suspended,
    /// 已取消
    Withdrawn,
}

impl Status {
    /// Every status, in the order reports list them.
    pub const ALL: [Self; Self::COUNT] =
        [Self::NotStarted, Self::InProgress, Self::Done, Self::Closed, Self::Suspended, Self::Withdrawn];

    /// The word in the YAML file, in JSON and on the command line.
    pub fn token(self) -> &'static str {
        self.into()
    }

    /// The words a reader sees.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::NotStarted => lang.pick("未启动", "not started"),
            Self::InProgress => lang.pick("推进中", "in progress"),
            Self::Done => lang.pick("已完成", "done"),
            Self::Closed => lang.pick("已销号", "closed"),
            Self::Suspended => lang.pick("暂缓", "suspended"),
            Self::Withdrawn => lang.pick("已取消", "withdrawn"),
        }
    }

    /// Every token with its Chinese word, for the schema of a file.
    pub(super) fn summary() -> String {
        let words = Self::ALL.map(|status| format!("{} {}", status.token(), status.label(Lang::Zh)));
        format!("办理状态 / status: {}", words.join("、"))
    }

    /// Short forms that people type besides token and labels.
    fn short_forms(self) -> &'static [&'static str] {
        match self {
            Self::NotStarted => &["todo", "not-started", "未开始"],
            Self::InProgress => {
                &["doing", "wip", "in-progress", "进行中", "办理中", "推进", "正在推进", "正在办理"]
            }
            Self::Done => &["finished", "complete", "completed", "完成", "办结", "已办结"],
            Self::Closed => &["close", "销号"],
            Self::Suspended => &["suspend", "on-hold", "paused", "已暂缓"],
            Self::Withdrawn => &["withdraw", "cancelled", "canceled", "取消", "已撤销"],
        }
    }

    /// Whether nobody has to report about a task any more: the office has withdrawn or closed it.
    pub fn is_owed_no_more(self) -> bool {
        match self {
            Self::Closed | Self::Withdrawn => true,
            Self::NotStarted | Self::InProgress | Self::Done | Self::Suspended => false,
        }
    }

    /// Whether nothing is left to do: the task can't be overdue any more.
    pub fn is_finished(self) -> bool {
        match self {
            Self::Done | Self::Closed | Self::Withdrawn => true,
            Self::NotStarted | Self::InProgress | Self::Suspended => false,
        }
    }

    /// Whether the task counts as completed in rates.
    pub fn is_completed(self) -> bool {
        match self {
            Self::Done | Self::Closed => true,
            Self::NotStarted | Self::InProgress | Self::Suspended | Self::Withdrawn => false,
        }
    }

    /// Whether work on the task stopped before it was done, which asks for a reason.
    pub fn is_halted(self) -> bool {
        match self {
            Self::Suspended | Self::Withdrawn => true,
            Self::NotStarted | Self::InProgress | Self::Done | Self::Closed => false,
        }
    }

    /// Whether only the office gives it: a department that sends it asks for it at most.
    pub fn is_for_office(self) -> bool {
        match self {
            Self::Closed | Self::Suspended | Self::Withdrawn => true,
            Self::NotStarted | Self::InProgress | Self::Done => false,
        }
    }

    /// Whether a move from `self` to `to` undoes what was reached: from done or closed to less, or from in progress
    /// to not started.
    pub(crate) fn goes_back(self, to: Self) -> bool {
        let is_less = !to.is_completed() || self == Self::Closed && to == Self::Done;
        self.is_completed() && is_less || self == Self::InProgress && to == Self::NotStarted
    }

    /// What a move from `self` to `to` demands besides the new status.
    pub fn demands(self, to: Self) -> Requirement {
        match to {
            _ if self == to => Requirement::Nothing,
            Self::Closed if self == Self::Done => Requirement::Evidence,
            Self::Closed => Requirement::DoneFirst,
            Self::Suspended | Self::Withdrawn => Requirement::Note,
            // What was decided is taken back for a reason; who began too early says nothing by it.
            _ if self.is_halted() => Requirement::Note,
            _ if self.is_completed() && self.goes_back(to) => Requirement::Note,
            Self::NotStarted | Self::InProgress | Self::Done => Requirement::Nothing,
        }
    }
}

/// What a move between two statuses asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Requirement {
    /// Nothing more.
    Nothing,
    /// A note that says why.
    Note,
    /// Evidence in the task.
    Evidence,
    /// `done` must come first.
    DoneFirst,
}

impl JsonSchema for Status {
    fn schema_name() -> Cow<'static, str> {
        "Status".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "enum": Self::ALL.map(Self::token)})
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// A word that names no status.
#[derive(Debug)]
pub struct UnknownStatus(pub String);

impl UnknownStatus {
    fn words(&self) -> Text {
        let word: String = self.0.chars().take(40).collect();
        let valid = Status::ALL.map(|status| format!("{} {}", status.token(), status.label(Lang::Zh)));
        let (zh, en) = (valid.join("、"), valid.join(", "));
        text!("`{word}` 不是办理状态；可用的有 {zh}", "`{word}` is no status; valid: {en}")
    }
}

impl fmt::Display for UnknownStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().in_lang(Lang::En))
    }
}

impl std::error::Error for UnknownStatus {}

impl FromStr for Status {
    type Err = UnknownStatus;

    /// Takes the token, the labels in both languages and the short forms, in any case.
    fn from_str(word: &str) -> Result<Self, UnknownStatus> {
        let typed = word.trim().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|status| {
                typed == status.token()
                    || typed == status.label(Lang::Zh)
                    || typed == status.label(Lang::En)
                    || status.short_forms().contains(&typed.as_str())
            })
            .ok_or_else(|| UnknownStatus(word.to_owned()))
    }
}

impl serde::Serialize for Status {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.token())
    }
}

impl<'de> serde::Deserialize<'de> for Status {
    /// Files hold the token and nothing else.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let token = String::deserialize(deserializer)?;
        Self::ALL
            .into_iter()
            .find(|status| status.token() == token)
            .ok_or_else(|| serde::de::Error::custom(UnknownStatus(token).words().joined()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_found_by_each_of_its_words() {
        for status in Status::ALL {
            for word in [status.token(), status.label(Lang::Zh), status.label(Lang::En)] {
                assert_eq!(word.parse::<Status>().unwrap(), status, "{word}");
            }
            for word in status.short_forms() {
                assert_eq!(word.parse::<Status>().unwrap(), status, "{word}");
            }
        }
        let error = "maybe".parse::<Status>().unwrap_err().to_string();
        assert!(error.contains("`maybe`") && error.contains("not_started 未启动"), "{error}");
    }

    #[test]
    fn moves_demand_what_the_design_says() {
        use Requirement::*;
        use Status::*;
        for (from, to, demand) in [
            (NotStarted, Done, Nothing),
            (Done, Closed, Evidence),
            (InProgress, Closed, DoneFirst),
            (Closed, Done, Note),
            (Done, InProgress, Note),
            (Closed, NotStarted, Note),
            (InProgress, Suspended, Note),
            (Done, Withdrawn, Note),
            (Suspended, InProgress, Note),
            (Withdrawn, Done, Note),
            (InProgress, NotStarted, Nothing),
            (Done, Done, Nothing),
        ] {
            assert_eq!(from.demands(to), demand, "{from} -> {to}");
        }
    }
}
