//! The files of a store one by one: each read from wherever its bytes come, and what is wrong with it as a finding that
//! names its place.

use std::path::{Path, PathBuf};

use super::{FileReader, StoreSource};
use crate::{
    error::{Finding, Location, Result},
    model::{Office, PeriodId, Plan, Registry, ReportingPeriod, Return},
    store::{
        layout,
        yaml::{self, Record},
    },
};

/// Reads `pjt.yaml`.
///
/// # Errors
/// A finding when it is not there or not readable.
pub fn config(source: &dyn StoreSource) -> Result<yaml::Config, Finding> {
    let path = Path::new(layout::CONFIG);
    let shown = source.shown(path);
    match source.read(path, yaml::MAX_FILE_BYTES)? {
        Some(bytes) => yaml::read_config(&shown, &bytes),
        None => Err(missing(shown)),
    }
}

/// Reads the registry; a store without one has an empty one.
///
/// # Errors
/// A finding when it is not readable.
pub fn registry(source: &dyn StoreSource) -> Result<Registry, Finding> {
    let path = Path::new(layout::REGISTRY);
    match source.read(path, yaml::MAX_FILE_BYTES)? {
        Some(bytes) => yaml::read_registry(&source.shown(path), &bytes),
        None => Ok(Registry::default()),
    }
}

/// Reads `office.yaml`; a store without one has an office of which nothing is known.
///
/// # Errors
/// A finding when it is not readable.
pub fn office(source: &dyn StoreSource) -> Result<Office, Finding> {
    let path = Path::new(layout::OFFICE);
    let bytes = source.read(path, yaml::MAX_FILE_BYTES)?;
    bytes.map_or_else(|| Ok(Office::default()), |bytes| yaml::read_office(&source.shown(path), &bytes))
}

/// Reads a reporting period; none where there is none of this name.
///
/// # Errors
/// A finding when its file is not readable.
pub fn period(source: &dyn StoreSource, id: PeriodId) -> Result<Option<ReportingPeriod>, Finding> {
    let path = layout::period_file(id);
    let bytes = source.read(&path, yaml::MAX_FILE_BYTES)?;
    bytes.map(|bytes| yaml::read_period(&source.shown(&path), &bytes)).transpose()
}

/// Reads what the department with this code answered about a plan in a period; none where nothing came.
///
/// # Errors
/// A finding when its file is not readable.
pub fn return_of(
    source: &dyn StoreSource,
    slug: &str,
    period: PeriodId,
    code: &str,
) -> Result<Option<Return>, Finding> {
    let path = layout::return_file(slug, period, code);
    let bytes = source.read(&path, yaml::MAX_FILE_BYTES)?;
    bytes.map(|bytes| yaml::read_return(&source.shown(&path), &bytes)).transpose()
}

/// A reporting period with its name.
pub type NamedPeriod = (PeriodId, ReportingPeriod);

/// Reads every reporting period, by its name, and says what could not be read.
pub fn periods(source: &dyn StoreSource) -> (Vec<NamedPeriod>, Vec<Finding>) {
    let (mut periods, mut unreadable) = (Vec::new(), Vec::new());
    for path in listed(source.period_files(), &mut unreadable) {
        let read = match layout::period_of(&path) {
            Some(id) => period(source, id).map(|period| period.map(|period| (id, period))),
            None => Err(misnamed_file(source.shown(&path))),
        };
        match read {
            Ok(read) => periods.extend(read),
            Err(finding) => unreadable.push(finding),
        }
    }
    periods.sort_by_key(|(id, _)| id.days());
    (periods, unreadable)
}

/// Reads every return of a plan, each with its period and the code that it lies under, and says what could not be
/// read.
pub fn returns(source: &dyn StoreSource, slug: &str) -> (Vec<LoadedReturn>, Vec<Finding>) {
    let (mut returns, mut unreadable) = (Vec::new(), Vec::new());
    for path in listed(source.return_files(slug), &mut unreadable) {
        let read = match layout::return_of(&path) {
            Some((slug, period, code)) => return_of(source, slug, period, code).map(|read| {
                read.map(|value| LoadedReturn { plan: slug.to_owned(), period, code: code.to_owned(), value })
            }),
            None => Err(misnamed_file(source.shown(&path))),
        };
        match read {
            Ok(read) => returns.extend(read),
            Err(finding) => unreadable.push(finding),
        }
    }
    (returns, unreadable)
}

