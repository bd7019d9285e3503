//! How a task's number is written, wherever people read it. `编号14` is the ledger's own number and `第14项` the document's:
//! neither word ever stands for the other, and where the two differ both are said.

use super::{Review, Snapshot, Status, Task, TaskId};
use crate::text::Lang;

/// A task's number: as a command line takes it, and what the document prints where that is something else.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TaskNumber {
    /// `14`, of another plan than the one that goes without saying `other/14`.
    reference: String,
    printed: Option<Printed>,
}

/// What the document prints.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Printed {
    /// A number.
    Number(u32),
    /// Something else: `3.2`.
    Name(String),
}

impl TaskNumber {
    /// That of a task; with its plan where that has to be named.
    pub fn of(task: &Task, plan: Option<&str>) -> Self {
        let printed = match (&task.label, task.document_number()) {
            (None, _) => None,
            // The number may be another task's by now.
            _ if !task.is_in_document() => None,
            (_, Some(printed)) if printed == task.id.0 => None,
            (_, Some(printed)) => Some(Printed::Number(printed)),
            (Some(label), None) => {
                let is_sign = |sign: char| "（）().、．第项 ".contains(sign);
                Some(label.trim_matches(is_sign))
                    .filter(|name| !name.is_empty())
                    .map(|name| Printed::Name(name.into()))
            }
        };
        Self { printed, ..Self::unknown(task.id, plan) }
    }

    /// That of a task of which nothing else is known.
    pub fn unknown(id: TaskId, plan: Option<&str>) -> Self {
        let reference = plan.map_or_else(|| id.to_string(), |plan| format!("{plan}/{id}"));
        Self { reference, printed: None }
    }

    /// That of a task of a snapshot; one of the default plan stands without it.
    pub fn in_snapshot(snapshot: &Snapshot, plan: &str, id: TaskId, default_plan: &str) -> Self {
        let shown = Some(plan).filter(|plan| *plan != default_plan);
        let found = snapshot.plans.iter().find(|known| known.slug == plan);
        let task = found.and_then(|plan| plan.tasks.iter().find(|task| task.id == id));
        task.map_or_else(|| Self::unknown(id, shown), |task| Self::of(task, shown))
    }

    /// What a command line takes: `14`, `other/14`.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// In front of the task's words, or behind `任务`: `14`, `17（文件第4项）`.
    pub fn bare(&self, lang: Lang) -> String {
        let reference = &self.reference;
        match (&self.printed, lang) {
            (None, _) => reference.clone(),
            (Some(Printed::Number(printed)), Lang::Zh) => format!("{reference}（文件第{printed}项）"),
            (Some(Printed::Number(printed)), Lang::En) => {
                format!("{reference} (no. {printed} in the document)")
            }
            (Some(Printed::Name(label)), Lang::Zh) => format!("{reference}（文件 {label}）"),
            (Some(Printed::Name(label)), Lang::En) => format!("{reference} ({label} in the document)"),
        }
    }

    /// In a sentence, where nothing else says what it is: `编号14`, `编号17（文件第4项）`.
    pub fn words(&self, lang: Lang) -> String {
        format!("{}{}", lang.pick("编号", "task "), self.bare(lang))
    }

    /// Several in a sentence: `编号1、3、17（文件第4项）`; none is nothing.
    pub fn words_of(numbers: &[Self], lang: Lang) -> String {
        let all: Vec<String> = numbers.iter().map(|number| number.bare(lang)).collect();
        let word = match all.len() {
            0 => "",
            1 => lang.pick("编号", "task "),
            _ => lang.pick("编号", "tasks "),
        };
        format!("{word}{}", all.join(lang.pick("、", ", ")))
    }

    /// In a column of numbers: `14`, `17（文件4）`.
    pub fn cell(&self, lang: Lang) -> String {
        let beside = self.beside(lang);
        let gap = if beside.is_empty() { "" } else { lang.pick("", " ") };
        format!("{}{gap}{beside}", self.reference)
    }

    /// What stands beside the number in a column: `（文件4）`; nothing where the document prints the same.
    pub fn beside(&self, lang: Lang) -> String {
        let printed = match &self.printed {
            None => return String::new(),
            Some(Printed::Number(printed)) => printed.to_string(),
            Some(Printed::Name(label)) => label.clone(),
        };
        match lang {
            Lang::Zh => format!("（文件{printed}）"),
            Lang::En => format!("(document {printed})"),
        }
    }
}

impl Task {
    /// Whether the document of today has it, as far as anybody knows: of a withdrawn one, whose number a later edition may
    /// have given to another, nobody does.
    pub(crate) fn is_in_document(&self) -> bool {
        self.review != Some(Review::Gone) && self.status != Status::Withdrawn && !self.is_added_by_hand()
    }

    /// Whether the document of today counts it as this item. One that prints no numbers is counted as the ledger does.
    pub(crate) fn is_item(&self, number: u32) -> bool {
        let own = || self.label.is_none().then_some(self.id.0);
        self.is_in_document() && self.document_number().or_else(own) == Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledgers_number_and_the_documents_are_never_taken_for_each_other() {
        let task =
            |label: Option<&str>| Task { id: TaskId(17), label: label.map(str::to_owned), ..Task::default() };
        let number = |label: Option<&str>, plan: Option<&str>| {
            let number = TaskNumber::of(&task(label), plan);
            [number.bare(Lang::Zh), number.words(Lang::Zh), number.cell(Lang::Zh)]
        };
        assert_eq!(number(Some("（17）"), None), ["17", "编号17", "17"]);
        assert_eq!(number(None, None), ["17", "编号17", "17"]);
        assert_eq!(number(Some("4."), None), ["17（文件第4项）", "编号17（文件第4项）", "17（文件4）"]);
        assert_eq!(
            number(Some("4."), Some("p")),
            ["p/17（文件第4项）", "编号p/17（文件第4项）", "p/17（文件4）"]
        );
        assert_eq!(number(Some("3.2"), None), ["17（文件 3.2）", "编号17（文件 3.2）", "17（文件3.2）"]);
        let gone = TaskNumber::of(&Task { review: Some(Review::Gone), ..task(Some("4.")) }, None);
        assert_eq!((gone.bare(Lang::Zh).as_str(), gone.words(Lang::En).as_str()), ("17", "task 17"));
        let english = TaskNumber::of(&task(Some("4.")), None);
        assert_eq!(english.words(Lang::En), "task 17 (no. 4 in the document)");
        assert_eq!(english.cell(Lang::En), "17 (document 4)");
    }
}
