//! Extensions of certificates (RFC 5280 4.2). One extension, one file.

mod authority_info_access;
mod authority_key_identifier;
mod basic_constraints;
mod certificate_policies;
mod crl_distribution_points;
mod extended_key_usage;
mod key_usage;
mod name_constraints;
mod signed_certificate_timestamps;
mod subject_alt_name;
mod subject_key_identifier;

pub(super) use key_usage::KEY_USAGES;

use super::X509;
use super::der::{self, tag};
use super::general_name::general_names;
use super::readable::oid_text;
use crate::bytes::{Reader, Sink, Stop};

// Content octets of the object identifiers: 2.5.29.n, 1.3.6.1.5.5.7.1.1 and 1.3.6.1.4.1.11129.2.4.2.
const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
const ISSUER_ALT_NAME: &[u8] = &[0x55, 0x1d, 18];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 31];
const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1d, 32];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
const EXT_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
const SCT_LIST: &[u8] = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];

/// `[3]` around the list of extensions.
pub(super) fn extensions<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    reader.collection("extensions", |reader| {
        der::enclosed(reader, "extensions", tag::constructed(3), |reader| {
            der::enclosed(reader, "extensions", tag::SEQUENCE, |reader| reader.items(|reader| extension(reader, facts)))
        })
    })
}

fn extension<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    der::element(reader, "extension", tag::SEQUENCE, |reader| {
        let oid = der::oid(reader, "extn_id")?;
        let is_critical = der::is_next(reader, tag::BOOLEAN);
        if is_critical {
            der::boolean(reader, "critical")?;
        }
        der::element(reader, "extn_value", tag::OCTET_STRING, |reader| value(reader, oid, facts))?;
        reader.says(|| if is_critical { format!("{}, critical", oid_text(oid)) } else { oid_text(oid) });
        Ok(())
    })
}

/// What the octets hold. An unknown extension is DER most often, but nothing says that it has to be.
fn value<S: Sink>(reader: &mut Reader<'_, '_, S>, oid: &[u8], facts: &X509) -> Result<(), Stop> {
    match oid {
        SUBJECT_ALT_NAME => subject_alt_name::read(reader, facts),
        ISSUER_ALT_NAME => general_names(reader, "issuer_alt_name", tag::SEQUENCE),
        EXT_KEY_USAGE => extended_key_usage::read(reader, facts),
        KEY_USAGE => key_usage::read(reader, facts),
        BASIC_CONSTRAINTS => basic_constraints::read(reader, facts),
        AUTHORITY_KEY_IDENTIFIER => authority_key_identifier::read(reader),
        SUBJECT_KEY_IDENTIFIER => subject_key_identifier::read(reader),
        NAME_CONSTRAINTS => name_constraints::read(reader, facts),
        CRL_DISTRIBUTION_POINTS => crl_distribution_points::read(reader, facts),
        CERTIFICATE_POLICIES => certificate_policies::read(reader),
        AUTHORITY_INFO_ACCESS => authority_info_access::read(reader),
        SCT_LIST => signed_certificate_timestamps::read(reader),
        _ if der::is_sequence_of_elements(reader.peek()) => reader.items(|reader| der::any(reader, "value")),
        _ => {
            reader.rest("extn_value");
            Ok(())
        }
    }
}
