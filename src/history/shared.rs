//! What all who read one repository share, since starting a git takes longer than most of what it is asked for: the one
//! that reads objects, and what was said of commits, which never change.

use std::{
    collections::HashMap,
    ffi::OsString,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    objects::{Object, Objects},
    repository::Repository,
};
use crate::error::Result;

/// Answers of more bytes are not kept: the list of a large store would stay in memory for each of its commits.
const MOST_BYTES: usize = 1 << 16;
/// So many answers are kept, then all are forgotten.
const MOST_ANSWERS: usize = 512;

/// What is shared, also by copies of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    objects: Option<Objects>,
    answers: HashMap<Vec<OsString>, Option<Arc<[u8]>>>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As [`Repository::contents`].
    pub(super) fn contents<'a>(
        &self,
        repository: &Repository,
        hashes: impl IntoIterator<Item = &'a str>,
        limit: u64,
    ) -> Result<Vec<Object>> {
        let mut state = self.state();
        // One that broke is not asked again.
        let mut objects = match state.objects.take() {
            Some(objects) => objects,
            None => Objects::open(repository)?,
        };
        let read = objects.read(hashes, limit).collect::<Result<_>>()?;
        state.objects = Some(objects);
        Ok(read)
    }

    /// What git answers to these arguments, from memory where they were asked before; none for no.
    ///
    /// # Errors
    /// Those of `ask`.
    pub(super) fn answer(
        &self,
        arguments: Vec<OsString>,
        ask: impl FnOnce(&[OsString]) -> Result<Option<Vec<u8>>>,
    ) -> Result<Option<Arc<[u8]>>> {
        if let Some(answer) = self.state().answers.get(&arguments) {
            return Ok(answer.clone());
        }
        let answer: Option<Arc<[u8]>> = ask(&arguments)?.map(Arc::from);
        if answer.as_ref().is_none_or(|answer| answer.len() <= MOST_BYTES) {
            let mut state = self.state();
            if state.answers.len() >= MOST_ANSWERS {
                state.answers.clear();
            }
            state.answers.insert(arguments, answer.clone());
        }
        Ok(answer)
    }
}
