//! The commits of a history and how they descend from each other: which of them are meant, what two sides of
//! a merge have in common, and with which commit of the branch each came into it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    dated, git,
    incoming::Known,
    repository::Repository,
    revision::{Revision, is_hash, seconds_of},
};
use crate::error::Result;

/// A commit's place in the graph: newer ones before older ones, none before its children.
pub(super) type Place = usize;

/// Which commits of a history are meant: up to `newest`, without what is known.
#[derive(Clone, Debug)]
pub struct Span {
    /// The commit whose names are meant, of places, plans and tasks: the newest one, or one that came after it.
    pub named_in: Revision,
    /// The newest.
    pub newest: Revision,
    /// What was there before it.
    pub known: Known,
}

impl Span {
    /// A commit and everything before it.
    pub fn up_to(newest: &Revision) -> Self {
        Self { named_in: newest.clone(), newest: newest.clone(), known: Known::Commits(Vec::new()) }
    }
}

/// The commits that a history can reach.
#[derive(Debug)]
pub(super) struct Graph {
    commits: Vec<Node>,
    places: HashMap<String, Place>,
    newest: Place,
}

#[derive(Debug)]
struct Node {
    hash: String,
    /// The date that it says, in seconds since 1970; of a commit of the branch, what it counts for.
    committed: i64,
    parents: Vec<Place>,
    /// Whether it has parents that are not on this machine.
    is_cut: bool,
    /// Whether it is a merge of which nobody here knows what its parents have in common.
    is_blind: bool,
    /// Whether it is one of those that are meant.
    is_meant: bool,
    /// Whether it came after them: it may have called things otherwise.
    is_later: bool,
    /// The commit of the branch that brought it in; none where an older one may have, which is not on this machine.
    entered: Option<Place>,
}

impl Graph {
    /// Asks git.
    ///
    /// # Errors
    /// When git fails.
    pub(super) fn of(repository: &Repository, span: &Span) -> Result<Self> {
        let mut arguments =
            vec!["rev-list", "--date-order", "--parents", "--timestamp", span.named_in.hash()];
        arguments.push(span.newest.hash());
        arguments.extend(span.known.words());
        let printed = repository.read(arguments)?;
        let printed = String::from_utf8_lossy(&printed);
        let cut = repository.cut_commits()?;
        let mut graph = Self { commits: Vec::new(), places: HashMap::new(), newest: 0 };
        let mut parents: Vec<Vec<&str>> = Vec::new();
        for line in printed.lines() {
            let mut words = line.split(' ');
            let (Some(Some(committed)), Some(hash)) = (words.next().map(seconds_of), words.next()) else {
                return Err(git::not_understood("rev-list", line));
            };
            let is_cut = cut.contains(hash);
            let place = graph.commits.len();
            graph.places.insert(hash.to_owned(), place);
            parents.push(words.filter(|hash| is_hash(hash)).collect());
            let hash = hash.to_owned();
            let parents = Vec::new();
            let (is_blind, is_meant, is_later, entered) = (false, false, false, None);
            graph.commits.push(Node {
                hash,
                committed,
                parents,
                is_cut,
                is_blind,
                is_meant,
                is_later,
                entered,
            });
        }
        for (node, hashes) in graph.commits.iter_mut().zip(parents) {
            node.parents = hashes.into_iter().filter_map(|hash| graph.places.get(hash).copied()).collect();
        }
        graph.newest = graph.place(span.named_in.hash()).unwrap_or_default();
        let known = span.known.hashes(repository)?;
        let too_old: Vec<Place> = known.iter().filter_map(|hash| graph.place(hash)).collect();
        let newest = graph.place(span.newest.hash()).unwrap_or_default();
        graph.mean(newest, too_old);
        graph.enter(repository.now());
        if !cut.is_empty() {
            graph.blind();
        }
        Ok(graph)
    }

    /// Marks what the newest commit that is meant reaches and those that are too old don't, and what came after it.
    fn mean(&mut self, newest: Place, too_old: Vec<Place>) {
        let reached = self.reached_from([newest]);
        let all = self.reached_from([self.newest]);
        let too_old = self.reached_from(too_old);
        for (place, node) in self.commits.iter_mut().enumerate() {
            node.is_meant = reached.contains(&place) && !too_old.contains(&place);
            node.is_later = all.contains(&place) && !reached.contains(&place) && !too_old.contains(&place);
        }
    }

