//! What is asked of a plan: that what it says of itself – its title, the days that it covers, the titles of its headings –
//! is corrected, for a reason that the plan keeps.

use std::{collections::HashSet, path::PathBuf};

use chrono::NaiveDate;

use crate::{
    error::{Error, Result},
    import::{
        edition::{asked_of_misfit, is_misfit},
        grammar::years_typed,
    },
    model::{Period, Plan, PlanCorrection, PlanFact, Review, Task, read_date},
    query::Heading,
    store::{Store, Transaction, layout, load},
};

/// A plan's name is that of a directory, and `--plan all` means every plan.
///
/// # Errors
/// When it can't be one.
pub fn ensure_slug(slug: &str) -> Result<()> {
    if layout::is_slug(slug) {
        return Ok(());
    }
    Err(Error::usage(text!("`{slug}` 不能作方案名", "`{slug}` can't name a plan")).named("bad-slug").hint(
        text!(
            "方案名用小写字母、数字和连字符，如 minsheng-2026；中文名称另有标题一栏，取自文件，可用 `pjt plan edit` 更正",
            "use lower-case letters, digits and hyphens, as in minsheng-2026; the title is kept apart, as the document has it, and `pjt plan edit` corrects it"
        ),
    ))
}

/// What is asked of a plan.
#[derive(Clone, Debug)]
pub struct PlanRequest {
    /// The title of the plan.
    pub title: Option<String>,
    /// The days that it covers.
    pub period: Option<Period>,
    /// The titles of pillars.
    pub pillars: Vec<Retitled>,
    /// The titles of key tasks.
    pub key_tasks: Vec<Retitled>,
    /// The day on which it is asked.
    pub today: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who asks for it.
    pub by: Option<String>,
}

/// A heading, and the title that it gets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Retitled {
    /// Its number or a part of its title, as it was typed.
    pub heading: String,
    /// What it is called from now on.
    pub title: String,
}

/// What was prepared of a request.
#[derive(Clone, Debug)]
pub struct PlanUpdate {
    /// Tasks with days that the new years don't cover: each of them waits until somebody sets these anew.
    pub misfits: Vec<Task>,
    /// The plan's file, whether or not anything changes in it.
    pub asked: Vec<PathBuf>,
}

impl PlanRequest {
    /// Refuses what asks for nothing.
    ///
    /// # Errors
    /// When nothing is to change.
    pub fn ensure_something_to_do(&self) -> Result<()> {
        let has_heading = !(self.pillars.is_empty() && self.key_tasks.is_empty());
        if self.title.is_some() || self.period.is_some() || has_heading {
            return Ok(());
        }
        Err(Error::usage(text!("没有写明要改什么", "nothing was said to change"))
            .named("nothing-to-do")
            .hint(text!(
                "可用 --title 标题、--years 2025-2027、--pillar 编号=标题、--key-task 编号=标题",
                "say --title TITLE, --years 2025-2027, --pillar N=TITLE or --key-task N=TITLE"
            )))
    }

    /// Makes the corrections in the transaction.
    ///
    /// # Errors
    /// When the plan can't be read, or has no such heading.
    pub fn prepare(
        &self,
        slug: &str,
        store: &Store,
        transaction: &mut Transaction<'_>,
    ) -> Result<PlanUpdate> {
        let before = load::plan(store, slug).map_err(Error::from)?;
        let after = self.corrected(&before)?;
        let mut misfits = Vec::new();
        if after != before {
            transaction.revise_plan_file(&after)?;
            misfits = ask_of_misfits(&after, &before, store, transaction)?;
        }
        Ok(PlanUpdate { misfits, asked: vec![layout::plan_file(slug)] })
    }

    /// The plan as it becomes, with the record of what differs.
    fn corrected(&self, before: &Plan) -> Result<Plan> {
        let mut plan = before.clone();
        for (fact, id) in self.correct(&mut plan)? {
            let (from, to) = (before.fact(fact, id), plan.fact(fact, id));
            if from == to {
                continue;
            }
            let correction = PlanCorrection {
                on: self.today,
                field: fact,
                id,
                from: from.map(Into::into),
                to: to.map(Into::into).unwrap_or_default(),
                reason: self.reason.clone(),
                by: self.by.clone(),
            };
            plan.corrections.push(correction);
        }
        Ok(plan)
    }

