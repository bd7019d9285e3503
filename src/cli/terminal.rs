//! The terminal that shows what is written.
#![cfg_attr(unix, expect(clippy::disallowed_methods, reason = "it is the streams themselves that are asked"))]

#[cfg(unix)]
use std::io;

/// Width of a terminal that does not say how wide it is, as some that record a session.
const USUAL_WIDTH: usize = 80;

/// How many columns the terminal has.
pub(super) fn width() -> usize {
    let whole = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    whole.or_else(without_height).unwrap_or(USUAL_WIDTH)
}

/// The columns of a terminal that says how wide it is and not how high, as after `stty cols 60`.
#[cfg(unix)]
fn without_height() -> Option<usize> {
    let sizes = [rustix::termios::tcgetwinsize(io::stdout()), rustix::termios::tcgetwinsize(io::stderr())];
    let widths = sizes.into_iter().flatten().map(|size| usize::from(size.ws_col));
    widths.into_iter().find(|width| *width > 0)
}

/// Elsewhere a size is whole.
#[cfg(not(unix))]
fn without_height() -> Option<usize> {
    None
}
