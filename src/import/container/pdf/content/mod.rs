//! Content streams: the operators that place text and draw lines (ISO 32000-1, 8 and 9).

mod size;
mod text;

use std::{collections::HashMap, rc::Rc};

use hayro_syntax::{
    content::{TypedIter, ops::TypedInstruction as Operator},
    object::{Array, Dict, Name, Number, ObjectIdentifier, Stream},
    page::{self, Resources},
};

use super::{Characters, font::Font, packing};
use crate::{
    error::Result,
    import::container::{
        limits::{self, Budget},
        page::{Area, Drawing, Glyph, Matrix, Page, Subpath},
    },
};

/// How deep forms may hold forms.
const DEEPEST: usize = 8;
/// How many states may be saved.
const MOST_SAVED: usize = 512;
/// How far a character reaches below and above its base line.
const BELOW: f64 = -0.12;
const ABOVE: f64 = 0.88;

/// Reads the pages of a file, one after the other.
pub(super) struct ContentReader {
    /// By the object that each is or stands in, and its name there.
    fonts: HashMap<(ObjectIdentifier, Vec<u8>), Rc<Font>>,
    operators: Budget,
    forms: Budget,
    glyphs: Budget,
    pub(super) characters: Characters,
}

impl ContentReader {
    pub(super) fn new() -> Self {
        Self {
            fonts: HashMap::new(),
            operators: Budget::new(limits::PDF_OPERATORS, ("PDF 的绘图指令数", "operators of the PDF")),
            forms: Budget::new(limits::PDF_FORMS, ("PDF 的表单对象数", "forms that the PDF places")),
            glyphs: Budget::new(limits::GLYPHS, ("PDF 的字数", "characters of the PDF")),
            characters: Characters::default(),
        }
    }

    /// What stands on a page.
    ///
    /// # Errors
    /// When it goes beyond a limit.
    pub(super) fn page(&mut self, page: &page::Page<'_>) -> Result<Page> {
        let (width, height) = page.render_dimensions();
        let matrix = Matrix(page.initial_transform(true).as_coeffs());
        let (width, height) = (f64::from(width), f64::from(height));
        let paper = Area { left: 0.0, top: 0.0, right: width, bottom: height };
        let mut canvas = Canvas {
            paper,
            glyphs: Vec::new(),
            drawing: Drawing::default(),
            light: Drawing::default(),
            hidden: String::new(),
        };
        size::ensure_page(page.raw())?;
        if let Some(content) = page.page_stream() {
            Run::new(self, &mut canvas, page.resources(), matrix, 0).read(content)?;
        }
        let (rulings, fills) = canvas.drawing.into_parts(canvas.light);
        let hidden = canvas.hidden;
        Ok(Page { width, height, glyphs: canvas.glyphs, rulings, fills, hidden, ..Page::default() })
    }
}

/// What a page shows so far.
struct Canvas {
    paper: Area,
    glyphs: Vec<Glyph>,
    drawing: Drawing,
    /// What was drawn in white.
    light: Drawing,
    /// The characters of the page that are clipped away.
    hidden: String,
}

impl Canvas {
    /// Adds a character, when it is seen.
    fn show(&mut self, glyph: Glyph, clip: Option<Area>) {
        let (middle, margin) = (glyph.area.middle(), 0.25 * glyph.size);
        if !self.paper.holds(middle, margin) {
            return;
        }
        if clip.is_some_and(|clip| !clip.holds(middle, margin)) {
            self.hidden.push_str(&glyph.text);
            return;
        }
        self.glyphs.push(glyph);
    }
}

/// The graphics state, as far as text and lines need it.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    pen: f64,
    fills_white: bool,
    strokes_white: bool,
    /// What is drawn outside of this is not seen.
    clip: Option<Area>,
}

impl State {
    fn new(matrix: Matrix) -> Self {
        Self {
            matrix,
            font: None,
            size: 1.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            pen: 1.0,
            fills_white: false,
            strokes_white: false,
            clip: None,
        }
    }
}

/// The reading of one content stream: of a page, or of a form that it draws.
struct Run<'r, 'p> {
    reader: &'r mut ContentReader,
    canvas: &'r mut Canvas,
    resources: &'r Resources<'p>,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<Subpath>,
    /// Whether the path clips what is drawn behind it.
    clips: bool,
    fonts: HashMap<Vec<u8>, Option<Rc<Font>>>,
    depth: usize,
}

