//! The label between the dashes of a PEM line (RFC 7468 3).
//!
//! What stands between two runs of dashes may be anything, a whole private key with its line breaks lost among it. Only
//! what has the form of a label becomes a [`Label`], and messages quote nothing else of a file.

/// The longest label is read up to here. The longest in use is `SSH2 ENCRYPTED PRIVATE KEY`.
const MAX_LABEL: usize = 40;

/// The longest word of a label: base64 in capital letters alone would be longer.
const MAX_WORD: usize = 15;

/// A label, short and in capital letters: harmless to quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label<'a>(pub(super) &'a str);

impl<'a> Label<'a> {
    /// A text that has the form of a label.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let in_word = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || "#./".contains(letter);
        let is_word = |word: &str| (1..=MAX_WORD).contains(&word.len()) && word.chars().all(in_word);
        (text.len() <= MAX_LABEL && text.split(' ').all(is_word)).then_some(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_labels_and_keys_are_not() {
        for label in ["CERTIFICATE", "X509 CRL", "PKCS #7 SIGNED DATA", "X9.42 DH PARAMETERS", "SSH2 ENCRYPTED PRIVATE KEY"] {
            assert_eq!(Label::of(label), Some(Label(label)));
        }
        let flat = "PRIVATE KEY----- MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg -----END PRIVATE KEY";
        for text in ["", " ", "CERTIFICATE ", "MIGHAgEAMBMGByqG", "MHCAQEEIABCDEFGHIJKLMNOP", flat] {
            assert_eq!(Label::of(text), None, "{text}");
        }
    }
}
