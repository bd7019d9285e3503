//! Texts merged line by line, knowing nothing of what they say; and the markers that git puts around
//! lines that two sides changed differently.
#![expect(clippy::expect_used, reason = "a diff speaks of lines that are there")]

use std::ops::Range;

use similar::{DiffOp, DiffTag};

use crate::{
    model::steps,
    text::marker::{self, BASE, END, OURS, THEIRS},
};

/// A stretch of a merge.
enum Stretch<'a> {
    /// Lines that both sides have, or that one side changed.
    Agreed(&'a [&'a str]),
    /// Lines that both sides changed, each in its own way.
    Contested(&'a [&'a str], &'a [&'a str]),
}

/// The merge of two sides that came from `base`; none where both changed the same lines.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let (base, ours, theirs) = (split(base), split(ours), split(theirs));
    let mut merged = String::new();
    for stretch in stretches(&base, &ours, &theirs) {
        match stretch {
            Stretch::Agreed(lines) => merged.extend(lines.iter().copied()),
            Stretch::Contested(..) => return None,
        }
    }
    Some(merged)
}

/// The same, with markers around the lines that both changed.
pub(super) fn merge_marked(base: &str, ours: &str, theirs: &str) -> String {
    let (base, ours, theirs) = (split(base), split(ours), split(theirs));
    let mut merged = String::new();
    for stretch in stretches(&base, &ours, &theirs) {
        match stretch {
            Stretch::Agreed(lines) => merged.extend(lines.iter().copied()),
            Stretch::Contested(ours, theirs) => mark(&mut merged, ours, theirs),
        }
    }
    merged
}

/// Two texts as one: what they share, and markers around the rest. Taking our side of every conflict gives
/// `ours`, taking theirs gives `theirs`.
pub(super) fn marked(ours: &str, theirs: &str) -> String {
    let (ours, theirs) = (split(ours), split(theirs));
    let mut merged = String::new();
    let mut contested: Option<(Range<usize>, Range<usize>)> = None;
    let mut put = |contested: Option<(Range<usize>, Range<usize>)>, shared: Range<usize>| {
        if let Some((our_lines, their_lines)) = contested {
            mark(&mut merged, slice(&ours, our_lines), slice(&theirs, their_lines));
        }
        merged.extend(slice(&ours, shared).iter().copied());
    };
    for step in steps(&ours, &theirs) {
        if step.tag() == DiffTag::Equal {
            put(contested.take(), step.old_range());
        } else {
            let (old, new) = (step.old_range(), step.new_range());
            let (first_old, first_new) =
                contested.map_or((old.start, new.start), |(old, new)| (old.start, new.start));
            contested = Some((first_old..old.end, first_new..new.end));
        }
    }
    put(contested, 0..0);
    merged
}

fn mark(merged: &mut String, ours: &[&str], theirs: &[&str]) {
    let mut side = |mark: char, name: &str, lines: &[&str]| {
        merged.extend(std::iter::repeat_n(mark, marker::USUAL_SIZE));
        merged.push_str(name);
        merged.push('\n');
        merged.extend(lines.iter().copied());
        if !merged.ends_with('\n') {
            merged.push('\n');
        }
    };
    side(OURS, " ours", ours);
    side(THEIRS, "", theirs);
    side(END, " theirs", &[]);
}

