//! The text of a key log: what was read is written, and read again as the same.
#![no_main]

use tlstrace::capture::KeyLog;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (log, _) = KeyLog::parse(&String::from_utf8_lossy(data));
    let written: String = log.lines().map(|line| format!("{line}\n")).collect();
    let (again, problems) = KeyLog::parse(&written);
    assert!(again == log && problems.is_empty(), "{written}");
});
