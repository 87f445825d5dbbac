//! Names for the numbers on the wire: open newtypes over the IANA registries.
//!
//! A number without a name survives and prints as `unknown(0x1234)`; a value reserved by RFC 8701 prints as
//! `grease(0x1a1a)`. One file a registry.

mod alert_description;
mod alert_level;
mod certificate_compression_algorithm;
mod certificate_status_type;
mod certificate_type;
mod cipher_suite;
mod client_certificate_type;
mod compression_method;
mod content_type;
mod ec_curve_type;
mod ec_point_format;
mod ech_client_hello_type;
mod end;
mod extension_type;
mod handshake_type;
mod hpke_aead;
mod hpke_kdf;
mod key_update_request;
mod max_fragment_length;
mod named_group;
mod oid;
mod protocol_version;
mod psk_key_exchange_mode;
mod server_name_type;
mod signature_scheme;

pub use alert_description::AlertDescription;
pub use alert_level::AlertLevel;
pub use certificate_compression_algorithm::CertificateCompressionAlgorithm;
pub use certificate_status_type::CertificateStatusType;
pub use certificate_type::CertificateType;
pub use cipher_suite::CipherSuite;
pub use client_certificate_type::ClientCertificateType;
pub use compression_method::CompressionMethod;
pub use content_type::ContentType;
pub use ec_curve_type::EcCurveType;
pub use ec_point_format::EcPointFormat;
pub use ech_client_hello_type::EchClientHelloType;
pub use end::End;
pub use extension_type::ExtensionType;
pub use handshake_type::HandshakeType;
pub use hpke_aead::HpkeAead;
pub use hpke_kdf::HpkeKdf;
pub use key_update_request::KeyUpdateRequest;
pub use max_fragment_length::MaxFragmentLength;
pub use named_group::NamedGroup;
pub use oid::oid_name;
pub use protocol_version::ProtocolVersion;
pub use psk_key_exchange_mode::PskKeyExchangeMode;
pub use server_name_type::ServerNameType;
pub use signature_scheme::SignatureScheme;

/// Declares an open newtype: constants, names, and a `Display` that never loses the number.
macro_rules! registry {
    ($(#[$doc:meta])* pub struct $name:ident($number:ident); $($constant:ident = $value:literal => $text:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $number);

        impl $name {
            $(
                #[doc = concat!("`", $text, "`, ", stringify!($value), ".")]
                pub const $constant: Self = Self($value);
            )*

            /// Every number of the registry that has a name, in order.
            pub const ALL: &'static [Self] = &[$(Self($value)),*];

            /// The registered name, or `None`.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($text),)*
                    _ => None,
                }
            }

            /// Whether RFC 8701 reserves the value to keep peers tolerant.
            #[must_use]
            pub fn is_grease(self) -> bool {
                $crate::names::is_grease(u32::from(self.0), $number::BITS)
            }
        }

        impl From<$number> for $name {
            fn from(number: $number) -> Self {
                Self(number)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let digits = ($number::BITS / 4) as usize;
                match self.name() {
                    Some(name) => f.pad(name),
                    None if self.is_grease() => f.pad(&format!("grease(0x{:0digits$x})", self.0)),
                    None => f.pad(&format!("unknown(0x{:0digits$x})", self.0)),
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}
pub(crate) use registry;

/// RFC 8701: two equal bytes `0x?a?a` in the 16-bit registries.
fn is_grease(number: u32, bits: u32) -> bool {
    bits == 16 && number & 0x0f0f == 0x0a0a && number >> 8 == number & 0xff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_unknown_and_grease() {
        assert_eq!(CipherSuite(0x1301).to_string(), "TLS_AES_128_GCM_SHA256");
        assert_eq!(CipherSuite(0x1a1a).to_string(), "grease(0x1a1a)");
        assert_eq!(CipherSuite(0x1a2a).to_string(), "unknown(0x1a2a)");
        assert_eq!(AlertDescription(200).to_string(), "unknown(0xc8)");
        assert_eq!(format!("{:<8}|", ContentType::ALERT), "alert   |");
    }

    #[test]
    fn no_number_stands_twice() {
        assert!(CipherSuite::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ExtensionType::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
