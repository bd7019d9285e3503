//! An office's own papers: what may stand in a template, and what it is filled with.

use crate::{
    papers::{document, reported, text},
    sandbox::{package, part},
};

#[test]
fn a_template_that_acts_is_refused_and_one_with_text_everywhere_is_filled() {
    let sandbox = reported();
    sandbox.write("data/office.yaml", "name: 督查室\n");
    let run = |words: &str| format!("<w:r><w:t>{words}</w:t></w:r>");
    let parted = format!("{}{}{}", run("{"), run("{单"), run("位}}"));
    let text_box = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{parted}</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p>{parted}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    let cell = format!("<w:tbl><w:tr><w:tc><w:p>{parted}</w:p></w:tc></w:tr></w:tbl>");
    let body = format!("<w:document><w:body><w:p>{parted}</w:p>{cell}{text_box}</w:body></w:document>");
    let beside = format!("<w:hdr><w:p>{parted}</w:p></w:hdr>");
    let write = |extra: (&str, &str)| {
        let parts = [
            ("word/document.xml", body.as_str()),
            ("word/header1.xml", &beside),
            ("word/footer2.xml", &beside),
            extra,
        ];
        sandbox.write("data/templates/bulletin.docx", package(&parts));
        sandbox.pjt("bulletin 2025-q3 -o own.docx --force --today 2026-01-05")
    };
    write(("word/styles.xml", "<w:styles/>")).fine();
    let bytes = std::fs::read(sandbox.path("own.docx")).unwrap();
    for (name, count) in [("word/document.xml", 4), ("word/header1.xml", 1), ("word/footer2.xml", 1)] {
        let xml = part(&bytes, name);
        assert!(xml.matches("督查室").count() == count && !text(&xml).contains('{'), "{name}: {xml}");
    }
    let unknown = write(("word/header2.xml", "<w:hdr><w:p><w:r><w:t>{{没有的}}</w:t></w:r></w:p></w:hdr>"));
    assert!(
        unknown.code == 1 && unknown.stderr.contains("{{没有的}}") && unknown.stderr.contains("完成率"),
        "{}",
        unknown.whole()
    );
    // Where none can be filled in, it is named with its place.
    let chart = ("word/charts/chart1.xml", "<c:chart><a:t>{{单</a:t><a:t>位}}</a:t></c:chart>");
    let misplaced = write(chart);
    assert!(
        misplaced.code == 1 && misplaced.stderr.contains("{{单位}}（图表 word/charts/chart1.xml）"),
        "{}",
        misplaced.whole()
    );
    let said = sandbox.pjt("bulletin 2025-q3 -o own.docx --force --today 2026-01-05 --lang en");
    assert!(said.stderr.contains("{{单位}} (a chart, word/charts/chart1.xml)"), "{}", said.whole());
    for (name, content) in [
        ("word/vbaProject.bin", "x"),
        (
            "word/_rels/settings.xml.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"http://x/attachedTemplate\" Target=\"http://x/a.dotm\" TargetMode=\"External\"/></Relationships>",
        ),
        ("word/embeddings/oleObject1.bin", "x"),
        ("word/footer1.xml", "<w:ftr><w:p><w:fldSimple w:instr=\"DDEAUTO c:\\x\"/></w:p></w:ftr>"),
    ] {
        let said = write((name, content));
        assert!(
            said.code == 1 && said.stderr.contains(name) && said.stderr.contains("另存为 docx"),
            "{}",
            said.whole()
        );
    }
    // On standard output it would be Markdown, which takes no template.
    for output in ["", " -o -", " -o a.md"] {
        let said = sandbox.pjt(&format!("bulletin 2025-q3 --template none.docx{output}"));
        assert!(said.code == 2 && said.stderr.contains("-o 通报.docx"), "{}", said.whole());
    }
}

#[test]
fn an_own_template_is_filled_and_its_rows_are_repeated() {
    let sandbox = reported();
    let cell = |words: &str| format!("<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>");
    let row = format!("<w:tr>{}{}</w:tr>", cell("{{落后.编号}}"), cell("{{落后.理由}}"));
    let body = format!(
        "<w:document><w:body><w:p><w:r><w:t>{{</w:t></w:r><w:r><w:t>{{单位}}}}：{{{{任务总数}}}}项，{{{{要求}}}}</w:t></w:r></w:p><w:tbl>{row}</w:tbl></w:body></w:document>"
    );
    sandbox
        .write("data/templates/bulletin.docx", package(&[("word/document.xml", &body), ("other.bin", "x")]));
    sandbox.write("data/office.yaml", "name: 督查室\n").write("要求.txt", "压实责任。\n按月报送。");
    sandbox.pjt("bulletin 2025-q3 -o own.docx --today 2026-01-05 --fill 要求=要求.txt").fine();
    let xml = document(&sandbox, "own.docx");
    assert_eq!(xml.matches("<w:tr>").count(), 43);
    let told = text(&xml);
    assert!(told.starts_with("督查室：43项，压实责任。按月报送。1超过完成时限5天2"), "{told}");
    assert_eq!(part(&std::fs::read(sandbox.path("own.docx")).unwrap(), "other.bin"), "x");
    // Nobody named the office's own: what is wrong with it says where it is.
    let wrong = body.replace("{{落后.编号}}", "{{没有}}");
    sandbox
        .write("data/templates/bulletin.docx", package(&[("word/document.xml", &wrong), ("other.bin", "x")]));
    let said = sandbox.pjt("bulletin 2025-q3 -o other.docx");
    assert!(said.stderr.contains("--> data/templates/bulletin.docx"), "{}", said.whole());
}
