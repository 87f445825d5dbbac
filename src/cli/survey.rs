//! `tlstrace inspect` of a capture file: every connection in a line, and the details of some.
//!
//! The file is read twice. The first pass keeps a line for each connection; the second one keeps those that are shown in
//! detail. What is asked for line by line (`jsonl`, `names`) needs one pass, and memory for what is open alone.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use anyhow::{Context, bail};
use clap::Args;

use super::exit::Exit;
use super::judge::Judging;
use super::loaded::Loaded;
use super::meter::Meter;
use super::options::{Lines, Output, Run};
use super::save::save;
use super::source::keylog;
use crate::capture::{Capture, Connection as Captured, Direction, Source, SourceKind};
use crate::diagnose::{Diagnosed, diagnose};
use crate::offline::{self, Ended, Finished, Options, Pass};
use crate::render::json_line;
use crate::report::{InspectionReport, SurveyLine, SurveyReport, SurveyRow};
use crate::trace::{self, Connection, Effort, Trace, Tracer, Turn};

/// So many connections are all shown in detail.
const FEW: usize = 8;
/// So many of those that failed are shown in detail, where nothing was selected.
const SHOWN: usize = 20;
/// So many connections can stand in one document.
const DOCUMENT: usize = 1000;

/// Which connections of a capture file are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which connections of a capture file")]
pub(super) struct Selection {
    /// The connection of this number; repeatable
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    connection: Vec<u64>,

    /// Those that failed or were refused
    #[arg(long)]
    failed: bool,

    /// Those to this host (SNI)
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,

    /// Those with this finding, such as client-cert-expired
    #[arg(long, value_name = "ID")]
    finding: Option<String>,
}

impl Selection {
    /// Whether everything is selected.
    pub(super) fn is_all(&self) -> bool {
        self.connection.is_empty() && !self.failed && self.server_name.is_none() && self.finding.is_none()
    }

    fn selects(&self, row: &SurveyRow) -> bool {
        let number = row.number as u64;
        (self.connection.is_empty() || self.connection.contains(&number))
            && (!self.failed || row.has_failed)
            && self.server_name.as_ref().is_none_or(|name| row.server_name.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(name)))
            && self.finding.as_ref().is_none_or(|id| row.findings.contains(&id.as_str()))
    }
}

/// A capture file, and what is to be made of it.
pub(super) struct Survey<'a> {
    /// Its name; `None` for standard input.
    pub(super) path: Option<&'a Path>,
    /// The one connection that the source names (`file#2`).
    pub(super) connection: Option<usize>,
    pub(super) selection: &'a Selection,
    pub(super) judging: &'a Judging,
    pub(super) run: &'a Run,
    pub(super) output: &'a Output,
}

