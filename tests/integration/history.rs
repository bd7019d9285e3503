//! The audit trail: what `diff`, `log` and `blame` say is what was done, by pjt or by hand; `--at` shows the
//! store as it was.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const FOURTEEN: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", message]);
}

/// The facts without what only `log` adds.
fn bare(changes: &Value) -> Vec<Value> {
    let keys = ["plan", "task", "field", "from", "to"];
    let bare = |change: &Value| keys.iter().map(|key| ((*key).to_owned(), change[*key].clone())).collect();
    changes.as_array().unwrap().iter().map(|change| Value::Object(bare(change))).collect()
}

fn fact(field: &str, from: Value, to: Value) -> Value {
    json!({"plan": "chanjiao-2021-2025", "task": 14, "field": field, "from": from, "to": to})
}

#[test]
fn every_kind_of_change_reads_alike_in_update_diff_and_log() {
    let sandbox = Sandbox::with_seed();
    for arguments in [
        "update 14 --status doing --json",
        "update 14 --note 平台上线 --by 市教委 --on 2025-09-25 --json",
        "update 14 --due 2025-06-30 --json",
        "update 14 --evidence 验收.pdf --missing-ok --json",
        "update 14 --status done --json",
        "update 14 --due none --reason 另定 --json",
    ] {
        let made = bare(&sandbox.pjt(arguments).json()["changes"]);
        assert!(!made.is_empty());
        let diff = sandbox.pjt("diff --json").json();
        assert_eq!(bare(&diff["changes"]), made, "{arguments}");
        assert_eq!(diff["from"], json!(sandbox.git(&["rev-parse", "HEAD"]).trim()));
        assert_eq!(diff["to"], Value::Null);
        commit(&sandbox, arguments);
        let log = sandbox.pjt("log 14 -n 1 --json").json();
        assert_eq!(bare(&log["changes"]), made, "{arguments}");
        assert_eq!(log["changes"][0]["subject"], arguments);
        assert_eq!(log["changes"][0]["author"], "李四");
        assert_eq!(log["changes"][0]["email"], "lisi@example.org");
    }
}

#[test]
fn edits_by_hand_are_facts_too_and_another_layout_is_none() {
    let sandbox = Sandbox::with_seed();
    let text = sandbox.read(FOURTEEN);
    let edits: [(&str, &str, Vec<Value>); 6] = [
        ("status: not_started", "status: done", vec![fact("status", json!("not_started"), json!("done"))]),
        ("- 市国资委\n", "", vec![fact("departments", json!("市国资委"), Value::Null)]),
        ("- 市教委\n", "- 市教委\n- 市科委\n", vec![fact("departments", Value::Null, json!("市科委"))]),
        ("pillar: 2", "pillar: 3", vec![fact("pillar", json!(2), json!(3))]),
        ("id: 14\n", "# a comment\nid: 14\n", vec![]),
        ("status: not_started", "status: \"not_started\"", vec![]),
    ];
    for (old, new, told) in edits {
        assert!(text.contains(old), "{old}");
        sandbox.write(FOURTEEN, text.replacen(old, new, 1));
        let diff = sandbox.pjt("diff --json");
        assert_eq!(bare(&diff.json()["changes"]), told, "{new}");
    }
    let said = sandbox.pjt("diff");
    assert!(said.stdout.is_empty() && said.stderr.contains("只改了写法"), "{}", said.whole());
    // A key that is not pjt's is kept, and told of.
    sandbox.write(FOURTEEN, format!("{text}负责人: 张三\n"));
    sandbox.write("data/pjt.yaml", "format: 1\n");
    let others = sandbox.pjt("diff --json").json()["others"].clone();
    assert_eq!(
        others[1],
        json!({"plan": null, "entry": null, "field": "default_plan", "from": "chanjiao-2021-2025", "to": null})
    );
    assert_eq!(others[0]["entry"], "task 14");
    assert_eq!((&others[0]["field"], &others[0]["to"]), (&json!("负责人"), &json!("张三")));
    assert!(sandbox.pjt("diff").fine().contains("任务 14 负责人 （无） → 张三"));
}

