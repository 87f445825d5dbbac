//! One pass over a capture: on any number of threads the same, with secrets that come late, for some connections alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use tlstrace::capture::{Capture, KeyLog};
use tlstrace::export::{PcapngStream, pcapng};
use tlstrace::offline::{self, Ended, Finished, Options, Pass};
use tlstrace::pair::{Player, RunOptions};
use tlstrace::scenario::Scenario;
use tlstrace::trace::{Effort, Names, Tracer, names, trace};

/// So many runs of a scenario, one after the other.
fn captures(name: &str, count: usize) -> Vec<Capture> {
    let scenario = Scenario::load(name).unwrap();
    let player = Player::new(&scenario, &RunOptions { seed: Some(1), ..RunOptions::default() }).unwrap();
    (0..count).map(|number| player.play(number * scenario.connections.len()).unwrap()).collect()
}

fn file(captures: &[Capture]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut stream = PcapngStream::begin("test", true, &mut file).unwrap();
    captures.iter().flat_map(|capture| &capture.connections).for_each(|connection| stream.add(connection).unwrap());
    stream.finish().unwrap();
    file
}

fn pass(file: &[u8], keylog: KeyLog, threads: usize, only: Option<BTreeSet<usize>>) -> (Ended, BTreeMap<usize, Names>) {
    let mut found = BTreeMap::new();
    let pass = Pass { threads: NonZeroUsize::new(threads).unwrap(), only };
    let work = |(), one: Finished| (one.index, names(&one.connection));
    let ended = offline::each(
        file,
        Options { keylog, ..Options::default() },
        &pass,
        || (),
        work,
        |(index, names)| {
            assert!(found.insert(index, names).is_none());
        },
    );
    (ended.unwrap(), found)
}

#[test]
fn as_many_threads_as_one_likes() {
    let captures = captures("mtls@1.3", 20);
    let expected: Vec<_> = captures.iter().map(|capture| names(&capture.connections[0])).collect();
    for threads in [1, 2, 7] {
        let (ended, found) = pass(&file(&captures), KeyLog::default(), threads, None);
        assert_eq!((ended.connections, ended.late.len(), ended.problems), (20, 0, vec![]));
        assert_eq!(found.into_values().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn only_some_connections() {
    let captures = captures("mtls@1.2", 6);
    let (ended, found) = pass(&file(&captures), KeyLog::default(), 2, Some(BTreeSet::from([1, 4])));
    let expected = [1, 4].map(|index| (index, names(&captures[index].connections[0])));
    assert_eq!(found, BTreeMap::from(expected));
    assert_eq!(ended.problems, []);
}

/// Of two sections the first has the packets, the second the secrets.
#[test]
fn secrets_that_come_late_are_told_and_open_the_second_pass() {
    let captures = captures("mtls@1.3", 3);
    let mut bare = captures.clone();
    for (number, connection) in (0..).zip(bare.iter_mut().flat_map(|capture| &mut capture.connections)) {
        connection.keylog = KeyLog::default();
        // So far apart that each is over before the next one ends.
        connection.started_us += number * 10_000_000;
    }
    let mut late = file(&bare);
    let secrets = Capture { connections: captures[1].connections.clone(), ..Capture::default() };
    let mut block = Vec::new();
    pcapng(&secrets, &[], &mut block).unwrap();
    late.extend(block);
    let (ended, first) = pass(&late, KeyLog::default(), 2, Some(BTreeSet::from([0, 1, 2])));
    assert_eq!(ended.late, BTreeSet::from([1]));
    assert!(first[&1].sealed > 0);
    let (_, second) = pass(&late, ended.keylog, 1, Some(ended.late));
    assert_eq!(second, BTreeMap::from([(1, names(&captures[1].connections[0]))]));
}

#[test]
fn what_resumes_finds_what_it_resumes_on_any_number_of_threads() {
    let captures = captures("resumption@1.3", 10);
    let file = file(&captures);
    for threads in [1, 2, 5] {
        let tracer = Tracer::new(Effort::Facts);
        let (mut resumed, pass) = (BTreeMap::new(), Pass { threads: NonZeroUsize::new(threads).unwrap(), only: None });
        let work = |turn, one: Finished| (one.index, tracer.trace(turn, one.index, &one.connection).resumes);
        offline::each(
            file.as_slice(),
            Options::default(),
            &pass,
            || tracer.turn(),
            work,
            |(index, resumes)| {
                resumed.insert(index, resumes);
            },
        )
        .unwrap();
        let whole =
            Capture { connections: captures.iter().flat_map(|capture| capture.connections.clone()).collect(), ..Capture::default() };
        let expected: Vec<_> = trace(&whole).connections.iter().map(|connection| connection.resumes).collect();
        assert_eq!(resumed.into_values().collect::<Vec<_>>(), expected);
        assert!(expected.iter().flatten().count() == 10);
    }
}
