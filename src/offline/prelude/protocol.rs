//! What a protocol that is not TLS looks like, and how it may lead into TLS. The protocols themselves are data: `protocols`.

use super::protocols::PROTOCOLS;

/// A protocol that is not TLS.
#[derive(Debug)]
pub(super) struct Protocol {
    pub(super) name: &'static str,
    /// The ports on which it is spoken in the clear.
    pub(super) ports: &'static [u16],
    /// How a client begins.
    pub(super) client: &'static [Mark],
    /// How a server begins, or answers.
    pub(super) server: &'static [Mark],
    pub(super) upgrade: Upgrade,
}

/// How bytes begin.
#[derive(Debug)]
pub(super) enum Mark {
    Text(&'static [u8]),
    Form(fn(&[u8]) -> bool),
}

/// What becomes of TLS in a protocol.
#[derive(Debug)]
pub(super) enum Upgrade {
    /// None that is known.
    No,
    /// What was said before it has this name.
    Leads(&'static str),
    /// The same, where the client asked with one of these words.
    Asked(&'static str, &'static [&'static [u8]]),
    /// The same, where the server offered it with one of these words: the client may say nothing but its ClientHello.
    Offered(&'static str, &'static [&'static [u8]]),
    /// It may be carried in the protocol's own packets, which are not taken apart.
    Carries,
}

impl Mark {
    fn fits(&self, start: &[u8]) -> bool {
        match self {
            Self::Text(text) => start.starts_with(text),
            Self::Form(is) => is(start),
        }
    }
}

impl Protocol {
    fn fits(marks: &[Mark], start: &[u8]) -> bool {
        marks.iter().any(|mark| mark.fits(start))
    }

    /// Whether one end, or both, begin as those of this protocol do: the client and the server.
    fn spoken_by(&self, [client, server]: [&[u8]; 2]) -> [bool; 2] {
        [Self::fits(self.client, client), Self::fits(self.server, server)]
    }

    /// The protocol of which both ends, the client, or the server speak; where several do, the port decides, then the order.
    pub(super) fn of(starts: [&[u8]; 2], port: Option<u16>) -> Option<&'static Self> {
        let fits = |protocol: &&Protocol| {
            let [client, server] = protocol.spoken_by(starts);
            let is_at_home = port.is_some_and(|port| protocol.ports.contains(&port));
            (u8::from(client) * 2 + u8::from(server), u8::from(is_at_home))
        };
        let known = PROTOCOLS.iter().filter(|protocol| fits(protocol).0 > 0);
        // The first of the best: `max_by_key` would take the last.
        known.rev().max_by_key(fits)
    }

    /// What each end speaks, where its own bytes tell.
    pub(super) fn names(starts: [&[u8]; 2], port: Option<u16>) -> [Option<String>; 2] {
        let [client, server] = starts;
        let known = Self::of(starts, port);
        [[client, &[]], [&[], server]].map(|own| {
            let same = known.filter(|protocol| protocol.spoken_by(own).contains(&true));
            same.or_else(|| Self::of(own, port)).map(|protocol| protocol.name.to_owned())
        })
    }

    /// The name of what was said before TLS, if this is how the protocol leads there.
    fn before_tls(&self, [client, server]: [&[u8]; 2]) -> Option<&'static str> {
        let has = |bytes, words: &[&[u8]]| words.iter().any(|word| contains(bytes, word));
        let is_spoken = || Self::fits(self.client, client) || Self::fits(self.server, server);
        match self.upgrade {
            Upgrade::Leads(name) => (!client.is_empty() && is_spoken()).then_some(name),
            Upgrade::Asked(name, words) => (is_spoken() && has(client, words)).then_some(name),
            Upgrade::Offered(name, words) => (is_spoken() && has(server, words)).then_some(name),
            Upgrade::No | Upgrade::Carries => None,
        }
    }
}

/// Whether these bytes are a client's (`true`) or a server's (`false`), as far as their first words tell.
pub(super) fn speaks_as(start: &[u8]) -> Option<bool> {
    let begins = |marks: &[Mark]| marks.iter().any(|mark| matches!(mark, Mark::Text(text) if start.starts_with(text)));
    let as_client = PROTOCOLS.iter().any(|protocol| begins(protocol.client));
    let as_server = PROTOCOLS.iter().any(|protocol| begins(protocol.server));
    (as_client != as_server).then_some(as_client)
}

/// The name of what client and server said before TLS; a PROXY header may stand before another protocol. `None`: not known.
pub(super) fn name_before_tls(client: &[u8], server: &[u8]) -> Option<String> {
    let (proxy, rest) = proxy(client);
    let upgrade = PROTOCOLS.iter().find_map(|protocol| protocol.before_tls([rest, server]));
    match (proxy, upgrade) {
        (Some(proxy), None) if rest.is_empty() && server.is_empty() => Some(proxy.to_owned()),
        (Some(proxy), upgrade) => Some(format!("{proxy} + {}", upgrade.unwrap_or("unknown"))),
        (None, Some(upgrade)) => Some(upgrade.to_owned()),
        (None, None) if contains(client, b"STARTTLS") => Some("STARTTLS".into()),
        (None, None) => None,
    }
}

/// The PROXY protocol's header, if there is one, and what follows it (proxy-protocol.txt 2.1, 2.2).
fn proxy(client: &[u8]) -> (Option<&'static str>, &[u8]) {
    const VERSION_2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
    if client.starts_with(b"PROXY ") {
        let end = client.windows(2).position(|pair| pair == b"\r\n").map_or(client.len(), |at| at + 2);
        return (Some("PROXY protocol v1"), &client[end..]);
    }
    match client.strip_prefix(VERSION_2) {
        Some(&[_, _, high, low, ref rest @ ..]) => {
            let length = usize::from(u16::from_be_bytes([high, low]));
            (Some("PROXY protocol v2"), rest.get(length..).unwrap_or_default())
        }
        _ => (None, client),
    }
}

/// Whether the text stands in it, in capitals or not.
pub(super) fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_protocol_is_named_once_and_found_by_its_own_marks() {
        let mut names: Vec<_> = PROTOCOLS.iter().map(|protocol| protocol.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PROTOCOLS.len());
        for protocol in PROTOCOLS {
            let text = |mark: &Mark| if let Mark::Text(text) = mark { Some(*text) } else { None };
            for start in protocol.client.iter().filter_map(text) {
                let found = Protocol::of([start, b""], protocol.ports.first().copied());
                assert_eq!(found.map(|found| found.name), Some(protocol.name), "{start:?}");
            }
        }
    }
}
