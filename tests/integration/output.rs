//! Streams, widths, languages, what the store's text can do to a terminal.

use std::{io::Read as _, process::Stdio};

use unicode_width::UnicodeWidthStr as _;

use crate::sandbox::Sandbox;

#[test]
fn no_line_of_a_table_is_wider_than_the_terminal() {
    let sandbox = Sandbox::with_seed();
    for width in [60, 61, 72, 80, 99, 120, 160, 200] {
        for words in ["list", "stats", "departments"] {
            let said = sandbox.pjt_with(&[words], &[("COLUMNS", &width.to_string())]);
            for line in said.fine().lines() {
                assert!(line.width() <= width, "{words} at {width}: {line}");
            }
        }
    }
}

#[test]
fn the_store_can_not_send_control_sequences() {
    let sandbox = Sandbox::with_seed();
    let file = "data/chanjiao-2021-2025/tasks/014.yaml";
    let evil = "\"a\\e[2J\\u202E\\u200Bz\"";
    sandbox.write(file, sandbox.read(file).replace("- 市国资委", &format!("- {evil}")));
    for words in ["list", "show 14", "stats", "departments", "check", "export --format md", "list --dept x"] {
        let said = sandbox.pjt(words);
        let whole = said.whole();
        let acts = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!whole.contains(acts), "{words}: {whole:?}");
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let sandbox = Sandbox::with_seed();
    let listed = ["table", "json", "jsonl", "csv", "tsv", "md", "yaml"].map(|format| ("list", format));
    let exported = ["csv", "xlsx", "md", "html", "json"].map(|format| ("export", format));
    for (command, format) in listed.into_iter().chain(exported) {
        let mut child = sandbox
            .command("pjt")
            .args([command, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Something is read first: what fails then is a write in the middle.
        child.stdout.take().unwrap().read_exact(&mut [0; 10]).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{command} {format}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_with_a_reason() {
    let sandbox = Sandbox::with_seed();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = sandbox.command("pjt").arg("list").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("无法输出结果"));
}

#[test]
fn a_chinese_reader_sees_no_english_sentence_and_the_other_way_round() {
    let sandbox = Sandbox::with_seed();
    for words in [
        "list --dept 市教局",
        "update 14 --status closed",
        "lst",
        "list --pillar",
        "list --status x",
        "show 99",
    ] {
        let arguments: Vec<&str> = words.split_whitespace().collect();
        let zh = sandbox.pjt_with(&arguments, &[]);
        assert!(zh.stderr.starts_with("错误："), "{words}: {}", zh.stderr);
        let en = sandbox.pjt_with(&arguments, &[("PJT_LANG", "en")]);
        assert!(en.stderr.starts_with("error: "), "{words}: {}", en.stderr);
        assert_eq!(zh.code, en.code, "{words}");
    }
    assert_eq!(
        sandbox.pjt_with(&["list", "--json"], &[("PJT_LANG", "en")]).stdout,
        sandbox.pjt("list --json").stdout,
        "JSON is the same in every language"
    );
}

#[test]
fn scripts_for_shells_the_manual_and_the_schema_come_out() {
    let sandbox = Sandbox::empty();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(sandbox.pjt(&format!("completions {shell}")).fine().contains("pjt"));
    }
    assert!(sandbox.pjt("man update").fine().contains("\\-\\-status"));
    assert_eq!(sandbox.pjt("schema task").json()["properties"]["status"]["enum"][2], "done");
    assert_eq!(sandbox.pjt("list").code, 3, "no store");
}
