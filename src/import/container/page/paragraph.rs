//! Lines of running text become paragraphs: a line that filled the width of the text goes on in the next one, over the
//! end of a page, too, unless where the next one stands says that it begins something.

use super::{
    Piece,
    join::begins_item,
    line::{Line, is_full, joint},
    seam::{self, Doubt, Habits},
};
use crate::import::source::{Block, Paragraph, SourceLocation};

/// Two places that are the same: this part of a character apart at most.
const SAME: f64 = 0.6;

/// What a paragraph ends with, and a line inside of it seldom.
pub(super) const ENDS: [char; 12] = ['。', '；', '：', '）', '〕', '】', '.', ';', ':', ')', '！', '？'];

/// What no paragraph ends with.
const OPEN_ENDS: [char; 8] = ['，', '、', ',', '（', '(', '《', '〔', '“'];

/// The sides of the running text of a document, and what sets its paragraphs apart.
pub(super) struct Setting {
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where lines begin that stand in the middle of the page.
    centred: Vec<f64>,
    /// From the top of a line to the top of the next one of its paragraph, in sizes of a character.
    pub(super) pitch: f64,
    /// How far their first lines are indented, where most paragraphs begin so.
    pub(super) indent: Option<f64>,
    /// Whether there is more room between paragraphs than between their lines.
    pub(super) is_spaced: bool,
    pub(super) habits: Habits,
}

impl Setting {
    /// The setting of the pages of one width, from their lines: none where no line comes to the margin of the page, which
    /// is about as wide on the right as on the left.
    pub(super) fn of(pages: &[&[Piece]], page_width: f64) -> Option<Self> {
        /// So many lines without an end may be something else than the middle of a paragraph.
        const FEW: usize = 4;
        let pages: Vec<Vec<&Line>> =
            pages.iter().map(|pieces| pieces.iter().filter_map(Piece::line).collect()).collect();
        let lines: Vec<&Line> = pages.iter().flat_map(|lines| body(lines)).collect();
        let left = lines.iter().map(|line| line.area.left).min_by(f64::total_cmp)?;
        let widest = lines.iter().max_by(|a, b| end(a).total_cmp(&end(b)))?;
        let right = end(widest);
        if page_width - right > 1.5 * left.max(0.0) + 1.5 * widest.size {
            return None;
        }
        let mut setting = Self {
            left,
            right,
            centred: centred(&pages, left, page_width),
            pitch: f64::INFINITY,
            indent: None,
            is_spaced: false,
            habits: Habits::default(),
        };
        let pairs =
            || pages.iter().flat_map(|lines| lines.iter().copied().zip(lines.iter().copied().skip(1)));
        let mut pitches: Vec<f64> = pairs()
            .filter(|(line, next)| setting.fills(line, next))
            .map(|(line, next)| pitch(line, next))
            .collect();
        pitches.sort_by(f64::total_cmp);
        setting.pitch = pitches.get(pitches.len() / 3).copied()?;
        let spaced = pairs().filter(|(line, next)| setting.stands_apart(line, next)).count();
        setting.is_spaced = spaced * 12 >= pages.iter().map(Vec::len).sum();
        setting.indent = setting.usual_indent(pairs());
        setting.habits = Habits::of(&setting, pairs());
        let torn = pairs().filter(|(line, next)| setting.tears(line, next)).count();
        (torn <= pitches.len() + FEW).then_some(setting)
    }

    /// Whether a line looks like the middle of a paragraph and is not full: where many do, they are no paragraphs of this
    /// width.
    pub(super) fn tears(&self, line: &Line, next: &Line) -> bool {
        is_wide(line)
            && !self.fills(line, next)
            && !self.is_centred(line)
            && !self.stands_apart(line, next)
            && (line.size - next.size).abs() < 0.1 * next.size
            && self.is_at_left(next)
            && !line.text.ends_with(ENDS)
            && !begins_item(&line.text)
            && !begins_item(&next.text)
            && !is_titled(&next.text)
    }

