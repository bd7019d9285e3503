//! An office's own Word file with placeholders in double braces: `{{单位}}`, and `{{落后.编号}}` in a row of a table,
//! which is repeated. Only words are put in; everything else of the file stays. Word spreads what was typed over several runs,
//! so a placeholder is found in a paragraph's text as a whole.

use std::io::{Cursor, Read as _, Write as _};

use zip::{ZipArchive, ZipWriter};

use super::{
    acting::{acting, is_markup, markup},
    entry, xml,
};
use crate::{
    error::{Error, Result},
    papers::Values,
    text::{Lang, Text},
};

/// The largest template, and the largest part of one, in bytes.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;
/// The most parts of a template.
const MAX_PARTS: usize = 2_000;
/// How a definition of entities begins.
const DOCTYPE: &[u8] = b"<!DOCTYPE";

/// The template with its placeholders filled in.
///
/// # Errors
/// When it is no Word file, or holds a name that nothing stands for.
pub fn fill(template: &[u8], values: &Values) -> Result<Vec<u8>> {
    let broken = |error: zip::result::ZipError| no_word_file(Text::foreign(error));
    let failed = |error: std::io::Error| no_word_file(Text::foreign(error));
    let mut archive = ZipArchive::new(Cursor::new(template)).map_err(broken)?;
    if archive.len() > MAX_PARTS || archive.index_for_name("word/document.xml").is_none() {
        return Err(no_word_file(text!("其中没有 Word 正文", "it holds no text of Word")));
    }
    let mut filled = ZipWriter::new(Cursor::new(Vec::new()));
    let mut unknown = Vec::new();
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.into_owned();
        if name.starts_with('/') || name.contains('\\') || name.split('/').any(|word| word == "..") {
            return Err(no_word_file(text!(
                "其中的部件名指向文件之外",
                "the name of a part leads out of the file"
            )));
        }
        let mut bytes = Vec::new();
        part.by_ref().take(left + 1).read_to_end(&mut bytes).map_err(failed)?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| no_word_file(text!("其中的内容过大", "what it holds is too large")))?;
        if part.is_dir() {
            continue;
        }
        drop(part);
        // What an entity stands for would be read from the disk of whoever opens the paper; Word makes none.
        let is_xml = is_markup(&name, &bytes);
        if is_xml && markup(&bytes).is_none() {
            return Err(no_word_file(text!("{name} 不是 UTF-8 编码", "{name} is not UTF-8")));
        }
        if is_xml && bytes.windows(DOCTYPE.len()).any(|word| word == DOCTYPE) {
            return Err(no_word_file(text!("其中定义了文档类型", "it defines a document type")));
        }
        if let Some(cause) = acting(&name, &bytes) {
            return Err(acts(&name, &cause));
        }
        if holds_text(&name) {
            let text = String::from_utf8(bytes)
                .map_err(|_| no_word_file(text!("正文不是 UTF-8 编码", "its text is not UTF-8")))?;
            bytes = Filling { values, unknown: &mut unknown }.part(&text).into_bytes();
        }
        filled.start_file(name, entry()).map_err(broken)?;
        filled.write_all(&bytes).map_err(failed)?;
    }
    if unknown.is_empty() {
        return Ok(filled.finish().map_err(broken)?.into_inner());
    }
    unknown.dedup();
    let names = unknown.iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>();
    let (zh, en) = (names.join("、"), names.join(", "));
    let known = values.names();
    let (known_zh, known_en) = (known.join("、"), known.join(", "));
    Err(Error::failed(text!("模板里有不认识的占位符：{zh}", "the template holds unknown placeholders: {en}"))
        .named("unknown-placeholder")
        .hint(text!(
            "可用的占位符：{known_zh}；带点的只用于表格的行",
            "the placeholders are: {known_en}; those with a point are for rows of tables"
        )))
}

fn no_word_file(cause: Text) -> Error {
    Error::failed(text!("这个模板不是完好的 docx 文件", "this template is no sound docx file"))
        .named("bad-template")
        .caused_by(cause)
        .hint(text!("请用 Word 或 WPS 另存为 docx", "save it as docx in Word or WPS"))
}

