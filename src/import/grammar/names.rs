//! What a department's name looks like, and what only sounds like one.

use super::{fold, marker};
use crate::import::lexicon::words;

words! {
    FUNCTIONS = DEPARTMENTS["functions"];
    FUNCTION_SIGNS = DEPARTMENTS["function signs"];
    WHOLE_WITHOUT_LEVEL = DEPARTMENTS["whole without a level"];
    LEVELS = DEPARTMENTS["levels"];
    OFFICE_SIGNS = DEPARTMENTS["office signs"];
    NO_OFFICES = DEPARTMENTS["no offices"];
    HALF_SENTENCES = DEPARTMENTS["half sentences"];
    OTHER_ENDINGS = DEPARTMENTS["other endings"];
    TASK_VERBS = DEPARTMENTS["task verbs"];
    MORE_TASK_VERBS = DEPARTMENTS["more task verbs"];
    GROUPS = DEPARTMENTS["groups"];
    GROUP_STARTS = DEPARTMENTS["group starts"];
    GROUP_WORDS = DEPARTMENTS["group words"];
    GROUP_ENDINGS = DEPARTMENTS["group endings"];
    OTHERS = DEPARTMENTS["others"];
    OTHERS_ENDINGS = DEPARTMENTS["others endings"];
    OTHERS_WORDS = DEPARTMENTS["others words"];
    RULING_WORDS = DEPARTMENTS["ruling words"];
    NOBODY = DEPARTMENTS["nobody"];
    MEASURES = DEPARTMENTS["measures"];
    DEPARTMENT_STARTS = DEPARTMENTS["department starts"];
    PLACE_KINDS = DEPARTMENTS["place kinds"];
    PLACE_ENDINGS = DEPARTMENTS["place endings"];
    NOT_PLACES = DEPARTMENTS["not places"];
    SURNAMES = DEPARTMENTS["surnames"];
    KINDS_OF_OFFICES = DEPARTMENTS["kinds of offices"];
    DEEDS = DEPARTMENTS["deeds behind a name"];
    DEEDS_OF_SECTIONS = DEPARTMENTS["deeds of sections"];
    SECTIONS = DEPARTMENTS["sections"];
}

/// Whether a list of names leaves no doubt that it is one: each has the sign of an office, or is a group.
pub(super) fn is_surely_department(list: &str) -> bool {
    let key = fold::key(list);
    key.split(['、', ',', ';', '/']).all(|name| is_office(name) || is_group(name))
}

/// Whether a folded name ends as that of an office does: 市教委, but not 学校布局.
fn is_office(key: &str) -> bool {
    OFFICE_SIGNS.matches(key) && !NO_OFFICES.matches(key)
}

/// Whether `name` can be the name of a department or of a group of them, said on its own.
pub(super) fn is_department(name: &str) -> bool {
    let key = fold::key(name);
    let signs: Vec<char> = key.chars().collect();
    // 以县、市辖区为单位 says how something is counted
    let is_no_name = has_sentence_marks(&signs) || RULING_WORDS.matches(&key) || signs.first() == Some(&'以')
        // 含线上展会 says what else is meant; 含山县财政局 is a name
        || signs.first() == Some(&'含') && !starts_with_place(&key);
    if signs.len() < 2 || signs.len() > 40 || is_no_name {
        return false;
    }
    // the bracket behind a name is part of it: 省市场监管局（省知识产权局）
    let mut end = signs.len();
    while matches!(signs.get(end.wrapping_sub(1)), Some(')' | ']')) {
        let Some(open) =
            signs.get(..end).and_then(|part| part.iter().rposition(|sign| matches!(sign, '(' | '[')))
        else {
            return false;
        };
        end = open;
    }
    let Some(stem) = signs.get(..end).filter(|stem| stem.len() >= 2) else {
        return false;
    };
    let text: String = stem.iter().collect();
    if HALF_SENTENCES.matches(&text) {
        return false;
    }
    let verb = TASK_VERBS.matches(&key);
    if is_office(&text) {
        return !verb || stem.len() <= 4 || is_function(&key) || is_of_deeds(&text);
    }
    if is_group(name) {
        return stem.len() <= 24;
    }
    OTHER_ENDINGS.matches(&text) && (!verb || is_of_deeds(&text)) && stem.len() <= 20
}

