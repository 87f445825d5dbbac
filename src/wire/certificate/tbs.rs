//! TBSCertificate: what the issuer signs (RFC 5280 4.1.2).

use super::der::{self, tag};
use super::key::subject_public_key_info;
use super::readable::{oid_text, time_text};
use super::{X509, extension, name};
use crate::bytes::{Reader, Sink, Stop, Value};

/// The whole certificate. `facts` serve for what groups say.
pub(super) fn certificate<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut X509) -> Result<(), Stop> {
    der::element(reader, "certificate", tag::SEQUENCE, |reader| {
        let start = reader.position();
        let result = der::element(reader, "tbs_certificate", tag::SEQUENCE, |reader| to_be_signed(reader, facts));
        facts.to_be_signed = Some(reader.since(start));
        result?;
        algorithm_identifier(reader, "signature_algorithm")?;
        der::bit_string(reader, "signature_value", tag::BIT_STRING, |reader| {
            reader.rest("signature_value");
            Ok(())
        })?;
        reader.says(|| facts.subject.clone());
        Ok(())
    })
}

fn to_be_signed<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    if der::is_next(reader, tag::constructed(0)) {
        version(reader)?;
    }
    der::primitive(reader, "serial_number", tag::INTEGER, |_| Value::Bytes)?;
    algorithm_identifier(reader, "signature")?;
    name::name(reader, "issuer")?;
    validity(reader)?;
    name::name(reader, "subject")?;
    subject_public_key_info(reader)?;
    unique_id(reader, "issuer_unique_id", tag::context(1))?;
    unique_id(reader, "subject_unique_id", tag::context(2))?;
    if der::is_next(reader, tag::constructed(3)) {
        extension::extensions(reader, facts)?;
    }
    Ok(())
}

/// `[0]` around an INTEGER that counts from zero; absent for version 1.
fn version<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    der::element(reader, "version", tag::constructed(0), |reader| {
        der::enclosed(reader, "version", tag::INTEGER, |reader| {
            if let [number @ 0..=2] = *reader.peek() {
                reader.says(|| format!("v{}", number.saturating_add(1)));
                return reader.u8("version").map(drop);
            }
            reader.rest("version");
            Ok(())
        })
    })
}

/// AlgorithmIdentifier (RFC 5280 4.1.1.2).
pub(super) fn algorithm_identifier<'a, S: Sink>(reader: &mut Reader<'a, '_, S>, name: &'static str) -> Result<&'a [u8], Stop> {
    let mut algorithm: &[u8] = &[];
    der::element(reader, name, tag::SEQUENCE, |reader| {
        algorithm = der::oid(reader, "algorithm")?;
        reader.says(|| oid_text(algorithm));
        if !reader.is_empty() {
            der::any(reader, "parameters")?;
        }
        Ok(())
    })?;
    Ok(algorithm)
}

fn validity<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    der::element(reader, "validity", tag::SEQUENCE, |reader| {
        let (first, from) = time(reader, "not_before")?;
        let (last, until) = time(reader, "not_after")?;
        reader.says(|| format!("{} to {}", time_text(first, from), time_text(last, until)));
        Ok(())
    })
}

/// UTCTime up to 2049, GeneralizedTime after. Gives the tag and the text.
fn time<'a, S: Sink>(reader: &mut Reader<'a, '_, S>, name: &'static str) -> Result<(u8, &'a [u8]), Stop> {
    let tag = if der::is_next(reader, tag::GENERALIZED_TIME) { tag::GENERALIZED_TIME } else { tag::UTC_TIME };
    let text = der::primitive(reader, name, tag, |text| Value::Text(time_text(tag, text)))?;
    Ok((tag, text))
}

fn unique_id<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str, tag: u8) -> Result<(), Stop> {
    if !der::is_next(reader, tag) {
        return Ok(());
    }
    der::bit_string(reader, name, tag, |reader| {
        reader.rest(name);
        Ok(())
    })
}
