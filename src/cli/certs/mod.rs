//! `tlstrace certs`: make the lab's certificates, look at some, ask whether one would be accepted.

mod check;
mod load;
mod make;
mod passwords;
mod show;

use clap::{Args, Subcommand};

use super::exit::Exit;

/// Make the lab's certificates, look at certificates and keys, check whether one would be accepted
#[derive(Debug, Args)]
pub(super) struct Certs {
    #[command(subcommand)]
    command: Command,
}

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
