//! Source document → draft plan: bytes become a [`source::Document`] (Grids and paragraphs),
//! the grammar of markers, departments and deadlines turns that into a [`Draft`].

mod advice;
pub mod container;
pub mod draft;
pub mod edition;
pub mod grammar;
mod ledger;
mod lexicon;
mod looks;
mod resemblance;
pub mod source;

pub use draft::Draft;
pub use resemblance::{Resemblance, begins_behind, ensure_same_plan, other_years};

use crate::{
    error::{Error, Finding, Result},
    text::{clean::visible, is_unsafe_char},
};

/// Characters were taken out that nobody sees.
const INVISIBLE: &str = "invisible-characters";

/// Opens a document and reads its task table.
///
/// # Errors
/// When the container can't be opened or holds no task table.
pub fn read(
    bytes: &[u8],
    name: &str,
    open: &container::OpenOptions,
    options: &grammar::ReadOptions,
) -> Result<Draft> {
    let mut document = container::open(bytes, name, open)?;
    let looks = grammar::looks(&document);
    if !looks.is_empty()
        && let Some(marked) = container::open_with_looks(bytes, open, looks)?
    {
        document = marked;
    }
    // what was passed over while opening it may be why there is nothing to read
    let mut draft = grammar::read(&document, options).map_err(|error| {
        let findings = document.findings.iter().take(3).map(|finding| finding.message.clone());
        findings.chain(document.if_unread.clone()).fold(error, Error::hint)
    })?;
    without_unseen(&mut draft);
    draft.is_ledger = ledger::is_one(&document);
    draft.is_form = ledger::is_form(&document);
    draft.warnings.splice(0..0, document.findings);
    advice::advise(&mut draft.warnings);
    Ok(draft)
}

/// What nobody sees in a document is no part of its words, and would act in what they are written into.
fn without_unseen(draft: &mut Draft) {
    let plan = &mut draft.plan;
    let texts = std::iter::once(&mut plan.title)
        .chain(
            plan.pillars
                .iter_mut()
                .flat_map(|known| std::iter::once(&mut known.title).chain(&mut known.label)),
        )
        .chain(
            plan.key_tasks
                .iter_mut()
                .flat_map(|known| std::iter::once(&mut known.title).chain(&mut known.label)),
        )
        .chain(draft.departments.iter_mut().map(|known| &mut known.name))
        .chain(plan.tasks.iter_mut().flat_map(|task| {
            let texts = [Some(&mut task.content), task.label.as_mut(), task.due_text.as_mut()];
            let cells = task.extra.iter_mut().flat_map(|extra| [&mut extra.title, &mut extra.text]);
            let names = task.departments.iter_mut().chain(task.lead.iter_mut().flatten());
            texts.into_iter().flatten().chain(names).chain(cells)
        }));
    let mut is_changed = false;
    for text in texts {
        if text.contains(is_unsafe_char) {
            *text = visible(text);
            is_changed = true;
        }
    }
    // Of a task's words it is said already, with the place.
    if is_changed && draft.warnings.iter().all(|known| known.code != INVISIBLE) {
        draft.warnings.push(Finding::new(
            INVISIBLE,
            text!(
                "标题里有看不见的字符（零宽或改变方向），已去掉，请核对",
                "titles hold characters that nobody sees (without width or turning the direction); they were taken out, check the words"
            ),
        ));
    }
}
