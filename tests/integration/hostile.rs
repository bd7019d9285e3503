//! Files of a store that mean harm, or were only damaged: each is refused or read rightly, in time, with a message that
//! names it, and nothing else is changed by it. `tests/data/hostile` holds them.

use std::{collections::BTreeMap, fs, path::Path, time::Instant};

use crate::sandbox::{PATIENCE, Said, Sandbox, repository};

/// The files of a kind, by name.
pub(crate) fn hostile(kind: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(repository().join("tests/data/hostile").join(kind)).unwrap();
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(Result::unwrap).map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect()
}

/// What holds of every answer to a hostile file.
pub(crate) fn ensure_civil(name: &str, said: &Said, began: Instant) {
    assert!((0..=5).contains(&said.code), "{name}: {}", said.whole());
    assert!(began.elapsed() < PATIENCE, "{name}: {:?}", began.elapsed());
    let acts = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!said.stderr.contains(acts), "{name}: {:?}", said.stderr);
    assert!(said.stderr.len() <= 1024, "{name}: {}", said.stderr);
}

/// The samples were written for another task format; in pjt's own words they reach what they aim at.
fn in_own_words(bytes: &[u8]) -> Vec<u8> {
    let words = [
        ("title:", "content:"),
        ("status: todo", "status: not_started"),
        ("status: doing", "status: in_progress"),
        ("deadline: 2025-12-31", "due: \"2025-12-31\""),
        ("deadline:", "due:"),
        ("support:", "departments:"),
    ];
    // A single lead becomes a list of one.
    let mut text = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"lead: ") {
            Some(lead) => text.extend([b"lead:\n- ", lead].concat()),
            None => text.extend_from_slice(line),
        }
    }
    for (old, new) in words {
        let mut out = Vec::new();
        let mut rest = text.as_slice();
        while let Some(at) = memchr::memmem::find(rest, old.as_bytes()) {
            out.extend_from_slice(&rest[..at]);
            out.extend_from_slice(new.as_bytes());
            rest = &rest[at + old.len()..];
        }
        out.extend_from_slice(rest);
        text = out;
    }
    text
}

/// A store with two good tasks.
fn two_good_tasks() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("data/pjt.yaml", "format: 1\ndefault_plan: p\n").write("data/p/plan.yaml", "title: t\n");
    for id in ["001", "002"] {
        let number = id.trim_start_matches('0');
        let task = format!("id: {number}\ncontent: 好任务\nstatus: not_started\n");
        sandbox.write(&format!("data/p/tasks/{id}.yaml"), task);
    }
    sandbox
}

#[test]
fn every_hostile_task_file_is_named_or_read_and_the_others_are_still_listed() {
    let accepted = ["00", "25", "27", "39", "47", "49", "51", "53", "55"];
    for (name, bytes) in hostile("yaml") {
        for (file, bytes) in [("014.yaml", in_own_words(&bytes)), (name.as_str(), bytes)] {
            let sandbox = two_good_tasks();
            let path = format!("data/p/tasks/{file}");
            sandbox.write(&path, &bytes);
            let began = Instant::now();
            let said = sandbox.pjt("list --json");
            ensure_civil(&name, &said, began);
            let tasks = said.json()["tasks"].as_array().unwrap().len();
            let is_accepted = file == "014.yaml" && accepted.iter().any(|kind| name.starts_with(kind));
            assert_eq!((said.code, tasks), if is_accepted { (0, 3) } else { (1, 2) }, "{name} as {file}");
            if !is_accepted {
                let warnings = said.json()["warnings"].clone();
                assert!(warnings[0]["path"].as_str().unwrap().ends_with(file), "{name}: {warnings}");
                assert!(warnings[0]["fix"].is_string(), "{name}: {warnings}");
                assert!(said.stderr.contains(file), "{name}: {}", said.stderr);
            }
            if file != "014.yaml" {
                continue;
            }
            let began = Instant::now();
            let check = sandbox.pjt("check");
            assert!(check.code == 5 && began.elapsed() < PATIENCE, "{name}: {}", check.whole());
            assert_eq!(fs::read(sandbox.path(&path)).unwrap(), bytes, "{name}");
            let said = sandbox.pjt("update 14 --status done");
            assert_eq!(said.code == 0, is_accepted, "{name} as {file}: {}", said.whole());
            assert_eq!(fs::read(sandbox.path(&path)).unwrap() == bytes, !is_accepted, "{name}");
            assert!(!sandbox.path("PWNED").exists() && !sandbox.path("data/PWNED").exists(), "{name}");
        }
    }
}

