//! GeneralName (RFC 5280 4.2.1.6): one of nine ways to name somebody; its tag says which.

use x509_parser::extensions::GeneralName;

use super::der::{self, tag};
use super::name::{name, name_text};
use super::readable::{dotted, hex, ip_text, oid_or_dotted};
use crate::bytes::{Reader, Sink, Stop, Value};

/// One general name.
pub(super) fn general_name<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    let text = |bytes: &[u8]| Value::Text(String::from_utf8_lossy(bytes).into_owned());
    match reader.peek().first().copied().unwrap_or_default() {
        choice if choice == tag::constructed(0) => other_name(reader),
        choice if choice == tag::constructed(4) => der::element(reader, "directory_name", choice, |reader| name(reader, "directory_name")),
        choice if choice == tag::context(1) => der::primitive(reader, "rfc822_name", choice, text).map(drop),
        choice if choice == tag::context(2) => der::primitive(reader, "dns_name", choice, text).map(drop),
        choice if choice == tag::context(6) => der::primitive(reader, "uniform_resource_identifier", choice, text).map(drop),
        choice if choice == tag::context(7) => der::primitive(reader, "ip_address", choice, |bytes| Value::Text(ip_text(bytes))).map(drop),
        choice if choice == tag::context(8) => der::oid_tagged(reader, "registered_id", choice).map(drop),
        _ => der::any(reader, "general_name"),
    }
}

/// A list of general names under this tag.
pub(super) fn general_names<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str, tag: u8) -> Result<(), Stop> {
    der::items(reader, name, tag, general_name)
}

fn other_name<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    der::element(reader, "other_name", tag::constructed(0), |reader| {
        der::oid(reader, "type_id")?;
        der::any(reader, "value")
    })
}

/// A general name as most tools write it: `DNS:localhost`, `IP:127.0.0.1`, `URI:…`, `email:…`, `DirName:…`.
pub(super) fn general_name_text(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) => format!("DNS:{name}"),
        GeneralName::IPAddress(bytes) => format!("IP:{}", ip_text(bytes)),
        GeneralName::URI(uri) => format!("URI:{uri}"),
        GeneralName::RFC822Name(address) => format!("email:{address}"),
        GeneralName::DirectoryName(name) => format!("DirName:{}", name_text(name)),
        GeneralName::RegisteredID(oid) => format!("RID:{}", dotted(oid.as_bytes()).unwrap_or_else(|| hex(oid.as_bytes()))),
        GeneralName::OtherName(oid, value) => other_name_text(oid.as_bytes(), value),
        GeneralName::X400Address(any) => format!("x400Address:{}", hex(any.data)),
        GeneralName::EDIPartyName(any) => format!("ediPartyName:{}", hex(any.data)),
        GeneralName::Invalid(tag, bytes) => format!("invalid[{}]:{}", tag.0, hex(bytes)),
    }
}

/// `otherName:userPrincipalName:alice@corp.test`: its value is text, most often, within a `[0]`.
fn other_name_text(oid: &[u8], value: &[u8]) -> String {
    let kind = dotted(oid).map_or_else(|| hex(oid), |dotted| oid_or_dotted(&dotted));
    let inner = der::split(value).and_then(|(_, explicit, _)| der::split(explicit));
    let text = inner.and_then(|(tag, content, _)| super::readable::string_text(tag, content)).unwrap_or_else(|| hex(value));
    format!("otherName:{kind}:{text}")
}
