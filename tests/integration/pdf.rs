//! Task tables in PDF: ruled, merged, over several pages, turned.

use serde_json::Value;

use crate::pdf_pages::{Cell, Pdf, ROW, SIZE, import, line, table, tasks, words, x, y};

const HEAD: [Cell<'static>; 4] =
    [(0, 0, 1, 1, "序号"), (0, 1, 1, 1, "任务内容"), (0, 2, 1, 1, "责任单位"), (0, 3, 1, 1, "完成时限")];

#[test]
fn a_ruled_table_is_read_with_its_merged_cells() {
    let mut cells = HEAD.to_vec();
    cells.extend([
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "建立产教融合信息平台"),
        (1, 2, 2, 1, "市教委"),
        (1, 3, 1, 1, "2026年6月"),
        (2, 0, 1, 1, "2"),
        (2, 1, 1, 1, "开展试点企业认定"),
        (2, 3, 1, 1, "2026年底"),
    ]);
    let said = import(&Pdf::default().page(table(&cells)), "--json");
    assert_eq!(
        tasks(&said),
        ["建立产教融合信息平台｜市教委｜page 1 row 2", "开展试点企业认定｜市教委｜page 1 row 3"],
        "{}",
        said.whole()
    );
}

#[test]
fn a_line_that_was_full_goes_on_and_one_that_was_not_ends() {
    let mut cells = HEAD.to_vec();
    cells.extend([
        (1, 0, 2, 1, "1"),
        (1, 1, 2, 1, "建立产教融合信息平台，定期发布人才\n需求预测"),
        (1, 2, 2, 1, "市教委\n市科委"),
        (1, 3, 2, 1, "2026年"),
        (3, 0, 1, 1, "2"),
        (3, 1, 1, 1, "开展试点企业认定"),
        (3, 2, 1, 1, "市经信委"),
        (3, 3, 1, 1, "2026年"),
    ]);
    let said = import(&Pdf::default().page(table(&cells)), "--json");
    assert_eq!(
        tasks(&said)[0],
        "建立产教融合信息平台，定期发布人才需求预测｜市教委 市科委｜page 1 row 2",
        "{}",
        said.whole()
    );
}

/// Two pages; the head is repeated, page numbers stand below, and the page cuts the second task.
pub(crate) fn over_two_pages() -> Pdf {
    let mut first = HEAD.to_vec();
    first.extend([
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "建立产教融合信息平台"),
        (1, 2, 1, 1, "市教委"),
        (1, 3, 1, 1, "2026年"),
        (2, 0, 1, 1, "2"),
        (2, 1, 1, 1, "开展试点企业认定，对认定的企业给予"),
        (2, 2, 1, 1, "市经信委"),
        (2, 3, 1, 1, "2026年"),
    ]);
    let mut second = HEAD.to_vec();
    second.extend([
        (1, 0, 1, 1, ""),
        (1, 1, 1, 1, "政策支持"),
        (1, 2, 1, 1, ""),
        (1, 3, 1, 1, ""),
        (2, 0, 1, 1, "3"),
        (2, 1, 1, 1, "推进校企合作"),
        (2, 2, 1, 1, "市人社局"),
        (2, 3, 1, 1, "2027年"),
    ]);
    let footed =
        |cells: &[Cell<'_>], number: usize| table(cells) + &words(280.0, 40.0, &format!("— {number} —"));
    Pdf::default().page(footed(&first, 1)).page(footed(&second, 2))
}

#[test]
fn a_table_goes_on_over_the_page() {
    let said = import(&over_two_pages(), "--json");
    assert_eq!(
        tasks(&said),
        [
            "建立产教融合信息平台｜市教委｜page 1 row 2",
            "开展试点企业认定，对认定的企业给予政策支持｜市经信委｜page 1 row 3",
            "推进校企合作｜市人社局｜page 2 row 3",
        ],
        "{}",
        said.whole()
    );
}

