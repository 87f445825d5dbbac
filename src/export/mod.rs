//! A capture as others read it: pcapng for Wireshark, the NSS key log.

mod block;
mod keylog;
mod pcapng;
mod tcp;
#[cfg(test)]
mod tests;

pub use keylog::{keylog, lines as keylog_lines};
pub use pcapng::{Annotation, PcapngStream, pcapng};

use crate::capture::Capture;

/// The source's name on one line: a line break in a file's name must not become a line of the key log.
fn source_name(capture: &Capture) -> String {
    match capture.source.name.as_str() {
        "" => "a capture".to_owned(),
        name => name.replace(char::is_control, " "),
    }
}
