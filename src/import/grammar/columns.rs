//! What a column holds, read off its title: the longest known title inside the cell decides. The
//! words of the two roles serve the lists in running text too. What a role is called stands in `column_role.rs`.

use std::sync::LazyLock;

#[path = "column_label.rs"]
mod label;
#[path = "latin.rs"]
mod latin;
#[path = "column_role.rs"]
mod role;

use super::{fold, marker};
use crate::import::lexicon::{COLUMNS, Lexicon, Words, words};

pub(super) use self::label::{has_persons, role_word};
pub use self::role::ColumnRole;
use self::{label::is_limit, role::TOKENS};
use ColumnRole::{Content, Deadline, Departments, KeyTask, Lead, Other, Support};

/// Titles that decide wherever they stand in the cell, the longest first.
static TITLES: LazyLock<Vec<(ColumnRole, &Words)>> = LazyLock::new(|| by_role(&COLUMNS, ""));
/// Titles that decide only when they are the whole cell.
static WHOLE_TITLES: LazyLock<Vec<(ColumnRole, &Words)>> = LazyLock::new(|| by_role(&COLUMNS, "alone"));

words! {
    PERSONS = COLUMNS["persons"];
    SUPPORT_WORDS = COLUMNS["support words"];
    KEY_TASK_ENDINGS = COLUMNS["key_task ending"];
    CONTENT_ENDINGS = COLUMNS["content ending"];
    GOALS = COLUMNS["goals"];
    DEADLINE_ENDINGS = COLUMNS["due ending"];
    OTHER_TIMES = COLUMNS["not due"];
    NO_TITLES = COLUMNS["not a title"];
    UNIT_ENDINGS = COLUMNS["unit ending"];
    PERSON_ENDINGS = COLUMNS["person ending"];
    LEAD_WORDS = COLUMNS["lead words"];
    LEAD_BESIDE_SUPPORT = COLUMNS["lead beside support"];
    DOING_BESIDE_SUPPORT = COLUMNS["doing beside support"];
    DOING_WORDS = COLUMNS["doing words"];
    OTHER_UNITS = COLUMNS["other units"];
    INSPECTIONS = COLUMNS["inspections"];
    SUPERVISING = COLUMNS["supervising"];
}

/// The sections that are named by the token of a role and these words behind it.
fn by_role<'a>(lexicon: &'a Lexicon, behind: &str) -> Vec<(ColumnRole, &'a Words)> {
    let role = |name: &str| {
        let token = name.strip_suffix(behind)?.trim_end();
        TOKENS.iter().find(|(known, _)| *known == token).map(|(_, role)| *role)
    };
    lexicon.sections().filter_map(|(name, words)| Some((role(name)?, words))).collect()
}

/// What the title says the column holds.
pub(super) fn role_of(title: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 24;
    let key = fold::key(title).replace("**", "");
    let key = key.trim_end_matches(':').to_owned();
    // 责任单位：市教委 is a line about a task, not a title
    if key.is_empty() || key.chars().count() > LONGEST || key.contains(['。', ':']) || NO_TITLES.matches(&key)
    {
        return None;
    }
    // and so is 责任单位——市教委
    if key.contains("--") {
        return None;
    }
    if title.is_ascii() {
        return latin::role_of(title);
    }
    if let Some((role, _)) = WHOLE_TITLES.iter().find(|(_, titles)| titles.matches(&key)) {
        return Some(*role);
    }
    let mut best: Option<(usize, ColumnRole)> = None;
    let (mut lead, mut support) = (false, false);
    for (role, titles) in &*TITLES {
        let Some(title) = titles.find(&key) else { continue };
        lead |= *role == Lead;
        support |= *role == Support;
        if best.is_none_or(|(length, _)| length < title.len()) {
            best = Some((title.len(), *role));
        }
    }
    // one column for both: its cells say which is which
    let both = key.contains("牵头") && SUPPORT_WORDS.matches(&key);
    if lead && support || both {
        return Some(Departments);
    }
    best.map(|(_, role)| role).or_else(|| by_its_shape(&without_brackets(&key))).or_else(|| by_its_end(&key))
}

/// What the first and the last word of an unknown title or label say together: 责任学院, 牵头镇街, 承担单位, 督导部门.
/// Who checks or hands in does not do the task; persons stay persons.
fn by_its_shape(key: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 12;
    if key.chars().count() > LONGEST {
        return None;
    }
    if PERSON_ENDINGS.matches(key) {
        return Some(Other);
    }
    if !UNIT_ENDINGS.matches(key) {
        return None;
    }
    if LEAD_WORDS.matches(key) {
        Some(Lead)
    } else if SUPPORT_WORDS.matches(key) {
        Some(Support)
    } else if DOING_WORDS.matches(key) {
        Some(Departments)
    } else if OTHER_UNITS.matches(key) {
        Some(Other)
    } else {
        None
    }
}

