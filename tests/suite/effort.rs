//! One walk, three depths: names, facts and the whole trace say the same of every scenario. (The corpus is held to the same in
//! `tests/corpus/effort.rs`.)

use tlstrace::capture::KeyLog;

use crate::common;
use crate::common::efforts::agree;

#[test]
fn of_every_scenario() {
    for source in common::sources() {
        let mut capture = common::run(&source, None);
        agree(&source, &capture);
        capture.connections.iter_mut().for_each(|connection| connection.keylog = KeyLog::default());
        agree(&format!("{source} without its key log"), &capture);
    }
}
