//! A bulletin in words, in the order in which an official paper has them. Papers are Chinese whatever the language of
//! the command line.

use super::{
    Bulletin, Matter,
    bulletin::{Late, Omitted, ReturnFacts, SentBackItem},
    matter::light_words,
};
use crate::{
    lights::planned_in_words,
    model::{Light, Office, Status, TaskId, day_in_words},
    text::{Lang, is_blank},
};

/// The most matters that the text names; the table has all.
const TOLD: usize = 10;

/// A paper in words.
#[derive(Clone, Debug)]
pub struct Words {
    /// Its title.
    pub title: String,
    /// Whom it goes to.
    pub to: String,
    /// What stands in front of the first heading.
    pub opening: String,
    /// The parts, each with its heading.
    pub parts: Vec<PaperPart>,
    /// Who signs; blank where nobody said.
    pub office: String,
    /// The day.
    pub day: String,
    /// Whom to ask.
    pub contact: String,
    /// The table behind the text, where something lags.
    pub table: Option<Table>,
}

/// A part of a paper.
#[derive(Clone, Debug)]
pub struct PaperPart {
    /// Its heading, without a number: `总体情况`.
    pub heading: String,
    /// Its text; a line feed begins a new paragraph.
    pub text: String,
}

/// A table with heads.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its title.
    pub title: String,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// The cells, and the light of each row.
    pub rows: Vec<(Vec<String>, Option<Light>)>,
    /// How a figure in it is counted, which stands below it.
    pub note: Option<String>,
}

/// A column of a table of what lags.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableColumn {
    /// What stands above it.
    pub head: &'static str,
    /// What a style calls it.
    pub name: &'static str,
    /// How wide it is, as a share.
    pub share: u32,
}

impl TableColumn {
    const fn new(head: &'static str, name: &'static str, share: u32) -> Self {
        Self { head, name, share }
    }

    /// Whether it holds a word or a number, which stands in the middle.
    pub(crate) fn is_short(self) -> bool {
        matches!(self.name, "row" | "id" | "planned" | "actual" | "light")
    }

    /// Whether it says the light.
    pub(crate) fn is_light(self) -> bool {
        self.name == "light"
    }
}

/// `一、`, for the headings of a paper.
pub(crate) fn numeral(number: usize) -> &'static str {
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].get(number).copied().unwrap_or("")
}

impl Words {
    /// The words of a bulletin. `demands` are what a person wrote of what is asked for.
    pub fn of(bulletin: &Bulletin, office: &Office, demands: Option<&str>) -> Self {
        let mut parts = vec![PaperPart::new("总体情况", bulletin.overall())];
        parts.extend(bulletin.reporting().map(|text| PaperPart::new("报送情况", text)));
        parts.extend(bulletin.lagging_words().map(|(heading, text)| PaperPart { heading, text }));
        parts.extend(demands.filter(|words| !is_blank(words)).map(|words| PaperPart::new("有关要求", words)));
        Self {
            title: format!("关于{}重点任务推进情况的通报", bulletin.period.title),
            to: "各有关单位：".to_owned(),
            opening: format!(
                "截至{}，{}{}{}项任务推进情况通报如下。",
                day_in_words(bulletin.as_of),
                bulletin.plan_words(),
                // What the document has no more, or never had, is no item of it.
                if bulletin.tasks.outside > 0 { "台账所列" } else { "" },
                bulletin.tasks.counted
            ),
            parts,
            office: known(office.name.as_deref()),
            day: day_in_words(bulletin.as_of),
            contact: contact(office),
            table: bulletin.table(),
        }
    }
}

impl Late {
    /// `7天`, `7天，5项中1项` where the others were in time.
    fn words(&self) -> String {
        let part = self.part.map(|[late, all]| format!("，{all}项中{late}项")).unwrap_or_default();
        format!("{}天{part}", self.days)
    }
}

impl PaperPart {
    fn new(heading: &str, text: impl Into<String>) -> Self {
        Self { heading: heading.to_owned(), text: text.into() }
    }
}

/// What somebody wrote, or nothing.
pub(super) fn known(words: Option<&str>) -> String {
    words.filter(|words| !is_blank(words)).unwrap_or_default().to_owned()
}

/// Whom to ask, with room to write where nobody said.
pub(super) fn contact(office: &Office) -> String {
    let room = |words: Option<&str>| match known(words) {
        words if words.is_empty() => "　　　".to_owned(),
        words => words,
    };
    format!("（联系人：{}；联系电话：{}）", room(office.contact.as_deref()), room(office.phone.as_deref()))
}

impl Bulletin {
    /// The plans by their titles.
    pub(crate) fn plan_words(&self) -> String {
        let titles = |count: usize| {
            self.plans.iter().take(count).map(|plan| format!("《{}》", plan.title)).collect::<String>()
        };
        match self.plans.len() {
            count @ 0..=3 => titles(count),
            count => format!("{}等{count}个方案", titles(2)),
        }
    }

