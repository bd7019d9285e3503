//! The tutorial can be followed: each of its commands does what it should, in the order of the page.

use std::fs;

use crate::sandbox::{Sandbox, repository};

#[test]
fn every_command_of_the_tutorial_works() {
    let page = fs::read_to_string(repository().join("docs/TUTORIAL.zh-CN.md")).unwrap();
    let sandbox = Sandbox::with_seed();
    let mut count = 0;
    for line in page.lines().filter_map(|line| line.strip_prefix("    ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["pjt", arguments @ ..] => {
                let said = sandbox.pjt_with(arguments, &[("PJT_LANG", "zh")]);
                assert_eq!(said.code, 0, "{line}: {}", said.whole());
                count += 1;
            }
            ["git", arguments @ ..] => drop(sandbox.git(arguments)),
            _ => panic!("the tutorial shows what is no command: {line}"),
        }
    }
    assert!(count > 25, "{count} commands");
    assert!(sandbox.path("台账.xlsx").exists());
    assert!(sandbox.read("data/chanjiao-2021-2025/tasks/014.yaml").contains("status: closed"));
}
