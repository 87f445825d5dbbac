//! `subjectAltName`: the names that count; the subject's CN no longer does (RFC 5280 4.2.1.6, RFC 9525).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::X509;
use crate::wire::certificate::der::tag;
use crate::wire::certificate::general_name::general_names;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    general_names(reader, "subject_alt_name", tag::SEQUENCE)?;
    reader.says(|| facts.subject_alt_names.join(", "));
    Ok(())
}