#[test]
fn a_refusal_says_which_limit_or_rule_was_broken() {
    for (kind, code) in [
        ("01", "over-limit"),
        ("07", "over-limit"),
        ("09", "conflict-markers"),
        ("11", "duplicate-key"),
        ("13", "control-character"),
        ("15", "empty-file"),
        ("17", "empty-file"),
        ("21", "not-utf8"),
        ("23", "not-utf8"),
        ("37", "over-limit"),
        ("41", "over-limit"),
        ("45", "id-differs"),
    ] {
        let (name, bytes) = hostile("yaml").into_iter().find(|(name, _)| name.starts_with(kind)).unwrap();
        let sandbox = two_good_tasks();
        sandbox.write("data/p/tasks/014.yaml", in_own_words(&bytes));
        let warnings = sandbox.pjt("list --json").json()["warnings"].clone();
        assert_eq!(warnings[0]["code"], code, "{name}: {warnings}");
    }
}

#[test]
fn what_can_not_be_seen_is_shown_and_checked() {
    for (kind, rule) in [("47", "invisible-character"), ("25", "byte-order-mark"), ("53", "unknown-field")] {
        let (name, bytes) = hostile("yaml").into_iter().find(|(name, _)| name.starts_with(kind)).unwrap();
        let sandbox = two_good_tasks();
        sandbox.write("data/p/tasks/014.yaml", in_own_words(&bytes));
        let said = sandbox.pjt("check");
        assert!(said.stdout.contains(&format!("[{rule}]")), "{name}: {}", said.stdout);
    }
}

#[test]
fn what_can_not_be_seen_is_found_in_headings_and_in_the_registry_too() {
    let sandbox = two_good_tasks();
    let hidden = "pillars:\n- id: 1\n  title: 平台\n- id: 2\n  title: \"平\\u202E台\"\n";
    let plan = format!("{}{hidden}", sandbox.read("data/p/plan.yaml"));
    sandbox.write("data/p/plan.yaml", plan);
    sandbox.write("data/departments.yaml", "departments:\n- name: 市教委\n  aliases: [教\u{200b}委]\n");
    let said = sandbox.pjt("check --json");
    let findings = said.json()["findings"].as_array().unwrap().clone();
    let found: Vec<_> = findings.iter().filter(|found| found["code"] == "invisible-character").collect();
    let places: Vec<_> =
        found.iter().map(|found| (found["path"].as_str().unwrap(), &found["line"])).collect();
    let line = sandbox.read("data/p/plan.yaml").lines().count();
    assert_eq!(places.len(), 2, "{}", said.whole());
    assert!(places[0].0.ends_with("departments.yaml") && *places[0].1 == 3, "{places:?}");
    assert!(places[1].0.ends_with("plan.yaml") && *places[1].1 == line, "{places:?}");
}

/// Files within every limit can break a rule thousands of times, each in one line.
#[test]
fn thousands_of_findings_are_found_in_time() {
    let sandbox = two_good_tasks();
    sandbox.write("data/departments.yaml", "departments:\n- name: 市教委\n");
    for id in 10..40 {
        let names: Vec<String> = (0..500).map(|number| format!("第{id}局{number}")).collect();
        let names = names.join(", ");
        let task = format!("id: {id}\ncontent: 平台\ndepartments: [{names}]\nstatus: done\n");
        sandbox.write(&format!("data/p/tasks/0{id}.yaml"), task);
    }
    let began = std::time::Instant::now();
    let said = sandbox.pjt("check --lang en");
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    assert_eq!(said.stdout.matches("[unknown-department]").count(), 15_000, "{}", said.stderr);
    assert!(said.stdout.contains("第39局498, 第39局499]\n"), "the part of a line around the place is shown");
}

