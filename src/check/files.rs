//! Files: every one readable, none astray, the default plan there.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::{Rule, Subject, subject::finding};
use crate::{
    error::{Finding, Location},
    store::{
        astray::{self, Astray},
        current_slug, evidence, layout, leftovers, platform,
    },
    text::disk_name,
};

const STRAY_FILE: &str = "stray-file";
const MISPLACED_FILE: &str = "misplaced-file";
pub(super) const COLLIDING_NAME: &str = "colliding-name";
const LINKED_FILE: &str = "linked-file";
const EMPTY_EVIDENCE: &str = "empty-evidence";
const DEFAULT_PLAN: &str = "default-plan";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "unreadable-file",
        title: || {
            text!(
                "每个文件都能读懂（YAML、编码、合并冲突、文件名）",
                "every file can be read (YAML, encoding, merge conflicts, file name)"
            )
        },
        run: |subject| subject.snapshot.unreadable.clone(),
    },
    Rule {
        id: STRAY_FILE,
        title: || text!("任务文件夹里只有任务文件", "the directory of tasks holds task files only"),
        run: stray_files,
    },
    Rule {
        id: MISPLACED_FILE,
        title: || {
            text!(
                "方案、任务、报送期等文件都在会被读取的位置",
                "plans, tasks, periods and the like stand where they are read"
            )
        },
        run: misplaced_files,
    },
    Rule {
        id: COLLIDING_NAME,
        title: || {
            text!(
                "没有两个名称在 Windows、macOS 上是同一个文件（大小写、末尾的点和空格等）",
                "no two names are one file on Windows or macOS (letters of either case, a dot or blank at the end …)"
            )
        },
        run: colliding_names,
    },
    Rule {
        id: "leftover",
        title: || text!("没有中断的命令留下的内容", "no interrupted command left anything"),
        run: left,
    },
    Rule {
        id: LINKED_FILE,
        title: || text!("台账的文件和文件夹不是链接", "files and folders of the store are no links"),
        run: linked_files,
    },
    Rule {
        id: EMPTY_EVIDENCE,
        title: || {
            text!(
                "佐证材料在台账旁边的，是有内容的文件",
                "evidence that lies beside the store is a file with something in it"
            )
        },
        run: empty_evidence,
    },
    Rule {
        id: DEFAULT_PLAN, title: || text!("默认方案存在", "the default plan exists"), run: default_plan
    },
];

fn stray_files(subject: &Subject<'_>) -> Vec<Finding> {
    let others = subject.source.others();
    let places: BTreeSet<PathBuf> = others.iter().filter_map(|path| among_tasks(subject, path)).collect();
    let is_stray = |place: &&PathBuf| {
        place.file_name().is_some_and(|name| {
            !layout::is_meant_as_task(name) && !name.to_string_lossy().starts_with(layout::TEMPORARY)
        })
    };
    let findings = places.iter().filter(is_stray).map(|place| {
        finding(
            STRAY_FILE,
            text!("这个文件不是任务", "this file is no task"),
            Location::file(subject.source.shown(place)),
            text!("请把它移出任务文件夹", "move it out of the directory of tasks"),
        )
    });
    findings.collect()
}

/// Files in the store beside its own of which a disk takes two for one. What is taken for one of its own is misplaced.
fn colliding_names(subject: &Subject<'_>) -> Vec<Finding> {
    let mut known: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut findings = Vec::new();
    for path in subject.source.others() {
        let folded = disk_name::folded(&path.to_string_lossy());
        let Some(other) = known.get(&folded) else {
            known.insert(folded, path);
            continue;
        };
        let other = other.display();
        findings.push(finding(
            COLLIDING_NAME,
            text!(
                "它与 `{other}` 在 Windows 或 macOS 上是同一个文件，那里的克隆会只剩其中一个",
                "it and `{other}` are one file on Windows or macOS, where a clone holds one of the two"
            ),
            Location::file(subject.source.shown(&path)),
            text!("把其中一个改名", "give one of the two another name"),
        ));
    }
    findings
}

/// What lies in the folder of a plan's tasks, where a path leads there.
fn among_tasks(subject: &Subject<'_>, path: &Path) -> Option<PathBuf> {
    let mut parts = path.iter();
    let (slug, tasks, name) = (parts.next()?, parts.next()?, parts.next()?);
    let is_plans = subject.snapshot.plans.iter().any(|plan| slug == plan.slug.as_str());
    (is_plans && tasks == layout::TASKS).then(|| Path::new(slug).join(tasks).join(name))
}

