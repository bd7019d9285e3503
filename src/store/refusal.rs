//! Why a text is no valid file of the store, in words: what is wrong, the line, what to do next. The YAML
//! reader's own sentences are for programmers.

use std::path::Path;

use serde_yaml::{Error as YamlError, budget::BudgetBreach};

use super::layout;
use crate::{
    error::{Finding, Location},
    model::Task,
    text::{Lang, Text, marker},
};

/// Bytes that are no UTF-8: where they begin to be none, and whether they look like the old Chinese encoding.
pub(super) fn not_utf8(path: &Path, bytes: &[u8], error: &std::str::Utf8Error) -> Finding {
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let line = line_of(before);
    let place = Location::line(path, line);
    let is_gbk = encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .is_some_and(|text| text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() > 3);
    if is_gbk {
        return Finding::new(
            "not-utf8",
            text!("文件不是 UTF-8 编码，像是 GBK", "the file is not UTF-8; it looks like GBK"),
        )
        .at(place)
        .fix(text!(
            "在编辑器中另存为 UTF-8，或用 `iconv -f GB18030 -t UTF-8` 转换",
            "save it as UTF-8 in an editor, or convert it with `iconv -f GB18030 -t UTF-8`"
        ));
    }
    let cut = error.error_len().is_none();
    let message = if cut {
        text!("文件断在一个字的中间", "the file ends in the middle of a character")
    } else {
        text!("文件不是 UTF-8 编码", "the file is not UTF-8")
    };
    Finding::new("not-utf8", message).at(place).fix(if cut {
        from_git()
    } else {
        text!("请在编辑器中另存为 UTF-8", "save it as UTF-8 in an editor")
    })
}

/// A file that nobody will read can't be written either: whatever is written is read by this first.
pub(super) fn ensure_fits(path: &Path, bytes: &[u8], limit: u64) -> Result<(), Finding> {
    if bytes.len() as u64 <= limit {
        return Ok(());
    }
    let (size, limit) = (bytes.len().div_ceil(1024), limit / 1024);
    let message =
        text!("文件有 {size} KiB：最多 {limit} KiB", "the file has {size} KiB: the limit is {limit} KiB");
    Err(Finding::new("over-limit", message).at(Location::file(path)).fix(text!(
        "长的文字请另存为文件，这里只写要点",
        "keep long texts in files of their own, and the gist here"
    )))
}

/// What no file of a store may hold, whatever YAML allows: nothing at all, the traces of an unfinished merge,
/// control characters.
pub(super) fn unfit(path: &Path, text: &str) -> Option<Finding> {
    let mut is_empty = true;
    for (index, line) in text.lines().enumerate() {
        if [marker::OURS, marker::END, marker::BASE].iter().any(|mark| marker::size(line, *mark).is_some()) {
            let message = text!("文件里有未解决的合并冲突", "the file holds an unresolved merge conflict");
            return Some(
                Finding::new("conflict-markers", message).at(Location::at(path, text, index + 1, 1)).fix(
                    text!(
                        "请用 `pjt resolve` 或编辑器处理冲突",
                        "settle it with `pjt resolve` or in an editor"
                    ),
                ),
            );
        }
        let line = line.trim_start_matches('\u{feff}').trim();
        is_empty &= line.is_empty() || line.starts_with('#');
    }
    let control = |(_, c): &(usize, char)| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}');
    if let Some((offset, c)) = text.char_indices().find(control) {
        let before = text.get(..offset).unwrap_or_default();
        let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
        let code = format!("U+{:04X}", u32::from(c));
        let message = text!("文件里有控制字符 {code}", "the file holds the control character {code}");
        // Zeros are what a disk leaves after a power cut.
        let fix = if c == '\0' {
            from_git()
        } else {
            text!("请在编辑器中删去它", "remove it in an editor")
        };
        return Some(
            Finding::new("control-character", message)
                .at(Location::at(path, text, line_of(before.as_bytes()), column))
                .fix(fix),
        );
    }
    is_empty.then(|| {
        Finding::new("empty-file", text!("文件里什么都没有", "the file holds nothing"))
            .at(Location::file(path))
            .fix(from_git())
    })
}

/// The YAML reader's refusal.
pub(super) fn invalid(path: &Path, text: &str, error: &YamlError) -> Finding {
    // What an alias led to is what matters.
    let error = match error.without_snippet() {
        YamlError::AliasError { error, .. } => error,
        other => other,
    };
    let place = match error.location() {
        Some(at) => Location::at(path, text, number(at.line()), number(at.column())),
        None => Location::file(path),
    };
    if let YamlError::Budget { breach, .. } = error {
        return Finding::new("over-limit", over(breach)).at(place).fix(text!(
            "一个文件只放一项任务，层次要浅；请在编辑器中拆开或精简",
            "a file is one record and shallow; take it apart or shorten it in an editor"
        ));
    }
    if let YamlError::DuplicateMappingKey { key: Some(key), .. } = error {
        return twice(text, key).at(place).fix(text!("请只保留一处", "keep one of them"));
    }
    Finding::new("invalid-yaml", words(error)).at(place).fix(opened(path))
}

