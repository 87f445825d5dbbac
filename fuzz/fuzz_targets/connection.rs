//! Both directions of a connection, and what is known of it: everything that `inspect` does.
#![no_main]

use tlstrace_fuzz::{input, inspect, is_chosen};

libfuzzer_sys::fuzz_target!(|data: &[u8]| inspect(&input::capture(data), is_chosen(data)));
