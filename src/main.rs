//! The `pjt` command: everything about arguments, terminals, the environment and exit codes. What it
//! does is the library's.
#![cfg_attr(test, allow(clippy::too_many_lines, reason = "a test holds its table of cases"))]

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
