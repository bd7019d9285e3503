//! What `check` says: a small mistake for each rule, files that can't be read, commits that break a rule.

use super::{
    snapshot,
    store::{self, TASKS},
    transcript::Transcript,
};
use crate::sandbox::sha256;

const TWO: &str = "data/jiaoyu-2025/tasks/002.yaml";
const PLAN: &str = "data/jiaoyu-2025/plan.yaml";
const DEPARTMENTS: &str = "data/departments.yaml";

#[test]
fn rules() {
    snapshot("check", |t| {
        t.section("All is well", store::plain());
        t.each(&["check", "check --json", "check --list", "check --list --json", "check --plan nothing"]);
        let status = "status: not_started";
        for (file, old, new) in [
            (TWO, "id: 2", "id: 7"),
            (TWO, "pillar: 1", "pillar: 7"),
            (TWO, "key_task: 1", "key_task: 2"),
            (TWO, "key_task: 1", "key_task: 9"),
            (TWO, "- 市科委", "- 市科伟"),
            (TWO, "- 市科委", "- 完全不同"),
            (TWO, "- 市科委", "- 市教委"),
            (TWO, "departments:\n- 市经济信息化委\n- 市教委\n- 市科委\n", ""),
            (TWO, "content: 开展数据共享试点，形成目录清单。", "content: \"\""),
            (TWO, status, "status: not_started\nlead:\n- 市财政局"),
            (TWO, status, "status: not_started\nstauts: done"),
            (TWO, status, "status: not_started\nother: x"),
            (TWO, status, "status: suspended\nnotes:\n- date: \"2025-01-01\"\n  text: \"  \""),
            (PLAN, "title: 建设平台", "title: \"\""),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  aliases: [\" \"]"),
            (TWO, status, "status: closed"),
            (TWO, status, "status: suspended"),
            (TWO, status, "status: withdrawn"),
            (TWO, status, "status: done\ndue: \"2031-01-01\""),
            (TWO, status, "status: done\nstart: \"2025-10-01\"\ndue: \"2025-09-30\""),
            (TWO, status, "status: done\nnotes:\n- date: \"2099-01-01\"\n  text: 预告"),
            (TWO, status, "status: done\nformer_ids: [1000000]"),
            (TWO, status, "status: done\nformer_ids: [1]"),
            (
                TWO,
                status,
                "status: done\nextensions:\n- on: \"2099-01-01\"\n  from: \"2025-06-30\"\n  to: \"2025-08-31\"\n  reason: 招标",
            ),
            (TWO, status, "status: closed\nevidence:\n- 验收.pdf\nclosure:\n  on: \"2099-01-01\""),
            (
                TWO,
                status,
                "status: done\nhandovers:\n- on: \"2025-01-01\"\n  from: 完全不同\n  to: 市数据局\n  reason: 机构改革",
            ),
            (TWO, status, "status: done\nevidence:\n- data"),
            (PLAN, "start: \"2024-01-01\"", "start: \"2026-06-01\""),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  people: [\" \"]"),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  peoples: [a@b.org]"),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  people: []"),
            (TWO, status, "status: done\nreview: gone"),
            (TWO, status, "status: done\nreview: reworded"),
            (TWO, "试点", "试\u{200b}点"),
            (TWO, "id: 2", "\u{feff}id: 2"),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  aliases:\n  - 市发改委"),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  aliases: [无]"),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  successor: 市科技局"),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  successor: 市科委"),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  until: \"2025-01-01\""),
            (DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  code: 科委"),
            ("data/pjt.yaml", "jiaoyu-2025", "nothing"),
        ] {
            t.section(&format!("{new:?} for {old:?}"), store::plain());
            t.edit(file, old, new);
            t.pjt("check");
        }
        t.section("All at once, for a script", store::plain());
        t.edit(TWO, status, "status: closed\ndue: \"2031-01-01\"\nreview: gone").edit(
            TWO,
            "- 市科委",
            "- 市科伟",
        );
        t.pjt("check --json");
        t.section("Files around the tasks", store::plain());
        t.remove(TWO);
        t.write(&format!("{TASKS}/003.yaml~"), "x");
        t.write("data/jiaoyu-2025/other/plan.yaml", "title: 另一个方案\n");
        t.write("data/jiaoyu-2025/departments.yaml", "departments: []\n");
        let one = t.sandbox.read(&format!("{TASKS}/001.yaml"));
        t.write("data/jiaoyu-2025/Tasks/001.yaml", &one).write("data/jiaoyu-2025/tasks-old/001.yaml", &one);
        t.write("data/office.yaml", "name: \" \"\nphone: \"\"\n");
        t.write("document.txt", "new");
        t.edit(
            PLAN,
            "lead_rule",
            &format!("source:\n  file: document.txt\n  sha256: {}\n\nlead_rule", "0".repeat(64)),
        );
        t.pjt("check");
    });
}

