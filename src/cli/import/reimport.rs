//! `pjt import` of a document whose plan is in the store: shows what the new edition changes, and writes
//! it as a whole when that is asked for.

use chrono::NaiveDate;
use pjt::{
    error::Finding,
    history::{Repository, Revision},
    import::{
        self, Draft,
        edition::{Edition, EditionOutcome, former},
    },
    output::{self, import::EditionSummary},
    query::former_departments,
    store::{Store, Transaction},
    text,
    text::Lang,
    update::{EditionRequest, EditionUpdate, files_of_import},
};
use serde_json::{Value, json};

use super::{Context, Ending, ImportArgs, Outcome, Progress, Ui, all, stem};

impl ImportArgs {
    /// How the document is held against the plan that is there.
    fn edition(&self, begins: Option<NaiveDate>, today: NaiveDate) -> EditionRequest {
        EditionRequest {
            same: all(&self.same),
            reads_as_it_is: self.reads_as_it_is(),
            untitled: stem(&self.file),
            begins,
            today,
        }
    }
}

pub(super) fn run(
    args: &ImportArgs,
    store: &Store,
    repository: Option<&Repository>,
    mut transaction: Transaction<'_>,
    draft: &mut Draft,
    context: &Context,
    ui: &mut Ui,
) -> Outcome {
    let comparing = text!("正在与台账比对", "comparing with the store");
    let bar = Progress::of(&comparing, context.lang, context.json);
    let begins = match &args.start {
        Some(start) => start.on(context.today)?,
        None => Some(context.today),
    };
    let prepared = args.edition(begins, context.today).prepare(draft, store, &mut transaction)?;
    drop(bar);
    draft.warnings.extend(doubts(draft, &prepared));
    if let (Some(shrinks), true) = (prepared.shrinks, args.yes && !args.allow_shrink) {
        if !context.json {
            show(&prepared, ui)?;
        }
        return Err(shrinks.refusal().into());
    }
    if let Some(former) = prepared.former(draft) {
        if args.yes && !args.allow_former {
            return Err(former::refusal(former, &prepared.before).into());
        }
        draft.warnings.push(former::finding(former, &prepared.before));
    }
    let is_written = args.yes && prepared.edition.is_some();
    let applied = if is_written { Some(transaction.apply()?) } else { None };
    let files = match (&prepared.edition, &applied) {
        (Some(_), applied) => applied.as_ref().map(|applied| applied.files.clone()),
        // A run of this import may have been interrupted before its commit.
        (None, _) => Some(files_of_import(store, &draft.plan.slug)?),
    };
    let made = match files {
        Some(files) => args.commit.commit(repository, store, "import", &files, applied.as_ref(), ui)?,
        None => None,
    };
    if context.json {
        let members = members(&prepared, made.as_ref(), is_written);
        output::import::json(draft, &members, context.today, ui.out())?;
        return Ok(Ending::Fine);
    }
    if args.explain {
        let audience = ui.audience();
        output::import::account(&draft.account, audience, ui.out())?;
        let (lang, width) = (ui.lang(), ui.width());
        output::import::read(&draft.plan, prepared.edition.is_some(), lang, width, ui.out())?;
    }
    let Some(edition) = &prepared.edition else {
        let slug = &draft.plan.slug;
        ui.report(&text!(
            "与方案 {slug} 的原文件相同，没有任何改动",
            "the same document that plan {slug} was read from; nothing changes"
        ));
        return Ok(Ending::Fine);
    };
    show(&prepared, ui)?;
    ui.warn(&draft.warnings);
    let is_former = draft.warnings.iter().any(|warning| warning.code == "former-edition");
    report_end(edition, &prepared, is_former, is_written, ui);
    Ok(Ending::Fine)
}

/// What a person is asked about the new edition.
fn doubts(draft: &Draft, prepared: &EditionUpdate) -> Vec<Finding> {
    let Some(edition) = &prepared.edition else { return Vec::new() };
    let (document, ledger) = (&draft.plan.tasks, &edition.plan.tasks);
    let mut doubts = former_departments(document, ledger, &prepared.registry);
    doubts.extend(edition.questions());
    if import::begins_behind(&draft.plan, &prepared.before) {
        doubts.push(import::other_years(&draft.plan, &prepared.before));
    }
    doubts
}

/// Shows what the new edition changes.
fn show(update: &EditionUpdate, ui: &mut Ui) -> anyhow::Result<()> {
    let Some(edition) = &update.edition else { return Ok(()) };
    let summary = EditionSummary {
        before: &update.before,
        edition,
        registry: &update.registry,
        changes: &update.changes,
        lang: ui.lang(),
        width: ui.width(),
    };
    Ok(summary.write(ui.out())?)
}

/// What the answer as data says of it.
fn members(update: &EditionUpdate, made: Option<&Revision>, is_written: bool) -> [(&'static str, Value); 3] {
    let outcomes = update.edition.as_ref().map(output::import::outcomes).unwrap_or_default();
    let commit = made.map(Revision::hash);
    let changes: Vec<Value> =
        update.changes.iter().map(|change| output::json::update_change(change, commit)).collect();
    [("edition", json!(outcomes)), ("changes", json!(changes)), ("written", json!(is_written))]
}

/// What is to be looked at, whether it was written, and what to do next.
fn report_end(edition: &Edition, prepared: &EditionUpdate, is_former: bool, is_written: bool, ui: &mut Ui) {
    let (before, shrinks) = (&prepared.before, prepared.shrinks);
    if !before.tasks.is_empty() && edition.count(EditionOutcome::Gone) == before.tasks.len() {
        let slug = &before.slug;
        ui.report(&text!(
            "方案 {slug} 的任务没有一项在这份文件里；请确认这是它的新版",
            "none of the tasks of plan {slug} is in this document; make sure that it is an edition of that plan"
        ));
    }
    if let Some((count, day)) = prepared.begun {
        let slug = &before.slug;
        ui.report(&text!(
            "新增的 {count} 项自 {day} 起算进度，不从方案开始时算；另有起始日的，导入时加 `--start 日期`，或用 `pjt update {slug}/编号 --start 日期 --reason 原因` 改",
            "new tasks ({count}) are judged from {day} on, not from the beginning of the plan; where they begin on another day, import with `--start DATE`, or say so with `pjt update {slug}/N --start DATE --reason WHY`"
        ));
    }
    if let Some(shrinks) = shrinks.filter(|_| !is_written) {
        let words = shrinks.words();
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| words.in_lang(lang));
        ui.report(&text!(
            "{zh}；核对无误后加 `--yes --allow-shrink`",
            "{en}; add `--yes --allow-shrink` when that is right"
        ));
    }
    if is_written {
        let pending = edition.plan.tasks.iter().filter(|task| task.review.is_some()).count();
        ui.report(&text!(
            "已写入；待人工确认 {pending} 项（`pjt check` 列出）",
            "written; {pending} tasks wait for a person to confirm (`pjt check` lists them)"
        ));
    } else if shrinks.is_some() || is_former {
        ui.report(&text!("没有写入", "nothing was written"));
    } else {
        ui.report(&text!(
            "没有写入。核对无误后加 `--yes`",
            "nothing was written; add `--yes` when it is right"
        ));
    }
}
