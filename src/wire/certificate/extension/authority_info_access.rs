//! `authorityInfoAccess`: where to ask about revocation, and where to get the issuer's certificate (RFC 5280 4.2.2.1).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::der::{self, tag};
use crate::wire::certificate::general_name::general_name;
use crate::wire::certificate::readable::oid_text;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    der::items(reader, "authority_info_access", tag::SEQUENCE, |reader| {
        der::element(reader, "access_description", tag::SEQUENCE, |reader| {
            let method = der::oid(reader, "access_method")?;
            general_name(reader)?;
            reader.says(|| oid_text(method));
            Ok(())
        })
    })
}
