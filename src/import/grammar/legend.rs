//! What a document says about the signs that it sets at departments: ●牵头 ○配合, 牵头单位用★标注, ●、○分别表示牵头、配合单位.

use super::{ColumnRole, columns, fold};
use crate::import::lexicon::{Words, words};

words! {
    LEADS = ROLES["lead marks"];
    SUPPORTS = ROLES["support marks"];
    LEADS_ALONE = ROLES["lead marks alone"];
    SUPPORTS_ALONE = ROLES["support marks alone"];
    JOINTS = ROLES["legend joints"];
}

/// Signs that mark who does a task; the last one says that a name looks so.
pub(super) const MARKS: &str = "●○★☆▲△◎◆◇■□√✓✔※*#\u{e0b1}";

/// Whether a folded character is such a sign.
pub(super) fn is_mark(sign: char) -> bool {
    MARKS.contains(sign)
}

/// Some of these signs.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Marks(u32);

impl Marks {
    /// The signs that a legend gives this role.
    pub(super) fn of(legend: &[(char, ColumnRole)], role: ColumnRole) -> Self {
        legend
            .iter()
            .filter(|(_, known)| *known == role)
            .map(|(sign, _)| Self::one(*sign))
            .fold(Self(0), Self::or)
    }

    /// This sign alone.
    pub(super) fn one(sign: char) -> Self {
        Self(MARKS.chars().position(|known| known == sign).map_or(0, |place| 1 << place))
    }

    /// Those of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sign is one of them.
    pub(super) fn hold(self, sign: char) -> bool {
        self.0 & Self::one(sign).0 != 0
    }

    /// Whether there is none.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What a cell says that holds nothing but a word for who does what: 牵头, 主, 配合单位.
pub(super) fn of_word(key: &str) -> Option<ColumnRole> {
    if LEADS.contains(key) || LEADS_ALONE.contains(key) {
        Some(ColumnRole::Lead)
    } else if SUPPORTS.contains(key) || SUPPORTS_ALONE.contains(key) {
        Some(ColumnRole::Support)
    } else {
        columns::role_word(key).filter(|role| role.names_departments())
    }
}

/// The signs that the texts of a document explain. Of two texts the one that explains more of them holds; where both
/// explain as many and differ, nobody knows.
pub(super) fn of_all<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<(char, ColumnRole)> {
    let mut legends: Vec<_> = texts.map(explained).filter(|legend| !legend.is_empty()).collect();
    legends.sort_by_key(|legend| std::cmp::Reverse(legend.len()));
    let mut known: Vec<(char, ColumnRole, usize)> = Vec::new();
    let mut disputed = Vec::new();
    for legend in legends {
        for (sign, role) in &legend {
            match known.iter().find(|(known, ..)| known == sign) {
                None => known.push((*sign, *role, legend.len())),
                Some((_, other, length)) if other != role && *length == legend.len() => disputed.push(*sign),
                Some(_) => {}
            }
        }
    }
    let is_clear = |sign: &char| !disputed.contains(sign);
    known.into_iter().map(|(sign, role, _)| (sign, role)).filter(|(sign, _)| is_clear(sign)).collect()
}

/// A sign or a word of a text, and where it stands.
#[derive(Clone, Copy)]
struct Token {
    from: usize,
    end: usize,
    what: What,
}

#[derive(Clone, Copy, PartialEq)]
enum What {
    Sign(char),
    Word(ColumnRole),
}

impl What {
    fn is_word(self) -> bool {
        matches!(self, Self::Word(_))
    }
}

impl Token {
    fn sign(&self) -> Option<char> {
        match self.what {
            What::Sign(sign) => Some(sign),
            What::Word(_) => None,
        }
    }

