//! Cases of a new edition of a document: which task is which, and what people added.

use super::*;
use crate::model::{Department, Handover, KeyTask, Pillar, parse_date};

fn task(id: u32, content: &str) -> Task {
    Task {
        id: TaskId(id),
        label: Some(format!("（{id}）")),
        pillar: Some(1),
        content: content.into(),
        departments: vec!["市教委".into()],
        ..Task::default()
    }
}

fn plan(tasks: Vec<Task>) -> Plan {
    let pillar = |id: u32| Pillar { id, label: None, title: format!("板块{id}") };
    Plan { slug: "p".into(), pillars: vec![pillar(1), pillar(2)], tasks, ..Plan::default() }
}

fn compare(before: &Plan, draft: &Plan) -> Edition {
    super::compare(before, draft, &Registry::default())
}

#[test]
fn a_department_that_was_renamed_keeps_its_name_whatever_name_the_document_prints() {
    let of = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Task {
            lead: names.first().map(|name| vec![name.clone()]), departments: names, ..task(1, "建立平台")
        }
    };
    let renamed = Department { aliases: vec!["市经信委".into()], ..Department::named("市工信局") };
    let registry = Registry { departments: vec![renamed, Department::named("市教委")] };
    let old = of(&["市工信局", "市教委"]);
    let edition =
        super::compare(&plan(vec![old.clone()]), &plan(vec![of(&["市经信委", "市教委"])]), &registry);
    assert_eq!(edition.plan.tasks, [old]);
    assert_eq!(edition.count(EditionOutcome::Unchanged), 1);
    // Where the plan has the name that the document prints, it stays.
    let printed = of(&["市经信委"]);
    let edition = super::compare(&plan(vec![printed.clone()]), &plan(vec![printed.clone()]), &registry);
    assert_eq!(edition.plan.tasks, [printed]);
}

#[test]
fn a_task_that_was_handed_over_stays_so_whatever_name_the_document_prints() {
    let two = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let (on, reason) = (parse_date("2025-10-01").unwrap(), "沪编〔2025〕8号".to_owned());
    let entry = Handover { on, from: "市经信委".into(), to: "市数据局".into(), reason };
    let old =
        Task {
            departments: two(["市教委", "市数据局"]), handovers: vec![entry], ..task(1, "建立平台")
        };
    let new = Task { departments: two(["市教委", "市经信委"]), ..task(1, "建立平台") };
    let edition = compare(&plan(vec![old.clone()]), &plan(vec![new]));
    assert_eq!(edition.plan.tasks.first(), Some(&old));
    let given = Task { departments: two(["市科委", "市经信委"]), ..task(1, "建立平台") };
    let edition = compare(&plan(vec![old]), &plan(vec![given]));
    assert_eq!(edition.plan.tasks[0].departments, two(["市科委", "市数据局"]));
}

#[test]
fn each_task_has_its_outcome_and_keeps_what_people_added() {
    let done = Task {
        status: Status::Done,
        due: parse_date("2025-05-05"),
        ..task(2, "建立市级公共服务平台，做好信息共享")
    };
    let before = plan(vec![
        task(1, "建立联席会议制度，做好协调服务"),
        done,
        task(3, "认定一批标杆学校"),
        task(4, "发布年度白皮书，引导全社会关心"),
    ]);
    let mut moved = task(3, "认定一批标杆学校");
    moved.pillar = Some(2);
    let draft = plan(vec![
        task(1, "建立联席会议制度，做好协调服务"),
        task(2, "建立市级公共服务与交易平台，做好信息共享工作"),
        moved,
        Task { label: Some("（4）".into()), ..task(4, "新增一项全然不同的工作任务内容") },
    ]);
    let edition = compare(&before, &draft);
    assert_eq!(
        edition.outcomes,
        [
            (TaskId(1), vec![EditionOutcome::Unchanged]),
            (TaskId(2), vec![EditionOutcome::Reworded]),
            (TaskId(3), vec![EditionOutcome::Moved]),
            (TaskId(4), vec![EditionOutcome::Gone]),
            (TaskId(5), vec![EditionOutcome::New]),
        ]
    );
    let second = edition.plan.task(TaskId(2)).unwrap();
    assert_eq!(
        (second.status, second.due, second.review),
        (Status::Done, parse_date("2025-05-05"), Some(Review::Reworded))
    );
    assert_eq!(edition.plan.task(TaskId(4)).unwrap().review, Some(Review::Gone));
}

