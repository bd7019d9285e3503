//! PDF files that mean harm, one of each kind: refused in time, with the reason and what to do, and never by a fault of the
//! program that reads them.

use std::{io::Write as _, process::Stdio, time::Instant};

use flate2::{Compression, write::ZlibEncoder};

use crate::{hostile::ensure_civil, sandbox::Sandbox};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A stream with these entries in its dictionary.
fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<</Length {} {entries}>>\nstream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
}

/// The objects of a file, the first of which is the catalog.
fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        writeln!(bytes, "{} 0 obj", index + 1).unwrap();
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    write!(bytes, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(bytes, "{place:010} 00000 n ").unwrap();
    }
    write!(bytes, "trailer<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    bytes
}

/// A page with this content, font and more in its resources, and further objects from the sixth on.
fn page(content: Vec<u8>, font: &str, resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{resources}>>>>"
    );
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.into(),
        content,
        font.into(),
    ];
    objects.extend_from_slice(more);
    file(&objects, "")
}

const LATIN: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
const FLATE: &str = "/Filter/FlateDecode";

fn composite(more: &str, descendant: &str) -> String {
    format!(
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H{more}/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>{descendant}>>]>>"
    )
}

/// A form that places the next one so often.
fn form(next: usize, times: usize) -> Vec<u8> {
    let entries = format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {next} 0 R>>>>");
    stream(&entries, "/X Do ".repeat(times).as_bytes())
}

/// A tree of pages of so many levels, each of which names the next one so often.
fn tree(levels: usize, kids: usize) -> Vec<u8> {
    let mut objects = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
    for level in 3..3 + levels {
        let kids = format!("{level} 0 R ").repeat(kids);
        objects.push(format!("<</Type/Pages/Kids[{kids}]/Count 9>>").into());
    }
    objects.push(b"<</Type/Page/MediaBox[0 0 9 9]>>".to_vec());
    file(&objects, "")
}

/// A catalog in an object stream, which a table in a stream leads to; both are packed with these parameters.
fn in_streams(parameters: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let inside = b"1 0 2 30 <</Type/Catalog/Pages 2 0 R>>  <</Type/Pages/Kids[]/Count 0>>";
    let entries = format!("{FLATE}/Type/ObjStm/N 2/First 9/DecodeParms<<{parameters}>>");
    let objects = bytes.len();
    bytes.extend([b"4 0 obj\n", stream(&entries, &packed(inside)).as_slice(), b"\nendobj\n"].concat());
    let table = bytes.len();
    let mut rows = vec![0, 0, 0, 0, 2, 0, 4, 0, 2, 0, 4, 1, 0, 0, 0, 0];
    for place in [objects, table] {
        rows.push(1);
        rows.extend(u16::try_from(place).unwrap().to_be_bytes());
        rows.push(0);
    }
    let entries = format!("{FLATE}/Type/XRef/W[1 2 1]/Size 6/Root 1 0 R");
    bytes.extend([b"5 0 obj\n", stream(&entries, &packed(&rows)).as_slice(), b"\nendobj\n"].concat());
    write!(bytes, "startxref\n{table}\n%%EOF\n").unwrap();
    bytes
}

