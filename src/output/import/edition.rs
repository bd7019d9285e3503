//! What a new edition changes, and what becomes of each task.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use serde_json::{Value, json};
use strum::VariantArray as _;

use crate::{
    import::edition::{Edition, EditionOutcome},
    model::{Change, ChangedField, Entry, Field, Plan, PrintedField, Registry, Task, TaskId, change},
    output::{
        changes,
        history::{Layout, hanging},
        naming,
    },
    text::escape::on_one_line,
    text::width::columns,
    text::{Lang, fold::fold},
};

/// What a new edition changes in a plan.
#[derive(Clone, Copy, Debug)]
pub struct EditionSummary<'a> {
    /// The plan as it stands.
    pub before: &'a Plan,
    /// What becomes of each task.
    pub edition: &'a Edition,
    /// Who took over from whom.
    pub registry: &'a Registry,
    /// The facts that differ.
    pub changes: &'a [Change],
    /// The language.
    pub lang: Lang,
    /// How many columns a line may have.
    pub width: usize,
}

/// What is written of the tasks, grouped once: a plan may have ten thousand.
#[derive(Default)]
struct ByTask<'a> {
    before: HashMap<TaskId, &'a Task>,
    after: HashMap<TaskId, &'a Task>,
    changes: HashMap<TaskId, Vec<&'a Change>>,
    conflicting: HashMap<TaskId, Vec<PrintedField>>,
}

impl<'a> ByTask<'a> {
    fn of(summary: &EditionSummary<'a>) -> Self {
        let tasks = |plan: &'a Plan| plan.tasks.iter().map(|task| (task.id, task)).collect();
        let mut grouped =
            Self { before: tasks(summary.before), after: tasks(&summary.edition.plan), ..Self::default() };
        for change in summary.changes {
            if let Some(id) = change.subject.task() {
                grouped.changes.entry(id).or_default().push(change);
            }
        }
        for (id, field) in &summary.edition.conflicting {
            grouped.conflicting.entry(*id).or_default().push(*field);
        }
        grouped
    }

