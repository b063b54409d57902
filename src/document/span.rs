//! A half-open stretch of one document's text.

use serde::{Deserialize, Serialize};

/// Half-open range of **bytes** in one document's text. Both ends lie on character boundaries of that text;
/// who makes a span answers for that, and `Document::slice` panics in debug builds when it does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// A span from `start` (inclusive) to `end` (exclusive). An `end` before `start` gives an empty span.
    pub const fn new(start: u32, end: u32) -> Span {
        Span { start, end: if end < start { start } else { end } }
    }

    /// The same for `usize` offsets, which must fit in 32 bits (a document's text is at most 4 GiB).
    pub const fn at(start: usize, end: usize) -> Span {
        Span::new(start as u32, end as u32)
    }

    /// First byte.
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True where it covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True where `other` lies wholly inside this span (an equal span does).
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True where `offset` lies inside.
    pub const fn holds(self, offset: usize) -> bool {
        self.start as usize <= offset && offset < self.end as usize
    }

    /// True where the two share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range, for slicing.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
