//! Which secrets are known during a pass over a file, and which can be forgotten.
//!
//! A key log that was given stays. The secrets of the file itself are needed until their connection is over, and a little
//! longer: a capture from both sides of a translated address has each connection twice.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::pass::Ended;
use super::tcp::Finished;
use super::{Problem, prelude};
use crate::capture::{KeyLog, KeyLogLine};

/// The most lines of the file that wait for their connection: a million, or 200 000 connections. Beyond it the oldest go.
const MAX_LINES: usize = 1 << 20;
/// For how many connections that are over the secrets of the file are kept.
const MAX_OVER: usize = 4096;
/// The most connections without secrets that are remembered, in case their secrets follow.
const MAX_WITHOUT: usize = 65_536;

pub(super) struct Secrets {
    given: KeyLog,
    /// Those of the file.
    found: KeyLog,
    /// The client randoms of connections that used secrets of the file, oldest first.
    over: VecDeque<Vec<u8>>,
    /// The connections without secrets, by client random.
    without: HashMap<Vec<u8>, usize>,
    late: BTreeSet<usize>,
    forgotten: u64,
    not_remembered: u64,
}

impl Secrets {
    pub(super) fn new(given: KeyLog) -> Self {
        let (found, over, without, late) = Default::default();
        Self { given, found, over, without, late, forgotten: 0, not_remembered: 0 }
    }

    /// Takes a block of secrets.
    pub(super) fn add(&mut self, lines: Vec<KeyLogLine>) {
        if !self.without.is_empty() {
            for line in &lines {
                self.late.extend(self.without.remove(&line.client_random));
            }
        }
        for line in lines {
            self.found.insert(line);
        }
        while self.found.len() > MAX_LINES {
            let Some(oldest) = self.found.oldest().map(<[u8]>::to_vec) else { return };
            self.found.forget(&oldest);
            self.forgotten += 1;
        }
    }

    /// Gives a connection its secrets.
    pub(super) fn give(&mut self, one: &mut Finished) {
        let mut lines = prelude::secrets(&one.connection, &self.found);
        if !self.given.is_empty() {
            lines.merge(prelude::secrets(&one.connection, &self.given));
        }
        if let Some(random) = prelude::client_random(&one.connection) {
            self.note(random, one.index, lines.is_empty());
        }
        one.connection.keylog = lines;
    }

    fn note(&mut self, random: Vec<u8>, index: usize, is_without: bool) {
        if !is_without {
            self.over.push_back(random);
            if self.over.len() > MAX_OVER {
                let oldest = self.over.pop_front().unwrap_or_default();
                self.found.forget(&oldest);
            }
        } else if self.without.len() < MAX_WITHOUT {
            self.without.insert(random, index);
        } else {
            self.not_remembered += 1;
        }
    }

    pub(super) fn end(self, connections: usize, mut problems: Vec<Problem>) -> Ended {
        if self.forgotten > 0 {
            let lost = self.forgotten;
            problems.push(Problem(format!("the secrets of {lost} connections stand too far before their packets, and were forgotten")));
        }
        // Secrets that no connection used may be those of connections that were not remembered.
        if self.not_remembered > 0 && !self.found.is_empty() {
            let more = self.not_remembered;
            problems.push(Problem(format!("of {more} connections without secrets it is not known whether theirs follow in the file")));
        }
        let mut keylog = self.given;
        keylog.merge(self.found);
        Ended { connections, late: self.late, keylog, problems, holds: String::new() }
    }
}
