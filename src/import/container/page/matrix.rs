//! The matrices that place what is drawn.

/// `[a b c d e f]` as PDF writes it: x' = ax + cy + e, y' = bx + dy + f.
#[derive(Clone, Copy, Debug)]
pub(in crate::import::container) struct Matrix(pub(in crate::import::container) [f64; 6]);

impl Matrix {
    pub(in crate::import::container) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(in crate::import::container) fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, `then` the other.
    pub(in crate::import::container) fn then(self, then: Self) -> Self {
        let (Self([a, b, c, d, e, f]), Self([p, q, r, s, t, u])) = (self, then);
        Self([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    pub(in crate::import::container) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Self([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// By how much lengths grow.
    pub(in crate::import::container) fn scale(self) -> f64 {
        let Self([a, b, c, d, ..]) = self;
        (a * d - b * c).abs().sqrt()
    }

    /// The length of what was one unit high.
    pub(in crate::import::container) fn height(self) -> f64 {
        let Self([_, _, c, d, ..]) = self;
        c.hypot(d)
    }

    /// By how many quarters a level line is turned.
    pub(in crate::import::container) fn turn(self) -> usize {
        let Self([a, b, ..]) = self;
        match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        }
    }

    /// Whether a level line comes out neither level nor upright: text that runs so is a watermark.
    pub(in crate::import::container) fn is_slanting(self) -> bool {
        /// The sine of some eight degrees: a page that was scanned may hang a little.
        const LEAST: f64 = 0.14;
        let Self([a, b, ..]) = self;
        a.abs().min(b.abs()) > LEAST * a.hypot(b)
    }
}
