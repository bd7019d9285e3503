//! The coordinator's desk: tasks that no document holds, a file in the editor, what changed, the order of the document.

use crate::sandbox::{Said, Sandbox, part};

const FILE: &str = "data/chanjiao-2021-2025/tasks/014.yaml";

#[track_caller]
fn edit(sandbox: &Sandbox, editor: &str, words: &str) -> Said {
    let arguments: Vec<&str> = words.split(' ').collect();
    sandbox.pjt_with(&arguments, &[("VISUAL", ""), ("EDITOR", editor)])
}

fn ids(sandbox: &Sandbox, words: &str) -> Vec<u64> {
    let said = sandbox.pjt(&format!("list {words} --json")).json();
    said["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_u64().unwrap()).collect()
}

#[test]
fn a_task_that_no_document_holds_gets_the_next_number_and_stands_where_it_is_put() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("init --git --hook").fine();
    sandbox.pjt("commit").fine();
    let add = "add --content 开展中期评估 --dept 市教委、市发展改革委 --after 14 --reason 专题会议纪要第3号";
    let said = sandbox.pjt(&format!("{add} --by 督查室 --due 2025-06-30 --commit"));
    assert!(said.fine().contains("44 新增任务：开展中期评估"), "{}", said.whole());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.pjt("check").fine();
    sandbox.pjt("check --range HEAD~1..HEAD").fine();
    let order = ids(&sandbox, "--pillar 2");
    let place = order.iter().position(|id| *id == 14).unwrap();
    assert_eq!(order[place + 1], 44, "{order:?}");
    let shown = sandbox.pjt("show 44");
    assert!(shown.fine().contains("第 64 行之后"), "{}", shown.stdout);
    let task = &sandbox.pjt("show 44 --json").json()["tasks"][0];
    assert_eq!((task["key_task"]["id"].as_u64(), task["label"].is_null()), (Some(5), true));
    let said = sandbox.pjt("check --source seeds/chanjiao-2021-2025.txt");
    assert!(
        said.stderr.contains("43") && said.stderr.contains("1 ") && !said.stderr.contains("44"),
        "{}",
        said.whole()
    );
    // A new edition of the document keeps it, wherever the lines went.
    let document = sandbox.read("seeds/chanjiao-2021-2025.txt");
    sandbox.write("seeds/next.txt", format!("\n\n\n{document}"));
    let said = sandbox.pjt("import seeds/next.txt --plan chanjiao-2021-2025 --yes");
    assert!(said.fine().contains("不变 44 项") && !said.stdout.contains("已没有"), "{}", said.whole());
    assert_eq!(sandbox.pjt("show 44 --json").json()["tasks"][0]["source"], "after line 67");
    assert_eq!(ids(&sandbox, "--pillar 2"), order);
    sandbox.pjt("check").fine();
}

#[test]
fn what_an_added_task_lacks_is_said_and_nothing_is_written() {
    let sandbox = Sandbox::with_seed();
    for (words, code) in [
        ("add --content 甲 --dept 市教委", 2),
        ("add --content 甲 --reason 会议", 2),
        ("add --content 甲 --dept 市教育厅 --reason 会议", 3),
        ("add --content 甲 --dept 市教委 --key-task 99 --reason 会议", 3),
        ("add --content 甲 --dept 市教委 --pillar 1 --key-task 5 --reason 会议", 4),
        ("add --content 甲 --dept 市教委 --due 2031-01-01 --reason 会议", 4),
        ("add --content 甲 --dept 市教委 --after 99 --reason 会议", 3),
        ("add --content 甲 --dept 市教委 --reason …", 2),
    ] {
        let said = sandbox.pjt(words);
        assert!(said.code == code && !said.stderr.is_empty(), "{words}: {}", said.whole());
    }
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.pjt("add --content 甲 --lead 市数据局 --new-dept --reason 会议").fine();
    assert!(sandbox.read("data/departments.yaml").contains("- name: 市数据局"));
    sandbox.pjt("check").fine();
}

