//! Folding for matching only: full-width forms, odd blanks and the traditional characters of the
//! words that the grammar knows. What is stored is always the text as written.

use std::sync::LazyLock;

/// One character as it is compared. Never changes the number of characters, so positions in the
/// folded text are positions in the text.
pub(super) fn fold_char(sign: char) -> char {
    match sign {
        HAN_FIRST..=HAN_LAST if !is_traditional(sign) => sign,
        '–' | '—' | '―' | '－' | '−' | '‐' | '‑' | '─' | '～' | '~' | '〜' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(sign as u32 - 0xff01 + 0x21).unwrap_or(sign).to_ascii_lowercase()
        }
        '﹙' | '〔' | '﹝' => {
            if sign == '﹙' {
                '('
            } else {
                '['
            }
        }
        '﹚' | '〕' | '﹞' => {
            if sign == '﹚' {
                ')'
            } else {
                ']'
            }
        }
        '【' => '[',
        '】' => ']',
        '｡' => '。',
        '﹕' | '︰' => ':',
        '､' => '、',
        '·' | '・' | '•' => '·',
        _ if is_blank(sign) => ' ',
        _ => TRADITIONAL
            .binary_search_by_key(&sign, |(from, _)| *from)
            .ok()
            .and_then(|index| TRADITIONAL.get(index))
            .map_or_else(|| sign.to_ascii_lowercase(), |(_, to)| *to),
    }
}

const HAN_FIRST: char = '\u{4e00}';
const HAN_LAST: char = '\u{9fff}';

/// Whether a Chinese character is in the table below: asked of every character of a document, so it is one
/// look at a bit.
fn is_traditional(sign: char) -> bool {
    static BITS: LazyLock<Vec<u64>> = LazyLock::new(|| {
        let mut bits = vec![0; place(HAN_LAST).0 + 1];
        for (from, _) in TRADITIONAL {
            let (word, bit) = place(*from);
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        bits
    });
    let (word, bit) = place(sign);
    BITS.get(word).is_some_and(|word| word & bit != 0)
}

/// The word and the bit of a Chinese character.
fn place(sign: char) -> (usize, u64) {
    let offset = (sign as u32).saturating_sub(HAN_FIRST as u32);
    (offset as usize / 64, 1 << (offset % 64))
}

/// Blanks of every kind, those without width too.
pub(super) fn is_blank(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{180e}')
}

/// The text as it is compared, character by character.
pub(super) fn folded(text: &str) -> Vec<char> {
    text.chars().map(fold_char).collect()
}

/// The text as it is compared, without any blank.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|sign| !is_blank(*sign)).map(fold_char).collect()
}

/// Without blanks at both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// The text on one line, without the blanks around it and without Markdown's bold marks. A line
/// break between Chinese characters leaves nothing, between Latin words a blank.
pub(super) fn one_line(text: &str) -> String {
    let bold = text.matches("**").count();
    let plain;
    let text = if bold > 0 && bold.is_multiple_of(2) {
        plain = text.replace("**", "");
        &plain
    } else {
        text
    };
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\n', '\r']) {
        let part = trim(part);
        let (Some(last), Some(first)) = (line.chars().next_back(), part.chars().next()) else {
            line.push_str(part);
            continue;
        };
        if last.is_ascii_alphanumeric() && first.is_ascii_alphanumeric() {
            line.push(' ');
        }
        line.push_str(part);
    }
    line.chars().map(|sign| if sign == '\t' { ' ' } else { sign }).collect()
}

/// The first characters of a text, for accounts and messages.
pub(super) fn head(text: &str) -> String {
    const LENGTH: usize = 24;
    let line = one_line(text);
    let mut signs = line.chars();
    let mut head: String = signs.by_ref().take(LENGTH).collect();
    if signs.next().is_some() {
        head.push('…');
    }
    head
}

