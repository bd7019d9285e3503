//! `pjt site`

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Mutex,
};

use chrono::{DateTime, NaiveDate};
use pjt::{
    Error, Result,
    error::Location,
    history::{self, Point, Repository, Scope, Span, Step},
    lights::{Judge, rules_of},
    output::{
        Beside,
        ledger::Imprint,
        site::{Chronicle, Site, ledger},
    },
    query::Reports,
    store::{self, PlanChoice, file, load, target},
    text,
};
use serde_json::json;

use super::{
    Context, Ending, Outcome, Ui,
    args::{AtArgs, PlanArgs},
    export::office,
    papers::report_draft,
    progress::Progress,
    selection::ensure_complete,
};

/// The list of what was made, by which the next time knows its own files.
const LIST: &str = ".pjt-site";
/// The largest list, in bytes.
const MAX_LIST: u64 = 64 * 1024 * 1024;

/// Make static pages: an overview, and a page for each department, pillar and task
#[derive(Debug, clap::Args)]
#[command(mut_arg("plan", |plan| plan.help("Only this plan (otherwise all of them)")))]
#[command(after_help = "\
Examples:
  pjt site -o 网页
  pjt site -o 三季度 --at 2025-09-30")]
pub(crate) struct SiteArgs {
    #[command(flatten)]
    plans: PlanArgs,
    #[command(flatten)]
    at: AtArgs,
    /// The directory for the pages; it is made where it is not there
    #[arg(long, short, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    output: PathBuf,
    /// Write although other files are in the directory
    #[arg(long)]
    force: bool,
    /// Go on although some records can't be read, and say so in the pages
    #[arg(long)]
    keep_going: bool,
}

pub(crate) fn run(args: &SiteArgs, context: &Context, ui: &mut Ui) -> Outcome {
    let target = Target::open(&args.output, args.force)?;
    let source = context.source(&args.at, ui)?;
    let slugs = store::choose(&*source, &choice(&args.plans))?;
    // The history first: it holds many tasks while it is read, and little of them afterwards.
    let headings = load::headings(&*source, &slugs);
    let chronicle = chronicle(args, &headings.plans, context)?;
    let mut snapshot = load::load(&*source, &slugs);
    let reports = Reports::read(&*source, &snapshot);
    snapshot.unreadable.extend(reports.unreadable.iter().cloned());
    ensure_complete(&snapshot, args.keep_going, ui)?;
    let office = office(&*source, args.keep_going, ui)?;
    let today = context.today_at(&args.at)?;
    let rules = rules_of(&*source).map_err(Error::from)?;
    let judge = rules.as_ref().map(|rules| Judge { rules, reports: &reports, today });
    let beside = Beside { today, reports: Some(&reports), judge };
    let imprint = Imprint { revision: context.basis(&args.at), ..Imprint::default() };
    let facts = office.name.into_iter().chain(imprint.facts(today, ui.lang())).collect();
    let unreadable = snapshot.unreadable.len();
    if snapshot.plans.len() > 1 && args.plans.choice() == PlanChoice::Default && !context.json {
        let count = snapshot.plans.len();
        ui.report(&text!(
            "网页收了全部 {count} 个方案；只要其中的，加 `--plan 方案名`",
            "the pages are of all {count} plans; for some of them add `--plan SLUG`"
        ));
    }
    let site = Site {
        snapshot: &snapshot,
        chronicle: &chronicle,
        ledger: ledger(snapshot.plans.len() > 1, beside, ui.lang()),
        facts,
        unreadable,
    };
    let made = {
        let _bar = Progress::of(&text!("正在生成网页", "making pages"), context.lang, context.json);
        target.fill(&site)?
    };
    let shown = args.output.display();
    if context.json {
        let members =
            [("path", json!(shown.to_string())), ("pages", json!(made)), ("unreadable", json!(unreadable))];
        ui.json("site", members, &[])?;
    } else {
        ui.report(&text!(
            "已将 {made} 个文件写入 {shown}，请打开其中的 index.html",
            "wrote {made} files to {shown}; open index.html there"
        ));
        if let Some(revision) = &imprint.revision {
            report_draft(revision, true, ui);
        }
    }
    Ok(if unreadable == 0 { Ending::Fine } else { Ending::Incomplete })
}

/// Every plan, unless somebody chose: a site is for those who don't know which there are.
fn choice(args: &PlanArgs) -> PlanChoice {
    match args.choice() {
        PlanChoice::Default => PlanChoice::All,
        other => other,
    }
}

/// What the history says; nothing where there is none.
fn chronicle(args: &SiteArgs, plans: &[pjt::model::Plan], context: &Context) -> Result<Chronicle> {
    let mut chronicle = Chronicle::of(plans);
    let Ok(repository) = context.repository_of_store() else { return Ok(chronicle) };
    let Some(newest) = newest(args, &repository, context) else { return Ok(chronicle) };
    let mut add = |step: &Step| chronicle.add(&step.differences, day_there(step), context.lang);
    // A mistake that was taken back, and what took it back, are nothing that was done about a task.
    let taken_back = history::undo::taken_back(&repository, &newest)?;
    let mut waiting: BTreeMap<&str, Step> = BTreeMap::new();
    for step in history::log(&repository, &Span::up_to(&newest), &Scope::Store)? {
        let step = step?;
        if let Some(later) = waiting.remove(step.commit.hash.as_str()) {
            // What a message claims is not believed.
            if later.differences.take_back(&step.differences) {
                continue;
            }
            add(&later);
        }
        match taken_back.get(&step.commit.hash) {
            Some(undone) => drop(waiting.insert(undone, step)),
            None => add(&step),
        }
    }
    waiting.values().for_each(&mut add);
    Ok(chronicle)
}

