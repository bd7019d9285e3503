//! What the commands that write say: updates and their rules, new stores, what an interrupted command left.

use super::{
    snapshot,
    store::{self, TASKS},
    transcript::Transcript,
};
use crate::sandbox::{Sandbox, sha256};

#[test]
fn add_and_edit() {
    snapshot("add-edit", |t| {
        t.section("A task that no document holds", store::plain());
        t.each(&[
            "add --content 完成中期评估 --dept 市教委 --after 1 --reason 督查室交办 --by 督查室 --dry-run",
            "add --content 完成中期评估 --dept 市教委 --after 1 --reason 督查室交办 --on 2025-06-01 --json",
            "add --content 完成中期评估 --dept 市教育厅 --reason 督查室交办",
            "add --content 完成中期评估 --dept 市教委 --after 1-2 --reason 督查室交办",
            "add --content 完成中期评估 --dept 市教委 --due 2099-01-01 --reason 督查室交办",
            "add --content 完成中期评估 --dept 市教委",
            "list",
            "update 第1项 --note 好 --dry-run",
            "update 第9项 --note 好",
            "update jiaoyu-2025/* --note 好 --dry-run",
        ]);
        t.heading("In the editor");
        t.each(&["edit 1-2", "edit 99", "edit 1 --draft nowhere.yaml"]);
    });
}

#[test]
fn update() {
    snapshot("update", |t| {
        t.section("Changes", store::plain());
        t.each(&[
            "update 2 --status doing --dry-run",
            "update 2 --status doing --dry-run --json",
            "update 2 --status doing",
            "update 2 --status doing",
            "update 2 --status doing --json",
            "update 1-2 --note '第一次 督查' --by 市教委 --on 2025-04-01",
            "update 1 --note 已对接 --by 市财政局 --dry-run",
            "update 1 --due 2025-06-30 --reason 采购流标 --by 市教委 --asked 2025-03-20 --evidence 验收.pdf --missing-ok --evidence https://example.org/a",
            "update 1 --due 2030-12-31 --reason 采购流标 --dry-run",
            "update 1 --due 2030-12-31 --reason 采购流标 --dry-run --json",
            "update 1 --due none --json",
            "update 1 --due none --reason 另行确定 --json",
            "update 1 --status done --note 上线",
            "update 1 --status 已销号",
            "update 4 --confirm",
        ]);
        t.cat(&format!("{TASKS}/001.yaml"));
        t.heading("Against the rules of statuses");
        t.each(&[
            "update 2 --status closed",
            "update 2 --status suspended",
            "update 3 --status doing",
            "update 2 --status withdrawn --json",
            "update 2 --status done",
            "update 2 --status closed",
        ]);
        t.heading("Nothing to do, nowhere to do it");
        t.each(&[
            "update 1",
            "update 99 --status done",
            "update 3-99 --note 好",
            "update 3，99、1至2 --note 好",
            "update nothing/1 --status done",
        ]);
        t.heading("Corrections and their reasons");
        t.each(&[
            "update 2 --add-dept 市税务局",
            "update 2 --add-dept 市数据局 --new-dept --reason 分工会议纪要",
            "update 2 --replace-dept 市数据局=市教委 --reason 沪编〔2025〕8号",
            "update 2 --lead 市财政局 --reason 分工会议纪要",
            "update 2 --content 开展试点。",
            "update 2 --content 开展试点。 --reason 录入有误 --by 市教育委",
            "update 2,3 --content 开展试点。 --reason 录入有误",
            "update 2 --key-task 9 --reason 录入有误",
            "update 1 --fix-note 9 更正",
            "show 1",
            "update 1 --fix-note 1 更正",
            "update 1 --fix-note 1 更正 --reason 笔误",
            "update 1 --remove-note 1",
            "update 1 --remove-note 1 --reason 重复",
            "update 1 --remove-evidence 无.pdf --reason 误传",
            "update 1 --evidence 无.pdf",
            "update 1 --due 2031-01-01",
            "update 1 --due 2031-01-01 --reason 批准延期 --json",
            "update 1 --start 2031-02-01",
            "update 1 --start 2025-04-01",
            "update 1 --start none",
            "update 1 --start none --reason 录入有误",
        ]);
        t.heading("More than a handful");
        for id in 5..=9 {
            t.write(
                &format!("{TASKS}/00{id}.yaml"),
                format!("id: {id}\ncontent: 任务{id}\n\nstatus: not_started\n"),
            );
        }
        t.each(&["update 4-9 --note 督查", "update 4-9 --note 督查 --yes"]);
        t.heading("Files that are not written to");
        t.write(&format!("{TASKS}/005.yaml"), "id: 5\ncontent: &a 文\nstatus: &s not_started\nother: *s\n");
        t.write(&format!("{TASKS}/006.yaml"), "id: 6\ncontent: [\n");
        t.write(&format!("{TASKS}/007.yaml"), "{id: 7, content: 文, status: not_started}\n");
        t.each(&[
            "update 5 --status done",
            "update 6 --status done",
            "update 5-7 --status done",
            "update 7 --note 好",
        ]);
    });
}

