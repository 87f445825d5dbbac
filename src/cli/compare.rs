//! `tlstrace compare`: two handshakes side by side.

use clap::Args;

use super::exit::Exit;
use super::expectation;
use super::judge::Judging;
use super::options::{Output, Run, Versions};
use super::save::save;
use super::source::{Loaded, Source};
use crate::report::{ComparisonReport, PairOf, Report};

/// Run two handshakes and show them side by side
///
/// A source is the name of a scenario (`tlstrace scenarios` lists them) or a scenario file. `NAME@1.2` limits it to
/// that version, `NAME#2` means its second connection. A source with two connections compared with nothing else
/// shows the first beside the second; with `--tls both`, one source stands in TLS 1.2 beside TLS 1.3.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Compare {
    /// What stands on the left [default: tls]
    left: Option<Source>,

    /// What stands on the right [default: mtls]
    right: Option<Source>,

    #[command(flatten)]
    run: Run,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace compare                          what mutual TLS adds to TLS
  tlstrace compare --tls 1.2                the same in TLS 1.2
  tlstrace compare mtls@1.2 mtls@1.3        two versions
  tlstrace compare resumption               a first connection, and one that resumes it
  tlstrace compare --depth 2                every field
  tlstrace compare --seed 1 --format json   the same bytes each time, for programs
  tlstrace compare --pcapng run.pcapng      and open it in Wireshark, already decrypted";

/// Traces, and which of their connections stand beside each other.
struct Plan {
    loaded: Vec<Loaded>,
    pairs: Vec<PairOf>,
}

impl Compare {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let plan = self.plan()?;
        save(&self.run, &plan.loaded.iter().collect::<Vec<_>>())?;
        let sources = plan.loaded.iter().map(|loaded| &loaded.diagnosed).collect();
        let mut report = ComparisonReport::new(sources, plan.pairs, self.output.depth());
        report.secrets = self.run.secrets();
        self.output.show(&Report::Comparison(report))?;
        Ok(expectation::exit(plan.loaded.iter()))
    }

    fn plan(&self) -> anyhow::Result<Plan> {
        match (&self.left, &self.right) {
            (Some(only), None) if self.run.tls == Some(Versions::Both) => self.two_versions(only),
            (Some(only), None) => self.alone_or_beside(only),
            (left, right) => {
                let (left, right) =
                    (left.clone().unwrap_or_else(|| Source::named("tls")), right.clone().unwrap_or_else(|| Source::named("mtls")));
                self.side_by_side(&left, &right)
            }
        }
    }

    /// One source in TLS 1.2 beside itself in TLS 1.3.
    fn two_versions(&self, source: &Source) -> anyhow::Result<Plan> {
        let mut loaded = Vec::new();
        for tls in Versions::each(self.run.tls) {
            loaded.push(source.load(*tls, &self.run, &Judging::default(), connections(&loaded))?);
        }
        let pairs = pair_up(&loaded, 0, 1, [source, source]);
        Ok(Plan { loaded, pairs })
    }

    /// A source whose connections belong together explains itself; another stands beside `mtls`.
    fn alone_or_beside(&self, source: &Source) -> anyhow::Result<Plan> {
        let tls = Versions::each(self.run.tls).first().copied().flatten();
        let mut loaded = vec![source.load(tls, &self.run, &Judging::default(), 0)?];
        let there = connections(&loaded);
        if source.connection.is_none() && there > 1 {
            let pairs = (1..there).map(|next| PairOf { left: (0, next - 1), right: (0, next) }).collect();
            return Ok(Plan { loaded, pairs });
        }
        let mtls = Source::named("mtls");
        loaded.push(mtls.load(tls, &self.run, &Judging::default(), there)?);
        let pairs = pair_up(&loaded, 0, 1, [source, &mtls]);
        Ok(Plan { loaded, pairs })
    }

    fn side_by_side(&self, left: &Source, right: &Source) -> anyhow::Result<Plan> {
        let mut plan = Plan { loaded: Vec::new(), pairs: Vec::new() };
        for tls in Versions::each(self.run.tls) {
            let index = plan.loaded.len();
            for source in [left, right] {
                plan.loaded.push(source.load(*tls, &self.run, &Judging::default(), connections(&plan.loaded))?);
            }
            plan.pairs.extend(pair_up(&plan.loaded, index, index + 1, [left, right]));
        }
        Ok(plan)
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
