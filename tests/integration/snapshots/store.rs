//! The stores that the transcripts are about: small, with something of everything.

use super::transcript::Transcript;
use crate::sandbox::Sandbox;

/// The directory of the default plan's tasks.
pub(super) const TASKS: &str = "data/jiaoyu-2025/tasks";

const DEPARTMENTS: &str = "\
departments:
- name: 市教委
  full: 上海市教育委员会
  aliases:
  - 市教育委员会
- name: 市发展改革委
  full: 上海市发展和改革委员会
  aliases:
  - 市发改委
- name: 市财政局
- name: 市科委
- name: 市经济信息化委
  people:
  - wangwu@example.org
";

const PLAN: &str = "\
title: 教育数字化行动计划（2024-2025年）

period:
  start: \"2024-01-01\"
  end: \"2025-12-31\"

lead_rule: first_listed

pillars:
- id: 1
  label: （一）
  title: 建设平台
- id: 2
  label: （二）
  title: 完善保障

key_tasks:
- id: 1
  label: \"1.\"
  pillar: 1
  title: 统一入口
- id: 2
  label: \"2.\"
  pillar: 2
  title: 经费和人员
";

const ONE: &str = "\
id: 1
label: （1）
pillar: 1
key_task: 1
source: line 4

content: 建立统一的教育资源公共服务平台，实现一网通办。

departments:
- 市教委
- 市经济信息化委

status: in_progress

due: \"2025-03-31\"
due_text: 2025年3月底前

notes:
- date: \"2025-01-15\"
  by: 市教委
  text: 完成招标
";

const TWO: &str = "\
id: 2
label: （2）
pillar: 1
key_task: 1
source: line 5

content: 开展数据共享试点，形成目录清单。

departments:
- 市经济信息化委
- 市教委
- 市科委

status: not_started
";

const THREE: &str = "\
id: 3
label: （3）
pillar: 2
key_task: 2
source: line 8

content: 安排专项经费。

departments:
- 市财政局
- 市教委

status: closed

evidence:
- 文件/经费批复.pdf

notes:
- date: \"2024-11-30\"
  by: 市财政局
  text: 经费已下达
";

const FOUR: &str = "\
id: 4
label: （4）
pillar: 2
key_task: 2
source: line 9

content: 组织教师培训，每年不少于两次。

lead:
- 市教委

departments:
- 市教委

status: suspended

due_text: 每年

notes:
- date: \"2025-02-01\"
  text: 等待新的培训大纲
";

/// A store with one plan of four tasks, outside of git.
pub(super) fn plain() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("data/pjt.yaml", "format: 1\ndefault_plan: jiaoyu-2025\n");
    sandbox.write("data/departments.yaml", DEPARTMENTS);
    sandbox.write("data/jiaoyu-2025/plan.yaml", PLAN);
    for (number, task) in [ONE, TWO, THREE, FOUR].iter().enumerate() {
        sandbox.write(&format!("{TASKS}/00{}.yaml", number + 1), task);
    }
    sandbox
}

/// The same with a second plan of one task.
pub(super) fn with_two_plans() -> Sandbox {
    let sandbox = plain();
    sandbox.write("data/yiliao-2026/plan.yaml", "title: 医疗服务行动方案\n");
    sandbox.write(
        "data/yiliao-2026/tasks/001.yaml",
        "id: 1\ncontent: 推进检查结果互认。\n\ndepartments:\n- 市卫生健康委\n\nstatus: done\n",
    );
    sandbox
}

/// An empty store.
pub(super) fn empty() -> Sandbox {
    let sandbox = Sandbox::empty();
    let _said = sandbox.pjt("init");
    sandbox
}

impl Transcript {
    /// What follows runs in `sandbox`, which is committed to git as it is.
    pub(super) fn section_in_git(&mut self, heading: &str, sandbox: Sandbox) {
        self.section(heading, sandbox);
        self.git("init -q -b main");
        self.commit_all("seed");
    }
}
