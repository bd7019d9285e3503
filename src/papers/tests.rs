//! Cases of whole papers: what a bulletin, a slip and the end of a year say of one store.

use chrono::NaiveDate;

use super::*;
use crate::{
    lights::NamedRules,
    model::{
        Answer, Asked, AskedField, Department, LeadRule, Light, Office, Period, PeriodId, Plan, Registry,
        ReportingPeriod, Return, SentBack, Snapshot, Status, Task, TaskId, Unplaced, Unread, parse_date,
    },
    query::{Reports, reports::DueState},
    store::load::{LoadedReturn, NamedPeriod},
    text::Lang,
};

fn day(word: &str) -> NaiveDate {
    parse_date(word).unwrap()
}

fn id(word: &str) -> PeriodId {
    word.parse().unwrap()
}

/// A plan of 2025 on 2025-10-08: two tasks overdue, one of them of two leads, and one near.
fn snapshot() -> Snapshot {
    let task = |(id, departments, status, due): (u32, &[&str], Status, Option<&str>)| Task {
        id: TaskId(id),
        content: format!("事项{id}"),
        source: Some(format!("line {id}")),
        departments: departments.iter().map(|&name| name.to_owned()).collect(),
        status,
        due: due.map(day),
        ..Task::default()
    };
    let mut tasks: Vec<Task> = [
        (1, &["甲"][..], Status::Done, None),
        (2, &["甲", "乙"], Status::InProgress, Some("2025-09-01")),
        (3, &["乙"], Status::NotStarted, Some("2025-10-20")),
        (4, &["丙"], Status::Suspended, None),
        (5, &["丙"], Status::Withdrawn, None),
        (6, &["甲"], Status::Closed, None),
        (7, &["甲", "乙"], Status::InProgress, Some("2025-09-30")),
        (8, &["丙"], Status::InProgress, Some("2025-10-15")),
    ]
    .into_iter()
    .map(task)
    .collect();
    tasks[6].lead = Some(vec!["甲".into(), "乙".into()]);
    let plan = Plan {
        slug: "p".into(),
        title: "实施方案".into(),
        lead_rule: LeadRule::FirstListed,
        period: Some(Period { start: Some(day("2025-01-01")), end: Some(day("2025-12-31")) }),
        tasks,
        ..Plan::default()
    };
    let coded = |name: &str, code: &str| Department { code: Some(code.into()), ..Department::named(name) };
    let departments = vec![coded("甲", "jia"), coded("乙", "yi"), coded("丙", "bing"), coded("丁", "ding")];
    Snapshot { plans: vec![plan], registry: Registry { departments }, ..Snapshot::default() }
}

/// What was asked in 2025-q3.
fn periods() -> Vec<NamedPeriod> {
    let asked = |department: &str, tasks: &[u32]| Asked {
        department: department.into(),
        plan: "p".into(),
        tasks: tasks.iter().copied().map(TaskId).collect(),
        ended: Vec::new(),
    };
    let period = ReportingPeriod {
        title: "2025年第三季度".into(),
        start: day("2025-07-01"),
        end: day("2025-09-30"),
        due: day("2025-09-25"),
        asked: vec![asked("甲", &[1, 2, 7]), asked("乙", &[2, 7]), asked("丙", &[4]), asked("丁", &[3])],
        ..ReportingPeriod::default()
    };
    vec![(id("2025-q3"), period)]
}

/// 甲 reported in time and left task 7 out, 乙 a week late, and of task 7 it has to report again; 丙 sent an empty form, 丁
/// nothing.
fn returns() -> Vec<LoadedReturn> {
    let answer = |id: u32, percent: Option<u8>, words: &str| Answer {
        id: TaskId(id),
        percent,
        progress: Some(words.into()),
        ..Answer::default()
    };
    let returned = |period: &str, code: &str, department: &str, received: &str, tasks: Vec<Answer>| {
        let value =
            Return { department: department.into(), received: day(received), tasks, ..Return::default() };
        LoadedReturn { plan: "p".into(), period: id(period), code: code.into(), value }
    };
    let back = SentBack { on: day("2025-10-05"), reason: "太短".into() };
    let sent_back =
        Answer { sent_back: Some(back), status: Some(Status::Done), ..answer(7, Some(80), "快了") };
    vec![
        returned("2025-q2", "bing", "丙", "2025-06-20", vec![answer(8, Some(99), "收尾")]),
        returned(
            "2025-q3",
            "jia",
            "甲",
            "2025-09-20",
            vec![answer(1, None, "完了"), answer(2, Some(40), "招标")],
        ),
        returned("2025-q3", "yi", "乙", "2025-10-02", vec![answer(2, Some(10), "配合"), sent_back]),
        returned("2025-q3", "bing", "丙", "2025-09-20", Vec::new()),
    ]
}

