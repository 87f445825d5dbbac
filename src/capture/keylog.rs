//! The NSS key log: secrets by label and client random (RFC 9850).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

/// The most lines with one client random: several times the labels that exist. More are left out.
const MAX_LINES_OF_ONE: usize = 32;

/// Secrets of any number of connections. Lines of several logs merge; doubles fall together.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct KeyLog {
    /// The lines, by their number: lines that were forgotten leave none of their place behind.
    lines: BTreeMap<u64, KeyLogLine>,
    /// The numbers of the lines, by client random.
    places: HashMap<Vec<u8>, Vec<u64>>,
    /// The number of the next line.
    next: u64,
}

/// One line: `LABEL client-random secret`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLogLine {
    /// The label, such as `CLIENT_HANDSHAKE_TRAFFIC_SECRET`.
    pub label: Cow<'static, str>,
    /// The client random that names the connection, 32 bytes (for the label `RSA` the first 8 bytes of the encrypted pre-master secret).
    pub client_random: Vec<u8>,
    /// The secret.
    pub secret: Secret,
}

/// Key material. Its `Debug` form does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

impl fmt::Debug for KeyLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyLog({} lines)", self.lines.len())
    }
}

impl PartialEq for KeyLog {
    fn eq(&self, other: &Self) -> bool {
        self.lines().eq(other.lines())
    }
}

impl Eq for KeyLog {}

impl From<Vec<KeyLogLine>> for KeyLog {
    fn from(lines: Vec<KeyLogLine>) -> Self {
        let mut log = Self::default();
        for line in lines {
            log.insert(line);
        }
        log
    }
}

impl From<KeyLog> for Vec<String> {
    fn from(log: KeyLog) -> Self {
        log.lines().map(ToString::to_string).collect()
    }
}

impl TryFrom<Vec<String>> for KeyLog {
    type Error = &'static str;

    fn try_from(lines: Vec<String>) -> Result<Self, Self::Error> {
        match Self::parse(&lines.join("\n")) {
            (log, problems) if problems.is_empty() => Ok(log),
            (_, problems) => Err(problems.first().map_or("", |problem| problem.what)),
        }
    }
}

/// A line of a key log that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLogProblem {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl KeyLog {
    /// The labels of TLS 1.3 and 1.2 that the trace can use.
    pub const LABELS: [&'static str; 10] = [
        "CLIENT_RANDOM",
        "PMS_CLIENT_RANDOM",
        "CLIENT_EARLY_TRAFFIC_SECRET",
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
        "EARLY_EXPORTER_SECRET",
        "EXPORTER_SECRET",
        "RSA",
    ];

    /// Reads a file of the text form: UTF-8, or UTF-16 as PowerShell's `>` writes it.
    #[must_use]
    pub fn parse_bytes(bytes: &[u8]) -> (Self, Vec<KeyLogProblem>) {
        Self::parse(&decoded(bytes))
    }

    /// Reads the text form. Comments, empty lines and labels that are not known are skipped; what cannot be read is told and skipped.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<KeyLogProblem>) {
        let (lines, problems) = Self::parse_lines(text);
        (lines.into(), problems)
    }

    /// Reads the text form as lines, to be added to a log that is there.
    #[must_use]
    pub fn parse_lines(text: &str) -> (Vec<KeyLogLine>, Vec<KeyLogProblem>) {
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            let line = bare(line);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match parse_line(line) {
                Ok(parsed) => lines.extend(parsed),
                Err(what) => problems.push(KeyLogProblem { line: index + 1, what }),
            }
        }
        (lines, problems)
    }

    /// Adds a line, unless it stands there already. Of two secrets with the same label and client random both stay: which
    /// of them is the right one the first record tells.
    pub fn insert(&mut self, line: KeyLogLine) {
        let places = match self.places.get_mut(&line.client_random) {
            Some(places) => places,
            None => self.places.entry(line.client_random.clone()).or_default(),
        };
        let known = places.iter().any(|place| self.lines.get(place) == Some(&line));
        if !known && places.len() < MAX_LINES_OF_ONE {
            places.push(self.next);
            self.lines.insert(self.next, line);
            self.next += 1;
        }
    }

    /// Adds the lines of another log.
    pub fn merge(&mut self, other: Self) {
        for line in other.lines.into_values() {
            self.insert(line);
        }
    }

    /// The lines of one connection, by its client random.
    #[must_use]
    pub fn of(&self, client_random: &[u8]) -> Self {
        self.lines_of(client_random).cloned().collect::<Vec<_>>().into()
    }

    /// Forgets the lines with this client random.
    pub fn forget(&mut self, client_random: &[u8]) {
        for place in self.places.remove(client_random).unwrap_or_default() {
            self.lines.remove(&place);
        }
    }

    /// The client random of the oldest line.
    #[must_use]
    pub fn oldest(&self) -> Option<&[u8]> {
        self.lines.first_key_value().map(|(_, line)| line.client_random.as_slice())
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Adds a secret under its label.
    pub fn add(&mut self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.insert(KeyLogLine { label: label_named(label), client_random: client_random.to_vec(), secret: Secret(secret.to_vec()) });
    }

    /// All secrets of this label and connection, in the order of the log. More than one means that all but one are wrong.
    pub fn secrets<'a>(&'a self, label: &'a str, client_random: &[u8]) -> impl Iterator<Item = &'a [u8]> {
        self.lines_of(client_random).filter(move |line| line.label == label).map(|line| line.secret.0.as_slice())
    }

    /// The first secret of this label and connection.
    #[must_use]
    pub fn secret(&self, label: &str, client_random: &[u8]) -> Option<&[u8]> {
        self.lines_of(client_random).find(|line| line.label == label).map(|line| line.secret.0.as_slice())
    }

    /// Makes one of several secrets of a label and connection the one that counts.
    pub fn prefer(&mut self, label: &str, client_random: &[u8], secret: &[u8]) {
        let Some(places) = self.places.get_mut(client_random) else { return };
        let is_other = |line: &KeyLogLine| line.label == label && line.secret.0 != secret;
        let others: Vec<u64> = places.iter().copied().filter(|place| self.lines.get(place).is_some_and(is_other)).collect();
        places.retain(|place| !others.contains(place));
        for place in others {
            self.lines.remove(&place);
        }
    }

    fn lines_of<'a>(&'a self, client_random: &[u8]) -> impl Iterator<Item = &'a KeyLogLine> + use<'a> {
        let places = self.places.get(client_random).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.lines.get(place))
    }

    /// All lines, in the order in which they were added.
    pub fn lines(&self) -> impl Iterator<Item = &KeyLogLine> {
        self.lines.values()
    }

    /// The lines from the first with this client random on; all where there is none.
    pub fn lines_from(&self, client_random: &[u8]) -> impl Iterator<Item = &KeyLogLine> {
        let first = self.places.get(client_random).and_then(|places| places.first()).copied().unwrap_or_default();
        self.lines.range(first..).map(|(_, line)| line)
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl fmt::Display for KeyLogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.label, hex::encode(&self.client_random), hex::encode(&self.secret.0))
    }
}

