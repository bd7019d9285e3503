//! Whatever three texts: merged or left as a conflict, never a panic; what is clean can be read.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use pjt::{history::merge, store::yaml};

fuzz_target!(|texts: (&str, &str, &str)| {
    let path = Path::new("data/p/tasks/001.yaml");
    let (base, ours, theirs) = texts;
    let merged = merge::merge(path, [base, ours, theirs], &|_| None);
    if merged.is_clean() {
        let readable = yaml::read_task(path, merged.text.as_bytes());
        assert!(readable.is_ok(), "{}", merged.text);
    }
});
