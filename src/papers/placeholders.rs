//! The names that an office's own Word file may hold in double braces, and what they stand for.

use super::{Bulletin, Matter, Share, Slip, bulletin::ReturnFacts, matter::UNKNOWN, words::known};
use crate::{
    model::{Light, Office, Status, TaskId, day_in_words},
    text::Lang,
};

/// What the names of one paper stand for.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// Names that stand for some words.
    pub words: Vec<(String, String)>,
    /// Names in a row of a table, which is repeated: `落后.编号`.
    pub groups: Vec<Group>,
}

/// A group of names with the rows that it is repeated for.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name in front of the point.
    pub name: &'static str,
    /// The names behind it.
    pub columns: Vec<&'static str>,
    /// The words of each row, column by column.
    pub rows: Vec<Vec<String>>,
}

impl Values {
    /// Every name, as people look them up.
    pub fn names(&self) -> Vec<String> {
        let rows = self
            .groups
            .iter()
            .flat_map(|group| group.columns.iter().map(move |column| format!("{}.{column}", group.name)));
        self.words.iter().map(|(name, _)| name.clone()).chain(rows).collect()
    }

    /// What a name stands for.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|(known, _)| known == name).map(|(_, words)| words.as_str())
    }

    /// The group of a name like `落后.编号`, and which of its columns that is.
    pub fn column(&self, name: &str) -> Option<(&Group, usize)> {
        let (group, column) = name.split_once('.')?;
        let group = self.groups.iter().find(|known| known.name == group)?;
        let column = group.columns.iter().position(|known| *known == column)?;
        Some((group, column))
    }

    /// Puts words for a name, whether it was known or not.
    pub fn put(&mut self, name: &str, words: &str) {
        self.words.retain(|(known, _)| known != name);
        self.words.push((name.to_owned(), words.to_owned()));
    }

    /// What the names of a bulletin stand for.
    pub fn of_bulletin(bulletin: &Bulletin, office: &Office) -> Self {
        let tasks = &bulletin.tasks;
        let status = |status: Status| tasks.by_status.of(status).to_string();
        let lights = bulletin.lights.as_ref();
        let share = |light: Light| lights?.counts.iter().find(|count| count.light == light)?.share;
        let returns = |of: fn(&ReturnFacts) -> usize| or_unknown(bulletin.returns.as_ref().map(of));
        let mut words = of_office(office);
        let mut add = |name: &str, value: String| words.push((name.to_owned(), value));
        add("日期", day_in_words(bulletin.as_of));
        add("报送期", bulletin.period.title.clone());
        add("报送截止", or_unknown(bulletin.period.due.map(day_in_words)));
        add("方案", bulletin.plan_words());
        add("任务总数", tasks.total.to_string());
        for known in Status::ALL {
            add(known.label(Lang::Zh), status(known));
        }
        add("完成率", or_unknown(tasks.rate.map(Share::percent)));
        add("逾期", tasks.overdue.to_string());
        add("临期", tasks.near.to_string());
        for light in [Light::Green, Light::Blue, Light::Yellow, Light::Red] {
            let name = super::matter::light_words(light);
            add(name, or_unknown(share(light).map(|share| share.count)));
            add(&format!("{name}占比"), or_unknown(share(light).map(Share::percent)));
        }
        let undetermined = lights.and_then(|lights| lights.undetermined);
        add("未判定", or_unknown(undetermined.map(|share| share.count)));
        add("应报单位", returns(|returns| returns.departments));
        add("应报事项", returns(|returns| returns.asked));
        add("已报事项", returns(|returns| returns.reported));
        add("按时", returns(|returns| returns.on_time));
        add("迟报", returns(|returns| returns.late.len()));
        add("未报送", returns(|returns| returns.missing.len()));
        add("总体情况", bulletin.overall());
        add("报送情况", bulletin.reporting().unwrap_or_default());
        add("滞后事项", bulletin.lagging_words().map(|(_, words)| words).unwrap_or_default());
        add("要求", String::new());
        add("数据版本", String::new());
        Self { words, groups: groups(bulletin) }
    }

    /// What the names of a slip stand for.
    pub fn of_slip(slip: &Slip, office: &Office) -> Self {
        let mut words = of_office(office);
        words.extend(slip.fields().into_iter().map(|(name, words)| (name.to_owned(), words)));
        words.push(("数据版本".to_owned(), String::new()));
        Self { words, groups: vec![matters("事项", &slip.matters)] }
    }
}

fn or_unknown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), |value| value.to_string())
}

fn of_office(office: &Office) -> Vec<(String, String)> {
    [("单位", &office.name), ("联系人", &office.contact), ("联系电话", &office.phone)]
        .map(|(name, words)| (name.to_owned(), known(words.as_deref())))
        .to_vec()
}

fn groups(bulletin: &Bulletin) -> Vec<Group> {
    let returns = bulletin.returns.clone().unwrap_or_default();
    vec![
        matters("落后", &bulletin.lagging),
        Group {
            name: "迟报",
            columns: vec!["单位", "天数"],
            rows: returns
                .late
                .iter()
                .map(|late| vec![late.department.clone(), late.days.to_string()])
                .collect(),
        },
        Group {
            name: "未报送",
            columns: vec!["单位"],
            rows: returns.missing.iter().map(|name| vec![name.clone()]).collect(),
        },
        Group {
            name: "漏报",
            columns: vec!["单位", "编号"],
            rows: returns
                .omitted
                .iter()
                .map(|omitted| {
                    let cell = |id: &TaskId| bulletin.numbers.of_task(&omitted.plan, *id).cell(Lang::Zh);
                    let cells = omitted.tasks.iter().map(cell).collect::<Vec<_>>();
                    vec![omitted.department.clone(), cells.join("、")]
                })
                .collect(),
        },
        Group {
            name: "退回",
            columns: vec!["单位", "编号", "原因"],
            rows: returns
                .sent_back
                .iter()
                .map(|back| {
                    let number = bulletin.numbers.of_task(&back.plan, back.task).cell(Lang::Zh);
                    vec![back.department.clone(), number, back.reason.clone()]
                })
                .collect(),
        },
    ]
}

fn matters(name: &'static str, matters: &[Matter]) -> Group {
    type Words = fn(&Matter) -> String;
    let columns: [(&'static str, Words); 12] = [
        ("编号", |matter| matter.number.cell(Lang::Zh)),
        ("方案", |matter| matter.plan_title.clone()),
        ("任务", |matter| matter.content.clone()),
        ("牵头单位", Matter::leaders),
        ("配合单位", |matter| matter.support.join("、")),
        ("完成时限", Matter::deadline),
        ("状态", |matter| matter.status.label(Lang::Zh).to_owned()),
        ("应达", Matter::planned_words),
        ("实报", Matter::actual_words),
        ("亮灯", |matter| matter.light_words().to_owned()),
        ("理由", Matter::reason_words),
        ("进展", |matter| matter.progress.clone().unwrap_or_else(|| UNKNOWN.to_owned())),
    ];
    let rows = (1..).zip(matters).map(|(number, matter): (usize, _)| {
        std::iter::once(number.to_string()).chain(columns.iter().map(|(_, words)| words(matter))).collect()
    });
    Group {
        name,
        rows: rows.collect(),
        columns: std::iter::once("序号").chain(columns.iter().map(|(column, _)| *column)).collect(),
    }
}
