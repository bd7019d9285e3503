//! What an object of a page is clipped by.

use super::place::{POINTS, Place, matrix, subpaths};
use crate::import::container::{
    page::{Area, Matrix},
    xml::Xml,
};

/// What the object that is read is clipped by: characters and lines outside of it are not seen.
#[derive(Default)]
pub(super) struct Clips {
    object: Option<Place>,
    is_inside: bool,
    /// Its areas have a matrix of their own, and so do the paths in them.
    area: Option<Matrix>,
    path: Option<Place>,
    /// The areas of one clip, of which a point must be in one.
    clip: Option<Area>,
    /// What all clips have in common.
    common: Option<Area>,
}

impl Clips {
    /// Takes an element in, when it says something of clips.
    pub(super) fn start(&mut self, xml: &Xml<'_>) -> bool {
        let name = xml.name();
        if matches!(name, "TextObject" | "PathObject" | "ImageObject") && !self.is_inside {
            *self = Self { object: Place::of(xml), ..Self::default() };
            return false;
        }
        if name == "Clips" {
            self.is_inside = true;
            // its areas may stay where they are while the object is transformed
            if xml.attribute("TransFlag").is_some_and(|flag| flag == "false")
                && let Some(object) = &mut self.object
            {
                object.matrix = Matrix::IDENTITY;
            }
        }
        match name {
            "Area" => self.area = matrix(xml),
            "Path" => self.path = Place::of(xml),
            _ => {}
        }
        self.is_inside
    }

    /// The same for its end.
    pub(super) fn end(&mut self, name: &str, text: &str) -> bool {
        if !self.is_inside {
            return false;
        }
        match name {
            "AbbreviatedData" => self.add(text),
            "Clip" => {
                if let Some(clip) = self.clip.take() {
                    self.common = Some(self.common.map_or(clip, |common| common.common(clip)));
                }
            }
            "Clips" => self.is_inside = false,
            _ => {}
        }
        true
    }

    fn add(&mut self, data: &str) {
        let (Some(object), Some(path)) = (&self.object, &self.path) else { return };
        let inner = self.area.unwrap_or(Matrix::IDENTITY);
        let path = subpaths(data, path);
        let points = path.iter().flat_map(|subpath| subpath.points.iter().copied());
        let area = Area::around(points.map(|(x, y)| {
            let (x, y) = inner.apply(x / POINTS, y / POINTS);
            object.point(x, y)
        }));
        self.clip = Some(self.clip.map_or(area, |clip| clip.with(area)));
    }

    /// Whether what stands around a point can't be seen.
    pub(super) fn hide(&self, middle: (f64, f64), margin: f64) -> bool {
        self.common.is_some_and(|area| !area.holds(middle, margin))
    }
}
