//! One direction's keys and buffers: which epoch it is in, what opens its records, where its messages gather.

use super::event::Epoch;
use super::streams::Piece;
use crate::bytes::{BufferId, Buffers, Span};
use crate::capture::{Direction, KeyLog, StoredContent, StoredRecord};
use crate::crypt::{Opener, Prf, Secret, Suite, key_schedule};
use crate::names::{CipherSuite, ContentType, ProtocolVersion};
use crate::wire::handshake::{HEADER, Header, ServerHello};
use crate::wire::record;

/// How many records may be missing before one that still opens.
const MAX_AHEAD: u64 = 256;
/// How many places are tried in all, after each hole in the stream. Each costs as much as opening the record.
const MAX_TRIES: u32 = 1024;

/// The secrets of one connection, and what is needed to turn them into keys.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    keylog: &'a KeyLog,
    client_random: Vec<u8>,
    server_random: Vec<u8>,
    version: ProtocolVersion,
    cipher_suite: CipherSuite,
    encrypt_then_mac: bool,
}

impl<'a> Keys<'a> {
    pub(super) fn new(keylog: &'a KeyLog) -> Self {
        Self {
            keylog,
            client_random: Vec::new(),
            server_random: Vec::new(),
            version: ProtocolVersion::default(),
            cipher_suite: CipherSuite::default(),
            encrypt_then_mac: false,
        }
    }

    pub(super) fn client_hello(&mut self, random: &[u8]) {
        self.client_random = random.to_vec();
    }

    pub(super) fn server_hello(&mut self, hello: &ServerHello) {
        self.server_random.clone_from(&hello.random);
        self.version = hello.version();
        self.cipher_suite = hello.cipher_suite;
        self.encrypt_then_mac = hello.extensions.has(crate::names::ExtensionType::ENCRYPT_THEN_MAC);
    }

    fn opener(&self, from: Direction, epoch: Epoch) -> Result<(Opener, Secret), String> {
        if self.version.is_tls13() || epoch == Epoch::EarlyData { self.opener_of_tls13(from, epoch) } else { self.opener_of_tls12(from) }
    }

    fn opener_of_tls13(&self, from: Direction, epoch: Epoch) -> Result<(Opener, Secret), String> {
        let label = label(from, epoch);
        let secret = self.keylog.secret(label, &self.client_random).map(Secret::from);
        let secret = secret.ok_or_else(|| format!("the key log has no {label} for this connection"))?;
        let opener = Opener::tls13(&self.suite(secret.len())?, &secret).map_err(|lacking| lacking.to_string())?;
        Ok((opener, secret))
    }

    fn opener_of_tls12(&self, from: Direction) -> Result<(Opener, Secret), String> {
        let master = self.keylog.secret("CLIENT_RANDOM", &self.client_random).map(Secret::from);
        let master = master.ok_or("the key log has no CLIENT_RANDOM line for this connection")?;
        let suite = self.suite(0)?;
        let prf = Prf::of(self.version, &suite).ok_or_else(|| format!("how {} derives keys is not known", self.version))?;
        let block = prf.key_block(self.version, &suite, &master, &self.client_random, &self.server_random);
        let block = block.ok_or_else(|| format!("how {} protects records is not known", self.cipher_suite))?;
        let keys = if from == Direction::ClientToServer { block.client } else { block.server };
        let opener = Opener::tls12(self.version, &suite, &keys, self.encrypt_then_mac).map_err(|lacking| lacking.to_string())?;
        Ok((opener, master))
    }

    /// The negotiated suite; for 0-RTT data, sent before any is negotiated, one whose hash is as long as the secret.
    fn suite(&self, secret_length: usize) -> Result<Suite, String> {
        let suite = match self.cipher_suite {
            CipherSuite(0) if secret_length == 48 => CipherSuite::TLS_AES_256_GCM_SHA384,
            CipherSuite(0) => CipherSuite::TLS_AES_128_GCM_SHA256,
            known => known,
        };
        Suite::of(suite).ok_or_else(|| format!("how {suite} protects records is not known"))
    }
}

/// The key log's label of a direction's secret in TLS 1.3.
fn label(from: Direction, epoch: Epoch) -> &'static str {
    match (from, epoch) {
        (Direction::ClientToServer, Epoch::EarlyData) => "CLIENT_EARLY_TRAFFIC_SECRET",
        (Direction::ClientToServer, Epoch::Handshake) => "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        (Direction::ServerToClient, Epoch::Handshake) => "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        (Direction::ClientToServer, _) => "CLIENT_TRAFFIC_SECRET_0",
        (Direction::ServerToClient, _) => "SERVER_TRAFFIC_SECRET_0",
    }
}

