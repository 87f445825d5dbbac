//! What sealed records betray: every scenario, read with its keys and without. (The corpus is held to the same in `tests/corpus`.)

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::common;
use crate::common::betrayed::Score;

#[test]
fn nothing_that_is_inferred_is_wrong() {
    let mut score = Score::default();
    for name in common::established().iter().chain(&common::repeatable_failures()) {
        score.add(name, &common::run(name, common::SEED));
    }
    assert!(score.wrong.is_empty(), "{}", score.wrong.join("\n"));
    // A rule that says nothing any more is not right either.
    assert!(score.right > 2 * score.silent, "{} right, {} silent:\n{}", score.right, score.silent, score.untold.join("\n"));
}
