//! What a settled merge still says of a plan's names: where two sides gave one plan two names, the one that stays was called
//! by the other, too; where one side renamed what the other took out, the plan was taken out by both names.

use std::path::{Path, PathBuf};

use super::{
    merge::Side,
    repository::Repository,
    resolve::{Cause, ConflictedFile, tree_of},
};
use crate::{
    error::Result,
    model::{Plan, RemovedPlan},
    store::{
        Store, edit,
        layout::{self, CONFIG},
        load::StoreSource,
        yaml,
    },
    text::Text,
};

/// A file that says a name more than was decided.
#[derive(Clone, Debug)]
pub struct KeptName {
    /// Its path, relative to the store.
    pub path: PathBuf,
    /// What it holds with that name.
    pub bytes: Vec<u8>,
    /// Which name that is, for who settles it.
    pub words: Text,
}

/// The files that have to name the plans which go by these decisions, in the order in which they are to be written. What is
/// decided is each file and what it is to hold; none where it goes.
///
/// # Errors
/// When git can't be read, or a file can't be changed safely.
pub fn keep_names(
    repository: &Repository,
    store: &Store,
    decided: &[(&ConflictedFile, Option<&[u8]>)],
) -> Result<Vec<KeptName>> {
    let mut kept: Vec<KeptName> = Vec::new();
    for (file, then) in decided {
        let (Cause::RemovedBy(by), None, Some(slug)) = (&file.cause, then, plan_of(&file.path)) else {
            continue;
        };
        let Some(gone) = as_it_was(repository, by.other(), slug)? else { continue };
        let now = |path: &Path| -> Option<Vec<u8>> {
            let written = kept.iter().rev().find(|known| known.path == path).map(|known| known.bytes.clone());
            let settled = || decided.iter().find(|(known, _)| known.path == path);
            match (written, settled()) {
                (Some(bytes), _) => Some(bytes),
                (None, Some((_, then))) => then.map(<[u8]>::to_vec),
                (None, None) => store.read(path, yaml::MAX_FILE_BYTES).ok().flatten(),
            }
        };
        let others = decided.iter().filter(|(other, _)| matches!(other.cause, Cause::RemovedBy(_)));
        let others = others.filter_map(|(other, _)| plan_of(&other.path));
        let kept_name = others
            .filter_map(|other| by_its_other_name(&gone, other, now(&layout::plan_file(other))?).transpose())
            .next()
            .or_else(|| taken_out(&gone, now(Path::new(CONFIG))?).transpose());
        kept.extend(kept_name.transpose()?);
    }
    Ok(kept)
}

/// The plan of which this is the file.
fn plan_of(path: &Path) -> Option<&str> {
    let slug = path.iter().next()?.to_str()?;
    (path == layout::plan_file(slug)).then_some(slug)
}

fn as_it_was(repository: &Repository, side: Side, slug: &str) -> Result<Option<Plan>> {
    let Some(tree) = tree_of(repository, side) else { return Ok(None) };
    let path = layout::plan_file(slug);
    let bytes = tree?.read(&path, yaml::MAX_FILE_BYTES)?;
    let plan = bytes.and_then(|bytes| yaml::read_plan(&path, &bytes).ok());
    Ok(plan.map(|plan| Plan { slug: slug.to_owned(), ..plan }))
}

/// The plan that stays where both sides renamed it, with the name that goes.
fn by_its_other_name(gone: &Plan, slug: &str, bytes: Vec<u8>) -> Result<Option<KeptName>> {
    let path = layout::plan_file(slug);
    let Ok(mut plan) = yaml::read_plan(&path, &bytes) else { return Ok(None) };
    let is_it = |name: &String| gone.former_slugs.contains(name);
    if slug == gone.slug || plan.former_slugs.contains(&gone.slug) || !plan.former_slugs.iter().any(is_it) {
        return Ok(None);
    }
    for name in gone.former_slugs.iter().chain([&gone.slug]) {
        if name != slug && !plan.former_slugs.contains(name) {
            plan.former_slugs.push(name.clone());
        }
    }
    let bytes = edit::revise_plan(&path, &bytes, &plan)?.into_bytes();
    let name = &gone.slug;
    let words = text!(
        "方案 {slug}：另一方起的名称 {name} 记为曾用名",
        "plan {slug} keeps {name}, the name that the other side gave it, as a former one"
    );
    Ok(Some(KeptName { path, bytes, words }))
}

/// The settings that say the plan was taken out, where they say it of a name that it had before.
fn taken_out(gone: &Plan, bytes: Vec<u8>) -> Result<Option<KeptName>> {
    let path = Path::new(CONFIG);
    let Ok(mut config) = yaml::read_config(path, &bytes) else { return Ok(None) };
    let is_known = |name: &String| config.removed.iter().any(|removed| removed.was_called(name));
    let is_it = |removed: &&RemovedPlan| gone.former_slugs.iter().any(|name| removed.was_called(name));
    let Some(removed) = config.removed.iter().rev().find(is_it).filter(|_| !is_known(&gone.slug)) else {
        return Ok(None);
    };
    let slug = &gone.slug;
    let entry =
        RemovedPlan { slug: slug.clone(), former_slugs: gone.former_slugs.clone(), ..removed.clone() };
    config.removed.push(entry);
    let text = edit::text_of(&bytes);
    let revised = edit::revise_config(text, &config).ok_or_else(|| edit::refusal(path, text, "removed"))?;
    let words = text!(
        "方案 {slug} 就是已删除的那个：pjt.yaml 的 removed 也记下这个名称",
        "plan {slug} is the one that was removed: `removed` in pjt.yaml names it so, too"
    );
    Ok(Some(KeptName { path: path.to_owned(), bytes: revised.into_bytes(), words }))
}
