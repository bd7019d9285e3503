//! Lights, from the files of a store to what `pjt` says of them.

mod cases;

use serde_json::Value;

use self::cases::{PRESETS, lights, sandbox, short, with_cases};
use crate::sandbox::Sandbox;

/// A part of a file that Office opens.
fn unpacked(sandbox: &Sandbox, file: &str, part: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(sandbox.path(file)).unwrap()).unwrap();
    std::io::read_to_string(archive.by_name(part).unwrap()).unwrap()
}

/// Returns of several periods and departments, the light of task 1 by 银川's rules, and what counts as reported.
#[test]
fn the_last_word_of_the_lead_counts_whenever_it_came() {
    let told = |period: &str, code: &str, received: &str, percent: u32| {
        let name = if code == "jiaowei" { "市教委" } else { "乙局" };
        let path = format!("data/p/returns/{period}/{code}.yaml");
        (
            path,
            format!(
                "department: {name}\nreceived: \"{received}\"\n\ntasks:\n- id: 1\n  percent: {percent}\n"
            ),
        )
    };
    let cases = [
        // Lower than the time before; late, and for a period that is past.
        (
            vec![told("2025-q2", "jiaowei", "2025-06-20", 70), told("2025-q3", "jiaowei", "2025-09-20", 60)],
            "g6",
            Some(60),
        ),
        (
            vec![told("2025-q2", "jiaowei", "2025-10-08", 70), told("2025-q3", "jiaowei", "2025-09-20", 30)],
            "r3",
            Some(30),
        ),
        // Nothing for the last quarter: what was said before stands.
        (vec![told("2025-q2", "jiaowei", "2025-06-20", 40)], "y5", Some(40)),
        // Of a month and a quarter that end together what came last; a year ends behind its quarters.
        (
            vec![told("2025-q3", "jiaowei", "2025-09-24", 30), told("2025-09", "jiaowei", "2025-09-25", 70)],
            "g6",
            Some(70),
        ),
        (
            vec![told("2025", "jiaowei", "2025-12-31", 90), told("2025-q3", "jiaowei", "2025-09-25", 40)],
            "g6",
            Some(90),
        ),
        // Who supports says nothing of the whole.
        (vec![told("2025-q3", "yi", "2025-09-20", 90)], "?", None),
        (
            vec![told("2025-q3", "yi", "2025-09-20", 10), told("2025-q3", "jiaowei", "2025-09-20", 70)],
            "g6",
            Some(70),
        ),
    ];
    for (returns, light, percent) in cases {
        let sandbox = with_cases(&[]);
        sandbox.write(
            "data/departments.yaml",
            "departments:\n- name: 市教委\n  code: jiaowei\n- name: 乙局\n  code: yi\n",
        );
        sandbox.write(
            "data/p/tasks/001.yaml",
            "id: 1\n\ncontent: 第1项。\n\ndepartments:\n- 市教委\n- 乙局\n\nstatus: in_progress\n",
        );
        std::fs::remove_dir_all(sandbox.path("data/p/returns")).unwrap();
        for (path, text) in &returns {
            sandbox.write(path, text);
        }
        let said = lights(&sandbox, "yinchuan-2025", "2025-09-26");
        let first = &said["lights"][0];
        assert_eq!(
            (short(first), first["report"]["percent"].as_u64()),
            (light.into(), percent),
            "{returns:?}"
        );
    }
}

