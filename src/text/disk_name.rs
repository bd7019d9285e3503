//! Names as disks compare them. Windows and macOS take letters of either case for one, a letter with its accent and the two
//! behind each other, a name with a dot or a blank at its end and the one without: what are two files here is one there.

use unicode_normalization::UnicodeNormalization as _;

use super::clean::is_unseen;

/// A path in the form in which two are the same file for some disk, its names parted by slashes.
pub fn folded(path: &str) -> String {
    let names = path.split(['/', '\\']).map(folded_name);
    names.collect::<Vec<_>>().join("/")
}

/// The same of one name.
fn folded_name(name: &str) -> String {
    let folded: String = if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        let seen = name.nfd().filter(|c| !is_unseen(*c));
        seen.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
    };
    // Behind a colon stands the name of a stream of the same file.
    let file = folded.split(':').next().filter(|file| !file.is_empty()).unwrap_or(&folded);
    match file.trim_end_matches(['.', ' ']) {
        // What is dots only is a way.
        "" => file.to_owned(),
        name => name.to_owned(),
    }
}

/// Whether a name can be the short one (`PLAN~1.YAM`) that Windows gives to a file with a long one.
pub fn is_short_for(name: &str, long: &str) -> bool {
    let Some((begin, number, ending)) = short(name) else { return false };
    let long = folded_name(long);
    let long = long.trim_start_matches('.');
    let (stem, long_ending) = long.rsplit_once('.').unwrap_or((long, ""));
    let stem: String = stem.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let first = |text: &str, count: usize| text.chars().take(count).collect::<String>();
    if first(long_ending, 3) != ending {
        return false;
    }
    // The number takes the place of the last letters; where many begin alike, four of them are made of all.
    let is_cut = stem.starts_with(&begin) && begin.len() + number.len() >= stem.len().min(7);
    let is_hashed = begin.len() == 6
        && begin.get(..2).is_some_and(|two| stem.starts_with(two))
        && begin.get(2..).is_some_and(|four| four.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_cut || is_hashed
}

/// Whether a name is a short one of a file that ends with `.yaml`: nobody gives such a name.
pub fn is_short_yaml(name: &str) -> bool {
    short(name).is_some_and(|(.., ending)| ending == "yam")
}

/// The parts of a short name: what it begins with, its number, its ending.
fn short(name: &str) -> Option<(String, String, String)> {
    let name = folded_name(name);
    let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
    let (begin, number) = stem.rsplit_once('~')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=6).contains(&begin.chars().count()) && stem.chars().count() <= 8 && ending.len() <= 3;
    (is_number && fits).then(|| (begin.to_owned(), number.to_owned(), ending.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_disk_takes_for_one_name_folds_to_one() {
        for name in [
            "DATA/Plan.yaml",
            "data./plan.yaml",
            "data /plan.yaml. .",
            "d\u{200c}ata/plan.yaml",
            "data\\plan.yaml",
            "data:x/plan.yaml::$DATA",
            "data/plan.\u{feff}yaml",
        ] {
            assert_eq!(folded(name), "data/plan.yaml", "{name}");
        }
        assert_eq!(folded("验收é.pdf"), folded("验收e\u{301}.PDF"));
        assert_eq!(folded("ta\u{17f}\u{212a}s"), "tasks", "letters whose capital is that of another one");
        assert_eq!((folded("..").as_str(), folded("a/./b").as_str()), ("..", "a/./b"));
        assert_ne!(folded("附件1"), folded("附件2"));
    }

    #[test]
    fn a_short_name_is_known_by_the_long_one() {
        for (name, long) in [
            ("PLAN~1.YAM", "plan.yaml"),
            ("chanji~2", "chanjiao-2021-2025"),
            ("CHANJ~10", "chanjiao-2021-2025"),
            ("CH4F1A~1", "chanjiao-2021-2025"),
            ("GITATT~1", ".gitattributes"),
            ("DATA~1", "data"),
        ] {
            assert!(is_short_for(name, long), "{name}");
        }
        for (name, long) in [
            ("plan~", "plan.yaml"),
            ("plan~1.yaml", "plan.yaml"),
            ("a~1", "annex"),
            ("PLAN~1.TXT", "plan.yaml"),
            ("数据~1", "data"),
            ("da-old~1", "data"),
        ] {
            assert!(!is_short_for(name, long), "{name}");
        }
        assert!(is_short_yaml("014~1.YAM") && !is_short_yaml("014.yaml"));
    }
}
