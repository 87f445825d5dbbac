//! What has a registered name or number and no page of its own: cipher suites, groups, signature schemes, rare extensions.

use super::{Kind, Library, Page};
use crate::names::{CipherSuite, ExtensionType, HandshakeType, NamedGroup, SignatureScheme};
use crate::spelling::key;

/// A registered value: what it is in a sentence, and the page that explains its kind.
pub(super) struct Registered<'a> {
    pub(super) says: String,
    pub(super) page: &'a Page,
}

impl Library {
    /// The registered value of that name.
    pub(super) fn registered(&self, name: &str) -> Option<Registered<'_>> {
        let wanted = key(name);
        let is_it = |name: Option<&'static str>| name.filter(|name| key(name) == wanted);
        let suite = CipherSuite::ALL
            .iter()
            .find_map(|suite| Some((is_it(suite.name())?, u32::from(suite.0), "cipher suite", Kind::Term, "cipher-suite")));
        let group = || {
            NamedGroup::ALL
                .iter()
                .find_map(|group| Some((is_it(group.name())?, u32::from(group.0), "named group", Kind::Term, "named-group")))
        };
        let scheme = || {
            SignatureScheme::ALL
                .iter()
                .find_map(|scheme| Some((is_it(scheme.name())?, u32::from(scheme.0), "signature scheme", Kind::Term, "signature-scheme")))
        };
        let (name, number, what, kind, page) = suite.or_else(group).or_else(scheme)?;
        Some(Registered { says: format!("{name} is {what} 0x{number:04x} in IANA's registry."), page: self.page(kind, page)? })
    }
}

/// The registered name of a message or extension that no page explains.
pub(super) fn without_page(topic: &str) -> Option<String> {
    let wanted = key(topic);
    let extension = ExtensionType::ALL.iter().find(|extension| extension.name().is_some_and(|name| key(name) == wanted));
    let message = || HandshakeType::ALL.iter().find(|message| message.name().is_some_and(|name| key(name) == wanted));
    match extension {
        Some(extension) => Some(format!("extension 0x{:04x} {extension}", extension.0)),
        None => message().map(|message| format!("message {} {message}", message.0)),
    }
}
