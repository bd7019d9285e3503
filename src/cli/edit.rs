//! `pjt edit`
#![expect(clippy::disallowed_methods, reason = "the copy that an editor opens is no file of the store")]

mod editor;

use std::{
    fs,
    path::{Path, PathBuf},
};

use pjt::{
    Error, Result, check,
    error::{Finding, Location},
    history::{
        Differences,
        merge::{Merged, merge},
        of_task,
    },
    model::{Note, Task, TaskId},
    query::{TaskReference, named},
    store::{
        self, Applied, PlanChoice, Store, Transaction, edit, layout,
        load::{self, StoreSource as _},
        yaml,
    },
    text,
};
use serde_json::json;

use super::{
    Context, Ending, Outcome, Ui,
    commit::CommitOptions,
    day::{self, Day},
    reporter::kept_name,
    update::{Report, reason},
    words,
};

/// Open the file of a task in the editor ($VISUAL, $EDITOR); it is checked before it is put in place
///
/// Where no editor is named it is nano, else vi (notepad on Windows); how to save and leave it is said before it opens.
/// The editor gets a copy. What breaks a rule is said, and the editor opens again where somebody can answer; a copy
/// that was not taken over is kept.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pjt edit 14
  pjt edit 14 --reason 更正导入时的错字 --commit")]
pub(crate) struct EditArgs {
    /// The task: 14, other-plan/14
    #[arg(value_name = "ID")]
    id: TaskReference,
    /// The plan that the number belongs to (otherwise the default plan)
    #[arg(long, value_name = "SLUG", value_parser = words::name)]
    plan: Option<String>,
    /// Why it is changed: the task gets it as a note
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: Option<String>,
    /// Who says so
    #[arg(long, value_name = "WHO", value_parser = words::line, requires = "reason")]
    by: Option<String>,
    /// The day of that note (otherwise today)
    #[arg(long, value_name = "YYYY-MM-DD", allow_hyphen_values = true, value_parser = day::past, requires = "reason")]
    on: Option<Day>,
    /// Go on with a copy that was kept
    #[arg(long, value_name = "FILE")]
    draft: Option<PathBuf>,
    #[command(flatten)]
    commit: CommitOptions,
}

pub(crate) fn run(args: &EditArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let (slug, id) = args.meant(&store)?;
    let registry = load::registry(&store).unwrap_or_default();
    let args = &EditArgs { by: kept_name(args.by.as_deref(), &registry, ui), ..args.clone() };
    let mut file = OpenedFile::open(&store, slug, id)?;
    let draft = file.draft(args.draft.as_deref())?;
    let mut text = match args.until_right(&file, &draft, context, ui) {
        Ok(Some(text)) => text,
        Ok(None) if context.json => {
            ui.json("update", [("dry_run", json!(false)), ("changes", json!([]))], &[])?;
            return Ok(Ending::Fine);
        }
        Ok(None) => {
            ui.report(&text!("没有改动", "nothing changed"));
            return Ok(Ending::Fine);
        }
        Err(error) => return Err(file.keep(draft, error)?.into()),
    };
    let repository = args.commit.repository(&store, context)?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    if let Some((other, merged)) = file.merged(&text) {
        let both = OpenedFile { opened: other.clone(), before: file.read(&other), ..file.clone() };
        let (merged, findings) = args.judge(&both, merged, context)?;
        if findings.is_empty() {
            ui.report(&text!(
                "编辑期间别人也改了编号{id}；两边的改动都保留",
                "someone else changed task {id} meanwhile; what both did is kept"
            ));
            (file, text) = (both, merged);
        }
    }
    if let Err(error) = transaction.rewrite(&file.slug, file.id, &file.opened, &text) {
        return Err(file.keep(draft, error)?.into());
    }
    let tasks = transaction.tasks().clone();
    let applied = transaction.apply()?;
    let usual = store::default_plan(&store).unwrap_or_default();
    let report = Report {
        changes: &applied.changes,
        tasks: &tasks,
        count: 1,
        default_plan: &usual,
        plans: &[],
        warnings: &[],
        registered: &[],
    };
    if !context.json {
        report_written(&report, &applied, id, context, ui)?;
    }
    let (repository, written) = (repository.as_ref(), Some(&applied));
    let made = args.commit.commit(repository, &store, "edit", &applied.files, written, ui)?;
    if context.json {
        report.write(made.as_ref(), context, ui)?;
    }
    Ok(Ending::Fine)
}

/// Says what was written: what was opened differs, or nothing would have been.
fn report_written(
    report: &Report<'_>,
    applied: &Applied,
    id: TaskId,
    context: &Context,
    ui: &mut Ui,
) -> anyhow::Result<()> {
    if !applied.changes.is_empty() || applied.files.is_empty() {
        return report.write(None, context, ui);
    }
    ui.report(&text!(
        "编号{id} 的文件已写入：改的是注释或写法，各字段的内容没有变",
        "the file of task {id} is written: comments or how it is written changed, no field did"
    ));
    Ok(())
}

