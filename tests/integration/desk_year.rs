//! What a coordinator met in a year of two plans: answers copied from the period before, forms of another period, rows that
//! were swapped, tasks that came within a period, and what is said of each.

use crate::sandbox::{Said, Sandbox};

const TASKS: [&str; 4] =
    ["审批事项网上办理率达到90%", "打通园区断头路4条", "新建农村公路80公里", "招聘活动20场"];

/// Two plans: tasks 1 and 4 of the second one are of the bureau of labour alone, 2 and 3 of that of transport; none says who
/// leads.
fn store() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.write("data/pjt.yaml", "format: 1\ndefault_plan: yingshang\n");
    sandbox.write(
        "data/departments.yaml",
        "departments:\n- name: 市人社局\n  code: renshe\n- name: 市交通局\n  code: jiaotong\n- name: 市住建局\n  code: zhujian\n",
    );
    for (slug, title) in [("yingshang", "营商环境工作方案"), ("minsheng", "民生实事分解方案")]
    {
        let plan = format!("title: {title}\n\nperiod:\n  start: \"2026-01-01\"\n  end: \"2026-12-31\"\n");
        sandbox.write(&format!("data/{slug}/plan.yaml"), plan);
    }
    sandbox.write("data/yingshang/tasks/001.yaml", task(1, "优化施工图审查流程", "市住建局"));
    for (id, content) in (1..).zip(TASKS) {
        let department = if id == 2 || id == 3 { "市交通局" } else { "市人社局" };
        sandbox.write(&format!("data/minsheng/tasks/00{id}.yaml"), task(id, content, department));
    }
    sandbox
}

fn task(id: u32, content: &str, department: &str) -> String {
    format!("id: {id}\ncontent: {content}\n\ndepartments:\n- {department}\n\nstatus: in_progress\n")
}

/// Opens a quarter of 2026 for both plans.
fn open(sandbox: &Sandbox, quarter: u32) {
    let (month, period) = (quarter * 3, format!("2026-q{quarter}"));
    let day = format!("2026-0{month}-10");
    sandbox.pjt(&format!("period open {period} --due 2026-0{month}-25 --fields status,percent,progress --plan all --today {day}")).fine();
}

/// A form that came back: number, status, percentage and progress of tasks of the second plan.
fn form(quarter: u32, (code, name): (&str, &str), rows: &[(&str, u32, &str, &str, &str)]) -> String {
    let title = ["一", "二", "三", "四"][quarter as usize - 1];
    let mut text = format!(
        ",填报单位：{name},,报送期：2026年第{title}季度（2026-q{quarter}）,,,表号：2026-q{quarter}/{code}\n\
         pjt,编号,任务内容,状态,完成率,进展情况,pjt\n"
    );
    for (number, id, status, percent, progress) in rows {
        let (key, content) = (format!("minsheng/{id}|in_progress|-|00000000"), TASKS[*id as usize - 1]);
        text += &format!("{key},{number},{content},{status},{percent},{progress},{key}\n");
    }
    text
}

const LABOUR: (&str, &str) = ("renshe", "市人社局");
const TRANSPORT: (&str, &str) = ("jiaotong", "市交通局");

/// What is said, without the breaks of lines.
fn flat(said: &Said) -> String {
    said.stdout.replace("\n    ", "").replace('\n', "") + &said.stderr
}

fn collect(sandbox: &Sandbox, form: &str, options: &str) -> Said {
    sandbox.write("in/a.csv", form);
    sandbox.pjt(&format!("collect in {options}"))
}

