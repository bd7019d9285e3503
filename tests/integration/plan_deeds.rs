//! What somebody does with plans, at random: they get other names, change them with one another, come, and their tasks
//! go on. The same deeds are told with git (`plan_names`) and without it (the rules for changes).

use std::collections::BTreeMap;

use proptest::prelude::*;

pub(crate) const SLUGS: [&str; 5] = ["chanjiao", "shidian", "jidi", "pingtai", "xiangmu"];

/// What a plan is called, and what its two tasks are.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) slug: String,
    pub(crate) former: Vec<String>,
    /// What it was called, and had been, at the last commit.
    committed: Option<(String, Vec<String>)>,
    words: String,
    tasks: [(&'static str, Vec<String>); 2],
}

impl Known {
    fn new(slug: &str, words: String) -> Self {
        let tasks = [("in_progress", Vec::new()), ("in_progress", Vec::new())];
        Self { slug: slug.to_owned(), former: Vec::new(), committed: None, words, tasks }
    }

    fn rename(&mut self, slug: &str) {
        let old = std::mem::replace(&mut self.slug, slug.to_owned());
        self.former.retain(|former| former != slug);
        self.former.push(old);
        if let Some((name, former)) = &self.committed
            && name == slug
        {
            self.former.clone_from(former);
        }
    }

    fn commit(&mut self) {
        self.committed = Some((self.slug.clone(), self.former.clone()));
    }

    /// Its files, each with its path in the store.
    fn files(&self) -> Vec<(String, String)> {
        let former = match self.former.as_slice() {
            [] => String::new(),
            former => format!("\nformer_slugs:\n- {}\n", former.join("\n- ")),
        };
        let document = |name: &str, sign: u8| {
            let sha256 = format!(
                "{:064x}",
                self.words.bytes().fold(u64::from(sign), |sum, byte| sum * 31 + u64::from(byte))
            );
            format!("file: {}{name}.docx\n  sha256: \"{sha256}\"\n", self.words)
        };
        let plan = format!(
            "title: 方案{0}\n\nperiod:\n  start: \"2021-01-01\"\n  end: \"2025-12-31\"\n\nsource:\n  {1}\n\
             pillars:\n- id: 1\n  title: {0}板块\n{former}\nformer_sources:\n- {2}  until: \"2024-01-01\"\n",
            self.words,
            document("", 1),
            document("旧", 2),
        );
        let mut files = vec![(format!("{}/plan.yaml", self.slug), plan)];
        for (number, (status, notes)) in self.tasks.iter().enumerate() {
            let mut text = format!(
                "id: {}\npillar: 1\n\ncontent: {}第{number}条\n\ndepartments:\n- 市教委\n\nstatus: {status}\n",
                number + 1,
                self.words
            );
            if !notes.is_empty() {
                text += "\nnotes:\n";
            }
            for note in notes {
                text += &format!("- date: \"2025-06-30\"\n  text: {note}\n");
            }
            files.push((format!("{}/tasks/00{}.yaml", self.slug, number + 1), text));
        }
        files
    }
}

/// Three plans of three documents.
pub(crate) fn three_plans() -> Vec<Known> {
    let mut plans: Vec<Known> =
        SLUGS[..3].iter().enumerate().map(|(number, slug)| Known::new(slug, format!("文{number}"))).collect();
    plans.iter_mut().for_each(Known::commit);
    plans
}

/// The files of a store that holds these plans.
pub(crate) fn files(plans: &[Known]) -> BTreeMap<String, String> {
    let own = [("pjt.yaml", "format: 1\n"), ("departments.yaml", "departments:\n- name: 市教委\n")];
    let own = own.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    own.chain(plans.iter().flat_map(Known::files)).collect()
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Rename(usize, usize),
    Swap(usize, usize),
    New(usize),
    Note(usize, usize),
    Suspend(usize, usize),
    Commit,
}

pub(crate) fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..5_usize, 0..5_usize).prop_map(|(plan, slug)| Deed::Rename(plan, slug)),
        3 => (0..5_usize, 0..5_usize).prop_map(|(one, other)| Deed::Swap(one, other)),
        1 => (0..5_usize).prop_map(Deed::New),
        3 => (0..5_usize, 0..2_usize).prop_map(|(plan, task)| Deed::Note(plan, task)),
        2 => (0..5_usize, 0..2_usize).prop_map(|(plan, task)| Deed::Suspend(plan, task)),
        2 => Just(Deed::Commit),
    ]
}

