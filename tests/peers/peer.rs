//! A program that a test wants; and what happens where it is missing.

use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::common;

/// A program, and the argument with which it only says that it is there.
#[derive(Clone, Copy)]
pub(crate) struct Peer {
    program: &'static str,
    probe: &'static str,
}

pub(crate) const OPENSSL: Peer = Peer { program: "openssl", probe: "version" };
pub(crate) const XXD: Peer = Peer { program: "xxd", probe: "-v" };
pub(crate) const KEYTOOL: Peer = Peer { program: "keytool", probe: "-help" };
pub(crate) const JAVAC: Peer = Peer { program: "javac", probe: "--version" };
pub(crate) const NODE: Peer = Peer { program: "node", probe: "--version" };
pub(crate) const PYTHON: Peer = Peer { program: "python3", probe: "--version" };
pub(crate) const JAVA: Peer = Peer { program: "java", probe: "--version" };
pub(crate) const GO: Peer = Peer { program: "go", probe: "version" };
pub(crate) const CERTTOOL: Peer = Peer { program: "certtool", probe: "--version" };
pub(crate) const TMUX: Peer = Peer { program: "tmux", probe: "-V" };
pub(crate) const TSHARK: Peer = Peer { program: "tshark", probe: "--version" };

/// A test that is run where all its peers are.
pub(crate) fn trial(name: impl Into<String>, peers: &'static [Peer], test: impl FnOnce() + Send + 'static) -> Trial {
    checked(name, peers, || {
        test();
        Ok(())
    })
}

/// The same, for a test that returns what is wrong.
pub(crate) fn checked(
    name: impl Into<String>,
    peers: &'static [Peer],
    test: impl FnOnce() -> Result<(), Failed> + Send + 'static,
) -> Trial {
    let name = name.into();
    let named = name.clone();
    Trial::test(name, move || match peers.iter().find(|peer| !peer.is_there()) {
        Some(peer) => skip(&named, &format!("{} is not installed", peer.program)),
        None => test(),
    })
}

/// Says aloud that a test is skipped; a failure where peers are required.
pub(crate) fn skip(name: &str, why: &str) -> Result<(), Failed> {
    if std::env::var_os("TLSTRACE_REQUIRE_PEERS").is_some_and(|value| value == "1") {
        return Err(format!("{why}, and TLSTRACE_REQUIRE_PEERS=1 forbids to skip").into());
    }
    common::say_skipped(name, why);
    Ok(())
}

impl Peer {
    fn is_there(self) -> bool {
        Command::new(self.program).arg(self.probe).output().is_ok_and(|output| output.status.success())
    }
}
