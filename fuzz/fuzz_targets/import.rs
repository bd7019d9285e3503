//! Whatever a stranger's document holds: tasks or a refusal, never a panic. The name of the program says
//! which container; those that are packages are built around the fuzzed XML. A PDF is read in this process, without the
//! limits of its own that it has otherwise.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use pjt::import::{self, container::OpenOptions, grammar::ReadOptions};

const CONTAINER: &str = env!("CARGO_BIN_NAME");

fn package(part: &str, xml: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts: &[(&str, &[u8])] = match CONTAINER {
        "xlsx" => &[
            ("[Content_Types].xml", br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
            (
                "xl/workbook.xml",
                br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
            ),
            (
                "xl/_rels/workbook.xml.rels",
                br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
            ),
            (
                "xl/sharedStrings.xml",
                "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>序号</t></si><si><t>主要任务</t></si><si><t>责任单位</t></si><si><t>完成时限</t></si><si><t>一、平台</t></si><si><t>1</t></si><si><t>建立平台。</t></si><si><t>市教委、市科委</t></si><si><r><t>2025年</t></r><r><t>底前</t></r></si><si><t>（一）机制</t></si></sst>".as_bytes(),
            ),
        ],
        "ofd" => &[
            (
                "OFD.xml",
                br#"<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#,
            ),
            (
                "Doc_0/Document.xml",
                br#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>"#,
            ),
        ],
        "odt" => &[("mimetype", b"application/vnd.oasis.opendocument.text")],
        "ods" => &[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")],
        _ => &[("[Content_Types].xml", br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#)],
    };
    for (name, content) in parts.iter().chain([&(part, xml)]) {
        archive.start_file(*name, stored).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fuzz_target!(|bytes: &[u8]| {
    let document = match CONTAINER {
        "docx" => package("word/document.xml", bytes),
        "xlsx" => package("xl/worksheets/sheet1.xml", bytes),
        "ofd" => package("Doc_0/Pages/Page_0/Content.xml", bytes),
        "odt" | "ods" => package("content.xml", bytes),
        _ => bytes.to_vec(),
    };
    let name = match CONTAINER {
        "markdown" => "x.md".to_owned(),
        "text" => "x.txt".to_owned(),
        "flat" => "x.xml".to_owned(),
        other => format!("x.{other}"),
    };
    if let Ok(draft) = import::read(&document, &name, &OpenOptions::default(), &ReadOptions::default()) {
        assert!(!draft.plan.tasks.is_empty(), "a document without tasks is refused");
    }
});
