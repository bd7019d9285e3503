//! Plans whose names go from one to another, in one commit and over several: what changed is told of the plan in which it
//! was changed, and nobody is accused of what nobody did. The same histories as those with git, a thousand times faster.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use proptest::{collection::vec, prelude::*};

use super::{RULES, of_rules, plan_names};
use crate::{
    error::{Finding, Result},
    history::{Differences, compare::between_sources, names_before},
    model::ChangedField,
    store::load::StoreSource,
};

#[path = "../../../tests/integration/plan_deeds.rs"]
mod plan_deeds;

use plan_deeds::{Facts, Known, deed, files, leaves_two_readings, made, states};

/// A store that is nowhere but here.
struct Memory(BTreeMap<PathBuf, String>);

impl Memory {
    fn of(plans: &[Known]) -> Self {
        Self(files(plans).into_iter().map(|(path, text)| (PathBuf::from(path), text)).collect())
    }
}

impl StoreSource for Memory {
    fn plans(&self) -> Result<Vec<String>> {
        let files = self.0.keys().filter(|path| path.ends_with("plan.yaml"));
        Ok(files.map(|path| path.iter().next().unwrap().to_string_lossy().into_owned()).collect())
    }

    fn yaml_files(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        Ok(self.0.keys().filter(|path| path.parent() == Some(directory)).cloned().collect())
    }

    fn directories(&self, directory: &Path) -> Result<Vec<PathBuf>> {
        let below = self.0.keys().filter_map(|path| path.strip_prefix(directory).ok());
        let below = below.filter(|rest| rest.iter().count() > 1);
        let found: BTreeSet<_> = below.map(|rest| directory.join(rest.iter().next().unwrap())).collect();
        Ok(found.into_iter().collect())
    }

    fn read(&self, path: &Path, _: u64) -> Result<Option<Vec<u8>>, Finding> {
        Ok(self.0.get(path).map(|text| text.clone().into_bytes()))
    }

    fn shown(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

fn told(differences: &Differences) -> Facts {
    let mut facts = Facts::new();
    for difference in &differences.tasks {
        let task = difference.after.as_ref().or(difference.before.as_ref()).unwrap();
        let changes = difference.changes();
        let words = changes.iter().map(|change| {
            let to = change.to["text"].as_str().or(change.to.as_str()).unwrap_or("*");
            let field = match &change.field {
                ChangedField::Field(field) => field.key(),
                _ => "task",
            };
            format!("{field} {to}")
        });
        facts.insert((difference.plan.clone(), task.id.0.into()), words.collect());
    }
    facts
}

/// Whether a plan says that it had the name of another one, which that one has before and after.
fn goes_through_anothers_name(before: &[Known], after: &[Known]) -> bool {
    let keeps =
        |name: &String| before.iter().zip(after).any(|(old, new)| [&old.slug, &new.slug] == [name; 2]);
    after.iter().any(|known| known.former.iter().any(keeps))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn what_changed_is_told_of_the_plan_that_it_was_changed_in(deeds in vec(deed(), 1..14)) {
        let states = states(deeds);
        let stores: Vec<Memory> = states.iter().map(|plans| Memory::of(plans)).collect();
        for (from, before) in states.iter().enumerate() {
            for (to, after) in states.iter().enumerate().skip(from + 1) {
                let differences = between_sources(&stores[from], &stores[to]);
                let mut findings = of_rules(&RULES, &differences, &stores[from], &stores[to]);
                // Of several commits one after the other knows which names a plan had between them. One that went through
                // the name of another one, which has it again, has to be told of by hand.
                let is_known = to == from + 1 && !goes_through_anothers_name(before, after);
                findings.retain(|finding| is_known || finding.code != plan_names::RULE.id);
                prop_assert!(findings.is_empty(), "{:#?}\n{:#?}\n{:#?}", findings, before, after);
                if leaves_two_readings(after) {
                    continue;
                }
                prop_assert_eq!(told(&differences), made(before, after), "{:#?}\n{:#?}", before, after);
                let names = names_before(&stores[from], &stores[to]);
                let same = after.iter().zip(before).map(|(new, old)| (new.slug.clone(), old.slug.clone()));
                prop_assert_eq!(names, same.collect::<BTreeMap<_, _>>());
            }
        }
    }
}
