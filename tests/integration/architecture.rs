//! The arrows between the rooms of the core point one way.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use syn::visit::{self, Visit};

use crate::sandbox::repository;

/// Each room of the core and the rooms that it uses, which stand before it.
const USES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("error", &["text"]),
    ("model", &["text", "error"]),
    ("store", &["text", "error", "model"]),
    ("import", &["text", "error", "model"]),
    ("query", &["text", "error", "model", "store"]),
    ("update", &["text", "error", "model", "store", "import", "query"]),
    ("returns", &["text", "error", "model", "store", "import"]),
    ("history", &["text", "error", "model", "store"]),
    ("lights", &["text", "error", "model", "store", "query"]),
    ("papers", &["text", "error", "model", "store", "query", "returns", "lights"]),
    ("schema", &["model", "store", "lights"]),
    (
        "check",
        &["text", "error", "model", "store", "import", "query", "returns", "history", "lights", "schema"],
    ),
    (
        "output",
        &["text", "error", "model", "store", "import", "query", "returns", "history", "lights", "papers"],
    ),
];

/// The rooms that a file uses: the first name behind `crate`, in `use` trees and in paths, tests left out.
#[derive(Default)]
struct Rooms(BTreeSet<String>);

impl Rooms {
    fn of(code: &str) -> Self {
        let mut rooms = Self::default();
        rooms.visit_file(&syn::parse_file(code).unwrap());
        rooms
    }

    fn add_first_names(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => drop(self.0.insert(path.ident.to_string())),
            syn::UseTree::Name(name) => drop(self.0.insert(name.ident.to_string())),
            syn::UseTree::Rename(name) => drop(self.0.insert(name.ident.to_string())),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.add_first_names(item)),
            syn::UseTree::Glob(_) => panic!("`use crate::*` hides what is used"),
        }
    }
}

impl<'ast> Visit<'ast> for Rooms {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = module.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
        });
        if !is_test {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_use_tree(&mut self, tree: &'ast syn::UseTree) {
        if let syn::UseTree::Path(path) = tree
            && path.ident == "crate"
        {
            self.add_first_names(&path.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut names = path.segments.iter().map(|segment| segment.ident.to_string());
        if names.next().is_some_and(|name| name == "crate") {
            self.0.extend(names.next());
        }
        visit::visit_path(self, path);
    }
}

fn rust_files(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let entries = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path());
    let wanted = entries.filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "rs"));
    wanted.flat_map(|path| rust_files(&path)).collect()
}

/// The rooms that a room uses.
fn used_by(room: &str) -> BTreeSet<String> {
    let folder = repository().join("src").join(room);
    let files = rust_files(&if folder.is_dir() { folder } else { folder.with_extension("rs") });
    let used = files.iter().flat_map(|file| Rooms::of(&fs::read_to_string(file).unwrap()).0);
    used.filter(|other| other != room && USES.iter().any(|(known, _)| known == other)).collect()
}

#[test]
fn rooms_use_the_rooms_that_they_may_and_no_others() {
    let mut before = BTreeSet::new();
    for (room, others) in USES {
        let allowed = others.iter().map(|other| (*other).to_owned()).collect();
        assert_eq!(used_by(room), allowed, "{room}");
        assert!(allowed.is_subset(&before), "{room} uses a room that stands behind it");
        before.insert((*room).to_owned());
    }
}

#[test]
fn every_room_has_its_rules() {
    let rooms: BTreeSet<String> = fs::read_dir(repository().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| !["main", "lib", "cli"].contains(&name.as_str()))
        .collect();
    assert_eq!(rooms, USES.iter().map(|(room, _)| (*room).to_owned()).collect());
}

#[test]
fn the_rooms_of_every_form_of_use_are_found() {
    let Rooms(used) = Rooms::of(
        "use crate::{error::X, output::{Y, z::W}};\nuse crate::query as q;\nfn f() { crate::check::g() }\n\
         #[cfg(test)]\nmod tests { use crate::store; }\nuse super::model;",
    );
    assert_eq!(used.into_iter().collect::<Vec<_>>(), ["check", "error", "output", "query"]);
}

#[test]
fn every_file_says_what_it_is_for() {
    for file in rust_files(&repository().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} has no header", file.display());
    }
}
