//! One direction's state: which epoch it is in, what opens its records, where its messages gather.

use super::event::Epoch;
use super::inflater::Inflater;
use super::keys::{Candidates, Keys};
use super::streams::Piece;
use crate::bytes::{BufferId, Buffers, Span};
use crate::capture::{Direction, StoredContent, StoredRecord};
use crate::crypt::{self, Opener, Secret};
use crate::names::ContentType;
use crate::wire::handshake::{HEADER, Header, MAX_BODY};
use crate::wire::record;

/// How many records may be missing before one that still opens.
const MAX_AHEAD: u64 = 256;
/// How many places are tried in all, after each hole in the stream. Each costs as much as opening the record.
const MAX_TRIES: u32 = 1024;

/// How many places are tried in a direction, however many holes it has.
const MAX_TRIES_IN_ALL: u32 = 65_536;
/// The most handshake messages of a direction that are decoded: a handshake has ten, a renegotiation as many again.
const MAX_MESSAGES: usize = 512;
/// How many bytes of handshake messages are decoded before no further one is begun: 256 KiB.
const MAX_MESSAGE_BYTES: usize = 256 << 10;

/// The state of one direction.
#[derive(Debug)]
pub(super) struct Side {
    from: Direction,
    /// Under which keys the next record is sent.
    pub(super) epoch: Epoch,
    /// Whether the change of keys may have been missed: behind a hole, or a ChangeCipherSpec of an unknown version.
    pub(super) may_be_encrypted: bool,
    keys: Option<Result<Candidates, String>>,
    /// The secret that fits, where there were several.
    choice: Option<(&'static str, Secret)>,
    /// What unpacks the content of records, where a compression was agreed on.
    inflater: Option<Inflater>,
    messages: Option<(Epoch, BufferId)>,
    data: Option<BufferId>,
    opened: Option<BufferId>,
    /// How many more times a record may be tried under another place in the stream, because some were not captured.
    tries: u32,
    /// What is left for holes to come.
    reserve: u32,
    /// How many messages were handed out, and their bytes as far as they are taken apart.
    taken: (usize, usize),
    /// How much of the current message buffer has been read.
    read: usize,
    /// Which record brought which part of the current message buffer: where it ends, and the record.
    fragments: Vec<(usize, usize)>,
}

/// A record, opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) content_type: ContentType,
    pub(super) content: Span,
    /// Where on the wire data of the application stood that a saved trace does not hold.
    pub(super) withheld: Option<Span>,
}

impl Side {
    pub(super) fn new(from: Direction) -> Self {
        Self {
            from,
            epoch: Epoch::Initial,
            may_be_encrypted: false,
            keys: None,
            choice: None,
            inflater: None,
            messages: None,
            data: None,
            opened: None,
            tries: 0,
            reserve: MAX_TRIES_IN_ALL,
            taken: (0, 0),
            read: 0,
            fragments: Vec::new(),
        }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.epoch != Epoch::Initial
    }

    /// The next record is under the keys of `epoch`, counted from zero.
    pub(super) fn change_keys(&mut self, epoch: Epoch) {
        self.epoch = epoch;
        self.keys = None;
    }

    /// Up to TLS 1.2: behind ChangeCipherSpec all is encrypted, and packed if that was agreed on.
    pub(super) fn change_cipher(&mut self, keys: &Keys<'_>) {
        self.change_keys(Epoch::Handshake);
        self.inflater = Inflater::of(keys.compression);
    }

    pub(super) fn expect_early_data(&mut self) {
        self.change_keys(Epoch::EarlyData);
    }

    pub(super) fn reject_early_data(&mut self) {
        if self.epoch == Epoch::EarlyData {
            self.change_keys(Epoch::Initial);
        }
    }

    /// After a ServerHello the client uses its handshake keys, unless it is still sending 0-RTT data.
    pub(super) fn expect_handshake_keys(&mut self) {
        if self.epoch != Epoch::EarlyData {
            self.change_keys(Epoch::Handshake);
        }
    }

    /// After a KeyUpdate: the next secret follows from the last (RFC 8446 7.2).
    pub(super) fn update_keys(&mut self, keys: &Keys<'_>) {
        if let Some(Ok(candidates)) = &self.keys
            && let [(_, secret)] = candidates.found.as_slice()
        {
            let next = keys.next_generation(secret);
            self.keys = Some(next.map(|next| Candidates { label: candidates.label, found: vec![next] }));
        }
    }

    /// Records were not captured: the message that they were part of is lost, and the next one has another place.
    pub(super) fn gap(&mut self) {
        self.messages = None;
        self.may_be_encrypted = true;
        if let Some(inflater) = &mut self.inflater {
            inflater.lose();
        }
        self.reserve += self.tries;
        self.tries = MAX_TRIES.min(self.reserve);
        self.reserve -= self.tries;
    }