#[test]
fn broken_files() {
    snapshot("broken-files", |t| {
        let good = store::plain().read(TWO);
        let broken: Vec<(&str, Vec<u8>)> = vec![
            ("a list that does not end", b"id: 2\ncontent: [\n".to_vec()),
            ("no status", b"id: 2\ncontent: x\n".to_vec()),
            ("a status that is none", good.replace("not_started", "maybe").into()),
            ("words for a number", good.replace("id: 2", "id: two").into()),
            ("a list for words", good.replace("status: not_started", "status:\n- done").into()),
            (
                "words for a list",
                good.replace("departments:\n- 市经济信息化委\n- 市教委\n- 市科委\n", "departments: 市教委\n")
                    .into(),
            ),
            ("a date that is none", format!("{good}due: \"2025-02-30\"\n").into()),
            ("a tab", good.replace("status: not", "\tstatus: not").into()),
            ("a field twice", format!("{good}status: done\n").into()),
            ("a field three times", format!("{good}status: done\nstatus: done\n").into()),
            ("GBK", b"id: 2\ncontent: \xbd\xa8\xc1\xa2\xc6\xbd\xcc\xa8\nstatus: done\n".to_vec()),
            ("a byte that is no text", b"id: 2\ncontent: \xff\nstatus: done\n".to_vec()),
            ("cut in a character", good.as_bytes()[..good.find("试点").unwrap() + 1].to_vec()),
            ("a conflict", format!("<<<<<<< ours\n{good}=======\n{good}>>>>>>> theirs\n").into()),
            ("a control character", good.replace("试点", "试\u{1b}点").into()),
            ("zeros", good.replace("试点", "\0\0\0").into()),
            ("nothing", Vec::new()),
            ("only a comment", b"# x\n".to_vec()),
            ("two documents", format!("{good}---\n{good}").into()),
            ("too deep", format!("{good}x: {}{}\n", "[".repeat(200), "]".repeat(200)).into()),
            ("too many aliases", format!("{good}a: &a 1\nb: [{}]\n", "*a, ".repeat(300)).into()),
            ("a merge key", format!("{good}a: &a {{b: 1}}\nc:\n  <<: *a\n").into()),
            ("too many values", format!("{good}x: [{}]\n", "1, ".repeat(30_000)).into()),
            (
                "aliases of aliases",
                format!(
                    "{good}a: &a [{}]\nb: &b [{}]\nc: [{}]\n",
                    "1, ".repeat(1_000),
                    "*a, ".repeat(30),
                    "*b, ".repeat(30)
                )
                .into(),
            ),
            ("too many entries", format!("{good}evidence: [{}]\n", "a, ".repeat(1_100)).into()),
            ("too large", format!("{good}# {}\n", "x".repeat(300_000)).into()),
            ("another task's file", good.replace("id: 2", "id: 20").into()),
        ];
        for (what, bytes) in &broken {
            t.section(what, store::plain());
            t.write(TWO, bytes);
            t.pjt("check");
        }
        t.section("A name that is no number", store::plain());
        t.write(&format!("{TASKS}/x.yaml"), &good).write(&format!("{TASKS}/5.yaml"), &good);
        t.each(&["list --columns id", "check"]);
        t.section("A broken task among good ones", store::plain());
        t.write(TWO, "id: 2\ncontent: [\n");
        t.each(&[
            "list",
            "list --json",
            "list --format csv",
            "list --format md",
            "list --format yaml",
            "list --format jsonl",
            "list --columns id --sort due",
            "show 1-3",
            "departments",
            "stats",
            "stats --json",
            "stats --keep-going",
            "stats --keep-going --format csv",
            "stats --keep-going --format md",
            "stats --keep-going --format yaml",
            "export --format csv",
            "export --format csv --keep-going",
            "export --format md --keep-going",
            "export --format html --keep-going",
            "export --format json --keep-going",
            "export -o ledger.xlsx --keep-going",
            "update 1-3 --confirm",
        ]);
        t.section("A plan in a folder that was renamed", store::plain());
        t.write("data/Jiaoyu-2026/plan.yaml", "title: x\n");
        t.write("data/备份/tasks/002.yaml", &good);
        t.each(&["list --columns id", "list --columns id --plan all", "stats --plan all", "check"]);
        t.section("A broken plan", store::plain());
        t.write(PLAN, "title: [\n");
        t.each(&["list --columns id", "show 1", "check", "update 1 --status done"]);
        t.section("A plan with a word that is none", store::plain());
        t.edit(PLAN, "first_listed", "last");
        t.pjt("check");
        t.section("A broken registry", store::plain());
        t.write(DEPARTMENTS, "departments: x\n");
        t.each(&["list --columns id", "departments", "check", "import x.csv"]);
        t.section("No registry", store::plain());
        t.remove(DEPARTMENTS);
        t.each(&["list --columns id", "check"]);
        t.section("A broken pjt.yaml", store::plain());
        t.write("data/pjt.yaml", "format: one\n");
        t.each(&["list", "check", "doctor", "update 1 --status done"]);
        t.section("No plan.yaml", store::plain());
        t.remove(PLAN);
        t.each(&["list", "check"]);
        t.section("A file where the tasks should be", store::plain());
        std::fs::remove_dir_all(t.sandbox.path(TASKS)).unwrap();
        t.write(TASKS, "x");
        t.each(&["list", "check", "stats"]);
    });
}

