//! A page's pictures as one grey image, for text recognition. Beside `glyphs` and `contents`, the only module that
//! knows the interpreter.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};

use super::super::Limits;
use super::glyphs::Placement;

/// A page's pictures, upright as the page is shown, dark on white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Pixels per inch.
    pub resolution: u32,
    /// One byte per pixel, row by row.
    pub grey: Vec<u8>,
}

impl Picture {
    /// As a portable grey map, which every image program reads.
    pub fn to_pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend_from_slice(&self.grey);
        out
    }
}

/// Pixels per inch that text recognition wants.
pub(super) const RESOLUTION: f32 = 300.0;
/// Pixels of one side at most.
const LONGEST: f32 = 5_000.0;
/// Pixels of a stored picture at most.
const MOST: u64 = 60_000_000;

/// Points to pixels for a page of this size.
pub(super) fn scale(width: f32, height: f32) -> f32 {
    (RESOLUTION / 72.0).min(LONGEST / width.max(height).max(1.0))
}

/// Paints the pictures of page number `page` (from 1); `None` where there are none, or they cannot be read.
pub(super) fn paint(bytes: Vec<u8>, page: u32, limits: &Limits) -> Option<Picture> {
    let painted = catch_unwind(AssertUnwindSafe(|| {
        let pdf = Pdf::new(bytes).ok()?;
        let page = pdf.pages().get(page.checked_sub(1)? as usize)?;
        let (width, height) = Placement::of(page).size();
        paint_page(page, limits, scale(width, height), u8::MAX)
    }));
    painted.ok().flatten()
}

/// Paints the pictures of a page for a look at them: few pixels, and none brighter than `brightest`.
pub(super) fn glance(page: &Page<'_>, limits: &Limits, scale: f32, brightest: u8) -> Option<Picture> {
    catch_unwind(AssertUnwindSafe(|| paint_page(page, limits, scale, brightest))).ok().flatten()
}

fn paint_page(page: &Page<'_>, limits: &Limits, scale: f32, brightest: u8) -> Option<Picture> {
    let shown = page.intersected_crop_box();
    let place = Placement::of(page);
    let (width, height) = place.size();
    let side = |points: f32| (points * scale).clamp(1.0, LONGEST) as u32;
    let (columns, rows) = (side(width), side(height));
    let mut painter = Painter {
        picture: Picture {
            width: columns,
            height: rows,
            resolution: (scale * 72.0).round() as u32,
            grey: vec![255; columns as usize * rows as usize],
        },
        place,
        scale,
        brightest,
        left: limits.operators,
        painted: false,
    };
    let cache = InterpreterCache::new();
    let bounds = Rect::new(shown.x0, shown.y0, shown.x1, shown.y1);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(Affine::IDENTITY, bounds, &cache, page.xref(), settings);
    interpret_page(page, &mut context, &mut painter);
    painter.painted.then_some(painter.picture)
}

struct Painter {
    picture: Picture,
    place: Placement,
    scale: f32,
    brightest: u8,
    left: u64,
    painted: bool,
}

struct OverBudget;

impl Painter {
    fn spend(&mut self) {
        if self.left == 0 {
            resume_unwind(Box::new(OverBudget));
        }
        self.left -= 1;
    }

    /// Samples a stored picture wherever the page shows it.
    fn draw(&mut self, transform: Affine, (width, height): (u32, u32), grey: impl Fn(usize) -> Option<u8>) {
        if transform.determinant().abs() < 1e-9 || width == 0 || height == 0 {
            return;
        }
        let back = transform.inverse();
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
            .map(|(x, y)| transform * Point::new(x * f64::from(width), y * f64::from(height)))
            .map(|corner| self.place.shown(corner));
        let range = |values: [f32; 4], most: u32| {
            let low = values.iter().copied().fold(f32::MAX, f32::min) * self.scale;
            let high = values.iter().copied().fold(f32::MIN, f32::max) * self.scale;
            (low.max(0.0) as u32).min(most)..(high.max(0.0).ceil() as u32).min(most)
        };
        let columns = range(corners.map(|corner| corner.0), self.picture.width);
        let rows = range(corners.map(|corner| corner.1), self.picture.height);
        self.painted |= !columns.is_empty() && !rows.is_empty();
        for row in rows {
            for column in columns.clone() {
                let (x, y) = ((column as f32 + 0.5) / self.scale, (row as f32 + 0.5) / self.scale);
                let (x, y) = self.place.user(x, y);
                let at = back * Point::new(f64::from(x), f64::from(y));
                if at.x < 0.0 || at.y < 0.0 || at.x >= f64::from(width) || at.y >= f64::from(height) {
                    continue;
                }
                let stored = at.y as usize * width as usize + at.x as usize;
                let pixel = row as usize * self.picture.width as usize + column as usize;
                if let (Some(value), Some(pixel)) = (grey(stored), self.picture.grey.get_mut(pixel)) {
                    *pixel = value.min(self.brightest);
                }
            }
        }
    }
}

impl<'a> Device<'a> for Painter {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.spend();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.spend();
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.spend();
        if u64::from(image.width()) * u64::from(image.height()) > MOST {
            return;
        }
        let (width, height) = (image.width(), image.height());
        // What is decoded may have other sides than what was announced.
        let fitted = |w: u32, h: u32| {
            props.transform
                * Affine::scale_non_uniform(
                    f64::from(width) / f64::from(w.max(1)),
                    f64::from(height) / f64::from(h.max(1)),
                )
        };
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, _| {
                    let painted = |at: usize| mask.data.get(at).filter(|value| **value > 127).map(|_| 0);
                    self.draw(fitted(mask.width, mask.height), (mask.width, mask.height), painted);
                },
                None,
            ),
            Image::Raster(raster) => raster.with_rgba(
                |data, _| match data {
                    ImageData::Luma(luma) => {
                        let of = |at: usize| luma.data.get(at).copied();
                        self.draw(fitted(luma.width, luma.height), (luma.width, luma.height), of);
                    }
                    ImageData::Rgb(rgb) => {
                        let of = |at: usize| {
                            let [r, g, b] = rgb.data.get(at * 3..at * 3 + 3)? else { return None };
                            Some(((u32::from(*r) * 3 + u32::from(*g) * 6 + u32::from(*b)) / 10) as u8)
                        };
                        self.draw(fitted(rgb.width, rgb.height), (rgb.width, rgb.height), of);
                    }
                },
                None,
            ),
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, _: &[u8], _: Option<&Dict<'_>>) {
        self.spend();
    }

    fn end_marked_content(&mut self) {}
}
