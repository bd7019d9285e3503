//! The lines that are drawn on a page, pieced together.

/// Lines this near to each other are one line.
const SNAP: f64 = 2.0;
/// A break in a line that is this short is no break.
pub(super) const GAP: f64 = 4.0;
/// What is shorter, pieced together, rules nothing.
const SHORTEST: f64 = 5.0;
/// Rows are higher and columns are wider than this; double lines are not.
pub(super) const LEVEL: f64 = 4.5;
/// With more lines than this a page is a drawing.
const MOST: usize = 5_000;

/// A level or an upright line.
#[derive(Clone, Copy, Debug)]
pub(in crate::import::container) struct Ruling {
    /// Its y if it is level, its x if it is upright.
    pub(in crate::import::container) at: f64,
    /// Where it begins, from the left or from above.
    pub(in crate::import::container) from: f64,
    /// Where it ends.
    pub(in crate::import::container) to: f64,
}

impl Ruling {
    pub(super) fn length(&self) -> f64 {
        self.to - self.from
    }

    /// Whether it meets one of the other direction, or nearly so.
    pub(super) fn meets(&self, other: &Self) -> bool {
        other.at >= self.from - GAP
            && other.at <= self.to + GAP
            && self.at >= other.from - GAP
            && self.at <= other.to + GAP
    }
}

/// All lines of a page.
#[derive(Clone, Debug, Default)]
pub(in crate::import::container) struct Rulings {
    pub(in crate::import::container) level: Vec<Ruling>,
    pub(in crate::import::container) upright: Vec<Ruling>,
}

impl Rulings {
    /// The lines with their pieces joined; none where the page is a drawing.
    pub(super) fn joined(&self) -> Self {
        let joined = Self { level: join(self.level.clone()), upright: join(self.upright.clone()) };
        if joined.level.len() + joined.upright.len() > MOST { Self::default() } else { joined }
    }
}

/// Pieces at nearly one height, and with hardly a gap between them, are one line.
fn join(mut pieces: Vec<Ruling>) -> Vec<Ruling> {
    pieces.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined: Vec<Ruling> = Vec::new();
    let mut rest = pieces.as_slice();
    while let Some(first) = rest.first() {
        let mut last = first.at;
        let count = rest
            .iter()
            .take_while(|piece| {
                let near = piece.at - last <= SNAP && piece.at - first.at <= 2.0 * SNAP;
                last = piece.at;
                near
            })
            .count();
        let (near, others) = rest.split_at(count);
        rest = others;
        // longer pieces say more about where the line is
        let weight = |piece: &Ruling| piece.length() + 0.01;
        let at = near.iter().map(|piece| piece.at * weight(piece)).sum::<f64>()
            / near.iter().map(weight).sum::<f64>();
        let mut near = near.to_vec();
        near.sort_by(|a, b| a.from.total_cmp(&b.from));
        let begin = joined.len();
        for piece in near {
            match joined.get_mut(begin..).and_then(<[_]>::last_mut) {
                Some(line) if piece.from <= line.to + GAP => line.to = line.to.max(piece.to),
                _ => joined.push(Ruling { at, ..piece }),
            }
        }
    }
    joined.retain(|line| line.length() >= SHORTEST);
    joined
}

/// The different heights (or columns) among some, each the mean of those that are hardly apart.
pub(super) fn levels(at: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut at: Vec<f64> = at.into_iter().collect();
    at.sort_by(f64::total_cmp);
    let mut levels: Vec<(f64, f64)> = Vec::new();
    for value in at {
        match levels.last_mut() {
            Some((mean, count)) if value - *mean <= LEVEL => {
                *mean = (*mean * *count + value) / (*count + 1.0);
                *count += 1.0;
            }
            _ => levels.push((value, 1.0)),
        }
    }
    levels.into_iter().map(|(mean, _)| mean).collect()
}
