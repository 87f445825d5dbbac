//! What the rules share, looked up once for each connection: who gave up, how and when; which certificate was judged;
//! what was asked and what was answered.

pub(super) mod field;
mod judged;
mod refusal;

pub(super) use judged::Judged;
pub(super) use refusal::{Refusal, Sign};

use super::fault::{Fault, Kind, stacks};
use super::finding::{Certainty, Evidence};
use crate::capture::{End, EndReport, Reason};
use crate::names::AlertDescription;
use crate::trace::message::{Certificate, CertificateRequest, ClientHello, Message, ServerHello};
use crate::trace::suite::KeyExchange;
use crate::trace::{Claim, Connection, Event, Inferred, Protection, State};

/// What is known of one connection.
pub(super) struct Facts<'a> {
    pub(super) connection: &'a Connection,
    /// How it was given up; `None` where it was not.
    pub(super) refusal: Option<Refusal<'a>>,
    /// The certificate that the end that gave up had just been shown.
    pub(super) judged: Option<Judged<'a>>,
}

/// How well what happened fits a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Another cause was named.
    No,
    /// The end went away without a word, as some do.
    Silent,
    /// It said that something is wrong, as some do whatever it is.
    Generic,
    /// It named this kind of cause.
    Specific,
}

/// How an end that found a fault says so.
pub(super) struct Signs {
    /// The alerts of those that name the kind of fault.
    pub(super) alerts: &'static [AlertDescription],
    /// The reasons that an end reports of itself.
    pub(super) reasons: fn(&Reason) -> bool,
}

impl<'a> Facts<'a> {
    pub(super) fn of(connection: &'a Connection) -> Self {
        let refusal = Refusal::of(connection);
        let judged = refusal.as_ref().and_then(|refusal| Judged::of(connection, refusal));
        Self { connection, refusal, judged }
    }

    /// Whether something failed, in TLS or above it.
    pub(super) fn has_failed(&self) -> bool {
        matches!(self.connection.outcome.state, State::Failed | State::Incomplete) || self.refusal.is_some()
    }

    /// Whether something was said that cannot be read, for want of keys.
    pub(super) fn has_sealed(&self) -> bool {
        self.connection.events.iter().any(|event| event.protection == Protection::Sealed)
    }

    /// Who gave up.
    pub(super) fn by(&self) -> Option<End> {
        self.refusal.as_ref().and_then(|refusal| refusal.by)
    }

    /// The alert that ended it.
    pub(super) fn alert(&self) -> Option<AlertDescription> {
        self.refusal.as_ref().and_then(Refusal::alert)
    }

    /// Whether it ended with this alert of this end.
    pub(super) fn ended_with(&self, by: End, alerts: &[AlertDescription]) -> bool {
        self.by() == Some(by) && self.alert().is_some_and(|alert| alerts.contains(&alert))
    }