/// How the file is opened that is to be corrected.
fn opened(path: &Path) -> Text {
    // What a commit holds (`3f2a…:data/…`) is nobody's to open.
    let is_of_commit = path.as_os_str().to_string_lossy().contains(':');
    match layout::task_at_end_of(path).filter(|_| !is_of_commit) {
        Some((slug, id)) => text!(
            "用 `pjt edit {slug}/{id}` 打开，改正这一行后重试",
            "open it with `pjt edit {slug}/{id}`, correct this line, and try again"
        ),
        None => text!("请在编辑器中改正这一行后重试", "correct this line in an editor and try again"),
    }
}

/// Sentences of the YAML reader about what is written wrong, by a part of them, and what people are told.
const SYNTAX: [(&str, &str, &str); 15] = [
    ("invalid boolean", "这里只能写 true 或 false", "only true or false can stand here"),
    (
        "end of mapping after enum",
        "这一项只能写一个名称；另一个要另起一项，以“- ”开头",
        "an item has one name here; write the other one as an item of its own, behind “- ”",
    ),
    ("found a tab", TAB.0, TAB.1),
    ("tabs", TAB.0, TAB.1),
    (
        "mapping values are not allowed",
        "这里不能再出现“名称: 内容”；内容里有冒号时要加引号",
        "no second “name: value” can stand here; put a value with a colon in it in quotes",
    ),
    ("expected ':'", "名称后面缺少冒号", "the colon behind a name is missing"),
    ("expected ','", BRACKET.0, BRACKET.1),
    ("unclosed", "方括号或花括号没有闭合", "a bracket is not closed"),
    ("flow", BRACKET.0, BRACKET.1),
    ("quoted scalar", "引号没有闭合", "a quotation mark is not closed"),
    ("indent", INDENT.0, INDENT.1),
    ("block mapping", INDENT.0, INDENT.1),
    ("block collection", INDENT.0, INDENT.1),
    ("alias", ALIAS.0, ALIAS.1),
    ("anchor", ALIAS.0, ALIAS.1),
];

const TAB: (&str, &str) =
    ("这里用了制表符；缩进只能用空格", "there is a tab; lines are indented by blanks only");
const BRACKET: (&str, &str) =
    ("方括号或花括号里缺少逗号，或没有闭合", "a comma is missing in brackets, or they are not closed");
const INDENT: (&str, &str) =
    ("缩进不对：同一级的内容要左对齐", "the indent is wrong: what is of one level begins in one column");
const ALIAS: (&str, &str) =
    ("引用（*名称）所指的内容不存在", "there is nothing that this reference (*name) means");

fn words(error: &YamlError) -> Text {
    match error {
        YamlError::SerdeMissingField { field, .. } => {
            text!(
                "读不懂这个文件：缺少字段 `{field}`",
                "can't read this file: the field `{field}` is missing"
            )
        }
        YamlError::SerdeUnknownVariant { variant, expected, .. } => {
            let (zh, en) = (expected.join("、"), expected.join(", "));
            let shown = short(variant);
            text!(
                "读不懂这个文件：这里不能写 `{shown}`，可以写 {zh}",
                "can't read this file: `{shown}` is none of {en}"
            )
        }
        YamlError::SerdeUnknownField { field, expected, .. } => {
            let (zh, en) = (expected.join("、"), expected.join(", "));
            let shown = short(field);
            text!(
                "读不懂这个文件：没有叫 `{shown}` 的字段（可用的有 {zh}）",
                "can't read this file: there is no field `{shown}`; there are {en}"
            )
        }
        YamlError::Unexpected { expected, .. } => {
            let (zh, en) = match *expected {
                "string scalar" => ("一个值", "a single value"),
                "sequence start" => ("一个列表", "a list"),
                "mapping start" => ("带名称的字段", "a field with a name"),
                other => ("另一种内容", other),
            };
            text!("读不懂这个文件：这里应当是{zh}", "can't read this file: {en} is expected here")
        }
        YamlError::InvalidScalar { ty: "u32" | "i64" | "u8", .. } => {
            text!(
                "读不懂这个文件：这里应当是一个整数",
                "can't read this file: a whole number is expected here"
            )
        }
        other => {
            let words = other.to_string();
            // The place says line and column.
            let words = words.split(" at line ").next().unwrap_or_default();
            let known = SYNTAX.iter().find(|(said, ..)| words.contains(said));
            let cause = Text::parted(words).unwrap_or_else(|| match known {
                Some((_, chinese, english)) => Text::new(*chinese, *english),
                None => Text::new(format!("不符合 YAML 的写法（`{}`）", short(words)), short(words)),
            });
            let (zh, en) = (cause.in_lang(Lang::Zh), cause.in_lang(Lang::En));
            text!("读不懂这个文件：{zh}", "can't read this file: {en}")
        }
    }
}

