//! Protocol versions, and how people write them.

use super::registry;

registry! {
    /// ProtocolVersion (RFC 8446 4.2.1, RFC 5246 6.2.1); the drafts of TLS 1.3 are named as such.
    pub struct ProtocolVersion(u16);
    SSL_2_0 = 0x0002 => "SSL 2.0",
    SSL_3_0 = 0x0300 => "SSL 3.0",
    TLS_1_0 = 0x0301 => "TLS 1.0",
    TLS_1_1 = 0x0302 => "TLS 1.1",
    TLS_1_2 = 0x0303 => "TLS 1.2",
    TLS_1_3 = 0x0304 => "TLS 1.3",
    TLS_1_3_DRAFT_16 = 0x7f10 => "TLS 1.3 draft 16",
    TLS_1_3_DRAFT_17 = 0x7f11 => "TLS 1.3 draft 17",
    TLS_1_3_DRAFT_18 = 0x7f12 => "TLS 1.3 draft 18",
    TLS_1_3_DRAFT_19 = 0x7f13 => "TLS 1.3 draft 19",
    TLS_1_3_DRAFT_20 = 0x7f14 => "TLS 1.3 draft 20",
    TLS_1_3_DRAFT_21 = 0x7f15 => "TLS 1.3 draft 21",
    TLS_1_3_DRAFT_22 = 0x7f16 => "TLS 1.3 draft 22",
    TLS_1_3_DRAFT_23 = 0x7f17 => "TLS 1.3 draft 23",
    TLS_1_3_DRAFT_24 = 0x7f18 => "TLS 1.3 draft 24",
    TLS_1_3_DRAFT_25 = 0x7f19 => "TLS 1.3 draft 25",
    TLS_1_3_DRAFT_26 = 0x7f1a => "TLS 1.3 draft 26",
    TLS_1_3_DRAFT_27 = 0x7f1b => "TLS 1.3 draft 27",
    TLS_1_3_DRAFT_28 = 0x7f1c => "TLS 1.3 draft 28",
    TLS_1_3_FACEBOOK_23 = 0xfb17 => "TLS 1.3 draft 23 (Facebook)",
    TLS_1_3_FACEBOOK_26 = 0xfb1a => "TLS 1.3 draft 26 (Facebook)",
    TLS_1_3_GOOGLE_22 = 0x7e02 => "TLS 1.3 draft 22 (Google)",
    DTLS_1_0 = 0xfeff => "DTLS 1.0",
    DTLS_1_2 = 0xfefd => "DTLS 1.2",
    DTLS_1_3 = 0xfefc => "DTLS 1.3",
}

impl ProtocolVersion {
    /// Whether the version has the messages and the course of TLS 1.3 (the drafts from 12 on do).
    #[must_use]
    pub fn is_tls13(self) -> bool {
        self == Self::TLS_1_3 || self.draft().is_some()
    }

    /// The number of the draft of TLS 1.3 that it is; of two experiments (Facebook's, Google's) that of the draft they follow.
    #[must_use]
    pub fn draft(self) -> Option<u8> {
        match self.0 {
            0x7f0c..=0x7f1c => self.0.to_be_bytes().last().copied(),
            0xfb17 => Some(23),
            0xfb1a => Some(26),
            0x7e02 => Some(22),
            _ => None,
        }
    }
}
