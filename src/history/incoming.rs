//! The commits that somebody hands in: those of a branch, or of a push. And what each of them made itself,
//! merges above all: what a clean merge of their parents' fields would not have given.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    compare,
    difference::{Difference, Differences},
    git,
    git_stream::{Commit, date_of},
    repository::Repository,
    revision::{Misdated, Revision, is_hash, seconds_of},
    tree::Tree,
};
use crate::text::Text;
use crate::{
    error::{Error, Result},
    model::{Change, ChangedField, Subject, TaskId},
    store::layout,
};

/// A commit that is handed in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Who made it when.
    pub commit: Commit,
    /// Its parents, the first first.
    pub parents: Vec<Revision>,
    /// The date that it says, in seconds since 1970.
    pub committed: i64,
}

impl Incoming {
    /// The commit by its hash.
    pub fn revision(&self) -> Revision {
        Revision(self.commit.hash.clone())
    }
}

/// What was there before, in words of `rev-list`: hashes, or every reference.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Known {
    /// What these commits have.
    Commits(Vec<Revision>),
    /// What any reference has.
    References,
}

impl Known {
    pub(super) fn words(&self) -> Vec<&str> {
        match self {
            Self::Commits(commits) => commits.iter().map(Revision::hash).collect(),
            Self::References => vec!["--all"],
        }
    }

    /// The hashes of the commits whose past is known.
    pub(super) fn hashes(&self, repository: &Repository) -> Result<Vec<String>> {
        let words = match self {
            Self::Commits(commits) => {
                return Ok(commits.iter().map(|commit| commit.hash().to_owned()).collect());
            }
            Self::References => ["for-each-ref", "--format=%(objectname) %(*objectname)"],
        };
        let printed = repository.read(words)?;
        Ok(String::from_utf8_lossy(&printed).split_ascii_whitespace().map(str::to_owned).collect())
    }
}

