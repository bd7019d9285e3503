//! PDF files that cannot be read are refused with their reason.

use crate::{
    pdf::over_two_pages,
    pdf_pages::{Pdf, TOP, import, line, table, tasks, words, x, y},
    sandbox::Sandbox,
};

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    let empty = Pdf::default().page(line((60.0, 700.0), (500.0, 700.0)));
    let unknown = Pdf {
        font: Some(
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font\
             /Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>",
        ),
        ..over_two_pages()
    };
    let without_lines = Pdf::default().page(words(60.0, 700.0, "序号") + &words(200.0, 700.0, "任务"));
    let cases = [
        (empty.bytes(), "没有文字，可能是扫描件"),
        (unknown.bytes(), "字体没有文字对照表"),
        (without_lines.bytes(), "没有带框线的表格"),
        (b"%PDF-1.4\n%%EOF\n".to_vec(), "PDF 文件已损坏"),
    ];
    for (bytes, reason) in cases {
        let sandbox = Sandbox::empty();
        sandbox.write("a.pdf", bytes);
        let said = sandbox.pjt("import a.pdf --dry-run");
        assert_eq!(said.code, 1, "{}", said.whole());
        assert!(said.stderr.contains(reason), "{reason}: {}", said.whole());
    }
}

/// The rows of a table without its lines, each so far below the one before: number, two lines of content, two of departments.
fn rows_without_lines(rows: u32, pitch: f64) -> String {
    rows_numbered_at(21.0, rows, pitch)
}

/// The same with each number so far below the top of its row.
fn rows_numbered_at(at: f64, rows: u32, pitch: f64) -> String {
    let mut content = String::new();
    for row in 0..rows {
        let top = TOP - pitch * f64::from(row);
        content += &words(x(0) + 5.0, top - at, &format!("{}", row + 1));
        for (index, text) in ["建立产教融合信息平台，定期发布", "人才需求预测"].iter().enumerate()
        {
            content += &words(x(1) + 5.0, top - 14.0 - 14.0 * index as f64, text);
        }
        for (index, text) in ["市教委、", "市科委"].iter().enumerate() {
            content += &words(x(2) + 5.0, top - 14.0 - 14.0 * index as f64, text);
        }
    }
    content
}

/// A table without ruling lines, its rows so far apart that they can be told, for the transcripts.
pub(crate) fn without_lines() -> Pdf {
    let head: String = [(0, "序号"), (1, "工作任务"), (2, "责任单位")]
        .map(|(at, text)| words(x(at) + 5.0, TOP + 10.0, text))
        .concat();
    Pdf::default().page(head + &rows_without_lines(8, 40.0))
}

#[test]
fn columns_that_nothing_rules_are_refused_where_rows_are_no_further_apart_than_lines() {
    let said = import(&Pdf::default().page(rows_numbered_at(14.0, 8, 28.0)), "");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("第 1 页起文字分栏并排，却没有框线"), "{}", said.whole());
}

#[test]
fn rows_that_nothing_rules_are_told_by_room_and_numbers_and_this_is_said() {
    let said = import(&without_lines(), "--json");
    let found = tasks(&said);
    assert_eq!(found.len(), 8, "{}", said.whole());
    assert!(
        found[7].starts_with("建立产教融合信息平台，定期发布人才需求预测｜市教委 市科委｜page 1 row 9"),
        "{found:?}"
    );
    assert!(said.whole().contains("table-unruled"), "{}", said.whole());
    // a number is missing: a row may have been overlooked
    let gap = rows_without_lines(8, 40.0).replace("<34>", "<39>");
    let said = import(&Pdf::default().page(gap), "");
    assert_eq!(said.code, 1, "{}", said.whole());
}

#[test]
fn a_table_with_lines_around_its_head_only_is_read_as_one_without_lines() {
    let level = |y: f64| line((x(0), y), (x(3), y));
    let head: String = [(0, "序号"), (1, "工作任务"), (2, "责任单位")]
        .map(|(at, text)| words(x(at) + 5.0, TOP + 10.0, text))
        .concat();
    let lines = level(TOP + 26.0) + &level(TOP + 4.0) + &level(TOP - 40.0 * 8.0 - 2.0);
    let said = import(&Pdf::default().page(head + &lines + &rows_without_lines(8, 40.0)), "--json");
    assert_eq!(tasks(&said).len(), 8, "{}", said.whole());
}

