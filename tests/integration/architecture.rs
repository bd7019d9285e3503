//! The arrows between the rooms of the core point one way.

use std::{fs, path::Path};

use crate::sandbox::repository;

/// Each room of the core and the rooms that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("words", &[]),
    ("error", &["words"]),
    ("model", &["words", "error"]),
    ("store", &["words", "error", "model"]),
    ("query", &["words", "error", "model", "store"]),
    ("import", &["words", "error", "model", "query"]),
    ("history", &["words", "error", "model", "store", "query"]),
    ("check", &["words", "error", "model", "store", "import", "query", "history"]),
    ("schema", &["words", "error", "model", "store"]),
    ("view", &["words", "error", "model", "store", "import", "query", "history", "check"]),
];

fn rust_files(place: &Path, found: &mut Vec<std::path::PathBuf>) {
    if place.is_file() {
        found.push(place.to_owned());
        return;
    }
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        if entry.path().is_dir() || entry.path().extension().is_some_and(|end| end == "rs") {
            rust_files(&entry.path(), found);
        }
    }
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    for (room, allowed) in MAY_USE {
        let mut files = Vec::new();
        let folder = repository().join("src").join(room);
        rust_files(&if folder.is_dir() { folder } else { folder.with_extension("rs") }, &mut files);
        assert!(!files.is_empty(), "room {room} is gone");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (other, _) in MAY_USE.iter().filter(|(other, _)| other != room && !allowed.contains(other)) {
                for form in
                    [format!("crate::{other}::"), format!("    {other}::"), format!("crate::{{{other}::")]
                {
                    let uses =
                        code.lines().any(|line| line.contains(&form) && !line.trim_start().starts_with("//"));
                    assert!(!uses, "{room} may not use {other}: {}", file.display());
                }
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut files = Vec::new();
    rust_files(&repository().join("src"), &mut files);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} has no header", file.display());
    }
}
