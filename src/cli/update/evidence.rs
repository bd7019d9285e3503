//! Whether paths to evidence lead anywhere, as seen from where they were typed, and how the store keeps them.

use std::path::Path;

use pjt::{Error, Result, store::Store, text, text::is_evidence};

/// Evidence is an address with a host, or a file with something in it: as seen from here, from the store, or from
/// what holds the store.
///
/// # Errors
/// When one is neither; a file may be elsewhere where `missing_ok`.
pub(super) fn ensure_there(evidence: &[String], store: &Store, missing_ok: bool) -> Result<()> {
    let is_fit = |path: &str| is_evidence(path) && (missing_ok || is_there(path, store));
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

/// Whether a path leads to a file with something in it, as seen from here, from the store, or from what holds the store;
/// of an address nobody looks.
pub(in crate::cli) fn is_there(path: &str, store: &Store) -> bool {
    let directory = store.directory();
    let above = directory.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
    let is_file = |path: &Path| path.metadata().is_ok_and(|found| found.is_file() && found.len() > 0);
    path.contains("://")
        || is_file(Path::new(path))
        || is_file(&directory.join(path))
        || above.as_ref().is_some_and(|above| is_file(&above.join(path)))
}

/// A path to evidence as the store keeps it: one that was typed in a folder beside the store, or above it, leads from there
/// on every machine. What lies elsewhere, or is there by the path as it is, stays as it was typed.
pub(super) fn as_kept(path: &str, store: &Store) -> String {
    let from_beside = || {
        let above = store.directory().canonicalize().ok()?.parent()?.to_owned();
        if path.contains("://") || above.join(path).exists() || store.directory().join(path).exists() {
            return None;
        }
        let real = Path::new(path).canonicalize().ok()?;
        Some(real.strip_prefix(&above).ok()?.to_str()?.replace('\\', "/"))
    };
    from_beside().unwrap_or_else(|| path.to_owned())
}
