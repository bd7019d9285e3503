//! The static pages: what they hold, that nothing in them acts or leads away, and what they may write over.

use std::{collections::BTreeMap, fs, path::Path};

use scraper::{Html, Selector};

use crate::sandbox::Sandbox;

/// All files below a directory, by their path in it.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(place) = left.pop() {
        for entry in fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                left.push(entry);
            } else {
                let name = entry.strip_prefix(directory).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&entry).unwrap());
            }
        }
    }
    found
}

fn page(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Html {
    Html::parse_document(std::str::from_utf8(&files[name]).unwrap())
}

#[test]
fn there_is_a_page_for_everything_and_each_link_leads_to_one() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("update 14 --status done --note 平台上线 --by 市教委 --on 2025-09-25").fine();
    sandbox.git(&["commit", "-qam", "done"]);
    sandbox.pjt("dept code 市教委 jiaowei").fine();
    let answer = sandbox.pjt("site -o web --today 2025-09-26 --json").json();
    let files = files(&sandbox.path("web"));
    assert_eq!(answer["pages"], files.len() - 1, "all but the list of them");
    assert!(files.contains_key("department-jiaowei.html"));
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = page(&files, name);
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.contains("default-src 'none'"), "{name}");
        for link in page.select(&Selector::parse("a[href]").unwrap()) {
            let href = link.value().attr("href").unwrap();
            let here = Path::new(name).parent().unwrap();
            let target = match href.strip_prefix("../") {
                Some(above) => above.to_owned(),
                None => here.join(href).to_string_lossy().replace('\\', "/"),
            };
            assert!(href.starts_with('#') || files.contains_key(&target), "{name}: {href}");
        }
        // One first heading, and none that leaves a level out.
        let headings = Selector::parse("h1, h2, h3").unwrap();
        let levels: Vec<&str> = page.select(&headings).map(|heading| heading.value().name()).collect();
        assert!(levels[0] == "h1" && levels[1..].iter().all(|level| *level == "h2"), "{name}: {levels:?}");
    }
    let task = String::from_utf8(files["chanjiao-2021-2025/task-14.html"].clone()).unwrap();
    assert!(task.contains("状态 未启动 → 已完成") && task.contains("列入台账") && task.contains("平台上线"));
    let index = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(index.contains("共43项") && index.contains("2.3%（1/43）"), "{index}");
    let stats = sandbox.pjt("stats --json --today 2025-09-26").json();
    let departments = sandbox.pjt("departments --json").json()["departments"].clone();
    let groups = departments.as_array().unwrap().iter().filter(|known| known["group"] == true);
    let groups: Vec<&str> = groups.map(|known| known["name"].as_str().unwrap()).collect();
    for row in stats["rows"].as_array().unwrap() {
        let name = row["name"].as_str().unwrap();
        // What stands for several departments says so.
        let mark = if groups.contains(&name) { "（统称）" } else { "" };
        let name = format!("{name}{mark}");
        let cells = format!(
            "<bdi>{name}</bdi></a></th><td>{}</td><td>{}</td>",
            row["all"]["tasks"], row["all"]["completed"]
        );
        assert!(index.contains(&cells), "{cells}");
    }
}

#[test]
fn the_history_of_a_task_tells_what_was_reported_of_it() {
    let sandbox = Sandbox::with_seed();
    sandbox.git(&["commit", "-qam", "seed", "--allow-empty"]);
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10").fine();
    let answer = "department: 市教委\nreceived: \"2025-09-24\"\n\ntasks:\n- id: 14\n  percent: 60\n\n  progress: 平台上线。\n";
    sandbox.write("data/chanjiao-2021-2025/returns/2025-q3/d01.yaml", answer);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "returns"]);
    sandbox.pjt_with(&["site", "-o", "web", "--today", "2025-09-26"], &[("PJT_LANG", "zh")]).fine();
    let task = sandbox.read("web/chanjiao-2021-2025/task-14.html");
    assert!(task.contains("市教委报送2025年第三季度：进展情况 平台上线。"), "{task}");
    assert!(!sandbox.read("web/chanjiao-2021-2025/task-15.html").contains("报送"));
}

