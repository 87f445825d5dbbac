//! TLS 1.3 (RFC 8446 2): every sealed record says that it is application data. Which of them are the handshake shows from
//! the turns that the ends take, and from lengths.
//!
//! A record's fragment is its content, one byte for the type, padding (which hardly anybody sends), and the tag. Stacks
//! differ in how they pack: OpenSSL and NSS give each message a record of its own, rustls and Go put a flight into one.

use super::{Claim, Inferred, Outside};
use crate::capture::{self, Close, Direction};
use crate::crypt::Suite;
use crate::names::ExtensionType;
use crate::trace::negotiated;
use crate::wire::handshake::{HEADER, Message};

/// An alert: level and description.
const ALERT: usize = 2;
/// What Java adds to each of its records (JDK, SSLCipher): zeros behind the type.
const PADDING_OF_JAVA: usize = 16;
/// An alert with it, where no Finished shows whether the end pads.
const PADDED_ALERT: usize = ALERT + PADDING_OF_JAVA;
/// No stack pads an alert to more.
const MOST_PADDED: usize = 64;
/// EndOfEarlyData: a header and nothing else.
const END_OF_EARLY_DATA: usize = HEADER;
/// KeyUpdate: a header and one byte.
const KEY_UPDATE: usize = HEADER + 1;
/// A Certificate with an empty context and an empty list (RFC 8446 4.4.2).
const EMPTY_CERTIFICATE: usize = HEADER + 1 + 3;
/// The least Certificate that shows something: one entry with a bare Ed25519 key of 44 bytes (RFC 7250, RFC 8410).
const LEAST_CERTIFICATE: usize = EMPTY_CERTIFICATE + 3 + 44 + 2;
/// The least NewSessionTicket (RFC 8446 4.6.1).
const LEAST_TICKET: usize = HEADER + 4 + 4 + 1 + 2 + 1 + 2;
/// Two records of one length behind a handshake are tickets if they are between these: less is an answer of a protocol, more its data.
const TWIN_TICKETS: std::ops::Range<usize> = 60..1300;

pub(super) fn infer(outside: &Outside<'_>, suite: &Suite, connection: &capture::Connection) -> Vec<Inferred> {
    let Some(view) = View::of(outside, suite, connection) else { return Vec::new() };
    let client = view.client_flight();
    let mut found = view.early_data();
    found.extend(view.server_flight(&client));
    found.extend(view.later(&client));
    let told: Vec<usize> = found.iter().map(|inferred| inferred.record).collect();
    found.extend(view.more_than_alerts(&client).into_iter().filter(|inferred| !told.contains(&inferred.record)));
    found.extend(client.claims);
    found
}

/// The encrypted records of a connection behind its ServerHello, by direction.
struct View<'a> {
    outside: &'a Outside<'a>,
    /// The record with the ServerHello.
    start: usize,
    sides: [Vec<Item>; 2],
    /// How much padding each end adds to every record.
    padding: [usize; 2],
    closes: &'a [Close; 2],
    /// Length of Finished (RFC 8446 4.4.4).
    finished: usize,
    offers_early_data: bool,
    offers_post_handshake_auth: bool,
    overhead: usize,
}

/// An encrypted record.
#[derive(Clone, Copy)]
struct Item {
    record: usize,
    from: Direction,
    /// Length of the content; `None` where it is not there to its end.
    length: Option<usize>,
}

/// The client's second flight.
#[derive(Default)]
struct ClientFlight {
    claims: Vec<Inferred>,
    /// The record with which it begins.
    begins: Option<usize>,
    /// How many of the client's items it has; `None` where its end cannot be told.
    items: Option<usize>,
}

impl ClientFlight {
    /// Whether the client gives up in place of an answer.
    fn refuses(&self) -> bool {
        self.claims.first().is_some_and(|first| first.claim == Claim::Alert)
    }
}

