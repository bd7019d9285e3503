//! Why something of a return was not taken, or is worth a word.

mod words;

use strum::VariantArray as _;

use crate::text::Text;

/// Why.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// Nothing says whose form it is, or it says so twice.
    FormUnknown,
    /// It has no table with the titles of a form.
    TableMissing,
    /// It is the form of another period.
    OtherPeriod,
    /// It can't be opened without a password.
    FileEncrypted,
    /// It is cut off or broken.
    FileDamaged,
    /// There is nothing in it.
    FileEmpty,
    /// It is packed.
    FileArchive,
    /// It is no workbook that can be read.
    FileFormat,
    /// It is larger than any form.
    FileTooLarge,
    /// Nobody may read it.
    FileUnreadable,
    /// The unit is not asked about the task.
    RowNotAsked,
    /// There is no such task.
    RowUnknown,
    /// Its keys, number and words name several tasks.
    RowMixed,
    /// The task is answered twice, and differently.
    RowTwice,
    /// The task has other words now than when the form was made.
    TaskChanged,
    /// It is no percentage from 0 to 100, or may be two.
    PercentUnclear,
    /// It is no day.
    DateUnclear,
    /// Which year is meant is not known.
    YearMissing,
    /// It is no status.
    StatusUnclear,
    /// A status that an office sets, and no department.
    StatusNotTheirs,
    /// A formula that was never computed.
    FormulaWithoutValue,
    /// An error of a formula.
    CellError,
    /// Two files of one unit differ in the cell.
    FileDisagrees,
    /// What an older form says was corrected since.
    AnswerOutdated,
    /// The form says with what it went out, and the unit had answered otherwise before.
    StatusAsSent,
    /// A column in which answers were asked is gone, or is called something else.
    ColumnMissing,
    /// The status was changed since the form went out.
    ChangedMeanwhile,
    /// The leads of a task differ, or not all of them have said done.
    LeadsDisagree,
    /// A wish that the task be suspended.
    SuspendAsked,
    /// A wish that a suspended task go on.
    ResumeAsked,
    /// A step back from what was reached.
    StepBack,
    /// The task was withdrawn, or closed since the form went out.
    TaskEnded,
    /// Nobody knows who leads the task.
    LeadUnknown,
    /// The unit supports the task and doesn't lead it.
    SupportStatus,
    /// The task was handed over to another unit since the form went out.
    HandedOver,
    /// The task was reworded since the form went out.
    TaskReworded,
    /// Words that nobody may change were changed.
    LockedChanged,
    /// The document gives the task another number than the row.
    DocumentNumberDiffers,
    /// A column that the form doesn't have.
    OtherColumn,
    /// A title of its own stands in place of the form's.
    TitleChanged,
    /// A sheet that the form doesn't have.
    OtherSheet,
    /// Somebody left comments.
    Comments,
    /// The key in front is that of another row.
    KeyMoved,
    /// Answers look as if they were sorted without their keys.
    AnswersSorted,
    /// The answers speak of the tasks in the rows beside theirs.
    AnswersShifted,
    /// The answers of two rows speak of each other's tasks.
    AnswersSwapped,
    /// The answers of two rows have words of each other's tasks, and none of their own.
    MaybeSwapped,
    /// The answers stand in the columns beside theirs.
    ColumnsShifted,
    /// The keys are gone: the row was found by number and words.
    BaseMissing,
    /// One answer stands in a merged area over several rows.
    MergedInput,
    /// One answer stands in a merged area over several columns.
    MergedColumns,
    /// Words stand outside of the table.
    WordsOutside,
    /// The year was counted from the day of receipt.
    YearByReceipt,
    /// The unit had answered otherwise before.
    AnswerReplaced,
    /// A row that waited, as it belonged to no task for sure, was answered again in its place.
    RowAnswered,
    /// What was sent back came again as it was.
    StillSentBack,
    /// The progress is that of the period before, word for word.
    ProgressRepeated,
    /// An answer contradicts itself.
    AnswerContradicts,
    /// The unit left no status in its cell.
    StatusBlank,
    /// A task is called done, and nothing is named that proves it.
    EvidenceBlank,
    /// A task is said to be done, and what proves it is words without a file.
    EvidenceWords,
    /// What proves a task that is not done stays in the return.
    EvidenceKept,
    /// A task is said to be done, and the file that proves it is not there.
    EvidenceMissing,
    /// A status that was begun before is not begun any more.
    WentBack,
    /// A formula made the value.
    FormulaCell,
    /// It only says that there is none.
    NoAnswer,
    /// There were characters in it that nobody sees.
    InvisibleCharacters,
    /// The unit is part of another one now.
    UnitMerged,
    /// The period is closed already.
    PeriodClosed,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weight {
    /// It was not taken.
    Refused,
    /// Two sides differ.
    Conflict,
    /// It asks for a decision.
    Request,
    /// It was taken, and is worth a word.
    Notice,
}

