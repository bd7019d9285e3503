//! What a person is asked about an edition before it is written: deadlines and days of their own that it does not fit,
//! tasks that may be the same in other words.

use super::{Edition, KeptDeadline, LikelyPair};
use crate::{
    error::Finding,
    model::{Plan, TaskId},
    text::{Lang, Text, width},
};

impl Edition {
    /// What a person is asked about it.
    pub fn questions(&self) -> Vec<Finding> {
        let plan = &self.plan;
        let deadlines = self.deadlines.iter().map(|kept| deadline_kept(kept, plan));
        let misfits = self.misfits.iter().map(|id| misfit(*id, plan));
        let likely = self.likely.iter().map(|pair| perhaps_same(*pair, plan));
        deadlines.chain(misfits).chain(likely).collect()
    }
}

/// That a deadline which a person set stays, and how the document's is taken in its place.
fn deadline_kept(kept: &KeptDeadline, plan: &Plan) -> Finding {
    let (slug, id, stays) = (&plan.slug, kept.task, kept.kept);
    // What this edition says instead, and how that is typed.
    let (says, typed) = match (kept.day, &kept.printed) {
        (Some(day), _) => (text!("改为 {day}", "says {day}"), Text::same(day.to_string())),
        // A phrase may mean no day (`none`), or one that is not known.
        (None, Some(printed)) => (text!("改为“{printed}”", "says “{printed}”"), text!("日期", "DATE")),
        (None, None) => (text!("不再写时限", "has no deadline any more"), Text::same("none")),
    };
    let [(says, typed), (says_en, typed_en)] =
        [Lang::Zh, Lang::En].map(|lang| (says.in_lang(lang), typed.in_lang(lang)));
    let message = text!(
        "编号{id} 的时限由人定为 {stays}，这一版文件{says}；仍保留 {stays}",
        "task {id} falls due on {stays}, as a person set it, and this edition {says_en}; {stays} stays"
    );
    Finding::new("deadline-kept", message).fix(text!(
        "写入新版后，以新版为准：`pjt update {slug}/{id} --due {typed} --reason 以新版为准`；保留现在的：`pjt update {slug}/{id} --confirm`",
        "once the edition is written, take its deadline: `pjt update {slug}/{id} --due {typed_en} --reason WHY`; or keep the one there is: `pjt update {slug}/{id} --confirm`"
    ))
}

/// That the days which a person set for a task don't fit into the years that the document has now.
fn misfit(id: TaskId, plan: &Plan) -> Finding {
    let slug = &plan.slug;
    let message = text!(
        "编号{id} 由人定的日期不合这一版文件的年限；仍保留，待人工决定",
        "the days that a person set for task {id} don't fit the years of this edition; they stay until a person decides"
    );
    Finding::new("deadline-kept", message).fix(text!(
        "写入新版后重新定：`pjt update {slug}/{id} --due 日期 --reason 原因`；起始用 `--start`",
        "once the edition is written, set them anew: `pjt update {slug}/{id} --due DATE --reason WHY`, or with `--start`"
    ))
}

/// That a task which is gone and a new one may be the same, and the option that says so.
fn perhaps_same(pair: LikelyPair, plan: &Plan) -> Finding {
    let LikelyPair { gone, new, number } = pair;
    let words = |id: TaskId| plan.task(id).map(|task| width::cut(&task.content, 40)).unwrap_or_default();
    let (old_words, new_words) = (words(gone), words(new));
    let message = text!(
        "编号{gone}（{old_words}）文件中已没有，新增的文件第{number}项（{new_words}）与它板块、责任部门、时限都相同：可能是同一项改写的",
        "task {gone} ({old_words}) is gone, and the new task {number} of the document ({new_words}) has its heading, its departments and its deadline: it may be the same, reworded"
    );
    Finding::new("perhaps-same", message).fix(text!(
        "是同一项的，导入时加 `--same {gone}={number}`：编号、状态、进展和历史都接着用；不是的，不用加",
        "if it is, import with `--same {gone}={number}`: number, status, notes and history go on; if not, leave it"
    ))
}