fn reports(snapshot: &Snapshot) -> Reports {
    Reports::of(periods(), returns(), &snapshot.registry, &snapshot.plans)
}

fn evidence<'a>(reports: &'a Reports, rules: Option<&'a NamedRules>, today: &str) -> Evidence<'a> {
    Evidence { reports, rules, today: day(today), period: None }
}

fn rules() -> NamedRules {
    NamedRules::preset("yichang").unwrap()
}

fn bulletin(rules: Option<&NamedRules>) -> Bulletin {
    let snapshot = snapshot();
    let reports = reports(&snapshot);
    let evidence = evidence(&reports, rules, "2025-10-08");
    let period = reports.period(id("2025-q3"));
    Bulletin::of(id("2025-q3"), period, &snapshot, &Office::default(), &evidence)
}

#[test]
fn a_bulletin_counts_each_task_and_each_department_once() {
    let bulletin = bulletin(None);
    let tasks = &bulletin.tasks;
    assert_eq!((tasks.total, tasks.counted, tasks.completed, tasks.outside), (8, 7, 2, 0));
    assert_eq!((tasks.overdue, tasks.near, tasks.near_days), (2, 2, 30));
    assert_eq!(tasks.rate, Share::new(2, 7));
    let returns = bulletin.returns.as_ref().unwrap();
    assert_eq!((returns.departments, returns.asked, returns.reported, returns.on_time), (4, 7, 4, 1));
    assert_eq!(
        returns.late.iter().map(|late| (late.department.as_str(), late.days)).collect::<Vec<_>>(),
        [("乙", 7)]
    );
    assert_eq!((&returns.missing, &returns.empty), (&vec!["丁".to_owned()], &vec!["丙".to_owned()]));
    let omitted = &returns.omitted[0];
    assert_eq!((omitted.department.as_str(), &omitted.tasks), ("甲", &vec![TaskId(7)]));
    let back = &returns.sent_back[0];
    assert_eq!((back.department.as_str(), back.task, back.reason.as_str()), ("乙", TaskId(7), "太短"));
    assert!(!returns.is_running && bulletin.lights.is_none() && !bulletin.has_several_plans());
    let lagging: Vec<u32> = bulletin.lagging.iter().map(|matter| matter.id.0).collect();
    assert_eq!(lagging, [2, 7], "without rules what is overdue lags");
}

#[test]
fn a_bulletin_says_in_words_what_it_counts() {
    let bulletin = bulletin(None);
    let words = Words::of(&bulletin, &Office::default(), Some("请按时报送。"));
    let part = |heading: &str| {
        words.parts.iter().find(|part| part.heading == heading).map(|part| part.text.as_str())
    };
    assert_eq!(words.title, "关于2025年第三季度重点任务推进情况的通报");
    assert_eq!(words.opening, "截至2025年10月8日，《实施方案》7项任务推进情况通报如下。");
    assert_eq!(
        part("总体情况"),
        Some(
            "已完成1项、已销号1项，完成率28.6%（2/7）；推进中3项，未启动1项，暂缓1项；另有1项已取消，不计入。已逾期2项，30日内到期2项。"
        )
    );
    let said = part("报送情况").unwrap();
    let begins =
        "应报4个单位、7项。按时1个；迟报1个：乙（7天）；未报送1个：丁；报送空表1个：丙；漏报1项：甲编号7；";
    assert!(said.starts_with(begins) && said.ends_with("1项：乙编号7（太短）。"), "{said}");
    assert_eq!(
        part("逾期事项（2项，见附表）"),
        Some("编号2（甲）超过完成时限37天；编号7（甲、乙）超过完成时限8天。")
    );
    assert_eq!(part("有关要求"), Some("请按时报送。"));
    assert_eq!(words.contact, "（联系人：　　　；联系电话：　　　）");
    let table = words.table.as_ref().unwrap();
    let heads: Vec<&str> = table.columns.iter().map(|column| column.head).collect();
    assert_eq!(heads, ["序号", "编号", "任务", "牵头单位", "完成时限", "实报", "理由", "最近进展"]);
    let shorts: Vec<&str> =
        table.columns.iter().filter(|column| column.is_short()).map(|column| column.head).collect();
    assert_eq!(shorts, ["序号", "编号", "实报"]);
    assert_eq!(table.rows[0].0, ["1", "2", "事项2", "甲", "2025年9月1日", "40%", "超过完成时限37天", "招标"]);
    assert_eq!((&table.title, &table.note), (&"附表　逾期事项一览表".to_owned(), &None));
    // While returns may still come in time, nothing is missing yet.
    let mut running = bulletin.clone();
    let returns = running.returns.as_mut().unwrap();
    (returns.is_running, returns.waiting, returns.on_time_waiting) = (true, 2, 1);
    returns.late[0].part = Some([1, 2]);
    let said = running.reporting().unwrap();
    assert!(
        said.contains("按时1个（其中1个有内容待核）；迟报1个：乙（7天，2项中1项）；尚未报送1个：丁"),
        "{said}"
    );
    assert!(said.ends_with("。报送内容尚有2处待核。"), "{said}");
}

