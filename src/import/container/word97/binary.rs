//! The streams of a Word file: where its text lies, and the properties of each place ([MS-DOC] 2.5 to 2.9).

use super::{
    super::{
        compound::{Compound, u16_at, u32_at},
        limits,
    },
    MAIN, sprm,
    styles::Styles,
};
use crate::{
    error::{Error, Result},
    import::source::Aside,
};

const MAGIC: u16 = 0xa5ec;
/// Word 6 and 95.
const OLD_MAGIC: u16 = 0xa5dc;
const ENCRYPTED: u16 = 0x100;
const SECOND_TABLE: u16 = 0x200;
/// The size of the pages in which properties lie.
const PAGE: usize = 512;

/// The parts of the table stream, by their place in the header ([MS-DOC] 2.5.6).
mod part {
    pub(super) const STYLES: usize = 1;
    pub(super) const CHARACTERS: usize = 12;
    pub(super) const PARAGRAPHS: usize = 13;
    pub(super) const PIECES: usize = 33;
    pub(super) const LISTS: usize = 73;
    pub(super) const OVERRIDES: usize = 74;
}

/// A Word file, opened.
pub(super) struct Binary {
    main: Vec<u8>,
    pub(super) table: Vec<u8>,
    /// What did not fit beside the other properties; read only where something lies there, as pictures do, too.
    data: Vec<u8>,
    pieces: Vec<TextPiece>,
    /// The text of the document itself, in characters; notes and headers follow it.
    length: usize,
    /// The lengths of the texts that follow it, each with what it is.
    others: Vec<(Aside, usize)>,
    paragraphs: Vec<Run>,
    /// What is deleted or hidden: from, to.
    left_out: Vec<(usize, usize)>,
    styles: Styles,
    /// Where the definitions of lists, and what paragraphs make of them, begin in the table stream.
    pub(super) lists: usize,
    pub(super) overrides: usize,
}

/// A stretch of text that lies together in the file.
#[derive(Clone, Copy, Debug)]
struct TextPiece {
    characters: usize,
    offset: usize,
    is_narrow: bool,
}

/// A stretch of the file whose paragraphs have these properties.
#[derive(Clone, Debug)]
struct Run {
    from: usize,
    to: usize,
    style: u16,
    /// Where its group of modifiers lies in the main stream.
    group: std::ops::Range<usize>,
}

/// What is said of a paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph<'b> {
    pub(super) is_in_table: bool,
    pub(super) ends_row: bool,
    pub(super) depth: u32,
    pub(super) list: Option<usize>,
    pub(super) level: usize,
    /// The level of a heading, from 0; 9 says that it is none.
    outline: Option<u8>,
    /// The definition of the row that it ends.
    pub(super) row: &'b [u8],
    /// Cells whose merging is said apart: index, how.
    pub(super) merged_down: Vec<(u8, u8)>,
}

impl<'b> Paragraph<'b> {
    /// The level of a heading, from 1.
    pub(super) fn heading(&self) -> Option<u8> {
        const DEEPEST: u8 = 6;
        self.outline.filter(|outline| *outline < DEEPEST).map(|outline| outline + 1)
    }

    /// Takes over what some modifiers say.
    pub(super) fn apply(&mut self, group: &'b [u8]) {
        for (code, operand) in sprm::modifiers(group) {
            let byte = operand.first().copied().unwrap_or_default();
            match code {
                sprm::IN_TABLE => self.is_in_table = byte != 0,
                sprm::ENDS_ROW => self.ends_row = byte != 0,
                sprm::DEPTH => self.depth = u32_at(operand, 0).unwrap_or_default(),
                sprm::LIST => self.list = u16_at(operand, 0).map(usize::from).filter(|list| *list > 0),
                sprm::OUTLINE => self.outline = Some(byte),
                sprm::LEVEL => self.level = usize::from(byte),
                sprm::ROW => self.row = operand,
                sprm::MERGED_DOWN => {
                    self.merged_down.push((byte, operand.get(1).copied().unwrap_or_default()));
                }
                _ => {}
            }
        }
    }
}

