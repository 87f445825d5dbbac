//! A file of certificates and keys: PEM, DER, PKCS #7, PKCS #12.
#![no_main]

use tlstrace::diagnose::preflight::{Given, GivenKey, Material, preflight};
use tlstrace::offline::credentials::{File, Kind, Passwords};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(file) = File::of_bytes("file", data, &Passwords(vec!["changeit".into()])) else { return };
    let of = |wanted: fn(&Kind) -> bool| {
        let found = file.items.iter().filter(|item| wanted(&item.kind));
        found.map(|item| Given { der: item.der.clone(), file: "file".into(), place: "place".into() }).collect::<Vec<_>>()
    };
    let key = of(|kind| *kind == Kind::PrivateKey).into_iter().next().map_or(GivenKey::None, GivenKey::Plain);
    let (chain, crls) = (of(|kind| *kind == Kind::Certificate), of(|kind| *kind == Kind::RevocationList));
    let _ = preflight(&Material { chain, key, crls, ..Material::default() });
});
