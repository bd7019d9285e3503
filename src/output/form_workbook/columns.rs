//! The columns of a form: of one about several plans each row says of which it is, and one that goes out again says why.

use std::collections::HashSet;

use super::{Form, FormRow};
use crate::model::{Plan, form::FormColumn};

/// The first column that is seen, counted from 0.
pub(super) const FIRST: u16 = 1;

/// The columns of a form.
pub(super) struct Columns {
    all: Vec<FormColumn>,
    /// Whether rows are of several plans, and say of which.
    pub(super) has_plans: bool,
    /// Whether two of these plans have one title, so that it doesn't say which.
    pub(super) has_twins: bool,
}

impl Columns {
    pub(super) fn of(form: Form<'_>, rows: &[FormRow<'_>]) -> Self {
        let different = |of: fn(&Plan) -> &String| {
            rows.iter().map(|row| of(row.entry.plan)).collect::<HashSet<_>>().len()
        };
        let (plans, titles) = (different(|plan| &plan.slug), different(|plan| &plan.title));
        let has_plans = plans > 1;
        let is_there = |column: &FormColumn| match column {
            FormColumn::Plan => has_plans,
            FormColumn::SentBack => form.again,
            _ => true,
        };
        let all = FormColumn::ALL.into_iter().filter(is_there).collect();
        Self { all, has_plans, has_twins: titles < plans }
    }

    /// The columns with their places.
    pub(super) fn placed(&self) -> impl Iterator<Item = (u16, FormColumn)> {
        (0..).zip(self.all.iter().copied())
    }

    /// The place of the last one.
    pub(super) fn last(&self) -> u16 {
        u16::try_from(self.all.len()).unwrap_or(u16::MAX).saturating_sub(1)
    }

    /// The place of the numbers.
    pub(super) fn number(&self) -> u16 {
        FIRST + u16::from(self.has_plans)
    }
}
