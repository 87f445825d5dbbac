//! A connection that is asked about.

use super::Draft;
use crate::capture::End;
use crate::teach::Walk;
use crate::teach::timeline::Entry;
use crate::teach::walk::{Card, Place, Side};
use crate::trace::{Body, Connection, Event, Protection};

/// How many steps of a connection are asked about. What comes later repeats what came before.
const STEPS: usize = 40;

/// A connection that is asked about, with everything that its walk says.
#[derive(Debug)]
pub struct Subject<'a> {
    pub(super) connection: &'a Connection,
    pub(super) name: String,
    pub(super) cards: Vec<Card>,
}

/// A message of the connection that can be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    pub(super) event: &'a Event,
    pub(super) step: &'a Entry,
    pub(super) side: &'a Side,
    pub(super) card: &'a Card,
}

impl<'a> Subject<'a> {
    /// The connection of this place; `None` where there is none.
    #[must_use]
    pub fn new(place: Place<'a>) -> Option<Self> {
        let walk = Walk::new(place, None)?;
        let name = walk.subjects.first()?.name.clone();
        Some(Self { connection: place.0.connections.get(place.1)?, name, cards: walk.cards.into_iter().take(STEPS).collect() })
    }

    /// What was said and can be read, in order, each kind of message of each end once.
    pub(super) fn said(&self) -> Vec<Said<'_>> {
        let mut found: Vec<Said<'_>> = Vec::new();
        for said in self.all() {
            let is_new = found.iter().all(|other| other.name() != said.name());
            if is_new && said.event.protection != Protection::Sealed && !matches!(said.event.body, Body::Plaintext(_)) {
                found.push(said);
            }
        }
        found
    }

    /// Every step that is a message.
    pub(super) fn all(&self) -> impl Iterator<Item = Said<'_>> {
        self.cards.iter().filter_map(|card| {
            let side = card.sides.first()?.as_ref()?;
            Some(Said { event: self.connection.events.get(side.step.message()?.checked_sub(1)?)?, step: &side.step, side, card })
        })
    }

    /// A draft about this connection.
    pub(super) fn draft(&self, kind: &'static str, text: impl Into<String>) -> Draft {
        Draft { kind, about: self.name.clone(), text: text.into(), ..Draft::default() }
    }
}

impl Said<'_> {
    /// `the server's CertificateRequest`.
    pub(super) fn name(&self) -> String {
        format!("the {}'s {}", self.event.sender(), self.step.name)
    }

    /// What the pages say of it, in general and of this run.
    pub(super) fn explanation(&self) -> Vec<String> {
        let sentence = self.card.page.map(|page| page.sentence.clone());
        sentence.into_iter().chain(self.side.in_this_run.iter().take(3).cloned()).collect()
    }

    /// The topic of its page.
    pub(super) fn topic(&self) -> Option<String> {
        self.card.page.map(|page| format!("{} {}", page.kind.word(), page.name))
    }
}

/// The names of what was said in these connections.
pub(super) fn names(subjects: &[Subject<'_>]) -> Vec<String> {
    subjects.iter().flat_map(|subject| subject.said().iter().map(Said::name).collect::<Vec<_>>()).collect()
}

/// The subject of an end's certificate.
pub(super) fn subject_of(connection: &Connection, end: End) -> Option<String> {
    let leaf = connection.leaf(end)?;
    Some(if leaf.subject.is_empty() { leaf.subject_alt_names.join(", ") } else { leaf.subject.clone() })
}
