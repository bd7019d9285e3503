//! Reporting periods and returns.

use super::{snapshot, store};

const DEPARTMENTS: &str = "data/departments.yaml";
const RETURN: &str = "data/jiaoyu-2025/returns/2025-q3/jiaowei.yaml";
const PERIOD: &str = "data/periods/2025-q3.yaml";

const ASKED: &str = "\
title: 2025年第三季度
start: \"2025-07-01\"
end: \"2025-09-30\"
due: \"2025-09-25\"

opened: \"2025-09-10\"

fields:
- status
- percent
- progress

asked:
- department: 市教委
  plan: jiaoyu-2025
  tasks:
  - 1
  - 2

";

const ANSWERED: &str = "\
department: 市教委
received: \"2025-09-24\"

source:
- file: 三季度进展.xlsx
  sha256: 31584e93e95998aa37292bc22c033f09a92821fba2b35233e733f2a51a301166

tasks:
- id: 1
  status: done

  progress: 平台上线。

  evidence:
  - 验收报告.pdf

- id: 2
  progress: 开展试点。

  unread:
  - field: percent
    place: 填报表!J6
    text: 约八成
    why: percent-unclear

  sent_back:
    on: \"2025-09-26\"
    reason: 缺佐证

unplaced:
- place: 填报表!12
  text: （新增）开展专题培训。
  why: row-unknown

";

const SETTLED: &str = "\
department: 市教委
received: \"2025-09-24\"

tasks:
- id: 1
  status: done

- id: 2
  percent: 80

";

#[test]
fn periods() {
    snapshot("periods", |t| {
        t.section("Opened, listed, closed", store::plain());
        t.today(Some("2025-09-10"));
        t.each(&[
            "period list",
            "period open 2025-q3 --due 2025-09-25",
            "period open 2025-q3 --due 2025-09-28 --support",
            "check",
        ]);
        t.cat(PERIOD);
        t.cat(DEPARTMENTS);
        t.each(&[
            "period open 2025-09 --due 2025-09-28 --support --fields progress,status --plan all --json",
            "period list",
            "period list --json",
            "period list --format csv",
            "period close 2025-q3",
            "period close 2025-q3 --yes",
            "period close 2025-q3",
            "period close 2025-q3 --json",
            "period open 2025-q3 --due 2025-09-28",
        ]);
        t.section("What can not be", store::plain());
        t.each(&[
            "period open 2025-q5 --due 2025-09-25",
            "period open 2025-q3 --due 2025-09-01",
            "period open 2025-q3",
            "period close 2025-q3",
            "period open 2025-q3 --due 2025-09-25 --fields all",
            "period open 2025-q3 --due 2025-09-25 --plan nothing",
        ]);
        t.edit(DEPARTMENTS, "- name: 市教委", "- name: 市教育局");
        t.pjt("period open 2025-q3 --due 2025-09-25");
        t.section("Nothing to ask for", store::empty());
        t.pjt("period open 2025-q3 --due 2025-09-25");
        t.today(None);
    });
}

#[test]
fn forms() {
    snapshot("forms", |t| {
        let store = || {
            let sandbox = store::plain();
            sandbox.write(PERIOD, ASKED);
            sandbox
        };
        t.section("Who has no code, no period, no name", store());
        t.each(&["forms 2025-q3 -o out", "forms 2025-q4 -o out", "forms 2025-q5 -o out", "forms 2025-q3"]);
        t.edit(DEPARTMENTS, "- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n");
        t.heading("Made, made again");
        t.each(&[
            "forms 2025-q3 -o out",
            "forms 2025-q3 -o out --json",
            "forms 2025-q3 -o other --dept 市发展改革委",
            "forms 2025-q3 -o again --again",
        ]);
        t.edit("data/jiaoyu-2025/tasks/002.yaml", "status: not_started", "status: in_progress");
        t.pjt("forms 2025-q3 -o out");
        t.heading("Sent back");
        t.write(RETURN, ANSWERED);
        t.pjt("forms 2025-q3 -o again --again");
        t.section("Asked for what is not there", store());
        t.edit(DEPARTMENTS, "- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n");
        t.edit(PERIOD, "  - 2", "  - 7");
        t.pjt("forms 2025-q3 -o out");
        t.edit(PERIOD, "department: 市教委", "department: 市教育局");
        t.pjt("forms 2025-q3 -o out");
    });
}

