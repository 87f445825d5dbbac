//! Damaged files are read, and traced, without a panic: bytes flipped at places that follow from a fixed seed, and a cut.

use std::fs;

use libtest_mimic::Failed;
use tlstrace::offline::{self, Options};
use tlstrace::trace::trace;

use crate::label::{Corpus, keys_beside};

pub(crate) fn never_panics(corpus: &Corpus) -> Result<(), Failed> {
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        // Knuth's constants for a linear congruential generator; its upper bits are good enough.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or_default() % below
    };
    for file in &corpus.files {
        let whole = fs::read(&file.path)?;
        for flips in 1..=20 {
            let mut bytes = whole.clone();
            (0..flips).for_each(|_| bytes[random(whole.len())] ^= u8::try_from(random(255)).unwrap_or_default() + 1);
            bytes.truncate(whole.len() - random(whole.len() / 4));
            let options = Options { name: file.name.clone(), keylog: keys_beside(&file.path).unwrap_or_default() };
            let _ = offline::read(bytes.as_slice(), options).map(|recording| trace(&recording.capture));
        }
    }
    Ok(())
}
