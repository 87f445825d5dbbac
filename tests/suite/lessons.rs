//! Every lesson of `docs/lessons/`: its form, its links, and that each experiment shows what the lesson says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use tlstrace::diagnose::Diagnosed;
use tlstrace::pair::RunOptions;
use tlstrace::scenario::{Choice, Scenario};
use tlstrace::teach::Walk;
use tlstrace::teach::lessons::{Experiment, Lesson, LessonSource, Seen, differences, find, library};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lessons")
}

/// Every lesson file: its name, its path, its text.
fn files() -> Vec<(String, PathBuf, String)> {
    let paths = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let lessons = paths.filter(|path| path.extension().is_some_and(|ending| ending == "md") && path.file_stem().unwrap() != "README");
    let read =
        |path: PathBuf| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path.clone(), std::fs::read_to_string(&path).unwrap());
    let mut files: Vec<_> = lessons.map(read).collect();
    files.sort();
    files
}

#[test]
fn every_lesson_reads_and_is_embedded() {
    for (name, path, text) in files() {
        let lesson = Lesson::read(&name, &path.display().to_string(), &text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(find(&name), Ok(&lesson));
    }
    assert_eq!(library().len(), files().len());
    assert!(library().len() >= 12, "{} lessons", library().len());
}

#[test]
fn the_index_lists_every_lesson_once_and_by_its_title() {
    let index = std::fs::read_to_string(folder().join("README.md")).unwrap();
    for lesson in library() {
        let line = format!("| [{}]({}.md) |", lesson.title, lesson.name);
        assert_eq!(index.matches(&line).count(), 1, "docs/lessons/README.md lacks `{line}`");
    }
    assert_eq!(index.lines().filter(|line| line.starts_with("| [")).count(), library().len());
    let first = index.lines().find(|line| line.starts_with("| [")).unwrap();
    assert!(first.contains(&format!("({}.md)", library()[0].name)), "the lessons stand in the order of the index");
}

#[test]
fn a_name_that_is_misspelt_is_told() {
    let error = find("flip-one-byte").unwrap_err();
    assert_eq!(error.to_string(), "there is no lesson `flip-one-byte`; did you mean `flip-one-bit`? (a file of your own ends in .md)");
    assert!(find("xyzzy").unwrap_err().to_string().starts_with("there is no lesson `xyzzy`; there are: what-tls-proves, "));
}

#[test]
fn every_experiment_shows_what_the_lesson_says() {
    let mut wrong = Vec::new();
    for (name, path, text) in files() {
        let lesson = Lesson::read(&name, &path.display().to_string(), &text).unwrap();
        for experiment in &lesson.experiments {
            let found = held(experiment);
            wrong.extend(found.iter().map(|found| format!("docs/lessons/{name}.md:{}: {found}", experiment.line)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A check that finds nothing on a wrong lesson would be worth nothing.
#[test]
fn a_lesson_that_says_otherwise_is_found_out() {
    let text = std::fs::read_to_string(folder().join("late-refusal.md")).unwrap();
    let differences_of = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        held(&Lesson::read("x", "x.md", &text.replace(from, to)).unwrap().experiments[0])
    };
    assert_eq!(
        differences_of("`left.client_says=failed`", "`left.client_says=established`"),
        ["left.client_says=established, but it is failed"]
    );
    assert_eq!(differences_of("- `alert`:", "- `alret`:").len(), 1);
    let swapped = text.replace("- [ ] In TLS 1.2.", "- [x] In TLS 1.2.").replace("- [x] In TLS 1.3.", "- [ ] In TLS 1.3.");
    let swapped = held(&Lesson::read("x", "x.md", &swapped).unwrap().experiments[0]);
    assert_eq!(
        swapped,
        ["the right answer is wrong: left.client_says=established, but it is failed", "the answer `In TLS 1.3.` is right as well"]
    );
}

/// At least one claim stands behind the right answer, or the experiment as a whole says what is to be seen.
#[test]
fn right_answers_can_be_checked() {
    for lesson in library() {
        for experiment in &lesson.experiments {
            let checkable = experiment.predictions.iter().filter(|prediction| !prediction.claims.is_empty()).count();
            assert!(checkable > 0, "docs/lessons/{}.md:{}: no answer has a claim `<!-- … -->`", lesson.name, experiment.line);
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut dead = Vec::new();
    let index = ("README".to_owned(), folder().join("README.md"), std::fs::read_to_string(folder().join("README.md")).unwrap());
    let teaching = folder().join("../teaching.md");
    let teaching = ("teaching".to_owned(), teaching.clone(), std::fs::read_to_string(teaching).unwrap());
    for (_, path, text) in files().into_iter().chain([index, teaching]) {
        // What stands in a block of code is an example.
        let text: String = text.split("```").step_by(2).collect();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("https://")) {
            let target = path.parent().unwrap().join(link.split('#').next().unwrap());
            if !target.exists() {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

/// Runs an experiment; where it is not as it says.
fn held(experiment: &Experiment) -> Vec<String> {
    let runs: Vec<(Diagnosed, usize)> = experiment.sources.iter().map(run).collect();
    let connections = |run: &(Diagnosed, usize)| run.0.trace.connections.len();
    let place = |run: usize, connection: usize| (&runs[run].0.trace, connection);
    let places: Vec<(usize, usize)> = match &runs[..] {
        [only] if only.1 == 0 && connections(only) > 1 => vec![(0, connections(only) - 2), (0, connections(only) - 1)],
        all => all.iter().enumerate().map(|(index, run)| (index, if run.1 > 0 { run.1 - 1 } else { connections(run) - 1 })).collect(),
    };
    let walk = Walk::new(place(places[0].0, places[0].1), places.get(1).map(|(run, connection)| place(*run, *connection))).unwrap();
    let seen = |(run, connection): &(usize, usize)| {
        let (connection, findings) = runs[*run].0.connections().nth(*connection).unwrap();
        Seen { connection, findings: findings.iter().map(|finding| (finding.id.name(), finding.is_cause())).collect() }
    };
    differences(experiment, &walk, &places.iter().map(seen).collect::<Vec<_>>())
}

/// A run, and which of its connections was asked for (0: none).
fn run(source: &LessonSource) -> (Diagnosed, usize) {
    let (scenario, connection) = match source {
        LessonSource::Switches(switches) => (Choice::parse(switches).unwrap().scenario(), 0),
        LessonSource::Scenario(text) => {
            let (name, number) = text.split_once('#').unwrap_or((text, "0"));
            (Scenario::load(name), number.parse().unwrap())
        }
    };
    let capture = scenario.unwrap_or_else(|error| panic!("{source}: {error}")).run_blocking(&RunOptions::default()).unwrap();
    (capture.into(), connection)
}
