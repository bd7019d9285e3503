//! By what an edition is known in a file that was only saved again: a digest of the tasks as they were read.

use serde_json::json;

use crate::{
    model::{Plan, Task},
    text::{digest::sha256, fold::fold},
};

/// The SHA-256 of what a document says of its tasks, in its order: headings, words, departments, lead and deadline. Width
/// and case of letters say nothing, and neither does the title, which may be the file's name.
pub fn tasks_sha256(draft: &Plan) -> String {
    let line = |task: &Task| {
        let pillar = task.pillar.and_then(|id| draft.pillar(id)).map(|pillar| fold(&pillar.title));
        let key_task = task.key_task.and_then(|id| draft.key_task(id)).map(|known| fold(&known.title));
        let deadline = (task.due.map(|day| day.to_string()), task.due_text.as_deref().map(fold));
        json!([pillar, key_task, fold(&task.content), task.departments, task.lead, deadline]).to_string()
    };
    let lines: Vec<String> = draft.tasks.iter().map(line).collect();
    sha256(lines.join("\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_is_told_from_how_it_is_saved() {
        let task = Task {
            content: "建成ＡＩ平台".into(),
            departments: vec!["市教委".into(), "市科委".into()],
            due_text: Some("2025年底前".into()),
            ..Task::default()
        };
        let of = |change: &dyn Fn(&mut Task)| {
            let mut task = task.clone();
            change(&mut task);
            tasks_sha256(&Plan { tasks: vec![task], ..Plan::default() })
        };
        let one = of(&|_| ());
        assert_eq!(of(&|task| task.content = "建成AI平台".into()), one);
        assert_eq!(of(&|task| task.source = Some("表1 第2行".into())), one);
        let changes: [&dyn Fn(&mut Task); 4] = [
            &|task| task.content.push('。'),
            &|task| task.departments.reverse(),
            &|task| task.lead = Some(vec!["市教委".into()]),
            &|task| task.due_text = None,
        ];
        for change in changes {
            assert_ne!(of(change), one);
        }
    }
}
