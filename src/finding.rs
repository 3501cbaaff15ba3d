//! Findings: an author's mistakes and risks, as data. Nothing is rendered here.
//!
//! All findings of a run are collected, sorted by place and shown once. Trouble that stops a run
//! (a file that cannot be read, a full disk) is an error of the function that met it, not a finding.

mod code;

pub use code::Code;

use crate::source::{Position, Source, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For information: nothing is wrong, something could not be checked.
    Note,
    /// Probably not what was meant; converted all the same.
    Warning,
    /// The article is not converted.
    Error,
}

impl Severity {
    /// Returns the word used in output and in `--fail-on`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a source with a few words about it.
#[derive(Debug, Clone)]
pub struct Label {
    /// The source the span belongs to.
    pub source: Source,
    /// The words in question.
    pub span: Span,
    /// What is said of them; may be empty.
    pub text: String,
}

/// A replacement that would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace, in the finding's own source.
    pub span: Span,
    /// What to write instead, as plain words: the notation's own quotes and escapes are put around it.
    pub replacement: String,
    /// Whether nothing else can have been meant, so that it may be done unasked.
    pub certain: bool,
}

/// One finding: a fact about a place in what was written, and what to do about it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of finding this is.
    pub code: Code,
    /// How bad it is; usually the code's own severity.
    pub severity: Severity,
    /// Names the fact, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub label: Label,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// What to write instead, and why.
    pub hints: Vec<String>,
    /// An edit that would mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Returns a finding at a place, with the code's own severity.
    pub fn new(code: Code, source: &Source, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            label: Label { source: source.clone(), span, text: String::new() },
            related: Vec::new(),
            hints: Vec::new(),
            fix: None,
        }
    }

    /// Adds a few words under the marked place.
    #[must_use]
    pub fn with_label(mut self, text: impl Into<String>) -> Self {
        self.label.text = text.into();
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds "did you mean" advice and the fix that follows it, when there is a near miss.
    #[must_use]
    pub fn with_suggestion(mut self, suggestion: Option<&str>) -> Self {
        if let Some(near) = suggestion {
            self.hints.push(format!("did you mean `{near}`?"));
            let certain = self.code.is_of_fixed_words() && is_slip(self.label.source.slice(self.label.span), near);
            self.fix = Some(Fix { span: self.label.span, replacement: near.to_owned(), certain });
        }
        self
    }

    /// Adds the words that were certainly meant at the marked place.
    #[must_use]
    pub fn with_certain_fix(mut self, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span: self.label.span, replacement: replacement.into(), certain: true });
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn with_related(mut self, source: &Source, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { source: source.clone(), span, text: text.into() });
        self
    }

    /// Returns the line and column of the finding.
    #[must_use]
    pub fn position(&self) -> Position {
        self.label.source.position(self.label.span.start as usize)
    }
}

/// Says whether a word is another one with a slip of the pen in it: capitals, the mark between its
/// parts, one letter in a short word, two in a long one. Numbers are never slips of each other.
fn is_slip(written: &str, meant: &str) -> bool {
    let written = written.trim_matches(['"', '\'']);
    let even = |word: &str| word.to_lowercase().replace(['_', '-', ' '], "");
    if even(written) == even(meant) {
        return true;
    }
    let length = meant.chars().count().min(written.chars().count());
    let allowed = if length < 4 { 0 } else { 1 + usize::from(length >= 8) };
    let digits = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    !digits(written) && !digits(meant) && strsim::osa_distance(written, meant) <= allowed
}

/// A value together with the findings met while making it.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// The value; what could be made of it when there are errors.
    pub value: T,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl<T> Checked<T> {
    /// Says whether any finding is an error: then the article is not converted.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.findings)
    }
}

/// Says whether any of the findings is an error.
#[must_use]
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Sorts findings by file, place and code, so that the same input gives the same report.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.label.source.name.clone(), f.label.source.first_line, f.label.span, f.code);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
