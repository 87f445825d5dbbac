//! Passwords of PKCS #12 files and encrypted keys.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use crate::offline::credentials::Passwords;

/// A line of a file that is longer is no password.
const LONGEST: u64 = 4096;

/// The password of files, by several ways.
#[derive(Args)]
#[command(next_help_heading = "Password of PKCS #12 files and encrypted keys")]
pub(super) struct PasswordOptions {
    /// The password. Others on this machine can see it in the list of processes: prefer a file
    #[arg(long, env = "TLSTRACE_PASSWORD", hide_env_values = true)]
    password: Option<String>,

    /// The first line of this file is the password
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// The private key's own password, if a keystore has another
    #[arg(long, value_name = "PASSWORD", env = "TLSTRACE_KEY_PASSWORD", hide_env_values = true)]
    key_password: Option<String>,
}

impl PasswordOptions {
    /// The passwords to try.
    pub(super) fn read(&self) -> anyhow::Result<Passwords> {
        let from_file = self.password_file.as_ref().map(first_line).transpose()?;
        Ok(Passwords(from_file.into_iter().chain(self.password.clone()).chain(self.key_password.clone()).collect()))
    }
}

/// Never the password.
impl std::fmt::Debug for PasswordOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordOptions")
    }
}

fn first_line(path: &PathBuf) -> anyhow::Result<String> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot read the password in {name}"))?;
    let mut line = String::new();
    BufReader::new(file.take(LONGEST)).read_line(&mut line).with_context(|| format!("cannot read the password in {name}"))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("{name}: the first line is empty, so there is no password in it");
    }
    Ok(password.to_owned())
}