#[test]
fn plans() {
    snapshot("plan", |t| {
        t.section_in_git("Another name", store::with_two_plans());
        t.each(&[
            "plan list",
            "plan list --format csv",
            "plan rename yiliao-2026 jiankang-2026 --dry-run",
            "plan rename yiliao-2026 jiankang-2026 --commit",
            "plan rename yiliao-2026 jiankang-2026",
            "plan rename jiankang-2026 jiaoyu-2025",
            "plan rename jiankang-2026 健康",
            "plan rename nothing something",
            "plan rename jiaoyu-2025 jiaoyu --json",
            "commit",
        ]);
        t.git_shown("log -1 --format=%B");
        t.cat("data/jiankang-2026/plan.yaml");
        t.heading("Corrected");
        t.each(&[
            "plan edit jiankang-2026 --years 2026-2027 --reason 通知印发时写明",
            "plan edit jiaoyu --pillar 2=完善各项保障 --reason 与原文核对 --by 市教委 --commit",
            "plan edit jiaoyu --years 去年 --reason 改",
            "plan edit jiaoyu --reason 改",
        ]);
        t.git_shown("log -1 --format=%B");
        t.pjt("commit");
        t.heading("The default");
        t.each(&[
            "plan default jiankang-2026",
            "plan default jiankang-2026",
            "plan default nothing",
            "commit",
        ]);
        t.heading("Taken out");
        t.write("data/third/plan.yaml", "title: 又一个方案\n");
        t.each(&[
            "plan remove third",
            "plan remove third --reason 误建",
            "plan remove jiankang-2026 --reason 到期",
        ]);
        t.quietly("commit");
        t.write("data/third/备忘.txt", "x");
        t.pjt("plan remove third --reason 误建");
        t.remove("data/third/备忘.txt");
        t.each(&[
            "plan remove third --reason 误建 --dry-run",
            "plan remove third --reason 误建 --yes --commit",
            "check --range HEAD~1..HEAD",
            "plan list",
            "plan list --json",
            "undo --yes",
        ]);
        t.cat("data/pjt.yaml");
    });
}

#[test]
fn office() {
    snapshot("office", |t| {
        t.section_in_git("The office", store::plain());
        t.each(&[
            "office",
            "office --name 市联席会议办公室 --contact 李四 --near-days 15",
            "office --near-days 15天",
            "office --near-days 400",
            "office --contact none --commit",
        ]);
        t.cat("data/office.yaml");
    });
}