    /// Tasks as a sentence names them.
    fn task_words(&self, plan: &str, tasks: &[TaskId]) -> String {
        let title = self.plans.iter().find(|known| known.slug == plan).filter(|_| self.has_several_plans());
        let title = title.map(|plan| format!("《{}》", plan.title)).unwrap_or_default();
        format!("{title}{}", self.numbers.words(plan, tasks))
    }

    /// How things stand as a whole.
    pub(crate) fn overall(&self) -> String {
        let tasks = &self.tasks;
        let count = |status: Status| tasks.by_status.of(status);
        let label = |status: Status| status.label(Lang::Zh);
        let mut text = format!("已完成{}项", count(Status::Done));
        if count(Status::Closed) > 0 {
            text.push_str(&format!("、已销号{}项", count(Status::Closed)));
        }
        if let Some(rate) = tasks.rate {
            text.push_str(&format!("，完成率{}（{}/{}）", rate.percent(), rate.count, rate.of));
        }
        let rest = [Status::InProgress, Status::NotStarted, Status::Suspended];
        let rest: Vec<String> = rest
            .into_iter()
            .filter(|status| count(*status) > 0)
            .map(|status| format!("{}{}项", label(status), count(status)))
            .collect();
        if !rest.is_empty() {
            text.push_str(&format!("；{}", rest.join("，")));
        }
        if count(Status::Withdrawn) > 0 {
            text.push_str(&format!(
                "；另有{}项{}，不计入",
                count(Status::Withdrawn),
                label(Status::Withdrawn)
            ));
        }
        text.push('。');
        let mut times = Vec::new();
        if tasks.overdue > 0 {
            times.push(format!("已逾期{}项", tasks.overdue));
        }
        if tasks.near > 0 {
            times.push(format!("{}日内到期{}项", tasks.near_days, tasks.near));
        }
        if !times.is_empty() {
            text.push_str(&format!("{}。", times.join("，")));
        }
        text.push_str(&self.lights_words());
        text
    }

    /// The lights and their shares; nothing where there are no rules.
    fn lights_words(&self) -> String {
        let Some(lights) = &self.lights else { return String::new() };
        let counted: Vec<_> = lights
            .counts
            .iter()
            .filter_map(|count| Some((light_words(count.light), count.share?)))
            .filter(|(_, share)| share.count > 0)
            .collect();
        let mut shares: Vec<String> = counted.iter().map(|(_, share)| share.percent()).collect();
        let lit: Vec<String> =
            counted.iter().map(|(light, share)| format!("{light}{}项", share.count)).collect();
        let mut words =
            if lit.is_empty() { "均未亮灯".to_owned() } else { format!("亮{}", lit.join("、")) };
        if let Some(share) = lights.undetermined.filter(|share| share.count > 0) {
            words.push_str(&format!("，未判定{}项", share.count));
            shares.push(share.percent());
        }
        match shares.as_slice() {
            [] => {}
            [one] => words.push_str(&format!("，占{one}")),
            all => words.push_str(&format!("，分别占{}", all.join("、"))),
        }
        if lights.unlit > 0 && !lit.is_empty() {
            words.push_str(&format!("；其余{}项不亮灯", lights.unlit));
        }
        if lights.judged == 0 { String::new() } else { format!("{words}。") }
    }

    /// Who reported; nothing where nobody was asked.
    pub fn reporting(&self) -> Option<String> {
        let returns = self.returns.as_ref().filter(|returns| returns.departments > 0)?;
        let waiting = match returns.on_time_waiting {
            0 => String::new(),
            count => format!("（其中{count}个有内容待核）"),
        };
        let mut parts = vec![format!("按时{}个{waiting}", returns.on_time)];
        let late: Vec<String> =
            returns.late.iter().map(|late| format!("{}（{}）", late.department, late.words())).collect();
        let mut add = |words: &str, names: &[String]| {
            if !names.is_empty() {
                parts.push(format!("{words}{}个：{}", names.len(), names.join("、")));
            }
        };
        add("迟报", &late);
        add(if returns.is_running { "尚未报送" } else { "未报送" }, &returns.missing);
        add("报送空表", &returns.empty);
        self.add_items(returns, &mut parts);
        let (departments, asked) = (returns.departments, returns.asked);
        let waiting = match returns.waiting {
            0 => String::new(),
            count => format!("报送内容尚有{count}处待核。"),
        };
        Some(format!("应报{departments}个单位、{asked}项。{}。{waiting}", parts.join("；")))
    }

    fn add_items(&self, returns: &ReturnFacts, parts: &mut Vec<String>) {
        for (said, list) in [("漏报", &returns.omitted), ("已报待核", &returns.held)] {
            let count: usize = list.iter().map(|one| one.tasks.len()).sum();
            if count > 0 {
                let words =
                    |one: &Omitted| format!("{}{}", one.department, self.task_words(&one.plan, &one.tasks));
                let all: Vec<String> = list.iter().map(words).collect();
                parts.push(format!("{said}{count}项：{}", all.join("、")));
            }
        }
        if !returns.late_items.is_empty() {
            let count: usize = returns.late_items.iter().map(|(one, _)| one.tasks.len()).sum();
            let words = |(one, days): &(Omitted, i64)| {
                format!("{}{}（{days}天）", one.department, self.task_words(&one.plan, &one.tasks))
            };
            let all: Vec<String> = returns.late_items.iter().map(words).collect();
            parts.push(format!("截止后补报、更正{count}项：{}", all.join("、")));
        }
        if !returns.sent_back.is_empty() {
            let words = |one: &SentBackItem| {
                format!("{}{}（{}）", one.department, self.task_words(&one.plan, &[one.task]), one.reason)
            };
            let all: Vec<String> = returns.sent_back.iter().map(words).collect();
            parts.push(format!("退回待重报{}项：{}", all.len(), all.join("、")));
        }
    }

