//! What is asked of a plan as a whole: that it is called otherwise, is the default one, or goes out of the store.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::{ensure_slug, plans_asked};
use crate::{
    error::{Error, Location, Result},
    model::{PeriodId, Plan, RemovedPlan},
    store::{
        PlanChoice, Store, Transaction, current_slug, layout, load, load::StoreSource as _, yaml::Config,
    },
};

/// That a plan is called otherwise from now on.
#[derive(Clone, Copy, Debug)]
pub struct PlanRename<'a> {
    old: &'a str,
    new: &'a str,
}

impl<'a> PlanRename<'a> {
    /// Of the plan that is called `old`.
    ///
    /// # Errors
    /// When no plan can be called `new`.
    pub fn new(old: &'a str, new: &'a str) -> Result<Self> {
        ensure_slug(new)?;
        Ok(Self { old, new })
    }

    /// Prepares it in the transaction; a plan that has the name already stays as it is. Gives what the plan's folder holds
    /// beside its own files, relative to the store: that moves along. `committed` are the former names that it has in the last
    /// commit, where it is called `new` there: it gets back a name, and what it was called since then nobody knows.
    ///
    /// # Errors
    /// When there is no such plan, the name is taken, or the plan can't be changed safely.
    pub fn prepare(
        self,
        store: &Store,
        transaction: &mut Transaction<'_>,
        committed: impl FnOnce() -> Option<Vec<String>>,
    ) -> Result<Vec<PathBuf>> {
        let Self { old, new } = self;
        if old == new || self.is_done(store) {
            return Ok(Vec::new());
        }
        store.choose(&PlanChoice::Named(vec![old.to_owned()]))?;
        let config = store.config()?;
        let beside = store.besides(old, &transaction.files_of(old)?)?;
        transaction.rename_plan(old, new, committed().as_deref())?;
        if is_default(&config, store, old) {
            transaction.revise_config(&Config { default_plan: Some(new.to_owned()), ..config })?;
        }
        Ok(beside)
    }

    fn is_done(self, store: &Store) -> bool {
        let is_known = |slug: &str| store.plans().is_ok_and(|plans| plans.iter().any(|plan| plan == slug));
        let had_it = |former: &String| former == self.old;
        !is_known(self.old)
            && is_known(self.new)
            && load::plan(store, self.new).is_ok_and(|plan| plan.former_slugs.iter().any(had_it))
    }
}

/// Prepares in the transaction that a bare number belongs to this plan.
///
/// # Errors
/// When there is no such plan, or the settings can't be changed.
pub fn choose_default_plan(slug: &str, store: &Store, transaction: &mut Transaction<'_>) -> Result<()> {
    store.choose(&PlanChoice::Named(vec![slug.to_owned()]))?;
    let default_plan = Some(slug.to_owned());
    transaction.revise_config(&Config { default_plan, ..store.config()? })
}

/// That a plan goes out of the store.
#[derive(Clone, Debug)]
pub struct PlanRemoval<'a> {
    /// The plan.
    pub slug: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The day on which it is asked.
    pub today: NaiveDate,
}

/// What goes with a plan.
#[derive(Clone, Debug)]
pub struct PlanRemoved {
    /// Its title.
    pub title: String,
    /// How many tasks.
    pub tasks: usize,
    /// How many returns.
    pub returns: usize,
    /// The periods that asked about it.
    pub periods: Vec<PeriodId>,
}

impl PlanRemoval<'_> {
    /// Prepares it in the transaction. `uncommitted` says which of these files git does not have as they are: only what git
    /// holds may go.
    ///
    /// # Errors
    /// When there is no such plan, its folder holds what git does not have, or it is the default beside several others.
    pub fn prepare(
        &self,
        store: &Store,
        transaction: &mut Transaction<'_>,
        uncommitted: impl FnOnce(&[PathBuf]) -> Result<Vec<PathBuf>>,
    ) -> Result<PlanRemoved> {
        let slug = self.slug;
        store.choose(&PlanChoice::Named(vec![slug.to_owned()]))?;
        let files = transaction.files_of(slug)?;
        let mut in_the_way = uncommitted(&files)?;
        in_the_way.extend(store.besides(slug, &files)?);
        if !in_the_way.is_empty() {
            return Err(not_in_git(store, slug, &in_the_way));
        }
        let config = without_default(store, slug)?;
        let Plan { title, former_slugs, .. } = load::plan(store, slug).map_err(Error::from)?;
        let (slug_gone, reason) = (slug.to_owned(), self.reason.to_owned());
        transaction
            .remove_plan(RemovedPlan { slug: slug_gone, former_slugs, on: self.today, reason }, config)?;
        let (mut periods, _) = load::periods(store);
        periods.retain(|(_, period)| plans_asked(period, store).contains(slug));
        Ok(PlanRemoved {
            title,
            tasks: files.iter().filter(|path| layout::task_of(path).is_some()).count(),
            returns: files.iter().filter(|path| layout::return_of(path).is_some()).count(),
            periods: periods.into_iter().map(|(id, _)| id).collect(),
        })
    }
}

