//! The records of an xls: their kinds, what stands in one, and which follow on each other.

use super::xls_text::Segments;
use crate::{
    error::Result,
    import::container::{compound::u16_at, limits},
};

/// The kinds of records that are read, by their names in [MS-XLS] 2.3.
pub(super) mod kind {
    pub(in super::super) const EOF: u16 = 0x000a;
    pub(in super::super) const NOTE: u16 = 0x001c;
    pub(in super::super) const DATE_1904: u16 = 0x0022;
    pub(in super::super) const FILE_PASS: u16 = 0x002f;
    pub(in super::super) const CONTINUE: u16 = 0x003c;
    pub(in super::super) const CODE_PAGE: u16 = 0x0042;
    pub(in super::super) const COL_INFO: u16 = 0x007d;
    pub(in super::super) const BOUND_SHEET: u16 = 0x0085;
    pub(in super::super) const MUL_RK: u16 = 0x00bd;
    pub(in super::super) const R_STRING: u16 = 0x00d6;
    pub(in super::super) const XF: u16 = 0x00e0;
    pub(in super::super) const MERGE_CELLS: u16 = 0x00e5;
    pub(in super::super) const SST: u16 = 0x00fc;
    pub(in super::super) const LABEL_SST: u16 = 0x00fd;
    pub(in super::super) const NUMBER: u16 = 0x0203;
    pub(in super::super) const LABEL: u16 = 0x0204;
    pub(in super::super) const BOOL_ERR: u16 = 0x0205;
    pub(in super::super) const STRING: u16 = 0x0207;
    pub(in super::super) const ROW: u16 = 0x0208;
    pub(in super::super) const RK: u16 = 0x027e;
    /// In all versions.
    pub(in super::super) const FORMULA: [u16; 3] = [0x0006, 0x0206, 0x0406];
    pub(in super::super) const FORMAT: u16 = 0x041e;
    pub(in super::super) const BOF: u16 = 0x0809;
}

/// A record of the stream.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
}

impl Record<'_> {
    pub(super) fn u16(&self, at: usize) -> u16 {
        u16_at(self.data, at).unwrap_or(0)
    }

    /// The row and column that most records begin with, from 1.
    pub(super) fn place(&self) -> (u32, u32) {
        (u32::from(self.u16(0)) + 1, u32::from(self.u16(2)) + 1)
    }

    pub(super) fn rest(&self, at: usize) -> &[u8] {
        self.data.get(at..).unwrap_or_default()
    }

    pub(super) fn float(&self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(self.data.get(at..at + 8)?.try_into().ok()?))
    }
}

/// The records from a place on, to the end of their part of the stream.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Parts inside this one: charts.
    depth: usize,
}

impl<'a> Records<'a> {
    /// The records from this place on.
    pub(super) fn at(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, depth: 0 }
    }

    /// The next record; none at the end of the part.
    ///
    /// # Errors
    /// When the stream ends before the part does.
    pub(super) fn next(&mut self) -> Result<Option<Record<'a>>> {
        loop {
            let Some(record) = self.any() else {
                return Err(limits::damaged("Workbook", text!("在工作表中间断开", "it ends inside a sheet")));
            };
            match record.kind {
                kind::BOF => self.depth += 1,
                kind::EOF if self.depth <= 1 => return Ok(None),
                kind::EOF => self.depth -= 1,
                _ if self.depth > 1 => continue,
                _ => {}
            }
            return Ok(Some(record));
        }
    }

    fn any(&mut self) -> Option<Record<'a>> {
        let kind = u16_at(self.bytes, self.at)?;
        let length = usize::from(u16_at(self.bytes, self.at + 2)?);
        let data = self.bytes.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some(Record { kind, data })
    }

    /// The data of a record and of those that only go on with it.
    pub(super) fn whole(&mut self, record: Record<'a>) -> Segments<'a> {
        let mut parts = vec![record.data];
        while u16_at(self.bytes, self.at) == Some(kind::CONTINUE) {
            match self.any() {
                Some(more) => parts.push(more.data),
                None => break,
            }
        }
        Segments::new(parts)
    }
}
