//! A document that becomes a plan of the store: what it is called there, how it is named, which files it writes.

use std::path::{Path, PathBuf};

use crate::{
    error::Result,
    import::Draft,
    model::Plan,
    store::{Applied, Store, Transaction, layout, load, load::StoreSource as _},
};

/// A name for a plan, made of its document's (`stem`, without the ending), else of the years that it covers.
pub fn plan_name(plan: &Plan, stem: &str) -> String {
    let stem = stem.to_lowercase();
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if stem.is_ascii() && layout::is_slug(&plain) {
        return plain;
    }
    let years = plan.period.and_then(|period| Some((period.start?, period.end?)));
    years.map_or_else(
        || "plan".to_owned(),
        |(start, end)| {
            let (first, last) = (start.format("%Y").to_string(), end.format("%Y").to_string());
            if first == last { format!("plan-{first}") } else { format!("plan-{first}-{last}") }
        },
    )
}

/// How the plan names its source: relative to the directory that holds the store where it lies there.
pub fn source_name(file: &Path, store: Option<&Store>) -> String {
    let inside = || {
        let home = store?.directory().canonicalize().ok()?;
        let file = file.canonicalize().ok()?;
        Some(file.strip_prefix(home.parent()?).ok()?.to_path_buf())
    };
    let name = inside().or_else(|| file.file_name().map(PathBuf::from)).unwrap_or_default();
    name.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Writes a document as a new plan.
///
/// # Errors
/// When there is a plan of this name, or the disk refuses.
pub fn create_plan(draft: &Draft, store: &Store, transaction: Transaction<'_>) -> Result<Applied> {
    let mut registry = load::registry(store)?;
    registry.enrol(&draft.departments);
    transaction.create_plan(&draft.plan, &registry)
}

/// Every file that an import of the plan writes, relative to the store.
///
/// # Errors
/// When the plan's folder can't be read.
pub fn files_of_import(store: &Store, slug: &str) -> Result<Vec<PathBuf>> {
    let mut files = vec![layout::CONFIG.into(), layout::REGISTRY.into(), layout::plan_file(slug)];
    files.extend(store.task_files(slug)?);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Period;

    #[test]
    fn a_plan_is_called_by_its_file_or_by_its_years() {
        let days = |years: &str| crate::import::grammar::years_typed(years);
        for (stem, period, name) in [
            ("Plan V2 (final)", None, "plan-v2-final"),
            ("chanjiao_2021-2025", days("2025"), "chanjiao-2021-2025"),
            ("附件2", days("2021-2025"), "plan-2021-2025"),
            ("附件2", days("2025"), "plan-2025"),
            ("附件2", None, "plan"),
            ("", Some(Period { start: None, ..days("2025").unwrap() }), "plan"),
        ] {
            assert_eq!(plan_name(&Plan { period, ..Plan::default() }, stem), name);
        }
    }
}