fn not_in_git(store: &Store, slug: &str, files: &[PathBuf]) -> Error {
    let list = paths_in_words(files);
    Error::conflict(text!(
        "方案 {slug} 的文件夹里有 git 里没有的内容：{list}；没有写入任何内容",
        "the folder of plan {slug} holds what git does not have: {list}; nothing was written"
    ))
    .named("not-in-git")
    .at(Location::file(store.directory().join(slug)))
    .hint(text!(
        "改动先用 `pjt commit` 提交；不属于台账的文件先移到别处",
        "commit changes with `pjt commit` first; move files that are not the store's elsewhere"
    ))
}

/// Whether the settings name the plan as the default one, if need be by a name that it had.
fn is_default(config: &Config, store: &Store, slug: &str) -> bool {
    config.default_plan.as_ref().is_some_and(|default| current_slug(store, default) == slug)
}

/// The settings without a default plan that is going. Where several others remain, a person says which is the default.
fn without_default(store: &Store, slug: &str) -> Result<Config> {
    let config = store.config()?;
    if !is_default(&config, store, slug) {
        return Ok(config);
    }
    if store.plans()?.len() > 2 {
        return Err(Error::conflict(text!(
            "{slug} 是默认方案；没有写入任何内容",
            "{slug} is the default plan; nothing was written"
        ))
        .named("default-plan")
        .hint(text!(
            "先另定默认方案：`pjt plan default 名称`",
            "choose another default first: `pjt plan default SLUG`"
        )));
    }
    Ok(Config { default_plan: None, ..config })
}

/// Paths on one line, not more than somebody reads.
pub fn paths_in_words(paths: &[PathBuf]) -> String {
    const MOST: usize = 5;
    let mut names: Vec<String> =
        paths.iter().take(MOST).map(|path| path.to_string_lossy().into_owned()).collect();
    if paths.len() > MOST {
        names.push(format!("… ({})", paths.len()));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::update::example::day;

    /// A store with the plans `a`, whose former name is `old`, `b` and `c`; `b` is the default.
    fn store(folder: &Path) -> Store {
        let write = |path: &str, text: &str| {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            #[expect(clippy::disallowed_methods, reason = "a test's own files")]
            std::fs::write(path, text).unwrap();
        };
        write("pjt.yaml", "format: 1\ndefault_plan: b\n");
        write("departments.yaml", "departments: []\n");
        for (slug, former) in [("a", "former_slugs:\n- old\n"), ("b", ""), ("c", "")] {
            write(&format!("{slug}/plan.yaml"), &format!("title: 方案{slug}\n\nlead_rule: none\n\n{former}"));
        }
        write("b/tasks/001.yaml", "id: 1\n\ncontent: 建平台\n\ndepartments:\n- 甲\n\nstatus: not_started\n");
        Store::open(folder).unwrap()
    }

    #[test]
    fn a_plan_gets_a_name_that_is_free_and_stays_where_it_has_it_already() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        // What it asks for, and whether anything is to be done.
        for (old, new, expected) in [
            ("a", "a", Ok(true)),
            ("old", "a", Ok(true)),
            ("a", "d", Ok(false)),
            ("a", "c", Err("plan-exists")),
            ("old", "d", Err("no-such-plan")),
            ("none", "a", Err("no-such-plan")),
        ] {
            let mut transaction = Transaction::preview(&store);
            let prepared = PlanRename::new(old, new).unwrap().prepare(&store, &mut transaction, || None);
            let found = prepared.map(|_| transaction.is_empty()).map_err(|error| error.code());
            assert_eq!(found, expected, "{old} {new}");
        }
        assert_eq!(PlanRename::new("a", "all").unwrap_err().code(), "bad-slug");
    }

    #[test]
    fn only_what_git_holds_goes_and_never_the_default_of_several() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let refused = |slug: &str, uncommitted: &[&str]| {
            let request = PlanRemoval { slug, reason: "并入", today: day("2025-06-30") };
            let uncommitted = uncommitted.iter().map(PathBuf::from).collect();
            let prepared = request.prepare(&store, &mut Transaction::preview(&store), |_| Ok(uncommitted));
            prepared.map(|removed| (removed.title, removed.tasks)).map_err(|error| error.code())
        };
        assert_eq!(refused("a", &[]), Ok(("方案a".into(), 0)));
        assert_eq!(refused("a", &["a/plan.yaml"]), Err("not-in-git"));
        assert_eq!(refused("b", &[]), Err("default-plan"));
        assert_eq!(refused("none", &[]), Err("no-such-plan"));
        choose_default_plan("c", &store, &mut Transaction::preview(&store)).unwrap();
        let none = choose_default_plan("none", &store, &mut Transaction::preview(&store));
        assert_eq!(none.unwrap_err().code(), "no-such-plan");
        std::fs::create_dir(folder.path().join("c/附件")).unwrap();
        assert_eq!(refused("c", &[]), Ok(("方案c".into(), 0)), "an empty folder holds nothing");
        std::fs::copy(folder.path().join("pjt.yaml"), folder.path().join("c/附件/x.txt")).unwrap();
        assert_eq!(refused("c", &[]), Err("not-in-git"));
    }
}
