//! TOML documents, read with errors that name the file, the place and what was meant.

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::spelling::did_you_mean;

/// What is wrong in a scenario or a description of certificates, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct DocumentError {
    /// The file, as it was named; for an embedded one its path in the repository.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what was meant where that can be guessed.
    pub message: String,
}

/// A document's name and text: what an error needs to say where it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl Document<'_> {
    /// Reads the document. Unknown keys and wrong values are errors.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, DocumentError> {
        toml::from_str(self.text).map_err(|error| {
            let message = with_guess(error.message());
            self.error_at(error.span().map_or(0, |span| span.start), message)
        })
    }

    /// An error about a value of this document.
    pub(crate) fn error<T>(self, about: &Spanned<T>, message: String) -> DocumentError {
        self.error_at(about.span().start, message)
    }

    /// An error at the byte `offset`.
    pub(crate) fn error_at(self, offset: usize, message: String) -> DocumentError {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).map_or(0, |start| start.chars().count()) + 1;
        DocumentError { file: self.file.to_owned(), line, column, message }
    }
}

/// serde words it as "unknown field `x`, expected one of `a`, `b`": adds which of them was meant.
fn with_guess(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    match (message.starts_with("unknown "), quoted.next()) {
        (true, Some(unknown)) => format!("{message}{}", did_you_mean(unknown, quoted)),
        _ => message.to_owned(),
    }
}
