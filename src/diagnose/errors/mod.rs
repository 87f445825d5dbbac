//! Error lines of common stacks: what they say, who refused whom, and what causes them, likeliest first.
//!
//! The texts are data, one TOML file a stack; `alerts.toml` has the causes by alert and by who sent it. Matching looks
//! at the line alone. Of several texts that a line holds the longest wins; the others add what they know: `curl: (56)`
//! says that a client printed the line, and when.

mod alerts;
mod catalogue;
mod pattern;

use crate::names::AlertDescription;

pub use catalogue::{Alert, AlertCauses, Catalogue, Cause, Entry, Hit, PrintedBy, Versions, Way, catalogue};
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

/// What a pasted text means: the line of it that says most; `None` if nothing in it is known.
#[must_use]
pub fn recognise(pasted: &str) -> Option<Meaning> {
    let catalogue = catalogue();
    let all: Vec<_> = pasted.lines().flat_map(|line| catalogue.matches(line).into_iter().map(move |hit| (line, hit))).collect();
    let best = all.iter().max_by_key(|(_, hit)| hit.rank());
    match best {
        Some((line, hit)) => {
            let context: Vec<&Entry> =
                all.iter().map(|(_, other)| other.entry).filter(|other| other.context && !std::ptr::eq(*other, hit.entry)).collect();
            Some(meaning(catalogue, line, hit.entry, hit.text, &context))
        }
        None => pasted.lines().find_map(|line| alerts::named_in(line).map(|alert| by_alert(catalogue, line, alert))),
    }
}

fn meaning(catalogue: &Catalogue, line: &str, entry: &'static Entry, text: &str, context: &[&'static Entry]) -> Meaning {
    let known = |printed_by: &PrintedBy| *printed_by != PrintedBy::Either;
    let printed_by =
        std::iter::once(entry.printed_by).chain(context.iter().map(|other| other.printed_by)).find(known).unwrap_or(PrintedBy::Either);
    let mut also: Vec<String> = context.iter().filter(|other| known(&other.printed_by)).map(|other| other.says.clone()).collect();
    also.dedup();
    let by_alert = entry.alert.and_then(|alert| catalogue.alert(alert.number));
    Meaning {
        line: line.trim().to_owned(),
        text: text.to_owned(),
        stack: Some(entry.stack),
        printed_by,
        says: if entry.says.is_empty() {
            entry.alert.map(|alert| alerts::says(catalogue, alert, printed_by)).unwrap_or_default()
        } else {
            entry.says.clone()
        },
        alert: entry.alert,
        versions: entry.versions,
        causes: causes(catalogue, entry, printed_by),
        next: if entry.next.is_empty() { by_alert.map(|alert| alert.next.clone()).unwrap_or_default() } else { entry.next.clone() },
        misleading: entry.misleading.clone(),
        also,
    }
}

/// The causes that the entry names, by the end that printed it where they depend on it; else those of its alert.
fn causes(catalogue: &Catalogue, entry: &Entry, printed_by: PrintedBy) -> Vec<Causes> {
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
    match (entry.causes.is_empty(), lists.is_empty(), entry.alert) {
        (false, ..) => vec![Causes { when: None, ranked: entry.causes.clone() }],
        (true, true, Some(alert)) => alerts::causes(catalogue, alert, printed_by),
        (true, ..) => lists,
    }
}

/// An alert's name or number in a line of no known form.
fn by_alert(catalogue: &Catalogue, line: &str, named: AlertDescription) -> Meaning {
    let alert = Alert { number: named.0, way: Way::Received };
    Meaning {
        line: line.trim().to_owned(),
        text: named.to_string(),
        stack: None,
        printed_by: PrintedBy::Either,
        says: format!("Nothing but the alert in it is known here. {}", alerts::says(catalogue, alert, PrintedBy::Either)),
        alert: Some(alert),
        versions: Versions::Any,
        causes: alerts::causes(catalogue, alert, PrintedBy::Either),
        next: catalogue.alert(named.0).map(|alert| alert.next.clone()).unwrap_or_default(),
        misleading: None,
        also: Vec::new(),
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
        for entry in &catalogue().entries {
            for sample in &entry.samples {
                let mut hits = catalogue().matches(sample);
                hits.sort_by_key(|hit| std::cmp::Reverse(hit.rank()));
                let best = hits.first().unwrap_or_else(|| panic!("{sample}: nothing matches"));
                assert!(std::ptr::eq(best.entry, entry), "{sample}: means {:?} of {}, not {:?}", best.text, best.entry.stack, entry.texts);
                let tie = hits.get(1).filter(|other| other.rank() == best.rank());
                assert!(tie.is_none(), "{sample}: {:?} and {:?} match equally well", best.text, tie.map(|hit| hit.text));
            }
        }
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
