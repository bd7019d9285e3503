//! A web page as a tree of the elements that matter. Written as browsers read: tags that are left open or close
//! nothing, cells without rows, text between rows. In one pass, with nothing that grows faster than the page.

use std::borrow::Cow;

use super::{
    entities,
    tag::{
        BLOCKS, Element, FORMATTING, IMPLIED, RAW, Tag, VOID, behind_raw, is_cell, is_frame, is_section, tag,
    },
};
use crate::{
    error::Result,
    import::container::limits::{self, Budget},
};

/// A page; the first node is its root.
pub(super) struct Page<'a> {
    nodes: Vec<Node<'a>>,
}

/// The place of a node in the page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct At(u32);

struct Node<'a> {
    content: Content<'a>,
    first: Option<At>,
    last: Option<At>,
    next: Option<At>,
}

/// What a node is.
pub(super) enum Content<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// An element.
    Element(Element<'a>),
}

impl<'a> Page<'a> {
    /// Reads a page.
    ///
    /// # Errors
    /// When it nests too deep or has too many tags.
    pub(super) fn parse(text: &'a str) -> Result<Self> {
        let root = Element::default();
        let page = Self { nodes: vec![Node::new(Content::Element(root))] };
        let mut builder = Builder {
            page,
            open: vec![Open { name: "", at: At(0), before: None, is_implied: false }],
            foreign: 0,
            nodes: Budget::new(limits::HTML_NODES, ("网页元素数", "elements of the page")),
            tags: Budget::new(limits::HTML_TAGS, ("网页标记数", "tags of the page")),
        };
        builder.read(text)?;
        Ok(builder.page)
    }

    /// The root of the page.
    pub(super) fn root(&self) -> At {
        At(0)
    }

    /// What a node is.
    pub(super) fn content(&self, at: At) -> Option<&Content<'a>> {
        self.node(at).map(|node| &node.content)
    }

    /// The nodes in an element, in order.
    pub(super) fn children(&self, at: At) -> impl Iterator<Item = At> + '_ {
        let first = self.node(at).and_then(|node| node.first);
        std::iter::successors(first, |at| self.node(*at)?.next)
    }

    /// The element at a place, if it is one.
    pub(super) fn element(&self, at: At) -> Option<Element<'a>> {
        match self.content(at)? {
            Content::Element(element) => Some(*element),
            Content::Text(_) => None,
        }
    }

    fn node(&self, at: At) -> Option<&Node<'a>> {
        self.nodes.get(at.0 as usize)
    }

    fn node_mut(&mut self, at: At) -> Option<&mut Node<'a>> {
        self.nodes.get_mut(at.0 as usize)
    }
}

impl<'a> Node<'a> {
    fn new(content: Content<'a>) -> Self {
        Self { content, first: None, last: None, next: None }
    }
}

/// An element that is still open.
struct Open<'a> {
    name: &'a str,
    at: At,
    /// Of a table: what stands in front of it, and takes what is wrongly between its rows.
    before: Option<At>,
    /// Of a table: whether no tag began it, so that whatever is no part of one ends it.
    is_implied: bool,
}

struct Builder<'a> {
    page: Page<'a>,
    open: Vec<Open<'a>>,
    /// How many of the open elements are svg or math: there a slash closes.
    foreign: usize,
    nodes: Budget,
    tags: Budget,
}

