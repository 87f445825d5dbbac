//! `tlstrace certs`: make the lab's certificates, look at some, ask whether one would be accepted.

mod check;
pub(super) mod load;
mod make;
mod passwords;
mod show;

use clap::{Args, Subcommand};

use super::exit::Exit;

/// Make, show and check certificates
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Certs {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace certs make lab-certs                               good and bad certificates, to try with your own server
  tlstrace certs show client.p12                              what is in this file?
  tlstrace certs check --cert client.pem --key client.key     would this client be accepted?";

#[derive(Debug, Subcommand)]
enum Command {
    Make(make::Make),
    Show(show::Show),
    Check(check::Check),
}

impl Certs {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        match &self.command {
            Command::Make(make) => make.run(),
            Command::Show(show) => show.run(),
            Command::Check(check) => check.run(),
        }
    }
}