    fn before(&self, id: TaskId) -> Option<&'a Task> {
        self.before.get(&id).copied()
    }

    fn after(&self, id: TaskId) -> Option<&'a Task> {
        self.after.get(&id).copied()
    }

    fn changes(&self, id: TaskId) -> &[&'a Change] {
        self.changes.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The corrected fields of a task of which the document says something new.
    fn conflicting(&self, id: TaskId) -> &[PrintedField] {
        self.conflicting.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}

impl EditionSummary<'_> {
    /// Writes which plan it is, what changes of the plan itself, the changes in the order of tasks, and how many
    /// tasks met which outcome.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (slug, after) = (&self.before.slug, &self.edition.plan);
        let title = on_one_line(&self.before.title);
        let head = [label!(self.lang, "方案", "plan"), " ", slug, label!(self.lang, "：", ": "), &title];
        self.line(&head.concat(), 0, out)?;
        let changes = change::compare_plans(slug, Some(self.before), Some(after));
        // That the document is another file is why it is imported.
        for change in changes.iter().filter(|change| change.field != ChangedField::Key("source".into())) {
            self.line(&changes::other(change, self.lang), 0, out)?;
        }
        let (renumbered, others): (Vec<_>, Vec<_>) = self
            .edition
            .outcomes
            .iter()
            .filter(|(_, outcomes)| *outcomes != [EditionOutcome::Unchanged])
            .partition(|(_, outcomes)| *outcomes == [EditionOutcome::Renumbered]);
        let by_task = ByTask::of(self);
        for (id, outcomes) in others {
            self.task(*id, outcomes, &by_task, out)?;
        }
        self.renumbered(&renumbered.iter().map(|(id, _)| *id).collect::<Vec<_>>(), &by_task, out)?;
        self.line(&self.counts(), 0, out)
    }

    /// What became of a task: the outcomes, then what changes, a line each.
    fn task(
        &self,
        id: TaskId,
        outcomes: &[EditionOutcome],
        by_task: &ByTask<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (before, after) = (by_task.before(id), by_task.after(id));
        let conflicting = by_task.conflicting(id);
        let met: Vec<String> =
            outcomes.iter().map(|outcome| self.outcome(*outcome, after, conflicting)).collect();
        let met = met.join(self.lang.pick("、", ", "));
        let head = match (before, after) {
            (Some(_), Some(task)) => format!("{}  {met}", naming::named(task, None, self.lang)),
            (None, Some(task)) => format!("{} {met}", naming::number(task, None, self.lang)),
            (_, None) => format!("{id} {met}"),
        };
        self.line(&head, 0, out)?;
        // Where a task stood in the document changes with every line above it; what is printed where it was
        // corrected matters where it is new.
        let is_read = |change: &&&Change| !change.field.is_of_document() || is_about(change, conflicting);
        for change in by_task.changes(id).iter().filter(is_read) {
            self.line(&changes::fact(change, self.lang), 2, out)?;
        }
        if let (None, Some(task)) = (before, after) {
            self.line(&self.assigned(task), 2, out)?;
        }
        let contents = before.zip(after).map(|(before, after)| [&before.content, &after.content]);
        if let Some([from, to]) = contents.and_then(|[before, after]| other_numbers(before, after)) {
            let figures = label!(self.lang, "数字变了：", "figures changed: ");
            self.line(&format!("{figures}{from}→{to}"), 2, out)?;
        }
        for field in conflicting {
            let value = after.map_or(Value::Null, |task| field.field().spec().value(task));
            let held = changes::held(field.field(), &value, self.lang);
            self.line(&format!("{}{held}", label!(self.lang, "更正仍为：", "corrected: ")), 2, out)?;
        }
        Ok(())
    }

    /// How many tasks met which outcome; what met several is counted with each.
    fn counts(&self) -> String {
        let counts: Vec<String> = EditionOutcome::VARIANTS
            .iter()
            .copied()
            .map(|outcome| (outcome, self.edition.count(outcome)))
            .filter(|(_, count)| *count > 0)
            .map(|(outcome, count)| match self.lang {
                Lang::Zh => format!("{} {count} 项", outcome_label(outcome, self.lang)),
                Lang::En => format!("{count} {}", outcome_label(outcome, self.lang)),
            })
            .collect();
        let counts = counts.join(self.lang.pick("，", ", "));
        let tasks = self.edition.outcomes.len();
        let met: usize = self.edition.outcomes.iter().map(|(_, outcomes)| outcomes.len()).sum();
        match (met > tasks, self.lang) {
            (false, _) => counts,
            (true, Lang::Zh) => format!("共 {tasks} 项（一项可有几种变化）：{counts}"),
            (true, Lang::En) => format!("{tasks} tasks (some with several changes): {counts}"),
        }
    }

    /// A line, broken where it is too long; what follows stands further in.
    fn line(&self, line: &str, indent: usize, out: &mut dyn Write) -> io::Result<()> {
        let layout = Layout { lang: self.lang, width: self.width, with_plan: false, indent };
        hanging(&on_one_line(line), layout, out)
    }

    /// What an outcome is called; of a correction, which fields it is about.
    fn outcome(&self, outcome: EditionOutcome, task: Option<&Task>, conflicting: &[PrintedField]) -> String {
        let of = |is_meant: bool| {
            let printed = task.map(|task| task.printed.as_slice()).unwrap_or_default();
            let fields = printed.iter().filter(|one| conflicting.contains(&one.field) == is_meant);
            let names: Vec<&str> = fields.map(|one| one.field.field().name(self.lang)).collect();
            match self.lang {
                Lang::Zh => format!("（{}）", names.join("、")),
                Lang::En => format!(" ({})", names.join(", ")),
            }
        };
        let words = outcome_label(outcome, self.lang);
        match outcome {
            EditionOutcome::Kept => format!("{words}{}", of(false)),
            EditionOutcome::Conflicting => format!("{words}{}", of(true)),
            _ => words.to_owned(),
        }
    }

    /// Who a new task is for, who leads, and when it falls due: what its words alone do not tell.
    fn assigned(&self, task: &Task) -> String {
        let (names, heirs) = (self.registry.names(), self.registry.heirs());
        let called = |name: &String| {
            let (own, heir) = (names.own_name(name), heirs.own_name(name));
            match self.lang {
                _ if own == heir => name.clone(),
                Lang::Zh => format!("{name}（现为 {heir}）"),
                Lang::En => format!("{name} (now {heir})"),
            }
        };
        let listed = |names: &[String]| json!(names.iter().map(called).collect::<Vec<_>>());
        let departments = match task.departments.as_slice() {
            [] => json!(label!(self.lang, "（无）", "(none)")),
            names => listed(names),
        };
        let mut facts = vec![(Field::Departments, departments)];
        let entry = Entry { plan: &self.edition.plan, task };
        facts.extend(entry.lead().map(|(lead, _)| (Field::Lead, listed(lead))));
        facts.extend(
            [Field::Start, Field::Due, Field::DueText].map(|field| (field, field.spec().value(task))),
        );
        let facts = facts.iter().filter(|(_, value)| !value.is_null());
        let facts: Vec<_> = facts.map(|(field, value)| changes::held(*field, value, self.lang)).collect();
        facts.join(self.lang.pick("；", "; "))
    }

    /// Tasks of which only the printed number differs: one new row above shifts them all.
    fn renumbered(&self, ids: &[TaskId], by_task: &ByTask<'_>, out: &mut dyn Write) -> io::Result<()> {
        const A_LINE: usize = 6;
        if ids.is_empty() {
            return Ok(());
        }
        let count = ids.len();
        let head = match self.lang {
            Lang::Zh => format!("只改了文件序号的 {count} 项（台账里的编号不变）："),
            Lang::En => format!("{count} with another printed number only (their numbers here stay):"),
        };
        self.line(&head, 0, out)?;
        let shown = |id: &TaskId| {
            let change = by_task.changes(*id).iter().find(|change| change.field == Field::Label);
            let label = |value: Option<&Value>| {
                value.and_then(Value::as_str).map_or_else(|| "–".to_owned(), on_one_line)
            };
            let (from, to) = change.map_or((None, None), |change| (Some(&change.from), Some(&change.to)));
            format!("{id}{}{} → {}", self.lang.pick("：", ": "), label(from), label(to))
        };
        let mark = self.lang.pick("，", ", ");
        let mut line = String::new();
        let mut on_line = 0;
        for words in ids.iter().map(shown) {
            let longer = columns(&line) + columns(mark) + columns(&words) + 2;
            if on_line == A_LINE || on_line > 0 && longer > self.width.saturating_sub(2) {
                self.line(&std::mem::take(&mut line), 2, out)?;
                on_line = 0;
            }
            line.push_str(if on_line > 0 { mark } else { "" });
            line.push_str(&words);
            on_line += 1;
        }
        self.line(&line, 2, out)
    }
}

