//! The editor that `pjt edit` opens: which one, and how to save and leave it, said before it opens. Whoever has never seen
//! vi would not get out of it otherwise.

use std::{path::Path, process::Command};

use pjt::{Error, Result, Text, model::TaskId, text};

use crate::cli::{
    Ui,
    context::{self, ChosenEditor},
};

/// Editors whose windows the program that opens them does not wait for, unless it is told to.
const NOT_WAITING: [&str; 6] = ["code", "codium", "cursor", "subl", "gedit", "mate"];

/// Opens the copy of a task's file, and waits until the editor ends.
///
/// # Errors
/// When there is nobody who could use it, or it does not end well.
pub(super) fn run(file: &Path, id: TaskId, ui: &mut Ui) -> Result<()> {
    let ChosenEditor { words, is_usual } = context::editor();
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    if is_usual && !cfg!(windows) && !Ui::can_ask() {
        return Err(Error::failed(text!(
            "这里不是终端，打不开编辑器 `{program}`；没有写入任何内容",
            "this is no terminal, where the editor `{program}` could open; nothing was written"
        ))
        .named("editor-failed")
        .hint(text!(
            "在终端里运行；改一两处的，不用编辑器：`pjt update {id} --content 文字 --reason 原因`，别的选项见 `pjt update --help`",
            "run it in a terminal; to change this or that no editor is needed: `pjt update {id} --content TEXT --reason WHY`; see `pjt update --help`"
        )));
    }
    say_how_to_leave(program, arguments, id, ui);
    let failed = || {
        Error::failed(text!("编辑器 `{program}` 没有正常结束", "the editor `{program}` did not end well"))
            .named("editor-failed")
            .hint(text!(
                "用环境变量 VISUAL 或 EDITOR 指定编辑器，如 nano、notepad",
                "the variable VISUAL or EDITOR names the editor"
            ))
    };
    match Command::new(program).args(arguments).arg(file).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(failed()),
        Err(error) => Err(failed().caused_by(&error)),
    }
}

fn say_how_to_leave(program: &str, arguments: &[String], id: TaskId, ui: &mut Ui) {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    let keys = keys(&name.to_lowercase(), arguments);
    ui.report(&text!(
        "用编辑器 {name} 打开编号{id} 的副本；{}",
        "opening a copy of task {id} in the editor {name}; {}",
        (keys.in_lang(pjt::Lang::Zh)),
        (keys.in_lang(pjt::Lang::En))
    ));
    ui.report(&if cfg!(windows) {
        text!(
            "换编辑器：先 `set EDITOR=程序名`，再 `pjt edit {id}`；改一两处的，也可用 `pjt update`",
            "for another editor `set EDITOR=PROGRAM` first; `pjt update` changes this or that without one"
        )
    } else {
        text!(
            "换编辑器：`EDITOR=nano pjt edit {id}`，长期换的把 EDITOR 写进终端的设置；改一两处的，也可用 `pjt update`",
            "for another editor: `EDITOR=nano pjt edit {id}`; `pjt update` changes this or that without one"
        )
    });
}

/// How an editor is left, with what was changed and without.
fn keys(name: &str, arguments: &[String]) -> Text {
    let waits = arguments.iter().any(|word| ["--wait", "-w"].contains(&word.as_str()));
    match name {
        "vi" | "vim" | "nvim" | "view" | "vimx" | "elvis" | "busybox" => text!(
            "按 i 开始改；改完按 Esc，再输入 :wq 回车，保存并退出；不改了，按 Esc，输入 :q! 回车",
            "press i to begin; when done press Esc and type :wq and Enter; to leave it as it was press Esc and type :q! and Enter"
        ),
        "nano" | "pico" => text!(
            "改完按 Ctrl+O、回车保存，再按 Ctrl+X 退出；不改了，按 Ctrl+X，再按 n",
            "press Ctrl+O and Enter to save, Ctrl+X to leave; to leave it as it was press Ctrl+X and n"
        ),
        "emacs" => text!(
            "改完按 Ctrl+X Ctrl+S 保存，再按 Ctrl+X Ctrl+C 退出",
            "press Ctrl+X Ctrl+S to save, Ctrl+X Ctrl+C to leave"
        ),
        _ if NOT_WAITING.contains(&name) && !waits => text!(
            "它可能不等改完就返回，那样改动不会写入：EDITOR 请写成 `{name} --wait`",
            "it may return before you are done, and nothing is taken over then: make EDITOR `{name} --wait`"
        ),
        _ => text!(
            "改完保存，再关掉编辑器；不改了，不保存就关掉",
            "save and close it when done; to leave it as it was close it without saving"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_with_the_keys_that_leave_it() {
        let words = |name: &str, arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
            keys(name, &arguments).in_lang(pjt::Lang::Zh).to_owned()
        };
        assert!(words("vim", &[]).contains(":wq") && words("vi", &[]).contains(":q!"));
        assert!(words("nano", &[]).contains("Ctrl+X"));
        assert!(
            words("code", &[]).contains("`code --wait`") && !words("code", &["--wait"]).contains("--wait")
        );
        assert!(words("notepad", &[]).contains("保存"));
    }
}
