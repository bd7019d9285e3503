//! What a column holds, read off its title: the longest known title inside the cell decides. The
//! words of the two roles serve the unit lists in running text too.

use std::str::FromStr;

#[path = "latin.rs"]
mod latin;

use super::{fold, marker};

/// What a column holds.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ColumnRole {
    /// 序号
    Number,
    /// 领域, 类别: the outer group
    Pillar,
    /// 重点任务: the inner group
    KeyTask,
    /// 主要内容: the text of the task
    Content,
    /// 责任单位: all of them
    Units,
    /// 牵头单位
    Lead,
    /// 配合单位
    Support,
    /// 完成时限
    Deadline,
    /// 备注: may hold the deadline
    Remark,
    /// Persons, progress, amounts: not imported
    Other,
}

use ColumnRole::{Content, Deadline, KeyTask, Lead, Number, Other, Pillar, Remark, Support, Units};

impl ColumnRole {
    /// Whether the column names departments.
    pub(super) fn is_units(self) -> bool {
        matches!(self, Units | Lead | Support)
    }

    /// Whether the column holds text about what is to be done.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Content | KeyTask | Pillar)
    }
}

/// The words of the command line for a role.
const TOKENS: &[(&str, ColumnRole)] = &[
    ("number", Number),
    ("pillar", Pillar),
    ("key_task", KeyTask),
    ("content", Content),
    ("departments", Units),
    ("lead", Lead),
    ("support", Support),
    ("due", Deadline),
    ("note", Remark),
    ("ignore", Other),
];

impl FromStr for ColumnRole {
    type Err = String;

    /// Takes the token; the error lists them all.
    fn from_str(word: &str) -> Result<Self, String> {
        let word = word.trim().replace('-', "_").to_lowercase();
        let found = TOKENS.iter().find(|(token, _)| *token == word);
        found
            .map(|(_, role)| *role)
            .ok_or_else(|| TOKENS.iter().map(|(token, _)| *token).collect::<Vec<_>>().join(", "))
    }
}

