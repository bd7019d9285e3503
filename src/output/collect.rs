//! What came in: a line for each file, then statuses, what was not taken, what is worth a word, who is missing.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    history::{Layout, hanging},
    json as contract, naming,
};
use crate::{
    error::Finding,
    model::{AskedField, Change, PeriodId, Snapshot, TaskId, TaskNumber},
    returns::{Collected, Conflict, Ignored, Reason, Remark, UnitReturn, task_name},
    text::{Lang, escape::on_one_line, width::columns},
};

/// So much of a text is shown.
const SHOWN: usize = 60;

/// What is shown of a collection.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The period.
    pub period: PeriodId,
    /// Everything that was read.
    pub collected: &'a Collected,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Numbers of this plan stand alone.
    pub default_plan: &'a str,
    /// The tasks, which say how their documents number them.
    pub snapshot: &'a Snapshot,
    /// The language.
    pub lang: Lang,
    /// How many columns a line may have.
    pub width: usize,
    /// Whether each reason is shown with its code.
    pub has_codes: bool,
}

impl View<'_> {
    fn code(&self, reason: Reason) -> String {
        if self.has_codes { format!(" [{}]", reason.token()) } else { String::new() }
    }

    /// A task as it is told of: `14`, `other/14`, `14（文件第15项）`.
    fn task(&self, plan: &str, id: TaskId) -> String {
        naming::of_snapshot(self.snapshot, plan, id, self.default_plan, self.lang)
    }

    /// Writes it for people.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (collected, lang) = (self.collected, self.lang);
        self.units(lang, out)?;
        for Ignored { file, why } in &collected.ignored {
            let (file, why) = (on_one_line(file), why.in_lang(lang));
            let line = text!("略过 {file}：{why}", "passed over {file}: {why}");
            self.line(line.in_lang(lang), out)?;
        }
        self.statuses(lang, out)?;
        title(
            out,
            lang,
            ("未收（原文留存）", "not taken (kept word for word)"),
            collected.refused.is_empty(),
        )?;
        for remark in &collected.refused {
            self.remark(remark, lang, out)?;
        }
        title(out, lang, ("提请注意", "worth a look"), collected.notices.is_empty())?;
        for group in groups(&collected.notices) {
            self.notice(&group, lang, out)?;
        }
        if !collected.missing.is_empty() {
            let missing = collected.missing.join(lang.pick("、", ", "));
            let line = text!("未报送：{missing}", "nothing came from: {missing}");
            self.line(line.in_lang(lang), out)?;
        }
        Ok(())
    }

    /// A line, broken where it is too long; what follows stands further in.
    fn line(&self, line: &str, out: &mut dyn Write) -> io::Result<()> {
        let line = on_one_line(line);
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        hanging(words, Layout { lang: self.lang, width: self.width, with_plan: false, indent }, out)
    }

    fn units(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let units = &self.collected.units;
        let widest = |words: fn(&UnitReturn) -> &str| {
            units.iter().map(|unit| columns(&on_one_line(words(unit)))).max().unwrap_or(0).min(40)
        };
        let (names, files) = (widest(|unit| &unit.department), widest(|unit| &unit.file));
        for unit in units {
            let padded = |words: &str, width: usize| {
                let words = on_one_line(words);
                let blanks = width.saturating_sub(columns(&words));
                format!("{words}{}", " ".repeat(blanks))
            };
            let (name, file) = (padded(&unit.department, names), padded(&unit.file, files));
            self.line(&format!("{name}  {file}  {}", self.counts(unit, lang)), out)?;
        }
        Ok(())
    }

    fn counts(&self, unit: &UnitReturn, lang: Lang) -> String {
        let UnitReturn { asked, reported, beyond, ended, refused, omitted, .. } = unit;
        let (title, id) = (self.period.title(), self.period);
        if *reported + *beyond == 0 && *refused == 0 {
            return text!("{title} {asked}项：空表，没有填报", "{id} {asked} tasks: an empty form")
                .in_lang(lang)
                .to_owned();
        }
        let mut words = text!("{title} {asked}项：报{reported}", "{id} {asked} tasks: {reported} reported")
            .in_lang(lang)
            .to_owned();
        if !omitted.is_empty() {
            const MOST: usize = 8;
            let ids: Vec<String> = omitted.iter().take(MOST).map(|(plan, id)| self.task(plan, *id)).collect();
            let more = if omitted.len() > MOST { "…" } else { "" };
            let (zh, en) = (ids.join("、"), ids.join(", "));
            let count = omitted.len();
            let left = text!("，漏{count}（{zh}{more}）", ", {count} left out ({en}{more})");
            words.push_str(left.in_lang(lang));
        }
        let supported = beyond - ended;
        if supported > 0 {
            let more = text!("，另报配合事项{supported}", ", and {supported} that it supports");
            words.push_str(more.in_lang(lang));
        }
        if *ended > 0 {
            let more = text!("，另报已取消、销号的{ended}", ", and {ended} withdrawn or closed since");
            words.push_str(more.in_lang(lang));
        }
        if *refused > 0 {
            words.push_str(text!("，{refused}处未收", ", {refused} not taken").in_lang(lang));
        }
        words
    }

    fn statuses(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let collected = self.collected;
        let is_empty = collected.accepted.is_empty() && collected.conflicts.is_empty();
        title(out, lang, ("状态", "statuses"), is_empty)?;
        for accepted in &collected.accepted {
            let task = self.task(&accepted.plan, accepted.task);
            let (from, to) = (accepted.from.label(lang), accepted.to.label(lang));
            let department = &accepted.department;
            let line =
                text!("  {task} {from} → {to}（{department}）", "  {task} {from} → {to} ({department})");
            self.line(line.in_lang(lang), out)?;
        }
        for conflict in &collected.conflicts {
            let task = self.task(&conflict.plan, conflict.task);
            let [returned, store] = [conflict.returned, conflict.store].map(|status| status.label(lang));
            let base = conflict.base.map_or(lang.pick("不明", "unknown"), |status| status.label(lang));
            let (department, code) = (&conflict.department, self.code(conflict.reason));
            let (file, place) = (&conflict.file, &conflict.place);
            let meaning = match (conflict.reason, conflict.base) {
                (Reason::ChangedMeanwhile, None) => text!(
                    "表上没有下发时的状态，看不出是谁改的，没有按表改",
                    "the form does not say with which status it went out, so it was left alone"
                ),
                (reason, _) => reason.words(),
            };
            let meaning = meaning.in_lang(lang);
            let line = text!(
                "  {task} 冲突：表中 {returned}，下发时 {base}，现为 {store}（{department}，{file} {place}）：{meaning}{code}",
                "  {task} conflict: the form says {returned}, it went out with {base}, now it is {store} ({department}, {file} {place}): {meaning}{code}"
            );
            self.line(line.in_lang(lang), out)?;
        }
        Ok(())
    }

    fn remark(&self, remark: &Remark, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let shown = Remark { text: cut(&remark.text), ..remark.clone() };
        let task = remark.plan.as_deref().zip(remark.task);
        let number =
            task.map(|(plan, id)| TaskNumber::in_snapshot(self.snapshot, plan, id, self.default_plan));
        let subject = shown.subject(number.as_ref(), lang);
        let gap = if subject.is_empty() { "" } else { " " };
        let (file, code) = (&remark.file, self.code(remark.reason));
        let meaning = remark.meaning();
        let meaning = meaning.in_lang(lang);
        let (colon, next) = (lang.pick("：", ": "), self.next(remark, lang));
        let line = format!("  {file}{gap}{subject}{colon}{meaning}{next}{code}");
        self.line(&line, out)
    }

    /// What to do about a file of another period, or a status that goes back.
    fn next(&self, remark: &Remark, lang: Lang) -> String {
        if let Some((plan, id)) = remark.plan.as_deref().zip(remark.task)
            && let Some(command) = remark.command(&task_name(plan, id, self.default_plan), lang)
        {
            return lang.pick(format!("：{command}"), format!(": {command}"));
        }
        if remark.reason != Reason::OtherPeriod || remark.detail.is_some() {
            return String::new();
        }
        let period = &remark.text;
        let title = period.parse::<PeriodId>().map_or(period.clone(), PeriodId::title);
        text!(
            "（{title}）；拿错了表的，请单位用本期的表重填；确是报那一期的：`pjt collect 文件 --period {period}`",
            "; where an old form was used by mistake, have the present one filled in; if it is for that period: `pjt collect FILE --period {period}`"
        )
        .in_lang(lang)
        .to_owned()
    }

    /// Notices of one file that say the same, with the tasks that they are about.
    fn notice(&self, group: &[&Remark], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        const MOST: usize = 12;
        let Some(first) = group.first() else { return Ok(()) };
        if group.len() == 1 {
            return self.remark(first, lang, out);
        }
        let mut tasks: Vec<String> = Vec::new();
        for remark in group {
            if let (Some(plan), Some(id)) = (&remark.plan, remark.task) {
                let cell = remark.cell().map(|cell| lang.pick(format!("（{cell}）"), format!(" ({cell})")));
                tasks.push(self.task(plan, id) + &cell.unwrap_or_default());
            }
        }
        tasks.dedup();
        let more = if tasks.len() > MOST { "…" } else { "" };
        tasks.truncate(MOST);
        let (zh, en) = (tasks.join("、"), tasks.join(", "));
        let (file, code) = (&first.file, self.code(first.reason));
        let meaning = first.reason.words();
        let meaning = meaning.in_lang(lang);
        let line =
            text!("  {file} 编号{zh}{more}：{meaning}{code}", "  {file} tasks {en}{more}: {meaning}{code}");
        self.line(line.in_lang(lang), out)
    }

    /// The same for scripts; `changes` are those of tasks and returns.
    pub fn document(&self, changes: &[Change], commit: Option<&str>) -> Value {
        let collected = self.collected;
        let ids = |omitted: &[(String, TaskId)]| -> Vec<Value> {
            omitted.iter().map(|(plan, id)| json!({"plan": plan, "task": id})).collect()
        };
        let unit = |unit: &UnitReturn| {
            json!({
                "department": unit.department,
                "file": unit.file,
                "asked": unit.asked,
                "reported": unit.reported,
                "beyond": unit.beyond,
                "omitted": ids(&unit.omitted),
                "refused": unit.refused,
            })
        };
        let warnings: Vec<Finding> =
            collected.notices.iter().map(|remark| remark.finding(self.snapshot, self.default_plan)).collect();
        let tasks =
            changes.iter().filter(|change| matches!(change.subject, crate::model::Subject::Task { .. }));
        let members = [
            ("period", json!(self.period.to_string())),
            ("dry_run", json!(self.dry_run)),
            ("commit", json!(commit)),
            ("returns", collected.units.iter().map(unit).collect()),
            ("changes", tasks.map(|change| contract::update_change(change, commit)).collect()),
            ("conflicts", collected.conflicts.iter().map(conflict).collect()),
            ("refused", collected.refused.iter().map(refused).collect()),
            (
                "ignored",
                collected
                    .ignored
                    .iter()
                    .map(|one| json!({"file": one.file, "why": one.why.in_lang(Lang::En)}))
                    .collect(),
            ),
            ("missing", json!(collected.missing)),
        ];
        contract::document("collect", members, &warnings)
    }
}

