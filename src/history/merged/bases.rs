//! What the sides of a merge have in common. Branches that were merged into each other crosswise have several newest
//! states in common; put together these give what one clean merge of them would have given.

use serde_json::Value;

use super::{State, there};
use crate::model::{FIELDS, FieldKind, Task, field::FieldSpec};

/// What several commits that two sides have in common give together: what one of them made of what these have in
/// common themselves (`older`), where not two made different things of it. With none there is nothing.
pub(in crate::history) fn together<T: Clone + Default + PartialEq>(bases: &[T], older: &[T]) -> Option<T> {
    let (Some(first), rest) = (bases.first(), bases.get(1..).unwrap_or_default()) else {
        return Some(T::default());
    };
    if rest.iter().all(|base| base == first) {
        return Some(first.clone());
    }
    let nothing = T::default();
    let was = older.first().unwrap_or(&nothing);
    let mut made = bases.iter().filter(|base| *base != was);
    let one = made.next()?;
    (older.iter().all(|known| known == was) && made.all(|other| other == one)).then(|| one.clone())
}

/// What the sides of a merge have in common of a task.
pub(super) enum Base<'a> {
    One(&'a Task),
    /// The values of several states put together, by the order of [`FIELDS`]; none where they disagree.
    Several(Vec<Option<Value>>),
}

impl<'a> Base<'a> {
    pub(super) fn of(bases: &'a [State], older: &'a [State]) -> Option<Self> {
        let (present, known) = (there(bases), there(older));
        match present.as_slice() {
            [] => None,
            _ if together(&bases.iter().map(Option::is_some).collect::<Vec<_>>(), &is_there(older))
                == Some(false) =>
            {
                None
            }
            [only] => Some(Self::One(only)),
            several => {
                let value = |row: &FieldSpec| {
                    let values =
                        |tasks: &[&Task]| tasks.iter().map(|task| row.value(task)).collect::<Vec<_>>();
                    let (bases, older) = (values(several), values(&known));
                    match row.kind {
                        FieldKind::Scalar => together(&bases, &older),
                        _ => Some(all_together(&bases, older.first().unwrap_or(&Value::Null))),
                    }
                };
                Some(Self::Several(FIELDS.iter().map(value).collect()))
            }
        }
    }

    /// A field's value; none where several states disagree.
    pub(super) fn value(&self, row: &FieldSpec) -> Option<Value> {
        match self {
            Self::One(task) => Some(row.value(task)),
            Self::Several(values) => {
                let place = FIELDS.iter().position(|known| known.field == row.field)?;
                values.get(place)?.clone()
            }
        }
    }

    pub(super) fn is(&self, task: &Task) -> bool {
        FIELDS.iter().all(|row| match self {
            Self::One(base) => !row.differs(base, task),
            Self::Several(_) => self.value(row).is_some_and(|value| is_same(&value, &row.value(task))),
        })
    }
}

fn is_there(states: &[State]) -> Vec<bool> {
    states.iter().map(Option::is_some).collect()
}

/// Whether two values are the same, lists in any order.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one.as_array(), other.as_array()) {
        (Some(one), Some(other)) => one.len() == other.len() && one.iter().all(|entry| other.contains(entry)),
        _ => one == other,
    }
}

/// The entries of several lists that were one: what none took away, and what one added.
fn all_together(lists: &[Value], was: &Value) -> Value {
    let has = |list: &Value, entry: &Value| list.as_array().is_some_and(|list| list.contains(entry));
    let mut all: Vec<Value> = Vec::new();
    for entry in lists.iter().filter_map(Value::as_array).flatten() {
        let stays = !has(was, entry) || lists.iter().all(|list| has(list, entry));
        if stays && !all.contains(entry) {
            all.push(entry.clone());
        }
    }
    Value::Array(all)
}
