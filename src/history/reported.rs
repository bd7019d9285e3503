//! Who wrote down what departments reported about a task, and when. An answer is one commit's that has it while none of its
//! parents does; the newest such commit counts.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use super::{
    blame::Maker,
    graph::{Graph, Span},
    names,
    record::{Record, Side},
    repository::Repository,
    revision::Revision,
    tree::Tree,
    visits::visits,
};
use crate::{
    error::Result,
    model::{Change, Plan, Return, Subject, TaskId, change},
    store::{
        layout,
        load::{LoadedReturn, StoreSource as _},
        yaml,
    },
};

/// One answer of a department about a task, and what set it.
#[derive(Clone, Debug)]
pub struct ReportOrigin {
    /// What stands there, as a change from nothing.
    pub change: Change,
    /// What set it.
    pub maker: Maker,
}

/// Where an answer stands, and what is known of it so far.
struct Search {
    /// The files that the return has and had, in the trees of the repository.
    paths: Vec<String>,
    change: Change,
    maker: Option<Maker>,
}

/// The origin of everything that `returns` say about a task of a plan, in their order.
///
/// # Errors
/// When the history can't be read.
pub fn blame_returns(
    repository: &Repository,
    head: &Revision,
    plan: &Plan,
    id: TaskId,
    returns: &[LoadedReturn],
) -> Result<Vec<ReportOrigin>> {
    let mut searches = Vec::new();
    let mut places = vec![repository.prefix().to_owned()];
    if !returns.is_empty() {
        places.extend(names::former_places(repository, head)?);
    }
    for found in returns {
        searches.extend(begun(repository, head, (plan, id), &places, found)?);
    }
    if searches.iter().any(|search| search.maker.is_none()) {
        find(repository, head, &mut searches)?;
    }
    let origin = |search: Search| {
        let maker = search.maker.unwrap_or(Maker::Uncommitted);
        ReportOrigin { change: search.change, maker }
    };
    Ok(searches.into_iter().map(origin).collect())
}

/// The answers of one return, of a store that lay at these places; those that the last commit doesn't have are not committed yet.
fn begun(
    repository: &Repository,
    head: &Revision,
    (plan, id): (&Plan, TaskId),
    places: &[String],
    found: &LoadedReturn,
) -> Result<Vec<Search>> {
    let answers = said(&found.value, found, id);
    if answers.is_empty() {
        return Ok(Vec::new());
    }
    let slugs = std::iter::once(&plan.slug).chain(&plan.former_slugs);
    let files: Vec<PathBuf> =
        slugs.map(|slug| layout::return_file(slug, found.period, &found.code)).collect();
    let tree = Tree::of_files(repository, head, &files)?;
    let mut committed = Vec::new();
    for file in &files {
        if let Ok(Some(bytes)) = tree.read(file, yaml::MAX_FILE_BYTES)
            && let Ok(value) = yaml::read_return(file, &bytes)
        {
            committed.extend(said(&value, found, id));
        }
    }
    let path = |file: &PathBuf| file.to_string_lossy().replace('\\', "/");
    let paths =
        |place: &String| files.iter().map(|file| format!("{place}{}", path(file))).collect::<Vec<_>>();
    let paths: Vec<String> = places.iter().flat_map(paths).collect();
    let search = |change: Change| {
        let maker = (!committed.contains(&change)).then_some(Maker::Uncommitted);
        Search { paths: paths.clone(), change, maker }
    };
    Ok(answers.into_iter().map(search).collect())
}

/// What a return says about a task, under the name that the department has now.
fn said(value: &Return, found: &LoadedReturn, id: TaskId) -> Vec<Change> {
    let tasks = value.tasks.iter().filter(|answer| answer.id == id).cloned().collect();
    let own = Return { tasks, department: found.value.department.clone(), ..Return::default() };
    let changes = change::compare_returns(&found.plan, found.period, None, Some(&own));
    let is_answer = |change: &Change| matches!(change.subject, Subject::Return { task: Some(_), .. });
    changes.into_iter().filter(is_answer).collect()
}

fn find(repository: &Repository, head: &Revision, searches: &mut [Search]) -> Result<()> {
    let graph = Arc::new(Graph::of(repository, &Span::up_to(head))?);
    let open = |search: &&mut Search| search.maker.is_none();
    let paths: BTreeSet<String> = searches
        .iter()
        .filter(|search| search.maker.is_none())
        .flat_map(|search| search.paths.clone())
        .collect();
    for read in visits(repository, &graph, &paths, 0)? {
        let read = read?;
        for search in searches.iter_mut().filter(open) {
            let files = || read.files.iter().filter(|file| search.paths.contains(&file.path));
            let has = |side: &Side| holds(side, &search.change);
            let is_new =
                files().any(|file| has(&file.after)) && !files().any(|file| file.before.iter().any(has));
            if is_new {
                let entered = graph.entered(read.place);
                search.maker = Some(Maker::Commit { commit: read.commit.clone(), entered });
            }
        }
        if searches.iter().all(|search| search.maker.is_some()) {
            return Ok(());
        }
    }
    let oldest = Revision(graph.hash(graph.len().saturating_sub(1)).to_owned());
    for search in searches.iter_mut().filter(open) {
        search.maker = Some(Maker::Earlier(oldest.clone()));
    }
    Ok(())
}

/// Whether a file held the answer, whatever plan and department were called then.
fn holds(side: &Side, wanted: &Change) -> bool {
    let (Some(Record::Return(value)), Subject::Return { plan, period, department, task: Some(id) }) =
        (side.as_deref(), &wanted.subject)
    else {
        return false;
    };
    let found = LoadedReturn {
        plan: plan.clone(),
        period: *period,
        code: String::new(),
        value: Return { department: department.clone(), ..Return::default() },
    };
    said(value, &found, *id).contains(wanted)
}