fn conflict(conflict: &Conflict) -> Value {
    json!({
        "plan": conflict.plan,
        "task": conflict.task,
        "field": AskedField::Status.token(),
        "base": conflict.base,
        "store": conflict.store,
        "returned": conflict.returned,
        "department": conflict.department,
        "file": conflict.file,
        "place": conflict.place,
        "code": conflict.reason.token(),
    })
}

/// What was refused, for scripts.
fn refused(remark: &Remark) -> Value {
    // Of a file nothing stands there; why it can't be read does.
    let cause = || remark.detail.as_ref().map_or("", |detail| detail.in_lang(Lang::En));
    let text = if remark.text.is_empty() { cause() } else { &remark.text };
    json!({
        "file": remark.file,
        "place": remark.place,
        "department": remark.department,
        "plan": remark.plan,
        "task": remark.task,
        "field": remark.field.map(AskedField::token),
        "text": text,
        "code": remark.reason.token(),
    })
}

/// The remarks of one file and one reason together, in the order of the first of each.
fn groups(remarks: &[Remark]) -> Vec<Vec<&Remark>> {
    let mut groups: Vec<Vec<&Remark>> = Vec::new();
    for remark in remarks {
        let is_same = |group: &&mut Vec<&Remark>| {
            let first = group.first().filter(|first| first.task.is_some() && remark.task.is_some());
            let of = |one: &Remark| (one.file.clone(), one.reason, one.text.clone(), one.detail.clone());
            // What differs from task to task, or names a command, is said of each.
            let is_plain = remark.detail.is_none() && !remark.reason.is_a_wish();
            is_plain && first.is_some_and(|first| of(first) == of(remark))
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(remark),
            None => groups.push(vec![remark]),
        }
    }
    groups
}

fn title(out: &mut dyn Write, lang: Lang, words: (&str, &str), is_empty: bool) -> io::Result<()> {
    if is_empty { Ok(()) } else { writeln!(out, "{}", lang.pick(words.0, words.1)) }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
