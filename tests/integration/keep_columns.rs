//! Columns of a document that pjt gives no meaning, kept under their own titles.

use serde_json::json;

use crate::sandbox::Sandbox;

const TABLE: &str = "序号,主要内容,牵头单位,配合单位,完成时限,分管领导,联系人,备注\n\
    1,建立联席会议制度,市教委,市财政局,2025年6月底前,王某某,李某,\n\
    2,建设公共服务平台,市科委,,2025年底前,张某某,,\n";

fn kept() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.pjt("init").fine();
    sandbox.write("a.csv", TABLE);
    sandbox.pjt("import a.csv --plan p --keep-columns 分管领导、联系人").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "one"]);
    sandbox
}

#[test]
fn a_kept_column_is_in_the_task_and_wherever_a_task_is_shown() {
    let sandbox = kept();
    let text = sandbox.read("data/p/tasks/001.yaml");
    let extra = "\nextra:\n- title: 分管领导\n  text: 王某某\n- title: 联系人\n  text: 李某\n";
    assert!(text.contains(extra), "{text}");
    assert!(!sandbox.read("data/p/tasks/002.yaml").contains("联系人"), "an empty cell says nothing");
    let shown = sandbox.pjt("show 1").fine().to_owned();
    assert!(shown.contains("分管领导      王某某\n联系人        李某\n"), "{shown}");
    let json = sandbox.pjt("list --json").json();
    let extra = json!([{"title": "分管领导", "text": "王某某"}, {"title": "联系人", "text": "李某"}]);
    assert_eq!(json["tasks"][0]["extra"], extra);
    let list = sandbox.pjt("list --columns id,分管领导,联系人 --format csv").fine().to_owned();
    assert_eq!(list.lines().collect::<Vec<_>>(), ["id,分管领导,联系人", "1,王某某,李某", "2,张某某,"]);
    let page = sandbox.pjt("export --format html").fine().to_owned();
    assert!(page.contains("分管领导：王某某"), "{page}");
    assert_eq!(sandbox.pjt("check").code, 0);
    let said = sandbox.pjt("list --columns 分管领");
    assert_eq!(said.code, 2, "{}", said.whole());
    assert!(said.stderr.contains("分管领导"), "{}", said.whole());
}

#[test]
fn a_kept_column_is_one_of_its_own_in_tables_and_in_every_paper_that_asks_for_it() {
    let sandbox = kept();
    let csv = sandbox.pjt("export --format csv").fine().to_owned();
    let head = csv.lines().next().unwrap_or_default();
    assert!(head.ends_with("佐证材料,分管领导,联系人") && csv.contains(",王某某,李某"), "{csv}");
    let md = sandbox.pjt("export --format md").fine().to_owned();
    assert!(md.contains("| 分管领导 | 联系人 |") && md.contains("| 张某某 |  |"), "{md}");
    for columns in ["编号、任务内容、分管领导", "id,content,分管领导"] {
        let csv = sandbox.pjt(&format!("export --format csv --columns {columns}")).fine().to_owned();
        assert!(csv.contains("编号,任务内容,分管领导\r\n1,建立联席会议制度,王某某\r\n"), "{csv}");
    }
    let page = sandbox.pjt("export --format html --columns 编号、任务内容、分管领导").fine().to_owned();
    assert!(
        page.contains("分管领导</th>") && !page.contains("分管领导：") && page.contains("联系人：李某"),
        "{page}"
    );
    for format in ["xlsx", "docx"] {
        let name = format!("a.{format}");
        sandbox.pjt(&format!("export -o {name} --columns 编号、任务内容、分管领导")).fine();
        assert!(sandbox.path(&name).is_file());
    }
    assert_eq!(sandbox.pjt("export --format json --columns 编号").code, 2);
    assert_eq!(sandbox.pjt("export --format csv --columns 责任领导").code, 2);
}

#[test]
fn a_kept_title_that_is_another_name_of_a_column_is_the_documents() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    let list = |sandbox: &Sandbox| {
        let line = "list --columns 编号、进展情况 --format csv";
        sandbox.pjt(line).fine().lines().nth(1).unwrap_or_default().to_owned()
    };
    sandbox.write("a.csv", "序号,主要内容,牵头单位,进展情况\n1,建立联席会议制度,市教委,正在征求意见\n");
    sandbox.pjt("import a.csv --plan p --keep-columns 进展情况").fine();
    assert_eq!(list(&sandbox), "1,正在征求意见");
    let other = Sandbox::with_seed();
    assert!(list(&other).starts_with("1,"));
}

