//! The pair: a rustls client and a rustls server that play a scenario.
//!
//! A real run goes over loopback TCP. A seeded run goes through a pipe in memory, so that no scheduler, no port and
//! no clock gets into it: the same seed gives the same capture in any process.

mod clock;
mod config;
mod end;
mod error;
mod fault;
mod http;
mod loopback;
mod pipe;
mod player;
mod seeded;
#[cfg(test)]
mod tests;
mod ticketer;

pub use error::PairError;
pub use player::Player;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use self::clock::Clock;
use self::config::{Configurator, seeded_groups};
use self::end::{Part, failed};
use self::fault::{Faulty, Resettable};
use self::loopback::Loopback;
use self::pipe::pipe;
use self::seeded::drive;
use crate::capture::{Capture, Connection, End, EndReport, EndState, Knowledge, Source, SourceKind};
use crate::pki::{Generator, Maker};
use crate::scenario::{ClientSpec, Protocol, Scenario, ServerSpec};
use crate::watch::{ClientAuth, Recorder, Refusal, Tap, Timeline, TlsVersion, collect};

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
    client: Played<ClientConfig>,
    server: Played<ServerConfig>,
    /// `None`: the ends talk through a pipe in memory.
    loopback: Option<Loopback>,
}

/// An end of a scenario, made ready.
struct Played<C> {
    config: C,
    /// The chain that it was given, DER.
    chain: Vec<Vec<u8>>,
    /// What it knows when it judges the other.
    knows: Knowledge,
}

impl Played<ClientConfig> {
    fn client(configurator: &Configurator, spec: &ClientSpec) -> Result<Self, Refusal> {
        let end = configurator.client_end(spec)?;
        let knows = configurator.knowledge(&end, Some(spec.server_name.0.to_str().into_owned()));
        Ok(Self { config: Configurator::client(spec, &end)?, chain: end.chain(), knows })
    }
}

impl Played<ServerConfig> {
    fn server(configurator: &Configurator, spec: &ServerSpec) -> Result<Self, Refusal> {
        let end = configurator.server_end(spec)?;
        let knows = match spec.client_auth() {
            ClientAuth::None => Knowledge::default(),
            _ => configurator.knowledge(&end, None),
        };
        Ok(Self { config: Configurator::server(spec, &end)?, chain: end.chain(), knows })
    }
}

impl Scenario {
    /// Runs the scenario once, on the runtime of the caller.
    pub async fn run(&self, options: &RunOptions) -> Result<Capture, PairError> {
        Pair::new(self, options)?.run().await
    }

    /// Runs the scenario once, on a runtime of its own.
    pub fn run_blocking(&self, options: &RunOptions) -> Result<Capture, PairError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(PairError::Runtime)?;
        runtime.block_on(self.run(options))
    }
}

impl Pair {
    /// Makes the certificates that the scenario needs, and both configurations.
    pub fn new(scenario: &Scenario, options: &RunOptions) -> Result<Self, PairError> {
        if options.seed.is_some() {
            check_seedable(scenario)?;
        }
        let versions = scenario.versions(options.tls)?;
        let clock = Clock::of_run(options.seed);
        let maker = Maker { certificates: &scenario.certificates, now_s: clock.now_s(), seed: options.seed };
        let mut pki = maker.make(certificates_of(scenario))?;
        for (name, crl) in &scenario.crls {
            maker.make_crl(name, crl, &mut pki)?;
        }
        let configurator = Configurator { versions, clock, seed: options.seed, recording: options.recording.is_on(), pki };
        let client = Played::client(&configurator, &scenario.client).map_err(|error| refused(scenario, End::Client, error))?;
        let server = Played::server(&configurator, &scenario.server).map_err(|error| refused(scenario, End::Server, error))?;
        let loopback = if options.seed.is_none() { Some(Loopback::bind().map_err(PairError::Loopback)?) } else { None };
        Ok(Self { scenario: scenario.clone(), options: *options, configurator, client, server, loopback })
    }

    /// Plays the scenario: its connections, one after the other, between the same two ends.
    pub async fn run(&self) -> Result<Capture, PairError> {
        self.run_after(self.options.after).await
    }