impl<'a> View<'a> {
    fn of(outside: &'a Outside<'a>, suite: &Suite, connection: &'a capture::Connection) -> Option<Self> {
        let overhead = suite.cipher.tag_length()? + 1;
        let hello = negotiated::last_client_hello(outside.events)?;
        let server_hello = outside.events.iter().find(|event| matches!(event.message(), Some(Message::ServerHello(_))))?;
        let start = *server_hello.records.last()?;
        let of = |from| {
            let behind = outside.encrypted(from).filter(|(index, _)| *index > start);
            let length = |record| outside.fragment(record).and_then(|length| length.checked_sub(overhead));
            behind.map(|(index, record)| Item { record: index, from, length: length(record) }).collect::<Vec<Item>>()
        };
        let finished = HEADER + suite.hash.length();
        let mut sides = Direction::BOTH.map(of);
        let padding = sides.each_mut().map(|items| take_padding_off(items.as_mut_slice(), finished));
        Some(Self {
            outside,
            start,
            sides,
            padding,
            closes: &connection.closes,
            finished,
            offers_early_data: hello.extensions.has(ExtensionType::EARLY_DATA),
            offers_post_handshake_auth: hello.extensions.has(ExtensionType::POST_HANDSHAKE_AUTH),
            overhead,
        })
    }

    /// The client answers with its certificate, where it was asked for one, and with Finished.
    fn client_flight(&self) -> ClientFlight {
        let items = &self.sides[Direction::ClientToServer.index()];
        let lengths: Vec<usize> = items.iter().map_while(|item| item.length).collect();
        let Some(first) = items.first() else { return ClientFlight::default() };
        if lengths.is_empty() {
            return ClientFlight { begins: (!self.offers_early_data).then_some(first.record), ..ClientFlight::default() };
        }
        if self.offers_early_data {
            return self.flight_behind_early_data(items, &lengths);
        }
        let claims = self.claims_of_client(&lengths);
        let ends = claims.last().is_some_and(|claim| matches!(claim, Claim::Finished | Claim::EmptyCertificateAndFinished));
        ClientFlight {
            items: ends.then_some(claims.len()),
            begins: (!claims.is_empty()).then_some(first.record),
            claims: claims.into_iter().zip(items).filter_map(|(claim, item)| self.inferred(claim, *item)).collect(),
        }
    }

    /// By the lengths of its records, from the first. What is neither of the fixed lengths begins with a certificate.
    fn claims_of_client(&self, lengths: &[usize]) -> Vec<Claim> {
        let finished = self.finished;
        match *lengths {
            [first, ..] if first == finished => vec![Claim::Finished],
            [EMPTY_CERTIFICATE, second, ..] if second == finished => vec![Claim::EmptyCertificate, Claim::Finished],
            [EMPTY_CERTIFICATE, ..] => vec![Claim::EmptyCertificate],
            [first, ..] if first == EMPTY_CERTIFICATE + finished => vec![Claim::EmptyCertificateAndFinished],
            [ALERT | PADDED_ALERT] => vec![Claim::Alert],
            [first, ..] if first >= LEAST_CERTIFICATE => self.claims_of_proof(lengths).unwrap_or_else(|| vec![Claim::Certificate]),
            _ => Vec::new(),
        }
    }

    /// Certificate, in one record or several, CertificateVerify and Finished in records of their own.
    fn claims_of_proof(&self, lengths: &[usize]) -> Option<Vec<Claim>> {
        let finished = lengths.iter().position(|length| *length == self.finished)?;
        let (verify, certificate) = lengths[..finished].split_last().filter(|(verify, _)| is_signature(**verify))?;
        let claims = is_one_message(certificate).then_some(Claim::Certificate);
        let claims = std::iter::repeat_n(claims?, certificate.len());
        debug_assert_eq!(lengths.get(certificate.len()), Some(verify));
        Some(claims.chain([Claim::CertificateVerify, Claim::Finished]).collect())
    }

