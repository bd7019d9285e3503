//! Paths, boxes and pictures of a page: which of them are ruling lines.

use super::{Area, Ruling, Rulings};

/// A line that leaves the level by less than this is level.
const STRAIGHT: f64 = 0.7;
/// A filled box that is at most this thick is a line.
const THICKEST_BOX: f64 = 3.0;
/// The same for one that is longer than so many times its thickness: text does not fit into it.
const THICKEST_LONG: f64 = 6.5;
const LONG: f64 = 4.0;
/// A picture that is at most this thick is a line.
const THICKEST_PICTURE: f64 = 2.5;
/// A box with one cut out of it that is smaller by less than this is a frame (as style sheets draw borders).
const THICKEST_FRAME: f64 = 6.5;
/// A line at the side of a box in colour may reach beyond it by this.
const SEAM: f64 = 2.0;
/// A page with more boxes in colour than this is a drawing.
const MOST_FILLS: usize = 1_000;

/// A piece of a path: its corners on the page.
#[derive(Clone, Debug, Default)]
pub(in crate::import::container) struct Subpath {
    pub(in crate::import::container) points: Vec<(f64, f64)>,
    /// Whether a piece of it is a curve.
    pub(in crate::import::container) is_curved: bool,
}

impl Subpath {
    fn area(&self) -> Area {
        Area::around(self.points.iter().copied())
    }

    /// Its area, when it is the outline of a box, the corners of which may be rounded.
    fn as_box(&self) -> Option<Area> {
        const SLACK: f64 = 0.6;
        const ROUNDEST: f64 = 8.0;
        let area = self.area();
        if self.is_curved {
            let far = |at: f64, from: f64, to: f64| (at - from).abs().min((to - at).abs());
            let is_rounded = (6..=14).contains(&self.points.len())
                && area.width().min(area.height()) > THICKEST_LONG
                && self.points.iter().all(|(x, y)| {
                    let (across, down) = (far(*x, area.left, area.right), far(*y, area.top, area.bottom));
                    across.min(down) < SLACK && across.max(down) < ROUNDEST
                });
            return is_rounded.then_some(area);
        }
        // the side of a frame that style sheets draw ends aslant, where it meets the next side
        let thickness = area.width().min(area.height());
        let slack = if thickness <= THICKEST_LONG { SLACK + thickness } else { SLACK };
        let on_a_side = |(x, y): (f64, f64)| {
            (x - area.left).abs().min((x - area.right).abs()) < slack
                && (y - area.top).abs().min((y - area.bottom).abs()) < slack
        };
        let is_box =
            (3..=6).contains(&self.points.len()) && self.points.iter().all(|point| on_a_side(*point));
        is_box.then_some(area)
    }

    /// Its area, when it is a round dot of a dotted line.
    fn as_dot(&self) -> Option<Area> {
        let area = self.area();
        (self.is_curved && area.width().max(area.height()) <= THICKEST_BOX).then_some(area)
    }
}

/// Collects the ruling lines of a page while it is drawn.
#[derive(Debug, Default)]
pub(in crate::import::container) struct Drawing {
    rulings: Rulings,
    fills: Vec<Area>,
    /// How many lines were kept.
    pub(in crate::import::container) count: usize,
}

impl Drawing {
    /// The lines, and the boxes in a colour. Of what was drawn in white `light`, the lines on such a box are seen.
    pub(in crate::import::container) fn into_parts(mut self, light: Self) -> (Rulings, Vec<Area>) {
        let holds = |from: (f64, f64), to: (f64, f64)| {
            self.fills.iter().any(|area| area.holds(from, SEAM) && area.holds(to, SEAM))
        };
        let level =
            light.rulings.level.into_iter().filter(|line| holds((line.from, line.at), (line.to, line.at)));
        let level: Vec<Ruling> = level.collect();
        let upright =
            light.rulings.upright.into_iter().filter(|line| holds((line.at, line.from), (line.at, line.to)));
        self.rulings.upright.extend(upright);
        self.rulings.level.extend(level);
        (self.rulings, self.fills)
    }

