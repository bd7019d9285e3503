//! Links the program for a fixed address on Linux. Otherwise the loader adjusts some 24,000 addresses in
//! more than a hundred pages at every start. The price: the program's own code is not placed at random.
#![expect(clippy::disallowed_methods, reason = "what cargo has to say, it says in the environment")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| std::env::var(name).is_ok_and(|word| word == wanted);
    // A static program is linked in another way, with which this flag makes one that does not start.
    let is_static = std::env::var("CARGO_CFG_TARGET_FEATURE")
        .is_ok_and(|all| all.split(',').any(|word| word == "crt-static"));
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is_static {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
