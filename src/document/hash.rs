//! A fast hash of words.

use std::hash::{BuildHasherDefault, Hasher};

/// A table by words.
pub type WordMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// Multiply-and-rotate over eight bytes at a time. Not for untrusted keys: the keys here are those of the lexicons, and
/// a text that collides costs one comparison more.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordHasher(u64);

/// The hash of one word.
pub fn word_hash(word: &[u8]) -> u64 {
    let mut hasher = WordHasher::default();
    hasher.write(word);
    hasher.finish()
}

impl WordHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            self.mix(u64::from_le_bytes(*eight));
        }
        if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            // The two may overlap; the length keeps apart what then looks alike.
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            self.mix(u64::from(first) | u64::from(last) << 32);
        } else if let (Some(first), Some(last)) = (rest.first(), rest.last()) {
            let middle = rest[rest.len() / 2];
            self.mix(u64::from(*first) | u64::from(middle) << 8 | u64::from(*last) << 16);
        }
        self.mix(bytes.len() as u64);
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn finish(&self) -> u64 {
        // The table takes the high and the low bits: mix once more.
        self.0 ^ (self.0 >> 29)
    }
}

/// Takes parts up into a hash, each with its length, so that no two lists of parts look alike.
pub fn take_up<P: AsRef<[u8]>>(hasher: &mut blake3::Hasher, parts: impl IntoIterator<Item = P>) {
    for part in parts {
        let part = part.as_ref();
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
}
