//! The READMEs show what the program says.

use std::fs;

use crate::sandbox::{Sandbox, repository};

/// The lines of a README from the one that begins with `command` to the next blank one, unindented.
fn shown(readme: &str, command: &str) -> String {
    let lines = readme.lines().skip_while(|line| !line.starts_with(&format!("    $ {command}"))).skip(1);
    lines.take_while(|line| !line.is_empty()).map(|line| format!("{}\n", &line[4..])).collect()
}

#[test]
fn the_examples_print_what_the_readmes_show() {
    for (name, lang) in [("README.md", "en"), ("README.zh-CN.md", "zh")] {
        let readme = fs::read_to_string(repository().join(name)).unwrap();
        let sandbox = Sandbox::with_seed();
        let variables = [("PJT_LANG", lang), ("COLUMNS", "88")];
        let list = "list --dept 市教委 --pillar 2 --keyword 平台 --today 2025-06-30";
        let said = sandbox.pjt_with(&list.split(' ').collect::<Vec<_>>(), &variables);
        assert_eq!(shown(&readme, &format!("pjt {list}")), said.fine(), "{name}");
        let update = "update 14 --status done --note 平台上线 --by 市教委 --today 2025-09-25";
        let said = sandbox.pjt_with(&update.split(' ').collect::<Vec<_>>(), &variables);
        assert_eq!(shown(&readme, "pjt update 14"), said.fine(), "{name}");
        let said = sandbox.pjt_with(&["diff"], &variables);
        assert_eq!(shown(&readme, "pjt diff"), said.fine(), "{name}");
    }
}
