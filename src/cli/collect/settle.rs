//! `pjt collect --settle`: a person says what becomes of what could not be read or placed.

use pjt::{
    Error, Lang, Result,
    error::Finding,
    output::findings::fitted,
    returns::{self, Collected, Pending, Reason, Remark, Settlement},
    store::{self, Transaction, layout, load::StoreSource as _},
    text,
    text::escape::on_one_line,
};
use serde_json::{Value, json};

use super::{CollectArgs, Materials};
use crate::cli::{Context, Ending, Outcome, Ui};

pub(super) fn run(args: &CollectArgs, wanted: Option<&str>, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let Some(id) = wanted else {
        args.ensure_nothing_to_settle()?;
        let materials = Materials::read(&store, ui)?;
        let pending = returns::pending(&materials.returns);
        return list(&pending, context, ui);
    };
    let settlement = args.settlement()?;
    let repository = args.commit.repository(&store, context)?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let materials = Materials::read(&store, ui)?;
    let pending = returns::pending(&materials.returns);
    let found = pending.iter().find(|pending| pending.id == id);
    if found.is_none() {
        // A run before may have settled it and been interrupted before its commit: what is not committed is said.
        args.commit.commit(repository.as_ref(), &store, "collect", &[], ui)?;
    }
    let found = found.ok_or_else(|| {
        Error::not_found(text!("没有待处理的 `{id}`", "nothing called `{id}` waits"))
            .named("no-such-pending")
            .hint(text!("待处理的见 `pjt collect --settle`", "`pjt collect --settle` lists what waits"))
    })?;
    if let Settlement::Task(task, _) = &settlement
        && store
            .read(&layout::task_file(&found.found.plan, *task), pjt::store::yaml::MAX_TASK_BYTES)
            .map_err(Error::from)?
            .is_none()
    {
        let plan = &found.found.plan;
        return Err(Error::not_found(text!("方案 {plan} 没有任务 {task}", "plan {plan} has no task {task}"))
            .named("no-such-task")
            .into());
    }
    let after = returns::settle(found, &settlement)?;
    let effect = returns::effect(found, &after, &materials.snapshot, &materials.returns);
    let loaded = found.found;
    super::accept(&mut transaction, &effect)?;
    transaction.put_return(&loaded.plan, loaded.period, &loaded.code, &after)?;
    let tasks = transaction.tasks().clone();
    let applied = transaction.apply()?;
    let department = &loaded.value.department;
    let subject =
        args.drop.as_ref().map(|reason| format!("报送：不收 {department} {}：{reason}", found.place));
    let options = args.commit.or_message(subject);
    let made = options.commit(repository.as_ref(), &store, "collect", &applied.files, ui)?;
    let default_plan = store::default_plan(&store).unwrap_or_default();
    if context.json {
        let commit = made.as_ref().map(|made| made.hash());
        let left = pending.iter().filter(|other| other.id != found.id).map(value).collect();
        let members = [("settled", json!(id)), ("commit", json!(commit)), ("pending", left)];
        ui.json("settle", members, &left_alone(&effect, &default_plan))?;
        return Ok(Ending::Fine);
    }
    ui.changes(&applied.changes, &tasks, &default_plan)?;
    ui.warn(&left_alone(&effect, &default_plan));
    let left = pending.len() - 1;
    ui.report(&text!("已处理；还有 {left} 条", "settled; {left} left"));
    Ok(Ending::Fine)
}

/// Why the task of a settled status keeps its own, and what sets it.
fn left_alone(effect: &Collected, default_plan: &str) -> Vec<Finding> {
    let conflicts = effect
        .conflicts
        .iter()
        .map(|conflict| (conflict.reason, &conflict.plan, conflict.task, conflict.returned));
    let conflicts = conflicts.map(|(reason, plan, task, status)| {
        let task = if plan == default_plan { task.to_string() } else { format!("{plan}/{task}") };
        let words = reason.words();
        let ([zh, en], status) = ([Lang::Zh, Lang::En].map(|lang| words.in_lang(lang)), status.token());
        let message = text!("第{task}项：{zh}", "task {task}: {en}");
        let next = text!(
            "属实的：`pjt update {task} --status {status}`",
            "if it is so: `pjt update {task} --status {status}`"
        );
        Finding::new(reason.token(), message).fix(next)
    });
    conflicts
        .chain(effect.notices.iter().map(Remark::finding).map(|finding| Finding { place: None, ..finding }))
        .collect()
}

fn list(pending: &[Pending<'_>], context: &Context, ui: &mut Ui) -> Outcome {
    if context.json {
        let all = pending.iter().map(value).collect();
        ui.json("settle", [("settled", Value::Null), ("commit", Value::Null), ("pending", all)], &[])?;
        return Ok(Ending::Fine);
    }
    for one in pending {
        let words = fitted(&line(one, context.lang), ui.audience());
        write!(ui.out(), "{words}")?;
    }
    if pending.is_empty() {
        ui.report(&text!("没有待处理的内容", "nothing waits"));
    } else {
        ui.report(&text!(
            "处理一条：`--settle 代号` 加 `--value 值`、`--task 编号` 或 `--drop 原因`",
            "settle one: `--settle ID` with `--value TEXT`, `--task ID` or `--drop REASON`"
        ));
    }
    Ok(Ending::Fine)
}

fn line(one: &Pending<'_>, lang: Lang) -> String {
    let Pending { id, found, place, text, why, .. } = one;
    let (department, period) = (&found.value.department, found.period);
    let what = match one.task.zip(one.field) {
        Some((task, field)) => {
            let field = field.label(lang);
            lang.pick(format!(" 第{task}项{field}"), format!(" task {task} {field}"))
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
    /// What the options say is to become of it.
    fn settlement(&self) -> Result<Settlement> {
        match (self.task, &self.value, &self.drop) {
            (Some(id), words, _) => Ok(Settlement::Task(id, words.clone())),
            (None, Some(words), _) => Ok(Settlement::Value(words.clone())),
            (None, None, Some(reason)) => Ok(Settlement::Drop(reason.clone())),
            (None, None, None) => {
                Err(Error::usage(text!("没有写明怎样处理", "it was not said how to settle it"))
                    .named("no-settlement")
                    .hint(text!(
                        "加 `--value 值`、`--task 编号` 或 `--drop 原因`",
                        "add `--value TEXT`, `--task ID` or `--drop REASON`"
                    )))
            }
        }
    }

    fn ensure_nothing_to_settle(&self) -> Result<()> {
        if self.value.is_none() && self.task.is_none() && self.drop.is_none() {
            return Ok(());
        }
        Err(Error::usage(text!("没有写明处理哪一条", "it was not said which one to settle"))
            .named("no-settlement")
            .hint(text!("代号见 `pjt collect --settle`", "`pjt collect --settle` lists them")))
    }
}
