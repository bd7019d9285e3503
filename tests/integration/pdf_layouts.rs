//! Layouts of PDF pages that say by where words stand what no line says: rows in the middle of which each cell stands, a text
//! beside many rows, two columns of short paragraphs, merged cells that go over pages.

use crate::pdf_pages::{Cell, Pdf, TOP, import, line, table, tasks, words, x, y};

/// From one line of a cell to the next.
const PITCH: f64 = 18.0;

/// Rows without room between them, each cell in the middle of its row, which begins so many lines below the top: number,
/// lines of content, lines of departments.
fn centred(rows: &[(usize, &[&str], &[&str])]) -> String {
    let at = |column: usize, lines: f64, text: &str| words(x(column) + 5.0, TOP - PITCH * lines - 14.0, text);
    let mut content = at(0, 0.0, "序号") + &at(1, 0.0, "工作任务") + &at(2, 0.0, "责任单位");
    let mut top = 1;
    for (number, texts, departments) in rows {
        let height = texts.len().max(departments.len());
        let middle = |lines: usize| top as f64 + (height - lines) as f64 / 2.0;
        content += &at(0, middle(1), &number.to_string());
        for (column, lines) in [(1, texts), (2, departments)] {
            for (index, text) in lines.iter().enumerate() {
                content += &at(column, middle(lines.len()) + index as f64, text);
            }
        }
        top += height;
    }
    content
}

const ROWS: [(usize, &[&str], &[&str]); 5] = [
    (1, &["建立产教融合信息平台，定期发布", "人才需求预测"], &["市教委"]),
    (2, &["开展评价"], &["市科委"]),
    (
        3,
        &["推进校企合作，定期发布人才需求", "预测，开展试点企业认定，对认定", "的企业给予支持"],
        &["市经信委、", "市财政局"],
    ),
    (4, &["加强宣传"], &["市商务局、", "市教委"]),
    (5, &["组织评估"], &["市统计局"]),
];

#[test]
fn rows_without_room_between_them_are_told_where_each_cell_stands_in_the_middle() {
    let said = import(&Pdf::default().page(centred(&ROWS)), "--json");
    assert_eq!(
        tasks(&said),
        [
            "建立产教融合信息平台，定期发布人才需求预测｜市教委｜page 1 row 2",
            "开展评价｜市科委｜page 1 row 3",
            "推进校企合作，定期发布人才需求预测，开展试点企业认定，对认定的企业给予支持｜市经信委 市财政局｜page 1 row 4",
            "加强宣传｜市商务局 市教委｜page 1 row 5",
            "组织评估｜市统计局｜page 1 row 6"
        ],
        "{}",
        said.whole()
    );
    assert!(said.whole().contains("table-unruled"), "{}", said.whole());
    // one cell that stands at the top of its row says that others may, too
    let (departments, higher) = (TOP - PITCH * 4.5 - 14.0, TOP - PITCH * 4.0 - 14.0);
    let moved = centred(&ROWS).replace(&format!(" {departments} Td"), &format!(" {higher} Td"));
    assert_ne!(moved, centred(&ROWS));
    assert_eq!(import(&Pdf::default().page(moved), "").code, 1);
}

/// A table without lines of eight rows; in the column before the numbers a text of four lines stands beside each of some rows,
/// so far below its top.
fn beside(rows: &[(usize, [&str; 4])], below: f64) -> String {
    const ROOM: f64 = 48.0;
    let top = |row: usize| TOP - ROOM * row as f64;
    let mut content = words(60.0, TOP, "领域") + &words(130.0, TOP, "序号");
    content += &(words(200.0, TOP, "工作任务") + &words(400.0, TOP, "责任单位"));
    for row in 1..=8 {
        content += &words(130.0, top(row) - 7.0, &row.to_string());
        content += &words(200.0, top(row), "建立产教融合信息平台，定期");
        content += &(words(200.0, top(row) - 14.0, "发布人才需求预测") + &words(400.0, top(row), "市教委、"));
        content += &words(400.0, top(row) - 14.0, "市科委");
    }
    for (row, lines) in rows {
        for (index, text) in lines.iter().enumerate() {
            content += &words(60.0, top(*row) - below - 14.0 * index as f64, text);
        }
    }
    content
}

const AREAS: [(usize, [&str; 4]); 2] =
    [(1, ["一、强", "化产业", "支撑能", "力"]), (5, ["二、提", "升城市", "品质水", "平"])];

