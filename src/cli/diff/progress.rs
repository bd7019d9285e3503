//! How far tasks came between two states, and what became of their lights: what a leader asks of a quarter. Neither is in a
//! file, so no difference of files says it.

use chrono::NaiveDate;
use pjt::{
    Lang, Result,
    lights::{Judge, NamedRules, Points, completion, rounded, rules_of},
    model::{Entry, LightState, Plan, Snapshot, TaskNumber},
    query::Reports,
    store::{
        PlanChoice, choose,
        load::{self, StoreSource},
    },
};

/// So much of a task is shown that it is known again.
const SHOWN: usize = 24;

/// A state on its day, with what is known of its tasks.
pub(super) struct State {
    snapshot: Snapshot,
    reports: Reports,
    rules: Option<NamedRules>,
    day: NaiveDate,
}

impl State {
    /// Reads these plans as they were. What can't be read is told elsewhere.
    pub(super) fn read(source: &dyn StoreSource, plans: &PlanChoice, day: NaiveDate) -> Result<Self> {
        let snapshot = load::load(source, &choose(source, plans).unwrap_or_default());
        let reports = Reports::read(source, &snapshot);
        let rules = rules_of(source).ok().flatten();
        Ok(Self { snapshot, reports, rules, day })
    }

    fn entry(&self, plan: &Plan, id: pjt::model::TaskId) -> Option<Entry<'_>> {
        let own = |known: &&Plan| known.slug == plan.slug || plan.former_slugs.contains(&known.slug);
        let plan = self.snapshot.plans.iter().find(own)?;
        Some(Entry { plan, task: plan.tasks.iter().find(|task| task.id == id)? })
    }

    /// How far a task is, and its light where the office has rules.
    fn of(&self, entry: Entry<'_>) -> (Option<Points>, Option<LightState>) {
        let judge = |rules| Judge { rules, reports: &self.reports, today: self.day };
        let light = self.rules.as_ref().map(|rules| judge(rules).judge(entry).state());
        (completion(entry, &self.reports), light)
    }
}

/// The tasks of which the completion or the light is another one now, a line for each.
pub(super) fn lines([before, after]: [&State; 2], lang: Lang) -> Vec<String> {
    let has_plans = after.snapshot.plans.len() > 1;
    let line = |entry: Entry<'_>| {
        let (from, to) = (before.of(before.entry(entry.plan, entry.task.id)?), after.of(entry));
        let percents = (from.0 != to.0).then(|| {
            let [from, to] = [from.0, to.0].map(|points| match points {
                Some(points) => format!("{}%", rounded(points)),
                None => lang.pick("没有报", "unknown").to_owned(),
            });
            lang.pick(format!("完成率 {from} → {to}"), format!("{from} → {to}"))
        });
        let lights = from.1.zip(to.1).filter(|(from, to)| from != to);
        let lights = lights.map(|(from, to)| format!("{} → {}", from.label(lang), to.label(lang)));
        let parts: Vec<String> = percents.into_iter().chain(lights).collect();
        let plan = has_plans.then_some(entry.plan.slug.as_str()).map(|_| entry.plan.title.as_str());
        let number = TaskNumber::of(entry.task, None).words(lang);
        let number = plan.map_or(number.clone(), |plan| format!("《{plan}》{number}"));
        let words = entry.task.content.trim_end_matches(['。', '；', '.', ';']);
        let content: String = words.chars().take(SHOWN).collect();
        let more = if words.chars().count() > SHOWN { "…" } else { "" };
        (!parts.is_empty()).then(|| {
            format!("{number} {content}{more}{}{}", lang.pick("：", ": "), parts.join(lang.pick("，", ", ")))
        })
    };
    after.snapshot.entries().filter_map(line).collect()
}
