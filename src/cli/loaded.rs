//! What the sources of a command gave, in the order in which they were named, and which of their connections are meant.

use super::exit::Exit;
use super::expectation;
use super::judge::Judging;
use super::options::{Run, Versions};
use super::source::Source;
use crate::diagnose::Diagnosed;
use crate::report::{PairOf, Place};
use crate::scenario::Expectation;
use crate::watch::TlsVersion;

/// The sources of a command, run or read.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    sources: Vec<One>,
}

/// One source.
#[derive(Debug)]
struct One {
    diagnosed: Diagnosed,
    /// What the scenario expects of the version that was run.
    expect: Option<Expectation>,
    /// The one connection that is meant, from 0; `None` for all.
    only: Option<usize>,
}

impl Loaded {
    /// Every source, in every version that was asked for.
    pub(super) fn each<'s>(sources: impl IntoIterator<Item = &'s Source>, run: &Run, judging: &Judging) -> anyhow::Result<Self> {
        let mut loaded = Self::default();
        for source in sources {
            for tls in Versions::each(run.play.tls) {
                loaded.add(source, *tls, run, judging)?;
            }
        }
        Ok(loaded)
    }

    /// One trace.
    pub(super) fn of(diagnosed: Diagnosed) -> Self {
        Self { sources: vec![One { diagnosed, expect: None, only: None }] }
    }

    /// Runs or reads one more source.
    pub(super) fn add(&mut self, source: &Source, tls: Option<TlsVersion>, run: &Run, judging: &Judging) -> anyhow::Result<()> {
        let (diagnosed, expect) = source.load(tls, run, judging, self.connections())?;
        self.sources.push(One { diagnosed, expect, only: source.connection.map(|number| number - 1) });
        Ok(())
    }

    /// The sources, traced.
    pub(super) fn diagnosed(&self) -> Vec<&Diagnosed> {
        self.sources.iter().map(|one| &one.diagnosed).collect()
    }

    /// How many connections all of them have.
    fn connections(&self) -> usize {
        self.sources.iter().map(|one| one.diagnosed.connections().len()).sum()
    }

    /// The connections that are meant, of all sources.
    pub(super) fn places(&self) -> Vec<Place> {
        (0..self.sources.len()).flat_map(|source| self.meant(source)).collect()
    }

    /// The connections of a source that are meant.
    fn meant(&self, source: usize) -> Vec<Place> {
        let of = |one: &One| one.only.map_or(0..one.diagnosed.connections().len(), |only| only..only + 1);
        self.sources.get(source).map(of).into_iter().flatten().map(|connection| (source, connection)).collect()
    }

    /// The connections of one source, each beside the one before it. None where one alone is meant.
    pub(super) fn in_turn(&self, source: usize) -> Vec<PairOf> {
        self.meant(source).windows(2).map(|two| PairOf { left: two[0], right: two[1] }).collect()
    }

    /// The connections of two sources in order; where one has more, its last ones stand beside the other's last.
    pub(super) fn side_by_side(&self, left: usize, right: usize) -> Vec<PairOf> {
        let (ours, theirs) = (self.meant(left), self.meant(right));
        let nth = |list: &[Place], index: usize| list.get(index).or(list.last()).copied();
        let pair = |index| Some(PairOf { left: nth(&ours, index)?, right: nth(&theirs, index)? });
        (0..ours.len().max(theirs.len())).filter_map(pair).collect()
    }

    /// The exit code of the command: 0 when each source is as its scenario expects, or, where it expects nothing, when
    /// nothing failed.
    pub(super) fn exit(&self) -> Exit {
        let as_expected = |one: &One| expectation::is_met(one.expect.as_ref(), &one.diagnosed);
        if self.sources.iter().all(as_expected) { Exit::AsExpected } else { Exit::Otherwise }
    }
}
