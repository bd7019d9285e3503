//! Which task of the plan each task of a new draft is: the same words first, then the most alike.
#![expect(clippy::indexing_slicing, reason = "the indices are counted over these very lists")]

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::{
    model::{Task, TaskId},
    text::fold::fold,
};

/// How alike two texts must be to be taken for one task, from 0 to 1, when the number agrees.
pub(super) const ALIKE_WITH_NUMBER: f64 = 0.4;
/// The same when only the wording speaks for it.
const ALIKE_WITHOUT: f64 = 0.6;
/// What an equal number is worth where several tasks are alike.
const NUMBER: f64 = 0.2;
/// How many steps the comparing may take. A document that would need more, because thousands of its tasks are
/// worded anew and share most of their words, is compared by its numbers, and by words as far as this goes.
const MOST_STEPS: usize = 40_000_000;

/// A task before by one of its wordings: the one that was printed, or the one that a person corrected it to.
struct Wording {
    /// The place of the task among those before.
    task: usize,
    /// Its words, folded.
    words: String,
}

/// The wordings of all tasks: first as they were printed, in the order of tasks, then those that a person corrected. `now`
/// are the tasks as the plan has them, `printed` as the document had them.
fn wordings(now: &[Task], printed: &[Task]) -> Vec<Wording> {
    let of = |tasks: &[Task]| -> Vec<Wording> {
        let wording = |(task, known): (usize, &Task)| Wording { task, words: fold(&known.content) };
        tasks.iter().enumerate().map(wording).collect()
    };
    let mut all = of(printed);
    let corrected: Vec<Wording> =
        of(now).into_iter().filter(|wording| all[wording.task].words != wording.words).collect();
    all.extend(corrected);
    all
}

/// For each task of the draft the index of the task before that it is. `said` is what a person says of it: these tasks before
/// are these of the draft, or none of it.
pub(super) fn pair(
    (now, printed): (&[Task], &[Task]),
    draft: &[Task],
    said: &[(usize, Option<usize>)],
) -> Vec<Option<usize>> {
    let wordings = wordings(now, printed);
    let drafted: Vec<String> = draft.iter().map(|task| fold(&task.content)).collect();
    let mut partner = vec![None; draft.len()];
    let mut free: BTreeSet<usize> = (0..printed.len()).collect();
    for (old, new) in said {
        free.remove(old);
        if let Some(new) = new {
            partner[*new] = Some(*old);
        }
    }
    let (as_printed, corrected) = wordings.split_at(printed.len());
    same_words((printed, as_printed), (draft, &drafted), &mut free, &mut partner);
    same_words((printed, corrected), (draft, &drafted), &mut free, &mut partner);
    // What is left is compared by how alike the words are, the most alike first.
    let numbers = Numbers::of(printed, &free);
    let mut index = Index::of(&wordings, &free);
    let mut by_task: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, wording) in wordings.iter().enumerate() {
        by_task.entry(wording.task).or_default().push(place);
    }
    let mut steps = MOST_STEPS;
    let mut may_take = |count: usize| steps.checked_sub(count).map(|left| steps = left).is_some();
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    let open = || (0..draft.len()).filter(|new| partner[*new].is_none());
    for new in open() {
        let own = index.known(&drafted[new]);
        for wording in numbers.of_task(&draft[new]).flat_map(|old| &by_task[&old]).copied() {
            if may_take(own.known.len() + index.sets[wording].len()) {
                let score = index.likeness(&own, wording);
                let old = wordings[wording].task;
                scored.extend((score >= ALIKE_WITH_NUMBER).then_some((score + NUMBER, old, new)));
            }
        }
    }
    for new in open() {
        let own = index.known(&drafted[new]);
        if may_take(index.cost(&own)) {
            let alike = index.alike(&own, ALIKE_WITHOUT).into_iter();
            scored.extend(alike.map(|(wording, score)| (score, wordings[wording].task, new)));
        }
    }
    scored.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then_with(|| (one.1, one.2).cmp(&(other.1, other.2)))
    });
    for (_, old, new) in scored {
        if partner[new].is_none() && free.remove(&old) {
            partner[new] = Some(old);
        }
    }
    partner
}

/// The same words are the same task; where several have them, the one with the same number, else the first. Only those
/// are paired that have no partner yet.
fn same_words(
    (before, wordings): (&[Task], &[Wording]),
    (draft, drafted): (&[Task], &[String]),
    unpaired: &mut BTreeSet<usize>,
    partner: &mut [Option<usize>],
) {
    let mut by_words: HashMap<&str, Vec<usize>> = HashMap::new();
    for wording in wordings.iter().filter(|wording| unpaired.contains(&wording.task)) {
        by_words.entry(&wording.words).or_default().push(wording.task);
    }
    let mut wanted: HashMap<&str, Vec<usize>> = HashMap::new();
    for (new, words) in drafted.iter().enumerate().filter(|(new, _)| partner[*new].is_none()) {
        wanted.entry(words).or_default().push(new);
    }
    for (words, olds) in by_words {
        let Some(news) = wanted.get(words) else { continue };
        let mut free: BTreeSet<usize> = olds.into_iter().collect();
        let numbers = Numbers::of(before, &free);
        for new in news {
            let same = numbers.of_task(&draft[*new]).find(|old| free.contains(old));
            partner[*new] = same.filter(|old| free.remove(old));
        }
        let mut rest: VecDeque<usize> = free.into_iter().collect();
        for new in news {
            if partner[*new].is_none() {
                partner[*new] = rest.pop_front();
            }
        }
        for old in news.iter().filter_map(|new| partner[*new]) {
            unpaired.remove(&old);
        }
    }
}

