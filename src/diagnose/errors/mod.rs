//! Error lines of common stacks: what they say, who refused whom, and what causes them, likeliest first.
//!
//! The texts are data, one TOML file a stack; `alerts.toml` has the causes by alert and by who sent it. A text is looked for
//! as it is written, and in loose form (`CERTIFICATE_VERIFY_FAILED` is `certificate verify failed`); numbers are looked up
//! (`codes.toml`). Of several texts that a log holds a reason beats an alert, an alert what only says that something failed, and
//! that a mere frame; of reasons the innermost, then the longest. The others add what they know: `curl: (56)` says that a
//! client printed the line, and when. `hints.toml` has the words by which the end that printed it is known in any stack.

mod alerts;
mod catalogue;
mod cause;
mod codes;
mod hints;
mod pattern;

use crate::names::AlertDescription;

pub use catalogue::{Alert, AlertCauses, Catalogue, Entry, Hit, PrintedBy, Versions, Way, Weight, catalogue};
pub use cause::Cause;
pub use pattern::Text;

/// What an error line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The line, or of several the one that was recognised.
    pub line: String,
    /// The text in it that was recognised.
    pub text: String,
    /// Whose text it is; `None` if only an alert's name was recognised.
    pub stack: Option<&'static str>,
    /// Which end printed it.
    pub printed_by: PrintedBy,
    /// Who refused whom, and over what, in plain words.
    pub says: String,
    /// The alert in it.
    pub alert: Option<Alert>,
    /// The versions in which it occurs.
    pub versions: Versions,
    /// Causes, the likeliest first; more than one list where it is open which end printed the line.
    pub causes: Vec<Causes>,
    /// What to check next.
    pub next: Vec<String>,
    /// Where the text misleads.
    pub misleading: Option<String>,
    /// What other texts in the line add.
    pub also: Vec<String>,
}

/// A ranked list of causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Causes {
    /// On what the list depends, as the end of a sentence: `a client printed it: …`.
    pub when: Option<&'static str>,
    /// The causes, the likeliest first.
    pub ranked: Vec<Cause>,
}

/// The most of a pasted text that is read, in bytes: the end of a log.
const MOST: usize = 1 << 17;

/// What a pasted text means: the part of it that says most; `None` if nothing in it is known.
#[must_use]
pub fn recognise(pasted: &str) -> Option<Meaning> {
    let pasted = end_of(pasted);
    let catalogue = catalogue();
    let parts = parts(pasted);
    let all: Vec<_> = parts.iter().flat_map(|part| catalogue.matches(&part.text).into_iter().map(move |hit| (part, hit))).collect();
    // Of reasons the innermost counts; else, and of equals, what is longest, as it is written.
    let rank = |(part, hit): &&(&Part<'_>, Hit)| {
        let (weight, exact, literal) = hit.rank();
        (weight, if weight == Weight::Reason { part.depth } else { 0 }, exact, literal)
    };
    let best = all.iter().max_by_key(rank);
    let named = || parts.iter().rev().find_map(|part| alerts::named_in(&part.text).map(|alert| (part, alert)));
    match best {
        Some((part, hit)) if hit.rank().0 > Weight::Generic => Some(of_hit(catalogue, pasted, part, hit, &all)),
        Some((part, hit)) => Some(match named() {
            Some((part, alert)) => by_alert(catalogue, pasted, part.line, alert, Some(hit.entry)),
            None => of_hit(catalogue, pasted, part, hit, &all),
        }),
        None => named().map(|(part, alert)| by_alert(catalogue, pasted, part.line, alert, None)),
    }
}

fn end_of(pasted: &str) -> &str {
    let start = pasted.len().saturating_sub(MOST);
    (start..=pasted.len()).find_map(|start| pasted.get(start..)).unwrap_or_default()
}

/// A line, or what an exception in it was caused by.
struct Part<'a> {
    line: &'a str,
    /// What is searched: with the names of the numbers in it.
    text: String,
    /// How many causes stand around it.
    depth: usize,
}

/// What stands before an inner cause.
const CAUSES: [&str; 3] = ["Caused by", "--->", "because of:"];

/// The lines of a text, split at the causes within them. A line that goes on in the next is read with it as well.
fn parts(pasted: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut depth = 0;
    let lines: Vec<&str> = pasted.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let mut rest = *line;
        loop {
            let inner = CAUSES.iter().filter_map(|cause| rest.find(cause).map(|at| (at, at + cause.len()))).min();
            let (text, next) = inner.map_or((rest, None), |(at, behind)| (&rest[..at], Some(&rest[behind..])));
            if !text.trim().is_empty() {
                parts.push(Part { line, text: codes::named(text, pasted), depth });
            }
            let Some(next) = next else { break };
            depth += 1;
            rest = next;
        }
        // Terminals and reports break lines; texts go on behind them.
        if let Some(next) =
            lines.get(index + 1).filter(|next| !next.trim_start().starts_with("at ") && line.len() + next.len() < MAX_JOINED)
        {
            parts.push(Part { line, text: format!("{line} {}", next.trim_start()), depth });
        }
    }
    parts
}