/// A store whose tasks were all imported by somebody, in git.
fn committed(t: &mut Transcript, heading: &str) {
    t.section_in_git(heading, store::plain());
}

#[test]
fn changes() {
    snapshot("check-changes", |t| {
        committed(t, "Nothing staged, nothing in the range");
        t.each(&[
            "check --staged",
            "check --staged --json",
            "check --range HEAD..HEAD",
            "check --range nothing..HEAD",
            "check --range HEAD",
            "check --range A...B",
        ]);
        for (heading, file, old, new) in [
            ("Done without grounds", TWO, "status: not_started", "status: done"),
            ("Closed without evidence", TWO, "status: not_started", "status: closed"),
            (
                "Back without a reason",
                &format!("{TASKS}/003.yaml")[..],
                "status: closed",
                "status: in_progress",
            ),
            ("Reworded by hand", TWO, "试点", "示范"),
            (
                "A note taken out",
                &format!("{TASKS}/001.yaml"),
                "- date: \"2025-01-15\"\n  by: 市教委\n  text: 完成招标\n",
                "",
            ),
            (
                "Not a reporter",
                TWO,
                "status: not_started",
                "status: in_progress\n\nnotes:\n- date: \"2025-05-01\"\n  by: 市经济信息化委\n  text: 启动\n",
            ),
            (
                "Closed without a record",
                TWO,
                "status: not_started",
                "status: closed\n\nevidence:\n- https://a.example/1",
            ),
            (
                "An extension of what did not move",
                TWO,
                "status: not_started",
                "status: not_started\n\ndue: \"2025-06-30\"\n\nextensions:\n- on: \"2025-05-01\"\n  from: \"2025-03-31\"\n  to: \"2025-09-30\"\n  reason: 招标",
            ),
            (
                "A closure of what was not closed",
                TWO,
                "status: not_started",
                "status: not_started\n\nclosure:\n  on: \"2025-05-01\"\n  by: 督查室",
            ),
            ("Unreadable", TWO, "status: not_started", "status: maybe"),
            ("Another department", TWO, "- 市科委\n", "- 市财政局\n"),
            ("A heading reworded", PLAN, "title: 建设平台", "title: 建好平台"),
            ("A successor by hand", DEPARTMENTS, "- name: 市科委\n", "- name: 市科委\n  successor: 市教委\n"),
            ("A department gone", DEPARTMENTS, "- name: 市财政局\n", "- name: 财政厅\n"),
        ] {
            committed(t, heading);
            t.edit(file, old, new);
            t.git("add -A");
            t.pjt("check --staged");
            t.commit_all("change");
            t.pjt("check --range HEAD~1..HEAD");
        }
        t.pjt("check --range HEAD~1..HEAD --json");
        committed(t, "A code changed");
        t.quietly("dept code 市科委 kewei --commit");
        t.edit(DEPARTMENTS, "code: kewei", "code: kw");
        t.git("add -A");
        t.pjt("check --staged");
        committed(t, "The hash of a document that lies beside the store and is another one");
        t.write("document.txt", "正文\n");
        let source = format!("source:\n  file: document.txt\n  sha256: {}\n\nlead_rule", "0".repeat(64));
        t.edit(PLAN, "lead_rule", &source);
        t.git("add -A");
        t.pjt("check --staged");
        let full = "status: not_started\ndue: \"2025-06-30\"\n\nevidence:\n- 目录.pdf\n\nextensions:\n- on: \"2025-03-01\"\n  from: \"2025-03-31\"\n  to: \"2025-06-30\"\n  reason: 等批复\n";
        for (heading, old, new) in [
            ("A deadline moved", "due: \"2025-06-30\"", "due: \"2025-12-31\""),
            ("Evidence taken out", "evidence:\n- 目录.pdf\n\n", ""),
            ("The reason of an extension blanked", "reason: 等批复", "reason: \" \""),
        ] {
            committed(t, heading);
            t.edit(TWO, "status: not_started\n", full);
            t.commit_all("before");
            t.edit(TWO, old, new);
            t.commit_all("change");
            t.pjt("check --range HEAD~1..HEAD");
        }
        committed(t, "What a plan says of its former editions, rewritten");
        t.edit(
            PLAN,
            "lead_rule",
            &format!(
                "former_sources:\n- file: a.txt\n  sha256: {}\n  until: \"2025-01-01\"\n\nlead_rule",
                "0".repeat(64)
            ),
        );
        t.commit_all("before");
        t.edit(PLAN, "until: \"2025-01-01\"", "until: \"2024-01-01\"");
        t.git("add -A");
        t.pjt("check --staged");
        committed(t, "What a plan was called, taken out");
        t.edit(PLAN, "lead_rule", "former_slugs:\n- jiaoyu\n\nlead_rule");
        t.commit_all("before");
        t.edit(PLAN, "former_slugs:\n- jiaoyu\n\n", "");
        t.git("add -A");
        t.pjt("check --staged");
        committed(t, "A name that a disk of Windows or macOS takes for the store's");
        t.git("update-index --add --cacheinfo 100644,e69de29bb2d1d6434b8b29ae775ad8c2e48c5391,Data/x.txt");
        t.pjt("check --staged");
        committed(t, "Attributes that turn files");
        t.write(".gitattributes", "*.yaml ident\n");
        t.git("add -A");
        t.pjt("check --staged");
        committed(t, "Dropped by a merge");
        t.git("checkout -qb side");
        t.edit(DEPARTMENTS, "- name: 市科委", "- name: 市科委\n  people: [a@example.org]");
        t.commit_all("people");
        t.git("checkout -q main");
        t.quietly("update 2 --status doing --commit");
        t.git("merge -q -s ours -m ours side");
        t.pjt("check --range HEAD^1..HEAD");
        committed(t, "Carried along");
        t.edit(TWO, "试点", "示范");
        t.pjt("update 2 --status doing --commit");
        t.edit(TWO, "示范", "试点");
        t.pjt("update 2 --note 完成 --commit --json");
        committed(t, "An edition that is committed without its document");
        let [first, second, third] = ["第一版\n", "第二版\n", "第三版\n"];
        t.write("document.txt", first);
        let source = format!("source:\n  file: document.txt\n  sha256: {}\n\nlead_rule", sha256(first));
        t.edit(PLAN, "lead_rule", &source);
        t.commit_all("first");
        for (old, new, command) in [(first, second, "commit"), (second, third, "commit --json")] {
            t.write("document.txt", new);
            t.edit(PLAN, &sha256(old), &sha256(new));
            t.pjt(command);
        }
        committed(t, "Mended by a later commit");
        t.edit(TWO, "status: not_started", "status: done");
        t.commit_all("done");
        t.pjt("check --range HEAD~1..HEAD");
        t.quietly("update 2 --note 完成 --commit");
        t.pjt("check --range HEAD~2..HEAD");
        committed(t, "A task removed");
        t.remove(TWO);
        t.git("add -A");
        t.pjt("check --staged");
        committed(t, "A plan removed, its tasks stay");
        t.remove(PLAN);
        t.git("add -A");
        t.pjt("check --staged");
        committed(t, "A return and a period changed by hand");
        t.quietly("period open 2025-q2 --due 2025-07-05");
        t.write(
            "data/jiaoyu-2025/returns/2025-q2/d01.yaml",
            "department: 市教委\nreceived: \"2025-06-20\"\n\ntasks:\n- id: 1\n\n  progress: 完成验收\n",
        );
        t.commit_all("return");
        t.edit("data/jiaoyu-2025/returns/2025-q2/d01.yaml", "完成验收", "基本完成").edit(
            "data/periods/2025-q2.yaml",
            "start: \"2025-04-01\"",
            "start: \"2025-05-01\"",
        );
        t.git("add -A");
        t.pjt("check --staged");
        t.git("rm -qf data/jiaoyu-2025/returns/2025-q2/d01.yaml");
        t.pjt("check --staged");
        committed(t, "A link");
        #[cfg(unix)]
        std::os::unix::fs::symlink("/", t.sandbox.path("data/jiaoyu-2025/returns")).unwrap();
        t.git("add -A");
        t.each(&["check", "check --staged"]);
        committed(t, "What is fine");
        t.quietly("update 2 --status doing --commit");
        t.each(&["check --range HEAD~1..HEAD", "check --staged", "check --at HEAD~1"]);
        t.section("No git", store::plain());
        t.each(&["check --staged", "check --range A..B", "check --pushed"]);
    });
}

#[test]
fn pushes() {
    snapshot("check-pushed", |t| {
        committed(t, "A server");
        t.git("init -q --bare -b main server.git");
        t.write(".git/info/exclude", "server.git\n");
        t.each(&[
            "init --git server.git",
            "init --git --hook server.git",
            "init --git --hook server.git --json",
        ]);
        t.git("push -q server.git HEAD:refs/heads/main");
        t.heading("A push that breaks a rule");
        t.edit(TWO, "试点", "示范");
        t.commit_all("reworded");
        t.git_refused("push -q server.git HEAD:refs/heads/main");
        t.git_refused("push -q server.git HEAD:refs/heads/main HEAD:refs/heads/new");
        t.heading("The branch of the ledger rewritten, and removed");
        t.git("reset -q --hard HEAD~1");
        t.git("commit -q --amend -m other");
        t.git_refused("push -q --force server.git HEAD:refs/heads/main");
        t.git_refused("push -q server.git :refs/heads/main");
        t.heading("What is no commit");
        t.git_refused("push -q server.git HEAD^{tree}:refs/tags/tree");
        t.git_refused("push -q server.git HEAD:refs/replace/0000000000000000000000000000000000000001");
    });
}
