//! How large content streams are when they are unpacked, before the library unpacks them, which it does as a whole.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use hayro_syntax::{
    Filter,
    object::{Array, Dict, Stream},
};

use crate::{
    error::Result,
    import::container::{
        limits::{self, PDF_CONTENT},
        pdf::packing,
    },
};

/// Refuses a page whose content is too large, or packed in a way that can't be.
///
/// # Errors
/// When it is.
pub(super) fn ensure_page(page: &Dict<'_>) -> Result<()> {
    let mut left = PDF_CONTENT;
    if let Some(stream) = page.get::<Stream<'_>>("Contents") {
        spend(&stream, &mut left)?;
    } else if let Some(streams) = page.get::<Array<'_>>("Contents") {
        for stream in streams.iter::<Stream<'_>>() {
            spend(&stream, &mut left)?;
        }
    }
    Ok(())
}

/// Refuses a form whose content is too large, or packed in a way that can't be.
///
/// # Errors
/// When it is.
pub(super) fn ensure_form(form: &Stream<'_>) -> Result<()> {
    spend(form, &mut { PDF_CONTENT })
}

fn spend(stream: &Stream<'_>, left: &mut usize) -> Result<()> {
    /// What is packed once becomes larger by at most this.
    const PACKED_BY: usize = 1_032;
    packing::ensure_sane(stream)?;
    let filters = stream.filters();
    let raw = stream.raw_data();
    let packed = filters.iter().filter(|filter| matches!(filter, Filter::FlateDecode)).count();
    let is_small = packed <= 1 && raw.len() <= *left / PACKED_BY;
    let size = if is_small || packed != filters.len() { raw.len() } else { unpacked(&raw, packed, *left) };
    *left = left.checked_sub(size).ok_or_else(|| {
        let megabytes = format!("{} MiB", PDF_CONTENT / 1024 / 1024);
        limits::exceeded("PDF 一页内容的大小", "the content of a PDF page", megabytes)
    })?;
    Ok(())
}

/// The bytes that come out, counted up to one more than `most`; what is damaged ends there.
fn unpacked(raw: &[u8], packed: usize, most: usize) -> usize {
    let mut reader: Box<dyn Read + '_> = Box::new(raw);
    for _ in 0..packed {
        reader = Box::new(ZlibDecoder::new(reader));
    }
    let (mut piece, mut size) = (vec![0; 64 * 1024], 0_usize);
    while size <= most {
        match reader.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => size += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    size
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_packed_twice_is_counted_unpacked_and_not_far_beyond_the_limit() {
        let twice = packed(&packed(&b"q Q ".repeat(1_000_000)));
        assert!(twice.len() < 1_000);
        assert_eq!(unpacked(&twice, 2, 5_000_000), 4_000_000);
        assert!((1_000_001..1_100_000).contains(&unpacked(&twice, 2, 1_000_000)));
        assert_eq!(unpacked(b"no zlib", 1, 1_000), 0);
    }
}
