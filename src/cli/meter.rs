//! How much of a file has been read: a line on a terminal, and a way to stop before its end.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::progress::Progress;

/// Counts what is read.
#[derive(Clone)]
pub(super) struct Meter {
    stopped: Arc<AtomicBool>,
    progress: Option<Arc<Mutex<Progress>>>,
    /// The length of the file in bytes, where it is known.
    length: u64,
}

impl Meter {
    pub(super) fn new(length: Option<u64>) -> Self {
        let progress = length.map(|_| Arc::new(Mutex::new(Progress::new(100))));
        Self { stopped: Arc::default(), progress, length: length.unwrap_or_default().max(1) }
    }

    /// The reader, counted.
    pub(super) fn count<R: Read>(&self, reader: R) -> Counted<R> {
        Counted { reader, meter: self.clone(), read: 0 }
    }

    /// From here on the file counts as read: nobody wants the rest.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn show(&self, read: u64) {
        let Some(progress) = &self.progress else { return };
        let percent = usize::try_from(read.saturating_mul(100) / self.length).unwrap_or(100);
        progress.lock().unwrap_or_else(PoisonError::into_inner).show(percent.min(100), "% read");
    }
}

/// A reader that tells how far it is.
pub(super) struct Counted<R> {
    reader: R,
    meter: Meter,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.meter.stopped.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let length = self.reader.read(into)?;
        self.read += length as u64;
        self.meter.show(self.read);
        Ok(length)
    }
}

impl<R> Drop for Counted<R> {
    fn drop(&mut self) {
        if let Some(progress) = &self.meter.progress {
            progress.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}
