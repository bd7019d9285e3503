//! OFD (GB/T 33190-2016), the fixed-layout format of Chinese offices: pages in XML, read by the same table builder
//! as PDF. Lengths in the file are millimetres.

mod clips;
mod place;

use std::path::{Component, Path, PathBuf};

use self::{
    clips::Clips,
    place::{POINTS, Place, numbers, subpaths},
};
use super::{
    limits::{self, Budget},
    package::Package,
    page::{self, Area, Drawing, Glyph, Page},
    xml::{Xml, XmlEvent},
};
use crate::{
    error::{Error, Result},
    import::source::Document,
};

/// The part that every OFD has.
pub(super) const ENTRY: &str = "OFD.xml";
/// A4, for a file that says no size.
const PAGE: (f64, f64) = (210.0 * POINTS, 297.0 * POINTS);
/// How far a character reaches below and above its base line.
const BELOW: f64 = 0.12;
const ABOVE: f64 = 0.88;
/// A character whose middle lies further outside of what is shown is not seen.
const OUTSIDE: f64 = 0.25;

/// Reads an OFD.
///
/// # Errors
/// When it is encrypted, damaged, too large, or holds no text.
pub(super) fn read(package: &mut Package<'_>) -> Result<Document> {
    let mut glyphs = Budget::new(limits::GLYPHS, ("OFD 的字数", "characters of the OFD"));
    let mut pages = Vec::new();
    for root in roots(package)? {
        let outline = Outline::read(package, &root)?;
        for page in &outline.pages {
            if pages.len() == limits::PAGES {
                return Err(limits::exceeded("OFD 的页数", "pages of the OFD", limits::PAGES));
            }
            pages.push(outline.page(package, page, &mut glyphs)?);
        }
    }
    if pages.iter().all(|page| page.glyphs.is_empty()) {
        return Err(Error::failed(text!(
            "这个 OFD 里没有文字，可能是扫描件，也可能加了密",
            "this OFD holds no text; it may be a scan, or encrypted"
        ))
        .hint(text!(
            "请向发文单位要 Word 原件，或做文字识别（OCR），存成 docx 后再导入",
            "ask the office that issued it for the Word file, or recognise its text (OCR), save it as docx and import that"
        )));
    }
    page::document("OFD", pages)
}

/// A name of a part as it is written in `base`: with `/` it begins at the root.
fn resolved(base: &str, name: &str) -> String {
    let name = name.trim().replace('\\', "/");
    let base = Path::new(base).parent().unwrap_or(Path::new(""));
    let path = if name.starts_with('/') { PathBuf::from(name) } else { base.join(name) };
    let mut parts: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::ParentDir => drop(parts.pop()),
            _ => {}
        }
    }
    parts.join("/")
}

/// The elements of a part: each start with the path above it, each text with the path that ends in its element.
fn walk(package: &mut Package<'_>, name: &str, mut visit: impl FnMut(Seen<'_>) -> Result<()>) -> Result<()> {
    let Some(part) = package.part(name)? else { return Ok(()) };
    let mut xml = Xml::new(part);
    let mut text = String::new();
    loop {
        match xml.next()? {
            XmlEvent::Start => {
                text.clear();
                visit(Seen::Start(&xml))?;
            }
            XmlEvent::Text => text.push_str(xml.text()),
            XmlEvent::End => {
                visit(Seen::End(xml.name(), &text))?;
                text.clear();
            }
            XmlEvent::Eof => return Ok(()),
        }
    }
}

enum Seen<'a> {
    /// An element begins.
    Start(&'a Xml<'a>),
    /// An element ends, with the text since its last tag.
    End(&'a str, &'a str),
}

/// The documents of a file.
fn roots(package: &mut Package<'_>) -> Result<Vec<String>> {
    let mut roots = Vec::new();
    walk(package, ENTRY, |seen| {
        if let Seen::End("DocRoot", text) = seen {
            roots.push(resolved(ENTRY, text));
        }
        Ok(())
    })?;
    Ok(roots)
}

/// What the main part of a document says of its pages.
#[derive(Default)]
struct Outline {
    pages: Vec<String>,
    /// Pages that others are drawn upon, by their numbers.
    templates: Vec<(String, String)>,
    size: Option<(f64, f64)>,
}

