//! The `pjt` command.

fn main() {}