#[test]
fn a_broken_file_among_many_stops_whatever_counts_or_hands_out() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "id: 14\ncontent: [\n");
    for words in ["stats", "stats --by department", "export --format csv", "export --format xlsx -o x.xlsx"] {
        let said = sandbox.pjt(words);
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{words}: {}", said.whole());
        assert!(said.stderr.contains("014.yaml"), "{words}: {}", said.stderr);
    }
    assert!(!sandbox.path("x.xlsx").exists());
    let list = sandbox.pjt("list");
    assert!(list.code == 1 && list.stderr.contains("读出 43 个文件中的 42 个"), "{}", list.stderr);
    for (words, gap) in [
        ("export --format csv --keep-going", "缺口：1 个文件"),
        ("export --format html --keep-going", "缺口：1 个文件"),
        ("export --format json --keep-going", "\"unreadable\":1"),
        ("stats --keep-going", "1"),
    ] {
        let said = sandbox.pjt(words);
        assert_eq!(said.code, 1, "{words}");
        assert!(said.stdout.contains(gap), "{words}: {}", said.stdout);
    }
}

#[test]
fn a_blank_that_is_written_as_a_braille_cell_is_shown_and_found() {
    let sandbox = Sandbox::with_seed();
    let file = "data/chanjiao-2021-2025/tasks/026.yaml";
    let text = sandbox.read(file);
    sandbox.write(file, format!("{text}\ndue_text: \"年\\u2800底\"\n"));
    let said = sandbox.pjt("show 26");
    assert!(said.stdout.contains("年⟨U+2800⟩底"), "{}", said.whole());
    assert!(sandbox.pjt("check --lang en").stdout.contains("invisible-character"));
}

#[test]
fn what_counts_plans_departments_and_returns_refuses_over_what_can_not_be_read() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    let refused = |sandbox: &Sandbox, commands: &[&str], file: &str| {
        for words in commands {
            let said = sandbox.pjt(words);
            assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{words}: {}", said.whole());
            assert!(said.stderr.contains(file) && said.stderr.contains("--keep-going"), "{}", said.stderr);
            let said = sandbox.pjt(&format!("{words} --keep-going"));
            assert!(said.code == 1 && said.stdout.contains("缺口：1 个文件"), "{words}: {}", said.whole());
            let said = sandbox.pjt(&format!("{words} --keep-going --format csv"));
            assert!(said.code == 1 && said.stdout.contains("\nunreadable,"), "{words}: {}", said.whole());
            let said = sandbox.pjt(&format!("{words} --keep-going --json"));
            assert_eq!((said.code, said.json()["warnings"].as_array().unwrap().len()), (1, 1), "{words}");
        }
    };
    sandbox.write("data/chanjiao-2021-2025/returns/2025-q3/d01.yaml", "department: [\n");
    refused(&sandbox, &["returns 2025-q3"], "d01.yaml");
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "id: 14\ncontent: [\n");
    refused(&sandbox, &["plan list", "dept list", "departments --plan all"], "014.yaml");
}