#[test]
fn with_rules_a_bulletin_says_the_lights_and_the_worst_ones_come_first() {
    let rules = rules();
    let bulletin = bulletin(Some(&rules));
    let lights = bulletin.lights.as_ref().unwrap();
    let counts = [Light::Red, Light::Yellow, Light::Green, Light::Blue].map(|light| lights.of(light));
    assert_eq!((lights.judged, lights.unlit, counts), (6, 0, [3, 1, 2, 0]));
    assert_eq!(lights.counts.len(), 3, "the rules know no blue light");
    let lagging: Vec<u32> = bulletin.lagging.iter().map(|matter| matter.id.0).collect();
    assert_eq!(lagging, [2, 3, 7, 8]);
    assert!(
        bulletin.overall().ends_with("亮绿灯2项、黄灯1项、红灯3项，分别占33.3%、16.7%、50%。"),
        "{}",
        bulletin.overall()
    );
    let (heading, text) = bulletin.lagging_words().unwrap();
    assert_eq!(heading, "滞后事项（红灯3项、黄灯1项，见附表）");
    assert!(text.starts_with("编号2（甲）") && text.ends_with("；其余见附表。"), "{text}");
    let words = Words::of(&bulletin, &Office::default(), None);
    let table = words.table.unwrap();
    assert!(table.title.ends_with("滞后事项一览表") && table.note.is_some());
    assert_eq!(
        table.rows.iter().map(|(_, light)| *light).collect::<Vec<_>>(),
        [Some(Light::Red), Some(Light::Red), Some(Light::Red), Some(Light::Yellow)]
    );
    let lit = table.columns.iter().position(|column| column.is_light()).unwrap();
    assert_eq!((table.rows[0].0[lit].as_str(), table.rows[3].0[lit].as_str()), ("红灯", "黄灯"));
}

#[test]
fn several_plans_are_named_beside_their_tasks() {
    let mut bulletin = bulletin(None);
    let other = |slug: &str| bulletin::PlanName { slug: slug.into(), title: slug.to_uppercase() };
    bulletin.plans.extend(["q", "r"].map(other));
    assert_eq!(bulletin.plan_words(), "《实施方案》《Q》《R》");
    bulletin.plans.push(other("s"));
    assert_eq!(bulletin.plan_words(), "《实施方案》《Q》等4个方案");
    let (_, text) = bulletin.lagging_words().unwrap();
    assert!(text.starts_with("《实施方案》编号2（甲）") && text.contains("；编号7（"), "{text}");
    assert!(bulletin.reporting().unwrap().contains("漏报1项：甲《实施方案》编号7"));
}

