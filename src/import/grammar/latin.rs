//! Column titles in Latin letters, as data dumps have them: `leadDept`, `task_content`, `zrdw`. The words
//! of the name decide, the strongest first.

use super::ColumnRole::{
    self, Content, Deadline, KeyTask, Lead, Number, Other, Pillar, Remark, Support, Units,
};

/// Names that are initials of Chinese titles.
const INITIALS: &[(&str, ColumnRole)] = &[
    ("xh", Number),
    ("bh", Number),
    ("lb", Pillar),
    ("ly", Pillar),
    ("zdrw", KeyTask),
    ("rwmc", KeyTask),
    ("rwnr", Content),
    ("zynr", Content),
    ("jtcs", Content),
    ("zrdw", Units),
    ("zrbm", Units),
    ("qtdw", Lead),
    ("qtbm", Lead),
    ("phdw", Support),
    ("phbm", Support),
    ("wcsx", Deadline),
    ("wcsj", Deadline),
    ("bz", Remark),
];

/// Words of a name in the order in which they decide: what a column is not, then who, when, what, which.
const WORDS: &[(ColumnRole, &[&str])] = &[
    (
        Other,
        &[
            "status", "state", "progress", "created", "create", "updated", "update", "creator", "phone",
            "tel", "contact", "person", "email", "url", "link", "budget", "amount", "percent", "user",
            "start", "begin", "deleted", "version",
        ],
    ),
    (Lead, &["lead", "leads", "leader", "leading", "owner", "main", "primary", "host", "head"]),
    (
        Support,
        &[
            "co",
            "coop",
            "cooperate",
            "cooperating",
            "cooperation",
            "support",
            "supporting",
            "supports",
            "assist",
            "assisting",
            "partner",
            "partners",
            "participant",
            "participants",
        ],
    ),
    (
        Units,
        &[
            "departments",
            "department",
            "depts",
            "dept",
            "units",
            "unit",
            "org",
            "orgs",
            "organization",
            "organizations",
            "responsible",
            "responsibility",
            "owners",
            "agency",
            "agencies",
        ],
    ),
    (Deadline, &["deadline", "due", "time", "date", "finish", "limit", "period", "end"]),
    (Remark, &["note", "notes", "remark", "remarks", "memo", "comment"]),
    (
        Content,
        &[
            "content",
            "contents",
            "description",
            "desc",
            "detail",
            "details",
            "measure",
            "measures",
            "requirement",
        ],
    ),
    (Number, &["id", "no", "no.", "num", "number", "index", "serial", "seq", "#"]),
    (Pillar, &["pillar", "dimension", "category", "area", "field", "domain", "section", "module"]),
    (KeyTask, &["key", "keytask", "group", "keytasktitle"]),
    (Content, &["task", "tasks", "text", "work", "matter", "action"]),
    (KeyTask, &["title", "name", "item", "project"]),
];

/// What a name in Latin letters says.
pub(super) fn role_of(title: &str) -> Option<ColumnRole> {
    const MOST: usize = 3;
    let words = words(title);
    if words.is_empty() || words.len() > MOST {
        return None;
    }
    if let [word] = words.as_slice()
        && let Some((_, role)) = INITIALS.iter().find(|(initials, _)| initials == word)
    {
        return Some(*role);
    }
    WORDS
        .iter()
        .find(|(_, known)| words.iter().any(|word| known.contains(&word.as_str())))
        .map(|(role, _)| *role)
}

/// The words of `leadDept`, `lead_dept` and `lead dept`, in lower case.
fn words(title: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for sign in title.trim().chars() {
        if matches!(sign, '_' | '-' | ' ') || sign.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(String::new());
        }
        if let (false, Some(word)) = (matches!(sign, '_' | '-' | ' '), words.last_mut()) {
            word.push(sign.to_ascii_lowercase());
        }
        before = sign;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_data_dumps_are_read_by_their_words() {
        for (name, role) in [
            ("serialNo", Some(Number)),
            ("taskContent", Some(Content)),
            ("leadDept", Some(Lead)),
            ("coop_depts", Some(Support)),
            ("responsibleUnits", Some(Units)),
            ("deadline", Some(Deadline)),
            ("due_date", Some(Deadline)),
            ("createdAt", Some(Other)),
            ("startDate", Some(Other)),
            ("task", Some(Content)),
            ("taskName", Some(Content)),
            ("title", Some(KeyTask)),
            ("key_task", Some(KeyTask)),
            ("zrdw", Some(Units)),
            ("co", Some(Support)),
            ("owner", Some(Lead)),
            ("content of the page", None),
            ("A", None),
        ] {
            assert_eq!(role_of(name), role, "{name}");
        }
    }
}
