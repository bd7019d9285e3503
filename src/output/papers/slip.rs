//! A slip as a Word file: a table of two columns on an upright page.

use std::io;

use crate::{
    model::Fonts,
    output::{
        docx::{Align, Cell, Docx, Page, Paragraph, Row, Run, Shade, Style, widths},
        ledger::Basis,
    },
    papers::Slip,
    text::Lang,
};

/// Fields that have a row of their own; the others stand above or below the table.
const ROWS: [&str; 8] =
    ["承办单位", "配合单位", "督办事项", "完成时限", "目前情况", "督办理由", "办理要求", "反馈时限"];

/// The last of them, which stay beside whoever signs: nobody signs a page on which nothing stands.
const LAST: [&str; 2] = ["办理要求", "反馈时限"];

/// The bytes of the file.
///
/// # Errors
/// When the package can't be written.
pub fn slip(slip: &Slip, fonts: &Fonts, basis: Option<&Basis>) -> io::Result<Vec<u8>> {
    let fields = slip.fields();
    let field = |name: &str| {
        fields.iter().find(|(known, _)| *known == name).map(|(_, words)| words.as_str()).unwrap_or_default()
    };
    let mut docx = Docx::begin(&slip.title(), Page::PAPER, fonts.clone())?;
    docx.made_from(basis, Lang::Zh);
    let mut title = Run::new(slip.title());
    if let Some(light) = slip.light {
        title = title.colour(light);
    }
    docx.paragraph(&Paragraph::of(Style::Title, vec![title]))?;
    let number = format!("编号：{}", field("编号"));
    docx.paragraph(&Paragraph::new(Style::Signature, number))?;
    docx.table(&widths(&[1, 4], Page::PAPER.text_width()))?;
    for name in ROWS {
        let words = field(name);
        // Who supports is left out where nobody does; what a person is to write has room.
        if words.is_empty() && name == "配合单位" {
            continue;
        }
        let room = if words.is_empty() && name == "办理要求" { "\n\n\n" } else { words };
        let head = Run::new(name).in_heading_font();
        let line = |(number, line): (usize, &str)| {
            let run = Run::new(line);
            // Each reason has the colour of its own matter.
            let light = slip.matters.get(number).and_then(|matter| matter.light);
            let run = match light.filter(|_| name == "督办理由") {
                Some(light) => run.colour(light),
                None => run,
            };
            let paragraph = Paragraph::of(Style::LargeCell, vec![run]);
            if LAST.contains(&name) { paragraph.keep_with_next() } else { paragraph }
        };
        let lines = room.split('\n').enumerate().map(line).collect();
        docx.row(&Row::new(vec![
            Cell::new(Paragraph::of(Style::LargeCell, vec![head]).align(Align::Center)).shade(Shade::Group),
            Cell::of(lines),
        ]))?;
    }
    let contact = format!("联系人：{}　联系电话：{}", field("联系人"), field("联系电话"));
    docx.paragraph(&Paragraph::default().keep_with_next())?;
    let signed = Paragraph::new(Style::Flush, format!("签发人：{}", field("签发人")));
    docx.paragraph(&signed.keep_with_next())?;
    docx.paragraph(&Paragraph::new(Style::Flush, contact).keep_with_next())?;
    super::word::sign(&mut docx, slip.office.name.as_deref().unwrap_or_default(), field("日期"))?;
    super::word::draft(&mut docx, basis)?;
    docx.end()
}
