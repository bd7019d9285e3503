//! What plans and headings are called on paper: by their titles. Whoever reads it knows neither directories nor numbers
//! of headings.

use serde_json::Value;

use crate::{
    model::{Field, Plan},
    text::Lang,
};

/// The titles of plans and headings.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// The plans, the newer state of each first, without their tasks.
    pub(super) plans: &'a [Plan],
    /// Whether there may be several.
    pub(super) are_several: bool,
    pub(super) lang: Lang,
}

impl<'a> Names<'a> {
    /// `《上海市深化产教融合协同育人行动计划》`; of a plan that can't be read, its directory.
    pub(super) fn title(self, slug: &str) -> String {
        let title = self.of(slug).map(|plan| plan.title.trim()).find(|title| !title.is_empty());
        titled(title.unwrap_or(slug), self.lang)
    }

    /// The plan as the beginning of a sentence, by its title where there are several.
    pub(super) fn subject(self, slug: &str) -> String {
        match self.are_several {
            true => self.title(slug),
            false => self.lang.pick("方案", "the plan").to_owned(),
        }
    }

    /// The heading that a task names by its number, `（二）优化人才供给`.
    pub(super) fn heading(self, slug: &str, field: Field, number: &Value) -> Option<String> {
        let id = u32::try_from(number.as_u64()?).ok()?;
        self.of(slug).find_map(|plan| {
            let (label, title) = match field {
                Field::Pillar => plan.pillar(id).map(|pillar| (&pillar.label, &pillar.title)),
                Field::KeyTask => plan.key_task(id).map(|known| (&known.label, &known.title)),
                _ => None,
            }?;
            Some(format!("{}{title}", label.as_deref().unwrap_or_default()))
        })
    }

    /// The plan, newer state first.
    pub(super) fn of(self, slug: &str) -> impl Iterator<Item = &'a Plan> {
        self.plans.iter().filter(move |plan| plan.slug == slug)
    }
}

/// A title in the marks that titles have.
pub(super) fn titled(title: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh if title.contains('《') => title.to_owned(),
        Lang::Zh => format!("《{title}》"),
        Lang::En => format!("“{title}”"),
    }
}
