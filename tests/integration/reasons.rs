//! Each reason why something of a return is not taken, or is worth a word: brought about as departments do, said in both
//! languages, with its file and place. The table of what brings each about makes it long.

use pjt::{Lang, returns::Reason};
use strum::VariantArray as _;

use crate::{
    filled::{
        Cell, EXPECTED, INNER, NUMBER, PERCENT, PROBLEMS, PROGRESS, SLUG, STATUS, Sheet, TITLES, sandbox,
        words,
    },
    reporting::without_values,
    sandbox::{Sandbox, repository},
};

/// What brings a reason about, and where it is then said to be: empty for the file as a whole, and where it is said of
/// many rows at once.
type Case = (Reason, fn(&Sandbox), &'static str);

/// A form of 市教委 with this done to it lies in `in`.
fn form(sandbox: &Sandbox, mangle: impl Fn(&mut Sheet)) {
    let mut sheet = Sheet::filled(sandbox);
    mangle(&mut sheet);
    sandbox.write("in/a.xlsx", sheet.xlsx());
}

/// Only task 14 is answered, with this status; the key says where it stood when the form was made.
fn status(sandbox: &Sandbox, base: &str, status: &str) {
    form(sandbox, |sheet| {
        sheet.rows.retain(|row| {
            row[NUMBER] == words("14")
                || row[NUMBER] == Cell::Number(14.0)
                || row[0] == words("pjt")
                || row[0] == Cell::Blank
        });
        let row = sheet.row(14);
        row[STATUS] = words(status);
        for key in [0, INNER] {
            row[key] = words(row[key].words().replace("not_started", base));
        }
    });
}

/// The form of 市发展改革委 with a row of 市教委 pasted into it.
fn pasted(sandbox: &Sandbox, id: u32) {
    let row = Sheet::filled(sandbox).row(id).clone();
    let mut sheet = Sheet::filled_by(sandbox, "d02_市发展改革委");
    let end = sheet.task_rows().end;
    sheet.rows.insert(end, row);
    sandbox.write("in/a.xlsx", sheet.xlsx());
}

fn bytes(sandbox: &Sandbox, bytes: &[u8]) {
    sandbox.write("in/a.xlsx", bytes);
}

fn file_of(id: u32) -> String {
    format!("data/{SLUG}/tasks/{id:03}.yaml")
}

const CASES: &[Case] = &[
    (
        Reason::FormUnknown,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.has_name = false;
                sheet.rows[1] = vec![Cell::Blank; 16];
            });
        },
        "",
    ),
    (
        Reason::OtherPeriod,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.has_name = false;
                sheet.rows[1][6] = words("报送期：2025年第二季度（2025-q2）");
                sheet.rows[1][14] = words("表号：2025-q2/d01");
            });
        },
        "",
    ),
    (
        Reason::FileEncrypted,
        |sandbox| {
            bytes(sandbox, &std::fs::read(repository().join("tests/data/returns/encrypted.xlsx")).unwrap());
        },
        "",
    ),
    (
        Reason::FileDamaged,
        |sandbox| {
            let form = Sheet::filled(sandbox).xlsx();
            bytes(sandbox, &form[..form.len() / 2]);
        },
        "",
    ),
    (
        Reason::AnswerOutdated,
        |sandbox| {
            form(sandbox, |sheet| sheet.saved = Some((2025, 9, 24)));
            sandbox.pjt("collect in --received 2025-09-24 --yes").fine();
            form(sandbox, |sheet| {
                sheet.saved = Some((2025, 9, 20));
                sheet.row(1)[PROGRESS] = words("还在起草");
            });
        },
        "填报表!K5",
    ),
    (
        Reason::DocumentNumberDiffers,
        |sandbox| form(sandbox, |sheet| sheet.row(1)[NUMBER] = words("1（文件9）")),
        "填报表!5",
    ),
    (
        Reason::StillSentBack,
        |sandbox| {
            form(sandbox, |sheet| sheet.saved = Some((2025, 9, 23)));
            sandbox.pjt("collect in --received 2025-09-23 --yes").fine();
            sandbox.pjt("sendback 2025-q3 市教委 1 --reason 缺佐证 --today 2025-09-24").fine();
            form(sandbox, |sheet| sheet.saved = Some((2025, 9, 24)));
        },
        "",
    ),
    (
        Reason::TaskEnded,
        |sandbox| {
            form(sandbox, |_| {});
            sandbox.pjt("update 1 --status withdrawn --note 不再列入").fine();
        },
        "",
    ),
    (Reason::EvidenceBlank, |sandbox| form(sandbox, |_| {}), ""),
    (
        Reason::RowAnswered,
        |sandbox| {
            form(sandbox, |sheet| {
                let [one, other] = [1, 3].map(|id| sheet.row(id)[2].words());
                sheet.row(1)[PROGRESS] = words(format!("已办：{other}"));
                sheet.row(3)[PROGRESS] = words(format!("已办：{one}"));
            });
            assert_eq!(sandbox.pjt("collect in --received 2025-09-24 --yes").code, 1);
            form(sandbox, |_| {});
        },
        "",
    ),
    (Reason::EvidenceWords, |sandbox| form(sandbox, |sheet| sheet.row(3)[14] = words("竣工验收报告")), ""),
    (Reason::EvidenceMissing, |sandbox| form(sandbox, |sheet| sheet.row(3)[14] = words("验收报告.pdf")), ""),
    (Reason::EvidenceKept, |sandbox| form(sandbox, |sheet| sheet.row(1)[14] = words("会议纪要")), ""),
    (Reason::StatusBlank, |sandbox| form(sandbox, |sheet| sheet.row(1)[STATUS] = Cell::Blank), ""),
    // What tells whose form it is stands above the table, which is gone.
    (Reason::TableMissing, |sandbox| form(sandbox, |sheet| sheet.rows.truncate(3)), ""),
    (Reason::FileEmpty, |sandbox| bytes(sandbox, b" \n"), ""),
    (Reason::FileArchive, |sandbox| bytes(sandbox, b"Rar!\x1a\x07\x00"), ""),
    (Reason::FileFormat, |sandbox| bytes(sandbox, b"{\\rtf1}"), ""),
    (
        Reason::FileTooLarge,
        |sandbox| bytes(sandbox, format!("<table>{}", "<br>".repeat(700_000)).as_bytes()),
        "",
    ),
    (
        Reason::FileUnreadable,
        |sandbox| {
            bytes(sandbox, b"");
            let file = std::fs::File::create(sandbox.path("in/a.xlsx")).unwrap();
            file.set_len(64 * 1024 * 1024).unwrap();
        },
        "",
    ),
    (Reason::RowNotAsked, |sandbox| pasted(sandbox, 2), "填报表!8"),
    (
        Reason::RowUnknown,
        |sandbox| {
            form(sandbox, |sheet| {
                let mut row = vec![Cell::Blank; 16];
                row[2] = words("（新增）开展专题培训");
                row[PROGRESS] = words("已培训120人次。");
                sheet.rows.insert(8, row);
            });
        },
        "填报表!9",
    ),
    (Reason::RowMixed, |sandbox| form(sandbox, |sheet| sheet.row(1)[NUMBER] = Cell::Number(2.0)), "填报表!5"),
    (
        Reason::RowTwice,
        |sandbox| {
            form(sandbox, |sheet| {
                let mut again = sheet.row(1).clone();
                again[PROBLEMS] = words("第1项问题，又一次");
                sheet.rows.insert(8, again);
            });
        },
        "填报表!5",
    ),
    (
        Reason::TaskChanged,
        |sandbox| {
            form(sandbox, |_| {});
            let text = sandbox.read(&file_of(1));
            let content = text.lines().find(|line| line.starts_with("content: ")).unwrap();
            sandbox.write(&file_of(1), text.replace(content, "content: 每年举办一次成果展；"));
        },
        "填报表!5",
    ),
    (
        Reason::PercentUnclear,
        |sandbox| form(sandbox, |sheet| sheet.row(1)[PERCENT] = words("约八成")),
        "填报表!J5",
    ),
    (
        Reason::DateUnclear,
        |sandbox| form(sandbox, |sheet| sheet.row(1)[EXPECTED] = words("12.31")),
        "填报表!P5",
    ),
    (
        Reason::YearMissing,
        |sandbox| form(sandbox, |sheet| sheet.row(1)[EXPECTED] = words("1月15日")),
        "填报表!P5",
    ),
    (
        Reason::YearByReceipt,
        |sandbox| {
            form(sandbox, |sheet| sheet.row(1)[EXPECTED] = words("明年一季度"));
        },
        "填报表!P5",
    ),
    (
        Reason::AnswerReplaced,
        |sandbox| {
            form(sandbox, |_| {});
            sandbox.pjt("collect in --received 2025-09-24 --yes").fine();
            form(sandbox, |sheet| sheet.row(1)[PROBLEMS] = words("另有问题"));
        },
        "填报表!5",
    ),
    (Reason::StatusUnclear, |sandbox| form(sandbox, |sheet| sheet.row(1)[STATUS] = words("√")), "填报表!I5"),
    (
        Reason::StatusNotTheirs,
        |sandbox| form(sandbox, |sheet| sheet.row(1)[STATUS] = words("已销号")),
        "填报表!I5",
    ),
    (
        Reason::FormulaWithoutValue,
        |sandbox| {
            let mut sheet = Sheet::filled(sandbox);
            sheet.row(1)[PROGRESS] = Cell::Formula("=Z1&Z2", "not computed");
            sandbox.write("in/a.xlsx", without_values(&sheet.xlsx()));
        },
        "填报表!K5",
    ),
    (
        Reason::CellError,
        |sandbox| form(sandbox, |sheet| sheet.row(1)[PERCENT] = Cell::Formula("=Z1*2", "#REF!")),
        "填报表!J5",
    ),
    (
        Reason::FileDisagrees,
        |sandbox| {
            form(sandbox, |_| {});
            let mut sheet = Sheet::filled(sandbox);
            sheet.row(1)[PROBLEMS] = words("第1项问题另一份");
            sandbox.write("in/b.xlsx", sheet.xlsx());
        },
        "填报表!M5",
    ),
    (
        Reason::ColumnMissing,
        |sandbox| form(sandbox, |sheet| sheet.rows[TITLES][PROBLEMS] = words("责任处室")),
        "填报表!4",
    ),
    (
        Reason::ChangedMeanwhile,
        |sandbox| {
            status(sandbox, "not_started", "推进中");
            sandbox.pjt("update 14 --status suspended --note 等待资金").fine();
        },
        "填报表!I5",
    ),
    (
        Reason::LeadsDisagree,
        |sandbox| {
            status(sandbox, "not_started", "已完成");
            sandbox.pjt("update 14 --lead 市教委,市发展改革委 --reason 分工会议纪要").fine();
        },
        "填报表!I5",
    ),
    (Reason::SuspendAsked, |sandbox| status(sandbox, "not_started", "暂缓"), "填报表!I5"),
    (
        Reason::ResumeAsked,
        |sandbox| {
            status(sandbox, "suspended", "推进中");
            sandbox.pjt("update 14 --status suspended --note 等待资金").fine();
        },
        "填报表!I5",
    ),
    (
        Reason::ProgressRepeated,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.row(1)[PROGRESS] = words("已召开联席会议3次。");
                sheet.row(1)[PERCENT] = Cell::Blank;
            });
            sandbox.pjt("update 1 --note 已召开联席会议3次。 --by 市教委 --on 2025-06-30").fine();
        },
        "填报表!K5",
    ),
    (
        Reason::MaybeSwapped,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.row(2)[PROGRESS] = words("市级协调会开了3次");
                sheet.row(1)[PROGRESS] = words("实体机构已挂牌");
            });
        },
        "K5",
    ),
    (
        Reason::StepBack,
        |sandbox| {
            status(sandbox, "done", "推进中");
            sandbox.pjt("update 14 --status done --evidence 验收报告.pdf --missing-ok").fine();
        },
        "填报表!I5",
    ),
    (
        Reason::WentBack,
        |sandbox| {
            status(sandbox, "in_progress", "未启动");
            sandbox.pjt("update 14 --status in_progress").fine();
        },
        "填报表!I5",
    ),
    (
        Reason::AnswerContradicts,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.row(1)[STATUS] = words("已完成");
                sheet.row(1)[PERCENT] = Cell::Percent(0.6);
            });
        },
        "填报表!I5",
    ),
    (
        Reason::LeadUnknown,
        |sandbox| {
            status(sandbox, "not_started", "推进中");
            let plan = format!("data/{SLUG}/plan.yaml");
            let text = sandbox.read(&plan);
            sandbox.write(&plan, text.replace("lead_rule: first_listed\n", ""));
        },
        "填报表!I5",
    ),
    (Reason::SupportStatus, |sandbox| pasted(sandbox, 15), "填报表!I8"),
    (Reason::LockedChanged, |sandbox| form(sandbox, |sheet| sheet.row(1)[3] = words("市科委")), "填报表!5"),
    (
        Reason::OtherColumn,
        |sandbox| form(sandbox, |sheet| sheet.insert_column(16, "分管领导", "张某")),
        "填报表!Q4",
    ),
    (
        Reason::TitleChanged,
        |sandbox| form(sandbox, |sheet| sheet.rows[TITLES][PROGRESS] = words("工作进展")),
        "填报表!K4",
    ),
    (
        Reason::OtherSheet,
        |sandbox| form(sandbox, |sheet| sheet.others.push(vec![vec![words("情况说明")]])),
        "",
    ),
    (Reason::Comments, |sandbox| form(sandbox, |sheet| sheet.comment = Some((4, 10))), "填报表!K5"),
    (Reason::KeyMoved, |sandbox| form(sandbox, |sheet| sheet.sort(1..16)), ""),
    (
        Reason::AnswersShifted,
        |sandbox| {
            form(sandbox, |sheet| {
                for row in sheet.task_rows() {
                    let beside = sheet.rows[row + 1][2].words();
                    sheet.rows[row][PROGRESS] = words(format!("已办：{beside}"));
                }
            });
        },
        "",
    ),
    (
        Reason::AnswersSwapped,
        |sandbox| {
            form(sandbox, |sheet| {
                let [one, other] = [1, 3].map(|id| sheet.row(id)[2].words());
                sheet.row(1)[PROGRESS] = words(format!("已办：{other}"));
                sheet.row(3)[PROGRESS] = words(format!("已办：{one}"));
            });
        },
        "填报表!5",
    ),
    (
        Reason::StatusAsSent,
        |sandbox| {
            form(sandbox, |sheet| sheet.row(1)[STATUS] = words("已完成"));
            sandbox.pjt("collect in --received 2025-09-24 --yes").fine();
            form(sandbox, |sheet| {
                sheet.row(1)[STATUS] = words("未启动");
                sheet.row(1)[PERCENT] = Cell::Percent(0.9);
            });
        },
        "填报表!I5",
    ),
    (
        Reason::HandedOver,
        |sandbox| {
            form(sandbox, |_| {});
            sandbox
                .pjt("update 1 --replace-dept 市教委=市数据局 --new-dept --reason 沪编〔2025〕8号 --yes")
                .fine();
        },
        "",
    ),
    (
        Reason::TaskReworded,
        |sandbox| {
            form(sandbox, |_| {});
            let text = sandbox.read(&file_of(1));
            let content = text.lines().find(|line| line.starts_with("content: ")).unwrap();
            let reworded = content.replacen("联席会议，", "联席会议（全年不少于4次），", 1);
            sandbox.write(&file_of(1), text.replace(content, &reworded));
        },
        "填报表!5",
    ),
    (
        Reason::ColumnsShifted,
        |sandbox| {
            form(sandbox, |sheet| {
                let row = sheet.row(14);
                row[PROGRESS] = std::mem::replace(&mut row[PERCENT], words("推进中"));
            });
        },
        "",
    ),
    (
        Reason::AnswersSorted,
        |sandbox| {
            form(sandbox, |sheet| {
                for (number, row) in sheet.task_rows().enumerate() {
                    sheet.rows[row][PERCENT] = Cell::Percent(number as f64 / 100.0);
                }
            });
        },
        "填报表!4",
    ),
    (
        Reason::BaseMissing,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.remove_column(INNER);
                sheet.remove_column(0);
            });
        },
        "",
    ),
    (
        Reason::MergedInput,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.rows[5][PROBLEMS] = Cell::Blank;
                sheet.merged.push((4, 12, 5, 12));
            });
        },
        "填报表!M6",
    ),
    (
        Reason::MergedColumns,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.rows[4][13] = Cell::Blank;
                sheet.merged.push((4, 12, 4, 13));
            });
        },
        "填报表!N5",
    ),
    (
        Reason::WordsOutside,
        |sandbox| {
            form(sandbox, |sheet| {
                sheet.rows.truncate(sheet.task_rows().end);
                let mut row = vec![Cell::Blank; 16];
                row[2] = words("说明：以上数据截至9月20日，后续另报。");
                sheet.rows.push(row);
            });
        },
        "填报表!C42",
    ),
    (
        Reason::FormulaCell,
        |sandbox| {
            form(sandbox, |sheet| sheet.row(1)[PROGRESS] = Cell::Formula("=\"第1项\"&\"进展\"", "第1项进展"))
        },
        "填报表!K5",
    ),
    (Reason::NoAnswer, |sandbox| form(sandbox, |sheet| sheet.row(1)[PERCENT] = words("无")), "填报表!J5"),
    (
        Reason::InvisibleCharacters,
        |sandbox| form(sandbox, |sheet| sheet.row(1)[PROBLEMS] = words("第1项\u{202e}问题\u{200b}")),
        "填报表!M5",
    ),
    (
        Reason::UnitMerged,
        |sandbox| {
            let sheet = Sheet::filled_by(sandbox, "d02_市发展改革委");
            sandbox.write("in/a.xlsx", sheet.xlsx());
            sandbox
                .pjt("dept handover 市发展改革委 市数据局 --on 2025-09-20 --reason 沪编〔2025〕8号 --new-dept --yes")
                .fine();
        },
        "",
    ),
    (
        Reason::PeriodClosed,
        |sandbox| {
            form(sandbox, |_| {});
            sandbox.pjt("period open 2025-q3 --due 2025-09-22 --today 2025-09-20").fine();
            sandbox.pjt("period close 2025-q3 --today 2025-09-23").fine();
        },
        "",
    ),
];

