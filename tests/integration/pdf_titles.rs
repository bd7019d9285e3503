//! PDF tables of which the lines say less than the words: titles that nothing parts, marks that hang over a side, a text that
//! each page repeats; and fonts that are no objects of their own.

use crate::pdf_pages::{COLUMNS, Cell, LEFT, Pdf, SIZE, import, line, table, tasks, words, x, y};

const TITLES: [&str; 4] = ["序号", "工作任务", "责任单位", "完成时限"];

const BODY: [Cell<'_>; 8] = [
    (1, 0, 1, 1, "1"),
    (1, 1, 1, 1, "建立平台"),
    (1, 2, 1, 1, "市教委、\n市科委"),
    (1, 3, 1, 1, "2026年6月"),
    (2, 0, 1, 1, "2"),
    (2, 1, 1, 1, "开展评价"),
    (2, 2, 1, 1, "市科委"),
    (2, 3, 1, 1, "2026年9月"),
];

const FOUND: [&str; 2] = ["建立平台｜市教委 市科委｜page 1 row 2", "开展评价｜市科委｜page 1 row 3"];

/// The titles in the middle of their columns, so far below the top of the first row.
fn titles(below: f64) -> String {
    let middle = |column: usize, title: &str| {
        let width = SIZE * title.chars().count() as f64;
        words(x(column) + (COLUMNS[column] - width) / 2.0, y(0) - below, title)
    };
    TITLES.iter().enumerate().map(|(column, title)| middle(column, title)).collect()
}

/// What an import says where the titles are known by their words: no column is guessed.
fn is_read(content: String) {
    let said = import(&Pdf::default().page(content), "--json");
    assert_eq!(tasks(&said), FOUND, "{}", said.whole());
    assert!(!said.whole().contains("guessed") && !said.whole().contains("no-header"), "{}", said.whole());
    assert_eq!(said.json()["tasks"][0]["due"], "2026-06-30", "{}", said.whole());
}

#[test]
fn titles_in_a_row_that_is_one_box_stand_over_the_columns_below() {
    let row = table(&[(0, 0, 1, 4, "")]);
    is_read(row + &titles(25.0) + &table(&BODY));
}

#[test]
fn titles_right_above_a_table_are_those_of_its_columns() {
    is_read(titles(30.0) + &table(&BODY));
    let band = format!("0.2 0.3 0.6 rg {LEFT} {} {} 40 re f\n", y(1), COLUMNS.iter().sum::<f64>());
    is_read(band + &titles(25.0) + &table(&BODY));
}

/// Words that are not those of each column are no titles.
#[test]
fn a_line_above_a_table_that_is_not_over_each_column_stays_text() {
    let head: Vec<Cell<'_>> =
        TITLES.iter().enumerate().map(|(column, title)| (1, column, 1, 1, *title)).collect();
    let body: Vec<Cell<'_>> = BODY
        .iter()
        .map(|(row, column, rows, columns, text)| (row + 1, *column, *rows, *columns, *text))
        .collect();
    let above = words(x(0), y(0) - 30.0, "单位") + &words(x(2) + 20.0, y(0) - 30.0, "2026年3月");
    let said = import(&Pdf::default().page(above + &table(&head) + &table(&body)), "--json --explain");
    assert_eq!(tasks(&said), FOUND, "{}", said.whole());
}

#[test]
fn a_mark_that_hangs_over_the_side_of_its_cell_belongs_to_the_text_before_it() {
    let head: Vec<Cell<'_>> =
        TITLES.iter().enumerate().map(|(column, title)| (0, column, 1, 1, *title)).collect();
    let body: Vec<Cell<'_>> = BODY.iter().copied().filter(|cell| cell.1 != 1 || cell.0 != 1).collect();
    // the characters end 4 in front of the side, and the comma behind them begins there
    let text = "建立平台并且定期发布各类人才需求预测情况，";
    let hanging = words(x(2) - 4.0 - SIZE * (text.chars().count() - 1) as f64, y(1) - 18.0, text)
        + &words(x(1) + 2.0, y(1) - 32.0, "开展试点")
        + &table(&[(1, 1, 1, 1, "")]);
    let said = import(&Pdf::default().page(table(&head) + &table(&body) + &hanging), "--json");
    let first = "建立平台并且定期发布各类人才需求预测情况，开展试点｜市教委 市科委｜page 1 row 2";
    assert_eq!(tasks(&said), [first, FOUND[1]], "{}", said.whole());
}

