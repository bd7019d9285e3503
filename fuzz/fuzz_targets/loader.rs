//! Whatever bytes lie in a store: read or refused, never a panic.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use pjt::store::yaml;

fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("001.yaml");
    if let Ok(task) = yaml::read_task(path, bytes) {
        let written = yaml::write_task(&task);
        assert_eq!(yaml::read_task(path, written.as_bytes()).unwrap(), task, "{written}");
    }
    let _read = (yaml::read_plan(path, bytes), yaml::read_registry(path, bytes), yaml::read_config(path, bytes));
});