#[test]
fn progress_of_the_period_before_is_told_with_its_cells_and_what_is_done_is_not() {
    let sandbox = store();
    open(&sandbox, 1);
    let rows = |quarter, percent| {
        form(
            quarter,
            LABOUR,
            &[
                ("1", 1, "推进中", percent, "网上办理率已达到72%"),
                ("4", 4, "已完成", "100%", "招聘活动已办20场"),
            ],
        )
    };
    collect(&sandbox, &rows(1, "25%"), "--received 2026-03-20 --yes").fine();
    open(&sandbox, 2);
    let said = collect(&sandbox, &rows(2, "25%"), "--received 2026-06-20 --lang zh");
    let words = flat(&said);
    assert!(words.contains("编号minsheng/1") && words.contains("进展情况与上期一字不差"), "{words}");
    assert!(words.contains("!F3") && !words.contains("!F4"), "{words}");
    let code = |percent| {
        let said = collect(&sandbox, &rows(2, percent), "--received 2026-06-20 --json");
        said.stdout.contains("progress-repeated")
    };
    assert!(code("25%") && code("") && !code("40%"));
    let said =
        collect(&sandbox, &rows(2, "25%").replace("已达到72%", "正常推进"), "--received 2026-06-20 --json");
    assert!(!said.stdout.contains("progress-repeated"), "{}", said.stdout);
}

#[test]
fn a_form_of_a_closed_period_is_asked_about_where_another_one_is_open() {
    let sandbox = store();
    open(&sandbox, 1);
    let first = form(1, LABOUR, &[("1", 1, "推进中", "25%", "办理率达到30%")]);
    let said = collect(&sandbox, &first, "--received 2026-03-20 --yes --lang zh");
    assert!(flat(&said).contains("2026年第一季度 2项：报1"), "{}", said.whole());
    sandbox.pjt("period close 2026-q1 --today 2026-03-31").fine();
    open(&sandbox, 2);
    let later = form(1, LABOUR, &[("1", 1, "推进中", "50%", "办理率达到60%")]);
    let said = collect(&sandbox, &later, "--received 2026-06-20 --yes --lang zh");
    let words = flat(&said);
    assert!(said.code == 1 && words.contains("拿错了表") && words.contains("--period 2026-q1"), "{words}");
    let path = "data/minsheng/returns/2026-q1/renshe.yaml";
    assert!(sandbox.read(path).contains("25"), "nothing of it is written");
    let said = collect(&sandbox, &later, "--received 2026-06-20 --period 2026-q1 --json");
    assert_eq!((said.code, &said.json()["period"]), (0, &"2026-q1".into()), "{}", said.whole());
    // Who has not reported yet is late, and who was asked again answers.
    let late = form(1, TRANSPORT, &[("2", 2, "推进中", "25%", "断头路完工1条")]);
    assert_eq!(collect(&sandbox, &late, "--received 2026-06-20").code, 0);
    sandbox.pjt("sendback 2026-q1 市人社局 minsheng/1 --reason 缺佐证 --today 2026-06-20").fine();
    assert_eq!(collect(&sandbox, &later, "--received 2026-06-21").code, 0);
}

#[test]
fn what_is_suspended_goes_on_only_where_a_person_says_so() {
    let sandbox = store();
    open(&sandbox, 1);
    sandbox.pjt("update minsheng/2 --status suspended --note 资金没有到位").fine();
    let row = form(1, TRANSPORT, &[("2", 2, "推进中", "25%", "断头路完工1条")]);
    let row = row.replace("minsheng/2|in_progress", "minsheng/2|suspended");
    let said = collect(&sandbox, &row, "--received 2026-03-20 --yes --lang zh");
    let words = flat(&said);
    assert!(
        words.contains("单位申请恢复") && words.contains("pjt update minsheng/2 --status 推进中"),
        "{words}"
    );
    assert!(sandbox.read("data/minsheng/tasks/002.yaml").contains("status: suspended"));
    assert!(sandbox.read("data/minsheng/returns/2026-q1/jiaotong.yaml").contains("in_progress"));
}

