//! From what somebody typed to the page that was meant.

use super::registry::without_page;
use super::{FieldLine, Kind, Library, Page};
use crate::spelling::{key, near};

/// What the pages say to a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// A page.
    Page {
        /// The page.
        page: &'a Page,
        /// What the reader should know about how the topic was read.
        note: Option<String>,
        /// Other pages by the same name.
        also: Vec<&'a Page>,
    },
    /// All pages of a kind.
    Kind(Kind),
    /// A field: the lines that explain it.
    Field(Vec<FieldLine<'a>>),
    /// Several pages have that name.
    Several(Vec<&'a Page>),
    /// Nothing has that name.
    Unknown {
        /// Why not, where that can be told.
        why: Option<String>,
        /// Topics that are spelled like it, the likest first.
        near: Vec<String>,
    },
}

impl Library {
    /// Looks a topic up: a name in any usual spelling, an alert's number, `extension 16` or 0x0010, `rung 5`, a field.
    #[must_use]
    pub fn look_up(&self, topic: &str) -> Answer<'_> {
        let topic = topic.trim();
        self.by_kind_and_name(topic)
            .or_else(|| self.by_number(topic))
            .or_else(|| kind_of_word(topic).map(Answer::Kind))
            .or_else(|| self.by_name(topic))
            .or_else(|| self.by_field(topic))
            .or_else(|| self.by_registry(topic))
            .unwrap_or_else(|| self.unknown(topic))
    }

    /// `alert 48`, `extension server_name`, `step 5`, `field random`.
    fn by_kind_and_name(&self, topic: &str) -> Option<Answer<'_>> {
        let (word, name) = topic.split_once([' ', ':'])?;
        if key(word) == "field" {
            return self.by_field(name.trim());
        }
        let kind = kind_of_word(word)?;
        let of_kind = |page: &&Page| page.kind == kind;
        let number = name.split_whitespace().next().and_then(number);
        let by_number = self.pages.iter().filter(of_kind).find(|page| number.is_some() && page.number == number);
        let exactly = || self.pages.iter().filter(of_kind).find(|page| page.name == name);
        let by_name = || self.pages.iter().filter(of_kind).find(|page| self.is_called(page, name));
        by_number.or_else(exactly).or_else(by_name).map(alone)
    }

    /// A bare number is an alert's, one of four hexadecimal digits an extension's.
    fn by_number(&self, topic: &str) -> Option<Answer<'_>> {
        let wanted = number(topic)?;
        let kind = if topic.starts_with("0x") && topic.len() > 4 { Kind::Extension } else { Kind::Alert };
        let numbered = |kind| self.pages.iter().find(|page| page.kind == kind && page.number == Some(wanted));
        let twin = numbered(Kind::Extension).filter(|_| kind == Kind::Alert);
        let Some(page) = numbered(kind) else {
            let near = twin.map(|_| format!("extension {wanted}")).into_iter().collect();
            return Some(Answer::Unknown { why: Some(format!("no page is about {} {topic}", kind.word())), near });
        };
        let note = twin.map(|twin| format!("A bare number is an alert's. Extension {wanted} is {}: `extension {wanted}`.", twin.name));
        Some(Answer::Page { page, note, also: Vec::new() })
    }

    /// Of several pages, the one whose file is called so, letter by letter, was meant; then any but a step of the ladder.
    fn by_name(&self, topic: &str) -> Option<Answer<'_>> {
        let called: Vec<&Page> = self.pages.iter().filter(|page| self.is_called(page, topic)).collect();
        let only = |is_it: &dyn Fn(&Page) -> bool| {
            let mut found = called.iter().filter(|page| is_it(page));
            found.next().filter(|_| found.next().is_none()).copied()
        };
        let meant = only(&|page| page.name == topic).or_else(|| only(&|page| page.kind != Kind::Rung)).or_else(|| only(&|_| true));
        match meant {
            Some(page) => Some(Answer::Page { page, note: None, also: called.into_iter().filter(|other| *other != page).collect() }),
            None if called.is_empty() => None,
            None => Some(Answer::Several(called)),
        }
    }

    fn by_field(&self, topic: &str) -> Option<Answer<'_>> {
        Some(self.field(topic)).filter(|lines| !lines.is_empty()).map(Answer::Field)
    }

    fn by_registry(&self, topic: &str) -> Option<Answer<'_>> {
        self.registered(topic).map(|value| Answer::Page { page: value.page, note: Some(value.says), also: Vec::new() })
    }

    fn unknown(&self, topic: &str) -> Answer<'_> {
        let of_pages = self
            .pages
            .iter()
            .filter(|page| page.kind != Kind::Rung)
            .flat_map(|page| self.names(page).into_iter().map(move |name| (name, page.name.clone())));
        let of_fields = self.field_names().map(|name| (name.to_owned(), name.to_owned()));
        let mut found = near(topic, of_pages.chain(of_fields));
        let mut seen = Vec::new();
        found.retain(|name| {
            !seen.contains(name) && {
                seen.push(name.clone());
                true
            }
        });
        let why = without_page(topic).map(|name| format!("no page is about {name}"));
        Answer::Unknown { why, near: found }
    }

    /// The pages whose file's name stands among the words of a text, at most a handful.
    #[must_use]
    pub fn named_in(&self, text: &str) -> Vec<String> {
        let words: Vec<String> = text.split_whitespace().map(key).collect();
        let is_there = |page: &&Page| {
            let parts = page.name.split(['_', '-', ' ']).map(key).collect::<Vec<_>>();
            parts.iter().any(|part| part.len() > 1) && words.windows(parts.len()).any(|window| window == parts.as_slice())
        };
        self.pages.iter().filter(is_there).map(|page| page.name.clone()).take(4).collect()
    }

    fn is_called(&self, page: &Page, name: &str) -> bool {
        let wanted = key(name);
        !wanted.is_empty() && self.names(page).iter().any(|name| key(name) == wanted)
    }

    /// Every name of a page: the file's, the heading's (also what it has in parentheses) and the further ones.
    fn names(&self, page: &Page) -> Vec<String> {
        let title = page.title.split_once(". ").map_or(page.title.as_str(), |(_, title)| title);
        let (long, short) = title.split_once(" (").unwrap_or((title, ""));
        let short = short.trim_end_matches(')').split(", ").filter(|name| !name.is_empty());
        let own = [page.name.as_str(), long].into_iter().chain(short).map(str::to_owned);
        own.chain(self.aliases(page).iter().cloned()).collect()
    }
}

