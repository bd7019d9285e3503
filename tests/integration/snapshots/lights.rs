//! Lights and why they are lit.

use super::{snapshot, store};
use crate::sandbox::Sandbox;

const RULES: &str = "data/rules.yaml";
const RETURN: &str = "data/jiaoyu-2025/returns/2025-q2/jiaowei.yaml";
const DEPARTMENTS: &str = "data/departments.yaml";

const PERIOD: &str = "\
title: 2025年第二季度
start: \"2025-04-01\"
end: \"2025-06-30\"
due: \"2025-06-25\"

opened: \"2025-06-10\"

fields:
- percent

asked:
- department: 市教委
  plan: jiaoyu-2025
  tasks:
  - 1
";

const ANSWERED: &str = "\
department: 市教委
received: \"2025-06-24\"

tasks:
- id: 1
  status: in_progress
  percent: 60

  progress: 平台试运行，接入学校41所。

";

fn reported() -> Sandbox {
    let sandbox = store::plain();
    let registry = sandbox.read(DEPARTMENTS);
    let coded = registry.replacen("- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n", 1);
    sandbox.write(DEPARTMENTS, coded);
    sandbox.write("data/periods/2025-q2.yaml", PERIOD);
    sandbox.write(RETURN, ANSWERED);
    sandbox
}

#[test]
fn lights() {
    snapshot("lights", |t| {
        t.section("Before there are rules", reported());
        t.each(&[
            "lights",
            "why 1",
            "list --light red",
            "lights --preset nothing",
            "lights --preset sanya-2022",
            "lights --preset suqian-2025 --json",
            "lights --preset yichang --open",
            "lights --rules",
            "lights --preset yinchuan-2025 --rules",
            "lights --preset sanya-2022 --rules",
        ]);
        t.heading("A preset by name");
        t.each(&[
            "lights --adopt nothing",
            "lights --adopt suqian-2025",
            "lights --adopt yinchuan-2025 --json",
            "lights --adopt yinchuan-2025 --yes --json",
        ]);
        t.each(&[
            "lights",
            "lights --light red",
            "lights --plan all --format md",
            "lights --format csv",
            "lights --json",
            "why 1-3",
            "why 1 --json",
            "why 99",
            "list --light 红灯 --columns id,light,planned,percent,reason,latest",
            "list --light red,undetermined --format csv --columns id,light,planned,percent,reason,latest",
            "list --light pink",
            "stats",
            "stats --by status --format csv",
            "stats --json",
            "check",
        ]);
        t.heading("A figure of a preset");
        t.each(&[
            "lights --rules",
            "lights --set 5=15",
            "lights --set 6=15 --json",
            "lights --set 第6条=15个百分点",
            "lights --set 7=1",
            "lights --set 5.2=1",
            "lights --set 5=300",
            "lights --set 5",
            "lights --set 5=15 --open",
        ]);
        t.cat(RULES);
        t.heading("Rules of its own");
        t.write(RULES, "# 本办\nas_of: last_month_end\nrules:\n- red: {overdue: 30}\n- yellow: {any: [{sent_back: true}, {due_within: 200, ours: true}]}\n");
        t.each(&["lights", "why 1-3", "lights --adopt yichang", "lights --rules"]);
        t.heading("A figure of its own rules");
        t.each(&["lights --set 2=100", "lights --set 1=20 --set 2=100"]);
        t.cat(RULES);
        t.write(RULES, "rules:\n- yellow: {gap_from: &a 10}\n- blue: {gap_upto: *a, sent_back: false}\n- red: {any: [{gap_over: -5}, {ratio_from: 0}]}\n- green: {}\n");
        t.each(&["lights --rules", "lights --set 3=0", "lights --set 1=5"]);
        for wrong in [
            "preset: yinchuan\n",
            "as_of: today\n",
            "preset: yichang\nrules:\n- red: {overdue: 1}\n",
            "rules:\n- pink: {overdue: 1}\n",
            "rules:\n- red: {overdues: 1}\n",
            "rules:\n- red: {gap_over: 12.5}\n",
            "rules:\n- red: {ours: 对}\n",
            "rules: []\n",
            "rules:\n- green: {}\n- red: {overdue: 1}\n",
            "# 本办\nrules:\n- red: {overdue: 1}\n- yellow:\n    any:\n    - gap_over: 10\n    - {}\n",
            "rules:\n- red: {gap_over: 300}\n",
            "rules:\n- red: {overdue: 0}\n",
            "rules:\n- red: {overdue: 1}\n  yellow: {gap_over: 10}\n",
            "<<<<<<< ours\npreset: yichang\n=======\npreset: suqian-2025\n>>>>>>> theirs\n",
        ] {
            t.heading(&format!("{wrong:?}"));
            t.write(RULES, wrong);
            t.each(&["lights", "check"]);
        }
        t.pjt("stats");
    });
}