    /// The epoch that may have begun unseen: a client that skips the end of its 0-RTT data (because the server refused
    /// it), or a change of keys that was not captured.
    fn later_epoch(&self, keys: &Keys<'_>) -> Option<Epoch> {
        match self.epoch {
            Epoch::EarlyData if keys.version.is_tls13() => Some(Epoch::Handshake),
            Epoch::Initial if self.tries > 0 && !keys.server_random.is_empty() => Some(Epoch::Application),
            Epoch::Handshake if self.tries > 0 && keys.version.is_tls13() => Some(Epoch::Application),
            _ => None,
        }
    }

    /// Whether a message in the clear was begun, and goes on.
    pub(super) fn is_mid_message(&self, buffers: &Buffers) -> bool {
        self.epoch == Epoch::Initial && self.unfinished(buffers).is_some()
    }

    /// The secret that was found to fit just now, where there were several.
    pub(super) fn take_choice(&mut self) -> Option<(&'static str, Secret)> {
        self.choice.take()
    }

    /// Opens a record with the keys of the current epoch, or of one that may have begun unseen.
    pub(super) fn open(&mut self, piece: &Piece, header: record::Header, keys: &Keys<'_>, buffers: &mut Buffers) -> Result<Opened, String> {
        let opened = self.open_now(piece, header, keys, buffers);
        let Some(epoch) = self.later_epoch(keys).filter(|_| opened.is_err()) else { return opened };
        let mut later = Self { epoch, opened: self.opened, tries: self.tries, ..Self::new(self.from) };
        let result = later.open_now(piece, header, keys, buffers);
        (self.opened, self.tries) = (later.opened, later.tries);
        if result.is_ok() {
            (self.epoch, self.keys, self.choice) = (epoch, later.keys, later.choice);
        }
        result
    }

    fn open_now(&mut self, piece: &Piece, header: record::Header, keys: &Keys<'_>, buffers: &mut Buffers) -> Result<Opened, String> {
        let (from, epoch) = (self.from, self.epoch);
        if epoch == Epoch::Initial && keys.server_random.is_empty() {
            return Err("an encrypted record, and no ServerHello was seen that says under which keys".into());
        }
        if epoch == Epoch::Initial {
            return Err("an encrypted record before any keys are agreed".into());
        }
        let candidates = match self.keys.get_or_insert_with(|| keys.openers(from, epoch)) {
            Ok(candidates) => candidates,
            Err(why) => return Err(why.clone()),
        };
        let bytes = buffers.bytes(piece.span);
        let (Some(head), Some(fragment)) = (bytes.first_chunk::<{ record::HEADER }>(), bytes.get(record::HEADER..)) else {
            return Err("the record's header is cut short".into());
        };
        debug_assert_eq!(fragment.len().min(header.length), fragment.len());
        let mut opened = Err("no key".to_owned());
        let mut fits = None;
        for (index, (opener, _)) in candidates.found.iter_mut().enumerate() {
            opened = open_by(opener, *head, fragment, &mut self.tries);
            if opened.is_ok() {
                fits = Some(index);
                break;
            }
        }
        if let Some(index) = fits.filter(|_| candidates.found.len() > 1) {
            let (opener, secret) = candidates.found.swap_remove(index);
            self.choice = Some((candidates.label, secret.clone()));
            candidates.found = vec![(opener, secret)];
        }
        let mut opened = opened?;
        if let Some(inflater) = &mut self.inflater {
            opened.plaintext = inflater.inflate(&opened.plaintext)?;
        }
        let start = piece.span.start + record::HEADER + opened.starts_at;
        let source = Span::new(piece.span.buffer, start, start + opened.plaintext.len());
        let id = *self.opened.get_or_insert_with(|| {
            buffers.create(if from == Direction::ClientToServer { "client opened records" } else { "server opened records" })
        });
        let content = buffers.append(id, &opened.plaintext, Some(source));
        Ok(Opened { content_type: opened.content_type, content, withheld: None })
    }

