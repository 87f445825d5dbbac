//! A serial number below zero, or zero bytes that make it so (RFC 5280 4.1.2.2): Go 1.23 and later do not read it.

use super::{Fault, Field, Kind, is_trusted, name};
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;

pub(super) const KIND: Kind = Kind {
    about: "serial number",
    id: FindingId::CertNegativeSerial,
    find,
    signs: Signs { alerts: &[AlertDescription::BAD_CERTIFICATE], reasons: |_| false },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let link = judgement.links.iter().find(|link| link.x509.serial_is_negative && !is_trusted(link))?;
    let says = format!("the serial number of {} is below zero, which Go 1.23 and later do not read", name(judgement, link));
    let shows = format!("serialNumber of {}: {}, with the bit of the sign set", link.x509.subject, hex::encode(&link.x509.serial));
    let fault = Fault::new(link, Field::Named("serial_number"), "negative-serial", says, shows);
    Some(fault.fix("issue it again with a serial number above zero (openssl: -set_serial without a minus, or let it draw one)"))
}
