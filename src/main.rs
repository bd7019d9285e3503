//! The `pjt` command: everything about arguments, terminals, the environment and exit codes. What it
//! does is the library's.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
