//! Both directions of a connection, with its key log and without.
#![no_main]

use tlstrace_fuzz::{input, inspect};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspect(&input::capture(data, true));
    inspect(&input::capture(data, false));
});
