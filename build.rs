//! How the program is linked on Linux: for a start without delay, which is most of what a short command takes.
#![expect(clippy::disallowed_methods, reason = "what cargo has to say, it says in the environment")]

use std::{env, path::PathBuf, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let is_linux = variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    // A static program is linked in another way, with which these flags make one that does not start.
    let is_static = variable("CARGO_CFG_TARGET_FEATURE").split(',').any(|word| word == "crt-static");
    if !is_linux || is_static {
        return;
    }
    // For a fixed address. Otherwise the loader adjusts some 24,000 addresses in more than a hundred pages at
    // every start. The price: the program's own code is not placed at random.
    println!("cargo::rustc-link-arg-bins=-no-pie");
    // With the few functions of libgcc that are needed in it, so that this library is not looked for and loaded.
    if variable("HOST") == variable("TARGET")
        && let Some(directory) = directory_of_unwinder()
    {
        println!("cargo::rustc-link-search=native={}", directory.display());
        println!("cargo::rustc-link-lib=static:+whole-archive,-bundle=gcc_eh");
    }
}

/// Where the compiler that links has the static form of its unwinder; none where it has none.
fn directory_of_unwinder() -> Option<PathBuf> {
    let told = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output().ok()?;
    let path = PathBuf::from(String::from_utf8(told.stdout).ok()?.trim());
    // A compiler that has no such file says its bare name.
    path.parent().filter(|directory| directory.is_absolute()).map(PathBuf::from)
}
