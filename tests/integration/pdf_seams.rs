//! Pages of which a part is not seen, goes on elsewhere, or may be read in two ways: read right, refused, or said.

use crate::{
    pdf_pages::{COLUMNS, Pdf, TOP, import, line, table, tasks, words, x, y},
    pdf_refused::without_lines,
};

/// What is read and said to be uncertain, for the transcripts.
pub(crate) fn uncertain() -> [(&'static str, Pdf); 5] {
    [
        ("A PDF in which a line ends early", ends_early()),
        ("A PDF whose table is open on its right", open_on_its_right()),
        ("A PDF that hides some characters", hides_some()),
        ("A PDF whose columns were printed on pages of their own", printed_apart()),
        ("A PDF whose table has no lines", without_lines()),
    ]
}

/// Lines of text from the top of a page, each at its place from the left.
fn written(from: f64, lines: &[&str]) -> String {
    let heights = std::iter::successors(Some(TOP), |y| Some(y - 22.0));
    lines.iter().zip(heights).map(|(text, y)| words(from, y, text)).collect()
}

const HEAD: [(usize, usize, usize, usize, &str); 4] =
    [(0, 0, 1, 1, "序号"), (0, 1, 1, 1, "工作任务"), (0, 2, 1, 1, "责任单位"), (0, 3, 1, 1, "完成时限")];

/// A table of some rows below its head.
fn rows(first: usize, names: &[&str]) -> String {
    let numbers: Vec<String> = (first..first + names.len()).map(|number| number.to_string()).collect();
    let mut cells = HEAD.to_vec();
    for (row, (number, name)) in (1..).zip(numbers.iter().zip(names)) {
        cells.extend([
            (row, 0, 1, 1, number.as_str()),
            (row, 1, 1, 1, "建立产教融合信息平台。"),
            (row, 2, 1, 1, *name),
            (row, 3, 1, 1, "2026年6月底"),
        ]);
    }
    table(&cells)
}

const FULL: &str = "1. 建立产教融合信息平台，定期发布人才需求预测和各专业毕业生去向等信息，支";

fn ends_early() -> Pdf {
    let lines = [
        FULL,
        "持共建。（责任单位：市教委、市科委）",
        "2. 开展试点企业认定，对认定的企业按规定给予政策支持，每年都公布名单和结果，",
        "定期开展评价，评价结果作为安排项目",
        "的依据。（责任单位：市经信委）",
        "3. 推进校企合作，支持企业和学校共同建设实训基地、共同开发课程，共同培养各类",
        "人才。（责任单位：市人社局）",
    ];
    Pdf::default().page(written(60.0, &lines))
}

#[test]
fn a_line_that_ends_early_without_an_end_is_said() {
    let said = import(&ends_early(), "");
    assert!(said.whole().contains("第 1 页正文第 5 行，另起一段"), "{}", said.whole());
    let whole = [FULL, "持共建。（责任单位：市教委、市科委）"];
    let said = import(&Pdf::default().page(written(60.0, &whole)), "");
    assert!(!said.whole().contains("看不准"), "{}", said.whole());
}

#[test]
fn a_full_line_that_ends_a_sentence_is_said_where_nothing_tells_paragraphs_apart() {
    let lines = [
        "建立产教融合信息平台，定期发布人才需求预测和各专业毕业生去向等等的各类信息。",
        "支持共建。责任单位：市教委、市科委",
        "开展试点企业认定，对认定的企业按规定给予政策支持，每年公布名单和各类信息，并",
        "评价。责任单位：市经信委",
        "推进校企合作，支持企业和学校共同建设实训基地、共同开发课程，共同培养各类人才",
        "。责任单位：市人社局",
    ];
    let said = import(&Pdf::default().page(written(60.0, &lines)), "");
    assert!(said.whole().contains("第 1 页正文第 2 行，接在上一行后"), "{}", said.whole());
}

#[test]
fn text_in_two_columns_is_read_one_after_the_other() {
    let left = [
        "1. 建立产教融合信息平台，定期发布人",
        "才需求。（责任单位：市教委）",
        "2. 开展试点企业认定，按规定给予各类",
        "政策支持，每年公布名单和评价结果等。",
        "（责任单位：市经信委）",
        "3. 推进校企合作，支持企业和学校共同",
        "建设实训基地、共同开发课程，以及共同",
    ];
    let right = [
        "培养人才。（责任单位：市人社局）",
        "4. 完善激励政策，对成效突出的学校和",
        "企业给予奖励，所需经费由市财政统筹安",
        "排。（责任单位：市财政局）",
        "5. 加强宣传引导，总结推广各地各校的",
        "经验做法，营造良好的社会氛围，形成全",
        "社会支持的局面。（责任单位：市总工会）",
    ];
    let page = written(60.0, &left) + &written(310.0, &right);
    let said = import(&Pdf::default().page(page), "--json");
    let tasks = tasks(&said);
    assert_eq!(tasks.len(), 5, "{}", said.whole());
    assert!(tasks[2].contains("以及共同培养人才。｜市人社局"), "{tasks:?}");
    assert!(tasks[4].ends_with("｜市总工会｜page 1 line 12"), "{tasks:?}");
}

fn open_on_its_right() -> Pdf {
    // everything but the last column's right side
    let mut open = String::new();
    for row in 0..=3 {
        open += &line((x(0), y(row)), (x(4), y(row)));
    }
    for column in 0..4 {
        open += &line((x(column), y(0)), (x(column), y(3)));
    }
    let texts = [
        HEAD.map(|cell| cell.4),
        ["1", "建立平台。", "市教委", "6月底"],
        ["2", "开展评价。", "市科委", "9月底"],
    ];
    for (row, cells) in texts.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            open += &words(x(column) + 5.0, y(row) - 25.0, text);
        }
    }
    Pdf::default().page(open)
}

