//! Slips (督办单): what is demanded of one department, for one matter or for all of its matters, and why.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Matter,
    matter::{Evidence, UNKNOWN, light_words},
    words::known,
};
use crate::{
    model::{
        Entry, Light, Office, Registry, day_in_words,
        deadline::{Day, OptionalDay},
    },
    text::Lang,
};

/// A slip.
#[derive(Clone, Debug, Serialize)]
pub struct Slip {
    /// Its number: the day, and which one of that day's it is.
    pub number: String,
    /// Whom it goes to.
    pub department: String,
    /// The worst light of its matters.
    pub light: Option<Light>,
    /// What it is about.
    pub matters: Vec<Matter>,
    /// The day on which it is made out.
    #[serde(serialize_with = "Day::serialize")]
    pub on: NaiveDate,
    /// The day by which an answer is expected, where somebody said.
    #[serde(serialize_with = "OptionalDay::serialize")]
    pub reply_by: Option<NaiveDate>,
    /// What is demanded, where a person wrote it.
    pub demands: Option<String>,
    /// Who is to be asked, and who signs.
    #[serde(skip)]
    pub office: Office,
}

/// What slips are made for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The tasks, in the order of the store.
    pub entries: &'a [Entry<'a>],
    /// The lights that a slip is made out for; without rules it is what is overdue.
    pub lights: &'a [Light],
    /// Whether each matter has a slip of its own.
    pub each: bool,
    /// The day by which an answer is expected.
    pub reply_by: Option<NaiveDate>,
    /// What is demanded, in a person's words.
    pub demands: Option<&'a str>,
}

impl Slip {
    /// The slips, by department in the order of the store.
    pub fn all(
        request: &Request<'_>,
        registry: &Registry,
        office: &Office,
        evidence: &Evidence<'_>,
    ) -> Vec<Self> {
        let heirs = registry.heirs();
        let mut piles: Vec<(String, Vec<Matter>)> = Vec::new();
        for entry in request.entries {
            let judgement = evidence.judge(*entry);
            let is_meant = match &judgement {
                Some(judgement) => judgement.light.is_some_and(|light| request.lights.contains(&light)),
                None => entry.is_overdue(evidence.today),
            };
            // What is done needs no reminder, whatever its colour.
            if !is_meant || entry.task.status.is_finished() {
                continue;
            }
            let matter = evidence.matter(*entry, judgement.as_ref());
            let mut names: Vec<&str> = matter.lead.iter().map(|name| heirs.own_name(name)).collect();
            names.dedup();
            for name in &names {
                let others = names.iter().filter(|other| *other != name);
                let joint = others.map(|other| (*other).to_owned()).collect();
                let (name, matter) = (*name, Matter { joint, ..matter.clone() });
                match piles.iter_mut().find(|(known, _)| known == name && !request.each) {
                    Some((_, matters)) => matters.push(matter),
                    None => piles.push((name.to_owned(), vec![matter])),
                }
            }
        }
        (1..)
            .zip(piles)
            .map(|(number, (department, matters)): (usize, _)| Self {
                number: Self::number_of(evidence.today, number),
                department,
                light: matters.iter().filter_map(|matter| matter.light).min(),
                matters,
                on: evidence.today,
                reply_by: request.reply_by,
                demands: request.demands.map(str::to_owned),
                office: office.clone(),
            })
            .collect()
    }

    /// Numbers slips of a day anew, those of this day before them being so many.
    pub fn number_behind(slips: &mut [Self], count: usize) {
        for (number, slip) in (count + 1..).zip(slips) {
            slip.number = Self::number_of(slip.on, number);
        }
    }

    /// The number of the slip that is such a one of its day.
    pub fn number_of(on: NaiveDate, number: usize) -> String {
        format!("{}-{number:03}", on.format("%Y%m%d"))
    }

    /// Its title: `督办单（黄）`.
    pub fn title(&self) -> String {
        let colour = self.light.map(|light| light_words(light).trim_end_matches('灯'));
        colour.map_or_else(|| "督办单".to_owned(), |colour| format!("督办单（{colour}）"))
    }

    /// Its fields with their names, in the order of the paper.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let numbered = |words: fn(&Matter) -> String| match self.matters.as_slice() {
            [one] => words(one),
            all => {
                let has_several_plans =
                    all.iter().any(|matter| all.first().map(|one| &one.plan) != Some(&matter.plan));
                let line = |matter: &Matter| format!("{}：{}", matter.name(has_several_plans), words(matter));
                all.iter().map(line).collect::<Vec<_>>().join("\n")
            }
        };
        vec![
            ("标题", self.title()),
            ("编号", self.number.clone()),
            ("承办单位", self.department.clone()),
            ("配合单位", {
                let mut names: Vec<&str> = Vec::new();
                for name in self.matters.iter().flat_map(|matter| &matter.support) {
                    if !names.contains(&name.as_str()) {
                        names.push(name);
                    }
                }
                names.join("、")
            }),
            (
                "督办事项",
                self.matter_words(numbered(|matter| match matter.joint.join("、") {
                    none if none.is_empty() => matter.content.clone(),
                    others => format!("{}（与{others}共同承办）", matter.content),
                })),
            ),
            ("完成时限", numbered(Matter::deadline)),
            (
                "目前情况",
                numbered(|matter| {
                    let status = matter.status.label(Lang::Zh);
                    let actual = matter.actual.map(|_| format!("，完成率{}", matter.actual_words()));
                    let progress = matter.progress.as_ref().map(|words| format!("。{words}"));
                    format!("{status}{}{}", actual.unwrap_or_default(), progress.unwrap_or_default())
                }),
            ),
            ("督办理由", numbered(Matter::reason_words)),
            ("办理要求", known(self.demands.as_deref())),
            ("反馈时限", self.reply_by.map_or_else(String::new, day_in_words)),
            ("签发人", String::new()),
            ("联系人", known(self.office.contact.as_deref())),
            ("联系电话", known(self.office.phone.as_deref())),
            ("日期", day_in_words(self.on)),
        ]
    }

    /// What it is about, and the plan that says so, once.
    fn matter_words(&self, words: String) -> String {
        match self.matters.as_slice() {
            [one] if !one.plan_title.is_empty() => format!("{words}（{}）", one.name(true)),
            [one, rest @ ..]
                if !one.plan_title.is_empty() && rest.iter().all(|matter| matter.plan == one.plan) =>
            {
                format!("《{}》\n{words}", one.plan_title)
            }
            _ => words,
        }
    }

    /// How the light is called; a dash where there is none.
    pub(crate) fn light_words(&self) -> &'static str {
        self.light.map_or(UNKNOWN, light_words)
    }
}