/// A template comes with the store, from whoever may push to it, and the paper goes to others.
fn acts(part: &str, cause: &Text) -> Error {
    let (zh, en) = (cause.in_lang(Lang::Zh), cause.in_lang(Lang::En));
    Error::failed(text!(
        "这个模板没有使用：{part} 里有{zh}，打开公文时会自己动作",
        "this template was not used: {part} holds {en}, which acts when the paper is opened"
    ))
    .named("bad-template")
    .hint(text!(
        "请在 Word 或 WPS 里删去它（链接、对象、域，或“开发工具”里的文档模板），另存为 docx",
        "take it out in Word or WPS (links, objects, fields, or the attached template) and save the file as docx"
    ))
}

/// Whether people read a part: the text itself, heads, feet and notes.
fn holds_text(name: &str) -> bool {
    let Some(file) = name.strip_prefix("word/").and_then(|file| file.strip_suffix(".xml")) else {
        return false;
    };
    ["document", "header", "footer", "footnotes", "endnotes"].iter().any(|kind| {
        file.strip_prefix(kind).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// One row of a group while it is written.
#[derive(Clone, Copy)]
struct InRow<'a> {
    group: &'a str,
    row: &'a [String],
}

struct Filling<'a> {
    values: &'a Values,
    unknown: &'a mut Vec<String>,
}

impl<'a> Filling<'a> {
    /// A part: rows of tables that hold names with a point are repeated, then each paragraph is filled.
    fn part(&mut self, xml: &str) -> String {
        let mut out = String::with_capacity(xml.len());
        let mut rest = xml;
        while let Some((before, row, behind)) = element(rest, "w:tr") {
            out.push_str(&self.paragraphs(before, None));
            out.push_str(&self.row(row));
            rest = behind;
        }
        out.push_str(&self.paragraphs(rest, None));
        out
    }

    fn row(&mut self, row: &str) -> String {
        // A table in the cell of a table: its rows are the ones that count.
        if let Some(inner) =
            row.get("<w:tr".len()..).filter(|inner| inner.contains("<w:tr>") || inner.contains("<w:tr "))
        {
            let (head, _) = row.split_at(row.len() - inner.len());
            return format!("{head}{}", self.part(inner));
        }
        let values = self.values;
        let group =
            names_in(&text_of(row)).iter().find_map(|name| values.column(name).map(|(group, _)| group));
        let Some(group) = group else { return self.paragraphs(row, None) };
        group
            .rows
            .iter()
            .map(|words| self.paragraphs(row, Some(InRow { group: group.name, row: words })))
            .collect()
    }

    fn paragraphs(&mut self, xml: &str, row: Option<InRow<'_>>) -> String {
        let mut out = String::with_capacity(xml.len());
        let mut rest = xml;
        while let Some((before, paragraph, behind)) = element(rest, "w:p") {
            out.push_str(before);
            out.push_str(&self.paragraph(paragraph, row));
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// A paragraph. The words take the look of the run in which the placeholder begins.
    fn paragraph(&mut self, xml: &str, row: Option<InRow<'_>>) -> String {
        let pieces = pieces(xml);
        let text: String = pieces.iter().map(|piece| piece.text).collect();
        if !text.contains("{{") {
            return xml.to_owned();
        }
        // What each piece becomes: its characters, those of a placeholder gone and its words in the place of the first.
        let mut words: Vec<String> = vec![String::new(); pieces.len()];
        let mut starts = Vec::new();
        let mut at = 0;
        for piece in &pieces {
            starts.push(at);
            at += piece.text.len();
        }
        let piece_at = |byte: usize| starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let mut byte = 0;
        while let Some(rest) = text.get(byte..).filter(|rest| !rest.is_empty()) {
            let place = piece_at(byte);
            let named = rest.strip_prefix("{{").and_then(|open| open.split_once("}}"));
            let Some(target) = words.get_mut(place) else { break };
            if let Some((name, _)) = named {
                match self.word(name.trim(), row) {
                    Some(value) => target.push_str(&as_text(&value)),
                    None => self.unknown.push(name.trim().to_owned()),
                }
                byte += "{{}}".len() + name.len();
            } else if let Some(c) = rest.chars().next() {
                target.push(c);
                byte += c.len_utf8();
            }
        }
        let mut out = String::with_capacity(xml.len());
        let mut done = 0;
        for (piece, words) in pieces.iter().zip(&words) {
            out.push_str(xml.get(done..piece.tag).unwrap_or_default());
            out.push_str("<w:t xml:space=\"preserve\">");
            out.push_str(words);
            done = piece.end;
        }
        out.push_str(xml.get(done..).unwrap_or_default());
        out
    }

    fn word(&self, name: &str, row: Option<InRow<'_>>) -> Option<String> {
        if let Some(words) = self.values.word(name) {
            return Some(words.to_owned());
        }
        let (group, column) = self.values.column(name)?;
        let row = row.filter(|row| row.group == group.name)?;
        row.row.get(column).cloned()
    }
}

/// Words as they stand between tags; a line feed begins a new line.
fn as_text(words: &str) -> String {
    let lines: Vec<String> = words.lines().map(xml::escaped).collect();
    lines.join("</w:t><w:br/><w:t xml:space=\"preserve\">")
}

/// The first whole element of a name, with what stands before and behind it. One that lies in another of its name
/// belongs to that.
fn element<'a>(xml: &'a str, name: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let begin = next_tag(xml, name, 0)?;
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut depth, mut at) = (0_usize, begin);
    loop {
        let opened = next_tag(xml, name, at);
        let closed = xml.get(at..)?.find(&close).map(|found| at + found);
        match (opened, closed) {
            (Some(opened), closed) if closed.is_none_or(|closed| opened < closed) => {
                let end = opened + xml.get(opened..)?.find('>')? + 1;
                let is_empty = xml.get(opened..end)?.ends_with("/>");
                depth += usize::from(!is_empty);
                at = end.max(opened + open.len());
            }
            (_, Some(closed)) => {
                depth = depth.saturating_sub(1);
                at = closed + close.len();
            }
            (_, None) => return None,
        }
        if depth == 0 {
            return Some((xml.get(..begin)?, xml.get(begin..at)?, xml.get(at..)?));
        }
    }
}

/// Where the next tag of this very name begins.
fn next_tag(xml: &str, name: &str, from: usize) -> Option<usize> {
    let open = format!("<{name}");
    let mut at = from;
    loop {
        let found = at + xml.get(at..)?.find(&open)?;
        let behind = xml.get(found + open.len()..)?;
        if behind.starts_with(['>', ' ', '/', '\n', '\r', '\t']) {
            return Some(found);
        }
        at = found + open.len();
    }
}

/// A text of a run.
struct Piece<'a> {
    /// Where its tag begins.
    tag: usize,
    /// Where its text ends.
    end: usize,
    text: &'a str,
}

