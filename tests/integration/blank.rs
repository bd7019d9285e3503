//! Blank is nothing: what shows nothing is no note, no evidence, no name, wherever it is typed or written.

use crate::sandbox::Sandbox;

const FILE: &str = "data/chanjiao-2021-2025/tasks/014.yaml";
const BLANKS: [&str; 7] =
    ["", " ", "\u{3000}\u{3000}", "\u{200b}", "\t\r\n", "\u{1}", "\u{a0}\u{feff}\u{2060}"];

#[test]
fn a_blank_value_is_wrong_usage_in_every_option_that_takes_text() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("plan.csv", "序号,任务内容,责任单位\n1,建立平台,市教委\n2,开展试点,市科委\n");
    let commands: &[&[&str]] = &[
        &["update", "14", "--status", "done", "--note"],
        &["update", "14", "--note", "上线", "--by"],
        &["update", "14", "--evidence"],
        &["update", "14", "--status", "done", "--commit", "--message"],
        &["update", "14", "--status", "done", "--plan"],
        &["list", "--dept"],
        &["list", "--lead"],
        &["list", "--support"],
        &["list", "--pillar"],
        &["list", "--key-task"],
        &["list", "--keyword"],
        &["list", "--plan"],
        &["list", "--at"],
        &["stats", "--keyword"],
        &["export", "--keyword"],
        &["log", "--author"],
        &["log", "--keyword"],
        &["log", "--by"],
        &["log", "--to"],
        &["diff"],
        &["undo"],
        &["show"],
        &["update", "--status", "done"],
        &["commit", "--message"],
        &["check", "--range"],
        &["import", "plan.csv", "--plan"],
        &["import", "plan.csv", "--sheet"],
    ];
    let before = sandbox.read(FILE);
    for command in commands {
        for blank in BLANKS {
            for lang in ["zh", "en"] {
                let said = sandbox.pjt_with(&[command, &[blank][..]].concat(), &[("PJT_LANG", lang)]);
                assert_eq!(said.code, 2, "{command:?} {blank:?}: {}", said.whole());
            }
        }
    }
    assert_eq!(sandbox.read(FILE), before);
    assert!(!sandbox.path("data/plan").exists());
    assert_eq!(sandbox.git(&["log", "--format=%s"]), "seed\n");
    let said = sandbox.pjt_with(&["update", "14", "--note", ""], &[]);
    assert!(said.stderr.contains("空白") && !said.stderr.contains("blank"), "{}", said.stderr);
}

#[test]
fn a_blank_inside_of_a_number_is_wrong_usage() {
    let sandbox = Sandbox::with_seed();
    for id in ["1 2", "1\u{3000}2", "1\u{200b}2", "1\t2", "3-1 2", "1 -3", "1\n2"] {
        for command in [&["update", id, "--status", "doing"][..], &["show", id], &["blame", id], &["log", id]]
        {
            let said = sandbox.pjt_with(command, &[]);
            assert_eq!(said.code, 2, "{command:?}: {}", said.whole());
            assert!(!said.stderr.contains("a task is"), "{}", said.stderr);
        }
    }
    assert_eq!(sandbox.pjt_with(&["list", "--pillar", "0 2"], &[]).code, 3);
    assert!(sandbox.numstat().is_empty());
}

#[test]
fn a_range_that_goes_beyond_the_last_task_names_the_last() {
    let sandbox = Sandbox::with_seed();
    for command in ["update 40-99 --status doing", "show 40-44", "update 3 42-999999 --note 甲"] {
        let said = sandbox.pjt(command);
        assert!(said.code == 3 && said.stderr.contains("43"), "{command}: {}", said.whole());
    }
    assert!(sandbox.numstat().is_empty());
    sandbox.pjt("show 40-43").fine();
    sandbox.pjt("update 40-43 --status doing").fine();
}

