//! Every department passes the test of a name: no deadline, no column title, no person, no sentence, no mark.

use std::collections::{BTreeMap, HashMap};

use super::{
    super::{
        columns, deadline, fold, names,
        reading::{Item, Reading, finding},
    },
    places,
};
use crate::{
    error::Finding,
    import::{draft::Doubt, lexicon::words, source::SourceLocation},
    text::{Lang, Text},
};

words! {
    DITTO = DEPARTMENTS["as above"];
}

/// Names what does not read as a department, and marks that no legend explains.
#[expect(
    clippy::too_many_lines,
    reason = "one pass over all names, which fills four lists that belong together"
)]
pub(super) fn check(reading: &Reading, findings: &mut Vec<Finding>, doubts: &mut Vec<Doubt>) {
    let mut doubtful: BTreeMap<&str, (Text, Vec<SourceLocation>)> = BTreeMap::new();
    let (mut marked, mut likely): (Vec<SourceLocation>, Vec<SourceLocation>) = (Vec::new(), Vec::new());
    // a long table says the same names again and again
    let mut known: HashMap<&str, Option<Text>> = HashMap::new();
    for item in &reading.items {
        for mention in &item.departments.mentions {
            let unclear = mention.mark.filter(|mark| {
                reading.rules.is_likely(*mark) || reading.rules.meaning(Some(*mark)).is_none()
            });
            if let Some(mark) = unclear {
                let places = if reading.rules.is_likely(mark) { &mut likely } else { &mut marked };
                if places.last() != Some(&item.location) {
                    places.push(item.location);
                }
            }
            let reason = known.entry(&mention.name).or_insert_with(|| doubt(&mention.name)).clone();
            if let Some(reason) = reason {
                doubtful.entry(&mention.name).or_insert_with(|| (reason, Vec::new())).1.push(item.location);
            }
        }
    }
    let mut all: Vec<(&str, Text, Vec<SourceLocation>)> =
        doubtful.into_iter().map(|(name, (reason, places))| (name, reason, places)).collect();
    all.sort_by_key(|(_, _, places)| places.first().copied());
    for (name, reason, places) in &all {
        doubts.extend(places.iter().map(|location| Doubt {
            location: *location,
            text: (*name).to_owned(),
            reason: reason.clone(),
        }));
    }
    report(&all, findings);
    sections(reading, findings);
    teams(reading, findings);
    findings.extend(by_looks(reading));
    if let Some(first) = likely.first() {
        let list = places(&likely);
        let (zh, en) = (list.in_lang(Lang::Zh), list.in_lang(Lang::En));
        findings.push(finding(
            "marked-department",
            *first,
            text!(
                "有的责任部门带的标记与文件里说明的不同，也按牵头读入，请核对（{zh}）",
                "some departments carry another mark than the document explains; they are read as leads too, check \
                 them ({en})"
            ),
        )
        .fix(text!(
            "不表示牵头的，在文件的说明里写明各种标记的意思，再导入",
            "where it does not mean the lead, say in the document what each mark means, and import that"
        )));
    }
    if let Some(first) = marked.first() {
        let list = places(&marked);
        let (zh, en) = (list.in_lang(Lang::Zh), list.in_lang(Lang::En));
        findings.push(finding(
            "marked-department",
            *first,
            text!(
                "有的责任部门带★一类的标记，文件里没有说明它的意思，标记已略去（{zh}）",
                "some departments carry a mark such as ★ that the document does not explain; it was left out ({en})"
            ),
        ));
    }
}

/// Says where leads are told by how names look and that was not seen.
fn by_looks(reading: &Reading) -> Option<Finding> {
    let rules = Some(reading.rules).filter(|rules| rules.styled)?;
    let assigned = || reading.items.iter().filter(|item| !item.departments.mentions.is_empty());
    let lacks = |item: &&Item| item.departments.assigned(rules).lead.is_none();
    let lacking: Vec<SourceLocation> = assigned().filter(lacks).map(|item| item.location).collect();
    let first = lacking.first()?;
    if lacking.len() == assigned().count() {
        return Some(finding(
            "lead-by-looks",
            reading.styled_at.unwrap_or(SourceLocation::Unknown),
            text!(
                "文件说牵头单位用加粗一类的字样标出；字样没有读出来",
                "the document says that leads are told by how their names look (bold); that could not be read"
            ),
        ));
    }
    let list = places(&lacking);
    let (zh, en) = (list.in_lang(Lang::Zh), list.in_lang(Lang::En));
    Some(finding(
        "lead-by-looks",
        *first,
        text!(
            "文件说牵头单位用加粗一类的字样标出；有的任务里没有这样的单位，请核对（{zh}）",
            "the document says that leads are told by how their names look (bold); some tasks have no such name, check \
             them ({en})"
        ),
    ))
}

