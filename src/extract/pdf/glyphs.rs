//! Positioned glyphs of a page. Beside `pictures` and `contents`, the only module that knows the interpreter.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::font::{Glyph as Shape, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{
    Pdf,
    content::TypedIter,
    object::{Dict, String as PdfString},
    page::{Page, Rotation},
};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, RenderContent, SoftMask, interpret, interpret_page,
};

use super::super::{Failure, Limits};
use super::contents::{self, Contents};
use super::cover::{Cover, Shapes};
use super::pasted;
use super::pictures::{self, Picture};
use super::soothed::soothed;
use crate::finding::Reason;

/// One glyph, in points of the page as shown: x to the right, y downwards.
pub(super) struct Glyph {
    pub text: Text,
    pub x: f32,
    pub y: f32,
    /// Unit vector along the baseline.
    pub along: (f32, f32),
    pub advance: f32,
    pub size: f32,
    pub bold: bool,
    pub artifact: bool,
    /// Innermost numbered marked content.
    pub mark: Option<u32>,
    /// The first of some that were drawn together, after others that were.
    pub opens: bool,
}

/// Glyphs that are drawn together before their beginning tells anything: some programs draw each by itself.
const TOGETHER: usize = 3;

/// A glyph's text: nearly always one character.
pub(super) enum Text {
    One(char),
    Many(String),
}

impl Text {
    fn is_blank(&self) -> bool {
        match self {
            Text::One(one) => one.is_whitespace(),
            Text::Many(many) => many.trim().is_empty(),
        }
    }
}

/// A straight line, upright or level.
#[derive(Clone, Copy)]
pub(super) struct Stroke {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
    /// Red, green and blue in a byte each; 0 where it is black, white or grey.
    pub colour: u32,
}

/// What stands on one page.
#[derive(Default)]
pub(super) struct PageGlyphs {
    pub glyphs: Vec<Glyph>,
    pub strokes: Vec<Stroke>,
    pub width: f32,
    pub height: f32,
    /// Share of the page that pictures cover.
    pub picture: f32,
    /// Letters that are drawn as shapes, not written, and the lines on which they stand.
    pub drawn: (u32, usize),
    /// Glyphs that no reader sees: the text that a program recognised on a picture.
    pub unseen: usize,
    /// Signs left out that no reader sees: beside the page, or white on white.
    pub hidden: u32,
    /// The interpreter gave up on it.
    pub broken: bool,
    /// Reading stopped at this limit.
    pub limited: Option<Over>,
    /// Page to user space, for quads.
    pub place: Placement,
}

/// Letters that are drawn as shapes before they are a text of their own, and lines of them: a title in the letters of a
/// logotype is none.
const DRAWN: (u32, usize) = (120, 4);

impl PageGlyphs {
    /// True where lines of letters are drawn as shapes.
    pub(super) fn shows_shapes(&self) -> bool {
        self.drawn.0 >= DRAWN.0 && self.drawn.1 >= DRAWN.1
    }

    /// Turns the page so that most of its text runs from left to right, as a reader turns a sheet that lies on its side.
    pub(super) fn set_upright(&mut self) {
        let mut by_turn = [0_usize; 4];
        for (dx, dy) in self.glyphs.iter().map(|glyph| glyph.along) {
            let turn = match (dx.abs() > dy.abs(), dx > 0.0, dy > 0.0) {
                (true, true, _) => 0,
                (false, _, false) => 1,
                (true, false, _) => 2,
                (false, _, true) => 3,
            };
            by_turn[turn] += 1;
        }
        let turn = (0..4).max_by_key(|turn| by_turn[*turn]).unwrap_or(0);
        if by_turn[turn] * 2 > self.glyphs.len() {
            (0..turn).for_each(|_| self.turn_clockwise());
        }
    }