/// A line as a row of square dots.
fn dots(from: (f64, f64), to: (f64, f64)) -> String {
    const STEP: f64 = 1.5;
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    let (across, down) = ((to.0 - from.0) / length * STEP, (to.1 - from.1) / length * STEP);
    let count = std::iter::successors(Some(0.0), |at| Some(at + 1.0)).take_while(|at| at * STEP <= length);
    count.map(|at| format!("{:.2} {:.2} 0.6 0.6 re f\n", from.0 + at * across, from.1 + at * down)).collect()
}

#[test]
fn dotted_lines_rule_and_a_watermark_is_no_text() {
    let rows = [["序号", "任务内容", "责任单位", "完成时限"], ["1", "建立信息平台", "市教委", "2026年6月"]];
    let mut content = String::new();
    for row in 0..=2 {
        content += &dots((x(0), y(row)), (x(4), y(row)));
    }
    for column in 0..=4 {
        content += &dots((x(column), y(2)), (x(column), y(0)));
    }
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            content += &words(x(column) + 5.0, y(row) - ROW / 2.0, text);
        }
    }
    // 内部资料 over the middle of the table, turned by 30 degrees
    content += "q 0.866 0.5 -0.5 0.866 120 700 cm BT /F 24 Tf 0 0 Td <c4dab2bfd7cac1cf> Tj ET Q\n";
    let said = import(&Pdf::default().page(content), "--json");
    assert_eq!(tasks(&said), ["建立信息平台｜市教委｜page 1 row 2"]);
}

/// Each cell as style sheets draw it: four sides that end aslant where they meet.
fn framed(cells: &[Cell<'_>]) -> String {
    const THICK: f64 = 0.75;
    let mut content = String::new();
    for (row, column, rows, columns, text) in cells {
        let (left, right) = (x(*column) + 1.0, x(column + columns) - 1.0);
        let (top, bottom) = (y(*row) - 1.0, y(row + rows) + 1.0);
        for (outer, inner) in [(left, left + THICK), (right, right - THICK)] {
            let (high, low) = (top - THICK, bottom + THICK);
            content += &format!("{outer} {top} m {outer} {bottom} l {inner} {low} l {inner} {high} l h f\n");
        }
        for (outer, inner) in [(top, top - THICK), (bottom, bottom + THICK)] {
            let (first, last) = (left + THICK, right - THICK);
            content +=
                &format!("{left} {outer} m {right} {outer} l {last} {inner} l {first} {inner} l h f\n");
        }
        content += &words(left + 5.0, (top + bottom) / 2.0 - SIZE / 2.0, text);
    }
    content
}

#[test]
fn cells_in_frames_of_their_own_are_a_table() {
    let mut cells = HEAD.to_vec();
    cells.extend([
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "建立产教融合信息平台"),
        (1, 2, 1, 1, "市教委"),
        (1, 3, 1, 1, "2026年6月"),
    ]);
    let said = import(&Pdf::default().page(framed(&cells)), "--json");
    assert_eq!(tasks(&said), ["建立产教融合信息平台｜市教委｜page 1 row 2"], "{}", said.whole());
}

#[test]
fn a_merged_cell_from_the_top_of_a_page_to_its_end_does_not_part_the_table() {
    let first = HEAD.map(|(row, column, rows, columns, text)| {
        (
            row,
            column,
            rows,
            columns,
            match text {
                "任务内容" => "领域",
                "责任单位" => "任务内容",
                "完成时限" => "责任单位",
                other => other,
            },
        )
    });
    let mut cells = first.to_vec();
    cells.extend([(1, 0, 1, 1, "1"), (1, 1, 1, 1, "平台"), (1, 2, 1, 1, "建立平台"), (1, 3, 1, 1, "市教委")]);
    // on the second page the cell of the second column has neither an upper nor a lower end
    let rest = [
        (0, 0, 1, 1, "2"),
        (0, 2, 1, 1, "完善机制"),
        (0, 3, 1, 1, "市科委"),
        (1, 0, 1, 1, "3"),
        (1, 2, 1, 1, "开展认定"),
        (1, 3, 1, 1, "市财政局"),
    ];
    let pdf = Pdf::default().page(table(&cells)).page(table(&rest));
    let found = tasks(&import(&pdf, "--json"));
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[2], "开展认定｜市财政局｜page 2 row 2");
}