impl Reason {
    /// The code.
    pub fn token(self) -> &'static str {
        self.into()
    }

    /// What of a return it is about, for a list that units get.
    pub fn kind(self) -> &'static str {
        match self {
            Self::FormUnknown
            | Self::TableMissing
            | Self::OtherPeriod
            | Self::FileEncrypted
            | Self::FileDamaged
            | Self::FileEmpty
            | Self::FileArchive
            | Self::FileFormat
            | Self::FileTooLarge
            | Self::FileUnreadable
            | Self::OtherSheet => "整份文件",
            Self::RowNotAsked
            | Self::RowUnknown
            | Self::RowMixed
            | Self::RowTwice
            | Self::TaskChanged
            | Self::BaseMissing
            | Self::DocumentNumberDiffers
            | Self::KeyMoved
            | Self::AnswersSorted
            | Self::AnswersShifted
            | Self::AnswersSwapped
            | Self::MaybeSwapped
            | Self::HandedOver
            | Self::TaskReworded => "任务行",
            Self::ColumnMissing | Self::OtherColumn | Self::TitleChanged | Self::ColumnsShifted => "栏目",
            _ => "填报内容",
        }
    }

    /// Whether a status was left alone that a person may set as it was reported.
    pub(crate) fn is_a_wish(self) -> bool {
        matches!(self, Self::StepBack | Self::ResumeAsked)
    }

    /// Why something was not taken, by the code that a return keeps; one that is none is shown as it stands.
    pub fn words_of(code: &str) -> Text {
        let known = Self::VARIANTS.iter().find(|reason| reason.token() == code);
        known.map_or_else(|| Text::same(code), |reason| reason.words())
    }

    /// Whether a cell that was kept for this reason, by its code, was read: what it says stands against something else.
    pub fn was_read(code: &str) -> bool {
        let known = Self::VARIANTS.iter().find(|reason| reason.token() == code);
        known.is_some_and(|reason| {
            matches!(
                reason,
                Self::FileDisagrees
                    | Self::AnswerOutdated
                    | Self::StatusAsSent
                    | Self::ChangedMeanwhile
                    | Self::LeadsDisagree
            )
        })
    }

    /// Whether it was taken all the same.
    #[expect(clippy::too_many_lines, reason = "a table: each reason has its line")]
    pub fn weight(self) -> Weight {
        match self {
            Self::ChangedMeanwhile | Self::LeadsDisagree => Weight::Conflict,
            Self::SuspendAsked
            | Self::ResumeAsked
            | Self::StepBack
            | Self::LeadUnknown
            | Self::SupportStatus
            | Self::HandedOver => Weight::Request,
            Self::TaskEnded
            | Self::LockedChanged
            | Self::TaskReworded
            | Self::DocumentNumberDiffers
            | Self::OtherColumn
            | Self::TitleChanged
            | Self::OtherSheet
            | Self::Comments
            | Self::KeyMoved
            | Self::AnswersSorted
            | Self::MaybeSwapped
            | Self::BaseMissing
            | Self::MergedInput
            | Self::MergedColumns
            | Self::WordsOutside
            | Self::YearByReceipt
            | Self::AnswerReplaced
            | Self::RowAnswered
            | Self::StillSentBack
            | Self::ProgressRepeated
            | Self::AnswerContradicts
            | Self::StatusBlank
            | Self::EvidenceBlank
            | Self::EvidenceWords
            | Self::EvidenceKept
            | Self::EvidenceMissing
            | Self::WentBack
            | Self::FormulaCell
            | Self::NoAnswer
            | Self::InvisibleCharacters
            | Self::UnitMerged
            | Self::PeriodClosed => Weight::Notice,
            Self::FormUnknown
            | Self::TableMissing
            | Self::OtherPeriod
            | Self::FileEncrypted
            | Self::FileDamaged
            | Self::FileEmpty
            | Self::FileArchive
            | Self::FileFormat
            | Self::FileTooLarge
            | Self::FileUnreadable
            | Self::RowNotAsked
            | Self::RowUnknown
            | Self::RowMixed
            | Self::RowTwice
            | Self::TaskChanged
            | Self::PercentUnclear
            | Self::DateUnclear
            | Self::YearMissing
            | Self::StatusUnclear
            | Self::StatusNotTheirs
            | Self::FormulaWithoutValue
            | Self::CellError
            | Self::FileDisagrees
            | Self::AnswerOutdated
            | Self::StatusAsSent
            | Self::ColumnMissing
            | Self::AnswersShifted
            | Self::AnswersSwapped
            | Self::ColumnsShifted => Weight::Refused,
        }
    }
}