#[test]
fn rows_that_were_swapped_in_few_words_are_told_and_taken() {
    let sandbox = store();
    open(&sandbox, 1);
    let rows = |one, other| {
        let form = form(1, TRANSPORT, &[("2", 2, "推进中", "20%", one), ("3", 3, "推进中", "30%", other)]);
        collect(&sandbox, &form, "--received 2026-03-20 --json").json()
    };
    for (one, other, is_told) in [
        ("农村公路完成24公里", "打通断头路2条", true),
        ("农村公路路基完成24公里", "断头路打通2条，另1条在建", true),
        ("打通断头路2条", "农村公路完成24公里", false),
        ("农村公路完成24公里", "前期手续办完", false),
    ] {
        let answer = rows(one, other);
        let told = answer["warnings"].as_array().unwrap().iter().filter(|one| one["code"] == "maybe-swapped");
        assert_eq!(told.count(), if is_told { 2 } else { 0 }, "{one}: {answer}");
        assert_eq!(answer["returns"][0]["reported"], 2, "{answer}");
    }
}

#[test]
fn an_item_of_the_document_is_placed_where_its_words_agree() {
    let sandbox = store();
    sandbox.write(
        "data/minsheng/tasks/003.yaml",
        task(3, TASKS[2], "市交通局").replace("\ncontent", "\nlabel: \"1\"\nsource: line 9\ncontent"),
    );
    open(&sandbox, 1);
    let said = |number: &str, content: &str| {
        let form = form(1, TRANSPORT, &[(number, 3, "推进中", "30%", "农村公路完成24公里")]);
        collect(&sandbox, &form.replace(TASKS[2], content), "--received 2026-03-20 --json").json()
    };
    for number in ["第1项", "第3项", "3"] {
        let answer = said(number, TASKS[2]);
        assert_eq!(answer["returns"][0]["reported"], 1, "{number}: {answer}");
        assert!(!answer.to_string().contains("locked-changed"), "{number}: {answer}");
    }
    assert_eq!(said("1", TASKS[2])["refused"][0]["code"], "row-mixed");
    assert_eq!(said("第1项", "另一件事")["refused"][0]["code"], "row-mixed");
}

#[test]
fn the_only_department_of_a_task_answers_for_it() {
    let sandbox = store();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    open(&sandbox, 1);
    let row = form(1, LABOUR, &[("4", 4, "已完成", "100%", "招聘活动已办20场")]);
    let said = collect(&sandbox, &row, "--received 2026-03-20 --yes --lang zh");
    assert!(said.fine().contains("推进中 → 已完成"), "{}", said.whole());
    let row = form(1, TRANSPORT, &[("2", 2, "推进中", "25%", "断头路完工1条")]);
    collect(&sandbox, &row, "--received 2026-03-20 --yes").fine();
    let said = sandbox.pjt("why minsheng/2 --today 2026-03-31 --lang zh");
    assert!(flat(&said).contains("实报25%") || flat(&said).contains("持平"), "{}", said.whole());
    sandbox.pjt("check").fine();
    // Of several nobody knows whose status counts.
    let text = task(1, TASKS[0], "市人社局\n- 市交通局");
    sandbox.write("data/minsheng/tasks/001.yaml", text);
    let row = form(1, LABOUR, &[("1", 1, "已完成", "100%", "办理率达到91%")]);
    let said = collect(&sandbox, &row, "--received 2026-03-20 --lang zh");
    assert!(flat(&said).contains("写明用`pjt update 编号 --lead 部门"), "{}", said.whole());
}

