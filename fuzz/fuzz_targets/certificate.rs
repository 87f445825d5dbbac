//! A chain of certificates: each byte under its name, the path, and the preflight.
#![no_main]

use tlstrace::bytes::{BufferId, Span};
use tlstrace::capture::End;
use tlstrace::crypt::path::path;
use tlstrace::diagnose::preflight::{Given, Material, preflight};
use tlstrace::report::{Depth, PreflightReport};
use tlstrace::wire::{self, certificate};
use tlstrace_fuzz::input;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let of = |kind| input::items(data).filter(move |(of, _)| *of == kind).map(|(_, der)| der.to_vec()).collect::<Vec<_>>();
    let (chain, trust, crls) = (of(input::SERVER), of(input::TRUST), of(input::CRL));
    chain.iter().for_each(|der| covers_each_byte(der));
    crls.iter().for_each(|der| drop(certificate::revocation_list(der)));
    let ders: Vec<&[u8]> = chain.iter().map(Vec::as_slice).collect();
    let _ = path(&ders, &trust, &crls, 1_763_000_000, End::Client);
    let material =
        Material { chain: given(chain), trust: Some(given(trust)), crls: given(crls), at_s: 1_763_000_000, ..Material::default() };
    if let Ok(preflight) = preflight(&material)
        && tlstrace_fuzz::is_chosen(data)
    {
        tlstrace_fuzz::show(&PreflightReport { preflight, depth: Depth::Bytes });
    }
});

fn covers_each_byte(der: &[u8]) {
    let span = Span::new(BufferId(0), 0, der.len());
    let whole = |reader: &mut tlstrace::bytes::Reader<'_, '_, tlstrace::bytes::Tree>| {
        reader.whole("certificate", |reader| {
            certificate::certificate(reader);
            Ok(())
        });
    };
    let ((), tree, _) = wire::decode(der, span, whole);
    assert!(tree.expect("a tree").is_gapless());
    assert_eq!(certificate::decode(der), tlstrace::trace::message::X509::of(der));
}

fn given(ders: Vec<Vec<u8>>) -> Vec<Given> {
    ders.into_iter().map(|der| Given { der, file: "file".into(), place: "place".into() }).collect()
}
