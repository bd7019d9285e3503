//! A paper names what it is made from, and says that it is a draft while it holds what no commit has. What leaders read
//! knows no commands, directories and keys, lists what it counts, and every paper rounds alike.

use crate::{
    papers::{document, reported, text},
    sandbox::{Sandbox, package, part},
};

const TODAY: &str = "--today 2026-01-05";

fn commit(sandbox: &Sandbox) {
    sandbox.git(&["add", "-A", "data"]);
    sandbox.git(&["commit", "-qm", "all"]);
}

fn properties(sandbox: &Sandbox, path: &str) -> String {
    part(&std::fs::read(sandbox.path(path)).unwrap(), "docProps/core.xml")
}

#[test]
fn a_paper_says_that_it_is_a_draft_until_all_is_committed() {
    let sandbox = reported();
    let head = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let words = format!("数据版本 {}，含尚未提交的改动", &head[..8]);
    let commands = [
        "bulletin 2025-q3 -o a.docx",
        "bulletin 2025-q3 -o a.html",
        "bulletin 2025-q3 -o a.md",
        "slips -o slips",
    ];
    for command in commands {
        let said = sandbox.pjt(&format!("{command} {TODAY}"));
        said.fine();
        assert!(said.stderr.contains("含尚未提交的改动，文中已注明"), "{command}: {}", said.whole());
    }
    let draft = format!("注：未定稿。{words}。");
    assert!(text(&document(&sandbox, "a.docx")).contains(&draft));
    assert!(sandbox.read("a.html").contains(&draft) && sandbox.read("a.md").contains(&draft));
    assert!(properties(&sandbox, "a.docx").contains("，含尚未提交的改动"));
    let slip = std::fs::read_dir(sandbox.path("slips")).unwrap().next().unwrap().unwrap().path();
    let slip = part(&std::fs::read(slip).unwrap(), "word/document.xml");
    assert!(text(&slip).contains(&draft), "{}", text(&slip));
    let english = sandbox.pjt(&format!("bulletin 2025-q3 --lang en {TODAY}"));
    assert!(english.stderr.contains("changes that are not committed"), "{}", english.whole());
    for (command, is_stated) in
        [("export -o a.xlsx", true), ("export -o a.csv", false), ("site -o site", true)]
    {
        let said = sandbox.pjt(&format!("{command} {TODAY}"));
        said.fine();
        assert!(said.stderr.contains("所用数据含尚未提交的改动"), "{command}: {}", said.whole());
        assert_eq!(said.stderr.contains("文中已注明"), is_stated, "{command}: {}", said.whole());
    }
    assert!(sandbox.read("site/index.html").contains(&words));
    commit(&sandbox);
    for command in [
        "bulletin 2025-q3 --force -o a.docx",
        "bulletin 2025-q3 --force -o a.html",
        "site -o site",
        "export --force -o a.csv",
    ] {
        let said = sandbox.pjt(&format!("{command} {TODAY}"));
        said.fine();
        assert!(!said.stderr.contains("尚未提交"), "{command}: {}", said.whole());
    }
    let head = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    assert!(
        !document(&sandbox, "a.docx").contains("未定稿") && properties(&sandbox, "a.docx").contains(&head)
    );
    assert!(
        !sandbox.read("a.html").contains("未定稿") && !sandbox.read("site/index.html").contains("尚未提交")
    );
}

#[test]
fn where_nothing_was_ever_committed_a_paper_says_so() {
    let sandbox = reported();
    sandbox.git(&["checkout", "-q", "--orphan", "anew"]);
    let said = sandbox.pjt(&format!("bulletin 2025-q3 {TODAY}"));
    assert!(said.fine().contains("注：未定稿。数据尚未提交。"), "{}", said.whole());
    assert!(sandbox.pjt("export --format html").fine().contains("数据尚未提交"));
    // Without a history there is none to state.
    std::fs::remove_dir_all(sandbox.path(".git")).unwrap();
    let said = sandbox.pjt(&format!("bulletin 2025-q3 {TODAY}"));
    assert!(!said.fine().contains("未定稿") && !said.stderr.contains("提交"), "{}", said.whole());
}

