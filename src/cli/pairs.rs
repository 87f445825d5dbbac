//! Which connections of which sources stand beside each other.

use super::judge::Judging;
use super::loaded::Loaded;
use super::options::{Run, Versions};
use super::source::Source;
use crate::report::PairOf;
use crate::watch::TlsVersion;

/// What sources gave, and which of their connections stand beside each other.
pub(super) struct Pairs {
    pub(super) loaded: Loaded,
    pub(super) pairs: Vec<PairOf>,
}

impl Pairs {
    /// Two sources side by side, in every version that was asked for: what is not named is `tls` on the left, `mtls` on the right.
    pub(super) fn or_default(left: Option<&Source>, right: Option<&Source>, run: &Run) -> anyhow::Result<Self> {
        let named = |source: Option<&Source>, name| source.cloned().unwrap_or_else(|| Source::named(name));
        let sides = [named(left, "tls"), named(right, "mtls")];
        let mut found = Self { loaded: Loaded::default(), pairs: Vec::new() };
        for (turn, tls) in Versions::each(run.play.tls).iter().enumerate() {
            for side in &sides {
                found.loaded.add(side, *tls, run, &Judging::default())?;
            }
            found.pairs.extend(found.loaded.side_by_side(2 * turn, 2 * turn + 1));
        }
        Ok(found)
    }

    /// One source in TLS 1.2 beside itself in TLS 1.3.
    pub(super) fn two_versions(source: &Source, run: &Run) -> anyhow::Result<Self> {
        let loaded = Loaded::each([source], run, &Judging::default())?;
        Ok(Self { pairs: loaded.side_by_side(0, 1), loaded })
    }

    /// One source: each connection beside the one before it. No pairs where it is about one connection.
    pub(super) fn of_one(source: &Source, run: &Run) -> anyhow::Result<Self> {
        let mut loaded = Loaded::default();
        loaded.add(source, first_version(run), run, &Judging::default())?;
        Ok(Self { pairs: loaded.in_turn(0), loaded })
    }

    /// The source that was loaded beside another one.
    pub(super) fn beside(mut self, other: &Source, run: &Run) -> anyhow::Result<Self> {
        self.loaded.add(other, first_version(run), run, &Judging::default())?;
        Ok(Self { pairs: self.loaded.side_by_side(0, 1), ..self })
    }
}

fn first_version(run: &Run) -> Option<TlsVersion> {
    Versions::each(run.play.tls).first().copied().flatten()
}
