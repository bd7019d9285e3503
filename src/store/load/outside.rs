//! A file that is none of the store's own.

use std::{io::Read as _, path::Path};

use crate::{
    error::{Error, Location, Result},
    store::platform,
    text::Text,
};

/// What to do where somebody named a file that is not there.
pub fn missing_file() -> Text {
    text!(
        "核对文件名和它所在的文件夹；名称里有空格或括号的，用引号括起来",
        "check the name and its folder; a name with blanks or brackets stands in quotes"
    )
}

/// The bytes of a document that somebody wants to import.
///
/// # Errors
/// When it can't be read or has more than `limit` bytes.
pub fn read_document(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let failed =
        |error: &std::io::Error| Error::io(text!("读不了这个文件", "can't read this file"), path, error);
    // A document may well be reached through a link; only the store's own files may not.
    let file = platform::open_document(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(text!("没有这个文件", "there is no such file"))
            .named("no-such-file")
            .at(Location::file(path))
            .hint(missing_file()),
        _ => failed(&error),
    })?;
    let Some(file) = file else {
        return Err(Error::failed(text!(
            "这不是普通文件（是文件夹、管道或设备）",
            "this is not a regular file (a folder, a pipe or a device)"
        ))
        .at(Location::file(path))
        .hint(text!("请先存成一个普通文件，再用它", "save it as a regular file first, and take that")));
    };
    let length = file.metadata().map_err(|error| failed(&error))?.len();
    let mut bytes = Vec::new();
    if length <= limit {
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    }
    // It may grow while it is read.
    if length > limit || bytes.len() as u64 > limit {
        let megabytes = limit / 1024 / 1024;
        return Err(Error::failed(text!(
            "文件超过 {megabytes} MiB",
            "the file has more than {megabytes} MiB"
        ))
        .at(Location::file(path))
        .hint(text!("请只留下要用的部分", "keep only the part of it that is needed")));
    }
    Ok(bytes)
}
