//! A bar on a terminal while a command takes long. In a pipe and in JSON there is none.
#![expect(clippy::expect_used, reason = "a fixed template")]

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pjt::{Lang, Text};

/// A step of the bar.
const STEP: Duration = Duration::from_millis(120);
/// The width of the bar, and of what moves in it.
const WIDTH: usize = 24;
const MOVING: usize = 6;

/// A bar that moves until it is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Shows that `what` is being done.
    pub(crate) fn of(what: &Text, lang: Lang, json: bool) -> Self {
        Self::begin(None, what, lang, json)
    }

    /// The same with how many of `count` things are done.
    pub(crate) fn counting(count: usize, what: &Text, lang: Lang, json: bool) -> Self {
        Self::begin(Some(count as u64), what, lang, json)
    }

    /// One more is done.
    pub(crate) fn add_one(&self) {
        self.0.inc(1);
    }

    fn begin(count: Option<u64>, what: &Text, lang: Lang, json: bool) -> Self {
        // On stderr; indicatif hides what would not be on a terminal.
        let target = if json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let shown = if count.is_some() { "{spinner} {msg} {pos}/{len}" } else { "{spinner} {msg}" };
        let bar = ProgressBar::with_draw_target(count, target).with_style(style(shown));
        bar.set_message(what.in_lang(lang).to_owned());
        if !bar.is_hidden() {
            bar.enable_steady_tick(STEP);
        }
        Self(bar)
    }
}

impl Drop for Progress {
    /// Clears the line before anything else is written.
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style(shown: &str) -> ProgressStyle {
    let there = 0..WIDTH - MOVING;
    let back = (1..=WIDTH - MOVING).rev();
    let steps: Vec<String> = there.chain(back).map(step).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    ProgressStyle::with_template(shown).expect("the template is a fixed text").tick_strings(&steps)
}

fn step(at: usize) -> String {
    format!("[{}{}{}]", " ".repeat(at), "=".repeat(MOVING), " ".repeat(WIDTH - MOVING - at))
}