    fn reached_from(&self, from: impl IntoIterator<Item = Place>) -> HashSet<Place> {
        let mut open: Vec<Place> = from.into_iter().collect();
        let mut reached: HashSet<Place> = HashSet::new();
        while let Some(place) = open.pop() {
            if reached.insert(place) {
                open.extend(self.parents(place));
            }
        }
        reached
    }

    /// A commit came into the branch with the oldest of the first parents that reaches it.
    fn enter(&mut self, now: i64) {
        let mut line = vec![self.newest];
        while let Some(parent) = line.last().and_then(|place| self.parents(*place).first().copied()) {
            line.push(parent);
        }
        line.reverse();
        let dates: Vec<i64> =
            line.iter().filter_map(|place| self.commits.get(*place)).map(|node| node.committed).collect();
        for (place, counted) in line.iter().zip(dated::counted(&dates, now)) {
            if let Some(node) = self.commits.get_mut(*place) {
                node.committed = counted.seconds;
            }
        }
        let is_whole = line.first().is_none_or(|oldest| !self.is_cut(*oldest));
        let of_branch: HashSet<Place> = line.into_iter().collect();
        // What came after a commit of the branch is no part of what was before it.
        let mut came_after: Vec<bool> = vec![is_whole; self.commits.len()];
        for place in (0..self.commits.len()).rev() {
            let comes = |parent: &Place| of_branch.contains(parent) || came_after.get(*parent) == Some(&true);
            if of_branch.contains(&place) || self.parents(place).iter().any(comes) {
                came_after.iter_mut().skip(place).take(1).for_each(|known| *known = true);
            }
        }
        let mut entered: Vec<Option<Place>> = vec![None; self.commits.len()];
        for place in 0..self.commits.len() {
            let own = if of_branch.contains(&place) {
                place
            } else {
                entered.get(place).copied().flatten().unwrap_or(place)
            };
            for parent in self.parents(place).to_vec() {
                if let Some(known) = entered.get_mut(parent) {
                    *known = (*known).max(Some(own));
                }
            }
            if let Some(node) = self.commits.get_mut(place) {
                node.entered = (came_after.get(place) == Some(&true)).then_some(own);
            }
        }
    }