/// Two lines longer than this together are not read as one.
const MAX_JOINED: usize = 400;

fn of_hit(catalogue: &Catalogue, pasted: &str, part: &Part<'_>, hit: &Hit, all: &[(&Part<'_>, Hit)]) -> Meaning {
    let others = all.iter().map(|(_, other)| other.entry).filter(|other| !std::ptr::eq(*other, hit.entry));
    let context: Vec<&'static Entry> = others.filter(|other| other.context || other.frame).collect();
    let mut meaning = meaning(catalogue, pasted, part.line, hit.entry, hit.text, &context);
    if let Some(reason) = unknown_reason(part, hit) {
        meaning.says = format!("{} The reason that it gives is not known here: `{reason}`.", meaning.says);
        meaning.causes = vec![Causes {
            when: None,
            ranked: vec![Cause {
                finding: "unexplained".to_owned(),
                why: "the words behind it say why, and they are not known here".to_owned(),
                versions: Versions::Any,
            }],
        }];
    }
    meaning
}

/// What stands behind a frame of which nothing else is known.
fn unknown_reason(part: &Part<'_>, hit: &Hit) -> Option<String> {
    let last = hit.text.rsplit('*').next().unwrap_or_default();
    let at = part.line.to_lowercase().find(&last.to_lowercase()).filter(|_| hit.entry.frame)?;
    let behind = part.line.get(at + last.len()..)?.trim_start_matches(|letter: char| !letter.is_alphabetic());
    // An address says where, not why.
    let reason = behind
        .split_once(": ")
        .filter(|(start, _)| start.contains([':', '.']) && !start.contains(' '))
        .map_or(behind, |(_, reason)| reason);
    let reason: String = reason.chars().take(MAX_REASON).collect();
    reason.contains(char::is_alphabetic).then_some(reason)
}

/// So much of an unknown reason is repeated.
const MAX_REASON: usize = 100;

fn meaning(catalogue: &Catalogue, pasted: &str, line: &str, entry: &'static Entry, text: &str, context: &[&'static Entry]) -> Meaning {
    let known = |printed_by: &PrintedBy| *printed_by != PrintedBy::Either;
    let told = std::iter::once(entry.printed_by).chain(context.iter().map(|other| other.printed_by)).find(known);
    let printed_by = told.or_else(|| hints::printed_by(line)).or_else(|| hints::printed_by(pasted)).unwrap_or(PrintedBy::Either);
    let mut also: Vec<String> = context.iter().filter(|other| known(&other.printed_by)).map(|other| other.says.clone()).collect();
    also.dedup();
    let alert = entry
        .alert
        .map(|alert| Alert { way: if entry.says.is_empty() { hints::way(line).unwrap_or(alert.way) } else { alert.way }, ..alert });
    let by_alert = alert.and_then(|alert| catalogue.alert(alert.number));
    Meaning {
        line: line.trim().to_owned(),
        text: text.to_owned(),
        stack: Some(entry.stack),
        printed_by,
        says: if entry.says.is_empty() {
            alert.map(|alert| alerts::says(catalogue, alert, printed_by)).unwrap_or_default()
        } else {
            entry.says.clone()
        },
        alert,
        versions: entry.versions,
        causes: causes(catalogue, entry, alert, printed_by),
        next: if entry.next.is_empty() { by_alert.map(|alert| alert.next.clone()).unwrap_or_default() } else { entry.next.clone() },
        misleading: entry.misleading.clone(),
        also,
    }
}

/// The causes that the entry names, by the end that printed it where they depend on it; else those of its alert.
fn causes(catalogue: &Catalogue, entry: &Entry, alert: Option<Alert>, printed_by: PrintedBy) -> Vec<Causes> {
    let at_client = ("if a client printed it", &entry.at_client);
    let at_server = ("if a server printed it", &entry.at_server);
    let by_end = match printed_by {
        PrintedBy::Client => vec![at_client],
        PrintedBy::Server => vec![at_server],
        PrintedBy::Either => vec![at_client, at_server],
    };
    let lists = by_end.into_iter().filter(|(_, ranked)| !ranked.is_empty());
    let lists: Vec<_> =
        lists.map(|(when, ranked)| Causes { when: (printed_by == PrintedBy::Either).then_some(when), ranked: ranked.clone() }).collect();
    match (entry.causes.is_empty(), lists.is_empty(), alert) {
        (false, ..) => vec![Causes { when: None, ranked: entry.causes.clone() }],
        (true, true, Some(alert)) => alerts::causes(catalogue, alert, printed_by),
        (true, ..) => lists,
    }
}

