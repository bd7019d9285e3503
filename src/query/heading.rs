//! Pillars and key tasks as people name them: by number, by the marker that is printed, by a part of the title.

use crate::{
    error::{Error, Result},
    model::{Plan, Snapshot},
    text::{clean, fold::fold, numeral},
};

/// A pillar or key task as it was asked for, by its number or by a part of its title.
#[derive(Clone, Debug)]
pub struct Heading(Wanted);

#[derive(Clone, Debug)]
enum Wanted {
    Number(u32),
    /// The number that its label prints: 四 for （四）.
    Label(u32),
    /// A folded part of the title, or the whole folded label.
    Words(String),
}

impl Heading {
    /// The pillar that was typed.
    ///
    /// # Errors
    /// When no plan of `snapshot` has such a pillar; the error lists those that there are.
    pub fn pillar(typed: &str, snapshot: &Snapshot) -> Result<Self> {
        let heading = Self::of(typed, &snapshot.plans, pillar_labels);
        let mut pillars = snapshot.plans.iter().flat_map(|plan| &plan.pillars);
        if pillars.any(|pillar| heading.is(pillar.id, &pillar.title, pillar.label.as_deref())) {
            return Ok(heading);
        }
        Err(unknown_pillar(typed, &snapshot.plans))
    }

    /// The key task that was typed.
    ///
    /// # Errors
    /// When no plan of `snapshot` has such a key task; the error lists those that there are.
    pub fn key_task(typed: &str, snapshot: &Snapshot) -> Result<Self> {
        let heading = Self::of(typed, &snapshot.plans, key_task_labels);
        let mut key_tasks = snapshot.plans.iter().flat_map(|plan| &plan.key_tasks);
        if key_tasks.any(|key_task| heading.is(key_task.id, &key_task.title, key_task.label.as_deref())) {
            return Ok(heading);
        }
        Err(unknown_key_task(typed, &snapshot.plans))
    }

    /// The number of the pillar of one plan that was typed.
    ///
    /// # Errors
    /// When the plan has no such pillar, or several.
    pub fn pillar_of(typed: &str, plan: &Plan) -> Result<u32> {
        let heading = Self::of(typed, std::slice::from_ref(plan), pillar_labels);
        let pillars =
            plan.pillars.iter().filter(|known| heading.is(known.id, &known.title, known.label.as_deref()));
        only_one(typed, pillars.map(|known| (known.id, &known.title)).collect())?
            .ok_or_else(|| unknown_pillar(typed, std::slice::from_ref(plan)))
    }

    /// The number of the key task of one plan that was typed.
    ///
    /// # Errors
    /// When the plan has no such key task, or several.
    pub fn key_task_of(typed: &str, plan: &Plan) -> Result<u32> {
        let heading = Self::of(typed, std::slice::from_ref(plan), key_task_labels);
        let known =
            plan.key_tasks.iter().filter(|known| heading.is(known.id, &known.title, known.label.as_deref()));
        only_one(typed, known.map(|known| (known.id, &known.title)).collect())?
            .ok_or_else(|| unknown_key_task(typed, std::slice::from_ref(plan)))
    }

    /// What was typed: a number in digits; one in Chinese, which is that of a label where just one heading of a plan has it;
    /// else words.
    fn of(typed: &str, plans: &[Plan], labels: fn(&Plan) -> Vec<&str>) -> Self {
        if let Some(number) = clean::number(typed.trim()) {
            return Self(Wanted::Number(number));
        }
        let Some(number) = heading_number(typed) else { return Self(Wanted::Words(fold(typed))) };
        let count = |plan: &Plan| {
            labels(plan).into_iter().filter(|label| numeral::of_label(label) == Some(number)).count()
        };
        let counts: Vec<usize> = plans.iter().map(count).collect();
        let is_label = counts.contains(&1) && counts.iter().all(|count| *count < 2);
        Self(if is_label { Wanted::Label(number) } else { Wanted::Number(number) })
    }

    pub(super) fn is(&self, id: u32, title: &str, label: Option<&str>) -> bool {
        match &self.0 {
            Wanted::Number(number) => *number == id,
            Wanted::Label(number) => label.and_then(numeral::of_label) == Some(*number),
            Wanted::Words(words) => {
                fold(title).contains(words) || label.is_some_and(|label| fold(label) == *words)
            }
        }
    }
}

