//! Which encoding a text is in that is not UTF-8: told from marks and from the commonest letters.

use std::fmt;

/// What bytes that are not UTF-8 seem to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingGuess {
    /// UTF-16, least byte first.
    Utf16Le,
    /// UTF-16, greatest byte first.
    Utf16Be,
    /// UTF-32, either way round.
    Utf32,
    /// Windows' code page for Arabic.
    Windows1256,
    /// ISO's code page for Arabic.
    Iso8859Part6,
    /// Windows' code page for western Europe.
    Windows1252,
    /// Not text: the start of a file of another kind, named here.
    Binary(&'static str),
    /// UTF-8 but for a zero byte.
    Zero,
    /// UTF-8 that ends in the middle of a character.
    CutShort,
    /// Nothing that can be told.
    Unknown,
}

impl EncodingGuess {
    /// Returns the name that `iconv -f` knows the encoding by.
    #[must_use]
    pub const fn iconv_name(self) -> Option<&'static str> {
        match self {
            Self::Utf16Le | Self::Utf16Be => Some("UTF-16"),
            Self::Utf32 => Some("UTF-32"),
            Self::Windows1256 => Some("WINDOWS-1256"),
            Self::Iso8859Part6 => Some("ISO-8859-6"),
            Self::Windows1252 => Some("WINDOWS-1252"),
            Self::Binary(_) | Self::Zero | Self::CutShort | Self::Unknown => None,
        }
    }

    /// Says whether lines still end where they do in UTF-8, so that one bad line says nothing of the next.
    pub(super) const fn is_of_bytes(self) -> bool {
        !matches!(self, Self::Utf16Le | Self::Utf16Be | Self::Utf32 | Self::Binary(_))
    }

    /// Returns what is wrong with the bytes.
    pub(super) const fn fault(self) -> &'static str {
        if matches!(self, Self::Zero) { "not text: a zero byte" } else { "not UTF-8" }
    }

    /// Returns what they look like, in brackets.
    pub(super) fn likeness(self) -> String {
        match self {
            Self::Zero | Self::Unknown => String::new(),
            guess => format!(" (it looks like {guess})"),
        }
    }

    /// Returns what to do about it.
    #[must_use]
    pub fn hint(self, file: &str) -> String {
        match (self, self.iconv_name()) {
            (Self::Binary(kind), _) => format!("this is {kind}; save it as text in UTF-8 (CSV, JSON or YAML)"),
            (Self::Zero, _) => {
                "take it out: no text holds a zero byte, and programs disagree on what follows".to_owned()
            }
            (Self::CutShort, _) => "the text ends in the middle of a character; was the file copied whole?".to_owned(),
            (_, Some(name)) => {
                format!("it looks like {name}; convert it with `iconv -f {name} -t UTF-8 {file}`")
            }
            _ => "save the file as UTF-8, or convert it with `iconv -f ENCODING -t UTF-8`".to_owned(),
        }
    }
}

impl fmt::Display for EncodingGuess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary(kind) => f.write_str(kind),
            Self::Zero => f.write_str("text with a zero byte"),
            Self::CutShort => f.write_str("cut short"),
            _ => f.write_str(self.iconv_name().unwrap_or("unknown")),
        }
    }
}

/// Recognises the first bytes of files that are not UTF-8 text.
pub(super) fn by_mark(start: &[u8]) -> Option<EncodingGuess> {
    const MARKS: &[(&[u8], EncodingGuess)] = &[
        (b"\xFF\xFE\0\0", EncodingGuess::Utf32),
        (b"\0\0\xFE\xFF", EncodingGuess::Utf32),
        (b"\xFF\xFE", EncodingGuess::Utf16Le),
        (b"\xFE\xFF", EncodingGuess::Utf16Be),
        (b"PK\x03\x04", EncodingGuess::Binary("a ZIP file (as .xlsx, .ods and .docx are)")),
        (b"%PDF-", EncodingGuess::Binary("a PDF file")),
        (b"\xD0\xCF\x11\xE0", EncodingGuess::Binary("an old Office file")),
        (b"\xFD7zXZ\0", EncodingGuess::Binary("compressed with xz (only .gz and .zst are read)")),
        (b"BZh", EncodingGuess::Binary("compressed with bzip2 (only .gz and .zst are read)")),
    ];
    // Letters that are text too are a mark only together with a byte that is not.
    let odd = |guess| !matches!(guess, EncodingGuess::Binary(_)) || start.iter().take(64).any(|&b| b == 0 || b >= 0x80);
    MARKS.iter().find(|(mark, guess)| start.starts_with(mark) && odd(*guess)).map(|(_, guess)| *guess)
}

/// Guesses the encoding of a sample that is not UTF-8; `at_end` if it breaks off in a character.
pub(super) fn guess(sample: &[u8], at_end: bool) -> EncodingGuess {
    if let Some(found) = by_mark(sample) {
        return found;
    }
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let half = sample.len() / 2;
    if half > 4 && zeros(1) * 3 > half && zeros(0) * 8 < half {
        return EncodingGuess::Utf16Le;
    }
    if half > 4 && zeros(0) * 3 > half && zeros(1) * 8 < half {
        return EncodingGuess::Utf16Be;
    }
    if at_end {
        return EncodingGuess::CutShort;
    }
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    let count = |wanted: u8| sample.iter().filter(|byte| **byte == wanted).count();
    // Alef is the commonest letter of Arabic and the same byte in both code pages; lam, the second,
    // tells them apart: 0xE1 in one, 0xE4 in the other.
    if count(0xC7) * 20 >= high && (count(0xE1) + count(0xE4)) * 25 >= high && high >= 3 {
        return if count(0xE1) >= count(0xE4) { EncodingGuess::Windows1256 } else { EncodingGuess::Iso8859Part6 };
    }
    if high == 0 {
        return EncodingGuess::Zero;
    }
    // Accented letters stand alone between plain ones.
    let lone = sample.windows(3).filter(|w| w[1] >= 0x80 && w[0] < 0x80 && w[2] < 0x80).count();
    if lone * 3 >= high * 2 { EncodingGuess::Windows1252 } else { EncodingGuess::Unknown }
}
