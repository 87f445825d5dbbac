//! Extensions (RFC 8446 4.2, RFC 5246 7.4.1.4 and many more). One extension, one file.

mod application_layer_protocol_negotiation;
mod application_settings;
pub(super) mod certificate_authorities;
mod certificate_type;
mod compress_certificate;
mod cookie;
mod delegated_credentials;
mod early_data;
mod ec_point_formats;
mod encrypted_client_hello;
mod heartbeat;
mod key_share;
mod max_fragment_length;
mod next_protocol_negotiation;
mod oid_filters;
mod padding;
mod pre_shared_key;
mod psk_key_exchange_modes;
mod record_size_limit;
mod renegotiation_info;
mod server_name;
mod session_ticket;
mod signature_algorithms;
pub(super) mod signed_certificate_timestamp;
mod status_request;
mod status_request_v2;
mod supported_groups;
mod supported_versions;
#[cfg(test)]
mod tests;
mod ticket_request;
mod use_srtp;

use std::fmt::Display;

use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::{
    CertificateCompressionAlgorithm, CertificateType, EcPointFormat, EchClientHelloType, ExtensionType, MaxFragmentLength, NamedGroup,
    ProtocolVersion, PskKeyExchangeMode, SignatureScheme,
};
use crate::wire::handshake::{Context, Psk};

/// Which message an extension stands in: its shape depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// ClientHello.
    ClientHello,
    /// ServerHello.
    ServerHello,
    /// HelloRetryRequest.
    HelloRetryRequest,
    /// EncryptedExtensions.
    EncryptedExtensions,
    /// CertificateRequest of TLS 1.3.
    CertificateRequest,
    /// An entry of a Certificate message of TLS 1.3.
    Certificate,
    /// NewSessionTicket of TLS 1.3.
    NewSessionTicket,
}

/// What the extensions of one message say. Absent ones keep their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// All types, in wire order.
    pub types: Vec<ExtensionType>,
    /// `server_name`: the host name.
    pub server_name: Option<String>,
    /// `supported_versions`: offered (ClientHello, best first) or chosen (one).
    pub supported_versions: Vec<ProtocolVersion>,
    /// `supported_groups`.
    pub supported_groups: Vec<NamedGroup>,
    /// `key_share`: each group and the length of its share in bytes. A HelloRetryRequest names a group, length 0.
    pub key_shares: Vec<(NamedGroup, usize)>,
    /// `signature_algorithms`.
    pub signature_algorithms: Vec<SignatureScheme>,
    /// `signature_algorithms_cert`.
    pub signature_algorithms_cert: Vec<SignatureScheme>,
    /// `application_layer_protocol_negotiation`: offered or chosen protocols.
    pub alpn: Vec<String>,
    /// `psk_key_exchange_modes`.
    pub psk_key_exchange_modes: Vec<PskKeyExchangeMode>,
    /// `pre_shared_key` of a ClientHello.
    pub psks: Vec<Psk>,
    /// `pre_shared_key` of a ServerHello: the index of the chosen one.
    pub selected_psk: Option<u16>,
    /// `certificate_authorities`: DER of each Name.
    pub certificate_authorities: Vec<Vec<u8>>,
    /// `session_ticket`: the ticket; empty asks for one.
    pub session_ticket: Option<Vec<u8>>,
    /// `max_early_data_size` of a NewSessionTicket's `early_data`.
    pub max_early_data_size: Option<u32>,
    /// `compress_certificate`.
    pub compress_certificate: Vec<CertificateCompressionAlgorithm>,
    /// `client_certificate_type`: offered or chosen.
    pub client_certificate_types: Vec<CertificateType>,
    /// `server_certificate_type`: offered or chosen.
    pub server_certificate_types: Vec<CertificateType>,
    /// `record_size_limit`.
    pub record_size_limit: Option<u16>,
    /// `max_fragment_length`.
    pub max_fragment_length: Option<MaxFragmentLength>,
    /// `ec_point_formats`.
    pub ec_point_formats: Vec<EcPointFormat>,
    /// `status_request` of a certificate's entry: DER of the OCSP response.
    pub ocsp_response: Option<Vec<u8>>,
    /// `cookie`.
    pub cookie: Option<Vec<u8>>,
    /// `renegotiation_info`: verify_data of the handshake before; empty in a first handshake.
    pub renegotiated_connection: Option<Vec<u8>>,
    /// `encrypted_client_hello` of a ClientHello.
    pub encrypted_client_hello: Option<EchClientHelloType>,
}

impl Extensions {
    /// Whether an extension is present.
    #[must_use]
    pub fn has(&self, kind: ExtensionType) -> bool {
        self.types.contains(&kind)
    }
}