/// Titles that decide wherever they stand in the cell.
const TITLES: &[(ColumnRole, &[&str])] = &[
    (Number, &["序号", "编号", "项次", "任务编号"]),
    (
        Pillar,
        &[
            "类别",
            "领域",
            "章节",
            "场景领域",
            "方面",
            "维度",
            "板块",
            "一级指标",
            "大类",
            "专项",
            "一级任务",
            "任务类别",
            "任务板块",
            "工作领域",
            "重点领域",
            "分类",
            "模块",
            "任务领域",
            "重点方向",
            "阶段",
        ],
    ),
    (
        KeyTask,
        &[
            "重点任务",
            "工作任务",
            "工作举措",
            "重点举措",
            "对应任务",
            "民生实事",
            "目标与任务",
            "主要任务",
            "任务名称",
            "改革事项",
            "重点工作任务",
            "重点工作",
            "任务项目",
            "工作项目",
            "项目名称",
            "事项名称",
            "重点事项",
            "工作事项",
            "目标任务",
            "二级指标",
            "二级任务",
            "重要举措",
            "工作重点",
            "任务事项",
            "主要工作",
            "重大任务",
        ],
    ),
    (
        Content,
        &[
            "重点任务主要内容",
            "主要内容",
            "任务内容",
            "具体任务",
            "具体要求",
            "工作要求",
            "任务要求",
            "工作措施",
            "实施路径",
            "具体工作",
            "细则内容",
            "简要描述",
            "工作指标",
            "具体举措",
            "工作内容",
            "工作目标",
            "改革举措",
            "主要措施",
            "具体内容",
            "具体措施",
            "任务举措",
            "任务分解",
            "具体事项",
            "政策措施",
            "整改措施",
            "重点内容",
            "实施内容",
            "建设内容",
            "主要举措",
            "工作任务内容",
            "重点任务内容",
            "任务描述",
            "细化任务",
            "分解任务",
            "推进措施",
            "落实措施",
            "主要工作内容",
            "工作任务及要求",
            "事项内容",
            "具体工作任务",
            "具体工作内容",
            "具体目标任务",
            "三级指标",
            "细化措施",
            "任务措施",
            "重点任务举措",
            "具体改革任务",
            "工作任务和要求",
        ],
    ),
    (
        Units,
        &[
            "责任部门",
            "责任单位",
            "责任科室",
            "负责单位",
            "承办单位",
            "责任处室",
            "实施单位",
            "落实单位",
            "负责部门",
            "承办部门",
            "责任主体",
            "实施主体",
            "责任分工",
            "任务分工",
            "责任单位及分工",
            "落实部门",
            "实施部门",
            "办理单位",
            "工作单位",
            "分工单位",
            "职责分工",
            "落实责任单位",
            "负责科室",
            "责任股室",
            "承办科室",
            "承办处室",
            "责任机构",
            "部门分工",
        ],
    ),
    (
        Lead,
        &[
            "牵头单位",
            "牵头部门",
            "牵头责任单位",
            "主要责任单位",
            "牵头组织实施单位",
            "主办单位",
            "主责单位",
            "牵头处室",
            "牵头科室",
            "主要负责单位",
            "主责部门",
            "主办部门",
            "第一责任单位",
            "总牵头单位",
            "牵头责任部门",
            "牵头负责单位",
            "主要责任部门",
            "主要牵头单位",
            "牵头组织单位",
            "牵头股室",
            "牵头机构",
        ],
    ),
    (
        Support,
        &[
            "配合单位",
            "配合部门",
            "协同配合单位",
            "参与单位",
            "协办单位",
            "参加单位",
            "协同单位",
            "会办单位",
            "协作单位",
            "协助单位",
            "参与部门",
            "协办部门",
            "配合责任单位",
            "协同部门",
            "配合科室",
            "配合处室",
            "支持单位",
            "共同责任单位",
            "联合单位",
            "会办",
            "协调单位",
            "主要配合单位",
            "参加部门",
            "协同配合部门",
            "协助部门",
            "配合股室",
            "责任协同单位",
            "协同责任单位",
            "次要责任单位",
        ],
    ),
    (
        Deadline,
        &[
            "完成时限",
            "时限要求",
            "完成时间",
            "拟投入运营时间",
            "起止年限",
            "时间节点",
            "时间进度",
            "进度安排",
            "时序进度",
            "整改时限",
            "计划完成时间",
            "办结时限",
            "完成期限",
            "时限",
            "期限",
            "完成日期",
            "截止时间",
            "截止日期",
            "起止时间",
            "时间安排",
            "时间要求",
            "进度要求",
            "完成节点",
            "办理时限",
            "实施时间",
            "推进时间",
            "工作时限",
            "计划时间",
            "要求完成时间",
            "节点要求",
        ],
    ),
    (Remark, &["备注", "说明"]),
    (
        Other,
        &[
            "分管县领导",
            "分管领导",
            "牵头领导",
            "责任领导",
            "责任人",
            "联系人",
            "完成情况",
            "具体分工",
            "建设主体",
            "建设地点",
            "总投资",
            "政策诉求",
            "建设单位",
            "项目业主",
            "联系方式",
            "联系电话",
            "进展情况",
            "目标值",
            "责任市领导",
            "分管市领导",
            "包联领导",
            "挂钩领导",
            "牵头人",
            "负责人",
            "市领导",
            "区领导",
            "县领导",
            "省领导",
            "落实情况",
            "工作进展",
            "推进情况",
            "资金",
            "投资",
            "包抓领导",
            "督办单位",
            "督导单位",
            "考核单位",
            "报送单位",
            "填报单位",
            "问题",
            "电话",
        ],
    ),
];

/// Titles that decide only when they are the whole cell.
const WHOLE_TITLES: &[(ColumnRole, &[&str])] = &[
    (Number, &["号", "项目序号", "任务号"]),
    (Pillar, &["领域名称", "项目", "部分"]),
    (KeyTask, &["事项", "工作", "举措"]),
    (Content, &["任务", "内容", "措施", "具体", "要求", "目标", "指标"]),
    (Units, &["单位", "部门", "责任", "科室", "责任单位(部门)"]),
    (Lead, &["牵头", "主办", "主责"]),
    (Support, &["配合", "协办", "协同", "参与"]),
    (Deadline, &["时间", "进度"]),
    (Other, &["状态", "办理状态"]),
];