/// Lines with their line ends.
pub(super) fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The merge as git makes it: lines of the base that both sides kept hold it together, and what lies between
/// two of them belongs to the side that changed it.
fn stretches<'a>(base: &'a [&'a str], ours: &'a [&'a str], theirs: &'a [&'a str]) -> Vec<Stretch<'a>> {
    let (in_ours, in_theirs) = (kept(base, ours), kept(base, theirs));
    let mut found = Vec::new();
    let (mut b, mut o, mut t) = (0, 0, 0);
    for (line, (our_line, their_line)) in in_ours.into_iter().zip(in_theirs).enumerate() {
        let (Some(our_line), Some(their_line)) = (our_line, their_line) else { continue };
        let between = (slice(base, b..line), slice(ours, o..our_line), slice(theirs, t..their_line));
        found.push(stretch(between));
        found.push(Stretch::Agreed(slice(ours, our_line..our_line + 1)));
        (b, o, t) = (line + 1, our_line + 1, their_line + 1);
    }
    let rest = (slice(base, b..base.len()), slice(ours, o..ours.len()), slice(theirs, t..theirs.len()));
    found.push(stretch(rest));
    found
}

fn stretch<'a>((base, ours, theirs): (&'a [&'a str], &'a [&'a str], &'a [&'a str])) -> Stretch<'a> {
    if ours == theirs || base == theirs {
        Stretch::Agreed(ours)
    } else if base == ours {
        Stretch::Agreed(theirs)
    } else {
        Stretch::Contested(ours, theirs)
    }
}

/// For each line of `base` its place in `side`, where it was kept.
fn kept(base: &[&str], side: &[&str]) -> Vec<Option<usize>> {
    let mut places = vec![None; base.len()];
    for step in steps(base, side) {
        if let DiffOp::Equal { old_index, new_index, len } = step {
            for offset in 0..len {
                if let Some(place) = places.get_mut(old_index + offset) {
                    *place = Some(new_index + offset);
                }
            }
        }
    }
    places
}

fn slice<'a, 'b>(lines: &'b [&'a str], range: Range<usize>) -> &'b [&'a str] {
    lines.get(range).expect("a diff speaks of lines that are there")
}

/// What a text with markers holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sides {
    /// The text with our side of each conflict.
    pub ours: String,
    /// The text with their side.
    pub theirs: String,
    /// The text with the ancestor's lines, where the markers show them (`diff3`, `zdiff3`).
    pub base: Option<String>,
}

impl Sides {
    /// Whether a line is one of those that git puts around conflicts.
    pub(crate) fn is_marker(line: &str) -> bool {
        [OURS, BASE, THEIRS, END].iter().any(|mark| marker::size(line, *mark).is_some())
    }

    /// Whether a line begins our side of a conflict.
    pub(crate) fn is_beginning(line: &str) -> bool {
        marker::size(line, OURS).is_some()
    }

    /// The two sides of a text with conflict markers; none where it has none, or where they don't pair.
    pub fn of(text: &str) -> Option<Self> {
        #[derive(PartialEq)]
        enum At {
            Outside,
            Ours,
            Base,
            Theirs,
        }
        let (mut ours, mut theirs, mut base) = (String::new(), String::new(), String::new());
        let (mut at, mut conflicts, mut ancestors) = (At::Outside, 0, 0);
        // The markers of a file are of one size. Others in it are those of a conflict inside of its ancestor.
        let size = split(text).into_iter().find_map(|line| marker::size(line, OURS))?;
        for line in split(text) {
            let is = |mark: char| marker::size(line, mark) == Some(size);
            at = match at {
                At::Outside if is(OURS) => {
                    conflicts += 1;
                    At::Ours
                }
                At::Ours if is(BASE) => {
                    ancestors += 1;
                    At::Base
                }
                At::Ours | At::Base if is(THEIRS) => At::Theirs,
                At::Theirs if is(END) => At::Outside,
                _ if [OURS, BASE, END].into_iter().any(is) => return None,
                at => {
                    let (to_ours, to_base, to_theirs) = match at {
                        At::Outside => (true, true, true),
                        At::Ours => (true, false, false),
                        At::Base => (false, true, false),
                        At::Theirs => (false, false, true),
                    };
                    for (wanted, side) in
                        [(to_ours, &mut ours), (to_base, &mut base), (to_theirs, &mut theirs)]
                    {
                        if wanted {
                            side.push_str(line);
                        }
                    }
                    at
                }
            };
        }
        let is_whole = at == At::Outside && conflicts > 0;
        is_whole.then(|| Self { ours, theirs, base: (ancestors == conflicts).then_some(base) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_sides_that_changed_other_lines_merge() {
        assert_eq!(merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\nd\n").as_deref(), Some("A\nb\nC\nd\n"));
        assert_eq!(merge("a\nb\nc\n", "A\nb\nc\n", "A\nb\nc\n").as_deref(), Some("A\nb\nc\n"));
        assert_eq!(merge("a\nb\n", "A\nb\n", "x\nb\n"), None);
        assert_eq!(
            merge_marked("a\nb\n", "A\nb\n", "x\nb\n"),
            "<<<<<<< ours\nA\n=======\nx\n>>>>>>> theirs\nb\n"
        );
    }

    #[test]
    fn the_markers_of_every_style_are_read() {
        let diff3 = "1\n<<<<<<< HEAD\na\n||||||| 1234\nb\n=======\nc\n>>>>>>> x\n2\n";
        let sides = Sides::of(diff3).unwrap();
        assert_eq!((sides.ours.as_str(), sides.theirs.as_str()), ("1\na\n2\n", "1\nc\n2\n"));
        assert_eq!(sides.base.as_deref(), Some("1\nb\n2\n"));
        let crlf = "<<<<<<< HEAD\r\na\r\n=======\r\nc\r\n>>>>>>> x\r\n";
        assert_eq!(Sides::of(crlf).unwrap().theirs, "c\r\n");
        let long = "1\n<<<<<<<<<<<< HEAD\n=======\n||||||||||||\n<<<<<<< x\nb\n>>>>>>> x\n============\nc\n>>>>>>>>>>>> x\n";
        let sides = Sides::of(long).unwrap();
        assert_eq!((sides.ours.as_str(), sides.theirs.as_str()), ("1\n=======\n", "1\nc\n"));
        assert_eq!(sides.base.as_deref(), Some("1\n<<<<<<< x\nb\n>>>>>>> x\n"));
        assert_eq!(Sides::of("<<< HEAD\na\n===\nc\n>>> x\n").unwrap().ours, "a\n");
        for unpaired in
            ["a\n", "<<<<<<< HEAD\na\n", "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n", ">>>>>>> c\n"]
        {
            assert_eq!(Sides::of(unpaired), None, "{unpaired}");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::collection::vec("[a-c]", 0..8)
            .prop_map(|lines| lines.iter().map(|line| format!("{line}\n")).collect())
    }

    proptest! {
        #[test]
        fn marked_texts_hold_both_sides_exactly(ours in text(), theirs in text()) {
            let both = marked(&ours, &theirs);
            match Sides::of(&both) {
                Some(sides) => prop_assert_eq!((sides.ours, sides.theirs), (ours, theirs)),
                None => prop_assert_eq!((&both, &both), (&ours, &theirs)),
            }
        }

        #[test]
        fn a_side_that_changed_nothing_gives_way(base in text(), side in text()) {
            prop_assert_eq!(merge(&base, &base, &side), Some(side.clone()));
            prop_assert_eq!(merge(&base, &side, &base), Some(side));
        }
    }
}
