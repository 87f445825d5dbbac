//! The text of a scenario, and of the certificates in it: read, never run.
#![no_main]

use tlstrace::scenario::Scenario;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Err(error) = Scenario::read("scenario.toml", text) {
        assert!(error.to_string().starts_with("scenario.toml:"), "{error}");
    }
});
