//! A bar on a terminal while a command takes long. In a pipe, in JSON and for what is done at once there is
//! none.
#![expect(clippy::disallowed_methods, reason = "a bar is written to stderr beside everything else")]

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::JoinHandle,
    time::Duration,
};

use pjt::{Lang, Text};

/// A step of the bar.
const STEP: Duration = Duration::from_millis(120);
/// Steps that pass before anything is shown.
const PATIENCE: usize = 4;
/// The width of the bar, and of what moves in it.
const WIDTH: usize = 24;
const MOVING: usize = 6;

/// A bar that moves until it is dropped.
pub(crate) struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Says `what` is being done, once that takes a moment.
    pub(crate) fn of(what: &Text, lang: Lang, json: bool) -> Self {
        if json || !io::stderr().is_terminal() {
            return Self { running: None };
        }
        let words = what.in_lang(lang).to_owned();
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let mut step = 0;
            while stopped.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
                step += 1;
                if step > PATIENCE {
                    write(&format!("\r{} {words}", bar(step)));
                }
            }
            if step > PATIENCE {
                write("\r\u{1b}[K");
            }
        });
        Self { running: Some((stop, thread)) }
    }
}

impl Drop for Progress {
    /// Clears the line before anything else is said.
    fn drop(&mut self) {
        let Some((stop, thread)) = self.running.take() else { return };
        drop(stop);
        let _nothing_to_tell = thread.join();
    }
}

fn bar(step: usize) -> String {
    let round = WIDTH - MOVING;
    let at = step % (2 * round);
    let at = if at > round { 2 * round - at } else { at };
    format!("[{}{}{}]", " ".repeat(at), "=".repeat(MOVING), " ".repeat(round - at))
}

fn write(words: &str) {
    let mut stderr = io::stderr();
    let _nobody_listens = stderr.write_all(words.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_keeps_its_width_and_comes_back() {
        for step in 0..100 {
            assert_eq!(bar(step).len(), WIDTH + 2, "{step}");
        }
        assert_eq!(bar(0), bar(2 * (WIDTH - MOVING)));
    }
}