    fn turn_clockwise(&mut self) {
        let height = self.height;
        for glyph in &mut self.glyphs {
            (glyph.x, glyph.y) = (height - glyph.y, glyph.x);
            glyph.along = (-glyph.along.1, glyph.along.0);
        }
        for stroke in &mut self.strokes {
            let Stroke { x0, y0, x1, y1, .. } = *stroke;
            (stroke.x0, stroke.x1, stroke.y0, stroke.y1) = (height - y1, height - y0, x0, x1);
        }
        (self.width, self.height) = (self.height, self.width);
        self.place.turn = (self.place.turn + 1) % 4;
    }
}

/// A limit that a page can hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Glyphs,
    Operators,
    Text,
}

impl Over {
    pub(super) fn code(self) -> &'static str {
        match self {
            Over::Glyphs => "glyphs",
            Over::Operators => "operators",
            Over::Text => "text-bytes",
        }
    }

    pub(super) fn failure(self, limits: &Limits) -> Failure {
        let value = match self {
            Over::Glyphs => limits.glyphs,
            Over::Operators => limits.operators,
            Over::Text => limits.text_bytes,
        };
        Failure::new(Reason::Limit, self.code()).value(value)
    }
}

/// How a page is turned.
#[derive(Default, Clone, Copy)]
pub(super) struct Placement {
    turn: u8,
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
}

impl Placement {
    /// How a page is turned, and what of it is shown.
    pub(super) fn of(page: &Page<'_>) -> Placement {
        let shown = page.intersected_crop_box();
        let turn = match page.rotation() {
            Rotation::None => 0,
            Rotation::Horizontal => 1,
            Rotation::Flipped => 2,
            Rotation::FlippedHorizontal => 3,
        };
        let [x0, y0, x1, y1] = [shown.x0, shown.y0, shown.x1, shown.y1].map(|side| side as f32);
        Placement { turn, x0, y0, x1, y1 }
    }

    /// A page that is not turned.
    #[cfg(test)]
    pub(super) fn upright(width: f32, height: f32) -> Placement {
        Placement { turn: 0, x0: 0.0, y0: 0.0, x1: width, y1: height }
    }

    /// Width and height of the page as shown, in points.
    pub(super) fn size(&self) -> (f32, f32) {
        let (width, height) = (self.x1 - self.x0, self.y1 - self.y0);
        if self.turn % 2 == 1 { (height, width) } else { (width, height) }
    }

    /// From PDF user space to the page as shown.
    pub(super) fn shown(&self, p: Point) -> (f32, f32) {
        let (x, y) = (p.x as f32, p.y as f32);
        match self.turn {
            1 => (y - self.y0, x - self.x0),
            2 => (self.x1 - x, y - self.y0),
            3 => (self.y1 - y, self.x1 - x),
            _ => (x - self.x0, self.y1 - y),
        }
    }

    /// From the page as shown to PDF user space.
    pub(super) fn user(&self, x: f32, y: f32) -> (f32, f32) {
        match self.turn {
            1 => (y + self.x0, x + self.y0),
            2 => (self.x1 - x, y + self.y0),
            3 => (self.x1 - y, self.y1 - x),
            _ => (x + self.x0, self.y1 - y),
        }
    }
}

/// A font by its name and the widths of its characters, in thousandths of its size: where the interpreter does not tell
/// a font's weight, its widths do.
#[derive(Debug)]
pub(super) struct SimpleFont {
    pub bold: bool,
    /// Code of the first width.
    pub first: u32,
    pub widths: Vec<f32>,
}

impl SimpleFont {
    fn fits(&self, code: u32, width: f32) -> bool {
        let at = code.checked_sub(self.first).and_then(|at| self.widths.get(at as usize));
        at.is_some_and(|own| (own - width).abs() < 0.6)
    }
}

/// Something that gives the glyphs of pages: what the rest of this format knows of an interpreter.
pub(super) trait Source {
    /// Number of pages.
    fn pages(&self) -> usize;
    /// Calls `each` with the pages in order until it returns false. `budget` is the glyphs left for the document.
    fn each(&self, limits: &Limits, fonts: &[SimpleFont], each: &mut dyn FnMut(usize, PageGlyphs) -> bool);
    /// The pictures of a page (from 0), small, where it has some.
    fn glance(&self, page: usize, limits: &Limits) -> Option<Picture>;
}