    /// How far the first lines of paragraphs are indented: most lines that fill the width and are followed by one at the
    /// left, unless more of them are followed by another indented one.
    fn usual_indent<'l>(&self, pairs: impl Iterator<Item = (&'l Line, &'l Line)>) -> Option<f64> {
        let (mut indents, mut level) = (Vec::new(), 0);
        for (line, next) in pairs.filter(|(line, next)| self.fills(line, next)) {
            let by = line.area.left - self.left;
            if (1.0..5.0).contains(&(by / line.size.max(1.0))) {
                level += usize::from((next.area.left - line.area.left).abs() < SAME * next.size);
                if self.is_at_left(next) {
                    indents.push(by);
                }
            }
        }
        indents.sort_by(f64::total_cmp);
        indents.get(indents.len() / 2).copied().filter(|_| indents.len() > level)
    }

    pub(super) fn is_at_left(&self, line: &Line) -> bool {
        line.area.left - self.left < SAME * line.size
    }

    pub(super) fn has_indent(&self, line: &Line) -> bool {
        self.indent.is_some_and(|indent| (line.area.left - self.left - indent).abs() < SAME * line.size)
    }

    /// Whether a line stands in the middle of the page with room on both sides: a title, however long it is beside short lines
    /// of text.
    fn is_centred(&self, line: &Line) -> bool {
        self.centred.contains(&line.area.left)
    }

    /// Whether there was no room in a line of running text for the beginning of the next one.
    pub(super) fn fills(&self, line: &Line, next: &Line) -> bool {
        let stretch = 1.0 + line.spacing / line.size.max(1.0);
        is_wide(line)
            && !self.is_centred(line)
            && is_full((self.right - line.area.right) / stretch, next)
            && !is_leader(&line.text)
            && !is_leader(&next.text)
    }

    pub(super) fn stands_apart(&self, line: &Line, next: &Line) -> bool {
        pitch(line, next) > 1.25 * self.pitch
    }

    /// Whether the place of a line tells that it begins no paragraph: it is not indented, or no further below.
    pub(super) fn is_known(&self, next: &Line, is_same_page: bool) -> bool {
        self.indent.is_some() && self.is_at_left(next) || self.is_spaced && is_same_page
    }

    /// Whether a line is the rest of the paragraph above.
    fn goes_on(&self, above: &Running, next: &Line, is_same_page: bool) -> bool {
        let (last, size) = (&above.last, next.size);
        let has_ended = last.text.ends_with(ENDS);
        let is_open_ended = is_wide(last) && last.text.ends_with(OPEN_ENDS);
        if !self.fills(last, next) && !is_open_ended
            || (last.size - size).abs() > 0.1 * size
            || is_same_page && self.stands_apart(last, next)
            || has_columns(last)
            || has_columns(next)
            || last.area.left - self.left > 0.3 * (self.right - self.left)
        {
            return false;
        }
        let further = next.area.left - last.area.left;
        // the lines below a number stand below the text behind it
        let hangs = above.is_one_line && begins_item(&last.text) && further < 4.0 * size;
        if further > SAME * size && !hangs || further < -SAME * size && !above.is_one_line {
            return false;
        }
        if above.is_one_line && self.has_indent(last) && further.abs() < SAME * size {
            return false;
        }
        let is_known = self.is_known(next, is_same_page);
        let begins = seam::begins(above, next);
        !(begins && (has_ended || !is_known) || !is_known && self.closes(&last.text))
    }
}

/// A paragraph that may go on.
pub(super) struct Running {
    pub(super) text: String,
    pub(super) last: Line,
    pub(super) is_one_line: bool,
    page: usize,
    location: SourceLocation,
}

impl Running {
    /// The paragraph that a line of a page begins.
    pub(super) fn new(line: Line, page: usize, location: SourceLocation) -> Self {
        Self { text: line.text.clone(), last: line, is_one_line: true, page, location }
    }

    /// Takes the next line in, or gives it back where it begins another paragraph; and whether that was in doubt.
    pub(super) fn take(
        &mut self,
        setting: Option<&Setting>,
        next: Line,
        page: usize,
    ) -> (Option<Line>, Option<Doubt>) {
        let is_same_page = self.page == page;
        let Some(setting) = setting else {
            let doubt = seam::may_go_on(&self.last, &next).then_some(Doubt::Parted);
            return (Some(next), doubt);
        };
        if !setting.goes_on(self, &next, is_same_page) {
            let doubt = setting.may_go_on(self, &next, is_same_page).then_some(Doubt::Parted);
            return (Some(next), doubt);
        }
        let doubt = setting.may_end(self, &next, is_same_page).then_some(Doubt::Joined);
        self.text.push_str(joint(&self.last, &next));
        self.text.push_str(&next.text);
        (self.last, self.is_one_line, self.page) = (next, false, page);
        (None, doubt)
    }

    pub(super) fn into_block(self) -> Block {
        Block::Paragraph(Paragraph::new(self.text, self.location))
    }
}