/// Whether a name goes on with another one behind its end: 区经信局区财政局.
pub(super) fn holds_two(key: &str) -> bool {
    let signs: Vec<char> = key.split(['(', '[']).next().unwrap_or(key).chars().collect();
    // 市教委联合某某: what is joined is no department that is known
    let is_joined = key.split_once("联合").is_some_and(|(before, behind)| {
        is_department(before) && behind.chars().nth(1).is_some() && !ends_as_office(behind)
    });
    // 国家税务总局某市税务局 is one
    is_joined || signs.len() >= 7
        && signs.windows(4).skip(1).any(|four| {
            matches!(four, [before, '局' | '委' | '厅' | '办', '省' | '市' | '区' | '县' | '州', next] if *before != '总' && !matches!(next, '长' | '场' | '域'))
        })
}

/// Whether words begin with one that says what to do: 推进…, 1.建立….
pub(super) fn begins_task(text: &str) -> bool {
    let key = fold::key(marker::body(text));
    TASK_VERBS.matches(&key) || MORE_TASK_VERBS.matches(&key)
}

/// Whether words that should be a name say what to do: 加强协调, 市教委牵头会同.
pub(super) fn says_what_to_do(key: &str) -> bool {
    // 市科委监管
    let does = DEEDS.find(key).and_then(|deed| key.strip_suffix(deed));
    TASK_VERBS.matches(key) && !is_department(key)
        || RULING_WORDS.matches(key)
        || does.is_some_and(|name| name.chars().count() > 2 && OFFICE_SIGNS.matches(name))
        || ["牵头", "配合", "负责", "落实"].iter().any(|verb| {
            // 各牵头单位 are departments
            key.split_once(verb).is_some_and(|(_, behind)| !begins_kind(behind))
        })
}

/// Whether words begin with a kind of office: 单位, 处室.
pub(super) fn begins_kind(key: &str) -> bool {
    KINDS_OF_OFFICES.matches(key)
}

/// Whether words end as the name of an office does, whatever they begin with.
pub(super) fn ends_as_office(key: &str) -> bool {
    OFFICE_SIGNS.matches(key) || OTHER_ENDINGS.matches(key)
}

/// Whether words begin with the name of a place: 杭州市财政局, not 城市.
pub(super) fn starts_with_place(key: &str) -> bool {
    const SHORTEST: usize = 2;
    const LONGEST: usize = 4;
    let mut kinds = key.chars().skip(SHORTEST).take(LONGEST - SHORTEST + 1);
    kinds.any(|sign| matches!(sign, '市' | '县' | '州' | '旗'))
}

/// Whether a name is that of a person: 赵某某, 欧阳修.
pub(super) fn is_person(name: &str) -> bool {
    let key = fold::key(name);
    let count = key.chars().count();
    (2..=4).contains(&count)
        && SURNAMES.matches(&key)
        && !is_department(&key)
        && (count <= 3 || SURNAMES.find(&key).is_some_and(|name| name.chars().count() == 2))
}

/// A department and the person behind it: 县商务局（马涛）, 县商务局：马涛.
pub(super) fn person_behind(name: &str) -> Option<(&str, &str)> {
    let (department, rest) = name.split_once(['（', '(', '：', ':'])?;
    let person = rest.trim_end_matches(['）', ')']);
    (is_person(person) && !is_place(person) && !is_group(person)).then(|| (department.trim_end(), person))
}

/// A department and the sections of it that the bracket behind it names: 县司法局（法规股）. What itself is a section has none,
/// and a bracket with another office is part of the name (省市场监管局（省知识产权局）).
pub(super) fn section_behind(name: &str) -> Option<(&str, &str)> {
    let (department, rest) = name.split_once(['（', '('])?;
    let section = rest.strip_suffix(['）', ')'])?;
    let department = fold::trim(department);
    let key = fold::key(department);
    // 学生工作部（学生处） is one office under two names
    let has_divisions = key.ends_with(['局', '厅', '委']);
    let is_section = |one: &str| {
        let one = fold::key(one);
        SECTIONS.find(&one).is_some_and(|word| one != word && (has_divisions || !word.starts_with('处')))
    };
    let are_sections = section.split(['、', '，', ',']).all(is_section);
    let is_whole = OFFICE_SIGNS.matches(&key) && !SECTIONS.matches(&key) && is_department(department);
    (are_sections && is_whole).then_some((department, section))
}

/// Whether a name stands for several departments: 相关学校, 各区政府, 行业主管部门.
pub(super) fn is_group(name: &str) -> bool {
    let key = fold::key(name);
    GROUP_STARTS.matches(&key)
        || GROUP_WORDS.matches(&key)
        || GROUPS.matches(&key)
        || GROUP_ENDINGS.matches(&key)
}