#[test]
fn the_editor_gets_a_copy_and_only_what_is_right_is_put_in_place() {
    let sandbox = Sandbox::with_seed();
    let before = sandbox.read(FILE);
    let said = edit(&sandbox, "true", "edit 14");
    assert!(said.code == 0 && said.stderr.contains("没有改动"), "{}", said.whole());
    // A comment alone changes the file, and it is said.
    let said = edit(&sandbox, "sed -i 1i#待核", "edit 14");
    assert!(said.code == 0 && said.stderr.contains("编号14 的文件已写入"), "{}", said.whole());
    assert!(!said.whole().contains("已经是这样"), "{}", said.whole());
    assert_eq!(sandbox.read(FILE), format!("#待核\n{before}"));
    sandbox.write(FILE, &before);
    // A comment is kept, and so is what nobody knows.
    let said = edit(&sandbox, "sed -i -e $s/$/#注意/ -e s/not_started/in_progress/", "edit 14");
    assert!(said.fine().contains("状态 未启动 → 推进中"), "{}", said.whole());
    let text = before.replace("not_started", "in_progress");
    assert_eq!(sandbox.read(FILE), format!("{}#注意\n", text.strip_suffix('\n').unwrap()));
    let held = sandbox.read(FILE);
    for (editor, code) in [
        ("sed -i s/in_progress/soon/", 4),
        ("sed -i s/共享/分享/", 4),
        ("sed -i /^content/d", 4),
        ("false", 1),
        ("no-such-editor", 1),
    ] {
        let said = edit(&sandbox, editor, "edit 14");
        assert_eq!(said.code, code, "{editor}: {}", said.whole());
        assert_eq!(sandbox.read(FILE), held, "{editor}");
        let is_kept = said.stderr.contains("--draft");
        assert_eq!(is_kept, code == 4, "{editor}: {}", said.whole());
    }
    // The kept copy goes on.
    let said = edit(&sandbox, "sed -i s/in_progress/soon/", "edit 14");
    let kept = said.stderr.split("--draft ").nth(1).unwrap().split('`').next().unwrap();
    let said =
        edit(&sandbox, "sed -i s/soon/suspended/", &format!("edit 14 --draft {kept} --reason 经费未到"));
    assert!(said.fine().contains("状态 推进中 → 暂缓"), "{}", said.whole());
    let said = edit(&sandbox, "sed -i s/共享/分享/", "edit 14 --reason 笔误 --by 督查室");
    assert!(said.fine().contains("【-共-】"), "{}", said.whole());
    assert!(sandbox.read(FILE).contains("text: 笔误"));
    sandbox.pjt("check").fine();
}

#[test]
fn a_file_that_can_not_be_read_is_mended_in_the_editor_and_one_that_changed_meanwhile_is_left_alone() {
    let sandbox = Sandbox::with_seed();
    let held = sandbox.read(FILE);
    sandbox.write(FILE, held.replace("status: not_started", "status: soon"));
    edit(&sandbox, "sed -i s/soon/not_started/", "edit 14").fine();
    assert_eq!(sandbox.read(FILE), held);
    // Somebody else writes while the editor is open.
    let other = "#!/bin/sh\nsed -i s/not_started/done/ \"$1\"\necho '# 别人' >> data/chanjiao-2021-2025/tasks/014.yaml\n";
    sandbox.write("editor.sh", other);
    let said = edit(&sandbox, "sh editor.sh", "edit 14");
    assert!(said.code == 4 && said.stderr.contains("--draft"), "{}", said.whole());
    assert_eq!(sandbox.read(FILE), format!("{held}# 别人\n"));
}