/// An alert's name or number in a line of no known form; `frame` is what else is known of it.
fn by_alert(catalogue: &Catalogue, pasted: &str, line: &str, named: AlertDescription, frame: Option<&'static Entry>) -> Meaning {
    let alert = Alert { number: named.0, way: hints::way(line).unwrap_or(Way::Received) };
    let of_frame = frame.map(|frame| frame.printed_by).filter(|printed_by| *printed_by != PrintedBy::Either);
    let printed_by = of_frame.or_else(|| hints::printed_by(line)).or_else(|| hints::printed_by(pasted)).unwrap_or(PrintedBy::Either);
    let says = alerts::says(catalogue, alert, printed_by);
    Meaning {
        line: line.trim().to_owned(),
        text: named.to_string(),
        stack: frame.map(|frame| frame.stack),
        printed_by,
        says: if frame.is_some() { says } else { format!("Nothing but the alert in it is known here. {says}") },
        alert: Some(alert),
        versions: Versions::Any,
        causes: alerts::causes(catalogue, alert, printed_by),
        next: catalogue.alert(named.0).map(|alert| alert.next.clone()).unwrap_or_default(),
        misleading: None,
        also: frame.map(|frame| frame.says.clone()).into_iter().filter(|says| !says.is_empty()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::FindingId;

    #[test]
    fn the_files_are_read() {
        let catalogue = Catalogue::load().unwrap();
        assert!(catalogue.entries.iter().map(|entry| entry.texts.len()).sum::<usize>() >= 160);
        assert!(catalogue.entries.iter().all(|entry| !entry.texts.is_empty() && !entry.samples.is_empty()));
    }

    #[test]
    fn every_sample_leads_to_its_own_meaning_and_to_no_other_as_well() {
        let mut wrong = Vec::new();
        for entry in &catalogue().entries {
            for sample in &entry.samples {
                let mut hits = catalogue().matches(sample);
                hits.sort_by_key(|hit| std::cmp::Reverse(hit.rank()));
                let Some(best) = hits.first() else {
                    wrong.push(format!("{sample}: nothing matches"));
                    continue;
                };
                if !std::ptr::eq(best.entry, entry) {
                    wrong.push(format!(
                        "{sample}: means {:?} of {}, not {:?}",
                        best.text,
                        best.entry.stack,
                        entry.texts.first().map(|text| &text.text)
                    ));
                } else if let Some(other) = hits.get(1).filter(|other| other.rank() == best.rank()) {
                    wrong.push(format!("{sample}: {:?} and {:?} match equally well", best.text, other.text));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_text_is_in_a_sample() {
        for entry in &catalogue().entries {
            for text in &entry.texts {
                assert!(
                    entry.samples.iter().any(|sample| text.matches(&pattern::normal(sample)).is_some()),
                    "{}: no sample shows {}",
                    entry.stack,
                    text.text
                );
            }
        }
    }

    #[test]
    fn every_cause_is_a_known_finding() {
        let of_entries = catalogue().entries.iter().flat_map(|entry| [&entry.causes, &entry.at_server, &entry.at_client]);
        let of_alerts = catalogue().alerts.iter().flat_map(|alert| [&alert.from_server, &alert.from_client]);
        for cause in of_entries.chain(of_alerts).flatten() {
            assert!(FindingId::named(&cause.finding).is_some(), "{}", cause.finding);
        }
    }

    #[test]
    fn every_entry_says_something_and_leads_somewhere() {
        for entry in &catalogue().entries {
            let meaning = recognise(&entry.samples[0]).unwrap();
            assert!(!meaning.says.is_empty(), "{:?}", entry.texts);
            assert!(meaning.causes.iter().any(|list| !list.ranked.is_empty()), "{:?}", entry.texts);
        }
    }

    #[test]
    fn who_printed_the_line_decides_who_refused_whom() {
        let says = |line: &str| recognise(line).unwrap().says;
        assert!(
            says("curl: (56) OpenSSL SSL_read: tlsv1 alert unknown ca, errno 0")
                .starts_with("The server refused the client with alert 48 unknown_ca")
        );
        assert!(
            says("SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca)")
                .starts_with("The client refused the server")
        );
        assert!(says("tlsv1 alert unknown ca").starts_with("The other end refused the one that printed this"));
        let open = recognise("tlsv1 alert unknown ca").unwrap();
        assert_eq!(
            open.causes.iter().map(|list| list.when).collect::<Vec<_>>(),
            [Some("if the server refused the client"), Some("if the client refused the server")]
        );
    }

    #[test]
    fn of_several_lines_the_one_that_says_most_is_explained() {
        let log = "* Trying 127.0.0.1:8443...\n* TLSv1.3 (IN), TLS handshake, Finished (20):\ncurl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0\n";
        let meaning = recognise(log).unwrap();
        assert_eq!((meaning.printed_by, meaning.alert.map(|alert| alert.number)), (PrintedBy::Client, Some(116)));
        assert_eq!(meaning.causes[0].ranked[0].finding, "client-cert-missing");
    }

    #[test]
    fn an_alert_in_an_unknown_line_is_explained_and_anything_else_is_not() {
        let meaning = recognise("mystack[7]: TLS handshake: peer sent CertificateRevoked").unwrap();
        assert_eq!((meaning.stack, meaning.alert.map(|alert| alert.number)), (None, Some(44)));
        assert_eq!(recognise("the cat sat on the mat"), None);
        assert_eq!(recognise(""), None);
    }
}