#[test]
fn each_lead_has_a_slip_about_its_overdue_tasks() {
    let snapshot = snapshot();
    let reports = reports(&snapshot);
    let evidence = evidence(&reports, None, "2025-10-08");
    let entries: Vec<_> = snapshot.entries().collect();
    let slips = |each: bool, registry: &Registry| {
        let reply_by = Some(day("2025-10-15"));
        let request = slips::Request { entries: &entries, lights: &[], each, reply_by, demands: None };
        Slip::all(&request, registry, &Office::default(), &evidence)
    };
    let heads = |slips: &[Slip]| {
        let head = |slip: &Slip| {
            let ids: Vec<u32> = slip.matters.iter().map(|matter| matter.id.0).collect();
            (slip.number.clone(), slip.department.clone(), ids)
        };
        slips.iter().map(head).collect::<Vec<_>>()
    };
    let mut all = slips(false, &snapshot.registry);
    assert_eq!(
        heads(&all),
        [
            ("20251008-001".to_owned(), "甲".to_owned(), vec![2, 7]),
            ("20251008-002".to_owned(), "乙".to_owned(), vec![7])
        ]
    );
    assert_eq!(slips(true, &snapshot.registry).len(), 3);
    // Two leads that have become one are asked once.
    let mut registry = snapshot.registry.clone();
    registry.departments[1].successor = Some("甲".into());
    assert_eq!(heads(&slips(false, &registry)), [("20251008-001".to_owned(), "甲".to_owned(), vec![2, 7])]);
    let field = |slip: &Slip, wanted: &str| {
        let fields = slip.fields();
        fields.iter().find(|(name, _)| *name == wanted).map(|(_, words)| words.clone()).unwrap()
    };
    let slip = &all[0];
    assert_eq!(field(slip, "标题"), "督办单");
    assert_eq!(field(slip, "配合单位"), "乙");
    assert_eq!(field(slip, "督办事项"), "《实施方案》\n编号2：事项2\n编号7：事项7（与乙共同承办）");
    assert_eq!(field(slip, "完成时限"), "编号2：2025年9月1日\n编号7：2025年9月30日");
    assert_eq!(field(slip, "督办理由"), "编号2：超过完成时限37天\n编号7：超过完成时限8天");
    assert_eq!(field(slip, "反馈时限"), "2025年10月15日");
    assert!(
        field(slip, "目前情况").starts_with("编号2：推进中，完成率40%。招标\n"),
        "{}",
        field(slip, "目前情况")
    );
    assert_eq!(field(&all[1], "督办事项"), "事项7（与甲共同承办）（《实施方案》编号7）");
    assert_eq!(field(&all[1], "配合单位"), "");
    Slip::number_behind(&mut all, 4);
    assert_eq!(
        all.iter().map(|slip| slip.number.as_str()).collect::<Vec<_>>(),
        ["20251008-005", "20251008-006"]
    );
}

#[test]
fn with_rules_a_slip_is_made_out_for_the_lights_that_were_asked_for() {
    let snapshot = snapshot();
    let (reports, rules) = (reports(&snapshot), rules());
    let evidence = evidence(&reports, Some(&rules), "2025-10-08");
    let entries: Vec<_> = snapshot.entries().collect();
    let slips = |lights: &[Light]| {
        let request =
            slips::Request { entries: &entries, lights, each: false, reply_by: None, demands: None };
        let all = Slip::all(&request, &snapshot.registry, &Office::default(), &evidence);
        all.iter().map(|slip| (slip.department.clone(), slip.title())).collect::<Vec<_>>()
    };
    let red = |name: &str| (name.to_owned(), "督办单（红）".to_owned());
    assert_eq!(slips(&[Light::Yellow]), [("丙".to_owned(), "督办单（黄）".to_owned())]);
    assert_eq!(slips(&[Light::Red]), [red("甲"), red("乙")]);
    assert_eq!(slips(&[Light::Green]), [], "what is done needs no reminder");
    assert_eq!(slips(&[]), []);
}