impl Binary {
    /// Opens the streams.
    ///
    /// # Errors
    /// When it is of an older version, encrypted, or damaged.
    pub(super) fn open(file: &Compound<'_>) -> Result<Self> {
        let damaged = || limits::damaged("WordDocument", text!("文件头不完整", "its header is cut off"));
        let main = file.stream(MAIN)?.ok_or_else(damaged)?;
        match u16_at(&main, 0) {
            Some(MAGIC) => {}
            Some(OLD_MAGIC) => {
                return Err(Error::failed(text!(
                    "这是 Word 6.0/95 的文档，pjt 读不了",
                    "this is a document of Word 6.0 or 95, which pjt can't read"
                ))
                .hint(text!(
                    "请用 Word 或 WPS 打开，另存为 docx 后再导入",
                    "open it in Word or WPS, save it as docx, and import that"
                )));
            }
            _ => return Err(limits::damaged("WordDocument", text!("没有文件头", "it has no header"))),
        }
        let flags = u16_at(&main, 10).ok_or_else(damaged)?;
        if flags & ENCRYPTED != 0 {
            return Err(Error::failed(text!("文件加了密码", "the document is encrypted"))
                .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")));
        }
        let name = if flags & SECOND_TABLE == 0 { "0Table" } else { "1Table" };
        let table = file
            .stream(name)?
            .ok_or_else(|| limits::damaged(name, text!("缺少这个数据流", "the stream is missing")))?;
        let header = Header::of(&main).ok_or_else(damaged)?;
        let part = |index: usize| header.part(&main, &table, index);
        let pieces = pieces(part(part::PIECES))
            .ok_or_else(|| limits::damaged("Clx", text!("读不出文字分段", "its pieces can't be read")))?;
        let mut binary = Self {
            length: header.length,
            others: header.others.clone(),
            pieces,
            paragraphs: Vec::new(),
            left_out: Vec::new(),
            styles: Styles::read(part(part::STYLES)),
            lists: header.begin(&main, part::LISTS),
            overrides: header.begin(&main, part::OVERRIDES),
            main: Vec::new(),
            table: Vec::new(),
            data: Vec::new(),
        };
        binary.paragraphs = paragraph_runs(&main, part(part::PARAGRAPHS));
        binary.left_out = left_out(&main, part(part::CHARACTERS));
        let is_elsewhere = |run: &Run| elsewhere(main.get(run.group.clone())).next().is_some();
        if binary.paragraphs.iter().any(is_elsewhere) {
            binary.data = file.stream("Data")?.unwrap_or_default();
        }
        (binary.main, binary.table) = (main, table);
        Ok(binary)
    }

    /// The characters of the text, each with its place in the file.
    pub(super) fn characters(&self) -> impl Iterator<Item = (char, usize)> {
        self.all().take(self.length)
    }

    /// The characters of the texts behind it, each with what its text is.
    pub(super) fn others(&self) -> impl Iterator<Item = (Aside, char)> {
        let kinds = self.others.iter().flat_map(|(kind, length)| std::iter::repeat_n(*kind, *length));
        kinds.zip(self.all().skip(self.length)).map(|(kind, (character, _))| (kind, character))
    }

    fn all(&self) -> impl Iterator<Item = (char, usize)> {
        self.pieces.iter().flat_map(move |piece| {
            let width = if piece.is_narrow { 1 } else { 2 };
            let end = piece.offset.saturating_add(piece.characters.saturating_mul(width));
            let bytes = self.main.get(piece.offset..end.min(self.main.len())).unwrap_or_default();
            decoded(bytes, piece.is_narrow)
                .map(move |(character, index)| (character, piece.offset + index * width))
        })
    }

    /// What is said of the paragraph that ends here.
    pub(super) fn paragraph(&self, position: usize) -> Paragraph<'_> {
        let mut paragraph = Paragraph::default();
        let index = self.paragraphs.partition_point(|run| run.from <= position);
        let Some(run) = index.checked_sub(1).and_then(|index| self.paragraphs.get(index)) else {
            return paragraph;
        };
        if position < run.to {
            self.styles.apply(run.style, &mut paragraph);
            let group = self.main.get(run.group.clone());
            elsewhere(group).for_each(|place| paragraph.apply(self.group_in_data(place)));
            paragraph.apply(group.unwrap_or_default());
        }
        paragraph
    }

