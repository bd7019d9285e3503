//! What departments reported stays, and so does what they were asked. A return changes when another file of theirs is
//! taken in, when a person settles what could not be read, or sends an answer back; what was wrong otherwise is corrected
//! with a note of the task that says why.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde_json::Value;

use super::{Breach, ChangeRule, Submission, has_reason, says_something};
use crate::{
    error::{Finding, Location},
    model::{
        Change, ChangedField, PeriodId, Return, RowCell, SentBack, Subject, TaskId, key_name, parse_date,
    },
    returns,
    store::{
        layout,
        load::{self, LoadedReturn, StoreSource},
        yaml,
    },
    text::{Lang, Text},
};

pub(super) const RETURN: ChangeRule = ChangeRule {
    id: "return-changed",
    title: || {
        text!(
            "收到的报送不删除，没有新的来件、处理或说明不改写",
            "no return is removed, or changed without another file, a settlement or a note"
        )
    },
    run: returns,
};

pub(super) const PERIOD: ChangeRule = ChangeRule {
    id: "period-changed",
    title: || {
        text!(
            "有单位报送之后，报送期和应报名单不再改动",
            "a period that somebody has answered stays as it was opened"
        )
    },
    run: periods,
};

/// What a department may have answered about a task.
const ANSWERS: [&str; 8] =
    ["status", "percent", "progress", "problems", "next", "evidence", "expected", "expected_text"];

/// What changed in one return.
struct Returned<'a> {
    slug: &'a str,
    period: PeriodId,
    department: &'a str,
    changes: Vec<&'a Change>,
    before: Option<LoadedReturn>,
    after: Option<LoadedReturn>,
}

fn returns(submission: &Submission<'_>) -> Vec<Breach> {
    all(submission).iter().flat_map(|returned| returned.breaches(submission)).collect()
}

/// What changed in returns, one by one.
fn all<'a>(submission: &'a Submission<'_>) -> Vec<Returned<'a>> {
    if submission.hides_the_store() {
        return Vec::new();
    }
    let mut all: BTreeMap<(&str, PeriodId, &str), Vec<&Change>> = BTreeMap::new();
    for change in &submission.differences.others {
        if let Subject::Return { plan, period, department, .. } = &change.subject {
            all.entry((plan, *period, department)).or_default().push(change);
        }
    }
    // A plan that went as a whole is reported as that, or was allowed to go.
    all.retain(|(slug, ..), _| submission.after.has_plan(slug).unwrap_or(true));
    let slugs: BTreeSet<&str> = all.keys().map(|(slug, ..)| *slug).collect();
    let same = slugs.iter().map(|slug| (*slug, *slug));
    let then = slugs.iter().filter_map(|slug| Some((*slug, submission.plan_before(slug)?)));
    let (mut before, mut after) = (all_of(submission.before, then), all_of(submission.after, same));
    let returned =
        |((slug, period, department), changes): ((&'a str, PeriodId, &'a str), Vec<&'a Change>)| {
            let key = (slug, period, department.to_owned());
            let (before, after) = (before.remove(&key), after.remove(&key));
            Returned { slug, period, department, changes, before, after }
        };
    all.into_iter().map(returned).collect()
}

/// A return in which a department says something new.
pub(super) struct Answered<'a> {
    pub(super) department: &'a str,
    pub(super) path: PathBuf,
    pub(super) about: String,
}

/// The returns into which a file was taken, or an answer written that no file brought: not those where something was settled,
/// sent back or corrected for a reason, which the office does.
pub(super) fn answered<'a>(submission: &'a Submission<'_>) -> Vec<Answered<'a>> {
    let mut found = Vec::new();
    for returned in all(submission) {
        let is_said = |change: &&Change| {
            if submission.brought.gave(change) {
                return false;
            }
            let task = match change.subject {
                Subject::Return { task, .. } => task,
                _ => None,
            };
            let is_explained = || task.is_some_and(|id| returned.is_explained(id, submission));
            match key(change) {
                "source" => !come(change).is_empty(),
                key if task.is_some() && ANSWERS.contains(&key) => {
                    !is_nothing(&change.to) && !returned.has_settled() && !is_explained()
                }
                _ => change.field == ChangedField::Whole && change.is_addition(),
            }
        };
        if submission.is_new_plan(returned.slug) || !returned.changes.iter().any(is_said) {
            continue;
        }
        let path = returned
            .after
            .as_ref()
            .map(|found| layout::return_file(returned.slug, returned.period, &found.code));
        let path = path.unwrap_or_else(|| returned.file_before());
        let about = returned.about("said", None, submission);
        found.push(Answered { department: returned.department, path, about });
    }
    found
}