impl<'a> Builder<'a> {
    fn read(&mut self, text: &'a str) -> Result<()> {
        let mut rest = text;
        while !rest.is_empty() {
            let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            let (words, here) = rest.split_at(end);
            self.text(words)?;
            let Some(behind) = here.strip_prefix('<') else { return Ok(()) };
            let is_end = behind.starts_with('/');
            let name = behind.strip_prefix('/').unwrap_or(behind);
            if name.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
                let Some((tag, after)) = tag(name, is_end) else { return Ok(()) };
                self.tags.spend(1)?;
                rest = self.tag(&tag, after)?;
            } else if behind.starts_with("!--") {
                // `<!-->` is a whole comment
                let inner = behind.get(1..).unwrap_or_default();
                rest = inner.split_once("-->").map_or("", |(_, after)| after);
            } else if is_end || behind.starts_with(['!', '?']) {
                rest = behind.split_once('>').map_or("", |(_, after)| after);
            } else {
                self.text("<")?;
                rest = behind;
            }
        }
        Ok(())
    }

    fn tag(&mut self, tag: &Tag<'a>, after: &'a str) -> Result<&'a str> {
        let name = tag.element.name;
        if tag.is_end {
            self.end(name)?;
        } else if RAW.contains(&name) && self.foreign == 0 {
            let behind = behind_raw(after, name);
            if matches!(name, "noscript" | "textarea") {
                let raw = after.get(..after.len() - behind.len()).unwrap_or_default();
                self.beside(tag.element, raw)?;
            }
            return Ok(behind);
        } else if IMPLIED.contains(&name) {
        } else if VOID.contains(&name) {
            if matches!(name, "br" | "hr") {
                self.leaf(Content::Element(tag.element))?;
            }
        } else if !(tag.is_self_closing && (self.foreign > 0 || matches!(name, "svg" | "math"))) {
            self.start(tag.element)?;
        }
        Ok(after)
    }

    /// Keeps the lines of what no reader of the page is shown as part of its text.
    fn beside(&mut self, element: Element<'a>, raw: &'a str) -> Result<()> {
        self.push(Element { hidden: true, ..element })?;
        for (index, piece) in raw.split('<').enumerate() {
            let (tag, words) =
                if index == 0 { ("", piece) } else { piece.split_once('>').unwrap_or_default() };
            let name = tag.trim_start_matches('/').split(|sign: char| !sign.is_ascii_alphanumeric()).next();
            let name = name.unwrap_or_default().to_ascii_lowercase();
            if name == "br" || name == "tr" || BLOCKS.contains(&name.as_str()) {
                self.leaf(Content::Element(Element { name: "br", ..Element::default() }))?;
            } else if is_cell(&name) {
                self.leaf(Content::Text(Cow::Borrowed(" ")))?;
            }
            self.text(words)?;
        }
        self.pop();
        Ok(())
    }

    fn text(&mut self, text: &'a str) -> Result<()> {
        let is_between_rows = self.open.last().is_some_and(|open| is_frame(open.name));
        if text.is_empty() || is_between_rows && text.trim().is_empty() {
            return Ok(());
        }
        self.leave_implied();
        let text = if text.contains('&') { Cow::Owned(entities::decoded(text)) } else { Cow::Borrowed(text) };
        self.leaf(Content::Text(text))
    }

    /// Ends a table that no tag began, where something follows its rows.
    fn leave_implied(&mut self) {
        let table = self.open.iter().rfind(|open| open.name == "table").is_some_and(|table| table.is_implied);
        if table && self.open.last().is_some_and(|open| is_frame(open.name)) {
            self.close("table");
        }
    }

    fn leaf(&mut self, content: Content<'a>) -> Result<()> {
        self.insert(content).map(|_| ())
    }

    /// Adds a node to the open element; between the rows of a table, in front of the table.
    fn insert(&mut self, content: Content<'a>) -> Result<At> {
        self.nodes.spend(1)?;
        let new = At(u32::try_from(self.page.nodes.len()).unwrap_or(u32::MAX));
        let part_of_table = matches!(&content, Content::Element(element)
            if is_cell(element.name) || is_section(element.name) || element.name == "tr");
        self.page.nodes.push(Node::new(content));
        let misplaced = !part_of_table && self.open.last().is_some_and(|open| is_frame(open.name));
        let table = self.open.iter().rposition(|open| open.name == "table").filter(|_| misplaced);
        match table.filter(|table| *table > 0) {
            Some(table) => {
                let parent = self.open.get(table - 1).map_or(At(0), |open| open.at);
                let before = self.open.get_mut(table).and_then(|open| open.before.replace(new));
                let next = match before.and_then(|before| self.page.node_mut(before)) {
                    Some(before) => before.next.replace(new),
                    None => self.page.node_mut(parent).and_then(|parent| parent.first.replace(new)),
                };
                if let Some(node) = self.page.node_mut(new) {
                    node.next = next;
                }
            }
            None => {
                let parent = self.open.last().map_or(At(0), |open| open.at);
                let last = self.page.node_mut(parent).and_then(|parent| {
                    parent.first = parent.first.or(Some(new));
                    parent.last.replace(new)
                });
                if let Some(last) = last.and_then(|last| self.page.node_mut(last)) {
                    last.next = Some(new);
                }
            }
        }
        Ok(new)
    }

    fn start(&mut self, element: Element<'a>) -> Result<()> {
        let name = element.name;
        if is_cell(name) || is_section(name) || name == "tr" {
            if !self.open.iter().any(|open| open.name == "table") {
                if name != "tr" {
                    // its words are text, and none with those of the cell before
                    return self.leaf(Content::Text(Cow::Borrowed(" ")));
                }
                // rows behind the end of their table: browsers show their words, and a person sees rows
                self.push(Element { name: "table", ..Element::default() })?;
                if let Some(open) = self.open.last_mut() {
                    open.is_implied = true;
                }
            }
            // what is open inside the place where this belongs is over
            let fits = |open: &str| match name {
                "td" | "th" => is_frame(open),
                "tr" => open == "table" || is_section(open),
                _ => open == "table",
            };
            while self.open.last().is_some_and(|open| !fits(open.name)) {
                self.pop();
            }
            if matches!(name, "td" | "th") && self.open.last().is_some_and(|open| open.name != "tr") {
                self.push(Element { name: "tr", ..Element::default() })?;
            }
        } else {
            self.leave_implied();
        }
        if name == "table" && self.innermost(|open| is_cell(open) || is_frame(open)).is_some_and(is_frame) {
            self.close("table");
        } else if matches!(name, "li" | "option") {
            self.close_within(&[name], &["ul", "ol", "select"]);
        } else if matches!(name, "dd" | "dt") {
            self.close_within(&["dd", "dt"], &["dl"]);
        }
        if BLOCKS.contains(&name) {
            self.close_within(&["p"], &["button", "object"]);
        }
        self.push(element)
    }

    fn push(&mut self, element: Element<'a>) -> Result<()> {
        if self.open.len() > limits::HTML_DEPTH {
            return Err(limits::exceeded("网页嵌套层数", "nesting of the page", limits::HTML_DEPTH));
        }
        let parent = self.open.last().map_or(At(0), |open| open.at);
        let before = self.page.node(parent).and_then(|parent| parent.last);
        let at = self.insert(Content::Element(element))?;
        self.foreign += usize::from(matches!(element.name, "svg" | "math"));
        self.open.push(Open { name: element.name, at, before, is_implied: false });
        Ok(())
    }

    fn pop(&mut self) {
        if self.open.len() > 1
            && let Some(open) = self.open.pop()
        {
            self.foreign -= usize::from(matches!(open.name, "svg" | "math"));
        }
    }

    fn innermost(&self, wanted: impl Fn(&str) -> bool) -> Option<&'a str> {
        self.open.iter().rev().map(|open| open.name).find(|name| wanted(name))
    }

    /// The end of an element: whatever is open inside it is over, too; one that closes nothing is passed over.
    fn end(&mut self, name: &'a str) -> Result<()> {
        match name {
            // both make a line end where nothing is open
            "br" => {
                return self.leaf(Content::Element(Element { name: "br", ..Element::default() }));
            }
            "p" => {
                if !self.close_within(&["p"], &["button", "object"]) {
                    self.leaf(Content::Element(Element { name: "br", ..Element::default() }))?;
                }
            }
            _ if IMPLIED.contains(&name) || VOID.contains(&name) => {}
            _ if FORMATTING.contains(&name) => {
                let place = self.open.iter().rposition(|open| open.name == name || ends_scope(open.name));
                if let Some(place) =
                    place.filter(|place| self.open.get(*place).is_some_and(|o| o.name == name))
                {
                    self.open.remove(place);
                }
            }
            "table" => self.close("table"),
            _ if is_cell(name) || is_frame(name) => {
                self.close_within(&[name], &[]);
            }
            _ => {
                self.close_within(&[name], &[]);
            }
        }
        Ok(())
    }

    /// Closes the innermost element of a name, wherever it is.
    fn close(&mut self, name: &str) {
        if let Some(place) = self.open.iter().rposition(|open| open.name == name) {
            while self.open.len() > place.max(1) {
                self.pop();
            }
        }
    }

    /// Closes the innermost of these elements, if it lies in the same cell and in no element of `fence`.
    fn close_within(&mut self, names: &[&str], fence: &[&str]) -> bool {
        let place = self.open.iter().rposition(|open| {
            names.iter().any(|name| name.eq_ignore_ascii_case(open.name))
                || fence.contains(&open.name)
                // the end of a part of a table leads out of a cell, never out of the table
                || if names.first().is_some_and(|name| is_frame(name) || is_cell(name)) {
                    open.name == "table"
                } else {
                    ends_scope(open.name)
                }
        });
        let found = place.filter(|place| {
            self.open
                .get(*place)
                .is_some_and(|open| names.iter().any(|name| name.eq_ignore_ascii_case(open.name)))
        });
        if let Some(place) = found {
            while self.open.len() > place.max(1) {
                self.pop();
            }
        }
        found.is_some()
    }
}

