//! The message of a commit that pjt makes: what changed in plain words, a line for each task, and trailers
//! that scripts can read.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    changes::{counted, fact, other},
    history::{Layout, lines, reference},
};
use crate::{
    history::{Difference, Differences},
    model::{Change, ChangedField, Field, FieldKind, Review, Subject, Task, key_name},
    text::Lang,
    text::escape::on_one_line,
};

/// How many bytes of lines and of trailers a message holds at most: some systems pass no more to a program.
const MOST_BYTES: usize = 8 * 1024;
/// How many characters of a line are kept.
const MOST_LETTERS: usize = 300;

/// How many departments a first line names.
const MOST_NAMES: usize = 3;

/// What a message is made from.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// What is committed.
    pub differences: &'a Differences,
    /// The command that did it (`update`).
    pub command: &'a str,
    /// The first line, where somebody wrote one.
    pub subject: Option<&'a str>,
    /// The commit that is undone by it.
    pub undoes: Option<&'a str>,
    /// Tasks of this plan are named by their number alone.
    pub default_plan: Option<&'a str>,
    /// The language of its sentences; trailers are the same in every one.
    pub lang: Lang,
}

impl Message<'_> {
    /// The whole message.
    pub fn text(&self) -> String {
        let subject = match self.subject {
            Some(words) => words.trim().to_owned(),
            None => on_one_line(&self.summary()),
        };
        let mut text = format!("{subject}\n\n");
        let mut left_out = 0;
        let mut bytes = 0;
        for line in self.lines() {
            bytes += line.len();
            if bytes > MOST_BYTES {
                left_out += 1;
            } else {
                text.push_str(&line);
                text.push('\n');
            }
        }
        if left_out > 0 {
            text.push_str(&match self.lang {
                Lang::Zh => format!("……另有 {left_out} 行\n"),
                Lang::En => format!("… and {left_out} more lines\n"),
            });
        }
        format!("{}\n\n{}", text.trim_end(), self.trailers())
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        let with_plan = self.differences.needs_plans(self.default_plan);
        let layout = Layout { lang: self.lang, width: usize::MAX, with_plan, indent: 0 };
        lines(self.differences, layout).into_iter().map(|line| line.chars().take(MOST_LETTERS).collect())
    }

    /// The plans that came as a whole.
    fn whole_plans(&self) -> impl Iterator<Item = &str> {
        self.differences.others.iter().filter(|change| change.is_addition()).filter_map(Change::whole_plan)
    }

    fn summary(&self) -> String {
        let lang = self.lang;
        let (differences, renamed) = self.differences.without_renames();
        let tasks = &differences.tasks;
        if let Some(edition) = self.edition() {
            return edition;
        }
        let plans: Vec<&str> = self.whole_plans().collect();
        if let [first, rest @ ..] = plans.as_slice() {
            let count = tasks.iter().filter(|task| plans.contains(&task.plan.as_str())).count();
            let number = plans.len();
            return match (lang, rest.is_empty()) {
                (Lang::Zh, true) => format!("导入方案 {first}：{count} 项任务"),
                (Lang::En, true) => format!("Import plan {first}: {count} tasks"),
                (Lang::Zh, false) => format!("导入方案 {first} 等 {number} 个：{count} 项任务"),
                (Lang::En, false) => format!("Import plan {first} and {} more: {count} tasks", rest.len()),
            };
        }
        if let Some(words) =
            self.removed_plans().or_else(|| self.corrected_years()).or_else(|| self.reports())
        {
            return words;
        }
        match tasks.as_slice() {
            [] if renamed > 0 => self.renames().join(lang.pick("，", ", ")),
            [] if self.differences.others.is_empty() => {
                lang.pick("整理文件写法", "Change how files are written").to_owned()
            }
            [] => self.corrections().or_else(|| self.settings()).unwrap_or_else(|| {
                lang.pick("更新方案和部门信息", "Change facts about plans and departments").to_owned()
            }),
            [task] => {
                let reference = reference(task, self.differences.needs_plans(self.default_plan));
                let facts = brief(task, lang).join(lang.pick("，", ", "));
                match lang {
                    Lang::Zh => format!("编号{reference}：{facts}"),
                    Lang::En => format!("Task {reference}: {facts}"),
                }
            }
            many => {
                // A department that gives way to another one is two facts of one task.
                let mut facts: BTreeMap<(ChangedField, String), usize> = BTreeMap::new();
                for task in many {
                    let changes = task.changes();
                    let told = changes.iter().filter(|change| !change.field.is_of_document());
                    let kinds: BTreeSet<_> =
                        told.map(|change| (change.field.clone(), counted(change, lang).to_owned())).collect();
                    kinds.into_iter().for_each(|kind| *facts.entry(kind).or_default() += 1);
                }
                let count = many.len();
                let counts = facts.iter().map(|((_, words), count)| match lang {
                    Lang::Zh => format!("{words} {count} 项"),
                    Lang::En => format!("{words} {count}"),
                });
                let counts = counts.collect::<Vec<_>>().join(lang.pick("，", ", "));
                match lang {
                    Lang::Zh => format!("更新 {count} 项任务：{counts}"),
                    Lang::En => format!("Update {count} tasks: {counts}"),
                }
            }
        }
    }

    /// Which plans were taken out, and how many tasks went with them.
    fn removed_plans(&self) -> Option<String> {
        let others = self.differences.others.iter();
        let gone: Vec<&str> =
            others.filter(|change| change.is_removal()).filter_map(Change::whole_plan).collect();
        let (first, more) = (gone.first()?, gone.len() - 1);
        let is_theirs = |task: &&Difference| task.after.is_none() && gone.contains(&task.plan.as_str());
        let count = self.differences.tasks.iter().filter(is_theirs).count();
        Some(match (self.lang, more) {
            (Lang::Zh, 0) => format!("删除方案 {first}：{count} 项任务"),
            (Lang::En, 0) => format!("Remove plan {first}: {count} tasks"),
            (Lang::Zh, _) => format!("删除方案 {first} 等 {} 个：{count} 项任务", gone.len()),
            (Lang::En, _) => format!("Remove plan {first} and {more} more: {count} tasks"),
        })
    }

    /// What of a plan's own facts was corrected, where of its tasks no more differs than that a person is asked about them.
    fn corrected_years(&self) -> Option<String> {
        let tasks = &self.differences.tasks;
        let is_asked = |task: &Difference| task.changes().iter().all(|change| change.field == Field::Review);
        if tasks.is_empty() || !tasks.iter().all(is_asked) {
            return None;
        }
        self.corrections()
    }

    /// What of a plan's own facts was corrected, where nothing else was changed.
    fn corrections(&self) -> Option<String> {
        let (lang, others) = (self.lang, &self.differences.others);
        let is_list = |change: &&Change| change.field == ChangedField::Key("corrections".to_owned());
        let list = others.iter().find(is_list).filter(|change| !change.to.is_null())?;
        let plan = list.subject.plan()?;
        let names = others.iter().filter(|change| !is_list(change)).map(|change| match &change.subject {
            Subject::Plan(of) if of == plan => match &change.field {
                ChangedField::Key(key) => Some(key_name(key, lang).to_owned()),
                ChangedField::Whole | ChangedField::Field(_) => None,
            },
            Subject::Pillar { plan: of, id } if of == plan => {
                Some(format!("{} {id}", Field::Pillar.name(lang)))
            }
            Subject::KeyTask { plan: of, id } if of == plan => {
                Some(format!("{} {id}", Field::KeyTask.name(lang)))
            }
            _ => None,
        });
        let names = names.collect::<Option<Vec<String>>>()?.join(lang.pick("、", ", "));
        Some(match lang {
            Lang::Zh => format!("更正方案 {plan}：{names}"),
            Lang::En => format!("Correct plan {plan}: {names}"),
        })
    }

    /// That only the office's own facts or its rules of lights changed.
    fn settings(&self) -> Option<String> {
        let others = &self.differences.others;
        let is_all = |is_it: fn(&Subject) -> bool| others.iter().all(|change| is_it(&change.subject));
        let words = if is_all(|subject| matches!(subject, Subject::Office)) {
            self.lang.pick("更改本单位信息", "Change facts about the office")
        } else if is_all(|subject| matches!(subject, Subject::Rules)) {
            self.lang.pick("更改亮灯规则", "Change the rules of lights")
        } else {
            return None;
        };
        Some(words.to_owned())
    }

    /// The departments that were renamed.
    fn renames(&self) -> Vec<String> {
        let is_rename = |change: &&Change| {
            let is_name = matches!(&change.field, ChangedField::Key(key) if key == "name");
            is_name && matches!(change.subject, Subject::Department(_))
        };
        self.differences.others.iter().filter(is_rename).map(|change| other(change, self.lang)).collect()
    }

    /// Who reported in which period, and how many tasks moved by it; or which period was opened or closed.
    fn reports(&self) -> Option<String> {
        let (lang, others) = (self.lang, &self.differences.others);
        let (mut periods, mut departments) = (BTreeSet::new(), Vec::new());
        for change in others {
            // A return goes along where its department gets another name.
            let is_name = change.field == ChangedField::Key("department".to_owned());
            if let (Subject::Return { period, department, .. }, false) = (&change.subject, is_name) {
                periods.insert(period.to_string());
                if !departments.contains(&department.as_str()) {
                    departments.push(department.as_str());
                }
            }
        }
        if departments.is_empty() {
            let opened = others.iter().find(|change| matches!(change.subject, Subject::Period(_)))?;
            let is_its =
                |change: &Change| matches!(change.subject, Subject::Period(_) | Subject::Department(_));
            let is_alone = self.differences.tasks.is_empty() && others.iter().all(is_its);
            return is_alone.then(|| other(opened, lang));
        }
        let periods = periods.into_iter().collect::<Vec<_>>().join(lang.pick("、", ", "));
        let (named, more) = departments.split_at(departments.len().min(MOST_NAMES));
        let named = named.join(lang.pick("、", ", "));
        let count = departments.len();
        let who = match (more.is_empty(), lang) {
            (true, _) => named,
            (false, Lang::Zh) => format!("{named} 等 {count} 个单位"),
            (false, Lang::En) => format!("{named} and {} more", more.len()),
        };
        let moved = match (self.differences.tasks.len(), lang) {
            (0, _) => String::new(),
            (count, Lang::Zh) => format!("，更新 {count} 项任务"),
            (count, Lang::En) => format!(", {count} tasks updated"),
        };
        Some(match lang {
            Lang::Zh => format!("报送 {periods}：{who}{moved}"),
            Lang::En => format!("Returns of {periods}: {who}{moved}"),
        })
    }

    /// That a new edition of a plan's document came, and what became of its tasks. Nothing else changes what
    /// document a plan was read from.
    fn edition(&self) -> Option<String> {
        let of_source = ChangedField::Key("source".to_owned());
        // The files of a return are a source, too.
        let is_edition = |change: &&Change| {
            let is_of_plan = matches!(change.subject, Subject::Plan(_));
            is_of_plan && change.field == of_source && !change.from.is_null() && !change.to.is_null()
        };
        let plan = self.differences.others.iter().find(is_edition)?.subject.plan()?;
        let tasks: Vec<&Difference> =
            self.differences.tasks.iter().filter(|task| task.plan == plan).collect();
        let is_gone = |task: &Difference| {
            let review = |state: Option<&Task>| state.and_then(|task| task.review);
            review(task.after.as_deref()) == Some(Review::Gone)
                && review(task.before.as_deref()) != Some(Review::Gone)
        };
        let is_asked = |task: &Difference| {
            task.after.as_deref().is_some_and(|task| task.review == Some(Review::Corrected))
        };
        let is_rescheduled = |task: &Difference| {
            task.after.as_deref().is_some_and(|task| task.review == Some(Review::Rescheduled))
        };
        let is_reworded = |task: &Difference| {
            task.before.is_some() && task.changes().iter().any(|change| change.field == Field::Content)
        };
        let count = |is_so: &dyn Fn(&Difference) -> bool| tasks.iter().filter(|task| is_so(task)).count();
        let counts = [
            (count(&|task| task.before.is_none()), "新增", "new"),
            (count(&is_reworded), "改写", "reworded"),
            (count(&is_asked), "与人工更正不一致", "against a correction"),
            (count(&is_rescheduled), "与人工定的时限不一致", "against a deadline that was set"),
            (count(&is_gone), "文件中已没有", "gone"),
        ];
        let lang = self.lang;
        let counts = counts.into_iter().filter(|(count, ..)| *count > 0).map(|(count, zh, en)| match lang {
            Lang::Zh => format!("{zh} {count} 项"),
            Lang::En => format!("{count} {en}"),
        });
        let mut parts = vec![match lang {
            Lang::Zh => format!("共改动 {} 项任务", tasks.len()),
            Lang::En => format!("{} tasks changed", tasks.len()),
        }];
        parts.extend(counts);
        let parts = parts.join(lang.pick("，", ", "));
        Some(match lang {
            Lang::Zh => format!("导入方案 {plan} 的新版：{parts}"),
            Lang::En => format!("Import a new edition of plan {plan}: {parts}"),
        })
    }

    fn trailers(&self) -> String {
        let mut text = format!("Pjt-Command: {}\n", self.command);
        if let Some(hash) = self.undoes {
            text.push_str(&format!("Pjt-Undoes: {hash}\n"));
        }
        let whole: Vec<&str> = self.whole_plans().collect();
        for plan in &whole {
            text.push_str(&format!("Pjt-Plan: {plan}\n"));
        }
        for task in self.differences.tasks.iter().filter(|task| !whole.contains(&task.plan.as_str())) {
            if text.len() > MOST_BYTES {
                text.push_str(&format!("Pjt-Tasks: {}\n", self.differences.tasks.len()));
                break;
            }
            let is_other = Some(task.plan.as_str()) != self.default_plan;
            text.push_str(&format!("Pjt-Task: {}\n", reference(task, is_other)));
        }
        text
    }
}

/// The facts of one task, short enough for a first line.
fn brief(task: &Difference, lang: Lang) -> Vec<String> {
    let mut facts: Vec<String> = Vec::new();
    for change in task.changes().iter().filter(|change| !change.field.is_of_document()) {
        let words = match &change.field {
            ChangedField::Field(Field::Status | Field::Due | Field::Id) => fact(change, lang),
            ChangedField::Whole => {
                let gone = change.to.is_null();
                lang.pick(if gone { "删除" } else { "新增" }, if gone { "removed" } else { "new" }).to_owned()
            }
            _ if change.from.is_null() => format!("{} +1", counted(change, lang)),
            ChangedField::Field(field) if change.to.is_null() && field.kind() != FieldKind::Scalar => {
                format!("{} −1", counted(change, lang))
            }
            _ => counted(change, lang).to_owned(),
        };
        if !facts.contains(&words) {
            facts.push(words);
        }
    }
    facts
}
