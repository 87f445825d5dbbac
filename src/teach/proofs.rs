//! Who has proved what to whom, by the checks of a trace.

use crate::capture::End;
use crate::trace::{Check, CheckId, ClientAuth, Connection, Protection};

/// What each end has proved of itself in this connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proofs {
    /// The server, to the client.
    pub server: Proved,
    /// The client, to the server.
    pub client: Proved,
}

/// What one end has proved of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proved {
    /// The signature and the path hold: it is this subject.
    As(String),
    /// It presented a certificate, and a check fails or could not be made.
    Claims {
        /// The subject of its certificate.
        subject: String,
        /// What is not proved, and why.
        but: String,
    },
    /// It proved nothing in this connection: why.
    Nothing(String),
}

impl Proofs {
    /// The proofs of a connection.
    #[must_use]
    pub fn of(connection: &Connection) -> Self {
        Self { server: of_end(connection, End::Server), client: of_end(connection, End::Client) }
    }
}

fn of_end(connection: &Connection, end: End) -> Proved {
    let Some(leaf) = connection.leaf(end) else { return Proved::Nothing(why_nothing(connection, end)) };
    let subject = if leaf.subject.is_empty() { leaf.subject_alt_names.join(", ") } else { leaf.subject.clone() };
    let open: Vec<String> = needed(connection, end).into_iter().filter_map(missing).collect();
    if open.is_empty() { Proved::As(subject) } else { Proved::Claims { subject, but: open.join("; ") } }
}

/// The two checks that prove an end: the path of its certificate, and a signature with its key.
fn needed(connection: &Connection, end: End) -> [(&'static str, Option<&Check>); 2] {
    let signature = CheckId::signatures_of(end).iter().find_map(|id| connection.check(*id));
    [("path", connection.check(CheckId::CertificatePath(end))), ("signature", signature)]
}

fn missing((what, check): (&'static str, Option<&Check>)) -> Option<String> {
    match check {
        Some(Check { holds: Some(true), .. }) => None,
        Some(Check { holds: Some(false), detail, .. }) => Some(format!("its {what} fails: {detail}")),
        Some(Check { holds: None, detail, .. }) => Some(format!("its {what} was not checked: {detail}")),
        None => Some(format!("no {what} was seen")),
    }
}

fn why_nothing(connection: &Connection, end: End) -> String {
    let earlier = connection.resumes.map_or("an earlier connection".into(), |number| format!("connection {number}"));
    match (connection.negotiated.resumed, end, connection.negotiated.client_auth) {
        (true, ..) => format!("resumed, it only knows the secret of {earlier}"),
        (false, End::Client, ClientAuth::NotRequested) => "it was not asked".into(),
        (false, End::Client, ClientAuth::RequestedAbsent) => "it was asked and showed no certificate".into(),
        (false, End::Client, _) if connection.inferred.iter().any(|inferred| inferred.claim.is_empty_certificate()) => {
            "it was asked and showed no certificate, by the size of what it sent".into()
        }
        _ if has_sealed(connection, end) => "what it showed stays encrypted".into(),
        _ => "no certificate of it was seen".into(),
    }
}

fn has_sealed(connection: &Connection, end: End) -> bool {
    connection.events.iter().any(|event| event.sender() == end && event.protection == Protection::Sealed)
}
