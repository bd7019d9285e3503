//! The program's help, wrong usage, and what it prints for shells, manuals and editors.

use super::{coverage, snapshot, store};
use crate::sandbox::Sandbox;

#[test]
fn help() {
    snapshot("help", |t| {
        t.section("The program", Sandbox::empty());
        t.each(&["--version", "--help", "-h", "help list"]);
        t.heading("Each command");
        for command in coverage::commands() {
            t.pjt(&format!("{command} --help"));
        }
    });
}

#[test]
fn wrong_usage() {
    snapshot("usage", |t| {
        t.today(None);
        t.section("Commands and options that are not there", store::plain());
        t.each(&["", "lst", "wohin", "list --plann x", "list extra", "init --lang"]);
        t.heading("Words in the wrong place");
        t.each(&[
            "lsit",
            "list 市教委",
            "stats 市教委 --by pillar",
            "update 1 推进中",
            "update 1 --lead 市财政局 --reason 分工会议纪要",
            "list --status 滞后",
            "list —dept 市教委",
            "list ——dept=市教委",
            "list －overdue",
            "list -dept 市教委",
            "update 1 -note 已开会",
        ]);
        t.heading("Days and lengths of time");
        t.each(&[
            "list --due-before 12-20 --columns id --today 2025-11-28",
            "list --due-after 四季度 --columns id --today 2025-11-28",
            "list --due-after 下季度 --due-before 下季度末 --today 2025-11-28",
            "list --due-after 2025-12-31 --due-before 2025-12-01",
            "list --due 下季度 --columns id --today 2025-11-28",
            "list --due 很快",
            "list --due-within 3月",
            "list --due-within 一个月 --columns id --today 2025-11-28",
            "list --not-reported 本季度 --today 2025-11-28",
            "update 1 --due 一季度 --today 2025-11-28",
            "list -k 市教委 --columns id",
        ]);
        t.heading("Values that can not be");
        t.each(&[
            "list --status maybe",
            "list --sort size",
            "list --columns id,size",
            "list --format pdf",
            "list --due-before 2025-02-30",
            "list --lang fr",
            "list --today morgen",
            "list --dept",
            "stats --by month",
            "stats --format pdf",
            "update 1 --due soon",
            "update one --status done",
            "update 7-3 --status done",
            "show 0",
            "show a/b/c",
            "import x.txt --lead-rule last",
            "import x.txt --columns 3",
            "import x.txt --columns nothing=3",
            "import x.txt --table nought",
            "log -n many",
            "resolve --field status",
            "completions csh",
            "man nothing",
            "schema note",
        ]);
        t.heading("What is missing");
        t.each(&[
            "show",
            "update --status done",
            "import",
            "blame",
            "completions",
            "merge-driver a",
            "textconv",
        ]);
        t.heading("What excludes each other or needs another");
        t.each(&[
            "import x.txt --yes --dry-run",
            "import x.txt --table 1 --text",
            "check --staged --range A..B",
            "resolve --ours --theirs",
            "update 1 --by 市教委",
            "update 1 --status done --message x",
            "init --hook",
        ]);
        t.heading("Formats that a command does not have");
        t.each(&[
            "list --format html",
            "list --format xlsx",
            "stats --format html",
            "stats --format jsonl",
            "stats --format xlsx",
            "departments --format yaml",
            "departments --format html",
            "departments --format xlsx",
            "export --format table",
            "export --format yaml",
            "export -o ledger.pdf",
            "export",
        ]);
    });
}

#[test]
fn for_machines() {
    snapshot("for-machines", |t| {
        t.section("Manuals", Sandbox::empty());
        t.pjt("man");
        t.pjt("man update");
        t.heading("Shells");
        for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
            t.head(&format!("completions {shell}"), 6);
        }
        t.heading("Schemas");
        t.each(&["schema task", "schema plan", "schema departments", "schema store"]);
    });
}
