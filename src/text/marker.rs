//! The lines that git puts around what two sides changed differently.

/// Begins our side of a conflict.
pub const OURS: char = '<';
/// Begins the common ancestor in a conflict, where git shows it.
pub const BASE: char = '|';
/// Begins their side of a conflict.
pub const THEIRS: char = '=';
/// Ends a conflict.
pub const END: char = '>';
/// How often a marker repeats its character, where nothing else is asked for.
pub const USUAL_SIZE: usize = 7;
/// How often at least: a repository can ask for more or fewer (attribute `conflict-marker-size`).
const LEAST_SIZE: usize = 3;

/// How often a marker of this kind repeats its character; none for any other line.
pub fn size(line: &str, mark: char) -> Option<usize> {
    let rest = line.trim_start_matches(mark);
    let size = line.len() - rest.len();
    (size >= LEAST_SIZE && (rest.trim_end().is_empty() || rest.starts_with(' '))).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_repeats_its_character_and_stands_alone_or_before_a_name() {
        assert_eq!(size("<<<<<<< HEAD\n", OURS), Some(7));
        assert_eq!(size("============\r\n", THEIRS), Some(12));
        assert_eq!(size("<<< HEAD", OURS), Some(3));
        for other in ["<<: *base", "<<<<<<<HEAD", " <<<<<<< HEAD", "", ">>>>>>> x"] {
            assert_eq!(size(other, OURS), None, "{other}");
        }
    }
}
