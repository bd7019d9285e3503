//! One period about several plans: the form that holds rows of all of them, and what comes back in it.

use crate::{
    filled::{Cell, Sheet, words},
    sandbox::{Sandbox, package, part},
};

/// The columns of a form that says of which plan each row is.
const PLAN: usize = 1;
const NUMBER: usize = 2;
const CONTENT: usize = 3;
const STATUS: usize = 9;
const PERCENT: usize = 10;
const PROGRESS: usize = 11;

const LIVES: &str = "2025年民生实事项目";
const TRADE: &str = "营商环境行动方案";

/// Two plans whose departments are partly the same, with an open period about both. The numbers of the first document begin
/// anew in each of its parts.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q"]);
    sandbox.pjt("init --git").fine();
    let plan = |title: &str, head: &str, rows: &[&str]| {
        let columns = head.matches('|').count() - 1;
        format!("# {title}\n\n{head}\n|{}\n{}\n", " --- |".repeat(columns), rows.join("\n"))
    };
    let lives = plan(
        LIVES,
        "| 板块 | 序号 | 重点任务 | 牵头单位 | 完成时限 |",
        &[
            "| 教育 | 1 | 新建公办幼儿园3所 | 市教育局 | 2025年12月 |",
            "| 教育 | 2 | 开展青少年近视筛查 | 市卫生健康委 | 2025年12月 |",
            "| 住房 | 1 | 改造老旧小区30个 | 市住房城乡建设局 | 2025年12月 |",
            "| 住房 | 2 | 筹集保障性租赁住房1500套 | 市住房城乡建设局 | 2025年12月 |",
        ],
    );
    let trade = plan(
        TRADE,
        "| 序号 | 重点任务 | 牵头单位 | 完成时限 |",
        &[
            "| 1 | 推行不动产登记一窗办理 | 市教育局 | 2025年12月 |",
            "| 2 | 总结推广施工许可试点经验 | 市住房城乡建设局 | 2025年12月 |",
        ],
    );
    for (text, slug) in [(lives, "minsheng"), (trade, "yingshang")] {
        sandbox.write(&format!("{slug}.md"), text);
        sandbox.pjt(&format!("import {slug}.md --plan {slug} --yes")).fine();
    }
    sandbox.pjt("period open 2025-q3 --due 2025-09-25 --today 2025-09-10 --plan all").fine();
    sandbox.pjt("forms 2025-q3 -o out --today 2025-09-10").fine();
    sandbox
}

