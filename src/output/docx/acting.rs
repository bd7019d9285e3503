//! What in a stranger's Word file acts on the computer of whoever opens it, or fetches from elsewhere: macros, embedded
//! objects, controls, add-ins, videos from the net, fields that start a program or bring in another file, relations that lead out of it.

use quick_xml::{
    Reader,
    events::{BytesStart, Event, attributes::Attribute},
};

use crate::text::Text;

/// Parts that hold programs or other files, by a piece of their names.
const PARTS: [&str; 4] = ["vbaproject", "/activex/", "/embeddings/", "/webextensions/"];
/// Kinds of parts and relations that do, by the end of their names.
const KINDS: [&str; 18] = [
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
    "/webextension",
    "/webextensiontaskpanes",
    "ms-office.webextension+xml",
    "ms-office.webextensiontaskpanes+xml",
    "/ui/extensibility",
    "/keymapcustomizations",
];
/// Elements that do.
const ELEMENTS: [&str; 9] = [
    "OLEObject",
    "control",
    "altChunk",
    "subDoc",
    "mailMerge",
    "webVideoPr",
    "webextension",
    "taskpane",
    "customUI",
];
/// Elements of drawings of the old kind that are clicked: their `href` is followed, that of every other one is fetched.
const CLICKED: [&str; 10] =
    ["shape", "shapetype", "rect", "roundrect", "oval", "line", "polyline", "arc", "curve", "group"];
/// Attributes that name a place which is fetched.
const FETCHED: [&str; 3] = ["src", "althref", "href"];
/// Attributes that may hold an address that nothing follows: names of schemas, and words for whoever reads.
const NAMING: [&str; 9] =
    ["uri", "namespaceuri", "Type", "ContentType", "descr", "title", "tooltip", "alt", "Target"];
/// What stands in the gathered instructions where a mark of a field parts two.
const MARK: char = '\u{1}';
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
    if is_markup(name, bytes) { of_xml(bytes) } else { None }
}

/// Whether Word may read a part as XML: by its name, or because it is some. Which parts it reads is said in other parts, so
/// that a name alone says nothing.
pub(super) fn is_markup(name: &str, bytes: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let begins = text.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    [".xml", ".rels"].iter().any(|end| lower.ends_with(end)) || is_wide || begins == Some(&b'<')
}