fn kinds() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    const NO_TEXT: &str = "没有文字，可能是扫描件";
    const UNKNOWN: &str = "字体没有文字对照表";
    const DAMAGED: &str = "PDF 文件已损坏";
    let content = |text: &str| stream("", text.as_bytes());
    let rows = |parameters: &str| stream(&format!("{FLATE}/DecodeParms<<{parameters}>>"), &packed(&[2; 999]));
    let once = packed(&b"q Q ".repeat(17_000_000));
    let codes = content("BT /F 12 Tf <00410042> Tj ET");
    let forms: Vec<_> = (0..9).map(|level| form(7 + level, 200)).collect();
    let from_form = "/XObject<</X 6 0 R>>";
    let widths = "0 2147483647 5 ".repeat(20_000);
    let ranges = format!(
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 100 beginbfrange {} endbfrange endcmap",
        "<0000> <FFFFFFFF> <4E00> ".repeat(100_000)
    );
    let own_map = b"/CMapName /A def begincmap /A usecmap endcmap";
    let differences = format!(
        "<</Type/Font/Subtype/Type3/FontMatrix[1e30 0 0 1e30 0 0]/CharProcs<</a 4 0 R>>/FirstChar -2147483648\
         /Widths[{}]/Encoding<</Differences[2147483647/a -5/b {}]>>>>",
        "1e38 ".repeat(20_000),
        "/a ".repeat(100_000)
    );
    let numbers = "1e308 0 0 1e308 1e308 1e308 cm 99999999999999999999999999999999999999 0 m \
                   -99999999999999999999999999999999999999 0 l S BT /F 1e30 Tf 1e300 Tc 9e99 0 0 9e99 0 0 Tm (abc) Tj ET ";
    let many = "BT /F 9 Tf (abcdefghijklmnopqrst) Tj ET\n".repeat(26_000);
    let in_a_circle: Vec<Vec<u8>> = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 4 0 R>>",
        "<</Type/Page/Parent 3 0 R/MediaBox 5 0 R/Contents 6 0 R/Resources 7 0 R>>",
        "5 0 R",
        "4 0 R",
        "<</Length 6 0 R>>\nstream\nq\nendstream",
        "7 0 R",
    ]
    .map(Vec::from)
    .into();
    let unclosed = format!("/Outlines {}", "[".repeat(200_000));
    let encrypted = format!(
        "/Encrypt<</Filter/Standard/V 5/R 6/Length 2147483647/P -1/O<{0}>/U<{0}>/OE<{0}>/UE<{0}>/CF<</StdCF<</CFM/AESV3>>>>\
         /StmF/StdCF/StrF/StdCF>>/ID[<00><00>]",
        "00".repeat(48)
    );
    let over_itself: Vec<Vec<u8>> =
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 3>>"].map(Vec::from).into();
    let xref_loop = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 3/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n";
    let table_of_all = format!("%PDF-1.7\nxref\n0 2147483647\n{}", "0000000009 00000 n \n".repeat(9_999));
    vec![
        (
            "content packed twice",
            page(stream("/Filter[/FlateDecode/FlateDecode]", &packed(&once)), LATIN, "", &[]),
            "PDF 一页内容的大小超过 64 MiB",
        ),
        ("pages in themselves", file(&over_itself, ""), NO_TEXT),
        ("a tree of pages that doubles", tree(30, 2), NO_TEXT),
        ("a deep tree of pages", tree(5_000, 1), NO_TEXT),
        ("a form in itself", page(content("/X Do"), LATIN, from_form, &[form(6, 2)]), NO_TEXT),
        (
            "forms in forms",
            page(content(&"/X Do ".repeat(200)), LATIN, from_form, &forms),
            "PDF 的表单对象数超过 100000",
        ),
        (
            "characters",
            page(stream(FLATE, &packed(many.as_bytes())), LATIN, "", &[]),
            "PDF 的字数超过 500000",
        ),
        ("arrays in arrays", page(content(&"[".repeat(200_000)), LATIN, "", &[]), NO_TEXT),
        ("arrays in the trailer", file(&in_a_circle, &unclosed), NO_TEXT),
        ("references in a circle", file(&in_a_circle, ""), NO_TEXT),
        (
            "samples of 512 bits",
            page(rows("/Predictor 12/Columns 9/Colors 32/BitsPerComponent 16"), LATIN, "", &[]),
            DAMAGED,
        ),
        ("rows of 2^31 samples", page(rows("/Predictor 12/Columns 2147483647"), LATIN, "", &[]), DAMAGED),
        ("rows of no sample", page(rows("/Predictor 2/Columns 0"), LATIN, "", &[]), DAMAGED),
        ("objects in rows of no sample", in_streams("/Predictor 2/Columns 0"), DAMAGED),
        (
            "a thousand filters",
            page(
                stream(&format!("/Filter[{}]", "/RunLengthDecode/LZWDecode".repeat(500)), b"xxxx"),
                LATIN,
                "",
                &[],
            ),
            NO_TEXT,
        ),
        (
            "a fax for content",
            page(
                stream("/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2147483647>>", &[0; 99]),
                LATIN,
                "",
                &[],
            ),
            NO_TEXT,
        ),
        ("widths", page(codes.clone(), &composite("", &format!("/W[{widths}]")), "", &[]), UNKNOWN),
        (
            "ranges of characters",
            page(
                codes.clone(),
                &composite("/ToUnicode 6 0 R", ""),
                "",
                &[stream(FLATE, &packed(ranges.as_bytes()))],
            ),
            "没有找到任务",
        ),
        (
            "a character map that uses itself",
            page(codes, &composite("/ToUnicode 6 0 R", ""), "", &[stream("/UseCMap 6 0 R", own_map)]),
            UNKNOWN,
        ),
        ("names of characters", page(content("BT /F 9 Tf (aaaa) Tj ET"), &differences, "", &[]), NO_TEXT),
        ("numbers without end", page(content(&numbers.repeat(99)), LATIN, "", &[]), NO_TEXT),
        ("encrypted in an odd way", file(&in_a_circle, &encrypted), "设了打开密码"),
        ("tables that name each other", xref_loop.to_vec(), DAMAGED),
        ("a table of 2^31 objects", table_of_all.into(), DAMAGED),
    ]
}

#[test]
fn every_kind_of_attack_is_refused_with_its_reason() {
    let sandbox = Sandbox::empty();
    sandbox.pjt("init").fine();
    for (name, bytes, reason) in kinds() {
        sandbox.write("a.pdf", &bytes);
        let began = Instant::now();
        let said = sandbox.pjt("import a.pdf --plan x");
        ensure_civil(name, &said, began);
        assert!(said.code == 1 && said.stdout.is_empty(), "{name}: {}", said.whole());
        assert!(said.stderr.contains(reason) && said.stderr.contains("提示："), "{name}: {}", said.whole());
        assert!(!sandbox.path("data/x").exists(), "{name}");
        // the process that reads it ends by answering
        let mut child = sandbox
            .command("pjt")
            .arg("read-pdf")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _may_end_first = child.stdin.take().unwrap().write_all(&bytes);
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success(), "{name}: {}", String::from_utf8_lossy(&ended.stderr));
        let code = match name {
            "content packed twice" => "file-too-large",
            "rows of no sample" => "file-damaged",
            "encrypted in an odd way" => "file-encrypted",
            _ => continue,
        };
        let said = sandbox.pjt("import a.pdf --plan x --json").json();
        assert_eq!(said["error"]["code"], code, "{name}");
    }
}