    /// If the server takes 0-RTT data, the client marks their end. If not, nothing can be told apart.
    fn flight_behind_early_data(&self, items: &[Item], lengths: &[usize]) -> ClientFlight {
        let end = lengths.windows(2).position(|pair| pair == [END_OF_EARLY_DATA, self.finished]);
        let Some(end) = end else { return ClientFlight::default() };
        let claim = |place: usize| match place {
            _ if place < end => Claim::EarlyData,
            _ if place == end => Claim::EndOfEarlyData,
            _ => Claim::Finished,
        };
        let claims = items.iter().take(end + 2).enumerate().filter_map(|(place, item)| self.inferred(claim(place), *item));
        ClientFlight { claims: claims.collect(), begins: items.get(end).map(|item| item.record), items: Some(end + 2) }
    }

    /// What the server sent before the client answered: it ends with Finished, or the client would not have answered.
    fn server_flight(&self, client: &ClientFlight) -> Vec<Inferred> {
        let items = &self.sides[Direction::ServerToClient.index()];
        let Some(begins) = client.begins.filter(|_| !client.refuses()) else { return self.first_of_server(items) };
        let flight: Vec<Item> = items.iter().take_while(|item| item.record < begins && item.length.is_some()).copied().collect();
        let lengths: Vec<usize> = flight.iter().filter_map(|item| item.length).collect();
        let claims = self.claims_of_server(&lengths);
        claims.into_iter().zip(flight).filter_map(|(claim, item)| self.inferred(claim?, item)).collect()
    }

    fn claims_of_server(&self, lengths: &[usize]) -> Vec<Option<Claim>> {
        let is_finished = |length: &&usize| **length == self.finished;
        let rest = match lengths {
            [] => return Vec::new(),
            [_] => return vec![Some(Claim::ServerFlight)],
            [_, rest @ ..] => rest,
        };
        if rest.iter().filter(is_finished).count() == 1 && rest.last().is_some_and(|last| *last == self.finished) {
            let between = message_by_message(&rest[..rest.len() - 1]);
            return [Some(Claim::EncryptedExtensions)].into_iter().chain(between).chain([Some(Claim::Finished)]).collect();
        }
        if is_one_message(lengths) && rest.iter().all(|length| *length != self.finished) {
            vec![Some(Claim::ServerFlight); lengths.len()]
        } else {
            vec![Some(Claim::EncryptedExtensions)]
        }
    }

    /// Where nothing tells how far the server came: the first that it seals is EncryptedExtensions (RFC 8446 4.3.1), or an alert.
    fn first_of_server(&self, items: &[Item]) -> Vec<Inferred> {
        let first = items.first().filter(|item| item.length.is_some_and(|length| length > ALERT));
        let last = items.last().filter(|item| item.length == Some(ALERT));
        let found = [(first, Claim::EncryptedExtensions), (last, Claim::Alert)];
        found.into_iter().filter_map(|(item, claim)| self.inferred(claim, *item?)).collect()
    }

    /// What comes behind the handshake: tickets, data, alerts.
    fn later(&self, client: &ClientFlight) -> Vec<Inferred> {
        let Some(begins) = client.begins.filter(|_| !client.refuses()) else { return Vec::new() };
        let [own, others] = &self.sides;
        let mut found = Vec::new();
        let behind = client.items.map_or(&[][..], |count| own.get(count..).unwrap_or_default());
        let answers: Vec<Item> = others.iter().filter(|item| item.record > begins).copied().collect();
        found.extend(without_short_end(behind).iter().filter_map(|item| self.inferred(self.data_of_client(item.length?)?, *item)));
        found.extend(self.answers(without_short_end(&answers)));
        // Where the end of the flight cannot be told, at least its beginning is no alert.
        let said_last = client.items.map_or(own.get(1..).unwrap_or_default(), |_| behind);
        found.extend([said_last, &answers].into_iter().filter_map(|items| self.last_alert(items)));
        found
    }

    fn data_of_client(&self, length: usize) -> Option<Claim> {
        let may_be_another = self.offers_post_handshake_auth || matches!(length, ALERT | KEY_UPDATE);
        (!may_be_another).then_some(Claim::ApplicationData)
    }

