//! `cRLDistributionPoints`: where the list of revoked certificates is (RFC 5280 4.2.1.13).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::X509;
use crate::wire::certificate::der::{self, tag};
use crate::wire::certificate::general_name::general_names;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    der::items(reader, "crl_distribution_points", tag::SEQUENCE, |reader| {
        der::element(reader, "distribution_point", tag::SEQUENCE, |reader| {
            if der::is_next(reader, tag::constructed(0)) {
                der::element(reader, "distribution_point", tag::constructed(0), distribution_point_name)?;
            }
            reader.items(|reader| {
                if der::is_next(reader, tag::constructed(2)) {
                    return general_names(reader, "crl_issuer", tag::constructed(2));
                }
                der::any(reader, "reasons")
            })
        })
    })?;
    reader.says(|| facts.crl_distribution_points.join(", "));
    Ok(())
}

fn distribution_point_name<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    if der::is_next(reader, tag::constructed(0)) {
        return general_names(reader, "full_name", tag::constructed(0));
    }
    der::any(reader, "name_relative_to_crl_issuer")
}
