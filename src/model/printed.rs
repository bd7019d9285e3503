//! What the document prints where a person corrected it (文件原文): an edition tells by it whether the document changed
//! there since, and a reader sees what the paper says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, task::Task};
use crate::text::fold::fold;

/// A field of a task that the document sets and a person may correct, by its key in the file.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintedField {
    /// The number of the pillar that it stands under.
    Pillar,
    /// The number of its key task.
    KeyTask,
    /// The text.
    #[default]
    Content,
    /// The departments, with 、 between them.
    Departments,
    /// The lead, with 、 between names.
    Lead,
    /// The deadline in words.
    DueText,
}

/// What the document prints in one field.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "文件原文 / printed text", description = "")]
pub struct Printed {
    /// Which field.
    #[schemars(description = "更正过的字段 / field that was corrected")]
    pub field: PrintedField,
    /// What stands there; none where the document says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "文件印的；文件没有写的不填 / what is printed; left out where nothing is")]
    pub text: Option<String>,
}

/// Between names in one text.
const BETWEEN: char = '、';

/// Behind each name of a text where [`BETWEEN`] stands in a name, too (各区、县级市).
const BEHIND: char = '；';

impl PrintedField {
    /// Every one, in the order of the file.
    pub const ALL: [Self; 6] =
        [Self::Pillar, Self::KeyTask, Self::Content, Self::Departments, Self::Lead, Self::DueText];

    /// The field of the task.
    pub fn field(self) -> Field {
        match self {
            Self::Pillar => Field::Pillar,
            Self::KeyTask => Field::KeyTask,
            Self::Content => Field::Content,
            Self::Departments => Field::Departments,
            Self::Lead => Field::Lead,
            Self::DueText => Field::DueText,
        }
    }

    /// Whether two tasks say the same here. Width and case of letters say nothing in a text.
    pub(crate) fn is_same(self, one: &Task, other: &Task) -> bool {
        match self {
            Self::Content => fold(&one.content) == fold(&other.content),
            _ => !self.field().spec().differs(one, other),
        }
    }

    /// What a task says here, as one text.
    fn text(self, task: &Task) -> Option<String> {
        match self {
            Self::Pillar => task.pillar.map(|id| id.to_string()),
            Self::KeyTask => task.key_task.map(|id| id.to_string()),
            Self::Content => Some(task.content.clone()),
            Self::Departments => Some(joined(&task.departments)).filter(|text| !text.is_empty()),
            // An empty list says what none says.
            Self::Lead => task.lead.as_deref().map(joined).filter(|text| !text.is_empty()),
            Self::DueText => task.due_text.clone(),
        }
    }

    /// Lets a task say this text here.
    fn put(self, task: &mut Task, text: Option<&str>) {
        let names = || text.map(names_in);
        let number = || text.and_then(|text| text.parse().ok());
        match self {
            Self::Pillar => task.pillar = number(),
            Self::KeyTask => task.key_task = number(),
            Self::Content => text.unwrap_or_default().clone_into(&mut task.content),
            Self::Departments => task.departments = names().unwrap_or_default(),
            Self::Lead => task.lead = names(),
            Self::DueText => task.due_text = text.map(str::to_owned),
        }
    }
}

/// Names as one text, from which [`names_in`] gives them back.
fn joined(names: &[String]) -> String {
    let text = names.join(&BETWEEN.to_string());
    if names_in(&text) == names {
        return text;
    }
    names.iter().map(|name| format!("{name}{BEHIND}")).collect()
}