    /// A path was drawn along, with a pen of this width.
    pub(in crate::import::container) fn stroke(&mut self, path: &[Subpath], pen: f64) {
        for area in path.iter().filter(|subpath| subpath.is_curved).filter_map(Subpath::as_box) {
            self.sides(area);
        }
        for subpath in path.iter().filter(|subpath| !subpath.is_curved) {
            for (from, to) in subpath.points.iter().zip(subpath.points.iter().skip(1)) {
                let (across, down) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
                let (x, y) = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
                // a short stroke with a thick pen is a line across its direction
                if pen > 8.0 && across.max(down) > 0.0 && across.max(down) < THICKEST_BOX {
                    if across > down {
                        self.line((x, y - pen / 2.0), (x, y + pen / 2.0));
                    } else {
                        self.line((x - pen / 2.0, y), (x + pen / 2.0, y));
                    }
                } else {
                    self.line(*from, *to);
                }
            }
        }
    }

    /// The inside of a path was filled.
    pub(in crate::import::container) fn fill(&mut self, path: &[Subpath]) {
        if let [outer, inner] = path
            && let (Some(outer), Some(inner)) = (outer.as_box(), inner.as_box())
            && self.frame(outer, inner)
        {
            return;
        }
        for area in path.iter().filter_map(|subpath| subpath.as_box().or_else(|| subpath.as_dot())) {
            let (shorter, longer) = (area.width().min(area.height()), area.width().max(area.height()));
            self.thin(area, if longer > LONG * shorter { THICKEST_LONG } else { THICKEST_BOX });
            if shorter > THICKEST_LONG && self.fills.len() < MOST_FILLS && area.is_sane() {
                self.fills.push(area);
            }
        }
    }

    fn sides(&mut self, area: Area) {
        let Area { left, top, right, bottom } = area;
        for (from, to) in [
            ((left, top), (right, top)),
            ((left, bottom), (right, bottom)),
            ((left, top), (left, bottom)),
            ((right, top), (right, bottom)),
        ] {
            self.line(from, to);
        }
    }

    /// A picture was placed.
    pub(in crate::import::container) fn picture(&mut self, area: Area) {
        if area.width().max(area.height()) > 10.0 {
            self.thin(area, THICKEST_PICTURE);
        }
    }

    /// A box with a slightly smaller one cut out of it: the lines are where the two differ.
    fn frame(&mut self, outer: Area, inner: Area) -> bool {
        let difference = |a: f64, b: f64| (a - b).abs();
        let sides = [
            difference(outer.left, inner.left),
            difference(outer.top, inner.top),
            difference(outer.right, inner.right),
            difference(outer.bottom, inner.bottom),
        ];
        let is_frame = sides.iter().all(|side| *side < THICKEST_FRAME)
            && sides.iter().any(|side| *side > 0.1)
            && outer.width() > 6.0
            && outer.height() > 6.0;
        if !is_frame {
            return false;
        }
        let mean = |a: f64, b: f64| (a + b) / 2.0;
        let (left, right) = (mean(outer.left, inner.left), mean(outer.right, inner.right));
        let (top, bottom) = (mean(outer.top, inner.top), mean(outer.bottom, inner.bottom));
        let lines = [
            ((left, top), (left, bottom)),
            ((left, top), (right, top)),
            ((right, top), (right, bottom)),
            ((left, bottom), (right, bottom)),
        ];
        for ((from, to), _) in lines.into_iter().zip(sides).filter(|(_, side)| *side > 0.05) {
            self.line(from, to);
        }
        true
    }

    /// A box that is no thicker than `limit` is a line along its middle.
    fn thin(&mut self, area: Area, limit: f64) {
        let (x, y) = area.middle();
        let (shorter, longer) = (area.width().min(area.height()), area.width().max(area.height()));
        if shorter > limit || longer <= 0.4 {
            return;
        }
        // a dot may be one of a level or of an upright line
        let is_dot = longer < 1.5 * shorter;
        if is_dot || area.width() > area.height() {
            self.line((area.left, y), (area.right, y));
        }
        if is_dot || area.width() <= area.height() {
            self.line((x, area.top), (x, area.bottom));
        }
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        if !Area::around([from, to]).is_sane() {
            return;
        }
        let (across, down) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
        let ruling = |at: f64, a: f64, b: f64| Ruling { at, from: a.min(b), to: a.max(b) };
        if down <= STRAIGHT && across > down {
            self.rulings.level.push(ruling((from.1 + to.1) / 2.0, from.0, to.0));
            self.count += 1;
        } else if across <= STRAIGHT && down > across {
            self.rulings.upright.push(ruling((from.0 + to.0) / 2.0, from.1, to.1));
            self.count += 1;
        }
    }
}
