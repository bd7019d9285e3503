//! What in a stranger's Word file acts on the computer of whoever opens it, or fetches from elsewhere: macros, embedded
//! objects, controls, fields that start a program or bring in another file, relations that lead out of it.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::text::Text;

/// Parts that hold programs or other files, by a piece of their names.
const PARTS: [&str; 3] = ["vbaproject", "/activex/", "/embeddings/"];
/// Kinds of parts and relations that do, by the end of their names.
const KINDS: [&str; 12] = [
    "macroenabled",
    "vbaproject",
    "vbadata",
    "oleobject",
    "activex",
    "/package",
    "/control",
    "/attachedtemplate",
    "/afchunk",
    "/subdocument",
    "/frame",
    "/mailmergesource",
];
/// Elements that do.
const ELEMENTS: [&str; 5] = ["OLEObject", "control", "altChunk", "subDoc", "mailMerge"];
/// Fields that start a program or bring in what another file or place holds.
const FIELDS: [&str; 10] = [
    "DDE",
    "DDEAUTO",
    "LINK",
    "INCLUDETEXT",
    "INCLUDEPICTURE",
    "INCLUDE",
    "IMPORT",
    "DATABASE",
    "MACROBUTTON",
    "RD",
];

/// What acts in a part of the package, in words; none where nothing does.
pub(super) fn acting(name: &str, bytes: &[u8]) -> Option<Text> {
    let lower = format!("/{}", name.to_ascii_lowercase());
    if PARTS.iter().any(|part| lower.contains(part)) {
        return Some(object());
    }
    let is_xml = [".xml", ".rels"].iter().any(|end| lower.ends_with(end));
    if is_xml { of_xml(bytes) } else { None }
}

fn object() -> Text {
    text!("宏、控件或嵌入的对象", "a macro, a control or an embedded object")
}

fn of_xml(bytes: &[u8]) -> Option<Text> {
    let mut reader = Reader::from_reader(bytes);
    let mut fields = String::new();
    let mut is_instruction = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                is_instruction = tag.local_name().as_ref() == "instrText";
                if let Some(found) = of_tag(&tag, &mut fields) {
                    return Some(found);
                }
            }
            Ok(Event::Empty(tag)) => {
                if let Some(found) = of_tag(&tag, &mut fields) {
                    return Some(found);
                }
            }
            Ok(Event::End(_)) => is_instruction = false,
            // Word spreads an instruction over runs: only the mark of a field parts two.
            Ok(Event::Text(text)) if is_instruction => fields.push_str(&text),
            // A part that is broken is no Word file either; what was read of it decides.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let field = fields
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::to_ascii_uppercase)
        .find(|word| FIELDS.contains(&word.as_str()))?;
    Some(text!("取用别处内容或运行程序的域 {field}", "the field {field}, which fetches or runs something"))
}

fn of_tag(tag: &BytesStart<'_>, fields: &mut String) -> Option<Text> {
    let local = tag.local_name();
    let name: &str = local.as_ref();
    if ELEMENTS.contains(&name) {
        return Some(object());
    }
    let attribute = |wanted: &str| {
        let mut attributes = tag.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == wanted)?;
        let raw = found.value.into_owned();
        let plain = quick_xml::escape::unescape(&raw).map(std::borrow::Cow::into_owned);
        Some(plain.unwrap_or(raw))
    };
    match name {
        "fldChar" => fields.push(' '),
        "fldSimple" => {
            fields.push(' ');
            fields.push_str(&attribute("instr").unwrap_or_default());
            fields.push(' ');
        }
        "Override" | "Default" => {
            let kind = attribute("ContentType").unwrap_or_default().to_ascii_lowercase();
            if KINDS.iter().any(|known| kind.contains(known)) {
                return Some(object());
            }
        }
        "Relationship" => return of_relation(&attribute),
        _ => {}
    }
    None
}

/// A link that somebody must click is one of the text; anything else that leads out of the file is followed when it is opened.
fn of_relation(attribute: &dyn Fn(&str) -> Option<String>) -> Option<Text> {
    let kind = attribute("Type").unwrap_or_default().to_ascii_lowercase();
    if KINDS.iter().any(|known| kind.ends_with(known)) {
        return Some(object());
    }
    let target = attribute("Target").unwrap_or_default();
    let is_external = attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
    let lower = target.trim().to_ascii_lowercase();
    let is_link = kind.ends_with("/hyperlink")
        && ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    let shown: String = target.chars().take(60).collect();
    (is_external && !is_link)
        .then(|| text!("指向文件之外的链接 {shown}", "a relation that leads out of the file: {shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_found_in_every_part() {
        let relation = |kind: &str, target: &str, mode: &str| {
            format!(
                "<Relationships><Relationship Id=\"a\" Type=\"http://x/{kind}\" Target=\"{target}\"{mode}/></Relationships>"
            )
        };
        let external = " TargetMode=\"External\"";
        for (name, text) in [
            ("word/vbaProject.bin", String::new()),
            ("word/embeddings/oleObject1.bin", String::new()),
            ("word/activeX/activeX1.xml", String::new()),
            ("[Content_Types].xml", "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>".into()),
            ("word/_rels/settings.xml.rels", relation("attachedTemplate", "file:///c:/a.dotm", external)),
            ("word/_rels/document.xml.rels", relation("image", "http://example.org/a.png", external)),
            ("word/_rels/document.xml.rels", relation("image", "http://example.org/a.png", " TargetMode=\"&#69;xternal\"")),
            ("word/_rels/document.xml.rels", relation("hyperlink", "file://host/share", external)),
            ("word/_rels/document.xml.rels", relation("aFChunk", "a.html", "")),
            ("word/document.xml", "<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\x</w:instrText></w:r></w:p>".into()),
            ("word/header1.xml", "<w:fldSimple w:instr=\" includepicture \\\"http://x\\\" \"/>".into()),
            ("word/document.xml", "<o:OLEObject/>".into()),
        ] {
            assert!(acting(name, text.as_bytes()).is_some(), "{name}: {text}");
        }
        for (name, text) in [
            ("word/_rels/document.xml.rels", relation("hyperlink", "https://example.org", external)),
            ("word/_rels/document.xml.rels", relation("image", "media/a.png", "")),
            (
                "word/document.xml",
                "<w:fldSimple w:instr=\" PAGE \"/><w:t>DDEAUTO LINK</w:t><w:control1/>".into(),
            ),
            ("word/media/a.png", "DDEAUTO".into()),
        ] {
            assert!(acting(name, text.as_bytes()).is_none(), "{name}: {text}");
        }
    }
}
