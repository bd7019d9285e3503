//! Questions to whoever sits at the terminal; where nobody does, nothing is asked.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use pjt::{
    Text,
    history::merge::Side,
    text::escape::{Escaped, on_one_line},
};

use super::{Ui, to_stderr};

impl Ui {
    /// Asks, where there is somebody to ask; no otherwise.
    pub(crate) fn confirms(&mut self, question: &Text) -> anyhow::Result<bool> {
        if !Self::can_ask() {
            return Ok(false);
        }
        self.out.flush()?;
        let answers = self.lang.pick("（输入“是”或 y 继续，直接回车不继续）", " [y/N]");
        to_stderr(&format!("{}{answers} ", Escaped(question.in_lang(self.lang))));
        let answer = Self::answer()?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是"))
    }

    /// Whether somebody is there to be asked.
    pub(crate) fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    /// What is typed behind a question. Where nothing comes any more, what is said next begins a line of its own.
    fn answer() -> anyhow::Result<String> {
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer)? == 0 {
            to_stderr("\n");
        }
        Ok(answer)
    }

    /// Asks which of two sides is right, where there is somebody to ask; none otherwise, and for any other
    /// answer.
    pub(crate) fn chooses(&mut self, question: &str, ends: [&str; 2]) -> anyhow::Result<Option<Side>> {
        if !Self::can_ask() {
            return Ok(None);
        }
        self.out.flush()?;
        let [ours, theirs] = ends.map(on_one_line);
        let later = self.lang.pick("回车：以后再说", "enter: later");
        to_stderr(&format!("{}\n  1 {ours}\n  2 {theirs}\n[1/2, {later}] ", on_one_line(question)));
        let answer = Self::answer()?;
        Ok(match answer.trim() {
            "1" => Some(Side::Ours),
            "2" => Some(Side::Theirs),
            _ => None,
        })
    }
}