#[test]
fn a_merged_cell_whose_text_stands_on_each_page_is_one() {
    let page = |numbers: [&'static str; 2]| {
        let mut cells: Vec<Cell<'_>> = vec![(0, 0, 2, 1, "产业")];
        for (row, number) in numbers.into_iter().enumerate() {
            cells.extend([(row, 1, 1, 1, number), (row, 2, 1, 1, "市教委"), (row, 3, 1, 1, "2026年")]);
        }
        cells
    };
    let head: Vec<Cell<'_>> = ["领域", "任务内容", "责任单位", "完成时限"]
        .iter()
        .enumerate()
        .map(|(column, title)| (0, column, 1, 1, *title))
        .collect();
    let first: Vec<Cell<'_>> = page(["建立平台", "开展评价"])
        .iter()
        .map(|(row, column, rows, columns, text)| (row + 1, *column, *rows, *columns, *text))
        .collect();
    let pdf = Pdf::default().page(table(&head) + &table(&first)).page(table(&page(["推进合作", "加强宣传"])));
    let said = import(&pdf, "--json");
    let json = said.json();
    let pillars = json["tasks"].as_array().unwrap().iter().map(|task| task["pillar"]["title"].as_str());
    assert_eq!(pillars.collect::<Vec<_>>(), [Some("产业"); 4], "{}", said.whole());
    assert_eq!(json["pillars"].as_array().unwrap().len(), 1, "{}", said.whole());
}

/// Two fonts without a number of their own, which have the same codes for other characters.
#[test]
fn fonts_that_are_written_in_the_resources_are_told_apart() {
    let own_fonts = "/A<</Type/Font/Subtype/Type1/BaseFont/A/FirstChar 65/LastChar 66/Widths[1000 1000]\
                     /Encoding<</Differences[65/uni5F00/uni5C55]>>>>\
                     /B<</Type/Font/Subtype/Type1/BaseFont/B/FirstChar 65/LastChar 66/Widths[1000 1000]\
                     /Encoding<</Differences[65/uni8BC4/uni4EF7]>>>>";
    let head: Vec<Cell<'_>> =
        TITLES.iter().enumerate().map(|(column, title)| (0, column, 1, 1, *title)).collect();
    let body: Vec<Cell<'_>> = BODY.iter().copied().filter(|cell| cell.1 != 1 || cell.0 != 2).collect();
    let text = format!("BT {} {} Td /A {SIZE} Tf (AB) Tj /B {SIZE} Tf (AB) Tj ET\n", x(1) + 5.0, y(2) - 24.0);
    let content = table(&head) + &table(&body) + &table(&[(2, 1, 1, 1, "")]) + &text;
    let said = import(&Pdf { own_fonts, ..Pdf::default() }.page(content), "--json");
    assert_eq!(tasks(&said), FOUND, "{}", said.whole());
}

/// Two tables with columns of other widths beside a cell that is as high as both, as web pages lay them out.
#[test]
fn tables_beside_a_cell_of_the_page_are_read_each_below_its_heading() {
    let row = |sides: [f64; 4], row: usize, texts: [&str; 3]| -> String {
        let mut content = line((sides[0], y(row)), (sides[3], y(row)))
            + &line((sides[0], y(row + 1)), (sides[3], y(row + 1)));
        for (index, side) in sides.iter().enumerate() {
            content += &line((*side, y(row)), (*side, y(row + 1)));
            content += &texts.get(index).map_or(String::new(), |text| words(side + 5.0, y(row) - 24.0, text));
        }
        content
    };
    let one = [150.0, 200.0, 400.0, 540.0];
    let two = [150.0, 200.0, 350.0, 540.0];
    let head = ["序号", "工作任务", "责任单位"];
    let frame = table(&[(0, 0, 8, 1, "机构\n政策")]).replace(&format!("{} ", x(1)), "150 ");
    let sides = line((540.0, y(0)), (540.0, y(8)))
        + &line((60.0, y(0)), (540.0, y(0)))
        + &line((60.0, y(8)), (540.0, y(8)));
    let content = frame
        + &sides
        + &words(200.0, y(0) - 24.0, "云湖市2026年重点任务清单")
        + &words(160.0, y(1) - 24.0, "一、制度建设")
        + &row(one, 2, head)
        + &row(one, 3, ["1", "建立平台", "市教委"])
        + &row(one, 4, ["2", "开展评价", "市科委"])
        + &words(160.0, y(5) - 24.0, "二、流通交易")
        + &row(two, 6, head)
        + &row(two, 7, ["3", "推进合作", "市经信委"]);
    let said = import(&Pdf::default().page(content), "--json");
    let json = said.json();
    let pillars: Vec<&str> = json["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|task| task["pillar"]["title"].as_str())
        .collect();
    assert_eq!(pillars, ["制度建设", "制度建设", "流通交易"], "{}", said.whole());
    assert_eq!(json["plan"]["title"], "云湖市2026年重点任务清单", "{}", said.whole());
}