/// The files of a directory; one that can't be listed is a finding.
fn listed(files: Result<Vec<PathBuf>>, unreadable: &mut Vec<Finding>) -> Vec<PathBuf> {
    files.unwrap_or_else(|error| {
        unreadable.push(error.into_finding("unreadable-directory"));
        Vec::new()
    })
}

/// A return with what its place says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoadedReturn {
    /// The plan's slug.
    pub plan: String,
    /// The period.
    pub period: PeriodId,
    /// The code of the department.
    pub code: String,
    /// What it holds.
    pub value: Return,
}

/// Reads a plan's own file.
///
/// # Errors
/// A finding when it is not there or not readable.
pub fn plan(source: &dyn StoreSource, slug: &str) -> Result<Plan, Finding> {
    if !layout::is_slug(slug) {
        return Err(misnamed(source.shown(Path::new(slug))));
    }
    let path = layout::plan_file(slug);
    let shown = source.shown(&path);
    let bytes = source.read(&path, yaml::MAX_FILE_BYTES)?.ok_or_else(|| missing(shown.clone()))?;
    let mut plan = yaml::read_plan(&shown, &bytes)?;
    plan.slug = slug.to_owned();
    Ok(plan)
}

/// Reads a task file, if there is one; its number and its name must agree.
pub(super) fn record(
    source: &dyn StoreSource,
    reader: &FileReader<'_>,
    path: &Path,
    buffer: &mut Vec<u8>,
) -> Result<Option<Record>, Finding> {
    let Some(id) = path.file_name().and_then(|name| name.to_str()).and_then(layout::task_id) else {
        return Err(Finding::new(
            "file-name",
            text!("这个文件名不是任务编号", "the name of this file is no task number"),
        )
        .at(Location::file(source.shown(path)))
        .fix(text!(
            "任务文件名是三位以上的编号，如 014.yaml",
            "a task file is named by its number, as in 014.yaml"
        )));
    };
    if !reader(path, yaml::MAX_TASK_BYTES, buffer)? {
        return Ok(None);
    }
    let record = yaml::read_record(path, buffer).map_err(|finding| shown(source, finding))?;
    let inside = record.task.id;
    if inside == id {
        return Ok(Some(record));
    }
    Err(Finding::new(
        "id-differs",
        text!(
            "文件名说是编号{id}，内容说是任务 {inside}",
            "the name says task {id}, the content says task {inside}"
        ),
    )
    .at(Location::line(source.shown(path), 1))
    .fix(text!("请改正 id 或文件名，使二者一致", "correct the id or the name, so that they agree")))
}

/// A finding about a path in the store, with the path as a person can open it.
fn shown(source: &dyn StoreSource, finding: Finding) -> Finding {
    let place = finding.place.map(|place| Location { path: source.shown(&place.path), ..place });
    Finding { place, ..finding }
}

fn misnamed(path: PathBuf) -> Finding {
    Finding::new(
        "plan-name",
        text!(
            "这个文件夹里有方案，名称却不能作方案名；其中的任务没有列入",
            "this folder holds a plan, but its name can't be a plan's; its tasks are not counted"
        ),
    )
    .at(Location::file(path))
    .fix(text!(
        "方案名只用小写字母、数字和连字符，如 jiaoyu-2025；如是备份，请移出台账文件夹",
        "a plan's name has lower-case letters, digits and hyphens, as in jiaoyu-2025; move a backup out of the store"
    ))
}

fn misnamed_file(path: PathBuf) -> Finding {
    Finding::new(
        "report-file-name",
        text!("这个文件名不是报送期或单位代码", "the name of this file is no period and no department's code"),
    )
    .at(Location::file(path))
    .fix(text!(
        "报送期文件如 periods/2025-q3.yaml，报送文件如 returns/2025-q3/jiaowei.yaml；不是的请移出台账文件夹",
        "a period lies in periods/2025-q3.yaml, a return in returns/2025-q3/jiaowei.yaml; move anything else out of the store"
    ))
}

pub(super) fn missing(path: PathBuf) -> Finding {
    Finding::new("missing-file", text!("缺少这个文件", "this file is missing"))
        .at(Location::file(path))
        .fix(text!("请从 git 中恢复它", "bring it back from git"))
}
