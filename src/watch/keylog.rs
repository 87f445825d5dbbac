//! The key log: what rustls would write into `SSLKEYLOGFILE`, noted by the end that is running.

use std::sync::Arc;

use rustls::KeyLog;

use super::recorder;
use crate::capture::{KeyLogLine, Secret};

/// Writes every secret into the recorder, and into the key log that was there before.
#[derive(Debug)]
pub(super) struct WatchedKeyLog(pub(super) Arc<dyn KeyLog>);

impl KeyLog for WatchedKeyLog {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        if self.0.will_log(label) {
            self.0.log(label, client_random, secret);
        }
        let secret = Secret(secret.to_vec());
        recorder::key(KeyLogLine { label: label.to_owned().into(), client_random: client_random.to_vec(), secret });
    }
}