#[test]
fn lists_ledgers_and_counts_stand_in_the_order_of_the_document() {
    let sandbox = Sandbox::with_seed();
    let pairs = [("001", "（99）", 4), ("043", "（1）", 1)];
    for (file, label, pillar) in pairs {
        let path = format!("data/chanjiao-2021-2025/tasks/{file}.yaml");
        let text = sandbox.read(&path);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for line in &mut lines {
            match line.split(':').next().unwrap() {
                "label" => *line = format!("label: {label}"),
                "pillar" => *line = format!("pillar: {pillar}"),
                "key_task" => *line = format!("key_task: {}", if pillar == 1 { 1 } else { 18 }),
                "source" => *line = format!("source: line {}", if pillar == 1 { 1 } else { 999 }),
                _ => {}
            }
        }
        sandbox.write(&path, lines.join("\n") + "\n");
    }
    let order = ids(&sandbox, "");
    assert_eq!((order.first(), order.last()), (Some(&43), Some(&1)), "{order:?}");
    assert_eq!(ids(&sandbox, "--sort id").first(), Some(&1));
    assert_eq!(ids(&sandbox, "--sort -文件顺序").first(), Some(&1));
    assert_eq!(ids(&sandbox, "--limit 2"), order[..2]);
    let ledger = sandbox.pjt("export --format csv");
    assert!(ledger.fine().lines().nth(1).unwrap().starts_with("43（文件1）,"), "{}", ledger.stdout);
    // The document's number stands beside the ledger's wherever people read it, and programs get the ledger's.
    let list = sandbox.pjt("list --limit 2 --lang zh");
    assert!(list.fine().contains("43（文件1）") && !list.stdout.contains("42（"), "{}", list.stdout);
    assert!(!sandbox.pjt("list --limit 1 --format csv").fine().contains("文件"));
    let beside = sandbox.pjt("list --limit 1 --columns 编号、文件序号 --lang zh");
    assert!(!beside.fine().contains("（文件1）"), "it has a column of its own: {}", beside.stdout);
    sandbox.pjt("export -o 台账.xlsx").fine();
    let workbook = std::fs::read(sandbox.path("台账.xlsx")).unwrap();
    assert!(part(&workbook, "xl/styles.xml").contains("0&quot;（文件1）&quot;"));
    assert!(part(&workbook, "xl/worksheets/sheet1.xml").contains("<v>43</v>"), "it is sorted as a number");
    sandbox.pjt("export -o 台账.docx").fine();
    assert!(
        part(&std::fs::read(sandbox.path("台账.docx")).unwrap(), "word/document.xml").contains("（文件1）")
    );
    sandbox.pjt("site -o web --lang zh").fine();
    assert!(sandbox.read("web/chanjiao-2021-2025/task-43.html").contains("编号43（文件第1项）"));
    // What is shown is taken again.
    for shown in ["43（文件第1项）", "43（文件1）", "编号43", "台账编号43"] {
        assert!(
            sandbox.pjt(&format!("show {shown} --lang zh")).fine().contains("43（文件第1项）"),
            "{shown}"
        );
    }
    let said = sandbox.pjt("show 43");
    assert!(said.fine().contains("43（文件第1项）"), "{}", said.stdout);
    // What contradicts itself is asked about, in the language of who typed it.
    for (lang, own) in [("zh", "43（文件第1项）"), ("en", "43 (no. 1 in the document)")] {
        let said = sandbox.pjt(&format!("show 43（文件2） --lang {lang}"));
        assert_ne!(said.code, 0, "{}", said.whole());
        assert!(said.stderr.contains(own), "{}", said.whole());
        assert_eq!(said.stderr.contains("文件第"), lang == "zh", "{}", said.whole());
    }
}

#[test]
fn tasks_that_changed_since_a_commit_or_a_day_are_a_filter_like_the_others() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 3 --status done").fine();
    assert_eq!(ids(&sandbox, "--changed-since HEAD"), [3]);
    assert_eq!(ids(&sandbox, "--changed-since HEAD --at HEAD"), [0u64; 0]);
    assert_eq!(ids(&sandbox, "--changed-since HEAD --status todo"), [0u64; 0]);
    assert_eq!(ids(&sandbox, "--changed-since 1999-01-01").len(), 43);
    let said = sandbox.pjt("export --changed-since HEAD --format md");
    assert!(said.fine().lines().next().unwrap().contains("改动始于 HEAD"), "{}", said.stdout);
    assert_eq!(sandbox.pjt("stats --changed-since HEAD --json").json()["total"]["tasks"], 1);
    assert_eq!(sandbox.pjt("list --changed-since no-such").code, 3);
    assert_eq!(sandbox.pjt("diff --changed-since HEAD").code, 2);
}

