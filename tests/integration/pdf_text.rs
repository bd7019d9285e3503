//! Running text in PDF: which lines are one paragraph, and what stands at the edges of pages.

use crate::{
    pdf_pages::{Pdf, import, tasks, words},
    sandbox::Sandbox,
};

/// Lines of text from the top of a page, each at its place from the left.
fn written(lines: &[(f64, &str)]) -> String {
    let heights = std::iter::successors(Some(780.0), |y| Some(y - 22.0));
    lines.iter().zip(heights).map(|((x, text), y)| words(*x, y, text)).collect()
}

/// Content and departments of every task of a page.
fn read(lines: &[(f64, &str)]) -> Vec<String> {
    let said = import(&Pdf::default().page(written(lines)), "--json");
    let without_place = |task: String| task.rsplit_once('｜').unwrap().0.to_owned();
    tasks(&said).into_iter().map(without_place).collect()
}

#[test]
fn feet_that_count_the_pages_are_no_text() {
    let page = |number: usize| {
        words(60.0, 700.0, &format!("{number}.建立产教融合平台。（责任单位：市教委）"))
            + &words(60.0, 20.0, &format!("C:/计划.html {number}/3"))
    };
    let said = import(&Pdf::default().page(page(1)).page(page(2)).page(page(3)), "--json --explain");
    assert_eq!(tasks(&said).len(), 3, "{}", said.whole());
    assert!(!said.whole().contains("html"), "{}", said.whole());
}

#[test]
fn a_line_of_running_text_that_reached_the_margin_goes_on_over_the_page_too() {
    let first = [
        (84.0, "一、主要任务"),
        (84.0, "1. 建立产教融合信息平台，定期发布人才需求预测和各专业毕业生去向。责任单位：市"),
        (60.0, "教委、市科委、市经信委"),
        (84.0, "2. 开展试点企业认定，对认定的企业按规定给予政策支持，每年公布名单。责任单位：市"),
    ];
    let second = [(60.0, "经信委、市财政局"), (84.0, "3. 推进校企合作。责任单位：市人社局")];
    let said = import(&Pdf::default().page(written(&first)).page(written(&second)), "--json");
    assert_eq!(
        tasks(&said),
        [
            "建立产教融合信息平台，定期发布人才需求预测和各专业毕业生去向。｜市教委 市科委 市经信委｜page 1 line 2",
            "开展试点企业认定，对认定的企业按规定给予政策支持，每年公布名单。｜市经信委 市财政局｜page 1 line 4",
            "推进校企合作。｜市人社局｜page 2 line 2",
        ],
        "{}",
        said.whole()
    );
}

#[test]
fn a_title_inside_of_an_open_bracket_goes_on_where_nothing_is_indented() {
    let lines = [
        (60.0, "1. 建立产教融合信息平台，定期发布人才需求预测和各专业毕业生去向等信息。（责任"),
        (60.0, "单位：市教委、市科委）"),
        (60.0, "2. 开展试点企业认定，对认定的企业按规定给予政策支持，每年都公布名单和评价。（"),
        (60.0, "责任单位：市经信委）"),
        (60.0, "3. 推进校企合作，支持企业和学校共同建设实训基地、共同开发课程和共同培养的人才。"),
        (60.0, "（责任单位：市人社局）"),
    ];
    assert_eq!(
        read(&lines),
        [
            "建立产教融合信息平台，定期发布人才需求预测和各专业毕业生去向等信息。｜市教委 市科委",
            "开展试点企业认定，对认定的企业按规定给予政策支持，每年都公布名单和评价。｜市经信委",
            "推进校企合作，支持企业和学校共同建设实训基地、共同开发课程和共同培养的人才。｜市人社局",
        ]
    );
}

#[test]
fn the_indent_of_paragraphs_is_measured_and_a_mark_may_hang_over_the_margin() {
    // an indent of 32 points is two characters of the size that the styles of the text name, not of its own
    let lines = [
        (92.0, "（一）产教融合"),
        (92.0, "建立产教融合信息平台，定期发布人才需求预测和各专业毕业生的去向。（责"),
        (60.0, "任单位：市教委、市科委）"),
        (92.0, "开展试点企业认定，对认定的企业按规定给予政策上的支持，每年公布名单，"),
        (60.0, "定期评价。（责任单位：市经信委、市财政局）"),
        (92.0, "推进校企合作，支持企业和学校共同建设实训基地、使用AI4S基础设施和公"),
        (60.0, "共服务。（责任单位：市人社局）"),
    ];
    assert_eq!(
        read(&lines),
        [
            "建立产教融合信息平台，定期发布人才需求预测和各专业毕业生的去向。｜市教委 市科委",
            "开展试点企业认定，对认定的企业按规定给予政策上的支持，每年公布名单，定期评价。｜市经信委 市财政局",
            "推进校企合作，支持企业和学校共同建设实训基地、使用AI4S基础设施和公共服务。｜市人社局",
        ]
    );
}