/// The interpreter's view of a file.
pub(super) struct Interpreter(Pdf);

impl Interpreter {
    /// `None` where no page can be found, or the reader breaks down on it.
    pub(super) fn new(bytes: Vec<u8>) -> Option<Interpreter> {
        catch_unwind(AssertUnwindSafe(|| {
            let pdf = Pdf::new(bytes).ok()?;
            let _ = pdf.pages().len();
            Some(Interpreter(pdf))
        }))
        .ok()
        .flatten()
    }
}

impl Source for Interpreter {
    fn pages(&self) -> usize {
        self.0.pages().len()
    }

    fn each(&self, limits: &Limits, fonts: &[SimpleFont], each: &mut dyn FnMut(usize, PageGlyphs) -> bool) {
        let cache = InterpreterCache::new();
        let settings = InterpreterSettings::default();
        let (mut left, mut text) = (limits.glyphs, limits.text_bytes);
        for (index, page) in self.0.pages().iter().enumerate() {
            let read = read_page(page, &cache, &settings, limits, fonts, (left, &mut text));
            left = left.saturating_sub(read.glyphs.len() as u64);
            if !each(index, read) {
                break;
            }
        }
    }

    fn glance(&self, page: usize, limits: &Limits) -> Option<Picture> {
        pictures::glance(self.0.pages().get(page)?, limits, pasted::SCALE, pasted::BRIGHTEST)
    }
}

fn read_page<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    limits: &Limits,
    fonts: &[SimpleFont],
    left: (u64, &mut u64),
) -> PageGlyphs {
    let contents = catch_unwind(AssertUnwindSafe(|| contents::of(page, limits.part_bytes)));
    let Ok(mut contents) = contents else {
        return PageGlyphs { broken: true, ..PageGlyphs::default() };
    };
    let collect = |contents: &Contents| {
        let mut device = Collector {
            page: PageGlyphs::default(),
            before: 0,
            operators: limits.operators,
            glyphs: left.0.min(limits.glyphs / PAGE),
            text: *left.1,
            marks: Vec::new(),
            artifacts: 0,
            fonts,
            cover: Cover::default(),
            ground: Cover::default(),
            shapes: Shapes::default(),
            end: Cow::Borrowed(""),
            ended: false,
        };
        let done = catch_unwind(AssertUnwindSafe(|| {
            let shown = page.intersected_crop_box();
            let place = Placement::of(page);
            (device.page.width, device.page.height) = place.size();
            device.page.place = place;
            let bounds = Rect::new(shown.x0, shown.y0, shown.x1, shown.y1);
            let context = |render_content| {
                let settings = InterpreterSettings { render_content, ..settings.clone() };
                Context::new(Affine::IDENTITY, bounds, cache, page.xref(), settings)
            };
            let (end, bytes) = contents.with_end();
            device.end = end;
            let mut drawn = context(RenderContent::PAGE);
            interpret(TypedIter::new(&bytes), page.resources(), &mut drawn, &mut device);
            interpret_page(page, &mut context(RenderContent::ANNOTATIONS), &mut device);
        }));
        let stopped = done.is_ok() && !device.ended;
        let text = device.text;
        let mut read = device.page;
        read.picture = read.picture.max(device.cover.share());
        read.drawn = device.shapes.lines(read.glyphs.iter().map(|glyph| glyph.y));
        read.limited = done.as_ref().err().and_then(|cause| cause.downcast_ref::<Over>().copied());
        read.broken = !contents.whole || !device.ended && read.limited.is_none();
        (read, text, stopped)
    };
    let (mut read, mut text, stopped) = collect(&contents);
    if stopped {
        contents.bytes = soothed(&contents.bytes);
        let (again, after, _) = collect(&contents);
        if again.glyphs.len() > read.glyphs.len() {
            (read, text) = (again, after);
        }
        read.broken = true;
    }
    read.broken |= contents.lacks_font(page);
    *left.1 = text;
    read
}

