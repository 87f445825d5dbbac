//! Commands for a POSIX shell, from openssl 3 and xxd. Of the wire nothing goes into them but hexadecimal digits.

use super::handshake::Messages;

/// A hash, as openssl names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hash {
    /// For people and for `openssl kdf`.
    pub(super) name: &'static str,
    /// The option of `openssl dgst`.
    option: &'static str,
    /// Length of its result in bytes.
    pub(super) length: usize,
}

/// What turns openssl's `AB:CD` into `abcd`.
const PLAIN: &str = " |\n  tr -d : | tr A-F a-f";

impl Hash {
    pub(super) const SHA256: Self = Self { name: "SHA256", option: "-sha256", length: 32 };
    pub(super) const SHA384: Self = Self { name: "SHA384", option: "-sha384", length: 48 };
    pub(super) const SHA512: Self = Self { name: "SHA512", option: "-sha512", length: 64 };

    /// As many zeros as the hash is long, as digits.
    pub(super) fn zeros(self) -> String {
        "00".repeat(self.length)
    }

    /// The hash of standard input.
    pub(super) fn digest(self) -> String {
        format!("openssl dgst {} -r | cut -d ' ' -f 1", self.option)
    }

    /// The HMAC of standard input.
    pub(super) fn hmac(self, key: &str) -> String {
        format!("openssl dgst {} -mac HMAC -macopt hexkey:{key} -r | cut -d ' ' -f 1", self.option)
    }

    /// Whether a signature over a file verifies. `more`: further options.
    pub(super) fn verify(self, more: &str) -> String {
        format!("openssl dgst {}{more} -verify \"$d/key\" -keyform DER -signature \"$d/signature\" \"$d/signed\"", self.option)
    }

    /// HKDF-Extract (RFC 5869 2.2).
    pub(super) fn extract(self, salt: &str, key: &str) -> String {
        self.kdf(self.length, &format!("mode:EXTRACT_ONLY \\\n  -kdfopt hexsalt:{salt} \\\n  -kdfopt hexkey:{key} HKDF"))
    }

    /// HKDF-Expand-Label (RFC 8446 7.1).
    pub(super) fn expand_label(self, secret: &str, label: &str, context: &str, length: usize) -> String {
        let context = if context.is_empty() { String::new() } else { format!(" \\\n  -kdfopt hexdata:{context}") };
        let what = format!(
            "mode:EXPAND_ONLY \\\n  -kdfopt hexkey:{secret} \\\n  -kdfopt 'prefix:tls13 ' -kdfopt 'label:{label}'{context} TLS13-KDF"
        );
        self.kdf(length, &what)
    }

    /// The pseudorandom function of TLS 1.2 (RFC 5246 5).
    pub(super) fn prf(self, secret: &str, label: &str, seed: &str, length: usize) -> String {
        self.kdf(length, &format!("hexsecret:{secret} \\\n  -kdfopt 'seed:{label}' \\\n  -kdfopt hexseed:{seed} TLS1-PRF"))
    }

    fn kdf(self, length: usize, what: &str) -> String {
        format!("openssl kdf -keylen {length} -kdfopt digest:{} -kdfopt {what}", self.name)
    }
}

/// A command that prints its result.
pub(super) fn print(command: &str) -> String {
    format!("{command}{PLAIN}")
}

/// A line that keeps what openssl prints for the lines below it.
pub(super) fn keep(variable: &str, command: &str) -> String {
    format!("{variable}=$({command} | tr -d :)\n")
}

/// A line that keeps what a command prints as it is.
pub(super) fn keep_digest(variable: &str, command: &str) -> String {
    format!("{variable}=$({command})\n")
}

/// Digits as bytes.
pub(super) fn bytes(digits: &str) -> String {
    format!("printf %s {digits} | xxd -r -p")
}

/// Variables for messages, a line each, and the bytes of all of them.
pub(super) fn messages(messages: &Messages) -> (String, String) {
    let variables: String = messages.iter().map(|(name, digits)| format!("{name}={digits}\n")).collect();
    let all: Vec<String> = messages.iter().map(|(name, _)| format!("${name}")).collect();
    (variables, bytes(&format!("\"{}\"", all.join(""))))
}
