//! Whether a document that is to become a new plan is one that the store has already: its tasks would be counted
//! twice.

use std::collections::HashSet;

use crate::{
    error::{Error, Finding, Result},
    model::{Plan, PlanFact, Snapshot, Task},
    text::{Lang, Text, fold::fold},
};

/// Fewer tasks than these may be the same by chance, if not all are and in so many words.
const FEWEST: usize = 3;
/// So many letters are not the same by chance.
const MANY_LETTERS: usize = 20;

/// Why a document is taken for one that is a plan already.
#[derive(Debug, Eq, PartialEq)]
enum Sign {
    /// The same bytes.
    Document,
    /// The same title.
    Title(String),
    /// So many of so many tasks, word by word, that it is a former edition, or a copy.
    Copy(usize, usize),
    /// So many of its tasks, word by word.
    Tasks(usize),
}

/// A plan that a document looks like.
#[derive(Debug)]
pub struct Resemblance {
    slug: String,
    sign: Sign,
    /// Whether the document begins only when that plan is over: it is the next year's, more likely than an edition.
    is_later: bool,
}

impl Resemblance {
    /// The plan of the store that is most likely the same document, if any is.
    pub fn of(draft: &Plan, store: &Snapshot) -> Option<Self> {
        let found = |plan: &Plan, sign| {
            Some(Self { slug: plan.slug.clone(), sign, is_later: begins_behind(draft, plan) })
        };
        if let Some(plan) = store.plans.iter().find(|plan| plan.is_of_same_document(draft)) {
            return found(plan, Sign::Document);
        }
        let own: HashSet<String> = draft.tasks.iter().map(|task| fold(&task.content)).collect();
        // What a person corrected is found by what was printed.
        let words = |task: &Task| [fold(&task.content), fold(&task.as_printed().content)];
        for plan in &store.plans {
            let others: HashSet<String> = plan.tasks.iter().flat_map(words).collect();
            let shared = own.intersection(&others).count();
            // A form of one department, or an excerpt, may hold one task.
            let letters = own.iter().map(|words| words.chars().count()).sum::<usize>();
            let is_part = shared == own.len() && letters >= MANY_LETTERS;
            if is_part || shared >= FEWEST && 4 * shared >= 3 * own.len() {
                return found(plan, Sign::Copy(shared, own.len()));
            }
        }
        let titles = |plan: &Plan| {
            let printed = plan.printed_fact(PlanFact::Title, None).unwrap_or_default();
            [fold(&plan.title), fold(&printed)]
        };
        if let Some(plan) = store.plans.iter().find(|plan| titles(plan).contains(&fold(&draft.title))) {
            return found(plan, Sign::Title(plan.title.clone()));
        }
        store.plans.iter().find_map(|plan| {
            let others: HashSet<String> = plan.tasks.iter().map(|task| fold(&task.content)).collect();
            let shared = own.intersection(&others).count();
            let is_most =
                2 * shared > own.len().min(others.len()) && 4 * shared > own.len().max(others.len());
            is_most.then(|| found(plan, Sign::Tasks(shared))).flatten()
        })
    }

    /// Whether it is another plan's document, or as good as that: then a person is asked.
    pub fn is_asked(&self) -> bool {
        matches!(self.sign, Sign::Document | Sign::Copy(..))
    }

    /// What is asked before the same document becomes one more plan.
    pub fn question(&self, name: &str) -> Text {
        self.words_and(&text!(
            "，仍要作为方案 {name} 再导入一次吗？",
            "; import it once more as plan {name}?"
        ))
    }

    /// Why the same document is no second plan unless that is said.
    pub fn twice(&self, name: &str) -> Error {
        let slug = &self.slug;
        let error = match &self.sign {
            Sign::Document => Error::usage(text!(
                "这份文件已经是方案 {slug}，没有再导入；再作为方案 {name} 导入，任务会重复计数",
                "this document is plan {slug} already and was not imported again; as plan {name} its tasks would be counted twice"
            ))
            .named("same-document"),
            Sign::Copy(..) | Sign::Title(_) | Sign::Tasks(_) if self.is_later => {
                Error::usage(self.words_and(&text!(
                    "，没有导入；它要是新一年的方案 {name}，请确认",
                    "; nothing was imported: say whether it is the next year's plan, {name}"
                )))
                .named("same-plan")
            }
            _ => Error::usage(self.words_and(&text!(
                "，没有导入；再作为方案 {name} 导入，任务会重复计数",
                "; nothing was imported: as plan {name} they would be counted twice"
            )))
            .named("same-plan"),
        };
        error.hint(self.other_name())
    }