/// Whether somebody settled by this very change what a department's return says of a task, and it is this status.
pub(super) fn is_settled_as(submission: &Submission<'_>, slug: &str, id: TaskId, status: &Value) -> bool {
    all(submission).iter().filter(|returned| returned.slug == slug && returned.has_settled()).any(
        |returned| {
            returned.changes.iter().any(|change| {
                let is_its = matches!(change.subject, Subject::Return { task: Some(task), .. } if task == id);
                is_its && key(change) == "status" && change.to == *status
            })
        },
    )
}

/// The returns of these plans in one state of the store, where they have the second name, each plan's read once.
fn all_of<'s>(
    source: &dyn StoreSource,
    slugs: impl Iterator<Item = (&'s str, &'s str)>,
) -> BTreeMap<(&'s str, PeriodId, String), LoadedReturn> {
    let mut all = BTreeMap::new();
    for (slug, name) in slugs {
        let (found, _) = load::returns(source, name);
        all.extend(found.into_iter().map(|own| ((slug, own.period, own.value.department.clone()), own)));
    }
    all
}

impl Returned<'_> {
    fn breaches(&self, submission: &Submission<'_>) -> Vec<Breach> {
        let (department, period) = (self.department, self.period);
        if self.changes.iter().any(|change| change.field == ChangedField::Whole && change.is_removal()) {
            // One of a plan that is gone, whose name another plan has, went with it.
            if self.before.is_none() && submission.plan_before(self.slug) != Some(self.slug) {
                return Vec::new();
            }
            let path = self.file_before();
            let message = text!(
                "{department} {period} 的报送被删除了",
                "the return of {department} for {period} was removed"
            );
            let place = Location::file(submission.after.shown(&path));
            let finding = Finding::new(RETURN.id, message).at(place).fix(restore());
            return vec![Breach::removal(self.about("", None, submission), path, finding)];
        }
        if self.changes.iter().any(|change| change.field == ChangedField::Whole) {
            return self.without_a_file(submission).into_iter().collect();
        }
        let wrong = self.changes.iter().filter(|change| !self.is_right(change, submission));
        wrong.map(|change| self.breach(change, submission)).collect()
    }

    fn is_right(&self, change: &Change, submission: &Submission<'_>) -> bool {
        let (key, Subject::Return { task, .. }) = (key(change), &change.subject) else { return true };
        let is_explained = || task.is_some_and(|id| self.is_explained(id, submission));
        match (task, key) {
            _ if submission.brought.gave(change) => true,
            (None, "department") => {
                let registry = load::registry(submission.after).unwrap_or_default();
                let name = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                submission.is_same_department(&registry, &name(&change.from), &name(&change.to))
            }
            // The first answers say when it came.
            (None, "received") => self.has_come() && self.was_empty(),
            (None, "source") => gone(change).is_empty(),
            // What is dropped stood there and waited.
            (None, "dropped") => {
                gone(change).is_empty()
                    && (self.has_come() || come(change).iter().all(|entry| self.waited(entry, submission)))
            }
            // What waits for a person stood in a file of theirs.
            (None, "unplaced") => {
                gone(change).iter().all(|row| self.is_settled(row, None))
                    && (come(change).is_empty() || self.has_come())
            }
            (Some(_), "unread") => {
                gone(change).iter().all(|cell| self.is_settled(cell, *task))
                    && (come(change).is_empty() || self.has_come())
                    || is_explained()
            }
            // What was corrected stays known, and the day says when another answer came.
            // An answer that says it again was corrected by nobody.
            (Some(id), "replaced") => {
                let is_said = |entry: &&Value| self.is_said_again(*id, entry);
                gone(change).iter().all(is_said) && (self.has_come() || self.has_settled()) || is_explained()
            }
            (Some(_), "later") => gone(change).is_empty() && self.has_come(),
            // An answer was sent back until another one comes.
            (Some(_), "sent_back") => {
                let is_another = self.has_come() && self.has_another(change);
                let is_said = says_something(&change.to, "reason") && self.is_in_time(change);
                let is_kept = keeps_its_reason(change) || submission.is_of_settled_sides() || is_explained();
                is_another || is_said && is_kept
            }
            (Some(_), key) if ANSWERS.contains(&key) => {
                !is_nothing(&change.to) && (self.has_come() || self.has_settled())
                    || self.is_other_form(key, change)
                    || is_explained()
            }
            _ => true,
        }
    }

    /// A return that is new holds answers, and no file is named of which they came.
    fn without_a_file(&self, submission: &Submission<'_>) -> Option<Breach> {
        let whole = self.changes.iter().find(|change| change.field == ChangedField::Whole)?;
        let found = self.after.as_ref()?;
        let Return { source, tasks, unplaced, .. } = &found.value;
        let is_bare = source.is_empty() && !(tasks.is_empty() && unplaced.is_empty());
        let is_explained = || tasks.iter().all(|answer| self.is_explained(answer.id, submission));
        let comes_along = !submission.had_store()
            || submission.is_new_plan(self.slug)
            || submission.brought.gave(whole)
            || !tasks.is_empty() && is_explained();
        if !is_bare || comes_along {
            return None;
        }
        let (department, period) = (self.department, self.period);
        let path = layout::return_file(self.slug, period, &found.code);
        let message = text!(
            "{department} {period} 的报送没有来件（source）：不知是从哪份表来的",
            "the return of {department} for {period} names no file (`source`) of which it came"
        );
        let finding = Finding::new(RETURN.id, message).at(submission.place_in(&path, None)).fix(text!(
            "收它报来的表：`pjt collect`；口头报的，写进任务的进展：`pjt update 编号 --note 进展 --by {department}`",
            "take in the form that it sent: `pjt collect`; what was said otherwise is a note of the task: `pjt update ID --note WORDS --by {department}`"
        ));
        Some(Breach::new(self.about("file", None, submission), finding))
    }

    /// Whether what was kept as an earlier answer is the answer now.
    fn is_said_again(&self, id: TaskId, entry: &Value) -> bool {
        let answer = self.after.as_ref().and_then(|found| found.value.tasks.iter().find(|one| one.id == id));
        let cell = serde_json::from_value::<RowCell>(entry.clone()).ok();
        answer.zip(cell).is_some_and(|(answer, cell)| returns::is_said(answer, cell.field, &cell.text))
    }

    /// Whether something else came about the task of this change.
    fn has_another(&self, change: &Change) -> bool {
        let is_answer = |key: &str| ANSWERS.contains(&key) || matches!(key, "unread" | "replaced" | "later");
        let mut of_task = self.changes.iter().filter(|other| other.subject == change.subject);
        of_task
            .any(|other| is_answer(key(other)) && (ANSWERS.contains(&key(other)) || !come(other).is_empty()))
    }

    /// Whether what was dropped waited until now, or a note says why it was not taken.
    fn waited(&self, dropped: &Value, submission: &Submission<'_>) -> bool {
        let waits = |change: &&&Change| matches!(key(change), "unread" | "unplaced");
        let is_it = |entry: &Value| entry.get("text") == dropped.get("text");
        let id = dropped.get("task").cloned().and_then(|id| serde_json::from_value(id).ok());
        self.changes.iter().filter(waits).any(|change| gone(change).into_iter().any(is_it))
            || id.is_some_and(|id| self.is_explained(id, submission))
    }

    /// Whether an answer is sent back after it came, and not before it was sent back already.
    fn is_in_time(&self, change: &Change) -> bool {
        let day = |entry: &Value| entry.get("on").and_then(Value::as_str).and_then(parse_date);
        let came = self.before.as_ref().map(|found| found.value.received);
        let earliest = came.into_iter().chain(day(&change.from)).max();
        day(&change.to).zip(earliest).is_none_or(|(on, earliest)| on >= earliest)
    }

    /// Whether another file was taken in.
    fn has_come(&self) -> bool {
        self.changes.iter().any(|change| key(change) == "source" && !come(change).is_empty())
    }

    /// Whether something that could not be read or placed waits no more.
    fn has_settled(&self) -> bool {
        let waits = |change: &&&Change| matches!(key(change), "unread" | "unplaced");
        self.changes.iter().filter(waits).any(|change| !gone(change).is_empty())
    }

    /// Whether what waited was taken, or dropped for a reason; or another file came.
    fn is_settled(&self, waited: &Value, task: Option<TaskId>) -> bool {
        let word = |key: &str| waited.get(key).and_then(Value::as_str);
        let Some(LoadedReturn { value, .. }) = &self.after else { return false };
        let is_dropped = value.dropped.iter().any(|dropped| {
            Some(dropped.text.as_str()) == word("text") && !crate::text::says_nothing(&dropped.reason)
        });
        let is_taken = match task.zip(word("field")) {
            Some((id, field)) => has_answer(value, id, field),
            None => self.changes.iter().any(|change| {
                (key(change) == "unread" || ANSWERS.contains(&key(change))) && !is_nothing(&change.to)
            }),
        };
        is_dropped || is_taken || self.has_come()
    }

    /// Whether a day took the place of words about it, or the other way round.
    fn is_other_form(&self, field: &str, change: &Change) -> bool {
        let other = match field {
            "expected" => "expected_text",
            "expected_text" => "expected",
            _ => return false,
        };
        let has_come = self.has_come() || self.has_settled();
        let is_it = |known: &&&Change| key(known) == other && known.subject == change.subject;
        has_come && self.changes.iter().filter(is_it).any(|known| !is_nothing(&known.to))
    }

    /// Whether a note that came with it says why.
    fn is_explained(&self, id: TaskId, submission: &Submission<'_>) -> bool {
        let mut own = submission.differences.tasks.iter().filter(|difference| difference.plan == self.slug);
        own.any(|difference| {
            difference.after.as_ref().is_some_and(|task| task.id == id) && has_reason(difference)
        })
    }

    fn breach(&self, change: &Change, submission: &Submission<'_>) -> Breach {
        let task = match change.subject {
            Subject::Return { task, .. } => task,
            _ => None,
        };
        let (department, period, key) = (self.department, self.period, key(change));
        let named = key_name(key, Lang::Zh);
        let message = match task {
            Some(id) => text!(
                "{department} {period} 报送的编号{id}：{named}（{key}）被改写或删除，没有新的来件，也没有说明",
                "in the return of {department} for {period}, `{key}` of task {id} was changed or taken out without another file or a note"
            ),
            None => text!(
                "{department} {period} 的报送：{named}（{key}）被改写或删除",
                "in the return of {department} for {period}, `{key}` was changed or taken out"
            ),
        };
        let fix = match task {
            Some(id) => {
                let slug = self.slug;
                text!(
                    "照原样补回；单位更正的，收它新报的表：`pjt collect`；确需改的写明原因：`pjt update {slug}/{id} --note 原因`",
                    "put it back as it was; a correction of theirs comes in with `pjt collect`; where it has to be changed, note why: `pjt update {slug}/{id} --note WHY`"
                )
            }
            None => restore(),
        };
        let path = self.after.as_ref().map(|found| layout::return_file(self.slug, period, &found.code));
        let path = path.unwrap_or_else(|| self.file_before());
        let place = submission.place_in(&path, Some(&format!("{key}:")));
        Breach::value(self.about(key, task, submission), Finding::new(RETURN.id, message).at(place).fix(fix))
    }

    /// Whether it held no answers before.
    fn was_empty(&self) -> bool {
        self.before
            .as_ref()
            .is_none_or(|found| found.value.tasks.is_empty() && found.value.unplaced.is_empty())
    }

    /// The file that it had before.
    fn file_before(&self) -> std::path::PathBuf {
        layout::return_file(self.slug, self.period, self.before.as_ref().map_or("", |found| &found.code))
    }

    fn about(&self, key: &str, task: Option<TaskId>, submission: &Submission<'_>) -> String {
        let task = task.map(|id| id.to_string()).unwrap_or_default();
        let slug = submission.first_name(self.slug);
        format!("{slug} {} {} {task} {key}", self.period, self.department)
    }
}