    /// OpenSSL and others send two tickets, which are of one length: no answer of an application is.
    fn answers(&self, items: &[Item]) -> Vec<Inferred> {
        let lengths: Vec<Option<usize>> = items.iter().map(|item| item.length).collect();
        let twins = match lengths.as_slice() {
            [Some(first), Some(second), rest @ ..] => {
                TWIN_TICKETS.contains(first) && first == second && rest.first().is_none_or(|third| *third != Some(*first))
            }
            _ => false,
        };
        let claim = |place: usize, length: usize| match length {
            _ if twins && place < 2 => Some(Claim::NewSessionTicket),
            ALERT | KEY_UPDATE => None,
            _ if self.offers_post_handshake_auth => None,
            0..LEAST_TICKET => Some(Claim::ApplicationData),
            _ => Some(Claim::TicketOrData),
        };
        let items = items.iter().enumerate();
        items.filter_map(|(place, item)| self.inferred(claim(place, item.length?)?, *item)).collect()
    }

    /// Two bytes are the last of a direction that is closed, or all that an end answers: few applications say so little, most
    /// stacks end with `close_notify`.
    fn last_alert(&self, items: &[Item]) -> Option<Inferred> {
        let last = *items.last()?;
        let is_all = items.len() == 1;
        let is_alert = match last.length? {
            ALERT => is_all || self.closes[last.from.index()] != Close::Open,
            PADDED_ALERT => is_all && last.from == Direction::ServerToClient,
            _ => false,
        };
        is_alert.then(|| self.inferred(Claim::Alert, last)).flatten()
    }

    /// What a server sends behind the client's answer is an alert, or it has accepted the client.
    fn more_than_alerts(&self, client: &ClientFlight) -> Vec<Inferred> {
        let [own, others] = &self.sides;
        let answer = own.iter().find(|item| item.length.is_some_and(is_no_alert)).filter(|_| !self.offers_early_data);
        let Some(begins) = client.begins.or(answer.map(|item| item.record)).filter(|_| !client.refuses()) else { return Vec::new() };
        let behind = others.iter().filter(|item| item.record > begins && item.length.is_some_and(is_no_alert));
        behind.filter_map(|item| self.inferred(Claim::MoreThanAnAlert, *item)).collect()
    }

    /// What a client seals before the ServerHello can only be 0-RTT data.
    fn early_data(&self) -> Vec<Inferred> {
        let before = self.outside.encrypted(Direction::ClientToServer).take_while(|(index, _)| *index < self.start);
        before.filter_map(|(index, _)| self.outside.inferred(index, Claim::EarlyData, "sent before the ServerHello".into())).collect()
    }

    fn inferred(&self, claim: Claim, item: Item) -> Option<Inferred> {
        self.outside.inferred(item.record, claim, self.because(claim, item))
    }

    fn because(&self, claim: Claim, item: Item) -> String {
        let (length, tag, finished) = (item.length.unwrap_or_default(), self.overhead - 1, self.finished);
        let (padding, padded) = match (self.padding[item.from.index()], length) {
            (0, PADDED_ALERT) if claim == Claim::Alert => (0, ", with padding as Java adds it,"),
            (0, _) => (0, ","),
            (padding, _) => (padding, ", 16 of padding as Java adds it,"),
        };
        let sum = |parts: String| format!("{} bytes are {parts}{padded} 1 of type and a tag of {tag}", length + padding + self.overhead);
        match claim {
            Claim::EarlyData => "before EndOfEarlyData".into(),
            Claim::EndOfEarlyData => sum(format!("a header of {HEADER}")),
            Claim::EncryptedExtensions => "the first record behind the ServerHello".into(),
            Claim::CertificateRequest => "one record more than a server sends that asks for nothing".into(),
            Claim::Certificate if item.from == Direction::ClientToServer => {
                format!("{length} bytes, too long for an empty one and for Finished: the client was asked for one")
            }
            Claim::Certificate => format!("{length} bytes, too long for an empty one and for Finished"),
            Claim::CertificateVerify => format!("{length} bytes between Certificate and Finished, the length of a signature"),
            Claim::ServerFlight => "the client's answer follows".into(),
            Claim::EmptyCertificate => sum(format!("a header of {HEADER} and an empty list of 4")),
            Claim::EmptyCertificateAndFinished => {
                sum(format!("an empty list with its header, {EMPTY_CERTIFICATE}, and a MAC with its, {finished}"))
            }
            Claim::Finished => sum(format!("a header of {HEADER}, a MAC of {}", finished - HEADER)),
            Claim::Alert => sum(format!("level and description, {ALERT}")),
            Claim::NewSessionTicket => "two of one length, the first that the server sends behind the handshake".into(),
            Claim::TicketOrData => "the server sends it behind the handshake".into(),
            Claim::MoreThanAnAlert => format!("{length} bytes are no alert, and the server sends them behind the client's answer"),
            Claim::ApplicationData => "sent behind the handshake, and too short or from the wrong end for a ticket".into(),
        }
    }
}