#[test]
fn a_text_at_the_top_of_one_row_holds_for_the_rows_below_it_that_have_none() {
    let said = import(&Pdf::default().page(beside(&AREAS, 0.0)), "--json");
    let json = said.json();
    let pillars: Vec<&str> = json["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["pillar"]["title"].as_str().unwrap_or_default())
        .collect();
    let (first, second) = ("强化产业支撑能力", "提升城市品质水平");
    assert_eq!(pillars, [first, first, first, first, second, second, second, second], "{}", said.whole());
}

#[test]
fn a_text_in_the_middle_of_some_rows_does_not_say_for_which_it_is() {
    for below in [7.0, 60.0] {
        let said = import(&Pdf::default().page(beside(&AREAS, below)), "");
        assert_eq!(said.code, 1, "{}", said.whole());
    }
}

#[test]
fn two_wide_columns_of_short_paragraphs_are_two_columns_of_text() {
    let mut content = String::new();
    let mut number = 0;
    for left in [36.0, 318.0] {
        for line in 0..16 {
            let top = TOP - 20.0 * f64::from(line);
            let is_more = line % 4 == 1;
            number += u32::from(!is_more);
            let text = match line % 4 {
                0 => format!("{number}. 建立平台信息，定期发布人才需求目录"),
                1 => "（责任单位：市教委）".to_owned(),
                _ => format!("{number}. 开展评价（责任单位：市科委）"),
            };
            content += &words(if is_more { left } else { left + 24.0 }, top, &text);
        }
    }
    let found = tasks(&import(&Pdf::default().page(content), "--json"));
    assert_eq!(found.len(), 24, "{found:?}");
    assert!(found[0].starts_with("建立平台信息，定期发布人才需求目录｜市教委"), "{found:?}");
    assert!(found[12].starts_with("建立平台信息，定期发布人才需求目录｜市教委"), "{found:?}");
}

#[test]
fn a_table_whose_side_is_where_the_paper_ends_is_cut_off() {
    let side = 595.0;
    let row = |row: usize, texts: [&str; 3]| -> String {
        let sides = [60.0, 120.0, 520.0, side];
        let level = line((60.0, y(row)), (side, y(row))) + &line((60.0, y(row + 1)), (side, y(row + 1)));
        let upright: String = sides.iter().map(|x| line((*x, y(row)), (*x, y(row + 1)))).collect();
        let cells: String =
            sides.iter().zip(texts).map(|(x, text)| words(x + 5.0, y(row) - 24.0, text)).collect();
        level + &upright + &cells
    };
    let content = row(0, ["序号", "工作任务", "责任单位"])
        + &row(1, ["1", "建立平台", "市教委、市科委"])
        + &row(2, ["2", "开展评价", "市商务局、市科委"]);
    let said = import(&Pdf::default().page(content), "");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("右边被裁掉了"), "{}", said.whole());
}

#[test]
fn a_merged_cell_over_pages_below_a_repeated_title_goes_on_and_is_not_missing_where_it_is_clipped() {
    let head: [Cell<'_>; 4] =
        [(2, 0, 1, 1, "领域"), (2, 1, 1, 1, "任务内容"), (2, 2, 1, 1, "责任单位"), (2, 3, 1, 1, "完成时限")];
    let page = |area: &str, texts: [&str; 2]| {
        let mut cells = head.to_vec();
        cells.push((3, 0, 2, 1, area));
        for (row, text) in (3..).zip(texts) {
            cells.extend([(row, 1, 1, 1, text), (row, 2, 1, 1, "市教委"), (row, 3, 1, 1, "2026年")]);
        }
        words(200.0, y(1) - 20.0, "2026年工作任务分解表") + &table(&cells)
    };
    let clipped = |text: &str| format!("q 0 0 10 10 re W n\n{}Q\n", words(65.0, y(5), text));
    let pdf = Pdf::default()
        .page(page("", ["建立平台", "开展评价"]) + &clipped("产业强化"))
        .page(page("产业\n强化", ["推进合作", "加强宣传"]))
        .page(page("", ["组织评估", "总结经验"]));
    let said = import(&pdf, "--json");
    let json = said.json();
    let pillars = json["tasks"].as_array().unwrap().iter().map(|task| task["pillar"]["title"].as_str());
    assert_eq!(pillars.collect::<Vec<_>>(), [Some("产业强化"); 6], "{}", said.whole());
    assert!(!said.whole().contains("text-hidden"), "{}", said.whole());
    assert_eq!(json["plan"]["title"], "2026年工作任务分解表");
}

#[test]
fn cells_that_hold_nothing_between_double_lines_are_no_columns() {
    let row = |sides: [(f64, f64); 3], row: u32, texts: [&str; 3]| -> String {
        let (top, bottom) = (TOP - 30.0 * f64::from(row), TOP - 30.0 * f64::from(row + 1));
        let mut content = line((60.0, top), (500.0, top)) + &line((60.0, bottom), (500.0, bottom));
        for ((left, right), text) in sides.iter().zip(texts) {
            content += &(line((*left, top), (*left, bottom)) + &line((*right, top), (*right, bottom)));
            content += &words(left + 4.0, top - 20.0, text);
        }
        content
    };
    let head = ["序号", "工作任务", "责任单位"];
    let first = [(60.0, 106.0), (106.0, 300.0), (300.0, 500.0)];
    let second = [(60.0, 106.0), (112.0, 390.0), (390.0, 500.0)];
    let content = row(first, 0, head)
        + &row(first, 1, ["1", "建立平台", "市教委"])
        + &row(second, 2, head)
        + &row(second, 3, ["2", "推进合作", "市经信委"])
        + &row(second, 4, ["3", "加强宣传", "市商务局"]);
    let said = import(&Pdf::default().page(content), "--json");
    let found = tasks(&said);
    assert_eq!(found.len(), 3, "{}", said.whole());
    assert!(found[2].starts_with("加强宣传｜市商务局"), "{found:?}");
    assert!(!said.whole().contains("other-table"), "{}", said.whole());
}
