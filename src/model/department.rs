//! Departments (责任部门) and the registry that knows each by all its names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One department. Field order is the file's.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "部门 / department", description = "")]
pub struct Department {
    /// The name that tasks use.
    #[schemars(description = "任务中使用的名称 / name that tasks use")]
    pub name: String,
    /// The official name in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "全称 / official name")]
    pub full: Option<String>,
    /// Other names that find it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "别名 / other names")]
    pub aliases: Vec<String>,
    /// Whether it stands for several units (相关学校).
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(description = "是否指一类单位 / whether it stands for several units")]
    pub group: bool,
    /// The name of the department that took over its tasks (机构改革).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "机构改革后的承接部门 / department that took over")]
    pub successor: Option<String>,
    /// Mail addresses of the people who report for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "可代其报告的人的邮箱 / mail addresses of those who report for it")]
    pub people: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Department {
    /// A department known by its name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Every name that means it: the name, the full one, the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [Some(self.name.as_str()), self.full.as_deref()]
            .into_iter()
            .flatten()
            .chain(self.aliases.iter().map(String::as_str))
    }
}

/// Every department of the store, as `departments.yaml` holds them.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[schemars(title = "责任部门名录 / registry of departments", description = "")]
pub struct Registry {
    /// In the file's order.
    #[serde(default)]
    #[schemars(description = "部门 / departments")]
    pub departments: Vec<Department>,
}

impl Registry {
    /// The department with exactly this name, full name or alias.
    pub fn find(&self, name: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.name == name).or_else(|| {
            self.departments.iter().find(|department| department.names().any(|known| known == name))
        })
    }

    /// The names that tasks may carry for the department called `name`: its own and those of every
    /// department linked to it by succession, in both directions.
    pub fn linked<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        let mut linked = vec![name];
        let mut next = 0;
        while let Some(&current) = linked.get(next) {
            next += 1;
            for department in &self.departments {
                let Some(successor) = department.successor.as_deref() else {
                    continue;
                };
                let neighbour = if department.name == current {
                    successor
                } else if successor == current {
                    department.name.as_str()
                } else {
                    continue;
                };
                if !linked.contains(&neighbour) {
                    linked.push(neighbour);
                }
            }
        }
        linked
    }
}
