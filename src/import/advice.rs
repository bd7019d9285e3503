//! What to do about what an import found, where the place that found it does not say so itself: one list, to be read as
//! the person who imports reads it.

use crate::{error::Finding, text::Text};

/// Adds to each finding what to do next, unless it says so already or nothing is to be done.
pub(super) fn advise(findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| finding.fix.is_none()) {
        finding.fix = of(finding.code);
    }
}

#[expect(clippy::too_many_lines, reason = "a table: what to do, for each code")]
fn of(code: &str) -> Option<Text> {
    Some(match code {
        "duplicate-number" => text!(
            "文件印的序号照样记为文件序号；是印错的，改好原文件再导入",
            "the printed numbers are kept as labels; where one is a slip, correct the document and import it again"
        ),
        "number-gap" => text!(
            "怀疑漏读的，加 `--explain` 看每一行读成了什么",
            "if something was left out, `--explain` shows what each row was taken for"
        ),
        "row-without-departments" => text!(
            "文件写了而没有读到的，用 `--columns` 指明责任部门在哪一栏；文件没有写的，导入后用 `pjt update 编号 --add-dept 部门 --reason 原因` 补上",
            "where the document names some, `--columns` says which column has them; else add them after the import: `pjt update ID --add-dept NAME --reason WHY`"
        ),
        "unclear-deadline" => text!(
            "知道是哪一天的，导入后用 `pjt update 编号 --due 日期` 写明",
            "where the day is known, say it after the import: `pjt update ID --due DATE`"
        ),
        "unclear-departments" | "doubtful-department" => text!(
            "读错的，改好原文件再导入；或导入后更正：`pjt update 编号 --remove-dept 读错的 --add-dept 正确的 --reason 更正`",
            "where it is wrong, correct the document and import it again, or correct it after the import: `pjt update ID --remove-dept WRONG --add-dept RIGHT --reason WHY`"
        ),
        "departments-in-front" => text!(
            "错了一项的，在原文件里把责任部门移到各项后面，去掉最前面的一行，再导入",
            "if they are one item off, move each list below its item in the document, take out the first line, and import that"
        ),
        "inherited-departments" => text!(
            "不归它们负责的，导入后更正：`pjt update 编号 --remove-dept 部门 --add-dept 部门 --reason 更正`",
            "where they are not responsible, correct it after the import: `pjt update ID --remove-dept NAME --add-dept NAME --reason WHY`"
        ),
        "inherited-deadline" => text!(
            "不是这一天的，导入后更正：`pjt update 编号 --due 日期`",
            "where another day is meant, correct it after the import: `pjt update ID --due DATE`"
        ),
        "heading-left-out" => text!(
            "任务只记两层标题；要按这些标题分组的，在原文件里去掉另一层，再导入",
            "a task has two levels of headings; to group by these, take out another level in the document and import that"
        ),
        "dropped-row" => text!(
            "确是任务的，在原文件里把任务内容和责任部门写全，再导入；是上一项的，与上一行合并",
            "if it is a task, give it its text and its departments in the document and import that; if it belongs to the task before, merge the rows"
        ),
        "row-without-text" => text!(
            "不归上一项的，在原文件里写全这一行，再导入；确是上一项的，合并两行的任务内容单元格",
            "if it is no part of that task, write the row out in the document and import that; if it is, merge the cells for the text"
        ),
        "truncated" => {
            text!("请向发文单位要完整的文件，再导入", "ask for the whole document and import that")
        }
        "section-left-out" => text!(
            "要按科室分派的，导入后用 `pjt update 编号 --note 说明` 记下",
            "where tasks go to sections, write it down after the import: `pjt update ID --note WORDS`"
        ),
        "team-left-out" => text!(
            "责任部门应记班子本身的，导入后更正：`pjt update 编号 --add-dept 部门 --reason 更正`",
            "where the team itself is responsible, correct it after the import: `pjt update ID --add-dept NAME --reason WHY`"
        ),
        "marked-department" => text!(
            "表示牵头的，导入后补上：`pjt update 编号 --lead 部门 --reason 文件所标`",
            "where it means the lead, say so after the import: `pjt update ID --lead NAME --reason WHY`"
        ),
        "lead-by-looks" => text!(
            "对照原文件，导入后补上牵头部门：`pjt update 编号 --lead 部门 --reason 文件所标`",
            "see in the document who leads, and say so after the import: `pjt update ID --lead NAME --reason WHY`"
        ),
        "deleted-text" => text!(
            "仍要这些内容的，先在 Word 或 WPS 里拒绝这些修订，再导入",
            "if they are wanted, reject these changes in Word or WPS and import that"
        ),
        "hidden-text" => text!(
            "需要这些内容的，先在原文件里取消隐藏，再导入",
            "if they are wanted, show them in the document and import that"
        ),
        "hidden-cells" => text!(
            "需要这些内容的，先在原表里取消隐藏，再导入",
            "if they are wanted, show them in the sheet and import that"
        ),
        "covered-cells" => text!(
            "合并时盖住的旧内容，不要的先在原表里清除，再导入",
            "what is left over from before the merge is to be cleared in the sheet first"
        ),
        "no-header" => text!(
            "读错的，用 `--columns content=2,departments=3` 一类的选项指明各栏，再导入",
            "where it is wrong, say what the columns hold: `--columns content=2,departments=3`"
        ),
        _ => return None,
    })
}