    /// Puts what is wanted into the plan; gives which facts these are, each once.
    fn correct(&self, plan: &mut Plan) -> Result<Vec<(PlanFact, Option<u32>)>> {
        let mut facts = Vec::new();
        if let Some(title) = &self.title {
            plan.title.clone_from(title);
            facts.push((PlanFact::Title, None));
        }
        if let Some(period) = self.period {
            plan.period = Some(period);
            facts.push((PlanFact::Period, None));
        }
        // Each heading is found by what it was called before any was corrected.
        let known = plan.clone();
        for Retitled { heading, title } in &self.pillars {
            let id = Heading::pillar_of(heading, &known)?;
            let pillars = plan.pillars.iter_mut().filter(|pillar| pillar.id == id);
            pillars.for_each(|pillar| pillar.title = unmarked(title, pillar.label.as_deref()));
            facts.push((PlanFact::Pillar, Some(id)));
        }
        for Retitled { heading, title } in &self.key_tasks {
            let id = Heading::key_task_of(heading, &known)?;
            let key_tasks = plan.key_tasks.iter_mut().filter(|key_task| key_task.id == id);
            key_tasks.for_each(|key_task| key_task.title = unmarked(title, key_task.label.as_deref()));
            facts.push((PlanFact::KeyTask, Some(id)));
        }
        let mut seen = HashSet::new();
        facts.retain(|fact| seen.insert(*fact));
        Ok(facts)
    }
}

/// Asks a person about each task that has days which the new years don't cover, and the old ones did; where no edition asks, too,
/// nobody is asked any more about those that fit again. Gives the tasks that are asked about.
fn ask_of_misfits(
    plan: &Plan,
    before: &Plan,
    store: &Store,
    transaction: &mut Transaction<'_>,
) -> Result<Vec<Task>> {
    if plan.period == before.period {
        return Ok(Vec::new());
    }
    let snapshot = load::load(store, std::slice::from_ref(&plan.slug));
    let mut misfits = Vec::new();
    for task in snapshot.plans.into_iter().flat_map(|plan| plan.tasks) {
        let review = match (is_misfit(&task, before), is_misfit(&task, plan)) {
            (false, true) => asked_of_misfit(task.review),
            (true, false) if plan.former_sources.is_empty() => {
                task.review.filter(|review| *review != Review::Rescheduled)
            }
            _ => continue,
        };
        transaction.revise(&plan.slug, task.id, |task| {
            task.review = review;
            Ok(())
        })?;
        if is_misfit(&task, plan) {
            misfits.push(task);
        }
    }
    Ok(misfits)
}

/// A title without the marker that the document prints in front of it: that is kept apart.
fn unmarked(title: &str, label: Option<&str>) -> String {
    let bare = label.and_then(|label| title.strip_prefix(label)).map(str::trim_start);
    bare.filter(|bare| !bare.is_empty()).unwrap_or(title).to_owned()
}

/// What stands between two days.
const BETWEEN: [&str; 6] = ["..", "/", "至", "到", "—", "~"];

