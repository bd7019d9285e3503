//! How figures are counted is said where they stand, and a paper of changes counts each thing once and calls it what it is.

use crate::{filled, sandbox::Sandbox};

/// A store whose plan `p` was read from a table of three rows, and is committed.
fn store() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    edition(&sandbox, &["推进平台建设,市教委、市科委", "认定一批标杆学校,市科委", "开展师资培训,市教委"]);
    sandbox.pjt("init").fine();
    sandbox.pjt("import a.csv --plan p").fine();
    commit(&sandbox);
    sandbox
}

fn edition(sandbox: &Sandbox, rows: &[&str]) {
    let rows = (1..).zip(rows).map(|(number, row)| format!("{number},{row},2025年底前\n"));
    sandbox.write("a.csv", "序号,任务内容,责任单位,完成时限\n".to_owned() + &rows.collect::<String>());
}

fn commit(sandbox: &Sandbox) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "a state"]);
}

#[test]
fn planned_progress_is_said_to_go_by_whole_months_wherever_it_is_shown() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    sandbox.pjt("update 15 --status 推进中").fine();
    let months = "应达进度按整月计：过完的月份才算，过了完成时限为100%";
    let shown = |words: &str| {
        let said = sandbox.pjt(words);
        said.stdout.replace("\n    ", "").replace('\n', "") + &said.stderr.replace("\n    ", "")
    };
    for words in ["lights --rules", "lights", "why 15 --today 2025-09-26"] {
        let said = shown(&format!("{words} --lang zh"));
        assert!(said.contains(months) && !said.contains("算到当天"), "{words}: {said}");
        let said = shown(&format!("{words} --lang en"));
        assert!(said.contains("planned progress goes by whole months"), "{words}: {said}");
    }
    sandbox.pjt("bulletin 2025-q3 -o b.html --today 2025-09-26").fine();
    sandbox.pjt("bulletin 2025-q3 -o b.md --today 2025-09-26").fine();
    for file in ["b.html", "b.md"] {
        assert!(sandbox.read(file).contains(&format!("注：{months}。")), "{file}: {}", sandbox.read(file));
    }
    // Why something is overdue has nothing to do with months.
    assert!(!shown("why 15 --today 2027-01-01 --lang zh").contains("按整月计"));
    sandbox.write("data/rules.yaml", "preset: sanya-2022\n");
    let said = shown("lights --rules --lang zh");
    assert!(said.contains("应达进度按整月计，算到上月末"), "{said}");
}

#[test]
fn who_has_no_rules_is_led_to_them_in_words() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("lights --lang zh");
    assert!(said.stderr.contains("`pjt lights --rules --preset yinchuan-2025`"), "{}", said.stderr);
    let shown = sandbox.pjt("lights --rules --preset yinchuan-2025 --lang zh");
    assert!(shown.fine().contains("自上而下") && !shown.stdout.contains("red:"), "{}", shown.stdout);
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    let said = sandbox.pjt("lights --rules --lang zh");
    assert!(said.stderr.contains("`pjt lights --set 2=新数`，不用打开 rules.yaml"), "{}", said.stderr);
}

#[test]
fn a_paper_of_changes_counts_each_task_once() {
    let sandbox = store();
    sandbox.pjt("add --content 开展中期评估 --dept 市教委 --reason 会议纪要").fine();
    sandbox.pjt("update 1 --status 推进中").fine();
    let said = sandbox.pjt("diff HEAD -o a.html --lang zh");
    assert!(said.stderr.contains("：有变化的任务 1 项，另新增 1 项"), "{}", said.stderr);
    let page = sandbox.read("a.html");
    assert!(page.contains("<li>有变化的任务 1 项</li>") && page.contains("<li>另新增 1 项</li>"), "{page}");
    let said = sandbox.pjt("diff HEAD -o b.html --lang en");
    assert!(said.stderr.contains(": tasks that changed: 1, new tasks: 1"), "{}", said.stderr);
}

#[test]
fn a_paper_of_changes_says_what_the_new_edition_does_not_list_and_why_once() {
    let sandbox = store();
    edition(&sandbox, &["推进平台建设,市教委、市科委", "开展师资培训,市教委"]);
    sandbox.pjt("import a.csv --plan p --yes --allow-shrink").fine();
    let page = sandbox.pjt("diff --format html --lang zh").fine().to_owned();
    assert!(page.contains("<li>新版文件已不再列出 1 项</li>"), "{page}");
    commit(&sandbox);
    sandbox.pjt("update 2 --confirm").fine();
    let page = sandbox.pjt("diff --format html --lang zh").fine().to_owned();
    assert!(page.contains("新版文件已不再列出，已核定") && !page.contains("待确认"), "{page}");
    commit(&sandbox);
    sandbox.pjt("update 1 --remove-dept 市科委 --reason 单位名称写错").fine();
    sandbox.pjt("update 1 --content 推进统一平台建设 --reason 单位名称写错 --today 2025-11-02").fine();
    let page = sandbox.pjt("diff --format html --lang zh").fine().to_owned();
    assert_eq!(page.matches("单位名称写错").count(), 1, "{page}");
}

#[test]
fn a_paper_of_changes_tells_an_empty_form_and_the_first_rules_for_what_they_are() {
    let sandbox = Sandbox::with_seed();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    let page = |lang: &str| sandbox.pjt(&format!("diff --format html --lang {lang}")).fine().to_owned();
    assert!(page("zh").contains("采用亮灯规则 yinchuan-2025"), "{}", page("zh"));
    assert!(page("en").contains("rules of lights are adopted yinchuan-2025"), "{}", page("en"));
    commit(&sandbox);
    sandbox.pjt("lights --adopt yichang --yes").fine();
    assert!(page("zh").contains("亮灯规则 yinchuan-2025 改为 yichang"), "{}", page("zh"));
    let sandbox = filled::sandbox();
    commit(&sandbox);
    sandbox.write(
        "data/chanjiao-2021-2025/returns/2025-q3/d01.yaml",
        "department: 市教委\nreceived: \"2025-09-24\"\n",
    );
    let page = sandbox.pjt("diff --format html --lang zh").fine().to_owned();
    assert!(page.contains("市教委 报送 2025年第三季度：空表，2025年9月24日收到"), "{page}");
}