#[test]
fn the_same_store_gives_the_same_bytes_and_the_store_as_it_was_others() {
    let sandbox = Sandbox::with_seed();
    for directory in ["one", "two", "one"] {
        sandbox.pjt(&format!("site -o {directory} --today 2025-09-26")).fine();
    }
    assert_eq!(files(&sandbox.path("one")), files(&sandbox.path("two")));
    // In one of these zones the day of the commit is another one.
    for zone in ["ABC-14", "ABC+12"] {
        sandbox.pjt_with(&["site", "-o", "far", "--today", "2025-09-26"], &[("TZ", zone)]).fine();
        assert_eq!(files(&sandbox.path("one")), files(&sandbox.path("far")), "{zone}");
    }
    sandbox.pjt("update 14 --status done").fine();
    sandbox.pjt("site -o then --at HEAD --today 2025-09-26").fine();
    assert_eq!(files(&sandbox.path("one")), files(&sandbox.path("then")));
    sandbox.pjt("site -o two --today 2025-09-26").fine();
    assert_ne!(files(&sandbox.path("two"))["index.html"], files(&sandbox.path("one"))["index.html"]);
}

#[test]
fn no_text_acts_in_a_page() {
    let evil = "</td><script>alert(1)</script>\\\" onload=\\\"x\u{202e}";
    let shapes = |content: &str| {
        let sandbox = Sandbox::with_seed();
        let file = "data/chanjiao-2021-2025/tasks/014.yaml";
        let own = |line: &str| line.starts_with("content: ");
        let lines: Vec<String> = sandbox
            .read(file)
            .lines()
            .map(|line| if own(line) { format!("content: \"{content}\"") } else { line.to_owned() })
            .collect();
        sandbox.write(file, format!("{}\n", lines.join("\n")));
        sandbox.pjt("site -o web --today 2027-01-01").fine();
        let files = files(&sandbox.path("web"));
        let names = files.keys().filter(|name| name.ends_with(".html")).cloned().collect::<Vec<_>>();
        let shape = |name: &String| {
            let page = page(&files, name);
            let elements: Vec<String> = page
                .select(&Selector::parse("*").unwrap())
                .map(|element| element.value().name().to_owned())
                .collect();
            let text = std::str::from_utf8(&files[name]).unwrap();
            assert!(!text.contains('\u{202e}') && !text.contains("<script>alert"), "{name}");
            elements
        };
        names.iter().map(shape).collect::<Vec<_>>()
    };
    assert_eq!(shapes(evil), shapes("x"));
}

#[test]
fn strangers_files_stay_and_own_pages_go() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("web/mine.txt", "mine");
    let said = sandbox.pjt("site -o web");
    assert!(said.code == 2 && said.stderr.contains("--force"), "{}", said.whole());
    assert_eq!(files(&sandbox.path("web")).len(), 1);
    sandbox.pjt("site -o web --force").fine();
    sandbox.write("web/index2.html", "mine");
    // A list that somebody wrote into names nothing outside.
    let list = sandbox.read("web/.pjt-site");
    sandbox.write("web/.pjt-site", format!("{list}../data/pjt.yaml\n../evil.html\nmine.txt\n"));
    sandbox.write("evil.html", "mine");
    fs::remove_file(sandbox.path("data/chanjiao-2021-2025/tasks/043.yaml")).unwrap();
    sandbox.pjt("site -o web").fine();
    let files = files(&sandbox.path("web"));
    assert!(!files.contains_key("chanjiao-2021-2025/task-43.html") && files.contains_key("index2.html"));
    assert!(files.contains_key("mine.txt") && sandbox.read("evil.html") == "mine");
    assert!(sandbox.path("data/pjt.yaml").is_file());
    // What stands where a page would is not written over.
    sandbox.write("other/.pjt-site", "index.html\n");
    sandbox.write("other/office.css", "mine");
    let said = sandbox.pjt("site -o other");
    assert!(said.code == 2 && sandbox.read("other/office.css") == "mine", "{}", said.whole());
}

#[cfg(unix)]
#[test]
fn a_link_leads_no_page_out_of_the_directory() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("site -o web").fine();
    fs::remove_dir_all(sandbox.path("web/chanjiao-2021-2025")).unwrap();
    fs::create_dir(sandbox.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(sandbox.path("elsewhere"), sandbox.path("web/chanjiao-2021-2025")).unwrap();
    assert_eq!(sandbox.pjt("site -o web --force").code, 1);
    assert_eq!(fs::read_dir(sandbox.path("elsewhere")).unwrap().count(), 0);
}

#[test]
fn a_gap_is_stated_or_nothing_is_written() {
    let sandbox = Sandbox::with_seed();
    sandbox.write("data/chanjiao-2021-2025/tasks/014.yaml", "x");
    assert_eq!(sandbox.pjt("site -o web").code, 1);
    assert!(!sandbox.path("web").exists());
    assert_eq!(sandbox.pjt("site -o web --keep-going").code, 1);
    assert!(sandbox.read("web/index.html").contains("缺口：1 个文件读不了"));
}
