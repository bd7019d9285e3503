//! What the titles of the columns leave open is decided with the body at hand: the kind of the cells, their length,
//! and where the column stands vote together with its title.

use super::{
    super::{
        ColumnRole::{
            self, Content, Deadline, Departments, KeyTask, Lead, Number, Other, Pillar, Remark, Support,
        },
        columns, deadline, fold, names, table,
    },
    Header,
    body::Body,
};
use crate::import::source::{Grid, Merged, Row};

/// The columns of a table that could hold text and departments, as `--columns` takes them: a table that is not read
/// for want of titles is proposed to be read so.
pub(in crate::import::grammar) fn proposal(grid: &Grid) -> Option<String> {
    let rows: Vec<&Row> = grid.rows.iter().collect();
    let bodies: Vec<Body> = (0..rows.first()?.cells.len()).map(|column| Body::of(&rows, column)).collect();
    let named = bodies.iter().rposition(|body| body.own >= 2 && body.mostly(body.lists, 6))?;
    let (content, _) = bodies
        .iter()
        .enumerate()
        .filter(|(column, body)| *column != named && body.is_text())
        .max_by_key(|(_, body)| body.length())?;
    let printed = |column: usize| match &grid.printed {
        Some(printed) => printed.get(column).copied().flatten(),
        None => Some(column + 1),
    };
    let (content, named) = (printed(content)?, printed(named)?);
    Some(format!("--columns content={content},departments={named}"))
}

impl Header {
    /// Decides what titles alone leave open.
    pub(in crate::import::grammar) fn decide(&mut self, body: &[&Row]) {
        // a heading in the first column is no number of it
        let is_whole = |row: &&Row| {
            let own = row.cells.iter().filter(|cell| cell.merged != Merged::Left);
            own.filter(|cell| !fold::trim(&cell.text).is_empty()).nth(1).is_some()
        };
        // the titles again and sums say nothing of what the columns hold
        let says_nothing = |row: &Row| self.repeats(row) || table::is_sum(row);
        let whole: Vec<&Row> =
            body.iter().copied().filter(|row| is_whole(row) && !says_nothing(row)).collect();
        let rows = if whole.is_empty() { body } else { &whole };
        let bodies: Vec<Body> = (0..self.roles.len()).map(|column| Body::of(rows, column)).collect();
        let kind = |column: usize| bodies.get(column).copied().unwrap_or_default();
        self.numbers(&kind);
        self.departments(&kind);
        if self.columns(Deadline).is_empty() {
            // 落实要求 over nothing but deadlines is no text
            let texts: Vec<usize> = (0..self.roles.len())
                .filter(|text| self.role(*text).is_some_and(ColumnRole::is_text))
                .collect();
            let is_open = |column: usize| match self.role(column) {
                None => true,
                Some(Content) => texts.iter().any(|text| *text != column && kind(*text).is_text()),
                Some(_) => false,
            };
            let found = (0..self.roles.len()).find(|column| {
                is_open(*column)
                    && kind(*column).mostly(kind(*column).dates, 7)
                    && !columns::is_other_time(self.name(*column))
            });
            self.guess(found, Deadline);
        }
        self.one_number_and_deadline();
        self.texts(&kind);
        self.problems(&kind);
        self.groups(&kind);
        self.goals(&kind);
    }

    /// Whether a column of the body holds anything.
    pub(in crate::import::grammar) fn is_filled(&self, column: usize, body: &[&Row]) -> bool {
        body.iter()
            .filter_map(|row| row.cells.get(column))
            .any(|cell| cell.merged != Merged::Left && !names::is_nobody(&cell.text))
    }

    /// What the cells of a column look like.
    pub(in crate::import::grammar) fn looks_like(&self, column: usize, body: &[&Row]) -> Option<ColumnRole> {
        let kind = Body::of(body, column);
        let is_sure = || {
            kind.mostly(kind.sure, 5)
                || columns::may_name_departments(self.name(column))
                || self.department_columns().is_empty() && kind.mostly(kind.lists, 8)
        };
        if kind.mostly(kind.lists, 6) && !columns::is_other(self.name(column)) && is_sure() {
            // beside those that do the tasks it may say anything: where they are, who accepts them
            self.department_columns().is_empty().then_some(Departments)
        } else if kind.mostly(kind.dates, 6) && !columns::is_other_time(self.name(column)) {
            self.columns(Deadline).is_empty().then_some(Deadline)
        } else {
            // nobody reads remarks, or what the title says to be a number or a day, as what is to be done
            let is_said = columns::role_of(self.name(column)).is_some_and(|role| !role.is_text());
            let is_beside =
                self.role(column) == Some(Remark) || is_said || columns::is_other(self.name(column));
            // one for several rows in front of the tasks names a group of them
            let is_in_front = self.columns(Content).first().is_some_and(|content| column < *content);
            if is_in_front && (kind.own < kind.filled || kind.distinct < kind.own) {
                let is_inside = |role: ColumnRole| self.columns(role).iter().all(|other| *other < column);
                let is_outside = |role: ColumnRole| self.columns(role).iter().all(|other| *other > column);
                if self.columns(Pillar).is_empty() && is_outside(KeyTask) {
                    Some(Pillar)
                } else {
                    (self.columns(KeyTask).is_empty() && is_inside(Pillar)).then_some(KeyTask)
                }
            } else {
                (kind.is_text() && !is_beside).then_some(Content)
            }
        }
    }

