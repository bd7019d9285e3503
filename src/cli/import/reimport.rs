//! `pjt import` of a document whose plan is in the store: shows what the new edition changes, and writes
//! it as a whole when that is asked for.

use std::{ffi::OsStr, path::PathBuf};

use chrono::NaiveDate;
use pjt::{
    Error, Result,
    error::Finding,
    history::{Repository, Revision},
    import::{
        self, Draft,
        edition::{self, Edition, EditionOutcome, KeptDeadline, Shrinkage},
    },
    model::{Change, FormerEdition, Plan, Registry, TaskId},
    output::{self, import::EditionSummary},
    store::{PlanChoice, Store, Transaction, layout, load, load::StoreSource as _},
    text,
    text::{Lang, Text},
};
use serde_json::{Value, json};

use super::{Context, Ending, ImportArgs, Outcome, Progress, Ui, all, same};

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
    let prepared = Prepared::of(args, store, draft, (context.today, begins), &mut transaction)?;
    drop(bar);
    draft.warnings.extend(prepared.edition.iter().flat_map(questions));
    if prepared.edition.is_some() && import::begins_behind(&draft.plan, &prepared.before) {
        draft.warnings.push(other_years(&draft.plan, &prepared.before));
    }
    if let (Some(shrinks), true) = (prepared.shrinks, args.yes && !args.allow_shrink) {
        if !context.json {
            prepared.show(ui)?;
        }
        return Err(too_few(shrinks).into());
    }
    let former = prepared.edition.as_ref().and_then(|_| prepared.before.former_edition(&draft.plan));
    if let Some(former) = former {
        if args.yes && !args.allow_former {
            return Err(is_former(former, &prepared.before).into());
        }
        draft.warnings.push(former_edition(former, &prepared.before));
    }
    let is_written = args.yes && prepared.edition.is_some();
    let files = match prepared.edition {
        Some(_) if is_written => Some(transaction.apply()?.files),
        Some(_) => None,
        // A run of this import may have been interrupted before its commit.
        None => Some(files_of(store, &draft.plan.slug)?),
    };
    let made = match files {
        Some(files) => args.commit.commit(repository, store, "import", &files, None, ui)?,
        None => None,
    };
    if context.json {
        let members = prepared.members(made.as_ref(), is_written);
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
    prepared.show(ui)?;
    ui.warn(&draft.warnings);
    let is_former = draft.warnings.iter().any(|warning| warning.code == "former-edition");
    report_end(edition, &prepared, is_former, is_written, ui);
    Ok(Ending::Fine)
}

/// What a person is asked about an edition.
fn questions(edition: &Edition) -> Vec<Finding> {
    let plan = &edition.plan;
    let deadlines = edition.deadlines.iter().map(|kept| deadline_kept(kept, plan));
    let misfits = edition.misfits.iter().map(|id| misfit(*id, plan));
    let likely = edition.likely.iter().map(|pair| same::perhaps_same(*pair, plan));
    deadlines.chain(misfits).chain(likely).collect()
}

/// What a document does to the plan that is there, before it is written.
struct Prepared {
    before: Plan,
    /// The registry with the departments of the document.
    registry: Registry,
    /// None where it is the very document that the plan was read from.
    edition: Option<Edition>,
    changes: Vec<Change>,
    /// How many tasks are new and begin on which day.
    begun: Option<(usize, NaiveDate)>,
    /// What is left out of the plan, where that is more than is likely meant.
    shrinks: Option<Shrinkage>,
}

impl Prepared {
    fn of(
        args: &ImportArgs,
        store: &Store,
        draft: &Draft,
        (today, begins): (NaiveDate, Option<NaiveDate>),
        transaction: &mut Transaction<'_>,
    ) -> Result<Self> {
        let before = present(store, &draft.plan.slug)?;
        let mut registry = load::registry(store).map_err(Error::from)?;
        let mut edition = edition_of(args, draft, &before, &registry)?;
        let mut begun = None;
        if let Some(edition) = &mut edition {
            let count = begins.map_or(0, |day| edition.begin_new(day));
            begun = begins.filter(|_| count > 0).map(|day| (count, day));
            edition.plan.former_sources = before.sources_before(&draft.plan, today);
            registry.enrol(&draft.departments);
            transaction.revise_plan(&edition.plan, &registry)?;
        }
        let changes = transaction.changes().to_vec();
        let shrinks = edition.as_ref().and_then(|edition| edition.shrinks(&before));
        Ok(Self { before, registry, edition, changes, shrinks, begun })
    }

    /// Shows what the new edition changes.
    fn show(&self, ui: &mut Ui) -> anyhow::Result<()> {
        let Some(edition) = &self.edition else { return Ok(()) };
        let summary = EditionSummary {
            before: &self.before,
            edition,
            registry: &self.registry,
            changes: &self.changes,
            lang: ui.lang(),
            width: ui.width(),
        };
        Ok(summary.write(ui.out())?)
    }