#[test]
fn lists_counts_and_reasons_say_the_same() {
    let sandbox = sandbox();
    let said = lights(&sandbox, "yinchuan-2025", "2025-09-26");
    let counts = &said["counts"];
    let stats = sandbox.pjt("stats --json --today 2025-09-26").json();
    assert_eq!(&stats["total"]["lights"], counts);
    assert_eq!(&stats["rows"][0]["all"]["lights"], counts);
    assert_eq!((&counts["judged"], &counts["not_judged"]), (&18.into(), &2.into()));
    for state in ["red", "yellow", "green", "undetermined"] {
        let listed = sandbox.pjt(&format!("list --light {state} --format ids --today 2025-09-26"));
        listed.fine();
        assert_eq!(counts[state], listed.stdout.lines().count(), "{state}");
    }
    let why = sandbox.pjt("why 14 --today 2025-09-26 --lang zh");
    why.fine();
    assert_eq!(
        why.stdout,
        "14 黄灯：低于序时进度12.7个百分点（应达72.7%，实报60%）；市教委 2025-09-24 报送\n   规则 yinchuan-2025 第5条（文件写明）；时限 2025-11-30；没有写明起始，按方案起始 2025-01-01 计；2025-08-20 由 2025-08-31 延期；应达进度按整月计：过完的月份才算，过了完成时限为100%\n"
    );
    assert!(
        sandbox.pjt("why 15 --today 2025-09-26 --lang zh").stdout.contains("2025-09-10 申请延至 2025-10-31")
    );
    let columns = sandbox.pjt("list --columns id,light,planned,percent --format csv --today 2025-09-26");
    assert!(
        columns
            .stdout
            .replace('\r', "")
            .starts_with("id,light,planned,percent\n1,green,200/3,70\n2,green,200/3,60\n"),
        "{}",
        columns.stdout
    );
    // What leaves the office says the same: the ledger in each format, and the pages.
    sandbox.pjt("export -o ledger.html --today 2025-09-26 --lang zh").fine();
    sandbox.pjt("export -o ledger.xlsx --today 2025-09-26 --lang zh").fine();
    sandbox.pjt("export -o ledger.docx --today 2025-09-26 --lang zh").fine();
    sandbox.pjt("site -o web --today 2025-09-26 --lang zh").fine();
    let number = |state: &str| counts[state].as_u64().unwrap();
    let figures = format!(
        "亮灯：红灯{}项、黄灯{}项、绿灯{}项、未判定{}项、不评2项",
        number("red"),
        number("yellow"),
        number("green"),
        number("undetermined")
    );
    let html = sandbox.read("ledger.html");
    let book = unpacked(&sandbox, "ledger.xlsx", "xl/sharedStrings.xml");
    let word = unpacked(&sandbox, "ledger.docx", "word/document.xml");
    let (index, task) = (sandbox.read("web/index.html"), sandbox.read("web/p/task-14.html"));
    for text in [&html, &book, &word, &index] {
        assert!(text.contains(&figures), "{figures}");
    }
    for text in [&html, &book, &word, &task, &sandbox.read("web/department-jiaowei.html")] {
        assert!(text.contains("低于序时进度12.7个百分点（应达72.7%，实报60%）") && text.contains("黄灯"));
    }
    for text in [&html, &book, &word] {
        assert!(["完成率", "亮灯", "理由", "本期进展"].iter().all(|title| text.contains(title)));
    }
    assert!(index.contains("class=\"l-yellow\"") && task.contains("<dd class=\"yellow\">"));
    // Without rules a list does as before, and whoever asks for lights is told.
    std::fs::remove_file(sandbox.path("data/rules.yaml")).unwrap();
    assert_eq!(sandbox.pjt("list --light red").code, 3);
    assert_eq!(sandbox.pjt("lights").code, 3);
    sandbox.pjt("export -o reported.html --today 2025-09-26 --lang zh").fine();
    let reported = sandbox.read("reported.html");
    assert!(reported.contains("完成率</th>") && !reported.contains("亮灯"));
    std::fs::remove_dir_all(sandbox.path("data/p/returns")).unwrap();
    sandbox.pjt("export -o alone.html --today 2025-09-26 --lang zh").fine();
    assert!(!sandbox.read("alone.html").contains("完成率</th>"));
    assert!(sandbox.pjt("stats --json").json()["total"]["lights"].is_null());
}

#[test]
fn what_nobody_reported_is_no_zero_anywhere() {
    let sandbox = sandbox();
    sandbox.write("data/rules.yaml", "preset: yichang\n");
    let today = "--today 2025-09-26 --lang zh";
    // Task 8 is not started, and nobody reported about it; its light is red all the same.
    let why = sandbox.pjt(&format!("why 8 {today}")).stdout;
    assert!(why.contains("红灯") && why.contains("应达8.3%，实报—，未启动按0计"), "{why}");
    let light = &sandbox.pjt("why 8 --json --today 2025-09-26").json()["lights"][0];
    assert!(light["actual"].is_null() && light["gap"] == 8.3, "{light}");
    sandbox.pjt(&format!("export -o l.html {today}")).fine();
    sandbox.pjt(&format!("bulletin 2025-q3 -o b.html {today}")).fine();
    sandbox.pjt(&format!("site -o web {today}")).fine();
    sandbox.pjt(&format!("slips 8 -o slips {today}")).fine();
    let made = std::fs::read_dir(sandbox.path("slips")).unwrap().next().unwrap().unwrap().file_name();
    let slip = unpacked(&sandbox, &format!("slips/{}", made.to_str().unwrap()), "word/document.xml");
    let pages = ["l.html", "b.html", "web/p/task-8.html"].map(|page| sandbox.read(page));
    for text in pages.iter().chain([&slip]) {
        assert!(text.contains("实报—") && !text.contains("实报0%") && !text.contains("完成率0%"), "{text}");
    }
    let cells = sandbox.pjt(&format!("list --columns id,percent {today}")).stdout;
    assert!(cells.contains('—') && !cells.contains(" 0%"), "{cells}");
    // A reason has its days as papers do.
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
    let late = sandbox.pjt(&format!("why 15 {today}")).stdout;
    assert!(late.contains("超过时限2025年9月5日已21天"), "{late}");
}

