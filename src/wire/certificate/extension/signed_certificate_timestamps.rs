//! `signedCertificateTimestampList`: promises of public logs, in the form of TLS (RFC 6962 3.3).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::der::{self, tag};
use crate::wire::extension::signed_certificate_timestamp;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    der::element(reader, "signed_certificate_timestamp_list", tag::OCTET_STRING, signed_certificate_timestamp::list)
}