#[test]
fn departments() {
    snapshot("dept", |t| {
        t.section_in_git("Another name", store::with_two_plans());
        t.each(&[
            "dept list --plan all",
            "dept rename 市经信委 市数据局",
            "dept rename 经济信息化委 市数据局",
            "dept rename 市经济信息化委 市数据局 --dry-run",
            "dept rename 市经济信息化委 市数据局 --commit",
            "dept rename 市经济信息化委 市数据局",
            "dept rename 市数据局 市教委",
            "dept rename 市数据局 市大数据局,市教委",
        ]);
        t.git_shown("log -1 --format=%B");
        t.cat("data/departments.yaml");
        t.heading("Other names, a code");
        t.each(&[
            "dept alias 市财政局 财政局 --json",
            "dept alias 市科委 财政局",
            "dept code 市财政局 caizheng",
            "dept code 市财政局 czj",
            "dept code 市科委 caizheng",
            "dept code 市科委 科委",
        ]);
        t.heading("One of two");
        t.each(&[
            "dept merge 市卫生健康委 市教委 --dry-run",
            "dept merge 市科委 市教委",
            "dept list --plan all",
        ]);
        t.heading("Handed over");
        t.each(&[
            "dept handover 市财政局 市国库局",
            "dept handover 市财政局 市国库局 --reason 沪编〔2025〕8号",
            "dept handover 市财政局 市国库局 --reason 沪编〔2025〕8号 --on 2025-07-01 --new-dept",
            "dept handover 市财政局 市国库局 --reason 沪编〔2025〕8号 --all",
            "dept handover 市国库局 市财政局 --reason 反悔",
            "dept handover 市财政局 市教委 --reason 又一次",
            "dept list",
            "stats --by department",
            "list --dept caizheng",
            "commit",
        ]);
        t.cat("data/departments.yaml");
        t.cat(&format!("{TASKS}/003.yaml"));
        t.heading("More than a handful");
        for id in 5..=40 {
            t.write(
                &format!("{TASKS}/0{id:02}.yaml"),
                format!(
                    "id: {id}\ncontent: 任务{id}\n\ndepartments:\n- 市发展改革委\n\nstatus: not_started\n"
                ),
            );
        }
        t.each(&["dept rename 市发展改革委 市发改委", "dept rename 市发展改革委 市发改委 --yes"]);
    });
}

#[cfg(unix)]
#[test]
fn update_of_links() {
    snapshot("update-links", |t| {
        t.section("Links are not written through", store::plain());
        let file = |name: &str| t.sandbox.path(&format!("{TASKS}/{name}"));
        std::fs::rename(file("002.yaml"), t.sandbox.path("two.yaml")).unwrap();
        std::os::unix::fs::symlink("../../../two.yaml", file("002.yaml")).unwrap();
        std::fs::hard_link(file("003.yaml"), t.sandbox.path("three.yaml")).unwrap();
        t.each(&["update 2 --status done", "update 3 --note 好", "list --columns id,status", "check"]);
    });
}

#[test]
fn init() {
    snapshot("init", |t| {
        t.section("Empty stores", Sandbox::empty());
        t.each(&["init", "init", "init --json", "init ledger", "init third --json", "init --store fourth"]);
        t.cat("data/pjt.yaml");
        t.cat("data/departments.yaml");
        t.heading("A directory that can't be made");
        t.write("file", "x");
        t.pjt("init file/data");
        t.section("With git", store::plain());
        t.each(&["init --git", "init --git", "init --git --hook", "init --git --hook", "init --git --json"]);
        t.cat("data/.gitattributes");
        t.cat(".git/hooks/pre-commit");
        t.heading("What is there stays");
        t.write(".git/hooks/pre-commit", "#!/bin/sh\n");
        t.git("config merge.pjt.driver other");
        t.pjt("init --git --hook");
        t.git("config core.hooksPath /somewhere/else");
        t.pjt("init --git --hook");
        t.git("config --unset core.hooksPath");
        std::fs::remove_dir_all(t.sandbox.path(".git/hooks")).unwrap();
        t.write(".git/hooks", "x");
        t.pjt("init --git --hook");
        t.section("A bare repository", store::plain());
        t.git("init -q --bare -b main .");
        t.each(&["init --git", "commit"]);
        t.section("A new store with git", Sandbox::empty());
        t.pjt("init --git");
        t.section("A git that does not know who commits", Sandbox::empty());
        t.pjt_with("init --git", &[("GIT_AUTHOR_NAME", ""), ("GIT_COMMITTER_NAME", "")]);
        t.section("No git", store::plain());
        t.pjt_with("init --git", &[("PATH", "")]);
    });
}

