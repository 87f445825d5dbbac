//! The certificates that come with the program, described in `certs/` and embedded so that it works anywhere.

use std::sync::LazyLock;

use super::certificate::Certificates;
use super::document::{Document, DocumentError};

/// Embeds `certs/NAME.toml` for each name.
macro_rules! certificates {
    ($($name:literal),*) => {
        &[$(Document { file: concat!("certs/", $name, ".toml"), text: include_str!(concat!("../../certs/", $name, ".toml")) }),*]
    };
}

/// The files of `certs/`: a file may name issuers of those before it.
const CERTIFICATES: &[Document<'_>] = certificates!["lab", "bad-authorities", "bad-clients", "bad-servers"];

/// The lab's certificates, read once.
pub(crate) fn certificates() -> Result<Certificates, DocumentError> {
    static READ: LazyLock<Result<Certificates, DocumentError>> = LazyLock::new(|| {
        let mut all = Certificates::default();
        for document in CERTIFICATES {
            all.read_more(*document)?;
        }
        Ok(all)
    });
    READ.clone()
}