#[test]
fn what_update_takes_in_passes_check() {
    for note in [
        "第一行\r\n第二行",
        "第一行\r第二行",
        "表格\t内容",
        "零\u{200b}宽\u{feff}",
        " 前后 \n",
        "甲\u{2028}乙\u{85}丙",
        "软\u{ad}连字",
        "# 井号: 冒号",
        "<<<<<<< 甲\n=======\n>>>>>>> 乙",
        "甲\n---\n...",
        "警\u{7}报",
        "转\u{202e}向",
        "控\u{9b}制",
        "标\u{e0041}签",
    ] {
        let sandbox = Sandbox::with_seed();
        let command = [
            "update",
            "14",
            "--status",
            "done",
            "--note",
            note,
            "--by",
            note,
            "--evidence",
            note,
            "--missing-ok",
            "--commit",
        ];
        let said = sandbox.pjt_with(&command, &[]);
        let is_refused = note.contains(['\u{7}', '\u{202e}', '\u{9b}', '\u{e0041}']);
        assert_eq!(said.code, if is_refused { 2 } else { 0 }, "{note:?}: {}", said.whole());
        sandbox.pjt("check").fine();
        if !is_refused {
            sandbox.pjt("check --range HEAD~1..HEAD").fine();
        }
    }
    let sandbox = Sandbox::with_seed();
    for (words, code) in [("--note 甲 --on 2199-01-01", 2), ("--due 2199-01-01", 4), ("--due 1999-01-01", 4)]
    {
        assert_eq!(sandbox.pjt(&format!("update 14 {words}")).code, code, "{words}");
    }
    assert!(sandbox.numstat().is_empty());
}

#[test]
fn in_a_file_what_is_blank_is_a_finding_and_no_ground() {
    let sandbox = Sandbox::with_seed();
    let text = sandbox.read(FILE);
    for blank in ["", "  ", "\u{3000}", "\u{200b}"] {
        let note = format!("\nnotes:\n- date: \"2025-01-01\"\n  text: \"{blank}\"\n");
        for (edited, code) in [
            (text.replace("status: not_started\n", "status: suspended\n") + &note, "unexplained-status"),
            (
                text.replace("status: not_started\n", "status: closed\n")
                    + &format!("\nevidence:\n- \"{blank}\"\n"),
                "closed-without-evidence",
            ),
            (text.replace("status: not_started\n", "status: done\n") + &note, "done-without-grounds"),
            (text.clone() + &format!("\ndue_text: \"{blank}\"\n"), "blank-text"),
        ] {
            sandbox.write(FILE, &edited);
            let said = sandbox.pjt("check --json");
            assert!(said.code == 5 && said.stdout.contains("\"blank-text\""), "{blank:?} {}", said.whole());
            sandbox.git(&["add", "-A"]);
            let staged = sandbox.pjt("check --staged --json");
            assert!((said.stdout + &staged.stdout).contains(code), "{blank:?} {code}");
        }
    }
    for (file, old, new) in [
        ("data/chanjiao-2021-2025/plan.yaml", "title: 建立开放共享的协同育人信息平台", "title: \"  \""),
        ("data/departments.yaml", "departments:\n", "departments:\n- name: \"　\"\n"),
        ("data/departments.yaml", "departments:\n", "departments:\n- name: 新办\n  people: [\" \"]\n"),
        ("data/office.yaml", "name: 督查室", "name: \" \""),
        ("data/office.yaml", "phone: 电话", "phone: \"\""),
    ] {
        let sandbox = Sandbox::with_seed();
        sandbox.write("data/office.yaml", "name: 督查室\nphone: 电话\n");
        sandbox.pjt("check").fine();
        let text = sandbox.read(file);
        assert!(text.contains(old), "{file}");
        sandbox.write(file, text.replacen(old, new, 1));
        let said = sandbox.pjt("check --json");
        assert!(said.code == 5 && said.stdout.contains("\"blank-text\""), "{}", said.whole());
    }
}

#[test]
fn evidence_that_names_nothing_is_none_wherever_it_is_asked_for() {
    let sandbox = Sandbox::with_seed();
    let text = sandbox.read(FILE);
    for evidence in ["https://", "——", "\u{3000}"] {
        sandbox.write(FILE, format!("{text}\nevidence:\n- \"{evidence}\"\n"));
        let listed = sandbox.pjt("list --no-evidence --format ids");
        assert!(listed.fine().lines().any(|line| line.ends_with("/14")), "{evidence}: {}", listed.whole());
        let said = sandbox.pjt("update 14 --status done");
        assert!(said.fine().contains("已完成"), "{}", said.whole());
        assert!(said.stderr.contains("却没有新的进展"), "{evidence}: {}", said.whole());
        let said = sandbox.pjt("update 14 --status closed");
        assert!(said.code != 0 && said.stderr.contains("佐证"), "{evidence}: {}", said.whole());
        sandbox.git(&["add", "-A"]);
        assert!(
            sandbox.pjt("check --staged --lang en").stdout.contains("done-without-grounds"),
            "{evidence}"
        );
        let closed = text.replace("status: not_started", "status: closed");
        sandbox.write(FILE, format!("{closed}\nevidence:\n- \"{evidence}\"\n"));
        assert!(sandbox.pjt("check --lang en").stdout.contains("closed-without-evidence"), "{evidence}");
        sandbox.git(&["reset", "-q", "--hard"]);
    }
}