#[test]
fn the_end_of_the_last_row_alone_on_a_page_is_not_lost() {
    let mut cells = HEAD.to_vec();
    cells.extend([
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "建立产教融合的公共服务信息平台和公共实"),
        (1, 2, 1, 1, "市教委"),
        (1, 3, 1, 1, "2026年6月"),
    ]);
    let mut rest = words(x(1) + 5.0, y(0) - ROW / 2.0, "训基地。");
    rest += &line((x(0), y(1)), (x(4), y(1)));
    for column in 0..=4 {
        rest += &line((x(column), y(0)), (x(column), y(1)));
    }
    let found = tasks(&import(&Pdf::default().page(table(&cells)).page(rest), "--json"));
    assert_eq!(found, ["建立产教融合的公共服务信息平台和公共实训基地。｜市教委｜page 1 row 2"]);
}

#[test]
fn a_line_that_the_end_of_the_table_cuts_is_text_of_the_last_row() {
    let mut cells = HEAD.to_vec();
    let row = ["1", "", "市教委", "2026年6月"];
    cells.extend(row.into_iter().enumerate().map(|(column, text)| (1, column, 1, 1, text)));
    let mut content = table(&cells);
    content += &words(x(1) + 5.0, y(2) + 8.0, "建立产教融合的公共服务信息平台和公共实");
    content += &words(x(1) + 5.0, y(2) - 6.0, "训基地。");
    // below the table
    content += &words(x(1) + 5.0, y(2) - 20.0, "另有说明。");
    let found = tasks(&import(&Pdf::default().page(content), "--json"));
    assert_eq!(found, ["建立产教融合的公共服务信息平台和公共实训基地。｜市教委｜page 1 row 2"]);
}

#[test]
fn a_row_that_begins_with_an_empty_slice_is_one_of_the_next_page() {
    let mut cells = HEAD.to_vec();
    cells.extend([
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "建立产教融合平台"),
        (1, 2, 1, 1, "市教委"),
        (1, 3, 1, 1, "2026年6月"),
        (2, 0, 1, 1, ""),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 1, ""),
        (2, 3, 1, 1, ""),
    ]);
    let rest = [
        (0, 0, 1, 1, "2"),
        (0, 1, 1, 1, "开展试点企业认定"),
        (0, 2, 1, 1, "市经信委"),
        (0, 3, 1, 1, "2026年"),
    ];
    let said = import(&Pdf::default().page(table(&cells)).page(table(&rest)), "--json");
    assert_eq!(
        tasks(&said),
        ["建立产教融合平台｜市教委｜page 1 row 2", "开展试点企业认定｜市经信委｜page 2 row 1"],
        "{}",
        said.whole()
    );
    assert_eq!(said.json()["warnings"].as_array().map(Vec::len), Some(0), "{}", said.whole());
}

#[test]
fn words_of_latin_letters_are_parted_where_a_line_ends_and_chinese_ones_are_not() {
    let mut cells = HEAD.to_vec();
    cells.extend([
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "建设城市数据平台并接入 Smart City\nPlatform 平台，定期发布城市运行的\n数据"),
        (1, 2, 1, 1, "市数据局"),
        (1, 3, 1, 1, "2026年6月"),
    ]);
    let said = import(&Pdf::default().page(table(&cells)), "--json");
    assert_eq!(
        tasks(&said),
        ["建设城市数据平台并接入Smart City Platform平台，定期发布城市运行的数据｜市数据局｜page 1 row 2"],
        "{}",
        said.whole()
    );
}

