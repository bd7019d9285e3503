//! Placeholders in the text of a part of a Word file. Word spreads what was typed over several runs, so a placeholder is
//! found in a paragraph's text as a whole.

use super::{
    nodes::{Broken, Element, Kind, Node, parse},
    xml,
};
use crate::papers::Values;

/// The longest name, in characters.
const MAX_NAME: usize = 40;
/// What parts a name from what stands around it; who types Chinese may take the wide ones.
const BRACES: [(&str, &str); 2] = [("{{", "}}"), ("｛｛", "｝｝")];
/// Elements with what was taken out of the text while changes are tracked.
const DELETED: [&str; 2] = ["w:delText", "w:delInstrText"];

/// One row of a group while it is written.
#[derive(Clone, Copy)]
struct InRow<'a> {
    group: &'a str,
    row: &'a [String],
}

/// What fills placeholders, and what it met that it can't fill.
pub(super) struct Filling<'a> {
    values: &'a Values,
    /// Placeholders that nothing stands for, with their braces.
    pub(super) unknown: Vec<String>,
    /// Placeholders where words can't be put.
    pub(super) misplaced: Vec<String>,
}

impl<'a> Filling<'a> {
    pub(super) fn with(values: &'a Values) -> Self {
        Self { values, unknown: Vec::new(), misplaced: Vec::new() }
    }

    /// A part that people read: rows of tables that hold names with a point are repeated, and each paragraph is filled.
    pub(super) fn text(&mut self, xml: &str) -> Result<String, Broken> {
        let nodes = parse(xml)?;
        self.look_beyond(&nodes);
        let mut out = String::with_capacity(xml.len());
        self.nodes(&nodes, None, &mut out);
        Ok(out)
    }