/// A form that came back as separated values.
const CAME_BACK: &str = "\
,2025年第三季度重点任务进展情况表
,填报单位：市教委,,,,,报送期：2025年第三季度（2025-q3）,,,,,,,,表号：2025-q3/jiaowei
pjt,编号,任务内容,牵头单位,当前状态,状态,完成率,进展情况,pjt,预计完成时间
jiaoyu-2025/1|in_progress|2025-03-31|00000000,1,建立统一的教育资源公共服务平台，实现一网通办。,市教委,推进中,已完成,约八成,平台上线。,jiaoyu-2025/1|in_progress|2025-03-31|00000000,年底前
jiaoyu-2025/2|not_started|-|00000000,3,开展数据共享试点，形成目录清单。,市教委,未启动,已完成,100%,,jiaoyu-2025/2|not_started|-|00000000,
,,（新增）开展专题培训,,,,,已培训120人次。,,
,填报人：张三
";

#[test]
fn collect() {
    snapshot("collect", |t| {
        let store = || {
            let sandbox = store::plain();
            let registry = sandbox.read(DEPARTMENTS);
            sandbox.write(
                DEPARTMENTS,
                registry.replacen("- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n", 1),
            );
            sandbox.write(PERIOD, ASKED);
            sandbox
        };
        t.section("Seen, then written", store());
        t.today(Some("2025-09-24"));
        t.write("收回/三季度.csv", CAME_BACK);
        t.write("收回/副本.csv", CAME_BACK);
        t.write("收回/盖章.pdf", "%PDF");
        t.write("收回/空.xlsx", " ");
        t.each(&[
            "collect 收回",
            "collect 收回 --json",
            "collect 收回 --rejects 退回.xlsx --yes",
            "collect 收回",
        ]);
        t.cat(RETURN);
        t.heading("What waits for a person");
        t.each(&[
            "check",
            "collect --settle",
            "collect --settle --json",
            "collect --settle 000000 --drop 无",
        ]);
        t.each(&["collect --settle 000000", "collect --settle --value 80%"]);
        t.section("A person places a row", store());
        t.write(
            "收回/三季度.csv",
            CAME_BACK.replace(",,,,,已培训120人次。", ",,,已完成,约八成,已培训120人次。"),
        );
        t.pjt("collect 收回 --yes");
        t.each(&["collect --settle", "collect --settle 15fa29 --task 2"]);
        t.section("The status was changed meanwhile", store());
        t.write("收回/三季度.csv", CAME_BACK);
        t.edit("data/jiaoyu-2025/tasks/001.yaml", "status: in_progress", "status: suspended");
        t.pjt("collect 收回 --yes");
        t.section("Another period, nobody's, no such file", store());
        t.write("收回/三季度.csv", CAME_BACK.replace("2025-q3", "2025-q2"));
        t.write("收回/无名.csv", CAME_BACK.replace("jiaowei", "nobody").replace("市教委", "某单位"));
        t.each(&[
            "collect 收回",
            "collect --from 某单位=收回/无名.csv",
            "collect 收回 --period 2025-q4",
            "collect nothing",
            "collect",
        ]);
        t.section("No period", store::plain());
        t.write("收回/三季度.csv", CAME_BACK);
        t.pjt("collect 收回");
        t.today(None);
    });
}

