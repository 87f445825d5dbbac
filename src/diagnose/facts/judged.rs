//! The certificate that the end that gave up had just been shown.

use super::field;
use super::refusal::Refusal;
use crate::capture::End;
use crate::diagnose::fault::{self, Field};
use crate::diagnose::finding::Evidence;
use crate::trace::judgement::{Link, Place};
use crate::trace::message::X509;
use crate::trace::{Connection, Event, Judgement};

/// A chain, who presented it, and what was recomputed of it.
pub(in crate::diagnose) struct Judged<'a> {
    /// Who presented it.
    pub(in crate::diagnose) end: End,
    /// The Certificate message.
    pub(in crate::diagnose) event: &'a Event,
    pub(in crate::diagnose) judgement: &'a Judgement,
    /// The certificate of the end itself.
    pub(in crate::diagnose) own: &'a X509,
}

impl<'a> Judged<'a> {
    /// What the other end had presented before this one gave up.
    pub(super) fn of(connection: &'a Connection, refusal: &Refusal<'_>) -> Option<Self> {
        Self::presented_by(connection, refusal.by?.other(), refusal.before.last().map_or(0, |event| event.step))
    }

    /// The last chain that an end presented, up to a step.
    pub(in crate::diagnose) fn presented_by(connection: &'a Connection, end: End, until: usize) -> Option<Self> {
        let judgement = connection.judgements.iter().rfind(|judgement| judgement.of == end && judgement.step <= until)?;
        let event = connection.events.get(judgement.step.checked_sub(1)?)?;
        Some(Self { end, event, judgement, own: judgement.own()? })
    }

    /// `client` or `server`: whose certificate it is.
    pub(in crate::diagnose) fn whose(&self) -> &'static str {
        self.end.name()
    }

    /// `client` or `server`: who judged it.
    pub(in crate::diagnose) fn judge(&self) -> &'static str {
        self.end.other().name()
    }

    /// `the client's certificate`, or `the intermediate CN=… `.
    pub(in crate::diagnose) fn name(&self, link: &Link) -> String {
        fault::name(self.judgement, link)
    }

    /// The links that were sent or are known, the end's own first, without the one that is trusted.
    pub(in crate::diagnose) fn links(&self) -> impl Iterator<Item = &'a Link> + use<'a> {
        self.judgement.links.iter()
    }

    /// Evidence from a field of the certificate of a link: its bytes where it was sent.
    pub(in crate::diagnose) fn field(&self, link: &Link, name: &str, detail: impl Into<String>) -> Evidence {
        self.part(link.place, |certificate| certificate.find(name), detail.into())
    }

    /// Evidence from an extension of the certificate of a link.
    pub(in crate::diagnose) fn extension(&self, link: &Link, kind: &str, detail: impl Into<String>) -> Evidence {
        self.part(link.place, |certificate| field::certificate_extension(certificate, kind), detail.into())
    }

    /// Evidence from the part of a certificate that shows a fault.
    pub(in crate::diagnose) fn shown(&self, link: &Link, field: Field, shows: &str) -> Evidence {
        match field {
            Field::Named(name) => self.field(link, name, shows),
            Field::Extension(kind) => self.extension(link, kind, shows),
        }
    }

    /// Evidence from a field of the end's own certificate.
    pub(in crate::diagnose) fn own_field(&self, name: &str, detail: impl Into<String>) -> Evidence {
        self.part(Place::Sent(0), |certificate| certificate.find(name), detail.into())
    }

    /// The judge's clock, as evidence.
    pub(in crate::diagnose) fn clock(&self) -> Evidence {
        let (clock, judge) = (crate::diagnose::time::date(self.judgement.clock_s), self.judge());
        if self.judgement.clock_is_known {
            return Evidence::Config { key: "at", detail: format!("the {judge}'s clock: {clock}") };
        }
        field::whole(self.event, format!("the message was seen at {clock}"))
    }

    /// What the judge trusts, as evidence.
    pub(in crate::diagnose) fn trust(&self) -> Evidence {
        let detail = match self.judgement.trusted.as_deref() {
            None => return Evidence::Absent { detail: format!("what the {} trusts is not known", self.judge()) },
            Some([]) => format!("the {} trusts nobody", self.judge()),
            Some(trusted) => format!("the {} trusts {}", self.judge(), trusted.join(", ")),
        };
        Evidence::Config { key: "trust", detail }
    }

    fn part<'n>(
        &self,
        place: Place,
        find: impl FnOnce(&'n crate::bytes::Node) -> Option<&'n crate::bytes::Node>,
        detail: String,
    ) -> Evidence
    where
        'a: 'n,
    {
        match place {
            Place::Sent(nth) => {
                let certificate = field::certificate(self.event, nth);
                let span = certificate.map(|certificate| certificate.span);
                let found = certificate.and_then(find).map(|node| node.span).or(span);
                field::at(self.event, found.unwrap_or(self.event.span), detail)
            }
            Place::Trusted(_) => Evidence::Config { key: "trust", detail },
            Place::Known => Evidence::Config { key: "certificates", detail },
        }
    }
}