/// Whether words behind 等 or 会同 only say "and others": 有关部门, 单位, 市政府有关部门.
pub(super) fn is_others(words: &str) -> bool {
    let key = fold::key(words);
    if key.is_empty() || OTHERS.matches(&key) {
        return true;
    }
    let count = key.chars().count();
    count <= 14
        && OTHERS_ENDINGS.matches(&key)
        && (OTHERS_WORDS.matches(&key) || key.starts_with(|sign: char| sign.is_ascii_digit()) || count <= 4)
}

/// Whether a cell says that nobody is meant.
pub(super) fn is_nobody(words: &str) -> bool {
    /// Bytes of such a word, blanks around it counted.
    const LONGEST: usize = 60;
    if words.len() > LONGEST {
        return false;
    }
    let key = fold::key(words);
    let key = key.trim_end_matches(['。', '.']);
    key.is_empty() || NOBODY.matches(key)
}

/// Whether words say in what numbers are counted (单位：万元).
pub(super) fn is_measure(words: &str) -> bool {
    const LONGEST: usize = 60;
    if words.len() > LONGEST {
        return false;
    }
    let key = fold::key(words.trim_end_matches(['。', '）', ')']));
    !key.is_empty() && key.split(['、', ',', ';']).all(|word| MEASURES.matches(word))
}

/// Whether a list can go on with `name` as a new department behind 和 or 及.
pub(super) fn begins_department(key: &str) -> bool {
    is_department(key)
        && (key.chars().count() >= 3 || key.starts_with('各'))
        && (DEPARTMENT_STARTS.matches(key) || is_function(key))
}

/// Whether a name of a 厅, 局, 委 or 办 starts with its function: its level word is missing.
pub(super) fn is_function(key: &str) -> bool {
    FUNCTION_SIGNS.matches(key) && key.chars().count() >= 3 && FUNCTIONS.matches(key)
}

/// Whether an office or a section of one is called after what it does, in two words: 改革发展局, 统筹协调处, but not 建设实训室.
fn is_of_deeds(key: &str) -> bool {
    let stem = key.strip_suffix("中心").or_else(|| key.strip_suffix("办公室"));
    let stem = stem.or_else(|| key.strip_suffix(['部', '处', '科', '室', '局', '办']));
    let first = stem.and_then(|stem| TASK_VERBS.find(stem));
    first
        .zip(stem)
        .and_then(|(first, stem)| stem.strip_prefix(first))
        .is_some_and(|rest| DEEDS_OF_SECTIONS.contains(rest))
}

/// Whether such a name lacks its level word: 公安湖里分局 has one of another kind.
pub(super) fn lacks_level(key: &str) -> bool {
    is_function(key) && !WHOLE_WITHOUT_LEVEL.matches(key)
}

/// The level word of a 厅, 局, 委 or 办: 省科技厅 → 省. 市场监管局 has none.
pub(super) fn level_word(key: &str) -> Option<&'static str> {
    let key = key.split(['(', '[']).next().unwrap_or(key);
    let level = LEVELS.find(key)?;
    (!is_function(key) && is_function(key.strip_prefix(level)?)).then_some(level)
}

/// The level word of a party committee's organ: 省委组织部 → 省.
pub(super) fn committee_level(key: &str) -> Option<&'static str> {
    LEVELS.find(key).filter(|level| key.strip_prefix(level).is_some_and(|rest| rest.starts_with('委')))
}

/// A bare kind of place: 区, 县级市, 街道.
pub(super) fn is_place_kind(key: &str) -> bool {
    PLACE_KINDS.matches(key)
}

/// A place named without its government: 杭州市, 德清县.
pub(super) fn is_place(key: &str) -> bool {
    let count = key.chars().count();
    (2..=8).contains(&count) && PLACE_ENDINGS.matches(key) && !NOT_PLACES.matches(key) && !is_group(key)
}

/// Marks that no name holds.
pub(super) fn has_sentence_marks(key: &[char]) -> bool {
    let is_mark = |sign: &char| matches!(sign, '。' | ':' | '?' | '!' | '%' | ';' | '《');
    let is_quote = |sign: &&char| matches!(sign, '“' | '”' | '"');
    // 区“扫黄打非”办公室 is a name
    key.iter().any(is_mark)
        || key.last().is_some_and(|sign| is_quote(&sign))
        || key.iter().filter(is_quote).count() % 2 > 0
}