/// Which limit a text goes beyond.
fn over(breach: &BudgetBreach) -> Text {
    match breach {
        BudgetBreach::Depth { .. } => {
            let limit = MAX_DEPTH;
            text!("层次太深：最多 {limit} 层", "nested too deep: the limit is {limit} levels")
        }
        BudgetBreach::Documents { .. } => {
            text!("一个文件里有多个文档：只能有一个", "several documents in one file: the limit is one")
        }
        BudgetBreach::Aliases { .. } | BudgetBreach::AliasAnchorRatio { .. } => {
            let limit = MAX_ALIASES;
            text!("引用（*名称）太多：最多 {limit} 处", "too many aliases (*name): the limit is {limit}")
        }
        BudgetBreach::MergeKeys { .. } => {
            text!("用了合并键（<<）：不能使用", "a merge key (<<) is used: none is allowed")
        }
        _ => {
            let limit = MAX_NODES;
            text!(
                "内容太多（引用展开之后）：最多 {limit} 个值",
                "too much in it (aliases expanded): the limit is {limit} values"
            )
        }
    }
}

/// The deepest nesting of values.
pub(super) const MAX_DEPTH: usize = 16;
/// The most values of a file, aliases expanded. A note is some eight of them, so that thousands fit.
pub(super) const MAX_NODES: usize = 50_000;
/// The most aliases of a file.
pub(super) const MAX_ALIASES: usize = 64;

/// The most departments, leads, pieces of evidence or former numbers of a task.
const MAX_ENTRIES: usize = 500;

/// A list of departments that is longer than any office's is no list of departments.
pub(super) fn ensure_short_lists(path: &Path, task: &Task) -> Result<(), Finding> {
    let too_long = task.list_lengths().into_iter().find(|(_, length)| *length > MAX_ENTRIES);
    match too_long.map(|(field, length)| (field.key(), length)) {
        None => Ok(()),
        Some((field, length)) => Err(Finding::new(
            "over-limit",
            text!(
                "字段 `{field}` 有 {length} 条：最多 {MAX_ENTRIES} 条",
                "the field `{field}` has {length} entries: the limit is {MAX_ENTRIES}"
            ),
        )
        .at(Location::file(path))
        .fix(text!("请在编辑器中精简它", "shorten it in an editor"))),
    }
}

/// A key that is written more than once, with its lines and values.
fn twice(text: &str, key: &str) -> Finding {
    let value = |line: &str| {
        let rest = line.trim_start_matches("- ").strip_prefix(key)?.trim_start().strip_prefix(':')?;
        Some(short(rest.trim()))
    };
    let values: Vec<(usize, String)> = text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index + 1, value(line.trim_start())?)))
        .take(4)
        .collect();
    let key = short(key);
    if values.len() < 2 {
        return Finding::new(
            "duplicate-key",
            text!("字段 `{key}` 写了不止一次", "the field `{key}` is written more than once"),
        );
    }
    let zh: Vec<String> = values.iter().map(|(line, value)| format!("第 {line} 行是“{value}”")).collect();
    let en: Vec<String> = values.iter().map(|(line, value)| format!("line {line} has `{value}`")).collect();
    let (zh, en) = (zh.join("，"), en.join(", "));
    Finding::new(
        "duplicate-key",
        text!("字段 `{key}` 写了不止一次：{zh}", "the field `{key}` is written more than once: {en}"),
    )
}

/// Words of a file, cut to what a message can bear.
fn short(words: &str) -> String {
    let mut cut: String = words.chars().take(60).collect();
    if cut.len() < words.len() {
        cut.push('…');
    }
    cut
}

fn from_git() -> Text {
    text!(
        "文件可能已损坏；用 `git show HEAD:路径` 看它原来的内容，再恢复",
        "the file may be damaged; see what it was with `git show HEAD:PATH` and bring that back"
    )
}

fn line_of(before: &[u8]) -> usize {
    1 + memchr::memchr_iter(b'\n', before).count()
}

fn number(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_written_twice_is_shown_with_its_lines_where_they_are_found() {
        let said = |text: &str| twice(text, "status").message.in_lang(Lang::En).to_owned();
        assert_eq!(
            said("status: done\nid: 1\nstatus: closed\n"),
            "the field `status` is written more than once: line 1 has `done`, line 3 has `closed`"
        );
        assert_eq!(said("{status: done, status: closed}\n"), "the field `status` is written more than once");
    }
}
