//! What an end learns from one step.

use super::belief::verdict;
use crate::capture::{End, WithheldBecause};
use crate::names::AlertDescription;
use crate::trace::message::{Alert, Certificate, ClientHello, Message};
use crate::trace::{Body, Check, CheckId, ClientAuth, Connection, Event};

/// An end, and what it knows or believes from here on.
pub(super) type Line = (End, String);

const CLIENT: End = End::Client;
const SERVER: End = End::Server;

/// What both ends learn from this step.
pub(super) fn at(connection: &Connection, event: &Event) -> Vec<Line> {
    match &event.body {
        Body::Handshake(message) => from_message(connection, event, message),
        Body::Alert(alert) => from_alert(connection, event, *alert),
        _ => Vec::new(),
    }
}

/// What both ends learn from the server's verdict on the client in TLS 1.3, and behind which step: the first thing that
/// it sends to a client that it accepts.
pub(super) fn from_verdict(connection: &Connection) -> Option<(usize, [Line; 2])> {
    let verdict = verdict(connection).filter(|verdict| !verdict.is_refusal)?;
    let accepted = match connection.negotiated.client_auth {
        ClientAuth::Presented => "the server answers: it has taken the certificate",
        _ => "the server answers: it was accepted",
    };
    let lines = [(SERVER, format!("done: may send data{}", known(connection))), (CLIENT, accepted.to_owned())];
    Some((verdict.after_step, lines))
}

fn from_message(connection: &Connection, event: &Event, message: &Message) -> Vec<Line> {
    match message {
        Message::ClientHello(hello) => client_hello(connection, event, hello),
        Message::HelloRetryRequest(_) => vec![(CLIENT, "talks to something that wants another key share; nothing is proved".into())],
        Message::ServerHello(_) => server_hello(connection),
        Message::CertificateRequest(_) => certificate_request(),
        Message::Certificate(_) | Message::CompressedCertificate(_) => {
            message.certificate().map(|certificate| shown(connection, event, certificate)).unwrap_or_default()
        }
        Message::ServerKeyExchange(_) => signed(connection, event, CheckId::ServerKeyExchangeSignature, "the key exchange"),
        Message::CertificateVerify(_) => signed(connection, event, CheckId::CertificateVerify(event.sender()), "the transcript"),
        Message::Finished(_) => finished(connection, event),
        Message::NewSessionTicket(_) => vec![(CLIENT, "has a ticket for a later connection".into())],
        _ => Vec::new(),
    }
}

fn client_hello(connection: &Connection, event: &Event, hello: &ClientHello) -> Vec<Line> {
    let (wants, somebody) = match &hello.extensions.server_name {
        Some(name) => (format!("wants {name}; nobody has answered"), format!("somebody wants {name}")),
        None => {
            ("wants a connection and names no host; nobody has answered".into(), "somebody wants a connection and names no host".into())
        }
    };
    let mut lines = vec![(CLIENT, wants), (SERVER, somebody)];
    if check(connection, event, CheckId::PskBinder).and_then(|check| check.holds) == Some(true) {
        lines.push((SERVER, format!("somebody has the secret of {}: the binder holds", earlier(connection))));
    }
    lines
}

fn earlier(connection: &Connection) -> String {
    connection.resumes.map_or("an earlier connection".into(), |number| format!("connection {number}"))
}

fn server_hello(connection: &Connection) -> Vec<Line> {
    let version = connection.negotiated.version.map(|version| version.to_string()).unwrap_or_default();
    let client = if connection.negotiated.resumed {
        format!("talks to something that resumes {}; that it has its secret is not proved yet", earlier(connection))
    } else {
        format!("talks to something that speaks {version}; nothing is proved")
    };
    let suite = connection.negotiated.cipher_suite.map(|suite| suite.to_string()).unwrap_or_default();
    vec![(CLIENT, client), (SERVER, format!("has chosen {version} and {suite}; who the client is, it does not know"))]
}

