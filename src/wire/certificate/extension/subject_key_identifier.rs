//! `subjectKeyIdentifier`: a name for the certificate's own key, most often its hash (RFC 5280 4.2.1.2).

use crate::bytes::{Reader, Sink, Stop, Value};
use crate::wire::certificate::der::{self, tag};
use crate::wire::certificate::readable::hex;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    let key_id = der::primitive(reader, "subject_key_identifier", tag::OCTET_STRING, |_| Value::Bytes)?;
    reader.says(|| hex(key_id));
    Ok(())
}