#[test]
fn a_word_of_latin_letters_that_did_not_fit_leaves_a_full_line() {
    let lines = [
        (60.0, "推进中小企业公共服务网络，实行月调度、季通报、年考核制度，严格执行"),
        (60.0, "GB/T19001等标准，定期公布结果。（责任单位：市教育局）"),
        (60.0, "推动建设新能源汽车充电设施，完成投资三亿元，逐步实行月调度和季通报，确保各"),
        (60.0, "项任务落地见效。（责任单位：市住房城乡建设局）"),
    ];
    assert_eq!(
        read(&lines),
        [
            "推进中小企业公共服务网络，实行月调度、季通报、年考核制度，严格执行GB/T19001等标准，定期公布结果。｜市教育局",
            "推动建设新能源汽车充电设施，完成投资三亿元，逐步实行月调度和季通报，确保各项任务落地见效。｜市住房城乡建设局",
        ]
    );
}

#[test]
fn what_stands_apart_at_the_edges_of_a_page_does_not_tell_its_margins() {
    let text = [
        (80.0, "1. 建立产教融合信息平台，定期发布人才需求预测和各专业毕业生的去"),
        (80.0, "向。（责任单位：市教委、市科委）"),
        (80.0, "2. 开展试点企业认定，对认定的企业按规定给予政策支持，每年公布名"),
        (80.0, "单。（责任单位：市经信委、市财政局）"),
    ];
    let page = words(20.0, 820.0, "二〇二六年重点工作任务分工方案")
        + &words(520.0, 820.0, "内部资料")
        + &written(&text);
    let said = import(&Pdf::default().page(page), "--json");
    assert_eq!(
        tasks(&said),
        [
            "建立产教融合信息平台，定期发布人才需求预测和各专业毕业生的去向。｜市教委 市科委｜page 1 line 2",
            "开展试点企业认定，对认定的企业按规定给予政策支持，每年公布名单。｜市经信委 市财政局｜page 1 line 4",
        ],
        "{}",
        said.whole()
    );
}

#[test]
fn the_number_of_an_item_at_the_end_of_a_page_is_no_page_number() {
    let head = ["序号", "重点工作任务", "责任单位"];
    let rows = |numbers: &[&'static str], name: &'static str| -> Vec<&'static str> {
        numbers.iter().flat_map(|number| [*number, "建立产教融合信息平台。", name]).collect()
    };
    let mut first: Vec<&str> = head.to_vec();
    first.extend(rows(&["41", "42", "43", "44", "45", "46", "47", "48", "49", "50"], "市教委"));
    first.push("51");
    let second = ["推进校企合作。", "市科委"];
    let page = |lines: &[&str]| -> String {
        let heights = std::iter::successors(Some(780.0), |y| Some(y - 22.0));
        lines.iter().zip(heights).map(|(text, y)| words(60.0, y, text)).collect()
    };
    let said = import(&Pdf::default().page(page(&first)).page(page(&second)), "--json");
    assert_eq!(tasks(&said).len(), 11, "{}", said.whole());
    assert_eq!(tasks(&said).last().unwrap().split('｜').nth(1), Some("市科委"));
}

#[test]
fn the_width_of_lines_tells_where_no_line_comes_to_the_margin_of_the_page() {
    let mut lines = vec![(60.0, "一、主要任务")];
    for _ in 0..4 {
        lines.extend([
            (60.0, "建立产教融合信息平台，定期发布人才需求预测和"),
            (60.0, "各专业毕业生去向，支持企业和学校共同建设实训"),
            (60.0, "基地、共同开发课程。（责任单位：市教委、市科"),
            (60.0, "委）"),
        ]);
    }
    let tasks = read(&lines);
    assert_eq!(tasks.len(), 4, "{tasks:?}");
    assert!(tasks.iter().all(|task| task.ends_with("共同开发课程。｜市教委 市科委")), "{tasks:?}");
}

#[test]
fn half_a_pair_of_brackets_in_a_name_is_said() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "计划.txt",
        "一、主要任务\n1. 建立平台。\n责任单位：市教委）、市科委\n2. 开展评价。\n责任单位：市经信委\n",
    );
    sandbox.pjt("init").fine();
    let said = sandbox.pjt("import 计划.txt --dry-run");
    assert!(said.whole().contains("的括号不成对"), "{}", said.whole());
}

#[test]
fn a_heading_with_the_number_of_tasks_is_doubtful() {
    let lines = [
        "1. 建立产教融合信息平台。（责任单位：市教委、市科委）",
        "2. 编制产业园区规划",
        "（1）统筹布局配套设施。（责任单位：市经信委）",
        "（2）定期开展评估。（责任单位：市教委）",
        "3. 开展试点企业认定。（责任单位：市经信委）",
        "4. 推进校企合作。（责任单位：市人社局）",
    ];
    let heights = std::iter::successors(Some(780.0), |y| Some(y - 22.0));
    let content = lines.iter().zip(heights).map(|(text, y)| words(60.0, y, text)).collect();
    let said = import(&Pdf::default().page(content), "--json");
    let doubtful = said.json()["account"]["doubtful"].clone();
    assert_eq!(doubtful.as_array().unwrap().len(), 1, "{}", said.whole());
    assert_eq!(doubtful[0]["source"], "page 1 line 2");
    assert_eq!(doubtful[0]["text"], "2.编制产业园区规划");
}
