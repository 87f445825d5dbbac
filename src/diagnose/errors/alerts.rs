//! What an alert in a line means, by who sent it.

use super::pattern::{Text, loose, normal};
use super::{Alert, Catalogue, Causes, PrintedBy, Way};
use crate::names::AlertDescription;

/// Who refused whom with the alert.
pub(super) fn says(catalogue: &Catalogue, alert: Alert, printed_by: PrintedBy) -> String {
    let name = format!("alert {} {}", alert.number, alert.name());
    let what = catalogue.alert(alert.number).map(|known| format!(": {}", known.says)).unwrap_or_default();
    let who = match (sender(alert, printed_by), alert.way) {
        (Some(PrintedBy::Server), _) => "The server refused the client",
        (Some(_), _) => "The client refused the server",
        (None, Way::Received) => "The other end refused the one that printed this",
        (None, Way::Sent) => "The end that printed this refused the other one",
    };
    format!("{who} with {name}{what}.")
}

/// The causes; where it is open who sent the alert, both lists.
pub(super) fn causes(catalogue: &Catalogue, alert: Alert, printed_by: PrintedBy) -> Vec<Causes> {
    let Some(known) = catalogue.alert(alert.number) else { return Vec::new() };
    let list = |when, ranked: &[_]| Causes { when, ranked: ranked.to_vec() };
    match sender(alert, printed_by) {
        Some(PrintedBy::Server) => vec![list(None, &known.from_server)],
        Some(_) => vec![list(None, &known.from_client)],
        None => vec![
            list(Some("if the server refused the client"), &known.from_server),
            list(Some("if the client refused the server"), &known.from_client),
        ],
    }
}

/// The end that sent the alert; `None` if that is open.
fn sender(alert: Alert, printed_by: PrintedBy) -> Option<PrintedBy> {
    match (alert.way, printed_by) {
        (_, PrintedBy::Either) => None,
        (Way::Sent, end) => Some(end),
        (Way::Received, PrintedBy::Client) => Some(PrintedBy::Server),
        (Way::Received, PrintedBy::Server) => Some(PrintedBy::Client),
    }
}

/// The alert that a line of no known form names: by its name in a usual spelling, or as `alert 48`. Names that are plain words
/// (`handshake failure`, `internal error`) need the word beside them, or to be written as names are.
pub(super) fn named_in(line: &str) -> Option<AlertDescription> {
    let (plain, loosely) = (normal(line), loose(line));
    let is_alert = ["alert", "fatal ("].iter().any(|word| plain.contains(word));
    let about_tls = is_alert || ["tls", "ssl", "handshake"].iter().any(|word| plain.contains(word));
    if !about_tls {
        return None;
    }
    let spelled = |alert: &&AlertDescription| alert.name().is_some_and(|name| is_spelled(name, line, &loosely, is_alert));
    let longest = AlertDescription::ALL.iter().filter(spelled).max_by_key(|alert| alert.name().map_or(0, str::len)).copied();
    longest.or_else(|| numbered(&plain))
}

/// With the word `alert` in any spelling; without it `bad_certificate` or `BadCertificate`.
fn is_spelled(name: &str, line: &str, loosely: &str, is_alert: bool) -> bool {
    let words = name.replace('_', " ");
    if is_alert {
        return words.contains(' ') && Text::from(words).matches(loosely).is_some();
    }
    let camel: String = words.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    let as_name = [name.to_owned(), name.to_uppercase(), camel];
    words.contains(' ')
        && as_name.iter().any(|name| line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name))
}

/// `alert 48`, `alert number 48`, `alert [48]`, `alert(48)`, `Alert: 48`.
fn numbered(line: &str) -> Option<AlertDescription> {
    line.match_indices("alert").find_map(|(at, word)| {
        let after = line[at + word.len()..].trim_start_matches([' ', ':', '(', '[', '=', '#']);
        let after = after.strip_prefix("number").or_else(|| after.strip_prefix("code")).unwrap_or(after);
        let digits: String = after.trim_start_matches([' ', ':', '=', '(', '[']).chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok().map(AlertDescription).filter(|alert| alert.name().is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_found_in_lines_of_no_known_form() {
        assert_eq!(named_in("mystack: peer sent TLS alert: certificate-required"), Some(AlertDescription(116)));
        assert_eq!(named_in("got fatal alert (48) from peer"), Some(AlertDescription(48)));
        assert_eq!(named_in("handshake: BadCertificateStatusResponse"), Some(AlertDescription(113)));
        assert_eq!(named_in("HTTP 500: internal error"), None);
        assert_eq!(named_in("alert 250"), None);
    }
}
