//! From a Markdown file to a lesson. What is missing or unknown is an error with its line and what to write there.

use super::claim::{Claim, claims};
use super::lines::{Line, Part, items, numbered, parts, text};
use super::{Experiment, Lesson, LessonSource, LookAt, Prediction};
use crate::spelling::near;
use crate::teach::pages::Section;

/// What is wrong in a lesson, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonError {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl std::fmt::Display for LessonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for LessonError {}

/// What is wrong at a line; the file is added in one place.
type Problem = (usize, String);

const EXPERIMENT: &str = "Experiment:";

/// The headings that may stand behind the experiments.
const AT_THE_END: [&str; 3] = ["To remember", "Try next", "Sources"];

/// The parts of an experiment, all needed.
const PARTS: [&str; 4] = ["Question", "Predict", "See", "Why"];

pub(super) fn lesson(name: &str, file: &str, markdown: &str) -> Result<Lesson, LessonError> {
    whole(name, markdown).map_err(|(line, message)| LessonError { file: file.to_owned(), line, message })
}

fn whole(name: &str, markdown: &str) -> Result<Lesson, Problem> {
    let (head, sections) = parts(&numbered(markdown), "## ");
    let (title, head) = title(&head)?;
    let (mut experiments, mut end) = (Vec::new(), Vec::new());
    for section in &sections {
        if let Some(title) = section.heading.strip_prefix(EXPERIMENT) {
            experiments.push(experiment(title.trim(), section)?);
        } else if AT_THE_END.contains(&section.heading) {
            end.push(Section { heading: section.heading.to_owned(), text: text(&section.lines) });
        } else {
            return Err((section.line, unknown_heading(section.heading)));
        }
    }
    if experiments.is_empty() {
        return Err((1, "the lesson has no experiment: add `## Experiment: what it shows`".to_owned()));
    }
    Ok(Lesson { name: name.to_owned(), title, text: text(head), experiments, end })
}

fn title<'a, 'b>(head: &'b [Line<'a>]) -> Result<(String, &'b [Line<'a>]), Problem> {
    let missing = || (1, "the lesson begins with its title: `# What it is about`".to_owned());
    let ((_, first), rest) = head.split_first().ok_or_else(missing)?;
    let title = first.strip_prefix("# ").ok_or_else(missing)?;
    Ok((title.trim().to_owned(), rest))
}

fn unknown_heading(heading: &str) -> String {
    let known = [EXPERIMENT].into_iter().chain(AT_THE_END);
    let all: Vec<_> = known.map(|known| format!("`## {known}`")).collect();
    format!("a lesson has no part `{heading}`: there are {}", all.join(", "))
}

fn experiment(title: &str, section: &Part<'_>) -> Result<Experiment, Problem> {
    if title.is_empty() {
        return Err((section.line, "the experiment has no title: write `## Experiment: what it shows`".to_owned()));
    }
    let (head, sub) = parts(&section.lines, "### ");
    if let Some(unknown) = sub.iter().find(|part| !PARTS.contains(&part.heading)) {
        return Err((unknown.line, format!("an experiment has no part `{}`: there are `### {}`", unknown.heading, PARTS.join("`, `### "))));
    }
    let find = |heading: &str| {
        let found = sub.iter().find(|part| part.heading == heading && !text(&part.lines).is_empty());
        found.ok_or_else(|| (section.line, format!("the experiment `{title}` lacks `### {heading}`, or nothing stands below it")))
    };
    let (sources, expect) = setting(&head, section.line)?;
    Ok(Experiment {
        title: title.to_owned(),
        sources,
        expect,
        question: text(&find("Question")?.lines),
        predictions: predictions(find("Predict")?)?,
        see: sights(find("See")?)?,
        why: text(&find("Why")?.lines),
        line: section.line,
    })
}

