//! Links the program for a fixed address on Linux. Otherwise the loader adjusts some 24,000 addresses in
//! more than a hundred pages at every start. The price: the program's own code is not placed at random.
#![expect(clippy::disallowed_methods, reason = "what cargo has to say, it says in the environment")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = ["CARGO_CFG_TARGET_OS", "CARGO_CFG_TARGET_ENV"].map(std::env::var);
    if let [Ok("linux"), Ok("gnu")] = target.each_ref().map(|word| word.as_deref()) {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