/// What the first word of an unknown title says where departments stand below it: 牵头站办所, 配合片区.
pub(super) fn by_its_start(title: &str) -> Option<ColumnRole> {
    let key = without_brackets(&fold::key(title));
    let starts = |words: &Words| words.iter().any(|word| key.starts_with(word));
    if PERSON_ENDINGS.matches(&key) || OTHER_UNITS.matches(&key) {
        None
    } else if starts(&LEAD_WORDS) {
        Some(Lead)
    } else if starts(&SUPPORT_WORDS) {
        Some(Support)
    } else {
        key.starts_with("责任").then_some(Departments)
    }
}

/// Whether the last word of a title is one for departments, and none in front of it says that they only check
/// or hand in: what such a column holds decides.
pub(super) fn may_name_departments(title: &str) -> bool {
    let key = without_brackets(&fold::key(title));
    UNIT_ENDINGS.matches(&key) && !OTHER_UNITS.matches(&key) && !PERSON_ENDINGS.matches(&key)
}

/// Whether the one column for departments beside those that support says who leads: 归口部门, but not 责任单位.
pub(super) fn may_lead(title: &str) -> bool {
    LEAD_BESIDE_SUPPORT.matches(&fold::key(title))
}

/// The word for checking in a title: 检查 in 检查主体 and 检查事项.
pub(super) fn inspects(title: &str) -> Option<&'static str> {
    INSPECTIONS.find(&fold::key(title))
}

/// Whether a column names those who only watch over what others do: 主管部门, 监管单位.
pub(super) fn supervises(title: &str) -> bool {
    SUPERVISING.matches(&fold::key(title))
}

/// Whether a column says how much of a task is to be reached: 年度目标, 2026年目标.
pub(super) fn is_goal(title: &str) -> bool {
    GOALS.matches(&fold::key(title))
}

/// Whether a column says what is to be reached, beside one that says what is to be done: 目标要求, 主要目标.
pub(super) fn says_goals(title: &str) -> bool {
    GOALS.iter().any(|word| fold::key(title).contains(word))
}

/// Whether a column says what its departments are there for: 主要职责.
pub(super) fn says_duties(title: &str) -> bool {
    let key = fold::key(title);
    key.ends_with("职责") || key.ends_with("职能")
}

/// Whether a column says what is wrong: 反馈问题, but not 问题整改情况.
pub(super) fn says_problem(title: &str) -> bool {
    let key = fold::key(title);
    key.contains("问题") && !key.contains("整改")
}

/// Whether a column says what is done against it: 整改措施, 工作举措.
pub(super) fn says_measures(title: &str) -> bool {
    let key = fold::key(title);
    key.contains("措施") || key.contains("举措")
}

/// Whether a title calls what stands below it tasks: 重点任务, but not 项目名称.
pub(super) fn is_task(title: &str) -> bool {
    let key = fold::key(title);
    key.ends_with("任务") || key.ends_with("工作")
}

/// Whether a column says which part of a task is whose: 具体分工.
pub(super) fn is_part(title: &str) -> bool {
    fold::key(title).ends_with("分工")
}

/// Whether those who mostly only own what is built do the task where the others only support: 建设单位, 项目业主.
pub(super) fn may_do(title: &str) -> bool {
    DOING_BESIDE_SUPPORT.matches(&fold::key(title)) && !PERSON_ENDINGS.matches(&fold::key(title))
}

/// What a title below another one says together with it: 完成 below 完成时限, but neither 启动 nor 上半年.
pub(super) fn below(above: &str, title: &str) -> Option<ColumnRole> {
    let is_end = || is_deadline(&format!("{title}时间")) && !is_other_time(title);
    role_of(title).or_else(|| (role_of(above) == Some(Deadline) && is_end()).then_some(Deadline))
}

/// Whether a title leaves no doubt that the column holds tasks: 任务内容, 工作措施, but neither 内容 nor 事项名称.
pub(super) fn says_tasks(title: &str) -> bool {
    let key = fold::key(title);
    let is_known = TITLES.iter().any(|(role, titles)| *role == Content && titles.matches(&key));
    role_of(title).is_some_and(ColumnRole::is_text) && (is_known || key.contains("任务"))
}

/// Whether a title says that the column holds persons, progress, amounts, or other departments than those that
/// do the task.
pub(super) fn is_other(title: &str) -> bool {
    let key = without_brackets(&fold::key(title));
    role_of(title) == Some(Other) || UNIT_ENDINGS.matches(&key) && OTHER_UNITS.matches(&key)
}

