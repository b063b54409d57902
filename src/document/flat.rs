//! Data that is read where it lies: the program carries it laid out, or makes it when it runs. What is made when the
//! program is built costs nothing when it starts, however much it is.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bytes(Cow<'static, [u8]>);

impl Deref for Bytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} bytes", self.0.len())
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(bytes.into())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_bytes(&self.0)
    }
}

impl<'de: 'static> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        from.deserialize_bytes(InPlace).map(Bytes)
    }
}

/// A text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(Cow<'static, str>);

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text(text.to_owned().into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(text.into())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_str(&self.0)
    }
}

impl<'de: 'static> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
        let text = from.deserialize_bytes(InPlace)?;
        let text = match text {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed),
            Cow::Owned(bytes) => std::str::from_utf8(&bytes).map(|text| Cow::Owned(text.to_owned())),
        };
        text.map(Text).map_err(D::Error::custom)
    }
}

/// Numbers of 32 bits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers(Bytes);

impl Numbers {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len() / 4
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number at a place; 0 behind the last.
    #[inline]
    pub fn at(&self, place: usize) -> u32 {
        let four = self.0.get(place * 4..).and_then(|rest| rest.first_chunk());
        four.map_or(0, |four| u32::from_le_bytes(*four))
    }

    /// Two numbers from a place on as one, the first being the lower half.
    #[inline]
    pub fn two_at(&self, place: usize) -> u64 {
        let eight = self.0.get(place * 4..).and_then(|rest| rest.first_chunk());
        eight.map_or(0, |eight| u64::from_le_bytes(*eight))
    }
}

impl FromIterator<u32> for Numbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Numbers {
        let bytes: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
        Numbers(bytes.into())
    }
}

impl FromIterator<u64> for Numbers {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Numbers {
        let bytes: Vec<u8> = numbers.into_iter().flat_map(u64::to_le_bytes).collect();
        Numbers(bytes.into())
    }
}

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(into)
    }
}

impl<'de: 'static> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Numbers, D::Error> {
        Bytes::deserialize(from).map(Numbers)
    }
}

/// Bytes where they lie; those that do not stay are copied.
struct InPlace;

impl<'de: 'static> Visitor<'de> for InPlace {
    type Value = Cow<'static, [u8]>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("bytes")
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(bytes))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(bytes.to_vec()))
    }
}

/// Bytes in an array or a box, for `#[serde(with = "…")]`.
pub mod bytes {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes them.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn serialize<S: Serializer>(bytes: &impl AsRef<[u8]>, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_bytes(bytes.as_ref())
    }

    /// Reads them.
    ///
    /// # Errors
    /// Those of the reader, and where there are not as many bytes as there should be.
    pub fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<&'de [u8]>>(from: D) -> Result<T, D::Error> {
        let bytes = <&[u8]>::deserialize(from)?;
        T::try_from(bytes).map_err(|_| D::Error::invalid_length(bytes.len(), &"another number of bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_they_were_made() {
        let numbers: Numbers = [1u32, 2, u32::MAX].into_iter().collect();
        assert_eq!((numbers.len(), numbers.at(2), numbers.at(3)), (3, u32::MAX, 0));
        assert_eq!(numbers.two_at(0), 1 | 2 << 32);
        let wide: Numbers = [1 | 2u64 << 32].into_iter().collect();
        assert_eq!((wide.at(0), wide.at(1)), (1, 2));
    }

    #[test]
    fn what_is_laid_out_is_read_back() {
        let data = (Text::from("åäö"), Bytes::from(vec![0, 255]), Numbers::from_iter([7u32]));
        let laid: &'static [u8] = Box::leak(postcard::to_allocvec(&data).unwrap().into());
        let read: (Text, Bytes, Numbers) = postcard::from_bytes(laid).unwrap();
        assert_eq!(read, data);
    }
}