fn alone(page: &Page) -> Answer<'_> {
    Answer::Page { page, note: None, also: Vec::new() }
}

/// The kind that a word names, in the singular or plural.
fn kind_of_word(word: &str) -> Option<Kind> {
    Some(match key(word).as_str() {
        "message" | "messages" => Kind::Message,
        "extension" | "extensions" | "ext" => Kind::Extension,
        "alert" | "alerts" => Kind::Alert,
        "finding" | "findings" => Kind::Finding,
        "rung" | "rungs" | "step" | "steps" | "ladder" => Kind::Rung,
        "term" | "terms" | "glossary" => Kind::Term,
        _ => return None,
    })
}

/// `48` or `0x30`.
fn number(text: &str) -> Option<u32> {
    text.strip_prefix("0x").map_or_else(|| text.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::super::library;
    use super::*;

    fn page(topic: &str) -> String {
        match library().look_up(topic) {
            Answer::Page { page, .. } => page.label(),
            other => panic!("{topic}: {other:?}"),
        }
    }

    #[test]
    fn a_page_is_found_by_every_usual_spelling() {
        for topic in ["client_hello", "ClientHello", "client hello", "message client_hello", " Client-Hello "] {
            assert_eq!(page(topic), "message client_hello", "{topic}");
        }
        for topic in ["48", "alert 48", "unknown_ca", "Unknown CA", "UnknownCA", "alert unknown_ca", "0x30"] {
            assert_eq!(page(topic), "alert 48 unknown_ca", "{topic}");
        }
        for topic in ["0x0010", "extension 16", "ext 0x10", "application_layer_protocol_negotiation"] {
            assert_eq!(page(topic), "extension 0x0010 application_layer_protocol_negotiation", "{topic}");
        }
        for topic in ["rung 5", "step 5", "Rung 5"] {
            assert_eq!(page(topic), "rung 5", "{topic}");
        }
    }

    #[test]
    fn terms_are_found_by_what_people_call_them() {
        for (topic, term) in [
            ("mTLS", "mtls"),
            ("mutual tls", "mtls"),
            ("CN", "distinguished-name"),
            ("EKU", "eku"),
            ("SNI", "sni"),
            ("p12", "pkcs12"),
            ("PKCS#12", "pkcs12"),
            ("AKI", "aki-ski"),
            ("late refusal", "late-refusal"),
        ] {
            assert_eq!(page(topic), format!("term {term}"), "{topic}");
        }
    }

    #[test]
    fn a_bare_number_is_an_alert_and_says_what_else_it_could_be() {
        let Answer::Page { page, note, .. } = library().look_up("51") else { panic!() };
        assert_eq!(
            (page.name.as_str(), note.as_deref()),
            ("decrypt_error", Some("A bare number is an alert's. Extension 51 is key_share: `extension 51`."))
        );
        assert!(matches!(library().look_up("16"), Answer::Unknown { near, .. } if near == ["extension 16"]));
        assert!(matches!(library().look_up("231"), Answer::Unknown { why: Some(why), .. } if why == "no page is about alert 231"));
    }

    #[test]
    fn of_pages_with_one_name_the_exact_one_was_meant() {
        let also = |topic: &str| match library().look_up(topic) {
            Answer::Page { page, also, .. } => (page.label(), also.iter().map(|page| page.label()).collect::<Vec<_>>()),
            other => panic!("{topic}: {other:?}"),
        };
        assert_eq!(also("key_share"), ("extension 0x0033 key_share".into(), vec!["term key-share".into()]));
        assert_eq!(also("Finished"), ("message finished".into(), vec!["rung 10".into()]));
        assert!(matches!(library().look_up("end of early data"), Answer::Several(pages) if pages.len() == 2));
    }

    #[test]
    fn fields_are_found_where_tables_name_them() {
        let lines = |topic: &str| match library().look_up(topic) {
            Answer::Field(lines) => lines.iter().map(|line| line.page.name.clone()).collect::<Vec<_>>(),
            other => panic!("{topic}: {other:?}"),
        };
        assert_eq!(lines("random"), ["client_hello", "server_hello", "hello_retry_request"]);
        assert_eq!(lines("not_after"), ["x509"]);
        assert!(lines("cert_data").contains(&"certificate".to_owned()));
        assert!(lines("field certificate_authorities").contains(&"certificate_request".to_owned()));
    }

    #[test]
    fn registered_values_without_a_page_lead_to_their_kind() {
        let Answer::Page { page, note, .. } = library().look_up("TLS_AES_128_GCM_SHA256") else { panic!() };
        assert_eq!(
            (page.name.as_str(), note.as_deref()),
            ("cipher-suite", Some("TLS_AES_128_GCM_SHA256 is cipher suite 0x1301 in IANA's registry."))
        );
        assert!(
            matches!(library().look_up("trusted_ca_keys"), Answer::Unknown { why: Some(why), .. } if why == "no page is about extension 0x0003 trusted_ca_keys")
        );
    }

    #[test]
    fn what_is_unknown_suggests_what_is_like_it() {
        let near = |topic: &str| match library().look_up(topic) {
            Answer::Unknown { near, .. } => near,
            other => panic!("{topic}: {other:?}"),
        };
        assert_eq!(near("cleint_helo").first().map(String::as_str), Some("client_hello"));
        assert_eq!(near("certficate_expired").first().map(String::as_str), Some("certificate_expired"));
        assert_eq!(near("xyzzy"), Vec::<String>::new());
    }
}
