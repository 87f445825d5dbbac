//! The options that several commands share.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::files;
use crate::render::{Format, Layout, render};
use crate::report::{Depth, Report, Secrets};
use crate::trace::Effort;
use crate::tui;
use crate::watch::TlsVersion;

/// How results are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// How much to show: 1 steps, 2 fields, 3 annotated bytes
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::builder::PossibleValuesParser::new(["1", "2", "3"]))]
    depth: String,

    /// With --format html: a worksheet to print, with blanks, and the answers on its last page
    #[arg(long)]
    worksheet: bool,

    #[command(flatten)]
    shown: Shown,
}

/// In which format, where to, and in which colours.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Shown {
    /// The format of the result
    #[arg(long, value_enum, default_value_t = FormatName::Table)]
    format: FormatName,

    /// Write the result to this file
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    into: Option<PathBuf>,

    /// When to use colours (NO_COLOR is honoured)
    #[arg(long, value_enum, default_value_t = When::Auto)]
    color: When,
}

/// How handshakes are run or read, and what they leave behind.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Handshakes")]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) play: Play,

    /// Open what is encrypted in a capture file with this key log (SSLKEYLOGFILE); repeatable
    #[arg(long, value_name = "FILE")]
    pub(super) keylog: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) files: Files,

    /// Let secrets and what the applications said into the JSON of others' connections, too; of lab runs they are in it
    #[arg(long)]
    show_secrets: bool,
}

/// How scenarios are run.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Handshakes")]
pub(super) struct Play {
    /// The version that both ends are limited to; `both` runs each scenario with either
    #[arg(long, value_enum, value_name = "VERSION")]
    pub(super) tls: Option<Versions>,

    /// Make the run repeatable, byte for byte; its addresses and times are made up
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
}

/// What a run leaves behind.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Handshakes")]
pub(super) struct Files {
    /// Write the secrets to this file as an NSS key log, readable by you alone
    #[arg(long, value_name = "FILE")]
    pub(super) save_keylog: Option<PathBuf>,

    /// Write the packets to this file; Wireshark opens it already decrypted
    #[arg(long, value_name = "FILE")]
    pub(super) pcapng: Option<PathBuf>,
}

impl Files {
    /// Whether any is wanted.
    pub(super) fn are_wanted(&self) -> bool {
        self.pcapng.is_some() || self.save_keylog.is_some()
    }
}

impl Run {
    /// What programs get to see of secrets.
    pub(super) fn secrets(&self) -> Secrets {
        if self.show_secrets { Secrets::Shown } else { Secrets::OfLabRuns }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// For a terminal
    Table,
    /// For programs, in the format tlstrace/1
    Json,
    /// For documents and tickets
    Markdown,
    /// For programs, a line for each connection of a capture file as it ends
    Jsonl,
    /// A line for each connection of a capture file: the names of its handshake messages; the fastest
    Names,
    /// One self-contained page for a browser: a lesson to open from disk (use -o FILE)
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    /// On a terminal
    Auto,
    /// Also in a file or a pipe
    Always,
    /// Not at all
    Never,
}

/// A choice of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Versions {
    /// TLS 1.2 alone
    #[value(name = "1.2")]
    Tls12,
    /// TLS 1.3 alone
    #[value(name = "1.3")]
    Tls13,
    /// Once with TLS 1.2, once with TLS 1.3
    Both,
}

impl Versions {
    /// The versions, one run each.
    pub(super) fn each(choice: Option<Self>) -> &'static [Option<TlsVersion>] {
        match choice {
            None => &[None],
            Some(Self::Tls12) => &[Some(TlsVersion::Tls12)],
            Some(Self::Tls13) => &[Some(TlsVersion::Tls13)],
            Some(Self::Both) => &[Some(TlsVersion::Tls12), Some(TlsVersion::Tls13)],
        }
    }
}

/// What is written line by line while a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// The names of the messages.
    Names,
    /// One connection as JSON.
    Json,
}

impl Output {
    /// What is to be written line by line, if anything is.
    pub(super) fn lines(&self) -> anyhow::Result<Option<Lines>> {
        match self.shown.format {
            FormatName::Names | FormatName::Jsonl if self.worksheet => anyhow::bail!("--worksheet is a page: give --format html too"),
            FormatName::Names => Ok(Some(Lines::Names)),
            FormatName::Jsonl => Ok(Some(Lines::Json)),
            _ => Ok(None),
        }
    }

