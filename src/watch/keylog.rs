//! The key log: what rustls would write into `SSLKEYLOGFILE`, noted by the end that is running.

use crate::capture::{KeyLogLine, Secret};

use super::recorder;

/// Writes every secret into the recorder.
#[derive(Debug)]
pub(crate) struct RecordingKeyLog;

impl rustls::KeyLog for RecordingKeyLog {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let secret = Secret(secret.to_vec());
        recorder::key(KeyLogLine { label: label.to_owned().into(), client_random: client_random.to_vec(), secret });
    }
}