#[test]
fn the_month_in_which_a_task_begins_does_not_count() {
    let sandbox = store();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    let add = |content: &str, start: &str| {
        let words = format!(
            "add --content {content} --dept 市住建局 --due 2026-12-31 --reason 专题会议 --start {start} --today 2026-11-30"
        );
        sandbox.pjt(&words).fine();
    };
    add("建成智慧工地平台", "2026-11-21");
    add("建成监管平台", "2026-06-05");
    add("建成服务平台", "2026-11-01");
    let planned = |id: u32, day: &str| {
        let answer = sandbox.pjt(&format!("lights --json --today {day}")).json();
        let found = answer["lights"].as_array().unwrap().iter().find(|light| light["id"] == id).cloned();
        found.unwrap()["planned"].clone()
    };
    for (id, day, wanted) in [
        (2, "2026-12-10", 0.0),
        (2, "2026-12-31", 100.0),
        (3, "2026-06-30", 0.0),
        (3, "2026-07-31", 16.7),
        (4, "2026-11-30", 50.0),
    ] {
        assert_eq!(planned(id, day), wanted, "{id} on {day}");
    }
    let said = flat(&sandbox.pjt("why 3 --today 2026-09-30 --lang zh"));
    assert!(said.contains("起始 2026-06-05，从下个月算起"), "{said}");
    let said = flat(&sandbox.pjt("lights --rules --lang zh"));
    assert!(said.contains("起始不在1日的，从下个月算起"), "{said}");
}

#[test]
fn a_bulletin_of_a_closed_period_says_whose_day_its_figures_are_of() {
    let sandbox = store();
    open(&sandbox, 1);
    sandbox.pjt("period close 2026-q1 --today 2026-03-28").fine();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "a quarter"]);
    let said = sandbox.pjt("bulletin 2026-q1 --today 2026-12-31 --lang zh");
    assert!(
        said.stderr.contains("通报里是今天的数；要 2026-03-31 当天的，加 `--at 2026-03-31`"),
        "{}",
        said.stderr
    );
    let said = sandbox.pjt("bulletin 2026-q1 --today 2026-03-31 --lang zh");
    assert!(!said.stderr.contains("今天的数"), "{}", said.stderr);
    let said = sandbox.pjt("bulletin 2026-q1 --at HEAD --today 2026-12-31 --lang zh");
    assert!(!said.stderr.contains("今天的数"), "{}", said.stderr);
}

#[test]
fn a_task_that_came_within_a_period_can_be_taken_into_it() {
    let sandbox = store();
    open(&sandbox, 1);
    let add =
        "add --content 建成智慧工地平台 --dept 市人社局 --reason 专题会议 --plan minsheng --today 2026-03-15";
    let said = sandbox.pjt(&format!("{add} --lang zh"));
    let open_again = "period open 2026-q1 --due 2026-03-25";
    assert!(said.stderr.contains("2026年第一季度已经开放，还没有收这一项"), "{}", said.whole());
    assert!(said.stderr.contains(open_again), "{}", said.whole());
    let said = sandbox.pjt(&format!("{open_again} --today 2026-03-16 --lang zh"));
    said.fine();
    assert!(said.stderr.contains("编号minsheng/5（市人社局）"), "{}", said.whole());
    assert!(sandbox.read("data/periods/2026-q1.yaml").contains("- 4\n  - 5\n"));
    let said = sandbox.pjt(&format!("{open_again} --today 2026-03-17 --lang zh"));
    assert!(said.stderr.contains("没有改动"), "{}", said.whole());
    // What was asked stands once the period is closed, and what begins later is of another one.
    sandbox.pjt("period close 2026-q1 --today 2026-03-28").fine();
    let said = sandbox.pjt(
        "add --content 建成监管平台 --dept 市人社局 --reason 专题会议 --plan minsheng --today 2026-04-02 --lang zh",
    );
    assert!(!said.stderr.contains("还没有收这一项"), "{}", said.whole());
    let before = sandbox.read("data/periods/2026-q1.yaml").matches("- 6\n").count();
    sandbox.pjt("period open 2026-q1 --due 2026-04-10 --today 2026-04-03 --yes").fine();
    sandbox.pjt("period open 2026-q1 --due 2026-04-10 --today 2026-04-03").fine();
    assert_eq!(sandbox.read("data/periods/2026-q1.yaml").matches("- 6\n").count(), before);
}

