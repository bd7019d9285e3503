//! What the commands that read show: tables and formats, empty results, names that are wrong or mean several.

use super::{
    snapshot,
    store::{self, TASKS},
};
use crate::sandbox::Sandbox;

#[test]
fn list() {
    snapshot("list", |t| {
        t.section("Four tasks", store::plain());
        t.each(&[
            "list",
            "list --dept 市教委 --status 未启动,doing",
            "list --lead 教委",
            "list --support 上海市教育委员会",
            "list --pillar 保障",
            "list --key-task 1 -k 共享",
            "list --overdue",
            "list --due-before 2025-07-01",
            "list --sort=-due --columns id,due,status",
            "list --sort department --columns plan,plan-title,label,pillar,key-task",
            "list --columns id,lead,support,notes,last-note,evidence,source",
        ]);
        t.heading("Nothing found");
        for format in ["table", "json", "jsonl", "csv", "tsv", "md", "yaml"] {
            t.pjt(&format!("list -k 没有的词 --format {format}"));
        }
        t.heading("Formats");
        for format in ["json", "jsonl", "csv", "tsv", "md", "yaml"] {
            t.pjt(&format!("list --status doing,closed --format {format}"));
        }
        t.pjt("list --status doing --json");
        t.heading("Widths");
        for columns in ["60", "80", "120"] {
            t.columns(columns);
            t.pjt("list");
        }
        t.columns("80");
        t.section("A store without plans", store::empty());
        t.each(&["list", "list --json", "list --plan all"]);
    });
}

#[test]
fn show() {
    snapshot("show", |t| {
        t.section("Tasks in full", store::plain());
        t.each(&["show 1", "show 2-4", "show 3 --json"]);
        t.heading("Widths");
        t.columns("60");
        t.pjt("show 1");
        t.columns("80");
        t.heading("With former numbers and a review");
        t.write(
            &format!("{TASKS}/005.yaml"),
            "id: 5\nformer_ids:\n- 4\ncontent: 新任务\nstatus: withdrawn\nreview: gone\nextra: 1\n",
        );
        t.pjt("show 5");
        t.section("Tasks that are not there", store::plain());
        t.write("data/empty/plan.yaml", "title: 空方案\n");
        t.pjt("show empty/1");
        t.each(&["show 99", "show 7-9", "show 99 --json", "show yiliao-2026/1", "show 1 --plan nothing"]);
    });
}

#[test]
fn stats_and_departments() {
    snapshot("stats", |t| {
        t.section("Counts", store::plain());
        for by in ["department", "pillar", "key-task", "status"] {
            t.pjt(&format!("stats --by {by}"));
        }
        t.each(&["stats --dept 市教委 --by pillar", "stats -k 没有的词", "stats -k 没有的词 --json"]);
        t.heading("Formats");
        for format in ["csv", "tsv", "md", "json", "yaml"] {
            t.pjt(&format!("stats --format {format}"));
        }
        t.heading("Departments");
        for format in ["table", "csv", "tsv", "md", "json"] {
            t.pjt(&format!("departments --format {format}"));
        }
        t.heading("Widths");
        t.columns("60");
        t.each(&["stats", "departments"]);
        t.columns("80");
        t.heading("Names that may be one department");
        t.edit(&format!("{TASKS}/002.yaml"), "- 市科委", "- 市教育局");
        t.edit(&format!("{TASKS}/003.yaml"), "- 市财政局", "- 市 财政局");
        t.each(&["departments", "departments --json"]);
        t.section("Two plans, of one of which nobody knows who leads", store::with_two_plans());
        t.each(&["stats --plan all", "stats --plan all --json", "stats --plan all --by pillar"]);
        t.section("A store without plans", store::empty());
        t.each(&["stats", "stats --json", "departments", "departments --json"]);
    });
}

#[test]
fn export() {
    snapshot("export", |t| {
        t.section("The ledger", store::plain());
        for format in ["csv", "md", "html", "json"] {
            t.pjt(&format!("export --format {format}"));
        }
        t.heading("Into a file");
        t.each(&[
            "export -o ledger.xlsx",
            "export -o ledger.xlsx",
            "export -o ledger.xlsx --force",
            "export -o ledger.csv --dept 市科委",
            "export --format md --dept 市科委",
            "export -o nowhere/ledger.csv",
            "export --format md -o data",
        ]);
        t.cat("ledger.csv");
        t.heading("Nothing found");
        for format in ["csv", "md", "html", "json"] {
            t.pjt(&format!("export -k 没有的词 --format {format}"));
        }
        t.section("Two plans", store::with_two_plans());
        t.each(&["export --plan all --format csv", "export --plan all --format md"]);
    });
}

#[test]
fn names() {
    snapshot("names", |t| {
        t.section("Names that are wrong", store::plain());
        t.each(&[
            "list --dept 市教局",
            "list --dept 哈哈",
            "list --lead 市教局",
            "list --pillar 9",
            "list --pillar 没有",
            "list --key-task 9",
            "list --plan nothing",
            "stats --dept 市教局",
            "export --format csv --dept 市教局",
            "diff --dept 市教局",
        ]);
        t.heading("Names that mean several");
        t.each(&["list --dept 委", "list --dept 委 --json", "list --dept 市"]);
        t.section("No store", Sandbox::empty());
        t.each(&[
            "list",
            "list --json",
            "list --store elsewhere",
            "update 1 --status done",
            "check",
            "doctor",
            "import x.csv",
        ]);
        t.pjt_with("list", &[("PJT_STORE", "elsewhere")]);
        t.section("A store elsewhere", store::plain());
        t.pjt_with("show 3", &[("PJT_STORE", "data")]);
    });
}

#[test]
fn several_plans() {
    snapshot("plans", |t| {
        t.section_in_git("Two plans in one store", store::with_two_plans());
        t.each(&[
            "list --plan all",
            "list --plan yiliao-2026",
            "list --status done",
            "list --status done --json",
            "list --pillar 9",
            "show yiliao-2026/1 1",
            "show 1 --plan yiliao-2026",
            "stats --plan all",
            "stats --status done",
            "departments --plan all",
            "export --status done --format csv",
            "check",
        ]);
        t.heading("Changes in the plan that is not the default one");
        t.each(&[
            "update yiliao-2026/1 --note 复核 --on 2025-05-01",
            "diff",
            "diff --json",
            "diff --format md",
            "diff --plan all",
            "commit",
            "log",
            "log yiliao-2026/1",
            "undo --dry-run",
        ]);
        t.heading("Plans that never were");
        t.each(&["diff --plan nothing", "log --plan nothing", "log nothing/1", "log 99", "blame nothing/1"]);
        t.heading("No default plan");
        t.write("data/pjt.yaml", "format: 1\n");
        t.each(&["list", "show 1", "update 1 --status done"]);
        t.heading("A plan without its own file");
        t.remove("data/yiliao-2026/plan.yaml");
        t.each(&["list --plan all --columns id,status", "stats --plan all", "check"]);
    });
}