/// Files that look like the store's own, in a place where nobody reads them: a plan that was moved into the folder of
/// another one would be missing from every figure without a word. One finding for each folder.
fn misplaced_files(subject: &Subject<'_>) -> Vec<Finding> {
    // What lies among the tasks of a plan is either one of them or a stray file.
    let is_hidden = |path: &Path| {
        let is_attributes = path.file_name().is_some_and(astray::is_like_attributes);
        let above = path.parent().into_iter().flatten().any(layout::is_hidden);
        above || !is_attributes && path.file_name().is_some_and(layout::is_hidden)
    };
    let is_passed_over =
        |path: &Path| is_hidden(path) || path.iter().nth(1) == Some(OsStr::new(layout::TASKS));
    let mut paths = subject.source.others();
    paths.retain(|path| !is_passed_over(path));
    let mut homes: BTreeMap<PathBuf, (PathBuf, Astray)> = BTreeMap::new();
    for relative in &paths {
        let Some((home, astray)) = astray::misplaced(relative) else { continue };
        let known = homes.entry(home.to_owned()).or_insert_with(|| (relative.to_owned(), astray));
        known.1 = known.1.min(astray);
    }
    let findings = homes.into_iter().map(|(home, (first, astray))| {
        let name = home.file_name().unwrap_or(OsStr::new("")).to_string_lossy().into_owned();
        let (message, fix) = match astray {
            Astray::Plan if !name.is_empty() => (
                text!(
                    "方案 `{name}` 放在了别的文件夹里，所有命令都读不到它",
                    "the plan `{name}` lies inside another folder, where no command reads it"
                ),
                text!(
                    "请把整个文件夹移到台账文件夹下（与其他方案并列）",
                    "move its folder up into the store's own directory, beside the other plans"
                ),
            ),
            Astray::Name => (
                text!(
                    "这个文件或它的文件夹名称写法不对（大小写、后缀），或是一份副本，所有命令都读不到它",
                    "this file or its folder is called otherwise than the store's own (letters, ending), or is a copy, and no command reads it"
                ),
                text!(
                    "是副本的，移出台账文件夹；否则改成规定的名称，如 tasks/014.yaml、plan.yaml",
                    "move a copy out of the store; else give it its right name, as in tasks/014.yaml, plan.yaml"
                ),
            ),
            Astray::Plan | Astray::File => (
                text!(
                    "台账的文件放错了位置，所有命令都读不到它",
                    "a file of the store lies where no command reads it"
                ),
                text!(
                    "请把它移到应在的位置，或移出台账文件夹",
                    "move it where it belongs, or out of the store"
                ),
            ),
        };
        finding(MISPLACED_FILE, message, Location::file(subject.source.shown(&first)), fix)
    });
    findings.chain(returns_without_plan(subject)).collect()
}

/// Returns in a folder that is no plan's: git leaves one there that came in while its plan got another name.
fn returns_without_plan(subject: &Subject<'_>) -> impl Iterator<Item = Finding> {
    let source = subject.source;
    let folders = source.directories(Path::new("")).unwrap_or_default().into_iter();
    folders.filter_map(move |folder| {
        let slug = folder.to_str()?.to_owned();
        if source.has_plan(&slug).unwrap_or(true) {
            return None;
        }
        let first = source.return_files(&slug).ok()?.into_iter().find(|path| layout::return_of(path).is_some())?;
        let now = subject.snapshot.plans.iter().find(|plan| plan.former_slugs.contains(&slug));
        let fix = match now.map(|plan| &plan.slug) {
            Some(now) => text!(
                "方案现名 {now}：用 `pjt resolve` 把它移过去，那边已有的会合并",
                "the plan is called {now} now: `pjt resolve` moves it there, and merges it with one that is there"
            ),
            None => text!(
                "请把它移到方案的 returns 下，或从 git 恢复方案",
                "move it below `returns` of its plan, or bring the plan back from git"
            ),
        };
        let message = text!(
            "文件夹 {slug} 里有报送，却不是方案，所有命令都读不到",
            "the folder {slug} has returns and is no plan, so no command reads them"
        );
        Some(finding(MISPLACED_FILE, message, Location::file(source.shown(&first)), fix))
    })
}

/// An operation that was put in place in part is among what can't be read already.
fn left(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = subject.store.map(leftovers::find).unwrap_or_default();
    findings.retain(|finding| !subject.snapshot.unreadable.contains(finding));
    findings
}

