//! The operators that place text: its state, its lines, its characters.

use std::rc::Rc;

use hayro_syntax::{
    content::ops::TypedInstruction as Operator,
    object::{Name, Number, Object},
};

use super::{ABOVE, BELOW, Run};
use crate::{
    error::Result,
    import::container::{
        page::{Area, Glyph, Matrix},
        pdf::font::Font,
    },
};

impl Run<'_, '_> {
    pub(super) fn set_text(&mut self, operator: &Operator<'_, '_>) {
        let state = &mut self.state;
        match operator {
            Operator::BeginText(_) => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            Operator::CharacterSpacing(n) => state.character_spacing = n.0.as_f64(),
            Operator::WordSpacing(n) => state.word_spacing = n.0.as_f64(),
            Operator::HorizontalScaling(n) => state.stretch = n.0.as_f64() / 100.0,
            Operator::TextLeading(n) => state.leading = n.0.as_f64(),
            Operator::TextRise(n) => state.rise = n.0.as_f64(),
            Operator::TextFont(font) => {
                state.size = font.1.as_f64();
                self.state.font = self.font(font.0);
            }
            Operator::NextLine(p) => self.next_line(p.0.as_f64(), p.1.as_f64()),
            Operator::NextLineAndSetLeading(p) => {
                state.leading = -p.1.as_f64();
                self.next_line(p.0.as_f64(), p.1.as_f64());
            }
            Operator::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Operator::SetTextMatrix(m) => {
                self.line = Matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(Number::as_f64));
                self.text = self.line;
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    pub(super) fn show_text(&mut self, operator: &Operator<'_, '_>) -> Result<()> {
        match operator {
            Operator::ShowText(text) => self.show(text.0.as_bytes()),
            Operator::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes())
            }
            Operator::ShowTextWithParameters(text) => {
                self.state.word_spacing = text.0.as_f64();
                self.state.character_spacing = text.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes())
            }
            Operator::ShowTexts(texts) => texts.0.iter::<Object<'_>>().try_for_each(|object| match object {
                Object::String(text) => self.show(text.as_bytes()),
                Object::Number(back) => {
                    self.advance(-back.as_f64() / 1000.0 * self.state.size, 0.0);
                    Ok(())
                }
                _ => Ok(()),
            }),
            _ => Ok(()),
        }
    }

    /// Moves on along the text.
    fn advance(&mut self, by: f64, spacing: f64) {
        let is_vertical = self.state.font.as_ref().is_some_and(|font| font.is_vertical());
        let step = if is_vertical {
            Matrix::moved(0.0, by + spacing)
        } else {
            Matrix::moved((by + spacing) * self.state.stretch, 0.0)
        };
        self.text = step.then(self.text);
    }

    fn show(&mut self, mut bytes: &[u8]) -> Result<()> {
        let Some(font) = self.state.font.clone() else { return Ok(()) };
        while !bytes.is_empty() {
            self.reader.glyphs.spend(1)?;
            let code = font.code(bytes);
            bytes = bytes.get(code.length..).unwrap_or_default();
            let state = &self.state;
            let sized = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]);
            let matrix = sized.then(self.text).then(state.matrix);
            let (left, right, low, high) =
                if font.is_vertical() { (-0.5, 0.5, -0.9, 0.1) } else { (0.0, code.width, BELOW, ABOVE) };
            let corners = [(left, low), (right, low), (left, high), (right, high)];
            let area = Area::around(corners.map(|(x, y)| matrix.apply(x, y)));
            match code.text {
                Some(text) if text.trim().is_empty() => {
                    if let Some(last) = self.canvas.glyphs.last_mut() {
                        last.note_blank(area);
                    }
                }
                Some(text) => {
                    self.reader.characters.count(Some(&text));
                    if area.is_sane() && !matrix.is_slanting() {
                        let glyph = Glyph {
                            area,
                            size: matrix.height(),
                            // one glyph is both in most fonts, and the table behind it names the one that nobody types
                            text: if text == "―" { "—".to_owned() } else { text },
                            turn: matrix.turn(),
                            has_blank: false,
                        };
                        self.canvas.show(glyph, state.clip);
                    }
                }
                None => self.reader.characters.count(None),
            }
            let word_spacing = if code.is_space { state.word_spacing } else { 0.0 };
            let spacing = state.character_spacing + word_spacing;
            let by = if font.is_vertical() { -state.size } else { code.width * state.size };
            self.advance(by, spacing);
        }
        Ok(())
    }

    fn font(&mut self, name: &Name<'_>) -> Option<Rc<Font>> {
        if let Some(font) = self.fonts.get(name.as_ref() as &[u8]) {
            return font.clone();
        }
        let font = self.resources.get_font(name).map(|dict| match dict.obj_id() {
            // fonts that are written in the resources have the number of the object around them
            Some(id) => {
                let key = (id, (name.as_ref() as &[u8]).to_vec());
                self.reader.fonts.entry(key).or_insert_with(|| Rc::new(Font::new(&dict))).clone()
            }
            None => Rc::new(Font::new(&dict)),
        });
        self.fonts.insert((name.as_ref() as &[u8]).to_vec(), font.clone());
        font
    }
}
