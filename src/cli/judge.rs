//! What is known of the end that judges certificates: its trust, its revocation lists, its clock.

use std::path::PathBuf;

use clap::Args;

use super::certs::load::{Trusted, crls, time, trust};
use crate::capture::{Capture, Connection, Knowledge};
use crate::diagnose::preflight::Given;
use crate::offline::credentials::Passwords;

/// What the judge of a certificate knows.
#[derive(Args)]
#[command(next_help_heading = "What the judging end knows")]
pub(super) struct Judge {
    /// Certificates that the judging end trusts (PEM, DER, PKCS #12); where its trust is known already, others that exist
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,

    /// The password of a PKCS #12 file given with --trust
    #[arg(long, value_name = "PASSWORD", env = "TLSTRACE_PASSWORD", hide_env_values = true)]
    trust_password: Option<String>,

    /// A revocation list of the judging end, PEM or DER
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// The judging end's clock, as 2026-11-21, 2026-11-21T10:00:00Z, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<i64>,
}

/// What was read, to be added to captures.
#[derive(Debug, Default)]
pub(super) struct Judging {
    trust: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    at: Option<i64>,
}

/// Never the password.
impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Judge({:?})", self.trust)
    }
}

impl Judge {
    /// Reads the files.
    pub(super) fn read(&self) -> anyhow::Result<Judging> {
        let passwords = Passwords(self.trust_password.iter().cloned().collect());
        let mut judging = Judging { at: self.at, ..Judging::default() };
        let ders = |given: Vec<Given>| given.into_iter().map(|given| given.der);
        for path in &self.trust {
            let Trusted { certificates, lists, .. } = trust(path, &passwords)?;
            judging.trust.extend(ders(certificates));
            judging.crls.extend(ders(lists));
        }
        for path in &self.crl {
            judging.crls.extend(ders(crls(path)?));
        }
        Ok(judging)
    }
}

impl Judging {
    /// Adds what is known to both judges of every connection. It never changes what an end was configured with.
    pub(super) fn add_to(&self, capture: &mut Capture) {
        capture.connections.iter_mut().for_each(|connection| self.tell_both(connection));
    }

    /// Adds what is known to both judges of a connection.
    pub(super) fn tell_both(&self, connection: &mut Connection) {
        self.tell(&mut connection.client_knows);
        self.tell(&mut connection.server_knows);
    }

    fn tell(&self, judge: &mut Knowledge) {
        match &judge.trust {
            Some(_) => judge.certificates.extend(self.trust.iter().cloned()),
            None if self.trust.is_empty() => {}
            None => judge.trust = Some(self.trust.clone()),
        }
        judge.crls.extend(self.crls.iter().cloned());
        judge.clock_s = self.at.or(judge.clock_s);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_never_changes_what_an_end_trusts() {
        let told = Judging { trust: vec![vec![1]], crls: Vec::new(), at: Some(7) };
        let mut knows = Knowledge { trust: Some(vec![vec![2]]), ..Knowledge::default() };
        told.tell(&mut knows);
        assert_eq!((knows.trust, knows.certificates, knows.clock_s), (Some(vec![vec![2]]), vec![vec![1]], Some(7)));
        let mut nothing = Knowledge::default();
        told.tell(&mut nothing);
        assert_eq!(nothing.trust, Some(vec![vec![1]]));
    }
}