#[test]
fn counts_are_readable_on_narrow_terminals_and_no_date_is_broken() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 1-3 --status done").fine();
    sandbox.pjt("update 4-6 --status doing").fine();
    for columns in ["60", "80", "100"] {
        let said = sandbox.pjt_with(&["stats", "--by", "department"], &[("COLUMNS", columns)]);
        let widest = said.fine().lines().map(unicode_width::UnicodeWidthStr::width).max();
        assert!(widest <= columns.parse().ok(), "{}", said.stdout);
        // A department a line, the titles, the rule, the sum; then which columns have no room.
        let (table, left_out) = said.stdout.split_once("宽度不够").unwrap_or((&said.stdout, ""));
        assert_eq!(table.lines().count(), 13 + 3, "{columns}: {}", said.stdout);
        assert_eq!(left_out.contains("未启动、推进中、已完成"), columns == "60", "{}", said.stdout);
        assert_eq!(said.stdout.contains('·'), columns == "100", "{}", said.stdout);
    }
    sandbox
        .pjt("update 14 --note 按进度推进平台建设并于2025-09-25完成初验，（2025-10-01）再报 --on 2025-06-01")
        .fine();
    for columns in 40..70 {
        for words in ["show 14", "diff", "list --pillar 2 --columns id,last-note,due"] {
            let arguments: Vec<&str> = words.split(' ').collect();
            let said = sandbox.pjt_with(&arguments, &[("COLUMNS", &columns.to_string())]);
            for date in ["2025-09-25", "2025-10-01", "2025-06-01"] {
                assert!(said.fine().contains(date), "{columns} {words}: {}", said.stdout);
            }
        }
    }
}

#[test]
fn a_list_of_plans_breaks_no_day_and_no_figure() {
    let sandbox = Sandbox::with_seed();
    for columns in 44..140 {
        let said = sandbox.pjt_with(&["plan", "list"], &[("COLUMNS", &columns.to_string())]);
        for whole in ["2021-01-01", "2025-12-31", "0/43 0%"] {
            assert!(said.fine().contains(whole), "{columns}: {}", said.stdout);
        }
        let widest = said.fine().lines().map(unicode_width::UnicodeWidthStr::width).max();
        assert!(widest <= Some(columns), "{}", said.stdout);
    }
}

#[test]
fn who_says_done_on_no_ground_hears_at_once_what_the_hook_will_say() {
    let sandbox = Sandbox::with_seed();
    let warned = |words: &str| sandbox.pjt(words).stderr.contains("改为已完成，却没有新的进展");
    assert!(warned("update 1 --status 已完成"));
    assert!(sandbox.pjt("check --staged").code == 0, "nothing is staged");
    sandbox.git(&["add", "-A"]);
    assert_eq!(sandbox.pjt("check --staged").code, 5);
    assert!(!warned("update 2 --status done --note 平台上线"));
    assert!(!warned("update 3 --status done --evidence https://example.org/a"));
    // What was noted since the last commit is a ground.
    sandbox.pjt("update 4 --note 平台上线").fine();
    assert!(!warned("update 4 --status done"));
    let said = sandbox.pjt("update 5-12 --status done --yes");
    let count = said.stderr.matches("改为已完成，却没有新的进展").count();
    assert!(count == 5 && said.stderr.contains("还有 3 项也是这样"), "{}", said.whole());
    let said = sandbox.pjt("update 13 --status done --json").json();
    assert_eq!(said["warnings"][0]["code"], "done-without-grounds");
    sandbox.pjt("update 14 --status done").fine();
    assert!(!warned("update 14 --status doing --note 返工"));
}

#[test]
fn a_deadline_behind_the_plan_is_granted_by_the_command_that_the_finding_names() {
    let sandbox = Sandbox::with_seed();
    let text = sandbox.read(FILE);
    sandbox.write(FILE, text + "\ndue: \"2026-03-31\"\n");
    let said = sandbox.pjt("check");
    let command = "update chanjiao-2021-2025/14 --due 2026-03-31 --reason 原因";
    assert!(said.code == 5 && said.stdout.contains(command), "{}", said.whole());
    sandbox.pjt(command).fine();
    sandbox.pjt("check").fine();
    let said = sandbox.pjt(command);
    assert!(said.fine().is_empty(), "it is granted already: {}", said.whole());
    sandbox.write(FILE, sandbox.read(FILE).replace("2026-03-31", "2020-03-31"));
    assert!(sandbox.pjt("check").stdout.contains("--due 日期 --reason 原因"));
}

