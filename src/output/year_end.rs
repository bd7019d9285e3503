//! What is left at the end of a year.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    Format,
    format::{Answer, Grid, Look},
    grid_book, json as contract, sheet,
};
use crate::{
    error::{Error, Result},
    model::{Snapshot, TaskId, TaskNumber},
    papers::{YearEnd, year_end::Left},
    query::reports::DueState,
    text::{Lang, Text},
};

/// Writes what is left of the tasks of a snapshot; of several plans numbers have theirs beside them.
///
/// # Errors
/// When `out` fails.
pub fn write(
    left: &YearEnd,
    snapshot: &Snapshot,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    format.writer().answer(&Answered { left, snapshot }, look, out)
}

/// The same as a workbook, which says of which day and which plans it is, and how many `others` the store has.
///
/// # Errors
/// When it can't be made, which says that it has more rows than a sheet.
pub fn workbook(
    left: &YearEnd,
    snapshot: &Snapshot,
    (today, others): (NaiveDate, usize),
    lang: Lang,
) -> Result<Vec<u8>> {
    const WIDTHS: [f64; 6] = [16.0, 22.0, 60.0, 24.0, 14.0, 20.0];
    let grid = Answered { left, snapshot }.grid(lang);
    let titles: Vec<&str> = snapshot.plans.iter().map(|plan| plan.title.as_str()).collect();
    let (year, day) = (left.year, sheet::day_words(today, lang));
    let title = match lang {
        Lang::Zh => format!("{year}年年终清理（截至{day}）：《{}》", titles.join("》《")),
        Lang::En => format!("Year end {year} (as of {day}): {}", titles.join(", ")),
    };
    let title = std::iter::once(title).chain(sheet::other_plans(others, lang));
    let title = title.collect::<Vec<_>>().join(lang.pick("；", "; "));
    grid_book::workbook(label!(lang, "年终清理", "Year end"), Some(&title), &grid, &WIDTHS).map_err(|error| {
        Error::failed(text!("未能生成年终清理的工作簿", "the workbook of the year's end could not be made"))
            .caused_by(Text::foreign(error.to_string()))
    })
}

/// What a person does next.
pub fn advice(left: &YearEnd) -> Text {
    let (periods, cells) = (left.open_periods.len(), left.unplaced.len() + left.unread.len());
    let (done, carried, suspended) = (left.done.len(), left.carried.len(), left.suspended.len());
    let (unreported, sent_back) = (left.unreported.len(), left.sent_back.len());
    text!(
        "未截止收表的报送期 {periods} 个（`pjt period close`），未报送、交空表的 {unreported} 家次（`pjt returns 报送期`），退回未重报 {sent_back} 项（`pjt forms 报送期 --again`），待处理的行和格 {cells} 处（`pjt check`），已完成未销号 {done} 项（`pjt update 编号 --status 已销号`），结转 {carried} 项，暂缓 {suspended} 项；没有改动台账",
        "{periods} periods are open (`pjt period close`), {unreported} returns did not come or came back empty (`pjt returns PERIOD`), {sent_back} answers were sent back (`pjt forms PERIOD --again`), {cells} rows and cells wait (`pjt check`), {done} tasks are done and not closed (`pjt update ID --status closed`), {carried} go on, {suspended} are suspended; the store was not changed"
    )
}

/// What becomes of what goes on, where something does: a person says so, task by task.
pub fn advice_on_carried(left: &YearEnd) -> Option<Text> {
    let count = left.carried.len();
    (count > 0).then(|| {
        text!(
            "结转的 {count} 项逐项定去向：办结了的补记（`pjt update 编号 --status 已完成 --note 办结情况`）；接着办的延期（`pjt update 编号 --due 日期 --reason 原因`）；列入新一年方案的，导入新方案后，这里的改为已取消（`pjt update 编号 --status 已取消 --note 转入哪一项`），免得报两次、算两项",
            "of the {count} that go on, say of each what becomes of it: what is done is done (`pjt update ID --status done --note WHAT`); what is worked on gets another day (`pjt update ID --due DAY --reason WHY`); what the next year's plan has is withdrawn here once that is imported (`pjt update ID --status withdrawn --note WHERE`), or it is asked about and counted twice"
        )
    })
}

struct Answered<'a> {
    left: &'a YearEnd,
    snapshot: &'a Snapshot,
}