impl Outline {
    fn read(package: &mut Package<'_>, root: &str) -> Result<Self> {
        let mut outline = Self::default();
        walk(package, root, |seen| {
            match seen {
                Seen::Start(xml) if matches!(xml.name(), "Page" | "TemplatePage") => {
                    let Some(place) = xml.attribute("BaseLoc").map(|place| resolved(root, &place)) else {
                        return Ok(());
                    };
                    if xml.name() == "Page" {
                        outline.pages.push(place);
                    } else {
                        outline.templates.push((xml.attribute("ID").unwrap_or_default(), place));
                    }
                }
                Seen::End("PhysicalBox", text) => outline.size = outline.size.or_else(|| size(text)),
                _ => {}
            }
            Ok(())
        })?;
        Ok(outline)
    }

    fn page(&self, package: &mut Package<'_>, name: &str, glyphs: &mut Budget) -> Result<Page> {
        let mut canvas = Canvas::new(glyphs);
        canvas.draw(package, name)?;
        let templates = std::mem::take(&mut canvas.templates);
        let own_size = canvas.size;
        for (_, template) in self.templates.iter().filter(|(id, _)| templates.contains(id)) {
            canvas.draw(package, template)?;
        }
        let (width, height) = own_size.or(self.size).unwrap_or(PAGE);
        let (rulings, fills) = canvas.drawing.into_parts(Drawing::default());
        let paper = Area { left: 0.0, top: 0.0, right: width, bottom: height };
        let (mut glyphs, hidden) = (canvas.shown, canvas.hidden);
        glyphs.retain(|glyph| paper.holds(glyph.area.middle(), OUTSIDE * glyph.size));
        Ok(Page { width, height, glyphs, rulings, fills, hidden, ..Page::default() })
    }
}

/// Width and height of a box, in points.
fn size(text: &str) -> Option<(f64, f64)> {
    match numbers(text).as_slice() {
        [_, _, width, height] => Some((width * POINTS, height * POINTS)),
        _ => None,
    }
}

/// A text object while it is read.
struct TextObject {
    place: Place,
    size: f64,
    stretch: f64,
    code: TextCode,
}

/// A run of its characters: where it begins, and how far each is from the next.
#[derive(Default)]
struct TextCode {
    x: f64,
    y: f64,
    across: Vec<f64>,
    down: Vec<f64>,
}

/// A path object while it is read.
struct PathObject {
    place: Place,
    strokes: bool,
    fills: bool,
    pen: f64,
}

/// What a page shows so far.
struct Canvas<'b> {
    glyphs: &'b mut Budget,
    shown: Vec<Glyph>,
    drawing: Drawing,
    templates: Vec<String>,
    size: Option<(f64, f64)>,
    text: Option<TextObject>,
    path: Option<PathObject>,
    clips: Clips,
    /// The characters that are clipped away.
    hidden: String,
}

impl<'b> Canvas<'b> {
    fn new(glyphs: &'b mut Budget) -> Self {
        Self {
            glyphs,
            shown: Vec::new(),
            drawing: Drawing::default(),
            templates: Vec::new(),
            size: None,
            text: None,
            path: None,
            clips: Clips::default(),
            hidden: String::new(),
        }
    }

    fn draw(&mut self, package: &mut Package<'_>, name: &str) -> Result<()> {
        walk(package, name, |seen| match seen {
            Seen::Start(xml) => {
                self.start(xml);
                Ok(())
            }
            Seen::End(name, text) => self.end(name, text),
        })
    }