/// Says that sections behind the names of departments are not taken over.
fn sections(reading: &Reading, findings: &mut Vec<Finding>) {
    const FEW: usize = 3;
    let mentions =
        reading.items.iter().flat_map(|item| item.departments.mentions.iter().map(move |one| (item, one)));
    let all: Vec<(SourceLocation, &str)> =
        mentions.filter_map(|(item, mention)| Some((item.location, mention.section.as_deref()?))).collect();
    let Some((first, _)) = all.first() else { return };
    let mut known = Vec::new();
    for (_, section) in &all {
        if !known.contains(section) {
            known.push(*section);
        }
    }
    let more = if known.len() > FEW { "…" } else { "" };
    known.truncate(FEW);
    let (zh, en) = (known.join("、"), known.join(", "));
    findings.push(finding(
        "section-left-out",
        *first,
        text!(
            "有的责任部门后面括号里是它的科室（{zh}{more}），责任部门只记单位，科室没有记入",
            "the brackets behind some departments name sections of them ({en}{more}); the department is kept, not the \
             section"
        ),
    ));
}

/// Says that the members of a team were taken for it.
fn teams(reading: &Reading, findings: &mut Vec<Finding>) {
    let mut teams =
        reading.items.iter().filter_map(|item| Some((item.location, item.departments.teams.first()?)));
    let Some((first, team)) = teams.next() else { return };
    let team = fold::head(team);
    findings.push(finding(
        "team-left-out",
        first,
        text!(
            "“{team}”后面括号里写明了成员，责任部门记为这些成员，没有记“{team}”本身，请核对",
            "the bracket behind “{team}” names its members; they are the departments, not the team itself; check it"
        ),
    ));
}

fn report(all: &[(&str, Text, Vec<SourceLocation>)], findings: &mut Vec<Finding>) {
    const FEW: usize = 3;
    if all.len() <= FEW {
        for (name, reason, locations) in all {
            let Some(first) = locations.first() else { continue };
            let (name, zh, en) = (fold::head(name), reason.in_lang(Lang::Zh), reason.in_lang(Lang::En));
            findings.push(finding(
                "doubtful-department",
                *first,
                text!("责任部门“{name}”{zh}，请核对", "the department “{name}” {en}; check it"),
            ));
        }
        return;
    }
    let Some((_, _, locations)) = all.first() else { return };
    let Some(first) = locations.first() else { return };
    let count = all.len();
    let names = all.iter().take(FEW).map(|(name, ..)| fold::head(name)).collect::<Vec<_>>();
    let (zh, en) = (names.join("、"), names.join(", "));
    findings.push(finding(
        "doubtful-department",
        *first,
        text!(
            "有 {count} 个责任部门不像单位名称，请核对：{zh}…",
            "{count} departments do not read as names; check them: {en}…"
        ),
    ));
}

/// What is doubtful about a name.
fn doubt(name: &str) -> Option<Text> {
    const LONGEST: usize = 24;
    let key = fold::key(name);
    let count = key.chars().count();
    if deadline::is_phrase(&key) {
        Some(text!("像是时限", "reads as a deadline"))
    } else if columns::is_title(&key) {
        Some(text!("像是栏名", "reads as the title of a column"))
    } else if DITTO.matches(&key) {
        Some(text!("是“同上”，上面没有单位", "says “as above”, and nothing stands there"))
    } else if names::is_person(&key) {
        Some(text!("像是人名", "reads as a person"))
    } else if names::person_behind(&key).is_some() {
        Some(text!("括号里像是人名", "has what reads as a person in its bracket"))
    } else if count < 2 || key.starts_with(|sign: char| sign.is_ascii_digit()) && !names::is_department(&key)
    {
        Some(text!("不像单位名称", "does not read as a name"))
    } else if names::holds_two(&key) {
        Some(text!("像是连在一起的两个单位", "reads as two departments glued together"))
    } else if key.matches('(').count() != key.matches(')').count() {
        Some(text!("的括号不成对", "has half a pair of brackets"))
    } else if names::says_what_to_do(&key) || count > LONGEST && !names::is_department(&key) {
        Some(text!("像是一句话", "reads as a sentence"))
    } else if key.chars().any(|sign| {
        !sign.is_alphanumeric()
            && !matches!(sign, '(' | ')' | '[' | ']' | '、' | '-' | '·' | '/' | '"' | '“' | '”' | '&')
    }) {
        Some(text!("带有不属于名称的符号", "holds signs that no name has"))
    } else if !names::is_department(&key) {
        Some(text!("不像单位名称", "does not read as a name"))
    } else {
        None
    }
}
