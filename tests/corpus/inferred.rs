//! What is inferred without keys is never wrong, where the keys show what is there.

use std::io::Write as _;

use libtest_mimic::Failed;

use crate::common::betrayed::Score;
use crate::label::Corpus;

pub(crate) fn is_never_wrong(corpus: &Corpus) -> Result<(), Failed> {
    let mut score = Score::default();
    for file in &corpus.files {
        score.add(&file.name, &file.opened.capture);
    }
    let Score { right, silent, wrong, untold } = score;
    let counts = format!("inferred: {right} records right, {} wrong, {silent} silent\n", wrong.len());
    std::io::stderr().write_all((counts + &untold.join("\n") + "\n").as_bytes())?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