/// The number of a heading as it is said: 四, 四、, 第四, 第四板块. A label in brackets (（四）) is compared as printed.
pub fn heading_number(typed: &str) -> Option<u32> {
    // A blank that parts digits parts numbers: `1 2` is no 12.
    let parts: Vec<&str> = typed.split_whitespace().collect();
    let is_digit = |sign: Option<char>| sign.is_some_and(char::is_numeric);
    let parted = |pair: &[&str]| {
        let [one, other] = pair else { return false };
        is_digit(one.chars().next_back()) && is_digit(other.chars().next())
    };
    if parts.windows(2).any(parted) {
        return None;
    }
    let word = fold(typed);
    let word = word.strip_prefix('第').unwrap_or(&word);
    let ends = ["板块", "重点任务", "个", "、", ".", "．"];
    let word = ends.iter().fold(word, |word, end| word.strip_suffix(end).unwrap_or(word));
    numeral::chinese(word).or_else(|| clean::number(word)).filter(|number| *number > 0)
}

fn pillar_labels(plan: &Plan) -> Vec<&str> {
    plan.pillars.iter().filter_map(|known| known.label.as_deref()).collect()
}

fn key_task_labels(plan: &Plan) -> Vec<&str> {
    plan.key_tasks.iter().filter_map(|known| known.label.as_deref()).collect()
}

fn only_one(typed: &str, found: Vec<(u32, &String)>) -> Result<Option<u32>> {
    match found.as_slice() {
        [] => Ok(None),
        [(id, _)] => Ok(Some(*id)),
        several => {
            let list = headings(several.iter().copied());
            Err(Error::conflict(text!(
                "`{typed}` 可以指几个标题：{list}",
                "`{typed}` may mean several headings: {list}"
            ))
            .named("ambiguous-heading")
            .hint(text!("请写编号", "write the number")))
        }
    }
}

fn unknown_pillar(typed: &str, plans: &[Plan]) -> Error {
    let list = headings(plans.iter().flat_map(|plan| &plan.pillars).map(|pillar| (pillar.id, &pillar.title)));
    Error::not_found(text!("没有板块 `{typed}`", "there is no pillar `{typed}`"))
        .named("no-such-pillar")
        .hint(text!("现有板块：{list}", "the pillars are: {list}"))
}

fn unknown_key_task(typed: &str, plans: &[Plan]) -> Error {
    let list = headings(
        plans.iter().flat_map(|plan| &plan.key_tasks).map(|key_task| (key_task.id, &key_task.title)),
    );
    Error::not_found(text!("没有重点任务 `{typed}`", "there is no key task `{typed}`"))
        .named("no-such-key-task")
        .hint(text!("现有重点任务：{list}", "the key tasks are: {list}"))
}

fn headings<'a>(headings: impl Iterator<Item = (u32, &'a String)>) -> String {
    let mut list: Vec<String> = Vec::new();
    for (id, title) in headings {
        let heading = format!("{id} {title}");
        // Plans of one kind have the same ones.
        if list.len() <= 20 && !list.contains(&heading) {
            list.push(heading);
        }
    }
    if list.len() > 20 {
        list.truncate(20);
        list.push("…".to_owned());
    }
    list.join("；")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pillar;

    #[test]
    fn headings_that_are_not_there_are_answered_with_those_that_are() {
        let pillar = |id: u32, title: &str| Pillar { id, title: title.into(), ..Pillar::default() };
        let plan = Plan { pillars: vec![pillar(1, "数字"), pillar(2, "人才")], ..Plan::default() };
        let snapshot = Snapshot { plans: vec![plan.clone(), plan.clone()], ..Snapshot::default() };
        let hint = |error: Error| {
            error.hints().iter().map(|hint| hint.in_lang(crate::text::Lang::Zh)).collect::<String>()
        };
        let error = Heading::pillar("九", &snapshot).unwrap_err();
        assert_eq!(error.code(), "no-such-pillar");
        assert!(hint(error).contains("1 数字；2 人才"), "each once");
        let many = (1..30).map(|id| pillar(id, "板块")).collect();
        let snapshot = Snapshot { plans: vec![Plan { pillars: many, ..plan }], ..Snapshot::default() };
        let hint = hint(Heading::pillar("九十", &snapshot).unwrap_err());
        assert!(hint.contains("20 板块；…") && !hint.contains("21 板块"), "{hint}");
    }
}
