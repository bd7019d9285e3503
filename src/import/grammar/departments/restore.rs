//! Names that a list shortens, written out again: what stands once and holds for several.

use super::split::Named;
use crate::import::grammar::{
    fold,
    names::{committee_level, is_place, lacks_level, level_word},
};

/// 杭州市、嘉兴市人民政府 names two governments.
pub(super) fn government(names: &mut [Named]) {
    let mut suffix: Option<&str> = None;
    for Named { name, .. } in names.iter_mut().rev() {
        let own =
            ["人民政府", "政府"].into_iter().find(|suffix| name.strip_suffix(suffix).is_some_and(is_place));
        if let (None, Some(suffix)) = (own, suffix.filter(|_| is_place(&fold::key(name)))) {
            name.push_str(suffix);
        } else {
            suffix = own;
        }
    }
}

/// 省科技厅、工业和信息化厅: the level word of the first name that has one holds for plain names behind it.
pub(super) fn level(names: &mut [Named]) {
    let mut level = None;
    for Named { name, .. } in names.iter_mut() {
        let key = fold::key(name);
        match level {
            Some(level) if lacks_level(&key) => name.insert_str(0, level),
            Some(_) => {}
            None => level = level_word(&key).or_else(|| committee_level(&key)),
        }
    }
}
