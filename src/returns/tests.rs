//! Cases of whole forms: what becomes of the rows, columns and files that units send back.

use super::{
    example::{Store, TASKS, after, day, form, form_with_titles, id, label, line, reasons, returned, store},
    *,
};
use crate::model::{
    Answer, AskedField, Department, Handover, Return, SentBack, Status, TaskId, form::FormColumn,
};

fn status_of(status: Status) -> (AskedField, &'static str) {
    (AskedField::Status, label(status))
}

#[test]
fn what_a_unit_fills_in_becomes_its_answers_and_the_statuses_of_its_tasks() {
    let store = store();
    let rows = vec![
        store.row(1).answers(&[
            status_of(Status::Done),
            (AskedField::Percent, "100%"),
            (AskedField::Progress, "平台已上线"),
            (AskedField::Problems, "经费紧张"),
            (AskedField::Next, "继续推广"),
            (AskedField::Evidence, "验收报告.pdf"),
            (AskedField::Expected, "2025-09-15"),
        ]),
        store.row(2).answers(&[status_of(Status::InProgress), (AskedField::Percent, "40%")]),
        store.row(3),
        store.row(4),
        store.row(5),
    ];
    let found = store.collected(rows);
    let answer = &after(&found).tasks[0];
    assert_eq!((answer.status, answer.percent), (Some(Status::Done), Some(100)));
    assert_eq!(answer.progress.as_deref(), Some("平台已上线"));
    assert_eq!((answer.problems.as_deref(), answer.next.as_deref()), (Some("经费紧张"), Some("继续推广")));
    assert_eq!(answer.evidence, ["验收报告.pdf"]);
    assert_eq!(answer.expected, Some(day("2025-09-15")));
    assert_eq!(after(&found).tasks.len(), 2, "what was left alone is no answer");
    assert_eq!(after(&found).received, day("2025-09-20"));
    let accepted: Vec<_> = found.accepted.iter().map(|one| (one.task.0, one.from, one.to)).collect();
    assert_eq!(
        accepted,
        [(1, Status::NotStarted, Status::Done), (2, Status::NotStarted, Status::InProgress)]
    );
    assert_eq!(found.accepted[0].evidence, ["验收报告.pdf"]);
    assert!(found.accepted[1].evidence.is_empty());
    let unit = &found.units[0];
    assert_eq!((unit.asked, unit.reported, unit.beyond, unit.refused), (5, 2, 0, 0));
    assert_eq!(unit.omitted.iter().map(|(_, id)| id.0).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(found.missing, ["乙"]);
    assert!(found.refused.is_empty() && found.conflicts.is_empty(), "{:?}", found.refused);
}

#[test]
fn a_row_without_its_key_is_found_by_number_and_words_together() {
    let store = store();
    let bare = |id: u32, progress: &str| store.answered(id, progress).print(FormColumn::Key, "");
    let found = store.collected(vec![bare(1, "甲"), bare(2, "乙")]);
    assert_eq!(after(&found).tasks.len(), 2);
    assert_eq!(
        reasons(&found.notices).into_iter().filter(|(reason, _)| *reason == Reason::BaseMissing).count(),
        2
    );
    for (number, content, reason) in [
        ("1", TASKS[1], Reason::RowMixed),
        ("1", "别的事", Reason::RowUnknown),
        ("", "别的事", Reason::RowUnknown),
        ("9", "", Reason::RowUnknown),
    ] {
        let row = bare(1, "甲").print(FormColumn::Number, number).print(FormColumn::Content, content);
        let found = store.collected(vec![row]);
        let refused: Vec<Reason> = found.refused.iter().map(|remark| remark.reason).collect();
        assert_eq!(refused, [reason], "{number} {content}");
        let kept = &after(&found).unplaced[0];
        assert_eq!(kept.why, reason.token());
        assert_eq!(kept.content.is_some(), reason == Reason::RowUnknown && !content.is_empty(), "{number}");
        assert_eq!(kept.cells.len(), 2, "status and progress are kept");
    }
}

#[test]
fn a_row_with_a_key_is_taken_only_for_the_task_that_its_words_are_of() {
    let store = store();
    let row = || store.answered(1, "已启动招标");
    let reason = |row| store.collected(vec![row]).refused.first().map(|remark| remark.reason);
    assert_eq!(reason(row()), None);
    assert_eq!(reason(row().print(FormColumn::Number, "2")), Some(Reason::RowMixed));
    assert_eq!(reason(row().print(FormColumn::Content, TASKS[2])), Some(Reason::RowMixed));
    // Without the number both keys say it.
    assert_eq!(reason(row().print(FormColumn::Number, "")), None);
    // The key in front was moved along with another row's; the one among the answers counts, where the words say so too.
    let moved = store.collected(vec![row().front_key_of(&store.row(3))]);
    assert_eq!(after(&moved).tasks[0].id, TaskId(1));
    assert!(reasons(&moved.notices).contains(&(Reason::KeyMoved, Some(1))), "{:?}", moved.notices);
    let no_task = store.row(1).print(FormColumn::Key, "p/9|not_started|-|00000000");
    assert_eq!(reason(no_task.answers(&[(AskedField::Progress, "甲")])), Some(Reason::RowUnknown));
}

#[test]
fn what_the_ledger_changed_since_the_form_went_out_is_told_from_what_the_unit_changed() {
    let mut store = store();
    let row = store.answered(1, "已启动招标");
    let typed_over = row.clone().print(FormColumn::Due, "2026年12月31日");
    let found = store.collected(vec![typed_over]);
    assert!(reasons(&found.notices).contains(&(Reason::LockedChanged, Some(1))));
    store.task(1).content = "建设产教融合信息平台及数据中心".into();
    let found = store.collected(vec![row.clone()]);
    assert!(reasons(&found.notices).contains(&(Reason::TaskReworded, Some(1))), "{:?}", found.notices);
    assert!(found.refused.is_empty());
    store.task(1).content = "清理河道淤泥".into();
    let found = store.collected(vec![row]);
    assert_eq!(reasons(&found.refused), [(Reason::TaskChanged, Some(1))]);
    assert!(after(&found).tasks.is_empty());
}

#[test]
fn a_task_that_a_unit_was_not_asked_about_is_none_of_its() {
    let store = store();
    let found = store.collected(vec![store.answered(6, "已并网")]);
    assert_eq!(reasons(&found.refused), [(Reason::RowNotAsked, Some(6))]);
    assert_eq!(found.refused[0].detail.as_ref().unwrap().in_lang(crate::Lang::En), "it is of 丙");
    // One that nobody filled in asks for nothing.
    assert!(store.collected(vec![store.row(6), store.answered(1, "甲")]).refused.is_empty());
    // What it supports it may report about.
    let found = store.collected_on("2025-09-20", &[("乙.html", form("yi", vec![store.answered(2, "配合")]))]);
    let unit = &found.units[0];
    assert_eq!((unit.asked, unit.reported, unit.beyond, unit.ended), (1, 0, 1, 0));
}

#[test]
fn columns_that_the_form_does_not_have_are_named() {
    let store = store();
    let said = |titles: &[(&str, &str)], row: example::Row| {
        let found =
            store.collected_on("2025-09-20", &[("甲.html", form_with_titles("jia", titles, vec![row]))]);
        let all = found.refused.into_iter().chain(found.notices);
        all.map(|remark| (remark.reason, remark.text)).collect::<Vec<_>>()
    };
    let row = || store.answered(1, "已启动招标");
    assert_eq!(said(&[], row()), []);
    let own = said(&[("", "责任人")], row().and("张三"));
    assert_eq!(own, [(Reason::OtherColumn, "责任人".to_owned())]);
    // One in which nothing stands is worth no word.
    assert_eq!(said(&[("", "责任人")], row().and("")), []);
    let untitled = said(&[("", "")], row().and("张三"));
    assert_eq!(untitled, [(Reason::OtherColumn, String::new())]);
    let renamed = said(&[("进展情况", "工作进展")], row());
    assert_eq!(renamed, [(Reason::TitleChanged, "工作进展 → 进展情况".to_owned())]);
    let gone = said(&[("存在问题", "责任处室")], row());
    assert_eq!(gone, [(Reason::ColumnMissing, "存在问题".to_owned())]);
}

#[test]
fn signatures_and_notes_below_the_table_are_no_rows_of_it() {
    let store = store();
    let below = |words: &str| {
        let found = store.collected(vec![store.answered(1, "甲"), line("填报人：张三"), line(words)]);
        assert!(found.refused.is_empty(), "{words}: {:?}", found.refused);
        reasons(&found.notices)
    };
    assert_eq!(below("2025年9月"), []);
    assert_eq!(below("请将第三项任务延期到明年再报"), [(Reason::WordsOutside, None)]);
    // A row of the table stays one below the signatures.
    let added = store.answered(2, "乙").print(FormColumn::Key, "");
    let found = store.collected(vec![store.answered(1, "甲"), line("填报人：张三"), added]);
    assert_eq!(after(&found).tasks.len(), 2);
    let unknown = store.answered(2, "乙").print(FormColumn::Key, "").print(FormColumn::Content, "新增的事");
    let found = store.collected(vec![store.answered(1, "甲"), line("填报人：张三"), unknown]);
    assert_eq!(found.refused.len(), 1);
}

#[test]
fn files_of_one_unit_are_merged_and_none_is_taken_where_they_differ() {
    let store = store();
    let page = |id: u32, words: &str| form("jia", vec![store.answered(id, words)]);
    let both = store.collected_on("2025-09-20", &[("a.html", page(1, "甲")), ("b.html", page(2, "乙"))]);
    assert_eq!(after(&both).tasks.len(), 2);
    assert_eq!(after(&both).source.len(), 2);
    assert_eq!(both.units.len(), 2);
    let twice = store.collected_on("2025-09-20", &[("a.html", page(1, "甲")), ("b.html", page(1, "甲"))]);
    assert_eq!((twice.ignored.len(), twice.units.len()), (1, 1), "the same bytes count once");
    let differ = store.collected_on("2025-09-20", &[("a.html", page(1, "甲")), ("b.html", page(1, "乙"))]);
    assert_eq!(reasons(&differ.refused), [(Reason::FileDisagrees, Some(1)); 2]);
    assert_eq!(after(&differ).tasks[0].progress, None);
    assert_eq!(after(&differ).tasks[0].unread.len(), 2);
    // Whoever settles the cell by one of them has settled it.
    let mut waiting = self::store();
    waiting.take(&differ);
    let cells = pending(&waiting.returns);
    let settled = settle(&cells[0], &Settlement::Value("丙".into()), &waiting.returns).unwrap().waited.value;
    let dropped: Vec<&str> = settled.dropped.iter().map(|dropped| dropped.text.as_str()).collect();
    assert_eq!((cells.len(), settled.tasks[0].unread.len(), dropped), (2, 0, vec!["乙"]));
    let in_one = store.collected(vec![store.answered(1, "甲"), store.answered(1, "乙")]);
    assert_eq!(reasons(&in_one.refused), [(Reason::RowTwice, Some(1)); 2]);
    let alike = store.collected(vec![store.answered(1, "甲"), store.answered(1, "甲"), store.row(1)]);
    assert!(alike.refused.is_empty());
    assert_eq!(after(&alike).tasks.len(), 1);
}

#[test]
fn a_later_form_changes_what_it_says_and_no_more() {
    let mut store = store();
    let first = store.collected(vec![
        store.row(1).answers(&[(AskedField::Percent, "40%"), (AskedField::Progress, "招标")]),
        store.answered(2, "设计"),
    ]);
    store.take(&first);
    let second = [("二.html", form("jia", vec![store.row(1).answers(&[(AskedField::Percent, "60%")])]))];
    let found = store.collected_on("2025-10-05", &second);
    let answer = &after(&found).tasks[0];
    assert_eq!(
        (answer.percent, answer.progress.as_deref()),
        (Some(60), Some("招标")),
        "a blank erases nothing"
    );
    assert_eq!(answer.later[0].on, day("2025-10-05"));
    assert_eq!(after(&found).received, day("2025-09-20"), "a correction makes nothing late");
    assert_eq!(after(&found).tasks.len(), 2);
    let replaced = found.notices.iter().find(|remark| remark.reason == Reason::AnswerReplaced).unwrap();
    let words = replaced.detail.as_ref().unwrap().in_lang(crate::Lang::En);
    assert!(words.contains("40% → 60%") && words.ends_with("(10 days late)"), "{words}");
    store.take(&found);
    // The same bytes again, and the older answer again.
    let again = store.collected_on("2025-10-06", &second);
    assert_eq!((again.known, again.units.len(), again.returns.len()), (vec!["jia".to_owned()], 0, 0));
    let old = form("jia", vec![store.row(1).answers(&[(AskedField::Percent, "40%")]), store.row(2)]);
    let found = store.collected_on("2025-10-06", &[("旧.html", old)]);
    assert_eq!(reasons(&found.refused), [(Reason::AnswerOutdated, Some(1))]);
    assert_eq!(after(&found).tasks[0].percent, Some(60));
}

#[test]
fn what_was_sent_back_waits_until_something_else_is_said() {
    let mut store = store();
    let first = store.collected(vec![store.answered(1, "招标")]);
    store.take(&first);
    let back = SentBack { on: day("2025-09-22"), reason: "太短".into() };
    store.returns[0].value.tasks[0].sent_back = Some(back);
    let same = form("jia", vec![store.answered(1, "招标"), store.row(2)]);
    let found = store.collected_on("2025-09-23", &[("又.html", same)]);
    assert!(reasons(&found.notices).contains(&(Reason::StillSentBack, Some(1))));
    assert!(after(&found).tasks[0].sent_back.is_some());
    let new = form("jia", vec![store.answered(1, "招标完成，进场施工")]);
    let found = store.collected_on("2025-09-28", &[("新.html", new)]);
    assert!(!reasons(&found.notices).contains(&(Reason::StillSentBack, Some(1))));
    let answer = &after(&found).tasks[0];
    assert_eq!((&answer.sent_back, answer.later[0].sent_back), (&None, Some(day("2025-09-22"))));
    let replaced = found.notices.iter().find(|remark| remark.reason == Reason::AnswerReplaced).unwrap();
    assert!(!replaced.detail.as_ref().unwrap().in_lang(crate::Lang::En).contains("late"), "it was asked for");
}

#[test]
fn whose_form_it_is_and_of_which_period_is_said_and_never_guessed() {
    let mut store = store();
    let other = store.periods[0].1.clone();
    store.periods.push((id("2025-q4"), other));
    let page = |words: &str| {
        let form = String::from_utf8(form("jia", vec![store.answered(1, "甲")])).unwrap();
        form.replace("<p>表号：2025-q3/jia</p>", words).into_bytes()
    };
    let records = Records::of(&store.snapshot, &store.periods, &store.returns);
    let read = |words: &str, from: Option<&str>, wanted: Option<&str>| {
        let delivery = records.read("f.html", &page(words), from, wanted.map(id), day("2025-09-20"));
        match delivery.content {
            records::Content::Read(read) => format!("{} {}", read.1.department, read.0),
            records::Content::Refused(reason, _) => reason.token().to_owned(),
            records::Content::Elsewhere(id) => format!("elsewhere {id}"),
            records::Content::Ignored(_) => "ignored".to_owned(),
        }
    };
    for (words, from, wanted, expected) in [
        ("<p>表号：2025-q3/jia</p>", None, None, "甲 2025-q3"),
        ("<p>表号：2025-q3/jia</p><p>填报单位：甲</p>", None, None, "甲 2025-q3"),
        ("<p>表号：2025-q3/jia</p><p>填报单位：乙</p>", None, None, "form-unknown"),
        ("<p>表号：2025-q3/jia</p><p>表号：2025-q3/yi</p>", None, None, "form-unknown"),
        ("<p>表号：2025-q3/jia</p><p>表号：2025-q4/jia</p>", None, None, "form-unknown"),
        ("<p>填报单位：乙</p><p>报送期：2025年第三季度</p>", None, None, "乙 2025-q3"),
        ("<p>填报单位：乙</p>", None, None, "form-unknown"),
        ("<p>填报单位：丁</p><p>报送期：2025年第三季度</p>", None, None, "form-unknown"),
        ("", Some("乙"), None, "乙 2025-q4"),
        ("", Some("乙"), Some("2025-q3"), "乙 2025-q3"),
        ("<p>表号：2025-q3/jia</p>", None, Some("2025-q4"), "elsewhere 2025-q3"),
        ("<p>表号：2024-q3/jia</p>", None, None, "elsewhere 2024-q3"),
    ] {
        assert_eq!(read(words, from, wanted), expected, "{words} {from:?} {wanted:?}");
    }
    // Far below, only what begins as a heading does says whose form it is: there another one was copied below it.
    let below = |words: &str| {
        let gap = std::iter::repeat_with(|| line("空行")).take(45);
        let rows = std::iter::once(store.answered(1, "甲")).chain(gap).chain([line(words)]);
        let form = form("jia", rows.collect());
        let delivery = records.read("f.html", &form, None, None, day("2025-09-20"));
        matches!(delivery.content, records::Content::Read(_))
    };
    assert!(below("抄送：填报单位：乙") && !below("填报单位：乙"));
    assert_eq!(records.usual_period(), Some(id("2025-q4")));
    let of = |words: &str| records.read("f.html", &page(words), None, None, day("2025-09-20"));
    let both =
        [of("<p>表号：2025-q4/jia</p>"), of("<p>表号：2025-q3/jia</p>"), of("<p>表号：2025-q4/yi</p>")];
    assert_eq!(periods_of(&both), [id("2025-q3"), id("2025-q4")]);
    let file = |bytes: &[u8]| match records.read("f", bytes, None, None, day("2025-09-20")).content {
        records::Content::Refused(reason, _) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(file(b""), Reason::FileEmpty);
    assert_eq!(
        file("<html><p>表号：2025-q3/jia</p><table><tr><td>序号</td><td>事项</td></tr><tr><td>1</td><td>甲</td></tr></table>".as_bytes()),
        Reason::TableMissing
    );
}

#[test]
fn the_last_open_period_is_the_usual_one_and_a_closed_one_says_so() {
    let mut store = store();
    store.period().closed = Some(day("2025-09-23"));
    let records = Records::of(&store.snapshot, &store.periods, &store.returns);
    assert_eq!(records.usual_period(), Some(id("2025-q3")), "there is no other one");
    let row = || vec![store.answered(1, "甲")];
    let on = |received: &str| {
        let found = store.collected_on(received, &[("甲.html", form("jia", row()))]);
        reasons(&found.notices).contains(&(Reason::PeriodClosed, None))
    };
    assert!(!on("2025-09-24") && !on("2025-09-25"), "who answers by the day that was asked for is in time");
    assert!(on("2025-09-26"));
}

#[test]
fn a_status_that_is_not_the_units_to_say_is_a_request_and_changes_nothing() {
    let mut store = store();
    store.task(2).status = Status::Done;
    store.task(3).status = Status::Withdrawn;
    let rows = vec![
        store.row(1).answers(&[status_of(Status::Suspended)]),
        store.row(2).answers(&[status_of(Status::InProgress)]),
        store.row(3).answers(&[status_of(Status::Done)]),
    ];
    let found = store.collected(rows);
    let said = reasons(&found.notices);
    for reason in [(Reason::SuspendAsked, 1), (Reason::StepBack, 2), (Reason::TaskEnded, 3)] {
        assert!(said.contains(&(reason.0, Some(reason.1))), "{reason:?} {said:?}");
    }
    assert!(found.accepted.is_empty() && found.conflicts.is_empty());
    assert_eq!(found.units[0].asked, 4, "what was withdrawn is owed no more");
    assert_eq!(found.units[0].ended, 1);
    let supporting = form("yi", vec![store.row(1).answers(&[status_of(Status::Done)])]);
    let found = store.collected_on("2025-09-20", &[("乙.html", supporting)]);
    assert!(reasons(&found.notices).contains(&(Reason::SupportStatus, Some(1))));
    // Somebody else has moved the task since the form went out.
    let row = store.row(4).answers(&[status_of(Status::Done)]);
    store.task(4).status = Status::InProgress;
    let found = store.collected(vec![row]);
    let conflict = &found.conflicts[0];
    assert_eq!((conflict.reason, conflict.base), (Reason::ChangedMeanwhile, Some(Status::NotStarted)));
    assert_eq!((conflict.store, conflict.returned), (Status::InProgress, Status::Done));
    assert_eq!(after(&found).tasks[0].status, None);
}

#[test]
fn of_two_leads_both_have_to_say_that_a_task_is_done() {
    let mut store = store();
    store.task(1).lead = Some(vec!["甲".into(), "乙".into()]);
    let page = |code: &str, status: Status| form(code, vec![store.row(1).answers(&[status_of(status)])]);
    let both = |of_other: Status| {
        store.collected_on(
            "2025-09-20",
            &[("甲.html", page("jia", Status::Done)), ("乙.html", page("yi", of_other))],
        )
    };
    let alone = store.collected_on("2025-09-20", &[("甲.html", page("jia", Status::Done))]);
    assert_eq!((alone.accepted.len(), alone.conflicts.len()), (0, 1));
    let agreed = both(Status::Done);
    assert_eq!((agreed.accepted.len(), agreed.conflicts.len()), (1, 0));
    let differ = both(Status::InProgress);
    assert_eq!((differ.accepted.len(), differ.conflicts.len()), (0, 2));
    assert!(differ.conflicts.iter().all(|conflict| conflict.reason == Reason::LeadsDisagree));
    let begun = store.collected_on("2025-09-20", &[("甲.html", page("jia", Status::InProgress))]);
    assert_eq!(begun.accepted.len(), 1, "one may begin alone");
}

#[test]
fn answers_that_slid_were_swapped_or_sorted_are_held_or_named() {
    let store = store();
    let about = |id: u32, of: usize| store.answered(id, &format!("{}，进展顺利", TASKS[of - 1]));
    let refused = |rows| {
        let found = store.collected(rows);
        let mut all: Vec<Reason> = found.refused.iter().map(|remark| remark.reason).collect();
        all.dedup();
        all
    };
    assert_eq!(refused((1..=5).map(|id| about(id, id as usize)).collect()), []);
    let slid = vec![store.row(1), about(2, 1), about(3, 2), about(4, 3), about(5, 4)];
    assert_eq!(refused(slid), [Reason::AnswersShifted]);
    let swapped = vec![about(1, 2), about(2, 1), about(3, 3), about(4, 4), about(5, 5)];
    assert_eq!(refused(swapped), [Reason::AnswersSwapped]);
    let sorted = |percents: [&str; 5]| {
        let rows =
            (1..).zip(percents).map(|(id, percent)| store.row(id).answers(&[(AskedField::Percent, percent)]));
        reasons(&store.collected(rows.collect()).notices).contains(&(Reason::AnswersSorted, None))
    };
    assert!(sorted(["10%", "20%", "35%", "60%", "80%"]) && sorted(["80%", "60%", "35%", "20%", "20%"]));
    assert!(!sorted(["20%", "10%", "35%", "60%", "80%"]), "nobody makes this order");
    assert!(!sorted(["20%", "20%", "20%", "60%", "80%"]), "three values may be so by chance");
    let aside = vec![
        store.row(1).answers(&[(AskedField::Percent, "推进中"), (AskedField::Progress, "40%")]),
        store.row(2).answers(&[(AskedField::Percent, "推进中"), (AskedField::Progress, "60%")]),
    ];
    assert_eq!(refused(aside), [Reason::ColumnsShifted]);
}

#[test]
fn what_was_reported_before_is_the_last_word_of_the_department_or_of_whom_it_took_over_from() {
    let mut store = store();
    let said = |department: &str, words: &str| Return {
        department: department.into(),
        tasks: vec![Answer { id: TaskId(1), progress: Some(words.into()), ..Answer::default() }],
        ..Return::default()
    };
    store.returns = vec![
        returned("2025-q2", "jia", "2025-06-20", said("甲", "二季度")),
        returned("2025-08", "jia", "2025-08-20", said("甲", "八月")),
        returned("2025-q3", "jia", "2025-09-20", said("甲", "本期")),
        returned("2025-q4", "jia", "2025-12-20", said("甲", "以后")),
        returned("2025-q2", "yi", "2025-09-01", said("乙", "别家")),
    ];
    let before = |store: &Store, department: &str| {
        let (registry, entry) = (&store.snapshot.registry, store.entry(1));
        let before = progress_before(&store.returns, registry, entry, department, id("2025-q3"));
        before.map(|before| before.progress.to_owned())
    };
    assert_eq!(before(&store, "甲").as_deref(), Some("八月"));
    assert_eq!(before(&store, "乙").as_deref(), Some("别家"));
    assert_eq!(before(&store, "丙"), None);
    // Whoever took the task over goes on with it.
    let handover =
        Handover {
            from: "乙".into(), to: "丙".into(), on: day("2025-09-02"), reason: "会议纪要".into()
        };
    store.task(1).handovers = vec![handover];
    assert_eq!(before(&store, "丙").as_deref(), Some("别家"));
    assert_eq!(before(&store, "甲").as_deref(), Some("八月"));
    store.snapshot.registry.departments[0].successor = Some("丙".into());
    assert_eq!(before(&store, "丙").as_deref(), Some("别家"), "it came last");
}

#[test]
fn a_person_settles_what_was_not_taken() {
    let mut store = store();
    let rows = vec![
        store.row(1).answers(&[(AskedField::Percent, "大半"), (AskedField::Progress, "招标")]),
        store.answered(2, "增补").print(FormColumn::Key, "").print(FormColumn::Content, "别的事"),
    ];
    let found = store.collected(rows);
    store.take(&found);
    let waiting = pending(&store.returns);
    assert_eq!(waiting.len(), 2);
    let (cell, row) = (&waiting[0], &waiting[1]);
    assert_eq!((cell.task, cell.field, cell.text), (Some(TaskId(1)), Some(AskedField::Percent), "大半"));
    assert!(row.task.is_none() && !row.is_words_alone());
    let value = |words: &str| settle(cell, &Settlement::Value(words.into()), &store.returns);
    let settled = value("70%").unwrap();
    let answer = &settled.answered().value.tasks[0];
    assert_eq!((answer.percent, answer.unread.len()), (Some(70), 0));
    assert_eq!(answer.replaced[0].text, "大半", "it is not asked about once more");
    assert_eq!(settled.before().tasks[0].percent, None);
    assert_eq!(value("一半多点").unwrap_err().code(), "percent-unclear");
    let dropped = settle(cell, &Settlement::Drop("看不懂".into()), &store.returns).unwrap();
    let value = &dropped.answered().value;
    assert_eq!((value.tasks[0].unread.len(), value.dropped[0].reason.as_str()), (0, "看不懂"));
    let to = |id: u32, words: Option<&str>| {
        let task = RowTask { plan: "p".into(), id: TaskId(id), words: words.map(str::to_owned) };
        settle(row, &Settlement::Task(task), &store.returns).unwrap().waited.value
    };
    let filed = to(3, None);
    assert_eq!(filed.tasks.iter().map(|answer| answer.id.0).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(filed.tasks[1].progress.as_deref(), Some("别的事：增补"));
    assert_eq!(filed.tasks[1].status, Some(Status::NotStarted));
    assert!(filed.unplaced.is_empty());
    assert_eq!(to(1, Some("补充")).tasks[0].progress.as_deref(), Some("招标\n补充"));
    for (pending, settlement) in [
        (cell, Settlement::Task(RowTask { plan: "p".into(), id: TaskId(1), words: None })),
        (row, Settlement::Value("70%".into())),
    ] {
        assert_eq!(settle(pending, &settlement, &store.returns).unwrap_err().code(), "unfit-settlement");
    }
    // What was dropped is not asked about again.
    store.returns[0] = settle(row, &Settlement::Drop("重复".into()), &store.returns).unwrap().waited;
    let again = store.answered(2, "增补").print(FormColumn::Key, "").print(FormColumn::Content, "别的事");
    assert!(store.collected(vec![again, store.row(5)]).refused.is_empty());
}

#[test]
fn an_answer_in_another_cell_is_no_answer_to_this_one() {
    let store = store();
    let one = |field: AskedField, words: &str| {
        let found = store.collected(vec![store.row(1).answers(&[(field, words)])]);
        let refused = found.refused.first().map(|remark| remark.reason);
        let notice = found.notices.iter().find(|remark| remark.field == Some(field)).map(|one| one.reason);
        (refused, notice)
    };
    for (field, words, refused, notice) in [
        (AskedField::Percent, "1", Some(Reason::PercentUnclear), None),
        (AskedField::Percent, "120%", Some(Reason::PercentUnclear), None),
        (AskedField::Percent, "无", None, Some(Reason::NoAnswer)),
        (AskedField::Status, "差不多", Some(Reason::StatusUnclear), None),
        (AskedField::Status, "已销号", Some(Reason::StatusNotTheirs), None),
        (AskedField::Expected, "12-31", Some(Reason::DateUnclear), None),
        (AskedField::Expected, "明年年底", None, Some(Reason::YearByReceipt)),
        (AskedField::Evidence, "/", None, Some(Reason::NoAnswer)),
        (AskedField::Progress, "无", None, None),
    ] {
        assert_eq!(one(field, words), (refused, notice), "{field:?} {words}");
    }
}

#[test]
fn a_department_that_became_part_of_another_one_may_still_report() {
    let mut store = store();
    store.snapshot.registry.departments[0].successor = Some("丙".into());
    let found = store.collected(vec![store.answered(1, "甲")]);
    assert!(reasons(&found.notices).contains(&(Reason::UnitMerged, None)));
    assert_eq!(after(&found).department, "甲");
    // One without a code has no place for its returns.
    store.snapshot.registry.departments[0] = Department::named("甲");
    let found = store.collected(vec![store.answered(1, "甲")]);
    assert_eq!(reasons(&found.refused), [(Reason::FormUnknown, None)]);
}
