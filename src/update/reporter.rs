//! Who reports: a department by any of its names, or a person.

use crate::{error::Finding, model::Registry, query::department, text::fold::nearest};

/// The name that is kept for who was typed: a department's own where exactly one is meant, else what was typed, as for
/// a person.
pub fn kept_name<'a>(typed: &'a str, registry: &'a Registry) -> &'a str {
    let is_person = registry.departments.iter().any(|known| known.people.iter().any(|name| name == typed));
    let meant = if is_person { None } else { department::meant(typed, registry) };
    meant.unwrap_or(typed)
}

/// The department that may be meant by a name which nobody has; none where it is known, or like no other.
pub fn mistyped<'a>(by: &str, registry: &'a Registry) -> Option<&'a str> {
    if is_known(by, registry) {
        return None;
    }
    nearest(by, registry.departments.iter().flat_map(|known| known.names())).first().copied()
}

fn is_known(by: &str, registry: &Registry) -> bool {
    let has = |people: &[String]| people.iter().any(|name| name == by);
    registry.find(by).is_some() || registry.departments.iter().any(|department| has(&department.people))
}

/// Says that nobody is called so: it may be a person, or a department mistyped.
pub(super) fn unknown(by: &str, registry: &Registry) -> Option<Finding> {
    if is_known(by, registry) || registry.departments.is_empty() {
        return None;
    }
    let finding = Finding::new(
        "unknown-reporter",
        text!("名录中没有 `{by}`，照写记下", "the registry has no `{by}`; it is kept as it was typed"),
    );
    Some(match mistyped(by, registry) {
        Some(near) => finding.fix(text!("是不是 `{near}`？", "did you mean `{near}`?")),
        None => finding.fix(text!("是个人姓名的，不必理会", "that is fine for a person")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::example::registry;

    #[test]
    fn a_reporter_is_a_department_by_its_own_name_or_a_person_as_typed() {
        for (typed, kept, is_known) in
            [("甲局", "甲", true), ("甲", "甲", true), ("张三", "张三", true), ("李四", "李四", false)]
        {
            assert_eq!(kept_name(typed, &registry()), kept);
            assert_eq!(unknown(kept, &registry()).is_none(), is_known, "{typed}");
        }
        assert!(unknown("李四", &Registry::default()).is_none(), "a store without a registry knows nobody");
    }
}
