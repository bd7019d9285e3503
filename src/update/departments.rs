//! Who has a task: lead, support, departments that come, go or take another one's place.

use super::{DepartmentsWanted, Request};
use crate::{
    error::{Error, Result},
    import::{edition, grammar::says_none},
    model::{Department, Entry, Plan, Registry, Review, Task},
    query::department::{listed, registered},
    text::{Text, escape::as_typed, says_nothing},
};

/// What of the departments is to change, by the names that the registry has.
#[derive(Debug)]
pub(super) struct DepartmentChanges<'a> {
    wanted: DepartmentsWanted,
    /// Names that the registry gets.
    pub(super) new: Vec<String>,
    registry: &'a Registry,
    request: &'a Request,
}

/// Refuses a name that says nothing, or by which documents say that there is nobody: a document that has it would find no
/// department by it.
///
/// # Errors
/// When it is such a name.
pub(super) fn ensure_names_somebody(name: &str) -> Result<()> {
    if !says_nothing(name) && !says_none(name) {
        return Ok(());
    }
    Err(Error::usage(text!(
        "`{name}` 不能作部门名称：文件里这样写，是说没有部门；没有写入任何内容",
        "`{name}` can't name a department: in documents it says that there is none; nothing was written"
    ))
    .named("empty-name")
    .hint(text!("写部门的名称，如 市教委", "write its name, as 市教委")))
}

/// The name that the registry has for what was typed; one that it has not got joins `new`, where that is let in.
///
/// # Errors
/// When the registry has no such name and no new one is let in.
pub(super) fn own_name(
    typed: &str,
    registry: &Registry,
    may_be_new: bool,
    new: &mut Vec<String>,
) -> Result<String> {
    match registered(typed, registry) {
        Ok(department) => Ok(department.name.clone()),
        Err(_) if may_be_new => {
            ensure_names_somebody(typed)?;
            if !new.iter().any(|known| known == typed) {
                new.push(typed.to_owned());
            }
            Ok(typed.to_owned())
        }
        Err(error) => Err(error.hint(text!(
            "确是新部门的，加 `--new-dept`，名录中会同时登记",
            "add `--new-dept` if it is a new one; it joins the registry, too"
        ))),
    }
}

impl<'a> DepartmentChanges<'a> {
    /// Finds the names that were typed. Those of departments that go are looked for in each task.
    ///
    /// # Errors
    /// When the registry has no such name and no new one is let in.
    pub(super) fn of(request: &'a Request, registry: &'a Registry) -> Result<Self> {
        let mut new: Vec<String> = Vec::new();
        let mut own = |typed: &String| own_name(typed, registry, request.lets_in_new, &mut new);
        let mut all = |typed: &[String]| typed.iter().map(&mut own).collect::<Result<Vec<_>>>();
        let typed = &request.wanted.departments;
        let lead = match &typed.lead {
            Some(lead) => Some(lead.as_deref().map(&mut all).transpose()?),
            None => None,
        };
        let support = typed.support.as_deref().map(&mut all).transpose()?;
        let added = all(&typed.added)?;
        let mut replaced = Vec::new();
        for (old, successor) in &typed.replaced {
            replaced.push((old.clone(), all(std::slice::from_ref(successor))?.concat()));
        }
        let wanted = DepartmentsWanted { lead, support, added, removed: typed.removed.clone(), replaced };
        Ok(Self { wanted, new, registry, request })
    }

    /// The registry with the new names in it.
    pub(super) fn grown(&self) -> Registry {
        let mut registry = self.registry.clone();
        registry.departments.extend(self.new.iter().map(Department::named));
        registry
    }

    /// Puts back what the document prints wherever a task was corrected, under the names that departments have now.
    pub(super) fn put_back(&self, task: &mut Task) {
        let mut printed = edition::as_called_now(task, &task.as_printed(), &self.registry.names());
        printed.review = task.review.filter(|review| *review != Review::Corrected);
        *task = printed;
    }