/// The tasks before by the number that is printed in front of them, or by that of their file where none is.
struct Numbers {
    by_label: HashMap<String, Vec<usize>>,
    by_id: HashMap<TaskId, usize>,
    without_label: HashMap<TaskId, usize>,
}

impl Numbers {
    fn of(before: &[Task], these: &BTreeSet<usize>) -> Self {
        let mut numbers =
            Self { by_label: HashMap::new(), by_id: HashMap::new(), without_label: HashMap::new() };
        for old in these {
            let task = &before[*old];
            numbers.by_id.insert(task.id, *old);
            match &task.label {
                Some(label) => numbers.by_label.entry(fold(label)).or_default().push(*old),
                None => drop(numbers.without_label.insert(task.id, *old)),
            }
        }
        numbers
    }

    /// Those with the number of a task of the draft.
    fn of_task(&self, new: &Task) -> impl Iterator<Item = usize> {
        let (labelled, by_id) = match &new.label {
            Some(label) => (self.by_label.get(&fold(label)), &self.without_label),
            None => (None, &self.by_id),
        };
        labelled.into_iter().flatten().chain(by_id.get(&new.id)).copied()
    }
}

/// A text as the set of its pairs of neighbouring characters, the second time that one stands there apart from
/// the first.
struct Pairs {
    /// Those that some task before has, in order, by their numbers.
    known: Vec<usize>,
    /// How many there are.
    count: usize,
}

/// Which wordings of the tasks before have which pairs of neighbouring characters.
struct Index {
    numbers: HashMap<(char, char, u32), usize>,
    /// The wordings that have a pair.
    places: Vec<Vec<usize>>,
    /// The pairs of each wording, in order; none of one that is not to be compared.
    sets: Vec<Vec<usize>>,
    /// How many pairs are shared with each wording: all zero between two questions.
    shared: Vec<usize>,
}

impl Index {
    /// Those of these tasks.
    fn of(wordings: &[Wording], these: &BTreeSet<usize>) -> Self {
        let mut index = Self {
            numbers: HashMap::new(),
            places: Vec::new(),
            sets: vec![Vec::new(); wordings.len()],
            shared: vec![0; wordings.len()],
        };
        let compared = wordings.iter().enumerate().filter(|(_, wording)| these.contains(&wording.task));
        for (place, wording) in compared {
            let mut set = Vec::new();
            for pair in pairs(&wording.words) {
                let next = index.places.len();
                let number = *index.numbers.entry(pair).or_insert(next);
                if number == next {
                    index.places.push(Vec::new());
                }
                index.places[number].push(place);
                set.push(number);
            }
            set.sort_unstable();
            index.sets[place] = set;
        }
        index
    }

    fn known(&self, text: &str) -> Pairs {
        let all = pairs(text);
        let mut known: Vec<usize> = all.iter().filter_map(|pair| self.numbers.get(pair).copied()).collect();
        known.sort_unstable();
        Pairs { known, count: all.len() }
    }

    /// The part of pairs that a text shares with a wording (Dice), from 0 to 1.
    fn likeness(&self, own: &Pairs, old: usize) -> f64 {
        let other = &self.sets[old];
        let (mut one, mut two, mut shared) = (0, 0, 0);
        while let (Some(here), Some(there)) = (own.known.get(one), other.get(two)) {
            one += usize::from(here <= there);
            two += usize::from(there <= here);
            shared += usize::from(here == there);
        }
        dice(shared, own.count + other.len())
    }

    /// How many steps [`Index::alike`] takes.
    fn cost(&self, own: &Pairs) -> usize {
        own.known.iter().map(|number| self.places[*number].len()).sum::<usize>() + own.count
    }

    /// The wordings that are at least so much like a text.
    fn alike(&mut self, own: &Pairs, at_least: f64) -> Vec<(usize, f64)> {
        let mut met = Vec::new();
        for old in own.known.iter().flat_map(|number| &self.places[*number]) {
            if self.shared[*old] == 0 {
                met.push(*old);
            }
            self.shared[*old] += 1;
        }
        let score = |old: usize, shared| (old, dice(shared, own.count + self.sets[old].len()));
        let mut alike: Vec<(usize, f64)> = met.iter().map(|old| score(*old, self.shared[*old])).collect();
        alike.retain(|(_, score)| *score >= at_least);
        met.into_iter().for_each(|old| self.shared[old] = 0);
        alike
    }
}