#[test]
fn each_is_said_in_both_languages_with_its_place() {
    let covered: Vec<Reason> = CASES.iter().map(|(reason, ..)| *reason).collect();
    for reason in Reason::VARIANTS {
        assert!(covered.contains(reason), "nothing brings {reason:?} about");
    }
    let sandbox = sandbox();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "forms"]);
    let mut failed = Vec::new();
    for (reason, bring_about, place) in CASES {
        bring_about(&sandbox);
        failed.extend(ensure_said(&sandbox, *reason, place).err());
        sandbox.git(&["reset", "-q", "--hard"]);
        sandbox.git(&["clean", "-fdq"]);
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn ensure_said(sandbox: &Sandbox, reason: Reason, place: &str) -> Result<(), String> {
    let code = reason.token();
    let answer = sandbox.pjt("collect in --received 2025-09-24 --json").json();
    let mut all =
        ["refused", "conflicts", "warnings"].iter().flat_map(|list| answer[list].as_array().unwrap());
    if !all.any(|one| one["code"] == code) {
        return Err(format!("{code}: {answer}"));
    }
    for (lang, option) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let said = sandbox.pjt(&format!("collect in --received 2025-09-24 --lang {option}"));
        let meaning = reason.words();
        // Conflicts are told with the three statuses, and another period with the command for it.
        let is_told_otherwise =
            matches!(reason, Reason::ChangedMeanwhile | Reason::LeadsDisagree | Reason::OtherPeriod);
        let is_it = |line: &str| {
            line.contains(&format!("[{code}]"))
                && line.contains("a.xlsx")
                && line.contains(place)
                && (is_told_otherwise || line.contains(&meaning.in_lang(lang).replace(' ', "")))
        };
        // Where a line is broken, what follows stands further in.
        let whole = said.stdout.replace("\n    ", "").replace(' ', "");
        if !whole.lines().any(is_it) {
            return Err(format!("{code} at {place}:\n{}", said.whole()));
        }
    }
    Ok(())
}
