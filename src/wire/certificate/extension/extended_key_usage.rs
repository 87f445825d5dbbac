//! `extKeyUsage`: what the key may be used for; mTLS needs `clientAuth` in a client's (RFC 5280 4.2.1.12).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::X509;
use crate::wire::certificate::der::{self, tag};
use crate::wire::certificate::readable::oid_or_dotted;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    der::items(reader, "ext_key_usage", tag::SEQUENCE, |reader| der::oid(reader, "key_purpose_id").map(drop))?;
    reader.says(|| facts.extended_key_usage.iter().flatten().map(|oid| oid_or_dotted(oid)).collect::<Vec<_>>().join(", "));
    Ok(())
}