/// Whether content of this length is no alert: not its two bytes, bare or with what stacks add to them.
fn is_no_alert(length: usize) -> bool {
    /// Who pads on purpose pads to a multiple of this, the type included.
    const ROUND: usize = 16;
    length > MOST_PADDED || !matches!(length, ALERT | PADDED_ALERT) && !(length + 1).is_multiple_of(ROUND)
}

/// An end whose Finished has a length that only padding explains pads all of its records.
fn take_padding_off(items: &mut [Item], finished: usize) -> usize {
    let has = |length| items.iter().any(|item| item.length == Some(length));
    if has(finished) || !has(finished + PADDING_OF_JAVA) {
        return 0;
    }
    for item in items {
        item.length = item.length.and_then(|length| length.checked_sub(PADDING_OF_JAVA));
    }
    PADDING_OF_JAVA
}

/// Alerts end a direction, and some stacks pad them: short records at its end may be anything.
fn without_short_end(items: &[Item]) -> &[Item] {
    let end = items.iter().rposition(|item| item.length.is_none_or(|length| length > MOST_PADDED)).map_or(0, |last| last + 1);
    &items[..end]
}

/// The records between EncryptedExtensions and Finished, where each message has its own: none where a session is resumed,
/// Certificate and CertificateVerify, and before them CertificateRequest where the client is asked.
fn message_by_message(between: &[usize]) -> Vec<Option<Claim>> {
    let untold = vec![None; between.len()];
    let Some((_, before)) = between.split_last().filter(|(verify, _)| is_signature(**verify)) else { return untold };
    let proof = |count| std::iter::repeat_n(Some(Claim::Certificate), count).chain([Some(Claim::CertificateVerify)]);
    match *before {
        // A part of a message is no shorter than the next one: what is shorter is a message of its own.
        [request, certificate, ..] if request < certificate && is_one_message(&before[1..]) => {
            [Some(Claim::CertificateRequest)].into_iter().chain(proof(before.len() - 1)).collect()
        }
        [_] if is_one_message(before) => proof(1).collect(),
        _ => untold,
    }
}

/// Whether these can be the parts of a certificate, or of a flight with one: all full, the last one perhaps not.
fn is_one_message(lengths: &[usize]) -> bool {
    let Some((last, full)) = lengths.split_last() else { return false };
    let first = full.first().unwrap_or(last);
    *first >= LEAST_CERTIFICATE && last <= first && full.iter().all(|length| length == first)
}

/// Whether a CertificateVerify has this length: a header, the scheme, and a signature with its length (RFC 8446 4.4.3).
fn is_signature(length: usize) -> bool {
    // Ed25519, ECDSA over P-256, P-384, Ed448, ECDSA over P-521, RSA of 1024 to 8192 bits, ML-DSA.
    matches!(
        length.saturating_sub(HEADER + 2 + 2),
        64 | 67..=72 | 99..=104 | 114 | 128 | 134..=139 | 256 | 384 | 512 | 1024 | 2420 | 3309 | 4627
    )
}
