//! Columns beside the text of a task that are text of it, too: what is to be reached, and what is wrong today.

use super::{
    super::{
        ColumnRole::{Content, KeyTask, Other},
        columns,
    },
    Header,
    body::Body,
};

impl Header {
    /// 反馈问题, 整改目标, 整改措施: what is wrong in a row and what is to be reached are text of its task, as they are in a list
    /// without a table. A problem of several rows is their group, and so is one without a goal.
    pub(super) fn problems(&mut self, kind: &dyn Fn(usize) -> Body) {
        let measures = self.columns(Content).last().copied();
        let Some(measures) = measures.filter(|column| columns::says_measures(self.name(*column))) else {
            return;
        };
        let is_open = |column: usize| {
            matches!(self.role(column), None | Some(Other | KeyTask)) && kind(column).is_text()
        };
        let found = |wanted: fn(&str) -> bool| {
            (0..measures).find(|column| is_open(*column) && wanted(self.name(*column)))
        };
        let (Some(problem), Some(goal)) = (found(columns::says_problem), found(columns::is_goal)) else {
            return;
        };
        let body = kind(problem);
        let is_own = body.own == body.filled && body.distinct == body.own;
        self.set(Some(goal), Content);
        self.set(Some(problem).filter(|_| is_own), Content);
    }

    /// 重点任务 beside 目标要求, a deed in each row: no group, but the task, and how much of it is to be reached.
    pub(super) fn goals(&mut self, kind: &dyn Fn(usize) -> Body) {
        let ([task], [goal]) = (&*self.columns(KeyTask), &*self.columns(Content)) else { return };
        let body = kind(*task);
        let is_in_each_row = body.distinct == body.filled && body.filled >= kind(*goal).filled;
        let is_each_a_deed = body.own > 1 && is_in_each_row && body.mostly(body.verbs, 8);
        if *goal == task + 1
            && is_each_a_deed
            && columns::is_task(self.name(*task))
            && columns::says_goals(self.name(*goal))
        {
            self.set(Some(*task), Content);
        }
    }
}
