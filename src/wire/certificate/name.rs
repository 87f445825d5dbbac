//! Names of subjects and issuers (RFC 5280 4.1.2.4), and how they are written (RFC 4514).

use x509_parser::prelude::FromDer;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::der::{self, tag};
use super::readable::{dotted, hex, string_text};
use crate::bytes::{Reader, Sink, Stop};

/// A Name: the attributes of each part are most often one, the country say.
pub(super) fn name<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str) -> Result<(), Stop> {
    let der = reader.peek();
    reader.collection(name, |reader| {
        der::enclosed(reader, name, tag::SEQUENCE, |reader| {
            reader.items(|reader| der::items(reader, "relative_distinguished_name", tag::SET, attribute))
        })?;
        reader.says(|| distinguished_name(der));
        Ok(())
    })
}

fn attribute<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    let der = reader.peek();
    der::element(reader, "attribute_type_and_value", tag::SEQUENCE, |reader| {
        der::oid(reader, "type")?;
        der::any(reader, "value")?;
        reader.says(|| AttributeTypeAndValue::from_der(der).map_or_else(|_| String::new(), |(_, attribute)| attribute_text(&attribute)));
        Ok(())
    })
}

/// A Name, given in DER, as `CN=alice,O=Lab,C=SE`: the last part first, special characters escaped by a backslash
/// (RFC 4514). Control characters stay as they are: a renderer has to escape them. What is not a Name becomes `#` and
/// its bytes in hex.
#[must_use]
pub fn distinguished_name(der: &[u8]) -> String {
    X509Name::from_der(der).map_or_else(|_| format!("#{}", hex(der)), |(_, name)| name_text(&name))
}

pub(super) fn name_text(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> = name.iter_rdn().map(|rdn| rdn.iter().map(attribute_text).collect::<Vec<_>>().join("+")).collect();
    parts.reverse();
    parts.join(",")
}

fn attribute_text(attribute: &AttributeTypeAndValue<'_>) -> String {
    let value = attribute.attr_value();
    let text = match string_text(u8::try_from(value.tag().0).unwrap_or_default(), value.data) {
        Some(text) => escaped(&text),
        None => format!("#{}", hex(attribute.as_slice())),
    };
    format!("{}={text}", keyword(attribute.attr_type().as_bytes()))
}

/// The keyword of an attribute's type: those of RFC 4514, and the ones that most tools print; else the numbers.
fn keyword(oid: &[u8]) -> String {
    let dotted = dotted(oid).unwrap_or_else(|| hex(oid));
    match dotted.as_str() {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.42" => "GN",
        "2.5.4.46" => "dnQualifier",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        other => other,
    }
    .to_owned()
}

/// A value with a backslash before what would be read as something else (RFC 4514 2.4).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        let special = match character {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => true,
            ' ' => index == 0 || index == last,
            '#' => index == 0,
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped_and_control_characters_are_not() {
        assert_eq!(escaped(" Acme, Inc.#1 "), "\\ Acme\\, Inc.#1\\ ");
        assert_eq!(escaped("#1\x1b[31m"), "\\#1\x1b[31m");
        assert_eq!(distinguished_name(&[0x30, 0]), "");
        assert_eq!(distinguished_name(&[1, 2, 3]), "#010203");
    }
}
