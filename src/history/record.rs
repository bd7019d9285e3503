//! One file of a store as it was at one time: read where it can be, told where it can't.

use std::{path::Path, sync::Arc};

use crate::{
    error::{Finding, Place},
    model::{Plan, Registry, Task},
    store::{codec, layout},
};

use super::objects::Object;

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) enum Record {
    /// A task.
    Task(Box<Task>),
    /// A plan's own facts.
    Plan(Box<Plan>),
    /// The registry of departments.
    Registry(Registry),
    /// Nothing that this program understands.
    Unreadable(Box<Finding>),
}

/// A file that may not be there.
pub(super) type Side = Option<Arc<Record>>;

/// Whether a path, relative to the store, is of a file that changes are told of.
pub(super) fn is_told(path: &Path) -> bool {
    layout::is_own(path) && path != Path::new(layout::CONFIG)
}

impl Record {
    /// Reads a file's content; `path` is relative to the store, `shown` what a person calls it.
    pub(super) fn of(path: &Path, shown: &str, object: Object) -> Self {
        let bytes = match object {
            Object::Content(bytes) => bytes,
            Object::TooLarge(size) => {
                return Self::unreadable(
                    shown,
                    text!("这个文件有 {size} 字节，太大了", "the file has {size} bytes, which is too many"),
                );
            }
            Object::Missing => {
                return Self::unreadable(
                    shown,
                    text!("本机的 git 仓库里没有它的内容", "git has no content for it on this machine"),
                );
            }
        };
        let shown = Path::new(shown);
        let read = if let Some((_, id)) = layout::task_of(path) {
            // The name is what git and people know it by; that the two differ is for `check` to find.
            codec::read_task(shown, &bytes).map(|task| Self::Task(Box::new(Task { id, ..task })))
        } else if path == Path::new(layout::REGISTRY) {
            codec::read_registry(shown, &bytes).map(Self::Registry)
        } else {
            codec::read_plan(shown, &bytes).map(|plan| {
                let slug = path.iter().next().map(|slug| slug.to_string_lossy().into_owned());
                Self::Plan(Box::new(Plan { slug: slug.unwrap_or_default(), ..plan }))
            })
        };
        read.unwrap_or_else(|finding| Self::Unreadable(Box::new(finding)))
    }

    fn unreadable(shown: &str, message: crate::Text) -> Self {
        Self::Unreadable(Box::new(Finding::new("unreadable-file", message).at(Place::file(shown))))
    }

    pub(super) fn task(&self) -> Option<&Task> {
        match self {
            Self::Task(task) => Some(task),
            Self::Plan(_) | Self::Registry(_) | Self::Unreadable(_) => None,
        }
    }
}
