//! Bytes → text: byte order marks, UTF-8, UTF-16, what a page declares, GB18030, Big5. A text with a
//! character that can't be decoded is refused, never guessed.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, Finding, Result};

/// The text of a file. `declared` is the encoding that it names itself, if any.
///
/// # Errors
/// When the bytes are no text in any of the known encodings.
pub(super) fn text(bytes: &[u8], declared: Option<&str>) -> Result<String> {
    known(bytes, declared).or_else(|| guessed(bytes).map(|(text, _)| text)).ok_or_else(|| undecodable(bytes))
}

/// The same, with a word about an encoding that nothing in the file names.
///
/// # Errors
/// When the bytes are no text in any of the known encodings.
pub(super) fn text_and_findings(bytes: &[u8], declared: Option<&str>) -> Result<(String, Vec<Finding>)> {
    if let Some(text) = known(bytes, declared) {
        return Ok((text, Vec::new()));
    }
    let (text, encoding) = guessed(bytes).ok_or_else(|| undecodable(bytes))?;
    let name = encoding.name();
    let finding = Finding::new(
        "encoding",
        text!("文件按 {name} 编码读入，不是 UTF-8", "the file was read as {name}; it is no UTF-8"),
    )
    .fix(text!(
        "若有乱码，请另存为 UTF-8 再导入",
        "should words look wrong, save it as UTF-8 and import that"
    ));
    Ok((text, vec![finding]))
}

/// The text in the encoding that its bytes or the file itself name.
fn known(bytes: &[u8], declared: Option<&str>) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return decoded(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    // gb2312 and GBK are declared far more often than they are meant: GB18030 holds both.
    let declared = declared.map(|encoding| if encoding == GBK { GB18030 } else { encoding });
    declared.filter(|encoding| *encoding != UTF_8).and_then(|encoding| decoded(encoding, bytes))
}

/// The text in the encoding that its bytes look most like.
fn guessed(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    let marked = Encoding::for_bom(bytes).is_some() || utf_16_without_mark(bytes).is_some();
    if marked {
        return None;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
    let order = if guessed == BIG5 { [BIG5, GB18030] } else { [GB18030, BIG5] };
    order.into_iter().find_map(|encoding| Some((decoded(encoding, bytes)?, encoding)))
}

fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// UTF-16 without a mark shows in its line feeds and blanks: every other byte of ASCII is zero.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let few = sample.len() / 64 + 1;
    match (bytes.len() % 2, even, odd) {
        (0, 0, odd) if odd > few => Some(UTF_16LE),
        (0, even, 0) if even > few => Some(UTF_16BE),
        _ => None,
    }
}

fn undecodable(bytes: &[u8]) -> Error {
    let offset = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
    Error::failed(text!(
        "文件不是可以识别的文本（从第 {offset} 字节起既不是 UTF-8 也不是 GB18030）",
        "the file is no text that can be recognised (from byte {offset} on neither UTF-8 nor GB18030)"
    ))
    .hint(text!("请在编辑器中另存为 UTF-8，再导入", "save it as UTF-8 in an editor and import that"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_in_every_encoding_are_the_same_text() {
        let words = "（14）建立平台；\r\n市教委、市发展改革委\n";
        let utf_16 = |big: bool| -> Vec<u8> {
            words
                .encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for bytes in [
            words.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", words.as_bytes().to_vec()),
            GB18030.encode(words).0.into_owned(),
            marked(b"\xff\xfe", utf_16(false)),
            marked(b"\xfe\xff", utf_16(true)),
            utf_16(false),
            utf_16(true),
        ] {
            assert_eq!(text(&bytes, None).unwrap(), words, "{bytes:x?}");
        }
        let traditional = "責任單位：教育局、財政局；牽頭單位：教育局。建立平台。";
        assert_eq!(text(&BIG5.encode(traditional).0, Some("big5")).unwrap(), traditional);
        assert_eq!(text(&GB18030.encode("〇㐀").0, Some("gb2312")).unwrap(), "〇㐀");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(text(&[0xff, 0x00, 0x80, 0xff, 0xff, 0x01], None).is_err());
    }
}
