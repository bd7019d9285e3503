//! PDF files that cannot be read are refused with their reason.

use crate::{
    pdf::over_two_pages,
    pdf_pages::{Pdf, import, line, table, words, x, y},
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

/// The rows of a table without its lines: number, two lines of content, two of departments.
fn rows_without_lines(rows: usize) -> String {
    let mut content = String::new();
    for row in 0..rows {
        content += &words(x(0) + 5.0, y(row) - 21.0, &format!("{}", row + 1));
        for (index, text) in ["建立产教融合信息平台，定期发布", "人才需求预测"].iter().enumerate()
        {
            content += &words(x(1) + 5.0, y(row) - 14.0 - 14.0 * index as f64, text);
        }
        for (index, text) in ["市教委、", "市科委"].iter().enumerate() {
            content += &words(x(2) + 5.0, y(row) - 14.0 - 14.0 * index as f64, text);
        }
    }
    content
}

#[test]
fn columns_that_nothing_rules_are_refused() {
    let said = import(&Pdf::default().page(rows_without_lines(8)), "");
    assert_eq!(said.code, 1, "{}", said.whole());
    assert!(said.stderr.contains("第 1 页起文字分栏并排，却没有框线"), "{}", said.whole());
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