/// What is there after each commit, the plans of the beginning first, and at the end, which is not committed.
pub(crate) fn states(deeds: Vec<Deed>) -> Vec<Vec<Known>> {
    let mut states = vec![three_plans()];
    let mut plans = three_plans();
    for (number, deed) in deeds.into_iter().enumerate() {
        carry_out(&mut plans, deed, number);
        if matches!(deed, Deed::Commit) {
            plans.iter_mut().for_each(Known::commit);
            states.push(plans.clone());
        }
    }
    states.push(plans);
    states
}

fn carry_out(plans: &mut Vec<Known>, deed: Deed, number: usize) {
    let count = plans.len();
    let is_free = |plans: &[Known], slug: &str| plans.iter().all(|known| known.slug != slug);
    match deed {
        Deed::Rename(plan, slug) if plan < count && is_free(plans, SLUGS[slug]) => {
            plans[plan].rename(SLUGS[slug]);
        }
        Deed::Swap(one, other) if one < count && other < count && one != other => {
            let (first, second) = (plans[one].slug.clone(), plans[other].slug.clone());
            plans[one].rename("between");
            plans[other].rename(&first);
            plans[one].rename(&second);
        }
        // It may be of the same document as another one.
        Deed::New(slug) if is_free(plans, SLUGS[slug]) => {
            let words =
                if number.is_multiple_of(2) { plans[0].words.clone() } else { format!("新{number}") };
            plans.push(Known::new(SLUGS[slug], words));
        }
        Deed::Note(plan, task) if plan < count => plans[plan].tasks[task].1.push(format!("事{number}")),
        Deed::Suspend(plan, task) if plan < count => {
            plans[plan].tasks[task].0 = "suspended";
            plans[plan].tasks[task].1.push(format!("因{number}"));
        }
        _ => {}
    }
}

/// Whether two of these plans are of the same document and had the same name once: nobody can tell then for certain which
/// of them was there before.
pub(crate) fn leaves_two_readings(plans: &[Known]) -> bool {
    let has = |known: &Known, name: &String| known.slug == *name || known.former.contains(name);
    let is_same = |one: &Known, other: &Known| {
        one.words == other.words && (has(other, &one.slug) || one.former.iter().any(|name| has(other, name)))
    };
    plans.iter().enumerate().any(|(at, one)| plans.iter().take(at).any(|other| is_same(one, other)))
}

/// What changed in each task, by plan and number, as words.
pub(crate) type Facts = BTreeMap<(String, u64), Vec<String>>;

/// What was done between two states.
pub(crate) fn made(before: &[Known], after: &[Known]) -> Facts {
    let mut facts = Facts::new();
    for (place, known) in after.iter().enumerate() {
        for number in 0..2 {
            let (status, notes) = &known.tasks[number];
            let of_task = match before.get(place) {
                None => vec!["task *".to_owned()],
                Some(old) => {
                    let (old_status, old_notes) = &old.tasks[number];
                    let step = (old_status != status).then(|| format!("status {status}"));
                    let new = notes.iter().skip(old_notes.len()).map(|note| format!("notes {note}"));
                    step.into_iter().chain(new).collect()
                }
            };
            if !of_task.is_empty() {
                facts.insert((known.slug.clone(), number as u64 + 1), of_task);
            }
        }
    }
    facts
}
