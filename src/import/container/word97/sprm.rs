//! Property modifiers: how Word writes what differs from the default ([MS-DOC] 2.2.5).

use super::super::compound::u16_at;

/// In a table.
pub(super) const IN_TABLE: u16 = 0x2416;
/// Ends a row of a table.
pub(super) const ENDS_ROW: u16 = 0x2417;
/// How deep in tables.
pub(super) const DEPTH: u16 = 0x6649;
/// The sides and the merging of a row's cells.
pub(super) const ROW: u16 = 0xd608;
/// How a cell is merged with the ones above and below.
pub(super) const MERGED_DOWN: u16 = 0xd62b;
/// The properties lie in the data stream, at this place: of a paragraph, where there is no room beside the others for
/// a row of many cells, and of a row.
pub(super) const ELSEWHERE: [u16; 2] = [0x6646, 0x646b];
/// The list that numbers a paragraph, and its level.
pub(super) const LIST: u16 = 0x460b;
pub(super) const LEVEL: u16 = 0x260a;
/// The level of a heading.
pub(super) const OUTLINE: u16 = 0x2640;
/// Deleted under tracking; hidden.
pub(super) const DELETED: u16 = 0x0800;
pub(super) const HIDDEN: u16 = 0x083c;

/// Tab stops, whose length is coded in its own way.
const TABS: u16 = 0xc615;

/// The modifiers of a group: code and operand.
pub(super) fn modifiers(mut group: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let code = u16_at(group, 0)?;
        let rest = group.get(2..)?;
        let (skip, length) = operand(code, rest)?;
        let operand = rest.get(skip..skip.checked_add(length)?)?;
        group = rest.get(skip + length..)?;
        Some((code, operand))
    })
}

/// Where the operand begins, and how long it is.
fn operand(code: u16, rest: &[u8]) -> Option<(usize, usize)> {
    let byte = |at: usize| rest.get(at).map(|byte| usize::from(*byte));
    Some(match code >> 13 {
        _ if code == ROW => (2, usize::from(u16_at(rest, 0)?).saturating_sub(1)),
        _ if code == TABS && byte(0) == Some(255) => {
            let deleted = 1 + 4 * byte(1)?;
            (1, deleted + 1 + 3 * byte(1 + deleted)?)
        }
        0 | 1 => (0, 1),
        2 | 4 | 5 => (0, 2),
        3 => (0, 4),
        7 => (0, 3),
        _ => (1, byte(0)?),
    })
}