    /// What an end reported.
    pub(super) fn end(&self, end: End) -> Option<&'a EndReport> {
        self.connection.end(end)
    }

    /// Why the end that gave up did so, by its own word: its decision, not what it met.
    pub(super) fn decision(&self) -> Option<(End, &'a Reason)> {
        let of =
            |end| self.end(end).and_then(|report| report.reason.as_ref()).filter(|reason| is_decision(reason)).map(|reason| (end, reason));
        match self.by() {
            Some(by) => of(by),
            None => End::BOTH.into_iter().find_map(of),
        }
    }

    /// Whether an end reported this of itself.
    pub(super) fn decided(&self, is: fn(&Reason) -> bool) -> Option<End> {
        self.decision().filter(|(_, reason)| is(reason)).map(|(end, _)| end)
    }

    /// How well what happened fits a fault with these signs. An end's own word outweighs its alert.
    pub(super) fn fit(&self, signs: &Signs) -> Fit {
        if let Some((_, reason)) = self.decision().filter(|(_, reason)| !matches!(reason, Reason::Other(_))) {
            return if (signs.reasons)(reason) { Fit::Specific } else { Fit::No };
        }
        match self.refusal.as_ref().map(|refusal| &refusal.sign) {
            Some(Sign::Alert { description, .. }) if signs.alerts.contains(description) => Fit::Specific,
            Some(Sign::Alert { description, .. }) if says_nothing(*description) => Fit::Generic,
            Some(Sign::Above { said, .. }) if said.names_certificate() && !said.says_missing() => Fit::Generic,
            Some(Sign::Closed(_) | Sign::Sealed { .. }) => Fit::Silent,
            _ => Fit::No,
        }
    }

    /// How sure a fault is that was recomputed.
    pub(super) fn recomputed(&self, signs: &Signs) -> Certainty {
        match self.fit(signs) {
            Fit::Specific | Fit::Generic => Certainty::Proven,
            Fit::Silent => Certainty::Likely,
            Fit::No => Certainty::Possible,
        }
    }

    /// How sure it is that a fault of the chain, which was recomputed, is why it was refused. A fault that some stacks
    /// take as it is needs a judge that says what it minds: the alert alone may mean anything.
    pub(super) fn sure_of(&self, kind: &Kind, fault: &Fault<'_>) -> Option<Certainty> {
        let of = self.judged.as_ref()?.end;
        let all_mind = stacks::all_refuse(fault.row, of);
        let is_told = self.decided(kind.signs.reasons).is_some();
        let says_that = |alert: AlertDescription| !says_nothing(alert) && !says_much(alert);
        match self.fit(&kind.signs) {
            Fit::Specific if is_told || all_mind || self.alert().is_some_and(says_that) => Some(Certainty::Proven),
            Fit::Specific => Some(Certainty::Likely),
            Fit::Generic if all_mind => Some(Certainty::Proven),
            Fit::Generic if self.alert().is_some_and(|alert| stacks::refuses_with(fault.row, of, alert)) => Some(Certainty::Likely),
            Fit::Generic => Some(Certainty::Possible),
            Fit::Silent if all_mind => Some(Certainty::Likely),
            Fit::Silent | Fit::No if all_mind || self.fit(&kind.signs) == Fit::Silent => Some(Certainty::Possible),
            _ => None,
        }
    }

    /// `: OpenSSL 3.0 and Java 17 accept it`, where some do.
    pub(super) fn who_accepts(&self, fault: &Fault<'_>) -> String {
        let Some(judged) = &self.judged else { return String::new() };
        let names = stacks::accepting(fault.row, judged.end).join(", ");
        if names.is_empty() { names } else { format!("; accepted by {names}") }
    }

    /// Whether the end that was judged signs the handshake: with RSA key exchange a server decrypts, and does not sign.
    pub(super) fn signs(&self, judged: &Judged<'_>) -> bool {
        judged.end == End::Client || self.connection.negotiated.suite().is_none_or(|suite| suite.key_exchange != KeyExchange::Rsa)
    }

    /// How sure a fault is that could not be recomputed; `None` where nothing speaks for it.
    pub(super) fn suspected(&self, signs: &Signs) -> Option<Certainty> {
        match self.fit(signs) {
            Fit::Specific => Some(Certainty::Likely),
            Fit::Generic | Fit::Silent => Some(Certainty::Possible),
            Fit::No => None,
        }
    }

    /// The sign that ended it, as evidence.
    pub(super) fn sign(&self) -> Option<Evidence> {
        self.refusal.as_ref().map(|refusal| refusal.evidence(self.connection))
    }

    /// The words of the end that gave up, as evidence.
    pub(super) fn word(&self) -> Option<Evidence> {
        let end = self.decision().map(|(end, _)| end).or(self.by())?;
        let report = self.end(end).filter(|report| report.reason.as_ref().is_none_or(is_decision))?;
        Some(Evidence::End { end, detail: report.error.clone()? })
    }

    /// The first message of an end for which `read` gives something.
    pub(super) fn message<T>(&self, from: End, read: impl Fn(&'a Message) -> Option<T>) -> Option<(&'a Event, T)> {
        let mut events = self.connection.events.iter().filter(|event| event.sender() == from);
        events.find_map(|event| Some((event, read(event.message()?)?)))
    }

    /// The last ClientHello of the handshake.
    pub(super) fn client_hello(&self) -> Option<(&'a Event, &'a ClientHello)> {
        let hello = |event: &'a Event| match event.message() {
            Some(Message::ClientHello(hello)) => Some((event, &**hello)),
            _ => None,
        };
        self.connection.events.iter().rev().find_map(hello)
    }

    /// The ServerHello.
    pub(super) fn server_hello(&self) -> Option<(&'a Event, &'a ServerHello)> {
        self.message(End::Server, |message| match message {
            Message::ServerHello(hello) => Some(&**hello),
            _ => None,
        })
    }

    /// The CertificateRequest.
    pub(super) fn request(&self) -> Option<(&'a Event, &'a CertificateRequest)> {
        self.message(End::Server, |message| match message {
            Message::CertificateRequest(request) => Some(&**request),
            _ => None,
        })
    }

    /// An end's Certificate message, empty ones included.
    pub(super) fn certificate(&self, from: End) -> Option<(&'a Event, &'a Certificate)> {
        self.message(from, |message| match message {
            Message::Certificate(certificate) => Some(certificate),
            _ => None,
        })
    }

    /// The sealed record that can only hold an empty client Certificate, by its size and place, and why.
    pub(super) fn inferred_empty_certificate(&self) -> Option<(&'a Event, &'a Inferred)> {
        let inferred = self.connection.inferred.iter().find(|inferred| inferred.claim.is_empty_certificate())?;
        Some((self.connection.events.get(inferred.step.checked_sub(1)?)?, inferred))
    }

    /// What the last record before an end gave up, as far as it stayed sealed, can be told to be.
    pub(super) fn inferred_before_refusal(&self) -> impl Iterator<Item = (End, Claim)> {
        let before = self.refusal.as_ref().map_or(&[][..], |refusal| refusal.before);
        before.iter().filter_map(|event| Some((event.sender(), self.connection.inferred(event.step)?.claim)))
    }

    /// The names of the authorities that the judge of this end's certificate asked for, as far as it said.
    pub(super) fn authorities_asked_of(&self, end: End) -> &'a [Vec<u8>] {
        match end {
            End::Client => self.request().map_or(&[], |(_, request)| &request.certificate_authorities),
            End::Server => self.client_hello().map_or(&[], |(_, hello)| &hello.extensions.certificate_authorities),
        }
    }
}

/// Alerts that some stacks send for any fault of a certificate: Java 46 and 42, Go 42, GnuTLS 49 and 80.
fn says_nothing(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::CERTIFICATE_UNKNOWN
            | AlertDescription::BAD_CERTIFICATE
            | AlertDescription::ACCESS_DENIED
            | AlertDescription::INTERNAL_ERROR
    )
}

/// Alerts that name a kind of trouble, of which a certificate's fault is one of many.
fn says_much(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::UNKNOWN_CA
            | AlertDescription::DECRYPT_ERROR
            | AlertDescription::HANDSHAKE_FAILURE
            | AlertDescription::DECODE_ERROR
            | AlertDescription::ILLEGAL_PARAMETER
            | AlertDescription::INSUFFICIENT_SECURITY
    )
}

/// What an end decided itself, unlike what it read or met.
fn is_decision(reason: &Reason) -> bool {
    !matches!(
        reason,
        Reason::AlertReceived(_) | Reason::Closed | Reason::Reset | Reason::TimedOut | Reason::ConnectionRefused | Reason::Other(_)
    )
}