/// A line without what editors, shells and other languages put round it: a byte order mark, quotes, a comma.
fn bare(line: &str) -> &str {
    line.trim_matches(|letter: char| letter.is_ascii_whitespace() || "\u{feff}\"',".contains(letter))
}

/// The text of a file. Without a mark UTF-16 is known by the zero beside the first letter.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, _) = bytes.as_chunks::<2>();
        String::from_utf16_lossy(&units.iter().map(|pair| unit(*pair)).collect::<Vec<_>>())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).into(),
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes).into(),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes).into(),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// A label of the program's own, where it is one.
fn label_named(label: &str) -> Cow<'static, str> {
    let known = KeyLog::LABELS.iter().find(|known| **known == label);
    known.map_or_else(|| Cow::Owned(label.to_owned()), |known| Cow::Borrowed(*known))
}

/// A line of a label that is not known is nothing, and no problem: stacks log what they like (`ECH_SECRET`).
fn parse_line(line: &str) -> Result<Option<KeyLogLine>, &'static str> {
    let of_whole = parse_whole(line);
    // A logger puts its own words before the line.
    let within = || KeyLog::LABELS.iter().find_map(|label| parse_whole(line.get(line.find(&format!(" {label} "))? + 1..)?).ok());
    of_whole.or_else(|what| within().ok_or(what))
}

fn parse_whole(line: &str) -> Result<Option<KeyLogLine>, &'static str> {
    let mut parts = line.split_ascii_whitespace();
    let (Some(label), Some(random), Some(secret), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err("not of the form `LABEL client-random secret`");
    };
    let Some(label) = KeyLog::LABELS.iter().find(|known| **known == label) else { return Ok(None) };
    let client_random = from_hex(random).ok_or("the client random is not hexadecimal")?;
    let secret = from_hex(secret).ok_or("the secret is not hexadecimal")?;
    Ok(Some(KeyLogLine { label: Cow::Borrowed(*label), client_random, secret: Secret(secret) }))
}

/// A log may have millions of lines: a table is several times faster than the crate for any input.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut valid = rest.is_empty();
    let byte = |[high, low]: &[u8; 2]| {
        let (high, low) = (HEX[usize::from(*high)], HEX[usize::from(*low)]);
        valid &= high < 16 && low < 16;
        high << 4 | low & 15
    };
    let bytes = pairs.iter().map(byte).collect();
    valid.then_some(bytes)
}