/// The store in the middle of `update 1-2 --status done`: task 1 is written, task 2 is not.
fn interrupt(t: &mut Transcript) {
    let mut steps = Vec::new();
    for (number, (id, old)) in [("001", "in_progress"), ("002", "not_started")].into_iter().enumerate() {
        let file = format!("{TASKS}/{id}.yaml");
        let before = t.sandbox.read(&file);
        let after = before.replace(&format!("status: {old}"), "status: done");
        let path = file.trim_start_matches("data/");
        let step = serde_json::json!({"path": path, "before": sha256(&before), "after": sha256(&after)});
        steps.push(serde_json::json!({"file": step}));
        t.write(&format!("data/.pjt-operation/{number}"), &after);
        if id == "001" {
            t.write(&file, after);
        }
    }
    t.sandbox.begin_operation(&steps);
}

#[test]
fn doctor() {
    snapshot("doctor", |t| {
        t.section_in_git("All is well", store::plain());
        t.each(&["doctor", "doctor --json", "doctor --fix", "doctor --fix --json"]);
        t.heading("An update was interrupted");
        interrupt(t);
        t.each(&[
            "list --columns id,status",
            "stats",
            "check",
            "doctor",
            "doctor --json",
            "update 4 --confirm --dry-run",
            "update 4 --evidence a.pdf --missing-ok",
        ]);
        t.heading("The same, repaired by doctor");
        t.git("checkout -q data");
        interrupt(t);
        t.each(&["doctor --fix", "doctor"]);
        t.git("checkout -q data");
        interrupt(t);
        t.pjt("doctor --fix --json");
        t.heading("Somebody changed a file meanwhile");
        t.git("checkout -q data");
        interrupt(t);
        t.edit(&format!("{TASKS}/002.yaml"), "试点", "示范");
        t.each(&["doctor", "doctor --fix"]);
        t.heading("An operation that was not begun, and one that makes no sense");
        t.write("data/.pjt-operation/0", "x");
        t.each(&["doctor", "check", "doctor --fix"]);
        t.write("data/.pjt-operation/operation.json", "nonsense");
        t.each(&[
            "list --columns id",
            "update 1 --confirm",
            "doctor",
            "doctor --fix",
            "doctor",
            "doctor --fix --json",
        ]);
        t.heading("An operation that came with a commit");
        t.git("checkout -q data");
        interrupt(t);
        t.git("add -A -f");
        t.git("commit -qm came");
        std::fs::remove_dir_all(t.sandbox.path("data/.pjt-operation")).unwrap();
        t.git("checkout -q data");
        t.each(&[
            "list --columns id,status",
            "check",
            "check --staged",
            "check --range HEAD~..HEAD",
            "update 4 --confirm",
            "doctor",
            "doctor --fix",
        ]);
        t.git("rm -rq --cached data/.pjt-operation");
        t.heading("Temporary files");
        t.write(&format!("{TASKS}/.pjt-tmp-old"), "x");
        let old = std::fs::File::options().write(true).open(t.sandbox.path(&format!("{TASKS}/.pjt-tmp-old")));
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        old.unwrap().set_modified(long_ago).unwrap();
        t.each(&["doctor --fix"]);
        t.write(&format!("{TASKS}/.pjt-tmp-abc"), "x");
        t.each(&["doctor", "check"]);
        t.section("A store of another format", store::plain());
        t.write("data/pjt.yaml", "format: 99\n");
        t.each(&["doctor", "list", "update 1 --status done", "check"]);
    });
}

/// Whether a git is at work is known on Linux only.
#[cfg(target_os = "linux")]
#[test]
fn doctor_of_locks() {
    snapshot("doctor-locks", |t| {
        t.section_in_git("A lock of git", store::plain());
        t.write(".git/index.lock", "");
        t.each(&["doctor", "doctor --json"]);
        t.heading("A lock that pjt's own interrupted commit left");
        let mark = serde_json::json!({"locks": ["index.lock"], "files": []});
        t.write(".git/pjt-commit.json", serde_json::to_vec(&mark).unwrap());
        t.each(&["doctor", "doctor --fix"]);
        t.write(".git/index.lock", "");
        t.write(".git/pjt-commit.json", serde_json::to_vec(&mark).unwrap());
        t.each(&["update 2 --status doing --commit"]);
    });
}
