//! `pjt collect --settle`: a person says what becomes of what could not be read or placed.

use pjt::{
    Error, ErrorKind, Lang, Result,
    error::Finding,
    model::{Entry, Return, Snapshot, TaskId, TaskNumber},
    output::findings::fitted,
    query::TaskReference,
    returns::{self, Collected, Pending, Reason, RowTask, Settled, Settlement},
    store::{self, Store, Transaction, load::LoadedReturn, transaction::Revised},
    text,
    text::escape::on_one_line,
};
use serde_json::{Value, json};

use super::{CollectArgs, Materials};
use crate::cli::{Context, Ending, Outcome, Ui};

pub(super) fn run(args: &CollectArgs, wanted: Option<&str>, context: &Context, ui: &mut Ui) -> Outcome {
    let Some(id) = wanted else {
        args.ensure_nothing_to_settle()?;
        let store = context.store()?;
        let materials = Materials::read(&store, ui)?;
        let pending = returns::pending(&materials.returns);
        return list(&pending, &Numbers::of(&store, &materials), context, ui);
    };
    args.ensure_settlement()?;
    match (names(id).as_slice(), &args.drop) {
        (names @ [_, _, ..], Some(reason)) => drop_several(args, names, reason, context, ui),
        _ => settle_one(args, id, context, ui),
    }
}

/// Settles one thing.
fn settle_one(args: &CollectArgs, id: &str, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let materials = Materials::read(&store, ui)?;
    let pending = returns::pending(&materials.returns);
    let found = find(id, &pending);
    if found.is_err() {
        // A run before may have settled it and been interrupted before its commit: what is not committed is said.
        args.commit.commit(repository.as_ref(), &store, "collect", &[], None, ui)?;
    }
    let found = found?;
    let settlement = args.settlement(found.found, &materials)?;
    let made = returns::settle(found, &settlement, &materials.returns)?;
    let effect = returns::effect(found, &settlement, &made, &materials.snapshot, &materials.returns);
    let loaded = found.found;
    super::accept(&mut transaction, &effect)?;
    let tasks = prepared(&mut transaction, &made, &materials.snapshot)?;
    let applied = transaction.apply()?;
    let department = &loaded.value.department;
    let subject =
        args.drop.as_ref().map(|reason| format!("报送：不收 {department} {}：{reason}", found.place));
    let options = args.commit.or_message(subject);
    let (repository, written) = (repository.as_ref(), Some(&applied));
    let commit = options.commit(repository, &store, "collect", &applied.files, written, ui)?;
    let numbers = Numbers::of(&store, &materials);
    let mut warnings = left_alone(&effect, &numbers);
    let touched: Vec<LoadedReturn> = made.all().cloned().collect();
    // What one settlement answers may have been asked by several.
    let in_return = returns::pending(&touched);
    let others = in_others(&pending, &touched);
    let new = not_among(&pending, &in_return);
    warnings.extend(left_of_row(found, &settlement, &new, &numbers));
    if context.json {
        let commit = commit.as_ref().map(|made| made.hash());
        let left = others.into_iter().chain(&in_return).map(value).collect();
        let members = [("settled", json!(id)), ("commit", json!(commit)), ("pending", left)];
        ui.json("settle", members, &warnings)?;
        return Ok(Ending::Fine);
    }
    ui.changes(&applied.changes, &tasks, &numbers.default_plan)?;
    if let Settlement::Task(task) = &settlement {
        report_filed(task, &made, &numbers, ui);
    }
    ui.warn(&warnings);
    let left = others.len() + in_return.len();
    ui.report(&text!("已处理；还有 {left} 条", "settled; {left} left"));
    Ok(Ending::Fine)
}