/// A table with level lines only: each row so high, with a title over the numbers that is wider than they are.
#[test]
fn a_title_wider_than_the_numbers_below_it_does_not_join_their_column_to_the_next() {
    let at = [60.0, 92.0, 300.0];
    let row = |row: u32, texts: [&str; 3]| -> String {
        let top = TOP - 30.0 * f64::from(row);
        let cells = at.iter().zip(texts).map(|(x, text)| words(*x, top - 20.0, text)).collect::<String>();
        line((55.0, top - 30.0), (400.0, top - 30.0)) + &cells
    };
    let mut content = line((55.0, TOP), (400.0, TOP)) + &row(0, ["序号", "工作任务", "责任单位"]);
    for number in 1..=7_u32 {
        content += &row(number, [&number.to_string(), "开展试点企业认定", "市教委"]);
    }
    let found = tasks(&import(&Pdf::default().page(content), "--json"));
    assert_eq!(found.len(), 7);
    assert!(found[0].starts_with("开展试点企业认定｜市教委"), "{found:?}");
}

#[test]
fn tables_that_meet_are_parted_where_the_same_titles_stand_over_other_columns() {
    let row = |sides: [f64; 4], row: u32, texts: [&str; 3]| -> String {
        let (top, bottom) = (TOP - 30.0 * f64::from(row), TOP - 30.0 * f64::from(row + 1));
        let upright: String = sides.iter().map(|x| line((*x, top), (*x, bottom))).collect();
        let level = line((60.0, top), (500.0, top)) + &line((60.0, bottom), (500.0, bottom));
        let cells: String =
            sides.iter().zip(texts).map(|(x, text)| words(x + 4.0, top - 20.0, text)).collect();
        upright + &level + &cells
    };
    let head = ["序号", "工作任务", "责任单位"];
    let (first, second) = ([60.0, 120.0, 300.0, 500.0], [60.0, 105.0, 390.0, 500.0]);
    let content = row(first, 0, head)
        + &row(first, 1, ["1", "建立平台", "市教委"])
        + &row(first, 2, ["2", "开展评价", "市科委"])
        + &row(second, 3, head)
        + &row(second, 4, ["3", "推进合作", "市经信委"])
        + &row(second, 5, ["4", "加强宣传", "市商务局"]);
    let said = import(&Pdf::default().page(content), "--json");
    assert_eq!(
        tasks(&said),
        [
            "建立平台｜市教委｜page 1 row 2",
            "开展评价｜市科委｜page 1 row 3",
            "推进合作｜市经信委｜page 1 row 5",
            "加强宣传｜市商务局｜page 1 row 6"
        ],
        "{}",
        said.whole()
    );
}

#[test]
fn lines_of_a_cell_that_all_stand_far_apart_are_one_text() {
    let names = ["市人力资源社会保", "障局"];
    let mut cells = vec![(0, 0, 1, 1, "序号"), (0, 1, 1, 1, "工作任务"), (0, 2, 1, 1, "责任单位")];
    let numbers: Vec<String> = (1..=7).map(|number| number.to_string()).collect();
    for (row, number) in (1..).zip(&numbers) {
        cells.extend([
            (2 * row - 1, 0, 2, 1, number.as_str()),
            (2 * row - 1, 1, 2, 1, "开展评价。"),
            (2 * row - 1, 2, 2, 1, ""),
        ]);
    }
    let mut content = table(&cells);
    for row in 1..=7 {
        for (line, text) in names.iter().enumerate() {
            content += &words(x(2) + 5.0, y(2 * row - 1) - 20.0 - 25.0 * line as f64, text);
        }
    }
    let found = tasks(&import(&Pdf::default().page(content), "--json"));
    assert_eq!(found.len(), 7);
    assert!(found.iter().all(|task| task.contains("｜市人力资源社会保障局｜")), "{found:?}");
}

#[test]
fn a_font_that_says_wrong_characters_is_refused() {
    // an old font gives its Chinese characters for letters of Europe
    let cells =
        [(0, 0, 1, 1, "序号"), (0, 1, 1, 1, "任务àá内容á"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "建立à平台")];
    let said = import(&Pdf::default().page(table(&cells)), "");
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("写错了文字对照表"), "{}", said.whole());
}