    /// A group of modifiers in the data stream ([MS-DOC] 2.9.210).
    fn group_in_data(&self, place: usize) -> &[u8] {
        let group = self.data.get(place..).unwrap_or_default();
        let length = u16_at(group, 0).map_or(0, usize::from);
        group.get(2..).and_then(|rest| rest.get(..length)).unwrap_or_default()
    }

    /// Whether the character here is deleted or hidden.
    pub(super) fn is_left_out(&self, position: usize) -> bool {
        let index = self.left_out.partition_point(|(from, _)| *from <= position);
        index.checked_sub(1).and_then(|index| self.left_out.get(index)).is_some_and(|(_, to)| position < *to)
    }
}

/// Where in the data stream modifiers lie that a group names.
fn elsewhere(group: Option<&[u8]>) -> impl Iterator<Item = usize> {
    let modifiers = sprm::modifiers(group.unwrap_or_default());
    modifiers
        .filter(|(code, _)| sprm::ELSEWHERE.contains(code))
        .filter_map(|(_, operand)| Some(u32_at(operand, 0)? as usize))
}

/// The characters of some bytes, each with the number of its first unit. Halves of a character that are alone say
/// nothing.
fn decoded(bytes: &[u8], is_narrow: bool) -> Box<dyn Iterator<Item = (char, usize)> + '_> {
    if is_narrow {
        let character =
            |byte: &u8| encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[*byte]).0.chars().next();
        return Box::new(
            bytes.iter().enumerate().filter_map(move |(index, byte)| Some((character(byte)?, index))),
        );
    }
    let units = bytes.chunks_exact(2).map(|two| u16_at(two, 0).unwrap_or_default());
    let mut index = 0;
    Box::new(char::decode_utf16(units).filter_map(move |character| {
        let at = index;
        index += character.as_ref().map_or(1, |character| character.len_utf16());
        Some((character.ok()?, at))
    }))
}

/// The header that says where everything lies.
struct Header {
    length: usize,
    others: Vec<(Aside, usize)>,
    parts: usize,
}

impl Header {
    fn of(main: &[u8]) -> Option<Self> {
        let words = usize::from(u16_at(main, 32)?);
        let longs_at = 36 + 2 * words;
        let longs = usize::from(u16_at(main, 34 + 2 * words)?);
        let length = u32_at(main, longs_at + 12)? as usize;
        // [MS-DOC] 2.5.4: what follows the text, in this order
        let others = [
            (4, Aside::Note),
            (5, Aside::Edge),
            (7, Aside::Comment),
            (8, Aside::Note),
            (9, Aside::TextBox),
            (10, Aside::Edge),
        ];
        let length_of = |index: usize| u32_at(main, longs_at + 4 * index).unwrap_or_default() as usize;
        let others = others.into_iter().map(|(index, kind)| (kind, length_of(index))).collect();
        Some(Self { length, others, parts: longs_at + 4 * longs + 2 })
    }

    fn begin(&self, main: &[u8], index: usize) -> usize {
        let length = u32_at(main, self.parts + 8 * index + 4).unwrap_or_default();
        let begin = u32_at(main, self.parts + 8 * index).unwrap_or_default();
        if length == 0 { usize::MAX } else { begin as usize }
    }

    fn part<'t>(&self, main: &[u8], table: &'t [u8], index: usize) -> &'t [u8] {
        let begin = self.begin(main, index);
        let length = u32_at(main, self.parts + 8 * index + 4).unwrap_or_default() as usize;
        let rest = table.get(begin..).unwrap_or_default();
        rest.get(..length).unwrap_or(rest)
    }
}

