//! Where what leaves the store may go: never into its own folder, nor over its files, and into no repository's own folder.

use std::{
    ffi::OsStr,
    path::{Component, Path, PathBuf},
};

use super::layout;
use crate::error::{Error, Location, Result};

/// Files that tell git how to treat a repository, wherever they lie in it.
const OF_GIT: [&str; 4] = [".gitattributes", ".gitmodules", ".gitignore", ".mailmap"];

/// Nothing that is made of a store is written over a file of one, or among its tasks, returns and periods, or into the
/// folder that git keeps.
///
/// # Errors
/// When it would be.
pub fn ensure_outside(path: &Path) -> Result<()> {
    let real = real(path);
    let is_of_git = |name: &OsStr| OF_GIT.iter().any(|own| name.eq_ignore_ascii_case(own));
    let is_inside = real.iter().any(|name| name.eq_ignore_ascii_case(".git"))
        || real.iter().any(is_of_git)
        || real.ancestors().skip(1).any(is_bare)
        || real.ancestors().skip(1).filter(|above| above.join(layout::CONFIG).is_file()).any(|store| {
            // A folder where a file of the store goes is in its way.
            let is_own = |below: &Path| below.ancestors().any(layout::is_own) || is_kept(store, below);
            real.strip_prefix(store).is_ok_and(is_own)
        });
    if !is_inside {
        return ensure_beside(&real, path);
    }
    Err(Error::usage(text!(
        "这是台账或 git 自己的地方，不能写到这里；没有写入任何内容",
        "this is a place of the store's own or of git's, where nothing else goes; nothing was written"
    ))
    .named("inside-store")
    .at(Location::file(path))
    .hint(text!("请写到台账文件夹以外", "write it outside of the store's directory")))
}

/// A paper in the folder of a store would be committed with it, and taken for a part of it. Where the store is the work tree
/// itself, there is no other place.
fn ensure_beside(real: &Path, path: &Path) -> Result<()> {
    let mut above = real.ancestors().skip(1);
    let Some(store) = above.find(|above| above.join(layout::CONFIG).is_file()) else { return Ok(()) };
    if store.join(".git").exists() {
        return Ok(());
    }
    let name = store.file_name().unwrap_or_default().to_string_lossy();
    let beside = store.parent().unwrap_or(store).join(real.file_name().unwrap_or_default());
    let beside = beside.display();
    Err(Error::usage(text!(
        "文件夹 {name} 里只放台账自己的文件，不能写到这里；没有写入任何内容",
        "the directory {name} holds the store's own files and nothing else; nothing was written"
    ))
    .named("inside-store")
    .at(Location::file(path))
    .hint(text!(
        "请写到台账文件夹以外，如 {beside}",
        "write it outside of the store's directory, as in {beside}"
    )))
}

/// Whether a folder is a repository without a work tree, whose hooks git runs.
fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

/// Whether a path relative to a store is a folder that is its own, or lies in one: a plan's, that of the periods or the
/// templates, or what pjt makes for itself while it writes.
fn is_kept(store: &Path, below: &Path) -> bool {
    let mut names = below.iter();
    let first = names.next().unwrap_or_default();
    // Some disks take letters of either case for the same.
    let first_small = first.to_ascii_lowercase();
    let is_of_pjt = below.iter().any(layout::is_of_pjt);
    let is_folder = names.next().is_some();
    is_of_pjt
        || first_small == OsStr::new(layout::PERIODS)
        || first_small == OsStr::new(layout::TEMPLATES)
        || is_folder && store.join(first).join(layout::PLAN).exists()
}

/// The path without links, as far as it leads to something that is there.
fn real(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut above = path;
    loop {
        let at = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        if let Ok(mut real) = at.canonicalize() {
            for part in missing.iter().rev() {
                match part {
                    // What is not there yet is no link.
                    Component::ParentDir => {
                        real.pop();
                    }
                    part => real.push(part),
                }
            }
            return real;
        }
        match (above.components().next_back(), above.parent()) {
            (Some(part), Some(parent)) => {
                missing.push(part);
                above = parent;
            }
            _ => return path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_paper_goes_beside_a_store_and_not_into_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("data/p/tasks")).unwrap();
        fs::create_dir_all(at(".git")).unwrap();
        fs::create_dir_all(at("bare.git/objects")).unwrap();
        fs::create_dir_all(at("bare.git/refs")).unwrap();
        fs::File::create(at("bare.git/HEAD")).unwrap();
        fs::File::create(at("data/pjt.yaml")).unwrap();
        fs::File::create(at("data/p/plan.yaml")).unwrap();
        for bad in [
            "data/pjt.yaml",
            "data/rules.yaml",
            "data/rules.yaml/index.html",
            "data/new/plan.yaml/index.html",
            "data/.gitattributes/a.html",
            "data/p/a.xlsx",
            "data/p/tasks/014.yaml",
            "data/p/pages/a.html",
            "data/periods/a.md",
            "data/.pjt-operation/a",
            "data/.pjt-operation",
            "data/.pjt-tmp-1",
            "data/.pjt-aside-1",
            "data/.pjt-lock",
            "data/.PJT-operation",
            "data/x/.pjt-tmp-1",
            "data/periods",
            "data/Periods/a.md",
            "data/templates",
            "data/x/../p/a.md",
            ".git/config",
            ".git/hooks/pre-commit",
            "data/templates/slip.docx",
            "data/.gitattributes",
            ".gitmodules",
            "bare.git/hooks/post-update",
        ] {
            assert!(ensure_outside(&at(bad)).is_err(), "{bad}");
        }
        for inside in ["data/a.md", "data/台账.xlsx", "data/x/a.md"] {
            let error = ensure_outside(&at(inside)).unwrap_err();
            assert!(error.hints()[0].in_lang(crate::Lang::Zh).contains("以外，如 "), "{inside}");
        }
        for good in ["a.xlsx", "网页/p/a.html", ".github/a.md"] {
            assert!(ensure_outside(&at(good)).is_ok(), "{good}");
        }
        // A store that is a work tree has no other place for papers that git sees.
        fs::create_dir_all(at("data/.git")).unwrap();
        assert!(ensure_outside(&at("data/a.md")).is_ok() && ensure_outside(&at("data/p/a.md")).is_err());
    }
}