#[test]
fn sentences_go_by_task_and_filters_look_before_and_after() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status doing --note 平台上线 --by 市教委 --on 2025-09-25").fine();
    sandbox.pjt("update 3 --status done").fine();
    let said = sandbox.pjt("diff");
    assert_eq!(
        said.fine(),
        "3 各校建立健全推进协同育…  状态 未启动 → 已完成\n14 建立资源汇聚、开放共享…  状态 未启动 → 推进中 · 进展 +1（市教委\n  2025-09-25）平台上线\n"
    );
    assert_eq!(sandbox.pjt("diff --status done").fine(), "3 各校建立健全推进协同育…  状态 未启动 → 已完成\n");
    assert_eq!(sandbox.pjt("diff --status todo").fine(), said.stdout, "both were not started before");
    assert_eq!(sandbox.pjt("diff --pillar 2 --stat").fine().lines().next(), Some("1 项任务有变化"));
    let page = sandbox.pjt("diff --format html");
    assert!(page.fine().contains("<li>未启动 → 已完成 1 项</li>"), "{}", page.stdout);
    assert!(sandbox.pjt("diff --format md").fine().contains("- **14 建立"));
    assert_eq!(sandbox.pjt("diff --format xlsx").code, 2);
}

#[test]
fn where_tasks_stand_in_the_document_is_summed_up_and_counts_alone_are_no_paper() {
    let sandbox = Sandbox::with_seed();
    for id in 1..=43 {
        let path = format!("data/chanjiao-2021-2025/tasks/{id:03}.yaml");
        let text = sandbox.read(&path);
        let line = text.lines().find(|line| line.starts_with("source: ")).unwrap().to_owned();
        sandbox.write(&path, text.replace(&line, &line.replace("line ", "line 9")));
    }
    sandbox.pjt("update 3 --status done --note 办结").fine();
    for format in ["table", "md"] {
        let said = sandbox.pjt(&format!("diff --format {format}"));
        assert!(said.fine().contains("42 项任务只是出处"), "{}", said.stdout);
        assert_eq!(said.stdout.matches("出处").count(), 1, "{}", said.stdout);
    }
    assert!(sandbox.pjt("commit --dry-run").fine().contains("42 项任务只是出处"));
    // One alone is said.
    assert!(sandbox.pjt("diff --pillar 1 --dept 市财政局").code == 0);
    for name in ["变化.docx", "变化.html"] {
        let said = sandbox.pjt(&format!("diff --stat -o {name}"));
        assert!(said.code == 2 && said.stderr.contains("去掉 `--stat`"), "{}", said.whole());
        assert!(!sandbox.path(name).exists());
    }
    sandbox.pjt("diff --stat -o 变化.md").fine();
    let counts = sandbox.read("变化.md");
    assert!(counts.starts_with("# ") && counts.contains("\n- 43 项任务有变化\n"), "{counts}");
}

#[test]
fn reworded_content_shows_the_words_and_a_renamed_department_its_name() {
    let sandbox = Sandbox::with_seed();
    let text = sandbox.read(FOURTEEN);
    sandbox.write(FOURTEEN, text.replace("市级产教融合协同育人公共服务平台", "市级产教融合公共服务平台"));
    let registry = sandbox.read("data/departments.yaml");
    sandbox.write("data/departments.yaml", registry.replace("- name: 市教委\n", "- name: 市教育委\n"));
    let said = sandbox.pjt("diff");
    assert!(said.fine().contains("【-协同育人-】公共服务平台"), "{}", said.stdout);
    assert!(said.stdout.contains("部门 市教委 改名为 市教育委"), "{}", said.stdout);
}

#[test]
fn a_range_of_dates_is_what_happened_in_between() {
    let sandbox = Sandbox::with_seed();
    let on = |day: &str| {
        let time = format!("{day}T12:00:00");
        sandbox.git(&["add", "-A"]);
        sandbox
            .git_with(&["commit", "-qm", day], &[("GIT_COMMITTER_DATE", &time), ("GIT_AUTHOR_DATE", &time)]);
    };
    for (id, day) in [(1, "2030-06-30"), (2, "2030-08-15"), (3, "2030-10-01")] {
        sandbox.pjt(&format!("update {id} --status done")).fine();
        on(day);
    }
    let said = sandbox.pjt("diff 2030-06-30..2030-09-30");
    assert_eq!(said.fine(), "2 建立联席会议办公室，实…  状态 未启动 → 已完成\n");
    assert!(sandbox.pjt("list --at 2030-08-15 --status done").stdout.contains("43 项中的 2 项"));
    let said = sandbox.pjt("log --since 2030-07-01 --until 2030-09-30");
    assert!(
        said.fine().contains("2030-08-15 12:00 李四") && said.stdout.lines().count() == 2,
        "{}",
        said.whole()
    );
    let early = sandbox.pjt("list --at 2001-01-01");
    assert!(early.fine().contains("共 0 项"), "{}", early.whole());
    assert!(early.stderr.contains("2001-01-01 那天还没有台账"));
}

