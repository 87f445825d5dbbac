//! What a page may do: run its own script, show its own style, and nothing else.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// The Content-Security-Policy of a page with that style and these scripts, each known by its hash.
pub(super) fn policy(style: &str, scripts: &[&str]) -> String {
    let scripts = scripts.iter().map(|script| source(script)).collect::<Vec<_>>().join(" ");
    let scripts = if scripts.is_empty() { "'none'".to_owned() } else { scripts };
    format!("default-src 'none'; script-src {scripts}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'", source(style))
}

fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Content Security Policy Level 2 recommendation, section 7.17.
    #[test]
    fn a_script_is_known_by_its_hash() {
        let found = policy("", &["alert('Hello, world.');"]);
        assert!(found.contains("script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"), "{found}");
    }
}