/// Traditional characters that occur in markers, roles, column titles and unit names; sorted.
const TRADITIONAL: &[(char, char)] = &[
    ('個', '个'),
    ('備', '备'),
    ('僑', '侨'),
    ('優', '优'),
    ('儲', '储'),
    ('內', '内'),
    ('兩', '两'),
    ('創', '创'),
    ('劃', '划'),
    ('動', '动'),
    ('務', '务'),
    ('區', '区'),
    ('協', '协'),
    ('參', '参'),
    ('員', '员'),
    ('單', '单'),
    ('國', '国'),
    ('圍', '围'),
    ('圖', '图'),
    ('團', '团'),
    ('執', '执'),
    ('報', '报'),
    ('場', '场'),
    ('學', '学'),
    ('實', '实'),
    ('審', '审'),
    ('將', '将'),
    ('專', '专'),
    ('導', '导'),
    ('層', '层'),
    ('屬', '属'),
    ('島', '岛'),
    ('幣', '币'),
    ('廠', '厂'),
    ('廣', '广'),
    ('廳', '厅'),
    ('後', '后'),
    ('從', '从'),
    ('徵', '征'),
    ('徹', '彻'),
    ('應', '应'),
    ('戶', '户'),
    ('據', '据'),
    ('擬', '拟'),
    ('數', '数'),
    ('時', '时'),
    ('書', '书'),
    ('會', '会'),
    ('條', '条'),
    ('業', '业'),
    ('構', '构'),
    ('樂', '乐'),
    ('標', '标'),
    ('機', '机'),
    ('檢', '检'),
    ('權', '权'),
    ('準', '准'),
    ('濟', '济'),
    ('為', '为'),
    ('無', '无'),
    ('營', '营'),
    ('牽', '牵'),
    ('現', '现'),
    ('環', '环'),
    ('產', '产'),
    ('當', '当'),
    ('發', '发'),
    ('監', '监'),
    ('確', '确'),
    ('稅', '税'),
    ('節', '节'),
    ('範', '范'),
    ('糧', '粮'),
    ('紀', '纪'),
    ('級', '级'),
    ('組', '组'),
    ('經', '经'),
    ('綠', '绿'),
    ('網', '网'),
    ('編', '编'),
    ('縣', '县'),
    ('總', '总'),
    ('續', '续'),
    ('聯', '联'),
    ('職', '职'),
    ('臺', '台'),
    ('與', '与'),
    ('舉', '举'),
    ('華', '华'),
    ('藥', '药'),
    ('處', '处'),
    ('號', '号'),
    ('術', '术'),
    ('衛', '卫'),
    ('見', '见'),
    ('規', '规'),
    ('計', '计'),
    ('訊', '讯'),
    ('訪', '访'),
    ('設', '设'),
    ('註', '注'),
    ('詢', '询'),
    ('該', '该'),
    ('認', '认'),
    ('證', '证'),
    ('變', '变'),
    ('負', '负'),
    ('財', '财'),
    ('貫', '贯'),
    ('責', '责'),
    ('貿', '贸'),
    ('資', '资'),
    ('質', '质'),
    ('軍', '军'),
    ('輔', '辅'),
    ('輸', '输'),
    ('轄', '辖'),
    ('辦', '办'),
    ('農', '农'),
    ('進', '进'),
    ('運', '运'),
    ('達', '达'),
    ('鄉', '乡'),
    ('鄰', '邻'),
    ('醫', '医'),
    ('銀', '银'),
    ('鋪', '铺'),
    ('鋼', '钢'),
    ('鎮', '镇'),
    ('鐵', '铁'),
    ('長', '长'),
    ('門', '门'),
    ('開', '开'),
    ('間', '间'),
    ('關', '关'),
    ('陳', '陈'),
    ('陸', '陆'),
    ('陽', '阳'),
    ('隊', '队'),
    ('階', '阶'),
    ('際', '际'),
    ('險', '险'),
    ('雲', '云'),
    ('電', '电'),
    ('項', '项'),
    ('領', '领'),
    ('頭', '头'),
    ('題', '题'),
    ('類', '类'),
    ('顧', '顾'),
    ('飛', '飞'),
    ('養', '养'),
    ('館', '馆'),
    ('騰', '腾'),
    ('體', '体'),
    ('點', '点'),
    ('黨', '党'),
    ('齊', '齐'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_traditional_characters_is_sorted() {
        assert!(TRADITIONAL.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn widths_blanks_and_traditional_forms_compare_equal() {
        for (written, compared) in [
            ("責任單位：", "责任单位:"),
            ("２０２５年　底\u{a0}前", "2025年底前"),
            ("分 管\n县领导", "分管县领导"),
            ("市教委\u{200b}", "市教委"),
            ("ＡＩ", "ai"),
            ("〔2022〕", "[2022]"),
        ] {
            assert_eq!(key(written), compared, "{written}");
        }
    }

    #[test]
    fn lines_are_joined_without_a_trace_between_chinese_characters() {
        assert_eq!(one_line(" 建立\n机制 "), "建立机制");
        assert_eq!(one_line("open\r\ndata"), "open data");
        assert_eq!(one_line("**（一）加强**领导"), "（一）加强领导");
        assert_eq!(one_line("a ** b"), "a ** b");
    }
}
