//! The registry while it is being changed: which department is meant, which names are free, what each request makes of it.

use std::{collections::HashSet, path::PathBuf};

use super::{RegistryRequest, Replacement};
use crate::{
    error::{Error, Result},
    model::{Department, Entry, Handover, PeriodId, Registry, Snapshot},
    query::department::registered,
    store::{
        layout, load,
        load::{LoadedReturn, StoreSource},
    },
    text::fold::fold,
    update::departments::ensure_names_somebody,
};

/// The registry that is being changed, and the store that tells who is named where.
pub(super) struct Departments<'a> {
    source: &'a dyn StoreSource,
    pub(super) registry: Registry,
}

impl<'a> Departments<'a> {
    pub(super) fn of(source: &'a dyn StoreSource) -> Result<Self> {
        Ok(Self { source, registry: load::registry(source).map_err(Error::from)? })
    }

    /// Changes the registry as it is asked, and gives which tasks follow.
    pub(super) fn change(&mut self, request: &RegistryRequest) -> Result<Replacement> {
        match request {
            RegistryRequest::Rename { old, new } => self.rename(old, new),
            RegistryRequest::Merge { from, into } => self.merge(from, into),
            RegistryRequest::Alias { name, aliases } => self.alias(name, aliases),
            RegistryRequest::Code { name, code } => self.code(name, code),
            RegistryRequest::HandOver { from, to, on, reason, with_finished, lets_in_new } => {
                let to = self.successor(to, *lets_in_new)?;
                let from = self.department(from)?;
                let entry = Handover { on: *on, from, to, reason: reason.clone() };
                self.hand_over(entry, *with_finished)
            }
        }
    }

    /// The registry, and every file that names a department.
    pub(super) fn files_of(&self, name: &str) -> Result<Vec<PathBuf>> {
        let names = HashSet::from([name.to_owned()]);
        let mut files = vec![layout::REGISTRY.into()];
        let snapshot = self.tasks(|entry| entry.task.names_any(&names))?;
        files.extend(snapshot.entries().map(|entry| layout::task_file(&entry.plan.slug, entry.task.id)));
        let returns = self.open_returns()?;
        let own = returns.iter().filter(|found| found.value.department == name);
        files.extend(own.map(|found| layout::return_file(&found.plan, found.period, &found.code)));
        Ok(files)
    }