/// The file of a task while it is edited.
#[derive(Clone)]
struct OpenedFile<'a> {
    store: &'a Store,
    slug: String,
    id: TaskId,
    /// What it held when it was opened.
    opened: Vec<u8>,
    /// The task, where it could be read.
    before: Option<Task>,
}

/// Ends the name of what a copy that was kept came from.
const OPENED: &str = "opened";

/// Both sides of a file that came from one text.
fn together(path: &Path, [base, other]: [&[u8]; 2], text: &str) -> Option<Merged> {
    let (base, other) = (std::str::from_utf8(base).ok()?, std::str::from_utf8(other).ok()?);
    Some(merge(path, [base, other, text], &|_| None))
}

/// The copy that the editor has.
struct Draft {
    folder: tempfile::TempDir,
    file: PathBuf,
}

impl EditArgs {
    /// The task that is meant; its file need not be readable.
    fn meant(&self, store: &Store) -> Result<(String, TaskId)> {
        if let Some(id) = self.id.single() {
            let named = self.id.plan.clone().or_else(|| self.plan.clone());
            let choice = named.map_or(PlanChoice::Default, |slug| PlanChoice::Named(vec![slug]));
            let slug = store::choose(store, &choice)?.into_iter().next().unwrap_or_default();
            if store
                .read(&layout::task_file(&slug, id), yaml::MAX_TASK_BYTES)
                .is_ok_and(|read| read.is_some())
            {
                return Ok((slug, id));
            }
        }
        let (snapshot, default_plan) =
            named::plans_of(std::slice::from_ref(&self.id), self.plan.as_deref(), store)?;
        match self.id.resolve(&snapshot, &default_plan)?.as_slice() {
            [entry] => Ok((entry.plan.slug.clone(), entry.task.id)),
            _ => Err(Error::usage(text!("一次只编辑一项任务", "one task is edited at a time"))
                .named("one-task-at-a-time")
                .hint(text!("只写一个编号", "name one task"))),
        }
    }

    /// Lets the editor run until the text breaks no rule, or nobody wants to go back in. None where nothing differs.
    fn until_right(
        &self,
        file: &OpenedFile<'_>,
        draft: &Draft,
        context: &Context,
        ui: &mut Ui,
    ) -> Result<Option<String>> {
        loop {
            editor::run(&draft.file, file.id, ui)?;
            let text = draft.read()?;
            if text.as_bytes() == file.opened {
                return Ok(None);
            }
            let (text, findings) = self.judge(file, text, context)?;
            if findings.is_empty() {
                return Ok(Some(text));
            }
            ui.warn(&findings);
            let question = text!("改后的文件有上述问题，回去接着改吗？", "go back into the editor?");
            if !ui.confirms(&question).unwrap_or_default() {
                let id = file.id;
                return Err(Error::conflict(text!(
                    "编号{id} 改后的文件有上述问题；没有写入任何内容",
                    "the edited file of task {id} breaks the rules above; nothing was written"
                ))
                .named("edit-refused")
                .hint(text!(
                    "只缺原因的，加 `--reason 原因`",
                    "where only a reason is missing, add `--reason WHY`"
                )));
            }
        }
    }

    /// The text as it is to be written, and what it breaks.
    fn judge(
        &self,
        file: &OpenedFile<'_>,
        mut text: String,
        context: &Context,
    ) -> Result<(String, Vec<Finding>)> {
        let path = layout::task_file(&file.slug, file.id);
        let shown = file.store.shown(&path);
        let mut after = match yaml::read_task(&shown, text.as_bytes()) {
            Ok(task) => task,
            Err(finding) => return Ok((text, vec![finding])),
        };
        if let Some(before) = file.before.as_ref().filter(|before| before.printed == after.printed) {
            let typed = after.printed.clone();
            let handed: Vec<_> =
                after.handovers.iter().filter(|entry| !before.handovers.contains(entry)).collect();
            let handed = handed.iter().map(|entry| (entry.from.as_str(), entry.to.as_str()));
            let before = before.handed_over(handed);
            after.keep_printed(&before);
            if after.printed != typed {
                text = edit::revise(&shown, &text, &after)?;
            }
        }
        if let Some(reason) = &self.reason {
            let (date, by) = (context.day_or_today(self.on.as_ref())?, self.by.clone());
            after.notes.push(Note { date, by, text: reason.clone(), reason: true });
            text = edit::revise(&shown, &text, &after)?;
        }
        let differences = match &file.before {
            Some(before) => of_task(&file.slug, before.clone(), after),
            None => Differences::default(),
        };
        let findings = check::edited(file.store, &path, &text, &differences, context.today)?;
        Ok((text, findings))
    }
}