#[test]
fn the_percentage_of_a_task_is_doubtful_where_a_later_one_waits_or_its_lead_is_another_now() {
    let mut snapshot = snapshot();
    let mut returns = returns();
    let reason = |snapshot: &Snapshot, returns: &[LoadedReturn], id: u32| {
        let reports = Reports::of(periods(), returns.to_vec(), &snapshot.registry, &snapshot.plans);
        let evidence = evidence(&reports, None, "2025-10-30");
        let entry = snapshot.entries().find(|entry| entry.task.id == TaskId(id)).unwrap();
        evidence.matter(entry, None).reason.unwrap().in_lang(Lang::Zh).to_owned()
    };
    assert_eq!(reason(&snapshot, &returns, 2), "超过完成时限59天");
    let waits = |field: AskedField| Unread {
        field,
        place: "填报表!J9".into(),
        text: "大半".into(),
        why: "percent-unclear".into(),
        base: None,
    };
    returns[3].value.tasks =
        vec![Answer { id: TaskId(8), unread: vec![waits(AskedField::Percent)], ..Answer::default() }];
    assert_eq!(
        reason(&snapshot, &returns, 8),
        "超过完成时限15天；2025年第三季度所报完成率待核，实报按2025年第二季度所报"
    );
    returns[3].value.tasks[0].unread = vec![waits(AskedField::Status)];
    assert!(!reason(&snapshot, &returns, 8).contains("待核"));
    returns[1].value.tasks[1].unread = vec![waits(AskedField::Percent)];
    returns[1].value.tasks[1].percent = None;
    assert_eq!(reason(&snapshot, &returns, 2), "超过完成时限59天；2025年第三季度所报完成率待核");
    // A lead that says how far it is and not where it stands.
    returns[1].value.tasks[1] = Answer { id: TaskId(2), percent: Some(5), ..Answer::default() };
    snapshot.plans[0].tasks[1].status = Status::NotStarted;
    assert_eq!(reason(&snapshot, &returns, 2), "超过完成时限59天；甲报完成率5%，没有报状态，待核");
    snapshot.plans[0].tasks[1].status = Status::InProgress;
    assert_eq!(reason(&snapshot, &returns, 2), "超过完成时限59天");
}

#[test]
fn of_several_leads_each_is_quoted_and_what_they_differ_in_is_said() {
    let snapshot = snapshot();
    let progress = |returns: Vec<LoadedReturn>| {
        let reports = Reports::of(periods(), returns, &snapshot.registry, &snapshot.plans);
        let evidence = evidence(&reports, None, "2025-10-08");
        let entry = snapshot.entries().find(|entry| entry.task.id == TaskId(7)).unwrap();
        evidence.matter(entry, None).progress
    };
    assert_eq!(progress(Vec::new()), None);
    assert_eq!(progress(returns()).as_deref(), Some("乙：快了"));
    let mut both = returns();
    let own = Answer { id: TaskId(7), percent: Some(30), ..Answer::default() };
    both[1].value.tasks.push(own);
    let expected = "甲（完成率30%）：没有写进展\n乙（报已完成，完成率80%）：快了";
    assert_eq!(progress(both.clone()).as_deref(), Some(expected));
    let same = Answer { status: Some(Status::Done), percent: Some(80), ..both[1].value.tasks[2].clone() };
    both[1].value.tasks[2] = same;
    assert_eq!(progress(both).as_deref(), Some("甲：没有写进展\n乙：快了"));
}

#[test]
fn a_deadline_is_said_in_the_words_of_the_document_and_as_a_day() {
    let matter = || bulletin(None).lagging.remove(0);
    let said = |text: Option<&str>, due: Option<&str>, from: Option<&str>| {
        let due_text = text.map(str::to_owned);
        Matter { due_text, due: due.map(day), extended_from: from.map(day), ..matter() }.deadline()
    };
    for (text, due, from, expected) in [
        (None, None, None, "—"),
        (None, Some("2025-09-30"), None, "2025年9月30日"),
        (Some("9月底前"), Some("2025-09-30"), None, "9月底前（2025年9月30日）"),
        (Some("2025年9月30日前"), Some("2025-09-30"), None, "2025年9月30日前"),
        (Some("持续推进"), None, None, "持续推进"),
        (None, Some("2025-12-31"), Some("2025-09-30"), "2025年9月30日（延期至2025年12月31日）"),
        (Some("9月底前"), Some("2025-06-30"), Some("2025-09-30"), "9月底前（提前至2025年6月30日）"),
    ] {
        assert_eq!(said(text, due, from), expected);
    }
    let late = Matter { not_counted: Some((day("2025-09-30"), day("2025-12-31"))), ..matter() };
    assert_eq!(late.deadline(), "2025年9月30日（逾期后申请延期至2025年12月31日，不计）");
    let dark = |is_undetermined: bool| Matter { is_undetermined, ..matter() }.light_words();
    assert_eq!((dark(true), dark(false)), ("未判定", "—"));
}

