//! What a terminal shows is no wider than it is, but for what can't be broken: a command to type, a path.

use unicode_width::UnicodeWidthStr as _;

use crate::{filled, sandbox::Sandbox};

/// What is asked, in this order, of a store with an open period and returns.
const COMMANDS: &[&str] = &[
    "list",
    "list --columns all",
    "list --overdue --columns 编号、任务内容、牵头、时限、进展",
    "show 3 14",
    "stats",
    "stats --by pillar",
    "departments",
    "dept list",
    "plan list",
    "office",
    "period list",
    "period open 2025-q3 --due 2025-09-28",
    "forms 2025-q3 -o 重报 --again --dept 市教委",
    "returns 2025-q3",
    "collect in --received 2025-09-24",
    "collect --settle",
    "sendback 2025-q3 市教委 3 --reason 缺佐证材料，请补充验收报告并加盖公章 --dry-run",
    "lights",
    "lights --preset suqian-2025",
    "why 1-5",
    "slips 3 14 -o 督办单",
    "year-end 2025",
    "year-end 2025 --at HEAD",
    "update 3 --status 推进中 --note 开展调研并形成报告，下一步征求各区意见，汇总后提交联席会议审议 --by 教委",
    "update 14 --due 2025-11-30 --reason 采购流标，重新招标，另行确定供应商 --by 市教委 --dry-run",
    "add --content 开展中期评估，形成评估报告 --dept 市教委 --reason 联席会议第三次全体会议纪要 --dry-run",
    "update 14 --lead 市财政局",
    "diff",
    "diff --stat",
    "commit --dry-run",
    "undo --dry-run",
    "undo --yes",
    "log",
    "log 14 --by 教委",
    "blame 3",
    "check",
    "check --list",
    "check --range HEAD~1..HEAD",
    "import seeds/chanjiao-2021-2025.txt --plan again --dry-run",
    "import seeds/chanjiao-2021-2025.txt --plan chanjiao-2021-2025 --explain --dry-run",
    "import new.csv --plan chanjiao-2021-2025",
    "import new.csv",
    "dept rename 市教委 市教育局 --dry-run",
    "plan rename chanjiao-2021-2025 chanjiao --dry-run",
    "doctor",
    "list --dept 教育",
    "list --status 办结了",
    "--help",
];

/// Whether a line holds what stays in one piece: an example of the help, a command between backticks, a path.
fn is_in_one_piece(line: &str, columns: usize) -> bool {
    let is_long = |words: &str| words.width() + 12 > columns;
    let is_example = line.trim_start().starts_with("pjt ");
    let mut commands = line.split('`').skip(1).step_by(2);
    is_example
        || commands.any(is_long)
        || line.split_ascii_whitespace().any(|word| word.is_ascii() && is_long(word))
}

/// What a terminal of so many columns shows of each command.
fn shown(sandbox: &Sandbox, commands: &[String], columns: usize, lang: &str) -> Vec<String> {
    const NEXT: &str = "=== next ===";
    let lines: String =
        commands.iter().map(|command| format!("echo '{NEXT}'; pjt {command} </dev/null\n")).collect();
    sandbox.write("session.sh", format!("stty rows 40 cols {columns}; unset COLUMNS\n{lines}"));
    let typed = format!("export PJT_LANG={lang} PJT_PAGER=cat; script -qec 'sh session.sh' /dev/null");
    let output = sandbox.program_in(".", "bash", &["-c", &typed]);
    let said = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    let said: Vec<String> = said.split(NEXT).skip(1).map(str::to_owned).collect();
    assert_eq!(said.len(), commands.len(), "{said:?}");
    said
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let sandbox = filled::sandbox();
    let mut sheet = filled::Sheet::filled(&sandbox);
    let row = sheet.task_rows().start;
    sheet.rows[row][filled::PERCENT] = filled::words("约八成，具体数字待市财政局核实之后另行书面报送");
    sandbox.write("in/a.xlsx", sheet.xlsx());
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    sandbox.pjt("commit").fine();
    assert!(sandbox.pjt("collect in --received 2025-09-24 --yes").stdout.contains("市教委"));
    sandbox.write(
        "new.csv",
        "序号,任务内容,责任单位,联系人\n1,开展数据共享试点工作,市教育厅,李四\n2,总结经验,,王五\n",
    );
    let mut commands: Vec<String> = COMMANDS.iter().map(|command| (*command).to_owned()).collect();
    let help = sandbox.pjt("--help --lang en").stdout;
    let names = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_ascii_whitespace().next());
    commands.extend(
        names
            .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
            .map(|name| format!("{name} --help")),
    );
    assert!(commands.len() > COMMANDS.len() + 25, "{commands:?}");
    let mut wide = Vec::new();
    for (columns, lang) in [(60, "zh"), (80, "zh"), (60, "en")] {
        for (command, said) in commands.iter().zip(shown(&sandbox, &commands, columns, lang)) {
            assert!(!said.is_empty() || command == "doctor" || command.starts_with("c"), "{command}");
            let lines = said.lines().filter(|line| line.width() > columns && !is_in_one_piece(line, columns));
            wide.extend(lines.map(|line| format!("{lang} {columns} {command}: {line}")));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn names_of_plans_and_days_stay_whole_at_sixty_columns() {
    let sandbox = filled::sandbox();
    for (command, whole) in [
        ("plan list", &["chanjiao-2021-2025", "2021-01-01"][..]),
        ("period list", &["2025年第三季度", "2025-09-25", "2025-09-10", "下发、截止收表"]),
        ("year-end 2025", &["未截止", "逾期", "2025-12-31"]),
        ("import --help", &["first_listed"]),
    ] {
        let said = sandbox.pjt_with(&command.split(' ').collect::<Vec<_>>(), &[("COLUMNS", "60")]);
        for words in whole {
            assert!(said.fine().contains(words), "{words}\n{}", said.stdout);
        }
    }
}