/// The commits that `to` has beyond what is known, no commit before its parents.
///
/// # Errors
/// When git can't list them.
pub fn incoming(repository: &Repository, to: &Revision, known: &Known) -> Result<Vec<Incoming>> {
    const FORMAT: &str = "--format=%x00%H%x00%P%x00%an%x00%ae%x00%aI%x00%s%x00%ct%x00";
    let mut arguments = vec!["rev-list", "--topo-order", "--reverse", "--encoding=UTF-8", FORMAT, to.hash()];
    arguments.push("--not");
    arguments.extend(known.words());
    let printed = repository.read(arguments)?;
    let printed = String::from_utf8_lossy(&printed);
    // Behind the fields of a commit stands the line that names the next one.
    let fields: Vec<&str> = printed.split('\0').skip(1).collect();
    let mut found = Vec::new();
    for fields in fields.chunks(8) {
        let [hash, parents, author, email, date, subject, committed, _header] = fields else {
            return Err(git::not_understood("rev-list", &fields.join(" ")));
        };
        let parents: Vec<Revision> =
            parents.split_ascii_whitespace().map(|hash| Revision(hash.to_owned())).collect();
        let [hash, author, email, subject] = [hash, author, email, subject].map(|s| (*s).to_owned());
        let date = date_of(date);
        found.push(Incoming {
            commit: Commit { hash, parents: parents.len(), author, email, date, subject },
            parents,
            committed: seconds_of(committed).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// How far the clocks of offices may differ, in seconds.
const TOLERANCE: i64 = 24 * 60 * 60;

/// Those of the commits that say a day to come, or one before that of a commit which they follow: they count for another
/// day than they say.
///
/// # Errors
/// When git can't read a commit that they follow.
pub fn misdated(repository: &Repository, commits: &[Incoming]) -> Result<Vec<Misdated>> {
    let latest = repository.now() + TOLERANCE;
    let mut dates: HashMap<String, Option<i64>> =
        commits.iter().map(|incoming| (incoming.commit.hash.clone(), Some(incoming.committed))).collect();
    let mut found = Vec::new();
    for Incoming { commit, parents, committed: date } in commits {
        let date = *date;
        let mut before: Option<(i64, &str)> = None;
        for parent in parents {
            let seconds = match dates.get(parent.hash()) {
                Some(seconds) => *seconds,
                None => *dates.entry(parent.hash().to_owned()).or_insert(parent.committed(repository)?),
            };
            // One that is misdated itself is no measure.
            let measure = seconds.filter(|seconds| *seconds <= latest);
            before = before.max(measure.map(|seconds| (seconds, parent.hash())));
        }
        let is_early = |(seconds, _): &(i64, &str)| date.saturating_add(TOLERANCE) < *seconds;
        if date > latest || before.as_ref().is_some_and(is_early) {
            let (counts, by) = before.unwrap_or((repository.now(), ""));
            found.push(Misdated { hash: commit.hash.clone(), dated: date, counts, by: by.to_owned() });
        }
    }
    Ok(found)
}

/// Whether everything that `old` has, `new` has, too.
///
/// # Errors
/// When git can't be run.
pub fn is_ancestor(repository: &Repository, old: &Revision, new: &Revision) -> Result<bool> {
    Ok(repository.ask(["merge-base", "--is-ancestor", old.hash(), new.hash()])?.is_some())
}

/// Where two commits parted: one commit, several where branches crossed, none without a common past.
///
/// # Errors
/// When git can't be run.
pub(crate) fn merge_bases(
    repository: &Repository,
    one: &Revision,
    other: &Revision,
) -> Result<Vec<Revision>> {
    let printed = repository.ask(["merge-base", "--all", one.hash(), other.hash()])?.unwrap_or_default();
    Ok(printed.lines().filter(|hash| is_hash(hash)).map(|hash| Revision(hash.to_owned())).collect())
}

/// Where stores lie in a commit: prefixes, each empty or with a slash at its end.
///
/// # Errors
/// When git can't list the commit, and when a store other than that of the repository lies below a folder whose name is
/// no Unicode: it could not be asked for again.
pub fn stores(repository: &Repository, revision: &Revision) -> Result<Vec<String>> {
    let listing = repository.read(["ls-tree", "-r", "-z", "--name-only", "--full-tree", revision.hash()])?;
    let prefix = |name: &[u8]| -> Option<Result<String>> {
        let prefix = name.strip_suffix(layout::CONFIG.as_bytes())?;
        if !prefix.is_empty() && !prefix.ends_with(b"/") {
            return None;
        }
        let shown = String::from_utf8_lossy(prefix);
        if std::str::from_utf8(prefix).is_err() && shown != repository.prefix() {
            return Some(Err(nameless(&shown)));
        }
        Some(Ok(shown.into_owned()))
    };
    listing.split(|byte| *byte == 0).filter_map(prefix).collect()
}

/// Whether an object is a tree, or leads to one, in which a store lies.
///
/// # Errors
/// As [`stores`].
pub fn holds_a_store(repository: &Repository, object: &Revision) -> Result<bool> {
    let tree = format!("{}^{{tree}}", object.hash());
    let tree = repository.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", &tree])?;
    Ok(tree.is_some() && !stores(repository, object)?.is_empty())
}

fn nameless(shown: &str) -> Error {
    Error::failed(text!(
        "台账所在的文件夹 {shown} 名称不是 UTF-8，这里无法检查它",
        "the name of the folder {shown} in which a store lies is no UTF-8; it can't be checked from here"
    ))
    .hint(text!(
        "在 git 中把这个文件夹改名（`git mv`）后再提交",
        "give the folder another name (`git mv`), and commit that"
    ))
}

/// What a commit made itself, seen from one of its parents.
#[derive(Debug)]
pub struct Own {
    /// The store before.
    pub before: Tree,
    /// What differs from it and is the commit's own doing.
    pub differences: Differences,
    /// What came with the other parents of a merge.
    pub brought: Brought,
}

/// What other parents of a merge have made since they and this one parted. They answered for it themselves.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    changes: HashMap<(String, String), Vec<Change>>,
    /// What this parent itself has made since then; none of a commit that is no merge.
    own: Option<HashMap<(String, String), Vec<Change>>>,
    /// Tasks whose departments got another order, by plan and number.
    reordered: Vec<(String, TaskId)>,
}

impl Brought {
    fn key(change: &Change) -> (String, String) {
        (format!("{:?}", change.subject), format!("{:?}", change.field))
    }

    /// Of several commits with a merge among them, seen as one: nothing is known of its sides.
    pub fn of_nothing_but_a_merge() -> Self {
        Self { own: Some(HashMap::new()), ..Self::default() }
    }

    /// Whether it is what came to a merge.
    pub fn is_of_merge(&self) -> bool {
        self.own.is_some()
    }

    /// Whether this takes back what the parent itself had made, and no other side did so.
    pub fn drops(&self, change: &Change) -> bool {
        let made = self.own.as_ref().and_then(|own| own.get(&Self::key(change)));
        let is_back = |made: &Change| made.from == change.to && made.to == change.from;
        made.is_some_and(|made| made.iter().any(is_back)) && !self.gave(change)
    }

    /// Whether another side knows a plan by this name, now or formerly, that it changed.
    pub fn names_a_plan(&self, name: &str) -> bool {
        let says = |value: &Value| match value {
            Value::Array(names) => names.iter().any(|known| known == name),
            known => known == name,
        };
        let is_its = |change: &Change| match (&change.subject, &change.field) {
            (Subject::Plan(slug), ChangedField::Key(key)) => {
                slug == name || matches!(&**key, "slug" | "former_slugs") && says(&change.to)
            }
            (Subject::Plan(slug), _) => slug == name,
            _ => false,
        };
        self.changes.values().flatten().any(is_its)
    }

    /// Whether another side gave a list with this key, of a plan or of the settings, that has this entry.
    pub fn gave_entry(&self, key: &str, entry: &Value) -> bool {
        let has_it = |change: &Change| {
            change.field == ChangedField::Key(key.to_owned())
                && change.to.as_array().is_some_and(|entries| entries.contains(entry))
        };
        self.changes.values().flatten().any(has_it)
    }

    fn join(&mut self, other: &Self) {
        for (key, changes) in &other.changes {
            self.changes.entry(key.clone()).or_default().extend(changes.iter().cloned());
        }
        self.reordered.extend(other.reordered.iter().cloned());
    }

    fn add(&mut self, changes: impl Iterator<Item = Change>) {
        for change in changes {
            self.changes.entry(Self::key(&change)).or_default().push(change);
        }
    }

    /// Whether another side made exactly this change: a clean merge takes it.
    pub(crate) fn explains(&self, change: &Change) -> bool {
        self.changes.get(&Self::key(change)).is_some_and(|known| known.contains(change))
    }

    /// Whether the value after is one that another side gave: where both sides had changed it, a person took
    /// that one.
    pub fn gave(&self, change: &Change) -> bool {
        let same = self.changes.get(&Self::key(change));
        if same.is_some_and(|known| known.iter().any(|known| known.to == change.to)) {
            return true;
        }
        // What came as a whole on the other side brought each of its values; a return is known by its day.
        let whole = Change { field: ChangedField::Whole, ..change.clone() };
        let mut came = self.changes.get(&Self::key(&whole)).into_iter().flatten();
        let field = match (&change.subject, &change.field) {
            (Subject::Task { .. }, ChangedField::Field(field)) => field,
            (Subject::Return { .. }, ChangedField::Key(key)) if key == "received" => {
                return came.any(|known| known.to == change.to);
            }
            _ => return false,
        };
        came.any(|task| match task.to.get(field.key()) {
            Some(Value::Array(entries)) if change.to.is_null() => !entries.contains(&change.from),
            Some(Value::Array(entries)) => entries.contains(&change.to),
            Some(value) => *value == change.to,
            None => change.to.is_null(),
        })
    }

    /// What of these differences is not explained.
    pub fn without(&self, mut differences: Differences) -> Differences {
        let names = |difference: &Difference| {
            (difference.plan.clone(), difference.after.as_ref().map(|task| task.id))
        };
        differences.reordered.retain(|difference| {
            !self.reordered.iter().any(|(plan, id)| names(difference) == (plan.clone(), Some(*id)))
        });
        if self.changes.is_empty() {
            differences
        } else {
            differences.without(|change| self.explains(change))
        }
    }
}

/// What a commit with these parents made of them, seen from each. An ordinary commit has one; the first of all
/// has an empty store before it.
///
/// # Errors
/// When git can't read an object.
pub(crate) fn own_changes(repository: &Repository, parents: Vec<Tree>, after: &Tree) -> Result<Vec<Own>> {
    let brought = brought_to_each(repository, &parents)?;
    // What can't be read on both sides was broken by the merge; what one side brought, that side answers for.
    let trees: Vec<&Tree> = parents.iter().collect();
    let unreadable = match trees.as_slice() {
        [] | [_] => None,
        several => Some(compare::from_all(repository, several, after)?.unreadable),
    };
    let mut own = Vec::new();
    for (before, brought) in parents.into_iter().zip(brought) {
        let mut differences = brought.without(compare::between(repository, &before, after)?);
        if let Some(unreadable) = &unreadable {
            differences.unreadable.clone_from(unreadable);
        }
        own.push(Own { before, differences, brought });
    }
    Ok(own)
}

/// What came to each of these parents from the others, and what each has made itself.
fn brought_to_each(repository: &Repository, parents: &[Tree]) -> Result<Vec<Brought>> {
    let mut brought = vec![Brought::default(); parents.len()];
    if parents.len() < 2 {
        return Ok(brought);
    }
    let mut own = brought.clone();
    for (number, parent) in parents.iter().enumerate() {
        for (other_number, other) in parents.iter().enumerate().filter(|(other, _)| *other != number) {
            let made = made_since(repository, parent, other)?;
            brought.get_mut(number).into_iter().for_each(|brought| brought.join(&made));
            own.get_mut(other_number).into_iter().for_each(|own| own.join(&made));
        }
    }
    for (brought, own) in brought.iter_mut().zip(own) {
        brought.own = Some(own.changes);
    }
    Ok(brought)
}

/// What `other` has made since it and `parent` parted.
fn made_since(repository: &Repository, parent: &Tree, other: &Tree) -> Result<Brought> {
    let mut made = Brought::default();
    for base in merge_bases(repository, parent.revision(), other.revision())? {
        let place = repository.clone().at(other.prefix());
        let base = Tree::of_history_or_empty(&place, other.revision(), &base)?;
        let differences = compare::between(repository, &base, other)?;
        let names = |difference: &Difference| Some((difference.plan.clone(), difference.after.as_ref()?.id));
        made.reordered.extend(differences.reordered.iter().filter_map(names));
        made.add(differences.changes().chain(differences.others.iter().cloned()));
    }
    Ok(made)
}

/// What git writes where there is no commit.
fn is_zero(hash: &str) -> bool {
    !hash.is_empty() && hash.bytes().all(|byte| byte == b'0')
}

/// One reference that a push moves, as a hook gets it from git.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Moved {
    /// What it was; none for one that is new.
    pub old: Option<Revision>,
    /// What it becomes; none for one that goes.
    pub new: Option<Revision>,
    /// Its name in full, in git's bytes.
    pub name: Vec<u8>,
}

impl Moved {
    /// `OLD NEW NAME`, zeros for nothing.
    ///
    /// # Errors
    /// When the line is something else.
    pub fn of(line: &[u8]) -> Result<Self> {
        let mut words = line.splitn(3, |byte| *byte == b' ');
        let (Some(old), Some(new), Some(name)) = (words.next(), words.next(), words.next()) else {
            return Err(not_a_push(line));
        };
        let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
        if !is_hash(&old) || !is_hash(&new) || !name.starts_with(b"refs/") {
            return Err(not_a_push(line));
        }
        let revision = |hash: &str| (!is_zero(hash)).then(|| Revision(hash.to_owned()));
        Ok(Self { old: revision(&old), new: revision(&new), name: name.to_owned() })
    }

    /// Its name for people.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.name).into_owned()
    }
}

fn not_a_push(line: &[u8]) -> Error {
    Error::usage(text!("标准输入不是 git 给钩子的内容", "this is not what git tells a hook"))
        .caused_by(Text::foreign(String::from_utf8_lossy(line)))
        .hint(text!(
            "`--pushed` 由服务器上的 pre-receive 钩子调用；核查一段提交用 `--range A..B`",
            "`--pushed` is for a pre-receive hook on a server; `--range A..B` checks commits"
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_push_names_what_was_what_is_and_where() {
        let (zero, hash) = ("0".repeat(40), "a1".repeat(20));
        let moved = Moved::of(format!("{zero} {hash} refs/heads/月 报").as_bytes()).unwrap();
        assert_eq!((moved.old.clone(), moved.shown().as_str()), (None, "refs/heads/月 报"));
        assert_eq!(moved.new.unwrap().hash(), hash);
        assert!(Moved::of(format!("{hash} {zero} refs/heads/x").as_bytes()).unwrap().new.is_none());
        for line in ["", "a b c", &format!("{hash} {hash}"), &format!("{hash} {hash} main")] {
            assert!(Moved::of(line.as_bytes()).is_err(), "{line}");
        }
    }
}