    /// Marks the merges whose sides go on where this clone ends, before they meet.
    fn blind(&mut self) {
        for place in 0..self.commits.len() {
            let parents = self.parents(place);
            let is_blind = parents.len() > 1 && !self.common(parents).1;
            if let Some(node) = self.commits.get_mut(place) {
                node.is_blind = is_blind;
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.commits.len()
    }

    pub(super) fn newest(&self) -> Place {
        self.newest
    }

    pub(super) fn place(&self, hash: &str) -> Option<Place> {
        self.places.get(hash).copied()
    }

    pub(super) fn hash(&self, place: Place) -> &str {
        self.commits.get(place).map_or("", |node| &node.hash)
    }

    pub(super) fn parents(&self, place: Place) -> &[Place] {
        self.commits.get(place).map_or(&[], |node| &node.parents)
    }

    /// Whether it is one of those that are meant.
    pub(super) fn is_meant(&self, place: Place) -> bool {
        self.commits.get(place).is_some_and(|node| node.is_meant)
    }

    /// Whether it came after those.
    pub(super) fn is_later(&self, place: Place) -> bool {
        self.commits.get(place).is_some_and(|node| node.is_later)
    }

    /// Whether its parents are not on this machine: what it did itself is not known.
    pub(super) fn is_cut(&self, place: Place) -> bool {
        self.commits.get(place).is_some_and(|node| node.is_cut)
    }

    /// Whether what it did itself is not known, because what was before it is not on this machine.
    pub(super) fn is_unknown(&self, place: Place) -> bool {
        self.commits.get(place).is_some_and(|node| node.is_cut || node.is_blind)
    }

    /// When it came into the branch, in seconds since 1970; none where that is not known.
    pub(super) fn entered(&self, place: Place) -> Option<i64> {
        let by = self.commits.get(place)?.entered?;
        self.commits.get(by).map(|node| node.committed)
    }

    /// The newest commits that all of these descend from; several where two branches merged each other.
    pub(super) fn merge_bases(&self, of: &[Place]) -> Vec<Place> {
        self.common(of).0
    }

    /// The same, and whether this machine has all that they depend on.
    fn common(&self, of: &[Place]) -> (Vec<Place>, bool) {
        let mut is_whole = true;
        // Newer places are smaller, so whatever is taken out next was reached by all that can reach it.
        let all: u64 = (1_u64 << of.len().min(63)) - 1;
        let (mut open, mut bases) = (BTreeMap::<Place, (u64, bool)>::new(), Vec::new());
        for (side, place) in of.iter().take(63).enumerate() {
            open.entry(*place).or_default().0 |= 1 << side;
        }
        while open.values().any(|(_, is_below_base)| !is_below_base) {
            let Some((place, (sides, is_below_base))) = open.pop_first() else { break };
            let is_base = sides == all && !is_below_base;
            if is_base {
                bases.push(place);
            } else if !is_below_base && self.is_cut(place) {
                is_whole = false;
            }
            for parent in self.parents(place) {
                let known = open.entry(*parent).or_default();
                known.0 |= sides;
                known.1 |= is_base || is_below_base;
            }
        }
        (bases, is_whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A parent that is not on this machine.
    const CUT: Place = Place::MAX;

    /// A graph of these parents, the newest commit first.
    fn graph(parents: &[&[Place]]) -> Graph {
        let node = |(place, parents): (Place, &&[Place])| Node {
            hash: place.to_string(),
            committed: i64::try_from(parents.len()).unwrap(),
            parents: parents.iter().copied().filter(|parent| *parent != CUT).collect(),
            is_cut: parents.first() == Some(&CUT),
            is_blind: false,
            is_meant: true,
            is_later: false,
            entered: None,
        };
        let commits: Vec<Node> = parents.iter().enumerate().map(node).collect();
        let mut graph = Graph { commits, places: HashMap::new(), newest: 0 };
        graph.enter(i64::MAX);
        graph.blind();
        graph
    }

    #[test]
    fn two_sides_have_their_newest_common_commits_for_bases() {
        // 0 merges 1 and 2, which both come from 3; 4 is older.
        let simple = graph(&[&[1, 2], &[3], &[3], &[4], &[]]);
        assert_eq!(simple.merge_bases(&[1, 2]), [3]);
        // 1 and 2 merged 3 and 4 each into the other: both are bases.
        let crossed = graph(&[&[1, 2], &[3, 4], &[4, 3], &[5], &[5], &[]]);
        assert_eq!(crossed.merge_bases(&[1, 2]), [3, 4]);
        let strangers = graph(&[&[1, 2], &[], &[]]);
        assert!(strangers.merge_bases(&[1, 2]).is_empty());
        // One side is part of the other.
        assert_eq!(simple.merge_bases(&[1, 3]), [3]);
    }

    #[test]
    fn a_commit_enters_the_branch_with_the_oldest_merge_that_has_it() {
        // 0 and 1 are merges on the branch; 2 is on a side branch that 1 merged, and 3 the branch before.
        let graph = graph(&[&[1, 2], &[3, 2], &[4], &[4], &[]]);
        let by =
            |graph: &Graph| -> Vec<Option<Place>> { graph.commits.iter().map(|node| node.entered).collect() };
        assert_eq!(by(&graph), [0, 1, 1, 3, 4].map(Some));
        // Where the branch goes on elsewhere, only what came after one of its commits is known to be new.
        let shallow = self::graph(&[&[1, 2], &[4], &[3], &[4], &[CUT]]);
        assert_eq!(by(&shallow), [0, 1, 0, 0, 4].map(Some));
        let shallow = self::graph(&[&[1, 2], &[4], &[3], &[CUT], &[CUT]]);
        assert_eq!(by(&shallow), [Some(0), Some(1), None, None, Some(4)]);
    }

    #[test]
    fn a_merge_is_blind_where_its_sides_leave_this_machine_before_they_meet() {
        let blind = |parents: &[&[Place]]| graph(parents).is_unknown(0);
        assert!(!blind(&[&[1, 2], &[3], &[3], &[CUT]]));
        assert!(blind(&[&[1, 2], &[3], &[CUT], &[CUT]]));
        // One side meets the other, and was merged with something that is elsewhere.
        assert!(blind(&[&[1, 2], &[3, 4], &[3], &[5], &[CUT], &[]]));
    }
}
