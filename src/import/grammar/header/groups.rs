//! Columns that group the tasks: of what kind, where they are, to which part of the work they belong.

use super::{
    super::{
        ColumnRole::{self, Content, KeyTask, Other, Pillar},
        columns,
    },
    Header,
    body::Body,
};

/// Whether the title of a column says that it names departments.
fn by_title(title: &str) -> bool {
    let role = columns::role_of(title).or_else(|| columns::by_its_start(title));
    role.is_some_and(ColumnRole::names_departments)
}

impl Header {
    /// Whether a column of names stands in front of the tasks with one for several rows, and others say who does them (所在县市
    /// beside 责任单位): it groups them.
    pub(super) fn says_where(&self, column: usize, kind: &dyn Fn(usize) -> Body) -> bool {
        let body = kind(column);
        let is_titled = by_title(self.name(column));
        let is_in_front =
            (column + 1..self.roles.len()).any(|other| self.role(other).is_some_and(ColumnRole::is_text));
        let is_shared = body.own < body.filled || body.distinct < body.own;
        !is_titled && is_in_front && is_shared && !self.department_columns().is_empty()
    }

    /// Which columns group the tasks: of two inner groups the left one is the outer; a column of short words in
    /// front of the content groups the tasks, whatever its title is.
    #[expect(
        clippy::too_many_lines,
        reason = "what makes a column a group, and which level it is of, stand together"
    )]
    pub(super) fn groups(&mut self, kind: &dyn Fn(usize) -> Body) {
        const LONGEST: usize = 240;
        let Some(content) = self.columns(Content).first().copied() else { return };
        // 牦牛产业 is a name by its end alone
        let is_list = |header: &Self, column: usize| {
            let body = kind(column);
            body.mostly(body.lists, 8)
                && !header.says_where(column, kind)
                && (body.mostly(body.sure, 5) || columns::may_name_departments(header.name(column)))
        };
        let is_shared = |column: usize| {
            kind(column).own < kind(column).filled || kind(column).distinct < kind(column).own
        };
        let is_group = |header: &Self, column: usize| {
            let open = match header.role(column) {
                None => true,
                // 反馈问题 over several measures against it, or on top of a card; one in each row is beside its task
                Some(Other) => {
                    columns::says_problem(header.name(column))
                        && (is_shared(column) || header.printed(column).is_none())
                }
                Some(_) => false,
            };
            let body = kind(column);
            open && !header.name(column).is_empty()
                && body.own > 0
                && body.length() <= LONGEST
                && !is_list(header, column)
                && ![body.numbers, body.dates, body.persons].iter().any(|kind| body.mostly(*kind, 8))
        };
        // 所在县市 in front of the tasks: where they are groups them
        if !self.roles.contains(&Some(Pillar)) {
            let is_place = |column: &usize| {
                self.role(*column).is_none()
                    && kind(*column).mostly(kind(*column).lists, 6)
                    && self.says_where(*column, kind)
            };
            let found = (0..content).find(is_place);
            // 东片 in front of 云溪县
            let outer = found
                .and_then(|place| (0..place).find(|column| is_group(self, *column) && is_shared(*column)));
            self.set(outer.and(found), KeyTask);
            self.set(outer.or(found), Pillar);
        }
        match self.columns(KeyTask).first().copied() {
            None => {
                let pillar = self.columns(Pillar).pop().map_or(0, |pillar| pillar + 1);
                let found = (pillar..content).find(|column| is_group(self, *column));
                self.set(found, KeyTask);
                // 专栏 in front of 子项: one word for several rows, and the names of these
                let inner = found
                    .filter(|outer| is_shared(*outer))
                    // 整改目标 is what is to be reached in a group, no group inside of it
                    .and_then(|outer| {
                        (outer + 1..content).find(|column| {
                            is_group(self, *column) && !columns::says_goals(self.name(*column))
                        })
                    });
                self.set(inner, KeyTask);
            }
            // 行动 in front of 任务: one word for several rows
            Some(inner) if !self.roles.contains(&Some(Pillar)) => {
                let found = (0..inner).find(|column| is_group(self, *column) && is_shared(*column));
                self.set(found, Pillar);
            }
            Some(_) => {}
        }
        let groups = self.columns(KeyTask);
        if let ([first, _, ..], false) = (groups.as_slice(), self.roles.contains(&Some(Pillar))) {
            self.set(Some(*first), Pillar);
        }
        self.two_levels(kind);
    }

    /// Of several columns that group the tasks the outermost is that of the pillars and the innermost that of the key tasks,
    /// whatever their titles say (保护领域 beside 重点方向); what stands between them is not taken over, and said.
    fn two_levels(&mut self, kind: &dyn Fn(usize) -> Body) {
        let (pillars, keys) = (self.columns(Pillar), self.columns(KeyTask));
        // 重点工作 in front of 类别, with several of these in each
        let is_turned = pillars
            .iter()
            .zip(&keys)
            .any(|(pillar, key)| key < pillar && kind(*key).distinct < kind(*pillar).distinct);
        if pillars.len() < 2 && keys.len() < 2 && !is_turned {
            return;
        }
        let mut groups = [pillars, keys].concat();
        // a group reaches over more rows than those inside of it; of equal ones the left is the outer
        groups.sort_by_key(|column| (kind(*column).distinct, *column));
        let [outer, between @ .., inner] = groups.as_slice() else { return };
        for column in between {
            self.set(Some(*column), Other);
        }
        self.set(Some(*outer), Pillar);
        self.set(Some(*inner), KeyTask);
    }
}
