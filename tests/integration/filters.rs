//! Filters on files as people write them: what is passed over by a look at the text of a file is what reading it
//! whole would have passed over.

use std::path::{Path, PathBuf};

use pjt::{
    Result,
    error::Finding,
    model::{Entry, Registry, Status, parse_date},
    query::{Filter, Request},
    store::load::{self, Keep, StoreSource},
};
use proptest::prelude::*;

const DEPARTMENTS: [&str; 3] = ["市教委", "甲 乙局", "ＡＩ办"];
const KEYWORDS: [&str; 6] = ["平台", "平", "AI平台", "5g", "甲 乙", "）"];

/// A store of one plan with one task.
struct OneTask(String);

impl StoreSource for OneTask {
    fn plans(&self) -> Result<Vec<String>> {
        Ok(vec!["plan".to_owned()])
    }

    fn task_files(&self, _: &str) -> Result<Vec<PathBuf>> {
        Ok(vec![PathBuf::from("plan/tasks/014.yaml")])
    }

    fn read(&self, path: &Path, _: u64) -> Result<Option<Vec<u8>>, Finding> {
        let text = match path.to_str().unwrap() {
            "plan/plan.yaml" => "title: 方案\nlead_rule: first\n".to_owned(),
            "departments.yaml" => format!("departments:\n- name: {}\n", DEPARTMENTS.join("\n- name: ")),
            "plan/tasks/014.yaml" => self.0.clone(),
            _ => return Ok(None),
        };
        Ok(Some(text.into_bytes()))
    }

    fn shown(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

/// A text in one of the ways in which YAML can hold it; or another text, where the way does not fit.
fn scalar() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(&DEPARTMENTS[..]).prop_map(str::to_owned),
        4 => "(平台|平 台|平\u{3000}台|平\u{200b}台|ＡＩ平台|5Ｇ|甲 乙|（甲）|台平|a: b|x){1,2}",
        1 => "[平台甲乙 :#'\"AＡ]{0,6}",
    ];
    let styles = 0..8_u8;
    (word, styles).prop_map(|(word, style)| match style {
        0 => format!("'{}'", word.replace('\'', "''")),
        1 => format!("\"{}\"", word.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<String>()),
        2 => format!("\"{}\"", word.replace('"', "\\\"").replace(' ', "\\\n      \\ ")),
        3 => format!(">-\n    {}", word.replace(' ', "\n    ")),
        4 => format!("|-\n    {}", word.replace(' ', "\n    ")),
        5 => word.replace(' ', "\n    "),
        6 => format!("&here {word}"),
        _ => word,
    })
}

fn file() -> impl Strategy<Value = String> {
    let list = prop_oneof![
        2 => prop::collection::vec(scalar(), 1..4)
            .prop_map(|items| items.iter().map(|item| format!("\n- {item}")).collect::<String>()),
        1 => prop::collection::vec("(市教委|'甲 乙局'|\"ＡＩ办\"|\"\\\\u5e02教委\"|平台)", 0..3)
            .prop_map(|items| format!(" [{}]", items.join(", "))),
        1 => Just(" [*here]".to_owned()),
        1 => Just("\n- *here".to_owned()),
    ];
    let notes =
        prop::option::of(scalar().prop_map(|text| format!("notes:\n- date: 2025-02-03\n  text: {text}\n")));
    let lead = prop::option::of(list.clone().prop_map(|list| format!("lead:{list}\n")));
    let end = prop_oneof![3 => Just("\n"), 1 => Just("\r\n")];
    (scalar(), list, lead, notes, "(done|closed|\"done\"|odd)", end).prop_map(
        |(content, list, lead, notes, status, end)| {
            let [lead, notes] = [lead, notes].map(Option::unwrap_or_default);
            format!("id: 14\ncontent: {content}\ndepartments:{list}\n{lead}status: {status}\n{notes}")
                .replace('\n', end)
        },
    )
}

fn request() -> impl Strategy<Value = Request> {
    let names =
        || prop::collection::vec(prop::sample::select(&DEPARTMENTS[..]).prop_map(str::to_owned), 0..2);
    let words = prop::collection::vec(prop::sample::select(&KEYWORDS[..]).prop_map(str::to_owned), 0..3);
    (names(), names(), names(), words, any::<bool>()).prop_map(
        |(departments, leads, supports, keywords, done)| {
            let statuses = if done { vec![Status::Done] } else { Vec::new() };
            Request { departments, leads, supports, keywords, statuses, ..Request::default() }
        },
    )
}

/// The tasks that the filter finds, with or without a look at the text before it is read.
struct Matching<'a> {
    filter: &'a Filter,
    looks: bool,
}

impl Keep for Matching<'_> {
    fn can_hold(&self, text: &str) -> bool {
        !self.looks || self.filter.can_match_in(text)
    }

    fn matches(&self, entry: Entry<'_>) -> bool {
        self.filter.matches(entry)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_look_at_the_text_passes_over_nothing_that_reading_finds(file in file(), request in request()) {
        let source = OneTask(file);
        let outline = || load::outline(&source, &["plan".to_owned()]);
        let today = parse_date("2025-06-01").unwrap();
        let filter = Filter::resolve(&request, &outline(), today).unwrap();
        let [quick, slow] = [true, false]
            .map(|looks| load::select(&source, outline(), &Matching { filter: &filter, looks }));
        prop_assert_eq!(&quick.plans, &slow.plans);
        prop_assert_eq!(quick.passed_over, slow.passed_over);
        prop_assert_eq!(&quick.unreadable, &slow.unreadable);
        prop_assert_ne!(&slow.registry, &Registry::default());
    }
}
