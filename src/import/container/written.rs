//! What is the same in all containers, once a document is opened: radicals that stand for characters, cells that
//! show an error instead of a value, texts that are too long.

use unicode_normalization::UnicodeNormalization as _;

use super::limits;
use crate::{
    error::{Finding, Result},
    import::source::{Block, Document, Grid, Merged, SourceLocation},
    text::Lang,
};

/// Puts the texts of a document right, and says what can't be.
///
/// # Errors
/// When one of them is as long as a book: no task is.
pub(super) fn clean(document: &mut Document) -> Result<()> {
    let mut errors = Vec::new();
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(paragraph) => clean_text(&mut paragraph.text)?,
            Block::Grid(grid) => {
                for row in &mut grid.rows {
                    for cell in &mut row.cells {
                        clean_text(&mut cell.text)?;
                    }
                }
                clear_errors(grid, &mut errors);
            }
        }
    }
    document.findings.extend(error_cells(&errors));
    Ok(())
}

fn clean_text(text: &mut String) -> Result<()> {
    limits::ensure_paragraph(text.len())?;
    make_plain(text);
    Ok(())
}

/// Puts the characters that people type for those that files give instead.
pub(super) fn make_plain(text: &mut String) {
    if text.contains(|sign| is_radical(sign) || is_duplicate(sign) || is_upright(sign)) {
        *text = text.chars().map(plain).nfc().collect();
    }
}