impl Survey<'_> {
    /// Shows the connections: as lines while the file is read, or as a table with details.
    pub(super) fn show(&self) -> anyhow::Result<Exit> {
        match self.output.lines()? {
            Some(Lines::Names) => self.lines(|_, _, one| Ok((names(&one), false))),
            Some(Lines::Json) => self.lines(|tracer, turn, one| self.json_line(tracer, turn, one)),
            None => self.table(),
        }
    }

    /// A line for each connection, as it ends.
    fn lines(&self, line: impl Fn(&Tracer, Turn<'_>, Finished) -> anyhow::Result<(String, bool)> + Sync) -> anyhow::Result<Exit> {
        let tracer = Tracer::new(self.output.effort());
        let (mut failed, mut problem) = (false, None);
        let mut ended = Ended::default();
        self.output.write(|out| {
            let (reader, meter) = self.open()?;
            let work = |turn: Turn<'_>, one: Finished| line(&tracer, turn, one);
            let done = |result: anyhow::Result<(String, bool)>| {
                let written = result.and_then(|(line, has_failed)| {
                    failed |= has_failed;
                    if line.is_empty() { Ok(()) } else { Ok(writeln!(out, "{line}")?) }
                });
                if let Err(error) = written {
                    meter.stop();
                    problem.get_or_insert(error);
                }
            };
            ended = self.pass(reader, &Pass::default(), self.options()?, || tracer.turn(), work, done)?;
            problem.take().map_or(Ok(()), Err)
        })?;
        if ended.connections == 0 {
            bail!("{} has no TCP connection: {}", self.name(), ended.holds);
        }
        let late = ended.late.len();
        if late > 0 {
            let _ = writeln!(
                io::stderr(),
                "tlstrace: {}: the secrets of {late} connections stand behind them: give the file once more with --keylog, or use another format",
                self.name()
            );
        }
        Ok(if failed { Exit::Otherwise } else { Exit::AsExpected })
    }

    fn json_line(&self, tracer: &Tracer, turn: Turn<'_>, one: Finished) -> anyhow::Result<(String, bool)> {
        let (number, diagnosed) = (one.index + 1, self.diagnosed(tracer, vec![(turn, one)]));
        let row = row(number, &diagnosed);
        if row.as_ref().is_none_or(|row| !self.wants(row)) {
            return Ok((String::new(), false));
        }
        let line = SurveyLine::new(&diagnosed, number, self.output.depth(), self.run.secrets());
        let line = line.as_ref().map(json_line).transpose()?.unwrap_or_default();
        Ok((line, row.is_some_and(|row| row.has_failed)))
    }

    fn table(&self) -> anyhow::Result<Exit> {
        let tracer = Tracer::new(Effort::Facts);
        let (rows, ended) = self.rows(&tracer)?;
        let all = rows.len();
        if let Some(number) = self.connection.filter(|number| *number > all) {
            bail!("{} has no connection {number}: it has {all}", self.name());
        }
        let rows: Vec<SurveyRow> = rows.into_iter().filter(|row| self.wants(row)).collect();
        let (details, left_out) = self.details(&rows, all)?;
        let exit = if rows.iter().any(|row| row.has_failed) { Exit::Otherwise } else { Exit::AsExpected };
        let tracer = tracer.with_effort(Effort::Full);
        let loaded = Loaded::of(self.again(&tracer, details, &ended, all)?);
        save(&self.run.files, &loaded)?;
        let mut details = InspectionReport::new(loaded.diagnosed(), loaded.places(), self.output.depth());
        details.secrets = self.run.secrets();
        let name = self.name().to_owned();
        if all <= FEW || rows.len() == 1 {
            self.output.show(&details)?;
        } else {
            self.output.show(&SurveyReport { name, rows, all, details, left_out })?;
        }
        Ok(exit)
    }

    /// The first pass: a line for each connection, in the order of their first packet.
    fn rows(&self, tracer: &Tracer) -> anyhow::Result<(Vec<SurveyRow>, Ended)> {
        let mut rows = Vec::new();
        let (reader, _meter) = self.open()?;
        let work = |turn: Turn<'_>, one: Finished| row(one.index + 1, &self.diagnosed(tracer, vec![(turn, one)]));
        let ended = self.pass(reader, &Pass::default(), self.options()?, || tracer.turn(), work, |row| rows.extend(row))?;
        if !ended.late.is_empty() {
            let (reader, _meter) = self.open()?;
            let pass = Pass { only: Some(ended.late.clone()), ..Pass::default() };
            let options = Options { name: self.name().to_owned(), keylog: ended.keylog.clone() };
            rows.retain(|row: &SurveyRow| !ended.late.contains(&(row.number - 1)));
            self.pass(reader, &pass, options, || tracer.turn(), work, |row| rows.extend(row))?;
        }
        rows.sort_by_key(|row| row.number);
        if rows.is_empty() {
            bail!("{} has no TCP connection: {}", self.name(), ended.holds);
        }
        Ok((rows, ended))
    }

    /// The connections that are shown in detail, by their place, and how many are not for want of room.
    fn details(&self, rows: &[SurveyRow], all: usize) -> anyhow::Result<(BTreeSet<usize>, usize)> {
        let place = |row: &SurveyRow| row.number - 1;
        let is_selected = self.connection.is_some() || !self.selection.is_all();
        if self.output.is_document() || self.run.files.are_wanted() {
            if rows.len() > DOCUMENT {
                bail!(
                    "{} connections are too many for one document: select some (--failed, --connection, --server-name, --finding), or use --format jsonl",
                    rows.len()
                );
            }
            return Ok((rows.iter().map(place).collect(), 0));
        }
        let wanted = || rows.iter().filter(|row| all <= FEW || is_selected || row.has_failed);
        Ok((wanted().take(SHOWN).map(place).collect(), wanted().count().saturating_sub(SHOWN)))
    }

    /// The second pass: these connections with everything.
    fn again(&self, tracer: &Tracer, places: BTreeSet<usize>, ended: &Ended, all: usize) -> anyhow::Result<Diagnosed> {
        let mut found = Vec::new();
        if !places.is_empty() {
            let (reader, _meter) = self.open()?;
            let pass = Pass { only: Some(places), ..Pass::default() };
            let options = Options { name: self.name().to_owned(), keylog: ended.keylog.clone() };
            self.pass(reader, &pass, options, || (), |(), one| one, |one| found.push(one))?;
        }
        found.sort_by_key(|one: &Finished| one.index);
        let numbered = |mut one: Finished| {
            one.connection.number = (all > 1).then_some(one.index + 1);
            (tracer.turn(), one)
        };
        Ok(self.diagnosed(tracer, found.into_iter().map(numbered).collect()))
    }

    /// These connections, traced and diagnosed.
    fn diagnosed(&self, tracer: &Tracer, connections: Vec<(Turn<'_>, Finished)>) -> Diagnosed {
        let source = Source { kind: SourceKind::Capture, name: self.name().to_owned(), ..Source::default() };
        let traced = |(turn, mut one): (Turn<'_>, Finished)| -> (Captured, Connection) {
            self.judging.tell_both(&mut one.connection);
            let traced = tracer.trace(turn, one.index, &one.connection);
            (one.connection, traced)
        };
        let (captured, traced) = connections.into_iter().map(traced).unzip();
        let trace = Trace { source: source.clone(), synthetic: false, connections: traced };
        let findings = diagnose(&trace);
        Diagnosed { capture: Capture { source, synthetic: false, connections: captured }, trace, findings }
    }

    fn wants(&self, row: &SurveyRow) -> bool {
        self.connection.is_none_or(|number| number == row.number) && self.selection.selects(row)
    }

    fn options(&self) -> anyhow::Result<Options> {
        Ok(Options { name: self.name().to_owned(), keylog: keylog(self.run)? })
    }

    fn pass<B: Send, T>(
        &self,
        reader: impl Read,
        pass: &Pass,
        options: Options,
        begin: impl FnMut() -> B,
        work: impl Fn(B, Finished) -> T + Sync,
        done: impl FnMut(T) + Send,
    ) -> anyhow::Result<Ended> {
        let ended = offline::each(reader, options, pass, begin, work, done).with_context(|| format!("cannot read {}", self.name()))?;
        if pass.only.is_none() {
            for problem in &ended.problems {
                let _ = writeln!(io::stderr(), "tlstrace: {}: {problem}", self.name());
            }
        }
        Ok(ended)
    }

    fn open(&self) -> anyhow::Result<(Box<dyn Read>, Meter)> {
        let Some(path) = self.path else {
            let meter = Meter::new(None);
            return Ok((Box::new(meter.count(io::stdin().lock())), meter));
        };
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let meter = Meter::new(file.metadata().ok().map(|metadata| metadata.len()));
        Ok((Box::new(meter.count(BufReader::with_capacity(1 << 18, file))), meter))
    }

    fn name(&self) -> &str {
        self.path.map_or("standard input", |path| path.to_str().unwrap_or("the capture"))
    }
}

fn row(number: usize, diagnosed: &Diagnosed) -> Option<SurveyRow> {
    let (connection, findings) = diagnosed.connections().next()?;
    Some(SurveyRow::of(number, connection, findings))
}

/// `7 127.0.0.1:50412 127.0.0.1:443 > client_hello < server_hello …`.
fn names(one: &Finished) -> String {
    let named = trace::names(&one.connection);
    let mut line = format!("{} {} {}", one.index + 1, one.connection.client, one.connection.server);
    for (from, message) in named.messages {
        line.push_str(if from == Direction::ClientToServer { " > " } else { " < " });
        match message.name() {
            Some(name) => line.push_str(name),
            None => line.push_str(&message.to_string()),
        }
    }
    if named.sealed > 0 {
        let _ = write!(line, " ({} sealed)", named.sealed);
    }
    line
}