    /// What the answer as data says of it.
    fn members(&self, made: Option<&Revision>, is_written: bool) -> [(&'static str, Value); 3] {
        let outcomes = self.edition.as_ref().map(output::import::outcomes).unwrap_or_default();
        let commit = made.map(Revision::hash);
        let changes: Vec<Value> =
            self.changes.iter().map(|change| output::json::update_change(change, commit)).collect();
        [("edition", json!(outcomes)), ("changes", json!(changes)), ("written", json!(is_written))]
    }
}

/// What the document makes of the plan; none where it is the very one that the plan was read from.
fn edition_of(
    args: &ImportArgs,
    draft: &Draft,
    before: &Plan,
    registry: &Registry,
) -> Result<Option<Edition>> {
    // The very bytes that the plan was read from say nothing new, whatever a person decided since.
    if args.reads_as_it_is() && before.is_of_same_document(&draft.plan) {
        return Ok(None);
    }
    ensure_no_ledger(draft)?;
    let mut after = draft.plan.clone();
    // A document without a title is called by its file, which a new edition has another one of.
    if Some(OsStr::new(&after.title)) == args.file.file_stem() {
        after.title.clone_from(&before.title);
    }
    Ok(Some(edition::compare_as_said(before, &after, registry, &all(&args.same))?))
}

/// What is to be looked at, whether it was written, and what to do next.
fn report_end(edition: &Edition, prepared: &Prepared, is_former: bool, is_written: bool, ui: &mut Ui) {
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
        let (zh, en) = left_out(shrinks);
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

/// That a deadline which a person set stays, and how the document's is taken in its place.
fn deadline_kept(kept: &KeptDeadline, plan: &Plan) -> Finding {
    let (slug, id, stays) = (&plan.slug, kept.task, kept.kept);
    let message = match (kept.day, &kept.printed) {
        (Some(day), _) => text!(
            "任务 {id} 的时限由人定为 {stays}，这一版文件改为 {day}；仍保留 {stays}",
            "task {id} falls due on {stays}, as a person set it, and this edition says {day}; {stays} stays"
        ),
        (None, Some(printed)) => text!(
            "任务 {id} 的时限由人定为 {stays}，这一版文件改为“{printed}”；仍保留 {stays}",
            "task {id} falls due on {stays}, as a person set it, and this edition says “{printed}”; {stays} stays"
        ),
        (None, None) => text!(
            "任务 {id} 的时限由人定为 {stays}，这一版文件不再写时限；仍保留 {stays}",
            "task {id} falls due on {stays}, as a person set it, and this edition has no deadline any more; {stays} stays"
        ),
    };
    let (zh, en) = match (kept.day, &kept.printed) {
        (Some(day), _) => (day.to_string(), day.to_string()),
        // A phrase may mean no day (`none`), or one that is not known.
        (None, Some(_)) => ("日期".to_owned(), "DATE".to_owned()),
        (None, None) => ("none".to_owned(), "none".to_owned()),
    };
    Finding::new("deadline-kept", message).fix(text!(
        "写入新版后，以新版为准：`pjt update {slug}/{id} --due {zh} --reason 以新版为准`；保留现在的：`pjt update {slug}/{id} --confirm`",
        "once the edition is written, take its deadline: `pjt update {slug}/{id} --due {en} --reason WHY`; or keep the one there is: `pjt update {slug}/{id} --confirm`"
    ))
}

/// What people added to a ledger is in the store already, or belongs there: it is no edition of the document.
fn ensure_no_ledger(draft: &Draft) -> Result<()> {
    if !draft.is_ledger {
        return Ok(());
    }
    let slug = &draft.plan.slug;
    Err(Error::conflict(text!(
        "这是 pjt 导出的台账，不是方案 {slug} 的新版文件；没有写入任何内容",
        "this is a ledger that pjt wrote, no new edition of plan {slug}; nothing was written"
    ))
    .hint(text!(
        "状态和进展用 `pjt update` 记入；如果它确实是新版文件，请先删去状态一列",
        "record statuses and notes with `pjt update`; if it is an edition in truth, take its column of statuses out first"
    )))
}

/// That a document is a former edition, which a newer one has followed.
fn former_edition(former: FormerEdition<'_>, plan: &Plan) -> Finding {
    let message = about_former(former, plan);
    Finding::new("former-edition", message).fix(text!(
        "要看现在的方案与它差在哪里，看上面的预览即可；确实要退回到这一版，加 `--yes --allow-former`",
        "the preview above shows how the plan differs from it; add `--yes --allow-former` to go back to it"
    ))
}

/// A former edition in place of a newer one is most likely not meant.
fn is_former(former: FormerEdition<'_>, plan: &Plan) -> Error {
    let words = about_former(former, plan);
    Error::usage(text!(
        "{}；没有写入任何内容",
        "{}; nothing was written",
        (words.in_lang(Lang::Zh)),
        (words.in_lang(Lang::En))
    ))
    .named("former-edition")
    .hint(text!(
        "请换成最新的一版；确实要退回到这一版，加 `--allow-former`",
        "import the newest edition; add `--allow-former` to go back to this one"
    ))
}

fn about_former(former: FormerEdition<'_>, plan: &Plan) -> Text {
    let (slug, number, until) = (&plan.slug, former.number, former.source.until);
    let newest = plan.former_sources.len() + 1;
    if !former.is_same_file {
        let file = &former.source.file;
        return text!(
            "这份文件的任务与方案 {slug} 的第 {number} 版（{file}）一字不差，只是另存过；{until} 起已是新版（现为第 {newest} 版）",
            "the tasks of this file are word for word those of edition {number} of plan {slug} ({file}), saved once more; since {until} there is a newer one (now edition {newest})"
        );
    }
    text!(
        "这份文件就是方案 {slug} 的第 {number} 版，导入过；{until} 起已是新版（现为第 {newest} 版）",
        "this very file was imported before, as edition {number} of plan {slug}; since {until} there is a newer one (now edition {newest})"
    )
}

/// That the days which a person set for a task don't fit into the years that the document has now.
fn misfit(id: TaskId, plan: &Plan) -> Finding {
    let slug = &plan.slug;
    let message = text!(
        "任务 {id} 由人定的日期不合这一版文件的年限；仍保留，待人工决定",
        "the days that a person set for task {id} don't fit the years of this edition; they stay until a person decides"
    );
    Finding::new("deadline-kept", message).fix(text!(
        "写入新版后重新定：`pjt update {slug}/{id} --due 日期 --reason 原因`；起始用 `--start`",
        "once the edition is written, set them anew: `pjt update {slug}/{id} --due DATE --reason WHY`, or with `--start`"
    ))
}

/// That a document begins only when the plan is over.
fn other_years(draft: &Plan, plan: &Plan) -> Finding {
    let slug = &plan.slug;
    let days = |plan: &Plan| {
        let period = plan.period.unwrap_or_default();
        let [start, end] =
            [period.start, period.end].map(|day| day.map_or_else(String::new, |day| day.to_string()));
        [format!("{start} 至 {end}"), format!("{start} to {end}")]
    };
    let ([zh_new, en_new], [zh, en]) = (days(draft), days(plan));
    let message = text!(
        "方案 {slug} 的起止是 {zh}，这份文件是 {zh_new}：像是新一年的方案，不是它的新版",
        "plan {slug} runs from {en}, and this document from {en_new}: it may be the next year's, and no edition of it"
    );
    Finding::new("other-years", message).fix(text!(
        "新一年的方案，用 `--plan` 另起名称导入；照此写入，{slug} 的起止和时限都会改成新一年的",
        "if so, import it under a name of its own with `--plan`; as an edition it moves the days of {slug} to the new year"
    ))
}

/// What an edition leaves out, in both languages.
fn left_out(shrinks: Shrinkage) -> (String, String) {
    let Shrinkage { gone, stripped, of } = shrinks;
    if shrinks.is_by_tasks() {
        return (
            format!("{of} 项任务中有 {gone} 项在这份文件里已没有"),
            format!("{gone} of {of} tasks are gone from this document"),
        );
    }
    (
        format!(
            "{of} 项任务中有 {stripped} 项在这份文件里没有了板块、重点任务，或少了责任部门，另有 {gone} 项已没有"
        ),
        format!(
            "{stripped} of {of} tasks have no heading or fewer departments in this document, and {gone} are gone from it"
        ),
    )
}

/// A part of the document, a table that was made from it, or another one, is most likely not meant.
fn too_few(shrinks: Shrinkage) -> Error {
    let (zh, en) = left_out(shrinks);
    Error::usage(text!(
        "{zh}，超过三分之一；没有写入任何内容",
        "{en}, more than a third; nothing was written"
    ))
    .hint(text!(
        "请确认这是完整的新版文件，不是报送表、通报或节选；无误后加 `--allow-shrink`，再逐项决定",
        "make sure that it is the whole new edition, no form, bulletin or excerpt; if so add `--allow-shrink`, then decide task by task"
    ))
}

/// Every file that an import of the plan writes, relative to the store.
fn files_of(store: &Store, slug: &str) -> Result<Vec<PathBuf>> {
    let mut files = vec![layout::CONFIG.into(), layout::REGISTRY.into(), layout::plan_file(slug)];
    files.extend(store.task_files(slug)?);
    Ok(files)
}

/// The plan as it stands, which must be readable as a whole to be compared.
fn present(store: &Store, slug: &str) -> Result<Plan> {
    let mut snapshot = store.load(&PlanChoice::Named(vec![slug.to_owned()]))?;
    if let Some(finding) = snapshot.unreadable.first() {
        return Err(Error::from(finding.clone()).hint(text!(
            "修好后再导入新版；没有写入任何内容",
            "correct it before a new edition is imported; nothing was written"
        )));
    }
    Ok(snapshot.plans.pop().unwrap_or_default())
}