fn certificate_request() -> Vec<Line> {
    vec![(CLIENT, "the server wants to know who it is".into()), (SERVER, "has asked who the client is".into())]
}

fn shown(connection: &Connection, event: &Event, certificate: &Certificate) -> Vec<Line> {
    let judge = event.sender().other();
    let Some(subject) = subject(certificate) else {
        let mut lines = vec![(judge, format!("the {} shows no certificate", event.sender()))];
        lines.extend(withheld(connection).filter(|_| event.sender() == CLIENT));
        return lines;
    };
    let path = match path(connection, event.sender()) {
        Some(Check { holds: Some(true), .. }) => "its path leads to a root that is trusted here".to_owned(),
        Some(Check { holds: Some(false), detail, .. }) => format!("its path does not hold: {detail}"),
        Some(Check { detail, .. }) => format!("its path was not checked: {detail}"),
        None => "its path was not checked".into(),
    };
    let says = format!("the {} says it is {subject}: not proved yet, a certificate is public", event.sender());
    let mut lines = vec![(judge, says), (judge, format!("the certificate of {subject}: {path}"))];
    lines.extend(wrong_name(connection, event).map(|why| (judge, format!("the certificate of {subject}: {why}"))));
    if event.sender() == CLIENT {
        lines.push((CLIENT, format!("has said that it is {subject}")));
    }
    lines
}

fn subject(certificate: &Certificate) -> Option<String> {
    let leaf = certificate.chain.first()?;
    Some(match &leaf.x509 {
        Some(x509) if x509.subject.is_empty() => x509.subject_alt_names.join(", "),
        Some(x509) => x509.subject.clone(),
        None => "a bare public key".into(),
    })
}

/// On the wire it looks as if it had none; here the client's own report tells.
fn withheld(connection: &Connection) -> Option<Line> {
    let withheld = connection.client_end.as_ref()?.withheld.as_ref()?;
    let because = match withheld.because {
        WithheldBecause::AuthorityNotNamed => "the server names no authority that signed it",
        WithheldBecause::NoCommonScheme => "the server accepts no signature that its key can make",
    };
    Some((CLIENT, format!("has the certificate of {} and keeps it to itself: {because}", withheld.subject)))
}

fn wrong_name(connection: &Connection, event: &Event) -> Option<String> {
    let judgement = connection.judgements.iter().find(|judgement| judgement.step == event.step)?;
    let name = judgement.name.as_ref()?;
    name.mismatch.as_ref().map(|why| format!("it is not for {}: {why}", name.wanted))
}

fn path(connection: &Connection, of: End) -> Option<&Check> {
    connection.check(CheckId::CertificatePath(of))
}

fn signed(connection: &Connection, event: &Event, id: CheckId, over: &str) -> Vec<Line> {
    let (who, judge) = (event.sender(), event.sender().other());
    let chain = connection.events.iter().take_while(|other| other.step < event.step).filter(|other| other.sender() == event.sender());
    let Some((at, certificate)) = chain.filter_map(|other| Some((other, other.message()?.certificate()?))).last() else {
        return Vec::new();
    };
    let Some(subject) = subject(certificate) else { return Vec::new() };
    let Some(check) = check(connection, event, id) else { return Vec::new() };
    let path_holds = path(connection, event.sender()).and_then(|check| check.holds) == Some(true) && wrong_name(connection, at).is_none();
    let says = match check.holds {
        Some(true) if path_holds => format!("the {who} is {subject}: proved, its signature over {over} holds"),
        Some(true) => {
            format!("the {who} has the key of that certificate: its signature over {over} holds. Whether it is {subject} rests on the path")
        }
        Some(false) => format!("the {who} has not proved that it is {subject}: {}", check.detail),
        None => format!("whether the {who} has the key of that certificate was not checked: {}", check.detail),
    };
    vec![(judge, says)]
}