#[test]
fn the_store_as_it_was_comes_from_git_alone_even_from_a_bare_repository() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done").fine();
    commit(&sandbox, "done");
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "broken: [");
    for (command, words) in [
        ("list --at HEAD~1 --status done", "43 项中的 0 项"),
        ("list --at main --status done", "43 项中的 1 项"),
        ("show 14 --at HEAD", "已完成"),
        ("stats --by status --at HEAD", "已完成"),
    ] {
        let said = sandbox.pjt(command);
        assert!(said.fine().contains(words), "{command}: {}", said.whole());
    }
    assert_eq!(sandbox.pjt("check --at HEAD").whole(), "");
    assert!(sandbox.pjt("export --at HEAD --format csv").fine().contains("已完成"));
    sandbox.git(&["clone", "-q", "--bare", ".", "bare.git"]);
    let said = sandbox.pjt("--store bare.git list --at main --status done");
    assert!(said.fine().contains("43 项中的 1 项"), "{}", said.whole());
    let said = sandbox.pjt("--store bare.git log 14 -n 1");
    assert!(said.fine().contains("14 建立资源汇聚、开放共享…  状态 未启动 → 已完成"), "{}", said.whole());
    let said = sandbox.pjt("--store bare.git diff main~1..main");
    assert_eq!(said.fine(), "14 建立资源汇聚、开放共享…  状态 未启动 → 已完成\n");
    let gone = sandbox.pjt("list --at nosuch");
    assert_eq!(gone.code, 3);
    assert!(gone.stderr.contains("没有版本 `nosuch`"), "{}", gone.stderr);
}

#[test]
fn a_task_is_followed_through_a_new_number_and_blame_names_who_set_what() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status doing").fine();
    sandbox.git(&["commit", "-qam", "started"]);
    let moved = sandbox.read(FOURTEEN).replace("id: 14\n", "id: 44\n") + "\nformer_ids:\n- 14\n";
    sandbox.git(&["rm", "-q", FOURTEEN]);
    sandbox.write("data/chanjiao-2021-2025/tasks/044.yaml", moved);
    commit(&sandbox, "renumbered");
    sandbox.pjt("update 44 --status done").fine();
    let said = sandbox.pjt("log 44");
    let told: Vec<&str> = said.fine().lines().map(str::trim).collect();
    assert!(told[0].ends_with("renumbered") && told[2].ends_with("started") && told[4].ends_with("seed"));
    assert_eq!(told[1], "44（文件第14项） 建立资源汇聚、开放共享…  编号 14 → 44 · 曾用编号 +14");
    assert_eq!(told[3], "14 建立资源汇聚、开放共享…  状态 未启动 → 推进中");
    let log = sandbox.pjt("log --json").json();
    assert_eq!(log["changes"][0]["field"], "id");
    let blame = sandbox.pjt("blame 44 --json").json();
    let fields = blame["tasks"][0]["fields"].as_array().unwrap();
    let by = |name: &str| fields.iter().find(|field| field["field"] == name).unwrap();
    assert_eq!(by("status")["commit"], Value::Null, "not committed yet");
    assert_eq!(by("content")["subject"], "seed");
    assert_eq!(by("former_ids")["subject"], "renumbered");
}

#[test]
fn a_merge_has_only_what_it_made_itself() {
    let sandbox = Sandbox::with_seed();
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.pjt("update 14 --status doing").fine();
    sandbox.git(&["commit", "-qam", "side"]);
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.pjt("update 14 --evidence 材料.pdf --missing-ok").fine();
    sandbox.git(&["commit", "-qam", "main"]);
    sandbox.git(&["merge", "-q", "--no-commit", "side"]);
    let merged = sandbox.read(FOURTEEN).replace("pillar: 2", "pillar: 3");
    sandbox.write(FOURTEEN, merged);
    sandbox.git(&["commit", "-qam", "merged"]);
    let log = sandbox.pjt("log --json").json();
    let told: Vec<(&str, &str)> = log["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["task"] == 14 && change["subject"] != "seed")
        .map(|change| (change["subject"].as_str().unwrap(), change["field"].as_str().unwrap()))
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[0], ("merged", "pillar"));
    assert!(told.contains(&("side", "status")) && told.contains(&("main", "evidence")));
}

