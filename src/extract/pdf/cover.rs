//! What lies on a page and is no text: where pictures are, and letters that are drawn as shapes.

use std::collections::BTreeMap;

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// Cells of a page's side.
const SIDE: usize = 64;

/// Where pictures lie on a page, in cells of 64 by 64. A scanned page may be stored as many strips or tiles.
#[derive(Clone)]
pub(super) struct Cover {
    rows: [u64; SIDE],
}

impl Default for Cover {
    fn default() -> Cover {
        Cover { rows: [0; SIDE] }
    }
}

impl Cover {
    /// Notes a picture by its sides, in shares of the page's width and height. A cell counts where its middle is covered.
    pub(super) fn add(&mut self, (x0, x1): (f32, f32), (y0, y1): (f32, f32)) {
        let cells = |low: f32, high: f32| {
            let at = |share: f32| (share * SIDE as f32 - 0.5).ceil().clamp(0.0, SIDE as f32) as usize;
            at(low)..at(high)
        };
        let columns = cells(x0, x1).fold(0, |mask, column| mask | 1 << column);
        for row in &mut self.rows[cells(y0, y1)] {
            *row |= columns;
        }
    }

    /// Notes the ground that is laid under text: all cells that it touches.
    pub(super) fn touch(&mut self, (x0, x1): (f32, f32), (y0, y1): (f32, f32)) {
        let cell = 1.0 / SIDE as f32;
        self.add((x0 - cell, x1 + cell), (y0 - cell, y1 + cell));
    }

    /// True where a place is covered.
    pub(super) fn covers(&self, x: f32, y: f32) -> bool {
        let cell = |share: f32| ((share * SIDE as f32).max(0.0) as usize).min(SIDE - 1);
        self.rows[cell(y)] >> cell(x) & 1 == 1
    }

    /// Share of the page that pictures cover, each place counted once.
    pub(super) fn share(&self) -> f32 {
        self.rows.iter().map(|row| row.count_ones()).sum::<u32>() as f32 / (SIDE * SIDE) as f32
    }
}

/// Shapes kept of a page.
const SHAPES: usize = 20_000;
/// Shapes that stand on one line before it is a line of letters.
const LETTERS: u32 = 12;
/// Points within which letters stand on one line.
const STEP: f32 = 1.5;

/// Steps from the foot of a page, at most, at which something is looked for.
const FAR: f32 = 1e6;

/// Shapes as large as letters, filled, and not mere boxes: by the height at which they stand.
#[derive(Default)]
pub(super) struct Shapes {
    feet: Vec<f32>,
}

impl Shapes {
    /// Notes the shapes of a filled path. `shown` places a point on the page.
    pub(super) fn add(&mut self, path: &BezPath, transform: Affine, shown: impl Fn(Point) -> (f32, f32)) {
        let mut shape: Option<(Rect, u32)> = None;
        for element in path.elements() {
            let (points, sides): (&[Point], u32) = match element {
                PathEl::MoveTo(point) => {
                    self.close(shape.take(), &shown);
                    (&[*point], 0)
                }
                PathEl::LineTo(point) => (&[*point], 1),
                PathEl::QuadTo(by, point) => (&[*by, *point], 2),
                PathEl::CurveTo(by, to, point) => (&[*by, *to, *point], 2),
                PathEl::ClosePath => continue,
            };
            for point in points {
                let at = transform * *point;
                shape = Some(match shape {
                    Some((bounds, all)) => (bounds.union_pt(at), all),
                    None => (Rect::from_points(at, at), 0),
                });
            }
            shape = shape.map(|(bounds, all)| (bounds, all + sides));
        }
        self.close(shape, &shown);
    }

    /// A letter has more sides than a box, and is neither a dot nor a drawing.
    fn close(&mut self, shape: Option<(Rect, u32)>, shown: impl Fn(Point) -> (f32, f32)) {
        let Some((bounds, parts)) = shape else { return };
        let ((x0, y0), (x1, y1)) =
            (shown(Point::new(bounds.x0, bounds.y0)), shown(Point::new(bounds.x1, bounds.y1)));
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        let letter = parts >= 5 && (2.0..40.0).contains(&height) && (1.0..60.0).contains(&width);
        if letter && self.feet.len() < SHAPES {
            self.feet.push(y0.max(y1));
        }
    }

    /// Letters that are drawn as shapes and stand on lines, and these lines; lines where text stands (at the heights
    /// `written`) are left out: there a program drew what it also wrote.
    pub(super) fn lines(&self, written: impl Iterator<Item = f32>) -> (u32, usize) {
        // However far off a damaged file draws.
        let bin = |y: f32| (y / STEP).round().clamp(-FAR, FAR) as i32;
        let mut lines: BTreeMap<i32, u32> = BTreeMap::new();
        self.feet.iter().for_each(|foot| *lines.entry(bin(*foot)).or_default() += 1);
        lines.retain(|_, count| *count >= LETTERS);
        if lines.is_empty() {
            return (0, 0);
        }
        let mut texts: BTreeMap<i32, u32> = BTreeMap::new();
        for y in written {
            (-2..=2).for_each(|step| *texts.entry(bin(y) + step).or_default() += 1);
        }
        lines.retain(|line, count| texts.get(line).is_none_or(|text| text * 3 < *count));
        (lines.values().sum(), lines.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_cover_as_much_as_one_picture() {
        for strips in [1_u8, 3, 8, 20, 200] {
            let mut cover = Cover::default();
            let step = 1.0 / f32::from(strips);
            (0..strips)
                .for_each(|at| cover.add((0.0, 1.0), (f32::from(at) * step, f32::from(at + 1) * step)));
            assert!(cover.share() > 0.99, "{strips}: {}", cover.share());
            cover.add((-3.0, 9.0), (-0.5, 0.2));
            assert!(cover.share() <= 1.0);
        }
        let mut cover = Cover::default();
        cover.add((0.0, 0.5), (0.0, 0.5));
        cover.add((0.0, 0.5), (0.0, 0.5));
        assert!((cover.share() - 0.25).abs() < 0.01);
    }
}
