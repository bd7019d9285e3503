//! No text acts, wherever it comes from and wherever it goes: a store in which every text holds an escape sequence, a C1
//! character, an override of direction and a zero-width one, through every command, into a pipe and onto a terminal.

use std::collections::BTreeSet;

use crate::sandbox::Sandbox;

/// Signs that act, and how YAML writes them.
const SIGNS: &str = "\u{1b}[31m\u{9b}2J\u{202e}\u{200b}\u{7f}";
const ESCAPED: &str = r"\e[31m\x9b2J\u202e\u200b\x7f";

/// A file of the store: each § stands for the signs.
fn put(sandbox: &Sandbox, path: &str, text: &str) {
    sandbox.write(&format!("data/{path}"), text.replace('§', ESCAPED));
}

fn hostile_store() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    put(
        &sandbox,
        "pjt.yaml",
        "format: 1\ndefault_plan: p\n\nremoved:\n- slug: q\n  on: \"2025-01-01\"\n  reason: \"重复§\"\n",
    );
    put(
        &sandbox,
        "departments.yaml",
        "departments:\n- name: \"市教委§\"\n  code: jiaowei\n  full: \"市教育委员会§\"\n  aliases: [\"教委§\"]\n\
         - name: \"市科委§\"\n  code: kewei\n  successor: \"市教委§\"\n  until: \"2025-03-01\"\n",
    );
    put(&sandbox, "office.yaml", "name: \"督查室§\"\ncontact: \"张三§\"\nphone: \"123§\"\n");
    put(
        &sandbox,
        "p/plan.yaml",
        "title: \"行动计划§\"\n\nperiod:\n  start: \"2025-01-01\"\n  end: \"2025-12-31\"\n\n\
         source:\n  file: \"a§.txt\"\n  sha256: 31584e93e95998aa37292bc22c033f09a92821fba2b35233e733f2a51a301166\n\n\
         lead_rule: first_listed\n\npillars:\n- id: 1\n  title: \"平台§\"\n\nkey_tasks:\n- id: 1\n  pillar: 1\n  title: \"入口§\"\n",
    );
    let task = |id: u32, rest: &str| {
        put(
            &sandbox,
            &format!("p/tasks/00{id}.yaml"),
            &format!(
                "id: {id}\nlabel: \"（{id}§）\"\npillar: 1\nkey_task: 1\nsource: \"第 {id} 行§\"\n\ncontent: \"建设平台§{id}\"\n\n\
                 departments:\n- \"市教委§\"\n\n{rest}"
            ),
        );
    };
    task(
        1,
        "status: in_progress\n\nlead:\n- \"市教委§\"\n\ndue: \"2025-06-30\"\ndue_text: \"六月底§\"\n\nevidence:\n- \"a§.pdf\"\n\n\
         notes:\n- date: \"2025-02-01\"\n  by: \"市教委§\"\n  text: \"启动§\\n第二行§\"\n\n\
         extensions:\n- on: \"2025-02-01\"\n  from: \"2025-05-31\"\n  to: \"2025-06-30\"\n  reason: \"招标§\"\n  by: \"市教委§\"\n\n\
         handovers:\n- on: \"2025-03-01\"\n  from: \"市科委§\"\n  to: \"市教委§\"\n  reason: \"改革§\"\n\n\
         extra:\n- title: \"分管§\"\n  text: \"李四§\"\n",
    );
    task(
        2,
        "status: closed\n\nevidence:\n- \"b§.pdf\"\n\nclosure:\n  on: \"2025-03-01\"\n  by: \"督查室§\"\n",
    );
    task(3, "status: not_started\n\n\"键§\": \"值§\"\n");
    put(
        &sandbox,
        "periods/2025-q1.yaml",
        "title: \"一季度§\"\nstart: \"2025-01-01\"\nend: \"2025-03-31\"\ndue: \"2025-03-25\"\nopened: \"2025-03-01\"\n\
         fields: [status, progress, problems, next]\n\nasked:\n- department: \"市教委§\"\n  plan: p\n  tasks: [1, 3]\n",
    );
    put(
        &sandbox,
        "p/returns/2025-q1/jiaowei.yaml",
        "department: \"市教委§\"\nreceived: \"2025-03-20\"\n\nsource:\n- file: \"报表§.xlsx\"\n  sha256: 31584e93e95998aa37292bc22c033f09a92821fba2b35233e733f2a51a301166\n\n\
         tasks:\n- id: 1\n  progress: \"推进§\"\n  problems: \"缺钱§\"\n  next: \"招标§\"\n  unread:\n  - field: status\n    place: \"A1§\"\n    text: \"差不多§\"\n    why: \"读不懂§\"\n\n\
         unplaced:\n- place: \"A9§\"\n  text: \"别的§\"\n  why: \"没有这项§\"\n",
    );
    sandbox.git(&["add", "-A"]);
    let author = [("GIT_AUTHOR_NAME", "王\u{202e}\u{9b}五"), ("GIT_COMMITTER_DATE", "2025-03-02T10:00:00")];
    sandbox.git_with(&["commit", "-qm", &format!("第一次{SIGNS}")], &author);
    sandbox
}