#[test]
fn papers() {
    snapshot("papers", |t| {
        let store = || {
            let sandbox = store::plain();
            sandbox.write("data/office.yaml", "name: 督查室\ncontact: 李四\nphone: 021-12345678\n");
            sandbox.write("要求.txt", "压实责任。\n按月报送。\n");
            sandbox
        };
        t.section("Nothing is known but where tasks stand", store());
        t.each(&["bulletin 2025-q3", "slips -o slips", "year-end 2025"]);
        t.heading("Asked, answered, judged");
        t.edit(DEPARTMENTS, "- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n");
        t.write(PERIOD, ASKED);
        t.write(RETURN, ANSWERED);
        t.write("data/rules.yaml", "preset: yinchuan-2025\n");
        t.each(&[
            "bulletin 2025-q3 --fill 要求=要求.txt",
            "bulletin 2025-q3 -o 通报.docx --fill 要求=要求.txt",
            "bulletin 2025-q3 -o 通报.docx",
            "bulletin 2025-q3 -o 通报.pdf",
            "bulletin 2025-q2",
            "bulletin 2025-q3 --fill 电话=要求.txt",
            "bulletin 2025-q3 --fill 要求",
            "bulletin",
            "bulletin --placeholders",
            "slips 2025-q3 -o slips --each --light red,yellow,green --reply-by 2025-07-15",
            "slips 99 -o slips",
            "year-end 2025",
            "update 1 --due 2025-10-31 --reason 采购流标 --dry-run",
        ]);
        t.heading("Pages");
        t.each(&["site -o pages", "site -o pages", "site -o pages --dept 没有", "site -o 要求.txt"]);
        t.heading("A template that is none, one with a name that nothing stands for");
        t.write("template.docx", "no package");
        t.pjt("bulletin 2025-q3 -o own.docx --template template.docx");
        let text = "<w:document><w:body><w:p><w:r><w:t>{{没有}}</w:t></w:r></w:p></w:body></w:document>";
        t.write("template.docx", crate::sandbox::package(&[("word/document.xml", text)]));
        t.pjt("bulletin 2025-q3 -o own.docx --template template.docx");
    });
}

#[test]
fn returns() {
    snapshot("returns", |t| {
        let store = || {
            let sandbox = store::plain();
            let registry = sandbox.read(DEPARTMENTS);
            sandbox.write(
                DEPARTMENTS,
                registry.replacen("- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n", 1),
            );
            sandbox.write(PERIOD, ASKED);
            sandbox.write(RETURN, ANSWERED);
            sandbox
        };
        t.today(Some("2025-09-28"));
        t.section("What nobody has settled yet", store());
        t.each(&["check", "check --json"]);
        for (file, old, new) in [
            (PERIOD, "department: 市教委", "department: 市教育局"),
            (PERIOD, "  - 2", "  - 7"),
            (PERIOD, "- percent", "- rate"),
            (RETURN, "department: 市教委", "department: 市科委"),
            (RETURN, "- id: 2", "- id: 1"),
        ] {
            t.section(&format!("{new:?} for {old:?}"), store());
            t.write(RETURN, SETTLED);
            t.edit(file, old, new);
            t.pjt("check");
        }
        t.section("A row of which only the words are kept", store());
        t.each(&["collect --settle", "collect --settle ba75fe --task 2"]);
        t.section("Done, and answered otherwise", store());
        t.write(RETURN, ANSWERED.replace("  status: done\n", "  status: done\n  percent: 60\n"));
        t.edit("data/jiaoyu-2025/tasks/001.yaml", "status: in_progress", "status: done");
        t.pjt("check");
        t.section("Reported, and not adopted", store());
        t.write(RETURN, ANSWERED);
        t.pjt("check");
        t.section("Without the period, and under other names", store());
        t.remove(PERIOD);
        t.write("data/periods/notes.yaml", "a: 1\n");
        t.pjt("check");
        t.section("Who reported", store());
        t.each(&[
            "returns 2025-q3",
            "returns 2025-q3 --json",
            "returns 2025-q3 --format csv",
            "returns 2025-q4",
            "show 1-2",
            "show 2 --json",
            "list -k 接入学校 --columns id,latest",
            "list -k 平台上线 --columns id,percent,latest",
            "list --not-reported 2025-q3 --format ids",
            "list --not-reported 2025-q2",
            "sendback 2025-q3 市教委 1 --reason 缺佐证",
            "sendback 2025-q3 jiaowei 1 --reason 缺佐证 --json",
            "sendback 2025-q3 市教委 1-2 --reason 与上期相同 --dry-run",
            "sendback 2025-q3 市教委 3 --reason 缺佐证",
            "sendback 2025-q3 市财政局 3 --reason 缺佐证",
            "sendback 2025-q4 市教委 1 --reason 缺佐证",
            "sendback 2025-q3 市教委 1",
            "returns 2025-q3",
        ]);
        t.heading("Late, missing, empty, left out; the plan and a department have other names");
        t.edit(DEPARTMENTS, "- name: 市财政局\n", "- name: 市财政局\n  code: caizheng\n");
        t.edit(DEPARTMENTS, "- name: 市科委\n", "- name: 市科委\n  code: kewei\n");
        t.edit(PERIOD, "asked:\n", "asked:\n- department: 市财政局\n  plan: jiaoyu-2025\n  tasks:\n  - 3\n- department: 市科委\n  plan: jiaoyu-2025\n  tasks:\n  - 2\n- department: 市科委\n  plan: gone\n  tasks:\n  - 2\n");
        t.edit(PERIOD, "  - 2\n\n", "  - 2\n  - 4\n\n");
        t.edit(RETURN, "received: \"2025-09-24\"", "received: \"2025-09-28\"");
        t.write(&RETURN.replace("jiaowei", "kewei"), "department: 市科委\nreceived: \"2025-09-20\"\n");
        t.each(&[
            "returns 2025-q3",
            "list --not-reported 2025-q3 --columns id,lead",
            "dept rename 市教委 市教育局 --yes",
        ]);
        t.each(&[
            "plan rename jiaoyu-2025 jiaoyu",
            "returns 2025-q3",
            "sendback 2025-q3 市教委 2 --reason 缺佐证",
            "check",
        ]);
        t.pjt("forms 2025-q3 -o again --again --dept 市教委");
        t.section("What changed", store());
        t.git("init -q");
        t.quietly("init --git");
        t.pjt("commit");
        t.edit(RETURN, "progress: 平台上线。", "percent: 80\n  progress: 平台上线，接入126家。");
        t.edit(RETURN, "  sent_back:\n    on: \"2025-09-26\"\n    reason: 缺佐证\n", "");
        t.edit(PERIOD, "\n\n", "\n");
        t.each(&["diff", "diff --json"]);
    });
}

