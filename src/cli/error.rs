//! What stops a command, with its exit code and a remedy.

use std::error::Error;
use std::fmt::Write as _;

use crate::kb::KbError;
use crate::store::{ErrorClass, StoreError};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Findings at or above the threshold, or differences.
    Findings,
    /// Wrong arguments.
    Usage,
    /// Input that cannot be read or is not valid.
    Input,
    /// Store, disk or lock.
    Store,
    /// A limit was hit.
    Limit,
    /// The store is damaged.
    Corrupt,
    /// Somebody stopped it.
    Interrupted,
}

impl Exit {
    /// Returns what a process of this program ended with; a code of nobody is trouble of the system.
    pub(super) fn from_code(code: i32) -> Self {
        let all = [Self::Done, Self::Findings, Self::Usage, Self::Input, Self::Store, Self::Limit, Self::Corrupt];
        let known = all.into_iter().chain([Self::Interrupted]).find(|exit| i32::from(exit.code()) == code);
        known.unwrap_or(Self::Store)
    }

    /// Returns the exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Store => 4,
            Self::Limit => 5,
            Self::Corrupt => 6,
            Self::Interrupted => 130,
        }
    }
}

/// An error as people see it: what was tried, why it failed, what to do.
#[derive(Debug)]
pub struct CliError {
    exit: Exit,
    message: String,
    /// Lines to be shown as they are, below the message.
    excerpt: String,
    hints: Vec<String>,
    /// The reader of our output went away; nobody is there to be told.
    silent: bool,
}

impl CliError {
    /// Returns an error with its exit code.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), excerpt: String::new(), hints: Vec::new(), silent: false }
    }

    /// Returns an error with the chain of its causes as message; what an error says of its cause is not repeated.
    pub fn from_error(exit: Exit, error: &(dyn Error + 'static)) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let words = inner.to_string();
            if !message.ends_with(&words) {
                let _ = write!(message, ": {words}");
            }
            cause = inner.source();
        }
        Self::new(exit, message)
    }

    /// Returns the error of writing output; a reader that went away is no trouble.
    pub fn output(error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self {
                exit: Exit::Done,
                message: String::new(),
                excerpt: String::new(),
                hints: Vec::new(),
                silent: true,
            };
        }
        Self::new(Exit::Store, format!("could not write the output: {error}"))
    }

    /// Returns a store's error, its exit code by what kind of trouble it is.
    pub fn from_store(error: &StoreError) -> Self {
        let exit = match error.class() {
            ErrorClass::Corrupt => Exit::Corrupt,
            _ => Exit::Store,
        };
        Self::from_error(exit, error)
    }

    /// Adds advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds lines to be shown below the message.
    #[must_use]
    pub fn with_excerpt(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = excerpt.into();
        self
    }

    /// Returns the lines below the message.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// Returns how the program ends because of it.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// Returns the message, unless nobody is to be told.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        (!self.silent).then_some(self.message.as_str())
    }

    /// Returns the advice.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

impl From<KbError> for CliError {
    fn from(error: KbError) -> Self {
        Self::from_error(Exit::Input, &error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum Nested {
        #[error("could not read: {0}")]
        Tells(#[source] std::io::Error),
        #[error("could not read")]
        Silent(#[source] std::io::Error),
        #[error(transparent)]
        Clear(#[from] Box<Self>),
    }

    #[test]
    fn every_cause_is_said_once() {
        let full = || std::io::Error::other("the disk is full");
        for error in [Nested::Tells(full()), Nested::Silent(full()), Nested::Clear(Box::new(Nested::Silent(full())))] {
            let shown = CliError::from_error(Exit::Store, &error);
            assert_eq!(shown.message(), Some("could not read: the disk is full"), "{error:?}");
        }
    }
}
