//! What is said beside the result: for which department a part of a name was taken, where commits go, how much there is.

use std::fs;

use crate::{
    filled,
    sandbox::{Sandbox, repository},
};

#[test]
fn a_part_of_a_name_is_said_and_a_name_is_not() {
    let sandbox = Sandbox::with_seed();
    for (typed, is_said) in [("市教委", false), ("教委", true), ("委", false)] {
        let said = sandbox.pjt(&format!("list --dept {typed} --lang zh"));
        assert_eq!(said.stderr.contains("按 `市教委` 查"), is_said, "{typed}: {}", said.whole());
    }
    let said = sandbox.pjt("list --dept 教委 --json --lang zh");
    assert!(said.json()["tasks"].is_array());
}

#[test]
fn a_store_deep_in_a_repository_says_so_at_its_beginning_and_at_its_first_commit() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q"]);
    sandbox.write("p.csv", "序号,任务,责任单位\n1,开展调研,市教委\n");
    let is_said =
        |words: &str| sandbox.pjt(&format!("{words} --lang zh")).stderr.contains("提交都进那个仓库");
    assert!(!is_said("init"), "at the top it is the repository's own");
    assert!(is_said("init office/data"));
    assert!(is_said("--store office/data import p.csv --plan p --commit"));
    assert!(!is_said("--store office/data update 1 --note 已开展 --by 市教委 --commit"));
}

#[test]
fn what_is_more_than_anybody_reads_is_summed_up() {
    let sandbox = filled::sandbox();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-q", "-m", "下发"]);
    sandbox.write("in/a.xlsx", filled::Sheet::filled(&sandbox).xlsx());
    sandbox.pjt("collect in --received 2025-09-24 --yes").fine();
    let said = sandbox.pjt("undo --dry-run --lang zh");
    assert!(said.stdout.contains("市教委 报送 2025-q3：报了 37 项任务，"), "{}", said.whole());
    assert!(said.stdout.lines().count() < 30 && said.stdout.contains("另有 17 项任务"), "{}", said.whole());
    assert!(said.stderr.contains("`pjt diff`"), "{}", said.whole());
    assert!(sandbox.pjt("diff --lang zh").fine().lines().count() > 100);
    sandbox.pjt("commit").fine();
    let said = sandbox.pjt("undo --dry-run --lang zh");
    let command =
        said.stderr.split("`pjt ").find_map(|rest| rest.split_once('`').map(|(command, _)| command));
    let command = command.filter(|command| command.starts_with("diff ")).unwrap();
    assert!(sandbox.pjt(command).fine().lines().count() > 100, "{command}");
}

#[test]
fn of_a_first_commit_the_command_that_shows_all_of_it_works_too() {
    let sandbox = Sandbox::empty();
    sandbox.copy_seed_to(".");
    sandbox.git(&["init", "-q", "-b", "main"]);
    for month in 1..=24 {
        let id = format!("{}-{:02}", 2023 + (month - 1) / 12, (month - 1) % 12 + 1);
        sandbox.pjt(&format!("period open {id} --due {id}-28 --today {id}-01")).fine();
    }
    for command in ["commit", "undo --dry-run"] {
        let said = sandbox.pjt(&format!("{command} --lang zh"));
        let command = said.stderr.split('`').nth(1).unwrap_or_default().to_owned();
        let arguments: Vec<&str> = command.split(' ').collect();
        assert_eq!(arguments.first(), Some(&"git"), "{}", said.whole());
        assert!(sandbox.git(&arguments[1..]).contains("2024-12.yaml"), "{command}");
    }
}

#[test]
fn a_part_of_a_reporters_name_is_said_and_a_name_is_not() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --note 开标 --by 市教委 --commit").fine();
    for (typed, is_said) in [("市教委", false), ("教委", true), ("李四", false)] {
        let said = sandbox.pjt(&format!("log --by {typed} --lang zh"));
        assert_eq!(said.stderr.contains("连同 `市教委`"), is_said, "{typed}: {}", said.whole());
    }
}

#[test]
fn the_office_is_set_without_an_editor_and_comments_stay() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("office --lang zh");
    assert!(said.fine().contains("30 天（未设，按默认）"), "{}", said.whole());
    sandbox.write("data/office.yaml", "# 换届后更新\nname: 督查室   # 署名\n\nnear_days: 30\n");
    sandbox.pjt("office --near-days 15天 --phone 02112345678 --text-font 宋体").fine();
    let text = sandbox.read("data/office.yaml");
    assert!(text.starts_with("# 换届后更新\nname: 督查室   # 署名\n"), "{text}");
    assert!(text.contains("near_days: 15\n") && text.contains("phone: \"02112345678\"\n"), "{text}");
    let said = sandbox.pjt("office --name none --text-font 无 --lang zh");
    assert!(said.fine().contains("（未设）") && said.stdout.contains("仿宋_GB2312"), "{}", said.whole());
    let text = sandbox.read("data/office.yaml");
    assert!(!text.contains("name:") && !text.contains("fonts"), "{text}");
    for (words, code) in [("office --near-days 400", 2), ("office --name=", 2)] {
        assert_eq!(sandbox.pjt(words).code, code, "{words}");
    }
    sandbox.pjt("office --contact 李四 --commit").fine();
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.pjt("check").fine();
}

#[test]
fn a_task_that_can_not_be_read_names_the_command_that_opens_it() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "id: 14\nstatus: soon\n");
    let said = sandbox.pjt("show 14 --lang zh");
    assert!(said.stderr.contains("`pjt edit chanjiao-2021-2025/14`"), "{}", said.whole());
}

#[test]
fn a_preview_proposes_no_undo_since_nothing_happened() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --note 开标 --by 市教委").fine();
    let source = "seeds/chanjiao-2021-2025.txt";
    for other in [source, "seeds/other.txt"] {
        sandbox.write("seeds/other.txt", sandbox.read(source) + "\n");
        let said = sandbox.pjt(&format!("import {other} --plan again --dry-run --lang zh"));
        assert!(said.stderr.contains("会重复计数") && said.stderr.contains("`--plan chanjiao-2021-2025`"));
        assert!(!said.stderr.contains("undo"), "{}", said.whole());
    }
    // What has happened is proposed to be taken back, and what is being committed is not proposed to be committed.
    let said = sandbox.pjt(&format!("import {source} --plan again --yes --commit --lang zh"));
    assert!(said.stderr.contains("`pjt undo`") && !said.stderr.contains("`pjt commit`"), "{}", said.whole());
}

#[test]
fn no_preview_in_the_transcripts_proposes_what_follows_writing() {
    for (step, said) in transcripts() {
        let is_preview =
            step.contains(" --dry-run") && !step.contains("$ pjt undo") && !step.contains("$ pjt redo");
        let proposed =
            ["`pjt undo", "`pjt redo", "`pjt commit"].iter().find(|command| said.contains(**command));
        assert!(!is_preview || proposed.is_none(), "{step}\n{said}");
    }
}

/// Each step of the transcripts, and what was said.
fn transcripts() -> impl Iterator<Item = (String, String)> {
    let files = fs::read_dir(repository().join("tests/snapshots")).unwrap();
    files.flat_map(|file| {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let steps = text.split("\n\n$ ").skip(1).map(|step| {
            let (command, said) = step.split_once('\n').unwrap_or((step, ""));
            (format!("$ {command}"), said.to_owned())
        });
        steps.collect::<Vec<_>>()
    })
}