    fn word(&self) -> Option<ColumnRole> {
        match self.what {
            What::Sign(_) => None,
            What::Word(role) => Some(role),
        }
    }
}

/// The signs that a text explains, each with the word that belongs to it: the one behind it or the one in front of it,
/// whichever order leaves no sign without a word. Nothing but 为, 表示 and their like stands between the two.
pub(super) fn explained(text: &str) -> Vec<(char, ColumnRole)> {
    let mut signs = text.chars();
    if !signs.any(|sign| is_mark(fold::fold_char(sign)) || sign.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let key = fold::folded(text);
    let tokens = tokens(&key);
    let between = |one: &Token, other: &Token| key.get(one.end..other.from).is_some_and(is_joint);
    // what the second of a pair goes on with, up to the next stop or pair
    let ends = |token: &Token| {
        let next = tokens
            .iter()
            .find(|next| next.from >= token.end && (next.what.is_word() != token.what.is_word()));
        let rest = key.get(token.end..next.map_or(key.len(), |next| next.from)).unwrap_or_default();
        let end = rest.iter().position(|sign| is_stop(*sign)).unwrap_or(rest.len());
        rest.get(..end).is_some_and(is_joint)
    };
    if let Some(listed) = respectively(&key, &tokens) {
        return listed;
    }
    let (mut forward, mut backward) = (Vec::new(), Vec::new());
    for (index, pair) in tokens.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        if !between(one, other) {
            continue;
        }
        match (one.what, other.what) {
            // ★或*为牵头单位
            (What::Sign(sign), What::Word(role)) if ends(other) => {
                let joined = tokens.windows(2).take(index).rev().map_while(|pair| match pair {
                    [one, other] if other.sign().is_some() && is_list(key.get(one.end..other.from)?) => {
                        one.sign()
                    }
                    _ => None,
                });
                forward.extend(joined.chain([sign]).map(|sign| (sign, role)));
            }
            (What::Word(role), What::Sign(sign)) if ends(other) => backward.push((sign, role)),
            _ => {}
        }
    }
    if backward.len() > forward.len() { backward } else { forward }
}

/// Whether nothing but a stop or a word between two things of one kind stands there.
fn is_list(part: &[char]) -> bool {
    let is_between = |sign: &char| matches!(sign, '、' | ',' | '，' | '/' | '和' | '与' | '或');
    let rest: Vec<char> = part.iter().copied().filter(|sign| !is_between(sign)).collect();
    is_joint(&rest)
}

/// ●、○分别表示牵头、配合单位: the signs stand together, and the words in the same order.
fn respectively(key: &[char], tokens: &[Token]) -> Option<Vec<(char, ColumnRole)>> {
    const FEWEST: usize = 2;
    let (start, _) = tokens.iter().enumerate().find(|(index, _)| {
        matches!(tokens.get(*index..index + FEWEST), Some([one, other]) if one.sign().is_some() && other.sign().is_some())
    })?;
    let run: Vec<char> = tokens.get(start..)?.iter().map_while(Token::sign).collect();
    let words: Vec<ColumnRole> =
        tokens.get(start + run.len()..)?.iter().map_while(Token::word).take(run.len()).collect();
    let whole = tokens.get(start..start + run.len() + words.len())?;
    let is_joined = whole.windows(2).all(|pair| match pair {
        [one, other] => key.get(one.end..other.from).is_some_and(is_list),
        _ => true,
    });
    (is_joined && run.len() == words.len()).then(|| run.into_iter().zip(words).collect())
}

/// The signs and role words of a text, in order; of words that touch each other (主要负责, 主要配合) the last one counts.
fn tokens(key: &[char]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(sign) = key.get(at) {
        let rest = key.get(at..).unwrap_or_default();
        let word = |words: &Words| {
            let starts = |word: &&str| word.chars().eq(rest.iter().copied().take(word.chars().count()));
            words.iter().find(starts).map(|word| word.chars().count())
        };
        // A为牵头单位: a letter that stands alone
        let is_latin =
            |at: Option<usize>| at.and_then(|at| key.get(at)).is_some_and(char::is_ascii_alphanumeric);
        let is_letter = sign.is_ascii_alphabetic() && !is_latin(at.checked_sub(1)) && !is_latin(Some(at + 1));
        let found = if is_mark(*sign) || is_letter {
            Some((1, What::Sign(*sign)))
        } else if let Some(length) = word(&LEADS) {
            Some((length, What::Word(ColumnRole::Lead)))
        } else {
            word(&SUPPORTS).map(|length| (length, What::Word(ColumnRole::Support)))
        };
        let Some((length, what)) = found else {
            at += 1;
            continue;
        };
        let end = at + length;
        match tokens.last_mut().filter(|last| last.end == at && last.sign().is_none()) {
            Some(last) if matches!(what, What::Word(_)) => (last.end, last.what) = (end, what),
            _ => tokens.push(Token { from: at, end, what }),
        }
        at = end;
    }
    tokens
}

/// Where what is said of one sign ends.
fn is_stop(sign: char) -> bool {
    matches!(sign, '，' | ',' | ';' | '。' | '、' | '\n' | '|' | '/')
}

/// Whether nothing but words such as 为 and 单位, quotes and blanks stands there.
fn is_joint(part: &[char]) -> bool {
    let text: String = part
        .iter()
        .filter(|sign| {
            !matches!(
                sign,
                ' ' | '"'
                    | '“'
                    | '”'
                    | '\''
                    | '‘'
                    | '’'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | ':'
                    | '='
                    | '-'
                    | '→'
                    | '「'
                    | '」'
            )
        })
        .collect();
    let mut rest = text.as_str();
    while let Some(word) = JOINTS.find(rest) {
        rest = rest.strip_prefix(word).unwrap_or_default();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_gets_its_own_word_whatever_the_order_and_the_separator() {
        for text in [
            "注：●牵头 ○配合",
            "注：○配合 ●牵头",
            "●牵头，○配合",
            "●为牵头单位，○为配合单位。",
            "“○”表示配合单位；“●”表示牵头单位",
            "说明：●—牵头部门○—参与部门",
            "牵头单位用●表示，配合单位用○表示",
            "牵头●，配合○",
            "配合单位○　牵头单位●",
            "牵头单位（●）、配合单位（○）",
            "表中●、○分别表示牵头、配合单位",
            "●/○：主办/协办",
            "责任单位（●牵头○配合）",
            "牵头、配合情况：●主责单位 ○协同单位",
            "标●的单位为牵头单位，标○的单位为配合单位，下同",
            "●代表主要负责　○代表主要配合",
        ] {
            let mut found = explained(text);
            found.sort_by_key(|(sign, _)| *sign == '○');
            assert_eq!(found, [('●', ColumnRole::Lead), ('○', ColumnRole::Support)], "{text}");
        }
    }

    #[test]
    fn several_signs_may_say_the_same() {
        let legend = explained("注：标★或*的为牵头单位，▲的为配合单位");
        assert_eq!(legend, [('★', ColumnRole::Lead), ('*', ColumnRole::Lead), ('▲', ColumnRole::Support)]);
    }

    #[test]
    fn letters_are_signs_where_a_legend_says_so() {
        let legend = [('a', ColumnRole::Lead), ('b', ColumnRole::Support)];
        assert_eq!(explained("注：A为牵头单位，B为配合单位"), legend);
        assert_eq!(explained("由AAA公司牵头，B级企业配合"), []);
    }

    #[test]
    fn a_bullet_in_front_of_a_sentence_explains_nothing() {
        for text in [
            "■ 各配合单位要主动作为。",
            "■ 各单位要切实负责，抓好落实。",
            "●牵头单位要切实履责，配合单位要主动作为。",
            "★负责统筹协调全市工作。",
            "牵头单位要切实履责。",
            "● 建设平台",
        ] {
            assert_eq!(explained(text), [], "{text}");
        }
    }

    #[test]
    fn of_two_texts_the_one_that_explains_more_holds() {
        let legend = of_all(["●为配合单位", "注：●牵头 ○配合"].into_iter());
        assert_eq!(legend, [('●', ColumnRole::Lead), ('○', ColumnRole::Support)]);
        assert_eq!(of_all(["●牵头", "●配合"].into_iter()), []);
    }
}
