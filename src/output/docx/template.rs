//! An office's own Word file with placeholders in double braces: `{{单位}}`, and `{{落后.编号}}` in a row of a table,
//! which is repeated. Only words are put in; everything else of the file stays. A placeholder where none can be filled in
//! is named with its place.

use std::io::{Cursor, Read as _, Write as _};

use zip::{ZipArchive, ZipWriter};

use super::{
    acting::{acting, is_markup, markup},
    entry,
    filling::Filling,
    nodes::Broken,
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
    let mut archive = ZipArchive::new(Cursor::new(template)).map_err(broken)?;
    if archive.len() > MAX_PARTS || archive.index_for_name("word/document.xml").is_none() {
        return Err(no_word_file(text!("其中没有 Word 正文", "it holds no text of Word")));
    }
    let mut filled = ZipWriter::new(Cursor::new(Vec::new()));
    let mut filling = Filling::with(values);
    let mut misplaced = Vec::new();
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let Some((name, mut bytes)) = read_part(&mut archive, index, &mut left)? else { continue };
        ensure_inert(&name, &bytes)?;
        if is_markup(&name, &bytes) {
            bytes = fill_part(&name, bytes, &mut filling)?;
            misplaced.extend(filling.misplaced.drain(..).map(|placeholder| (placeholder, name.clone())));
        }
        filled.start_file(name, entry()).map_err(broken)?;
        filled.write_all(&bytes).map_err(failed)?;
    }
    if let Some(error) = unknown(&filling.unknown, values).or_else(|| misplaced_in(&misplaced)) {
        return Err(error);
    }
    Ok(filled.finish().map_err(broken)?.into_inner())
}

fn broken(error: zip::result::ZipError) -> Error {
    no_word_file(Text::of_document(error))
}

fn failed(error: std::io::Error) -> Error {
    no_word_file(Text::of_document(error))
}

/// The name and bytes of a part, of which no more than `left` bytes may come; none of a directory.
fn read_part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    left: &mut u64,
) -> Result<Option<(String, Vec<u8>)>> {
    let mut part = archive.by_index(index).map_err(broken)?;
    let name = part.name().map_err(broken)?.into_owned();
    if name.starts_with('/') || name.contains('\\') || name.split('/').any(|word| word == "..") {
        return Err(no_word_file(text!(
            "其中的部件名指向文件之外",
            "the name of a part leads out of the file"
        )));
    }
    let mut bytes = Vec::new();
    part.by_ref().take(*left + 1).read_to_end(&mut bytes).map_err(failed)?;
    *left = left
        .checked_sub(bytes.len() as u64)
        .ok_or_else(|| no_word_file(text!("其中的内容过大", "what it holds is too large")))?;
    Ok((!part.is_dir()).then_some((name, bytes)))
}

/// Refuses a part in which something acts.
fn ensure_inert(name: &str, bytes: &[u8]) -> Result<()> {
    if is_markup(name, bytes) {
        if markup(bytes).is_none() {
            return Err(not_utf8(name));
        }
        // What an entity stands for would be read from the disk of whoever opens the paper; Word makes none.
        if bytes.windows(DOCTYPE.len()).any(|word| word == DOCTYPE) {
            return Err(no_word_file(text!("其中定义了文档类型", "it defines a document type")));
        }
    }
    match acting(name, bytes) {
        Some(cause) => Err(template_acts(name, &cause)),
        None => Ok(()),
    }
}

/// A part with its placeholders filled in, as far as it has any that are seen.
fn fill_part(name: &str, bytes: Vec<u8>, filling: &mut Filling<'_>) -> Result<Vec<u8>> {
    let text = String::from_utf8(bytes).map_err(|_| not_utf8(name))?;
    let text = match Reading::of(name) {
        Reading::Text => filling
            .text(&text)
            .map_err(|Broken| no_word_file(text!("{name} 的内容不完整", "{name} is not whole")))?,
        Reading::Properties => filling.properties(&text),
        Reading::Other => {
            filling.other(&text);
            text
        }
        Reading::Unseen => text,
    };
    Ok(text.into_bytes())
}

