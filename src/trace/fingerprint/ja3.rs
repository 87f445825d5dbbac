//! JA3 and JA3S (Salesforce, BSD licence): the hello's numbers in wire order, GREASE left out, as an MD5.

use crate::crypt::Hash;
use crate::names::{CipherSuite, EcPointFormat, ExtensionType, NamedGroup};
use crate::wire::handshake::{ClientHello, ServerHello};

/// `version,cipher suites,extensions,groups,point formats`.
pub(super) fn client(hello: &ClientHello) -> String {
    let version = hello.legacy_version.0;
    let suites = join(hello.cipher_suites.iter().filter(|suite| !CipherSuite::is_grease(**suite)).map(|suite| suite.0));
    let extensions = join(hello.extensions.types.iter().filter(|kind| !ExtensionType::is_grease(**kind)).map(|kind| kind.0));
    let groups = join(hello.extensions.supported_groups.iter().filter(|group| !NamedGroup::is_grease(**group)).map(|group| group.0));
    let formats = join(hello.extensions.ec_point_formats.iter().map(|EcPointFormat(format)| u16::from(*format)));
    md5(&format!("{version},{suites},{extensions},{groups},{formats}"))
}

/// `version,cipher suite,extensions`.
pub(super) fn server(hello: &ServerHello) -> String {
    let extensions = join(hello.extensions.types.iter().map(|kind| kind.0));
    md5(&format!("{},{},{extensions}", hello.legacy_version.0, hello.cipher_suite.0))
}

fn join(numbers: impl Iterator<Item = u16>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join("-")
}

fn md5(text: &str) -> String {
    hex::encode(Hash::Md5.digest(text.as_bytes()))
}
