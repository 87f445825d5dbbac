//! What is known of the end that judges certificates: its trust, its revocation lists, its clock.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer};

use crate::capture::{Capture, Knowledge};

/// The largest file that is read: a store of all public roots has a quarter of a megabyte.
const LARGEST_FILE: u64 = 16 << 20;

/// What the judge of a certificate knows.
#[derive(Debug, Args)]
#[command(next_help_heading = "What the judging end knows")]
pub(super) struct Judge {
    /// Certificates that the judging end trusts, PEM or DER; where its trust is known already, others that exist
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,

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

impl Judge {
    /// Reads the files.
    pub(super) fn read(&self) -> anyhow::Result<Judging> {
        let each = |paths: &[PathBuf], of: fn(&Path) -> anyhow::Result<Vec<Vec<u8>>>| {
            paths.iter().map(|path| of(path)).collect::<anyhow::Result<Vec<_>>>().map(|lists| lists.concat())
        };
        Ok(Judging { trust: each(&self.trust, certificates)?, crls: each(&self.crl, revocation_lists)?, at: self.at })
    }
}

impl Judging {
    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.trust.is_empty() && self.crls.is_empty() && self.at.is_none()
    }

    /// Adds what is known to both judges of every connection. It never changes what an end was configured with.
    pub(super) fn add_to(&self, capture: &mut Capture) {
        for connection in &mut capture.connections {
            self.tell(&mut connection.client_knows);
            self.tell(&mut connection.server_knows);
        }
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

fn certificates(path: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let bytes = bytes(path)?;
    if looks_like_der(&bytes) {
        if !crate::trace::message::X509::of(&bytes).well_formed {
            bail!("{} is DER, and not a certificate: give certificates in PEM or DER", path.display());
        }
        return Ok(vec![bytes]);
    }
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|error| anyhow::anyhow!("{} is damaged: {error}", path.display()))?;
    if found.is_empty() {
        bail!("{} holds no certificate: {}", path.display(), what_it_is(&bytes));
    }
    Ok(found.into_iter().map(|certificate| certificate.to_vec()).collect())
}

fn revocation_lists(path: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let bytes = bytes(path)?;
    if looks_like_der(&bytes) {
        if crate::trace::message::revocation_list(&bytes).is_none() {
            bail!("{} is DER, and not a revocation list", path.display());
        }
        return Ok(vec![bytes]);
    }
    let found: Result<Vec<_>, _> = CertificateRevocationListDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|error| anyhow::anyhow!("{} is damaged: {error}", path.display()))?;
    if found.is_empty() {
        bail!("{} holds no revocation list: {}", path.display(), what_it_is(&bytes));
    }
    Ok(found.into_iter().map(|list| list.to_vec()).collect())
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let size = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
    if size > LARGEST_FILE {
        bail!("{} has {size} bytes; no store of certificates is larger than {LARGEST_FILE}", path.display());
    }
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A SEQUENCE with a length of two bytes or more.
fn looks_like_der(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x81..=0x84, ..])
}

fn what_it_is(bytes: &[u8]) -> &'static str {
    let has = |what: &str| String::from_utf8_lossy(bytes).contains(what);
    match bytes {
        [] => "it is empty",
        _ if has("PRIVATE KEY") => "it is a private key",
        _ if has("CERTIFICATE REQUEST") => "it is a request for a certificate",
        _ if has("BEGIN CERTIFICATE") => "it is a certificate",
        _ if has("X509 CRL") => "it is a revocation list",
        _ => "there is no PEM block in it",
    }
}

fn time(text: &str) -> Result<i64, String> {
    let date = |text: &str| text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let seconds = text.parse::<i64>().ok();
    let moment = seconds.or_else(|| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second));
    let moment = moment.or_else(|| date(text).map(|date| date.timestamp().as_second()));
    moment.ok_or_else(|| format!("`{text}` is no time: write 2026-11-21, 2026-11-21T10:00:00Z, or seconds since 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time("0"), Ok(0));
        assert_eq!(time("1970-01-02"), Ok(86_400));
        assert_eq!(time("1970-01-01T01:00:00+01:00"), Ok(0));
        assert!(time("tomorrow").is_err());
    }

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
