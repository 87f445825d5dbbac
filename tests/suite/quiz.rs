//! Questions about every built-in scenario, and the command.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use crate::common;
use tlstrace::diagnose::Diagnosed;
use tlstrace::report::{QuizQuestion, QuizReport};

/// All questions about a source.
fn all(source: &str, seed: u64) -> Vec<QuizQuestion> {
    let diagnosed = Diagnosed::from(common::run(source, None));
    let places: Vec<_> = (0..diagnosed.trace.connections.len()).map(|index| (0, index)).collect();
    QuizReport::new(&[&diagnosed], &places, seed, 500, false).questions
}

#[test]
fn every_scenario_gives_questions_with_one_right_answer() {
    let mut kinds = BTreeSet::new();
    for source in common::sources() {
        let questions = all(&source, 1);
        assert!(questions.len() >= 5, "{source} gives {} questions", questions.len());
        for question in &questions {
            let options: BTreeSet<&String> = question.options.iter().collect();
            assert!((3..=4).contains(&options.len()) && options.len() == question.options.len(), "{source}: {question:#?}");
            assert_eq!(question.lettered().filter(|(letter, _)| *letter == question.answer).count(), 1, "{source}: {question:#?}");
            assert!(
                !question.question.is_empty() && !question.hint.is_empty() && !question.explanation.is_empty(),
                "{source}: {question:#?}"
            );
            assert!(question.options.iter().all(|option| !option.trim().is_empty()), "{source}: {question:#?}");
            kinds.insert(question.kind);
        }
        let asked: BTreeSet<_> = questions.iter().map(|question| (&question.about, &question.question)).collect();
        assert_eq!(asked.len(), questions.len(), "{source} asks something twice");
    }
    let expected = ["added", "alert", "encrypted", "ending", "keys", "name_bytes", "next", "on_the_wire", "proved", "signer", "why"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}

fn right(questions: &[QuizQuestion], text: &str) -> Vec<String> {
    let asked = questions.iter().filter(|question| question.question.contains(text));
    asked
        .flat_map(|question| question.lettered().filter(|(letter, _)| *letter == question.answer).map(|(_, option)| option.to_owned()))
        .collect()
}

#[test]
fn answers_are_what_was_seen() {
    let (tls, mtls, old) = (all("tls@1.3", 2), all("mtls@1.3", 2), all("mtls@1.2", 2));
    assert_eq!(right(&tls, "who has proved who it is"), ["the server, and not the client"]);
    assert_eq!(right(&mtls, "who has proved who it is"), ["both"]);
    assert_eq!(right(&mtls, "Which certificates of this connection"), ["no certificate at all"]);
    assert_eq!(right(&old, "Which certificates of this connection"), ["both certificates: who the client is, and who the server is"]);
    assert_eq!(right(&mtls, "the handshake keys"), ["the server's ServerHello"]);
    assert_eq!(right(&mtls, "name of the client in its certificate"), ["`61 6c 69 63 65`"]);
    assert_eq!(right(&mtls, "Here is the server's EncryptedExtensions."), ["the server's CertificateRequest"]);
    assert_eq!(right(&tls, "Here is the server's EncryptedExtensions."), ["the server's Certificate"]);
    let expired = all("client-cert-expired@1.3", 2);
    assert_eq!(right(&expired, "Who sent the alert"), ["the server"]);
    assert!(right(&expired, "came to nothing")[0].contains("past its last day"));
    assert_eq!(right(&all("connection-refused", 2), "Who sent the first byte"), ["nobody: nothing was sent"]);
}

#[test]
fn other_seeds_ask_in_another_order() {
    let order = |seed| all("mtls@1.3", seed).iter().map(|question| question.question.clone()).collect::<Vec<_>>();
    assert_ne!(order(1), order(2));
}

#[test]
fn the_same_seed_prints_the_same_sheet_with_the_answers_last() {
    let sheet = || common::text(&common::output(&["quiz", "--seed", "3"]).stdout);
    let first = sheet();
    assert_eq!(first, sheet());
    let (questions, answers) = first.split_once("Answers").unwrap();
    assert!(questions.contains("10. ") && !questions.contains("tlstrace explain") && answers.contains("tlstrace explain"));
}

#[test]
fn answers_may_stand_behind_each_question() {
    let sheet =
        common::text(&common::output(&["quiz", "tls", "--seed", "3", "--questions", "2", "--answers", "--format", "markdown"]).stdout);
    assert!(sheet.starts_with("# Quiz\n\n2 questions, seed 3.\n") && !sheet.contains("# Answers"), "{sheet}");
    assert!(sheet.find("tlstrace explain").is_some_and(|first| first < sheet.find("## 2.").unwrap()), "{sheet}");
}

#[test]
fn programs_get_the_letter() {
    let quiz = common::json(&["quiz", "mtls@1.3", "--seed", "5", "--questions", "3"]);
    let questions = quiz["questions"].as_array().unwrap();
    assert_eq!((questions.len(), quiz["seed"].as_u64()), (3, Some(5)));
    assert!(questions.iter().all(|question| ["a", "b", "c", "d"].contains(&question["answer"].as_str().unwrap())));
}