#[test]
fn a_template_finds_each_number_by_its_name() {
    let rules = rules();
    let bulletin = bulletin(Some(&rules));
    let office = Office { name: Some("督查室".into()), phone: Some(" ".into()), ..Office::default() };
    let mut values = Values::of_bulletin(&bulletin, &office);
    for (name, expected) in [
        ("单位", "督查室"),
        ("联系电话", ""),
        ("任务总数", "8"),
        ("完成率", "28.6%"),
        ("红灯", "3"),
        ("红灯占比", "50%"),
        ("蓝灯", "—"),
        ("未判定", "0"),
        ("应报单位", "4"),
        ("已报事项", "4"),
        ("迟报", "1"),
        ("报送截止", "2025年9月25日"),
    ] {
        assert_eq!(values.word(name), Some(expected), "{name}");
    }
    let (group, column) = values.column("漏报.编号").unwrap();
    assert_eq!((&group.rows, column), (&vec![vec!["甲".to_owned(), "7".to_owned()]], 1));
    let (lagging, column) = values.column("落后.亮灯").unwrap();
    assert_eq!(
        lagging.rows.iter().map(|row| row[column].as_str()).collect::<Vec<_>>(),
        ["红灯", "红灯", "红灯", "黄灯"]
    );
    assert!(values.column("漏报.天数").is_none() && values.column("漏报").is_none());
    values.put("要求", "请按时报送");
    assert_eq!(values.word("要求"), Some("请按时报送"));
    let names = values.names();
    assert_eq!(names.iter().filter(|name| *name == "要求").count(), 1);
    assert!(names.contains(&"退回.原因".to_owned()));
}

#[test]
fn the_end_of_a_year_lists_what_nobody_has_finished() {
    let snapshot = snapshot();
    let mut returns = returns();
    returns[1].value.unplaced.push(Unplaced {
        place: "填报表!12".into(),
        text: "别的事".into(),
        why: "row-unknown".into(),
        content: None,
        cells: Vec::new(),
    });
    returns[1].value.tasks[0].unread.push(Unread {
        field: AskedField::Percent,
        place: "填报表!J9".into(),
        text: "大半".into(),
        why: "percent-unclear".into(),
        base: None,
    });
    let mut periods = periods();
    periods.push((id("2026-q1"), ReportingPeriod { due: day("2026-03-25"), ..ReportingPeriod::default() }));
    let reports = Reports::of(periods.clone(), returns.clone(), &snapshot.registry, &snapshot.plans);
    let of = |year: i32, today: &str| YearEnd::of(year, &snapshot, &periods, &returns, &reports, day(today));
    let end = of(2025, "2026-02-01");
    assert_eq!(end.open_periods.iter().map(|open| open.id.as_str()).collect::<Vec<_>>(), ["2025-q3"]);
    assert_eq!((end.unplaced.len(), end.unread.len()), (1, 1));
    assert_eq!((end.unplaced[0].department.as_str(), end.unread[0].task), ("甲", TaskId(1)));
    let unreported: Vec<_> = end.unreported.iter().map(|one| (one.department.as_str(), one.state)).collect();
    assert_eq!(unreported, [("丙", DueState::Empty), ("丁", DueState::Missing)]);
    assert_eq!((end.sent_back.len(), end.sent_back[0].task), (1, TaskId(7)));
    let ids = |left: &[year_end::Left]| left.iter().map(|one| one.id.0).collect::<Vec<_>>();
    assert_eq!(
        (ids(&end.done), ids(&end.carried), ids(&end.suspended)),
        (vec![1], vec![2, 3, 7, 8], vec![4])
    );
    assert!(end.carried.iter().all(|left| left.overdue && !left.due_of_plan));
    assert!(end.suspended[0].due_of_plan);
    // Before its end, what is overdue is so today.
    let before = of(2025, "2025-10-08");
    assert_eq!(
        before.carried.iter().map(|left| left.overdue).collect::<Vec<_>>(),
        [true, false, true, false]
    );
    let earlier = of(2024, "2025-10-08");
    assert!(earlier.open_periods.is_empty() && earlier.carried.is_empty() && earlier.sent_back.is_empty());
}