    fn start(&mut self, xml: &Xml<'_>) {
        let number = |name: &str, default: f64| {
            xml.attribute(name).and_then(|number| number.trim().parse().ok()).unwrap_or(default)
        };
        let is = |name: &str, default: bool| xml.attribute(name).map_or(default, |value| value == "true");
        if self.clips.start(xml) {
            return;
        }
        match xml.name() {
            "Template" => self.templates.extend(xml.attribute("TemplateID")),
            "TextObject" => {
                let place = Place::of(xml).filter(|_| is("Visible", true));
                let (size, stretch) = (number("Size", 0.0), number("HScale", 1.0));
                self.text = place.map(|place| TextObject { place, size, stretch, code: TextCode::default() });
            }
            "TextCode" => {
                if let Some(text) = &mut self.text {
                    // what is not said is as in the run before
                    text.code.x = number("X", text.code.x);
                    text.code.y = number("Y", text.code.y);
                    let deltas =
                        |name: &str| xml.attribute(name).map(|words| deltas(&words)).unwrap_or_default();
                    (text.code.across, text.code.down) = (deltas("DeltaX"), deltas("DeltaY"));
                }
            }
            "PathObject" => {
                let place = Place::of(xml).filter(|_| is("Visible", true));
                let (strokes, fills, pen) =
                    (is("Stroke", true), is("Fill", false), number("LineWidth", 0.353));
                self.path = place.map(|place| PathObject { place, strokes, fills, pen: pen * POINTS });
            }
            "ImageObject" => {
                let boundary = xml.attribute("Boundary").map(|words| numbers(&words)).unwrap_or_default();
                if let [x, y, width, height] = *boundary {
                    let corners = [(x * POINTS, y * POINTS), ((x + width) * POINTS, (y + height) * POINTS)];
                    self.drawing.picture(Area::around(corners));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, text: &str) -> Result<()> {
        if self.clips.end(name, text) {
            return Ok(());
        }
        match name {
            "PhysicalBox" => self.size = size(text),
            "TextCode" => self.show(text)?,
            "AbbreviatedData" => self.paint(text),
            "TextObject" => self.text = None,
            "PathObject" => self.path = None,
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, characters: &str) -> Result<()> {
        let Some(TextObject { place, size, stretch, code }) = &self.text else { return Ok(()) };
        let (mut x, mut y) = (code.x, code.y);
        for (index, character) in characters.trim_matches(['\n', '\r']).chars().enumerate() {
            self.glyphs.spend(1)?;
            let full = (if character.is_ascii() { 0.5 } else { 1.0 }) * size * stretch;
            let step = code.across.get(index).or(code.across.last()).copied();
            let width = step.filter(|step| *step > 0.0).map_or(full, |step| full.min(step.max(0.3 * size)));
            let corners = [(x, y - ABOVE * size), (x + width, y + BELOW * size)];
            let area = Area::around(corners.map(|(x, y)| place.point(x, y)));
            if character.is_whitespace()
                && let Some(last) = self.shown.last_mut()
            {
                last.note_blank(area);
            }
            if !character.is_whitespace() && area.is_sane() && !place.matrix.is_slanting() {
                let height = area.bottom - area.top;
                let size = if place.matrix.turn() % 2 == 0 { height } else { area.right - area.left };
                let turn = place.matrix.turn();
                if self.clips.hide(area.middle(), OUTSIDE * size) {
                    self.hidden.push(character);
                } else {
                    self.shown.push(Glyph {
                        area,
                        size,
                        text: character.to_string(),
                        turn,
                        has_blank: false,
                    });
                }
            }
            let down = code.down.get(index).or(code.down.last()).copied();
            x += step.unwrap_or(if down.is_some() { 0.0 } else { width });
            y += down.unwrap_or_default();
        }
        Ok(())
    }

    fn paint(&mut self, data: &str) {
        let Some(PathObject { place, strokes, fills, pen }) = &self.path else { return };
        let path = subpaths(data, place);
        let area = Area::around(path.iter().flat_map(|subpath| subpath.points.iter().copied()));
        if self.clips.hide(area.middle(), area.width().max(area.height()) / 2.0) {
            return;
        }
        if *fills {
            self.drawing.fill(&path);
        }
        if *strokes {
            self.drawing.stroke(&path, *pen);
        }
    }
}

/// The distances of characters: numbers, `g n v` for n times v.
fn deltas(text: &str) -> Vec<f64> {
    const MOST: usize = 100_000;
    let mut found = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word == "g" {
            let times: usize = words.next().and_then(|count| count.parse().ok()).unwrap_or_default();
            let value: Option<f64> = words.next().and_then(|value| value.parse().ok());
            let times = times.min(MOST - found.len().min(MOST));
            found.extend(value.into_iter().flat_map(|value| std::iter::repeat_n(value, times)));
        } else if let Ok(value) = word.parse()
            && found.len() < MOST
        {
            found.push(value);
        }
    }
    found
}
