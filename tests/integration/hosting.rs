//! docs/HOSTING.md, played from its first command to its last.

use std::fs;

use crate::sandbox::{Sandbox, repository};

/// One command of the page; `cd` and `>` are the only things that a shell would do.
fn play(sandbox: &Sandbox, folder: &mut String, line: &str) {
    let (command, file) =
        line.split_once(" > ").map_or((line, None), |(command, file)| (command, Some(file)));
    let here = sandbox.path(folder);
    let words: Vec<String> =
        command.split(' ').map(|word| word.replace("$PWD", &here.to_string_lossy())).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let ["cd", to] = words.as_slice() {
        *folder = if *to == ".." { String::new() } else { (*to).to_owned() };
        return;
    }
    let output = sandbox.program_in(folder, words[0], &words[1..]);
    let (stdout, stderr) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{line}: {stdout}{stderr}");
    if let Some(file) = file {
        sandbox.write(file, stdout);
    }
}

#[test]
fn every_command_of_the_page_works() {
    let sandbox = Sandbox::empty();
    sandbox.copy_seed_to("office");
    sandbox.git(&["-C", "office", "init", "-q", "-b", "main"]);
    sandbox.git(&["-C", "office", "add", "-A"]);
    sandbox.git(&["-C", "office", "commit", "-qm", "seed"]);
    let page = fs::read_to_string(repository().join("docs/HOSTING.md")).unwrap();
    let mut folder = String::new();
    let commands: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("    $ ")).collect();
    assert!(commands.len() > 20, "{commands:?}");
    for line in commands {
        play(&sandbox, &mut folder, line);
    }
    // What the questions of the page ask for is in each line.
    for file in ["office.jsonl", "province.jsonl"] {
        let text = sandbox.read(file);
        assert_eq!(text.lines().count(), 43, "{file}");
        for line in text.lines() {
            let task: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(task["status"].is_string() && task["lead"].is_array() && task["overdue"].is_boolean());
        }
        assert!(text.lines().any(|line| line.contains("平台上线")), "{file}");
    }
    // The guard is there.
    sandbox.git(&["-C", "county", "rm", "-q", "data/chanjiao-2021-2025/tasks/014.yaml"]);
    sandbox.git(&["-C", "county", "commit", "-q", "--no-verify", "-m", "gone"]);
    assert_ne!(sandbox.git_ends(&["-C", "county", "push", "-q", "origin", "HEAD:refs/heads/gone"]), 0);
}
