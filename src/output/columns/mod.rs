//! The columns of a list: their names, their headers, and what stands in them. Every tabular format asks
//! here, so that a column is the same everywhere.
#![expect(clippy::expect_used, reason = "the lists of columns are written here")]

mod cells;

use std::str::FromStr;

use strum::VariantArray as _;

use crate::text::Lang;

pub use cells::{Beside, note, source};

/// One column.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Column {
    /// The plan's slug.
    Plan,
    /// The plan's title.
    PlanTitle,
    /// The number.
    Id,
    /// The number as printed.
    Label,
    /// The pillar's title.
    Pillar,
    /// The key task's title.
    KeyTask,
    /// The text.
    Content,
    /// All departments.
    Departments,
    /// The lead, and whether it is only read off the position.
    Lead,
    /// How the lead is known.
    LeadBasis,
    /// The departments that support it.
    Support,
    /// The status in words, and whether it is overdue.
    Status,
    /// The deadline, and whether it is only the plan's end.
    Due,
    /// The deadline as printed.
    DueText,
    /// The day that counts: its own, or the plan's end.
    FallsDue,
    /// Whether it is overdue.
    Overdue,
    /// All notes.
    Notes,
    /// The newest note.
    LastNote,
    /// The evidence.
    Evidence,
    /// Where it stood in the document.
    Source,
    /// The light.
    Light,
    /// Why it has it.
    Reason,
    /// What it should have reached.
    Planned,
    /// How far it is: what is done wholly, else as the lead reported.
    Percent,
    /// What was reported last.
    Latest,
}

/// What a column is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Basis {
    /// The files of the task and its plan.
    Files,
    /// What was reported of it.
    Reports,
    /// That, and the rules of lights.
    Rules,
}