/// `- run: …` and `- expect: …`.
fn setting(head: &[Line<'_>], line: usize) -> Result<(Vec<LessonSource>, Vec<Claim>), Problem> {
    let (mut sources, mut expect) = (Vec::new(), Vec::new());
    let (items, others) = items(head);
    if let Some((line, other)) = others.first() {
        return Err((*line, format!("`{other}`: between the heading and `### Question` stand only `- run:` and `- expect:`")));
    }
    for (line, item) in items {
        match item.split_once(':') {
            Some(("run", what)) => sources = sources_of(what).map_err(|message| (line, message))?,
            Some(("expect", what)) => expect = claims(what).map_err(|message| (line, message))?,
            _ => return Err((line, format!("`{item}` is neither `run: SOURCE` nor `expect: CLAIM, …`"))),
        }
    }
    match (sources.is_empty(), expect.is_empty()) {
        (true, _) => {
            Err((line, "the experiment runs nothing: add `- run: mtls@1.3`, or two sources with `beside` between them".to_owned()))
        }
        (_, true) => Err((line, "nothing is expected of the experiment: add `- expect: outcome=established`".to_owned())),
        _ => Ok((sources, expect)),
    }
}

/// `mtls@1.2 beside lab?client=expired`, also with backticks.
fn sources_of(text: &str) -> Result<Vec<LessonSource>, String> {
    let text = text.replace('`', "");
    let names: Vec<&str> = text.split(" beside ").map(str::trim).collect();
    if names.len() > 2 || names.iter().any(|name| name.is_empty() || name.contains(char::is_whitespace)) {
        return Err(format!("`{}` is not one source, nor two with `beside` between them", text.trim()));
    }
    Ok(names.into_iter().map(source).collect())
}

fn source(name: &str) -> LessonSource {
    match name.strip_prefix("lab") {
        Some("") => LessonSource::Switches(String::new()),
        Some(rest) if rest.starts_with('?') => LessonSource::Switches(rest.trim_start_matches('?').to_owned()),
        _ => LessonSource::Scenario(name.to_owned()),
    }
}

fn predictions(part: &Part<'_>) -> Result<Vec<Prediction>, Problem> {
    let (items, others) = items(&part.lines);
    if let Some((line, other)) = others.first() {
        return Err((*line, format!("`{other}` is no answer: write `- [ ] an answer`, and `- [x]` for the right one")));
    }
    let answers = items.iter().map(|(line, item)| prediction(item).map_err(|message| (*line, message))).collect::<Result<Vec<_>, _>>()?;
    let right = answers.iter().filter(|answer| answer.is_right).count();
    if answers.len() < 2 || right != 1 {
        return Err((
            part.line,
            format!("{} answers, of which {right} are right: write two or more, one of them with `- [x]`", answers.len()),
        ));
    }
    Ok(answers)
}

/// `[x] The server. <!-- refused_by=server -->`
fn prediction(item: &str) -> Result<Prediction, String> {
    let marked = item.strip_prefix("[ ] ").map(|text| (false, text)).or_else(|| item.strip_prefix("[x] ").map(|text| (true, text)));
    let (is_right, text) = marked.ok_or_else(|| format!("`{item}` begins neither with `[ ]` nor, as the right answer does, with `[x]`"))?;
    let (text, comment) = text.split_once("<!--").unwrap_or((text, ""));
    let claims = if comment.is_empty() { Vec::new() } else { claims(comment.trim_end().trim_end_matches("-->"))? };
    Ok(Prediction { text: text.trim().to_owned(), is_right, claims })
}

/// `` - [`certificate_request`](../messages/certificate_request.md): the one message more ``
fn sights(part: &Part<'_>) -> Result<Vec<LookAt>, Problem> {
    let (items, others) = items(&part.lines);
    if let Some((line, other)) = others.first() {
        return Err((*line, format!("`{other}` names no card: write ``- `certificate_request`: what is to be seen``")));
    }
    let sight = |(line, item): (usize, String)| {
        let card = item.split('`').nth(1).filter(|card| !card.is_empty()).map(str::to_owned);
        card.map(|card| LookAt { card, text: item.clone() }).ok_or_else(|| (line, format!("`{item}` names no card in backticks")))
    };
    items.into_iter().map(sight).collect()
}

/// The name that was meant, as the end of a sentence.
pub(super) fn meant(wanted: &str, known: &[&str]) -> String {
    let candidates = known.iter().map(|name| ((*name).to_owned(), (*name).to_owned()));
    match near(wanted, candidates).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    const LESSON: &str = "\
# Who asks

What it is about.

## Experiment: Asked

- run: `tls` beside `lab?client=expired&tls=1.2`
- expect: `left.outcome=established`, `refused_by=server`

### Question

What
comes?

### Predict

- [ ] Nothing. <!-- left.shows=certificate_request -->
- [x] A request,
  and an answer.

### See

- [`certificate_request`](../messages/certificate_request.md): look.

### Why

Because.

## Sources
RFC 8446.
";

    fn read(text: &str) -> Result<Lesson, String> {
        Lesson::read("who", "who.md", text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_lesson_is_read_into_its_parts() {
        let lesson = read(LESSON).unwrap();
        assert_eq!((lesson.title.as_str(), lesson.text.as_str()), ("Who asks", "What it is about."));
        let [experiment] = &lesson.experiments[..] else { panic!() };
        assert_eq!(experiment.sources.iter().map(ToString::to_string).collect::<Vec<_>>(), ["tls", "lab?client=expired&tls=1.2"]);
        assert_eq!(experiment.sources[1], LessonSource::Switches("client=expired&tls=1.2".into()));
        assert_eq!((experiment.question.as_str(), experiment.why.as_str()), ("What\ncomes?", "Because."));
        assert_eq!((experiment.right(), experiment.predictions[1].text.as_str()), (1, "A request, and an answer."));
        assert_eq!(experiment.predictions[0].claims.len(), 1);
        assert_eq!(experiment.see[0].card, "certificate_request");
        assert_eq!(experiment.expect.iter().map(|claim| claim.column).collect::<Vec<_>>(), [Column::Left, Column::Last]);
        assert_eq!(lesson.end[0].heading, "Sources");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_a_remedy() {
        let error = |from: &str, to: &str| read(&LESSON.replace(from, to)).unwrap_err();
        assert_eq!(error("# Who", "Who"), "who.md:1: the lesson begins with its title: `# What it is about`");
        assert!(error("## Experiment", "## Experimnt").starts_with("who.md:5: a lesson has no part `Experimnt: Asked`: there are `## Exp"));
        assert!(error("### See", "### Seen").starts_with("who.md:21: an experiment has no part `Seen`"));
        assert!(error("Because.", "").starts_with("who.md:5: the experiment `Asked` lacks `### Why`"));
        assert!(error("[x]", "[ ]").starts_with("who.md:15: 2 answers, of which 0 are right"));
        assert!(error("- [x]", "- (x)").starts_with("who.md:18: `(x) A request, and an answer.` begins neither"));
        assert!(error("- run: ", "- ran: ").starts_with("who.md:7: `ran: "));
        assert!(error(" beside `lab", " besides `lab").starts_with("who.md:7: `tls besides lab?client=expired&tls=1.2` is not one source"));
        assert!(
            error("left.outcome", "left.outcme").starts_with("who.md:8: nothing can be claimed about `outcme`: did you mean `outcome`?")
        );
        assert!(error("[`certificate_request`]", "[certificate]").starts_with("who.md:23: `[certificate](../mess"));
        assert!(error("- run: `tls` beside `lab?client=expired&tls=1.2`\n", "").contains("runs nothing"));
    }
}
