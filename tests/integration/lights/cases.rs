//! The worked cases of lights, each with what four sets of rules say of it, and the store that they stand in.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::sandbox::Sandbox;

pub(super) const PRESETS: [&str; 4] = ["yinchuan-2025", "sanya-2022", "suqian-2025", "yichang"];

/// A task of the worked cases: what its file holds below the departments, and what was reported.
pub(super) struct Case {
    fields: &'static str,
    report: &'static str,
    today: &'static str,
    planned: &'static str,
    lights: [&'static str; 4],
}

const fn case(
    fields: &'static str,
    report: &'static str,
    planned: &'static str,
    lights: [&'static str; 4],
) -> Case {
    Case { fields, report, today: "2025-09-26", planned, lights }
}

const UNTIL_OCTOBER: &str = "status: in_progress\n\ndue: \"2025-10-31\"\n";
const EXTENDED: &str = "status: in_progress\n\ndue: \"2025-11-30\"\n\nextensions:\n- on: \"2025-08-20\"\n  from: \"2025-08-31\"\n  to: \"2025-11-30\"\n  reason: 流标\n";
const TOO_LATE: &str = "status: in_progress\n\ndue: \"2025-10-31\"\n\nextensions:\n- on: \"2025-09-12\"\n  asked: \"2025-09-10\"\n  from: \"2025-09-05\"\n  to: \"2025-10-31\"\n  reason: 流标\n";
const BACK: &str = "  percent: 80\n\n  sent_back:\n    on: \"2025-09-25\"\n    reason: 缺佐证\n";

/// Red, yellow, blue, green by their first letters with the number of the rule, `?` for undetermined, `-` for none. A
/// task without a due date of its own falls due with the plan, on 2025-12-31.
const CASES: [Case; 20] = [
    case("status: in_progress\n", "  percent: 70\n", "200/3", ["g6", "g4", "-", "g3"]),
    case("status: in_progress\n", "  percent: 60\n", "200/3", ["g6", "y3", "y2", "r1"]),
    case(UNTIL_OCTOBER, "  percent: 70\n", "80", ["y5", "y3", "y2", "r1"]),
    case(UNTIL_OCTOBER, "  percent: 50\n", "80", ["y5", "y3", "y2", "r1"]),
    case(UNTIL_OCTOBER, "  percent: 40\n", "80", ["r3", "y3", "y2", "r1"]),
    case(UNTIL_OCTOBER, "  percent: 39\n", "80", ["r3", "r2", "y2", "r1"]),
    case(
        "status: not_started\n\nstart: \"2025-09-01\"\n\ndue: \"2026-08-31\"\n",
        "",
        "0",
        ["g6", "g4", "-", "g3"],
    ),
    case(
        "status: not_started\n\nstart: \"2025-08-01\"\n\ndue: \"2026-07-31\"\n",
        "",
        "25/3",
        ["y4", "r2", "y2", "r1"],
    ),
    case(
        "status: not_started\n\nstart: \"2025-06-01\"\n\ndue: \"2026-05-31\"\n",
        "",
        "25",
        ["r2", "r2", "y2", "r1"],
    ),
    case("status: in_progress\n\ndue: \"2025-10-08\"\n", "  percent: 90\n", "80", ["g6", "g4", "b3", "y2"]),
    case("status: in_progress\n\ndue: \"2025-09-15\"\n", "  percent: 95\n", "100", ["r1", "r1", "r1", "r1"]),
    case("status: done\n\ndue: \"2025-08-31\"\n", "", "100", ["g", "g", "-", "g"]),
    case("status: in_progress\n", "", "200/3", ["?", "?", "?", "?"]),
    case(EXTENDED, "  percent: 60\n", "800/11", ["y5", "y3", "y2", "r1"]),
    case(TOO_LATE, "  percent: 60\n", "100", ["r1", "r1", "r1", "r1"]),
    Case {
        today: "2025-09-30",
        ..case("status: in_progress\n", "  percent: 70\n", "75", ["g6", "g4", "y2", "r1"])
    },
    case("status: in_progress\n", BACK, "200/3", ["g6", "g4", "y2", "g3"]),
    case("status: suspended\n\ndue: \"2025-08-31\"\n", "", "", ["-", "-", "-", "-"]),
    // A closed one, and one that is withdrawn.
    case("status: closed\n\nevidence:\n- a.pdf\n", "", "200/3", ["g", "g", "-", "g"]),
    case("status: withdrawn\n", "  percent: 10\n", "", ["-", "-", "-", "-"]),
];

const DAY: &str = "status: in_progress\n\ndue: \"2025-09-26\"\n";
const MONTH_END: &str = "status: in_progress\n\ndue: \"2025-09-30\"\n";
const IN_PROGRESS: &str = "status: in_progress\n";

/// The case on another day.
const fn on(today: &'static str, case: Case) -> Case {
    Case { today, ..case }
}

/// At the bounds of the rules, and what offices ask: by the text of the presets, worked out by hand.
const MORE: [Case; 32] = [
    // Two thirds less 56 is 10⅔, less 57 9⅔; less 36 is 30⅔, less 37 29⅔.
    case(IN_PROGRESS, "  percent: 56\n", "200/3", ["y5", "y3", "y2", "r1"]),
    case(IN_PROGRESS, "  percent: 57\n", "200/3", ["g6", "y3", "y2", "r1"]),
    case(IN_PROGRESS, "  percent: 36\n", "200/3", ["r3", "y3", "y2", "r1"]),
    case(IN_PROGRESS, "  percent: 37\n", "200/3", ["y5", "y3", "y2", "r1"]),
    // Just as far as planned, and 15 and 16 days before the due date.
    case("status: in_progress\n\ndue: \"2025-10-11\"\n", "  percent: 80\n", "80", ["g6", "g4", "b3", "y2"]),
    case("status: in_progress\n\ndue: \"2025-10-12\"\n", "  percent: 80\n", "80", ["g6", "g4", "-", "g3"]),
    // On the due date itself nothing is late; on its day a month that ends has ended.
    case(DAY, "  percent: 90\n", "800/9", ["g6", "g4", "b3", "y2"]),
    on("2025-09-27", case(DAY, "  percent: 90\n", "100", ["r1", "r1", "r1", "r1"])),
    on("2025-09-30", case(MONTH_END, "  percent: 90\n", "100", ["y5", "g4", "y2", "r1"])),
    on("2025-09-29", case(MONTH_END, "  percent: 90\n", "800/9", ["g6", "g4", "b3", "y2"])),
    // Done: late, without evidence, whatever was reported. Reported as whole, and not done.
    case("status: done\n\ndue: \"2025-08-31\"\n", "  percent: 40\n", "100", ["g", "g", "-", "g"]),
    case("status: in_progress\n\ndue: \"2025-08-31\"\n", "  percent: 100\n", "100", ["r1", "r1", "r1", "r1"]),
    // Asked for in time and granted afterwards; asked for on the last day.
    case(
        "status: in_progress\n\ndue: \"2025-11-30\"\n\nextensions:\n- on: \"2025-09-05\"\n  asked: \"2025-08-30\"\n  from: \"2025-08-31\"\n  to: \"2025-11-30\"\n  reason: 流标\n",
        "  percent: 60\n",
        "800/11",
        ["y5", "y3", "y2", "r1"],
    ),
    case(
        "status: in_progress\n\ndue: \"2025-11-30\"\n\nextensions:\n- on: \"2025-08-31\"\n  from: \"2025-08-31\"\n  to: \"2025-11-30\"\n  reason: 流标\n",
        "  percent: 73\n",
        "800/11",
        ["g6", "g4", "-", "g3"],
    ),
    // A deadline in words is the plan's last day.
    case("status: in_progress\n\ndue_text: 持续推进\n", "  percent: 70\n", "200/3", ["g6", "g4", "-", "g3"]),
    case("status: not_started\n\ndue_text: 长期\n", "", "200/3", ["r2", "r2", "y2", "r1"]),
    // Months not started end with their last day; that in which a task begins counts where it does so on the 1st.
    on(
        "2025-09-30",
        case(
            "status: not_started\n\nstart: \"2025-06-15\"\n\ndue: \"2026-06-30\"\n",
            "",
            "25",
            ["r2", "r2", "y2", "r1"],
        ),
    ),
    on(
        "2025-09-29",
        case(
            "status: not_started\n\nstart: \"2025-06-15\"\n\ndue: \"2026-06-30\"\n",
            "",
            "50/3",
            ["y4", "r2", "y2", "r1"],
        ),
    ),
    case("status: not_started\n\ndue: \"2025-09-25\"\n", "", "100", ["r1", "r1", "r1", "r1"]),
    case("status: not_started\n", "  percent: 20\n", "200/3", ["r2", "r2", "y2", "r1"]),
    // Not to begin yet, and to end before it begins.
    case(
        "status: not_started\n\nstart: \"2025-11-01\"\n\ndue: \"2026-03-31\"\n",
        "",
        "0",
        ["g6", "g4", "-", "g3"],
    ),
    case("status: in_progress\n\nstart: \"2026-02-01\"\n", "  percent: 10\n", "", ["?", "?", "?", "?"]),
    // What is not known keeps no other rule from being tried.
    case("status: in_progress\n\ndue: \"2025-10-08\"\n", "", "80", ["?", "?", "b3", "y2"]),
    case("status: in_progress\n\ndue: \"2025-09-25\"\n", "", "100", ["r1", "r1", "r1", "r1"]),
    // Sent back: behind what is overdue, and nothing to what is done or waits.
    case("status: in_progress\n\ndue: \"2025-09-15\"\n", BACK, "100", ["r1", "r1", "r1", "r1"]),
    case("status: done\n", BACK, "200/3", ["g", "g", "-", "g"]),
    case("status: suspended\n", BACK, "", ["-", "-", "-", "-"]),
    // Withdrawn in the period, whatever it was before.
    case("status: withdrawn\n\ndue: \"2025-08-31\"\n", "", "", ["-", "-", "-", "-"]),
    // At the turn of the year progress of the month before is none.
    on("2025-01-15", case("status: not_started\n", "", "0", ["g6", "g4", "-", "g3"])),
    on("2025-01-31", case("status: not_started\n", "", "25/3", ["y4", "g4", "y2", "r1"])),
    on("2025-02-01", case("status: not_started\n", "", "25/3", ["y4", "r2", "y2", "r1"])),
    on("2026-01-01", case(IN_PROGRESS, "  percent: 99\n", "100", ["r1", "r1", "r1", "r1"])),
];

/// A store with the worked cases: task 1 is the first.
pub(super) fn sandbox() -> Sandbox {
    with_cases(&CASES)
}

pub(super) fn with_cases(cases: &[Case]) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("data/pjt.yaml", "format: 1\ndefault_plan: p\n");
    sandbox.write("data/departments.yaml", "departments:\n- name: 市教委\n  code: jiaowei\n");
    sandbox.write(
        "data/p/plan.yaml",
        "title: 方案\n\nperiod:\n  start: \"2025-01-01\"\n  end: \"2025-12-31\"\n\nlead_rule: first_listed\n",
    );
    let mut answers = String::new();
    for (id, case) in (1..).zip(cases) {
        let task = format!("id: {id}\n\ncontent: 第{id}项。\n\ndepartments:\n- 市教委\n\n{}", case.fields);
        sandbox.write(&format!("data/p/tasks/{id:03}.yaml"), task);
        if !case.report.is_empty() {
            answers += &format!("- id: {id}\n{}\n", case.report);
        }
    }
    sandbox.write(
        "data/periods/2025-q3.yaml",
        "title: 2025年第三季度\nstart: \"2025-07-01\"\nend: \"2025-09-30\"\ndue: \"2025-09-25\"\n\nopened: \"2025-09-10\"\n\nfields:\n- percent\n\nasked:\n- department: 市教委\n  plan: p\n  tasks:\n  - 1\n",
    );
    sandbox.write(
        "data/p/returns/2025-q3/jiaowei.yaml",
        format!("department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n{answers}"),
    );
    sandbox
}

pub(super) fn short(light: &Value) -> String {
    let colour = light["light"].as_str().and_then(|light| light.get(..1));
    let rule = light["rule"].as_u64().map(|rule| rule.to_string()).unwrap_or_default();
    match colour {
        Some(colour) => format!("{colour}{rule}"),
        None if light["undetermined"] == true => "?".into(),
        None => "-".into(),
    }
}

pub(super) fn lights(sandbox: &Sandbox, preset: &str, today: &str) -> Value {
    sandbox.write("data/rules.yaml", format!("preset: {preset}\n"));
    sandbox.pjt(&format!("lights --json --today {today}")).json()
}

#[test]
fn the_worked_cases_get_their_lights_from_the_files_of_a_store() {
    for cases in [&CASES[..], &MORE] {
        ensure_lights(cases);
    }
    let sandbox = sandbox();
    let first = &lights(&sandbox, "sanya-2022", "2025-09-30")["lights"][15];
    assert_eq!((first["planned_exact"].as_str(), first["planned"].as_f64()), (Some("200/3"), Some(66.7)));
}

fn ensure_lights(cases: &[Case]) {
    let sandbox = with_cases(cases);
    let days: BTreeSet<&str> = cases.iter().map(|case| case.today).collect();
    for (index, preset) in PRESETS.into_iter().enumerate() {
        for today in &days {
            let said = lights(&sandbox, preset, today);
            for (light, case) in said["lights"].as_array().unwrap().iter().zip(cases) {
                if case.today != *today {
                    continue;
                }
                assert_eq!(short(light), case.lights[index], "{preset} {today} {light}");
                if preset != "sanya-2022" {
                    assert_eq!(light["planned_exact"].as_str().unwrap_or_default(), case.planned, "{light}");
                }
            }
        }
    }
}
