//! `departments.yaml`: one name, alias or code means one department, codes can name files, and whoever takes over is there
//! and leads to an end. Departments that tasks name are the business of `departments`.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Rule, Subject, subject::finding};
use crate::{
    error::Finding,
    import::grammar::says_none,
    model::Department,
    store::layout,
    text::{is_blank, says_nothing},
};

const AMBIGUOUS_NAME: &str = "ambiguous-name";
const NAMES_NOBODY: &str = "names-nobody";
const BAD_CODE: &str = "bad-code";
const NO_PEOPLE: &str = "no-people";
const UNKNOWN_SUCCESSOR: &str = "unknown-successor";
const ENDED_DEPARTMENT: &str = "ended-department";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: AMBIGUOUS_NAME,
        title: || text!("一个名称、别名或代码只指一个部门", "a name, alias or code means one department"),
        run: ambiguous,
    },
    Rule {
        id: NAMES_NOBODY,
        title: || {
            text!(
                "部门名称和别名不是表示没有部门的写法（无、/）",
                "no department is called by what says in documents that there is none (无, /)"
            )
        },
        run: names_of_nobody,
    },
    Rule {
        id: BAD_CODE,
        title: || {
            text!(
                "部门代码只用小写字母、数字和连字符",
                "the code of a department has lower-case letters, digits and hyphens"
            )
        },
        run: codes,
    },
    Rule {
        id: NO_PEOPLE,
        title: || {
            text!("登记了报送人（people）的部门至少有一人", "a department with `people` names somebody")
        },
        run: nobody,
    },
    Rule {
        id: UNKNOWN_SUCCESSOR,
        title: || text!("承接部门存在，且不绕回自身", "a successor exists and does not lead back"),
        run: successors,
    },
    Rule {
        id: ENDED_DEPARTMENT,
        title: || {
            text!(
                "不再承担的部门（until）有承接部门，或名下没有未办结的任务",
                "a department that has ended (`until`) has a successor, or no open task"
            )
        },
        run: ended,
    },
];

fn ambiguous(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut earlier: HashMap<&str, &Department> = HashMap::new();
    for department in &subject.registry().departments {
        for name in department.names() {
            let other = earlier.get(name).filter(|other| !std::ptr::eq(**other, department));
            if let Some(other) = other {
                let (one, other) = (&department.name, &other.name);
                findings.push(finding(
                    AMBIGUOUS_NAME,
                    text!(
                        "`{name}` 既指 `{other}` 又指 `{one}`",
                        "`{name}` means both `{other}` and `{one}`"
                    ),
                    subject.registry_file().value(name),
                    text!("请只留一处", "keep it in one place only"),
                ));
            }
            earlier.entry(name).or_insert(department);
        }
    }
    findings
}

/// Names by which documents say that there is nobody: who has one is asked for returns and counted.
fn names_of_nobody(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for department in &subject.registry().departments {
        let words = department.aliases.iter().chain(&department.full).chain([&department.name]);
        for name in words.filter(|name| !is_blank(name) && (says_nothing(name) || says_none(name))) {
            findings.push(finding(
                NAMES_NOBODY,
                text!(
                    "`{name}` 不能作部门名称：文件里这样写，是说没有部门",
                    "`{name}` can't name a department: in documents it says that there is none"
                ),
                subject.registry_file().value(name),
                text!(
                    "改用部门的名称；不是部门的，从名录和任务中去掉",
                    "write its name; what is no department is taken out of the registry and of tasks"
                ),
            ));
        }
    }
    findings
}

fn codes(subject: &Subject<'_>) -> Vec<Finding> {
    let codes = subject.registry().departments.iter().filter_map(|department| department.code.as_deref());
    let wrong = codes.filter(|code| !layout::is_slug(code));
    wrong
        .map(|code| {
            finding(
                BAD_CODE,
                text!("`{code}` 不能作部门代码", "`{code}` can't be the code of a department"),
                subject.registry_file().value(code),
                text!(
                    "改为小写字母、数字和连字符，如 jiaowei",
                    "use lower-case letters, digits and hyphens, as in jiaowei"
                ),
            )
        })
        .collect()
}

