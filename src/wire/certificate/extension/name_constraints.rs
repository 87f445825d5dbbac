//! `nameConstraints`: the names that certificates below this CA may have (RFC 5280 4.2.1.10).

use crate::bytes::{Reader, Sink, Stop};
use crate::wire::certificate::X509;
use crate::wire::certificate::der::{self, tag};
use crate::wire::certificate::general_name::general_name;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    der::element(reader, "name_constraints", tag::SEQUENCE, |reader| {
        subtrees(reader, "permitted_subtrees", tag::constructed(0))?;
        subtrees(reader, "excluded_subtrees", tag::constructed(1))
    })?;
    reader.says(|| summary(facts));
    Ok(())
}

fn subtrees<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str, tag: u8) -> Result<(), Stop> {
    if !der::is_next(reader, tag) {
        return Ok(());
    }
    der::items(reader, name, tag, |reader| {
        der::element(reader, "general_subtree", tag::SEQUENCE, |reader| {
            general_name(reader)?;
            reader.items(|reader| der::any(reader, "minimum_or_maximum"))
        })
    })
}

fn summary(facts: &X509) -> String {
    let part = |verb: &str, names: &[String]| (!names.is_empty()).then(|| format!("{verb} {}", names.join(", ")));
    let parts = [part("permits", &facts.permitted_names), part("excludes", &facts.excluded_names)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
