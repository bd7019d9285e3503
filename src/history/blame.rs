//! Who set each field of a task to the value that it has, and when. A value is followed from each commit to a
//! parent that holds it, too; where none does, the commit set it.

use serde_json::{Value, json};

use super::{
    git_stream::Commit,
    graph::{Graph, Place, Span},
    log::History,
    names::Name,
    pair::Pair,
    record::Side,
    repository::Repository,
    revision::Revision,
    tree::Tree,
    visits::Visit,
};
use crate::{
    error::Result,
    model::{Change, ChangedField, Field, Task, TaskId, change},
    store::layout,
};

/// A field's value, or one entry of a list, and what it came with.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The field.
    pub field: Field,
    /// Its value, or one entry of it, as in JSON.
    pub value: Value,
    /// What set it.
    pub maker: Maker,
}

/// What set a value.
#[derive(Clone, Debug)]
pub enum Maker {
    /// A commit.
    Commit {
        /// The commit.
        commit: Commit,
        /// When it came into the branch, in seconds since 1970; none where that is not on this machine.
        entered: Option<i64>,
    },
    /// It is not committed yet.
    Uncommitted,
    /// This commit or an older one, which is not on this machine.
    Earlier(Revision),
}

/// The origin of everything that `task` says, in the order of the file.
///
/// # Errors
/// When the history can't be read.
pub fn blame(repository: &Repository, head: &Revision, slug: &str, task: &Task) -> Result<Vec<Origin>> {
    let origin = |(field, value)| Origin { field, value, maker: Maker::Uncommitted };
    let mut origins: Vec<Origin> = values(task).into_iter().map(origin).collect();
    let Some((id, committed)) = committed(repository, head, slug, task)? else { return Ok(origins) };
    let graph = Graph::of(repository, &Span::up_to(head))?;
    let name = Name { prefix: repository.prefix().to_owned(), task: Some((slug.to_owned(), id)) };
    let mut followed = Followed { carried: vec![Vec::new(); graph.len()], open: 0, origins: &mut origins };
    let committed = values(&committed);
    let is_committed = |origin: &Origin| committed.contains(&(origin.field, origin.value.clone()));
    let all = 0..followed.origins.len();
    let begin: Vec<usize> =
        all.filter(|number| followed.origins.get(*number).is_some_and(is_committed)).collect();
    followed.open = begin.len();
    followed.carry(graph.newest(), begin);
    let mut history = History::open(repository, graph, vec![name], false)?;
    let mut reached = 0;
    while let Some(visit) = history.next_visit()? {
        for place in reached..visit.place {
            followed.pass(place, history.graph());
        }
        reached = visit.place + 1;
        followed.visit(&visit, history.graph());
        if followed.open == 0 {
            return Ok(origins);
        }
    }
    for place in reached..history.graph().len() {
        followed.pass(place, history.graph());
    }
    Ok(origins)
}

/// The task as the last commit has it, under the number that it has there.
fn committed(
    repository: &Repository,
    head: &Revision,
    slug: &str,
    task: &Task,
) -> Result<Option<(TaskId, Task)>> {
    for id in [task.id].into_iter().chain(task.former_ids.iter().rev().copied()) {
        let tree = Tree::of_files(repository, head, &[layout::task_file(slug, id)])?;
        if let Some(task) = tree.task(slug, id) {
            return Ok(Some((id, task)));
        }
    }
    Ok(None)
}

/// Everything that a task says, in the order of the file.
fn values(task: &Task) -> Vec<(Field, Value)> {
    let empty = Task { id: task.id, content: String::new(), ..Task::default() };
    let value_of = |fact: Change| match fact.field {
        ChangedField::Field(field) if !fact.to.is_null() => Some((field, fact.to)),
        _ => None,
    };
    let mut values: Vec<(Field, Value)> =
        change::compare("", &empty, task).into_iter().filter_map(value_of).collect();
    // What equals a new task's value differs from nothing, and was still set by somebody.
    if !values.iter().any(|(field, _)| *field == Field::Status) {
        let at = values.iter().take_while(|(field, _)| *field < Field::Status).count();
        values.insert(at, (Field::Status, json!(task.status)));
    }
    values
}

/// Values on their way to the commits that set them.
struct Followed<'a> {
    /// For each commit the numbers of the values that it holds and that are looked for.
    carried: Vec<Vec<usize>>,
    /// How many are looked for.
    open: usize,
    origins: &'a mut [Origin],
}

impl Followed<'_> {
    fn carry(&mut self, place: Place, numbers: Vec<usize>) {
        if let Some(carried) = self.carried.get_mut(place) {
            carried.extend(numbers);
        }
    }

    fn take(&mut self, place: Place) -> Vec<usize> {
        self.carried.get_mut(place).map(std::mem::take).unwrap_or_default()
    }

    /// A commit that changed nothing of the task has its values from its parent.
    fn pass(&mut self, place: Place, graph: &Graph) {
        let numbers = self.take(place);
        match graph.parents(place).first() {
            Some(parent) => self.carry(*parent, numbers),
            None => {
                for number in numbers {
                    self.set(number, Maker::Earlier(Revision(graph.hash(place).to_owned())));
                }
            }
        }
    }

    fn visit(&mut self, visit: &Visit, graph: &Graph) {
        let Some(pair) = visit.pairs.first() else { return self.pass(visit.place, graph) };
        let parents = graph.parents(visit.place);
        for number in self.take(visit.place) {
            match self.holder(number, pair).and_then(|side| parents.get(side)) {
                Some(parent) => self.carry(*parent, vec![number]),
                // What stood before it is not on this machine, so it may have stood there already.
                None if pair.before.iter().flatten().any(|record| record.is_missing()) => {
                    self.set(number, Maker::Earlier(Revision(graph.hash(visit.place).to_owned())));
                }
                None => {
                    let (commit, entered) = (visit.commit.clone(), graph.entered(visit.place));
                    self.set(number, Maker::Commit { commit, entered });
                }
            }
        }
    }

    /// The first parent that holds a value, too.
    fn holder(&self, number: usize, pair: &Pair) -> Option<usize> {
        let origin = self.origins.get(number)?;
        let wanted = (origin.field, origin.value.clone());
        let holds = |side: &Side| {
            side.as_ref().and_then(|record| record.task()).is_some_and(|task| values(task).contains(&wanted))
        };
        pair.before.iter().position(holds)
    }

    fn set(&mut self, number: usize, maker: Maker) {
        if let Some(origin) = self.origins.get_mut(number) {
            origin.maker = maker;
            self.open = self.open.saturating_sub(1);
        }
    }
}
