//! `tlstrace completions`: completions for a shell.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Arguments;
use super::exit::Exit;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace completions bash > ~/.local/share/bash-completion/completions/tlstrace
  tlstrace completions zsh > ~/.zfunc/_tlstrace
  tlstrace completions fish > ~/.config/fish/completions/tlstrace.fish";

impl Completions {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "tlstrace", &mut script);
        io::stdout().write_all(&script)?;
        Ok(Exit::AsExpected)
    }
}
