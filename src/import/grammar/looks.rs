//! Leads that are told by how their names look (加粗的为牵头单位): whether a document says so, and which of the signs that a
//! container then sets stand at names.

use super::{columns, departments::LeadRules, names};
use crate::import::{
    looks::{Looks, SIGN, parts_names},
    source::{Block, Document},
};

/// The looks that tell who leads, as a paragraph or a cell of the document says.
pub(in crate::import) fn looks(document: &Document) -> Looks {
    let mut found = Looks::default();
    let mut look = |text: &str| found = found.or(LeadRules::stated(text).looks);
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => look(&paragraph.text),
            Block::Grid(grid) => grid
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .filter(|cell| cell.merged == crate::import::source::Merged::No)
                .for_each(|cell| look(&cell.text)),
        }
    }
    found
}

/// Takes out the signs that stand at no name: titles are bold, too, and whatever else a document stresses.
pub(super) fn settle(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => at_names(&mut paragraph.text),
            Block::Grid(grid) => {
                let cells = grid.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| at_names(&mut cell.text));
            }
        }
    }
}

fn at_names(text: &mut String) {
    if !text.contains(SIGN) {
        return;
    }
    let mut pieces = text.split(SIGN);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(parts_names).unwrap_or(piece.len());
        let name = piece.get(..end).unwrap_or_default();
        let begins = out
            .chars()
            .next_back()
            .is_none_or(|sign| parts_names(sign) || matches!(sign, '和' | '及' | '与'));
        let is_name = names::is_department(name)
            && names::is_surely_department(name)
            && columns::role_of(name).is_none();
        if begins && is_name {
            out.push(SIGN);
        }
        out.push_str(piece);
    }
    *text = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_stays_at_the_beginning_of_a_name() {
        for (text, left) in [
            ("!市教委、市科委", "!市教委、市科委"),
            ("牵头：!市教委\n!市科委（!市外专局）", "牵头：!市教委\n!市科委（!市外专局）"),
            ("!市教!委、!市科委", "市教委、!市科委"),
            ("!责任单位", "责任单位"),
            ("!1", "1"),
            ("!推进改造。!新建管网。", "推进改造。新建管网。"),
        ] {
            let mut marked = text.replace('!', &SIGN.to_string());
            at_names(&mut marked);
            assert_eq!(marked.replace(SIGN, "!"), left, "{text}");
        }
    }
}
