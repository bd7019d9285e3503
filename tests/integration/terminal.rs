//! What only a terminal sees: the pager, and what Tab completes in a real shell.

use crate::sandbox::Sandbox;

/// Runs a line of bash in a sandbox and gives what it printed.
fn bash(sandbox: &Sandbox, line: &str) -> String {
    let output = sandbox.program_in(".", "bash", &["-c", line]);
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    said.replace('\r', "")
}

/// What bash puts in or lists for these words, the last of which is being typed.
fn completed_in_bash(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let (index, last) = (words.len() - 1, words.last().unwrap());
    let line = format!(
        "source <(pjt completions bash); export PJT_LANG=zh; COMP_TYPE=63; COMP_CWORD={index}; \
         COMP_WORDS=({}); _clap_complete_pjt pjt '{last}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" ")
    );
    bash(sandbox, &line).lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn the_words_of_a_task_are_nothing_that_bash_could_run() {
    let sandbox = Sandbox::with_seed();
    let file = "data/chanjiao-2021-2025/tasks/001.yaml";
    let text = sandbox.read(file);
    let (head, _) = text.split_once("content:").unwrap();
    let (_, tail) = text.split_once("\ndepartments:").unwrap();
    sandbox.write(file, format!("{head}content: '`touch pw`;$(id)>x&'\ndepartments:{tail}"));
    sandbox.pjt("show 1").fine();
    let tasks = completed_in_bash(&sandbox, &["pjt", "show", "1"]);
    let own = tasks.iter().find(|task| task.contains("touch pw")).unwrap();
    assert!(!own.contains(['`', '$', ';', '(', ')', '>', '&']), "{own}");
    // Esc-* puts in all candidates: the values alone.
    let line = "source <(pjt completions bash); COMP_TYPE=42; COMP_CWORD=2; COMP_WORDS=(pjt show 1); \
        _clap_complete_pjt pjt 1 ''; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let all = bash(&sandbox, line);
    assert!(all.lines().count() > 5 && all.lines().all(|value| value.parse::<u32>().is_ok()), "{all}");
}

#[cfg(unix)]
#[test]
fn tab_completes_commands_options_values_and_what_the_store_holds_in_bash() {
    let sandbox = Sandbox::with_seed();
    let complete = |words: &[&str]| completed_in_bash(&sandbox, words);
    assert_eq!(complete(&["pjt", "upd"]), ["update"]);
    assert_eq!(complete(&["pjt", "list", "--overd"]), ["--overdue"]);
    let tasks = complete(&["pjt", "update", "1"]);
    assert_eq!(tasks.len(), 11, "{tasks:?}");
    assert!(tasks.iter().any(|task| task.starts_with("14  （建立资源汇聚、开放共享")), "{tasks:?}");
    assert_eq!(complete(&["pjt", "update", "14"]), ["14"]);
    let departments = complete(&["pjt", "list", "--dept", "市教"]);
    assert_eq!(departments, ["市教委"]);
    assert!(complete(&["pjt", "list", "--dept", "市"]).len() > 5);
    // Another name of it completes to its own.
    assert_eq!(complete(&["pjt", "list", "--dept", "市发改"]), ["市发展改革委"]);
    // Several in one word: the last is completed, and no other one again.
    assert_eq!(complete(&["pjt", "update", "14", "--lead", "市教委、市国"]), ["市教委、市国资委"]);
    let others = complete(&["pjt", "update", "14", "--lead", "市教委、市"]);
    assert!(others.len() > 3 && !others.iter().any(|name| name.contains("、市教委")), "{others:?}");
    let statuses = complete(&["pjt", "list", "--status", ""]);
    assert!(statuses.contains(&"done  （已完成）".to_owned()), "{statuses:?}");
    assert_eq!(complete(&["pjt", "list", "--plan", "chan"]), ["chanjiao-2021-2025"]);
    // Lists in one word, in the words of whoever types.
    assert_eq!(complete(&["pjt", "list", "--dept", "市教委、市国"]), ["市教委、市国资委"]);
    assert_eq!(complete(&["pjt", "list", "--status", "done,susp"]), ["done,suspended"]);
    assert_eq!(complete(&["pjt", "list", "--status", "推"]), ["推进中"]);
    let columns = complete(&["pjt", "list", "--columns", "编号、任务"]);
    assert_eq!(columns, ["编号、任务内容"]);
    assert!(complete(&["pjt", "list", "--columns", "编号、"]).len() > 10);
    assert!(complete(&["pjt", "list", "--light", ""]).iter().any(|light| light.starts_with("red")));
    assert_eq!(complete(&["pjt", "list", "--sort", "due,-stat"]), ["due,-status"]);
    assert_eq!(complete(&["pjt", "update", "14", "--replace-dept", "市教委=市国"]), ["市教委=市国资委"]);
    assert_eq!(complete(&["pjt", "dept", "rename", "市国"]), ["市国资委"]);
    assert_eq!(complete(&["pjt", "why", "14"]), ["14"]);
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-01").fine();
    for command in ["returns", "bulletin", "forms", "sendback"] {
        assert_eq!(complete(&["pjt", command, "2025"]), ["2025-q3"], "{command}");
    }
    assert_eq!(complete(&["pjt", "list", "--not-reported", "20"]), ["2025-q3"]);
}

#[test]
fn tab_completes_with_the_words_of_tasks_in_other_shells() {
    let sandbox = Sandbox::with_seed();
    let variables = [("PJT_COMPLETE", "zsh"), ("_CLAP_COMPLETE_INDEX", "2"), ("PJT_LANG", "zh")];
    let said = sandbox.pjt_with(&["--", "pjt", "update", "14"], &variables).fine().to_owned();
    assert!(said.starts_with("14:建立资源汇聚"), "{said}");
    for shell in ["fish", "powershell"] {
        let variables = [("PJT_COMPLETE", shell), ("PJT_LANG", "zh")];
        let said = sandbox.pjt_with(&["--", "pjt", "update", "14"], &variables).fine().to_owned();
        assert!(said.starts_with("14\t建立资源汇聚"), "{said}");
    }
    // A word that is begun with a quotation mark, and an alias that the name does not begin with.
    for (shell, typed) in [("zsh", "\"市教"), ("fish", "'市教"), ("zsh", "\"市教\"")] {
        let variables = [("PJT_COMPLETE", shell), ("_CLAP_COMPLETE_INDEX", "3"), ("PJT_LANG", "zh")];
        let said = sandbox.pjt_with(&["--", "pjt", "list", "--dept", typed], &variables);
        assert!(said.fine().starts_with("市教委"), "{}", said.whole());
    }
    assert!(sandbox.pjt("completions zsh").fine().contains("as_it_is=(-U)"));
    // Where there is no store, there is nothing to offer.
    let variables = [("PJT_COMPLETE", "fish")];
    assert_eq!(Sandbox::empty().pjt_with(&["--", "pjt", "show", "1"], &variables).fine(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_pager_shows_answers_on_a_terminal_only() {
    let sandbox = Sandbox::with_seed();
    let pager = "export PJT_LANG=zh PJT_PAGER='sed s/^/paged:/'";
    let seen = bash(&sandbox, &format!("{pager}; script -qec 'pjt list --limit 2' /dev/null"));
    assert!(seen.lines().filter(|line| line.starts_with("paged:")).count() > 3, "{seen}");
    let piped = bash(&sandbox, &format!("{pager}; pjt list --limit 2"));
    assert!(piped.contains("市教委") && !piped.contains("paged:"), "{piped}");
    // What is reported beside the answer comes behind it, and an error needs no pager.
    let wrong = bash(&sandbox, &format!("{pager}; script -qec 'pjt list --dept 市教局' /dev/null"));
    assert!(wrong.contains("错误：") && !wrong.contains("paged:"), "{wrong}");
    let help = bash(&sandbox, &format!("{pager}; script -qec 'pjt --help' /dev/null"));
    assert!(help.contains("paged:用法"), "{help}");
    let written = bash(&sandbox, &format!("{pager}; script -qec 'pjt update 3 --status doing' /dev/null"));
    assert!(written.contains('3') && !written.contains("paged:"), "{written}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_only_says_how_wide_it_is_is_believed() {
    let sandbox = Sandbox::with_seed();
    let line = "export PJT_LANG=zh PJT_PAGER=cat; \
                script -qec 'stty rows 0 cols 60; unset COLUMNS; pjt stats; pjt update 5 --lead 市国资委' /dev/null";
    let seen = bash(&sandbox, line);
    let wide = seen.lines().map(|line| unicode_width::UnicodeWidthStr::width(line.trim_end()));
    assert!(wide.clone().filter(|wide| *wide > 60).count() <= 1, "{seen}");
    // What has no room is named, and a command stands on a line of its own.
    assert!(seen.contains("没有显示：未启动"), "{seen}");
    let whole = "\n    `pjt update 5 --add-dept 市国资委 --lead 市国资委 --reason 原因`";
    assert!(seen.replace('\r', "").contains(whole), "{seen}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_no_text_does_not_fill_a_terminal_and_goes_through_a_pipe() {
    let sandbox = Sandbox::with_seed();
    let formats = [("export", "xlsx"), ("export", "docx"), ("diff", "docx"), ("diff HEAD", "docx")];
    for (command, format) in formats {
        for (lang, hint) in [("zh", format!("-o 文件名.{format}")), ("en", format!("-o FILE.{format}"))] {
            for output in ["", " -o -"] {
                let line = format!("pjt {command} --format {format}{output}");
                let seen = bash(
                    &sandbox,
                    &format!("export PJT_LANG={lang}; script -qec '{line}' /dev/null; echo $?"),
                );
                assert!(seen.contains(&hint) && seen.trim_end().ends_with('2'), "{line}: {seen}");
                assert!(!seen.contains("PK"), "{line}: {seen}");
            }
        }
    }
    let piped = bash(
        &sandbox,
        "pjt export --format xlsx | head -c 2; pjt diff --format docx 2>/dev/null | head -c 2",
    );
    assert_eq!(piped, "PKPK");
    // Text is shown, whatever format was named, and a file that is named is written.
    let shown = bash(&sandbox, "script -qec 'pjt export --format csv' /dev/null | grep -c 市教委");
    assert_ne!(shown.trim(), "0");
    bash(&sandbox, "script -qec 'pjt export -o a.xlsx' /dev/null");
    assert!(sandbox.path("a.xlsx").is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn rules_of_lights_are_words_on_a_terminal_and_a_file_in_a_pipe() {
    let sandbox = Sandbox::with_seed();
    let line = "export PJT_LANG=zh PJT_PAGER=cat";
    let shown = bash(&sandbox, &format!("{line}; script -qec 'pjt lights --preset yinchuan-2025' /dev/null"));
    assert!(shown.contains("第5条  黄灯  低于序时进度10个百分点及以上"), "{shown}");
    assert!(shown.contains("> 文件") && !shown.contains("gap_from"), "{shown}");
    // What a script gets is the file, with nothing beside it.
    bash(&sandbox, "pjt lights --preset yinchuan-2025 > data/rules.yaml");
    assert!(sandbox.read("data/rules.yaml").contains("- yellow: {gap_from: 10}\n"));
    sandbox.pjt("lights").fine();
    let narrow = bash(&sandbox, &format!("{line} COLUMNS=60; script -qec 'pjt lights --rules' /dev/null"));
    assert!(narrow.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 60), "{narrow}");
}

#[cfg(unix)]
#[test]
fn a_shell_is_offered_no_name_that_it_would_run_and_no_sign_that_acts() {
    let sandbox = Sandbox::with_seed();
    let names = [
        "$(touch 甲)局",
        "`touch 乙`局",
        "丙;touch 丙",
        "丁'局",
        "戊 局",
        "-己",
        "庚|局",
        "辛\\e[2J\\u202e局",
        "壬“局”",
    ];
    let listed: String = names.iter().map(|name| format!("- name: \"{name}\"\n")).collect();
    sandbox.write(
        "data/departments.yaml",
        format!("departments:\n{listed}- name: 市教委\n  full: \"上海\\e[2J\\n教委\"\n"),
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let variables = [("PJT_COMPLETE", shell), ("_CLAP_COMPLETE_INDEX", "3"), ("_CLAP_IFS", "\n")];
        let said = sandbox.pjt_with(&["--", "pjt", "list", "--dept", ""], &variables);
        assert!(said.stdout.contains("市教委"), "{shell}: {}", said.whole());
        for sign in ["touch", "'局", "戊", "己", "庚", "辛", "壬", "\u{1b}", "\u{202e}"] {
            assert!(!said.stdout.contains(sign), "{shell}: {sign:?} {}", said.stdout);
        }
    }
}

#[test]
fn what_was_typed_does_not_act_in_the_answer_either() {
    let sandbox = Sandbox::with_seed();
    for arguments in [
        &["\u{202e}x"][..],
        &["list", "--\u{202e}"],
        &["update", "14", "--note", "a\u{202e}b"],
        &["show", "\u{9b}2J"],
    ] {
        for lang in ["zh", "en"] {
            let said = sandbox.pjt_with(arguments, &[("PJT_LANG", lang)]);
            assert_eq!(said.code, 2);
            assert!(!said.stderr.chars().any(pjt::text::is_unsafe_char), "{arguments:?}: {}", said.stderr);
        }
    }
}