/// Every command, with what is to be there before it.
const COMMANDS: [&str; 75] = [
    "list",
    "list --json",
    "list --format jsonl",
    "list --format yaml",
    "list --format tsv",
    "list --format md",
    "list --format ids",
    "list --light red",
    "show 1 2 3",
    "show 1 --json",
    "stats",
    "stats --by department",
    "stats --by key-task --format tsv",
    "stats --by pillar --json",
    "import plan.txt",
    "import plan.txt --explain --dry-run",
    "import plan.txt --plan p",
    "import plan.txt --plan p --json",
    "export --format md",
    "export --format html",
    "export --format json",
    "period list",
    "period list --format tsv",
    "period show 2025-q1",
    "period open 2025-q2 --due 2025-06-25 --today 2025-06-01",
    "forms 2025-q1 -o 下发",
    "returns 2025-q1",
    "returns 2025-q1 --json",
    "sendback 2025-q1 jiaowei 1 --reason 缺佐证",
    "collect 没有",
    "collect --settle",
    "lights",
    "lights --json",
    "lights --adopt yinchuan-2025",
    "lights",
    "why 1",
    "why 1 --json",
    "bulletin 2025-q1",
    "bulletin 2025-q1 --format html",
    "slips -o 督办单",
    "slips 1 -o 督办单二 --json",
    "site -o 网页",
    "year-end 2025",
    "year-end 2025 --format md",
    "plan list",
    "plan rename p pp --dry-run",
    "dept list",
    "dept list --json",
    "dept alias jiaowei 教育口 --dry-run",
    "departments",
    "office",
    "office --json",
    "check",
    "check --json",
    "check --range HEAD~0..HEAD",
    "update 1 --status done --note 好",
    "update 3 --status nothing",
    "add --content 新任务 --dept 教委 --reason 交办",
    "diff",
    "diff --stat",
    "diff --json",
    "diff --format md",
    "diff --format html",
    "commit --dry-run",
    "commit",
    "check --range HEAD~1..HEAD",
    "log",
    "log --json",
    "log 1",
    "blame 1",
    "blame 1 --json",
    "undo --yes",
    "redo --yes",
    "resolve",
    "doctor",
];

/// Those that say nothing of a store, or talk to a program.
const OTHERS: [&str; 6] = ["init", "edit", "completions", "man", "schema", "help"];

fn with_document() -> Sandbox {
    let sandbox = hostile_store();
    let text = format!(
        "行动计划{SIGNS}\n一、平台{SIGNS}\n（一）入口{SIGNS}\n1. 建设平台{SIGNS}。（责任单位：市教委{SIGNS}）\n2. 又一项{SIGNS}。（责任单位：市财政局）\n"
    );
    sandbox.write("plan.txt", text);
    sandbox
}

#[test]
fn every_command_is_tried() {
    let sandbox = Sandbox::empty();
    let help = sandbox.pjt_with(&["--help"], &[("PJT_LANG", "en")]);
    let tried: BTreeSet<&str> =
        COMMANDS.iter().chain(&OTHERS).map(|words| words.split(' ').next().unwrap()).collect();
    for line in help.fine().lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        if name.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !name.starts_with('-') && name != "pjt"
        {
            assert!(tried.contains(name), "{name}: {line}");
        }
    }
}

#[test]
fn no_text_acts_in_a_pipe() {
    for lang in ["zh", "en"] {
        let sandbox = with_document();
        let mut shown = 0;
        for words in COMMANDS {
            let said = sandbox.pjt_with(&words.split(' ').collect::<Vec<_>>(), &[("PJT_LANG", lang)]);
            let whole = said.stdout.clone() + &said.stderr;
            let acting: Vec<char> =
                whole.chars().filter(|c| pjt::text::is_unsafe_char(*c) && *c != '\t').collect();
            assert!(acting.is_empty(), "{words}: {acting:?}: {whole:?}");
            assert!(said.code != 101 && !whole.contains("a bug in pjt"), "{words}: {whole}");
            shown += usize::from(whole.contains("U+202E") || whole.contains(r"\u202e"));
        }
        // They were there to act.
        assert!(shown > COMMANDS.len() / 2, "{shown}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_text_acts_on_a_terminal() {
    let sandbox = with_document();
    let lines: Vec<String> = COMMANDS
        .iter()
        .chain(&["list --format csv", "export --format csv"])
        .map(|words| format!("pjt {words}"))
        .collect();
    sandbox.write("all.sh", format!("export PAGER=cat PJT_LANG=zh\n{}\n", lines.join(" </dev/null\n")));
    let output = sandbox.program_in(".", "script", &["-qec", "bash all.sh", "/dev/null"]);
    let seen = String::from_utf8(output.stdout).unwrap();
    for sign in ["\u{1b}[31m", "\u{9b}", "\u{202e}", "\u{200b}", "\u{7f}", "\u{feff}"] {
        let at = seen.find(sign).map(|at| seen[..at].chars().rev().take(300).collect::<String>());
        let before: Option<String> = at.map(|text| text.chars().rev().collect());
        assert_eq!(before, None, "{sign:?}");
    }
    assert!(seen.matches("U+202E").count() > 200, "{seen}");
}
