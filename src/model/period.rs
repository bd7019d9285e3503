//! Reporting periods (报送期): a month, a quarter or a year in which departments are asked how their tasks stand. What
//! is asked of whom is frozen when the period is opened.

use std::{fmt, str::FromStr};

use chrono::{Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    deadline::{Day, OptionalDay, quarter},
    task::TaskId,
};
use crate::text::{Lang, fold::fold};

/// The name of a period: `2025-09`, `2025-q3` or `2025`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PeriodId {
    year: i32,
    part: PartOfYear,
}

/// What of its year a period is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum PartOfYear {
    Year,
    Quarter(u32),
    Month(u32),
}

impl PeriodId {
    /// A period as people type it: `2025-Q3`, `2025年三季度`, `2025年第三季度`, `2025年9月`, `2025-9`, in digits of either
    /// width.
    pub fn read(typed: &str) -> Option<Self> {
        let word = fold(typed);
        let at_quarter = || word.find('q').map(|at| word.split_at(at));
        let (year, part) = word.split_once(['年', '-']).or_else(at_quarter).unwrap_or((word.as_str(), ""));
        let name = match (quarter(part), part.strip_suffix('月').unwrap_or(part)) {
            (Some(quarter), _) => format!("{year}-q{quarter}"),
            (None, "") if part.is_empty() => year.to_owned(),
            (None, month) => format!("{year}-{month:0>2}"),
        };
        name.parse().ok()
    }

    /// A whole year.
    pub(super) fn of_year(year: i32) -> Self {
        Self { year, part: PartOfYear::Year }
    }

    /// Its first and its last day.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        let (month, length) = match self.part {
            PartOfYear::Year => (1, 12),
            PartOfYear::Quarter(quarter) => (3 * quarter - 2, 3),
            PartOfYear::Month(month) => (month, 1),
        };
        let start = NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or_default();
        let end = start.checked_add_months(Months::new(length)).and_then(|next| next.pred_opt());
        (start, end.unwrap_or(start))
    }

    /// What an office calls it: `2025年第三季度`.
    pub fn title(self) -> String {
        let year = self.year;
        match self.part {
            PartOfYear::Year => format!("{year}年"),
            PartOfYear::Quarter(quarter) => {
                let word = ["一", "二", "三", "四"].get(quarter as usize - 1).unwrap_or(&"");
                format!("{year}年第{word}季度")
            }
            PartOfYear::Month(month) => format!("{year}年{month}月"),
        }
    }
}

impl fmt::Display for PeriodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            PartOfYear::Year => write!(f, "{:04}", self.year),
            PartOfYear::Quarter(quarter) => write!(f, "{:04}-q{quarter}", self.year),
            PartOfYear::Month(month) => write!(f, "{:04}-{month:02}", self.year),
        }
    }
}

impl FromStr for PeriodId {
    type Err = ();

    /// Reads it exactly as it is written in the name of a file.
    fn from_str(word: &str) -> Result<Self, ()> {
        let (year, part) = match word.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (word, None),
        };
        let number = |digits: &str, count: usize| -> Result<u32, ()> {
            let is_number = digits.len() == count && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { digits.parse().map_err(|_| ()) } else { Err(()) }
        };
        let part = match part {
            None => PartOfYear::Year,
            Some(part) => match part.strip_prefix('q') {
                Some(quarter) => PartOfYear::Quarter(number(quarter, 1)?),
                None => PartOfYear::Month(number(part, 2)?),
            },
        };
        let year = i32::try_from(number(year, 4)?).map_err(|_| ())?;
        let fits = match part {
            PartOfYear::Year => true,
            PartOfYear::Quarter(quarter) => (1..=4).contains(&quarter),
            PartOfYear::Month(month) => (1..=12).contains(&month),
        };
        if fits && year > 0 { Ok(Self { year, part }) } else { Err(()) }
    }
}

/// What a department is asked about each of its tasks.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    Hash,
    JsonSchema,
    PartialEq,
    Serialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schemars(description = "栏目 / field")]
pub enum AskedField {
    /// Where it stands.
    Status,
    /// How much of it is done, in percent.
    Percent,
    /// What was done in the period.
    Progress,
    /// What is in the way.
    Problems,
    /// What comes next.
    Next,
    /// What proves it.
    Evidence,
    /// When it is expected to be finished.
    Expected,
}

impl AskedField {
    /// The word in the file.
    pub fn token(self) -> &'static str {
        self.into()
    }

    /// The title of its column.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Status => lang.pick("状态", "status"),
            Self::Percent => lang.pick("完成率", "percent"),
            Self::Progress => lang.pick("进展情况", "progress"),
            Self::Problems => lang.pick("存在问题", "problems"),
            Self::Next => lang.pick("下一步措施", "next steps"),
            Self::Evidence => lang.pick("佐证材料", "evidence"),
            Self::Expected => lang.pick("预计完成时间", "expected"),
        }
    }
}

