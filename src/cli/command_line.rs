//! A command line that a variable holds, such as `EDITOR`.

/// The words of a command line in a variable: blanks part them, but not between quotation marks. Where a mark is not closed,
/// every blank does.
pub(crate) fn words_of(line: &str) -> Vec<String> {
    let (mut words, mut word, mut open) = (Vec::new(), None::<String>, None);
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let is_escape =
            c == '\\' && open != Some('\'') && matches!(letters.peek(), Some('"' | '\'' | '\\' | ' '));
        match c {
            // On Windows it stands between folders.
            _ if is_escape && !cfg!(windows) => word.get_or_insert_default().extend(letters.next()),
            '"' | '\'' if open.is_none() => {
                open = Some(c);
                word.get_or_insert_default();
            }
            _ if open == Some(c) => open = None,
            c if c.is_whitespace() && open.is_none() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if open.is_some() { line.split_whitespace().map(str::to_owned).collect() } else { words }
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn a_command_in_a_variable_may_have_quotation_marks() {
        for (line, words) in [
            ("code -w", vec!["code", "-w"]),
            ("'/opt/my editor/ed' -w", vec!["/opt/my editor/ed", "-w"]),
            ("\"/opt/my editor/ed\" --title='a b'", vec!["/opt/my editor/ed", "--title=a b"]),
            ("less -P \"\"", vec!["less", "-P", ""]),
            ("it's -w", vec!["it's", "-w"]),
        ] {
            assert_eq!(words_of(line), words, "{line}");
        }
        #[cfg(unix)]
        assert_eq!(words_of("/opt/my\\ editor/ed -w"), ["/opt/my editor/ed", "-w"]);
    }
}
