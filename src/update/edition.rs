//! What a document does to the plan that it is the next edition of.

use chrono::NaiveDate;

use crate::{
    error::{Error, Result},
    import::{
        Draft,
        edition::{self, Edition, Same, Shrinkage},
    },
    model::{Change, FormerEdition, Plan, Registry},
    store::{PlanChoice, Store, Transaction, load},
};

/// How a document is held against the plan that is there.
#[derive(Clone, Debug)]
pub struct EditionRequest {
    /// Tasks that it words anew, by the numbers on both sides.
    pub same: Vec<Same>,
    /// Whether nothing was said about which part of the document to read.
    pub reads_as_it_is: bool,
    /// What a document without a title is called by: its file, which a new edition has another one of.
    pub untitled: String,
    /// The day on which the tasks begin that it adds; none is the plan's first.
    pub begins: Option<NaiveDate>,
    /// The day on which it is asked.
    pub today: NaiveDate,
}

/// What a document does to the plan that is there, before it is written.
#[derive(Debug)]
pub struct EditionUpdate {
    /// The plan as it is.
    pub before: Plan,
    /// The registry with the departments of the document.
    pub registry: Registry,
    /// None where it is the very document that the plan was read from.
    pub edition: Option<Edition>,
    /// What differs.
    pub changes: Vec<Change>,
    /// How many tasks are new and begin on which day.
    pub begun: Option<(usize, NaiveDate)>,
    /// What is left out of the plan, where that is more than is likely meant.
    pub shrinks: Option<Shrinkage>,
}

impl EditionRequest {
    /// Makes the changes in the transaction.
    ///
    /// # Errors
    /// When the plan can't be read as a whole, the document is a ledger, or a task is named that is not there.
    pub fn prepare(
        &self,
        draft: &Draft,
        store: &Store,
        transaction: &mut Transaction<'_>,
    ) -> Result<EditionUpdate> {
        let before = present(store, &draft.plan.slug)?;
        let mut registry = load::registry(store).map_err(Error::from)?;
        let mut edition = self.edition_of(draft, &before, &registry)?;
        let mut begun = None;
        if let Some(edition) = &mut edition {
            let count = self.begins.map_or(0, |day| edition.begin_new(day));
            begun = self.begins.filter(|_| count > 0).map(|day| (count, day));
            edition.plan.former_sources = before.sources_before(&draft.plan, self.today);
            registry.enrol(&draft.departments);
            transaction.revise_plan(&edition.plan, &registry)?;
        }
        let changes = transaction.changes().to_vec();
        let shrinks = edition.as_ref().and_then(|edition| edition.shrinks(&before));
        Ok(EditionUpdate { before, registry, edition, changes, shrinks, begun })
    }

    /// What the document makes of the plan; none where it is the very one that the plan was read from.
    fn edition_of(&self, draft: &Draft, before: &Plan, registry: &Registry) -> Result<Option<Edition>> {
        // The very bytes that the plan was read from say nothing new, whatever a person decided since.
        if self.reads_as_it_is && before.is_of_same_document(&draft.plan) {
            return Ok(None);
        }
        draft.ensure_no_ledger()?;
        let mut after = draft.plan.clone();
        if after.title == self.untitled {
            after.title.clone_from(&before.title);
        }
        Ok(Some(edition::compare_as_said(before, &after, registry, &self.same)?))
    }
}

impl EditionUpdate {
    /// The former edition that the document is, where a newer one has followed.
    pub fn former(&self, draft: &Draft) -> Option<FormerEdition<'_>> {
        self.edition.as_ref().and_then(|_| self.before.former_edition(&draft.plan))
    }
}

/// The plan as it stands, which must be readable as a whole to be compared.
fn present(store: &Store, slug: &str) -> Result<Plan> {
    let mut snapshot = store.load(&PlanChoice::Named(vec![slug.to_owned()]))?;
    if let Some(finding) = snapshot.unreadable.first() {
        return Err(Error::from(finding.clone()).hint(text!(
            "修好后再导入新版；没有写入任何内容",
            "correct it before a new edition is imported; nothing was written"
        )));
    }
    Ok(snapshot.plans.pop().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Source, Task},
        update::example::{day, plan, registry, task},
    };

    fn request() -> EditionRequest {
        EditionRequest {
            same: Vec::new(),
            reads_as_it_is: true,
            untitled: "附件2".into(),
            begins: None,
            today: day("2025-06-30"),
        }
    }

    /// The plan of the room's tests as a document says it, by this name of its bytes.
    fn draft(sha256: &str, title: &str, tasks: Vec<Task>) -> Draft {
        let source = Source { sha256: sha256.into(), ..Source::default() };
        Draft {
            plan: Plan { title: title.into(), source: Some(source), tasks, ..plan() },
            ..Draft::default()
        }
    }

    #[test]
    fn the_document_that_a_plan_was_read_from_says_nothing_new() {
        let before = draft("a", "方案", vec![task()]).plan;
        let edition =
            |request: EditionRequest, draft: &Draft| request.edition_of(draft, &before, &registry());
        let same = draft("a", "方案", Vec::new());
        assert!(edition(request(), &same).unwrap().is_none());
        assert!(edition(request(), &draft("b", "方案", vec![task()])).unwrap().is_some());
        let part = EditionRequest { reads_as_it_is: false, ..request() };
        assert!(edition(part, &same).unwrap().is_some(), "another part of it is compared");
    }

    #[test]
    fn a_document_without_a_title_keeps_that_of_the_plan() {
        let before = draft("a", "方案", vec![task()]).plan;
        for (title, kept) in [("附件2", "方案"), ("方案（修订）", "方案（修订）")] {
            let edition = request().edition_of(&draft("b", title, vec![task()]), &before, &registry());
            assert_eq!(edition.unwrap().unwrap().plan.title, kept);
        }
    }

    #[test]
    fn a_ledger_is_no_edition() {
        let ledger = Draft { is_ledger: true, ..draft("b", "方案", vec![task()]) };
        let before = draft("a", "方案", vec![task()]).plan;
        assert!(request().edition_of(&ledger, &before, &registry()).is_err());
        assert!(ledger.ledger_finding().is_some());
    }
}