/// Unwinds out of the interpreter, which has no way to stop, without a message.
fn stop(over: Over) -> ! {
    resume_unwind(Box::new(over))
}

/// What a form or a clip costs, in operators: the interpreter starts anew for each.
const FORM: u64 = 20;

/// A page may have this share of the glyphs of a document: they are all in memory at once.
const PAGE: u64 = 4;

/// Open marked content.
struct Marked {
    /// Its replacement text, emptied when used.
    actual: Option<String>,
    artifact: bool,
    /// Its number, or that of what it stands in.
    number: Option<u32>,
}

struct Collector<'f> {
    fonts: &'f [SimpleFont],
    page: PageGlyphs,
    /// Where pictures lie.
    cover: Cover,
    /// Where something else than white lies.
    ground: Cover,
    shapes: Shapes,
    /// Glyphs of the run before.
    before: usize,
    operators: u64,
    glyphs: u64,
    /// Bytes of text left for the document, of what stands for more than one character.
    text: u64,
    marks: Vec<Marked>,
    artifacts: u32,
    /// The tag that stands at the end of the page's drawing, and whether it was met: the interpreter stops without a word
    /// at what it cannot read.
    end: Cow<'static, str>,
    ended: bool,
}

impl Collector<'_> {
    /// True where the widths of a run are those of bold fonts, and of no other.
    fn is_bold_by_widths(&self, run: &GlyphRun<'_, '_>) -> bool {
        let glyphs = || {
            run.glyphs().iter().take(16).filter_map(|glyph| match &**glyph {
                Shape::Outline(outline) => Some((outline.char_code(), outline.advance_width()?)),
                Shape::Type3(_) => None,
            })
        };
        let fits = |font: &&SimpleFont| glyphs().all(|(code, width)| font.fits(code, width));
        glyphs().next().is_some()
            && self.fonts.iter().filter(|font| font.bold).any(|font| fits(&font))
            && !self.fonts.iter().filter(|font| !font.bold).any(|font| fits(&font))
    }

    fn spend(&mut self, cost: u64) {
        match self.operators.checked_sub(cost) {
            Some(left) => self.operators = left,
            None => stop(Over::Operators),
        }
    }

    /// Shares of the page's width and height, from the least.
    fn shares(&self, bounds: Rect) -> ((f32, f32), (f32, f32)) {
        let shown = |x, y| self.page.place.shown(Point::new(x, y));
        let ((x0, y0), (x1, y1)) = (shown(bounds.x0, bounds.y0), shown(bounds.x1, bounds.y1));
        let share = |a: f32, b: f32, side: f32| (a.min(b) / side.max(1.0), a.max(b) / side.max(1.0));
        (share(x0, x1, self.page.width), share(y0, y1, self.page.height))
    }

    /// Notes a surface that white letters can be read on.
    fn lay(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        let room = match mode {
            DrawMode::Stroke(stroke) => {
                f64::from(stroke.line_width) * props.transform.determinant().abs().sqrt()
            }
            _ => 0.0,
        };
        let bounds = props.transform.transform_rect_bbox(path.bounding_box()).inflate(room / 2.0, room / 2.0);
        if !is_white(&props.paint) && bounds.width().min(bounds.height()) > SURFACE {
            let (across, down) = self.shares(bounds);
            self.ground.touch(across, down);
        }
    }

    /// True where no reader sees a glyph: it stands beside the page, or is white and nothing lies under it.
    fn is_hidden(&self, (x, y): (f32, f32), (dx, dy): (f32, f32), size: f32, white: bool) -> bool {
        let (width, height) = (self.page.width, self.page.height);
        let beside = x.min(dx) > width + EDGE || x.max(dx) < -EDGE;
        let beyond = y.min(dy) > height + size.max(EDGE) || y.max(dy) < -EDGE;
        let middle = ((x + dx) / 2.0 / width.max(1.0), ((y + dy) / 2.0 - 0.3 * size) / height.max(1.0));
        beside || beyond || white && !self.ground.covers(middle.0, middle.1)
    }

    fn spend_text(&mut self, text: &str) {
        match self.text.checked_sub(text.len() as u64) {
            Some(left) => self.text = left,
            None => stop(Over::Text),
        }
    }

    fn line(&mut self, a: Point, b: Point, colour: u32) {
        let ((x0, y0), (x1, y1)) = (self.page.place.shown(a), self.page.place.shown(b));
        let level = (y0 - y1).abs() < 1.0 && (x0 - x1).abs() > 4.0;
        let upright = (x0 - x1).abs() < 1.0 && (y0 - y1).abs() > 4.0;
        if (level || upright) && self.page.strokes.len() < 20_000 {
            let (left, right, top, bottom) = (x0.min(x1), x0.max(x1), y0.min(y1), y0.max(y1));
            let stroke = Stroke { x0: left, y0: top, x1: right, y1: bottom, colour };
            self.page.strokes.push(stroke);
        }
    }
}

