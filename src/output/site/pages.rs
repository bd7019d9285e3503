//! What the templates of the pages are filled with.

use askama::Template;

use super::chronicle::Moment;

/// What all pages have around them.
pub(super) struct Frame {
    pub(super) lang: &'static str,
    pub(super) words: Words,
    pub(super) facts: Vec<String>,
    pub(super) script: &'static str,
    pub(super) script_hash: String,
}

/// The pages' own words.
pub(super) struct Words {
    pub(super) skip: &'static str,
    pub(super) nav: &'static str,
    pub(super) home: &'static str,
    pub(super) over_time: &'static str,
    pub(super) lights: &'static str,
    pub(super) legend: &'static str,
    pub(super) history: &'static str,
}

/// A page above this one.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) href: String,
}

#[derive(Template)]
#[template(path = "site_index.html")]
pub(super) struct IndexPage<'a> {
    pub(super) frame: &'a Frame,
    pub(super) up: &'static str,
    pub(super) is_wide: bool,
    pub(super) steps: Vec<Step>,
    pub(super) title: String,
    pub(super) figures: String,
    pub(super) remark: Option<&'static str>,
    pub(super) gap: Option<String>,
    pub(super) chart: Option<String>,
    pub(super) legend: Vec<Key>,
    pub(super) lights: Option<Lights>,
    pub(super) headers: Vec<&'static str>,
    pub(super) tables: Vec<Table>,
    pub(super) late_title: &'static str,
    /// Tables of what is overdue, which are parts of a page already.
    pub(super) late: Vec<String>,
    pub(super) late_left: Option<String>,
}

pub(super) struct Key {
    pub(super) token: &'static str,
    pub(super) name: String,
}

/// How many tasks have which light.
pub(super) struct Lights {
    pub(super) bar: String,
    pub(super) keys: Vec<Key>,
}

pub(super) struct Table {
    pub(super) title: String,
    pub(super) rows: Vec<TableRow>,
}

pub(super) struct TableRow {
    pub(super) name: String,
    pub(super) href: Option<String>,
    pub(super) total: usize,
    pub(super) completed: String,
    pub(super) overdue: usize,
    /// How many have each light that is shown, and how that is marked.
    pub(super) lights: Vec<(&'static str, usize)>,
    pub(super) rate: String,
    pub(super) bar: String,
}

#[derive(Template)]
#[template(path = "site_list.html")]
pub(super) struct ListPage<'a> {
    pub(super) frame: &'a Frame,
    pub(super) up: &'static str,
    pub(super) is_wide: bool,
    pub(super) steps: Vec<Step>,
    pub(super) title: &'a str,
    pub(super) figures: String,
    pub(super) bar: String,
    pub(super) lights: String,
    /// Tables, which are parts of a page already.
    pub(super) sections: Vec<String>,
}

#[derive(Template)]
#[template(path = "site_task.html")]
pub(super) struct TaskPage<'a> {
    pub(super) frame: &'a Frame,
    pub(super) up: &'static str,
    pub(super) is_wide: bool,
    pub(super) steps: Vec<Step>,
    pub(super) title: String,
    pub(super) content: &'a str,
    pub(super) facts: Vec<TaskFact>,
    pub(super) history: &'a [Moment],
}

pub(super) struct TaskFact {
    pub(super) title: &'static str,
    pub(super) tone: &'static str,
    pub(super) lines: Vec<Line>,
}

pub(super) struct Line {
    pub(super) words: String,
    pub(super) href: Option<String>,
}

#[derive(Template)]
#[template(
    source = "{% if let Some(title) = title %}<h2><bdi>{{ title }}</bdi></h2>{% endif %}",
    ext = "html"
)]
pub(super) struct SectionTitle<'a> {
    pub(super) title: Option<&'a str>,
}
