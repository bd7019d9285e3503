//! The file that a command writes what was asked for into: its name, the format that the name says, and that nothing is
//! written over unasked.

use std::{
    io::{self, Write},
    path::Path,
};

use pjt::{
    Error, Result,
    store::{file, target},
    text,
};
use serde_json::json;

use super::Ui;

/// The file that was named; none is standard output.
pub(crate) fn named(output: Option<&Path>) -> Option<&Path> {
    output.filter(|path| *path != Path::new("-"))
}

/// What the name of a file ends with, where it says a format.
pub(crate) fn ending(path: &Path) -> Option<String> {
    path.extension()?.to_str().map(str::to_lowercase)
}

/// That a file's name says no format, or none of those that can be written.
pub(crate) fn no_format<F: Copy + Into<&'static str>>(path: Option<&Path>, formats: &[F]) -> Error {
    let all: Vec<&str> = formats.iter().map(|format| (*format).into()).collect();
    let (listed, choice) = (all.join("、"), all.join("|"));
    let english = all.join(", ");
    let message = match path.and_then(ending) {
        Some(ending) => text!("不支持 .{ending} 格式", "the format .{ending} is not supported"),
        None => text!("没有写明格式", "no format to write was given"),
    };
    Error::usage(message).named("no-format").hint(text!(
        "可用的格式：{listed}；由文件名结尾决定，或加 `--format {choice}`",
        "the formats are {english}: end the file's name with one, or add `--format {choice}`"
    ))
}

/// Nothing that somebody made is written over unasked.
///
/// # Errors
/// When the file is there, and nobody says that it may be written over.
pub(crate) fn ensure_new(path: &Path, force: bool, ui: &mut Ui) -> anyhow::Result<()> {
    if force || !path.is_file() {
        return Ok(());
    }
    let shown = path.display();
    if ui.confirms(&text!("文件 {shown} 已经存在，要覆盖吗？", "{shown} is there already; write over it?"))?
    {
        return Ok(());
    }
    Err(Error::usage(text!(
        "文件 {shown} 已经存在；没有写入任何内容",
        "the file {shown} is there already; nothing was written"
    ))
    .named("file-exists")
    .hint(text!(
        "换一个文件名，或加 `--force` 覆盖它",
        "choose another name, or add `--force` to write over it"
    ))
    .into())
}

/// Writes a file whose name may be a link: what that names is replaced, and not the link.
///
/// # Errors
/// When it is a place of a store's own, or the disk refuses.
pub(crate) fn put(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    target::ensure_outside(path)?;
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    file::put(&target, write)
}

/// That tasks were written to a file, as data.
///
/// # Errors
/// When the output fails.
pub(crate) fn json_written(
    path: &Path,
    format: impl Into<&'static str>,
    tasks: usize,
    unreadable: usize,
    ui: &mut Ui,
) -> anyhow::Result<()> {
    let members = [
        ("path", json!(path.display().to_string())),
        ("format", json!(format.into())),
        ("tasks", json!(tasks)),
        ("unreadable", json!(unreadable)),
    ];
    ui.json("export", members, &[])
}
