//! A quiz as Markdown: a sheet with the answers behind each question or on the last page; or question by question.

use std::fmt::Write;

use crate::report::{QuizQuestion, QuizReport};

/// The whole sheet.
pub(crate) fn markdown(report: &QuizReport) -> String {
    let mut sheet = format!("# Quiz\n\n{} questions, seed {}.\n\n", report.questions.len(), report.seed);
    for (index, asked) in report.questions.iter().enumerate() {
        sheet += &question(asked, index + 1);
        if report.with_answers {
            sheet += &answer(asked);
        }
    }
    if !report.with_answers {
        sheet += "# Answers\n\n";
        for (index, asked) in report.questions.iter().enumerate() {
            let _ = writeln!(sheet, "## {}. {}\n", index + 1, heading(asked));
            sheet += &answer(asked);
        }
    }
    sheet
}

/// A question and its options. `number` counts from 1.
pub(crate) fn question(asked: &QuizQuestion, number: usize) -> String {
    let mut text = format!("## {number}. {}\n\n{}\n\n", heading(asked), asked.question);
    for (letter, option) in asked.lettered() {
        let _ = writeln!(text, "- **{letter})** {option}");
    }
    text.push('\n');
    text
}

/// The right option, and why.
pub(crate) fn answer(asked: &QuizQuestion) -> String {
    let right = asked.lettered().find(|(letter, _)| *letter == asked.answer).map(|(_, option)| option).unwrap_or_default();
    let mut text = format!("**{})** {right}\n\n", asked.answer);
    for line in &asked.explanation {
        let _ = writeln!(text, "- {line}");
    }
    if let Some(topic) = &asked.topic {
        let _ = writeln!(text, "- More: `tlstrace explain '{topic}'`");
    }
    text.push('\n');
    text
}

/// A source's name is a file's name, perhaps: as code it means nothing.
fn heading(asked: &QuizQuestion) -> String {
    format!("`{}`", asked.about.replace('`', "'"))
}