/// The names in one word, as people write several.
fn names(word: &str) -> Vec<&str> {
    word.split([',', '，', '、', ';', '；']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// What waits under a name.
fn find<'p, 'a>(id: &str, pending: &'p [Pending<'a>]) -> Result<&'p Pending<'a>> {
    pending.iter().find(|pending| pending.id == id).ok_or_else(|| {
        Error::not_found(text!("没有待处理的 `{id}`", "nothing called `{id}` waits"))
            .named("no-such-pending")
            .hint(text!(
                "待处理的见 `pjt collect --settle`；几条一起的，只能用 `--drop` 不收",
                "`pjt collect --settle` lists what waits; several at once can only be dropped, with `--drop`"
            ))
    })
}

/// Drops several at once, for one reason.
fn drop_several(args: &CollectArgs, names: &[&str], reason: &str, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let mut materials = Materials::read(&store, ui)?;
    let mut touched: Vec<LoadedReturn> = Vec::new();
    for id in names {
        let pending = returns::pending(&materials.returns);
        let settlement = Settlement::Drop(reason.to_owned());
        let made = returns::settle(find(id, &pending)?, &settlement, &materials.returns)?.waited;
        let is_it = |other: &LoadedReturn| {
            (&other.plan, other.period, &other.code) == (&made.plan, made.period, &made.code)
        };
        touched.retain(|other| !is_it(other));
        if let Some(known) = materials.returns.iter_mut().find(|other| is_it(other)) {
            known.clone_from(&made);
        }
        touched.push(made);
    }
    let mut tasks = Revised::default();
    for found in &touched {
        transaction.put_return(&found.plan, found.period, &found.code, &found.value)?;
        tasks.extend(named(&materials.snapshot, found));
    }
    let applied = transaction.apply()?;
    let count = names.len();
    let options = args.commit.or_message(Some(format!("报送：不收 {count} 条：{reason}")));
    let (repository, written) = (repository.as_ref(), Some(&applied));
    let commit = options.commit(repository, &store, "collect", &applied.files, written, ui)?;
    let pending = returns::pending(&materials.returns);
    if context.json {
        let left = pending.iter().map(value).collect();
        let commit = commit.as_ref().map(|made| made.hash());
        let members = [("settled", json!(names.join(","))), ("commit", json!(commit)), ("pending", left)];
        ui.json("settle", members, &[])?;
        return Ok(Ending::Fine);
    }
    let default_plan = Numbers::of(&store, &materials).default_plan;
    ui.changes(&applied.changes, &tasks, &default_plan)?;
    let left = pending.len();
    ui.report(&text!("已不收 {count} 条；还有 {left} 条", "{count} were dropped; {left} left"));
    Ok(Ending::Fine)
}

/// Prepares the returns that a settlement touched; gives the tasks of which something may be told.
fn prepared(transaction: &mut Transaction<'_>, made: &Settled, snapshot: &Snapshot) -> Result<Revised> {
    for LoadedReturn { plan, period, code, value } in made.all() {
        transaction.put_return(plan, *period, code, value)?;
    }
    let mut tasks = named(snapshot, made.answered());
    tasks.extend(transaction.tasks().clone());
    Ok(tasks)
}

/// The tasks that a return answers.
fn named(snapshot: &Snapshot, answered: &LoadedReturn) -> Revised {
    let is_answered = |entry: &Entry<'_>| {
        entry.plan.slug == answered.plan && answered.value.tasks.iter().any(|one| one.id == entry.task.id)
    };
    let entries = snapshot.entries().filter(is_answered);
    entries.map(|entry| ((entry.plan.slug.clone(), entry.task.id), entry.task.clone())).collect()
}

/// What waits in other returns than these.
fn in_others<'p, 'a>(pending: &'p [Pending<'a>], touched: &[LoadedReturn]) -> Vec<&'p Pending<'a>> {
    let place = |found: &LoadedReturn| (found.plan.clone(), found.period, found.code.clone());
    let own: Vec<_> = touched.iter().map(place).collect();
    pending.iter().filter(|other| !own.contains(&place(other.found))).collect()
}

/// What did not wait before.
fn not_among<'a>(known: &[Pending<'_>], all: &[Pending<'a>]) -> Vec<Pending<'a>> {
    all.iter().filter(|one| known.iter().all(|known| known.id != one.id)).cloned().collect()
}

/// How tasks are called here.
struct Numbers<'a> {
    snapshot: &'a Snapshot,
    default_plan: String,
}

impl<'a> Numbers<'a> {
    fn of(store: &Store, materials: &'a Materials) -> Self {
        Self { snapshot: &materials.snapshot, default_plan: store::default_plan(store).unwrap_or_default() }
    }

    fn task(&self, plan: &str, id: TaskId) -> TaskNumber {
        TaskNumber::in_snapshot(self.snapshot, plan, id, &self.default_plan)
    }

    /// As a command takes it, and as a sentence says it in both languages.
    fn words(&self, plan: &str, id: TaskId) -> (String, [String; 2]) {
        let number = self.task(plan, id);
        (number.reference().to_owned(), [Lang::Zh, Lang::En].map(|lang| number.words(lang)))
    }
}

