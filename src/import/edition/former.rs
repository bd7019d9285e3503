//! A document that is a former edition of its plan: a newer one has followed, and it is most likely not meant.

use crate::{
    error::{Error, Finding},
    model::{FormerEdition, Plan},
    text::{Lang, Text},
};

/// That a document is a former edition, which a newer one has followed.
pub fn finding(former: FormerEdition<'_>, plan: &Plan) -> Finding {
    let message = about(former, plan);
    Finding::new("former-edition", message).fix(text!(
        "要看现在的方案与它差在哪里，看上面的预览即可；确实要退回到这一版，加 `--yes --allow-former`",
        "the preview above shows how the plan differs from it; add `--yes --allow-former` to go back to it"
    ))
}

/// Why it is not written.
pub fn refusal(former: FormerEdition<'_>, plan: &Plan) -> Error {
    let words = about(former, plan);
    Error::usage(text!(
        "{}；没有写入任何内容",
        "{}; nothing was written",
        (words.in_lang(Lang::Zh)),
        (words.in_lang(Lang::En))
    ))
    .named("former-edition")
    .hint(text!(
        "请换成最新的一版；确实要退回到这一版，加 `--allow-former`",
        "import the newest edition; add `--allow-former` to go back to this one"
    ))
}

fn about(former: FormerEdition<'_>, plan: &Plan) -> Text {
    let (slug, number, until) = (&plan.slug, former.number, former.source.until);
    let newest = plan.former_sources.len() + 1;
    if !former.is_same_file {
        let file = &former.source.file;
        return text!(
            "这份文件的任务与方案 {slug} 的第 {number} 版（{file}）一字不差，只是另存过；{until} 起已是新版（现为第 {newest} 版）",
            "the tasks of this file are word for word those of edition {number} of plan {slug} ({file}), saved once more; since {until} there is a newer one (now edition {newest})"
        );
    }
    text!(
        "这份文件就是方案 {slug} 的第 {number} 版，导入过；{until} 起已是新版（现为第 {newest} 版）",
        "this very file was imported before, as edition {number} of plan {slug}; since {until} there is a newer one (now edition {newest})"
    )
}
