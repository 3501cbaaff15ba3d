//! The formats articles come in: one table of names, extensions and media types.

use std::fmt;

/// A format that dossiers are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputFormat {
    /// YAML 1.2, one article a file.
    Yaml,
    /// JSON, one article a file.
    Json,
    /// JSON Lines, one article a line.
    JsonLines,
    /// Comma-separated values, the rows of one article together.
    Csv,
    /// Tab-separated values, the rows of one article together.
    Tsv,
}

impl InputFormat {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Yaml, Self::Json, Self::JsonLines, Self::Csv, Self::Tsv];

    /// Returns the name people use for the format.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
        }
    }

    /// Returns the extensions of files in the format, the usual one first.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Yaml => &["yaml", "yml"],
            Self::Json => &["json"],
            Self::JsonLines => &["jsonl", "ndjson"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv", "tab"],
        }
    }

    /// Returns the media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Yaml => "application/yaml",
            Self::Json => "application/json",
            Self::JsonLines => "application/jsonl",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
        }
    }

    /// Returns whether a file of the format holds one article, so that its name can be the id.
    #[must_use]
    pub const fn is_one_article(self) -> bool {
        matches!(self, Self::Yaml | Self::Json)
    }

    /// Returns the format with this extension, in any case, without the dot.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|format| format.extensions().contains(&&*extension))
    }

    /// Returns the format with this name, extension or media type; parameters do not matter.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Self::from_extension(&name).or_else(|| match &*name {
            "application/x-yaml" | "text/yaml" | "text/x-yaml" => Some(Self::Yaml),
            "application/x-ndjson" | "application/x-jsonlines" | "json-lines" => Some(Self::JsonLines),
            _ => Self::ALL.iter().copied().find(|format| format.media_type() == name),
        })
    }

    /// Returns the format a file name shows, looking through `.gz` and `.zst`.
    ///
    /// ```
    /// use chancery::dossier::stream::InputFormat;
    /// assert_eq!(InputFormat::from_file_name("news/2024.jsonl.zst"), Some(InputFormat::JsonLines));
    /// assert_eq!(InputFormat::from_file_name("notes.txt"), None);
    /// ```
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        let (_, extension) = without_compression(name).rsplit_once('.')?;
        Self::from_extension(extension)
    }
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Returns the id an article has by the name of its file: the name without folder and extensions.
///
/// Names in angle brackets, such as `<stdin>`, and `-` name no file.
#[must_use]
pub fn file_stem(name: &str) -> Option<&str> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if file.is_empty() || file == "-" || file.starts_with('<') {
        return None;
    }
    let file = without_compression(file);
    let stem = match file.rsplit_once('.') {
        Some((stem, extension)) if InputFormat::from_extension(extension).is_some() => stem,
        _ => file,
    };
    (!stem.is_empty()).then_some(stem)
}

fn without_compression(name: &str) -> &str {
    for extension in [".gz", ".zst"] {
        if name.len() > extension.len()
            && let Some((stem, end)) = name.split_at_checked(name.len() - extension.len())
            && end.eq_ignore_ascii_case(extension)
        {
            return stem;
        }
    }
    name
}