/// The names of a text. What stands in brackets is part of a name: 市教委（高教处、职教处）.
fn names_in(text: &str) -> Vec<String> {
    if text.ends_with(BEHIND) {
        return text.split_terminator(BEHIND).map(str::to_owned).collect();
    }
    let mut depth = 0_usize;
    let is_between = |sign: char| {
        match sign {
            '（' | '(' | '〔' | '【' | '[' => depth += 1,
            '）' | ')' | '〕' | '】' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && sign == BETWEEN
    };
    text.split(is_between).map(str::to_owned).collect()
}

impl Task {
    /// Whether a person corrected what the document says here.
    pub(crate) fn is_corrected(&self, field: PrintedField) -> bool {
        self.printed.iter().any(|entry| entry.field == field)
    }

    /// The task as its document has it: what a person corrected is as printed.
    #[must_use]
    pub fn as_printed(&self) -> Self {
        let mut task = Self { printed: Vec::new(), ..self.clone() };
        for entry in &self.printed {
            entry.field.put(&mut task, entry.text.as_deref());
        }
        task
    }

    /// Keeps what the document prints wherever a person let the task say something else than `before`; where the task
    /// says what is printed once more, nothing is corrected.
    pub fn keep_printed(&mut self, before: &Self) {
        if before.is_added_by_hand() {
            return;
        }
        for field in PrintedField::ALL {
            if !self.is_corrected(field) && field.text(before) != field.text(self) {
                self.printed.push(Printed { field, text: field.text(before) });
            }
        }
        self.tidy_printed();
    }

    /// Takes this for what the document prints in a field.
    pub(crate) fn set_printed(&mut self, field: PrintedField, printed: &Self) {
        self.printed.retain(|entry| entry.field != field);
        self.printed.push(Printed { field, text: field.text(printed) });
        self.tidy_printed();
    }

    /// Only what differs from the task stands in it, in the order of fields.
    fn tidy_printed(&mut self) {
        let mut printed = std::mem::take(&mut self.printed);
        printed.retain(|entry| entry.text != entry.field.text(self));
        printed.sort_by_key(|entry| entry.field);
        self.printed = printed;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_stands_in_brackets_is_part_of_a_name() {
        let task = Task {
            departments: vec!["市教委（高教处、职教处）".into(), "市科委".into()],
            ..Task::default()
        };
        assert_eq!(
            PrintedField::Departments.text(&task).as_deref(),
            Some("市教委（高教处、职教处）、市科委"),
            "as the document prints it"
        );
    }

    proptest! {
        #[test]
        fn names_come_back_from_their_text(names in proptest::collection::vec("[市区甲、（）()【】]{1,8}", 1..5)) {
            let task = Task { departments: names.clone(), lead: Some(names), ..Task::default() };
            let mut read = Task::default();
            for field in [PrintedField::Departments, PrintedField::Lead] {
                field.put(&mut read, field.text(&task).as_deref());
            }
            prop_assert_eq!(read, task);
        }
    }

    #[test]
    fn an_empty_list_is_nothing_that_is_printed() {
        let before = Task { label: Some("1.".into()), lead: Some(Vec::new()), ..Task::default() };
        let mut task = Task { lead: Some(vec!["市教委".into()]), ..before.clone() };
        task.keep_printed(&before);
        assert_eq!(task.as_printed().lead, None);
    }

    #[test]
    fn what_is_corrected_is_known_as_printed_until_it_is_so_again() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let before = Task {
            label: Some("（1）".into()),
            pillar: Some(2),
            content: "建立平台".into(),
            departments: names(&["市教委", "市科委"]),
            ..Task::default()
        };
        let mut task = Task {
            pillar: None,
            content: "建立市级平台".into(),
            departments: names(&["市教委"]),
            lead: Some(names(&["市教委"])),
            due_text: Some("持续推进".into()),
            ..before.clone()
        };
        task.keep_printed(&before);
        assert_eq!(task.printed.len(), 5);
        assert_eq!(task.as_printed(), before);
        let once = task.clone();
        task.content = "建立全市平台".into();
        task.keep_printed(&once);
        assert_eq!(task.as_printed(), before, "the first text is what is printed");
        let last = task.clone();
        task = before.clone();
        task.printed.clone_from(&last.printed);
        task.keep_printed(&last);
        assert_eq!(task, before);
        let mut added = Task { label: None, ..before.clone() };
        added.keep_printed(&Task { content: "x".into(), ..added.clone() });
        assert!(added.printed.is_empty(), "no document prints it");
    }
}