/// The day on which a step was taken, where its author was: pages are the same wherever they are made.
fn day_there(step: &history::Step) -> NaiveDate {
    let there = DateTime::parse_from_rfc3339(&step.commit.date).ok();
    let made = there.map(|there| there.timestamp());
    let moment = step.entered.or(made).and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let moment = moment.unwrap_or_default();
    there.map_or(moment.date_naive(), |there| moment.with_timezone(there.offset()).date_naive())
}

fn newest(args: &SiteArgs, repository: &Repository, context: &Context) -> Option<history::Revision> {
    context.point(&args.at).ok()?.unwrap_or_else(Point::head).find(repository).ok().flatten()
}

/// The directory of the pages.
struct Target<'a> {
    directory: &'a Path,
    /// What was made there before.
    own: BTreeSet<String>,
    force: bool,
}

impl<'a> Target<'a> {
    /// A directory that is not there, is empty or holds pages that were made before.
    fn open(directory: &'a Path, force: bool) -> Result<Self> {
        let shown = directory.display();
        if directory.exists() && !directory.is_dir() {
            return Err(Error::usage(text!(
                "{shown} 是文件，不是文件夹；没有写入任何内容",
                "{shown} is a file and no directory; nothing was written"
            ))
            .named("file-exists")
            .hint(text!("换一个文件夹：`-o 文件夹`", "choose a directory: `-o DIR`")));
        }
        let list = directory.join(LIST);
        let list = if is_plain(&list) { load::read_document(&list, MAX_LIST)? } else { Vec::new() };
        let list = String::from_utf8_lossy(&list);
        // Somebody may have written into the list: what could not be a page's name is none.
        let own: BTreeSet<String> = list.lines().filter(|name| is_page(name)).map(str::to_owned).collect();
        let is_strange =
            own.is_empty() && fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some());
        if !is_strange || force {
            return Ok(Self { directory, own, force });
        }
        Err(Error::usage(text!(
            "文件夹 {shown} 里有别的文件；没有写入任何内容",
            "there are other files in {shown}; nothing was written"
        ))
        .named("directory-not-empty")
        .hint(text!(
            "换一个空文件夹；一定要写在这里的，加 `--force`，别的文件不会删除",
            "choose an empty directory, or add `--force` to write there all the same; other files stay"
        )))
    }

    /// Writes all pages, takes away those of before that are none now, and says how many there are.
    fn fill(&self, site: &Site<'_>) -> Result<usize> {
        self.make(self.directory)?;
        for plan in &site.snapshot.plans {
            self.make(&self.directory.join(&plan.slug))?;
        }
        let made = Mutex::new(BTreeSet::new());
        site.pages(|name, bytes| {
            self.put(name, bytes)?;
            // A page that could not be noted looks like a stranger's the next time.
            made.lock()
                .map_err(|_| self.failed(name, &std::io::Error::other("lock")))?
                .insert(name.to_owned());
            Ok(())
        })?;
        let made = made.into_inner().unwrap_or_default();
        for gone in self.own.difference(&made) {
            let path = self.directory.join(gone);
            if is_plain(&path) && path.parent().is_some_and(|parent| !parent.is_symlink()) {
                fs::remove_file(&path).map_err(|error| self.failed(gone, &error))?;
            }
        }
        let list: String = made.iter().map(|name| format!("{name}\n")).collect();
        file::put(&self.directory.join(LIST), |out| out.write_all(list.as_bytes()))?;
        Ok(made.len())
    }

    /// A directory that is one, and no link to another place.
    fn make(&self, directory: &Path) -> Result<()> {
        target::ensure_outside(&directory.join("index.html"))?;
        let is_link = directory != self.directory && directory.is_symlink();
        let made = if is_link {
            Err(std::io::ErrorKind::NotADirectory.into())
        } else {
            fs::create_dir_all(directory)
        };
        made.map_err(|error| self.failed(&directory.to_string_lossy(), &error))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.directory.join(name);
        let is_there = path.symlink_metadata().is_ok();
        if is_there && (!is_plain(&path) || !self.force && !self.own.contains(name)) {
            return Err(Error::usage(text!(
                "{} 已经存在，不是上次生成的网页",
                "{} is there already and is no page that was made before",
                (path.display()),
                (path.display())
            ))
            .named("file-exists")
            .hint(text!("请先移走它，或换一个文件夹", "move it away first, or choose another directory")));
        }
        // Pages are made again in a moment: each need not be durable before the next. One that is there goes first: by
        // another name it may be somebody's.
        let cleared = if is_there { fs::remove_file(&path) } else { Ok(()) };
        let written =
            cleared.and_then(|()| File::create_new(&path)).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| self.failed(name, &error))
    }

    fn failed(&self, name: &str, error: &std::io::Error) -> Error {
        Error::failed(text!("写不了", "can't write"))
            .at(Location::file(self.directory.join(name)))
            .caused_by(error)
    }
}

/// A file that is no link.
fn is_plain(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
}

/// Whether a name can be that of a page: at most one directory, plain names.
fn is_page(name: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':']);
    let parts: Vec<&str> = name.split('/').collect();
    let is_made = |file: &str| {
        file == "index.html"
            || file.ends_with(".html")
                && ["department-", "pillar-", "task-"].iter().any(|kind| file.starts_with(kind))
    };
    parts.len() <= 2
        && parts.iter().all(|part| is_name(part))
        && (name == "office.css" || parts.last().is_some_and(|file| is_made(file)))
}
