//! Places in an OFD: lengths in millimetres become points on the page, paths in their short form the corners of lines.

use crate::import::container::{
    page::{Matrix, Subpath},
    xml::Xml,
};

/// Points in a millimetre.
pub(super) const POINTS: f64 = 72.0 / 25.4;

/// The own matrix of an element.
pub(super) fn matrix(xml: &Xml<'_>) -> Option<Matrix> {
    let matrix = xml.attribute("CTM").and_then(|matrix| numbers(&matrix).try_into().ok());
    matrix.map(Matrix)
}

/// Where an object stands: the corner of its boundary, and its own matrix.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) corner: (f64, f64),
    pub(super) matrix: Matrix,
}

impl Place {
    pub(super) fn of(xml: &Xml<'_>) -> Option<Self> {
        let boundary = numbers(&xml.attribute("Boundary")?);
        let corner = (*boundary.first()?, *boundary.get(1)?);
        Some(Self { corner, matrix: matrix(xml).unwrap_or(Matrix::IDENTITY) })
    }

    /// In points.
    pub(super) fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = self.matrix.apply(x, y);
        ((self.corner.0 + x) * POINTS, (self.corner.1 + y) * POINTS)
    }
}

pub(super) fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map_while(|word| word.parse().ok()).collect()
}

/// A path in its short form: `M x y`, `S x y`, `L x y`, `Q`, `B` and `A` for curves, `C` to close.
pub(super) fn subpaths(data: &str, place: &Place) -> Vec<Subpath> {
    let mut path: Vec<Subpath> = Vec::new();
    let mut words = data.split_whitespace();
    while let Some(word) = words.next() {
        let count = match word {
            "M" | "S" | "L" => 2,
            "Q" => 4,
            "B" => 6,
            "A" => 7,
            _ => 0,
        };
        let numbers: Vec<f64> = words.by_ref().take(count).map_while(|number| number.parse().ok()).collect();
        let end = match numbers.as_slice() {
            [.., x, y] => Some(place.point(*x, *y)),
            _ => None,
        };
        match (word, end, path.last_mut()) {
            ("M" | "S", Some(point), _) => path.push(Subpath { points: vec![point], is_curved: false }),
            ("L", Some(point), Some(subpath)) => subpath.points.push(point),
            ("Q" | "B" | "A", Some(point), Some(subpath)) => {
                subpath.points.push(point);
                subpath.is_curved = true;
            }
            ("C", _, Some(subpath)) => subpath.points.extend(subpath.points.first().copied()),
            _ => {}
        }
    }
    path
}