#[test]
fn an_inserted_task_renumbers_the_rest_and_numbers_in_the_store_stay() {
    let before = plan(vec![task(1, "甲任务的内容"), task(2, "乙任务的内容不同")]);
    let mut shifted = task(2, "乙任务的内容不同");
    (shifted.id, shifted.label) = (TaskId(3), Some("（3）".into()));
    let draft = plan(vec![task(1, "甲任务的内容"), task(2, "插进来的一项新工作"), shifted]);
    let edition = compare(&before, &draft);
    assert_eq!(edition.outcomes[1], (TaskId(2), vec![EditionOutcome::Renumbered]));
    assert_eq!(edition.outcomes[2], (TaskId(3), vec![EditionOutcome::New]));
    assert_eq!(edition.plan.task(TaskId(2)).unwrap().content, "乙任务的内容不同");
}

fn under(mut task: Task, pillar: u32, key_task: u32) -> Task {
    (task.pillar, task.key_task) = (Some(pillar), Some(key_task));
    task
}

fn with_headings(pillars: &[(u32, &str)], key_tasks: &[(u32, u32, &str)], tasks: Vec<Task>) -> Plan {
    let pillar = |(id, title): &(u32, &str)| Pillar { id: *id, title: (*title).into(), ..Pillar::default() };
    let key_task = |(id, pillar, title): &(u32, u32, &str)| KeyTask {
        id: *id,
        pillar: Some(*pillar),
        title: (*title).into(),
        ..KeyTask::default()
    };
    Plan {
        slug: "p".into(),
        pillars: pillars.iter().map(pillar).collect(),
        key_tasks: key_tasks.iter().map(key_task).collect(),
        tasks,
        ..Plan::default()
    }
}

type Titles<'a> = (Vec<(u32, &'a str)>, Vec<(u32, u32, &'a str)>);

fn headings(plan: &Plan) -> Titles<'_> {
    (
        plan.pillars.iter().map(|pillar| (pillar.id, pillar.title.as_str())).collect(),
        plan.key_tasks
            .iter()
            .map(|known| (known.id, known.pillar.unwrap_or_default(), known.title.as_str()))
            .collect(),
    )
}

#[test]
fn a_task_that_is_gone_stays_under_its_own_heading() {
    let before = with_headings(
        &[(1, "平台"), (2, "人才"), (3, "资金")],
        &[(1, 1, "建设"), (2, 2, "培养"), (3, 3, "安排")],
        vec![
            under(task(1, "推进平台建设"), 1, 1),
            under(task(2, "认定标杆学校"), 2, 2),
            under(task(3, "安排专项资金"), 3, 3),
        ],
    );
    let draft = with_headings(
        &[(1, "平台"), (2, "资金")],
        &[(1, 1, "建设"), (2, 2, "安排")],
        vec![under(task(1, "推进平台建设"), 1, 1), under(task(2, "安排专项资金"), 2, 2)],
    );
    let after = compare(&before, &draft).plan;
    assert_eq!(headings(&after), headings(&before));
    assert_eq!(after.tasks[1], Task { review: Some(Review::Gone), ..before.tasks[1].clone() });
    assert_eq!((after.tasks[2].pillar, after.tasks[2].key_task), (Some(3), Some(3)));
}

#[test]
fn a_heading_keeps_its_number_under_a_new_title_only_where_every_task_goes_along() {
    let before = with_headings(
        &[(1, "平台"), (2, "人才")],
        &[],
        vec![
            Task { pillar: Some(1), ..task(1, "推进平台建设") },
            Task { pillar: Some(2), ..task(2, "认定标杆学校") },
            Task { pillar: Some(2), ..task(3, "开展师资培训") },
        ],
    );
    let mut draft = before.clone();
    draft.pillars[1].title = "人才引育".into();
    let whole = compare(&before, &draft).plan;
    assert_eq!(headings(&whole).0, [(1, "平台"), (2, "人才引育")]);
    draft.tasks.pop();
    let part = compare(&before, &draft).plan;
    assert_eq!(headings(&part).0, [(1, "平台"), (2, "人才"), (3, "人才引育")]);
    let pillars: Vec<_> = part.tasks.iter().map(|task| task.pillar).collect();
    assert_eq!(pillars, [Some(1), Some(3), Some(2)]);
}