/// Level lines above, below and under the head; between the columns nothing but room.
#[test]
fn a_table_with_level_lines_only_has_its_columns_by_the_room_between_them() {
    let rows = [
        ["序号", "任务内容", "责任单位", "完成时限"],
        ["1", "建立产教融合平台", "市教委", "2026年6月"],
        ["2", "开展试点企业认定", "市经信委", "2026年底"],
        ["3", "推进校企合作", "市人社局", "2027年"],
    ];
    let mut content = String::new();
    for row in 0..=rows.len() {
        content += &line((x(0), y(row)), (x(4), y(row)));
    }
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            content += &words(x(column) + 5.0, y(row) - ROW / 2.0, text);
        }
    }
    let said = import(&Pdf::default().page(content), "--json");
    let expected = [
        "建立产教融合平台｜市教委｜page 1 row 2",
        "开展试点企业认定｜市经信委｜page 1 row 3",
        "推进校企合作｜市人社局｜page 1 row 4",
    ];
    assert_eq!(tasks(&said), expected, "{}", said.whole());
    // Two lines are no table.
    let two = line((x(0), y(0)), (x(4), y(0)))
        + &line((x(0), y(1)), (x(4), y(1)))
        + &words(x(0), y(0) - 20.0, "序号");
    assert_eq!(import(&Pdf::default().page(two), "").code, 1);
}

#[test]
fn a_turned_page_is_read_like_an_upright_one() {
    let upright = tasks(&import(&over_two_pages(), "--json"));
    for rotation in [90, 180, 270] {
        let turned = Pdf { rotation, ..over_two_pages() };
        assert_eq!(tasks(&import(&turned, "--json")), upright, "{rotation}");
    }
}

#[test]
fn a_font_with_a_million_widths_costs_no_more_than_one_with_all_there_can_be() {
    let widths = "0 65535 500 ".repeat(50_000);
    let font = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType0/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>\
         /DW 1000/W[{widths}]>>]>>"
    );
    let pdf = Pdf { font: Some(font.leak()), ..over_two_pages() };
    assert_eq!(tasks(&import(&pdf, "--json")).len(), 3);
}

/// A box that is filled with a colour.
fn filled(colour: &str, left: f64, bottom: f64, right: f64, top: f64) -> String {
    format!("q {colour} rg {left} {bottom} {} {} re f Q\n", right - left, top - bottom)
}

/// The texts of a table with a box of a colour behind each cell, `room` apart.
fn coloured(rows: &[[&str; 4]], room: f64) -> String {
    let mut content = String::new();
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            let half = room / 2.0;
            let (left, right) = (x(column) + half, x(column + 1) - half);
            content += &filled("0.8 0.87 0.95", left, y(row + 1) + half, right, y(row) - half);
            content += &words(x(column) + 5.0, y(row) - ROW / 2.0, text);
        }
    }
    content
}

const PLAIN: [[&str; 4]; 3] = [
    ["序号", "任务内容", "责任单位", "完成时限"],
    ["1", "建立产教融合平台", "市教委", "2026年6月"],
    ["2", "开展试点企业认定", "市经信委", "2026年底"],
];

#[test]
fn cells_in_a_colour_need_no_lines() {
    for room in [0.0, 3.0] {
        let said = import(&Pdf::default().page(coloured(&PLAIN, room)), "--json");
        let expected = ["建立产教融合平台｜市教委｜page 1 row 2", "开展试点企业认定｜市经信委｜page 1 row 3"];
        assert_eq!(tasks(&said), expected, "{}", said.whole());
    }
}

#[test]
fn thick_lines_rule_like_thin_ones() {
    let mut content = String::new();
    for row in 0..=3 {
        content += &filled("0 0 0", x(0), y(row) - 3.0, x(4), y(row) + 3.0);
    }
    for column in 0..=4 {
        content += &filled("0 0 0", x(column) - 3.0, y(3), x(column) + 3.0, y(0));
    }
    for (row, texts) in PLAIN.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            content += &words(x(column) + 5.0, y(row) - ROW / 2.0, text);
        }
    }
    assert_eq!(tasks(&import(&Pdf::default().page(content), "--json")).len(), 2);
}