    /// Plays the scenario behind so many connections that it is to share a file with: see [`RunOptions::after`].
    pub async fn run_after(&self, after: usize) -> Result<Capture, PairError> {
        let ends = self.fresh_ends()?;
        let mut connections = Vec::with_capacity(self.scenario.connections.len());
        for number in 0..self.scenario.connections.len() {
            let mut connection = self.before(after + number);
            match &self.loopback {
                _ if !self.scenario.server.listens => self.with_nobody(&mut connection).await.map_err(PairError::Loopback)?,
                Some(loopback) => self.over_loopback(&ends, number, loopback, &mut connection).await.map_err(PairError::Loopback)?,
                None => self.in_memory(&ends, number, after + number, &mut connection).await,
            }
            connections.push(connection);
        }
        Ok(Capture { source: self.source(), synthetic: self.options.seed.is_some(), connections })
    }

    /// Both ends with no memory of earlier runs.
    fn fresh_ends(&self) -> Result<Ends, PairError> {
        let (mut client, mut server) = (self.client.config.clone(), self.server.config.clone());
        client.resumption = self.configurator.client_sessions(self.scenario.client.resumption);
        let added = self.configurator.add_server_sessions(self.scenario.server.resumption, &mut server);
        added.map_err(|error| refused(&self.scenario, End::Server, error))?;
        Ok(Ends { connector: TlsConnector::from(Arc::new(client)), acceptor: TlsAcceptor::from(Arc::new(server)) })
    }

    /// The client knocks where nobody is.
    async fn with_nobody(&self, connection: &mut Connection) -> io::Result<()> {
        let error = if self.loopback.is_some() {
            let ([client, server], error) = Loopback::connect_to_nobody().await?;
            connection.client = client.to_string();
            connection.server = server.to_string();
            error
        } else {
            io::ErrorKind::ConnectionRefused.into()
        };
        connection.client_end = Some(self.configured(End::Client, failed(EndState::Failed, &error)));
        Ok(())
    }

    async fn over_loopback(&self, ends: &Ends, number: usize, loopback: &Loopback, connection: &mut Connection) -> io::Result<()> {
        let sockets = loopback.connect().await?;
        connection.client = sockets.0.local_addr()?.to_string();
        connection.server = sockets.1.local_addr()?.to_string();
        self.play(ends, number, sockets, Timeline::real(), None, connection).await;
        Ok(())
    }

    async fn in_memory(&self, ends: &Ends, number: usize, played: usize, connection: &mut Connection) {
        connection.client = made_up_client(played).to_string();
        connection.server = String::from("127.0.0.1:8443");
        let generators = self
            .options
            .seed
            .map(|seed| [End::Client, End::Server].map(|side| Generator::new(seed, &format!("{side} of connection {played}"))));
        self.play(ends, number, pipe(), Timeline::synthetic(), generators, connection).await;
    }

    /// Lets both ends talk, and writes down what was to be seen.
    async fn play<IO>(
        &self,
        ends: &Ends,
        number: usize,
        (client_io, server_io): (IO, IO),
        timeline: Arc<Timeline>,
        generators: Option<[Generator; 2]>,
        connection: &mut Connection,
    ) where
        IO: AsyncRead + AsyncWrite + Resettable + Unpin,
    {
        let act = Act {
            number,
            deadline: Instant::now() + self.scenario.patience.map_or(self.options.patience, |own| own.min(self.options.patience)),
        };
        if !self.options.recording.is_on() {
            let client = Box::pin(self.client_part(ends, act, client_io));
            let server = Box::pin(self.server_part(ends, act, server_io));
            let (client, server) = driven(generators, client, server).await;
            (connection.client_end, connection.server_end) = (Some(client), Some(server));
            return;
        }
        let recorders = Recorder::of_both_ends_by(&timeline);
        let [client_notes, server_notes] = &recorders;
        let client = Box::pin(self.client_part(ends, act, Tap::new(client_io, client_notes)));
        let server = Box::pin(self.server_part(ends, act, Tap::new(server_io, server_notes)));
        let (mut client, mut server) = driven(generators, client_notes.watch(client), server_notes.watch(server)).await;
        client_notes.complete(&mut client);
        server_notes.complete(&mut server);
        collect(&recorders, connection);
        (connection.client_end, connection.server_end) = (Some(client), Some(server));
    }

    async fn client_part<IO>(&self, ends: &Ends, act: Act, io: IO) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Resettable + Unpin,
    {
        let io = self.faulty(End::Client, act, io);
        let name = self.scenario.client.server_name.0.clone();
        let report = match self.scenario.client.speaks {
            Protocol::Http => http::speak(End::Client, io, act.deadline).await,
            Protocol::Tls => {
                // `connect` makes the ClientHello at once: it must be called where this end's generator and recorder are known.
                let handshake = async { ends.connector.connect(name, io).into_fallible().await.map(TlsStream::from) };
                self.part(End::Client, act).play(handshake).await
            }
        };
        self.configured(End::Client, report)
    }

