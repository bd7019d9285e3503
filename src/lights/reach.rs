//! Rules that no task can ever meet: conditions that contradict each other, and rules behind one that holds whenever they do.

use super::{Condition, Rules};

/// No office has so many rules: those beyond are not compared.
const MOST_RULES: usize = 200;

/// One thing that a condition asks for.
#[derive(Clone, Copy, Debug)]
enum Part {
    Overdue(i64),
    Unstarted(i64),
    DueWithin(i64),
    SentBack(bool),
    /// The lag is above this number, or at it where that is enough; as points or as a share of what is planned.
    Above(Measure, i64, bool),
    /// The same from the other side.
    Below(Measure, i64, bool),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Measure {
    Points,
    Share,
}

impl Part {
    /// Whether whoever meets this one meets the other one, too.
    fn implies(self, other: Self) -> bool {
        match (self, other) {
            (Self::Overdue(own), Self::Overdue(other)) => own >= other,
            (Self::Unstarted(own), Self::Unstarted(other)) => own >= other,
            (Self::DueWithin(own), Self::DueWithin(other)) => own <= other,
            (Self::SentBack(own), Self::SentBack(other)) => own == other,
            (Self::Above(measure, own, has_own), Self::Above(of, other, has_other)) => {
                measure == of && (own > other || own == other && (has_other || !has_own))
            }
            (Self::Below(measure, own, has_own), Self::Below(of, other, has_other)) => {
                measure == of && (own < other || own == other && (has_other || !has_own))
            }
            _ => false,
        }
    }

    /// Whether nothing meets both.
    fn excludes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Overdue(_), Self::DueWithin(_)) => true,
            (Self::SentBack(own), Self::SentBack(other)) => own != other,
            (Self::Above(measure, own, has_own), Self::Below(of, other, has_other)) => {
                measure == of && (own > other || own == other && !(has_own && has_other))
            }
            _ => false,
        }
    }
}

impl Condition {
    /// The ways to meet it: each asks for all of its parts.
    fn ways(&self) -> Vec<Vec<Part>> {
        let limits = |measure, [over, from, under, upto]: [Option<i64>; 4]| {
            [
                over.map(|number| Part::Above(measure, number, false)),
                from.map(|number| Part::Above(measure, number, true)),
                under.map(|number| Part::Below(measure, number, false)),
                upto.map(|number| Part::Below(measure, number, true)),
            ]
        };
        let days = [
            self.overdue.map(Part::Overdue),
            self.unstarted.map(Part::Unstarted),
            self.due_within.map(Part::DueWithin),
            self.sent_back.map(Part::SentBack),
        ];
        let points = limits(Measure::Points, [self.gap_over, self.gap_from, self.gap_under, self.gap_upto]);
        let shares =
            limits(Measure::Share, [self.ratio_over, self.ratio_from, self.ratio_under, self.ratio_upto]);
        let own: Vec<Part> = days.into_iter().chain(points).chain(shares).flatten().collect();
        let Some(any) = &self.any else { return vec![own] };
        let alternatives = any.iter().flat_map(Self::ways);
        alternatives.map(|way| own.iter().copied().chain(way).collect()).collect()
    }

    /// Whether a way to meet it asks for two things that exclude each other.
    pub(super) fn contradicts_itself(&self) -> bool {
        self.ways().iter().any(|way| way.iter().any(|one| way.iter().any(|other| one.excludes(*other))))
    }

    /// Whether it holds only where the other one does.
    fn implies(&self, other: &Self) -> bool {
        let others = other.ways();
        let has = |way: &[Part], wanted: &Part| way.iter().any(|part| part.implies(*wanted));
        self.ways().iter().all(|way| others.iter().any(|other| other.iter().all(|wanted| has(way, wanted))))
    }
}

impl Rules {
    /// The first rule that is never reached and the one before it that holds whenever it does, from 0.
    pub(super) fn unreachable(&self) -> Option<(usize, usize)> {
        let rules = || self.rules.iter().take(MOST_RULES).map(super::Rule::condition).enumerate();
        rules().find_map(|(index, condition)| {
            let (before, _) = rules().take(index).find(|(_, before)| condition.implies(before))?;
            Some((index, before))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{lights::presets, store::yaml};

    fn rules(text: &str) -> Rules {
        yaml::read_as(Path::new("rules.yaml"), format!("rules: {text}").as_bytes()).unwrap()
    }

    #[test]
    fn what_no_task_can_meet_is_known() {
        for (condition, is_so) in [
            ("{overdue: 1, due_within: 5}", true),
            ("{gap_over: 10, gap_under: 5}", true),
            ("{gap_from: 10, gap_under: 10}", true),
            ("{gap_over: 10, gap_upto: 10}", true),
            ("{gap_from: 10, gap_upto: 10}", false),
            ("{gap_over: 10, gap_under: 11}", false),
            ("{gap_over: 10, ratio_under: 5}", false),
            ("{overdue: 1, any: [{gap_over: 10}, {due_within: 5}]}", true),
            ("{ratio_over: 10, any: [{sent_back: true}, {ratio_upto: 20}]}", false),
            ("{unstarted: 1, due_within: 5}", false),
        ] {
            let rules = rules(&format!("[{{red: {condition}}}]"));
            assert_eq!(rules.rules[0].condition().contradicts_itself(), is_so, "{condition}");
            assert_eq!(rules.fault().is_some(), is_so, "{condition}");
        }
    }

    #[test]
    fn a_rule_behind_one_that_holds_whenever_it_does_is_never_reached() {
        for (before, behind, is_so) in [
            ("{overdue: 1}", "{overdue: 1}", true),
            ("{overdue: 1}", "{overdue: 5, gap_over: 10}", true),
            ("{overdue: 5}", "{overdue: 1}", false),
            ("{due_within: 15}", "{due_within: 5}", true),
            ("{gap_over: 5}", "{gap_from: 10}", true),
            ("{gap_over: 10}", "{gap_from: 10}", false),
            ("{gap_from: 10}", "{gap_over: 10}", true),
            ("{any: [{gap_over: 0}, {overdue: 1}]}", "{overdue: 3}", true),
            ("{overdue: 1}", "{any: [{overdue: 2}, {gap_over: 0}]}", false),
            ("{any: [{gap_over: 0}, {overdue: 1}]}", "{any: [{overdue: 2}, {gap_over: 5}]}", true),
            ("{gap_over: 5}", "{ratio_over: 5}", false),
            ("{overdue: 1, ours: true}", "{overdue: 1}", true),
        ] {
            let rules = rules(&format!("[{{red: {before}}}, {{yellow: {behind}}}]"));
            assert_eq!(rules.unreachable().is_some(), is_so, "{before} {behind}");
            assert_eq!(rules.fault().map(|(rule, _)| rule), is_so.then_some(1), "{before} {behind}");
        }
    }

    #[test]
    fn each_rule_of_a_preset_can_be_met() {
        for (name, rules) in presets().unwrap() {
            assert!(rules.fault().is_none(), "{name}");
        }
    }
}
