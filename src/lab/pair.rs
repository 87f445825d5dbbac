//! The pair: a rustls client and a rustls server that play a scenario.
//!
//! A real run goes over loopback TCP. A seeded run goes through a pipe in memory, so that no scheduler, no port and
//! no clock gets into it: the same seed gives the same capture in any process.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use super::clock::Clock;
use super::config::{Configurator, Refusal, names, seeded_groups};
use super::end::Part;
use super::loopback::Loopback;
use super::pki::Maker;
use super::recorder::{Recorder, Timeline, collect};
use super::seeded::Generator;
use super::tap::Tap;
use super::{ClientAuth, ConnectionSpec, LabError, Scenario, Side, TlsVersion};
use crate::capture::{Capture, Connection, EndReport, Knowledge, Source, SourceKind};

/// How a scenario is to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOptions {
    /// Limits both ends to this version. By default they speak all that the scenario exists for.
    pub tls: Option<TlsVersion>,
    /// Makes the run repeatable, byte for byte; its addresses and times are made up.
    pub seed: Option<u64>,
    /// How many seeded connections were played before and are to lie in one file with these: no two of them may have
    /// the same random bytes, keys, ports or times. A real run needs no such care.
    pub after: usize,
    /// Whether the run is recorded.
    pub recording: Recording,
    /// How long an end waits for the other on a connection, in all; by default 5 s. Nothing hangs longer than that.
    pub patience: Duration,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { tls: None, seed: None, after: 0, recording: Recording::On, patience: Duration::from_secs(5) }
    }
}

/// Whether a run is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recording {
    /// With the tap, the key log, the observer and the recording key exchange groups.
    #[default]
    On,
    /// A bare rustls pair, to measure against: its capture says how both ends fared and holds no bytes.
    Off,
}

impl Recording {
    fn is_on(self) -> bool {
        self == Self::On
    }
}

/// A scenario made ready: certificates and configurations stand, and can be played any number of times.
pub struct Pair {
    scenario: Scenario,
    options: RunOptions,
    configurator: Configurator,
    client: ClientConfig,
    server: ServerConfig,
    /// `None`: the ends talk through a pipe in memory.
    loopback: Option<Loopback>,
}

impl Scenario {
    /// Runs the scenario once, on the runtime of the caller.
    pub async fn run(&self, options: &RunOptions) -> Result<Capture, LabError> {
        Pair::new(self, options)?.run().await
    }

    /// Runs the scenario once, on a runtime of its own.
    pub fn run_blocking(&self, options: &RunOptions) -> Result<Capture, LabError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(LabError::Runtime)?;
        runtime.block_on(self.run(options))
    }
}

impl Pair {
    /// Makes the certificates that the scenario needs, and both configurations.
    pub fn new(scenario: &Scenario, options: &RunOptions) -> Result<Self, LabError> {
        if options.seed.is_some() {
            check_seedable(scenario)?;
        }
        let versions = scenario.versions(options.tls)?;
        let clock = Clock::of_run(options.seed);
        let maker = Maker { certificates: &scenario.certificates, now_s: clock.now_s(), seed: options.seed };
        let pki = maker.make(certificates_of(scenario))?;
        let names = pki.names();
        let configurator = Configurator { versions, clock, seed: options.seed, recording: options.recording.is_on(), pki, names };
        let client = configurator.client(&scenario.client).map_err(|error| refused(scenario, Side::Client, error))?;
        let server = configurator.server(&scenario.server).map_err(|error| refused(scenario, Side::Server, error))?;
        let loopback = if options.seed.is_none() { Some(Loopback::bind().map_err(LabError::Loopback)?) } else { None };
        Ok(Self { scenario: scenario.clone(), options: *options, configurator, client, server, loopback })
    }

