//! Whether paths to evidence lead anywhere, as seen from where they were typed, and how the store keeps them.

use std::path::{Component, Path};

use pjt::{
    Error, Result,
    store::{Store, evidence},
    text,
    text::is_evidence,
};

/// Evidence is an address with a host, or a file with something in it: as seen from here, from the store, or from
/// what holds the store.
///
/// # Errors
/// When one is neither; a file may be elsewhere where `missing_ok`.
pub(super) fn ensure_there(evidence: &[String], store: &Store, missing_ok: bool) -> Result<()> {
    let directory = store.directory();
    let above = directory.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
    let is_file = |path: &Path| path.metadata().is_ok_and(|found| found.is_file() && found.len() > 0);
    let is_there = |path: &str| {
        path.contains("://")
            || is_file(Path::new(path))
            || is_file(&directory.join(path))
            || above.as_ref().is_some_and(|above| is_file(&above.join(path)))
    };
    let is_fit = |path: &str| is_evidence(path) && (missing_ok || is_there(path));
    let Some(path) = evidence.iter().find(|path| !is_fit(path)) else { return Ok(()) };
    Err(Error::not_found(text!(
        "佐证材料 `{path}` 不是一个有内容的文件，也不是完整的网址；没有写入任何内容",
        "`{path}` is no file with something in it and no full URL, so it is no evidence; nothing was written"
    ))
    .named("no-such-file")
    .hint(text!(
        "核对路径；网址写全（https://…）；文件不在这台电脑上的，加 `--missing-ok`",
        "check the path; write a URL in full (https://…); add `--missing-ok` if the file is elsewhere"
    )))
}

/// A path to evidence as the store keeps it: one that leads into what holds the store leads there from the store on every
/// machine, without `.`, `..` and the names of folders above. What lies elsewhere stays as it was typed.
pub(super) fn as_kept(path: &str, store: &Store) -> String {
    let kept = || {
        let directory = store.directory().canonicalize().ok()?;
        let above = directory.parent()?;
        if path.contains("://") {
            return None;
        }
        let is_plain =
            |path: &str| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let plain = evidence::normal("", path);
        if let Some(plain) = plain.filter(|plain| is_plain(plain) && !Path::new(path).is_absolute())
            && [above, &directory].iter().any(|place| place.join(&plain).exists())
        {
            return Some(plain);
        }
        let typed = Path::new(path);
        // Words that name no file stay as they are.
        if is_plain(path) && typed.symlink_metadata().is_err() {
            return None;
        }
        // A link keeps its own name.
        let folder = typed.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let real = match typed.file_name() {
            Some(name) => folder.canonicalize().ok()?.join(name),
            None => typed.canonicalize().ok()?,
        };
        Some(real.strip_prefix(above).ok()?.to_str()?.replace('\\', "/"))
    };
    kept().filter(|kept| !kept.is_empty()).unwrap_or_else(|| path.to_owned())
}
