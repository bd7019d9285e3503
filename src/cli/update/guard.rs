//! What is looked at before an update begins: whether it says anything, and whether what it says can be.

use std::path::Path;

use pjt::{
    Error, Lang, Result,
    error::Finding,
    import::edition::is_due_as_printed,
    model::{Change, ChangedField, Entry, Field, Plan, Registry, Snapshot, Task},
    output::naming,
    store::{Store, transaction::Revised},
    text,
    text::{fold::nearest, is_evidence},
};

use super::{UpdateArgs, typed::Days};
use crate::cli::Context;

impl UpdateArgs {
    pub(super) fn ensure_something_to_do(&self) -> Result<()> {
        let lists =
            [self.evidence.len(), self.remove_evidence.len(), self.fix_note.len(), self.remove_note.len()];
        let asked = self.status.is_some()
            || self.note.is_some()
            || self.due.is_some()
            || self.due_text.is_some()
            || self.start.is_some()
            || self.content.is_some()
            || self.pillar.is_some()
            || self.key_task.is_some()
            || self.confirm
            || self.as_printed
            || self.has_departments()
            || lists.iter().any(|length| *length > 0);
        if asked {
            return Ok(());
        }
        Err(Error::usage(text!("没有写明要改什么", "nothing was said to change")).named("nothing-to-do").hint(
            text!(
                "可用 --status --note --due --evidence --lead --add-dept --content 等，见 `pjt update --help`",
                "say --status, --note, --due, --evidence, --lead, --add-dept, --content …; see `pjt update --help`"
            ),
        ))
    }

    /// Who and when are kept with words or with a new status alone.
    pub(super) fn ensure_occasion(&self) -> Result<()> {
        let has_occasion = self.status.is_some() || self.note.is_some() || self.reason.is_some();
        let (by, on) = (self.by.as_ref().map(|_| "--by"), self.on.as_ref().map(|_| "--on"));
        let Some(option) = by.or(on).filter(|_| !has_occasion) else { return Ok(()) };
        let error = Error::usage(text!(
            "只写了 `{option}`，没有写原因或进展；没有写入任何内容",
            "`{option}` stands without a reason or a note; nothing was written"
        ))
        .named("missing-argument");
        Err(match self.due {
            Some(_) => error.hint(text!(
                "调整时限要写明原因：加 `--reason 原因`",
                "a new deadline wants its reason: add `--reason WHY`"
            )),
            None => error.hint(text!(
                "更正、调整的加 `--reason 原因`；报进展的加 `--note 进展` 或 `--status 状态`",
                "add `--reason WHY` for a correction, `--note TEXT` or `--status STATUS` for what is reported"
            )),
        })
    }

    fn has_departments(&self) -> bool {
        self.lead.is_some()
            || self.support.is_some()
            || !self.add_dept.is_empty()
            || !self.remove_dept.is_empty()
            || !self.replace_dept.is_empty()
    }

    /// What is dated can have been: progress is never from the future, and a task falls due while its plan runs,
    /// unless it was prolonged for a reason.
    pub(super) fn ensure_in_time(&self, entries: &[Entry<'_>], days: &Days, context: &Context) -> Result<()> {
        for (day, option) in [(Some(days.on), "--on"), (days.asked, "--asked")] {
            if let Some(day) = day.filter(|day| *day > context.today) {
                return Err(Error::usage(text!(
                    "日期 {day} 晚于今天；没有写入任何内容",
                    "{day} is after today; nothing was written"
                ))
                .hint(text!("请改正 `{option}`", "correct `{option}`")));
            }
        }
        let Some(Some(due)) = days.due else { return Ok(()) };
        let is_outside = |entry: &&Entry<'_>| entry.plan.period.is_some_and(|period| !period.covers(due));
        let is_extension = self.reason.is_some() || self.note.is_some();
        let is_late = |entry: &&Entry<'_>| {
            let end = entry.plan.period.and_then(|period| period.end);
            end.is_some_and(|end| due > end)
        };
        // Where the document says that day, nothing is granted by naming it.
        let is_moved =
            |entry: &&Entry<'_>| entry.task.due != Some(due) || !is_due_as_printed(entry.task, entry.plan);
        let mut outside = entries.iter().filter(is_outside).filter(is_moved);
        let Some(entry) = outside.find(|entry| !(is_late(entry) && is_extension)) else { return Ok(()) };
        let (id, slug) = (entry.task.id, &entry.plan.slug);
        Err(Error::conflict(text!(
            "任务 {id} 的时限 {due} 不在方案 {slug} 的年限之内；没有写入任何内容",
            "task {id} would fall due on {due}, outside of the period of plan {slug}; nothing was written"
        ))
        .hint(text!(
            "批准延期到方案期满之后的，加 `--reason 原因`；方案的年限不对的：`pjt plan edit {slug} --years 起始年-结束年 --reason 原因`",
            "where it was prolonged beyond the plan's end, add `--reason WHY`; where the years of the plan are not right: `pjt plan edit {slug} --years FIRST-LAST --reason WHY`"
        )))
    }