#[test]
fn a_table_beyond_the_paper_or_open_where_its_text_ends_is_refused() {
    let wide = rows(1, &["市教委", "市科委"]) + &line((x(4), y(0)), (700.0, y(0)));
    let said = import(&Pdf::default().page(wide), "");
    assert!(said.whole().contains("右边被裁掉了"), "{}", said.whole());
    let said = import(&open_on_its_right(), "");
    assert!(said.whole().contains("右边没有框线"), "{}", said.whole());
}

/// What a cell that is too small shows nothing of.
fn clipped(text: &str) -> String {
    format!("q 60 700 30 100 re W n {} Q", words(60.0, 760.0, text))
}

fn hides_some() -> Pdf {
    let names = [
        "市教委",
        "市科委",
        "市经信委",
        "市国资委",
        "市商务局",
        "市水利局",
        "市财政局",
        "市民政局",
        "市公安局",
        "市审计局",
    ];
    Pdf::default().page(rows(1, &names) + &clipped("并报告"))
}

#[test]
fn text_that_a_cell_hides_or_that_stands_upon_other_text_is_no_text() {
    let hidden = clipped("请各单位认真组织实施并按时报告进展");
    let said = import(&Pdf::default().page(rows(1, &["市教委", "市科委"]) + &hidden), "");
    assert!(said.whole().contains("被裁掉或者互相压住"), "{}", said.whole());
    let upon = words(115.0, y(1) - 26.0, "开展试点企业认定") + &words(118.0, y(2) - 26.0, "推进校企合作");
    let said = import(&Pdf::default().page(rows(1, &["市教委", "市科委"]) + &upon), "");
    assert!(said.whole().contains("被裁掉或者互相压住"), "{}", said.whole());
}

fn printed_apart() -> Pdf {
    let rows = [["1", "建立平台。"], ["2", "开展评价。"], ["3", "推进合作。"]];
    let others = [["市教委", "6月底"], ["市科委", "9月底"], ["市经信委", "12月底"]];
    let page = |head: [&'static str; 2], rows: &[[&'static str; 2]]| {
        let cells: Vec<_> = std::iter::once(&head)
            .chain(rows)
            .enumerate()
            .flat_map(|(row, cells)| [(row, 0, 1, 1, cells[0]), (row, 1, 1, 1, cells[1])])
            .collect();
        cells
    };
    let left = table(&page(["序号", "工作任务"], &rows));
    // other widths
    let right: Vec<_> = page(["责任单位", "完成时限"], &others)
        .into_iter()
        .map(|(row, column, a, b, text)| (row, column + 2, a, b, text))
        .collect();
    Pdf::default().page(left).page(table(&right))
}

#[test]
fn columns_that_were_printed_on_pages_of_their_own_stand_beside_the_others_again() {
    let said = import(&printed_apart(), "--json");
    assert_eq!(
        tasks(&said),
        [
            "建立平台。｜市教委｜page 1 row 2",
            "开展评价。｜市科委｜page 1 row 3",
            "推进合作。｜市经信委｜page 1 row 4"
        ],
        "{}",
        said.whole()
    );
    assert!(said.whole().contains("columns-on-pages"), "{}", said.whole());
}

#[test]
fn a_row_of_a_table_with_level_lines_only_goes_on_over_the_page() {
    let level = |row: usize| line((x(0), y(row)), (x(4), y(row)));
    let cell = |row: usize, column: usize, below: f64, text: &str| {
        words(x(column) + 5.0, y(row) - 15.0 - below, text)
    };
    let head = |row: usize| -> String {
        level(row)
            + &level(row + 1)
            + &HEAD.iter().map(|(_, column, .., text)| cell(row, *column, 0.0, text)).collect::<String>()
    };
    let row = |row: usize, texts: [&str; 4]| -> String {
        texts.iter().enumerate().map(|(column, text)| cell(row, column, 0.0, text)).collect()
    };
    let full = "建立产教融合信息平台，定期发布人才需求";
    let first = head(0)
        + &row(1, ["1", "开展评价。", "市科委", "6月底"])
        + &level(2)
        + &row(2, ["2", full, "市教委、市科委、", "9月底"]);
    let second = head(0)
        + &cell(1, 1, 0.0, "预测。")
        + &cell(1, 2, 0.0, "市经信委")
        + &level(2)
        + &row(2, ["3", "推进合作。", "市人社局", "12月底"])
        + &level(3);
    let said = import(&Pdf::default().page(first).page(second), "--json");
    let tasks = tasks(&said);
    assert_eq!(tasks.len(), 3, "{}", said.whole());
    assert_eq!(tasks[1], format!("{full}预测。｜市教委 市科委 市经信委｜page 1 row 3"));
}

#[test]
fn tables_side_by_side_on_a_sheet_are_one_after_the_other() {
    let width: f64 = COLUMNS.iter().sum();
    let narrow = |content: String, by: f64| {
        // the table half as wide, moved to its side of the sheet
        format!("q 0.5 0 0 1 {by} 0 cm {content} Q\n")
    };
    let left = narrow(rows(1, &["市教委", "市科委", "市经信委", "市国资委", "市商务局", "市水利局"]), 0.0);
    let right = narrow(
        rows(7, &["市财政局", "市民政局", "市公安局", "市审计局", "市统计局", "市体育局"]),
        width / 2.0 + 25.0,
    );
    let said = import(&Pdf::default().page(left + &right), "--json");
    let tasks = tasks(&said);
    assert_eq!(tasks.len(), 12, "{}", said.whole());
    assert!(tasks[6].contains("市财政局"), "{tasks:?}");
}
