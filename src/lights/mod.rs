//! Lights (亮灯): what an office's rules say of a task on a day. Nothing of it is stored; a light is computed from
//! the store, the returns and the rules each time, with exact fractions.

mod figures;
mod file;
mod judge;
mod pace;
mod reach;
mod reason;
mod rules;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use figures::{FigureSetting, left_behind, with_figures};
pub use file::{NamedRules, RuleFile, preset_text, rules_of};
pub use judge::{Judge, Judged, completion};
pub use pace::{Pace, Points, Reported};
pub use reason::{part_of, rounded};
pub use rules::{AsOf, Condition, Rule, Rules};
pub use words::{planned_in_words, planned_to_last_month};

use crate::{
    error::{Error, Result},
    model::{Entry, Light, LightState, Status},
    text::Text,
};

/// The rules that come with the program, by name.
const PRESETS: &str = include_str!("presets.yaml");

/// What rules say of a task.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The light; none where no rule is lit.
    pub light: Option<Light>,
    /// Whether a rule could not be tried because the progress is not known.
    pub is_undetermined: bool,
    /// Which rule it was, from 1; none for what is done.
    pub rule: Option<usize>,
    /// Whether the source of the rules does not say this.
    pub is_ours: bool,
    /// The facts that it was judged by.
    pub pace: Pace,
}

impl Judgement {
    /// What is said of the task's light.
    pub fn state(&self) -> LightState {
        match self.light {
            _ if self.pace.status.is_halted() => LightState::NotJudged,
            Some(light) => LightState::Lit(light),
            None if self.is_undetermined => LightState::Undetermined,
            None => LightState::Unlit,
        }
    }
}

impl Rules {
    /// What they say of a task on a day.
    pub fn judge(&self, entry: Entry<'_>, reported: &Reported, today: NaiveDate) -> Judgement {
        let pace = Pace::of(entry, reported, today, self.as_of.day(today));
        let none = Judgement { light: None, is_undetermined: false, rule: None, is_ours: false, pace };
        match entry.task.status {
            Status::Suspended | Status::Withdrawn => return none,
            Status::Done | Status::Closed => {
                return Judgement { light: self.have_green().then_some(Light::Green), ..none };
            }
            Status::NotStarted | Status::InProgress => {}
        }
        let mut is_undetermined = false;
        for (index, rule) in self.rules.iter().enumerate() {
            match rule.condition().holds(&none.pace) {
                Some(true) => {
                    return Judgement {
                        light: Some(rule.light()),
                        rule: Some(index + 1),
                        is_ours: rule.condition().ours,
                        ..none
                    };
                }
                Some(false) => {}
                None => is_undetermined = true,
            }
        }
        Judgement { is_undetermined, ..none }
    }
}

