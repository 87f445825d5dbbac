//! Which connections of which sources stand beside each other.

use super::judge::Judging;
use super::options::{Run, Versions};
use super::source::{Loaded, Source};
use crate::report::PairOf;

/// What sources gave, and which of their connections stand beside each other.
pub(super) struct Pairs {
    pub(super) loaded: Vec<Loaded>,
    pub(super) pairs: Vec<PairOf>,
}

impl Pairs {
    /// Two sources side by side: what is not named is `tls` on the left, `mtls` on the right.
    pub(super) fn or_default(left: Option<&Source>, right: Option<&Source>, run: &Run) -> anyhow::Result<Self> {
        let named = |source: Option<&Source>, name| source.cloned().unwrap_or_else(|| Source::named(name));
        Self::side_by_side(&named(left, "tls"), &named(right, "mtls"), run)
    }

    /// One source in TLS 1.2 beside itself in TLS 1.3.
    pub(super) fn two_versions(source: &Source, run: &Run) -> anyhow::Result<Self> {
        let mut loaded = Vec::new();
        for tls in Versions::each(run.tls) {
            loaded.push(source.load(*tls, run, &Judging::default(), connections(&loaded))?);
        }
        let pairs = pair_up(&loaded, 0, 1, [source, source]);
        Ok(Self { loaded, pairs })
    }

    /// One source: each connection beside the one before it. No pairs where it is about one connection.
    pub(super) fn of_one(source: &Source, run: &Run) -> anyhow::Result<Self> {
        let tls = Versions::each(run.tls).first().copied().flatten();
        let loaded = vec![source.load(tls, run, &Judging::default(), 0)?];
        let there = connections(&loaded);
        let pairs = match source.connection {
            Some(_) => Vec::new(),
            None => (1..there).map(|next| PairOf { left: (0, next - 1), right: (0, next) }).collect(),
        };
        Ok(Self { loaded, pairs })
    }

    /// The source that was loaded beside another one.
    pub(super) fn beside(mut self, source: &Source, other: &Source, run: &Run) -> anyhow::Result<Self> {
        let tls = Versions::each(run.tls).first().copied().flatten();
        self.loaded.push(other.load(tls, run, &Judging::default(), connections(&self.loaded))?);
        let pairs = pair_up(&self.loaded, 0, 1, [source, other]);
        Ok(Self { pairs, ..self })
    }

    fn side_by_side(left: &Source, right: &Source, run: &Run) -> anyhow::Result<Self> {
        let mut found = Self { loaded: Vec::new(), pairs: Vec::new() };
        for tls in Versions::each(run.tls) {
            let index = found.loaded.len();
            for source in [left, right] {
                found.loaded.push(source.load(*tls, run, &Judging::default(), connections(&found.loaded))?);
            }
            found.pairs.extend(pair_up(&found.loaded, index, index + 1, [left, right]));
        }
        Ok(found)
    }
}

/// How many connections were loaded.
fn connections(loaded: &[Loaded]) -> usize {
    loaded.iter().map(|loaded| loaded.diagnosed.findings.len()).sum()
}

/// The connections of two traces in order; where one has more, its last ones stand beside the other's last.
pub(super) fn pair_up(loaded: &[Loaded], left: usize, right: usize, sources: [&Source; 2]) -> Vec<PairOf> {
    let connections = |index: usize, source: &Source| match source.connection {
        Some(number) => vec![number - 1],
        None => (0..loaded[index].diagnosed.findings.len()).collect::<Vec<_>>(),
    };
    let (ours, theirs) = (connections(left, sources[0]), connections(right, sources[1]));
    let nth = |list: &[usize], index: usize| list.get(index).or(list.last()).copied();
    let pair = |index| Some(PairOf { left: (left, nth(&ours, index)?), right: (right, nth(&theirs, index)?) });
    (0..ours.len().max(theirs.len())).filter_map(pair).collect()
}