fn linked_files(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(store) = subject.store else {
        return links(subject, subject.source.links());
    };
    let walk = WalkDir::new(store.directory()).min_depth(1).max_depth(4).sort_by_file_name().into_iter();
    let is_looked_at = |entry: &DirEntry| !entry.file_name().as_encoded_bytes().starts_with(b".");
    let found = walk.filter_entry(is_looked_at).flatten().filter(|entry| entry.path_is_symlink());
    let relative =
        found.filter_map(|entry| Some(entry.path().strip_prefix(store.directory()).ok()?.to_owned()));
    // A task that is a link is named below, and one with several names, too.
    let places = relative.filter(|path| layout::is_place(path) && layout::task_of(path).is_none());
    let mut findings = links(subject, places.collect());
    let is_linked = |path: &Path| {
        fs::symlink_metadata(path)
            .is_ok_and(|metadata| metadata.is_symlink() || platform::has_other_names(&metadata))
    };
    let linked = subject.tasks().map(|(_, file)| file.path()).filter(|path| is_linked(path));
    findings.extend(linked.map(|path| {
        finding(
            LINKED_FILE,
            text!("任务文件是链接，pjt 不会改写它", "the task file is a link; pjt will not change it"),
            Location::file(path),
            text!("请用一份独立的副本替换它", "put a copy of its own in its place"),
        )
    }));
    findings
}

/// Links in places where files and folders of the store stand, each named once.
fn links(subject: &Subject<'_>, paths: Vec<PathBuf>) -> Vec<Finding> {
    let shown = paths.into_iter().map(|path| subject.source.shown(&path));
    let is_named = |path: &PathBuf| {
        let mut named = subject.snapshot.unreadable.iter().filter_map(|finding| finding.place.as_ref());
        named.any(|place| place.path == *path)
    };
    let unnamed = shown.filter(|path| !is_named(path));
    let finding = |path| {
        finding(
            LINKED_FILE,
            text!(
                "这里是链接，不是台账自己的文件或文件夹",
                "this is a link, and no file or folder of the store's own"
            ),
            Location::file(path),
            text!(
                "请用一份独立的副本替换它，或移走它",
                "put a copy of its own in its place, or take it away"
            ),
        )
    };
    unnamed.map(finding).collect()
}

/// Where a piece of evidence lies, be it in the store or beside it; nowhere if it lies elsewhere.
fn evidence_below(directory: &Path, above: &Path, evidence: &str) -> Vec<PathBuf> {
    let Some(name) = directory.file_name() else { return Vec::new() };
    // A path may go out of what holds the store, and come back by its name.
    let holder = above.file_name().unwrap_or(OsStr::new("_")).to_string_lossy();
    let store = format!("{holder}/{}", name.to_string_lossy());
    let places = evidence::places(&store, evidence).into_iter();
    let below = places.filter_map(|place| Some(place.strip_prefix(&*holder)?.strip_prefix('/')?.to_owned()));
    below.map(|place| above.join(place)).collect()
}

/// Evidence may lie elsewhere; what is here can be looked at, as `update` does before it takes it.
fn empty_evidence(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(store) = subject.store else { return Vec::new() };
    let directory = platform::real_path(store.directory());
    let above = directory.parent().unwrap_or(&directory);
    let proves_nothing = |evidence: &str| {
        let places = evidence_below(&directory, above, evidence);
        let found: Vec<_> = places.iter().filter_map(|place| place.metadata().ok()).collect();
        !found.is_empty() && !found.iter().any(|found| found.is_file() && found.len() > 0)
    };
    let mut findings = Vec::new();
    for (entry, file) in subject.tasks() {
        for (index, evidence) in entry.task.evidence.iter().enumerate() {
            if proves_nothing(evidence) {
                findings.push(finding(
                    EMPTY_EVIDENCE,
                    text!(
                        "佐证材料 `{evidence}` 是空文件或文件夹，证明不了什么",
                        "the evidence `{evidence}` is an empty file or a folder, which proves nothing"
                    ),
                    file.entry("evidence", index),
                    text!(
                        "换上有内容的文件，或改写路径",
                        "put a file with something in it there, or correct the path"
                    ),
                ));
            }
        }
    }
    findings
}

fn default_plan(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(slug) = &subject.config.default_plan else { return Vec::new() };
    // One that has another name now is known by this one, too.
    let slug_now = current_slug(subject.source, slug);
    let is_removed = subject.config.removed.iter().any(|plan| plan.was_called(&slug_now));
    if is_removed || subject.source.plans().is_ok_and(|plans| plans.contains(&slug_now)) {
        return Vec::new();
    }
    vec![finding(
        DEFAULT_PLAN,
        text!("默认方案 `{slug}` 不存在", "the default plan `{slug}` does not exist"),
        subject.file(layout::CONFIG).words("default_plan"),
        text!("定一个现有的：`pjt plan default 名称`", "settle on one that exists: `pjt plan default NAME`"),
    )]
}