#[test]
fn a_key_task_that_moves_leaves_what_is_gone_behind() {
    let before = with_headings(
        &[(1, "平台"), (2, "人才")],
        &[(1, 1, "培训")],
        vec![under(task(1, "推进平台建设"), 1, 1), under(task(2, "认定标杆学校"), 1, 1)],
    );
    let draft = with_headings(
        &[(1, "平台"), (2, "人才")],
        &[(1, 2, "培训")],
        vec![under(task(1, "推进平台建设"), 2, 1)],
    );
    let after = compare(&before, &draft).plan;
    assert_eq!(headings(&after).1, [(1, 1, "培训"), (2, 2, "培训")]);
    let places: Vec<_> = after.tasks.iter().map(|task| (task.pillar, task.key_task)).collect();
    assert_eq!(places, [(Some(2), Some(2)), (Some(1), Some(1))]);
}

#[test]
fn a_date_that_a_person_set_or_took_away_stays_and_one_that_was_read_moves() {
    let due = |due: Option<&str>, phrase: Option<&str>| Task {
        due: due.and_then(parse_date),
        due_text: phrase.map(Into::into),
        ..task(1, "推进平台建设")
    };
    for (old, new, expected) in [
        ((Some("2025-06-30"), Some("6月底前")), (None, Some("6月底前")), Some("2025-06-30")),
        (
            (Some("2025-06-30"), Some("6月底前")),
            (Some("2025-09-30"), Some("2025年9月底前")),
            Some("2025-06-30"),
        ),
        ((Some("2025-06-30"), Some("6月底前")), (Some("2026-09-30"), Some("9月底前")), Some("2026-09-30")),
        (
            (Some("2025-06-30"), Some("2025年6月底前")),
            (Some("2025-09-30"), Some("2025年9月底前")),
            Some("2025-09-30"),
        ),
        ((Some("2025-06-30"), Some("2025年6月底前")), (None, Some("长期")), None),
        (
            (Some("2025-07-01"), Some("2025年6月底前")),
            (Some("2025-09-30"), Some("2025年9月底前")),
            Some("2025-07-01"),
        ),
        ((Some("2025-07-01"), Some("长期")), (None, None), Some("2025-07-01")),
        ((Some("2025-07-01"), None), (Some("2025-09-30"), Some("2025年9月底前")), Some("2025-07-01")),
        ((None, Some("2025年6月底前")), (Some("2025-06-30"), Some("2025年6月底前")), None),
        ((None, Some("2025年6月底前")), (Some("2025-09-30"), Some("2025年9月底前")), Some("2025-09-30")),
        ((None, Some("6月底前")), (Some("2025-06-30"), Some("6月底前")), Some("2025-06-30")),
        ((None, None), (Some("2025-06-30"), Some("6月底前")), Some("2025-06-30")),
    ] {
        let edition = compare(&plan(vec![due(old.0, old.1)]), &plan(vec![due(new.0, new.1)]));
        let task = &edition.plan.tasks[0];
        assert_eq!(task.due, expected.and_then(parse_date), "{old:?} {new:?}");
        assert_eq!(task.due_text.as_deref(), new.1);
    }
}

#[test]
fn an_edition_without_more_than_a_third_of_the_tasks_shrinks() {
    let contents = ["推进平台建设", "认定标杆学校", "发布年度白皮书"];
    let before = plan((1..).zip(contents).map(|(id, content)| task(id, content)).collect());
    let of = |count: usize| plan(before.tasks.iter().take(count).cloned().collect());
    assert_eq!(compare(&before, &of(2)).shrinks(&before), None);
    assert_eq!(compare(&before, &of(1)).shrinks(&before), Some(Shrinkage { gone: 2, stripped: 0, of: 3 }));
    let mut decided = before.clone();
    decided.tasks[1].status = Status::Withdrawn;
    let edition = compare(&decided, &of(1));
    assert_eq!(edition.plan.tasks[1].review, None, "a person withdrew it already");
    assert_eq!(edition.shrinks(&decided), Some(Shrinkage { gone: 1, stripped: 0, of: 2 }));
}

#[test]
fn a_new_task_has_the_next_number_that_was_never_used() {
    let mut old = task(2, "认定标杆学校");
    old.former_ids = vec![TaskId(3), TaskId(u32::MAX)];
    let mut draft = plan(vec![old.clone()]);
    draft.tasks.push(task(9, "一项全新的安排工作"));
    let edition = compare(&plan(vec![old]), &draft);
    assert_eq!(edition.outcomes[1], (TaskId(4), vec![EditionOutcome::New]));
}

#[test]
fn the_same_document_changes_nothing() {
    let before = plan(vec![task(1, "甲"), task(2, "甲"), task(3, "乙")]);
    let edition = compare(&before, &before.clone());
    assert_eq!(edition.count(EditionOutcome::Unchanged), 3);
    assert_eq!(edition.plan.tasks, before.tasks);
}
