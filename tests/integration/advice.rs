//! What a finding of an import tells people to type runs as it stands there, once its words in capitals are filled in.

use crate::sandbox::Sandbox;

/// Documents that bring about a finding whose hint has a command, and the task that it is about.
const DOCUMENTS: [(&str, &str, &str); 12] = [
    ("row-without-departments", "1,建立平台,—,2025年6月", "1"),
    ("unclear-deadline", "1,建立平台,市教委,2025年6月前", "1"),
    ("unclear-deadline", "1,建立平台,市教委,2030年前", "1"),
    ("unclear-deadline", "1,建立平台,市教委,2025年春节前", "1"),
    ("unclear-deadline", "1,建立平台,市教委,6月底前", "1"),
    ("unclear-deadline", "1,建立平台,市教委,2025年6月起", "1"),
    ("doubtful-department", "1,建立平台,市教委、张某某,2025年6月", "1"),
    ("unclear-departments", "1,建立平台,按照《市教委办法》抓好落实,2025年6月", "1"),
    ("section-left-out", "1,建立平台,市教委（基教科）,2025年6月", "1"),
    ("team-left-out", "1,建立平台,项目专班（市教委牵头、市科委配合）,2025年6月", "1"),
    ("marked-department", "1,建立平台,★市教委、市科委,2025年6月", "1"),
    ("lead-by-looks", "1,建立平台,市教委、市科委,2025年6月\n注：加粗的为牵头单位。,,,", "1"),
];

/// The commands of a hint, between backticks.
fn commands(hint: &str) -> impl Iterator<Item = &str> {
    hint.split('`').skip(1).step_by(2).filter(|words| words.starts_with("pjt update "))
}

/// The words of a command with what stands for others filled in: the first name is one that the task has.
fn filled<'a>(command: &'a str, task: &'a str, known: &'a str) -> Vec<&'a str> {
    let mut before = "";
    let words = command.split(' ').skip(1).map(|word| {
        let is_own = matches!(std::mem::replace(&mut before, word), "--remove-dept" | "--lead");
        match word {
            "ID" | "编号" => task,
            "DATE" | "日期" => "2025-05-31",
            "NAME" | "部门" | "WRONG" | "读错的" if is_own => known,
            "NAME" | "部门" | "RIGHT" | "正确的" => "市财政局",
            word => word,
        }
    });
    words.collect()
}

#[test]
fn every_command_that_a_hint_proposes_runs() {
    for (code, rows, task) in DOCUMENTS {
        for language in ["en", "zh"] {
            let sandbox = Sandbox::empty();
            sandbox.pjt("init").fine();
            sandbox.write(
                "2025年分工.csv",
                format!("序号,任务内容,责任单位,完成时限\n{rows}\n9,开展试点,市财政局,2025年9月\n"),
            );
            let said =
                sandbox.pjt_with(&["--lang", language, "import", "2025年分工.csv", "--plan", "x"], &[]);
            assert_eq!(said.code, 0, "{rows}: {}", said.whole());
            assert!(said.whole().contains(&format!("[{code}]")), "{rows}: {}", said.whole());
            let shown = sandbox.pjt("show 1 --json").json();
            let known = shown["tasks"][0]["departments"][0].as_str().unwrap_or("市教委").to_owned();
            let words = said.whole();
            // two findings may give one hint
            let distinct: std::collections::BTreeSet<&str> = commands(&words).collect();
            for command in &distinct {
                let arguments = filled(command, task, &known);
                let done = sandbox.pjt_with(&arguments, &[]);
                assert_eq!(done.code, 0, "{rows}: {command}: {}", done.whole());
            }
            assert!(!distinct.is_empty(), "{rows}: no command in {words}");
        }
    }
}
