//! Positions in three units: bytes (ours), Unicode scalars (dossiers), UTF-16 units (browsers, annotation tools).
//!
//! ```
//! use chancery::source::positions::ScalarIndex;
//! let text = "مصر 🇪🇬";
//! let index = ScalarIndex::new(text);
//! assert_eq!(index.scalar_of_byte(text, 7), Some(4));
//! assert_eq!(index.utf16_of_byte(text, 11), Some(6));
//! assert_eq!(index.byte_of_scalar(text, 4), Some(7));
//! ```

#[cfg(test)]
mod tests;

/// One count for every so many bytes, so that a look-up reads at most as many.
const STEP: usize = 1024;

/// Counts along a text that make repeated look-ups cheap; the text itself stays with its owner.
#[derive(Clone, Debug)]
pub struct ScalarIndex {
    bytes: usize,
    ascii: bool,
    /// What begins before each multiple of [`STEP`].
    counts: Vec<Counts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    scalars: usize,
    utf16: usize,
}

impl Counts {
    fn add(&mut self, bytes: &[u8]) {
        let scalars = bytes.iter().filter(|byte| is_start(**byte)).count();
        let surrogates = bytes.iter().filter(|byte| **byte >= 0xF0).count();
        self.scalars += scalars;
        self.utf16 += scalars + surrogates;
    }
}

/// Says whether a byte begins a scalar.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// How many UTF-16 units a scalar takes that begins with this byte.
fn utf16_units(byte: u8) -> usize {
    if byte >= 0xF0 { 2 } else { usize::from(is_start(byte)) }
}

impl ScalarIndex {
    /// Counts through a text once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let ascii = text.is_ascii();
        let mut counts = Vec::new();
        if !ascii {
            let mut sum = Counts::default();
            for chunk in text.as_bytes().chunks(STEP) {
                counts.push(sum);
                sum.add(chunk);
            }
        }
        Self { bytes: text.len(), ascii, counts }
    }

    /// Returns how many scalars stand before a byte; `None` inside a scalar or beyond the text.
    ///
    /// `text` is the text the index was made for, here and below.
    #[must_use]
    pub fn scalar_of_byte(&self, text: &str, byte: usize) -> Option<usize> {
        self.before(text, byte).map(|counts| counts.scalars)
    }

    /// Returns how many UTF-16 units stand before a byte; `None` inside a scalar or beyond the text.
    #[must_use]
    pub fn utf16_of_byte(&self, text: &str, byte: usize) -> Option<usize> {
        self.before(text, byte).map(|counts| counts.utf16)
    }

    /// Returns the byte at which a scalar begins; the number of all scalars gives the end of the text.
    #[must_use]
    pub fn byte_of_scalar(&self, text: &str, scalar: usize) -> Option<usize> {
        self.byte_of(text, scalar, |counts| counts.scalars, |byte| usize::from(is_start(byte)))
    }

    /// Returns the byte at which a UTF-16 unit begins; `None` between the two halves of a pair.
    #[must_use]
    pub fn byte_of_utf16(&self, text: &str, unit: usize) -> Option<usize> {
        self.byte_of(text, unit, |counts| counts.utf16, utf16_units)
    }

    fn before(&self, text: &str, byte: usize) -> Option<Counts> {
        debug_assert_eq!(text.len(), self.bytes, "the index belongs to another text");
        if self.ascii {
            return (byte <= self.bytes).then_some(Counts { scalars: byte, utf16: byte });
        }
        if !text.is_char_boundary(byte) {
            return None;
        }
        // The end of the text may fall on a step of its own.
        let step = (byte / STEP).min(self.counts.len() - 1);
        let mut counts = *self.counts.get(step)?;
        counts.add(text.as_bytes().get(step * STEP..byte)?);
        Some(counts)
    }

    fn byte_of(
        &self,
        text: &str,
        wanted: usize,
        count: fn(&Counts) -> usize,
        weight: fn(u8) -> usize,
    ) -> Option<usize> {
        debug_assert_eq!(text.len(), self.bytes, "the index belongs to another text");
        if self.ascii {
            return (wanted <= self.bytes).then_some(wanted);
        }
        let step = self.counts.partition_point(|counts| count(counts) <= wanted).saturating_sub(1);
        let mut sum = count(self.counts.get(step)?);
        for (at, byte) in text.as_bytes().iter().enumerate().skip(step * STEP) {
            if sum >= wanted && is_start(*byte) {
                return (sum == wanted).then_some(at);
            }
            sum += weight(*byte);
        }
        (sum == wanted).then_some(self.bytes)
    }
}