    /// Takes a record's content from a saved trace.
    pub(super) fn restore(&mut self, piece: &Piece, stored: &StoredRecord, buffers: &mut Buffers) -> Result<Opened, String> {
        let (content_type, starts_at, bytes, withheld) = match &stored.content {
            StoredContent::Sealed(why) => return Err(why.clone()),
            StoredContent::Opened { content_type, starts_at, bytes, withheld } => (*content_type, *starts_at, bytes, *withheld),
        };
        let place = |length: usize| piece.span.start.checked_add(record::HEADER)?.checked_add(starts_at)?.checked_add(length);
        let ends = [0, bytes.len(), bytes.len().saturating_add(withheld)].map(place);
        let [Some(start), Some(kept), Some(end)] = ends else { return Err("what was stored of it does not fit".into()) };
        if end > piece.span.end {
            return Err("what was stored of it is longer than the record".into());
        }
        if let Some(epoch) = Epoch::named(&stored.epoch).filter(|epoch| *epoch != self.epoch) {
            self.change_keys(epoch);
        }
        let id = *self.opened.get_or_insert_with(|| buffers.create(format!("{} opened records", self.from.sender())));
        let content = buffers.append(id, bytes, Some(Span::new(piece.span.buffer, start, kept)));
        let withheld = (end > kept).then(|| Span::new(piece.span.buffer, kept, end));
        Ok(Opened { content_type: ContentType(content_type), content, withheld })
    }

    /// Adds a fragment of handshake messages to the buffer of this epoch.
    pub(super) fn append_fragment(&mut self, fragment: Span, record: usize, buffers: &mut Buffers) {
        let id = match self.messages {
            Some((epoch, id)) if epoch == self.epoch => id,
            _ => {
                let id = buffers.create(name_of_messages(self.from, self.epoch));
                self.messages = Some((self.epoch, id));
                self.read = 0;
                self.fragments.clear();
                id
            }
        };
        let end = buffers.append_from(id, fragment).end;
        self.fragments.push((end, record));
    }

    /// The next complete message of the buffer; none where there were [too many](Self::excess).
    pub(super) fn next_message(&mut self, buffers: &Buffers) -> Option<Span> {
        let (_, id) = self.messages.filter(|_| self.excess().is_none())?;
        let rest = buffers.get(id)?.bytes().get(self.read..)?;
        let length = Header::peek(rest)?.length.checked_add(HEADER)?;
        if rest.len() < length {
            return None;
        }
        let span = Span::new(id, self.read, self.read + length);
        self.read = span.end;
        self.taken = (self.taken.0 + 1, self.taken.1 + if length <= MAX_BODY { length } else { HEADER });
        Some(span)
    }

    /// Why no more messages are decoded, where there were too many.
    pub(super) fn excess(&self) -> Option<String> {
        let (messages, bytes) = self.taken;
        (messages >= MAX_MESSAGES || bytes >= MAX_MESSAGE_BYTES).then(|| {
            format!("the {messages} handshake messages of the {} up to here have {bytes} bytes: no more are decoded", self.from.sender())
        })
    }

    /// Which records brought these bytes of the current message buffer.
    pub(super) fn records_of(&self, span: Span) -> Vec<usize> {
        let first = self.fragments.partition_point(|(end, _)| *end <= span.start);
        let last = self.fragments.partition_point(|(end, _)| *end < span.end);
        self.fragments.iter().take(last + 1).skip(first).map(|(_, record)| *record).collect()
    }

    /// What is left of the message buffer when the stream ends.
    pub(super) fn unfinished(&self, buffers: &Buffers) -> Option<Span> {
        let (_, id) = self.messages?;
        let span = Span::new(id, self.read, buffers.get(id)?.len());
        (!span.is_empty()).then_some(span)
    }

    /// Adds application data to its buffer.
    pub(super) fn append_data(&mut self, content: Span, buffers: &mut Buffers) -> Span {
        let id = *self.data.get_or_insert_with(|| buffers.create(format!("{} application data", self.from.sender())));
        buffers.append_from(id, content)
    }
}

/// Opens a record, under the place in the stream that it has, or one behind records that were not captured.
fn open_by(opener: &mut Opener, head: [u8; record::HEADER], fragment: &[u8], tries: &mut u32) -> Result<crypt::Opened, String> {
    let mut opened = opener.open(head, fragment);
    let mut ahead = 1;
    while opened.is_err() && ahead <= MAX_AHEAD && *tries > 0 {
        opened = opener.open_ahead(ahead, head, fragment);
        (ahead, *tries) = (ahead + 1, *tries - 1);
    }
    opened.map_err(|error| error.to_string())
}

fn name_of_messages(from: Direction, epoch: Epoch) -> &'static str {
    match (from, epoch) {
        (Direction::ClientToServer, Epoch::Initial) => "client messages, initial",
        (Direction::ClientToServer, Epoch::EarlyData) => "client messages, early_data",
        (Direction::ClientToServer, Epoch::Handshake) => "client messages, handshake",
        (Direction::ClientToServer, Epoch::Application) => "client messages, application",
        (Direction::ServerToClient, Epoch::Initial) => "server messages, initial",
        (Direction::ServerToClient, Epoch::EarlyData) => "server messages, early_data",
        (Direction::ServerToClient, Epoch::Handshake) => "server messages, handshake",
        (Direction::ServerToClient, Epoch::Application) => "server messages, application",
    }
}
