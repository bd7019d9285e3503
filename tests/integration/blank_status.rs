//! A row that is answered and says no status: nothing was chosen, and nobody says that it was.

use crate::filled::{Cell, RETURN, STATUS, Sheet, collect, sandbox};

#[test]
fn a_blank_status_is_no_status_and_a_paper_that_rests_on_it_says_what_to_ask() {
    let sandbox = sandbox();
    let mut sheet = Sheet::filled(&sandbox);
    sheet.row(14)[STATUS] = Cell::Blank;
    let taken = collect(&sandbox, "a.xlsx", &sheet.xlsx());
    let said: Vec<&serde_json::Value> = taken.answer["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["code"] == "status-blank")
        .collect();
    assert_eq!(said.len(), 1, "{}", taken.answer);
    assert!(said[0]["message"].as_str().unwrap().contains("now not started"), "{}", said[0]);
    let text = sandbox.read(RETURN);
    let answer = text.split("- id: ").find(|answer| answer.starts_with("14\n")).unwrap();
    assert!(!answer.contains("status:") && answer.contains("percent:"), "{answer}");
    assert!(sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml").contains("status: not_started"));
    // An untouched cell brings the status along with which it went out.
    let doubtful = || {
        let answer = sandbox.pjt("bulletin 2025-q3 --json --lang en").json();
        let all = answer["warnings"].as_array().unwrap().clone();
        all.iter().map(|one| one["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let found = doubtful();
    let own = found.iter().find(|message| message.starts_with("task 14:"));
    assert!(
        own.is_some_and(|words| words.ends_with("% done, no status, and the ledger says not started")),
        "{found:?}"
    );
    let said = sandbox.pjt("bulletin 2025-q3 -o a.docx --lang zh").whole();
    assert!(
        said.contains("前后矛盾、尚未核实的") && said.contains("pjt sendback 2025-q3 市教委 14"),
        "{said}"
    );
    // Who is criticised for not having begun reads beside it what they reported.
    let paper = sandbox.pjt("bulletin 2025-q3 --today 2026-02-01").stdout;
    assert!(paper.contains("市教委报完成率33%，没有报状态，待核"), "{paper}");
    sandbox.pjt("update 14 --note 已与市教委核实 --by 督查室").fine();
    assert!(!doubtful().iter().any(|message| message.starts_with("task 14:")));
    sandbox.pjt("check").fine();
}