    /// The properties of the file, which Word fills by itself with the first words of the text.
    pub(super) fn properties(&self, xml: &str) -> String {
        let mut out = String::with_capacity(xml.len());
        let mut rest = xml;
        while let Some((before, name, behind)) = next_name(rest) {
            out.push_str(before);
            match self.values.word(name.trim()) {
                Some(words) => out.push_str(&xml::escaped(&words.replace('\n', " "))),
                None => out.push_str(rest.get(before.len()..rest.len() - behind.len()).unwrap_or_default()),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// Another part, in which nothing is filled in.
    pub(super) fn other(&mut self, xml: &str) {
        let known = |name: &String| self.values.word(name).is_some() || self.values.column(name).is_some();
        let found: Vec<String> = names_beyond(xml).into_iter().filter(known).collect();
        self.misplaced.extend(found);
    }

    /// Fields, drawings and attributes between the paragraphs, in which nothing is filled in.
    fn look_beyond(&mut self, nodes: &[Node<'_>]) {
        for node in nodes {
            match node {
                Node::Rest(xml) => self.misplaced.extend(names_beyond(xml)),
                Node::Element(element) if element.kind == Kind::Text => {}
                Node::Element(element) => self.look_beyond(&element.inner),
            }
        }
    }

    fn nodes(&mut self, nodes: &[Node<'_>], row: Option<InRow<'_>>, out: &mut String) {
        for node in nodes {
            match node {
                Node::Rest(xml) => out.push_str(xml),
                Node::Element(element) => self.element(element, row, out),
            }
        }
    }

    fn element(&mut self, element: &Element<'_>, row: Option<InRow<'_>>, out: &mut String) {
        if element.kind == Kind::Paragraph {
            return self.paragraph(element, row, out);
        }
        let values = self.values;
        let group = match element.kind {
            Kind::Row => {
                own_names(element).iter().find_map(|name| values.column(name).map(|(group, _)| group))
            }
            Kind::Paragraph | Kind::Text => None,
        };
        let mut once = |filling: &mut Self, row| {
            out.push_str(element.open);
            filling.nodes(&element.inner, row, out);
            out.push_str(element.close);
        };
        // A table within a row that is repeated for the same group has the words of that row.
        match group.filter(|group| row.is_none_or(|row| row.group != group.name)) {
            Some(group) => {
                group.rows.iter().for_each(|words| once(self, Some(InRow { group: group.name, row: words })));
            }
            None => once(self, row),
        }
    }

    /// A paragraph. The words take the look of the run in which the placeholder begins.
    fn paragraph(&mut self, paragraph: &Element<'_>, row: Option<InRow<'_>>, out: &mut String) {
        let texts = paragraph.texts();
        let mut filled = self.filled(&texts, row).into_iter().flatten();
        out.push_str(paragraph.open);
        for node in &paragraph.inner {
            match node {
                Node::Rest(xml) => out.push_str(xml),
                Node::Element(text) if text.kind == Kind::Text => match filled.next() {
                    Some(words) => {
                        out.push_str("<w:t xml:space=\"preserve\">");
                        out.push_str(&words);
                        out.push_str(text.close);
                    }
                    None => {
                        out.push_str(text.open);
                        self.nodes(&text.inner, row, out);
                        out.push_str(text.close);
                    }
                },
                Node::Element(inner) => self.element(inner, row, out),
            }
        }
        out.push_str(paragraph.close);
    }

    /// What each text of a paragraph becomes: its characters, those of a placeholder gone and its words in the place of the
    /// first; nothing where there is no placeholder.
    fn filled(&mut self, texts: &[&str], row: Option<InRow<'_>>) -> Option<Vec<String>> {
        let text = texts.concat();
        if !BRACES.iter().any(|(open, _)| text.contains(open)) {
            return None;
        }
        let mut filled = vec![String::new(); texts.len()];
        let mut ends = Vec::new();
        let mut at = 0;
        for text in texts {
            at += text.len();
            ends.push(at);
        }
        let mut put = |byte: usize, words: &str| {
            let place = ends.partition_point(|end| *end <= byte);
            if let Some(target) = filled.get_mut(place) {
                target.push_str(words);
            }
        };
        let mut byte = 0;
        while let Some(rest) = text.get(byte..).filter(|rest| !rest.is_empty()) {
            if let Some((name, length)) = name_at(rest) {
                match self.word(name.trim(), row) {
                    Some(value) => put(byte, &as_text(&value)),
                    None => self.unknown.push(rest.get(..length).unwrap_or_default().to_owned()),
                }
                byte += length;
                continue;
            }
            if BRACES.iter().any(|(open, _)| rest.starts_with(open)) {
                // Nothing closes it, here at least: the paper would go out with the braces.
                self.unknown.push(rest.chars().take(MAX_NAME / 2).chain(['…']).collect());
                break;
            }
            let Some(c) = rest.chars().next() else { break };
            put(byte, rest.get(..c.len_utf8()).unwrap_or_default());
            byte += c.len_utf8();
        }
        Some(filled)
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

/// The name in braces with which a text begins, and how long it is together with them.
fn name_at(text: &str) -> Option<(&str, usize)> {
    BRACES.iter().find_map(|(open, close)| {
        let (name, _) = text.strip_prefix(open)?.split_once(close)?;
        Some((name, open.len() + name.len() + close.len()))
    })
}

/// The next name in braces, with what stands before and behind it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let begins = BRACES.iter().filter_map(|(open, _)| text.get(from..)?.find(open));
        let begin = from + begins.min()?;
        let rest = text.get(begin..)?;
        if let Some((name, length)) = name_at(rest) {
            return Some((text.get(..begin)?, name, rest.get(length..)?));
        }
        from = begin + rest.chars().next()?.len_utf8();
    }
}

/// The placeholders in a row or paragraph that are in no row within it.
fn own_names(element: &Element<'_>) -> Vec<String> {
    let mut names = names_in(&element.texts().concat());
    let inner = element.elements().filter(|inner| inner.kind == Kind::Paragraph);
    inner.for_each(|paragraph| names.extend(own_names(paragraph)));
    names
}

/// The names in braces.
fn names_in(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, name, behind)) = next_name(rest) {
        names.push(name.trim().to_owned());
        rest = behind;
    }
    names
}

/// The names in the attributes and in the text of XML, whatever its elements are.
fn names_beyond(xml: &str) -> Vec<String> {
    if !BRACES.iter().any(|(open, _)| open.chars().next().is_some_and(|brace| xml.contains(brace))) {
        return Vec::new();
    }
    let (mut text, mut kept) = (String::new(), String::new());
    let mut rest = xml;
    while let Some((words, behind)) = rest.split_once('<') {
        text.push_str(words);
        kept.push_str(words);
        let (tag, behind) = behind.split_once('>').unwrap_or((behind, ""));
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        let end = format!("</{name}>");
        let is_deleted = DELETED.contains(&name) && !tag.ends_with('/');
        rest = match behind.split_once(&end).filter(|_| is_deleted) {
            Some((_, behind)) => behind,
            None => behind,
        };
        kept.push_str(&format!("<{tag}>"));
    }
    text.push_str(rest);
    kept.push_str(rest);
    let is_name = |name: &String| {
        !name.is_empty()
            && name.chars().count() <= MAX_NAME
            && !name.contains(['<', '>', '{', '}', '"', '&', '\n'])
    };
    let mut names: Vec<String> = names_in(&text).into_iter().chain(names_in(&kept)).filter(is_name).collect();
    names.sort();
    names.dedup();
    names
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

    fn part(xml: &str) -> (String, Vec<String>, Vec<String>) {
        let values = values();
        let mut filling = Filling::with(&values);
        let filled = filling.text(xml).unwrap();
        (filled, filling.unknown, filling.misplaced)
    }

    fn fine(xml: &str) -> String {
        let (filled, unknown, misplaced) = part(xml);
        assert!(unknown.is_empty() && misplaced.is_empty(), "{unknown:?} {misplaced:?}");
        filled
    }

    fn run(words: &str) -> String {
        format!("<w:r><w:t>{words}</w:t></w:r>")
    }

    #[test]
    fn a_name_that_is_spread_over_runs_is_found_and_the_rest_keeps_its_look() {
        let filled = fine(
            "<w:p><w:pPr/><w:r><w:rPr><w:b/></w:rPr><w:t>由{</w:t></w:r><w:r><w:t>{单</w:t></w:r>\
             <w:r><w:t xml:space=\"preserve\">位}} 办</w:t></w:r></w:p>",
        );
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
        let filled = fine(&format!("<w:tbl><w:trPr/>{row}</w:tbl>"));
        assert_eq!(filled.matches("<w:tr>").count(), 2);
        assert!(filled.contains("逾期&lt;1&gt;") && filled.contains(">{{单位}}<"), "{filled}");
    }

    #[test]
    fn tables_and_paragraphs_of_a_text_box_are_filled_like_the_rest() {
        let table = format!("<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>", run("{{落后.编号}}"));
        let paragraph = format!("<w:p>{}</w:p>", run("｛｛单位｝｝"));
        let text_box = format!("<w:txbxContent>{paragraph}{table}{paragraph}</w:txbxContent>");
        let outer = format!("{}<w:r><w:pict>{text_box}</w:pict></w:r>{}", run("{{单"), run("位}}"));
        let filled = fine(&format!("<w:body><w:p>{outer}</w:p><w:p/></w:body>"));
        assert_eq!(filled.matches("督查室").count(), 3, "{filled}");
        assert_eq!(filled.matches("<w:tr>").count(), 2);
        assert!(!filled.contains("{{") && filled.ends_with("<w:p/></w:body>"));
        // A table within a row has that row's words.
        let nested = format!("<w:tr><w:tc><w:p>{}</w:p>{table}</w:tc></w:tr>", run("{{落后.理由}}"));
        let filled = fine(&nested);
        assert_eq!((filled.matches("<w:tr>").count(), filled.matches(">14<").count()), (4, 1), "{filled}");
    }

    #[test]
    fn what_nothing_stands_for_and_what_nothing_closes_is_named() {
        let (_, unknown, _) = part(&format!("<w:p>{}</w:p>", run("{{没有}} {{落后.编号}}")));
        assert_eq!(unknown, ["{{没有}}", "{{落后.编号}}"]);
        let (_, unknown, _) = part(&format!("<w:p>{}</w:p><w:p>{}</w:p>", run("由{{单位"), run("}}")));
        assert_eq!(unknown, ["{{单位…"]);
    }

    #[test]
    fn what_stands_where_nothing_is_filled_in_is_named() {
        let field = "<w:p><w:r><w:instrText>TITLE {{单位}}</w:instrText></w:r></w:p>";
        let mark = "<w:p><w:r><w:pict><v:textpath string=\"{{逾期}}\"/></w:pict></w:r></w:p>";
        let deleted = "<w:p><w:del><w:r><w:delText>{{单位}}</w:delText></w:r></w:del></w:p>";
        let (_, unknown, misplaced) = part(&format!("<w:body>{field}{mark}{deleted}</w:body>"));
        assert_eq!((unknown.len(), misplaced), (0, vec!["单位".to_owned(), "逾期".to_owned()]));
        let values = values();
        let mut filling = Filling::with(&values);
        filling.other("<a:p><a:r><a:t>{{单</a:t></a:r><a:r><a:t>位}}{{别的}}</a:t></a:r></a:p>");
        assert_eq!(filling.misplaced, ["单位"]);
        let title = "<dc:title>{{单位}}的{{别的}}通报</dc:title>";
        assert_eq!(filling.properties(title), "<dc:title>督查室 第二行的{{别的}}通报</dc:title>");
    }
}