    /// What to do about a name that may be wrong, while nothing is imported yet.
    fn other_name(&self) -> Text {
        let slug = &self.slug;
        match self.sign {
            Sign::Copy(..) if self.is_later => text!(
                "它的起止在那个方案之后，像是新一年的方案：照此导入，加 `--yes`；确是那个方案的新版的，改用 `--plan {slug}`",
                "it begins when that plan is over, so it may be the next year's: import it as it is, with `--yes`; if it is an edition of that plan after all: `--plan {slug}`"
            ),
            Sign::Title(_) | Sign::Tasks(_) if self.is_later => text!(
                "它的起止在那个方案之后，像是新一年的方案：照此导入；确是那个方案的新版的，改用 `--plan {slug}`",
                "it begins when that plan is over, so it may be the next year's: import it as it is; if it is an edition of that plan after all: `--plan {slug}`"
            ),
            Sign::Document => text!(
                "名称写错的，改用 `--plan {slug}`；确实要再导入一次，加 `--yes`",
                "if the name is wrong: `--plan {slug}`; if it is meant: add `--yes`"
            ),
            Sign::Copy(..) => text!(
                "是它的新版的，改用 `--plan {slug}`；旧版不必再导入；确实是另一个方案的，加 `--yes`",
                "if it is its next edition: `--plan {slug}`; a former one need not be imported; if it is a plan of its own: add `--yes`"
            ),
            Sign::Title(_) | Sign::Tasks(_) => text!(
                "是它的新版的，改用 `--plan {slug}`；确实是另一个方案的，照此导入",
                "if it is its next edition: `--plan {slug}`; if it is a plan of its own: import it as it is"
            ),
        }
    }

    fn words(&self) -> Text {
        let slug = &self.slug;
        match &self.sign {
            Sign::Document => text!("这份文件已经是方案 {slug}", "this document is plan {slug} already"),
            Sign::Title(title) => text!(
                "台账里的方案 {slug} 标题相同（{title}）",
                "plan {slug} of the store has the same title ({title})"
            ),
            Sign::Copy(count, of) => text!(
                "这份文件的 {of} 项任务中有 {count} 项与台账里的方案 {slug} 一字不差",
                "{count} of the {of} tasks of this document are those of plan {slug}, word by word"
            ),
            Sign::Tasks(count) => text!(
                "有 {count} 项任务与台账里的方案 {slug} 一字不差",
                "{count} of the tasks are those of plan {slug}, word by word"
            ),
        }
    }

    /// What it was taken for, and what follows from that.
    fn words_and(&self, rest: &Text) -> Text {
        let words = self.words();
        let both = |lang: Lang| [words.in_lang(lang), rest.in_lang(lang)].concat();
        Text::new(both(Lang::Zh), both(Lang::En))
    }

    /// Why nothing is written under a name that nobody chose.
    pub fn refusal(&self, name: &str) -> Error {
        let slug = &self.slug;
        if self.is_later {
            return Error::conflict(self.words_and(&text!(
                "：但起止在那个方案之后，像是新一年的方案，没有写入任何内容",
                ", but it begins when that plan is over, as if it were the next year's; nothing was written"
            )))
            .hint(text!(
                "新一年的方案：用 `--plan {name}` 写明名称；那个方案的新版：用 `--plan {slug}`",
                "a plan of its own: say so with `--plan {name}`; a new edition of that plan: `--plan {slug}`"
            ));
        }
        Error::conflict(self.words_and(&text!(
            "：它像是那个方案的新版，没有写入任何内容",
            "; this looks like its next edition, and nothing was written"
        )))
        .hint(text!(
            "新版：用 `--plan {slug}`；另一个方案：用 `--plan {name}` 写明名称",
            "a new edition: `--plan {slug}`; a plan of its own: say so with `--plan {name}`"
        ))
    }

    /// That the tasks of a plan with a chosen name will be counted twice. A preview imported nothing: an undo would
    /// take back what else is not committed.
    pub fn warning(&self, name: &str, is_preview: bool) -> Finding {
        let slug = &self.slug;
        let message = self.words_and(&match self.is_later {
            true => text!(
                "；方案 {name} 的起止在它之后，像是新一年的方案",
                "; plan {name} begins when that one is over, as if it were the next year's"
            ),
            false => {
                text!("；方案 {name} 的任务会重复计数", "; the tasks of plan {name} will be counted twice")
            }
        });
        let finding = match self.sign {
            Sign::Document => Finding::new("same-document", message),
            Sign::Copy(..) | Sign::Title(_) | Sign::Tasks(_) => Finding::new("same-plan", message),
        };
        if is_preview {
            return finding.fix(self.other_name());
        }
        if self.is_later {
            return finding.fix(text!(
                "确是它的新版的：用 `pjt undo` 撤销这次导入，再用 `--plan {slug}` 导入",
                "if it is an edition of that plan after all: take the import back with `pjt undo`, then import with `--plan {slug}`"
            ));
        }
        finding.fix(text!(
            "名称写错的：用 `pjt undo` 撤销这次导入，再用 `--plan {slug}` 导入",
            "if the name is wrong: take the import back with `pjt undo`, then import with `--plan {slug}`"
        ))
    }
}

