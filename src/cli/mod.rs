//! Arguments, wiring, exit codes. One command, one file.
//!
//! Results go to standard output, problems to standard error. Exit code 0: as expected; 1: not; 2: the tool could not
//! do its work. A closed pipe is success.

mod annotations;
mod certs;
mod compare;
mod completions;
mod exit;
mod expectation;
mod explain;
mod files;
mod inspect;
mod judge;
mod lab;
mod lesson;
mod loaded;
mod meter;
mod options;
mod pairs;
mod progress;
mod quiz;
mod recorder;
mod repetition;
mod run;
mod save;
mod scenarios;
mod source;
mod survey;
mod walk;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Exit;

/// strace for TLS handshakes: real ones, decrypted, every byte named, every proof recomputed.
#[derive(Debug, Parser)]
#[command(name = "tlstrace", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace compare                        TLS beside mutual TLS
  tlstrace compare mtls@1.2 mtls@1.3      the same handshake in two versions
  tlstrace compare --depth 3              every byte, annotated
  tlstrace inspect client-cert-expired    what went wrong, and how to fix it
  tlstrace walk                           TLS beside mutual TLS, step by step, for a class
  tlstrace run                            every scenario, against what it expects
  tlstrace explain certificate_request    a message, alert, field, term …
  tlstrace explain 'PASTED ERROR LINE'    what it means, and what causes it
  tlstrace quiz                           questions about a handshake, with answers
  tlstrace scenarios                      what there is to run
  tlstrace lab                            switches and lessons, in the browser
  tlstrace certs check --cert client.pem  would it be accepted?

Exit codes: 0 as expected, 1 not as expected, 2 the tool could not do its work.";

#[derive(Debug, Subcommand)]
enum Command {
    Compare(compare::Compare),
    Inspect(inspect::Inspect),
    Walk(walk::Walk),
    Run(run::Run),
    Explain(explain::Explain),
    Quiz(quiz::Quiz),
    Scenarios(scenarios::Scenarios),
    Lab(lab::Lab),
    Certs(certs::Certs),
    Completions(completions::Completions),
}

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return exit::usage(&error),
    };
    let result = match &arguments.command {
        Command::Compare(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Walk(command) => command.run(),
        Command::Run(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Quiz(command) => command.run(),
        Command::Scenarios(command) => command.run(),
        Command::Lab(command) => command.run(),
        Command::Certs(command) => command.run(),
        Command::Completions(command) => command.run(),
    };
    exit::code(result.map(Exit::code))
}