#[test]
fn what_nobody_sees_in_a_document_does_not_come_along() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    sandbox.write(
        "a.csv",
        "序号,类别,任务内容,责任单位,完成时限\n1,一、平\u{200b}台,建立\u{200b}平\u{202e}台,市\u{200b}教委,2025年\u{200b}6月\n2,一、平台,开展\u{feff}试点,市科委,持续\u{200b}推进\n",
    );
    let said = sandbox.pjt("import a.csv --lang en");
    assert!(said.code == 0 && said.stderr.contains("[invisible-characters]"), "{}", said.whole());
    sandbox.pjt("check").fine();
}

/// Files of every format with a text in every place, each named by its key where it is seen from.
const WRITTEN: [(&str, &str); 5] = [
    (
        "data/office.yaml",
        "name: @\ncontact: @\nphone: @\n\nfonts:\n  title: @\n  heading: @\n  subheading: @\n  text: @\n",
    ),
    (
        "data/pjt.yaml",
        "format: 1\ndefault_plan: chanjiao-2021-2025\n\nremoved:\n- slug: old\n  on: \"2025-01-01\"\n  reason: @\n",
    ),
    (
        "data/periods/2025-q3.yaml",
        "title: @\nstart: \"2025-07-01\"\nend: \"2025-09-30\"\ndue: \"2025-09-25\"\nopened: \"2025-09-10\"\n\nfields: [status]\n",
    ),
    (
        "data/chanjiao-2021-2025/returns/2025-q3/d01.yaml",
        "department: 市教委\nreceived: \"2025-09-20\"\n\nsource:\n- file: @\n  sha256: \"00\"\n\ntasks:\n- id: 14\n  progress: @\n  problems: @\n  next: @\n  evidence: [@]\n  expected_text: @\n  unread:\n  - field: percent\n    place: 表!J9\n    text: @\n    why: percent-unclear\n  sent_back:\n    on: \"2025-09-21\"\n    reason: @\n\nunplaced:\n- place: @\n  text: @\n  why: row-unknown\n\ndropped:\n- place: @\n  text: @\n  why: row-unknown\n  reason: @\n",
    ),
    (
        "data/departments.yaml",
        "departments:\n- name: 市教委\n  code: d01\n  people: [@, a@b.cn]\n  aliases: [@]\n",
    ),
];

#[test]
fn every_text_of_every_file_is_looked_at() {
    for (file, written) in WRITTEN {
        let sandbox = Sandbox::with_seed();
        let mut texts = written.match_indices('@').filter(|(at, _)| !written[..*at].ends_with('a'));
        for (number, (at, _)) in texts.by_ref().enumerate() {
            for (sign, code) in [
                ("\" \"", "blank-text"),
                ("\"\\ufe0f\"", "blank-text"),
                ("\"\u{2800}\"", "blank-text"),
                ("\"甲\\u200b\"", "invisible-character"),
            ] {
                sandbox.write(WRITTEN[2].0, WRITTEN[2].1.replace('@', "甲"));
                let filled = format!("{}{sign}{}", &written[..at], &written[at + 1..]);
                let mut index = 0;
                let filled: String = filled
                    .split_inclusive('@')
                    .map(|part| match part.strip_suffix('@') {
                        Some(before) if !before.ends_with('a') => {
                            index += 1;
                            format!("{before}词{index}")
                        }
                        _ => part.to_owned(),
                    })
                    .collect();
                sandbox.write(file, filled);
                let said = sandbox.pjt("check --json");
                let line = 1 + written[..at].matches('\n').count();
                let is_named = |found: &&serde_json::Value| {
                    found["code"] == code
                        && found["path"].as_str().is_some_and(|path| path.ends_with(file))
                        && found["line"] == line
                };
                let findings = said.json()["findings"].as_array().unwrap().clone();
                let named = findings.iter().filter(is_named).count();
                assert_eq!(named, 1, "{file} {number} {sign}: {}", said.whole());
            }
        }
    }
}
