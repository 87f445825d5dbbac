//! `tlstrace inspect`: what happened; if it failed: who, what, why, and what to do.

use clap::Args;

use super::exit::Exit;
use super::judge::{Judge, Judging};
use super::options::{Output, Run, Versions};
use super::source::{Loaded, Source};
use super::{annotations, expectation, files};
use crate::capture::Capture;
use crate::diagnose::diagnose;
use crate::export;
use crate::report::{InspectionReport, Report};
use crate::trace::{Trace, trace};

/// Say what happened in a handshake, and if it failed, why
///
/// The verdict comes first: who refused whom, which certificate, the cause and how sure it is, what it rests on, what
/// each end saw, and what to do. Then the steps, with what each end believed between them: in TLS 1.3 a client is done
/// before the server has judged it.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Inspect {
    /// Scenarios, by name or file; `NAME@1.2` for one version, `NAME#2` for one connection
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<Source>,

    #[command(flatten)]
    judge: Judge,

    #[command(flatten)]
    run: Run,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace inspect mtls                               who is proved
  tlstrace inspect client-cert-expired                who refused whom, why, and the fix
  tlstrace inspect client-cert-expired@1.2            the same in TLS 1.2
  tlstrace inspect my.toml --depth 3                  your own scenario, every byte

Exit codes: 0 as the scenario expects (a failure too), or nothing failed; 1 otherwise; 2 the tool could not do its work.";

impl Inspect {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let judging = self.judge.read()?;
        let mut loaded = Vec::new();
        for source in &self.sources {
            for tls in Versions::each(self.run.tls) {
                let mut one = source.load(*tls, self.run.seed, connections(&loaded).len())?;
                learn(&mut one, &judging);
                loaded.push((source, one));
            }
        }
        self.save(&loaded)?;
        let traces: Vec<&Trace> = loaded.iter().map(|(_, loaded)| &loaded.trace).collect();
        let report = InspectionReport::new(&traces, &connections(&loaded), self.output.depth());
        self.output.show(&Report::Inspection(report))?;
        Ok(if loaded.iter().all(|(_, loaded)| is_as_expected(loaded)) { Exit::AsExpected } else { Exit::Otherwise })
    }

    fn save(&self, loaded: &[(&Source, Loaded)]) -> anyhow::Result<()> {
        let capture = merged(loaded);
        if let Some(path) = &self.run.save_keylog {
            files::write_secret(path, |out| Ok(std::io::Write::write_all(out, export::keylog(&capture).as_bytes())?))?;
        }
        if let Some(path) = &self.run.pcapng {
            let annotations: Vec<_> = loaded.iter().flat_map(|(_, loaded)| annotations::of(&loaded.trace)).collect();
            files::write_secret(path, |out| Ok(export::pcapng(&capture, &annotations, out)?))?;
        }
        Ok(())
    }
}

/// Adds what is known of the judges, and traces again with it.
fn learn(loaded: &mut Loaded, judging: &Judging) {
    if judging.is_empty() {
        return;
    }
    judging.add_to(&mut loaded.capture);
    loaded.trace = trace(&loaded.capture);
}

/// Which connections of which trace are shown.
fn connections(loaded: &[(&Source, Loaded)]) -> Vec<(usize, usize)> {
    let of = |(index, (source, loaded)): (usize, &(&Source, Loaded))| {
        let all = 0..loaded.trace.connections.len();
        let shown = source.connection.map_or(all, |number| number - 1..number);
        shown.map(move |connection| (index, connection))
    };
    loaded.iter().enumerate().flat_map(of).collect()
}

/// What the scenario expects; without that, nothing failed.
fn is_as_expected(loaded: &Loaded) -> bool {
    let findings = diagnose(&loaded.trace);
    match (&loaded.expect, loaded.trace.connections.last().zip(findings.last())) {
        (Some(expected), Some((connection, findings))) => expectation::differences(expected, connection, findings).is_empty(),
        _ => findings.iter().flatten().all(|finding| !finding.is_cause()),
    }
}

/// All captures as one, for the files.
fn merged(loaded: &[(&Source, Loaded)]) -> Capture {
    let mut captures = loaded.iter().map(|(_, loaded)| &loaded.capture);
    let mut merged = captures.next().cloned().unwrap_or_default();
    captures.for_each(|other| merged.connections.extend(other.connections.iter().cloned()));
    merged
}