/// The days that a plan covers, as they are typed: 2025-2027, 2025, 2026年1月-2027年6月, 2025-09-01..2027-08-31. None where
/// they are written otherwise.
pub fn period_typed(typed: &str) -> Option<Period> {
    let of_days = || {
        BETWEEN.iter().find_map(|sign| {
            let (first, last) = typed.split_once(sign)?;
            let day = |side: &str| read_date(side.trim_matches(|c: char| c == '—' || c.is_whitespace())).ok();
            Some(Period { start: Some(day(first)?), end: Some(day(last)?) })
        })
    };
    of_days().or_else(|| years_typed(typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::example::{day, plan};

    /// This and nothing else, on 2025-06-30.
    fn request() -> PlanRequest {
        PlanRequest {
            title: None,
            period: None,
            pillars: Vec::new(),
            key_tasks: Vec::new(),
            today: day("2025-06-30"),
            reason: "与原文核对".into(),
            by: Some("甲".into()),
        }
    }

    fn retitled(heading: &str, title: &str) -> Retitled {
        Retitled { heading: heading.into(), title: title.into() }
    }

    #[test]
    fn a_request_says_what_to_correct() {
        assert_eq!(request().ensure_something_to_do().unwrap_err().code(), "nothing-to-do");
        for request in [
            PlanRequest { title: Some("方案".into()), ..request() },
            PlanRequest { period: Some(Period::default()), ..request() },
            PlanRequest { pillars: vec![retitled("1", "新")], ..request() },
            PlanRequest { key_tasks: vec![retitled("1", "新")], ..request() },
        ] {
            assert!(request.ensure_something_to_do().is_ok(), "{request:?}");
        }
    }

    #[test]
    fn what_differs_is_recorded_with_what_stood_there() {
        let period = period_typed("2025-2027");
        let pillars = vec![retitled("2", "新板块"), retitled("1", "板块1")];
        let request = PlanRequest { title: Some("新方案".into()), period, pillars, ..request() };
        let after = request.corrected(&plan()).unwrap();
        assert_eq!((after.title.as_str(), after.period), ("新方案", period));
        let records = after.corrections.iter();
        let records: Vec<_> =
            records.map(|known| (known.field, known.id, known.from.as_deref(), &*known.to)).collect();
        assert_eq!(
            records,
            [
                (PlanFact::Title, None, Some(""), "新方案"),
                (PlanFact::Period, None, Some("2025-01-01/2025-12-31"), "2025-01-01/2027-12-31"),
                (PlanFact::Pillar, Some(2), Some("板块2"), "新板块"),
            ]
        );
        let first = &after.corrections[0];
        let kept = (first.on, first.reason.as_str(), first.by.as_deref());
        assert_eq!(kept, (day("2025-06-30"), "与原文核对", Some("甲")));
        assert_eq!(request.corrected(&after).unwrap(), after, "said once more it is the same");
    }

    #[test]
    fn headings_are_found_by_what_they_were_called_before() {
        let key_tasks = vec![retitled("重点1", "重点2"), retitled("重点2", "重点1")];
        let after = PlanRequest { key_tasks, ..request() }.corrected(&plan()).unwrap();
        let titles: Vec<_> = after.key_tasks.iter().map(|known| known.title.as_str()).collect();
        assert_eq!(titles, ["重点2", "重点1"]);
        // A heading that is named twice gets its last title, for one reason.
        let pillars = vec![retitled("1", "一"), retitled("板块1", "壹")];
        let after = PlanRequest { pillars, ..request() }.corrected(&plan()).unwrap();
        assert_eq!((after.pillars[0].title.as_str(), after.corrections.len()), ("壹", 1));
        let pillars = vec![retitled("9", "九")];
        assert!(PlanRequest { pillars, ..request() }.corrected(&plan()).is_err());
    }

    #[test]
    fn the_marker_of_a_heading_is_no_part_of_its_title() {
        for (typed, label, title) in [
            ("（一）建平台", Some("（一）"), "建平台"),
            ("（一） 建平台", Some("（一）"), "建平台"),
            ("（一）", Some("（一）"), "（一）"),
            ("（二）建平台", Some("（一）"), "（二）建平台"),
            ("建平台", None, "建平台"),
        ] {
            assert_eq!(unmarked(typed, label), title);
        }
    }

    #[test]
    fn years_are_read_as_people_write_them() {
        for (typed, period) in [
            ("2025-2027", "2025-01-01/2027-12-31"),
            ("2025—2027年", "2025-01-01/2027-12-31"),
            ("２０２５年至２０２７年", "2025-01-01/2027-12-31"),
            ("2025", "2025-01-01/2025-12-31"),
            ("2025年", "2025-01-01/2025-12-31"),
            ("2026年1月-2027年6月", "2026-01-01/2027-06-30"),
            ("2025-09-01..2027-08-31", "2025-09-01/2027-08-31"),
            ("2025年9月1日至2027年8月31日", "2025-09-01/2027-08-31"),
            ("2025年9月1日——2027年6月底", "2025-09-01/2027-06-30"),
        ] {
            assert_eq!(period_typed(typed).unwrap().words(), period, "{typed}");
        }
        for typed in ["25-27", "三年", "2025-09-01", "2025-2027左右", ""] {
            assert!(period_typed(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_plan_is_named_as_its_directory_can_be() {
        for slug in ["minsheng-2026", "a", "2026"] {
            assert!(ensure_slug(slug).is_ok(), "{slug}");
        }
        for slug in ["", "all", "民生", "Minsheng", "a/b", ".."] {
            assert_eq!(ensure_slug(slug).unwrap_err().code(), "bad-slug", "{slug}");
        }
    }
}