/// The piece table ([MS-DOC] 2.9.38): behind what changes whole pieces.
fn pieces(mut clx: &[u8]) -> Option<Vec<TextPiece>> {
    const NARROW: u32 = 0x4000_0000;
    while clx.first() == Some(&1) {
        clx = clx.get(3 + usize::from(u16_at(clx, 1)?)..)?;
    }
    if clx.first() != Some(&2) {
        return None;
    }
    let list = clx.get(5..)?;
    let list = list.get(..u32_at(clx, 1)? as usize).unwrap_or(list);
    let count = list.len().checked_sub(4)? / 12;
    let piece = |index: usize| {
        let (from, to) = (u32_at(list, 4 * index)?, u32_at(list, 4 * index + 4)?);
        let place = u32_at(list, 4 * (count + 1) + 8 * index + 2)?;
        let is_narrow = place & NARROW != 0;
        let offset = (place & (NARROW - 1)) as usize;
        Some(TextPiece {
            characters: to.checked_sub(from)? as usize,
            offset: if is_narrow { offset / 2 } else { offset },
            is_narrow,
        })
    };
    (0..count).map(piece).collect()
}

/// The pages of properties that a list of them names: page, and how many runs it has.
fn pages<'m>(main: &'m [u8], list: &[u8]) -> impl Iterator<Item = &'m [u8]> {
    let count = list.len().saturating_sub(4) / 8;
    let number =
        move |index: usize| u32_at(list, 4 * (count + 1) + 4 * index).map(|page| (page & 0x3f_ffff) as usize);
    let begins: Vec<usize> =
        (0..count).filter_map(number).filter_map(|page| page.checked_mul(PAGE)).collect();
    begins.into_iter().filter_map(move |begin| main.get(begin..begin.checked_add(PAGE)?))
}

/// The runs of a page: from, to, and the index of each.
fn runs_of(page: &[u8]) -> impl Iterator<Item = (usize, usize, usize)> {
    let count = page.last().copied().map_or(0, usize::from);
    (0..count).filter_map(move |index| {
        let (from, to) = (u32_at(page, 4 * index)?, u32_at(page, 4 * index + 4)?);
        Some((from as usize, to as usize, index))
    })
}

fn paragraph_runs(main: &[u8], list: &[u8]) -> Vec<Run> {
    const ENTRY: usize = 13;
    let origin = main.as_ptr();
    let mut found = Vec::new();
    for page in pages(main, list) {
        let begin = page.as_ptr().addr() - origin.addr();
        let count = page.last().copied().map_or(0, usize::from);
        for (from, to, index) in runs_of(page) {
            let at = page.get(4 * (count + 1) + ENTRY * index).map_or(0, |offset| 2 * usize::from(*offset));
            let group = if at == 0 { None } else { group_of(page, at) };
            let (style, group) = group.unwrap_or_default();
            found.push(Run { from, to, style, group: begin + group.start..begin + group.end });
        }
    }
    found.sort_by_key(|run| run.from);
    found
}

/// The style and the modifiers of a paragraph, at its place in a page.
fn group_of(page: &[u8], at: usize) -> Option<(u16, std::ops::Range<usize>)> {
    let (begin, length) = match *page.get(at)? {
        0 => (at + 2, 2 * usize::from(*page.get(at + 1)?)),
        words => (at + 1, 2 * usize::from(words) - 1),
    };
    let end = (begin + length).min(page.len());
    Some((u16_at(page, begin)?, (begin + 2).min(end)..end))
}

fn left_out(main: &[u8], list: &[u8]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for page in pages(main, list) {
        let count = page.last().copied().map_or(0, usize::from);
        for (from, to, index) in runs_of(page) {
            let at = page.get(4 * (count + 1) + index).map_or(0, |offset| 2 * usize::from(*offset));
            let length = page.get(at).copied().map_or(0, usize::from);
            let group = page.get(at + 1..at + 1 + length).filter(|_| at != 0).unwrap_or_default();
            let is_left_out = sprm::modifiers(group).any(|(code, operand)| {
                matches!(code, sprm::DELETED | sprm::HIDDEN) && operand.first() == Some(&1)
            });
            if is_left_out {
                found.push((from, to));
            }
        }
    }
    found.sort_unstable();
    found
}
