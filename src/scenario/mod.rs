//! A scenario: one TOML file that says what both ends are, what they do, and what is expected.
//!
//! [`Scenario`] is data: a file in `scenarios/` (embedded) or of the user; [`pair`](crate::pair) plays it. `end_spec` says what
//! an end is, `step` what it does, `fault` what goes wrong, `expect` what is to be seen, `check` what does not go together;
//! `switches` puts a scenario together by hand.

mod builtin;
mod check;
mod end_spec;
mod error;
mod expect;
mod fault;
mod step;
mod switches;

pub use crate::watch::ClientAuth;
pub use builtin::Builtin;
pub use end_spec::{ClientSpec, Protocol, Resumption, ServerSpec};
pub use error::ScenarioError;
pub use expect::{Difference, Expectation, ExpectedOutcome};
pub use fault::{FaultAction, FaultSpec};
pub use step::{ConnectionSpec, Step};
pub use switches::{Choice, ChoiceError, Position, Switch};

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use crate::pki::{self, CertificateSpec, Certificates, CrlSpec, Document, DocumentError};
use crate::spelling::near_miss;
use crate::watch::TlsVersion;

/// What two ends are to do with each other.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name, or the path of its file.
    pub name: String,
    /// One line.
    pub title: String,
    /// A few lines for people.
    pub description: String,
    /// The versions of TLS for which it exists.
    pub tls: Vec<TlsVersion>,
    /// The version asked for with `NAME@1.2`.
    pub version: Option<TlsVersion>,
    /// The end that connects.
    pub client: ClientSpec,
    /// The end that is connected to.
    pub server: ServerSpec,
    /// The connections, one after the other, with the same two configurations.
    pub connections: Vec<ConnectionSpec>,
    /// What goes wrong on the wire.
    pub faults: Vec<FaultSpec>,
    /// How long an end waits for the other, where that is less than what the run allows.
    pub patience: Option<Duration>,
    /// What is to be seen, if the scenario says so.
    pub expect: Option<Expectation>,
    pub(crate) certificates: Certificates,
    pub(crate) crls: BTreeMap<String, CrlSpec>,
}

/// How long an end waits.
#[derive(Clone, Copy, Debug)]
struct Patience(Duration);

/// A scenario as it stands in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioFile {
    title: String,
    description: String,
    tls: Spanned<Vec<TlsVersion>>,
    client: ClientSpec,
    server: ServerSpec,
    #[serde(default = "one_connection")]
    connection: Vec<ConnectionSpec>,
    #[serde(default)]
    certificate: BTreeMap<String, CertificateSpec>,
    #[serde(default)]
    crl: BTreeMap<String, CrlSpec>,
    #[serde(default)]
    fault: Vec<FaultSpec>,
    patience_ms: Option<Patience>,
    expect: Option<Expectation>,
}

impl Scenario {
    /// Loads a scenario: a built-in one by its name, another by the path of its `.toml`; `@1.2` or `@1.3` behind
    /// either asks for that version.
    pub fn load(source: &str) -> Result<Self, ScenarioError> {
        let (name, version) = Self::parse_source(source)?;
        let mut scenario = if is_path(name) { Self::load_file(name)? } else { Self::load_builtin(name)? };
        scenario.version = version;
        if let Some(version) = version {
            scenario.check_version(version)?;
        }
        Ok(scenario)
    }

    /// Takes `NAME@1.2` apart.
    pub fn parse_source(source: &str) -> Result<(&str, Option<TlsVersion>), ScenarioError> {
        match source.rsplit_once('@') {
            Some((name, number)) => match TlsVersion::parse(number) {
                Some(version) => Ok((name, Some(version))),
                None if is_path(number) => Ok((source, None)),
                None => Err(ScenarioError::UnknownVersion { source_name: source.to_owned(), version: number.to_owned() }),
            },
            None => Ok((source, None)),
        }
    }

    /// Reads a scenario from the text of a TOML file. `file` is its name, for errors.
    pub fn read(file: &str, text: &str) -> Result<Self, ScenarioError> {
        Ok(Self::from_document(file, Document { file, text })?)
    }

    /// The versions that both ends speak, where `asked` is what the run wants: `NAME@1.2` is more precise than that.
    pub(crate) fn versions(&self, asked: Option<TlsVersion>) -> Result<Vec<TlsVersion>, ScenarioError> {
        let Some(version) = self.version.or(asked) else { return Ok(self.tls.clone()) };
        self.check_version(version)?;
        Ok(vec![version])
    }

    fn load_file(path: &str) -> Result<Self, ScenarioError> {
        let text = read_text(path).map_err(|error| ScenarioError::Unreadable { path: path.into(), error })?;
        Self::read(path, &text)
    }

    fn load_builtin(name: &str) -> Result<Self, ScenarioError> {
        let Some(document) = builtin::document(name) else {
            let remedy = near_miss(name, builtin::names())
                .map_or_else(|| "; `tlstrace scenarios` lists what there is".to_owned(), |meant| format!("; did you mean `{meant}`?"));
            return Err(ScenarioError::Unknown { name: name.to_owned(), remedy });
        };
        Ok(Self::from_document(name, document)?)
    }

    fn from_document(name: &str, document: Document<'_>) -> Result<Self, DocumentError> {
        let file: ScenarioFile = document.read()?;
        let mut certificates = pki::certificates()?;
        certificates.add(file.certificate, document)?;
        check::names(&file.client, &file.server, &certificates, document)?;
        check::crls(&file.client, &file.server, &file.crl, &certificates, document)?;
        check::combinations(&file.client, &file.server, document)?;
        check::versions(&file.tls, &file.connection, document)?;
        check::faults(&file.fault, &file.tls, document)?;
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            description: file.description.trim().to_owned(),
            tls: file.tls.into_inner(),
            version: None,
            client: file.client,
            server: file.server,
            connections: file.connection,
            faults: file.fault,
            patience: file.patience_ms.map(|patience| patience.0),
            expect: file.expect,
            certificates,
            crls: file.crl,
        })
    }

    fn check_version(&self, asked: TlsVersion) -> Result<(), ScenarioError> {
        if self.tls.contains(&asked) {
            return Ok(());
        }
        let has = self.tls.iter().map(|version| version.number()).collect::<Vec<_>>().join(" and TLS ");
        Err(ScenarioError::NotForVersion { name: self.name.clone(), asked, has })
    }
}

/// A scenario is a page of text: more than this is another kind of file.
const LARGEST_FILE: u64 = 1 << 20;

fn read_text(path: &str) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(LARGEST_FILE + 1).read_to_string(&mut text)?;
    if read as u64 > LARGEST_FILE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB, which no scenario is"));
    }
    Ok(text)
}

fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn one_connection() -> Vec<ConnectionSpec> {
    vec![ConnectionSpec::default()]
}

impl<'de> Deserialize<'de> for Patience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            ms @ 1..=60_000 => Ok(Self(Duration::from_millis(ms))),
            ms => Err(de::Error::custom(format!("patience_ms is {ms}; it must lie between 1 and 60000"))),
        }
    }
}
