//! Why a file cannot be used: which one, where in it, what is wrong, what to do.

use std::{fmt, io};

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct CredentialError {
    /// The file's name.
    pub file: String,
    /// The line, from 1, where it is a place in text.
    pub line: Option<usize>,
    /// What is wrong.
    pub says: String,
    /// What to do about it.
    pub remedy: String,
}

impl CredentialError {
    /// An error about a whole file; `FILE` in the remedy becomes its name.
    pub fn new(file: &str, says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, says: says.into(), remedy: remedy.into().replace("FILE", &shell_word(file)) }
    }

    /// A password that does not open a key.
    pub(super) fn wrong_password(file: &str, scheme: &str) -> Self {
        Self::new(
            file,
            format!("the password does not open this private key ({scheme})"),
            "give the right one with --password or --password-file",
        )
    }

    /// An error about a line of a file.
    #[must_use]
    pub fn at_line(mut self, line: Option<usize>) -> Self {
        self.line = line;
        self
    }

    pub(super) fn unreadable(file: &str, error: &io::Error) -> Self {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::PermissionDenied => "its owner has to let you read it",
            _ => "name a plain file",
        };
        Self::new(file, format!("this file cannot be read: {error}"), remedy)
    }
}

/// A file's name as a shell takes it.
#[must_use]
pub fn shell_word(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+=@%,:".contains(letter);
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}; {}", self.says, self.remedy)
    }
}