    /// Deadlines that are set behind the end of their plan: who grants one sees it, and so do those who read the answer.
    pub(super) fn beyond_plans(
        days: &Days,
        changes: &[Change],
        tasks: &Revised,
        snapshot: &Snapshot,
        usual: &str,
    ) -> Vec<Finding> {
        let Some(Some(due)) = days.due else { return Vec::new() };
        let set = changes.iter().filter(|change| change.field == ChangedField::Field(Field::Due));
        let findings = set.filter_map(|change| {
            let (slug, id) = change.subject.plan().zip(change.subject.task())?;
            let plan = snapshot.plans.iter().find(|plan| plan.slug == slug)?;
            let end = plan.period?.end.filter(|end| due > *end)?;
            let task = tasks.get(&(slug.to_owned(), id))?;
            let number = |lang| naming::number(task, Some(slug).filter(|slug| *slug != usual), lang);
            let (zh, en) = (number(Lang::Zh), number(Lang::En));
            let is_extension = task.extensions.iter().any(|extension| extension.to == due);
            let message = match is_extension {
                true => text!(
                    "任务 {zh} 的时限 {due} 超出方案的年限（至 {end}），按延期记录",
                    "the deadline {due} of task {en} is behind the end of its plan ({end}); it is recorded as an extension"
                ),
                false => text!(
                    "任务 {zh} 的时限 {due} 超出方案的年限（至 {end}）；原来没有定过时限，不记作延期，原因记入进展",
                    "the deadline {due} of task {en} is behind the end of its plan ({end}); it had none before, so this is no extension, and the reason is a note"
                ),
            };
            Some(Finding::new("beyond-plan", message))
        });
        findings.collect()
    }

    /// Nothing begins after it falls due.
    pub(super) fn ensure_order(&self, task: &Task, plan: &Plan) -> Result<()> {
        if self.start.is_none() && self.due.is_none() {
            return Ok(());
        }
        let Some((start, due)) = (Entry { plan, task }).begins_too_late() else { return Ok(()) };
        let id = task.id;
        Err(Error::conflict(text!(
            "任务 {id} 的起始 {start} 晚于完成时限 {due}；没有写入任何内容",
            "task {id} would begin on {start}, after it falls due on {due}; nothing was written"
        ))
        .named("start-behind-due")
        .hint(text!("核对 `--start` 和 `--due`", "correct `--start` or `--due`")))
    }

    /// A text belongs to one task, and so does the number of a note.
    pub(super) fn ensure_one(&self, entries: &[Entry<'_>]) -> Result<()> {
        let is_of_one = self.content.is_some() || !self.fix_note.is_empty() || !self.remove_note.is_empty();
        if entries.len() < 2 || !is_of_one {
            return Ok(());
        }
        Err(Error::usage(text!(
            "`--content`、`--fix-note`、`--remove-note` 一次只改一项任务；没有写入任何内容",
            "`--content`, `--fix-note` and `--remove-note` are for one task at a time; nothing was written"
        ))
        .named("one-task-at-a-time")
        .hint(text!("只写一个编号", "name one task")))
    }

    /// Evidence is an address with a host, or a file with something in it: as seen from here, from the store, or from
    /// what holds the store.
    pub(super) fn ensure_evidence(&self, store: &Store) -> Result<()> {
        let directory = store.directory();
        let above = directory.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
        let is_file = |path: &Path| path.metadata().is_ok_and(|found| found.is_file() && found.len() > 0);
        let is_there = |path: &str| {
            path.contains("://")
                || is_file(Path::new(path))
                || is_file(&directory.join(path))
                || above.as_ref().is_some_and(|above| is_file(&above.join(path)))
        };
        let is_fit = |path: &str| is_evidence(path) && (self.missing_ok || is_there(path));
        let Some(path) = self.evidence.iter().find(|path| !is_fit(path)) else { return Ok(()) };
        Err(Error::not_found(text!(
            "佐证材料 `{path}` 不是一个有内容的文件，也不是完整的网址；没有写入任何内容",
            "`{path}` is no file with something in it and no full URL, so it is no evidence; nothing was written"
        ))
        .named("no-such-file")
        .hint(text!(
            "核对路径；网址写全（https://…）；文件不在这台电脑上的，加 `--missing-ok`",
            "check the path; write a URL in full (https://…); add `--missing-ok` if the file is elsewhere"
        )))
    }

    /// Says that nobody is called so: it may be a person, or a department mistyped.
    pub(super) fn unknown_reporter(&self, registry: &Registry) -> Vec<Finding> {
        let Some(by) = &self.by else { return Vec::new() };
        let is_known = registry.find(by).is_some()
            || registry.departments.iter().any(|department| department.people.contains(by));
        if is_known || registry.departments.is_empty() {
            return Vec::new();
        }
        let finding = Finding::new(
            "unknown-reporter",
            text!("名录中没有 `{by}`，照写记下", "the registry has no `{by}`; it is kept as it was typed"),
        );
        let near = nearest(by, registry.departments.iter().flat_map(|known| known.names()));
        vec![match near.first() {
            Some(near) => finding.fix(text!("是不是 `{near}`？", "did you mean `{near}`?")),
            None => finding.fix(text!("是个人姓名的，不必理会", "that is fine for a person")),
        }]
    }
}

/// A path to evidence as the store keeps it: one that was typed in a folder beside the store, or above it, leads from there
/// on every machine. What lies elsewhere, or is there by the path as it is, stays as it was typed.
pub(super) fn as_kept(path: &str, store: &Store) -> String {
    let from_beside = || {
        let above = store.directory().canonicalize().ok()?.parent()?.to_owned();
        if path.contains("://") || above.join(path).exists() || store.directory().join(path).exists() {
            return None;
        }
        let real = Path::new(path).canonicalize().ok()?;
        Some(real.strip_prefix(&above).ok()?.to_str()?.replace('\\', "/"))
    };
    from_beside().unwrap_or_else(|| path.to_owned())
}
