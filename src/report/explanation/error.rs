//! What an error line means, as a page.

use serde::Serialize;

use super::Explanation;
use crate::diagnose::errors::{Cause, Causes, Meaning, PrintedBy, Versions, Way};
use crate::teach::pages::{Kind, Library};

/// An error line's meaning, for programs.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorEntry {
    /// Whose text it is; null if only an alert's name was recognised.
    stack: Option<&'static str>,
    /// `client`, `server`, or null where that is open.
    printed_by: Option<&'static str>,
    alert: Option<AlertEntry>,
    /// `TLS 1.2`, `TLS 1.3`, or null for either.
    version: Option<&'static str>,
    causes: Vec<CauseEntry>,
    next: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct AlertEntry {
    code: u8,
    description: String,
    /// As seen from the end that printed the line: `received` or `sent`.
    way: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct CauseEntry {
    finding: String,
    why: String,
    version: Option<&'static str>,
    when: Option<&'static str>,
}

impl Explanation {
    /// What an error line means.
    #[must_use]
    pub fn of_error(meaning: &Meaning, library: &Library) -> Self {
        Self {
            topic: meaning.line.clone(),
            kind: "error",
            name: meaning.text.clone(),
            title: title(meaning),
            label: String::new(),
            note: None,
            sentence: meaning.says.clone(),
            text: text(meaning),
            sections: sections(meaning, library),
            page: None,
            error: Some(entry(meaning)),
        }
    }
}

fn title(meaning: &Meaning) -> String {
    let whose = meaning.stack.map_or_else(|| "An alert".to_owned(), |stack| format!("A text of {stack}"));
    match end(meaning.printed_by) {
        Some(end) => format!("{whose}, printed by the {end}"),
        None => whose,
    }
}

/// The line, what else is known from it, and where it misleads.
fn text(meaning: &Meaning) -> String {
    let mut parts = vec![quoted(&meaning.line)];
    parts.extend(meaning.also.iter().cloned());
    parts.extend(version(meaning.versions).map(|version| format!("It occurs in {version} alone.")));
    parts.extend(meaning.misleading.iter().map(|misleading| format!("**Misleading:** {misleading}")));
    parts.join("\n\n")
}

/// A line from outside as a block of text; no backticks in it end the block.
fn quoted(line: &str) -> String {
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{line}\n{fence}")
}

fn sections(meaning: &Meaning, library: &Library) -> Vec<(String, String)> {
    let causes = meaning.causes.iter().map(|list| (heading(list), ranked(&list.ranked)));
    let next = (!meaning.next.is_empty())
        .then(|| ("Check next".to_owned(), meaning.next.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n")));
    let see_also = Some(("See also".to_owned(), see_also(meaning, library))).filter(|(_, topics)| !topics.is_empty());
    causes.chain(next).chain(see_also).collect()
}

fn heading(list: &Causes) -> String {
    match list.when {
        Some(when) => format!("Causes {when}, likeliest first"),
        None => "Causes, likeliest first".into(),
    }
}

fn ranked(causes: &[Cause]) -> String {
    let line = |(index, cause): (usize, &Cause)| {
        let only = version(cause.versions).map(|version| format!(" ({version})")).unwrap_or_default();
        format!("{}. `{}`{only}: {}", index + 1, cause.finding, cause.why)
    };
    causes.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// Pages to read on: the alert's, that of the likeliest cause, and why a refusal comes so late.
fn see_also(meaning: &Meaning, library: &Library) -> String {
    let alert = meaning.alert.map(|alert| (Kind::Alert, alert.name()));
    let cause = meaning.causes.first().and_then(|list| list.ranked.first()).map(|cause| (Kind::Finding, cause.finding.clone()));
    let is_late = meaning.printed_by != PrintedBy::Server && meaning.alert.is_some_and(|alert| alert.way == Way::Received);
    let late = is_late.then(|| (Kind::Term, "late-refusal".to_owned()));
    let pages = [alert, cause, late].into_iter().flatten().filter(|(kind, name)| library.page(*kind, name).is_some());
    pages.map(|(_, name)| format!("- `tlstrace explain {name}`")).collect::<Vec<_>>().join("\n")
}

fn entry(meaning: &Meaning) -> ErrorEntry {
    let alert = meaning.alert.map(|alert| AlertEntry {
        code: alert.number,
        description: alert.name(),
        way: if alert.way == Way::Received { "received" } else { "sent" },
    });
    let of_list = |list: &Causes| {
        let when = list.when;
        let entry = move |cause: &Cause| CauseEntry {
            finding: cause.finding.clone(),
            why: cause.why.clone(),
            version: version(cause.versions),
            when,
        };
        list.ranked.iter().map(entry).collect::<Vec<_>>()
    };
    ErrorEntry {
        stack: meaning.stack,
        printed_by: end(meaning.printed_by),
        alert,
        version: version(meaning.versions),
        causes: meaning.causes.iter().flat_map(of_list).collect(),
        next: meaning.next.clone(),
    }
}

fn end(printed_by: PrintedBy) -> Option<&'static str> {
    match printed_by {
        PrintedBy::Client => Some("client"),
        PrintedBy::Server => Some("server"),
        PrintedBy::Either => None,
    }
}

fn version(versions: Versions) -> Option<&'static str> {
    match versions {
        Versions::Tls12 => Some("TLS 1.2"),
        Versions::Tls13 => Some("TLS 1.3"),
        Versions::Any => None,
    }
}