    /// Makes the changes to a task, and gives what took another one's place.
    ///
    /// # Errors
    /// When a department that is to go is not there, or nobody would know any more who leads.
    pub(super) fn apply(&self, task: &mut Task, plan: &Plan) -> Result<Vec<(String, String)>> {
        if self.wanted == DepartmentsWanted::default() {
            return Ok(Vec::new());
        }
        let led = |task: &Task| Entry { plan, task }.lead().map(|(lead, _)| lead.to_vec());
        let led_before = led(task);
        let mut handed = Vec::new();
        for (old, new) in &self.wanted.replaced {
            if let Some(old) = self.replace(task, old, new)? {
                handed.push((old, new.clone()));
            }
        }
        let led_then = led(task);
        for typed in &self.wanted.removed {
            let name = self.present(task, typed)?;
            task.departments.retain(|known| *known != name);
            if let Some(lead) = &mut task.lead {
                lead.retain(|known| *known != name);
            }
        }
        for name in &self.wanted.added {
            self.add(task, name);
        }
        self.set_roles(task, plan)?;
        let id = task.id;
        if task.departments.is_empty() {
            return Err(Error::conflict(text!(
                "编号{id} 会没有责任部门；没有写入任何内容",
                "task {id} would be without a department; nothing was written"
            ))
            .named("no-department")
            .hint(text!("同时用 `--add-dept` 加上", "add one with `--add-dept` as well")));
        }
        let is_lead_lost = task.lead.as_ref().is_some_and(Vec::is_empty)
            || self.wanted.lead.is_none()
                && led_before.is_some()
                && led(task) != led_then
                && task.lead.is_none();
        if is_lead_lost {
            return Err(Error::conflict(text!(
                "编号{id} 的牵头部门会随之改变；没有写入任何内容",
                "task {id} would get another lead by this; nothing was written"
            ))
            .named("no-lead")
            .hint(text!("用 `--lead` 写明由谁牵头", "say with `--lead` who leads")));
        }
        Ok(handed)
    }

    /// Puts a department in the place of another one; gives the name that went.
    fn replace(&self, task: &mut Task, old: &str, new: &str) -> Result<Option<String>> {
        let is_there = listed(new, &task.departments, self.registry).is_some();
        if listed(old, &task.departments, self.registry).is_none() && is_there {
            return Ok(None);
        }
        let name = self.present(task, old)?;
        if name == new {
            return Ok(None);
        }
        for list in [Some(&mut task.departments), task.lead.as_mut()].into_iter().flatten() {
            if list.iter().any(|known| known == new) {
                list.retain(|known| *known != name);
            }
            list.iter_mut().filter(|known| **known == name).for_each(|known| new.clone_into(known));
        }
        Ok(Some(name))
    }

    fn add(&self, task: &mut Task, name: &str) {
        if listed(name, &task.departments, self.registry).is_none() {
            task.departments.push(name.to_owned());
        }
    }

    fn set_roles(&self, task: &mut Task, plan: &Plan) -> Result<()> {
        match &self.wanted.lead {
            Some(None) => task.lead = None,
            Some(Some(lead)) => {
                if self.wanted.support.is_some() {
                    lead.iter().for_each(|name| self.add(task, name));
                }
                let present = lead.iter().map(|name| self.present(task, name)).collect::<Result<_>>();
                task.lead = Some(present.map_err(|error| error.hint(self.with_lead_added(task, lead)))?);
            }
            None => {}
        }
        let Some(support) = &self.wanted.support else { return Ok(()) };
        let id = task.id;
        let Some((lead, _)) = (Entry { plan, task: &*task }).lead() else {
            return Err(Error::conflict(text!(
                "编号{id} 没有牵头部门，不能确定谁配合；没有写入任何内容",
                "nobody leads task {id}, so nobody supports; nothing was written"
            ))
            .named("no-lead")
            .hint(text!("同时用 `--lead` 写明牵头", "say with `--lead` who leads as well")));
        };
        let mut kept = lead.to_vec();
        for name in support {
            let known = listed(name, &task.departments, self.registry).unwrap_or(name);
            if !kept.iter().any(|other| other == known) {
                kept.push(known.to_owned());
            }
        }
        task.departments.retain(|known| kept.contains(known));
        kept.retain(|name| !task.departments.contains(name));
        task.departments.extend(kept);
        Ok(())
    }

