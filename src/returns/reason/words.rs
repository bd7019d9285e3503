//! What each reason means to the people who read it, and what they can do.

use super::Reason;
use crate::text::Text;

impl Reason {
    /// What it means and what to do.
    #[expect(clippy::too_many_lines, reason = "a table: a sentence for each reason")]
    pub fn words(self) -> Text {
        match self {
            Self::FormUnknown => text!(
                "看不出是哪个单位、哪一期的表，或表内所写互相矛盾；核实后用 `--from 单位=文件` 指明",
                "it does not say whose form it is, or contradicts itself; when you know, say so with `--from UNIT=FILE`"
            ),
            Self::TableMissing => text!(
                "里面没有填报表：至少要有编号、任务内容、状态、进展情况等四个栏目的标题；请用下发的表填报",
                "there is no form in it: at least four of its titles have to be there (编号, 任务内容, 状态, 进展情况 …); have the form that went out filled in"
            ),
            Self::OtherPeriod => text!("是另一个报送期的表", "it is the form of another period"),
            Self::FileEncrypted => text!(
                "文件加了密码；请去掉密码另存后重报",
                "the file is encrypted; have it saved without a password"
            ),
            Self::FileDamaged => text!(
                "文件不完整或已损坏；请重新发送，或用 Excel、WPS 打开另存后重报",
                "the file is cut off or damaged; have it sent again, or opened and saved in Excel or WPS"
            ),
            Self::FileEmpty => text!("文件是空的；请重新发送", "the file is empty; have it sent again"),
            Self::FileArchive => {
                text!("是压缩包；请解压后再收取", "it is an archive; unpack it and collect what is in it")
            }
            Self::FileFormat => text!(
                "不是能收取的表格；请用 Excel 或 WPS 另存为 xlsx",
                "it is no workbook that can be taken; have it saved as xlsx in Excel or WPS"
            ),
            Self::FileTooLarge => text!(
                "文件超出限度；请只留填报表，另存后重报",
                "the file goes beyond a limit; have the form alone saved and sent"
            ),
            Self::FileUnreadable => text!("读不了这个文件", "the file can't be read"),
            Self::RowNotAsked => {
                text!("不是该单位的任务，没有请它报送", "it is not the unit's task, and was not asked of it")
            }
            Self::RowUnknown => {
                text!("台账里没有编号、内容都对得上的任务", "no task has this number and these words")
            }
            Self::RowMixed => text!(
                "这一行的编号、内容、方案或隐藏的标识对不上，可能错行；请与单位核对",
                "number, words, plan or hidden keys of the row name different tasks; ask the unit"
            ),
            Self::RowTwice => {
                text!("同一项填了两次，内容不同", "the task is answered twice, and differently")
            }
            Self::TaskChanged => text!(
                "下发之后这一项已换成别的内容，按旧表所填没有归位；请与单位核对",
                "the task was given other words since the form went out, so the answer was not placed; ask the unit"
            ),
            Self::PercentUnclear => {
                text!(
                    "完成率要写成带百分号的整数，0% 到 100%，如 80%；请与单位核对",
                    "a whole percentage with its sign is asked for, from 0% to 100%, such as 80%; ask the unit"
                )
            }
            Self::DateUnclear => {
                text!("请填明确的日期，年、月、日写全", "give a full date with year, month and day")
            }
            Self::YearMissing => text!(
                "没有写明年份，看不出是哪一年；请填明确的日期，年、月、日写全",
                "the year is missing, and which one is meant is not known; give a full date, such as 2025-12-31"
            ),
            Self::StatusUnclear => text!(
                "状态请填：未启动、推进中、已完成、暂缓",
                "the status is one of 未启动, 推进中, 已完成, 暂缓"
            ),
            Self::StatusNotTheirs => text!(
                "销号、取消由督查办公室办理，不由单位填报",
                "closing and withdrawing are the office's to do, not the unit's"
            ),
            Self::FormulaWithoutValue => text!(
                "是没有算出结果的公式；请改填数值或文字",
                "a formula that was never computed; have the value typed in"
            ),
            Self::CellError => {
                text!("公式出错；请改填数值或文字", "a formula gave an error; have the value typed in")
            }
            Self::FileDisagrees => text!(
                "同一单位的两份表在这一格填得不同；请核实以哪份为准",
                "two files of the unit differ in this cell; ask which one is right"
            ),
            Self::AnswerOutdated => text!(
                "这一格以前报过，后来已更正，像是旧表，没有改回；核实后要以它为准的，用 `pjt collect --settle` 处理",
                "this was reported before and corrected since, so it may be an older form: it was not put back; when you know that it is right, `pjt collect --settle` takes it"
            ),
            Self::StatusAsSent => text!(
                "这次的表上状态栏仍是下发时的状态，与该单位以前报的不同，没有采用；问清后用 `pjt collect --settle` 处理",
                "the form has the status with which it went out, and not what the unit had answered before; it was not taken: ask them, and `pjt collect --settle` takes one"
            ),
            Self::ColumnMissing => text!(
                "没有找到这一栏，标题可能被删去或改名；请恢复标题后重报",
                "the form has lost this column, or its title was changed; have the title put back and the form sent again"
            ),
            Self::ChangedMeanwhile => text!(
                "下发之后状态已另有改动，没有按表改",
                "the status was changed since the form went out; it was left alone"
            ),
            Self::LeadsDisagree => text!(
                "几个牵头单位报的状态不一致，或还没有都报已完成，没有改",
                "the leads report different statuses, or not all of them said done; it was left alone"
            ),
            Self::SuspendAsked => text!(
                "单位申请暂缓；同意的用 `pjt update` 办理",
                "the unit asks to suspend it; if you agree, `pjt update` does it"
            ),
            Self::ResumeAsked => text!(
                "台账上是暂缓，单位申请恢复，没有改；同意的用 `pjt update` 办理",
                "it is suspended in the ledger, and the unit asks to go on with it, which was left alone; if you agree, `pjt update` does it"
            ),
            Self::StepBack => text!(
                "比台账上的状态退了一步，没有改；属实的用 `pjt update` 办理",
                "a step back from the ledger's status, which was left alone; if it is so, `pjt update` does it"
            ),
            Self::TaskEnded => text!(
                "台账上已取消或销号，不再要报；填报的内容只作记录，状态不变",
                "it was withdrawn or closed in the ledger and is not owed any more; what was reported is kept, the status stays"
            ),
            Self::LeadUnknown => text!(
                "有几个责任部门，没有写明由谁牵头，只记入报送，没有改状态；写明用 `pjt update 编号 --lead 部门 --reason 原因`",
                "it has several departments and nobody knows who leads; it was recorded, the status left alone: `pjt update N --lead NAME --reason WHY` says who does"
            ),
            Self::SupportStatus => text!(
                "该单位是配合单位，只记入报送，没有改状态",
                "the unit supports the task; it was recorded, the status left alone"
            ),
            Self::HandedOver => text!(
                "下发之后这一项已移交，不再由该单位牵头；所报照收，是否仍按它计算请核定",
                "the task was handed over since the form went out, and the unit leads it no more; its answer was taken, see whether it still holds"
            ),
            Self::TaskReworded => text!(
                "下发之后任务内容已改写，是按旧表填的，照收；请核对",
                "the task was reworded since the form went out, and this answers the old words; it was taken, check it"
            ),
            Self::LockedChanged => {
                text!("改动了不能改的栏目，没有采用", "locked words were changed; that was not taken")
            }
            Self::DocumentNumberDiffers => text!(
                "表里写的文件序号不是文件现在的序号，按台账编号和内容归位",
                "the number of the document in the row is not the one that it has now; the row was placed by the ledger's number and its words"
            ),
            Self::OtherColumn => text!("自行加的列，没有收取", "a column of their own, which was not taken"),
            Self::TitleChanged => text!(
                "栏目的标题改过，按位置和字面认作原来的一栏，请核对",
                "the title was changed; by its place and its words it was taken for the form's column, check it"
            ),
            Self::OtherSheet => text!("另有工作表，没有收取", "another sheet, which was not taken"),
            Self::Comments => {
                text!("有批注，没有收取，请查看", "there are comments, which were not taken; look at them")
            }
            Self::KeyMoved => text!(
                "排过序，第一列没有跟着动；已按编号和填报内容中的标识归位",
                "it was sorted without its first column; the rows were placed by number and inner key"
            ),
            Self::AnswersShifted => text!(
                "填报的内容像是整体错开了行，没有收取；请与单位核对后重报",
                "the answers seem to have slid to other rows, so none was taken; ask the unit, and have the form sent again"
            ),
            Self::AnswersSwapped => text!(
                "这两行填报的内容说的是彼此的任务，像是填串了，没有收取；请与单位核对后重报",
                "the answers of these two rows speak of each other's tasks, so neither was taken; ask the unit, and have the form sent again"
            ),
            Self::MaybeSwapped => text!(
                "进展情况里是彼此那一项的词，没有本项的，可能两行填串了；已照收，请核对",
                "the progress has words of the other one's task and none of its own, so the two rows may be swapped; it was taken, check it"
            ),
            Self::ColumnsShifted => text!(
                "填报的内容像是错开了一栏，没有收取；请与单位核对后重报",
                "the answers seem to stand a column beside theirs, so none was taken; ask the unit, and have the form sent again"
            ),
            Self::AnswersSorted => text!(
                "填报的几列像是单独排过序或上下移过、没有带上整行，可能错行；收取之前请与单位核对",
                "some answers look as if they had been sorted or moved without the rest of their rows; ask the unit before you take them"
            ),
            Self::BaseMissing => text!(
                "隐藏的标识没有了，按编号和任务内容归位；填报的几列是否错行无从核对，收取之前请看一遍",
                "the hidden keys are gone; the rows were placed by number and words, and nothing tells whether the answers still stand in theirs: look through them before you take them"
            ),
            Self::MergedInput => {
                text!("几行合并填写，每行都记这一内容", "one answer stands for several rows; each got it")
            }
            Self::MergedColumns => text!(
                "几栏合并填写，只记在最左一栏",
                "one answer stands over several columns; the first of them got it"
            ),
            Self::WordsOutside => {
                text!(
                    "表外另有文字，没有收取，请查看",
                    "words outside of the table, which were not taken; look at them"
                )
            }
            Self::YearByReceipt => {
                text!(
                    "没有写明年份，按收到之日推算",
                    "the year is not written; it was counted from the day of receipt"
                )
            }
            Self::AnswerReplaced => {
                text!("更正了以前报送的内容，以这次为准", "it replaces what was reported before")
            }
            Self::RowAnswered => text!(
                "以前没有收的这一行，这次已经重报，旧的不再待处理",
                "a row that had not been taken before was answered again; the old one waits no more"
            ),
            Self::StillSentBack => text!(
                "已退回的事项又报来，内容没有改动，仍待重报",
                "what was sent back came again as it was; it still waits for another answer"
            ),
            Self::ProgressRepeated => text!(
                "进展情况与上期一字不差，完成率也没有变；请核对是不是照抄",
                "the progress is that of the period before, word for word, and so is the percentage; see whether it was copied"
            ),
            Self::AnswerContradicts => {
                text!("填报前后矛盾，请与单位核实", "the answer contradicts itself; ask the unit")
            }
            Self::StatusBlank => text!(
                "状态格空着，单位没有报状态，台账的状态不变",
                "the status cell is blank: the unit reported none, and the ledger's stays"
            ),
            Self::EvidenceBlank => text!(
                "报已完成，没有填佐证材料；销号要有佐证，请单位补报",
                "called done, and nothing is named that proves it; closing it asks for evidence, have them name it"
            ),
            Self::EvidenceWords => text!(
                "佐证材料只写了名称，没有写文件或网址；请核对材料是否收到",
                "what proves it is words, and no file or address; see whether it came"
            ),
            Self::EvidenceKept => text!(
                "还没有办结，佐证材料先记在报送里，办结时记入任务；现在就记的用 `pjt update 编号 --evidence 路径`",
                "it is not done yet: what proves it stays in the return, and is the task's once that is done; `pjt update N --evidence PATH` takes it now"
            ),
            Self::EvidenceMissing => text!(
                "佐证材料写的文件没有找到；请核对是否收到，收到的存好，路径与所写一致",
                "the file that is to prove it was not found; see whether it came, and put it where its name leads"
            ),
            Self::WentBack => text!(
                "状态比台账上的退了一步，请与单位核实",
                "the status goes a step back from the ledger's; ask the unit"
            ),
            Self::FormulaCell => text!("是公式，取其结果", "a formula; its value was taken"),
            Self::NoAnswer => text!(
                "写的是“无”“/”之类，按没有填处理",
                "it says that there is none; it was taken as a blank"
            ),
            Self::InvisibleCharacters => text!(
                "文字里有看不见的字符（方向控制、零宽字符），已去掉",
                "it had characters that nobody sees (for the direction of text, or of no width); they were left out"
            ),
            Self::UnitMerged => text!(
                "该单位已并入或移交其他单位，仍按原单位收取",
                "the unit was merged or has handed over; it was taken as the old unit's"
            ),
            Self::PeriodClosed => {
                text!(
                    "报送期已截止收表，记为迟报（退回后重报的不算）",
                    "the period is closed; it counts as late, unless it was asked for again"
                )
            }
        }
    }
}
