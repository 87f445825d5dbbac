//! A capture file (pcap, pcapng, gzip'd): everything that `inspect FILE` does.
#![no_main]

use tlstrace::offline::{Options, read};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(recording) = read(data, Options::default()) {
        tlstrace_fuzz::inspect(&recording.capture);
    }
});