/// Where lines begin that stand in the middle of the page, with room on both sides. What other lines begin at, too, is an
/// indent.
fn centred(pages: &[Vec<&Line>], left: f64, page_width: f64) -> Vec<f64> {
    const ROOM: f64 = 2.5;
    const OFF: f64 = 0.75;
    let lines = || pages.iter().flatten();
    let mut begins: Vec<f64> = lines().map(|line| line.area.left).collect();
    begins.sort_by(f64::total_cmp);
    let up_to = |place: f64| begins.partition_point(|begin| *begin < place);
    let is_alone = |line: &Line| {
        let near = SAME * line.size;
        up_to(line.area.left + near) - up_to(line.area.left - near) <= 1
    };
    let is_centred = |line: &&&Line| {
        line.area.left - left > ROOM * line.size
            && (line.area.left + line.area.right - page_width).abs() < OFF * line.size
    };
    lines().filter(is_centred).filter(|line| is_alone(line)).map(|line| line.area.left).collect()
}

/// The lines of a page that its margins can be told from: those of text, not what stands apart at its edges.
fn body<'l>(lines: &[&'l Line]) -> Vec<&'l Line> {
    const APART: f64 = 2.5;
    let stands_apart = |a: Option<&&Line>, b: Option<&&Line>| {
        a.zip(b).is_some_and(|(a, b)| (b.area.bottom - a.area.bottom).abs() > APART * a.size.max(b.size))
    };
    let has_head = stands_apart(lines.first(), lines.get(1));
    let has_foot = stands_apart(lines.last(), lines.iter().rev().nth(1));
    let inner = lines.iter().skip(usize::from(has_head)).rev().skip(usize::from(has_foot));
    inner.copied().filter(|line| is_wide(line) && !has_columns(line)).collect()
}

/// Whether the last bracket of a text is open: what has a title inside of it begins nothing.
pub(super) fn is_inside_bracket(text: &str) -> bool {
    let last = |signs: [char; 2]| text.rfind(signs);
    last(['（', '(']) > last(['）', ')'])
}

/// A line of fewer characters is no full line of running text.
pub(super) fn is_wide(line: &Line) -> bool {
    const NARROWEST: f64 = 12.0;
    line.area.width() > NARROWEST * line.size
}

/// Where a line ends on the right without the mark at its end, which some programs let hang over the margin.
fn end(line: &Line) -> f64 {
    let hanging = match line.text.chars().next_back() {
        Some('，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '”') => line.size,
        Some(',' | '.' | ';' | ':' | ')') => 0.5 * line.size,
        _ => 0.0,
    };
    line.area.right - hanging
}

/// From the top of a line to the top of the next, in sizes of a character.
fn pitch(line: &Line, next: &Line) -> f64 {
    (next.area.bottom - line.area.bottom) / line.size.max(next.size).max(1.0)
}

/// An entry of a table of contents: dots lead to the number of a page.
pub(super) fn is_leader(text: &str) -> bool {
    const FEWEST: usize = 4;
    let is_dot = |sign: &char| ".…·．⋯".contains(*sign);
    let end: Vec<char> = text.chars().rev().filter(|sign| !sign.is_whitespace()).collect();
    let number = end.iter().take_while(|sign| !is_dot(sign)).count();
    number <= 5 && end.iter().skip(number).take_while(|sign| is_dot(sign)).count() >= FEWEST
}

/// Whether a line has wide room inside, other than behind a number at its beginning.
pub(super) fn has_columns(line: &Line) -> bool {
    const WIDE: f64 = 1.5;
    let rooms = line.pieces.iter().zip(line.pieces.iter().skip(1));
    rooms.filter(|(before, behind)| behind.0 - before.1 > WIDE * line.size).any(|(before, _)| {
        let is_number = before.1 - line.area.left < 4.0 * line.size && begins_item(&line.text);
        !is_number
    })
}

/// `3.5` at the beginning of a line is no number of an item.
pub(super) fn begins_with_decimal(text: &str) -> bool {
    let rest = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    rest.len() < text.len()
        && rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()))
}

/// A line with a title of its own (`责任单位：…`), which is not the rest of the one above (`（责任单位：…`).
pub(super) fn is_titled(text: &str) -> bool {
    const LONGEST: usize = 7;
    let title = text.trim_start_matches(['【', '〔']);
    let at = title.chars().take(LONGEST).position(|sign| matches!(sign, '：' | ':'));
    at.is_some_and(|at| at >= 2) && !title.starts_with(['（', '('])
}
