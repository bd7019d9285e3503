//! What scripts count on of errors: each is an answer with a code, and what could not be written is none.

use std::{collections::BTreeSet, fs};

use crate::{
    json_schema::faults,
    sandbox::{Sandbox, repository},
};

/// The texts between `before` and `"` in the sources.
fn in_sources(before: &str) -> BTreeSet<String> {
    let files = walkdir::WalkDir::new(repository().join("src")).into_iter().map(|entry| entry.unwrap());
    let texts = files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| fs::read_to_string(entry.path()).unwrap());
    let found = |text: String| {
        let behind = text.split(before).skip(1);
        // What an argument is called in Chinese is asked for in the same way.
        let is_code = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        behind
            .filter_map(|rest| rest.split('"').next())
            .filter(is_code)
            .map(str::to_owned)
            .collect::<Vec<_>>()
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

/// A store with another plan, one task that can't be read, and a file that names none.
fn broken() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/other/plan.yaml", "title: 另一个方案\n");
    sandbox.write("data/other/tasks/001.yaml", "id: 1\ncontent: [\nstatus: done\n");
    sandbox
}

/// A store of two plans of which none is the default.
fn undecided() -> Sandbox {
    let sandbox = broken();
    sandbox.write("data/pjt.yaml", "format: 1\n");
    sandbox
}

/// A merge that is not finished.
fn merging() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 4 --status done --note 完成 --commit").fine();
    sandbox.git(&["switch", "-q", "-c", "other", "HEAD~1"]);
    sandbox.pjt("update 4 --status doing --commit").fine();
    sandbox.git_ends(&["merge", "-q", "main"]);
    sandbox
}

/// The last commit is pjt's.
fn committed() -> Sandbox {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 4 --status doing --commit").fine();
    sandbox
}

/// A store outside of git.
fn without_git() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    sandbox.write("text.txt", "今天天气很好。\n");
    sandbox
}

/// What is done in which place, and how it ends: the exit code, the kind and the code of the error.
type Situation = (fn() -> Sandbox, &'static str, i32, &'static str);

