//! What fills the holes `{like.this}` of the sections `In this run`. `CONTRIBUTING.md` has the grammar.
//!
//! Values of the wire are hostile: they come as code, in which Markdown means nothing.

use crate::capture::{Direction, End};
use crate::teach::fields::Field;
use crate::teach::markdown::{code, plain};
use crate::teach::timeline::Entry;
use crate::trace::message::Message;
use crate::trace::{ClientAuth, Connection, Event, Kind, State};

/// A step of a connection, asked for what holes want.
pub(super) struct Holes<'a> {
    pub(super) connection: &'a Connection,
    pub(super) step: &'a Entry,
}

impl Holes<'_> {
    /// A point with its holes filled; `None` if there is one that this step does not fill.
    pub(super) fn fill(&self, point: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = point;
        while let Some((before, hole, after)) = next_hole(rest) {
            filled.push_str(before);
            filled.push_str(&self.value(hole)?);
            rest = after;
        }
        filled.push_str(rest);
        Some(filled.trim().to_owned())
    }

    fn value(&self, hole: &str) -> Option<String> {
        if let Some(condition) = hole.strip_prefix("if ") {
            return self.holds(condition).then(String::new);
        }
        if let Some(path) = hole.strip_prefix("count.") {
            let value = self.field(path)?;
            return Some(value.split(", ").filter(|item| is_counted(item)).count().to_string());
        }
        self.of_step(hole)
            .or_else(|| self.of_check(hole))
            .or_else(|| self.of_connection(hole))
            .or_else(|| self.field(hole).map(|value| code(&value)))
    }

    fn of_step(&self, hole: &str) -> Option<String> {
        Some(match hole {
            "from" => self.step.from?.sender().to_string(),
            "to" => self.step.from?.reverse().sender().to_string(),
            "length" => self.step.length?.to_string(),
            "step" => self.event()?.step.to_string(),
            "says" => code(&self.step.says),
            "after" => self.after()?,
            _ => return None,
        })
    }

    /// `{holds.path}`, `{fails.signature}`, `{unknown.MAC}`: how a check was done, why it fails, what is missing for it.
    fn of_check(&self, hole: &str) -> Option<String> {
        let (result, what) = hole.split_once('.')?;
        let wanted = match result {
            "holds" => Some(true),
            "fails" => Some(false),
            "unknown" => None,
            _ => return None,
        };
        let mark = self.step.marks.iter().find(|mark| mark.what.replace(' ', "_") == what && mark.holds == wanted)?;
        Some(plain(&mark.detail))
    }

    fn of_connection(&self, hole: &str) -> Option<String> {
        let negotiated = &self.connection.negotiated;
        Some(match hole {
            "negotiated.version" => code(&negotiated.version?.to_string()),
            "negotiated.cipher_suite" => code(&negotiated.cipher_suite?.to_string()),
            "negotiated.group" => code(&negotiated.group?.to_string()),
            "negotiated.alpn" => code(negotiated.alpn.as_ref()?),
            "negotiated.server_name" => code(negotiated.server_name.as_ref()?),
            "resumes" => self.connection.resumes?.to_string(),
            "subject.client" => code(&self.connection.leaf(End::Client)?.subject),
            "subject.server" => code(&self.connection.leaf(End::Server)?.subject),
            _ => return None,
        })
    }

    fn holds(&self, condition: &str) -> bool {
        if let Some(path) = condition.strip_prefix("not ") {
            return !self.holds(path);
        }
        let negotiated = &self.connection.negotiated;
        match condition {
            "tls12" => negotiated.version.is_some() && !negotiated.is_tls13(),
            "tls13" => negotiated.is_tls13(),
            "client" => self.step.from == Some(Direction::ClientToServer),
            "server" => self.step.from == Some(Direction::ServerToClient),
            "encrypted" => self.step.encrypted,
            "resumed" => negotiated.resumed,
            "retried" => negotiated.hello_retry,
            "asked" => matches!(negotiated.client_auth, ClientAuth::Presented | ClientAuth::RequestedAbsent),
            "presented" => negotiated.client_auth == ClientAuth::Presented,
            "absent" => negotiated.client_auth == ClientAuth::RequestedAbsent,
            "established" => self.connection.outcome.state == State::Established,
            "failed" => self.connection.outcome.state == State::Failed,
            "late" => self.is_late(),
            path => self.find(path).is_some(),
        }
    }

    /// Whether the client believed by then that its handshake was over, in TLS 1.3, and the server had not answered.
    fn is_late(&self) -> bool {
        let Some(event) = self.event().filter(|event| event.from == Direction::ServerToClient) else { return false };
        let done = self.connection.find(End::Client, |message| matches!(message, Message::Finished(_)));
        self.connection.negotiated.is_tls13() && done.is_some_and(|done| done.step < event.step)
    }

    fn event(&self) -> Option<&Event> {
        self.connection.events.get(self.step.message()?.checked_sub(1)?)
    }

    /// The handshake message before: `` the client's `finished` ``.
    fn after(&self) -> Option<String> {
        let event = self.event()?;
        let before = self.connection.events.get(..event.step.checked_sub(1)?)?.iter().rev();
        let message = before.take(64).find(|event| event.kind() == Kind::Handshake)?;
        Some(format!("the {}'s {}", message.from.sender(), code(&message.name()?)))
    }

    /// A field by the names from outside to inside; levels between may be left out.
    fn field(&self, path: &str) -> Option<String> {
        self.find(path).map(|field| field.value.clone()).filter(|value| !value.is_empty())
    }

    fn find(&self, path: &str) -> Option<&Field> {
        find(&self.step.fields, &path.split('.').collect::<Vec<_>>())
    }
}

/// Signals and GREASE stand in the lists of hellos and offer nothing.
fn is_counted(item: &str) -> bool {
    !item.ends_with("_SCSV") && !item.starts_with("grease(")
}

/// What stands before the first hole, the hole, and what stands behind it.
fn next_hole(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (hole, after) = rest.split_once('}')?;
    Some((before, hole, after))
}

fn find<'a>(fields: &'a [Field], names: &[&str]) -> Option<&'a Field> {
    let (name, inner) = names.split_first()?;
    fields.iter().find_map(|field| match (field.name == *name, inner) {
        (true, []) => Some(field),
        (true, inner) => find(&field.parts, inner),
        (false, _) => find(&field.parts, names),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_found() {
        assert_eq!(next_hole("a {b.c} d"), Some(("a ", "b.c", " d")));
        assert_eq!(next_hole("a {b"), None);
        assert_eq!(next_hole("a b}"), None);
    }

    #[test]
    fn paths_may_leave_out_levels() {
        let leaf = Field::new("issuer", "CN=x");
        let inner = Field { name: "tbs".into(), parts: vec![Field::new("issuer_id", "7"), leaf], ..Field::default() };
        let outer = [Field { name: "list".into(), value: "two".into(), parts: vec![inner], ..Field::default() }];
        let value = |path: &str| find(&outer, &path.split('.').collect::<Vec<_>>()).map(|field| field.value.as_str());
        assert_eq!(value("list.tbs.issuer"), Some("CN=x"));
        assert_eq!(value("issuer"), Some("CN=x"));
        assert_eq!(value("tbs.issuer_id"), Some("7"));
        assert_eq!(value("list.issuer_id.issuer"), None);
    }
}