/// Whether a character is there twice, for the sake of older character sets: NFC has the one that people type.
fn is_duplicate(sign: char) -> bool {
    matches!(sign, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

fn is_radical(sign: char) -> bool {
    ('\u{2e80}'..='\u{2fd5}').contains(&sign)
}

/// Whether a punctuation mark has the form that it takes in text that runs downwards: programs give it instead of the
/// mark.
fn is_upright(sign: char) -> bool {
    matches!(sign, '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe48}')
}

/// The mark that people type.
fn level_mark(sign: char) -> char {
    UPRIGHT_MARKS.iter().find(|(upright, _)| *upright == sign).map_or(sign, |(_, level)| *level)
}

/// The character that looks like a radical: what PDF files give instead, and what is pasted from them. Nobody types
/// radicals, and words with them can't be found.
fn plain(sign: char) -> char {
    const FIRST: u32 = 0x2f00;
    if !is_radical(sign) {
        return level_mark(sign);
    }
    let place = u32::from(sign).checked_sub(FIRST).and_then(|place| usize::try_from(place).ok());
    let found = match place {
        Some(place) => KANGXI.chars().nth(place),
        None => SIMPLIFIED.split_whitespace().find_map(|pair| pair.strip_prefix(sign)?.chars().next()),
    };
    found.unwrap_or(sign)
}

/// Marks in text that runs downwards, and what they are in text that runs across.
const UPRIGHT_MARKS: [(char, char); 30] = [
    ('︐', '，'),
    ('︑', '、'),
    ('︒', '。'),
    ('︓', '：'),
    ('︔', '；'),
    ('︕', '！'),
    ('︖', '？'),
    ('︗', '〖'),
    ('︘', '〗'),
    ('︙', '…'),
    ('︱', '—'),
    ('︳', '_'),
    ('︵', '（'),
    ('︶', '）'),
    ('︷', '｛'),
    ('︸', '｝'),
    ('︹', '〔'),
    ('︺', '〕'),
    ('︻', '【'),
    ('︼', '】'),
    ('︽', '《'),
    ('︾', '》'),
    ('︿', '〈'),
    ('﹀', '〉'),
    ('﹁', '‘'),
    ('﹂', '’'),
    ('﹃', '“'),
    ('﹄', '”'),
    ('﹇', '［'),
    ('﹈', '］'),
];

/// The characters of the 214 radicals of the Kangxi dictionary, in the order of Unicode from U+2F00 on. Where Unicode
/// names a form that fonts of simplified Chinese draw as the common one (⼾ is 戶 there), the common one.
const KANGXI: &str = "\
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴\
    廾弋弓彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
    目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵\
    邑酉釆里金長門阜隶隹雨青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠\
    ";

/// Other radicals that stand for whole characters, most of them simplified: Unicode does not say which.
const SIMPLIFIED: &str = "\
    ⺝月 ⺟母 ⺠民 ⺩王 ⺫目 ⺬示 ⺼月 ⻁虎 ⻂衣 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻑長 ⻓长 ⻔门 \
    ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻟食 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 \
    ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻲亀 ⻳龟 \
    ";

/// A cell that shows an error: where it stands, and the error.
struct ErrorCell {
    location: SourceLocation,
    column: usize,
    word: String,
}

/// Leaves the cells blank that show an error: the value is not known, and the error is none.
fn clear_errors(grid: &mut Grid, errors: &mut Vec<ErrorCell>) {
    for row in &mut grid.rows {
        for (index, cell) in row.cells.iter_mut().enumerate() {
            if is_error(&cell.text) {
                let word = std::mem::take(&mut cell.text);
                if cell.merged == Merged::No {
                    errors.push(ErrorCell { location: row.location, column: index + 1, word });
                }
            }
        }
    }
}

/// What spreadsheets show for a value that they can't compute, or that is wider than its column.
fn is_error(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#BLOCKED!",
        "#CONNECT!",
        "#FIELD!",
        "#GETTING_DATA",
        "#BUSY!",
        "#UNKNOWN!",
        "#PYTHON!",
        "Err:502",
        "Err:504",
        "Err:508",
        "Err:522",
    ];
    let text = text.trim();
    text.starts_with(['#', 'E'])
        && (WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
            || text.len() >= 3 && text.bytes().all(|byte| byte == b'#'))
}

fn error_cells(errors: &[ErrorCell]) -> Option<Finding> {
    const MOST: usize = 12;
    let first = errors.first()?;
    let (count, word) = (errors.len(), &first.word);
    let place = |error: &ErrorCell, lang: Lang| {
        let (row, column) = (error.location.words(), error.column);
        let row = row.in_lang(lang);
        match lang {
            Lang::Zh => format!("{row}第 {column} 列"),
            Lang::En => format!("{row} column {column}"),
        }
    };
    let list = |lang: Lang, and: &str| {
        errors.iter().take(MOST).map(|error| place(error, lang)).collect::<Vec<_>>().join(and)
    };
    let (mut zh, mut en) = (list(Lang::Zh, "、"), list(Lang::En, ", "));
    if count > MOST {
        zh.push('等');
        en.push_str(" …");
    }
    Some(
        Finding::new(
            "error-cell",
            text!(
                "有 {count} 个单元格是错误值（如 {word}），按空白读入：{zh}",
                "{count} cells show an error ({word}) instead of a value; read as blank: {en}"
            ),
        )
        .fix(text!(
            "请在原来的表格里改好这些单元格，再导入",
            "put those cells right in the workbook that they come from, and import that"
        )),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_are_the_characters_that_they_look_like() {
        let text: String = "市\u{2f08}\u{2f12}资源社会保障局\u{2ed4}\u{2ee2}⺮".chars().map(plain).collect();
        assert_eq!(text, "市人力资源社会保障局门马⺮");
        assert_eq!((plain('\u{2f00}'), plain('\u{2fd5}')), ('一', '龠'));
        assert!(SIMPLIFIED.split_whitespace().all(|pair| pair.chars().count() == 2));
        assert_eq!(KANGXI.chars().count(), 214);
    }

    #[test]
    fn duplicate_characters_are_the_ones_that_people_type() {
        let mut text = String::from("\u{2f3e}籍、机\u{fa38}人");
        clean_text(&mut text).unwrap();
        assert_eq!(text, "户籍、机器人");
    }

    #[test]
    fn marks_of_text_that_runs_downwards_are_the_ones_that_people_type() {
        let mut text = String::from("协同育人︵试点︶﹃双一流﹄︑︽计划︾");
        clean_text(&mut text).unwrap();
        assert_eq!(text, "协同育人（试点）“双一流”、《计划》");
        assert!(UPRIGHT_MARKS.iter().all(|(upright, _)| is_upright(*upright)));
    }

    #[test]
    fn errors_are_known_by_the_whole_cell() {
        assert!(["#REF!", " #n/a ", "########", "Err:502"].into_iter().all(is_error));
        assert!(!["#1", "##", "完成 #REF!", "Error", ""].into_iter().any(is_error));
    }
}