/// Whether two wordings under one number, both folded, are those of one task.
pub(super) fn is_one_task(one: &str, other: &str) -> bool {
    likeness(one, other) >= ALIKE_WITH_NUMBER
}

/// How alike two wordings are, both folded, from 0 to 1.
pub(super) fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (pairs(one), pairs(other));
    let known: BTreeSet<_> = one.iter().collect();
    let shared = other.iter().filter(|pair| known.contains(pair)).count();
    dice(shared, one.len() + other.len())
}

fn pairs(text: &str) -> Vec<(char, char, u32)> {
    let mut counts: HashMap<(char, char), u32> = HashMap::new();
    let pair = |(one, other)| {
        let count = counts.entry((one, other)).or_insert(0);
        *count += 1;
        (one, other, *count)
    };
    text.chars().zip(text.chars().skip(1)).map(pair).collect()
}

fn dice(shared: usize, total: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of characters are far below 2^52")]
    if total == 0 { 1.0 } else { 2.0 * shared as f64 / total as f64 }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn tasks(texts: impl IntoIterator<Item = String>) -> Vec<Task> {
        let task =
            |(index, content): (u32, String)| Task { id: TaskId(index + 1), content, ..Task::default() };
        (0..).zip(texts).map(task).collect()
    }

    #[test]
    fn an_index_finds_what_comparing_every_pair_finds() {
        let before = tasks(["建立联席会议制度", "认定一批标杆学校", "啊啊啊啊", ""].map(String::from));
        let before = wordings(&before, &before);
        let draft = ["建立部门联席会议制度", "认定标杆学校和企业", "啊啊", "全新的工作"].map(String::from);
        let these: BTreeSet<usize> = (0..before.len()).collect();
        let mut index = Index::of(&before, &these);
        for text in &draft {
            let own = index.known(text);
            let found: HashMap<usize, f64> = index.alike(&own, 0.01).into_iter().collect();
            for old in these.iter().filter(|old| !before[**old].words.is_empty()) {
                let likeness = index.likeness(&own, *old);
                let alike = found.get(old).copied().unwrap_or(0.0);
                assert!((likeness - alike).abs() < 1e-9, "{text} {}", before[*old].words);
            }
        }
    }

    #[test]
    fn the_most_alike_are_one_task_and_a_number_speaks_for_it() {
        let mut before =
            tasks(["建立市级公共服务平台", "建立区级公共服务平台", "发布白皮书"].map(String::from));
        let draft = tasks(["建立市级公共服务与交易平台", "发布年度绿皮书", "发布白皮书"].map(String::from));
        assert_eq!(pair((&before, &before), &draft, &[]), [Some(0), None, Some(2)]);
        before[2].label = Some("（3）".into());
        let mut moved = draft.clone();
        moved[1].label = Some("（3）".into());
        moved.pop();
        assert_eq!(
            pair((&before, &before), &moved, &[]),
            [Some(0), Some(2)],
            "alike enough with the same number"
        );
    }

    #[test]
    fn a_task_is_found_by_the_words_that_it_was_corrected_to_as_well() {
        let printed = tasks(["建成一批口袋公园", "新增停车泊位三千个"].map(String::from));
        let mut now = printed.clone();
        now[0].content = "完成儿童友好空间适儿化改造二十处".into();
        let draft = |words: &[&str]| tasks(words.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>());
        let paired = |words: &[&str]| pair((&now, &printed), &draft(words), &[]);
        assert_eq!(paired(&["完成儿童友好空间适儿化改造二十处"]), [Some(0)]);
        assert_eq!(paired(&["全新的工作", "完成儿童友好空间适儿化改造二十五处"]), [None, Some(0)]);
        let both = ["完成儿童友好空间适儿化改造二十处", "建成一批口袋公园"];
        assert_eq!(paired(&both), [None, Some(0)], "never two for one");
        let said = pair((&now, &printed), &draft(&both), &[(0, Some(0)), (1, None)]);
        assert_eq!(said, [Some(0), None], "what a person says comes first");
    }

    #[test]
    fn thousands_of_tasks_that_share_most_of_their_words_are_compared_in_time() {
        let text = |edition: &str, number: usize| {
            format!("推进第{number}项重点工作建设市级公共服务平台{edition}{}", number * 7919)
        };
        let time = |count: usize| {
            let begun = Instant::now();
            let before = tasks((0..count).map(|number| text("甲", number)));
            let draft = tasks((0..count).map(|number| text("乙", number)));
            assert!(pair((&before, &before), &draft, &[]).iter().all(Option::is_some));
            let same = tasks((0..count).map(|_| "推进工作".to_owned()));
            assert!(pair((&same, &same), &same, &[]).iter().all(Option::is_some));
            begun.elapsed()
        };
        // Comparing each with each would take 64 times as long for 8 times as many. How fast this machine is just now, and how
        // much else it does, says nothing.
        let mut ratios = (0..5).map(|_| time(6000).as_secs_f64() / time(750).as_secs_f64().max(1e-6));
        assert!(ratios.any(|ratio| ratio < 40.0));
    }
}