#[test]
fn a_template_has_a_place_for_what_a_paper_is_made_from() {
    let sandbox = reported();
    let body = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>{{数据版本}}</w:t></w:r></w:p></w:body></w:document>";
    let named = |name: &str| {
        sandbox.write(&format!("data/templates/{name}"), package(&[("word/document.xml", body)]));
    };
    named("bulletin.docx");
    named("slip.docx");
    let said = sandbox.pjt(&format!("bulletin 2025-q3 -o a.docx {TODAY}"));
    said.fine();
    assert!(said.stderr.contains("{{数据版本}}"), "{}", said.whole());
    assert!(document(&sandbox, "a.docx").contains("含尚未提交的改动"), "{}", document(&sandbox, "a.docx"));
    commit(&sandbox);
    let head = sandbox.git(&["rev-parse", "HEAD"])[..8].to_owned();
    let said = sandbox.pjt(&format!("slips 14 -o slips {TODAY}"));
    said.fine();
    assert!(!said.stderr.contains("数据版本"), "{}", said.whole());
    let slip = std::fs::read_dir(sandbox.path("slips")).unwrap().next().unwrap().unwrap().path();
    assert!(part(&std::fs::read(slip).unwrap(), "word/document.xml").contains(&format!("数据版本 {head}<")));
    assert!(sandbox.pjt("bulletin --placeholders").fine().contains("{{数据版本}}"));
}

/// The seed's store with a second plan without headings and one change, and its first commit.
fn two_plans() -> (Sandbox, String) {
    let sandbox = Sandbox::with_seed();
    let first = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    sandbox.write("new.csv", "序号,任务内容,责任单位\n1,建设数据平台,市教委\n2,建设培训基地,市科委\n");
    sandbox.pjt("import new.csv --plan shuju --yes").fine();
    sandbox.pjt("update 14 --status doing").fine();
    commit(&sandbox);
    (sandbox, first)
}

#[test]
fn what_leaders_read_of_changes_knows_no_commands_and_lists_what_it_counts() {
    let (sandbox, first) = two_plans();
    let said = sandbox.pjt(&format!("diff {first}.. -o a.html"));
    said.fine();
    assert!(said.stderr.contains("已写入 a.html：有变化的任务 1 项\n"), "{}", said.whole());
    assert!(said.stderr.contains("加 `--plan all` 查看"), "{}", said.whole());
    let page = sandbox.read("a.html");
    assert!(
        page.contains("其他方案另有") && !page.contains("--plan") && !page.contains("chanjiao"),
        "{page}"
    );
    let said = sandbox.pjt(&format!("diff {first}.. --plan all -o all.html"));
    said.fine();
    assert!(said.stderr.contains("：有变化的任务 1 项，另新增方案的任务 2 项"), "{}", said.whole());
    let page = sandbox.read("all.html");
    for words in [
        "<bdi>《上海市深化产教融合协同育人行动计划（2021-2025年）》</bdi>",
        "新增方案《new》：2 项任务",
        "1 建设数据平台",
        "2 建设培训基地",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("shuju") && !page.contains("chanjiao"), "{page}");
    sandbox.pjt(&format!("diff {first}.. --plan all -o all.docx")).fine();
    let word = text(&document(&sandbox, "all.docx"));
    assert!(word.contains("新增方案《new》：2 项任务") && !word.contains("shuju"), "{word}");
    let part = sandbox.pjt(&format!("diff {first}.. --dept 市教委 --format html")).fine().to_owned();
    assert!(part.contains("（部分：部门 市教委）"), "{part}");
}

