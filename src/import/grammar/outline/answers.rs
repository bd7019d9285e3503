//! A plan of questions with their answers: 问：… is a heading, 答：… a task below it.

use super::super::{fold, marker::Level};

/// What a line is among questions and answers, and its text without the word in front of it.
#[derive(Clone, Copy)]
pub(super) struct Answers {
    /// Whether the text is one of questions and answers.
    is_such: bool,
}

impl Answers {
    /// Looks whether a text has several questions, each with its answer.
    pub(super) fn of(lines: &[super::Line<'_>]) -> Self {
        const FEWEST: usize = 2;
        let count = |word: &str| lines.iter().filter(|line| behind(line.text, word).is_some()).count();
        let questions = count("问");
        Self { is_such: questions >= FEWEST && questions == count("答") }
    }

    /// The level and the text of a line that is a question or an answer.
    pub(super) fn part(self, text: &str) -> Option<(Level, &str)> {
        if !self.is_such {
            return None;
        }
        let answer = || behind(text, "答").map(|answer| (Level::Digit, answer));
        behind(text, "问").map(|question| (Level::HanBracket, question)).or_else(answer)
    }
}

/// What stands behind a word and a colon: 问：…, 答:….
fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = fold::trim(text).strip_prefix(word)?.strip_prefix(['：', ':'])?;
    Some(fold::trim(rest)).filter(|rest| !rest.is_empty())
}
