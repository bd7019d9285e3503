//! How a stream says that it was packed, looked at before the library unpacks it: with numbers that can't be, it computes
//! beyond what its types hold, and ends the program.

use std::borrow::Cow;

use hayro_syntax::object::{Array, Dict, Object, Stream};
use memchr::memmem;

use super::damaged;
use crate::error::{Error, Result};

/// The bytes of a stream, unless they can't be had.
pub(super) fn unpacked<'s>(stream: &Stream<'s>) -> Option<Cow<'s, [u8]>> {
    ensure_sane(stream).ok()?;
    stream.decoded_data().ok()
}

/// Refuses a stream whose rows can't be.
///
/// # Errors
/// When what was said of them can't be.
pub(super) fn ensure_sane(stream: &Stream<'_>) -> Result<()> {
    let is_sane = |parameters: &Dict<'_>| {
        Rows::of(|key| parameters.get::<i64>(key.as_bytes()), || parameters.contains_key(COLUMNS)).are_sane()
    };
    let dict = stream.dict();
    let are_sane = ["DP", "DecodeParms"].into_iter().all(|key| {
        let all = dict.get::<Array<'_>>(key);
        let mut all = all.iter().flat_map(Array::iter::<Object<'_>>).filter_map(Object::into_dict);
        dict.get::<Dict<'_>>(key).as_ref().is_none_or(is_sane) && all.all(|one| is_sane(&one))
    });
    if are_sane { Ok(()) } else { Err(impossible()) }
}

const COLUMNS: &str = "Columns";

/// Refuses a file whose tables of objects, which the library unpacks before anything else, say what can't be.
///
/// # Errors
/// When one does.
pub(super) fn ensure_sane_tables(bytes: &[u8]) -> Result<()> {
    /// No dictionary of such a table is longer.
    const LONGEST: usize = 4_096;
    for kind in ["/XRef", "/ObjStm"] {
        for at in memmem::find_iter(bytes, kind) {
            let before = bytes.get(at.saturating_sub(LONGEST)..at).unwrap_or_default();
            let before =
                memmem::rfind(before, b"obj").and_then(|start| before.get(start..)).unwrap_or(before);
            let behind = bytes.get(at..).unwrap_or_default();
            let behind = behind.get(..LONGEST).unwrap_or(behind);
            let behind = memmem::find(behind, b"stream").and_then(|end| behind.get(..end)).unwrap_or(behind);
            let said = |key: &str| written(before, key).or_else(|| written(behind, key));
            if !Rows::of(said, || said(COLUMNS).is_some()).are_sane() {
                return Err(impossible());
            }
        }
    }
    Ok(())
}

/// The number that is written behind a key.
fn written(dictionary: &[u8], key: &str) -> Option<i64> {
    let at = memmem::find(dictionary, format!("/{key}").as_bytes())? + 1 + key.len();
    let rest = dictionary.get(at..)?.trim_ascii_start();
    let end = rest.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'-').unwrap_or(rest.len());
    let digits = std::str::from_utf8(rest.get(..end)?).ok().filter(|digits| !digits.is_empty())?;
    Some(digits.parse().unwrap_or(i64::MAX))
}

fn impossible() -> Error {
    damaged(text!(
        "PDF 文件已损坏：其中一段数据的压缩参数不可能成立",
        "the PDF is damaged: what it says of how a part of it was packed can't be"
    ))
}

/// The rows of samples that a predictor works on.
struct Rows {
    predictor: i64,
    colours: i64,
    bits: i64,
    columns: i64,
}

impl Rows {
    /// By what is said of a key; what is said of columns in no whole number can't be.
    fn of(said: impl Fn(&str) -> Option<i64>, has_columns: impl Fn() -> bool) -> Self {
        let columns = said(COLUMNS).unwrap_or(if has_columns() { 0 } else { 1 });
        Self {
            predictor: said("Predictor").unwrap_or(1),
            colours: said("Colors").unwrap_or(1),
            bits: said("BitsPerComponent").unwrap_or(8),
            columns,
        }
    }

    /// Whether there can be such rows; nothing that holds text or tables comes near these numbers.
    fn are_sane(&self) -> bool {
        self.predictor == 1
            || (1..=15).contains(&self.colours)
                && [1, 2, 4, 8, 16].contains(&self.bits)
                && (1..=1 << 20).contains(&self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(parameters: &str) -> Vec<u8> {
        format!(
            "9 0 obj\n<</Type/XRef/W[1 2 1]/DecodeParms<<{parameters}>>/Length 3>>\nstream\nxyz\nendstream"
        )
        .into()
    }

    #[test]
    fn tables_of_objects_whose_rows_can_not_be_are_refused() {
        for (parameters, is_sane) in [
            ("/Predictor 12/Columns 4", true),
            ("/Columns 99999999", true),
            ("/Predictor 12 /Columns 2147483647", false),
            ("/Predictor 12/Columns 4/Colors 32/BitsPerComponent 16", false),
            ("/Predictor 2/Columns 0", false),
            ("/Columns 4/Predictor 2/Colors 99999999999999999999", false),
        ] {
            assert_eq!(ensure_sane_tables(&table(parameters)).is_ok(), is_sane, "{parameters}");
        }
    }
}
