//! One row of a table as a task: its text, number, departments and deadline, or more of the task above.

use super::{
    super::{
        ColumnRole::{self, Content, Deadline, KeyTask, Lead, Number, Pillar, Remark, Support},
        columns, deadline,
        departments::{self, Departments, Role},
        fold,
        marker::{self, Level},
        names,
        reading::{Item, finding},
        tail,
    },
    Table,
};
use crate::{
    import::{
        draft::RowRole,
        source::{Merged, Row},
    },
    model::Extra,
};

impl Table<'_> {
    /// Reads a row as a task, or as more of the task above.
    pub(super) fn task(&mut self, row: &Row, all: &str) {
        let contents = self.header.columns(Content);
        // a text that reaches over group and content is a task without that group
        let spanning = self.spanning(row, &contents).or_else(|| self.whole_group(row, &contents));
        let new_group = self.groups(row, spanning.unwrap_or(usize::MAX));
        let merged = |column: &usize| row.cells.get(*column).is_some_and(|cell| cell.merged == Merged::Above);
        let content = match spanning {
            Some(column) => self.text(row, column).to_owned(),
            None => self.content(row, &contents),
        };
        let number = self.header.columns(Number).first().map_or("", |column| self.text(row, *column));
        let own_number =
            self.header.columns(Number).first().is_some_and(|column| !merged(column)) && !number.is_empty();
        let again = contents.first().is_some_and(merged) && !own_number;
        if content.is_empty() || again && !self.reading.items.is_empty() {
            return self.more_departments(row, all, content.is_empty(), own_number);
        }
        if self.columns.is_empty()
            && let Some(list) = tail::headed(&fold::one_line(&content))
            && self.assign_above(row, all, list)
        {
            return;
        }
        let blank = self.blank.len();
        let (mut departments, named) = self.departments(row, new_group);
        let number_above = self.header.columns(Number).first().is_some_and(merged);
        if !named && !own_number && !number_above && !new_group && self.continues(&content) {
            // the rest of a text names nobody of its own
            self.blank.truncate(blank);
            return self.more_text(row, &content);
        }
        if self.inherit(row.location, &mut departments) && !named {
            self.blank.truncate(blank);
        }
        let mut item = Item { location: row.location, departments, year: self.year, ..Item::default() };
        self.number(if self.of_groups { "" } else { number }, &content, &mut item);
        if number_above {
            // one number for several rows distinguishes none of them
            item.number = None;
        }
        self.take_tail(row, &mut item);
        item.extra = self.extra(row);
        let own = self.deadline(row, named);
        item.due_in_text &= own.is_none();
        item.due_text = own.or_else(|| item.departments.deadline.take());
        self.warn_of_unclear_departments(&item);
        self.reading.record(
            row.location,
            RowRole::Task,
            all,
            text!("有任务内容的一行", "a row with the text of a task"),
        );
        self.reading.item(item);
        self.empty = None;
    }

    /// Takes what stands behind the text in its own cell: the departments where no column has them, else a deadline.
    fn take_tail(&mut self, row: &Row, item: &mut Item) {
        if self.columns.is_empty() {
            if let Some(tail) = tail::find(&item.content) {
                item.content = tail.content;
                item.departments = tail.departments;
                self.inherit(row.location, &mut item.departments);
            }
        } else if self.header.columns(Deadline).is_empty()
            && let Some((content, phrase)) =
                tail::dated(&item.content).or_else(|| tail::month_behind(&item.content))
        {
            item.due_in_text = item.departments.deadline.is_none() && tail::dated(&item.content).is_none();
            item.departments.deadline.get_or_insert(phrase);
            item.content = content;
        }
    }

    fn warn_of_unclear_departments(&mut self, item: &Item) {
        if item.departments.is_plausible() || item.departments.mentions.is_empty() {
            return;
        }
        let head = fold::head(&item.content);
        self.reading.warnings.push(finding(
            "unclear-departments",
            item.location,
            text!(
                "“{head}”的责任部门一栏不像单位名单，请核对",
                "the department cell of “{head}” does not read as a list of departments; check it"
            ),
        ));
    }

    /// What the columns say that are kept under their titles.
    fn extra(&self, row: &Row) -> Vec<Extra> {
        let spans = |column: usize| row.cells.get(column).is_some_and(|cell| cell.merged == Merged::Left);
        let kept = self.header.kept.iter().filter(|(column, _)| !spans(*column));
        let kept = kept.map(|(column, title)| (title, fold::one_line(self.text(row, *column))));
        kept.filter(|(_, text)| !names::is_nobody(text))
            .map(|(title, text)| Extra { title: title.clone(), text })
            .collect()
    }

    /// More of these columns for the task above: what is merged with its cells is there already.
    fn more_extra(&mut self, row: &Row) {
        let is_merged = |title: &str| {
            let column = self.header.kept.iter().find(|(_, kept)| kept == title).map(|(column, _)| *column);
            let cell = column.and_then(|column| row.cells.get(column));
            cell.is_some_and(|cell| cell.merged == Merged::Above)
        };
        let more: Vec<Extra> = self.extra(row).into_iter().filter(|extra| !is_merged(&extra.title)).collect();
        let Some(last) = self.reading.items.last_mut() else { return };
        for extra in more {
            match last.extra.iter_mut().find(|known| known.title == extra.title) {
                Some(known) => {
                    known.text.push('、');
                    known.text.push_str(&extra.text);
                }
                None => last.extra.push(extra),
            }
        }
    }

    /// The group column whose text reaches over all columns of the content.
    fn spanning(&self, row: &Row, contents: &[usize]) -> Option<usize> {
        let first = *contents.first()?;
        let merged = |column: usize| row.cells.get(column).map(|cell| cell.merged);
        if !contents.iter().all(|column| merged(*column) == Some(Merged::Left)) {
            return None;
        }
        let from = (0..first).rfind(|column| merged(*column) != Some(Merged::Left))?;
        let role = self.header.roles.get(from).copied().flatten();
        (merged(from) == Some(Merged::No) && role.is_some_and(ColumnRole::is_text)).then_some(from)
    }

    /// The group column that is all the text of a row with departments of its own: the group is one task.
    fn whole_group(&self, row: &Row, contents: &[usize]) -> Option<usize> {
        let own = |column: usize| {
            row.cells.get(column).is_some_and(|cell| cell.merged == Merged::No)
                && !names::is_nobody(self.text(row, column))
        };
        if contents.iter().any(|column| !self.text(row, *column).is_empty())
            || !self.columns.iter().any(|column| own(*column))
        {
            return None;
        }
        self.header
            .columns(KeyTask)
            .into_iter()
            .chain(self.header.columns(Pillar))
            .find(|column| own(*column))
    }

    fn content(&self, row: &Row, columns: &[usize]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for column in columns {
            if row.cells.get(*column).is_some_and(|cell| cell.merged == Merged::Left) {
                continue;
            }
            let text = self.text(row, *column);
            if !names::is_nobody(text) && !parts.iter().any(|part| part == text) {
                parts.push(text.to_owned());
            }
        }
        parts.join(" ")
    }

    fn number(&self, number: &str, content: &str, item: &mut Item) {
        const LONGEST: usize = 12;
        if !number.is_empty() && number.chars().count() <= LONGEST {
            item.label = Some(number.to_owned());
            item.number = marker::pure_number(number);
            content.clone_into(&mut item.content);
            return;
        }
        // several numbered lines in one cell are one task: their markers are text
        let lines = content.split('\n').filter(|line| marker::read(line).is_some()).count();
        match marker::read(content)
            .filter(|marker| lines <= 1 && !marker.rest.is_empty() && marker.level != Level::Ordinal)
        {
            Some(marker) => {
                item.label = (marker.level != Level::Bullet).then(|| marker.label.to_owned());
                item.number = marker.number;
                marker.rest.clone_into(&mut item.content);
            }
            None => content.clone_into(&mut item.content),
        }
    }

    /// How the departments of a column take part.
    fn role_of(&self, column: usize) -> Role {
        match self.header.roles.get(column).copied().flatten() {
            Some(Lead) => Role::Lead,
            Some(Support) => Role::Support,
            _ => Role::Unstated,
        }
    }

    /// The departments of a row, and whether its own cells name any.
    fn departments(&mut self, row: &Row, new_group: bool) -> (Departments, bool) {
        let mut cells: Vec<String> =
            self.columns.iter().map(|column| self.text(row, *column).to_owned()).collect();
        let named = cells.iter().any(|cell| !cell.is_empty());
        if named {
            self.carried.clone_from(&cells);
        } else if !new_group && self.filled.contains(&true) && !self.carried.is_empty() {
            if self.goes_on(row) {
                cells.clone_from(&self.carried);
            }
            self.blank.push(row.location);
        }
        let mut departments = Departments::default();
        for (column, cell) in self.columns.iter().zip(&cells) {
            let role = self.role_of(*column);
            let span = row.cells.get(*column).is_some_and(|cell| cell.merged == Merged::Left);
            if !span {
                // a table says the same lists again and again
                let known =
                    self.lists.entry((cell.clone(), role)).or_insert_with(|| departments::read(cell, role));
                let mut known = known.clone();
                if self.header.names.get(*column).is_some_and(|name| columns::has_persons(name)) {
                    known.leave_out_persons();
                }
                departments.extend(known);
            }
        }
        (departments, named)
    }

    /// Whether blank cells of a row may go on with those above: in lined-up text, and in a table of which every merged
    /// area was undone, where the cell of its group is blank as well.
    fn goes_on(&self, row: &Row) -> bool {
        let mut groups = self.groups.iter().map(|column| self.text(row, *column));
        !row.location.states_merges() || self.undone && groups.all(str::is_empty)
    }

    fn deadline(&self, row: &Row, named: bool) -> Option<String> {
        let stated = |text: &str| (!names::is_nobody(text)).then(|| fold::one_line(text));
        if let Some(column) = self.header.columns(Deadline).first() {
            let own = stated(self.text(row, *column));
            // the deadline is merged together with the departments, or not at all
            return own.or_else(|| {
                if named || self.columns.is_empty() || !self.goes_on(row) {
                    None
                } else {
                    self.reading.items.last()?.due_text.clone()
                }
            });
        }
        let remarks = self.header.columns(Remark);
        remarks
            .iter()
            .map(|column| self.text(row, *column))
            .find(|text| deadline::is_phrase(text))
            .and_then(stated)
    }

    /// Whether a row without number and departments goes on with the text above (a page break).
    fn continues(&self, content: &str) -> bool {
        let Some(last) = self.reading.items.last() else { return false };
        self.numbered
            && marker::read(content).is_none()
            && !last.content.ends_with(['。', '；', ';', '！', '.', '？'])
    }

    fn more_text(&mut self, row: &Row, content: &str) {
        self.more_extra(row);
        if let Some(last) = self.reading.items.last_mut() {
            fold::join(&mut last.content, &fold::one_line(content));
        }
        self.reading.record(
            row.location,
            RowRole::Continuation,
            content,
            text!("接上一行的内容", "more of the text above"),
        );
    }

    /// A row that names a part of the task above (其中 | 育才路 | 长1.2公里 | …): more of its text, and of its departments.
    pub(super) fn part(&mut self, row: &Row, all: &str) {
        let number = self.header.columns(Number);
        let columns = [number, self.groups.clone(), self.header.columns(Content)].concat();
        let mut columns: Vec<usize> = columns
            .into_iter()
            .filter(|column| row.cells.get(*column).is_some_and(|cell| cell.merged == Merged::No))
            .collect();
        columns.sort_unstable();
        columns.dedup();
        let texts = columns.iter().map(|column| self.text(row, *column)).filter(|text| !text.is_empty());
        let text = texts.collect::<Vec<_>>().join(" ");
        self.more_extra(row);
        let mut more = Departments::default();
        for column in self.columns.iter().copied() {
            more.extend(departments::read(self.text(row, column), self.role_of(column)));
        }
        if let Some(last) = self.reading.items.last_mut() {
            last.content.push(' ');
            last.content.push_str(&fold::one_line(&text));
            // the parts are done by departments of the whole, mostly
            more.mentions
                .retain(|more| last.departments.mentions.iter().all(|known| known.name != more.name));
            last.departments.extend(more);
        }
        self.reading.record(
            row.location,
            RowRole::Continuation,
            all,
            text!("上一项任务的一部分", "a part of the task above"),
        );
    }

    /// A row below a task that says who does it and by when (牵头单位：…；完成时限：…), where no column does. Whether it is one.
    pub(super) fn assign_above(&mut self, row: &Row, all: &str, list: Departments) -> bool {
        let Some(last) = self.reading.items.last_mut() else { return false };
        let is_open = last.departments.mentions.is_empty() || list.mentions.is_empty();
        if !is_open || list.is_silent() {
            return false;
        }
        last.departments.extend(list);
        last.due_text = last.due_text.take().or_else(|| last.departments.deadline.take());
        let reason = text!("上一项任务的责任部门或时限", "the departments or the deadline of the task above");
        self.reading.record(row.location, RowRole::Continuation, all, reason);
        true
    }

    /// A row that has only more departments for the task above, or nothing to import. One with a number of its own is
    /// another task, whose text is missing.
    fn more_departments(&mut self, row: &Row, all: &str, empty: bool, own_number: bool) {
        let own: Vec<usize> =
            self.columns.iter().copied().filter(|column| has_own_text(row, *column)).collect();
        if empty
            && own.is_empty()
            && self.header.columns(Deadline).iter().any(|column| has_own_text(row, *column))
        {
            return self.left_over(row, all, Some(Deadline));
        }
        if own.is_empty() || self.reading.items.is_empty() || empty && own_number {
            let role = if empty && own.is_empty() { RowRole::Note } else { RowRole::Dropped };
            if role == RowRole::Dropped {
                let head = fold::head(all);
                self.reading.warnings.push(finding(
                    "dropped-row",
                    row.location,
                    text!(
                        "这一行有责任部门而没有任务内容，未导入：{head}",
                        "this row names departments and has no text of a task; not imported: {head}"
                    ),
                ));
            }
            return self.reading.record(row.location, role, all, text!("没有任务内容", "no text of a task"));
        }
        self.more_extra(row);
        let mut more = Departments::default();
        for column in own {
            more.extend(departments::read(self.text(row, column), self.role_of(column)));
        }
        if let Some(last) = self.reading.items.last_mut() {
            // a blank cell for the text may be one that was merged with the one above, or a slip
            if empty && more.mentions.iter().any(|more| !last.departments.mentions.contains(more)) {
                let head = fold::head(all);
                self.reading.warnings.push(finding(
                    "row-without-text",
                    row.location,
                    text!(
                        "这一行没有任务内容，责任部门记给了上一项，请核对：{head}",
                        "this row has no text of a task; its departments were given to the task above, check it: {head}"
                    ),
                ));
            }
            last.departments.extend(more);
        }
        self.reading.record(
            row.location,
            RowRole::Continuation,
            all,
            text!("上一项任务的更多责任部门", "more departments of the task above"),
        );
    }
}

/// Whether a cell of a row has text and is not part of another one.
fn has_own_text(row: &Row, column: usize) -> bool {
    row.cells.get(column).is_some_and(|cell| cell.merged == Merged::No && !fold::trim(&cell.text).is_empty())
}
