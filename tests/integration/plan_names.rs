//! Names of plans that are used again: what was one plan's is told of that plan, wherever its name went.

use std::{collections::BTreeMap, fs};

use proptest::{collection::vec, prelude::*};

use crate::sandbox::Sandbox;

const SLUGS: [&str; 5] = ["chanjiao", "shidian", "jidi", "pingtai", "xiangmu"];

/// What a plan is called, and what its two tasks are.
#[derive(Clone, Debug)]
struct Known {
    slug: String,
    former: Vec<String>,
    words: String,
    tasks: [(&'static str, Vec<String>); 2],
}

impl Known {
    fn new(slug: &str, words: String) -> Self {
        let tasks = [("in_progress", Vec::new()), ("in_progress", Vec::new())];
        Self { slug: slug.to_owned(), former: Vec::new(), words, tasks }
    }

    fn rename(&mut self, slug: &str) {
        let old = std::mem::replace(&mut self.slug, slug.to_owned());
        self.former.retain(|former| former != slug);
        self.former.push(old);
    }

    fn write(&self, sandbox: &Sandbox) {
        let former = match self.former.as_slice() {
            [] => String::new(),
            former => format!("\nformer_slugs:\n- {}\n", former.join("\n- ")),
        };
        sandbox
            .write(&format!("data/{}/plan.yaml", self.slug), format!("title: 方案{}\n{former}", self.words));
        for (number, (status, notes)) in self.tasks.iter().enumerate() {
            let mut text = format!(
                "id: {}\ncontent: {}第{number}条\n\ndepartments:\n- 市教委\n\nstatus: {status}\n",
                number + 1,
                self.words
            );
            if !notes.is_empty() {
                text += "\nnotes:\n";
            }
            for note in notes {
                text += &format!("- date: \"2025-06-30\"\n  text: {note}\n");
            }
            sandbox.write(&format!("data/{}/tasks/00{}.yaml", self.slug, number + 1), text);
        }
    }
}

fn commit(sandbox: &Sandbox, plans: &[Known]) {
    for slug in SLUGS.iter().chain(&["between"]) {
        drop(fs::remove_dir_all(sandbox.path(&format!("data/{slug}"))));
    }
    plans.iter().for_each(|known| known.write(sandbox));
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "x", "--allow-empty"]);
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Rename(usize, usize),
    Swap(usize, usize),
    New(usize),
    Note(usize, usize),
    Suspend(usize, usize),
    Commit,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..5_usize, 0..5_usize).prop_map(|(plan, slug)| Deed::Rename(plan, slug)),
        3 => (0..5_usize, 0..5_usize).prop_map(|(one, other)| Deed::Swap(one, other)),
        1 => (0..5_usize).prop_map(Deed::New),
        3 => (0..5_usize, 0..2_usize).prop_map(|(plan, task)| Deed::Note(plan, task)),
        2 => (0..5_usize, 0..2_usize).prop_map(|(plan, task)| Deed::Suspend(plan, task)),
        2 => Just(Deed::Commit),
    ]
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

/// What changed in each task, by plan and number, as words.
type Facts = BTreeMap<(String, u64), Vec<String>>;

fn told(sandbox: &Sandbox, words: &str) -> Facts {
    let mut facts = Facts::new();
    for change in sandbox.pjt(words).json()["changes"].as_array().unwrap() {
        let key = (change["plan"].as_str().unwrap().to_owned(), change["task"].as_u64().unwrap());
        let to = change["to"]["text"].as_str().or(change["to"].as_str()).unwrap_or("*");
        assert!(change["from"].is_null() || change["field"] == "status", "{change}");
        facts.entry(key).or_default().push(format!("{} {to}", change["field"].as_str().unwrap()));
    }
    facts
}

fn made(before: &[Known], after: &[Known]) -> Facts {
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

fn three_plans() -> (Sandbox, Vec<Known>) {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.write("data/pjt.yaml", "format: 1\n");
    sandbox.write("data/departments.yaml", "departments:\n- name: 市教委\n");
    let plans: Vec<Known> =
        SLUGS[..3].iter().enumerate().map(|(number, slug)| Known::new(slug, format!("文{number}"))).collect();
    commit(&sandbox, &plans);
    (sandbox, plans)
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    #[test]
    fn what_changed_is_told_of_the_plan_that_it_was_changed_in(deeds in vec(deed(), 1..12)) {
        let (sandbox, before) = three_plans();
        let base = sandbox.git(&["rev-parse", "HEAD"]);
        let mut plans = before.clone();
        for (number, deed) in deeds.into_iter().enumerate() {
            carry_out(&mut plans, deed, number);
            if matches!(deed, Deed::Commit) {
                commit(&sandbox, &plans);
            }
        }
        // The last step is not committed at first.
        for slug in SLUGS {
            drop(fs::remove_dir_all(sandbox.path(&format!("data/{slug}"))));
        }
        plans.iter().for_each(|known| known.write(&sandbox));
        let expected = made(&before, &plans);
        prop_assert_eq!(told(&sandbox, &format!("diff {} --plan all --json", base.trim())), expected.clone());
        commit(&sandbox, &plans);
        prop_assert_eq!(told(&sandbox, &format!("diff {}..HEAD --plan all --json", base.trim())), expected);
        sandbox.pjt(&format!("check --range {}..HEAD", base.trim())).fine();
    }
}
