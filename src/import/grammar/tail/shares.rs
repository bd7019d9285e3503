//! A bracket that tells the parts of a task, each behind the department that does it: （市教委：制定目录；市财政局：监督采购）.

use crate::import::grammar::{
    deadline,
    departments::{self, Departments, Mention, Role},
    fold, label, names,
};

/// The departments of such a bracket; a word about when may close it. Who does what is not kept.
pub(super) fn read(inside: &str) -> Option<Departments> {
    const FEWEST: usize = 2;
    let mut found = Departments { spoken: true, ..Departments::default() };
    let mut shares = 0;
    for part in inside.split(['；', ';', '。']).map(fold::trim).filter(|part| !part.is_empty()) {
        match part.split_once(['：', ':']) {
            Some((who, deed)) => {
                found.mentions.extend(share(who, deed)?);
                shares += 1;
            }
            None if deadline::is_phrase(part) && found.deadline.is_none() => {
                found.deadline = Some(part.to_owned());
            }
            None => return None,
        }
    }
    (shares >= FEWEST).then_some(found)
}

fn share(who: &str, deed: &str) -> Option<Vec<Mention>> {
    let is_named = names::is_surely_department(who)
        && departments::is_list(who)
        && label::head_role(&format!("{who}：")).is_none();
    // 牵头单位：市教委 has it the other way round
    let is_deed = !fold::trim(deed).is_empty() && !departments::is_list(deed);
    let role = if fold::trim(deed).starts_with("牵头") { Role::Lead } else { Role::Unstated };
    (is_named && is_deed).then(|| departments::read(who, role).mentions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_task_stand_behind_those_who_do_them() {
        let list = read("市教委：牵头制定目录；市财政局、市审计局：监督采购。2025年9月底前完成").unwrap();
        let names: Vec<_> = list.mentions.iter().map(|one| (one.name.as_str(), one.role)).collect();
        assert_eq!(
            names,
            [("市教委", Role::Lead), ("市财政局", Role::Unstated), ("市审计局", Role::Unstated)]
        );
        assert_eq!(list.deadline.as_deref(), Some("2025年9月底前完成"));
        for other in [
            "牵头单位：市教委；责任单位：市财政局",
            "市教委：制定目录",
            "目标：建成；措施：改造",
            "市教委：张三；市财政局",
        ] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