    /// Plays the scenario: its connections, one after the other, between the same two ends.
    pub async fn run(&self) -> Result<Capture, LabError> {
        let ends = self.fresh_ends()?;
        let mut connections = Vec::with_capacity(self.scenario.connections.len());
        for (number, spec) in (self.options.after..).zip(&self.scenario.connections) {
            let mut connection = self.before(number);
            match &self.loopback {
                Some(loopback) => self.over_loopback(&ends, spec, loopback, &mut connection).await.map_err(LabError::Loopback)?,
                None => self.in_memory(&ends, spec, number, &mut connection).await,
            }
            connections.push(connection);
        }
        Ok(Capture { source: self.source(), synthetic: self.options.seed.is_some(), connections })
    }

    /// Both ends with no memory of earlier runs.
    fn fresh_ends(&self) -> Result<Ends, LabError> {
        let (mut client, mut server) = (self.client.clone(), self.server.clone());
        client.resumption = self.configurator.client_sessions(self.scenario.client.resumption);
        let added = self.configurator.add_server_sessions(self.scenario.server.resumption, &mut server);
        added.map_err(|error| refused(&self.scenario, Side::Server, error))?;
        Ok(Ends { connector: TlsConnector::from(Arc::new(client)), acceptor: TlsAcceptor::from(Arc::new(server)) })
    }

    async fn over_loopback(&self, ends: &Ends, spec: &ConnectionSpec, loopback: &Loopback, connection: &mut Connection) -> io::Result<()> {
        let sockets = loopback.connect().await?;
        connection.client = sockets.0.local_addr()?.to_string();
        connection.server = sockets.1.local_addr()?.to_string();
        self.play(ends, spec, sockets, Timeline::real(), None, connection).await;
        Ok(())
    }

    async fn in_memory(&self, ends: &Ends, spec: &ConnectionSpec, number: usize, connection: &mut Connection) {
        /// Larger than anything that is written at once: a pipe that fills up would cut writes in two.
        const PIPE: usize = 1 << 20;
        let pipe: (DuplexStream, DuplexStream) = tokio::io::duplex(PIPE);
        connection.client = format!("127.0.0.1:{}", 50_000 + number);
        connection.server = String::from("127.0.0.1:8443");
        let generators = self
            .options
            .seed
            .map(|seed| [Side::Client, Side::Server].map(|side| Generator::new(seed, &format!("{side} of connection {number}"))));
        self.play(ends, spec, pipe, Timeline::synthetic(), generators, connection).await;
    }

