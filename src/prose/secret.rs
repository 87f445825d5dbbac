//! Text from which what may be a key is taken out: errors quote files, arguments and pasted lines, and a private key is
//! pasted where a name was asked for more often than one would think.

use std::borrow::Cow;

/// Base64 or hexadecimal of this length may be key material: the shortest secret, 16 bytes of hexadecimal.
const MIN_HEX: usize = 32;
/// Base64 shorter than this holds no private key of any kind (an Ed25519 seed alone takes 43).
const MIN_BASE64: usize = 40;

/// The words of a PEM label that say that a secret follows.
const KEY_LABEL: &str = "PRIVATE KEY-----";

/// The text without key material: what follows a label of a private key, long hexadecimal and long base64.
#[must_use]
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let (shown, is_cut) = match text.find(KEY_LABEL) {
        Some(at) => (&text[..at + KEY_LABEL.len()], true),
        None => (text, false),
    };
    let mut out = String::new();
    let mut rest = shown;
    while let Some((before, run, after)) = next_secret(rest) {
        out.push_str(before);
        out.push('[');
        out.push_str(&run.len().to_string());
        out.push_str(" characters that may be a secret]");
        rest = after;
    }
    if out.is_empty() && !is_cut {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    if is_cut {
        out.push_str(" [a private key, not shown]");
    }
    Cow::Owned(out)
}

/// The first run that may be a secret, with what stands before and behind it.
fn next_secret(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find(in_run).map(|at| from + at) {
        let end = text[start..].find(|letter| !in_run(letter)).map_or(text.len(), |at| start + at);
        if may_be_secret(&text[start..end]) {
            return Some((&text[..start], &text[start..end], &text[end..]));
        }
        from = end;
    }
    None
}

fn in_run(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "+/=".contains(letter)
}

/// Words and paths are mostly of one case and have few digits; of random base64 each has its share.
fn may_be_secret(run: &str) -> bool {
    let count = |is: fn(&u8) -> bool| run.bytes().filter(is).count();
    let is_hex = run.len() >= MIN_HEX && count(u8::is_ascii_hexdigit) == run.len();
    let share = |is: fn(&u8) -> bool, of: usize| count(is) * of >= run.len();
    let is_mixed = share(u8::is_ascii_uppercase, 6) && share(u8::is_ascii_lowercase, 6) && share(u8::is_ascii_digit, 40);
    is_hex || run.len() >= MIN_BASE64 && is_mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_out_and_the_rest_stays() {
        let flat = "a: -----BEGIN PRIVATE KEY----- MIGHAgEAMBMGByqGSM49 -----END PRIVATE KEY-----";
        assert_eq!(without_secrets(flat), "a: -----BEGIN PRIVATE KEY----- [a private key, not shown]");
        let base64 = "no such file: MHcCAQEEIDd9mQ3kX0c1b5rUu8Y2aZ4eVv7Tt6Ss, said it";
        assert_eq!(without_secrets(base64), "no such file: [40 characters that may be a secret], said it");
        assert_eq!(without_secrets(&format!("x {}", "0a".repeat(48))), "x [96 characters that may be a secret]");
    }

    #[test]
    fn words_paths_and_errors_stay_as_they_are() {
        for text in [
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            "sun.security.provider.certpath.SunCertPathBuilderException: unable to find",
            "/home/somebody/projects/certificates/2026/production/client/alice/chain.pem: no such file",
            "ERR_OSSL_EVP_UNSUPPORTED",
        ] {
            assert_eq!(without_secrets(text), text);
        }
    }
}
