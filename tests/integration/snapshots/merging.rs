//! What a merge says: the driver that git calls, the conflicts that are left, and how `resolve` settles them.

use super::{
    snapshot,
    store::{self, TASKS},
    transcript::Transcript,
};

/// A store on a branch `theirs` and on `main`, each with its own changes; merged, however that ended.
fn merged(t: &mut Transcript, heading: &str, with_driver: bool, ours: &[[&str; 3]], theirs: &[[&str; 3]]) {
    t.section_in_git(heading, store::plain());
    if with_driver {
        t.quietly("init --git");
        t.commit_all("attributes");
    }
    t.git("branch theirs");
    for [file, old, new] in ours {
        t.edit(&format!("data/{file}"), old, new);
    }
    t.commit_all("ours");
    t.git("checkout -q theirs");
    for [file, old, new] in theirs {
        t.edit(&format!("data/{file}"), old, new);
    }
    t.commit_all("theirs");
    t.git("checkout -q main");
    let _ends = t.sandbox.git_ends(&["merge", "-q", "theirs"]);
}

const TWO: &str = "jiaoyu-2025/tasks/002.yaml";
const ONE: &str = "jiaoyu-2025/tasks/001.yaml";
const OURS: &[[&str; 3]] = &[
    [TWO, "status: not_started", "status: in_progress\n\ndue: \"2025-06-30\""],
    [ONE, "due: \"2025-03-31\"", "due: \"2025-05-31\""],
];
const THEIRS: &[[&str; 3]] = &[
    [
        TWO,
        "status: not_started",
        "status: done\n\ndue: \"2025-07-31\"\n\nnotes:\n- date: \"2025-05-01\"\n  text: 完成",
    ],
    [ONE, "due: \"2025-03-31\"", "due: \"2025-04-30\""],
];

#[test]
fn resolve() {
    snapshot("resolve", |t| {
        t.section_in_git("No conflict", store::plain());
        t.each(&["resolve", "resolve --json", "resolve 2"]);
        merged(t, "Without the driver", false, OURS, THEIRS);
        t.cat(&format!("data/{TWO}"));
        t.each(&["resolve", "resolve --theirs"]);
        merged(t, "With the driver", true, OURS, THEIRS);
        t.cat(&format!("data/{TWO}"));
        t.each(&[
            "list --columns id,status",
            "check",
            "check --staged",
            "commit",
            "update 2 --confirm",
            "resolve",
            "resolve --json",
        ]);
        t.heading("Settled one by one");
        t.each(&[
            "resolve 4",
            "resolve --field label=ours",
            "resolve 2 --field status=theirs",
            "resolve 2 --field status=theirs --field due=ours",
            "resolve --ours",
            "resolve",
        ]);
        t.cat(&format!("data/{TWO}"));
        t.pjt("check --staged");
        merged(t, "For a script", true, OURS, THEIRS);
        t.pjt("resolve --theirs --json");
        merged(
            t,
            "A task that one side removed",
            true,
            &[[TWO, "status: not_started", "status: in_progress"]],
            &[],
        );
        t.git("reset -q --hard ORIG_HEAD");
        t.git("reset -q --hard HEAD");
        t.git("checkout -q theirs");
        t.remove(&format!("{TASKS}/002.yaml"));
        t.commit_all("removed");
        t.git("checkout -q main");
        let _ends = t.sandbox.git_ends(&["merge", "-q", "theirs"]);
        t.each(&["resolve", "resolve --json", "resolve --theirs"]);
        merged(
            t,
            "A task that we removed",
            true,
            &[],
            &[[TWO, "status: not_started", "status: in_progress"]],
        );
        t.git("reset -q --hard ORIG_HEAD");
        t.remove(&format!("{TASKS}/002.yaml"));
        t.commit_all("removed");
        let _ends = t.sandbox.git_ends(&["merge", "-q", "theirs"]);
        t.each(&["resolve", "resolve 2 --theirs"]);
        for adds in [true, false] {
            merged(t, "A task added to a plan that the other side renamed", true, &[], &[]);
            t.git(if adds { "checkout -q main" } else { "checkout -q theirs" });
            t.quietly("add --content 新增的一项任务内容 --dept 市教委 --pillar 1 --reason 会议议定");
            t.commit_all("added");
            t.git(if adds { "checkout -q theirs" } else { "checkout -q main" });
            t.quietly("plan rename jiaoyu-2025 jiaoyu --yes");
            t.commit_all("renamed");
            t.git("checkout -q main");
            let _ends = t.sandbox.git_ends(&["merge", "-q", "theirs"]);
            t.each(&["resolve", "list --columns id,content,status"]);
        }
        t.section("Markers without git", store::plain());
        let two = t.sandbox.read(&format!("{TASKS}/002.yaml"));
        let torn = |end: &str| {
            two.replace(
                "status: not_started\n",
                &format!("<<<<<<< a\nstatus: done\n=======\nstatus: in_progress\n{end}"),
            )
        };
        t.write(&format!("{TASKS}/002.yaml"), torn(">>>>>>> b\n"));
        t.each(&["resolve", "resolve --theirs"]);
        t.write(&format!("{TASKS}/002.yaml"), torn(""));
        t.pjt("resolve --ours");
        t.heading("A side that can't be read");
        t.write(&format!("{TASKS}/002.yaml"), torn(">>>>>>> b\n").replace("in_progress", "["));
        t.pjt("resolve --ours");
        t.section("Another file that can't be read", store::plain());
        t.write(&format!("{TASKS}/002.yaml"), "id: [\n");
        t.pjt("resolve");
    });
}

#[test]
fn driver_and_textconv() {
    snapshot("merge-driver", |t| {
        t.section("Three files", store::plain());
        let base = t.sandbox.read(&format!("{TASKS}/002.yaml"));
        t.write("base", &base);
        t.write("ours", base.replace("not_started", "in_progress"));
        t.write("theirs", format!("{base}\nnotes:\n- date: \"2025-05-01\"\n  text: 完成\n"));
        t.pjt("merge-driver base ours theirs data/jiaoyu-2025/tasks/002.yaml");
        t.cat("ours");
        t.heading("A conflict");
        t.write("ours", base.replace("not_started", "in_progress"))
            .write("theirs", base.replace("not_started", "done"));
        t.pjt("merge-driver base ours theirs data/jiaoyu-2025/tasks/002.yaml");
        t.cat("ours");
        t.heading("Sides that can't be read");
        t.write("ours", "id: [\n");
        t.pjt("merge-driver base ours theirs data/jiaoyu-2025/tasks/002.yaml");
        t.write("ours", b"\xff\n");
        t.each(&[
            "merge-driver base ours theirs data/jiaoyu-2025/tasks/002.yaml",
            "merge-driver base nowhere theirs data/x.yaml",
        ]);
        t.heading("Sides that are written in too different a way");
        t.write("ours", "{id: 2, content: 文, status: done}\n")
            .write("theirs", "content: 字\nid: 2\nstatus: in_progress\n");
        t.pjt("merge-driver base ours theirs data/jiaoyu-2025/tasks/002.yaml");
        t.heading("Readable text");
        t.each(&[
            &format!("textconv {TASKS}/001.yaml")[..],
            &format!("textconv {TASKS}/004.yaml"),
            "textconv data/pjt.yaml",
            "textconv nowhere",
        ]);
        t.section_in_git("Through git", store::plain());
        t.quietly("init --git");
        t.edit(&format!("{TASKS}/002.yaml"), "not_started", "done");
        t.git_shown("diff -- data/jiaoyu-2025");
    });
}