impl Answered<'_> {
    /// Kind, subject, words and day of each row.
    fn rows(
        &self,
        kind: impl Fn(&str) -> String,
        status: impl Fn(&Left) -> String,
        number: impl Fn(&str, &[TaskId]) -> String,
        of_plan: &str,
    ) -> Vec<Vec<String>> {
        let left = self.left;
        let mut rows: Vec<Vec<String>> = Vec::new();
        for period in &left.open_periods {
            rows.push(vec![
                kind("open_period"),
                period.id.clone(),
                period.title.clone(),
                String::new(),
                String::new(),
                period.due.to_string(),
            ]);
        }
        for row in &left.unplaced {
            let place = format!("{} {}", row.period, row.place);
            rows.push(vec![
                kind("unplaced"),
                place,
                row.text.clone(),
                row.department.clone(),
                String::new(),
                String::new(),
            ]);
        }
        for cell in &left.unread {
            let place = format!("{} {}", cell.period, number(&cell.plan, &[cell.task]));
            rows.push(vec![
                kind("unread"),
                place,
                cell.text.clone(),
                cell.department.clone(),
                String::new(),
                String::new(),
            ]);
        }
        rows.extend(self.of_returns(&kind, &number));
        for (name, tasks) in
            [("done", &left.done), ("carried", &left.carried), ("suspended", &left.suspended)]
        {
            for task in tasks {
                rows.push(vec![
                    kind(name),
                    number(&task.plan, &[task.id]),
                    task.content.clone(),
                    task.lead.join("、"),
                    status(task),
                    task.due
                        .map(|due| format!("{due}{}", if task.due_of_plan { of_plan } else { "" }))
                        .unwrap_or_default(),
                ]);
            }
        }
        rows
    }

    /// What did not come, and what was sent back.
    fn of_returns(
        &self,
        kind: &impl Fn(&str) -> String,
        number: &impl Fn(&str, &[TaskId]) -> String,
    ) -> Vec<Vec<String>> {
        let left = self.left;
        let mut rows = Vec::new();
        for one in &left.unreported {
            let name = if one.state == DueState::Empty { "empty" } else { "missing" };
            let place = format!("{} {}", one.period, number(&one.plan, &one.tasks));
            let blank = String::new;
            rows.push(vec![kind(name), place, blank(), one.department.clone(), blank(), blank()]);
        }
        for one in &left.sent_back {
            let place = format!("{} {}", one.period, number(&one.plan, &[one.task]));
            rows.push(vec![
                kind("sent_back"),
                place,
                one.reason.clone(),
                one.department.clone(),
                String::new(),
                String::new(),
            ]);
        }
        rows
    }

    /// Numbers of a plan as programs take them.
    fn references(&self, plan: &str, ids: &[TaskId]) -> String {
        let plan = self.shown(plan);
        let all = ids.iter().map(|id| TaskNumber::unknown(*id, plan).reference().to_owned());
        all.collect::<Vec<_>>().join("、")
    }

    /// The same for people, with the numbers that the document prints where they are others.
    fn numbers(&self, plan: &str, ids: &[TaskId], lang: Lang) -> String {
        // Nothing is the default plan where each is named.
        let default = if self.shown(plan).is_some() { "" } else { plan };
        let all = ids.iter().map(|id| TaskNumber::in_snapshot(self.snapshot, plan, *id, default).cell(lang));
        all.collect::<Vec<_>>().join("、")
    }

    /// The plan, where there are several.
    fn shown<'p>(&self, plan: &'p str) -> Option<&'p str> {
        Some(plan).filter(|_| self.snapshot.plans.len() > 1)
    }

    /// The table; with `late` behind the status of what is overdue, and `unproven` behind that of what can't be closed yet.
    fn table(&self, lang: Lang, [late, unproven]: [&str; 2]) -> Grid {
        let headers = [
            label!(lang, "类别", "Kind"),
            label!(lang, "编号", "No."),
            label!(lang, "内容", "Content"),
            label!(lang, "单位", "Department"),
            label!(lang, "状态", "Status"),
            label!(lang, "时限", "Due"),
        ];
        let kind = |kind: &str| {
            let words = match kind {
                "open_period" => label!(lang, "未截止收表", "open period"),
                "unplaced" => label!(lang, "归不到任务的行", "unplaced row"),
                "unread" => label!(lang, "待处理的格", "cell that waits"),
                "missing" => label!(lang, "未报送", "not reported"),
                "empty" => label!(lang, "空表", "empty form"),
                "sent_back" => label!(lang, "退回未重报", "sent back"),
                "done" => label!(lang, "已完成未销号", "done, not closed"),
                "carried" => label!(lang, "结转", "goes on"),
                _ => label!(lang, "暂缓", "suspended"),
            };
            words.to_owned()
        };
        let status = |task: &Left| {
            let label = task.status.label(lang);
            let behind = if task.overdue {
                late
            } else if task.unproven {
                unproven
            } else {
                ""
            };
            format!("{label}{behind}")
        };
        let number = |plan: &str, ids: &[TaskId]| self.numbers(plan, ids, lang);
        let rows = self.rows(kind, status, number, label!(lang, "（随方案）", " (plan end)"));
        Grid { headers: headers.map(str::to_owned).to_vec(), rows, ..Grid::default() }
    }
}

impl Answer for Answered<'_> {
    fn grid(&self, lang: Lang) -> Grid {
        self.table(lang, lang.pick(["（逾期）", "（无佐证）"], [" (overdue)", " (no evidence)"]))
    }

    fn narrower(&self, lang: Lang) -> Vec<Grid> {
        vec![self.table(lang, lang.pick(["\n逾期", "\n无佐证"], ["\noverdue", "\nno evidence"]))]
    }

    fn records(&self) -> Grid {
        let keys = ["kind", "id", "content", "department", "status", "due"];
        let number = |plan: &str, ids: &[TaskId]| self.references(plan, ids);
        let rows = self.rows(str::to_owned, |task| task.status.token().to_owned(), number, "");
        Grid { headers: keys.map(str::to_owned).to_vec(), rows, ..Grid::default() }
    }

    fn document(&self) -> Value {
        contract::document("year_end", [("year_end", json!(self.left))], &[])
    }
}
