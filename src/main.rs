//! The `tlstrace` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    tlstrace::cli::main()
}