#[test]
fn who_reports_on_a_task_of_others_is_told_of_the_one_that_may_be_meant() {
    let sandbox = store();
    let said = sandbox.pjt("update 1 --note 办理率达到91% --by 市人社局 --lang zh");
    assert!(said.stderr.contains("市人社局 不是编号1的责任部门"), "{}", said.whole());
    assert!(said.stderr.contains(&format!("是不是 minsheng/1（{}）", TASKS[0])), "{}", said.whole());
    for words in [
        "update 1 --note 审图时间缩短 --by 市住建局",
        "update minsheng/1 --note 办理率达到92% --by 市人社局",
        "update 1 --note 已督办 --by 张三",
    ] {
        let said = sandbox.pjt(&format!("{words} --json"));
        assert!(!said.stdout.contains("reporter-of-others"), "{}", said.whole());
    }
}

#[test]
fn the_same_words_are_added_twice_only_where_that_is_meant() {
    let sandbox = store();
    let add = "add --content 优化施工图审查流程。 --dept 市住建局 --reason 专题会议 --lang zh";
    let said = sandbox.pjt(add);
    assert!(said.code == 2 && said.stderr.contains("已有内容相同的编号1"), "{}", said.whole());
    assert!(said.stderr.contains("pjt update yingshang/1"), "{}", said.whole());
    assert_eq!(sandbox.pjt("list --format ids").fine().lines().count(), 1);
    sandbox.pjt(&format!("{add} --yes")).fine();
    assert_eq!(sandbox.pjt("list --format ids").fine().lines().count(), 2);
}

#[test]
fn a_cell_in_which_two_files_differ_is_listed_with_its_file() {
    let sandbox = store();
    open(&sandbox, 1);
    for (file, percent) in [("v1", "40%"), ("v2", "60%")] {
        let form = form(1, LABOUR, &[("1", 1, "推进中", percent, "办理率上升")]);
        sandbox.write(&format!("in/{file}.csv"), form);
    }
    assert_eq!(sandbox.pjt("collect in --received 2026-03-20 --yes").code, 1);
    let said = flat(&sandbox.pjt("collect --settle --lang zh"));
    assert!(said.contains("v1.csv ") && said.contains("v2.csv "), "{said}");
}

#[test]
fn a_paper_of_changes_has_how_far_tasks_came_and_their_lights() {
    let sandbox = store();
    sandbox.pjt("lights --adopt yinchuan-2025").fine();
    open(&sandbox, 1);
    let commit = |day: &str| {
        sandbox.git(&["add", "-A"]);
        let date = format!("{day}T12:00:00");
        sandbox.git_with(
            &["commit", "-qm", "a state"],
            &[("GIT_COMMITTER_DATE", &date), ("GIT_AUTHOR_DATE", &date)],
        );
    };
    let row = |quarter, percent| form(quarter, TRANSPORT, &[("2", 2, "推进中", percent, "断头路")]);
    collect(&sandbox, &row(1, "5%"), "--received 2026-03-20 --yes").fine();
    commit("2026-03-31");
    open(&sandbox, 2);
    collect(&sandbox, &row(2, "60%").replace("断头路", "断头路完工"), "--received 2026-06-20 --yes").fine();
    commit("2026-06-30");
    let range = "diff 2026-03-31..2026-06-30 --today 2026-07-01";
    sandbox.pjt(&format!("{range} --plan all -o a.html --lang zh")).fine();
    let page = sandbox.read("a.html");
    assert!(page.contains("进度变化"), "{page}");
    assert!(page.contains("编号2 打通园区断头路4条：完成率 5% → 60%，黄灯 → 绿灯"), "{page}");
    // The default plan has nothing that went on.
    sandbox.pjt(&format!("{range} -o b.html --lang zh")).fine();
    assert!(!sandbox.read("b.html").contains("断头路"), "{}", sandbox.read("b.html"));
}
