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

use super::der::{self, tag};
use super::readable::{dotted, oid_text};
use super::X509;
use crate::bytes::{Reader, Sink, Stop};

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
    match dotted(oid).as_deref() {
        Some("2.5.29.17") => subject_alt_name::read(reader, facts),
        Some("2.5.29.18") => super::general_name::general_names(reader, "issuer_alt_name", tag::SEQUENCE),
        Some("2.5.29.37") => extended_key_usage::read(reader, facts),
        Some("2.5.29.15") => key_usage::read(reader, facts),
        Some("2.5.29.19") => basic_constraints::read(reader, facts),
        Some("2.5.29.35") => authority_key_identifier::read(reader),
        Some("2.5.29.14") => subject_key_identifier::read(reader),
        Some("2.5.29.30") => name_constraints::read(reader, facts),
        Some("2.5.29.31") => crl_distribution_points::read(reader, facts),
        Some("2.5.29.32") => certificate_policies::read(reader),
        Some("1.3.6.1.5.5.7.1.1") => authority_info_access::read(reader),
        Some("1.3.6.1.4.1.11129.2.4.2") => signed_certificate_timestamps::read(reader),
        _ if der::is_sequence_of_elements(reader.peek()) => reader.items(|reader| der::any(reader, "value")),
        _ => {
            reader.rest("extn_value");
            Ok(())
        }
    }
}
