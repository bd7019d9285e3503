//! Departments as they were typed, and who reports: one of them by any of its names, or a person.

use pjt::{model::Registry, query::department, text, update};

use super::Ui;

/// Says for which department a part of a name was taken: whoever typed it may have meant another one.
pub(crate) fn report_guesses(typed: &[String], registry: &Registry, ui: &mut Ui) {
    for (typed, name) in department::guessed(typed, registry) {
        ui.report(&text!(
            "没有叫 `{typed}` 的部门，按 `{name}` 查",
            "no department is called `{typed}`; `{name}` was taken for it"
        ));
    }
}

/// Says which department's other names a part of a reporter's name finds as well.
pub(crate) fn report_guessed_reporters(typed: &[String], registry: &Registry, ui: &mut Ui) {
    for (typed, name) in department::guessed(typed, registry) {
        ui.report(&text!(
            "名称中有 `{typed}` 的报告人都列出，连同 `{name}` 的其他名称",
            "reporters with `{typed}` in their name are listed, and `{name}` by its other names"
        ));
    }
}

/// The name that is kept for who was typed. What is kept otherwise than typed is reported.
pub(crate) fn kept_name(typed: Option<&str>, registry: &Registry, ui: &mut Ui) -> Option<String> {
    let typed = typed?;
    let name = update::kept_name(typed, registry);
    if name != typed {
        ui.report(&text!("`{typed}` 按名录记为 `{name}`", "`{typed}` is kept as `{name}`, by the registry"));
    }
    Some(name.to_owned())
}
