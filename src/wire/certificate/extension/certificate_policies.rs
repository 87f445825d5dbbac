//! `certificatePolicies`: the rules that the issuer followed (RFC 5280 4.2.1.4).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::der::{self, tag};
use crate::wire::certificate::readable::oid_text;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    der::items(reader, "certificate_policies", tag::SEQUENCE, |reader| {
        der::element(reader, "policy_information", tag::SEQUENCE, |reader| {
            let policy = der::oid(reader, "policy_identifier")?;
            if !reader.is_empty() {
                der::any(reader, "policy_qualifiers")?;
            }
            reader.says(|| oid_text(policy));
            Ok(())
        })
    })
}
