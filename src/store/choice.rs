//! Which plans of a store a command is about.

use super::{
    layout,
    load::{self, StoreSource},
};
use crate::{
    error::{Error, Result},
    model::Plan,
    text::fold::fold,
};

/// Which plans a command is about.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum PlanChoice {
    /// The store's default plan.
    #[default]
    Default,
    /// These.
    Named(Vec<String>),
    /// Every plan of the store.
    All,
}

/// The names of the chosen plans of any source.
///
/// # Errors
/// When a named plan does not exist, or no default is known.
pub fn choose(source: &dyn StoreSource, choice: &PlanChoice) -> Result<Vec<String>> {
    let config = load::config(source)?;
    match choice {
        PlanChoice::Default => match config.default_plan {
            // One side of a merge may have chosen it by a name that the other took from it, or what the other took out.
            Some(slug) => match current_slug(source, &slug) {
                gone if config.removed.iter().any(|plan| plan.was_called(&gone))
                    && !source.has_plan(&gone)? =>
                {
                    the_only_one(source.plans()?)
                }
                slug => named(source, &[slug]),
            },
            None => the_only_one(source.plans()?),
        },
        PlanChoice::Named(slugs) => named(source, slugs),
        PlanChoice::All => source.plans(),
    }
}

/// The plan that numbers of tasks belong to; an empty name where there is no plan yet.
///
/// # Errors
/// As [`choose`], and when it is the store of a day before its first.
pub fn plan_of_numbers(source: &dyn StoreSource, choice: &PlanChoice) -> Result<String> {
    match source.before_all() {
        Some(empty) => Err(empty.has_nothing()),
        None => Ok(choose(source, choice)?.into_iter().next().unwrap_or_default()),
    }
}

/// The plan that a bare number belongs to, where that is known.
pub fn default_plan(source: &dyn StoreSource) -> Option<String> {
    choose(source, &PlanChoice::Default).ok()?.into_iter().next()
}

/// What a plan is called now that was called so once; the same word where no plan has it or had it.
pub fn current_slug(source: &dyn StoreSource, slug: &str) -> String {
    if source.has_plan(slug).unwrap_or(true) {
        return slug.to_owned();
    }
    let plans = source.plans().unwrap_or_default();
    let had_it = |plan: &String| {
        load::plan(source, plan).is_ok_and(|plan| plan.former_slugs.iter().any(|former| former == slug))
    };
    plans.into_iter().find(had_it).unwrap_or_else(|| slug.to_owned())
}

fn named(source: &dyn StoreSource, slugs: &[String]) -> Result<Vec<String>> {
    if let Some(empty) = source.before_all().filter(|_| !slugs.is_empty()) {
        return Err(empty.has_nothing());
    }
    for slug in slugs {
        if !(layout::is_slug(slug) && source.has_plan(slug)?) {
            let list = listed(&source.plans()?);
            let error = Error::not_found(text!("没有名为 `{slug}` 的方案", "there is no plan `{slug}`"))
                .named("no-such-plan");
            let now = current_slug(source, slug);
            if now != *slug {
                return Err(error.hint(text!("它已改名为 `{now}`", "it is called `{now}` now")));
            }
            let error = match titled(source, slug) {
                Some(plan) => {
                    let (name, title) = (plan.slug, plan.title);
                    error.hint(text!(
                        "这里写方案名，不写标题：标题里有“{slug}”的是 `{name}`（{title}）",
                        "a plan goes by its name here: `{name}` has “{slug}” in its title ({title})"
                    ))
                }
                None => error,
            };
            let [zh, en] = list;
            return Err(error.hint(text!("现有方案：{zh}", "the plans are: {en}")));
        }
    }
    // A plan that is named twice is read once.
    let mut chosen: Vec<String> = Vec::with_capacity(slugs.len());
    for slug in slugs {
        if !chosen.contains(slug) {
            chosen.push(slug.clone());
        }
    }
    Ok(chosen)
}

/// The only plan with these words in its title.
fn titled(source: &dyn StoreSource, words: &str) -> Option<Plan> {
    let plans = source.plans().ok()?.into_iter();
    let plans = plans.filter_map(|slug| Some(Plan { slug: slug.clone(), ..load::plan(source, &slug).ok()? }));
    let mut found = plans.filter(|plan| fold(&plan.title).contains(&fold(words)));
    found.next().filter(|_| found.next().is_none())
}

/// Names on one line in Chinese and in English, not more than somebody reads.
fn listed(plans: &[String]) -> [String; 2] {
    const MOST: usize = 20;
    let few: Vec<&str> = plans.iter().take(MOST).map(String::as_str).collect();
    let (mut zh, mut en) = (few.join("、"), few.join(", "));
    let (count, left) = (plans.len(), plans.len() - few.len());
    if left > 0 {
        zh.push_str(&format!(" 等 {count} 个"));
        en.push_str(&format!(" and {left} more"));
    }
    [zh, en]
}

fn the_only_one(plans: Vec<String>) -> Result<Vec<String>> {
    if plans.len() < 2 {
        return Ok(plans);
    }
    let [zh, en] = listed(&plans);
    Err(Error::conflict(text!(
        "有多个方案，却没有指定默认方案",
        "there are several plans and no default one"
    ))
    .named("no-default-plan")
    .hint(text!("请加 `--plan 名称`（{zh}）", "say which with `--plan NAME` ({en})"))
    .hint(text!("或用 `pjt plan default 名称` 定下来", "or settle it with `pjt plan default NAME`")))
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn a_list_of_plans_ends_where_nobody_reads_on() {
        let plans = |count: usize| (1..=count).map(|number| format!("p{number}")).collect::<Vec<_>>();
        assert_eq!(listed(&plans(2)), ["p1、p2", "p1, p2"]);
        let [zh, en] = listed(&plans(20));
        assert!(zh.ends_with("、p20") && en.ends_with(", p20"), "{zh} {en}");
        let [zh, en] = listed(&plans(22));
        assert!(zh.ends_with("、p20 等 22 个") && en.ends_with(", p20 and 2 more"), "{zh} {en}");
    }
}
