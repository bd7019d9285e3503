//! Departments as they were typed, and who reports: one of them by any of its names, or a person.

use pjt::{Error, model::Registry, query::department, text, update};

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

/// Asks whether a name that is nearly a department's is meant as it was typed: it is kept, and found by nobody who asks for
/// the department. `yes` answers.
///
/// # Errors
/// When nobody says so.
pub(crate) fn ensure_meant(
    by: Option<&str>,
    registry: &Registry,
    yes: bool,
    ui: &mut Ui,
) -> anyhow::Result<()> {
    let Some((by, near)) = by.and_then(|by| Some((by, update::mistyped(by, registry)?))) else {
        return Ok(());
    };
    let question = text!(
        "名录中没有 `{by}`，相近的是 `{near}`；照写记为 `{by}` 吗？",
        "the registry has no `{by}`, and `{near}` is like it; keep `{by}`?"
    );
    if yes || ui.confirms(&question)? {
        return Ok(());
    }
    Err(Error::usage(text!(
        "名录中没有报告人 `{by}`；没有写入任何内容",
        "the registry has no reporter `{by}`; nothing was written"
    ))
    .named("needs-yes")
    .hint(text!("是不是 `{near}`？", "did you mean `{near}`?"))
    .hint(text!(
        "确是这个名字的（如个人姓名），加 `--yes`",
        "add `--yes` if that is the name, as of a person"
    ))
    .into())
}
