//! A repository in which days pass and people commit.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// A repository in which days pass.
pub(crate) struct Office {
    pub(crate) sandbox: Sandbox,
    pub(crate) store: &'static str,
    pub(crate) plan: &'static str,
}

impl Office {
    /// Twenty tasks of a plan, committed on 1 April 2025.
    pub(crate) fn new() -> Self {
        let sandbox = Sandbox::empty();
        let rows = (1..=20).map(|id| format!("{id},第{id}项重点任务的具体内容,市教委、市财政局\n"));
        let table: String = std::iter::once("序号,重点任务,责任单位\n".to_owned()).chain(rows).collect();
        sandbox.write("p.csv", table);
        sandbox.git(&["init", "-q", "-b", "main"]);
        sandbox.pjt("init").fine();
        sandbox.pjt("import p.csv --plan p").fine();
        let office = Self { sandbox, store: "data", plan: "p" };
        office.commit("2025-04-01", "督查室", "立项");
        office
    }

    pub(crate) fn commit(&self, day: &str, who: &str, subject: &str) {
        self.sandbox.git(&["add", "-A"]);
        self.git(day, who, &["commit", "-q", "--allow-empty", "-m", subject]);
    }

    /// Runs git on a day, as somebody.
    pub(crate) fn git(&self, day: &str, who: &str, arguments: &[&str]) {
        let time = format!("{day}T10:00:00+0000");
        let variables = [
            ("GIT_AUTHOR_DATE", time.as_str()),
            ("GIT_COMMITTER_DATE", time.as_str()),
            ("GIT_AUTHOR_NAME", who),
        ];
        self.sandbox.git_with(arguments, &variables);
    }

    /// An update on a day, committed by somebody.
    pub(crate) fn update(&self, day: &str, who: &str, words: &str) {
        self.sandbox.pjt(&format!("update {words} --today {day} --yes")).fine();
        self.commit(day, who, &format!("更新 {words}"));
    }

    pub(crate) fn on(&self, branch: &str) {
        self.sandbox.git(&["checkout", "-q", branch]);
    }

    pub(crate) fn task(&self, id: u32) -> String {
        format!("{}/{}/tasks/{id:03}.yaml", self.store, self.plan)
    }

    /// What a command answers in JSON, which must end well.
    #[track_caller]
    pub(crate) fn asks(&self, question: &str) -> Value {
        let said = self.sandbox.pjt(&format!("--store {} {question} --json", self.store));
        said.fine();
        said.json()
    }

    /// The changes that it answers, each as task, field, before, after, author and the day it came in.
    #[track_caller]
    pub(crate) fn changes(&self, question: &str) -> Vec<String> {
        let answer = self.asks(question);
        let words = |value: &Value| match value {
            Value::Object(entry) => {
                let text = ["text", "content", "reason"].iter().find_map(|key| entry.get(*key)?.as_str());
                text.unwrap_or_default().to_owned()
            }
            Value::String(words) => words.clone(),
            other => other.to_string(),
        };
        let changes = answer["changes"].as_array().unwrap().iter();
        changes
            .map(|change| {
                let taken = change.get("taken").map_or(String::new(), |taken| format!(" {}", words(taken)));
                let made = ["author", "entered"].map(|key| change.get(key).map(words).unwrap_or_default());
                let (from, to) = (words(&change["from"]), words(&change["to"]));
                let field = change["field"].as_str().unwrap();
                let line = format!("{} {field} {from} > {to}{taken} {} {}", change["task"], made[0], made[1]);
                line.trim_end().to_owned()
            })
            .collect()
    }
}