/// Why the task of a settled status keeps its own, and what sets it.
fn left_alone(effect: &Collected, numbers: &Numbers<'_>) -> Vec<Finding> {
    let conflicts = effect
        .conflicts
        .iter()
        .map(|conflict| (conflict.reason, &conflict.plan, conflict.task, conflict.returned));
    let conflicts = conflicts.map(|(reason, plan, task, status)| {
        let (task, [item, item_en]) = numbers.words(plan, task);
        let words = reason.words();
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| words.in_lang(lang));
        let (zh_status, status) = (status.label(Lang::Zh), status.token());
        let message = text!("{item}：{zh}", "{item_en}: {en}");
        let next = text!(
            "属实的：`pjt update {task} --status {zh_status}`",
            "if it is so: `pjt update {task} --status {status}`"
        );
        Finding::new(reason.token(), message).fix(next)
    });
    conflicts
        .chain(
            effect.notices.iter().map(|remark| Finding {
                place: None,
                ..remark.finding(numbers.snapshot, &numbers.default_plan)
            }),
        )
        .collect()
}

/// Says which answers about the task a row brought, by column.
fn report_filed(task: &RowTask, made: &Settled, numbers: &Numbers<'_>, ui: &mut Ui) {
    let of =
        |value: &Return| value.tasks.iter().find(|answer| answer.id == task.id).cloned().unwrap_or_default();
    let (before, after) = (of(made.before()), of(&made.answered().value));
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| returns::gained(&before, &after, lang));
    if !zh.is_empty() {
        let department = &made.answered().value.department;
        let (_, [item, item_en]) = numbers.words(&task.plan, task.id);
        ui.report(&text!("{department} {item} 记入：{zh}", "filed for {item_en} of {department}: {en}"));
    }
}

