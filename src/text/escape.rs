//! Text that can't act: what a store or a document holds reaches a terminal as characters to see.

use std::{
    fmt,
    io::{self, Write},
};

/// Whether a character does something besides standing there, or can't be seen: control, bidi and zero-width
/// characters, and fillers. Selectors of variants are part of the character before them.
pub fn is_unsafe_char(c: char) -> bool {
    // Nearly every character of a Chinese text lies here, where nothing acts.
    if matches!(c, ' '..='~' | '\u{3400}'..='\u{d7ff}' | '\u{3000}'..='\u{30ff}' | '\u{ff01}'..='\u{ff9f}') {
        return false;
    }
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
        || matches!(
            c,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
                ..='\u{180f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        )
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(c, '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Shows text on a terminal: control, bidi and zero-width characters become visible as ⟨U+202E⟩. Line
/// feeds stay.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(pub &'a str);

impl Escaped<'_> {
    /// Whether the text is shown as it is.
    pub fn is_plain(&self) -> bool {
        !self.0.chars().any(is_unsafe_char)
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unsafe_char(*c)) {
            let (before, behind) = rest.split_at(at);
            write!(f, "{before}⟨U+{:04X}⟩", u32::from(c))?;
            rest = behind.strip_prefix(c).unwrap_or_default();
        }
        f.write_str(rest)
    }
}

/// Text for one line of a terminal: as [`Escaped`], with line ends and tabs as blanks.
pub fn on_one_line(text: &str) -> String {
    let joined = text.split(['\n', '\r', '\t']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    Escaped(&joined).to_string()
}

/// A word as it is typed in a shell: between quotation marks where it holds anything that a shell may take for more than
/// a letter.
pub fn as_typed(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,、，。；：？！（）〔〕《》“”".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Text for a cell of a workbook: as [`Escaped`], with tabs and line ends as they are.
pub(crate) fn in_cell(text: &str) -> String {
    let parts = text.split_inclusive(['\t', '\r']).map(|part| {
        let (words, end) = part.split_at(part.trim_end_matches(['\t', '\r']).len());
        format!("{}{end}", Escaped(words))
    });
    parts.collect()
}

/// Passes text on as [`Escaped`] shows it, whatever wrote it: the last guard before a terminal. Tabs and line ends
/// stay; bytes that are no text are shown, too.
#[derive(Debug)]
pub struct EscapedWriter<W: Write> {
    out: W,
    /// The beginning of a character or of a line end whose rest is still to come.
    pending: Vec<u8>,
}

impl<W: Write> EscapedWriter<W> {
    /// A writer that passes on to `out`.
    pub fn new(out: W) -> Self {
        Self { out, pending: Vec::new() }
    }

    /// Where it passes on to, past the guard: for what is no text, or has to come back exactly.
    ///
    /// # Errors
    /// When what was begun can't be passed on.
    pub fn exact(&mut self) -> io::Result<&mut W> {
        self.pass_pending()?;
        Ok(&mut self.out)
    }

    fn pass_pending(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let rest = std::mem::take(&mut self.pending);
        self.pass_bytes(&rest)
    }

    fn pass(&mut self, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| is_unsafe_char(c) && c != '\t') {
            let (before, behind) = rest.split_at(at);
            self.out.write_all(before.as_bytes())?;
            rest = match (behind.strip_prefix("\r\n"), behind.chars().next()) {
                (Some(line), _) => {
                    self.out.write_all(b"\r\n")?;
                    line
                }
                (None, Some(c)) => {
                    write!(self.out, "⟨U+{:04X}⟩", u32::from(c))?;
                    behind.strip_prefix(c).unwrap_or_default()
                }
                (None, None) => "",
            };
        }
        self.out.write_all(rest.as_bytes())
    }

    /// Passes on what is whole of the bytes.
    fn pass_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        for chunk in bytes.utf8_chunks() {
            self.pass(chunk.valid())?;
            chunk.invalid().iter().try_for_each(|byte| write!(self.out, "⟨{byte:02X}⟩"))?;
        }
        Ok(())
    }
}

impl<W: Write> Write for EscapedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nearly always a piece is whole.
        if self.pending.is_empty()
            && !bytes.ends_with(b"\r")
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            self.pass(text)?;
            return Ok(bytes.len());
        }
        self.pending.extend_from_slice(bytes);
        let all = std::mem::take(&mut self.pending);
        let whole = match std::str::from_utf8(&all) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ if all.ends_with(b"\r") => all.len() - 1,
            _ => all.len(),
        };
        let (now, later) = all.split_at(whole);
        self.pending = later.to_vec();
        self.pass_bytes(now)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_pending()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_a_shell_would_take_apart_stands_between_quotation_marks() {
        for (word, typed) in [
            ("沪编〔2025〕8号", "沪编〔2025〕8号"),
            ("3-7", "3-7"),
            ("甲 乙", "'甲 乙'"),
            ("$(reboot)", "'$(reboot)'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ] {
            assert_eq!(as_typed(word), typed);
        }
    }

    #[test]
    fn what_could_act_on_a_terminal_is_shown() {
        assert_eq!(Escaped("甲\u{1b}[31m\u{202e}乙\n").to_string(), "甲⟨U+001B⟩[31m⟨U+202E⟩乙\n");
        assert_eq!(in_cell("甲\t\u{202e}乙\r\n丙\t"), "甲\t⟨U+202E⟩乙\r\n丙\t");
        assert_eq!(on_one_line("a\n\tb\u{7}"), "a b⟨U+0007⟩");
    }

    #[test]
    fn what_passes_to_a_terminal_is_shown_however_it_is_cut() {
        let text = "甲\u{9b}31m,\u{202e}乙\u{180e}\r\nc\td\r\u{e0001}\n".as_bytes();
        for length in 1..text.len() {
            let mut out = Vec::new();
            let mut escaped = EscapedWriter::new(&mut out);
            text.chunks(length).for_each(|piece| escaped.write_all(piece).unwrap());
            escaped.flush().unwrap();
            let shown = "甲⟨U+009B⟩31m,⟨U+202E⟩乙⟨U+180E⟩\r\nc\td⟨U+000D⟩⟨U+E0001⟩\n";
            assert_eq!(String::from_utf8(out).unwrap(), shown, "{length}");
        }
        let mut out = Vec::new();
        let mut escaped = EscapedWriter::new(&mut out);
        escaped.write_all(b"\x1b\r").unwrap();
        escaped.exact().unwrap().write_all(b"\x1b").unwrap();
        escaped.write_all(b"\x1b").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "⟨U+001B⟩⟨U+000D⟩\u{1b}⟨U+001B⟩");
        let mut out = Vec::new();
        let mut escaped = EscapedWriter::new(&mut out);
        escaped.write_all(b"a\xffb\xe7").unwrap();
        escaped.flush().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a⟨FF⟩b⟨E7⟩");
    }

    #[test]
    fn rare_characters_and_their_variants_are_plain() {
        for plain in ["葛\u{e0100}", "☺\u{fe0f}", "𠮷", "ㄅㄚ", "한글", "①②％ｱ　。"] {
            assert!(Escaped(plain).is_plain(), "{plain}");
        }
    }
}