    /// The tasks of all plans that are meant. One that can't be read may be among them.
    pub(super) fn tasks(&self, selector: impl Fn(Entry<'_>) -> bool + Sync) -> Result<Snapshot> {
        let slugs = self.source.plans()?;
        let snapshot = load::select(self.source, load::headings(self.source, &slugs), selector);
        match snapshot.unreadable.first() {
            Some(finding) => {
                Err(Error::from(finding.clone()).hint(text!("没有写入任何内容", "nothing was written")))
            }
            None => Ok(snapshot),
        }
    }

    /// The returns of periods that are not closed.
    pub(super) fn open_returns(&self) -> Result<Vec<LoadedReturn>> {
        let (periods, mut unreadable) = load::periods(self.source);
        let mut returns = Vec::new();
        for slug in self.source.plans()? {
            let (found, findings) = load::returns(self.source, &slug);
            returns.extend(found);
            unreadable.extend(findings);
        }
        if let Some(finding) = unreadable.into_iter().next() {
            return Err(Error::from(finding).hint(text!("没有写入任何内容", "nothing was written")));
        }
        let is_closed =
            |id: PeriodId| periods.iter().any(|(known, period)| *known == id && period.closed.is_some());
        returns.retain(|found| !is_closed(found.period));
        Ok(returns)
    }

    /// The name of the department that was typed. One that only tasks name is registered by this.
    fn department(&mut self, typed: &str) -> Result<String> {
        let unknown = match registered(typed, &self.registry) {
            Ok(department) => return Ok(department.name.clone()),
            Err(error) => error,
        };
        let names = HashSet::from([typed.to_owned()]);
        if self.tasks(|entry| entry.task.names_any(&names))?.entries().next().is_none() {
            return Err(unknown);
        }
        self.registry.departments.push(Department::named(typed));
        Ok(typed.to_owned())
    }

    /// The department that takes over, which may be a new one where that is said.
    fn successor(&mut self, typed: &str, may_be_new: bool) -> Result<String> {
        match registered(typed, &self.registry) {
            Ok(department) => Ok(department.name.clone()),
            Err(_) if may_be_new => {
                ensure_names_somebody(typed)?;
                self.registry.departments.push(Department::named(typed));
                Ok(typed.to_owned())
            }
            Err(error) => Err(error
                .hint(text!("新设的部门加 `--new-dept` 登记", "a new one is registered with `--new-dept`"))),
        }
    }

    /// Who else than `owner` goes by a name.
    fn taken(&self, name: &str, owner: &str) -> Option<&str> {
        let folded = fold(name);
        let mut others = self.registry.departments.iter().filter(|department| department.name != owner);
        others.find(|other| other.names().any(|known| fold(known) == folded)).map(|other| other.name.as_str())
    }

    /// Refuses a name that another department than `owner` goes by.
    fn ensure_free(&self, name: &str, owner: &str) -> Result<()> {
        let Some(other) = self.taken(name, owner) else { return Ok(()) };
        Err(Error::conflict(text!(
            "`{name}` 已经是部门 `{other}` 的名称；没有写入任何内容",
            "`{name}` is a name of department `{other}` already; nothing was written"
        ))
        .named("name-taken")
        .hint(text!(
            "两者是同一部门的，用 `pjt dept merge {owner} {other}` 合并；职能移交的，用 `pjt dept handover`",
            "if they are one department, `pjt dept merge {owner} {other}`; if one took over from the other, `pjt dept handover`"
        )))
    }

    fn rename(&mut self, old: &str, new: &str) -> Result<Replacement> {
        let old = self.department(old)?;
        ensure_names_somebody(new)?;
        self.ensure_free(new, &old)?;
        if old != *new {
            self.registry.rename(&old, new);
        }
        Ok(Replacement {
            names: HashSet::from([old]),
            to: new.to_owned(),
            in_returns: true,
            ..Replacement::default()
        })
    }

    fn merge(&mut self, from: &str, into: &str) -> Result<Replacement> {
        let into = registered(into, &self.registry)?.name.clone();
        let from = self.department(from)?;
        if from != into {
            self.registry.merge(&from, &into);
        }
        Ok(Replacement { names: HashSet::from([from]), to: into, ..Replacement::default() })
    }

    fn alias(&mut self, name: &str, aliases: &[String]) -> Result<Replacement> {
        let name = registered(name, &self.registry)?.name.clone();
        for alias in aliases {
            ensure_names_somebody(alias)?;
            self.ensure_free(alias, &name)?;
        }
        if let Some(department) = self.registry.entry(&name) {
            department.add_aliases(aliases.iter().cloned());
        }
        Ok(Replacement::default())
    }

    fn code(&mut self, name: &str, code: &str) -> Result<Replacement> {
        if !layout::is_slug(code) {
            return Err(Error::usage(text!(
                "`{code}` 不能作部门代码",
                "`{code}` can't be the code of a department"
            ))
            .named("bad-code")
            .hint(text!(
                "用小写字母、数字和连字符，如 jiaowei",
                "use lower-case letters, digits and hyphens, as in jiaowei"
            )));
        }
        let name = registered(name, &self.registry)?.name.clone();
        if let Some(other) = self.taken(code, &name) {
            return Err(Error::conflict(text!(
                "`{code}` 已经是部门 `{other}` 的代码或名称；没有写入任何内容",
                "`{code}` is the code or a name of department `{other}` already; nothing was written"
            ))
            .named("name-taken")
            .hint(text!("请另取一个代码", "choose another code")));
        }
        let Some(department) = self.registry.entry(&name) else { return Ok(Replacement::default()) };
        if let Some(known) = department.code.as_ref().filter(|known| *known != code) {
            return Err(Error::conflict(text!(
                "部门 `{name}` 的代码已定为 `{known}`，不再更改；没有写入任何内容",
                "the code of department `{name}` is `{known}` and never changes; nothing was written"
            ))
            .named("code-fixed")
            .hint(text!(
                "它的文件以此命名；另一个简称可用 `pjt dept alias` 登记",
                "its files are named by it; another short name can be an alias (`pjt dept alias`)"
            )));
        }
        department.code = Some(code.to_owned());
        Ok(Replacement::default())
    }

    fn hand_over(&mut self, entry: Handover, with_finished: bool) -> Result<Replacement> {
        let Handover { on, from, to, .. } = &entry;
        let known = registered(from, &self.registry)?;
        let names = known.names().map(str::to_owned).collect();
        let successor = known.successor.clone();
        if from == to || self.registry.find(to).map(|to| &self.registry.heir(to).name) == Some(from) {
            return Err(Error::conflict(text!(
                "`{from}` 不能由 `{to}` 承接：那会绕回自身；没有写入任何内容",
                "`{to}` can't take over from `{from}`: that would lead back to itself; nothing was written"
            ))
            .named("leads-back")
            .hint(text!("请核对两个部门", "check the two departments")));
        }
        match successor {
            Some(other) if other != *to => {
                return Err(Error::conflict(text!(
                    "`{from}` 已由 `{other}` 承接；没有写入任何内容",
                    "`{other}` took over from `{from}` already; nothing was written"
                ))
                .named("has-successor")
                .hint(text!(
                    "再次移交的是 `{other}`：`pjt dept handover {other} {to} …`",
                    "it is `{other}` that hands over now: `pjt dept handover {other} {to} …`"
                )));
            }
            Some(_) => {}
            None => self.registry.hand_over(from, to, *on),
        }
        let to = to.clone();
        Ok(Replacement { names, to, handover: Some(entry), open_only: !with_finished, in_returns: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::EmptyStore,
        update::example::{day, names, registry},
    };

    /// What the registry becomes, and which tasks follow, where no task names anybody.
    fn changed(request: &RegistryRequest, registry: Registry) -> Result<(Registry, Replacement)> {
        let source = EmptyStore { day: day("2025-06-30"), began: None };
        let mut departments = Departments { source: &source, registry };
        let replacement = departments.change(request)?;
        Ok((departments.registry, replacement))
    }

    fn hand_over(from: &str, to: &str, lets_in_new: bool) -> RegistryRequest {
        RegistryRequest::HandOver {
            from: from.into(),
            to: to.into(),
            on: day("2025-10-01"),
            reason: "机构改革".into(),
            with_finished: false,
            lets_in_new,
        }
    }

    fn refusal(request: &RegistryRequest) -> &'static str {
        changed(request, registry()).unwrap_err().code()
    }

    #[test]
    fn a_name_is_one_departments() {
        let rename = |old: &str, new: &str| RegistryRequest::Rename { old: old.into(), new: new.into() };
        assert_eq!(refusal(&rename("乙", "甲局")), "name-taken");
        assert_eq!(refusal(&rename("丁", "戊")), "no-such-department");
        let (known, replacement) = changed(&rename("甲局", "新甲"), registry()).unwrap();
        assert_eq!(known.find("甲").unwrap().name, "新甲");
        assert_eq!((replacement.names, replacement.to.as_str()), (HashSet::from(["甲".to_owned()]), "新甲"));
        assert!(replacement.in_returns);
        // An alias of its own can become its name.
        assert_eq!(changed(&rename("甲", "甲局"), registry()).unwrap().0.departments[0].name, "甲局");
        let alias =
            |name: &str, alias: &str| RegistryRequest::Alias { name: name.into(), aliases: names(&[alias]) };
        assert_eq!(refusal(&alias("乙", "甲局")), "name-taken");
        let (known, replacement) = changed(&alias("乙", "乙局"), registry()).unwrap();
        assert_eq!(known.find("乙局").unwrap().name, "乙");
        assert!(replacement.names.is_empty(), "a task keeps the name that its document prints");
    }

    #[test]
    fn two_become_one_which_goes_by_both_names() {
        let merge = |from: &str, into: &str| RegistryRequest::Merge { from: from.into(), into: into.into() };
        let (known, replacement) = changed(&merge("甲局", "乙"), registry()).unwrap();
        assert_eq!((known.departments.len(), known.find("甲局").unwrap().name.as_str()), (2, "乙"));
        assert_eq!((replacement.to.as_str(), replacement.in_returns), ("乙", false));
        assert_eq!(changed(&merge("甲", "甲局"), registry()).unwrap().0.departments.len(), 3);
        assert_eq!(refusal(&merge("甲", "丁")), "no-such-department");
    }

    #[test]
    fn a_code_is_set_once_and_is_nobody_elses() {
        let code = |name: &str, code: &str| RegistryRequest::Code { name: name.into(), code: code.into() };
        assert_eq!(refusal(&code("乙", "Yi!")), "bad-code");
        let (known, _) = changed(&code("甲局", "jia"), registry()).unwrap();
        assert_eq!(known.find("jia").unwrap().name, "甲");
        let again = |request| changed(&request, known.clone());
        assert_eq!(again(code("甲", "jiaju")).unwrap_err().code(), "code-fixed");
        assert_eq!(again(code("乙", "jia")).unwrap_err().code(), "name-taken");
        assert_eq!(again(code("甲", "jia")).unwrap().0.departments, known.departments);
    }

    #[test]
    fn a_successor_takes_over_once_and_in_no_circle() {
        let (known, replacement) = changed(&hand_over("甲局", "乙", false), registry()).unwrap();
        let from = known.find("甲").unwrap();
        assert_eq!((from.successor.as_deref(), from.until), (Some("乙"), Some(day("2025-10-01"))));
        assert_eq!(replacement.names, HashSet::from(["甲".to_owned(), "甲局".to_owned()]));
        assert!(replacement.open_only && replacement.handover.is_some());
        let again = |request| changed(&request, known.clone());
        assert!(again(hand_over("甲", "乙", false)).is_ok(), "said once more it is the same");
        assert_eq!(again(hand_over("甲", "丙", false)).unwrap_err().code(), "has-successor");
        assert_eq!(again(hand_over("乙", "甲", false)).unwrap_err().code(), "leads-back");
        assert_eq!(refusal(&hand_over("甲", "甲局", false)), "leads-back");
        assert_eq!(refusal(&hand_over("甲", "丁", false)), "no-such-department");
        let (grown, _) = changed(&hand_over("甲", "丁", true), registry()).unwrap();
        assert!(grown.find("丁").is_some());
    }
}