/// The list of extensions at the end of a hello, which may be absent up to TLS 1.2.
pub(super) fn read_optional<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    place: Place,
    context: &Context,
    facts: &mut Extensions,
) -> Result<(), Stop> {
    if reader.is_empty() { Ok(()) } else { read(reader, place, context, facts) }
}

/// A list of extensions.
pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, _context: &Context, facts: &mut Extensions) -> Result<(), Stop> {
    reader.list("extensions", Width::U16, |reader| {
        reader.group("extension", |reader| {
            let kind: ExtensionType = reader.code16("extension_type")?;
            facts.types.push(kind);
            let length = reader.length("length", Width::U16)?;
            reader.limit(length, |reader| data(reader, kind, place, facts));
            Ok(())
        })
    })
}

/// The data of one extension, where it is known and makes sense in this place. Empty ones have nothing to read; bytes
/// in them, like all that a grammar leaves, become `undecoded`.
fn data<S: Sink>(reader: &mut Reader<'_, '_, S>, kind: ExtensionType, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    use ExtensionType as Kind;
    match kind {
        Kind::SERVER_NAME => server_name::read(reader, place, facts),
        Kind::MAX_FRAGMENT_LENGTH => max_fragment_length::read(reader, facts),
        Kind::STATUS_REQUEST => status_request::read(reader, place, facts),
        Kind::STATUS_REQUEST_V2 => status_request_v2::read(reader, place),
        Kind::SUPPORTED_GROUPS => supported_groups::read(reader, facts),
        Kind::EC_POINT_FORMATS => ec_point_formats::read(reader, facts),
        Kind::SIGNATURE_ALGORITHMS => signature_algorithms::read(reader, &mut facts.signature_algorithms),
        Kind::SIGNATURE_ALGORITHMS_CERT => signature_algorithms::read(reader, &mut facts.signature_algorithms_cert),
        Kind::USE_SRTP => use_srtp::read(reader),
        Kind::HEARTBEAT => heartbeat::read(reader),
        Kind::APPLICATION_LAYER_PROTOCOL_NEGOTIATION => application_layer_protocol_negotiation::read(reader, facts),
        Kind::SIGNED_CERTIFICATE_TIMESTAMP => signed_certificate_timestamp::read(reader, place),
        Kind::CLIENT_CERTIFICATE_TYPE => certificate_type::read(reader, place, &mut facts.client_certificate_types),
        Kind::SERVER_CERTIFICATE_TYPE => certificate_type::read(reader, place, &mut facts.server_certificate_types),
        Kind::COMPRESS_CERTIFICATE => compress_certificate::read(reader, facts),
        Kind::RECORD_SIZE_LIMIT => record_size_limit::read(reader, facts),
        Kind::DELEGATED_CREDENTIALS => delegated_credentials::read(reader, place),
        Kind::PRE_SHARED_KEY => pre_shared_key::read(reader, place, facts),
        Kind::EARLY_DATA => early_data::read(reader, place, facts),
        Kind::SUPPORTED_VERSIONS => supported_versions::read(reader, place, facts),
        Kind::COOKIE => cookie::read(reader, facts),
        Kind::PSK_KEY_EXCHANGE_MODES => psk_key_exchange_modes::read(reader, facts),
        Kind::CERTIFICATE_AUTHORITIES => certificate_authorities::read(reader, facts),
        Kind::OID_FILTERS => oid_filters::read(reader),
        Kind::KEY_SHARE => key_share::read(reader, place, facts),
        Kind::NEXT_PROTOCOL_NEGOTIATION => next_protocol_negotiation::read(reader, place),
        Kind::APPLICATION_SETTINGS | Kind::APPLICATION_SETTINGS_NEW => application_settings::read(reader, place),
        Kind::ENCRYPTED_CLIENT_HELLO => encrypted_client_hello::read(reader, place, facts),
        Kind::TICKET_REQUEST => ticket_request::read(reader, place),
        Kind::RENEGOTIATION_INFO => renegotiation_info::read(reader, facts),
        Kind::ENCRYPT_THEN_MAC | Kind::EXTENDED_MASTER_SECRET | Kind::POST_HANDSHAKE_AUTH | Kind::TRUNCATED_HMAC => Ok(()),
        Kind::PADDING => {
            padding::read(reader);
            Ok(())
        }
        Kind::SESSION_TICKET => {
            session_ticket::read(reader, facts);
            Ok(())
        }
        _ => {
            reader.rest("extension_data");
            Ok(())
        }
    }
}

/// The first few of a list, and how many more there are.
fn listed<T: Display>(items: &[T]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = items.iter().take(SHOWN).map(ToString::to_string).collect();
    if let Some(more @ 1..) = items.len().checked_sub(SHOWN) {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}