/// The text of a part that is XML; none where it is in another encoding than UTF-8, in which what acts would not be seen.
pub(super) fn markup(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml").unwrap_or_default();
    let declaration = declaration.split("?>").next().unwrap_or_default().to_ascii_lowercase();
    match declaration.split_once("encoding") {
        Some((_, encoding)) => {
            let name = encoding.trim_start_matches(|c: char| c.is_whitespace() || "=\"'".contains(c));
            (name.starts_with("utf-8") || name.starts_with("us-ascii")).then_some(text)
        }
        None => Some(text),
    }
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
            Ok(Event::CData(text)) if is_instruction => fields.push_str(&text),
            Ok(Event::GeneralRef(name)) if is_instruction => {
                let sign = name.resolve_char_ref().ok().flatten();
                let named = || quick_xml::escape::resolve_predefined_entity(&name);
                match sign {
                    Some(sign) => fields.push(sign),
                    None => fields.push_str(named().unwrap_or_default()),
                }
            }
            // A part that is broken is no Word file either; what was read of it decides.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if let Some(target) = foreign_link(&fields) {
        return Some(leads_out(&target));
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
        let mut known = attributes.with_checks(false).flatten();
        known.find(|attribute| attribute.key.local_name().as_ref() == wanted).map(plain)
    };
    if let Some(target) = fetched(tag, name) {
        return Some(leads_out(&target));
    }
    match name {
        "fldChar" => fields.push(MARK),
        "fldSimple" => {
            fields.push(MARK);
            fields.push_str(&attribute("instr").unwrap_or_default());
            fields.push(MARK);
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

/// The value of an attribute as Word reads it.
fn plain(attribute: Attribute<'_>) -> String {
    let raw = attribute.value.into_owned();
    let plain = quick_xml::escape::unescape(&raw).map(std::borrow::Cow::into_owned);
    plain.unwrap_or(raw)
}

/// A place that an element names outside of a relation: one that is fetched, or any address where none is looked for.
fn fetched(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = attribute.key;
        let (full, local) = (key.as_ref(), key.local_name());
        let local: &str = local.as_ref();
        if full == "xmlns" || full.starts_with("xmlns:") || NAMING.contains(&local) {
            continue;
        }
        let is_place = FETCHED.contains(&local);
        let is_clicked = local == "href" && CLICKED.contains(&name);
        let value = plain(attribute);
        if is_clicked && is_link(&value) || value.trim().is_empty() {
            continue;
        }
        if is_place || is_address(&value) && !value.starts_with("http://schemas.") {
            return Some(value);
        }
    }
    None
}

/// Whether words are an address: `scheme://…`, `file:…`, or a share of another computer.
fn is_address(words: &str) -> bool {
    let lower = words.trim().to_ascii_lowercase();
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    lower.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
        || ["file:", "javascript:", "mhtml:", "mk:", "//", "\\\\"]
            .iter()
            .any(|begin| lower.starts_with(begin))
}

/// A link that somebody must click is one of the text; anything else that leads out of the file is followed when it is
/// opened.
fn of_relation(attribute: &dyn Fn(&str) -> Option<String>) -> Option<Text> {
    let kind = attribute("Type").unwrap_or_default().to_ascii_lowercase();
    if KINDS.iter().any(|known| kind.ends_with(known)) {
        return Some(object());
    }
    let target = attribute("Target").unwrap_or_default();
    let is_external = attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
    let is_link = kind.ends_with("/hyperlink") && is_link(&target);
    ((is_external || is_address(&target)) && !is_link).then(|| leads_out(&target))
}

/// Whether a link that somebody clicks leads to a page or to mail, and not to a program or a share.
fn is_link(target: &str) -> bool {
    let lower = target.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:", "#"].iter().any(|scheme| lower.starts_with(scheme))
}

fn leads_out(target: &str) -> Text {
    let shown: String = target.chars().take(60).collect();
    text!("指向文件之外的链接 {shown}", "a relation that leads out of the file: {shown}")
}

/// Where a field leads, if not to a page, mail or a place of the paper itself (`\\l`).
fn foreign_link(fields: &str) -> Option<String> {
    fields.split(MARK).find_map(|field| {
        let words = words_of(field);
        let mut rest = words.iter();
        let is_hyperlink = rest.next().is_some_and(|word| word.eq_ignore_ascii_case("HYPERLINK"));
        if !is_hyperlink {
            return words.iter().find(|word| is_address(word) && !is_link(word)).cloned();
        }
        let mut leads_somewhere = false;
        while let Some(word) = rest.next() {
            match word.to_ascii_lowercase().as_str() {
                "\\n" | "\\m" | "\\h" => {}
                "\\l" => leads_somewhere |= rest.next().is_some_and(|place| !is_address(place)),
                "\\o" | "\\t" | "\\s" => _ = rest.next(),
                _ if is_link(word) => leads_somewhere = true,
                _ => return Some(word.clone()),
            }
        }
        // An address that another field makes is not seen here.
        (!leads_somewhere).then(|| "HYPERLINK".to_owned())
    })
}

/// The words of an instruction; what stands in quotation marks is one.
fn words_of(field: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for sign in field.chars() {
        let is_mark = matches!(sign, '"' | '\u{201c}' | '\u{201d}');
        is_quoted ^= is_mark;
        if is_mark || sign.is_whitespace() && !is_quoted {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.push(sign);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_in_utf8_can_be_looked_through() {
        for good in
            ["<a/>", "\u{feff}<?xml version=\"1.0\"?><a/>", "<?xml version='1.0' encoding = 'UTF-8'?><a/>"]
        {
            assert!(is_markup("a", good.as_bytes()) && markup(good.as_bytes()).is_some(), "{good}");
        }
        let wide: Vec<u8> = "\u{feff}<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bare: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bad in
            [&wide, &bare, &b"<?xml version=\"1.0\" encoding=\"utf-7\"?><a/>".to_vec(), &b"<a>\xff".to_vec()]
        {
            assert!(is_markup("a", bad) && markup(bad).is_none(), "{bad:?}");
        }
        assert!(!is_markup("word/media/a.png", b"\x89PNG"));
    }

    #[test]
    fn an_address_begins_with_a_scheme_and_words_do_not() {
        for address in ["http://x", " HTTPS://x", "svn+ssh://x", "file:a", "\\\\host\\a", "//host/a"] {
            assert!(is_address(address), "{address}");
        }
        for words in ["a b://x", "1a://x", "://x", "见 a://x", "a/b", "资料：一"] {
            assert!(!is_address(words), "{words}");
        }
    }

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
            ("word/document.xml", "<wp15:webVideoPr embeddedHtml=\"&lt;script>\"/>".into()),
            ("word/webextensions/taskpanes.xml", "<a/>".into()),
            ("word/panes.xml", "<wetp:taskpane visibility=\"1\"/>".into()),
            ("_rels/.rels", relation("webextensiontaskpanes", "word/a.xml", "")),
            ("_rels/.rels", relation("ui/extensibility", "customUI/a.xml", "")),
            ("word/document.xml", "<w:instrText>D&#68;EAUTO x</w:instrText>".into()),
            ("word/document.xml", "<w:instrText><![CDATA[DDE]]></w:instrText>".into()),
            ("word/document.xml", "<w:instrText>HYPERLINK &quot;file://x&quot;</w:instrText>".into()),
            ("word/text.bin", "\n<w:p><w:instrText>DDEAUTO x</w:instrText></w:p>".into()),
            ("word/document.xml", "<w:instrText> HYPERLINK \"file://host/x\" </w:instrText>".into()),
            ("word/document.xml", "<w:fldSimple w:instr=\" hyperlink &quot;\\\\host\\x&quot; \"/>".into()),
            ("word/document.xml", "<v:imagedata src=\"https://example.org/a.png\"/>".into()),
            ("word/document.xml", "<v:shape href=\"file://host/a\"/>".into()),
            ("word/document.xml", r#"<w:instrText>HYPERLINK \n "file://srv/x.exe"</w:instrText>"#.into()),
            ("word/document.xml", r#"<w:instrText>HYPERLINK \o "a tip" "file://srv/x"</w:instrText>"#.into()),
            ("word/document.xml", r#"<w:instrText>HYPERLINK \t "_blank" "file://srv/x"</w:instrText>"#.into()),
            ("word/document.xml", r#"<w:instrText>HYPERLINK \l "b" "file://srv/x"</w:instrText>"#.into()),
            ("word/document.xml", r#"<w:instrText>HYPERLINK "https://ok" "file://srv/x"</w:instrText>"#.into()),
            ("word/document.xml", "<v:image src=\"file://srv/y.png\"/>".into()),
            ("word/document.xml", "<v:stroke o:href=\"file://srv/y.png\"/>".into()),
            ("word/document.xml", "<v:imagedata o:althref=\"file://srv/y.png\"/>".into()),
            ("word/document.xml", "<v:fill o:href=\"http://srv/y.png\"/>".into()),
            ("word/document.xml", "<w:any w:val=\" \\\\srv\\y.png\"/>".into()),
            ("word/_rels/document.xml.rels", relation("image", "file:///x", "")),
            ("word/_rels/document.xml.rels", relation("image", "\\\\srv\\x.png", "")),
        ] {
            assert!(acting(name, text.as_bytes()).is_some(), "{name}: {text}");
        }
        for (name, text) in [
            ("word/_rels/document.xml.rels", relation("hyperlink", "https://example.org", external)),
            ("word/_rels/document.xml.rels", relation("image", "media/a.png", "")),
            (
                "word/document.xml",
                r#"<w:p xmlns:w="http://x"><w:instrText>HYPERLINK "https://example.org" \o "a tip" \t "_blank"</w:instrText><v:shape href="https://example.org"/><a:graphicData uri="http://x"/></w:p>"#.into(),
            ),
            (
                "word/document.xml",
                "<w:fldSimple w:instr=\" PAGE \"/><w:t>DDEAUTO LINK</w:t><w:control1/>".into(),
            ),
            ("word/media/a.png", "DDEAUTO".into()),
            ("word/document.xml", "<w:instrText> HYPERLINK \"https://example.org\" </w:instrText>".into()),
            ("word/document.xml", "<w:instrText> HYPERLINK \\l \"_Toc1\" </w:instrText>".into()),
        ] {
            assert!(acting(name, text.as_bytes()).is_none(), "{name}: {text}");
        }
    }
}
