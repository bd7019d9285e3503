//! Is the store right: named rules, each returning findings with the place and the fix. Rules read
//! what a [`Subject`] holds and change nothing.

mod agreement;
pub mod changes;
mod contradictions;
mod dates;
mod departments;
mod edited;
mod fields;
mod files;
mod headings;
mod ids;
mod lights;
mod periods;
mod places;
mod registry;
mod returns;
mod review;
mod source;
mod status;
mod subject;
mod text;

pub use agreement::disagreements;
pub use edited::edited;
pub use places::Places;
pub use subject::{Subject, UnusualFile};

use crate::{error::Finding, text::Text};

/// A rule of the store.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, which its findings carry.
    pub id: &'static str,
    /// What it asks for.
    pub title: fn() -> Text,
    /// The places that break it.
    run: fn(&Subject<'_>) -> Vec<Finding>,
}

/// Every rule, in the order of the listing.
pub fn rules() -> &'static [Rule] {
    const RULES: &[&[Rule]] = &[
        files::RULES,
        ids::RULES,
        fields::RULES,
        text::RULES,
        headings::RULES,
        departments::RULES,
        registry::RULES,
        status::RULES,
        dates::RULES,
        review::RULES,
        source::RULES,
        periods::RULES,
        returns::RULES,
        contradictions::RULES,
        lights::RULES,
    ];
    static ALL: std::sync::LazyLock<Vec<Rule>> = std::sync::LazyLock::new(|| RULES.concat());
    &ALL
}

/// Whether a finding asks a person to decide, and lets a commit pass: what an edition changed, what a return holds that
/// could not be read or placed.
pub fn waits_for_a_person(finding: &Finding) -> bool {
    finding.code == review::PENDING
        || finding.code == ids::NUMBER_GAP
        || finding.code == contradictions::ANSWER_CONTRADICTS
        || returns::UNSETTLED.contains(&finding.code)
}

/// Everything that breaks a rule, by file and line.
pub fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules().iter().flat_map(|rule| (rule.run)(subject)).collect();
    findings.sort_by(|one, other| {
        let places =
            [one, other].map(|finding| finding.place.as_ref().map(|place| (&place.path, place.line)));
        let [one, other] = places;
        one.cmp(&other)
    });
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        let mut names: Vec<_> = rules().iter().map(|rule| rule.id).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
