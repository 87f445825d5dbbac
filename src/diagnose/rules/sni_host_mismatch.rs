//! The host of the request is not the one that TLS was set up for: another virtual host answers, with other rules about
//! certificates (RFC 9110 15.5.20, RFC 6066 3).

use crate::capture::End;
use crate::diagnose::facts::{Facts, Sign, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::{Body, Epoch, Event};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let refusal = facts.refusal.as_ref()?;
    let Sign::Above { said, .. } = refusal.sign else { return None };
    let (hello, wanted) = facts.client_hello()?;
    let name = wanted.extensions.server_name.as_deref();
    let asked = host(facts);
    let differ = name.zip(asked.as_ref()).is_some_and(|(name, (_, host))| !name.eq_ignore_ascii_case(host));
    let certainty = match (said.is_misdirected(), differ) {
        (true, true) => Certainty::Proven,
        (true, false) => Certainty::Likely,
        (false, true) if matches!(said.status, Some(400 | 403)) && !said.names_certificate() => Certainty::Possible,
        _ => return None,
    };
    let sni = name.map_or_else(|| "no name".to_owned(), |name| format!("the name {name}"));
    let host = asked.as_ref().map_or("another host", |(_, host)| host.as_str());
    let says =
        format!("TLS was set up for {sni}, and the request is for {host}: that host has other rules, and the server does not mix them");
    Some(
        Finding::cause(FindingId::SniHostMismatch, certainty, says, field::extension(hello, "server_name", format!("the ClientHello's server_name: {sni}")))
            .by(facts.by())
            .and(asked.map(|(event, host)| field::whole(event, format!("the request's Host: {host}"))))
            .and(facts.sign())
            .and((facts.request().is_none()).then(|| Evidence::Absent { detail: "this host did not ask for a certificate".into() }))
            .fix("let the name in TLS and the host of the request agree (`curl --resolve HOST:443:ADDRESS https://HOST/`); in HTTP/2 do not reuse the connection of another host")
            .settled_by("the request's Host header: --keylog FILE"),
    )
}

/// The host that the client's first request of HTTP/1.1 names, without its port.
fn host<'a>(facts: &Facts<'a>) -> Option<(&'a Event, String)> {
    /// A request's headers are not longer.
    const LOOKED_AT: usize = 8192;
    let is_request = |event: &&Event| {
        event.sender() == End::Client && event.epoch == Epoch::Application && matches!(event.body, Body::ApplicationData(_))
    };
    let event = facts.connection.events.iter().find(is_request)?;
    let bytes = facts.connection.buffers.bytes(event.span);
    let text = String::from_utf8_lossy(bytes.get(..LOOKED_AT).unwrap_or(bytes)).into_owned();
    let mut lines = text.lines();
    lines.next().filter(|line| line.contains(" HTTP/1."))?;
    let header = lines.take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_owned())
    })?;
    let host =
        header.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(&*header, |(host, _)| host);
    Some((event, host.to_owned()))
}
