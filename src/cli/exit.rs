//! Exit codes, and the one place that prints an error.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::prose::{visible, without_secrets};

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Everything is as it was expected to be.
    AsExpected,
    /// Something is not.
    Otherwise,
}

impl Exit {
    /// The process's exit code.
    pub(super) fn code(self) -> ExitCode {
        match self {
            Self::AsExpected => ExitCode::SUCCESS,
            Self::Otherwise => ExitCode::from(1),
        }
    }
}

/// The exit code of a result. An error is told with its causes, a line each; a closed pipe is none.
pub(super) fn code(result: anyhow::Result<ExitCode>) -> ExitCode {
    match result {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let mut stderr = io::stderr().lock();
            let _ = writeln!(stderr, "tlstrace: {}", harmless(&error.to_string()));
            for cause in error.chain().skip(1) {
                let _ = writeln!(stderr, "  because {}", harmless(&cause.to_string()));
            }
            ExitCode::from(2)
        }
    }
}

/// An error may quote a file, its name, or an argument: nothing in it moves the cursor, and no key is shown.
fn harmless(text: &str) -> String {
    without_secrets(text).lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// What clap has to say: help and version are results, the rest is a problem. It quotes arguments: a key pasted in place of
/// a file's name is one.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let harmless = without_secrets(&text);
    let _ = if harmless == text { error.print() } else { io::stderr().lock().write_all(harmless.as_bytes()) };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
