//! Alerts (RFC 8446 6, RFC 5246 7.2).

use crate::bytes::{Reader, Sink};
use crate::names::{AlertDescription, AlertLevel};

/// What an alert says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alert {
    /// Warning or fatal. In TLS 1.3 the level means nothing any more.
    pub level: AlertLevel,
    /// What happened.
    pub description: AlertDescription,
}

impl Alert {
    /// Whether the sender gives up the connection: every alert but the two that close it in good order, and the
    /// warnings of TLS 1.2.
    #[must_use]
    pub fn is_error(self, tls13: bool) -> bool {
        let orderly = matches!(self.description, AlertDescription::CLOSE_NOTIFY | AlertDescription::USER_CANCELED);
        !orderly && (tls13 || self.level != AlertLevel::WARNING)
    }
}

/// An alert message of two bytes.
pub fn alert<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Alert {
    let mut alert = Alert::default();
    reader.whole("alert", |reader| {
        alert.level = reader.code8("level")?;
        alert.description = reader.code8("description")?;
        reader.says(|| format!("{} {}", alert.level, alert.description));
        Ok(())
    });
    alert
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::torture::{grammar, torture};

    #[test]
    fn an_alert() {
        let (facts, node, issues) = torture(&[2, 45], &grammar!(Alert, |reader| alert(reader)));
        assert_eq!((facts.level, facts.description), (AlertLevel::FATAL, AlertDescription::CERTIFICATE_EXPIRED));
        assert_eq!((node.leaves().len(), issues.len()), (2, 0));
        assert!(facts.is_error(true) && facts.is_error(false));
    }

    #[test]
    fn a_warning_is_an_error_in_tls_1_3_alone() {
        let warning = |description| Alert { level: AlertLevel::WARNING, description };
        assert!(!warning(AlertDescription::CLOSE_NOTIFY).is_error(true));
        assert!(!warning(AlertDescription::UNRECOGNIZED_NAME).is_error(false));
        assert!(warning(AlertDescription::UNRECOGNIZED_NAME).is_error(true));
    }
}
