//! One walk, three depths: names, facts and the whole trace say the same of every scenario. (The corpus is held to the same in
//! `tests/corpus/effort.rs`.)

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use tlstrace::capture::KeyLog;
use tlstrace::pair::RunOptions;
use tlstrace::scenario::Scenario;

use crate::common::efforts::agree;

#[test]
fn of_every_scenario() {
    for builtin in Scenario::builtin() {
        for version in builtin.versions {
            let scenario = Scenario::load(builtin.name).unwrap();
            let options = RunOptions { tls: Some(version), ..RunOptions::default() };
            let mut capture = scenario.run_blocking(&options).unwrap();
            agree(builtin.name, &capture);
            capture.connections.iter_mut().for_each(|connection| connection.keylog = KeyLog::default());
            agree(&format!("{} without its key log", builtin.name), &capture);
        }
    }
}
