//! What `pjt lights` says and changes of rules: presets, and those of the store.

use std::path::Path;

use pjt::{
    Error,
    error::Location,
    lights::{FigureSetting, NamedRules, left_behind, preset_text, rules_of, with_figures},
    output::light_rules,
    store::{Transaction, layout, load::StoreSource, yaml},
    text,
};
use serde_json::json;

use crate::cli::{Context, Ending, Outcome, Ui, selection::rules_or_error};

/// Shows a preset: in words to people, as it could stand in rules.yaml to a file or a program.
pub(super) fn show_preset(name: &str, in_words: bool, context: &Context, ui: &mut Ui) -> Outcome {
    let text = preset_text(name)?;
    let named = NamedRules::preset(name)?;
    if context.json {
        return answer(&named, ui);
    }
    if !in_words && !ui.is_seen() {
        write!(ui.out(), "{text}")?;
        return Ok(Ending::Fine);
    }
    say(&named, ui)?;
    ui.report(&text!(
        "按它亮灯：`pjt lights --adopt {name}`；要规则文件：`pjt lights --preset {name} > 文件`",
        "to judge by it: `pjt lights --adopt {name}`; as a file: `pjt lights --preset {name} > FILE`"
    ));
    Ok(Ending::Fine)
}

/// Says the rules of the store in words.
pub(super) fn show(context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let named = rules_or_error(&store)?;
    if context.json {
        return answer(&named, ui);
    }
    say(&named, ui)?;
    ui.report(&text!(
        "改一个数，如第 2 条的：`pjt lights --set 2=新数`，不用打开 rules.yaml；增删整条规则才改那个文件",
        "to change a figure, as that of rule 2: `pjt lights --set 2=NUMBER`, without opening rules.yaml; only to add or drop a rule edit that file"
    ));
    Ok(Ending::Fine)
}

/// Changes figures in the rules of the store. What else stands in the file stays.
pub(super) fn set(settings: &[FigureSetting], context: &Context, ui: &mut Ui) -> Outcome {
    let store = context.store()?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let before = rules_or_error(&store)?;
    let path = Path::new(layout::RULES);
    let present = StoreSource::read(&store, path, yaml::MAX_FILE_BYTES).map_err(Error::from)?;
    let (bytes, after) = with_figures(&store.shown(path), &present.unwrap_or_default(), settings)?;
    transaction.put(path, bytes)?;
    let is_idle = transaction.is_empty();
    transaction.apply()?;
    if context.json {
        return answer(&after, ui);
    }
    say(&after, ui)?;
    if is_idle {
        ui.report(&text!("原来就是这样，没有改动", "it is so already; nothing was changed"));
        return Ok(Ending::Fine);
    }
    if let Some(preset) = before.preset_name() {
        ui.report(&text!(
            "原来用的是内置规则 {preset}；改过之后是本单位自己的规则，全文写在 rules.yaml",
            "the rules were those of {preset}; with another figure they are your own, and stand in rules.yaml in full"
        ));
    }
    for (place, number) in left_behind(&before.rules, settings) {
        ui.report(&text!(
            "第 {place} 条写的还是 {number}；两条本来衔接的，一起改：`pjt lights --set {place}=新数`",
            "rule {place} still has {number}; if the two are to meet, change it, too: `pjt lights --set {place}=NUMBER`"
        ));
    }
    ui.report(&text!(
        "已写入 rules.yaml；`pjt commit` 提交留痕",
        "written to rules.yaml; commit with `pjt commit`"
    ));
    Ok(Ending::Fine)
}

/// Whether a `rules.yaml` names a preset and says nothing else, not even in a comment.
fn is_preset_alone(bytes: &[u8]) -> bool {
    let mut lines =
        bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    lines.all(|line| line.starts_with(b"preset:") && !line.contains(&b'#'))
}

/// Makes a preset the rules of the store, in place of another one only where that is meant. Rules that an office wrote itself
/// are not written over.
pub(super) fn adopt(name: &str, is_meant: bool, context: &Context, ui: &mut Ui) -> Outcome {
    let named = NamedRules::preset(name)?;
    let store = context.store()?;
    let mut transaction = Transaction::begin(&store)?;
    ui.report_recovery(&transaction);
    let path = Path::new(layout::RULES);
    let shown = store.directory().join(path);
    let before = rules_of(&store).map_err(Error::from)?;
    let present = StoreSource::read(&store, path, yaml::MAX_FILE_BYTES).map_err(Error::from)?;
    if present.is_some_and(|bytes| !is_preset_alone(&bytes)) {
        return Err(Error::conflict(text!(
            "rules.yaml 里有自定的内容，不覆盖；没有写入任何内容",
            "rules.yaml holds something of your own, which is not written over; nothing was written"
        ))
        .named("own-light-rules")
        .at(Location::file(shown))
        .hint(text!(
            "要换成内置的，先把这个文件移到别处",
            "to have a preset instead, move the file away first"
        ))
        .into());
    }
    let other = before.as_ref().and_then(NamedRules::preset_name).filter(|other| *other != name);
    if let Some(other) = other.filter(|_| !is_meant) {
        let question = text!(
            "现在用的是 {other}，换成 {name} 之后各项任务的亮灯会变，要换吗？",
            "the rules are those of {other}; with {name} the lights of tasks change. Change them?"
        );
        if !ui.confirms(&question)? {
            return Err(Error::usage(text!(
                "现在用的是 {other}，换成 {name} 之后各项任务的亮灯会变；没有写入任何内容",
                "the rules are those of {other}; with {name} the lights of tasks change; nothing was written"
            ))
            .named("needs-yes")
            .hint(text!(
                "两套规则怎么定，用 `pjt lights --rules --preset {name}`、`pjt lights --rules` 看；确定要换，加 `--yes`",
                "see both with `pjt lights --rules --preset {name}` and `pjt lights --rules`; add `--yes` if that is meant"
            ))
            .into());
        }
    }
    transaction.put(path, format!("preset: {name}\n").into_bytes())?;
    let is_idle = transaction.is_empty();
    transaction.apply()?;
    if is_idle && !context.json {
        ui.report(&text!("原来就是这样，没有改动", "it is so already; nothing was changed"));
        return Ok(Ending::Fine);
    }
    if context.json {
        return answer(&named, ui);
    }
    let shown = shown.display();
    ui.report(&text!(
        "采用亮灯规则 {name}，写在 {shown}；规则是什么见 `pjt lights --rules`，亮灯见 `pjt lights`，`pjt commit` 提交留痕",
        "the rules of lights are {name} now, in {shown}; `pjt lights --rules` says them, `pjt lights` judges by them; commit with `pjt commit`"
    ));
    Ok(Ending::Fine)
}

/// Says them in words.
fn say(named: &NamedRules, ui: &mut Ui) -> std::io::Result<()> {
    let (lang, width) = (ui.lang(), ui.width());
    light_rules::write(named, lang, width, ui.out())
}

fn answer(named: &NamedRules, ui: &mut Ui) -> Outcome {
    let rules = [("preset", json!(named.preset_name())), ("rules", json!(named.rules))];
    ui.json("rules_of_lights", rules, &[])?;
    Ok(Ending::Fine)
}