/// What is said before something goes out that somebody would come to argue about.
#[test]
fn doubts() {
    snapshot("doubts", |t| {
        let sandbox = store::plain();
        sandbox.write(PERIOD, ASKED);
        let contradicts =
            ANSWERED.replace("  progress: 平台上线。", "  percent: 60\n\n  progress: 平台上线。");
        sandbox.write(
            RETURN,
            contradicts.replace("  sent_back:\n    on: \"2025-09-26\"\n    reason: 缺佐证\n\n", ""),
        );
        t.section("Answers that contradict themselves, in a bulletin", sandbox);
        t.edit(DEPARTMENTS, "- name: 市教委\n", "- name: 市教委\n  code: jiaowei\n");
        t.today(Some("2025-09-30"));
        t.each(&["bulletin 2025-q3 -o 通报.docx", "bulletin 2025-q3 --json"]);
        t.heading("Closed on a file that nobody has");
        t.each(&[
            "update 1 --status done --evidence 上线公告.pdf --missing-ok --yes",
            "update 1 --status closed --by 督查室",
        ]);
        t.heading("Another day, by which somebody is not late any more");
        t.edit(RETURN, "received: \"2025-09-24\"", "received: \"2025-09-28\"");
        t.today(Some("2025-09-29"));
        t.each(&["period open 2025-q3 --due 2025-09-30", "period open 2025-q3 --due 2025-09-30 --yes"]);
        t.heading("A document that names who has handed over");
        t.edit(
            DEPARTMENTS,
            "  code: jiaowei\n",
            "  code: jiaowei\n  successor: 市科委\n  until: \"2025-09-01\"\n",
        );
        t.write("next.csv", "序号,重点任务,牵头单位,完成时限\n1,建设学习中心,市教委,2026年6月\n");
        t.each(&["import next.csv --plan next --yes", "period open 2025-q4 --due 2025-12-25 --plan next"]);
        t.today(None);
    });
}
