//! Amounts that keep their digits: [`Decimal`] is exact decimal text, [`Quantity`] a value or bounds with a unit.
//!
//! `10.380` stays `10.380`. Nothing here goes through a binary fraction, so no digit is lost or made up.

use std::cmp::Ordering;
use std::fmt;

#[cfg(test)]
mod tests;

mod remedy;

/// A decimal number, kept as written; its form is that of
/// [`xsd:decimal`](https://www.w3.org/TR/xmlschema11-2/#decimal).
///
/// Equality is of the text: `1.0` and `1` differ, though [`Decimal::compare`] finds them equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal(Box<str>);

/// Why a text is no decimal number, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct DecimalError {
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub hint: String,
}

/// More digits than any amount in the news has.
const MAX_BYTES: usize = 1_000;

impl Decimal {
    /// Reads a decimal number: an optional sign, digits, and at most one point.
    ///
    /// # Errors
    /// When it has another form, such as an exponent, a thousands separator, or other digits than 0-9.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        if text.len() <= MAX_BYTES && is_decimal(text) {
            return Ok(Self(text.into()));
        }
        Err(remedy::explain(text))
    }

    /// Returns the digits exactly as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether it is written without a point, and so is a valid `xsd:integer` as well.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !self.0.contains('.')
    }

    /// Compares two numbers by value, without loss.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (Digits::of(&self.0), Digits::of(&other.0));
        match (mine.negative, theirs.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => mine.compare_size(&theirs),
            (true, true) => theirs.compare_size(&mine),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

impl std::str::FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        Self::parse(text)
    }
}

/// A number without the digits that do not count.
struct Digits<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Digits<'a> {
    fn of(text: &'a str) -> Self {
        let unsigned = text.trim_start_matches(['+', '-']);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Self { negative: text.starts_with('-') && !zero, whole, fraction }
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        let whole = self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(other.whole));
        whole.then_with(|| self.fraction.cmp(other.fraction))
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut points = 0;
    let mut count = 0;
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => count += 1,
            b'.' => points += 1,
            _ => return false,
        }
    }
    count > 0 && points <= 1
}

/// How much of something: a value or bounds, or only words.
///
/// ```
/// use chancery::statement::quantity::{Amount, Decimal, Quantity};
/// let at_least = Decimal::parse("2.0")?;
/// let amount = Amount::new(None, Some(at_least), None)?;
/// let quantity = Quantity::new(Some(amount), Some("bcm".into()), None)?;
/// assert_eq!(quantity.at_least().map(Decimal::as_str), Some("2.0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    amount: Option<Amount>,
    unit: Option<Box<str>>,
    text: Option<Box<str>>,
}

/// The number of a quantity, or what bounds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    /// This number.
    Value(Decimal),
    /// This number or more.
    AtLeast(Decimal),
    /// This number or less.
    AtMost(Decimal),
    /// Between these two, both included.
    Between(Decimal, Decimal),
}

/// Why the parts of a quantity do not go together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// A value leaves nothing to bound.
    #[error("a quantity has `value` or bounds, not both")]
    ValueAndBounds,
    /// The bounds exclude every number.
    #[error("`at_least` {at_least} is greater than `at_most` {at_most}")]
    Reversed {
        /// The lower bound.
        at_least: Decimal,
        /// The upper bound.
        at_most: Decimal,
    },
    /// A unit alone says nothing.
    #[error("a quantity needs `value`, `at_least`, `at_most` or `text`")]
    Empty,
}

impl QuantityError {
    /// Returns what to write instead.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::ValueAndBounds => "remove `value`, or remove `at_least` and `at_most`".to_owned(),
            Self::Reversed { at_least, at_most } => {
                format!("write `at_least: {at_most}` and `at_most: {at_least}`")
            }
            Self::Empty => "write the number, the words as `text`, or `{unknown: not-stated}`".to_owned(),
        }
    }
}

impl Amount {
    /// Returns the amount that the fields `value`, `at_least` and `at_most` give.
    ///
    /// # Errors
    /// When a value comes with bounds, the bounds exclude everything, or nothing is given.
    pub fn new(
        value: Option<Decimal>,
        at_least: Option<Decimal>,
        at_most: Option<Decimal>,
    ) -> Result<Self, QuantityError> {
        match (value, at_least, at_most) {
            (Some(value), None, None) => Ok(Self::Value(value)),
            (Some(_), _, _) => Err(QuantityError::ValueAndBounds),
            (None, Some(at_least), None) => Ok(Self::AtLeast(at_least)),
            (None, None, Some(at_most)) => Ok(Self::AtMost(at_most)),
            (None, Some(at_least), Some(at_most)) if at_least.compare(&at_most).is_gt() => {
                Err(QuantityError::Reversed { at_least, at_most })
            }
            (None, Some(at_least), Some(at_most)) => Ok(Self::Between(at_least, at_most)),
            (None, None, None) => Err(QuantityError::Empty),
        }
    }
}

impl Amount {
    /// Returns the exact value, if it is given.
    #[must_use]
    pub fn value(&self) -> Option<&Decimal> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the lower bound, if there is one.
    #[must_use]
    pub fn at_least(&self) -> Option<&Decimal> {
        match self {
            Self::AtLeast(bound) | Self::Between(bound, _) => Some(bound),
            _ => None,
        }
    }

    /// Returns the upper bound, if there is one.
    #[must_use]
    pub fn at_most(&self) -> Option<&Decimal> {
        match self {
            Self::AtMost(bound) | Self::Between(_, bound) => Some(bound),
            _ => None,
        }
    }
}

impl Quantity {
    /// Returns a quantity of an amount, or of words alone.
    ///
    /// # Errors
    /// When there is neither an amount nor a text.
    pub fn new(amount: Option<Amount>, unit: Option<Box<str>>, text: Option<Box<str>>) -> Result<Self, QuantityError> {
        if amount.is_none() && text.as_deref().is_none_or(|text| text.trim().is_empty()) {
            return Err(QuantityError::Empty);
        }
        Ok(Self { amount, unit, text })
    }

    /// Returns the amount, unless only words are given.
    #[must_use]
    pub fn amount(&self) -> Option<&Amount> {
        self.amount.as_ref()
    }

    /// Returns the exact value, if it is given.
    #[must_use]
    pub fn value(&self) -> Option<&Decimal> {
        self.amount.as_ref().and_then(Amount::value)
    }

    /// Returns the lower bound, if there is one.
    #[must_use]
    pub fn at_least(&self) -> Option<&Decimal> {
        self.amount.as_ref().and_then(Amount::at_least)
    }

    /// Returns the upper bound, if there is one.
    #[must_use]
    pub fn at_most(&self) -> Option<&Decimal> {
        self.amount.as_ref().and_then(Amount::at_most)
    }

    /// Returns the unit as written.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// Returns the words of the article.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }
}