/// What the title says the column holds.
pub(super) fn role_of(title: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 24;
    let key = fold::key(title).replace("**", "");
    let key = key.trim_end_matches(':').to_owned();
    // 责任单位：市教委 is a line about a task, not a title
    if key.is_empty()
        || key.chars().count() > LONGEST
        || key.contains(['。', ':'])
        || key.ends_with(['表', '单', '案'])
    {
        return None;
    }
    if title.is_ascii() {
        return latin::role_of(title);
    }
    let whole = |(_, titles): &&(ColumnRole, &[&str])| titles.contains(&key.as_str());
    if let Some((role, _)) = WHOLE_TITLES.iter().find(whole) {
        return Some(*role);
    }
    let mut best: Option<(usize, ColumnRole)> = None;
    let (mut lead, mut support) = (false, false);
    for (role, titles) in TITLES {
        for title in *titles {
            if key.contains(title) {
                lead |= *role == Lead;
                support |= *role == Support;
                if best.is_none_or(|(length, _)| length < title.len()) {
                    best = Some((title.len(), *role));
                }
            }
        }
    }
    // one column for both: its cells say which is which
    let both = key.contains("牵头") && ["配合", "协办", "协同", "参与"].iter().any(|word| key.contains(word));
    if lead && support || both {
        return Some(Units);
    }
    best.map(|(_, role)| role).or_else(|| by_its_end(&key))
}

/// What the last word of an unknown title says: 建设任务, 创建举措, 办结日期. Of units only the known
/// titles count: 验收单位 and 报送单位 do not do the task.
fn by_its_end(key: &str) -> Option<ColumnRole> {
    const LONGEST: usize = 10;
    const STARTS: [&str; 8] = ["发布", "印发", "开始", "开工", "启动", "报送", "填报", "更新"];
    if key.chars().count() > LONGEST || marker::read(key).is_some() {
        return None;
    }
    let ends = |words: &[&str]| words.iter().any(|word| key.ends_with(word));
    if ends(&["任务", "事项", "工程", "项目"]) {
        Some(KeyTask)
    } else if ends(&["内容", "措施", "举措", "要求", "做法", "要点"]) {
        Some(Content)
    } else if ends(&["时限", "期限", "时间", "日期"]) && !STARTS.iter().any(|word| key.contains(word))
    {
        Some(Deadline)
    } else {
        None
    }
}

/// The role of a word in front of a colon in running text: `责任单位：`, `完成时限：`, and the persons
/// that stand beside them (`责任领导：`). The whole word must be known. 时间 alone is no deadline there:
/// web pages say with it when they were published.
pub(super) fn role_word(word: &str) -> Option<ColumnRole> {
    let key = fold::key(word);
    let known = |titles: &[&str]| titles.contains(&key.as_str());
    let wanted = [Units, Lead, Support, Deadline];
    TITLES
        .iter()
        .chain(WHOLE_TITLES.iter().filter(|(role, _)| *role != Deadline))
        .filter(|(role, _)| wanted.contains(role))
        .find(|(_, titles)| known(titles))
        .map(|(role, _)| *role)
        .or_else(|| known(PERSONS).then_some(Other))
}

/// Words for the persons behind a task, which a list of departments may hold beside the units.
const PERSONS: &[&str] = &[
    "分管领导",
    "牵头领导",
    "责任领导",
    "责任市领导",
    "责任区领导",
    "责任县领导",
    "牵头市领导",
    "牵头县领导",
    "牵头区领导",
    "分管市领导",
    "分管县领导",
    "分管区领导",
    "包联领导",
    "挂钩领导",
    "包抓领导",
    "市领导",
    "区领导",
    "县领导",
    "省领导",
    "督办领导",
    "负责人",
    "牵头人",
    "责任人",
    "联系人",
    "联系电话",
    "联系方式",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_known_by_the_longest_word_in_them() {
        for (title, role) in [
            ("序号", Number),
            ("重点任务", KeyTask),
            ("重点任务主要内容", Content),
            ("责任部门", Units),
            ("责任\n单位", Units),
            ("具 体 要 求", Content),
            ("牵头责任单位", Lead),
            ("协同配合单位", Support),
            ("責任單位", Units),
            ("分 管 县领导", Other),
            ("2027年目标值", Other),
            ("完成时限（2025年）", Deadline),
            ("牵头单位及配合单位", Units),
            ("领域", Pillar),
            ("工作举措", KeyTask),
            ("owner", Lead),
            ("co", Support),
            ("备注", Remark),
            ("建设任务", KeyTask),
            ("创建举措", Content),
            ("牵头及配合单位", Units),
        ] {
            assert_eq!(role_of(title), Some(role), "{title}");
        }
        for title in ["市教委", "1", "", "建立联席会议办公室，实体机构设在市教委。", "content of the page"]
        {
            assert_eq!(role_of(title), None, "{title}");
        }
    }
}