#[cfg(unix)]
#[test]
fn an_editor_may_have_quotation_marks_and_must_leave_a_file() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("my editor/ed.sh", "sed -i s/not_started/in_progress/ \"$2\"\n");
    let said = edit(&sandbox, "sh 'my editor/ed.sh' \"-w x\"", "edit 14");
    assert!(said.fine().contains("未启动 → 推进中"), "{}", said.whole());
    for left in ["rm \"$1\"; mkfifo \"$1\"", "rm \"$1\"", "rm \"$1\"; mkdir \"$1\""] {
        sandbox.write("ed.sh", left);
        let said = edit(&sandbox, "sh ed.sh", "edit 14");
        assert!(said.code == 1 && said.stderr.contains("没有留下改后的文件"), "{}", said.whole());
        assert!(!said.stderr.contains("--draft"), "there is nothing to go on with: {}", said.stderr);
    }
}

#[cfg(unix)]
#[test]
fn what_two_people_do_to_a_task_at_the_same_time_is_kept() {
    let sandbox = Sandbox::with_seed();
    let pjt = env!("CARGO_BIN_EXE_pjt");
    let meanwhile = |words: &str, edit: &str| {
        sandbox.write("ed.sh", format!("(cd '{}' && {pjt} {words}) && {edit}", sandbox.path("").display()));
    };
    meanwhile("update 14 --note 会议", "sed -i s/not_started/in_progress/ \"$1\"");
    let said = edit(&sandbox, "sh ed.sh", "edit 14");
    assert!(said.code == 0 && said.stderr.contains("两边的改动都保留"), "{}", said.whole());
    let text = sandbox.read(FILE);
    assert!(text.contains("会议") && text.contains("in_progress"), "{text}");
    // Where both change the same, the copy is kept; who goes on with it sees both.
    meanwhile("update 14 --status done --note 上线", "sed -i s/in_progress/suspended/ \"$1\"");
    let said = edit(&sandbox, "sh ed.sh", "edit 14 --reason 经费未到");
    assert!(said.code == 4 && said.stderr.contains("在编辑期间被别人改过"), "{}", said.whole());
    let kept = said.stderr.split("--draft ").nth(1).unwrap().split('`').next().unwrap().to_owned();
    let said = edit(&sandbox, "true", &format!("edit 14 --draft {kept}"));
    assert!(said.code == 4 && said.stderr.contains("未解决的合并冲突"), "{}", said.whole());
    let kept = said.stderr.split("--draft ").nth(1).unwrap().split('`').next().unwrap().to_owned();
    let choose = "sed -i -e /^<<<<<<</d -e /^=======/,/^>>>>>>>/d";
    edit(&sandbox, choose, &format!("edit 14 --draft {kept}")).fine();
    let text = sandbox.read(FILE);
    assert!(text.contains("status: done") && text.contains("上线") && text.contains("会议"), "{text}");
}

#[test]
fn what_to_do_next_is_a_command_and_about_the_plan_in_hand() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    assert!(sandbox.pjt("list").stderr.contains("`pjt import 文件`"));
    let table = |title: &str| {
        format!(
            "{title}\n\n序号\t任务内容\t牵头单位\t备注\n1\t建设平台\t市教委\t结合年度计划统筹推进\n2\t制定办法\t市财政局\t与年度预算衔接安排\n"
        )
    };
    sandbox.write("a.txt", table("甲方案（2026年1月—2027年6月）"));
    sandbox.write("b.txt", table("乙方案（2026年）"));
    let first = sandbox.pjt("import a.txt --plan jia");
    assert!(first.stderr.contains("`pjt list`"), "{}", first.whole());
    // Remarks are nothing to read as the content.
    assert!(first.stderr.contains("备注") && !first.stderr.contains("content="), "{}", first.whole());
    let second = sandbox.pjt("import b.txt --plan yi");
    assert!(second.stderr.contains("`pjt list --plan yi`"), "{}", second.whole());
    assert!(
        sandbox.read("data/jia/plan.yaml").contains("2027-06-30"),
        "{}",
        sandbox.read("data/jia/plan.yaml")
    );
    assert!(sandbox.pjt("list --plan bing").stderr.contains("jia、yi"));
    sandbox.pjt("init --git").fine();
    sandbox.pjt("commit").fine();
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s"]), "导入方案 jia 等 2 个：4 项任务\n");
    sandbox.pjt("period open 2026-q1 --due 2026-03-25 --today 2026-03-01").fine();
    let again = sandbox.pjt("period open 2026-q1 --due 2026-03-25 --today 2026-03-01");
    assert!(again.stderr.contains("再开放一次") && !again.stderr.contains("yaml"), "{}", again.whole());
}
