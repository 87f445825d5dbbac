//! `basicConstraints`: whether the certificate may issue others, and how long the path below may be (RFC 5280 4.2.1.9).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::X509;
use crate::wire::certificate::der::{self, tag};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    der::element(reader, "basic_constraints", tag::SEQUENCE, |reader| {
        if der::is_next(reader, tag::BOOLEAN) {
            der::boolean(reader, "ca")?;
        }
        if der::is_next(reader, tag::INTEGER) {
            der::integer(reader, "path_len_constraint")?;
        }
        Ok(())
    })?;
    reader.says(|| match (facts.is_ca, facts.path_length) {
        (Some(true), Some(length)) => format!("a CA, path length {length}"),
        (Some(true), None) => "a CA".to_owned(),
        (Some(false), _) => "not a CA".to_owned(),
        (None, _) => String::new(), // the certificate as a whole could not be read
    });
    Ok(())
}