/// Whether words are a title, or begin with one for departments that lost its colon (责任单位市科委).
pub(super) fn is_title(key: &str) -> bool {
    const SHORTEST: usize = 4;
    let begins = TITLES.iter().filter(|(role, _)| role.names_departments()).any(|(_, titles)| {
        titles.iter().any(|title| {
            title.chars().count() >= SHORTEST && key.starts_with(title) && key.len() > title.len()
        })
    });
    begins || is_whole_title(key)
}

/// Whether words are a title and nothing else.
fn is_whole_title(key: &str) -> bool {
    TITLES.iter().chain(WHOLE_TITLES.iter()).any(|(_, titles)| titles.contains(key)) || PERSONS.matches(key)
}

/// Whether a title is known as one of deadlines, not only by its last word.
pub(super) fn is_deadline(title: &str) -> bool {
    let key = fold::key(title);
    let is_known = TITLES.iter().any(|(role, titles)| *role == Deadline && titles.matches(&key));
    is_known || is_limit(&key) || title.is_ascii() && role_of(title) == Some(Deadline)
}

/// Whether a title is that of another time than the deadline: 开始时间.
pub(super) fn is_other_time(title: &str) -> bool {
    OTHER_TIMES.matches(&fold::key(title))
}

/// 牵头（责任）单位 → 牵头单位, 责任处（室） → 责任处.
fn without_brackets(key: &str) -> String {
    let mut depth = 0_usize;
    let outside = key.chars().filter(|sign| match sign {
        '(' | '[' => {
            depth += 1;
            false
        }
        ')' | ']' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    outside.collect()
}

/// What the last word of an unknown title says: 建设任务, 创建举措, 办结日期. Of departments only the known
/// titles count: 验收单位 and 报送单位 do not do the task.
fn by_its_end(key: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 10;
    if key.chars().count() > LONGEST || marker::read(key).is_some() {
        return None;
    }
    if KEY_TASK_ENDINGS.matches(key) {
        Some(KeyTask)
    } else if CONTENT_ENDINGS.matches(key) {
        Some(Content)
    } else if DEADLINE_ENDINGS.matches(key) && !OTHER_TIMES.matches(key) {
        Some(Deadline)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ColumnRole::{Number, Pillar, Remark},
        *,
    };

    #[test]
    fn titles_are_known_by_the_longest_word_in_them() {
        for (title, role) in [
            ("序号", Number),
            ("重点任务", KeyTask),
            ("重点任务主要内容", Content),
            ("责任部门", Departments),
            ("责任\n单位", Departments),
            ("具 体 要 求", Content),
            ("牵头责任单位", Lead),
            ("协同配合单位", Support),
            ("責任單位", Departments),
            ("分 管 县领导", Other),
            ("2027年目标值", Other),
            ("协抓部门", Support),
            ("完成时限（2025年）", Deadline),
            ("牵头单位及配合单位", Departments),
            ("领域", Pillar),
            ("工作举措", KeyTask),
            ("owner", Lead),
            ("co", Support),
            ("备注", Remark),
            ("建设任务", KeyTask),
            ("创建举措", Content),
            ("牵头及配合单位", Departments),
            ("承担单位", Departments),
            ("责任学院", Departments),
            ("责任处（室）", Departments),
            ("牵头（责任）单位", Lead),
            ("主抓部门", Lead),
            ("配合镇街", Support),
            ("督导单位", Other),
            ("市级领导", Other),
            ("验收部门", Other),
        ] {
            assert_eq!(role_of(title), Some(role), "{title}");
        }
        for (role, titles) in TITLES.iter().chain(WHOLE_TITLES.iter()) {
            for title in titles.iter() {
                assert_eq!(role_of(title), Some(*role), "{title} of the lexicon");
            }
        }
        for (word, role) in [
            ("责任处室、单位", Some(Departments)),
            ("责任部门/单位", Some(Departments)),
            ("责任单位（部门）", Some(Departments)),
            ("责任单位及责任人", Some(Departments)),
            ("牵头单位和配合单位", Some(Departments)),
            ("主体责任", Some(Departments)),
            ("督导单位", Some(Other)),
            ("责任领导", Some(Other)),
            ("整改目标", None),
            ("发布单位", Some(Other)),
            ("市教委", None),
        ] {
            assert_eq!(role_word(word), role, "{word}");
        }
        assert_eq!(below("完成时限", "完成"), Some(Deadline));
        assert_eq!(below("完成时限", "启动"), None);
        assert_eq!(below("进度安排", "上半年"), None);
        for title in ["市教委", "1", "", "建立联席会议办公室，实体机构设在市教委。", "content of the page"]
        {
            assert_eq!(role_of(title), None, "{title}");
        }
    }
}