impl<'r, 'p> Run<'r, 'p> {
    fn new(
        reader: &'r mut ContentReader,
        canvas: &'r mut Canvas,
        resources: &'r Resources<'p>,
        matrix: Matrix,
        depth: usize,
    ) -> Self {
        Self {
            reader,
            canvas,
            resources,
            state: State::new(matrix),
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            path: Vec::new(),
            clips: false,
            fonts: HashMap::new(),
            depth,
        }
    }

    fn read(&mut self, content: &[u8]) -> Result<()> {
        let mut operators = TypedIter::new(content);
        while let Some(operator) = operators.next() {
            self.reader.operators.spend(1)?;
            self.set_state(&operator);
            self.set_colour(&operator);
            self.draw(&operator);
            self.set_text(&operator);
            self.show_text(&operator)?;
            self.place(&operator)?;
        }
        Ok(())
    }

    fn set_state(&mut self, operator: &Operator<'_, '_>) {
        match operator {
            Operator::SaveState(_) if self.saved.len() < MOST_SAVED => self.saved.push(self.state.clone()),
            Operator::RestoreState(_) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            Operator::Transform(m) => {
                let matrix = Matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(Number::as_f64));
                self.state.matrix = matrix.then(self.state.matrix);
            }
            Operator::LineWidth(width) => self.state.pen = width.0.as_f64(),
            _ => {}
        }
    }

    fn set_colour(&mut self, operator: &Operator<'_, '_>) {
        let (fills, strokes) = match operator {
            Operator::NonStrokeColorDeviceGray(c) => (Some(is_white([&c.0])), None),
            Operator::NonStrokeColorDeviceRgb(c) => (Some(is_white([&c.0, &c.1, &c.2])), None),
            Operator::NonStrokeColorCmyk(c) => (Some(is_white([&c.0, &c.1, &c.2, &c.3])), None),
            Operator::NonStrokeColor(c) => (Some(is_white(&c.0)), None),
            Operator::NonStrokeColorNamed(c) => (Some(c.1.is_none() && is_white(&c.0)), None),
            Operator::ColorSpaceNonStroke(_) => (Some(false), None),
            Operator::StrokeColorDeviceGray(c) => (None, Some(is_white([&c.0]))),
            Operator::StrokeColorDeviceRgb(c) => (None, Some(is_white([&c.0, &c.1, &c.2]))),
            Operator::StrokeColorCmyk(c) => (None, Some(is_white([&c.0, &c.1, &c.2, &c.3]))),
            Operator::StrokeColor(c) => (None, Some(is_white(&c.0))),
            Operator::StrokeColorNamed(c) => (None, Some(c.1.is_none() && is_white(&c.0))),
            Operator::ColorSpaceStroke(_) => (None, Some(false)),
            _ => (None, None),
        };
        self.state.fills_white = fills.unwrap_or(self.state.fills_white);
        self.state.strokes_white = strokes.unwrap_or(self.state.strokes_white);
    }

    fn draw(&mut self, operator: &Operator<'_, '_>) {
        match operator {
            Operator::MoveTo(p) => {
                let point = self.point(&p.0, &p.1);
                self.path.push(Subpath { points: vec![point], is_curved: false });
            }
            Operator::LineTo(p) => self.line_to(self.point(&p.0, &p.1), false),
            Operator::CubicTo(p) => self.line_to(self.point(&p.4, &p.5), true),
            Operator::CubicStartTo(p) => self.line_to(self.point(&p.2, &p.3), true),
            Operator::CubicEndTo(p) => self.line_to(self.point(&p.2, &p.3), true),
            Operator::ClosePath(_) => self.close(),
            Operator::RectPath(r) => {
                let [x, y, width, height] = [&r.0, &r.1, &r.2, &r.3].map(Number::as_f64);
                let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
                let points = corners.map(|(x, y)| self.state.matrix.apply(x, y)).to_vec();
                self.path.push(Subpath { points, is_curved: false });
            }
            Operator::StrokePath(_) => self.paint(false, true),
            Operator::CloseAndStrokePath(_) => {
                self.close();
                self.paint(false, true);
            }
            Operator::FillPathNonZero(_)
            | Operator::FillPathNonZeroCompatibility(_)
            | Operator::FillPathEvenOdd(_) => self.paint(true, false),
            Operator::FillAndStrokeNonZero(_) | Operator::FillAndStrokeEvenOdd(_) => self.paint(true, true),
            Operator::CloseFillAndStrokeNonZero(_) | Operator::CloseFillAndStrokeEvenOdd(_) => {
                self.close();
                self.paint(true, true);
            }
            Operator::EndPath(_) => self.end_path(),
            Operator::ClipNonZero(_) | Operator::ClipEvenOdd(_) => self.clips = true,
            _ => {}
        }
    }

    fn point(&self, x: &Number, y: &Number) -> (f64, f64) {
        self.state.matrix.apply(x.as_f64(), y.as_f64())
    }

    fn line_to(&mut self, point: (f64, f64), is_curve: bool) {
        match self.path.last_mut() {
            Some(subpath) => {
                subpath.points.push(point);
                subpath.is_curved |= is_curve;
            }
            None => self.path.push(Subpath { points: vec![point], is_curved: is_curve }),
        }
    }

    fn close(&mut self) {
        if let Some(subpath) = self.path.last_mut() {
            subpath.points.extend(subpath.points.first().copied());
        }
    }

    /// Ends the path; what is white rules nothing but what is in a colour.
    fn paint(&mut self, fills: bool, strokes: bool) {
        if fills {
            let is_white = self.state.fills_white;
            let drawing = if is_white { &mut self.canvas.light } else { &mut self.canvas.drawing };
            drawing.fill(&self.path);
        }
        if strokes {
            let is_white = self.state.strokes_white;
            let drawing = if is_white { &mut self.canvas.light } else { &mut self.canvas.drawing };
            drawing.stroke(&self.path, self.state.pen.abs() * self.state.matrix.scale());
        }
        self.end_path();
    }

    /// Forgets the path, and clips by the box around it what comes behind.
    fn end_path(&mut self) {
        if std::mem::take(&mut self.clips) && !self.path.is_empty() {
            let area = Area::around(self.path.iter().flat_map(|subpath| subpath.points.iter().copied()));
            self.state.clip = Some(self.state.clip.map_or(area, |clip| clip.common(area)));
        }
        self.path.clear();
    }

    /// Forms and pictures.
    fn place(&mut self, operator: &Operator<'_, '_>) -> Result<()> {
        match operator {
            Operator::XObject(name) => match self.resources.get_x_object(name.0) {
                Some(object) => self.place_object(&object),
                None => Ok(()),
            },
            Operator::InlineImage(_) => {
                self.picture();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn place_object(&mut self, object: &Stream<'_>) -> Result<()> {
        let dict = object.dict();
        let subtype = dict.get::<Name<'_>>("Subtype");
        match subtype.as_ref().map(Name::as_str) {
            Some("Image") => self.picture(),
            Some("Form") => {
                self.reader.forms.spend(1)?;
                if self.depth == DEEPEST {
                    return Ok(());
                }
                size::ensure_form(object)?;
                let Some(content) = packing::unpacked(object) else { return Ok(()) };
                let resources = dict.get::<Dict<'_>>("Resources").map(Resources::new);
                let resources = resources.unwrap_or_else(|| self.resources.clone());
                let matrix = form_matrix(dict).then(self.state.matrix);
                let clip = self.state.clip;
                let mut run = Run::new(self.reader, self.canvas, &resources, matrix, self.depth + 1);
                run.state.clip = clip;
                return run.read(&content);
            }
            _ => {}
        }
        Ok(())
    }

    fn picture(&mut self) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        self.canvas.drawing.picture(Area::around(corners.map(|(x, y)| self.state.matrix.apply(x, y))));
    }
}

fn form_matrix(dict: &Dict<'_>) -> Matrix {
    let numbers = dict.get::<Array<'_>>("Matrix");
    let numbers: Vec<f64> =
        numbers.iter().flat_map(Array::iter::<Number>).map(|number| number.as_f64()).take(6).collect();
    numbers.try_into().map_or(Matrix::IDENTITY, Matrix)
}

/// Whether a colour of one, three or four components is that of the paper.
fn is_white<'n>(components: impl IntoIterator<Item = &'n Number>) -> bool {
    let components: Vec<f64> = components.into_iter().map(Number::as_f64).collect();
    match components.len() {
        1 | 3 => components.iter().all(|component| *component > 0.97),
        4 => components.iter().all(|component| *component < 0.03),
        _ => false,
    }
}