/// The value of each hexadecimal digit; 255 for what is none.
const HEX: [u8; 256] = {
    let mut table = [255; 256];
    let mut value = 0;
    while value < 16 {
        table[b"0123456789abcdef"[value as usize] as usize] = value;
        table[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_tells_what_it_cannot_read() {
        let text = "# a comment\n\nCLIENT_RANDOM 0102 aabb\nCLIENT_RANDOM 0102 aabb\nnonsense\nCLIENT_RANDOM 01 xyz\n";
        let (log, problems) = KeyLog::parse(text);
        assert_eq!(log.lines().map(ToString::to_string).collect::<Vec<_>>(), ["CLIENT_RANDOM 0102 aabb"]);
        assert_eq!(log.secret("CLIENT_RANDOM", &[1, 2]), Some(&[0xaa, 0xbb][..]));
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [5, 6]);
    }

    #[test]
    fn files_of_other_systems_are_read() {
        let text = "CLIENT_RANDOM 0102 aabb\r\n\"RSA 03 cc\",\r\n[12:00] keys: CLIENT_RANDOM 04 dd\r\n";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &le),
            marked(&[0xfe, 0xff], &be),
            le,
            be,
        ] {
            let (log, problems) = KeyLog::parse_bytes(&bytes);
            assert_eq!((log.len(), problems), (3, vec![]), "{:?}", &bytes[..4]);
        }
    }

    #[test]
    fn of_two_secrets_both_are_kept() {
        let (log, _) = KeyLog::parse("CLIENT_RANDOM 01 aa\nCLIENT_RANDOM 01 bb\nRSA 01 cc\n");
        assert_eq!(log.secrets("CLIENT_RANDOM", &[1]).collect::<Vec<_>>(), [&[0xaa], &[0xbb]]);
    }

    #[test]
    fn a_long_log_is_read_in_no_time_and_split_by_connection() {
        let line = |number: u32| format!("CLIENT_RANDOM {number:08x} aabb\nECH_SECRET {number:08x} cc\nRSA {number:08x} dd\n");
        let text: String = (0..100_000).map(line).collect();
        let (log, problems) = KeyLog::parse(&text);
        assert_eq!((log.lines().count(), problems.len()), (200_000, 0));
        let one = log.of(&[0, 0, 0, 9]);
        assert_eq!(one.lines().map(|line| &*line.label).collect::<Vec<_>>(), ["CLIENT_RANDOM", "RSA"]);
    }

    #[test]
    fn what_is_forgotten_is_gone_and_the_rest_keeps_its_order() {
        let (mut log, _) = KeyLog::parse("CLIENT_RANDOM 01 aa\nCLIENT_RANDOM 02 bb\nRSA 01 cc\nCLIENT_RANDOM 03 dd\n");
        log.forget(&[1]);
        assert_eq!((log.len(), log.oldest(), log.secret("RSA", &[1])), (2, Some(&[2][..]), None));
        log.add("RSA", &[1], &[0xee]);
        let from = |random: u8| log.lines_from(&[random]).map(|line| line.client_random[0]).collect::<Vec<_>>();
        assert_eq!((from(3), from(9)), (vec![3, 1], vec![2, 3, 1]));
    }

    #[test]
    fn one_client_random_does_not_slow_the_rest() {
        let mut log = KeyLog::default();
        (0..100_000).for_each(|number| log.add(&format!("LABEL_{number}"), &[1], &[2]));
        assert_eq!(log.lines().count(), MAX_LINES_OF_ONE);
    }

    #[test]
    fn of_several_secrets_the_one_that_fits_is_kept() {
        let (mut log, _) = KeyLog::parse("CLIENT_RANDOM 01 aa\nCLIENT_RANDOM 01 bb\nRSA 01 cc\n");
        assert_eq!(log.secrets("CLIENT_RANDOM", &[1]).collect::<Vec<_>>(), [[0xaa], [0xbb]]);
        log.prefer("CLIENT_RANDOM", &[1], &[0xbb]);
        assert_eq!((log.secret("CLIENT_RANDOM", &[1]), log.secret("RSA", &[1])), (Some(&[0xbb][..]), Some(&[0xcc][..])));
    }

    #[test]
    fn a_secret_is_not_shown_by_debug() {
        let (log, _) = KeyLog::parse("CLIENT_RANDOM 0102 aabb");
        let line = log.lines().next().map(|line| format!("{line:?}"));
        assert_eq!(line.as_deref(), Some("KeyLogLine { label: \"CLIENT_RANDOM\", client_random: [1, 2], secret: Secret(2 bytes) }"));
    }
}