#[test]
fn a_version_that_can_not_be_read_is_named_and_ends_with_one() {
    let sandbox = Sandbox::with_seed();
    let good = sandbox.read(FOURTEEN);
    sandbox.write(FOURTEEN, "id: 14\ncontent: [\n");
    commit(&sandbox, "broken");
    sandbox.write(FOURTEEN, good);
    commit(&sandbox, "mended");
    let said = sandbox.pjt("log 14");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("看不出改了什么") && said.stderr.contains("014.yaml"), "{}", said.stderr);
    assert!(said.stdout.contains("seed"));
}

#[test]
fn odd_states_of_a_repository_work_or_say_why_not() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --commit").fine();
    // Shallow.
    let url = format!("file://{}", sandbox.path("").display());
    sandbox.git(&["clone", "-q", "--depth", "1", &url, "shallow"]);
    let said = sandbox.pjt("--store shallow log 14");
    assert!(said.fine().is_empty() && said.stderr.contains("浅克隆"), "{}", said.whole());
    let log = sandbox.pjt("--store shallow log --json").json();
    assert_eq!(
        (log["changes"].as_array().unwrap().len(), &log["warnings"][0]["code"]),
        (0, &json!("shallow-history"))
    );
    let blame = sandbox.pjt("--store shallow blame 14 --json").json();
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let fields = blame["tasks"][0]["fields"].as_array().unwrap();
    assert!(fields.iter().all(|field| field["commit"].is_null() && field["not_after"] == head.trim()));
    assert_eq!(blame["warnings"][0]["code"], "shallow-history");
    let said = sandbox.pjt("--store shallow list --at HEAD~1");
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("浅克隆"), "{}", said.stderr);
    // A linked working tree, and HEAD on no branch.
    sandbox.git(&["worktree", "add", "-q", "--detach", "linked"]);
    let said = sandbox.pjt("--store linked update 3 --status done --commit");
    assert!(said.stderr.contains("不在任何分支上"), "{}", said.whole());
    assert!(sandbox.pjt("--store linked log 3").fine().contains("未启动 → 已完成"));
    // Working files with other line ends, another hash, another way to keep references, a store in a submodule.
    let kinds: [&[&str]; 3] =
        [&["init", "-q"], &["init", "-q", "--object-format=sha256"], &["init", "-q", "-b", "部门"]];
    for init in kinds {
        let odd = Sandbox::with_seed();
        std::fs::remove_dir_all(odd.path(".git")).unwrap();
        odd.git(init);
        odd.git(&["config", "core.autocrlf", "true"]);
        odd.git(&["add", "-A"]);
        odd.git(&["commit", "-qm", "seed"]);
        std::fs::remove_dir_all(odd.path("data")).unwrap();
        odd.git(&["checkout", "-q", "--", "data"]);
        assert!(odd.read(FOURTEEN).contains("id: 14\r\n"));
        assert!(odd.pjt("diff").fine().is_empty());
        odd.pjt("update 14 --status done --commit").fine();
        assert!(odd.pjt("log 14 -n 1").fine().contains("未启动 → 已完成"));
        odd.pjt("undo --yes").fine();
        assert!(odd.read(FOURTEEN).contains("status: not_started\r\n"));
        assert!(odd.git(&["status", "--porcelain"]).is_empty());
    }
    sandbox.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "sub"]);
    let said = sandbox.pjt("--store sub update 7 --status done --commit");
    said.fine();
    assert!(
        sandbox
            .pjt("--store sub log 7 -n 1")
            .fine()
            .contains("7 率先在临港、杨浦等区（…  状态 未启动 → 已完成")
    );
    // An unborn branch.
    let unborn = Sandbox::empty();
    unborn.git(&["init", "-q"]);
    unborn.pjt("init data").fine();
    let said = unborn.pjt("log");
    assert_eq!(said.code, 3, "{}", said.whole());
    assert!(said.stderr.contains("还没有任何提交"));
    unborn.pjt("commit").fine();
    unborn.pjt("log").fine();
    // No git on the path.
    let said = sandbox.pjt_with(&["log"], &[("PATH", "")]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("没有找到 git"), "{}", said.stderr);
    sandbox.pjt_with(&["list"], &[("PATH", "")]).fine();
}