fn form(sandbox: &Sandbox, department: &str) -> (String, Sheet) {
    let files = std::fs::read_dir(sandbox.path("out")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let name = names.into_iter().find(|name| name.contains(department)).unwrap();
    let sheet = Sheet::read(&std::fs::read(sandbox.path(&format!("out/{name}"))).unwrap());
    (name, sheet)
}

/// The form as a Word file, without what is hidden.
fn docx(sheet: &Sheet, department: &str, code: &str) -> Vec<u8> {
    let cell = |cell: &Cell| format!("<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>", cell.words());
    let is_seen = |column: &usize| *column != 0 && *column != PROGRESS + 1;
    let row = |row: &Vec<Cell>| {
        let cells = row.iter().enumerate().filter(|(column, _)| is_seen(column)).map(|(_, one)| cell(one));
        format!("<w:tr>{}</w:tr>", cells.collect::<String>())
    };
    let table: String = sheet.rows[3..].iter().map(row).collect();
    let head = format!("填报单位：{department}　报送期：2025年第三季度（2025-q3）　表号：2025-q3/{code}");
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body><w:p><w:r><w:t>{head}</w:t></w:r></w:p><w:tbl>{table}</w:tbl></w:body></w:document>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    package(&[("[Content_Types].xml", types), ("word/document.xml", &document)])
}

fn fill(sheet: &mut Sheet, row: usize, progress: &str) {
    sheet.rows[row][STATUS] = words("推进中");
    sheet.rows[row][PERCENT] = words("50%");
    sheet.rows[row][PROGRESS] = words(progress);
}

/// What the one form came to that lies in `in`.
fn take(sandbox: &Sandbox) {
    let from = "collect --from 市住房城乡建设局=in/a.xlsx --period 2025-q3";
    let said = sandbox.pjt(&format!("{from} --received 2025-09-20 --yes"));
    assert!(said.code < 2, "{}", said.whole());
}

fn code_of(name: &str) -> String {
    name.split('_').nth(1).unwrap().to_owned()
}

#[test]
fn a_form_about_several_plans_says_of_which_each_row_is_and_one_about_one_does_not() {
    let sandbox = sandbox();
    let (_, sheet) = form(&sandbox, "市住房城乡建设局");
    assert_eq!(sheet.rows[3][PLAN], words("所属方案"), "{:?}", sheet.rows[3]);
    let rows: Vec<[String; 3]> = sheet.rows[4..7]
        .iter()
        .map(|row| [PLAN, NUMBER, CONTENT].map(|column| row[column].words()))
        .collect();
    let wanted = [
        [LIVES, "3", "改造老旧小区30个"],
        [LIVES, "4", "筹集保障性租赁住房1500套"],
        [TRADE, "2", "总结推广施工许可试点经验"],
    ];
    assert_eq!(rows, wanted.map(|row| row.map(str::to_owned)));
    let (_, sheet) = form(&sandbox, "市卫生健康委");
    assert_eq!(sheet.rows[3][PLAN], words("编号"), "{:?}", sheet.rows[3]);
}

#[test]
fn what_comes_back_in_such_a_form_is_taken_whatever_became_of_the_file() {
    let sandbox = sandbox();
    let (name, mut sheet) = form(&sandbox, "市住房城乡建设局");
    for (row, progress) in [(4, "已开工18个小区"), (5, "已筹集800套"), (6, "经验已总结")] {
        fill(&mut sheet, row, progress);
    }
    let code = code_of(&name);
    let lists = ["minsheng", "yingshang"].map(|plan| format!("data/{plan}/returns/2025-q3/{code}.yaml"));
    let mut sorted = sheet.clone();
    sorted.rows[4..7].reverse();
    for (file, bytes) in [
        ("a.xlsx", sheet.xlsx()),
        ("b.xlsx", sorted.xlsx()),
        ("c.docx", docx(&sheet, "市住房城乡建设局", &code)),
        ("d.html", sheet.html()),
        ("e.csv", sheet.csv()),
    ] {
        let folder = file.split('.').next().unwrap();
        sandbox.write(&format!("{folder}/{file}"), bytes);
        let from = format!("collect --from 市住房城乡建设局={folder}/{file} --period 2025-q3");
        let said = sandbox.pjt(&format!("{from} --received 2025-09-20 --yes --json"));
        assert_eq!(said.json()["refused"], serde_json::json!([]), "{file}: {}", said.whole());
        let [lives, trade] = lists.each_ref().map(|path| sandbox.read(path));
        assert!(
            lives.contains("progress: 已开工18个小区") && lives.contains("progress: 已筹集800套"),
            "{file}: {lives}"
        );
        assert!(trade.contains("progress: 经验已总结") && !trade.contains("小区"), "{file}: {trade}");
        lists.iter().for_each(|path| std::fs::remove_file(sandbox.path(path)).unwrap());
    }
}

#[test]
fn a_row_that_names_another_plan_than_its_number_is_kept_with_the_plan_that_it_names() {
    let sandbox = sandbox();
    let (name, mut sheet) = form(&sandbox, "市住房城乡建设局");
    for row in 4..7 {
        fill(&mut sheet, row, "有进展");
    }
    // Somebody wrote the document's number over the one of the ledger, in a Word file that has no keys.
    sheet.rows[6][NUMBER] = words("4");
    let code = code_of(&name);
    sandbox.write("in/a.docx", docx(&sheet, "市住房城乡建设局", &code));
    let line = ["collect", "in", "--received", "2025-09-20", "--yes", "--lang", "zh"];
    let said = sandbox.pjt_with(&line, &[("COLUMNS", "200")]);
    assert!(said.whole().contains(&format!("所写内容是《{TRADE}》编号2的")), "{}", said.whole());
    let trade = format!("data/yingshang/returns/2025-q3/{code}.yaml");
    assert!(sandbox.read(&trade).contains("unplaced:"), "{}", sandbox.read(&trade));
    let waiting = sandbox.pjt("collect --settle --json").json();
    let id = waiting["pending"][0]["id"].as_str().unwrap().to_owned();
    // A bare number is one of the plan that the row names.
    let said = sandbox.pjt(&format!("collect --settle {id} --task 2 --lang zh"));
    assert!(said.fine().contains("编号yingshang/2"), "{}", said.whole());
    assert!(
        said.stderr.contains("市住房城乡建设局 编号yingshang/2 记入：状态 推进中；完成率 50%"),
        "{}",
        said.whole()
    );
    let text = sandbox.read(&trade);
    assert!(
        text.contains("- id: 2\n  status: in_progress\n  percent: 50\n") && !text.contains("unplaced"),
        "{text}"
    );
}

#[test]
fn a_row_is_filed_with_a_task_of_whichever_plan_the_unit_was_asked_about() {
    let sandbox = sandbox();
    let (name, mut sheet) = form(&sandbox, "市住房城乡建设局");
    fill(&mut sheet, 4, "已开工18个小区");
    fill(&mut sheet, 5, "已筹集800套");
    // A row of its own words, which no key and no plan names.
    let mut row = vec![Cell::Blank; 17];
    row[CONTENT] = words("（补）试点经验总结");
    row[STATUS] = words("已完成");
    row[PERCENT] = Cell::Percent(1.0);
    row[PROGRESS] = words("已印发推广");
    sheet.rows[6] = row;
    let code = code_of(&name);
    let file = |plan: &str| format!("data/{plan}/returns/2025-q3/{code}.yaml");
    sandbox.write("in/a.xlsx", sheet.xlsx());
    take(&sandbox);
    assert!(sandbox.read(&file("minsheng")).contains("unplaced:"), "{}", sandbox.read(&file("minsheng")));
    let pending = || sandbox.pjt("collect --settle --json").json()["pending"].clone();
    let id = pending()[0]["id"].as_str().unwrap().to_owned();
    // One of another plan in which the unit has no part, and one of a plan about which it was not asked.
    for (task, words) in [("yingshang/1", "不是编号yingshang/1的责任部门"), ("1", "不是编号1的责任部门")]
    {
        let said = sandbox.pjt(&format!("collect --settle {id} --task {task} --lang zh"));
        assert_eq!(said.code, 2, "{}", said.whole());
        assert!(said.stderr.contains(words), "{}", said.whole());
    }
    let said = sandbox.pjt(&format!("collect --settle {id} --task yingshang/2 --lang zh"));
    said.fine();
    assert!(said.stderr.contains("编号yingshang/2 记入：状态 已完成；完成率 100%"), "{}", said.whole());
    assert!(sandbox.read("data/yingshang/tasks/002.yaml").contains("\nstatus: done"), "{}", said.whole());
    let [lives, trade] = ["minsheng", "yingshang"].map(|plan| sandbox.read(&file(plan)));
    assert!(!lives.contains("unplaced") && !lives.contains("已印发推广"), "{lives}");
    assert!(
        trade.contains("progress: （补）试点经验总结：已印发推广")
            && trade.contains("received: \"2025-09-20\""),
        "{trade}"
    );
    assert_eq!(pending(), serde_json::json!([]));
    sandbox.pjt("check --plan all").fine();
    let returns = sandbox.pjt("returns 2025-q3 --json").json();
    let own =
        returns["returns"].as_array().unwrap().iter().filter(|due| due["department"] == "市住房城乡建设局");
    let reported: Vec<i64> = own.map(|due| due["reported"].as_i64().unwrap()).collect();
    assert_eq!(reported, [2, 1], "{returns}");
}

#[test]
fn a_row_stays_out_of_a_plan_about_which_the_unit_was_not_asked() {
    let sandbox = sandbox();
    let period = sandbox.read("data/periods/2025-q3.yaml");
    let (before, _) = period.split_once("- department: 市住房城乡建设局\n  plan: yingshang").unwrap();
    sandbox.write("data/periods/2025-q3.yaml", before);
    let (_, mut sheet) = form(&sandbox, "市住房城乡建设局");
    sheet.rows[6][0] = Cell::Blank;
    sheet.rows[6][PROGRESS + 1] = Cell::Blank;
    sheet.rows[6][CONTENT] = words("（补）试点经验总结");
    sheet.rows[6][PROGRESS] = words("已印发推广");
    sandbox.write("in/a.xlsx", sheet.xlsx());
    take(&sandbox);
    let pending = sandbox.pjt("collect --settle --json").json();
    let id = pending["pending"][0]["id"].as_str().unwrap();
    let said = sandbox.pjt(&format!("collect --settle {id} --task yingshang/2 --lang zh"));
    assert_eq!(said.code, 2, "{}", said.whole());
    assert!(said.stderr.contains("2025-q3 没有要 市住房城乡建设局 报方案 yingshang"), "{}", said.whole());
}

#[test]
fn what_is_sent_back_and_what_slips_are_about_is_named_with_its_plan() {
    let sandbox = sandbox();
    let (_, mut sheet) = form(&sandbox, "市住房城乡建设局");
    for row in 4..7 {
        fill(&mut sheet, row, "有进展");
    }
    sandbox.write("in/a.xlsx", sheet.xlsx());
    sandbox
        .pjt("collect --from 市住房城乡建设局=in/a.xlsx --period 2025-q3 --received 2025-09-20 --yes")
        .fine();
    let said = sandbox
        .pjt("sendback 2025-q3 市住房城乡建设局 4 yingshang/2 --reason 缺佐证 --today 2025-09-21 --lang zh");
    assert!(said.fine().contains("报送 2025-q3 编号4（文件第2项） 退回"), "{}", said.stdout);
    assert!(said.stdout.contains("报送 2025-q3 编号yingshang/2 退回"), "{}", said.stdout);
    let said = sandbox
        .pjt_with(&["slips", "-o", "督办单", "--today", "2026-01-05", "--lang", "zh"], &[("COLUMNS", "160")]);
    assert!(said.fine().contains("3（文件1）、4（文件2）、yingshang/2"), "{}", said.stdout);
    assert!(said.stderr.contains("督办单按全部 2 个方案制作"), "{}", said.whole());
}

#[test]
fn where_numbers_begin_anew_a_task_is_called_the_same_on_every_paper() {
    let sandbox = sandbox();
    let (name, _) = form(&sandbox, "市住房城乡建设局");
    let styles = part(&std::fs::read(sandbox.path(&format!("out/{name}"))).unwrap(), "xl/styles.xml");
    assert!(styles.contains("（文件1）") && !styles.contains("台账编号"), "{styles}");
    let line = ["bulletin", "2025-q3", "--today", "2026-02-01"];
    let paper = sandbox.pjt_with(&line, &[("COLUMNS", "200")]).stdout;
    assert!(paper.contains("3（文件1）") && paper.contains("编号3（文件第1项）"), "{paper}");
    assert!(!paper.contains("台账编号"), "{paper}");
    let listed = sandbox.pjt("list --plan minsheng --format md --lang zh").stdout;
    assert!(listed.contains("| 3（文件1） |"), "{listed}");
}

#[test]
fn a_number_that_was_copied_with_the_documents_beside_it_is_that_task_or_none() {
    let sandbox = sandbox();
    sandbox.pjt("plan default yingshang").fine();
    sandbox.git(&["add", "data"]);
    sandbox.git(&["commit", "-qm", "two plans"]);
    let said = sandbox.pjt("show 3（文件1） --lang zh");
    assert!(said.whole().contains("写 `minsheng/3`"), "{}", said.whole());
    sandbox.pjt("add --content 另一件事 --lead 市教育局 --reason 专题会议").fine();
    for command in [
        "show 3（文件1）",
        "show 3(文件1)",
        "log 3（文件第1项）",
        "update 3（文件1） --note 完成主体工程",
        "sendback 2025-q3 市住房城乡建设局 3（文件1） --reason 缺佐证",
    ] {
        let said = sandbox.pjt(&format!("{command} --lang zh"));
        let whole = said.whole();
        assert!(whole.contains("另一件事") && whole.contains("写 `minsheng/3`"), "{command}: {whole}");
    }
    assert!(sandbox.pjt("show minsheng/3（文件1） --lang zh").fine().contains("改造老旧小区"));
    let said = sandbox.pjt("show minsheng/3（文件2） --lang zh");
    assert!(said.whole().contains("改造老旧小区") && said.whole().contains("minsheng/4"), "{}", said.whole());
    sandbox.pjt("show 3（台账编号）").fine();
}

#[test]
fn what_a_period_asked_stays_when_a_task_is_withdrawn_after_it() {
    let sandbox = sandbox();
    let asked = |at: &str| -> [u64; 2] {
        let answer = sandbox.pjt(&format!("returns 2025-q3 --json --today {at}")).json();
        let returns = answer["returns"].as_array().unwrap();
        let listed = sandbox.pjt("period list --format csv").stdout;
        let tasks = listed.lines().nth(1).unwrap().rsplit(',').next().unwrap().parse().unwrap();
        [returns.iter().map(|due| due["asked"].as_u64().unwrap()).sum(), tasks]
    };
    sandbox.pjt("update minsheng/1 --status withdrawn --note 合并办理 --today 2025-09-20").fine();
    assert_eq!(asked("2025-09-21"), [5, 6]);
    sandbox.pjt("period close 2025-q3 --today 2025-09-26").fine();
    assert_eq!(asked("2025-09-26"), [5, 5]);
    for (task, day) in [("minsheng/3", "2025-09-26"), ("yingshang/2", "2025-12-30")] {
        sandbox.pjt(&format!("update {task} --status withdrawn --note 结转 --today {day}")).fine();
        assert_eq!(asked(day), [5, 5], "{task}");
    }
    let period = sandbox.read("data/periods/2025-q3.yaml");
    assert_eq!(period.matches("ended:").count(), 1, "{period}");
}