/// A name that was not typed may be another plan's by chance: then the titles differ.
///
/// # Errors
/// When the document is another one than `known` was read from.
pub fn ensure_same_plan(known: &Plan, draft: &Plan) -> Result<()> {
    let slug = &draft.slug;
    let is_titled_so = [&known.title, &known.as_printed().title].contains(&&draft.title);
    if is_titled_so || known.is_of_same_document(draft) {
        return Ok(());
    }
    let (title, new) = (&known.title, &draft.title);
    Err(Error::conflict(text!(
        "方案 {slug} 已经有了，是“{title}”，而这份文件是“{new}”",
        "there is a plan {slug}, “{title}”, and this document is “{new}”"
    ))
    .named("other-document")
    .hint(text!(
        "另一份文件：用 `--plan` 另起一个英文名称，如 `--plan minsheng-2026`；同一方案的新版：用 `--plan {slug}`",
        "another document: give it a name, as in `--plan minsheng-2026`; a new edition of that plan: `--plan {slug}`"
    )))
}

/// Whether a document begins only when a plan is over.
pub fn begins_behind(draft: &Plan, plan: &Plan) -> bool {
    let start = draft.period.and_then(|period| period.start);
    let end = plan.period.and_then(|period| period.end);
    start.zip(end).is_some_and(|(start, end)| start > end)
}

/// That a document begins only when the plan is over.
pub fn other_years(draft: &Plan, plan: &Plan) -> Finding {
    let slug = &plan.slug;
    let days = |plan: &Plan| {
        let period = plan.period.unwrap_or_default();
        let [start, end] =
            [period.start, period.end].map(|day| day.map_or_else(String::new, |day| day.to_string()));
        [format!("{start} 至 {end}"), format!("{start} to {end}")]
    };
    let ([zh_new, en_new], [zh, en]) = (days(draft), days(plan));
    let message = text!(
        "方案 {slug} 的起止是 {zh}，这份文件是 {zh_new}：像是新一年的方案，不是它的新版",
        "plan {slug} runs from {en}, and this document from {en_new}: it may be the next year's, and no edition of it"
    );
    Finding::new("other-years", message).fix(text!(
        "新一年的方案，用 `--plan` 另起名称导入；照此写入，{slug} 的起止和时限都会改成新一年的",
        "if so, import it under a name of its own with `--plan`; as an edition it moves the days of {slug} to the new year"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(slug: &str, title: &str, tasks: &[&str]) -> Plan {
        let task = |content: &&str| Task { content: (*content).to_owned(), ..Task::default() };
        Plan {
            slug: slug.to_owned(),
            title: title.to_owned(),
            tasks: tasks.iter().map(task).collect(),
            ..Plan::default()
        }
    }

    fn sign(draft: &Plan, known: &[Plan]) -> Option<(String, Sign)> {
        let store = Snapshot { plans: known.to_vec(), ..Snapshot::default() };
        Resemblance::of(draft, &store).map(|found| (found.slug, found.sign))
    }

    #[test]
    fn three_tasks_of_four_word_by_word_make_a_copy_and_more_than_half_a_resemblance() {
        const LONG: &str = "建立资源汇聚、开放共享、分工协作的市级产教融合信息平台";
        let known = [plan("p", "甲", &["一", "二", "三", "四", LONG])];
        for (tasks, expected) in [
            (&["一", "二", "三"][..], Some(Sign::Copy(3, 3))),
            (&["一", "二", "三", "五"], Some(Sign::Copy(3, 4))),
            (&["一", "二", "三", "五", "六"], Some(Sign::Tasks(3))),
            // Two may be the same by chance, unless they are most of what there is.
            (&["一", "二"], Some(Sign::Tasks(2))),
            (&["一", "二", "五", "六"], None),
            (&[], None),
            // All of what there is, in more words than chance would repeat.
            (&[LONG], Some(Sign::Copy(1, 1))),
            (&[LONG, "五"], None),
        ] {
            let found = sign(&plan("q", "乙", tasks), &known);
            assert_eq!(found, expected.map(|sign| ("p".to_owned(), sign)), "{tasks:?}");
        }
    }

    #[test]
    fn a_copy_counts_before_a_title_and_a_title_before_some_tasks() {
        let title = plan("title", "方案 ", &["九"]);
        let copy = plan("copy", "别的", &["一", "二", "三"]);
        let some = plan("some", "别的", &["一", "二", "八"]);
        let draft = plan("q", "方案", &["一", "二", "三"]);
        let of = |known: &[&Plan]| sign(&draft, &known.iter().map(|&plan| plan.clone()).collect::<Vec<_>>());
        assert_eq!(of(&[&title, &some, &copy]), Some(("copy".to_owned(), Sign::Copy(3, 3))));
        assert_eq!(of(&[&some, &title]), Some(("title".to_owned(), Sign::Title("方案 ".to_owned()))));
        assert_eq!(of(&[&some]), Some(("some".to_owned(), Sign::Tasks(2))));
        // Only what is as good as the same document is asked about.
        let asked = |known: &Plan| {
            let store = Snapshot { plans: vec![known.clone()], ..Snapshot::default() };
            Resemblance::of(&draft, &store).unwrap().is_asked()
        };
        assert_eq!((asked(&copy), asked(&title), asked(&some)), (true, false, false));
    }
}
