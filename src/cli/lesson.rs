//! From a lesson to what it runs: shared by the commands that take `--lesson`.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::judge::Judging;
use super::loaded::Loaded;
use super::options::Run;
use super::source::Source;
use crate::report::{LessonReport, Place, WalkReport};
use crate::teach::lessons::{Experiment, Lesson, LessonSource, Seen, differences, find};

/// A lesson, and the folder that the paths in it begin at.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) lesson: Cow<'static, Lesson>,
    folder: PathBuf,
}

/// What an experiment gave.
pub(super) struct Played {
    loaded: Loaded,
    /// Connections of these sources: alone, or side by side.
    places: Vec<(Place, Option<Place>)>,
}

/// A lesson is a page of text: more than this is another kind of file.
const LARGEST_FILE: u64 = 1 << 20;

impl Given {
    /// A lesson that comes with the program.
    pub(super) fn builtin(lesson: &'static Lesson) -> Self {
        Self { lesson: Cow::Borrowed(lesson), folder: PathBuf::new() }
    }

    /// The lesson of this name, or of this file: its name ends in `.md`.
    pub(super) fn load(name: &str) -> anyhow::Result<Self> {
        let path = Path::new(name);
        if path.extension().is_none_or(|ending| ending != "md") {
            return Ok(Self::builtin(find(name)?));
        }
        let size = fs::metadata(path).with_context(|| format!("cannot read the lesson {name}"))?.len();
        if size > LARGEST_FILE {
            bail!("{name} is larger than 1 MiB, which no lesson is");
        }
        let text = fs::read_to_string(path).with_context(|| format!("cannot read the lesson {name}"))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let lesson = Lesson::read(&stem, name, &text)?;
        Ok(Self { lesson: Cow::Owned(lesson), folder: path.parent().unwrap_or(Path::new("")).to_owned() })
    }

    /// What an experiment runs. The paths of scenarios begin where the lesson lies.
    pub(super) fn sources(&self, experiment: &Experiment) -> anyhow::Result<Vec<Source>> {
        let source = |source: &LessonSource| {
            let text = match source {
                LessonSource::Scenario(text) if text.contains(".toml") => self.folder.join(text).to_string_lossy().into_owned(),
                other => other.to_string(),
            };
            text.parse::<Source>().map_err(anyhow::Error::msg)
        };
        experiment.sources.iter().map(source).collect()
    }
}

impl Played {
    /// Runs the sources: one, or two side by side. Of one with several connections each stands beside the one before.
    pub(super) fn of(sources: &[Source]) -> anyhow::Result<Self> {
        let loaded = Loaded::each(sources, &Run::default(), &Judging::default())?;
        let pairs = match sources.len() {
            1 => loaded.in_turn(0),
            2 => loaded.side_by_side(0, 1),
            other => bail!("one source or two can be run, not {other}"),
        };
        let alone = || loaded.places().into_iter().map(|place| (place, None)).collect();
        let places = if pairs.is_empty() { alone() } else { pairs.into_iter().map(|pair| (pair.left, Some(pair.right))).collect() };
        Ok(Self { loaded, places })
    }

    /// The walk through it.
    pub(super) fn report(&self) -> WalkReport {
        WalkReport::new(&self.loaded.diagnosed(), self.places.iter().copied())
    }

    /// Adds it to a lesson.
    pub(super) fn add_to<'a>(&'a self, lesson: &mut LessonReport<'a>, experiment: &Experiment) {
        lesson.add(experiment, self.loaded.diagnosed(), &self.places);
    }

    /// Where it is not as the experiment says, a line each.
    pub(super) fn differences(&self, experiment: &Experiment, report: &WalkReport) -> Vec<String> {
        let (Some(walked), Some((left, right))) = (report.walks.last(), self.places.last()) else {
            return vec!["nothing was seen".to_owned()];
        };
        let seen: Vec<Seen<'_>> = [Some(*left), *right].into_iter().flatten().filter_map(|place| self.seen(place)).collect();
        differences(experiment, &walked.walk, &seen)
    }

    fn seen(&self, (source, connection): Place) -> Option<Seen<'_>> {
        let (connection, findings) = self.loaded.diagnosed().get(source)?.connections().nth(connection)?;
        Some(Seen { connection, findings: findings.iter().map(|finding| (finding.id.name(), finding.is_cause())).collect() })
    }
}
