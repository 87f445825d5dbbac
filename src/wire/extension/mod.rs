//! Extensions (RFC 8446 4.2, RFC 5246 7.4.1.4 and many more). One extension, one file.

mod server_name;
mod supported_versions;

use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::{
    CertificateCompressionAlgorithm, CertificateType, ExtensionType, NamedGroup, ProtocolVersion, PskKeyExchangeMode, SignatureScheme,
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

/// The data of one extension. An unknown one is opaque.
fn data<S: Sink>(reader: &mut Reader<'_, '_, S>, kind: ExtensionType, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    match kind {
        ExtensionType::SERVER_NAME => server_name::read(reader, place, facts),
        ExtensionType::SUPPORTED_VERSIONS => supported_versions::read(reader, place, facts),
        _ => {
            reader.rest("extension_data");
            Ok(())
        }
    }
}