/// What of a row was not filed under its own field, and what sets it.
fn left_of_row(
    row: &Pending<'_>,
    settlement: &Settlement,
    new: &[Pending<'_>],
    numbers: &Numbers<'_>,
) -> Vec<Finding> {
    let Settlement::Task(RowTask { plan, id, words }) = settlement else { return Vec::new() };
    let (task, [item, item_en]) = numbers.words(plan, *id);
    if row.is_words_alone() {
        let message = match words {
            Some(_) => text!(
                "{item} 只记入了所写的进展；这一行里的状态、完成率等没有记入",
                "{item_en}: only the progress that you wrote was filed; status, percentage and the rest of the row were not"
            ),
            None => text!(
                "{item}：整行文字记入了进展情况；其中的状态、完成率等没有分栏记入",
                "{item_en}: the words of the row were filed as progress; its status, percentage and the rest were not filed by column"
            ),
        };
        let next = text!(
            "状态用 `pjt update {task} --status 状态`；完成率等请单位重报，用 `pjt collect` 收",
            "set the status with `pjt update {task} --status STATUS`; for the rest have the form sent again and `pjt collect` it"
        );
        return vec![Finding::new("row-as-words", message).fix(next)];
    }
    let mut found = Vec::new();
    for Pending { id: name, field, text, why, .. } in new {
        let why = Reason::words_of(why);
        let [(zh, zh_why), (en, en_why)] = [Lang::Zh, Lang::En]
            .map(|lang| (field.map_or("", |field| field.label(lang)), why.in_lang(lang).to_owned()));
        let message = text!(
            "{item} {zh}“{text}”没有记入：{zh_why}",
            "the {en} of {item_en}, `{text}`, was not filed: {en_why}"
        );
        let next = text!(
            "核实后：`pjt collect --settle {name} --value 值`，或 `--drop 原因`",
            "when you know: `pjt collect --settle {name} --value TEXT`, or `--drop REASON`"
        );
        found.push(Finding::new("row-cell-waits", message).fix(next));
    }
    found
}

fn list(pending: &[Pending<'_>], numbers: &Numbers<'_>, context: &Context, ui: &mut Ui) -> Outcome {
    if context.json {
        let all = pending.iter().map(value).collect();
        ui.json("settle", [("settled", Value::Null), ("commit", Value::Null), ("pending", all)], &[])?;
        return Ok(Ending::Fine);
    }
    for one in pending {
        let words = fitted(&line(one, numbers, context.lang), ui.audience());
        write!(ui.out(), "{words}")?;
    }
    if pending.is_empty() {
        ui.report(&text!("没有待处理的内容", "nothing waits"));
    } else {
        ui.report(&text!(
            "处理一条：`--settle 代号` 加 `--value 值`、`--task 编号` 或 `--drop 原因`；几条一起不收：`--settle 代号、代号 --drop 原因`",
            "settle one: `--settle ID` with `--value TEXT`, `--task ID` or `--drop REASON`; several are dropped with `--settle ID,ID --drop REASON`"
        ));
    }
    Ok(Ending::Fine)
}

fn line(one: &Pending<'_>, numbers: &Numbers<'_>, lang: Lang) -> String {
    let Pending { id, found, place, text, why, .. } = one;
    let (department, period) = (&found.value.department, found.period);
    let what = match one.task.zip(one.field) {
        Some((task, field)) => {
            let item = numbers.task(&found.plan, task).words(lang);
            format!(" {item} {}", field.label(lang))
        }
        None => String::new(),
    };
    let why = Reason::words_of(why);
    let words = lang.pick(format!("“{text}”："), format!("`{text}`: "));
    on_one_line(&format!("{id}  {department} {period}{what} {place} {words}{}", why.in_lang(lang)))
}

fn value(one: &Pending<'_>) -> Value {
    json!({
        "id": one.id,
        "plan": one.found.plan,
        "period": one.found.period.to_string(),
        "department": one.found.value.department,
        "task": one.task,
        "field": one.field.map(pjt::model::AskedField::token),
        "place": one.place,
        "text": one.text,
        "code": one.why,
    })
}

impl CollectArgs {
    fn has_settlement(&self) -> bool {
        self.value.is_some() || self.task.is_some() || self.drop.is_some()
    }

    /// That the options say what is to become of it.
    fn ensure_settlement(&self) -> Result<()> {
        if self.has_settlement() {
            return Ok(());
        }
        Err(Error::usage(text!("没有写明怎样处理", "it was not said how to settle it"))
            .named("no-settlement")
            .hint(text!(
                "加 `--value 值`、`--task 编号` 或 `--drop 原因`",
                "add `--value TEXT`, `--task ID` or `--drop REASON`"
            )))
    }

    /// What the options say is to become of what waits in this return.
    fn settlement(&self, of: &LoadedReturn, materials: &Materials) -> Result<Settlement> {
        Ok(match (&self.task, &self.value) {
            (Some(task), words) => {
                let entry = task_of(task, of, materials)?;
                let (plan, id) = (entry.plan.slug.clone(), entry.task.id);
                Settlement::Task(RowTask { plan, id, words: words.clone() })
            }
            (None, Some(words)) => Settlement::Value(words.clone()),
            (None, None) => Settlement::Drop(self.drop.clone().unwrap_or_default()),
        })
    }

    fn ensure_nothing_to_settle(&self) -> Result<()> {
        if !self.has_settlement() {
            return Ok(());
        }
        Err(Error::usage(text!("没有写明处理哪一条", "it was not said which one to settle"))
            .named("no-settlement")
            .hint(text!("代号见 `pjt collect --settle`", "`pjt collect --settle` lists them")))
    }
}

/// The task that a row belongs to. A number without a plan is one of the plan for which the row came.
fn task_of<'m>(typed: &TaskReference, of: &LoadedReturn, materials: &'m Materials) -> Result<Entry<'m>> {
    let snapshot = &materials.snapshot;
    let found = typed.resolve(snapshot, &of.plan).map_err(|error| match &typed.plan {
        None if error.kind() == ErrorKind::NotFound => {
            let plan = &of.plan;
            error.hint(text!(
                "不写方案的编号，是这一行所报方案 {plan} 的；另一方案的写作 `方案/编号`",
                "a number without a plan is one of {plan}, for which the row came; one of another plan is written PLAN/N"
            ))
        }
        _ => error,
    })?;
    let [only] = found.as_slice() else {
        return Err(Error::usage(text!(
            "`--task` 只写一项任务；没有写入任何内容",
            "`--task` names one task; nothing was written"
        ))
        .named("one-task-at-a-time")
        .hint(text!("只写一个编号", "name one task")));
    };
    if let Some((_, period)) = materials.periods.iter().find(|(id, _)| *id == of.period) {
        returns::ensure_fits(*only, of, period, &snapshot.registry)?;
    }
    Ok(*only)
}