    /// Whether all that is selected stands in the result, with all that is known.
    pub(super) fn is_document(&self) -> bool {
        matches!(self.shown.format, FormatName::Json | FormatName::Html)
    }

    /// How much a trace has to keep for this depth.
    pub(super) fn effort(&self) -> Effort {
        if self.depth() == Depth::Steps { Effort::Facts } else { Effort::Full }
    }

    /// Writes a report as one self-contained page, whatever the format.
    pub(super) fn page(&self, report: &dyn Report, path: &Path) -> anyhow::Result<()> {
        let format = if self.worksheet { Format::Worksheet } else { Format::Html };
        files::write(path, |out| Ok(render(report, format, self.layout(), out)?))
    }

    /// How text is laid out.
    pub(super) fn layout(&self) -> Layout {
        self.shown.layout()
    }

    /// Writes to the file that was named, or to standard output.
    pub(super) fn write(&self, content: impl FnOnce(&mut (dyn Write + Send)) -> anyhow::Result<()>) -> anyhow::Result<()> {
        if let Some(path) = &self.shown.into {
            return files::write(path, |out| content(out));
        }
        let mut stdout = BufWriter::new(io::stdout());
        content(&mut stdout)?;
        stdout.flush().context("writing to standard output")
    }

    /// The depth that was asked for.
    pub(super) fn depth(&self) -> Depth {
        match self.depth.as_str() {
            "3" => Depth::Bytes,
            "2" => Depth::Fields,
            _ => Depth::Steps,
        }
    }

    /// Shows a report: in the file that was named, or on standard output.
    pub(super) fn show(&self, report: &dyn Report) -> anyhow::Result<()> {
        let format = match (self.worksheet, self.shown.format()?) {
            (false, format) => format,
            (true, Format::Html) => Format::Worksheet,
            (true, _) => anyhow::bail!("--worksheet is a page: give --format html too, or to walk --html FILE"),
        };
        self.shown.show_as(report, format)
    }

    /// How a full screen looks; `None` where the result is to be text: in a file, a pipe, or on a terminal that can only print.
    pub(super) fn screen(&self) -> Option<tui::Look> {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_text = self.shown.into.is_some() || self.shown.format != FormatName::Table || is_dumb;
        (!is_text && io::stdout().is_terminal()).then(|| tui::Look { color: self.shown.layout().color })
    }
}

impl Shown {
    /// Shows a report: in the file that was named, or on standard output.
    pub(super) fn show(&self, report: &dyn Report) -> anyhow::Result<()> {
        self.show_as(report, self.format()?)
    }

    fn show_as(&self, report: &dyn Report, format: Format) -> anyhow::Result<()> {
        if let Some(path) = &self.into {
            return files::write(path, |out| Ok(render(report, format, self.layout(), out)?));
        }
        let mut stdout = BufWriter::new(io::stdout().lock());
        render(report, format, self.layout(), &mut stdout)?;
        stdout.flush().context("writing to standard output")
    }

    fn format(&self) -> anyhow::Result<Format> {
        Ok(match self.format {
            FormatName::Table => Format::Table,
            FormatName::Json => Format::Json,
            FormatName::Markdown => Format::Markdown,
            FormatName::Html => Format::Html,
            FormatName::Jsonl | FormatName::Names => anyhow::bail!("--format jsonl and --format names are for `inspect` of a capture file"),
        })
    }

    /// Whether the result is for somebody at a terminal.
    pub(super) fn is_for_a_terminal(&self) -> bool {
        self.format == FormatName::Table && self.into.is_none() && io::stdout().is_terminal()
    }

    pub(super) fn layout(&self) -> Layout {
        let on_terminal = self.into.is_none() && io::stdout().is_terminal();
        let color = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                on_terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        Layout { width: width(on_terminal), color }
    }
}

/// The terminal's columns; of a file or a pipe what COLUMNS says, or 100.
fn width(on_terminal: bool) -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(terminal_size::Width(width), _)| usize::from(width));
    let found = if on_terminal { terminal().or(asked) } else { asked };
    found.unwrap_or(100)
}
