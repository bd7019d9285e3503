//! What a person sees, in both languages: every command, every code of a finding, every error that can be
//! brought about, as transcripts in `tests/snapshots`.
//!
//! A transcript is the command, then stdout, stderr and the exit code as a Chinese reader gets them, then
//! under `--- English` the same for an English reader where it differs. `SNAPSHOTS=overwrite cargo test`
//! writes what the program says now; `git diff tests/snapshots` then shows what changed for people.

mod checks;
mod coverage;
mod documents;
mod history;
mod imports;
mod lights;
mod merging;
mod reading;
mod reports;
mod store;
mod transcript;
mod usage;
mod writing;

use transcript::snapshot;
