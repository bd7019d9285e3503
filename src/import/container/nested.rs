//! Tables inside the cells of tables. Where the outer one only lays out the page, the inner ones are what is to be
//! read; where it has rows of its own, an inner one is part of the cell that it stands in.

use crate::{
    error::Finding,
    import::source::{Grid, Merged, SourceLocation},
    text::Lang,
};

/// Whether a table only lays out the page: `filled` says for each of its rows how many cells hold text of their
/// own, `inner` how many rows the largest table inside has.
pub(super) fn lays_out(filled: impl Iterator<Item = usize>, inner: usize) -> bool {
    let (mut rows, mut full) = (0, 0);
    for cells in filled {
        rows += 1;
        full += usize::from(cells >= 2);
    }
    full < 2 || inner > rows
}

/// How many cells of each row hold text of their own.
pub(super) fn filled(grid: &Grid) -> impl Iterator<Item = usize> + '_ {
    grid.rows.iter().map(|row| {
        let own = row.cells.iter().filter(|cell| cell.merged == Merged::No);
        own.filter(|cell| !cell.text.trim().is_empty()).count()
    })
}

/// A grid as text: a line for each row.
pub(super) fn text(grid: &Grid) -> String {
    let lines = grid.rows.iter().map(|row| {
        let own = row.cells.iter().filter(|cell| cell.merged == Merged::No && !cell.text.is_empty());
        own.map(|cell| cell.text.replace('\n', " ")).collect::<Vec<_>>().join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What is said of rows in which a table became text.
pub(super) fn finding(rows: &[SourceLocation]) -> Option<Finding> {
    const MOST: usize = 5;
    let first = rows.first()?;
    let count = rows.len();
    let list = |lang: Lang, and: &str| {
        let places = rows.iter().take(MOST).map(|row| row.words().in_lang(lang).to_owned());
        places.collect::<Vec<_>>().join(and)
    };
    let (zh, en) = if count > MOST {
        let (zh, en) =
            (first.words().in_lang(Lang::Zh).to_owned(), first.words().in_lang(Lang::En).to_owned());
        (format!("从{zh}起共 {count} 行"), format!("{count} rows from {en} on"))
    } else {
        (list(Lang::Zh, "、"), list(Lang::En, ", "))
    };
    Some(
        Finding::new(
            "nested-table",
            text!(
                "{zh}：单元格里还有一个表，它的文字按行并入了这一格",
                "{en}: a table stands inside a cell; its text was taken into that cell line by line"
            ),
        )
        .fix(text!("请核对这一项的内容", "check the text of that task")),
    )
}