/// An end tag reaches no element around these.
fn ends_scope(name: &str) -> bool {
    is_cell(name) || name == "table" || name == "template" || name == "object"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in brackets.
    fn shape(page: &Page<'_>, at: At) -> String {
        page.children(at)
            .map(|child| match page.content(child) {
                Some(Content::Text(text)) => text.trim().to_owned(),
                Some(Content::Element(element)) => format!("{}({})", element.name, shape(page, child)),
                None => String::new(),
            })
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn pages_are_read_as_browsers_read_them() {
        for (page, tree) in [
            (
                "<!DOCTYPE html><html><head><title>x</title></head><body>甲<p>乙<p>丙</body></html>",
                "甲 p(乙) p(丙)",
            ),
            ("<ul><li>甲<li>乙<ul><li>丙</ul></ul>", "ul(li(甲) li(乙 ul(li(丙))))"),
            (
                "<TABLE><TR><TD>甲<TD>乙<TR><TD colspan=2>丙</TABLE>丁",
                "table(tr(td(甲) td(乙)) tr(td(丙))) 丁",
            ),
            ("<table><tbody><td>甲</td></tbody></table>", "table(tbody(tr(td(甲))))"),
            ("<table>错<tr>位<td>甲</td></tr></table>", "错 位 table(tr(td(甲)))"),
            ("<table><tr><td><table><tr><td>甲</table>乙</table>", "table(tr(td(table(tr(td(甲))) 乙)))"),
            ("<b><p>甲</b>乙</p>丙", "b(p(甲 乙)) 丙"),
            ("<div>甲</q>乙</div>丙", "div(甲 乙) 丙"),
            ("甲</p>乙</br>丙", "甲 br() 乙 br() 丙"),
            ("<script>if (a<b) '</scr'</script>甲<!-- <p> -->乙<!>丙<? x ?>丁", "甲 乙 丙 丁"),
            ("<p x=\">\" y='>' z>甲 < 乙 <3", "p(甲 < 乙 < 3)"),
            ("<o:p>甲</O:P>乙", "o:p(甲) 乙"),
            ("<svg><path/><g/></svg>甲", "svg() 甲"),
            ("<td>甲</td>乙", "甲 乙"),
            (
                "<table><tr><td>甲</table><tr><td>乙</tr> <tr><td>丙</tr><p>丁",
                "table(tr(td(甲))) table(tr(td(乙)) tr(td(丙))) p(丁)",
            ),
            ("甲<noscript><p>乙<br>丙</noscript>丁", "甲 noscript(br() 乙 br() 丙) 丁"),
            ("甲<a href=\"x", "甲"),
        ] {
            let parsed = Page::parse(page).unwrap();
            assert_eq!(shape(&parsed, parsed.root()), tree, "{page}");
        }
    }

    #[test]
    fn attributes_are_asked_for_whatever_stands_around_them() {
        let page =
            Page::parse("<table><td ColSpan = '2' rowspan=3px class=x>甲<td style=\"Display : NONE\">")
                .unwrap();
        let row = page.children(page.children(page.root()).next().unwrap()).next().unwrap();
        let cells: Vec<_> = page.children(row).filter_map(|cell| page.element(cell)).collect();
        assert_eq!((cells[0].columns, cells[0].rows, cells[0].hidden, cells[1].hidden), (2, 3, false, true));
    }
}