/// A period, as its file holds it. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "报送期 / reporting period", description = "")]
pub struct ReportingPeriod {
    /// What the forms call it.
    #[schemars(description = "名称 / title")]
    pub title: String,
    /// First day.
    #[serde(with = "Day")]
    #[schemars(description = "第一天 / first day")]
    pub start: NaiveDate,
    /// Last day.
    #[serde(with = "Day")]
    #[schemars(description = "最后一天 / last day")]
    pub end: NaiveDate,
    /// The day by which returns are to be in.
    #[serde(with = "Day")]
    #[schemars(description = "报送截止日 / day by which returns are to be in")]
    pub due: NaiveDate,
    /// The day on which it was opened.
    #[serde(with = "Day")]
    #[schemars(description = "下发日 / day on which it was opened")]
    pub opened: NaiveDate,
    /// What is asked.
    #[schemars(description = "填报的栏目 / what is asked")]
    pub fields: Vec<AskedField>,
    /// Who is asked for which tasks, as it was on that day.
    #[serde(default)]
    #[schemars(description = "应报单位和事项 / who is asked for which tasks")]
    pub asked: Vec<Asked>,
    /// The day on which it was closed.
    #[serde(default, with = "OptionalDay", skip_serializing_if = "Option::is_none")]
    #[schemars(description = "截止收表日 / day on which it was closed")]
    pub closed: Option<NaiveDate>,
}

impl ReportingPeriod {
    /// The last day on which a return is in time: the one that the forms print, also where the period was closed before it.
    pub fn last_day(&self) -> NaiveDate {
        self.due
    }

    /// How many tasks are asked for, one once for each department; not what was owed no more when it was closed.
    pub fn count_asked(&self) -> usize {
        self.asked.iter().map(|asked| asked.tasks.len() - asked.ended.len().min(asked.tasks.len())).sum()
    }

    /// The departments that are asked, each once, in the order of the file.
    pub fn departments(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for asked in &self.asked {
            if !names.contains(&asked.department.as_str()) {
                names.push(&asked.department);
            }
        }
        names
    }
}

/// What one department is asked for in one plan.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "应报事项 / what is asked of a department", description = "")]
pub struct Asked {
    /// The department, by its name on that day.
    #[schemars(description = "单位 / department")]
    pub department: String,
    /// The plan's slug.
    #[schemars(description = "方案 / plan")]
    pub plan: String,
    /// The numbers of the tasks.
    #[schemars(description = "任务编号 / numbers of the tasks")]
    pub tasks: Vec<TaskId>,
    /// Those of them that were owed no more when the period was closed. What becomes of tasks later changes nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        description = "截止收表时已取消、销号的任务 / tasks that were owed no more when it was closed"
    )]
    pub ended: Vec<TaskId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_month_a_quarter_or_a_year_and_nothing_else() {
        let day = |word: &str| super::super::parse_date(word).unwrap();
        for (word, title, start, end) in [
            ("2025-09", "2025年9月", "2025-09-01", "2025-09-30"),
            ("2024-02", "2024年2月", "2024-02-01", "2024-02-29"),
            ("2025-q3", "2025年第三季度", "2025-07-01", "2025-09-30"),
            ("2025-q4", "2025年第四季度", "2025-10-01", "2025-12-31"),
            ("2025", "2025年", "2025-01-01", "2025-12-31"),
        ] {
            let id: PeriodId = word.parse().unwrap();
            assert_eq!(
                (id.to_string(), id.title(), id.days()),
                (word.into(), title.into(), (day(start), day(end)))
            );
        }
        for bad in [
            "",
            "2025-",
            "2025-9",
            "2025-13",
            "2025-00",
            "2025-q5",
            "2025-q0",
            "2025-Q3",
            "25",
            "2025-q3-x",
            "+025",
            "0000",
            "２０２５",
        ] {
            assert_eq!(bad.parse::<PeriodId>(), Err(()), "{bad}");
        }
    }

    #[test]
    fn a_period_is_read_as_an_office_types_it() {
        for (name, typed) in [
            (
                "2026-q4",
                "2026-q4 2026-Q4 ２０２６－Ｑ４ 2026年四季度 2026年第四季度 2026年第4季度 2026年Q4 2026-第四季度 2026Q4 2026年四季",
            ),
            ("2026-10", "2026-10 2026年10月 ２０２６年１０月"),
            ("2026-09", "2026-9 2026年9月 2026年09月"),
            ("2026", "2026 2026年"),
        ] {
            for typed in typed.split(' ') {
                assert_eq!(PeriodId::read(typed).map(|id| id.to_string()).as_deref(), Some(name), "{typed}");
            }
        }
        for typed in ["", "年", "2026年第五季度", "2026年13月", "2026年月", "2026年度第", "26年9月", "q4"]
        {
            assert_eq!(PeriodId::read(typed).map(|id| id.to_string()), None, "{typed}");
        }
    }

    #[test]
    fn who_is_asked_about_several_plans_is_one_department() {
        let asked = |department: &str, plan: &str| Asked {
            department: department.into(),
            plan: plan.into(),
            ..Asked::default()
        };
        let period = ReportingPeriod {
            asked: vec![asked("乙", "p"), asked("甲", "p"), asked("乙", "q")],
            ..ReportingPeriod::default()
        };
        assert_eq!(period.departments(), ["乙", "甲"]);
    }
}