#[test]
fn an_edition_sets_the_columns_that_it_is_read_with_and_keeps_the_others() {
    let sandbox = kept();
    sandbox.write("a.csv", TABLE.replace("王某某,李某", "赵某某,钱某"));
    sandbox.pjt("import a.csv --plan p --yes").fine();
    assert!(
        sandbox.read("data/p/tasks/001.yaml").contains("  text: 王某某\n- title: 联系人\n  text: 李某\n")
    );
    sandbox.pjt("import a.csv --plan p --keep-columns=分管领导 --yes").fine();
    assert!(
        sandbox.read("data/p/tasks/001.yaml").contains("  text: 赵某某\n- title: 联系人\n  text: 李某\n")
    );
    let found = sandbox.pjt("diff").fine().to_owned();
    assert!(found.contains("分管领导 王某某 → 赵某某") && !found.contains("联系人"), "{found}");
    let changes = sandbox.pjt("diff --json").json();
    let first = &changes["changes"][0];
    assert_eq!(first["field"], "extra");
    assert_eq!((&first["from"]["text"], &first["to"]["text"]), (&json!("王某某"), &json!("赵某某")));
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "two"]);
    let blame = sandbox.pjt("blame 1").fine().to_owned();
    assert!(blame.contains("分管领导 赵某某\n") && blame.contains("联系人 李某\n"), "{blame}");
}

#[test]
fn a_preview_shows_each_task_as_it_was_read_and_every_column_that_is_left() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.csv", TABLE.replace("李某,", "李某,重点"));
    let said = sandbox.pjt("import a.csv --plan p --dry-run");
    let first = said.stdout.lines().find(|line| line.contains("建立联席会议制度")).unwrap_or_default();
    assert!(first.contains("市教委（牵头）、市财政局") && first.ends_with("2025-06-30"), "{}", said.whole());
    for title in ["分管领导", "联系人", "备注"] {
        assert!(said.stderr.contains(title), "{}", said.whole());
    }
    // As the help says it: all, in one word or in none.
    for all in ["", " all", " 全部"] {
        let said = sandbox.pjt(&format!("import a.csv --plan p --dry-run --keep-columns{all}"));
        let is_kept = said.stdout.contains("分管领导：张某某") && !said.stderr.contains("没有导入");
        assert!(is_kept, "{}", said.whole());
    }
    let said = sandbox.pjt("import a.csv --plan p --dry-run --keep-columns 责任领导");
    assert_eq!(said.code, 2, "{}", said.whole());
    assert!(said.stderr.contains("分管领导、联系人、备注"), "{}", said.whole());
}

#[test]
fn what_nobody_sees_is_taken_out_of_every_cell_and_said() {
    for (cell, sign) in [("王\u{202e}某", '\u{202e}'), ("王\u{ad}某", '\u{ad}'), ("王\u{2800}某", '\u{2800}')]
    {
        let sandbox = Sandbox::empty();
        sandbox.pjt("init").fine();
        sandbox.write("a.csv", TABLE.replace("王某某", cell));
        let said = sandbox.pjt("import a.csv --plan p --keep-columns --lang en");
        said.fine();
        assert!(said.stderr.contains("[invisible-characters]"), "{sign:?} {}", said.whole());
        assert!(!sandbox.read("data/p/tasks/001.yaml").contains(sign), "{sign:?}");
        assert_eq!(sandbox.pjt("check").code, 0, "{sign:?}");
        // In the words of the task, too.
        sandbox.write("b.csv", TABLE.replace("联席", &format!("联{sign}席")));
        let said = sandbox.pjt("import b.csv --plan q --dry-run --lang en");
        assert!(said.stderr.contains("[invisible-characters]"), "{sign:?} {}", said.whole());
    }
}

#[test]
fn a_preview_needs_no_store_unless_one_is_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.csv", TABLE);
    sandbox.pjt("import a.csv --dry-run").fine();
    let said = sandbox.pjt("import a.csv --dry-run --store nowhere");
    assert_eq!(said.code, 3, "{}", said.whole());
}