fn pieces(xml: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(xml, "w:t", at) {
        let Some(begin) = xml.get(tag..).and_then(|rest| rest.find('>')).map(|end| tag + end + 1) else {
            break;
        };
        at = begin;
        if xml.get(tag..begin).is_some_and(|tag| tag.ends_with("/>")) {
            continue;
        }
        let Some(end) = xml.get(begin..).and_then(|rest| rest.find("</w:t>")).map(|end| begin + end) else {
            break;
        };
        pieces.push(Piece { tag, end, text: xml.get(begin..end).unwrap_or_default() });
        at = end;
    }
    pieces
}

/// The text of all paragraphs, each on a line.
fn text_of(xml: &str) -> String {
    let mut text = String::new();
    let mut rest = xml;
    while let Some((_, paragraph, behind)) = element(rest, "w:p") {
        pieces(paragraph).iter().for_each(|piece| text.push_str(piece.text));
        text.push('\n');
        rest = behind;
    }
    text
}

/// The names in double braces.
fn names_in(text: &str) -> Vec<&str> {
    let behind = text.split("{{").skip(1);
    behind.filter_map(|rest| rest.split_once("}}").map(|(name, _)| name.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::Group;

    fn values() -> Values {
        let group = Group {
            name: "落后",
            columns: vec!["编号", "理由"],
            rows: vec![vec!["9".into(), "逾期<1>".into()], vec!["14".into(), "{{单位}}".into()]],
        };
        Values { words: vec![("单位".into(), "督查室\n第二行".into())], groups: vec![group] }
    }

    fn part(xml: &str) -> (String, Vec<String>) {
        let mut unknown = Vec::new();
        let filled = Filling { values: &values(), unknown: &mut unknown }.part(xml);
        (filled, unknown)
    }

    #[test]
    fn a_name_that_is_spread_over_runs_is_found_and_the_rest_keeps_its_look() {
        let (filled, unknown) = part(
            "<w:p><w:pPr/><w:r><w:rPr><w:b/></w:rPr><w:t>由{</w:t></w:r><w:r><w:t>{单</w:t></w:r>\
             <w:r><w:t xml:space=\"preserve\">位}} 办</w:t></w:r></w:p>",
        );
        assert_eq!(unknown, Vec::<String>::new());
        assert_eq!(
            filled,
            "<w:p><w:pPr/><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">由督查室</w:t><w:br/>\
             <w:t xml:space=\"preserve\">第二行</w:t></w:r><w:r><w:t xml:space=\"preserve\"></w:t></w:r>\
             <w:r><w:t xml:space=\"preserve\"> 办</w:t></w:r></w:p>"
        );
    }

    #[test]
    fn a_row_is_repeated_and_what_is_put_in_is_text() {
        let row = "<w:tr><w:tc><w:p><w:r><w:t>{{落后.编号}}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{{落后.理由}}</w:t></w:r></w:p></w:tc></w:tr>";
        let (filled, unknown) = part(&format!("<w:tbl><w:trPr/>{row}</w:tbl>"));
        assert_eq!(unknown, Vec::<String>::new());
        assert_eq!(filled.matches("<w:tr>").count(), 2);
        assert!(filled.contains("逾期&lt;1&gt;") && filled.contains(">{{单位}}<"), "{filled}");
    }

    #[test]
    fn a_template_that_would_read_elsewhere_or_be_put_elsewhere_is_refused() {
        let template = |parts: &[(&str, &str)]| {
            let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, content) in parts {
                archive.start_file(*name, entry()).unwrap();
                archive.write_all(content.as_bytes()).unwrap();
            }
            fill(&archive.finish().unwrap().into_inner(), &values())
        };
        let text =
            ("word/document.xml", "<w:document><w:p><w:r><w:t>{{单位}}</w:t></w:r></w:p></w:document>");
        template(&[text]).unwrap();
        let entity = "<!DOCTYPE x [<!ENTITY c SYSTEM \"file:///etc/passwd\">]><x>&c;</x>";
        for bad in [
            ("word/styles.xml", entity),
            ("_rels/.rels", entity),
            ("../out.txt", ""),
            ("/out.txt", ""),
            ("a\\..\\b", ""),
        ] {
            let error = template(&[text, bad]).unwrap_err();
            assert_eq!(error.kind(), crate::error::ErrorKind::Failed, "{bad:?}");
        }
        template(&[("word/document.xml", entity)]).unwrap_err();
    }

    #[test]
    fn what_nothing_stands_for_is_named() {
        let (_, unknown) = part("<w:p><w:r><w:t>{{没有}} {{落后.编号}}</w:t></w:r></w:p>");
        assert_eq!(unknown, ["没有", "落后.编号"]);
    }

    #[test]
    fn only_whole_names_of_tags_count() {
        let xml = "<w:pPr/><w:p/><w:p><w:p></w:p></w:p>x";
        let (before, own, behind) = element(xml, "w:p").unwrap();
        assert_eq!((before, own), ("<w:pPr/>", "<w:p/>"));
        let (_, own, behind) = element(behind, "w:p").unwrap();
        assert_eq!((own, behind), ("<w:p><w:p></w:p></w:p>", "x"));
    }
}