/// All presets.
///
/// # Errors
/// Never, unless the program was built from a broken file.
pub fn presets() -> Result<BTreeMap<String, Rules>> {
    serde_yaml::from_str(PRESETS).map_err(|error| {
        Error::failed(text!("内置的亮灯规则有误", "the built-in rules of lights are broken"))
            .caused_by(Text::foreign(error.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Extension, Period, Plan, Task};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    struct Case {
        start: &'static str,
        due: &'static str,
        status: Status,
        percent: Option<i64>,
        today: &'static str,
        is_sent_back: bool,
        extension: Option<(&'static str, &'static str)>,
    }

    impl Default for Case {
        fn default() -> Self {
            Self {
                start: "2025-01-01",
                due: "2025-12-31",
                status: Status::InProgress,
                percent: None,
                today: "2025-09-26",
                is_sent_back: false,
                extension: None,
            }
        }
    }

    impl Case {
        fn judged(&self) -> (String, String) {
            let period = Period { start: Some(day(self.start)), end: None };
            let plan = Plan { period: Some(period), ..Plan::default() };
            let mut task = Task { status: self.status, due: Some(day(self.due)), ..Task::default() };
            if let Some((asked, to)) = self.extension {
                task.due = Some(day(to));
                task.extensions.push(Extension {
                    on: day(asked),
                    asked: Some(day(asked)),
                    from: day(self.due),
                    to: day(to),
                    reason: "汛期".into(),
                    by: None,
                });
            }
            let reported =
                Reported { percent: self.percent.map(Points::from), is_sent_back: self.is_sent_back };
            let mut lights = Vec::new();
            let mut planned = String::new();
            for name in ["yinchuan-2025", "sanya-2022", "suqian-2025", "yichang"] {
                let rules = presets().unwrap().remove(name).unwrap();
                let entry = Entry { plan: &plan, task: &task };
                let judgement = rules.judge(entry, &reported, day(self.today));
                if name == "yinchuan-2025" {
                    planned = judgement.pace.planned.map(|points| points.to_string()).unwrap_or_default();
                }
                let colour = judgement.light.map(|light| match light {
                    Light::Red => "红",
                    Light::Yellow => "黄",
                    Light::Blue => "蓝",
                    Light::Green => "绿",
                });
                let rule = judgement.rule.map(|rule| rule.to_string()).unwrap_or_default();
                lights.push(match colour {
                    Some(colour) => format!("{colour}{rule}"),
                    None if judgement.is_undetermined => "未判定".into(),
                    None => "–".into(),
                });
            }
            (planned, lights.join(" "))
        }
    }

    #[test]
    fn the_worked_cases_get_their_lights() {
        use Status::{Done, NotStarted, Suspended};
        let cases = [
            (Case { percent: Some(70), ..Case::default() }, "200/3", "绿6 绿4 – 绿3"),
            (Case { percent: Some(60), ..Case::default() }, "200/3", "绿6 黄3 黄2 红1"),
            (Case { due: "2025-10-31", percent: Some(70), ..Case::default() }, "80", "黄5 黄3 黄2 红1"),
            (Case { due: "2025-10-31", percent: Some(50), ..Case::default() }, "80", "黄5 黄3 黄2 红1"),
            (Case { due: "2025-10-31", percent: Some(40), ..Case::default() }, "80", "红3 黄3 黄2 红1"),
            (Case { due: "2025-10-31", percent: Some(39), ..Case::default() }, "80", "红3 红2 黄2 红1"),
            (
                Case { start: "2025-09-01", due: "2026-08-31", status: NotStarted, ..Case::default() },
                "0",
                "绿6 绿4 – 绿3",
            ),
            (
                Case { start: "2025-08-01", due: "2026-07-31", status: NotStarted, ..Case::default() },
                "25/3",
                "黄4 红2 黄2 红1",
            ),
            (
                Case { start: "2025-06-01", due: "2026-05-31", status: NotStarted, ..Case::default() },
                "25",
                "红2 红2 黄2 红1",
            ),
            (Case { due: "2025-10-08", percent: Some(90), ..Case::default() }, "80", "绿6 绿4 蓝3 黄2"),
            (Case { due: "2025-09-15", percent: Some(95), ..Case::default() }, "100", "红1 红1 红1 红1"),
            (Case { due: "2025-08-31", status: Done, ..Case::default() }, "100", "绿 绿 – 绿"),
            (Case::default(), "200/3", "未判定 未判定 未判定 未判定"),
            (
                Case {
                    due: "2025-08-31",
                    extension: Some(("2025-08-20", "2025-11-30")),
                    percent: Some(60),
                    ..Case::default()
                },
                "800/11",
                "黄5 黄3 黄2 红1",
            ),
            (
                Case {
                    due: "2025-09-05",
                    extension: Some(("2025-09-10", "2025-10-31")),
                    percent: Some(60),
                    ..Case::default()
                },
                "100",
                "红1 红1 红1 红1",
            ),
            (Case { percent: Some(70), today: "2025-09-30", ..Case::default() }, "75", "绿6 绿4 黄2 红1"),
            (Case { percent: Some(80), is_sent_back: true, ..Case::default() }, "200/3", "绿6 绿4 黄2 绿3"),
            (Case { due: "2025-08-31", status: Suspended, ..Case::default() }, "100", "– – – –"),
        ];
        for (index, (case, planned, lights)) in cases.iter().enumerate() {
            assert_eq!(case.judged(), ((*planned).into(), (*lights).into()), "case {}", index + 1);
        }
    }

    #[test]
    fn a_light_is_explained_by_the_condition_that_held() {
        use Status::{Closed, NotStarted, Suspended};
        let rules: Rules = serde_yaml::from_str(
            "rules: [red: {overdue: 1}, red: {unstarted: 3}, blue: {ratio_over: 50}, yellow: {gap_over: 0}, green: {gap_upto: 0}]",
        )
        .unwrap();
        let plan = Plan::default();
        let cases = [
            // Half of the year has gone by: 50 points are planned.
            (None, Status::InProgress, None, "未判定 没有报完成率（应达50%）", true),
            (
                None,
                Status::InProgress,
                Some(20),
                "蓝 低于序时进度30个百分点，为应达进度的60%（应达50%，实报20%）",
                true,
            ),
            (None, Status::InProgress, Some(40), "黄 低于序时进度10个百分点（应达50%，实报40%）", true),
            (None, Status::InProgress, Some(50), "绿 与序时进度持平（应达50%）", true),
            (None, Status::InProgress, Some(60), "绿 高于序时进度10个百分点（应达50%，实报60%）", true),
            (None, NotStarted, None, "红 应启动未启动满6个月", false),
            (Some("2025-05-31"), Status::InProgress, Some(60), "红 超过完成时限30天", false),
            (None, Suspended, None, "不判定 暂缓，不亮灯", false),
            (None, Closed, None, "绿 已销号", false),
        ];
        for (due, status, percent, expected, names_planned) in cases {
            let (start, due) = (Some(day("2025-01-01")), Some(day(due.unwrap_or("2025-12-31"))));
            let task = Task { status, start, due, ..Task::default() };
            let reported = Reported { percent: percent.map(Points::from), is_sent_back: false };
            let judgement = rules.judge(Entry { plan: &plan, task: &task }, &reported, day("2025-06-30"));
            let state = match judgement.state() {
                LightState::Lit(Light::Red) => "红",
                LightState::Lit(Light::Yellow) => "黄",
                LightState::Lit(Light::Blue) => "蓝",
                LightState::Lit(Light::Green) => "绿",
                LightState::Undetermined => "未判定",
                LightState::NotJudged => "不判定",
                LightState::Unlit => "不亮",
            };
            let reason = judgement.reason(&rules).in_lang(crate::text::Lang::Zh).to_owned();
            assert_eq!(format!("{state} {reason}"), expected);
            assert_eq!(judgement.names_planned(&rules), names_planned, "{expected}");
        }
    }
}
