//! An answer that contradicts itself: a task that is done and isn't, or that was not begun and is on its way. It is taken as
//! it was written; which half is right, the department alone knows.

use chrono::NaiveDate;

use crate::{
    model::{Answer, Entry, Note, Return, Snapshot, Status, TaskId},
    text::{Lang, Text},
};

/// What problems say of a task that isn't finished. Fewer words than people have for it: such as 仍有 also begin what is
/// left to be done after the end.
const UNFINISHED: [&str; 9] =
    ["未完成", "尚未", "没有完成", "未完工", "未竣工", "未开工", "未验收", "还差", "尚差"];
/// What takes such words back when it stands before them.
const NONE: [&str; 5] = ["无", "没有", "不存在", "未发现", "暂无"];

/// What of an answer stands against its status, with that status; none where nothing does.
pub(super) fn of(answer: &Answer, entry: Entry<'_>, received: NaiveDate) -> Option<Text> {
    let status = answer.status?;
    let against: Vec<Text> = match status {
        Status::Done => {
            let percent = answer.percent.filter(|percent| *percent < 100).map(percent_words);
            // A day that only repeats the deadline foretells nothing.
            let is_later = |day: &NaiveDate| *day > received && Some(*day) != entry.falls_due();
            let day = answer.expected.filter(is_later);
            let day = day.map(|day| text!("预计完成时间 {day}", "expected on {day}"));
            let problem = answer.problems.as_deref().and_then(unfinished);
            let problem = problem.map(|words| text!("存在问题“{words}”", "problems `{words}`"));
            [percent, day, problem].into_iter().flatten().collect()
        }
        Status::NotStarted => {
            answer.percent.filter(|percent| *percent > 0).map(percent_words).into_iter().collect()
        }
        _ => Vec::new(),
    };
    if against.is_empty() {
        return None;
    }
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
        let all: Vec<&str> = against.iter().map(|words| words.in_lang(lang)).collect();
        let (status, all) = (status.label(lang), all.join(lang.pick("、", ", ")));
        lang.pick(format!("状态 {status}，{all}"), format!("status {status}, {all}"))
    });
    Some(Text::new(zh, en))
}

/// What of an answer stands against its status, or, where it says none, against that of the ledger, until somebody says what
/// is so: the answer is sent back, or a note of a later day is there.
pub fn unverified(answer: &Answer, entry: Entry<'_>, received: NaiveDate) -> Option<Text> {
    let is_settled = |note: &Note| note.is_progress() && note.date >= answer.last_day().unwrap_or(received);
    if answer.sent_back.is_some() || entry.task.notes.iter().any(is_settled) {
        return None;
    }
    let percent = answer.percent.filter(|percent| *percent > 0);
    let (Status::NotStarted, None, Some(percent)) = (entry.task.status, answer.status, percent) else {
        return of(answer, entry, received);
    };
    let [(zh, zh_store), (en, en_store)] = [Lang::Zh, Lang::En]
        .map(|lang| (percent_words(percent).in_lang(lang).to_owned(), entry.task.status.label(lang)));
    Some(text!("{zh}，没有报状态，台账为{zh_store}", "{en}, no status, and the ledger says {en_store}"))
}

/// The same of a task in a return that was changed, where the answer did not contradict itself so before.
pub(super) fn new(
    (plan, id): (&str, TaskId),
    [before, after]: [&Return; 2],
    snapshot: &Snapshot,
) -> Option<(TaskId, Text)> {
    let entry = snapshot.entries().find(|entry| entry.plan.slug == plan && entry.task.id == id)?;
    let contradiction =
        |value: &Return| of(value.tasks.iter().find(|answer| answer.id == id)?, entry, value.received);
    let words = contradiction(after).filter(|words| Some(words) != contradiction(before).as_ref())?;
    Some((id, words))
}

fn percent_words(percent: u8) -> Text {
    text!("完成率 {percent}%", "{percent}% done")
}

/// The clause of problems that says that something is not finished.
fn unfinished(problems: &str) -> Option<&str> {
    let clauses = problems.split(['。', '；', ';', '，', ',', '\n']).map(str::trim);
    let says_so = |clause: &&str| {
        let at = UNFINISHED.iter().filter_map(|word| clause.find(word)).min();
        at.and_then(|at| clause.get(..at))
            .is_some_and(|before| !NONE.iter().any(|none| before.contains(none)))
    };
    clauses.into_iter().find(says_so)
}

#[cfg(test)]
mod tests {
    use super::unfinished;

    #[test]
    fn only_problems_that_say_so_are_unfinished() {
        assert_eq!(unfinished("资金已到位，但二期尚未完工。"), Some("但二期尚未完工"));
        assert_eq!(unfinished("还差3个小区未完成"), Some("还差3个小区未完成"));
        for words in ["无", "无未完成事项", "不存在尚未解决的问题", "后期管护仍有提升空间", "第3项问题", ""]
        {
            assert_eq!(unfinished(words), None, "{words}");
        }
    }
}