/// The store of `hostile-store`: links, pipes, devices, odd names, all beside the seed's tasks.
#[cfg(unix)]
#[test]
fn links_pipes_devices_and_odd_names_lead_nowhere() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::with_seed();
    let tasks = sandbox.path("data/chanjiao-2021-2025/tasks");
    let task = |id: u32| format!("id: {id}\ncontent: 好任务{id}\nstatus: not_started\n");
    // A link to a sound task of the right number: only that it is a link speaks against it.
    sandbox.write("outside/secret.yaml", task(110).replace("好任务110", "SECRET-OUTSIDE"));
    sandbox.write("outside/plan.yaml", "title: SECRET-OUTSIDE\n");
    sandbox.write("outside/tasks/001.yaml", task(1).replace("好任务1", "SECRET-OUTSIDE"));
    let secret = sandbox.path("outside/secret.yaml");
    for (number, target) in [
        ("110", secret.as_path()),
        ("111", Path::new("../../../outside/secret.yaml")),
        ("112", Path::new("/etc/passwd")),
        ("113", Path::new("113.yaml")),
        ("114", Path::new("/dev/zero")),
        ("115", Path::new("missing")),
    ] {
        symlink(target, tasks.join(number).with_extension("yaml")).unwrap();
    }
    symlink(sandbox.path("outside"), tasks.join("sub")).unwrap();
    symlink(sandbox.path("outside"), sandbox.path("data/linked")).unwrap();
    sandbox.write("data/half/plan.yaml", "title: 方案\n");
    symlink(sandbox.path("outside/tasks"), sandbox.path("data/half/tasks")).unwrap();
    fs::hard_link(&secret, tasks.join("116.yaml")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(tasks.join("120.yaml")).status();
    assert!(made.unwrap().success());
    fs::create_dir(tasks.join("121.yaml")).unwrap();
    fs::File::create_new(tasks.join("123.yaml")).unwrap().set_len(3 << 30).unwrap();
    for name in
        ["-n.yaml", "--output=PWNED.yaml", "a\nb.yaml", "\u{1b}[2J.yaml", "café.yaml", "CON.yaml", "1.yaml"]
    {
        sandbox.write(&format!("data/chanjiao-2021-2025/tasks/{name}"), task(44));
    }
    for name in ["001.yaml.orig", ".001.yaml.swp", "4913", ".#001.yaml", ".hidden.yaml", "x.yaml~"] {
        sandbox.write(&format!("data/chanjiao-2021-2025/tasks/{name}"), "x");
    }
    for words in [
        "list --plan all",
        "list --plan linked",
        "list --plan half",
        "list --json",
        "show 14",
        "show linked/1",
        "update linked/1 half/1 --status done",
        "show 110",
        "stats",
        "stats --keep-going",
        "departments",
        "export --format csv --keep-going",
        "update 110 --status done",
        "update 116 --status done",
        "diff",
    ] {
        let began = Instant::now();
        let said = sandbox.pjt(words);
        assert!((0..=5).contains(&said.code), "{words}: {}", said.whole());
        assert!(began.elapsed() < PATIENCE, "{words}");
        // The file that has a second name is a file of this store; the rest is not.
        assert_eq!(said.whole().matches("SECRET-OUTSIDE").count(), 0, "{words}: {}", said.whole());
        assert!(!said.whole().contains('\u{1b}'), "{words}");
    }
    assert_eq!(fs::read_to_string(&secret).unwrap(), task(110).replace("好任务110", "SECRET-OUTSIDE"));
    assert!(!sandbox.path("PWNED").exists());
    let said = sandbox.pjt("check");
    for named in [
        "110.yaml",
        "111.yaml",
        "112.yaml",
        "113.yaml",
        "114.yaml",
        "115.yaml",
        "116.yaml",
        "120.yaml",
        "121.yaml",
        "123.yaml",
        "sub",
        "linked",
        "half/tasks",
        "-n.yaml",
        "--output=PWNED.yaml",
        "a b.yaml",
        "⟨U+001B⟩[2J.yaml",
        "café.yaml",
        "CON.yaml",
        "1.yaml",
        "001.yaml.orig",
        ".001.yaml.swp",
        "4913",
        ".#001.yaml",
        ".hidden.yaml",
        "x.yaml~",
    ] {
        assert!(said.stdout.contains(named), "{named} is not in:\n{}", said.stdout);
    }
}
