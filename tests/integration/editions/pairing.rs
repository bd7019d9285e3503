//! Which task of a document is which of the plan: by words, by number, or as a person says.

use super::{FIRST, edition, found, store};

/// A task whose rewording shares few of its words.
const REWORDED: &str = "二、人才培养,选树企业导师和产业教授二百名,市教委,2025年底前";

#[test]
fn no_task_gets_a_number_that_no_file_can_have() {
    let sandbox = store(&FIRST);
    let text = sandbox.read("data/p/tasks/004.yaml");
    sandbox.write("data/p/tasks/004.yaml", text + "\nformer_ids:\n- 999999\n- 4294967295\n");
    assert_eq!(found(&sandbox), ["former-number"]);
    let new = "三、资金保障,建立联席会议制度并定期会商,市教委,2025年底前";
    let rows = [FIRST[0], FIRST[1], FIRST[2], FIRST[3], new];
    edition(&sandbox, &rows, "--yes").fine();
    assert!(sandbox.path("data/p/tasks/005.yaml").exists());
    let text = sandbox.read("data/p/tasks/005.yaml").replace("id: 5", "id: 999999");
    std::fs::remove_file(sandbox.path("data/p/tasks/005.yaml")).unwrap();
    sandbox.write("data/p/tasks/999999.yaml", text);
    let rows = [&rows[..], &["三、资金保障,另一项全新的工作,市教委,2025年底前"]].concat();
    for options in ["", "--yes"] {
        let said = edition(&sandbox, &rows, options);
        assert!(said.code == 4 && said.stderr.contains("999999"), "{}", said.whole());
    }
    sandbox.pjt("list").fine();
    sandbox
        .write("huge.csv", "序号,任务内容,责任单位\n1000000,建立统一入口,市教委\n1000001,组织培训,市教委\n");
    let _said = sandbox.pjt("import huge.csv --plan huge");
    sandbox.pjt("list --plan all").fine();
}

#[test]
fn a_task_is_found_by_the_words_that_a_person_corrected_it_to() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 2 --content 遴选三十家产教融合型企业 --reason 更正").fine();
    let mut rows = FIRST;
    rows[1] = "二、人才培养,遴选三十家产教融合型企业,市科委,2025年底前";
    let said = edition(&sandbox, &rows, "--yes --lang zh");
    assert!(!said.fine().contains("新增"), "{}", said.whole());
    assert!(found(&sandbox).is_empty());
    assert!(!sandbox.read("data/p/tasks/002.yaml").contains("printed"), "both say the same");
    // Worded nearly as corrected it is the same task, and a person is asked.
    sandbox.pjt("update 3 --content 组织职业院校教师进企业实践 --reason 更正").fine();
    rows[2] = "二、人才培养,组织职业院校教师进企业实践锻炼,市教委,2025年底前";
    let said = edition(&sandbox, &rows, "--yes --lang zh");
    assert!(said.fine().contains("与人工更正不一致") && !said.stdout.contains("新增"), "{}", said.whole());
}

#[test]
fn a_task_reworded_past_recognition_is_named_and_a_person_says_that_it_is_the_same() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 3 --status doing --note 已开班").fine();
    let mut rows = FIRST;
    rows[2] = REWORDED;
    let said = edition(&sandbox, &rows, "--lang zh");
    assert!(said.stdout.contains("文件中已没有") && said.stdout.contains("新增"), "{}", said.whole());
    assert!(
        said.stderr.contains("`--same 3=3`") && said.stderr.contains("可能是同一项改写的"),
        "{}",
        said.whole()
    );
    let said = edition(&sandbox, &rows, "--same 3=3 --yes --lang zh");
    assert!(said.fine().contains("改写") && !said.whole().contains("可能是同一项"), "{}", said.whole());
    assert!(!said.stdout.contains("新增") && !said.stdout.contains("文件中已没有"), "{}", said.whole());
    let task = sandbox.read("data/p/tasks/003.yaml");
    assert!(
        task.contains("选树企业导师") && task.contains("已开班") && task.contains("in_progress"),
        "{task}"
    );
    assert_eq!(found(&sandbox), ["pending-review"]);
}

#[test]
fn who_learns_too_late_that_a_task_is_the_same_says_so_with_the_same_document() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[2] = REWORDED;
    edition(&sandbox, &rows, "--yes").fine();
    let said = edition(&sandbox, &rows, "--same 3＝3 --yes --lang zh");
    assert!(said.fine().contains("5"), "{}", said.whole());
    let task = sandbox.read("data/p/tasks/003.yaml");
    assert!(task.contains("选树企业导师") && !task.contains("gone"), "{task}");
    assert!(sandbox.read("data/p/tasks/005.yaml").contains("gone"));
}