/// The numbers of a task's words that are others now, before and after: a target that moved is no matter of wording.
fn other_numbers(before: &str, after: &str) -> Option<[String; 2]> {
    let numbers = |words: &str| -> Vec<String> {
        let folded = fold(words);
        let runs = folded.split(|sign: char| !(sign.is_ascii_digit() || sign == '.'));
        runs.map(|run| run.trim_matches('.').to_owned()).filter(|run| !run.is_empty()).collect()
    };
    let without = |all: &[String], others: &[String]| -> String {
        let left: Vec<&str> = all.iter().filter(|one| !others.contains(one)).map(String::as_str).collect();
        if left.is_empty() { "—".to_owned() } else { left.join("、") }
    };
    let [before, after] = [before, after].map(numbers);
    (before != after).then(|| [without(&before, &after), without(&after, &before)])
}

/// Whether a change says what is printed now in one of these fields.
fn is_about(change: &Change, fields: &[PrintedField]) -> bool {
    let named = change.to.get("field").and_then(Value::as_str);
    change.field == Field::Printed && fields.iter().any(|field| Some(field.field().key()) == named)
}

fn outcome_label(outcome: EditionOutcome, lang: Lang) -> &'static str {
    match outcome {
        EditionOutcome::Unchanged => label!(lang, "不变", "unchanged"),
        EditionOutcome::Reworded => label!(lang, "改写", "reworded"),
        EditionOutcome::Moved => label!(lang, "移动", "moved"),
        EditionOutcome::Renumbered => label!(lang, "文件序号有变", "renumbered"),
        EditionOutcome::Reassigned => label!(lang, "责任或时限有变", "reassigned"),
        EditionOutcome::Kept => label!(lang, "保留人工更正", "correction kept"),
        EditionOutcome::Conflicting => label!(lang, "与人工更正不一致", "against a correction"),
        EditionOutcome::Rescheduled => {
            label!(lang, "与人工定的时限不一致", "against a deadline that was set")
        }
        EditionOutcome::New => label!(lang, "新增", "new"),
        EditionOutcome::Gone => label!(lang, "文件中已没有", "gone"),
    }
}

/// What becomes of each task, as JSON.
pub fn outcomes(edition: &Edition) -> Vec<Value> {
    let entry = |(id, outcomes): &(TaskId, Vec<EditionOutcome>)| {
        let tokens: Vec<&str> = outcomes.iter().map(|outcome| outcome.token()).collect();
        json!({"task": id, "fates": tokens})
    };
    edition.outcomes.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::other_numbers;

    #[test]
    fn a_number_that_is_another_one_now_is_told() {
        let told = |before: &str, after: &str| other_numbers(before, after).map(|both| both.join("→"));
        assert_eq!(told("新增停车泊位5000个", "新增停车泊位６０００个").as_deref(), Some("5000→6000"));
        assert_eq!(told("新建3所、改造1.5万户", "新建3所、改造户数").as_deref(), Some("1.5→—"));
        assert_eq!(told("新增泊位5000个", "调整新增泊位5000个"), None);
    }
}
