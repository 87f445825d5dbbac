//! Numbers that stacks print in place of names: looked up, so that the texts need to know the names alone.
//!
//! `-0x2700`, `-9984`, `0x8009030E`, `-2146893042`, `error:1417C086`, `TLS error: 268435581`, `OSStatus -9807`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The names of one stack's numbers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// A number counts only where one of these words stands in the text too, in lower case; none: it is distinct enough.
    #[serde(default)]
    beside: Vec<String>,
    /// The numbers, hexadecimal or decimal, with their names.
    names: BTreeMap<String, String>,
}

/// The words beside which a number of this table counts, and its names.
type Names = (Vec<String>, BTreeMap<i64, String>);

static TABLES: LazyLock<Vec<Names>> = LazyLock::new(|| {
    let tables: BTreeMap<String, Table> = toml::from_str(include_str!("codes.toml")).unwrap_or_default();
    let numbers = |table: Table| table.names.into_iter().filter_map(|(number, name)| Some((value(&number)?, name))).collect();
    tables.into_values().map(|mut table| (std::mem::take(&mut table.beside), numbers(table))).collect()
});

/// The text, with the names of the numbers in it behind it.
pub(super) fn named(text: &str, around: &str) -> String {
    let around = around.to_lowercase();
    let mut named = text.to_owned();
    for number in text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').filter_map(value) {
        for (beside, names) in TABLES.iter() {
            let counts = beside.is_empty() || beside.iter().any(|word| around.contains(word.as_str()));
            if let Some(name) = names.get(&number).filter(|_| counts) {
                named.push_str(" \u{2014} ");
                named.push_str(name);
            }
        }
    }
    named.push_str(&openssl_reasons(text));
    named
}

/// A number as it is written; the unsigned form of a negative 32-bit number is that number.
fn value(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let number = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let signed = if !negative && number > i64::from(i32::MAX) && number <= i64::from(u32::MAX) { number - (1 << 32) } else { number };
    Some(if negative { -signed } else { signed })
}

/// What OpenSSL and BoringSSL pack into `error:XXXXXXXX:`: a library and a reason.
fn openssl_reasons(text: &str) -> String {
    let packed = |code: &str| u32::from_str_radix(code, 16).ok().filter(|_| code.len() == 8);
    let after_error =
        text.match_indices("error:").filter_map(|(at, word)| packed(text.get(at + word.len()..)?.split([':', ' ', ',', ')']).next()?));
    let of_envoy = text.match_indices("TLS error: ").chain(text.match_indices("SSL error: "));
    let decimal =
        of_envoy.filter_map(|(at, word)| text.get(at + word.len()..)?.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok());
    after_error.chain(decimal).filter_map(reason).fold(String::new(), |named, name| named + " \u{2014} " + name)
}

fn reason(code: u32) -> Option<&'static str> {
    static REASONS: LazyLock<BTreeMap<String, BTreeMap<String, String>>> =
        LazyLock::new(|| toml::from_str(include_str!("reasons.toml")).unwrap_or_default());
    // OpenSSL 3: 8 bits of library from bit 23, 23 bits of reason. Before it, and in BoringSSL: 8 bits from bit 24, 12 bits of reason.
    let library = match (code >> 23 & 0xff, code >> 24) {
        (20, _) | (_, 20) => "openssl-ssl",
        (_, 16) => "boringssl-ssl",
        _ => return None,
    };
    let number = code & 0xfff;
    REASONS.get(library)?.get(&number.to_string()).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_can_be_read() {
        assert!(TABLES.len() >= 5 && TABLES.iter().all(|(_, names)| !names.is_empty()));
    }

    #[test]
    fn numbers_are_named_in_every_notation() {
        for (text, name) in [
            ("mbedtls_ssl_handshake returned -0x2700", "MBEDTLS_ERR_X509_CERT_VERIFY_FAILED"),
            ("mbedtls: -9984", "MBEDTLS_ERR_X509_CERT_VERIFY_FAILED"),
            ("Win32Exception (0x8009030E)", "SEC_E_NO_CREDENTIALS"),
            ("(os error -2146893042)", "SEC_E_NO_CREDENTIALS"),
            ("OSStatus -9807", "errSSLXCertChainInvalid"),
            ("wolfSSL error = -188", "ASN_NO_SIGNER_E"),
            ("error:1417C086:SSL routines", "certificate verify failed"),
            ("TLS error: 268435581:SSL routines", "certificate verify failed"),
        ] {
            assert!(named(text, text).contains(name), "{}", named(text, text));
        }
        assert_eq!(named("the answer is -188", "the answer is -188"), "the answer is -188");
    }
}