#[test]
fn a_person_may_say_that_a_task_is_none_of_the_document() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[1] = "二、人才培养,认定一批标杆学校和企业,市科委,2025年底前";
    assert!(edition(&sandbox, &rows, "--lang zh").fine().contains("改写 1 项"));
    let said = edition(&sandbox, &rows, "--same 2=无 --lang zh");
    assert!(said.fine().contains("新增 1 项") && !said.whole().contains("可能是同一项"), "{}", said.whole());
}

#[test]
fn what_is_said_of_tasks_must_be_there() {
    let sandbox = store(&FIRST);
    let mut rows = FIRST;
    rows[2] = REWORDED;
    for (words, says) in [
        ("9=3", "没有任务 9"),
        ("3=9", "没有第9项"),
        ("3=3,2=3", "写了两次"),
        ("3=3 --same 3=none", "写了两次"),
        ("3", "2=3"),
        ("3=x", "2=3"),
    ] {
        let said = edition(&sandbox, &rows, &format!("--same {words} --yes --lang zh"));
        assert!(said.code != 0 && said.stderr.contains(says), "{words}: {}", said.whole());
    }
    let said = sandbox.pjt("import v2.csv --plan q --same 3=3 --yes --lang zh");
    assert!(said.code != 0 && said.stderr.contains("还没有方案 q"), "{}", said.whole());
}

#[test]
fn a_task_in_the_same_place_that_is_alike_is_one_task() {
    let mut first = FIRST;
    first[1] = "二、人才培养,完成21所学校食堂改造,市科委,2025年底前";
    first[2] = "三、资金保障,开展师资培训和交流,市教委,2025年底前";
    let sandbox = store(&first);
    let mut rows = first.to_vec();
    // With another number, so that the words alone and the place speak for it.
    rows[1] = "二、人才培养,完成25所学校食堂提升，全部实现明厨亮灶,市科委,2025年底前";
    rows.insert(0, "四、组织保障,建立联席会议制度并定期会商,市教委,2025年底前");
    let said = edition(&sandbox, &rows, "--yes --lang zh");
    assert!(said.fine().contains("改写 1 项") && said.stdout.contains("新增 1 项"), "{}", said.whole());
    assert!(sandbox.read("data/p/tasks/002.yaml").contains("明厨亮灶"));
    assert_eq!(found(&sandbox), ["pending-review"]);
}

#[test]
fn a_task_that_was_kept_claims_no_number_of_the_document_any_more() {
    let sandbox = store(&FIRST);
    let rows = [FIRST[0], FIRST[2], FIRST[3]];
    edition(&sandbox, &rows, "--yes").fine();
    sandbox.git(&["commit", "-qam", "second"]);
    // While nobody has decided, the number is that of the task which the document has.
    let shown =
        |reference: &str| sandbox.pjt(&format!("show {reference} --json")).json()["tasks"][0]["id"].clone();
    assert_eq!(shown("文件第2项"), 3);
    sandbox.pjt("update 2 --confirm").fine();
    assert_eq!(shown("文件第2项"), 3);
    let kept = sandbox.pjt("show 2 --lang zh").fine().to_owned();
    assert!(!kept.contains("文件第"), "{kept}");
    sandbox.git(&["commit", "-qam", "kept"]);
    sandbox.pjt("check --range HEAD~1..HEAD").fine();
    sandbox.pjt("check").fine();
    // The next edition doesn't ask again, and has it back where it prints it again.
    edition(&sandbox, &[FIRST[0], FIRST[2], "三、资金保障,安排专项资金,市财政局,长期"], "--yes").fine();
    assert!(!sandbox.read("data/p/tasks/002.yaml").contains("review"));
    edition(&sandbox, &FIRST, "--yes --allow-former").fine();
    assert_eq!(shown("文件第2项"), 2);
    assert_eq!(found(&sandbox), ["pending-review"], "task 4 was worded otherwise in between");
}

#[test]
fn a_withdrawn_task_gives_way_to_the_one_that_has_its_number_now() {
    let sandbox = store(&FIRST);
    sandbox.pjt("update 2 --status withdrawn --note 不再列入").fine();
    edition(&sandbox, &[FIRST[0], FIRST[2], FIRST[3]], "--yes").fine();
    assert_eq!(sandbox.pjt("show 文件第2项 --json").json()["tasks"][0]["id"], 3);
}

#[test]
fn a_ledger_puts_no_task_under_the_heading_of_another() {
    let sandbox = store(&FIRST);
    sandbox.pjt("add --content 建立联席会议制度 --dept 市教委 --reason 会议纪要").fine();
    let page = sandbox.pjt("export --format html --lang zh").fine().to_owned();
    let place = |words: &str| page.rfind(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(place("资金保障") < place("安排专项资金") && place("安排专项资金") < place("未分板块"));
    assert!(place("未分板块") < place("建立联席会议制度"));
    // Where no task has a heading there is none above.
    let page = sandbox.pjt("export -k 联席会议 --format html --lang zh").fine().to_owned();
    assert!(!page.contains("未分板块"), "{page}");
}