    /// How those who are to lead become departments of the task as well: the whole command.
    fn with_lead_added(&self, task: &Task, lead: &[String]) -> Text {
        let is_absent = |name: &&String| listed(name, &task.departments, self.registry).is_none();
        let absent: Vec<&str> = lead.iter().filter(is_absent).map(String::as_str).collect();
        let [absent, lead] = [absent.join("、"), lead.join("、")].map(|names| as_typed(&names));
        let reason = self.request.reason.as_deref().map(as_typed);
        let tasks = &self.request.tasks_as_typed;
        let command = |blank: &str| {
            let reason = reason.as_deref().unwrap_or(blank);
            format!(
                "pjt update {} --add-dept {absent} --lead {lead} --reason {reason}",
                if tasks.is_empty() { task.id.to_string() } else { tasks.clone() }
            )
        };
        let (zh, en) = (command("原因"), command("WHY"));
        text!("把它也列为责任部门：`{zh}`", "make it one of the departments as well: `{en}`")
    }

    /// The name under which a task has a department.
    fn present(&self, task: &Task, typed: &str) -> Result<String> {
        if let Some(name) = listed(typed, &task.departments, self.registry) {
            return Ok(name.to_owned());
        }
        let (id, list) = (task.id, task.departments.join("、"));
        Err(Error::not_found(text!(
            "编号{id} 的责任部门中没有 `{typed}`；没有写入任何内容",
            "`{typed}` is not among the departments of task {id}; nothing was written"
        ))
        .named("no-such-department")
        .hint(text!("它的责任部门：{list}", "its departments are {list}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::LeadRule,
        text::Lang,
        update::{
            Wanted,
            example::{applied, because, names, plan, refusal, registry, request, task},
        },
    };

    fn asked(departments: DepartmentsWanted) -> Request {
        because(Wanted { departments, ..Wanted::default() })
    }

    fn nothing() -> DepartmentsWanted {
        DepartmentsWanted::default()
    }

    #[test]
    fn a_department_is_found_by_any_name_and_kept_by_its_own() {
        let added =
            applied(&asked(DepartmentsWanted { added: names(&["丙", "甲局"]), ..nothing() }), &task());
        assert_eq!(added.unwrap().departments, ["甲", "乙", "丙"], "甲 is there already");
        let removed = asked(DepartmentsWanted { removed: names(&["甲局"]), ..nothing() });
        assert_eq!(applied(&removed, &task()).unwrap().departments, ["乙"]);
        for (wanted, code) in [
            (DepartmentsWanted { added: names(&["丁"]), ..nothing() }, "no-such-department"),
            (DepartmentsWanted { removed: names(&["丙"]), ..nothing() }, "no-such-department"),
            (DepartmentsWanted { removed: names(&["甲", "乙"]), ..nothing() }, "no-department"),
        ] {
            assert_eq!(refusal(&asked(wanted.clone()), &task()), code, "{wanted:?}");
        }
    }

    #[test]
    fn a_new_department_joins_the_registry_where_that_is_let_in() {
        let wanted =
            DepartmentsWanted {
                added: names(&["丁", "丁"]), lead: Some(Some(names(&["戊"]))), ..nothing()
            };
        let request = Request { lets_in_new: true, ..asked(wanted) };
        let known = registry();
        let changes = DepartmentChanges::of(&request, &known).unwrap();
        assert_eq!(changes.new, ["戊", "丁"]);
        assert_eq!(changes.grown().departments.len(), known.departments.len() + 2);
    }

    #[test]
    fn who_takes_another_ones_place_takes_its_role_and_is_there_once() {
        let before = Task { lead: Some(names(&["甲"])), ..task() };
        let replaced = |old: &str, new: &str| {
            asked(DepartmentsWanted { replaced: vec![(old.into(), new.into())], ..nothing() })
        };
        let after = applied(&replaced("甲局", "丙"), &before).unwrap();
        assert_eq!((after.departments, after.lead), (names(&["丙", "乙"]), Some(names(&["丙"]))));
        let [handover] = after.handovers.as_slice() else { panic!("{:?}", after.handovers) };
        assert_eq!((handover.from.as_str(), handover.to.as_str()), ("甲", "丙"));
        assert!(after.notes.is_empty(), "the entry holds the reason");
        assert_eq!(applied(&replaced("甲", "乙"), &before).unwrap().departments, ["乙"]);
        // It has happened, or there is nothing to hand over.
        assert_eq!(applied(&replaced("丙", "甲"), &before).unwrap(), before);
        assert_eq!(applied(&replaced("甲局", "甲"), &before).unwrap(), before);
    }

    #[test]
    fn nobody_loses_the_lead_unseen() {
        let led = Task { lead: Some(names(&["甲"])), ..task() };
        let without = DepartmentsWanted { removed: names(&["甲"]), ..nothing() };
        assert_eq!(refusal(&asked(without.clone()), &led), "no-lead");
        let named = DepartmentsWanted { lead: Some(Some(names(&["乙"]))), ..without };
        assert_eq!(applied(&asked(named), &led).unwrap().lead, Some(names(&["乙"])));
        // Where the first one leads by a rule, who comes first would lead.
        let plan = Plan { lead_rule: LeadRule::FirstListed, ..plan() };
        let request = asked(DepartmentsWanted { removed: names(&["甲"]), ..nothing() });
        let known = registry();
        let mut by_rule = task();
        let error = DepartmentChanges::of(&request, &known).unwrap().apply(&mut by_rule, &plan).unwrap_err();
        assert_eq!(error.code(), "no-lead");
    }

    #[test]
    fn who_supports_is_set_beside_who_leads() {
        let led = Task { lead: Some(names(&["甲"])), ..task() };
        let support = DepartmentsWanted { support: Some(names(&["丙"])), ..nothing() };
        assert_eq!(applied(&asked(support.clone()), &led).unwrap().departments, ["甲", "丙"]);
        assert_eq!(refusal(&asked(support.clone()), &task()), "no-lead");
        let both = DepartmentsWanted { lead: Some(Some(names(&["乙"]))), ..support };
        let after = applied(&asked(both), &task()).unwrap();
        assert_eq!((after.departments, after.lead), (names(&["乙", "丙"]), Some(names(&["乙"]))));
    }

    #[test]
    fn who_is_to_lead_and_is_no_department_of_the_task_is_told_the_whole_command() {
        let lead = |tasks: &str, reason: Option<&str>| {
            let departments = DepartmentsWanted { lead: Some(Some(names(&["丙"]))), ..nothing() };
            let request = Request {
                tasks_as_typed: tasks.into(),
                reason: reason.map(str::to_owned),
                ..request(Wanted { departments, ..Wanted::default() })
            };
            let error = applied(&request, &task()).unwrap_err();
            assert_eq!(error.code(), "no-such-department");
            error.hints().last().unwrap().in_lang(Lang::En).to_owned()
        };
        let command = |tasks: &str, reason: &str| {
            format!("`pjt update {tasks} --add-dept 丙 --lead 丙 --reason {reason}`")
        };
        assert!(lead("", None).contains(&command("14", "WHY")));
        assert!(lead("p/3-7", Some("分工 纪要")).contains(&command("p/3-7", "'分工 纪要'")));
    }
}
