//! A bug is reported in one line and ends the program as a failure: no stack of frames, no path of the machine
//! that it was built on, nothing that looks like success.

use pjt::{Error, Lang, Text, text::escape::on_one_line};

use super::ui::{self, Ui};

/// From now on a panic is reported in `lang`, and in JSON, too, where that is asked for.
#[expect(
    clippy::exit,
    reason = "whatever was at work is broken; an interrupted write is finished by the next command"
)]
pub(crate) fn report_in_one_line(lang: Lang, json: bool) {
    std::panic::set_hook(Box::new(move |panic| {
        let payload = panic.payload();
        let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        let place = panic.location().map(|place| format!("{}:{}", near(place.file()), place.line()));
        let place = place.unwrap_or_default();
        ui::to_stderr(&sentence(&words, &place, lang));
        if json {
            let [zh, en] =
                [Lang::Zh, Lang::En].map(|lang| sentence(&words, &place, lang).trim_end().to_owned());
            Ui::new(lang, json).error_in_json(&Error::failed(Text::new(zh, en)).named("bug"));
        }
        std::process::exit(1);
    }));
}

fn sentence(words: &str, place: &str, lang: Lang) -> String {
    let cut: String = on_one_line(words).chars().take(200).collect();
    match lang {
        Lang::Zh => format!("错误：程序内部错误，请报告：{cut}（{place}）\n"),
        Lang::En => format!("error: a bug in pjt, please report it: {cut} ({place})\n"),
    }
}

/// The end of a source file's path: crate, directory, file.
fn near(file: &str) -> String {
    let parts: Vec<&str> = file.split(['/', '\\']).collect();
    parts.get(parts.len().saturating_sub(3)..).unwrap_or_default().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_is_one_line_that_can_not_act_and_names_no_home() {
        let line = sentence(
            "byte 1 of `\u{1b}[2J\n甲`",
            &near("/home/x/.cargo/y/calamine-0.38.0/src/a.rs"),
            Lang::En,
        );
        assert_eq!(
            line,
            "error: a bug in pjt, please report it: byte 1 of `⟨U+001B⟩[2J 甲` (calamine-0.38.0/src/a.rs)\n"
        );
    }
}