/// The state of one direction.
#[derive(Debug)]
pub(super) struct Side {
    from: Direction,
    /// Under which keys the next record is sent.
    pub(super) epoch: Epoch,
    keys: Option<Result<(Opener, Secret), String>>,
    messages: Option<(Epoch, BufferId)>,
    data: Option<BufferId>,
    opened: Option<BufferId>,
    /// How many more times a record may be tried under another place in the stream, because some were not captured.
    tries: u32,
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
        Self { from, epoch: Epoch::Initial, keys: None, messages: None, data: None, opened: None, tries: 0, read: 0, fragments: Vec::new() }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.epoch != Epoch::Initial
    }

    /// The next record is under the keys of `epoch`, counted from zero.
    pub(super) fn change_keys(&mut self, epoch: Epoch) {
        self.epoch = epoch;
        self.keys = None;
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
        if let Some(Ok((_, secret))) = &self.keys {
            self.keys = Some(next_generation(secret, keys));
        }
    }

    /// Records were not captured: the message that they were part of is lost, and the next one has another place.
    pub(super) fn gap(&mut self) {
        (self.messages, self.tries) = (None, MAX_TRIES);
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

    /// Opens a record with the keys of the current epoch, or of one that may have begun unseen.
    pub(super) fn open(&mut self, piece: &Piece, header: record::Header, keys: &Keys<'_>, buffers: &mut Buffers) -> Result<Opened, String> {
        let opened = self.open_now(piece, header, keys, buffers);
        let Some(epoch) = self.later_epoch(keys).filter(|_| opened.is_err()) else { return opened };
        let mut later = Self { epoch, opened: self.opened, tries: self.tries, ..Self::new(self.from) };
        let result = later.open_now(piece, header, keys, buffers);
        (self.opened, self.tries) = (later.opened, later.tries);
        if result.is_ok() {
            (self.epoch, self.keys) = (epoch, later.keys);
        }
        result
    }

    fn open_now(&mut self, piece: &Piece, header: record::Header, keys: &Keys<'_>, buffers: &mut Buffers) -> Result<Opened, String> {
        let (from, epoch) = (self.from, self.epoch);
        if epoch == Epoch::Initial {
            return Err("an encrypted record before any keys are agreed".into());
        }
        let opener = match self.keys.get_or_insert_with(|| keys.opener(from, epoch)) {
            Ok((opener, _)) => opener,
            Err(why) => return Err(why.clone()),
        };
        let bytes = buffers.bytes(piece.span);
        let (Some(head), Some(fragment)) = (bytes.first_chunk::<{ record::HEADER }>(), bytes.get(record::HEADER..)) else {
            return Err("the record's header is cut short".into());
        };
        debug_assert_eq!(fragment.len().min(header.length), fragment.len());
        let mut opened = opener.open(*head, fragment);
        let mut ahead = 1;
        while opened.is_err() && ahead <= MAX_AHEAD && self.tries > 0 {
            opened = opener.open_ahead(ahead, *head, fragment);
            (ahead, self.tries) = (ahead + 1, self.tries - 1);
        }
        let opened = opened.map_err(|error| error.to_string())?;
        let start = piece.span.start + record::HEADER + opened.starts_at;
        let source = Span::new(piece.span.buffer, start, start + opened.plaintext.len());
        let id = *self.opened.get_or_insert_with(|| buffers.create(format!("{} opened records", from.sender())));
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
                let id = buffers.create(format!("{} messages, {}", self.from.sender(), self.epoch));
                self.messages = Some((self.epoch, id));
                self.read = 0;
                self.fragments.clear();
                id
            }
        };
        let bytes = buffers.bytes(fragment).to_vec();
        let end = buffers.append(id, &bytes, Some(fragment)).end;
        self.fragments.push((end, record));
    }

    /// The next complete message of the buffer.
    pub(super) fn next_message(&mut self, buffers: &Buffers) -> Option<Span> {
        let (_, id) = self.messages?;
        let rest = buffers.get(id)?.bytes().get(self.read..)?;
        let length = Header::peek(rest)?.length.checked_add(HEADER)?;
        if rest.len() < length {
            return None;
        }
        let span = Span::new(id, self.read, self.read + length);
        self.read = span.end;
        Some(span)
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
        let bytes = buffers.bytes(content).to_vec();
        buffers.append(id, &bytes, Some(content))
    }
}

fn next_generation(secret: &Secret, keys: &Keys<'_>) -> Result<(Opener, Secret), String> {
    let suite = keys.suite(secret.len())?;
    let next = key_schedule::next_traffic_secret(suite.hash, secret);
    let opener = Opener::tls13(&suite, &next).map_err(|lacking| lacking.to_string())?;
    Ok((opener, next))
}