/// Lists of people that are there and hold none: who wrote one meant to say who may report, and everybody may. What was
/// read can't tell such a list from none.
fn nobody(subject: &Subject<'_>) -> Vec<Finding> {
    let of_registry =
        subject.other_files().iter().filter(|(file, _)| file.path() == subject.registry_file().path());
    let entries = of_registry.filter_map(|(_, tree)| tree.get("departments")?.as_array()).flatten();
    let is_empty = |entry: &Value| entry.get("people").and_then(Value::as_array).is_some_and(Vec::is_empty);
    let empty = entries.enumerate().filter(|(_, entry)| is_empty(entry));
    empty
        .map(|(index, entry)| {
            let name = entry.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            finding(
                NO_PEOPLE,
                text!(
                    "`{name}` 的报送人（people）名单里没有人，等于谁都可以报送",
                    "`people` of `{name}` names nobody, so everybody may report for it"
                ),
                subject.registry_file().entry_field("departments", index, "people"),
                text!(
                    "写上报送人的邮箱；确实不限的，删去 people",
                    "name the mail addresses of those who report; without limits, take `people` out"
                ),
            )
        })
        .collect()
}

fn successors(subject: &Subject<'_>) -> Vec<Finding> {
    let registry = subject.registry();
    let mut successors: HashMap<&str, Option<&str>> = HashMap::new();
    for department in &registry.departments {
        successors.entry(&department.name).or_insert(department.successor.as_deref());
    }
    let leading_back = leading_back(&successors);
    let mut findings = Vec::new();
    for (index, department) in registry.departments.iter().enumerate() {
        let Some(next) = department.successor.as_deref() else { continue };
        let message = if !successors.contains_key(next) {
            text!("承接部门 `{next}` 没有登记", "the successor `{next}` is not registered")
        } else if leading_back.contains(next) {
            text!("承接关系绕回了自身", "the successors lead back to where they began")
        } else {
            continue;
        };
        let fix = text!("请改正承接部门（successor）", "correct `successor`");
        let place = subject.registry_file().entry_field("departments", index, "successor");
        findings.push(finding(UNKNOWN_SUCCESSOR, message, place, fix));
    }
    findings
}

/// Departments that are no longer responsible and have no successor, while open tasks name them: nobody does these.
fn ended(subject: &Subject<'_>) -> Vec<Finding> {
    /// So many tasks are named.
    const MOST: usize = 5;
    let registry = subject.registry();
    let has_ended = |department: &&Department| {
        department.successor.is_none() && department.until.is_some_and(|until| until <= subject.today)
    };
    if !registry.departments.iter().any(|department| has_ended(&department)) {
        return Vec::new();
    }
    let names = registry.names();
    let mut open: HashMap<&str, Vec<String>> = HashMap::new();
    for (entry, _) in subject.tasks().filter(|(entry, _)| !entry.task.status.is_finished()) {
        let own: HashSet<&str> =
            entry.task.departments.iter().filter_map(|name| Some(names.find(name)?.name.as_str())).collect();
        own.into_iter().for_each(|name| {
            open.entry(name).or_default().push(format!("{}/{}", entry.plan.slug, entry.task.id))
        });
    }
    let mut findings = Vec::new();
    for (index, department) in registry.departments.iter().enumerate().filter(|(_, one)| has_ended(one)) {
        let (Some(tasks), Some(until)) = (open.get(department.name.as_str()), department.until) else {
            continue;
        };
        let (name, count) = (&department.name, tasks.len());
        let more = if count > MOST { "…" } else { "" };
        let [zh, en] =
            ["、", ", "].map(|sign| tasks.iter().take(MOST).cloned().collect::<Vec<_>>().join(sign));
        findings.push(finding(
            ENDED_DEPARTMENT,
            text!(
                "`{name}` 自 {until} 起不再承担，没有承接部门，名下还有 {count} 项未办结的任务（{zh}{more}）",
                "`{name}` has ended on {until} without a successor, and {count} open tasks name it ({en}{more})"
            ),
            subject.registry_file().entry_field("departments", index, "until"),
            text!(
                "移交的用 `pjt dept handover {name} 承接部门 --on {until} --reason 文号`；不再参与的用 `pjt update 编号 --remove-dept {name} --reason 原因`",
                "hand over with `pjt dept handover {name} SUCCESSOR --on {until} --reason WHY`; take it out of a task with `pjt update ID --remove-dept {name} --reason WHY`"
            ),
        ));
    }
    findings
}

/// The names from which the successors never end: each is passed once.
fn leading_back<'a>(successors: &HashMap<&'a str, Option<&'a str>>) -> HashSet<&'a str> {
    let mut ending: HashSet<&str> = HashSet::new();
    let mut leading_back: HashSet<&str> = HashSet::new();
    for name in successors.keys() {
        let mut passed: HashSet<&str> = HashSet::new();
        let mut next = Some(*name);
        let goes_round = loop {
            let Some(name) = next else { break false };
            if ending.contains(name) {
                break false;
            }
            if leading_back.contains(name) || !passed.insert(name) {
                break true;
            }
            next = successors.get(name).copied().flatten();
        };
        if goes_round { leading_back.extend(passed) } else { ending.extend(passed) }
    }
    leading_back
}
