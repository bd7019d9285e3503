//! What an interrupted operation leaves, and what the next command makes of it.

use super::{
    list::{LIST, SEAL, steps_of},
    *,
};
use crate::{error::ErrorKind, text::digest::sha256};

const ONE: &str = "p/tasks/001.yaml";
const TWO: &str = "p/tasks/002.yaml";

/// A store with a task 1 that reads "a", and an operation with these steps.
fn interrupted(staged: &[&str], steps: &[Step]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("p/tasks")).unwrap();
    file::create(&folder.path().join(ONE), b"a").unwrap();
    let operation = folder.path().join(layout::OPERATION);
    fs::create_dir(&operation).unwrap();
    for (number, content) in staged.iter().enumerate() {
        file::create(&operation.join(number.to_string()), content.as_bytes()).unwrap();
    }
    if !steps.is_empty() {
        let list = serde_json::json!({ "seal": Seal::make(&operation).unwrap(), "steps": steps });
        file::create(&operation.join(LIST), &serde_json::to_vec(&list).unwrap()).unwrap();
    }
    folder
}

fn step(path: &str, before: Option<&[u8]>, after: &[u8]) -> Step {
    Step::File { path: path.into(), before: before.map(sha256), after: Some(sha256(after)) }
}

#[test]
fn what_was_not_laid_down_completely_is_thrown_away() {
    let folder = interrupted(&["b"], &[]);
    assert_eq!(recover(folder.path()).unwrap(), Recovery::Undone);
    assert_eq!(fs::read(folder.path().join(ONE)).unwrap(), b"a");
    assert_eq!(recover(folder.path()).unwrap(), Recovery::Nothing);
}

#[test]
fn what_was_laid_down_is_finished() {
    let steps = [step(ONE, Some(b"x"), b"a"), step(TWO, None, b"c"), Step::Plan { slug: "q".into() }];
    let folder = interrupted(&["a", "c"], &steps);
    fs::create_dir(folder.path().join(layout::OPERATION).join("2")).unwrap();
    let found = pending(folder.path()).unwrap();
    let progress: Vec<_> = found.into_iter().map(|(_, progress)| progress).collect();
    assert_eq!(progress, [Progress::Done, Progress::Waits, Progress::Waits]);
    assert_eq!(recover(folder.path()).unwrap(), Recovery::Finished { left: vec![] });
    assert_eq!(fs::read(folder.path().join(TWO)).unwrap(), b"c");
    assert!(folder.path().join("q").is_dir());
    assert!(!folder.path().join(layout::OPERATION).exists());
}

#[test]
fn a_file_that_somebody_else_changed_is_left_alone_and_named() {
    let folder = interrupted(&["b", "c"], &[step(ONE, Some(b"x"), b"b"), step(TWO, None, b"c")]);
    assert_eq!(recover(folder.path()).unwrap(), Recovery::Finished { left: vec![ONE.into()] });
    assert_eq!(fs::read(folder.path().join(ONE)).unwrap(), b"a");
    assert_eq!(fs::read(folder.path().join(TWO)).unwrap(), b"c");
}

#[test]
fn what_is_put_in_place_is_read_back_even_where_it_was_laid_down_just_now() {
    let folder = interrupted(&["b", "x"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
    let steps = steps_of(&folder.path().join(layout::OPERATION)).unwrap().unwrap();
    assert_eq!(finish(folder.path(), &steps, true).unwrap_err().kind(), ErrorKind::Conflict);
    assert!(folder.path().join(layout::OPERATION).join(LIST).exists());
    // what somebody else laid down is read before, and does not get so far
    let folder = interrupted(&["b", "x"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
    assert!(recover(folder.path()).is_err());
    assert!(!folder.path().join(TWO).exists());
}

#[test]
fn nothing_is_written_where_a_file_took_the_place_of_a_directory() {
    let folder = interrupted(&["b", "c"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
    let tasks = folder.path().join("p/tasks");
    let steps = steps_of(&folder.path().join(layout::OPERATION)).unwrap().unwrap();
    fs::remove_dir_all(&tasks).unwrap();
    file::create(&tasks, b"no directory").unwrap();
    assert!(finish(folder.path(), &steps, true).is_err());
    assert_eq!(fs::read(&tasks).unwrap(), b"no directory");
}

#[test]
fn a_list_that_leads_elsewhere_or_makes_no_sense_is_refused() {
    let folder = interrupted(&["b"], &[step("../x", None, b"b")]);
    assert!(recover(folder.path()).is_err());
    let list = folder.path().join(layout::OPERATION).join(LIST);
    fs::remove_file(&list).unwrap();
    file::create(&list, b"[").unwrap();
    assert!(recover(folder.path()).is_err());
    assert!(list.exists());
}

#[test]
fn what_came_from_elsewhere_is_never_finished_nor_thrown_away() {
    let folder = interrupted(&["b", "c"], &[step(ONE, Some(b"a"), b"b"), step(TWO, None, b"c")]);
    let operation = folder.path().join(layout::OPERATION);
    let (seal, own) = (operation.join(SEAL), operation.join("own"));
    let is_refused = || {
        recover(folder.path()).is_err_and(|error| error.kind() == ErrorKind::Conflict)
            && fs::read(folder.path().join(ONE)).unwrap() == b"a"
            && operation.join("1").exists()
    };
    // a checkout: the same names and contents, written now
    fs::rename(&seal, &own).unwrap();
    file::create(&seal, b"").unwrap();
    assert!(is_refused());
    // a copy that keeps the times
    let then = fs::metadata(&own).unwrap().modified().unwrap();
    fs::File::options().write(true).open(&seal).unwrap().set_modified(then).unwrap();
    assert!(is_refused() || cfg!(not(unix)));
    // no seal, a link to one, a list without one, no list beside what pjt never makes
    fs::remove_file(&seal).unwrap();
    assert!(is_refused());
    let list = fs::read(operation.join(LIST)).unwrap();
    let steps = serde_json::from_slice::<serde_json::Value>(&list).unwrap()["steps"].to_string();
    fs::remove_file(operation.join(LIST)).unwrap();
    assert!(is_refused(), "{own:?} is there");
    file::create(&operation.join(LIST), steps.as_bytes()).unwrap();
    assert!(is_refused());
    fs::rename(&own, &seal).unwrap();
    fs::remove_file(operation.join(LIST)).unwrap();
    file::create(&operation.join(LIST), &list).unwrap();
    assert_eq!(recover(folder.path()).unwrap(), Recovery::Finished { left: vec![] });
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_linked_directory() {
    let folder = interrupted(&["b", "c"], &[step("q/tasks/001.yaml", None, b"b")]);
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(outside.path().join("tasks")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("q")).unwrap();
    assert_eq!(recover(folder.path()).unwrap(), Recovery::Finished { left: vec!["q/tasks/001.yaml".into()] });
    assert_eq!(fs::read_dir(outside.path().join("tasks")).unwrap().count(), 0);
}
