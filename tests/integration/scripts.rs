//! What scripts count on: errors as answers, formats that other programs read back, names that can be typed.

use std::{collections::BTreeSet, fs};

use crate::sandbox::{Sandbox, repository};

/// The texts between `before` and `"` in the sources.
fn in_sources(before: &str) -> BTreeSet<String> {
    let files = walkdir::WalkDir::new(repository().join("src")).into_iter().map(|entry| entry.unwrap());
    let texts = files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| fs::read_to_string(entry.path()).unwrap());
    let found = |text: String| {
        let behind = text.split(before).skip(1);
        behind.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect::<Vec<_>>()
    };
    texts.flat_map(found).collect()
}

#[test]
fn every_code_of_an_error_stands_in_json_md_and_no_other() {
    let page = fs::read_to_string(repository().join("docs/JSON.md")).unwrap();
    let table = page.lines().skip_while(|line| *line != "| `code` | means |").skip(2);
    let cells = table.take_while(|line| line.starts_with('|')).filter_map(|row| row.split('|').nth(1));
    let listed: BTreeSet<String> =
        cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect();
    let mut codes = in_sources(".named(\"");
    codes.extend(["failed", "usage", "not-found", "conflict"].map(str::to_owned));
    // clap's kinds of error.
    let of_usage = fs::read_to_string(repository().join("src/cli/usage.rs")).unwrap();
    let function = of_usage.split("fn code(").nth(1).unwrap().split("\n}").next().unwrap();
    codes.extend(function.split('"').skip(1).step_by(2).map(str::to_owned));
    assert_eq!(listed, codes);
}

#[cfg(target_os = "linux")]
#[test]
fn what_could_not_be_written_is_no_success() {
    let sandbox = Sandbox::with_seed();
    let commands = "--help|--version|list --help|help list|list|list --json|list --format csv|list --format xyz --json|show 14|stats|\
        departments|check --list|schema|man|completions bash|export --format html|export --format xlsx|log|diff --json|blame 14|\
        update 14 --status done|update 15 --status done --json|import seeds/chanjiao-2021-2025.txt --plan b --dry-run";
    for words in commands.split('|') {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let said = sandbox.pjt_into(words, full);
        assert_ne!(said.code, 0, "{words}");
        assert!(said.stderr.contains("错误：") || said.stderr.contains("error:"), "{words}: {}", said.stderr);
    }
}
