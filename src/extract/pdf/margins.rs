//! How far lines may reach: what a page of short lines does not show, other pages of the document do.

use std::collections::BTreeMap;

use super::layout::Piece;

/// Lines that come near the right margin before it counts as known.
const NEAR: usize = 3;
/// How near, as a share of the width: about a long word.
const SHARE: f32 = 0.15;
/// Points by which left edges may differ.
const SAME: f32 = 4.0;

/// Lines that flow between the same margins.
struct Flow {
    left: f32,
    right: f32,
    near: usize,
}

/// Widens flows that hold hardly a full line, as those of a last page with names alone, to the margin that other flows
/// with the same left edge have.
pub(super) fn settle(pieces: &mut [Piece]) {
    let mut flows: BTreeMap<(u32, u32), Flow> = BTreeMap::new();
    let key = |page: Option<u32>, right: f32| (page.unwrap_or(0), right.to_bits());
    for piece in pieces.iter() {
        let Piece::Line(line, right) = piece else { continue };
        let new = || Flow { left: f32::MAX, right: *right, near: 0 };
        let flow = flows.entry(key(line.page(), *right)).or_insert_with(new);
        flow.left = flow.left.min(line.x0());
    }
    for piece in pieces.iter() {
        let Piece::Line(line, right) = piece else { continue };
        if let Some(flow) = flows.get_mut(&key(line.page(), *right)) {
            flow.near += usize::from(line.x1() > right - SHARE * (right - flow.left));
        }
    }
    let wider = |weak: &Flow| {
        let known = flows.values().filter(|flow| flow.near >= NEAR && flow.right > weak.right + SAME);
        known.filter(|flow| (flow.left - weak.left).abs() < SAME).map(|flow| flow.right).reduce(f32::min)
    };
    let wider: BTreeMap<(u32, u32), f32> = flows
        .iter()
        .filter(|(_, flow)| flow.near < NEAR)
        .filter_map(|(key, flow)| Some((*key, wider(flow)?)))
        .collect();
    for piece in pieces {
        let Piece::Line(line, right) = piece else { continue };
        if let Some(wider) = wider.get(&key(line.page(), *right)) {
            *right = *wider;
        }
    }
}