    pub(super) fn role(&self, column: usize) -> Option<ColumnRole> {
        self.roles.get(column).copied().flatten()
    }

    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// Says what a column holds that its title does not say.
    fn guess(&mut self, column: Option<usize>, role: ColumnRole) {
        self.guessed.extend(column);
        self.set(column, role);
    }

    /// A title over two columns may cover the numbers too (具体要求); a number may have no title.
    fn numbers(&mut self, kind: &dyn Fn(usize) -> Body) {
        if self.roles.contains(&Some(Number)) {
            return;
        }
        // 一季度, 2026年: what is to be reached by then is no number of the task
        let is_period = |column: usize| deadline::is_phrase(self.name(column));
        let found = (0..self.roles.len()).find(|column| {
            matches!(self.role(*column), None | Some(Content | KeyTask | Pillar)) && !is_period(*column) && {
                let body = kind(*column);
                body.mostly(body.numbers, 7) && body.run * 2 >= body.numbers
                    || body.mostly(body.codes, 9) && body.distinct == body.own
            }
        });
        self.set(found, Number);
    }

    /// A column whose cells read as lists, below a title for departments or below none that is known.
    #[expect(
        clippy::too_many_lines,
        reason = "every way in which a column may be that of departments, the surer first"
    )]
    fn departments(&mut self, kind: &dyn Fn(usize) -> Body) {
        let lists = |column: usize, of_ten| kind(column).mostly(kind(column).lists, of_ten);
        let open: Vec<usize> = (0..self.roles.len()).filter(|column| self.role(*column).is_none()).collect();
        // who is named by a title that is known does it: 县区 beside 责任单位 says where
        let is_known = self.columns(Departments).iter().any(|column| lists(*column, 6));
        for column in open {
            if self.says_where(column, kind) {
                continue;
            }
            // 牵头站办所: the first word of the title, and lists below it
            let said = columns::by_its_start(self.name(column)).filter(|_| lists(column, 6));
            if said.is_some() {
                self.set(Some(column), said.unwrap_or(Departments));
                continue;
            }
            // 属地 below 责任分工: the title above says what its parts are
            let above = self.titles.get(column).and_then(|title| columns::role_of(title));
            let is_part = above.is_some_and(ColumnRole::names_departments);
            if (is_part || !is_known && columns::may_name_departments(self.name(column))) && lists(column, 6)
            {
                self.guess(Some(column), Departments);
            }
        }
        for column in self.department_columns() {
            // 责任单位（人） beside the departments; alone it is doubtful, and said
            let body = kind(column);
            if body.mostly(body.persons, 8) && body.lists == 0 && self.department_columns().len() > 1 {
                self.set(Some(column), Other);
            }
        }
        // 台, 亿元, %: what things are counted in is called 单位 too
        const LONGEST_MEASURE: usize = 30;
        for column in self.department_columns() {
            let body = kind(column);
            let is_short = body.own > 0 && body.lists == 0 && body.length() <= LONGEST_MEASURE;
            if is_short && fold::key(self.name(column)) == "单位" {
                self.set(Some(column), Other);
            }
        }
        if self.department_columns().is_empty() {
            let found = (0..self.roles.len()).rfind(|column| {
                matches!(self.role(*column), None | Some(KeyTask | Pillar | Remark))
                    && !columns::is_other(self.name(*column))
                    && lists(*column, 8)
                    && (columns::may_name_departments(self.name(*column))
                        || kind(*column).mostly(kind(*column).sure, 6))
            });
            self.guess(found, Departments);
        }
        if self.department_columns().is_empty() {
            self.inspectors(&lists);
        }
        // 建设单位 beside 协同单位: somebody must do what these support
        let supports_alone =
            self.department_columns().iter().all(|column| self.role(*column) == Some(Support));
        if supports_alone && self.roles.contains(&Some(Support)) {
            let found = (0..self.roles.len()).find(|column| {
                matches!(self.role(*column), None | Some(Other))
                    && columns::may_do(self.name(*column))
                    && lists(*column, 6)
            });
            self.guess(found, Departments);
        }
        // 归口部门 beside 配合部门; of 责任单位 beside them nobody says that they lead
        if let ([one], true, false) = (
            self.columns(Departments).as_slice(),
            self.roles.contains(&Some(Support)),
            self.roles.contains(&Some(Lead)),
        ) && columns::may_lead(self.name(*one))
        {
            self.set(Some(*one), Lead);
        }
        if self.roles.contains(&Some(Lead)) {
            self.replace(Departments, Support);
        }
    }

    /// 检查主体 beside 检查事项: who checks does the task, where nobody else does.
    fn inspectors(&mut self, lists: &dyn Fn(usize, usize) -> bool) {
        let found = (0..self.roles.len()).find(|column| {
            let deed = columns::inspects(self.name(*column));
            let is_task = |other: usize| {
                other != *column
                    && self.role(other).is_some_and(ColumnRole::is_text)
                    && columns::inspects(self.name(other)) == deed
            };
            matches!(self.role(*column), None | Some(Other))
                && deed.is_some()
                && lists(*column, 8)
                && (0..self.roles.len()).any(is_task)
        });
        self.guess(found, Departments);
    }

    /// Which columns hold the text of the tasks.
    fn texts(&mut self, kind: &dyn Fn(usize) -> Body) {
        if self.parts_of_tasks(kind) {
            return;
        }
        let contents = self.columns(Content);
        // words that are the same in every row tell no task from another
        let varies = |column: usize| kind(column).own < 3 || kind(column).distinct > 1;
        let open: Vec<usize> = (0..self.roles.len())
            .filter(|column| self.role(*column).is_none() && kind(*column).is_text() && varies(*column))
            .collect();
        let longest =
            open.into_iter().max_by_key(|column| (kind(*column).length(), std::cmp::Reverse(*column)));
        let Some(first) = contents.first().copied() else {
            let named = self.columns(KeyTask).pop().or_else(|| self.columns(Pillar).pop());
            match longest
                .filter(|column| named.is_none_or(|named| kind(*column).length() > kind(named).length()))
            {
                Some(column) => self.guess(Some(column), Content),
                None => self.set(named, Content),
            }
            return;
        };
        // 任务 beside 年度目标: the longer text is the task, too, where the known one is but a name
        const LONGEST_NAME: usize = 200;
        let known = contents.iter().map(|column| kind(*column).length()).max().unwrap_or(0);
        if let Some(column) =
            longest.filter(|column| known <= LONGEST_NAME && kind(*column).length() * 2 > known * 3)
        {
            self.guess(Some(column), Content);
        }
        // 2026年目标 next to 任务: how much of it; a goal for each of several years is a plan of its steps
        let is_goal = |column: &usize| columns::is_goal(self.name(*column)) && self.role(*column).is_none();
        let goals: Vec<usize> = (0..self.roles.len()).filter(is_goal).collect();
        if let [goal] = goals.as_slice()
            && goal.checked_sub(1).is_some_and(|before| self.role(before) == Some(Content))
        {
            self.set(Some(*goal), Content);
        }
        // 工作要点 beside 主要任务: the group stands on the left, and is the shorter one
        let inner = self.columns(KeyTask).into_iter().find(|column| *column > first);
        if let Some(inner) = inner.filter(|inner| kind(*inner).length() > kind(first).length()) {
            self.set(Some(first), KeyTask);
            self.set(Some(inner), Content);
        }
        let groups = |first: Body, other: Body| {
            let is_merged = first.own < first.filled && other.own == other.filled;
            is_merged
                || first.distinct * 4 < other.distinct * 3
                || first.distinct < first.own && other.distinct == other.own
        };
        // 整治内容 beside 整治措施: a short name of what the other says to do
        let names = |first: Body, other: Body| {
            let is_short = first.length() <= LONGEST_NAME && first.length() * 4 < other.length() * 5;
            is_short && first.mostly(first.own - first.verbs, 7) && other.mostly(other.verbs, 6)
        };
        if let [first, rest @ ..] = self.columns(Content).as_slice()
            && !self.roles.contains(&Some(KeyTask))
            && rest
                .iter()
                .any(|column| groups(kind(*first), kind(*column)) || names(kind(*first), kind(*column)))
        {
            self.set(Some(*first), KeyTask);
        }
    }

    /// 工作任务 merged over the rows of 具体分工: each of these is a part of the task, with departments of its own. Whether
    /// there are such.
    fn parts_of_tasks(&mut self, kind: &dyn Fn(usize) -> Body) -> bool {
        let contents = self.columns(Content);
        let Some(task) = contents.first().copied().or_else(|| self.columns(KeyTask).pop()) else {
            return false;
        };
        let is_part = |column: &usize| {
            let body = kind(*column);
            matches!(self.role(*column), None | Some(Other))
                && columns::is_part(self.name(*column))
                && *column > task
                && body.is_text()
                && body.own == body.filled
                && body.own > kind(task).own
        };
        let Some(part) = (0..self.roles.len()).find(is_part) else { return false };
        self.set(Some(task), KeyTask);
        self.set(Some(part), Content);
        true
    }

    fn one_number_and_deadline(&mut self) {
        for column in self.columns(Number).into_iter().skip(1) {
            self.set(Some(column), Other);
        }
        // 开始时间, 完成时间: a title that says so is the deadline, or else the last
        let times = self.columns(Deadline);
        let says_so = |column: &usize| columns::is_deadline(self.name(*column));
        let due = times.iter().copied().find(says_so).or_else(|| times.last().copied());
        for column in times.into_iter().filter(|column| Some(*column) != due) {
            self.set(Some(column), Other);
        }
    }
}
