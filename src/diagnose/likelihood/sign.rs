//! What was seen of the end that gave up, and what a stack is known to answer: an alert, a close, a refusal above TLS.

use std::fmt;

use serde::Deserialize;
use serde::de::Error;

use crate::capture::{Close, End};
use crate::diagnose::facts::{Facts, Sign};
use crate::names::AlertDescription;

/// What is seen of an end that gives up.
pub(super) struct Seen {
    pub(super) by: End,
    pub(super) ending: Ending,
    /// `None` where nothing was agreed on.
    pub(super) is_tls13: Option<bool>,
    /// The signature schemes that it asks for, in its order.
    pub(super) schemes: Vec<u16>,
}

/// How an end gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With this alert.
    Alert(u8),
    /// With an alert that stays sealed.
    Sealed,
    /// It closes or resets the connection without an alert.
    Left,
    /// Nothing more comes from it.
    Silent,
    /// It takes the handshake, and refuses the certificate, or that there is none, in the protocol above.
    Above,
    /// It knows who the client is, and lets it do nothing: HTTP 403.
    Denied,
}

/// What a stack answers to a cause in TLS 1.2, and in TLS 1.3: `45`, `40 / 116`, `left`, `above`, `denied`, `49 or 42`, or `accepts`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    tls12: Vec<Ending>,
    tls13: Vec<Ending>,
}

impl Seen {
    /// `None` where nobody is known to have given up.
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        let refusal = facts.refusal.as_ref()?;
        let ending = match refusal.sign {
            Sign::Alert { description, .. } => Ending::Alert(description.0),
            Sign::Sealed { .. } => Ending::Sealed,
            Sign::Above { said, .. } if said.is_forbidden() => Ending::Denied,
            Sign::Above { .. } => Ending::Above,
            Sign::Closed(Close::Open) => Ending::Silent,
            Sign::Closed(Close::Fin | Close::Reset) => Ending::Left,
        };
        let by = refusal.by?;
        let negotiated = &facts.connection.negotiated;
        let is_tls13 = negotiated.version.map(|_| negotiated.is_tls13());
        Some(Self { by, ending, is_tls13, schemes: schemes(facts, by) })
    }
}

fn schemes(facts: &Facts<'_>, by: End) -> Vec<u16> {
    let schemes = match by {
        End::Server => facts.request().map(|(_, request)| &request.signature_algorithms),
        End::Client => facts.client_hello().map(|(_, hello)| &hello.extensions.signature_algorithms),
    };
    schemes.into_iter().flatten().map(|scheme| scheme.0).collect()
}

impl Answers {
    /// How likely this ending is, if this is what the stack answers; where no version was agreed on, in either.
    pub(super) fn likelihood(&self, ending: Ending, is_tls13: Option<bool>) -> f64 {
        match is_tls13 {
            Some(false) => of_one(&self.tls12, ending),
            Some(true) => of_one(&self.tls13, ending),
            None => f64::midpoint(of_one(&self.tls12, ending), of_one(&self.tls13, ending)),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few answers")]
fn of_one(answers: &[Ending], ending: Ending) -> f64 {
    /// A stack is told to do something else, is of another version, or its alert was lost.
    const SOMETHING_ELSE: f64 = 0.2;
    /// It accepts this, and something else is the reason.
    const NOTHING: f64 = 0.01;
    if answers.is_empty() {
        return NOTHING * flat(ending);
    }
    let fits = |answer: &&Ending| **answer == ending || ending == Ending::Sealed && matches!(answer, Ending::Alert(_));
    let share = answers.iter().filter(fits).count() as f64 / answers.len() as f64;
    (1.0 - SOMETHING_ELSE) * share + SOMETHING_ELSE * flat(ending)
}

/// How likely an ending is where nothing is known.
pub(super) fn flat(ending: Ending) -> f64 {
    match ending {
        // bad_certificate and certificate_unknown, which say nothing; of the others about ten are in use.
        Ending::Alert(42 | 46) => 0.15,
        Ending::Alert(_) => 0.03,
        Ending::Sealed => 0.6,
        Ending::Left => 0.25,
        Ending::Silent | Ending::Above | Ending::Denied => 0.05,
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(number) => write!(f, "alert {number} {}", AlertDescription(*number)),
            Self::Sealed => f.write_str("an alert that stays sealed"),
            Self::Left => f.write_str("a close without an alert"),
            Self::Silent => f.write_str("silence"),
            Self::Above | Self::Denied => f.write_str("a refusal above TLS"),
        }
    }
}

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (tls12, tls13) = text.split_once('/').unwrap_or((&text, &text));
        let read = |text: &str| endings(text.trim()).ok_or_else(|| Error::custom(format!("no answer: {text:?}")));
        Ok(Self { tls12: read(tls12)?, tls13: read(tls13)? })
    }
}

fn endings(text: &str) -> Option<Vec<Ending>> {
    if text == "accepts" {
        return Some(Vec::new());
    }
    let ending = |word: &str| match word {
        "left" => Some(Ending::Left),
        "above" => Some(Ending::Above),
        "denied" => Some(Ending::Denied),
        number => number.parse().ok().map(Ending::Alert),
    };
    text.split(" or ").map(ending).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(text: &str) -> Answers {
        #[derive(Deserialize)]
        struct Row {
            to: Answers,
        }
        toml::from_str::<Row>(&format!("to = \"{text}\"")).unwrap().to
    }

    #[test]
    fn an_answer_is_read_for_both_versions() {
        let missing = answers("40 / 116");
        assert_eq!((missing.tls12.as_slice(), missing.tls13.as_slice()), (&[Ending::Alert(40)][..], &[Ending::Alert(116)][..]));
        assert_eq!(answers("49 or left").tls12, [Ending::Alert(49), Ending::Left]);
        assert!(answers("accepts").tls13.is_empty());
        assert!(endings("perhaps").is_none());
    }

    #[test]
    fn what_a_stack_answers_is_likelier_than_what_it_does_not() {
        let missing = answers("40 / 116");
        let of = |number, is_tls13| missing.likelihood(Ending::Alert(number), Some(is_tls13));
        assert!(of(40, false) > 50.0 * of(116, false) && of(116, true) > 50.0 * of(40, true));
        assert!(missing.likelihood(Ending::Alert(116), None) > 20.0 * of(116, false), "no version was agreed on");
        assert!(answers("accepts").likelihood(Ending::Alert(40), Some(false)) < of(116, false));
        assert!(missing.likelihood(Ending::Sealed, Some(true)) > 0.9);
    }
}