#[test]
fn lights_are_those_of_the_revision() {
    let sandbox = sandbox();
    sandbox.write("data/rules.yaml", "preset: yichang\n");
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "one"]);
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
    let path = "data/p/returns/2025-q3/jiaowei.yaml";
    sandbox.write(path, sandbox.read(path).replacen("percent: 70", "percent: 20", 1));
    let light = |line: &str| {
        let said = sandbox.pjt(&format!("{line} --json --today 2025-09-26")).json();
        short(&said["lights"][0])
    };
    assert_eq!((light("lights --at HEAD"), light("lights")), ("g3".into(), "r3".into()));
    assert_eq!(light("why 1 --at HEAD"), "g3");
    let said = sandbox.pjt("diff --lang zh");
    assert!(said.stdout.contains("亮灯规则 内置规则 yichang → yinchuan-2025"), "{}", said.stdout);
    sandbox.pjt("commit").fine();
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn whoever_took_a_task_over_stands_where_the_other_did() {
    let sandbox = sandbox();
    sandbox.write("data/rules.yaml", "preset: yinchuan-2025\n");
    sandbox.write(
        "data/departments.yaml",
        "departments:\n- name: 市教委\n  code: jiaowei\n  successor: 市数据局\n  until: \"2025-10-01\"\n- name: 市数据局\n",
    );
    let task = sandbox.read("data/p/tasks/001.yaml").replace("市教委", "市数据局");
    sandbox.write("data/p/tasks/001.yaml", task);
    let said = sandbox.pjt("why 1 --json --today 2025-09-26").json();
    assert_eq!(
        (short(&said["lights"][0]), &said["lights"][0]["report"]["department"]),
        ("g6".into(), &"市教委".into())
    );
}

#[test]
fn presets_are_printed_as_files_that_mean_the_same() {
    let sandbox = sandbox();
    for preset in PRESETS {
        let one = lights(&sandbox, preset, "2025-09-26");
        let text = sandbox.pjt(&format!("lights --preset {preset}")).stdout;
        sandbox.write("data/rules.yaml", &text);
        let own = sandbox.pjt("lights --json --today 2025-09-26").json();
        let known = |said: &Value| said["lights"].as_array().unwrap().iter().map(short).collect::<Vec<_>>();
        assert_eq!(known(&one), known(&own), "{preset}: {text}");
        assert_eq!(sandbox.pjt("check --list").code, 0);
    }
}

#[test]
fn whole_numbers_of_any_size_break_nothing() {
    let sandbox = sandbox();
    // What no task meets before a century has passed is a slip.
    for far in ["overdue: 36526", "due_within: 9223372036854775807", "unstarted: 1201"] {
        sandbox.write("data/rules.yaml", format!("rules:\n- red: {{{far}}}\n- green: {{}}\n"));
        let said = sandbox.pjt("lights --today 2025-09-26");
        let name = far.split(':').next().unwrap();
        assert!(said.code != 0 && said.stderr.contains(name), "{far}: {}", said.whole());
    }
    sandbox.write(
        "data/rules.yaml",
        "rules:\n- red: {overdue: 36525}\n- red: {ratio_upto: -9223372036854775808}\n- yellow: {any: [{due_within: 36525}]}\n- green: {}\n",
    );
    sandbox.pjt("lights --today 2025-09-26").fine();
    sandbox.pjt("why 1-20 --today 0001-01-01").fine();
    sandbox.pjt("lights --today 9999-12-31").fine();
}
