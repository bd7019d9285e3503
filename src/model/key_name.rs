//! What the keys of a store's files are called where people read of them.

use super::AskedField;
use crate::text::Lang;

/// The name of a key of a file that is no task's; one without a name is itself.
pub fn key_name(key: &str, lang: Lang) -> &str {
    match key {
        "slug" => lang.pick("文件夹名", "name"),
        "place" => lang.pick("位置", "place"),
        "former_slugs" => lang.pick("曾用文件夹名", "former names"),
        "removed" => lang.pick("已删除的方案", "removed plans"),
        "default_plan" => lang.pick("默认方案", "default plan"),
        "name" => lang.pick("名称", "name"),
        "contact" => lang.pick("联系人", "contact"),
        "phone" => lang.pick("联系电话", "phone"),
        "fonts" => lang.pick("公文字体", "fonts"),
        "near_days" => lang.pick("临期天数", "days to be near"),
        "title" => lang.pick("标题", "title"),
        "period" => lang.pick("起止", "period"),
        "source" => lang.pick("来源文件", "source document"),
        "lead_rule" => lang.pick("牵头规则", "lead rule"),
        "full" => lang.pick("全称", "full name"),
        "code" => lang.pick("代码", "code"),
        "aliases" => lang.pick("别名", "aliases"),
        "group" => lang.pick("泛指一类单位", "group"),
        "successor" => lang.pick("承接部门", "successor"),
        "until" => lang.pick("不再承担的起始日", "until"),
        "people" => lang.pick("报送人", "people"),
        "label" => lang.pick("文件序号", "label"),
        "pillar" | "pillars" => lang.pick("板块", "pillar"),
        "key_tasks" => lang.pick("重点任务", "key task"),
        "departments" => lang.pick("部门", "department"),
        "tasks" => lang.pick("任务", "task"),
        "start" => lang.pick("第一天", "first day"),
        "end" => lang.pick("最后一天", "last day"),
        "due" => lang.pick("报送截止日", "due"),
        "opened" => lang.pick("下发日", "opened"),
        "closed" => lang.pick("截止收表日", "closed"),
        "fields" => lang.pick("栏目", "fields"),
        "asked" => lang.pick("应报", "asked"),
        "department" => lang.pick("单位", "department"),
        "received" => lang.pick("收到日", "received"),
        "unplaced" => lang.pick("归不到任务的行", "unplaced rows"),
        "dropped" => lang.pick("不收的内容", "dropped words"),
        "preset" => lang.pick("内置规则", "preset"),
        "rules" => lang.pick("各条规则", "rules"),
        "as_of" => lang.pick("比较日期", "as of"),
        "unread" => lang.pick("读不懂的格", "unread cells"),
        "sent_back" => lang.pick("退回", "sent back"),
        "expected_text" => lang.pick("预计完成时间（原话）", "expected (as written)"),
        other => other.parse().map_or(other, |field: AskedField| field.label(lang)),
    }
}