#[test]
fn a_plan_that_came_as_a_whole_is_told_by_its_headings() {
    let sandbox = Sandbox::with_seed();
    let page = sandbox.pjt("diff 2000-01-01.. --format html").fine().to_owned();
    let counted: usize = page
        .split("<li><bdi>（")
        .skip(1)
        .flat_map(|line| line.split("</bdi>").next().unwrap().split('；'))
        .map(|part| part.rsplit(' ').nth(1).unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(counted, 43, "{page}");
    assert!(
        page.contains("<li>新增方案的任务 43 项</li>")
            && page.contains("5.建立市级产教融合协同育人信息共享与发布系统 2 项"),
        "{page}"
    );
    let page = sandbox.pjt("diff 2000-01-01.. --format html --lang en").fine().to_owned();
    assert!(page.contains("发布系统 (2)"), "{page}");
}

#[test]
fn a_paper_of_changes_is_a_draft_while_it_holds_what_is_not_committed() {
    let (sandbox, first) = two_plans();
    sandbox.pjt("update 15 --status doing").fine();
    let said = sandbox.pjt(&format!("diff {first} -o a.html"));
    said.fine();
    assert!(
        said.stderr.contains("文中已注明") && sandbox.read("a.html").contains("注：未定稿"),
        "{}",
        said.whole()
    );
    let said = sandbox.pjt(&format!("diff {first}.. -o b.html"));
    said.fine();
    assert!(said.stderr.contains("另有尚未提交的改动，没有列入"), "{}", said.whole());
    let head = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let page = sandbox.read("b.html");
    assert!(!page.contains("未定稿") && page.contains(&format!("content=\"pjt {head}\"")), "{page}");
}

#[test]
fn a_heading_or_document_that_changed_is_told_by_its_title() {
    let sandbox = Sandbox::with_seed();
    let plan = sandbox.read("data/chanjiao-2021-2025/plan.yaml");
    sandbox.write(
        "data/chanjiao-2021-2025/plan.yaml",
        plan.replacen("title: 完善政策支持", "title: 健全政策支持", 1).replacen("sha256: ", "sha256: 0", 1),
    );
    sandbox.pjt("update 14 --pillar 3 --key-task 7 --reason 会议纪要").fine();
    let page = sandbox.pjt("diff --format html").fine().to_owned();
    assert!(page.contains("<bdi>板块“完善政策支持”改为“健全政策支持”</bdi>"), "{page}");
    assert!(page.contains("（三）建立健全产教融合协同育人体系"), "{page}");
    assert!(!page.contains("来源文件") && !page.contains("chanjiao"), "{page}");
}

#[test]
fn one_of_eight_is_the_same_share_everywhere() {
    let sandbox = Sandbox::empty();
    let rows: String = (1..=8).map(|number| format!("{number},建设第{number}个平台,市教委\n")).collect();
    sandbox.write("a.csv", format!("序号,任务内容,责任单位\n{rows}"));
    sandbox.pjt("init").fine();
    sandbox.pjt("import a.csv --plan a").fine();
    sandbox.pjt("update 1 --status done").fine();
    for command in [
        "stats",
        "stats --by status",
        "plan list",
        "export --format html",
        "bulletin 2025-q3",
        "stats --format md",
    ] {
        let said = sandbox.pjt(&format!("{command} --today 2025-09-30"));
        assert!(said.fine().contains("12.5%"), "{command}: {}", said.whole());
    }
    sandbox.pjt("site -o site --today 2025-09-30").fine();
    assert!(sandbox.read("site/index.html").contains("12.5%"));
    assert_eq!(sandbox.pjt("stats --json").json()["total"]["rate"], 0.125);
}

#[test]
fn what_is_counted_by_lead_is_counted_by_who_leads() {
    let sandbox = Sandbox::with_seed();
    let said = sandbox.pjt("stats --by 牵头 --json").json();
    assert_eq!(said["by"], "lead");
    let mut counted = 0;
    for row in said["rows"].as_array().unwrap() {
        let name = row["name"].as_str().unwrap();
        let listed = sandbox.pjt(&format!("list --lead {name} --json")).json();
        assert_eq!(row["all"]["tasks"], listed["tasks"].as_array().unwrap().len(), "{name}");
        counted += row["all"]["tasks"].as_u64().unwrap();
    }
    assert_eq!(counted, 43);
    let said = sandbox.pjt("stats --by 牵头单位");
    assert!(said.fine().starts_with("牵头部门") && said.stderr.contains("按所列首位计"), "{}", said.whole());
    // What nobody is known to lead is a row of its own.
    let plan = sandbox.read("data/chanjiao-2021-2025/plan.yaml");
    sandbox.write(
        "data/chanjiao-2021-2025/plan.yaml",
        plan.replacen("lead_rule: first_listed", "lead_rule: stated", 1),
    );
    let said = sandbox.pjt("stats --by lead");
    assert!(said.fine().contains("（无）") && !said.stderr.contains("首位"), "{}", said.whole());
    // There are no counts by who supports: nothing else is given for them.
    let said = sandbox.pjt("stats --by 配合");
    assert!(said.code == 2 && said.stderr.contains("lead 牵头部门"), "{}", said.whole());
    // A percentage is no status.
    assert!(sandbox.pjt("list --columns 编号,进度").fine().starts_with("编号  完成率"));
}
