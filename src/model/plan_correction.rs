//! What a person corrected of a plan's own facts: its title, its period, the titles of its headings. The record says why,
//! and what stood there before, so that the next edition of the document is held against what the document said.

use std::borrow::Cow;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    deadline::Day,
    plan::{Period, Plan},
};
use crate::text::Lang;

/// What of a plan can be corrected.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanFact {
    /// The title of the document.
    #[default]
    Title,
    /// The days that it covers.
    Period,
    /// The title of a pillar.
    Pillar,
    /// The title of a key task.
    KeyTask,
}

impl PlanFact {
    /// What it is called.
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Title => lang.pick("标题", "title"),
            Self::Period => lang.pick("起止", "period"),
            Self::Pillar => lang.pick("板块", "pillar"),
            Self::KeyTask => lang.pick("重点任务", "key task"),
        }
    }
}

/// A correction of a plan's own facts.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "更正 / correction", description = "")]
pub struct PlanCorrection {
    /// The day.
    #[serde(with = "Day")]
    #[schemars(description = "日期 / day")]
    pub on: NaiveDate,
    /// What was corrected.
    #[schemars(description = "更正的内容 / what was corrected")]
    pub field: PlanFact,
    /// The number of the heading, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "板块或重点任务的编号 / number of the pillar or key task")]
    pub id: Option<u32>,
    /// What stood there before; none where nothing did. A period is written as [`Period::words`] has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "更正前 / before")]
    pub from: Option<String>,
    /// What stands there since.
    #[schemars(description = "更正后 / after")]
    pub to: String,
    /// Why.
    #[schemars(description = "原因 / why")]
    pub reason: String,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "提出者 / who asked for it")]
    pub by: Option<String>,
}

impl Period {
    /// Both days in one word, as a correction keeps them: `2025-01-01/2027-12-31`; a day that is not known is `..`.
    pub fn words(self) -> String {
        let day = |day: Option<NaiveDate>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
        format!("{}/{}", day(self.start), day(self.end))
    }

    /// The reverse of [`Self::words`].
    fn of_words(words: &str) -> Option<Self> {
        let (start, end) = words.split_once('/')?;
        let day = |word: &str| match word {
            ".." => Some(None),
            word => super::deadline::parse_date(word).map(Some),
        };
        Some(Self { start: day(start)?, end: day(end)? })
    }
}

impl Plan {
    /// What the plan says of itself there; none where it says nothing, or has no such heading.
    pub fn fact(&self, fact: PlanFact, id: Option<u32>) -> Option<Cow<'_, str>> {
        match fact {
            PlanFact::Title => Some(Cow::Borrowed(&*self.title)),
            PlanFact::Period => self.period.map(|period| Cow::Owned(period.words())),
            PlanFact::Pillar => self.pillar(id?).map(|pillar| Cow::Borrowed(&*pillar.title)),
            PlanFact::KeyTask => self.key_task(id?).map(|known| Cow::Borrowed(&*known.title)),
        }
    }

    /// What its document says there: what stood before the corrections that led to what stands there now. None where it
    /// says nothing.
    pub fn printed_fact(&self, fact: PlanFact, id: Option<u32>) -> Option<Cow<'_, str>> {
        let mut says = self.fact(fact, id);
        for known in self.corrections.iter().rev().filter(|known| (known.field, known.id) == (fact, id)) {
            // What an edition brought since then is its own.
            if says.as_deref() != Some(&*known.to) {
                break;
            }
            says = known.from.as_deref().map(Cow::Borrowed);
        }
        says
    }

    /// Whether a person corrected what stands there now.
    pub fn is_corrected(&self, fact: PlanFact, id: Option<u32>) -> bool {
        self.printed_fact(fact, id) != self.fact(fact, id)
    }

    /// The plan's own facts as its document has them.
    pub fn as_printed(&self) -> Self {
        let mut plan = self.clone();
        let says = |fact, id| self.printed_fact(fact, id).map(Cow::into_owned);
        plan.title = says(PlanFact::Title, None).unwrap_or_default();
        if self.is_corrected(PlanFact::Period, None) {
            plan.period = says(PlanFact::Period, None).and_then(|words| Period::of_words(&words));
        }
        for pillar in &mut plan.pillars {
            pillar.title = says(PlanFact::Pillar, Some(pillar.id)).unwrap_or_default();
        }
        for known in &mut plan.key_tasks {
            known.title = says(PlanFact::KeyTask, Some(known.id)).unwrap_or_default();
        }
        plan
    }
}
