//! Small PDF files, with a font that every reader knows and no program embeds: text, lines and tables at places of a page.

use std::fmt::Write as _;

use serde_json::Value;

use crate::sandbox::{Said, Sandbox};

/// A PDF in the making: the content stream of each page.
#[derive(Default)]
pub(crate) struct Pdf {
    pub(crate) pages: Vec<String>,
    pub(crate) rotation: u16,
    pub(crate) font: Option<&'static str>,
    /// Fonts that are written in the resources of its pages.
    pub(crate) own_fonts: &'static str,
}

/// Where a table begins, how wide its columns and how high its rows are.
pub(crate) const LEFT: f64 = 60.0;
pub(crate) const TOP: f64 = 780.0;
pub(crate) const COLUMNS: [f64; 4] = [50.0, 240.0, 110.0, 80.0];
pub(crate) const ROW: f64 = 40.0;
pub(crate) const SIZE: f64 = 12.0;

pub(crate) fn x(column: usize) -> f64 {
    LEFT + COLUMNS.iter().take(column).sum::<f64>()
}

pub(crate) fn y(row: usize) -> f64 {
    TOP - ROW * f64::from(u32::try_from(row).unwrap())
}

impl Pdf {
    pub(crate) fn page(mut self, content: String) -> Self {
        self.pages.push(content);
        self
    }

    /// The file. Its font knows GB18030 by the name of its character map, as ISO 32000-1 table 118 lists them.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let font = self.font.unwrap_or(
            "<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font\
             /Subtype/CIDFontType0/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>\
             /DW 1000/W[1[500] 814 907 500]>>]>>",
        );
        let kids: String = (0..self.pages.len()).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Count {}/Kids[{kids}]>>", self.pages.len()),
            font.to_owned(),
        ];
        for (index, content) in self.pages.iter().enumerate() {
            objects.push(format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {}/Resources<</Font<</F 3 0 R{}>>>>/Contents {} 0 R>>",
                self.rotation,
                self.own_fonts,
                5 + 2 * index
            ));
            objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
        }
        let mut file = "%PDF-1.4\n".to_owned();
        let mut places = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            places.push(file.len());
            write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1).unwrap();
        }
        let start = file.len();
        write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
        for place in places {
            writeln!(file, "{place:010} 00000 n ").unwrap();
        }
        write!(file, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
            .unwrap();
        file.into_bytes()
    }
}

/// Text at a place, as GBK codes.
pub(crate) fn words(x: f64, y: f64, text: &str) -> String {
    let (bytes, _, is_unknown) = encoding_rs::GBK.encode(text);
    assert!(!is_unknown, "{text}");
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("BT /F {SIZE} Tf {x} {y} Td <{hex}> Tj ET\n")
}

pub(crate) fn line(from: (f64, f64), to: (f64, f64)) -> String {
    format!("{} {} m {} {} l S\n", from.0, from.1, to.0, to.1)
}

/// A cell of the table: row and column of its upper left corner, rows and columns that it takes, its text.
pub(crate) type Cell<'a> = (usize, usize, usize, usize, &'a str);

/// Each cell with its four sides, and its text in the middle of its height.
pub(crate) fn table(cells: &[Cell<'_>]) -> String {
    let mut content = String::new();
    for (row, column, rows, columns, text) in cells {
        let (left, right) = (x(*column), x(column + columns));
        let (top, bottom) = (y(*row), y(row + rows));
        content += &line((left, top), (right, top));
        content += &line((left, bottom), (right, bottom));
        content += &line((left, top), (left, bottom));
        content += &line((right, top), (right, bottom));
        let lines: Vec<&str> = text.split('\n').collect();
        for (index, line) in lines.iter().enumerate() {
            let from_middle = lines.len() as f64 / 2.0 - index as f64;
            content += &words(left + 5.0, (top + bottom) / 2.0 + from_middle * (SIZE + 2.0) - SIZE, line);
        }
    }
    content
}

/// What an import of it says.
pub(crate) fn import(pdf: &Pdf, options: &str) -> Said {
    let sandbox = Sandbox::empty();
    sandbox.write("计划.pdf", pdf.bytes());
    sandbox.pjt("init").fine();
    sandbox.pjt(&format!("import 计划.pdf --dry-run {options}"))
}

/// Content, departments and place of every task.
pub(crate) fn tasks(said: &Said) -> Vec<String> {
    let tasks = said.json()["tasks"].as_array().unwrap().clone();
    let task = |task: &Value| {
        let departments: Vec<&str> =
            task["departments"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let text = |key: &str| task[key].as_str().unwrap_or("-").to_owned();
        format!("{}｜{}｜{}", text("content"), departments.join(" "), text("source"))
    };
    tasks.iter().map(task).collect()
}