#[test]
fn two_peoples_edits_to_different_fields_merge_by_gits_own_means() {
    let edits = [
        ("update 14 --status done", "update 14 --note 平台上线 --on 2025-09-25"),
        ("update 14 --status done", "update 14 --evidence 验收.pdf --missing-ok"),
        ("update 14 --status doing", "update 14 --due 2025-06-30"),
    ];
    for (ours, theirs) in edits {
        let sandbox = Sandbox::with_seed();
        sandbox.git(&["checkout", "-qb", "theirs"]);
        sandbox.pjt(theirs).fine();
        sandbox.git(&["commit", "-qam", "theirs"]);
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.pjt(ours).fine();
        sandbox.git(&["commit", "-qam", "ours"]);
        sandbox.git(&["merge", "-q", "-m", "merged", "theirs"]);
        let both = sandbox.pjt("diff HEAD~2..HEAD --json");
        let log = sandbox.pjt("log 14 --json").json();
        let fields = |value: &Value| value["changes"].as_array().unwrap().len();
        assert_eq!(fields(&both.json()), 2, "{theirs}: {}", both.whole());
        assert_eq!(fields(&log), 3, "the seed's task and one fact from each side: {theirs}");
        assert!(!sandbox.read(FOURTEEN).contains("\n\n\n"));
    }
}

#[test]
fn a_paper_of_changes_counts_and_then_has_each_task_before_and_after() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --note 平台上线<b> --by 市教委 --on 2025-09-25").fine();
    sandbox.pjt("update 15 --status doing").fine();
    let hash = sandbox.git(&["rev-parse", "HEAD"]).trim()[..7].to_owned();
    let page = sandbox.pjt(&format!("diff {hash} --format html")).fine().to_owned();
    let body = page.split_once("<body").unwrap().1;
    assert!(!body.contains(&hash) && page.contains("日以来任务变化情况"), "{page}");
    for words in [
        "有变化的任务 2 项",
        "未启动 → 已完成 1 项",
        "进展有变化 1 项",
        "平台上线&#60;b&#62;",
        "<th scope=\"col\">变化前</th>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    sandbox.pjt("diff -o changes.docx").fine();
    assert_eq!(sandbox.pjt("diff -o changes.docx").code, 2, "it is there");
    let said = sandbox.pjt("diff -o changes.docx --force --json").json();
    assert!(said["kind"] == "export" && said["tasks"] == 2 && said["format"] == "docx", "{said}");
    let file = std::fs::File::open(sandbox.path("changes.docx")).unwrap();
    let mut word = zip::ZipArchive::new(file).unwrap();
    let word = std::io::read_to_string(word.by_name("word/document.xml").unwrap()).unwrap();
    assert!(
        !word.contains("提交")
            && word.contains("日以来任务变化情况")
            && word.contains("未启动 → 已完成 1 项")
    );
    assert_eq!(sandbox.pjt("diff -o changes").code, 2, "no format");
    // Of what departments reported a line for each; what the office is still to look at is no news.
    let task = sandbox.read(FOURTEEN);
    sandbox.write(FOURTEEN, task.replacen("\nstatus:", "\nreview: reworded\n\nstatus:", 1));
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    sandbox.write(
        "data/chanjiao-2021-2025/returns/2025-q3/d01.yaml",
        "department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n- id: 14\n  percent: 60\n\n  progress: 平台上线。\n\n- id: 15\n  percent: 70\n",
    );
    let page = sandbox.pjt("diff HEAD --format html").fine().to_owned();
    assert!(page.contains("市教委 报送 2025年第三季度：2项，2025年9月24日收到"), "{page}");
    assert!(!page.contains("待确认") && page.matches("报送 2025年第三季度").count() == 1, "{page}");
    let page = sandbox.pjt("diff HEAD --format html --lang en").fine().to_owned();
    assert!(page.contains("市教委 reports for 2025-q3: 2 tasks, received on 2025-09-24"), "{page}");
}