const SITUATIONS: &[Situation] = &[
    (Sandbox::empty, "", 2, "invalid-value missing-command"),
    (Sandbox::empty, "frob", 2, "unknown-command"),
    (Sandbox::empty, "list", 3, "no-such-store"),
    (Sandbox::empty, "--store nowhere list", 3, "no-such-store"),
    (Sandbox::empty, "merge-driver", 2, "missing-argument"),
    (Sandbox::empty, "man frob", 2, "invalid-value"),
    (Sandbox::empty, "completions cmd", 2, "invalid-value"),
    (Sandbox::empty, "schema frob", 2, "invalid-value"),
    (Sandbox::with_seed, "list --frob", 2, "unknown-argument"),
    (Sandbox::with_seed, "list --format xyz", 2, "invalid-value"),
    (Sandbox::with_seed, "list --status maybe", 2, "invalid-value"),
    (Sandbox::with_seed, "list --sort x", 2, "invalid-value"),
    (Sandbox::with_seed, "list --today 2025-02-30", 2, "invalid-value"),
    (Sandbox::with_seed, "--lang fr list", 2, "invalid-value"),
    (Sandbox::with_seed, "list --no-header", 2, "usage"),
    (Sandbox::with_seed, "list --columns id", 2, "usage"),
    (Sandbox::with_seed, "list --plan nowhere", 3, "no-such-plan"),
    (Sandbox::with_seed, "list --plan nowhere --at HEAD", 3, "no-such-plan"),
    (Sandbox::with_seed, "list --dept 市教局", 3, "no-such-department"),
    (Sandbox::with_seed, "list --pillar 9", 3, "no-such-pillar"),
    (Sandbox::with_seed, "list --key-task 99", 3, "no-such-key-task"),
    (Sandbox::with_seed, "list --at nowhere", 3, "no-such-revision"),
    (Sandbox::with_seed, "list --dept 委", 4, "ambiguous-department"),
    (Sandbox::with_seed, "show", 2, "missing-argument"),
    (Sandbox::with_seed, "show x", 2, "invalid-value"),
    (Sandbox::with_seed, "show 7-3", 2, "invalid-value"),
    (Sandbox::with_seed, "show 999", 3, "no-such-task"),
    (Sandbox::with_seed, "show 40-60", 3, "no-such-task"),
    (Sandbox::with_seed, "show other/1", 3, "no-such-plan"),
    (Sandbox::with_seed, "update 14", 2, "nothing-to-do"),
    (Sandbox::with_seed, "update 14 --by 市教委", 2, "nothing-to-do"),
    (Sandbox::with_seed, "update 14 --note x --on 2025-13-01", 2, "invalid-value"),
    (Sandbox::with_seed, "update 1-20 --status doing", 2, "needs-yes"),
    (Sandbox::with_seed, "update 999 --status done", 3, "no-such-task"),
    (Sandbox::with_seed, "update 14 --status closed", 4, "status-rule"),
    (Sandbox::with_seed, "update 14 --content 平台", 2, "needs-reason"),
    (Sandbox::with_seed, "update 14,15 --content 平台 --reason 更正", 2, "one-task-at-a-time"),
    (Sandbox::with_seed, "update 14 --remove-note 1 --reason 误报", 3, "no-such-note"),
    (Sandbox::with_seed, "update 14 --remove-evidence 甲.pdf --reason 误传", 3, "no-such-evidence"),
    (Sandbox::with_seed, "update 14 --evidence 甲.pdf", 3, "no-such-file"),
    (Sandbox::with_seed, "update 14 --add-dept 无此局 --reason 更正", 3, "no-such-department"),
    (Sandbox::with_seed, "update 14 --pillar 4 --reason 更正", 4, "heading-mismatch"),
    (Sandbox::with_seed, "update 14 --pillar 体 --reason 更正", 4, "ambiguous-heading"),
    (Sandbox::with_seed, "update 14 --remove-dept 市教委 --reason 更正", 4, "no-lead"),
    (Sandbox::with_seed, "diff main...main", 2, "bad-range"),
    (Sandbox::with_seed, "diff nowhere", 3, "no-such-revision"),
    (Sandbox::with_seed, "diff --plan nowhere", 3, "no-such-plan"),
    (Sandbox::with_seed, "log 999", 3, "no-such-task"),
    (Sandbox::with_seed, "blame 999", 3, "no-such-task"),
    (Sandbox::with_seed, "check --range main", 2, "bad-range"),
    (Sandbox::with_seed, "check --range main..nowhere", 3, "no-such-revision"),
    (Sandbox::with_seed, "check --staged --list", 2, "argument-conflict"),
    (Sandbox::with_seed, "check --source nowhere.docx", 3, "no-such-file"),
    (Sandbox::with_seed, "import nowhere.docx", 3, "no-such-file"),
    (Sandbox::with_seed, "import seeds/chanjiao-2021-2025.txt --plan 产教", 2, "bad-slug"),
    (Sandbox::with_seed, "init", 4, "store-exists"),
    (Sandbox::with_seed, "export -o ledger", 2, "no-format"),
    (Sandbox::with_seed, "export --format csv -o data/pjt.yaml", 2, "file-exists"),
    (Sandbox::with_seed, "export -o nowhere/ledger.csv", 1, "io"),
    (Sandbox::with_seed, "export --force --format csv -o data/pjt.yaml", 2, "inside-store"),
    (Sandbox::with_seed, "period", 2, "missing-command"),
    (Sandbox::with_seed, "plan", 2, "missing-command"),
    (Sandbox::with_seed, "period close 2024", 3, "no-such-period"),
    (Sandbox::with_seed, "collect nowhere", 3, "no-such-file"),
    (Sandbox::with_seed, "collect --settle zz --value 1", 3, "no-such-pending"),
    (Sandbox::with_seed, "lights", 3, "no-light-rules"),
    (Sandbox::with_seed, "lights --preset x", 3, "no-such-preset"),
    (Sandbox::with_seed, "bulletin 2025-q3 --fill 要求=nowhere", 3, "no-such-file"),
    (Sandbox::with_seed, "bulletin 2025-q3 -o a.pdf", 2, "no-format"),
    (Sandbox::with_seed, "slips 999 -o x", 3, "no-such-task"),
    (Sandbox::with_seed, "site -o data", 2, "directory-not-empty"),
    (Sandbox::with_seed, "edit 1 --draft nowhere", 3, "no-such-file"),
    (Sandbox::with_seed, "plan rename chanjiao-2021-2025 templates", 2, "bad-slug"),
    (Sandbox::with_seed, "dept rename 市教委 市财政局", 4, "name-taken"),
    (Sandbox::with_seed, "dept alias 市教委 无", 2, "empty-name"),
    (Sandbox::with_seed, "resolve 14 --ours", 3, "no-such-conflict"),
    (committed, "undo", 2, "needs-yes"),
    (merging, "commit", 4, "git-unfinished"),
    (merging, "update 5 --status doing --commit", 4, "git-unfinished"),
    (broken, "stats --plan all", 1, "unreadable-records"),
    (broken, "export --plan all", 1, "unreadable-records"),
    (broken, "show other/1", 1, "invalid-yaml"),
    (broken, "update other/1 --status doing", 1, "invalid-yaml"),
    (undecided, "list", 4, "no-default-plan"),
    (undecided, "update 14 --status doing", 4, "no-default-plan"),
    (without_git, "diff", 1, "no-repository"),
    (without_git, "log", 1, "no-repository"),
    (without_git, "import text.txt", 1, "no-tasks"),
];

#[test]
fn every_error_is_an_answer_in_json_as_the_schema_says() {
    for (place, words, code, codes) in SITUATIONS {
        let said = place().pjt(&format!("{words} --json"));
        assert_eq!(said.code, *code, "{words}: {}", said.whole());
        assert_eq!(said.stdout.lines().count(), 1, "{words}: {}", said.whole());
        let answer = said.json();
        assert_eq!(faults(&answer), Vec::<String>::new(), "{words}");
        assert_eq!(answer["kind"], "error", "{words}");
        let found = answer["error"]["code"].as_str().unwrap();
        assert!(codes.split(' ').any(|known| known == found), "{words}: {found}");
        let kind = ["failed", "usage", "not_found", "conflict"][usize::try_from(*code - 1).unwrap()];
        assert_eq!(answer["error"]["kind"], kind, "{words}");
        // The sentence stays where people read it, in their language.
        assert!(words.is_empty() || said.stderr.contains("错误："), "{words}: {}", said.whole());
        assert!(answer["error"]["message"].as_str().is_some_and(|message| !message.is_empty()), "{words}");
    }
}

#[test]
fn json_is_an_answer_to_errors_only_where_it_is_asked_for() {
    let sandbox = Sandbox::with_seed();
    for words in ["list --format json --pillar 9", "list --format=json --pillar 9", "--json list --pillar 9"]
    {
        let said = sandbox.pjt(words);
        assert_eq!((said.code, said.json()["kind"].as_str()), (3, Some("error")), "{words}");
    }
    for words in ["list --pillar 9", "list --format csv --pillar 9", "list --pillar 9 -- --json"] {
        assert_eq!(sandbox.pjt(words).stdout, "", "{words}");
    }
    let said = broken().pjt("stats --plan all --json");
    assert_eq!(said.json()["warnings"][0]["code"], "invalid-yaml", "{}", said.whole());
}