    async fn server_part<IO>(&self, ends: &Ends, act: Act, io: IO) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Resettable + Unpin,
    {
        let io = self.faulty(End::Server, act, io);
        let report = match self.scenario.server.speaks {
            Protocol::Http => http::speak(End::Server, io, act.deadline).await,
            Protocol::Tls => {
                let handshake = async { ends.acceptor.accept(io).into_fallible().await.map(TlsStream::from) };
                self.part(End::Server, act).play(handshake).await
            }
        };
        self.configured(End::Server, report)
    }

    fn part(&self, side: End, act: Act) -> Part<'_> {
        Part { side, steps: &self.scenario.connections[act.number].then, deadline: act.deadline }
    }

    /// The stream of an end with the scenario's faults, which happen on the last connection.
    fn faulty<IO>(&self, side: End, act: Act, io: IO) -> Faulty<IO> {
        let is_last = act.number + 1 == self.scenario.connections.len();
        let faults = if is_last { self.scenario.faults.as_slice() } else { &[] };
        Faulty::new(io, faults, side.into(), self.configurator.versions.iter().max().copied())
    }

    /// The report, with the chain that the end was given.
    fn configured(&self, side: End, report: EndReport) -> EndReport {
        let configured = match side {
            End::Client => self.client.chain.clone(),
            End::Server => self.server.chain.clone(),
        };
        EndReport { configured, ..report }
    }

    /// A connection as it stands before its first byte.
    fn before(&self, number: usize) -> Connection {
        /// How far apart the connections of a seeded run are said to be: a second.
        const APART_US: i64 = 1_000_000;
        let apart_us = self.options.seed.map_or(0, |_| i64::try_from(number).unwrap_or(0) * APART_US);
        Connection {
            started_us: self.configurator.clock.now_us() + apart_us,
            client_knows: self.client.knows.clone(),
            server_knows: self.server.knows.clone(),
            ..Connection::default()
        }
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

/// One connection of a run: which one, and until when its ends wait for each other.
#[derive(Clone, Copy)]
struct Act {
    number: usize,
    deadline: Instant,
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
        tokio::join!(drive(of_client, client), drive(of_server, server))
    } else {
        tokio::join!(client, server)
    }
}

/// The client's end of a connection that no socket carries: ten thousand ports, then the next address of 127.0.0.0/8.
fn made_up_client(played: usize) -> SocketAddr {
    const FIRST: u16 = 50_000;
    const PORTS: usize = 10_000;
    let host = u32::try_from(1 + played / PORTS).unwrap_or(u32::MAX) & 0x00ff_ffff;
    let port = FIRST + u16::try_from(played % PORTS).unwrap_or(0);
    SocketAddr::from((Ipv4Addr::from_bits(Ipv4Addr::new(127, 0, 0, 0).to_bits() | host), port))
}

fn certificates_of(scenario: &Scenario) -> impl Iterator<Item = &str> {
    scenario.client.certificates().chain(scenario.server.certificates()).map(|name| name.get_ref().as_str())
}

/// What cannot be seeded is refused: to leave it out in silence would be another scenario.
fn check_seedable(scenario: &Scenario) -> Result<(), PairError> {
    let refuse = |why: String| Err(PairError::CannotSeed { scenario: scenario.name.clone(), why });
    for (side, groups) in [(End::Client, &scenario.client.groups), (End::Server, &scenario.server.groups)] {
        let Some(groups) = groups else { continue };
        if seeded_groups(&groups.iter().map(|group| group.0).collect::<Vec<_>>()).is_empty() {
            return refuse(format!("none of the groups of [{side}] can be seeded; add x25519, secp256r1 or secp384r1"));
        }
    }
    for name in certificates_of(scenario) {
        if scenario.certificates.with_issuers(name).any(|spec| spec.key.is_rsa()) {
            return refuse(format!("the certificate `{name}` or its issuer has an RSA key, and RSA signatures are random; use ed25519"));
        }
    }
    Ok(())
}

fn refused(scenario: &Scenario, side: End, error: Refusal) -> PairError {
    PairError::Configuration { scenario: scenario.name.clone(), side, error }
}