impl Column {
    /// The columns of a list that asked for none. Numbers repeat from plan to plan: where there are several,
    /// each task has its plan beside it.
    pub fn of_list(has_several_plans: bool) -> &'static [Self] {
        const COLUMNS: [Column; 6] =
            [Column::Plan, Column::Id, Column::Content, Column::Departments, Column::Status, Column::Due];
        behind_plan(&COLUMNS, has_several_plans)
    }

    /// The columns of records for programs that asked for none: whatever is one value. They name the plan always.
    pub fn of_records() -> &'static [Self] {
        &[
            Self::Plan,
            Self::Id,
            Self::Label,
            Self::Pillar,
            Self::KeyTask,
            Self::Content,
            Self::Departments,
            Self::Lead,
            Self::LeadBasis,
            Self::Support,
            Self::Status,
            Self::Due,
            Self::DueText,
            Self::FallsDue,
            Self::Overdue,
        ]
    }

    /// The columns of a ledger for people without pjt that is no paper.
    pub(super) fn of_ledger(has_several_plans: bool) -> &'static [Self] {
        const COLUMNS: [Column; 12] = [
            Column::PlanTitle,
            Column::Id,
            Column::Pillar,
            Column::KeyTask,
            Column::Content,
            Column::Departments,
            Column::Lead,
            Column::Support,
            Column::Status,
            Column::Due,
            Column::Notes,
            Column::Evidence,
        ];
        behind_plan(&COLUMNS, has_several_plans)
    }

    /// Whether it says what the rules of lights say.
    pub fn needs_rules(self) -> bool {
        self.basis() == Basis::Rules
    }

    /// Whether it says what was reported.
    pub fn needs_reports(self) -> bool {
        self.basis() != Basis::Files
    }

    /// What it is made of.
    fn basis(self) -> Basis {
        match self {
            Self::Light | Self::Reason | Self::Planned => Basis::Rules,
            Self::Percent | Self::Latest => Basis::Reports,
            Self::Plan
            | Self::PlanTitle
            | Self::Id
            | Self::Label
            | Self::Pillar
            | Self::KeyTask
            | Self::Content
            | Self::Departments
            | Self::Lead
            | Self::LeadBasis
            | Self::Support
            | Self::Status
            | Self::Due
            | Self::DueText
            | Self::FallsDue
            | Self::Overdue
            | Self::Notes
            | Self::LastNote
            | Self::Evidence
            | Self::Source => Basis::Files,
        }
    }

    /// Whether it holds numbers.
    pub(super) fn is_number(self) -> bool {
        match self {
            Self::Id | Self::Planned | Self::Percent => true,
            Self::Plan
            | Self::PlanTitle
            | Self::Label
            | Self::Pillar
            | Self::KeyTask
            | Self::Content
            | Self::Departments
            | Self::Lead
            | Self::LeadBasis
            | Self::Support
            | Self::Status
            | Self::Due
            | Self::DueText
            | Self::FallsDue
            | Self::Overdue
            | Self::Notes
            | Self::LastNote
            | Self::Evidence
            | Self::Source
            | Self::Light
            | Self::Reason
            | Self::Latest => false,
        }
    }

    /// The header that people read.
    pub fn header(self, lang: Lang) -> &'static str {
        match self {
            Self::Plan => label!(lang, "方案", "Plan"),
            Self::PlanTitle => label!(lang, "方案名称", "Plan title"),
            Self::Id => label!(lang, "编号", "No."),
            Self::Label => label!(lang, "文件序号", "Label"),
            Self::Pillar => label!(lang, "板块", "Pillar"),
            Self::KeyTask => label!(lang, "重点任务", "Key task"),
            Self::Content => label!(lang, "任务内容", "Content"),
            Self::Departments => label!(lang, "责任部门", "Departments"),
            Self::Lead => label!(lang, "牵头", "Lead"),
            Self::LeadBasis => label!(lang, "牵头依据", "Lead basis"),
            Self::Support => label!(lang, "配合", "Support"),
            Self::Status => label!(lang, "状态", "Status"),
            Self::Due => label!(lang, "完成时限", "Due"),
            Self::DueText => label!(lang, "时限原文", "Due as printed"),
            Self::FallsDue => label!(lang, "到期日", "Falls due"),
            Self::Overdue => label!(lang, "逾期", "Overdue"),
            Self::Notes => label!(lang, "进展", "Notes"),
            Self::LastNote => label!(lang, "最新进展", "Last note"),
            Self::Evidence => label!(lang, "佐证材料", "Evidence"),
            Self::Source => label!(lang, "出处", "Source"),
            Self::Light => label!(lang, "亮灯", "Light"),
            Self::Reason => label!(lang, "理由", "Reason"),
            Self::Planned => label!(lang, "应达", "Planned"),
            Self::Percent => label!(lang, "完成率", "Percent"),
            Self::Latest => label!(lang, "本期进展", "Latest report"),
        }
    }

    /// What else it is called in an office.
    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Plan => &["行动计划"],
            Self::Id => &["序号"],
            Self::Label => &["文件编号"],
            Self::Content => &["内容", "任务", "事项"],
            Self::Departments => &["部门", "单位", "责任单位", "dept", "department"],
            Self::Lead => &["牵头部门", "牵头单位"],
            Self::Support => &["配合部门", "配合单位", "协办"],
            Self::Status => &["办理状态"],
            Self::Due => &["时限", "期限", "截止"],
            Self::FallsDue => &["到期"],
            Self::Overdue => &["是否逾期"],
            Self::Notes => &["全部进展", "进展情况"],
            Self::LastNote => &["最近进展"],
            Self::Evidence => &["佐证", "材料"],
            Self::Source => &["原文位置"],
            Self::Percent => &["进度", "实报"],
            Self::PlanTitle
            | Self::Pillar
            | Self::KeyTask
            | Self::LeadBasis
            | Self::DueText
            | Self::Light
            | Self::Reason
            | Self::Planned
            | Self::Latest => &[],
        }
    }

    /// The title of its records for programs: as the JSON has the key, where it has one.
    pub fn key(self) -> String {
        <&str>::from(self).replace('-', "_")
    }
}

/// All columns, or all but the first, the plan.
fn behind_plan(columns: &'static [Column], has_several_plans: bool) -> &'static [Column] {
    if has_several_plans {
        columns
    } else {
        columns.get(1..).expect("a list of columns begins with the plan")
    }
}

/// Not a column.
#[derive(Debug)]
pub struct UnknownColumn;

impl FromStr for Column {
    type Err = UnknownColumn;

    /// Takes the name in any case, with `_` for `-`, the Chinese header, and what else people call it.
    fn from_str(word: &str) -> Result<Self, UnknownColumn> {
        let typed = word.trim().to_lowercase().replace('_', "-");
        let is_meant = |column: &Self| {
            <&str>::from(column) == typed
                || column.header(Lang::Zh) == typed
                || column.other_names().contains(&typed.as_str())
        };
        Self::VARIANTS.iter().copied().find(is_meant).ok_or(UnknownColumn)
    }
}
