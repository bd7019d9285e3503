//! Whatever text a task file has: fields are changed to exactly what was meant, or the change is refused.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use pjt::{
    model::{Note, Status, parse_date},
    store::{yaml, edit},
};

fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("001.yaml");
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(task) = yaml::read_task(path, bytes) else { return };
    if let Ok(same) = edit::revise(path, text, &task) {
        assert_eq!(same, text, "nothing was to change");
    }
    let mut after = task.clone();
    after.status = if task.status == Status::Done { Status::InProgress } else { Status::Done };
    if let Ok(revised) = edit::revise(path, text, &after) {
        assert_eq!(yaml::read_task(path, revised.as_bytes()).unwrap(), after, "{revised}");
    }
    after.due = parse_date("2025-12-31");
    after.departments.push("市教委".into());
    after.departments.truncate(400);
    after.notes.push(Note { date: parse_date("2025-09-25").unwrap(), by: None, text: "上线: #1\n二".into(), reason: true });
    if let Ok(revised) = edit::revise(path, text, &after) {
        assert_eq!(yaml::read_task(path, revised.as_bytes()).unwrap(), after, "{revised}");
    }
});