fn finished(connection: &Connection, event: &Event) -> Vec<Line> {
    let id = CheckId::FinishedMac(event.sender());
    let judge = event.sender().other();
    let mut lines = Vec::new();
    match check(connection, event, id).map(|check| (check.holds, &check.detail)) {
        Some((Some(true), _)) => {
            let same = format!("the {} has the same keys and saw the same handshake", event.sender());
            let also =
                if connection.negotiated.resumed { format!(": it is who took part in {}", earlier(connection)) } else { String::new() };
            lines.push((judge, same + &also));
        }
        Some((Some(false), detail)) => lines.push((judge, format!("the {} did not see the same handshake: {detail}", event.sender()))),
        _ => {}
    }
    lines.extend(done(connection, event));
    lines
}

/// Who is done with this Finished: its sender, where it is the last one; its receiver, where both have been sent.
fn done(connection: &Connection, event: &Event) -> Vec<Line> {
    let is_second = is_second_finished(connection, event);
    match (connection.negotiated.is_tls13(), event.sender()) {
        (true, CLIENT) => vec![(CLIENT, done_before_the_verdict(connection).into())],
        (true, SERVER) => vec![(SERVER, "has said everything; who the client is comes only now, if at all".into())],
        (false, _) if is_second => vec![
            (CLIENT, format!("done: may send data{}", accepted(connection))),
            (SERVER, format!("done: may send data{}", known(connection))),
        ],
        (false, _) => Vec::new(),
    }
}

fn is_second_finished(connection: &Connection, event: &Event) -> bool {
    let other = connection.find(event.sender().other(), |message| matches!(message, Message::Finished(_)));
    other.is_some_and(|other| other.step < event.step)
}

fn done_before_the_verdict(connection: &Connection) -> &'static str {
    match connection.negotiated.client_auth {
        ClientAuth::Presented => "done: may send data; does not know whether the server accepts its certificate",
        ClientAuth::RequestedAbsent => "done: may send data; does not know whether the server takes a client without a certificate",
        ClientAuth::NotRequested | ClientAuth::Unknown => "done: may send data",
    }
}

/// In TLS 1.2 the server answers with its Finished only after it has looked at everything.
fn accepted(connection: &Connection) -> &'static str {
    match connection.negotiated.client_auth {
        ClientAuth::Presented => "; the server has taken its certificate",
        ClientAuth::RequestedAbsent => "; the server takes it without a certificate",
        ClientAuth::NotRequested | ClientAuth::Unknown => "",
    }
}

fn known(connection: &Connection) -> &'static str {
    match connection.negotiated.client_auth {
        ClientAuth::NotRequested if !connection.negotiated.resumed => "; who the client is, it did not ask",
        ClientAuth::RequestedAbsent => "; who the client is, it asked and does not know",
        _ => "",
    }
}

fn from_alert(connection: &Connection, event: &Event, alert: Alert) -> Vec<Line> {
    let (sender, description) = (event.sender(), alert.description);
    let other = event.sender().other();
    if alert.description == AlertDescription::CLOSE_NOTIFY {
        return vec![(event.sender(), "has said that nothing more comes".into()), (other, format!("nothing more comes from the {sender}"))];
    }
    if !alert.is_error(connection.negotiated.is_tls13()) {
        return vec![(other, format!("the {sender} warns: {description}"))];
    }
    let believed = connection.find(other, |message| matches!(message, Message::Finished(_))).is_some_and(|done| done.step < event.step);
    let late = if believed && other == CLIENT && connection.negotiated.is_tls13() { "believed that it was done, and " } else { "" };
    vec![(event.sender(), format!("gave up: {description}")), (other, format!("{late}was refused by the {sender}: {description}"))]
}

fn check<'a>(connection: &'a Connection, event: &Event, id: CheckId) -> Option<&'a Check> {
    connection.checks.iter().find(|check| check.id == id && check.step == Some(event.step))
}