#[test]
fn room_between_names_is_a_blank_that_was_typed() {
    let mut cells = HEAD.to_vec();
    cells.extend([
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "建立产教融合平台"),
        (1, 2, 1, 1, ""),
        (1, 3, 1, 1, "2026年"),
    ]);
    let names = words(x(2) + 5.0, y(1) - 20.0, "市教育局")
        + &words(x(2) + 5.0 + 4.0 * SIZE + 4.0, y(1) - 20.0, "市科技局");
    let said = import(&Pdf::default().page(table(&cells) + &names), "--json");
    assert_eq!(tasks(&said), ["建立产教融合平台｜市教育局 市科技局｜page 1 row 2"], "{}", said.whole());
}

/// The four sides of a table from the first column on, and the level lines of its rows from `from` on.
fn open_to_the_left(rows: usize, from: usize) -> String {
    let mut content = String::new();
    for column in from..=4 {
        content += &line((x(column), y(0)), (x(column), y(rows)));
    }
    for row in 0..=rows {
        content += &line((x(from), y(row)), (x(4), y(row)));
    }
    content
}

#[test]
fn a_merged_cell_over_a_whole_page_keeps_its_column_without_a_line() {
    let row = |row: usize, texts: [&str; 3]| -> String {
        let columns = texts.iter().enumerate();
        columns.map(|(column, text)| words(x(column + 1) + 5.0, y(row) - 20.0, text)).collect()
    };
    let head = ["任务内容", "责任单位", "完成时限"];
    let first = open_to_the_left(2, 0)
        + &words(x(0) + 5.0, y(0) - 20.0, "领域")
        + &row(0, head)
        + &words(x(0) + 5.0, y(1) - 20.0, "平台")
        + &row(1, ["建立产教融合平台", "市教委", "2026年"]);
    let second = open_to_the_left(2, 1)
        + &words(x(0) + 5.0, y(0) - 20.0, "企业")
        + &row(0, ["开展试点企业认定", "市经信委", "2026年"])
        + &row(1, ["推进校企合作", "市人社局", "2027年"]);
    let said = import(&Pdf::default().page(first).page(second), "--json");
    let fields: Vec<String> = said.json()["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| format!("{} {}", task["pillar"]["title"], task["content"]))
        .collect();
    let expected =
        ["\"平台\" \"建立产教融合平台\"", "\"企业\" \"开展试点企业认定\"", "\"企业\" \"推进校企合作\""];
    assert_eq!(fields, expected, "{}", said.whole());
}

#[test]
fn a_merged_cell_that_the_page_cut_goes_on_where_no_line_closes_it() {
    let side = |column: usize, rows: usize| line((x(column), y(0)), (x(column), y(rows)));
    let sides = |rows: usize| (0..=4).map(|column| side(column, rows)).collect::<String>();
    let level = |row: usize, from: usize| line((x(from), y(row)), (x(4), y(row)));
    let row = |row: usize, texts: [&str; 3]| -> String {
        let columns = texts.iter().enumerate();
        columns.map(|(column, text)| words(x(column + 1) + 5.0, y(row) - 20.0, text)).collect()
    };
    // the merged cell begins on the first page in one row, and takes two on the second
    let first = sides(3)
        + &level(0, 0)
        + &level(1, 0)
        + &level(2, 0)
        + &level(3, 1)
        + &words(x(0) + 2.0, y(0) - 20.0, "领域")
        + &row(0, ["任务内容", "责任单位", "完成时限"])
        + &words(x(0) + 2.0, y(1) - 20.0, "平台")
        + &row(1, ["建立产教融合平台", "市教委", "2026年"])
        + &words(x(0) + 2.0, y(2) - 20.0, "产教融合")
        + &row(2, ["开展试点企业认定", "市经信委", "2026年"]);
    let second = sides(2)
        + &level(0, 1)
        + &level(1, 1)
        + &level(2, 0)
        + &words(x(0) + 2.0, y(0) - 12.0, "试点")
        + &row(0, ["推进校企合作", "市人社局", "2027年"])
        + &row(1, ["总结试点经验", "市教委", "2027年"]);
    let said = import(&Pdf::default().page(first).page(second), "--json");
    let pillars: Vec<Value> =
        said.json()["pillars"].as_array().unwrap().iter().map(|pillar| pillar["title"].clone()).collect();
    assert_eq!(pillars, ["平台", "产教融合试点"], "{}", said.whole());
}
