//! Where it can't be told from where two lines of running text stand whether they are of one paragraph: these places are
//! said, since text would be lost or torn there in silence.

use super::{
    join::begins_item,
    line::Line,
    paragraph::{
        ENDS, Running, Setting, begins_with_decimal, has_columns, is_inside_bracket, is_leader, is_titled,
        is_wide,
    },
};

/// How a line in doubt was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Doubt {
    /// As the rest of the paragraph above, which may have ended.
    Joined,
    /// As another paragraph, where the one above may go on.
    Parted,
}

/// How the paragraphs of a text begin and end, by those of which the end can be seen.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// They begin with a number or a title.
    are_marked: bool,
    /// They end with a bracket.
    close: bool,
    /// Those with a number are indented.
    items_are_indented: bool,
}

impl Habits {
    pub(super) fn of<'l>(setting: &Setting, pairs: impl Iterator<Item = (&'l Line, &'l Line)>) -> Self {
        const FEWEST: usize = 3;
        let (mut all, mut marked, mut closing) = (0, 0, 0);
        let (mut items, mut indented) = (0, 0);
        for (line, next) in pairs {
            if begins_item(&next.text) {
                items += 1;
                indented += usize::from(setting.has_indent(next));
            }
            if setting.fills(line, next) || !line.text.ends_with(ENDS) {
                continue;
            }
            all += 1;
            marked +=
                usize::from(begins_item(&next.text) || is_titled(&next.text) || opens_bracket(&next.text));
            closing += usize::from(closes_bracket(&line.text));
        }
        Self {
            are_marked: all >= FEWEST && marked * 10 >= all * 9,
            close: all >= FEWEST && closing * 10 >= all * 7,
            items_are_indented: items >= FEWEST && indented * 10 >= items * 9,
        }
    }
}

/// Whether a line begins something by its words.
pub(super) fn begins(above: &Running, next: &Line) -> bool {
    begins_item(&next.text) && !begins_with_decimal(&next.text)
        || is_titled(&next.text) && !is_inside_bracket(&above.text)
}

impl Setting {
    /// Whether a bracket at the end of a full line is the list that its paragraph ends with: where paragraphs begin with
    /// numbers, other brackets are not.
    pub(super) fn closes(&self, text: &str) -> bool {
        closes_bracket(text) && (!self.habits.are_marked || is_list(text))
    }

    /// Whether a line that was taken for the rest of the paragraph may begin another one: the line above is full and ends
    /// with a sentence, and neither indents nor numbers nor room tell paragraphs apart.
    pub(super) fn may_end(&self, above: &Running, next: &Line, is_same_page: bool) -> bool {
        !self.is_known(next, is_same_page)
            && !self.habits.are_marked
            && !self.habits.close
            && above.last.text.ends_with(['。', '！', '？', '；', '.', ';'])
            && !is_inside_bracket(&above.text)
    }

    /// Whether a line that was taken for the beginning of another paragraph may be the rest of the one above.
    pub(super) fn may_go_on(&self, above: &Running, next: &Line, is_same_page: bool) -> bool {
        /// A line that lacks so many characters is nearly full.
        const NEARLY: f64 = 3.0;
        let last = &above.last;
        let is_apart = is_same_page && self.stands_apart(last, next);
        let differs = (last.size - next.size).abs() > 0.25 * next.size;
        let is_centred = last.area.left - self.left > 0.3 * (self.right - self.left);
        if is_apart
            || differs
            || is_centred
            || !is_wide(last)
            || is_leader(&last.text)
            || is_leader(&next.text)
        {
            return false;
        }
        let has_ended = last.text.ends_with(ENDS);
        let begins = begins(above, next);
        if !self.fills(last, next) {
            let is_nearly_full = self.right - last.area.right < (NEARLY + 1.0) * last.size;
            return !has_ended
                && !begins
                && self.is_at_left(next)
                && (!begins_item(&last.text) || is_nearly_full);
        }
        if begins {
            let is_odd_item =
                self.indent.is_some() && self.is_at_left(next) && self.habits.items_are_indented;
            // a list of names ends anywhere
            let is_torn = !has_ended && !self.has_indent(next) && !is_titled(&above.text);
            return is_torn || is_odd_item && begins_item(&next.text);
        }
        if closes_bracket(&last.text) {
            return !self.is_known(next, is_same_page) && !self.habits.close && !is_list(&last.text);
        }
        let are_columns = has_columns(last) && has_columns(next);
        !has_ended && !are_columns && !self.has_indent(next)
    }
}

/// The same where nothing is known of margins.
pub(super) fn may_go_on(last: &Line, next: &Line) -> bool {
    is_wide(last)
        && !last.text.ends_with(ENDS)
        && !begins_item(&next.text)
        && !is_titled(&next.text)
        && !is_leader(&last.text)
        && (last.size - next.size).abs() < 0.1 * next.size
        && !has_columns(last)
        && !has_columns(next)
}

fn opens_bracket(text: &str) -> bool {
    text.starts_with(['（', '(', '〔', '【'])
}

fn closes_bracket(text: &str) -> bool {
    text.ends_with(['）', ')', '〕', '】'])
}

/// Whether the bracket at the end of a text holds a list: of names, or with a title.
fn is_list(text: &str) -> bool {
    let inside = text.rsplit(['（', '(', '〔', '【']).next().unwrap_or_default();
    inside.contains(['、', '：', ':', '，', ',']) || !text.contains(['（', '(', '〔', '【'])
}