impl<'a> OpenedFile<'a> {
    fn open(store: &'a Store, slug: String, id: TaskId) -> Result<Self> {
        let path = layout::task_file(&slug, id);
        let opened = store.read(&path, yaml::MAX_TASK_BYTES)?.unwrap_or_default();
        let before = yaml::read_task(&store.shown(&path), &opened).ok();
        Ok(Self { store, slug, id, opened, before })
    }

    fn read(&self, bytes: &[u8]) -> Option<Task> {
        yaml::read_task(&self.store.shown(&layout::task_file(&self.slug, self.id)), bytes).ok()
    }

    /// What somebody else wrote meanwhile, and what both make of the file together, where they don't conflict.
    fn merged(&self, text: &str) -> Option<(Vec<u8>, String)> {
        let path = layout::task_file(&self.slug, self.id);
        let present = self.store.read(&path, yaml::MAX_TASK_BYTES).ok()??;
        if present == self.opened {
            return None;
        }
        let merged = together(&path, [&self.opened, &present], text).filter(Merged::is_clean)?;
        Some((present, merged.text))
    }

    /// A copy for the editor.
    fn draft(&self, kept: Option<&Path>) -> Result<Draft> {
        let failed = |error: &std::io::Error| {
            Error::failed(text!("无法准备编辑用的副本", "can't make a copy to edit")).caused_by(error)
        };
        let folder = tempfile::Builder::new().prefix("pjt-").tempdir().map_err(|error| failed(&error))?;
        let name = layout::task_file(&self.slug, self.id);
        let file = folder.path().join(name.file_name().unwrap_or_default());
        let bytes = match kept {
            None => self.opened.clone(),
            Some(kept) => self.resumed(kept)?,
        };
        fs::write(&file, bytes).map_err(|error| failed(&error))?;
        Ok(Draft { folder, file })
    }

    /// A copy that was kept, with what others wrote since; where both changed the same the lines of both stand in it.
    fn resumed(&self, kept: &Path) -> Result<Vec<u8>> {
        let draft = load::read_document(kept, yaml::MAX_FILE_BYTES)?;
        let path = layout::task_file(&self.slug, self.id);
        let base = load::read_document(&kept.with_extension(OPENED), yaml::MAX_FILE_BYTES).ok();
        let base = base.filter(|base| *base != self.opened);
        let merged = base
            .zip(std::str::from_utf8(&draft).ok())
            .and_then(|(base, text)| together(&path, [&base, &self.opened], text));
        Ok(merged.map_or(draft, |merged| merged.text.into_bytes()))
    }

    /// Keeps the copy, unless nothing was changed in it, and says where it is.
    fn keep(&self, draft: Draft, error: Error) -> Result<Error> {
        let is_as_opened =
            || load::read_document(&draft.file, yaml::MAX_FILE_BYTES).is_ok_and(|bytes| bytes == self.opened);
        if !draft.is_file() || is_as_opened() {
            return Ok(error);
        }
        let Draft { folder, file } = draft;
        // What it came from is kept, too: whoever goes on with the copy then loses nothing that others wrote.
        let _best_effort = fs::write(file.with_extension(OPENED), &self.opened);
        let _kept = folder.keep();
        let (id, file) = (self.id, file.display());
        Ok(error.hint(text!(
            "改过的副本留在 {file}；接着改：`pjt edit {id} --draft {file}`",
            "the edited copy is kept as {file}; go on with `pjt edit {id} --draft {file}`"
        )))
    }
}

impl Draft {
    /// Whether the editor left a file where the copy was.
    fn is_file(&self) -> bool {
        fs::symlink_metadata(&self.file).is_ok_and(|metadata| metadata.is_file())
    }

    fn read(&self) -> Result<String> {
        if !self.is_file() {
            return Err(Error::failed(text!(
                "编辑器没有留下改后的文件：原来的地方是空的，或是管道、链接、文件夹；没有写入任何内容",
                "the editor left no file: nothing is where it was, or a pipe, a link, a folder; nothing was written"
            ))
            .named("editor-failed")
            .hint(text!(
                "让编辑器存回原来的文件再退出；或换一个编辑器（环境变量 VISUAL 或 EDITOR）",
                "let the editor save to the same file and end; or take another one (the variable VISUAL or EDITOR)"
            )));
        }
        let bytes = load::read_document(&self.file, yaml::MAX_FILE_BYTES)?;
        String::from_utf8(bytes).map_err(|_| {
            Error::failed(text!("编辑后的文件不是 UTF-8", "the edited file is no UTF-8"))
                .named("bad-encoding")
                .at(Location::file(&self.file))
                .hint(text!("请在编辑器里另存为 UTF-8", "save it as UTF-8"))
        })
    }
}
