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
        // On stderr; indicatif hides what would not be on a terminal.
        let target = if json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target).with_style(style());
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

fn style() -> ProgressStyle {
    let there = 0..WIDTH - MOVING;
    let back = (1..=WIDTH - MOVING).rev();
    let steps: Vec<String> = there.chain(back).map(step).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    ProgressStyle::with_template("{spinner} {msg}")
        .expect("the template is a fixed text")
        .tick_strings(&steps)
}

fn step(at: usize) -> String {
    format!("[{}{}{}]", " ".repeat(at), "=".repeat(MOVING), " ".repeat(WIDTH - MOVING - at))
}