    /// What lags, and under which heading; nothing where nothing does.
    pub(crate) fn lagging_words(&self) -> Option<(String, String)> {
        if self.lagging.is_empty() {
            return None;
        }
        let heading = match &self.lights {
            None => format!("逾期事项（{}项，见附表）", self.lagging.len()),
            Some(lights) => {
                let counts: Vec<String> = [Light::Red, Light::Yellow]
                    .into_iter()
                    .filter(|light| lights.of(*light) > 0)
                    .map(|light| format!("{}{}项", light_words(light), lights.of(light)))
                    .collect();
                format!("滞后事项（{}，见附表）", counts.join("、"))
            }
        };
        let is_worst = |matter: &&Matter| self.lights.is_none() || matter.light == Some(Light::Red);
        let mut last = None;
        let named: Vec<String> = self
            .lagging
            .iter()
            .filter(is_worst)
            .take(TOLD)
            .map(|matter| {
                // A plan is named where it begins, and not again for each of its tasks.
                let is_new = last.replace(&matter.plan) != Some(&matter.plan);
                let name = matter.name(self.has_several_plans() && is_new);
                format!("{name}（{}）{}", matter.leaders(), matter.reason_words())
            })
            .collect();
        let text = match named.as_slice() {
            [] => "各项见附表。".to_owned(),
            named if named.len() < self.lagging.len() => format!("{}；其余见附表。", named.join("；")),
            named => format!("{}。", named.join("；")),
        };
        Some((heading, text))
    }

    /// The table of what lags. A column of which nothing is known is left out.
    fn table(&self) -> Option<Table> {
        type Words = fn(&Matter) -> String;
        let all: [(TableColumn, Words); 10] = [
            (TableColumn::new("方案", "plan", 9), |matter| matter.plan_title.clone()),
            (TableColumn::new("编号", "id", 8), |matter| matter.number.cell(Lang::Zh)),
            (TableColumn::new("任务", "content", 24), |matter| matter.content.clone()),
            (TableColumn::new("牵头单位", "lead", 10), Matter::leaders),
            (TableColumn::new("完成时限", "due", 17), Matter::deadline),
            (TableColumn::new("应达", "planned", 6), Matter::planned_words),
            (TableColumn::new("实报", "actual", 6), Matter::actual_words),
            (TableColumn::new("亮灯", "light", 6), |matter| matter.light_words().to_owned()),
            (TableColumn::new("理由", "reason", 18), Matter::reason_words),
            (TableColumn::new("最近进展", "latest", 18), |matter| {
                matter.progress.clone().unwrap_or_else(|| super::matter::UNKNOWN.to_owned())
            }),
        ];
        if self.lagging.is_empty() {
            return None;
        }
        let is_known = |column: TableColumn| match column.name {
            "plan" => self.has_several_plans(),
            "planned" => self.lagging.iter().any(|matter| matter.planned.is_some()),
            "actual" => self.lagging.iter().any(|matter| matter.actual.is_some()),
            "light" => self.lights.is_some(),
            "latest" => self.lagging.iter().any(|matter| matter.progress.is_some()),
            _ => true,
        };
        let columns: Vec<_> = all.into_iter().filter(|(column, _)| is_known(*column)).collect();
        let rows = (1..).zip(&self.lagging).map(|(number, matter): (usize, _)| {
            let cells = columns.iter().map(|(_, words)| words(matter));
            (std::iter::once(number.to_string()).chain(cells).collect(), matter.light)
        });
        let title = if self.lights.is_some() {
            "附表　滞后事项一览表"
        } else {
            "附表　逾期事项一览表"
        };
        Some(Table {
            title: title.to_owned(),
            rows: rows.collect(),
            note: (columns.iter().any(|(column, _)| column.name == "planned"))
                .then(|| format!("注：{}。", planned_in_words().in_lang(Lang::Zh))),
            columns: std::iter::once(TableColumn::new("序号", "row", 5))
                .chain(columns.iter().map(|(column, _)| *column))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bulletin_of_nothing_says_nothing_that_is_not_known() {
        let words = Words::of(&Bulletin::default(), &Office::default(), Some(" \n"));
        let parts: Vec<&str> = words.parts.iter().map(|part| part.heading.as_str()).collect();
        assert_eq!(parts, ["总体情况"]);
        assert_eq!(words.parts[0].text, "已完成0项。");
        assert!(words.table.is_none());
    }
}