fn not_utf8(name: &str) -> Error {
    no_word_file(text!("{name} 不是 UTF-8 编码", "{name} is not UTF-8"))
}

/// That nothing stands for some placeholders.
fn unknown(names: &[String], values: &Values) -> Option<Error> {
    let mut names = names.to_vec();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let (zh, en) = (names.join("、"), names.join(", "));
    let known = values.names();
    let (known_zh, known_en) = (known.join("、"), known.join(", "));
    let error =
        Error::failed(text!("模板里有不认识的占位符：{zh}", "the template holds unknown placeholders: {en}"))
            .named("unknown-placeholder")
            .hint(text!(
                "可用的占位符：{known_zh}；带点的只用于表格的行",
                "the placeholders are: {known_en}; those with a point are for rows of tables"
            ));
    Some(error)
}

/// That placeholders stand where no words are put in, each with the part that it is in.
fn misplaced_in(names: &[(String, String)]) -> Option<Error> {
    let place = |lang: Lang| {
        let named = names.iter().map(|(name, part)| {
            let kind = kind_of(part);
            let kind = kind.in_lang(lang);
            lang.pick(format!("{{{{{name}}}}}（{kind} {part}）"), format!("{{{{{name}}}}} ({kind} {part})"))
        });
        named.collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let (zh, en) = (place(Lang::Zh), place(Lang::En));
    let error = Error::failed(text!(
        "模板里有写在填不了的地方的占位符：{zh}",
        "the template holds placeholders where none is filled in: {en}"
    ));
    let error = error.named("misplaced-placeholder").hint(text!(
        "占位符要写在文字里：正文、表格、文本框、页眉页脚、脚注；请移到那里，或删去",
        "a placeholder belongs in text: paragraphs, tables, text boxes, heads, feet, notes; move it there, or take it out"
    ));
    (!names.is_empty()).then_some(error)
}

/// What a part is to people.
fn kind_of(part: &str) -> Text {
    let kinds = [
        ("word/document", text!("正文里的域、图形或属性，", "a field, drawing or attribute of the text,")),
        ("word/header", text!("页眉里的域、图形或属性，", "a field, drawing or attribute of a head,")),
        ("word/footer", text!("页脚里的域、图形或属性，", "a field, drawing or attribute of a foot,")),
        ("word/comments", text!("批注", "a comment,")),
        ("word/charts/", text!("图表", "a chart,")),
        ("word/diagrams/", text!("SmartArt 图形", "a SmartArt drawing,")),
    ];
    let known = kinds.into_iter().find(|(begin, _)| part.starts_with(begin));
    known.map_or_else(|| text!("部件", "part"), |(_, kind)| kind)
}

fn no_word_file(cause: Text) -> Error {
    Error::failed(text!("这个模板不是完好的 docx 文件", "this template is no sound docx file"))
        .named("bad-template")
        .caused_by(cause)
        .hint(text!("请用 Word 或 WPS 另存为 docx", "save it as docx in Word or WPS"))
}

/// A template comes with the store, from whoever may push to it, and the paper goes to others.
fn template_acts(part: &str, cause: &Text) -> Error {
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

/// How a part is read.
enum Reading {
    /// The text itself, heads, feet and notes.
    Text,
    /// What the file says of itself.
    Properties,
    /// What people may see and nothing is put into.
    Other,
    /// What is in no paper: building blocks for those who write.
    Unseen,
}

impl Reading {
    fn of(name: &str) -> Self {
        if name.starts_with("docProps/") {
            return Self::Properties;
        }
        if name.starts_with("word/glossary/") {
            return Self::Unseen;
        }
        let file = name.strip_prefix("word/").and_then(|file| file.strip_suffix(".xml")).unwrap_or_default();
        let is_text = ["document", "header", "footer", "footnotes", "endnotes"].iter().any(|kind| {
            file.strip_prefix(kind).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        });
        if is_text { Self::Text } else { Self::Other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        Values { words: vec![("单位".into(), "督查室".into())], groups: Vec::new() }
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
}