fn restore() -> Text {
    text!(
        "从 git 恢复它并提交；单位更正的，收它新报的表：`pjt collect`；要重报的退回：`pjt sendback`",
        "bring it back from git and commit that; a correction of theirs comes in with `pjt collect`; `pjt sendback` asks them again"
    )
}

fn key(change: &Change) -> &str {
    match &change.field {
        ChangedField::Key(key) => key,
        _ => "",
    }
}

/// Whether a sending back says what it said before, if need be with more behind it.
fn keeps_its_reason(change: &Change) -> bool {
    let said = serde_json::from_value::<SentBack>(change.from.clone()).ok();
    let says = serde_json::from_value::<SentBack>(change.to.clone()).ok();
    said.is_none_or(|said| says.is_some_and(|says| says.keeps(&said.reason)))
}

/// Whether there is no value, or an empty list.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// The entries of a list that are there no more.
fn gone(change: &Change) -> Vec<&Value> {
    entries(&change.from).filter(|entry| !entries(&change.to).any(|known| known == *entry)).collect()
}

/// The entries of a list that are new.
fn come(change: &Change) -> Vec<&Value> {
    entries(&change.to).filter(|entry| !entries(&change.from).any(|known| known == *entry)).collect()
}

fn entries(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Whether a return answers this of a task.
fn has_answer(value: &Return, id: TaskId, field: &str) -> bool {
    let answer = value.tasks.iter().find(|answer| answer.id == id);
    let answer = answer.and_then(|answer| serde_json::to_value(answer).ok()).unwrap_or_default();
    let has = |key: &str| answer.get(key).is_some_and(|value| !is_nothing(value));
    has(field) || field == "expected" && has("expected_text")
}

fn periods(submission: &Submission<'_>) -> Vec<Breach> {
    if submission.hides_the_store() {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for change in &submission.differences.others {
        let Subject::Period(period) = change.subject else { continue };
        let is_gone = change.field == ChangedField::Whole && change.is_removal();
        let is_wrong = match key(change) {
            // Opening again moves the day and takes the closing back; the day of a closing is not rewritten.
            "due" => false,
            "closed" => !change.from.is_null() && !change.to.is_null() && !submission.is_of_settled_sides(),
            "asked" => !gone(change).is_empty(),
            _ => change.field != ChangedField::Whole,
        };
        if !is_gone && !is_wrong || submission.brought.gave(change) || !is_answered(submission.before, period)
        {
            continue;
        }
        let path = layout::period_file(period);
        let fix = text!(
            "照原样恢复并提交；应报的任务变了的，下一期再按新的名单开",
            "put it back as it was and commit that; who is asked for other tasks is asked in the next period"
        );
        if is_gone {
            let message = text!(
                "报送期 {period} 被删除了，已有单位报送",
                "period {period} was removed, and departments have answered it"
            );
            let place = Location::file(submission.after.shown(&path));
            let finding = Finding::new(PERIOD.id, message).at(place).fix(fix);
            breaches.push(Breach::removal(period.to_string(), path, finding));
            continue;
        }
        let key = key(change);
        let named = key_name(key, Lang::Zh);
        let message = text!(
            "报送期 {period} 的{named}（{key}）被改动，已有单位报送",
            "`{key}` of period {period} was changed, and departments have answered it"
        );
        let place = submission.place_in(&path, Some(&format!("{key}:")));
        let finding = Finding::new(PERIOD.id, message).at(place).fix(fix);
        breaches.push(Breach::value(format!("{period} {key}"), finding));
    }
    breaches
}

/// Whether a department has answered in a period, about any plan.
fn is_answered(source: &dyn StoreSource, period: PeriodId) -> bool {
    let is_of_period = |path: &std::path::PathBuf| {
        layout::return_of(path).is_some_and(|(_, known, _)| known == period)
            && source.read(path, yaml::MAX_FILE_BYTES).is_ok_and(|bytes| bytes.is_some())
    };
    let plans = source.plans().unwrap_or_default();
    plans.iter().any(|slug| source.return_files(slug).unwrap_or_default().iter().any(is_of_period))
}