    /// Lets both ends talk, and writes down what was to be seen.
    async fn play<IO>(
        &self,
        ends: &Ends,
        spec: &ConnectionSpec,
        (client_io, server_io): (IO, IO),
        timeline: Arc<Timeline>,
        generators: Option<[Generator; 2]>,
        connection: &mut Connection,
    ) where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        if !self.options.recording.is_on() {
            let client = Box::pin(self.client_part(ends, spec, client_io));
            let server = Box::pin(self.server_part(ends, spec, server_io));
            let (client, server) = driven(generators, client, server).await;
            (connection.client_end, connection.server_end) = (Some(client), Some(server));
            return;
        }
        let [client_notes, server_notes] = [Side::Client, Side::Server].map(|side| Recorder::new(side, Arc::clone(&timeline)));
        let client = Box::pin(self.client_part(ends, spec, Tap::new(client_io, &client_notes)));
        let server = Box::pin(self.server_part(ends, spec, Tap::new(server_io, &server_notes)));
        let (mut client, mut server) = driven(generators, client_notes.watch(client), server_notes.watch(server)).await;
        [client.observations, server.observations] = collect(&client_notes, &server_notes, connection);
        (connection.client_end, connection.server_end) = (Some(client), Some(server));
    }

    async fn client_part<IO>(&self, ends: &Ends, spec: &ConnectionSpec, io: IO) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        let name = self.scenario.client.server_name.0.clone();
        // `connect` makes the ClientHello at once: it must be called where this end's generator and recorder are known.
        let handshake = async { ends.connector.connect(name, io).into_fallible().await.map(TlsStream::from) };
        self.part(Side::Client, spec).play(handshake).await
    }

    async fn server_part<IO>(&self, ends: &Ends, spec: &ConnectionSpec, io: IO) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        let handshake = async { ends.acceptor.accept(io).into_fallible().await.map(TlsStream::from) };
        self.part(Side::Server, spec).play(handshake).await
    }

    fn part<'a>(&'a self, side: Side, spec: &'a ConnectionSpec) -> Part<'a> {
        Part { side, steps: &spec.then, names: &self.configurator.names, patience: self.options.patience }
    }

    /// A connection as it stands before its first byte.
    fn before(&self, number: usize) -> Connection {
        /// How far apart the connections of a seeded run are said to be: a second.
        const APART_US: i64 = 1_000_000;
        let apart_us = self.options.seed.map_or(0, |_| i64::try_from(number).unwrap_or(0) * APART_US);
        Connection {
            started_us: self.configurator.clock.now_us() + apart_us,
            client_knows: self.client_knowledge(),
            server_knows: self.server_knowledge(),
            ..Connection::default()
        }
    }

    fn client_knowledge(&self) -> Knowledge {
        let client = &self.scenario.client;
        let server_name = Some(client.server_name.0.to_str().into_owned());
        Knowledge { server_name, ..self.knowledge(names(client.trust.get_ref())) }
    }

    fn server_knowledge(&self) -> Knowledge {
        match self.scenario.server.client_auth() {
            ClientAuth::None => Knowledge::default(),
            _ => self.knowledge(names(&self.scenario.server.trust)),
        }
    }

    fn knowledge<'n>(&self, trust: impl Iterator<Item = &'n str>) -> Knowledge {
        let trust = trust.filter_map(|name| self.configurator.pki.certificate(name)).map(|certificate| certificate.to_vec());
        Knowledge { trust: Some(trust.collect()), clock_s: Some(self.configurator.clock.now_s()), ..Knowledge::default() }
    }

    fn source(&self) -> Source {
        let version = self.scenario.version.or(self.options.tls);
        let stack = Some("rustls 0.23".to_owned());
        Source {
            kind: SourceKind::Scenario,
            name: version.map_or_else(|| self.scenario.name.clone(), |version| format!("{}@{version}", self.scenario.name)),
            client: stack.clone(),
            server: stack,
            transport: Some(if self.options.seed.is_some() { "in memory, seeded" } else { "loopback" }.to_owned()),
        }
    }
}

/// Both ends of one run.
struct Ends {
    connector: TlsConnector,
    acceptor: TlsAcceptor,
}

/// Runs both ends at once; in a seeded run each with its own generator.
async fn driven<C, S>(generators: Option<[Generator; 2]>, client: C, server: S) -> (C::Output, S::Output)
where
    C: Future,
    S: Future,
{
    if let Some([of_client, of_server]) = generators {
        tokio::join!(of_client.drive(client), of_server.drive(server))
    } else {
        tokio::join!(client, server)
    }
}

fn certificates_of(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let own = scenario.client.certificate.iter().chain([&scenario.server.certificate]);
    let trusted = scenario.client.trust.get_ref().iter().chain(&scenario.server.trust);
    own.chain(trusted).map(|name| name.get_ref().as_str())
}

/// What cannot be seeded is refused: to leave it out in silence would be another scenario.
fn check_seedable(scenario: &Scenario) -> Result<(), LabError> {
    let refuse = |why: String| Err(LabError::CannotSeed { scenario: scenario.name.clone(), why });
    for (side, groups) in [(Side::Client, &scenario.client.groups), (Side::Server, &scenario.server.groups)] {
        let Some(groups) = groups else { continue };
        if seeded_groups(&groups.iter().map(|group| group.0).collect::<Vec<_>>()).is_empty() {
            return refuse(format!("none of the groups of [{side}] can be seeded; add x25519, secp256r1 or secp384r1"));
        }
    }
    for name in certificates_of(scenario) {
        if scenario.certificates.find(name).is_some_and(|spec| spec.key.is_rsa()) {
            return refuse(format!("the certificate `{name}` has an RSA key, and RSA signatures are random; use ed25519"));
        }
    }
    Ok(())
}

fn refused(scenario: &Scenario, side: Side, error: Refusal) -> LabError {
    LabError::Configuration { scenario: scenario.name.clone(), side, error }
}
