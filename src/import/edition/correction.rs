//! What a person corrected, by three ways: what the document printed, what the person made of it, what the new edition
//! prints. Where the document says what it said, the correction stays; where it says something new, the correction
//! stays, too, and a person decides.

use crate::model::{FIELDS, FieldOwner, PrintedField, Task};

/// What the two sides make of the corrected fields of a task.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolution {
    /// Fields that stay as a person corrected them.
    pub(super) kept: Vec<PrintedField>,
    /// Those of which the document says something new.
    pub(super) conflicting: Vec<PrintedField>,
}

impl Resolution {
    /// Whether a field stays as it is.
    pub(super) fn stays(&self, field: PrintedField) -> bool {
        self.kept.contains(&field) || self.conflicting.contains(&field)
    }
}

/// The fields, in groups that are only right together: a key task stands under one pillar.
const GROUPS: [&[PrintedField]; 5] = [
    &[PrintedField::Content],
    &[PrintedField::Pillar, PrintedField::KeyTask],
    &[PrintedField::Departments],
    &[PrintedField::Lead],
    &[PrintedField::DueText],
];

/// The lead is one of the departments.
const WHO: &[PrintedField] = &[PrintedField::Departments, PrintedField::Lead];

/// What the document says of a task, by the names that departments have now; and word for word.
pub(super) struct Stated<'a> {
    /// By the names of now.
    pub(super) new: &'a Task,
    /// As the edition before printed it, by the names of now.
    pub(super) base: &'a Task,
    /// Word for word.
    pub(super) printed: &'a Task,
}

/// A task with what the document says, but for what was corrected.
pub(super) fn merge(old: &Task, stated: &Stated<'_>) -> (Task, Resolution) {
    let mut task = old.clone();
    for spec in FIELDS.iter().filter(|spec| spec.owner == FieldOwner::Document) {
        spec.copy(stated.new, &mut task);
    }
    task.printed.clear();
    let mut resolution = Resolution::default();
    for group in GROUPS {
        resolution.resolve(group, old, stated, &mut task);
    }
    let lead = task.lead.iter().flatten();
    let is_whole = lead.clone().all(|name| task.departments.contains(name));
    if !is_whole && WHO.iter().any(|field| resolution.stays(*field)) {
        resolution.kept.retain(|field| !WHO.contains(field));
        resolution.conflicting.retain(|field| !WHO.contains(field));
        resolution.resolve(WHO, old, stated, &mut task);
    }
    (task, resolution)
}

impl Resolution {
    fn resolve(&mut self, group: &[PrintedField], old: &Task, stated: &Stated<'_>, task: &mut Task) {
        let Stated { new, base, printed } = *stated;
        if !group.iter().any(|field| old.is_corrected(*field)) {
            return;
        }
        let all = |one: &Task, other: &Task| group.iter().all(|field| field.is_same(one, other));
        // A correction that says what the document says is none any more.
        let fields = if all(old, printed) {
            None
        } else if all(base, new) {
            Some(&mut self.kept)
        } else if all(old, new) {
            None
        } else {
            Some(&mut self.conflicting)
        };
        for field in group {
            if fields.is_some() {
                field.field().spec().copy(old, task);
            }
            task.set_printed(*field, printed);
        }
        fields.into_iter().for_each(|fields| fields.extend(group));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &str) -> Vec<String> {
        list.split('、').map(str::to_owned).collect()
    }

    fn task(content: &str, departments: &str, lead: Option<&str>) -> Task {
        Task {
            label: Some("（1）".into()),
            content: content.into(),
            departments: names(departments),
            lead: lead.map(names),
            ..Task::default()
        }
    }

    /// What comes of a task that was printed, corrected, and printed anew; and how many fields are kept and asked about.
    fn merged(printed: &Task, corrected: Task, new: &Task) -> (Task, usize, usize) {
        let mut old = corrected;
        old.keep_printed(printed);
        let (task, resolution) = merge(&old, &Stated { new, base: &old.as_printed(), printed: new });
        (task, resolution.kept.len(), resolution.conflicting.len())
    }

    #[test]
    fn a_correction_stays_where_the_document_says_what_it_said() {
        let printed = task("建立平台", "市教委、市科委", None);
        let corrected = task("建立市级平台", "市教委、市科委、市财政局", Some("市科委"));
        let (after, kept, asked) = merged(&printed, corrected.clone(), &printed);
        assert_eq!((kept, asked), (3, 0));
        assert_eq!(
            (&after.content, &after.departments, &after.lead),
            (&corrected.content, &corrected.departments, &corrected.lead)
        );
        assert_eq!(after.as_printed(), printed);
    }

    #[test]
    fn what_was_not_corrected_is_the_documents() {
        let printed = task("建立平台", "市教委、市科委", None);
        let corrected = task("建立平台", "市教委、市科委", Some("市科委"));
        let new = task("建立全市平台", "市科委、市财政局", None);
        let (after, kept, asked) = merged(&printed, corrected, &new);
        assert_eq!((kept, asked), (1, 0));
        assert_eq!((after.content.as_str(), after.lead.clone()), ("建立全市平台", Some(names("市科委"))));
        assert_eq!(after.departments, names("市科委、市财政局"));
    }

    #[test]
    fn where_both_changed_the_correction_stays_and_a_person_is_asked() {
        let printed = task("建立平台", "市教委", None);
        let new = task("建立平台和网站", "市教委", None);
        let (after, kept, asked) = merged(&printed, task("建立市级平台", "市教委", None), &new);
        assert_eq!((kept, asked, after.content.as_str()), (0, 1, "建立市级平台"));
        assert_eq!(after.as_printed().content, "建立平台和网站", "next time this is what was printed");
        let (after, kept, asked) = merged(&printed, new.clone(), &new);
        assert_eq!((kept, asked, after), (0, 0, new), "both say the same");
    }

    #[test]
    fn a_lead_is_always_one_of_the_departments() {
        let printed = task("建立平台", "市教委、市科委", None);
        let corrected = task("建立平台", "市教委、市科委", Some("市科委"));
        let new = task("建立平台", "市教委、市财政局", None);
        let (after, kept, asked) = merged(&printed, corrected.clone(), &new);
        assert_eq!((kept, asked), (0, 2));
        assert_eq!((&after.departments, &after.lead), (&corrected.departments, &corrected.lead));
        assert_eq!(after.as_printed(), new);
    }
}