/// Points of a surface's lesser side: a line is none.
const SURFACE: f64 = 4.0;
/// Points beyond the page's edge at which nothing is seen.
const EDGE: f32 = 3.0;

/// True for white, as the page itself is.
fn is_white(paint: &Paint<'_>) -> bool {
    let Paint::Color(colour) = paint else { return false };
    let [red, green, blue, _] = colour.to_rgba().to_rgba8();
    red.min(green).min(blue) >= 250
}

/// Red, green and blue of a paint; 0 where they are much the same, or a pattern.
fn colour(paint: &Paint<'_>) -> u32 {
    let Paint::Color(colour) = paint else { return 0 };
    let [red, green, blue, _] = colour.to_rgba().to_rgba8();
    let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
    if most - least < 40 { 0 } else { u32::from_be_bytes([0, red, green, blue]) }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(1);
        let stroked = matches!(mode, DrawMode::Stroke(_) | DrawMode::FillAndStroke(..));
        self.lay(path, &props, mode);
        let colour = colour(&props.paint);
        if !stroked {
            let place = self.page.place;
            self.shapes.add(path, props.transform, |point| place.shown(point));
            let bounds = props.transform.transform_rect_bbox(path.bounding_box());
            if bounds.width().min(bounds.height()) > 3.0 {
                return;
            }
            let middle = bounds.center();
            if bounds.width() > bounds.height() {
                self.line(Point::new(bounds.x0, middle.y), Point::new(bounds.x1, middle.y), colour);
            } else {
                self.line(Point::new(middle.x, bounds.y0), Point::new(middle.x, bounds.y1), colour);
            }
            return;
        }
        let (mut start, mut at) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => {
                    start = props.transform * p;
                    at = start;
                }
                PathEl::LineTo(p) => {
                    let to = props.transform * p;
                    self.line(at, to, colour);
                    at = to;
                }
                PathEl::ClosePath => {
                    self.line(at, start, colour);
                    at = start;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => at = props.transform * p,
            }
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend(FORM);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(1);
        // Filled and stroked is how programs thicken a font that has no bold one.
        let thick = matches!(mode, DrawMode::FillAndStroke(..));
        let bold = thick
            || match run.glyphs().first().map(|glyph| &**glyph) {
                Some(Shape::Outline(outline)) => match outline.font_data() {
                    Some(font) => {
                        let name = font.postscript_name.map(|name| name.to_ascii_lowercase());
                        font.weight.is_some_and(|weight| weight >= 600)
                            || name.is_some_and(|name| name.contains("bold"))
                    }
                    None => !self.fonts.is_empty() && self.is_bold_by_widths(run),
                },
                _ => false,
            };
        let count = run.glyphs().len();
        let mut opens = std::mem::replace(&mut self.before, count).min(count) >= TOGETHER;
        let white = matches!(mode, DrawMode::Fill(_)) && is_white(&props.paint);
        if matches!(mode, DrawMode::Invisible) {
            self.page.unseen += count;
        }
        let mut last: Option<(usize, f32, f32)> = None;
        for glyph in run.glyphs() {
            if self.glyphs == 0 {
                stop(Over::Glyphs);
            }
            self.glyphs -= 1;
            let m = (props.transform * glyph.transform()).as_coeffs();
            let (x, y) = self.page.place.shown(Point::new(m[4], m[5]));
            let (ax, ay) = self.page.place.shown(Point::new(m[4] + m[0], m[5] + m[1]));
            let (dx, dy) = (ax - x, ay - y);
            let unit = dx.hypot(dy);
            let size = (m[2].hypot(m[3]) * 1000.0) as f32;
            if !(x.is_finite() && y.is_finite() && unit.is_finite() && size.is_finite()) || unit <= 0.0 {
                continue;
            }
            let (width, scale) = match &**glyph {
                Shape::Outline(outline) => (outline.advance_width().unwrap_or(500.0), unit),
                Shape::Type3(type3) => (type3.advance_width().unwrap_or(500.0), unit),
            };
            let advance = (width * scale).clamp(0.0, size.max(1.0) * 4.0);
            let along = (dx / unit, dy / unit);
            // What the run says of the distance to the next glyph is surer than the font's own width.
            if let Some((index, lx, ly)) = last
                && let Some(before) = self.page.glyphs.get_mut(index)
            {
                let gap = (x - lx) * before.along.0 + (y - ly) * before.along.1;
                if gap > 0.0 && gap < before.advance {
                    before.advance = gap;
                }
            }
            let mut text = match glyph.as_unicode() {
                Some(BfString::Char(one)) => Text::One(one),
                Some(BfString::String(many)) => {
                    self.spend_text(&many);
                    Text::Many(many)
                }
                None => Text::One('\u{fffd}'),
            };
            if let Some(actual) = self.marks.iter_mut().rev().find_map(|mark| mark.actual.as_mut()) {
                text = Text::Many(std::mem::take(actual));
            }
            if self.is_hidden((x, y), (x + dx / unit * advance, y + dy / unit * advance), size, white) {
                self.page.hidden += u32::from(!text.is_blank());
                last = None;
                continue;
            }
            last = Some((self.page.glyphs.len(), x, y));
            self.page.glyphs.push(Glyph {
                text,
                x,
                y,
                along,
                advance,
                size,
                bold,
                artifact: self.artifacts > 0,
                mark: self.marks.last().and_then(|mark| mark.number),
                opens: std::mem::take(&mut opens),
            });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.spend(1);
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let bounds = props.transform.transform_rect_bbox(whole);
        let page = f64::from(self.page.width * self.page.height).max(1.0);
        self.page.picture = self.page.picture.max((bounds.area().abs() / page).min(1.0) as f32);
        let (across, down) = self.shares(bounds);
        self.cover.add(across, down);
        self.ground.touch(across, down);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        if tag == self.end.as_bytes() {
            self.ended = true;
            return;
        }
        self.spend(1);
        let actual = properties
            .and_then(|dict| dict.get::<PdfString<'_>>(b"ActualText".as_slice()))
            .map(|value| super::gate::text(value.as_bytes()));
        if let Some(actual) = &actual {
            self.spend_text(actual);
        }
        let number = properties.and_then(|dict| dict.get::<i32>(b"MCID".as_slice()));
        let number = number
            .and_then(|number| u32::try_from(number).ok())
            .or_else(|| self.marks.last().and_then(|mark| mark.number));
        let artifact = tag == b"Artifact";
        self.artifacts += u32::from(artifact);
        self.marks.push(Marked { actual, artifact, number });
    }

    fn end_marked_content(&mut self) {
        if self.marks.pop().is_some_and(|mark| mark.artifact) {
            self.artifacts = self.artifacts.saturating_sub(1);
        }
    }
}
