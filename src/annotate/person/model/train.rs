//! How weights are learnt.

use super::window::{Gap, Window, gap};
use super::{SLOTS, TAGS, Tag, Tagger, Weights, Words};

/// The tag that is right must beat the others by so much in training, before averaging: a narrow win teaches too.
const MARGIN: f32 = 40.0;
/// Trainings in different orders, whose weights are averaged.
const ORDERS: u64 = 3;

/// Learns weights from texts with the tag of every token. Averaged perceptrons with a margin: `epochs` times over all
/// texts, each time with the lists of the next tagger of `lists`, so that no feature of the lists is trusted blindly; the
/// mean over several orders of the texts. Deterministic.
pub fn train(lists: &[Tagger], texts: &[(Words<'_>, &[Tag])], epochs: usize) -> Vec<Weights> {
    let mut total = vec![[0f64; TAGS]; SLOTS];
    for order in 0..ORDERS {
        for (sum, mean) in total.iter_mut().zip(train_once(lists, texts, epochs, order)) {
            (0..TAGS).for_each(|tag| sum[tag] += mean[tag] / ORDERS as f64);
        }
    }
    let largest = total.iter().flatten().map(|weight| weight.abs()).fold(1e-9, f64::max);
    let scale = (f64::from(i16::MAX) / largest).min(256.0);
    total.iter().map(|slot| slot.map(|weight| (weight * scale).round() as i16)).collect()
}

fn train_once(lists: &[Tagger], texts: &[(Words<'_>, &[Tag])], epochs: usize, seed: u64) -> Vec<[f64; TAGS]> {
    let mut weights = vec![[0f32; TAGS]; SLOTS];
    let mut sums = vec![[0f64; TAGS]; SLOTS];
    let mut step = 1f64;
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1d_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for epoch in 0..epochs {
        for at in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(at, (random % (at as u64 + 1)) as usize);
        }
        let Some(tagger) = lists.get(epoch % lists.len().max(1)) else { break };
        for index in &order {
            let (words, gold) = texts[*index];
            let mut window = Window::new(tagger, words);
            let (mut before, mut last) = (Tag::Outside, Tag::Outside);
            for (at, right) in gold.iter().enumerate() {
                if gap(words, at) == Gap::Break {
                    (before, last) = (Tag::Outside, Tag::Outside);
                }
                let mut tag = Tag::Outside;
                if let Some(allowed) = window.allowed(at, last) {
                    let features = window.features(at, before, last);
                    let mut scores = [0f32; TAGS];
                    for slot in features {
                        for (score, weight) in scores.iter_mut().zip(weights[slot as usize]) {
                            *score += weight;
                        }
                    }
                    let best = |without: Option<Tag>| {
                        let open = Tag::ALL
                            .into_iter()
                            .filter(|tag| allowed[*tag as usize] && Some(*tag) != without);
                        open.rev().max_by(|a, b| scores[*a as usize].total_cmp(&scores[*b as usize]))
                    };
                    tag = best(None).unwrap_or(Tag::Outside);
                    let rival = best(Some(*right)).filter(|rival| {
                        allowed[*right as usize] && scores[*right as usize] - scores[*rival as usize] < MARGIN
                    });
                    if let Some(rival) = rival.filter(|_| !(*right == Tag::Outside && window.slips(at))) {
                        for slot in features {
                            let slot = slot as usize;
                            weights[slot][*right as usize] += 1.0;
                            sums[slot][*right as usize] += step;
                            weights[slot][rival as usize] -= 1.0;
                            sums[slot][rival as usize] -= step;
                        }
                    }
                    step += 1.0;
                }
                (before, last) = (last, tag);
            }
        }
    }
    let mean = |slot: usize, tag: usize| f64::from(weights[slot][tag]) - sums[slot][tag] / step;
    (0..SLOTS).map(|slot| std::array::from_fn(|tag| mean(slot, tag))).collect()
}
