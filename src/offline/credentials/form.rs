//! The forms in which a file of text or a key is found that not everybody reads: named here, judged elsewhere by data.

/// A form that differs from plain PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Text in UTF-16, as PowerShell's `>` writes it.
    Utf16,
    /// A byte order mark before the first line.
    ByteOrderMark,
    /// A byte order mark before a later block: two files were put together.
    ByteOrderMarkLater,
    /// Lines end with a carriage return alone.
    CarriageReturns,
    /// A blank line among the base64.
    BlankLine,
    /// The line break between END and the next BEGIN is missing.
    GluedBlocks,
    /// BEGIN, base64 and END stand on one line.
    OneLine,
    /// Line breaks are written as `\n`.
    EscapedLineBreaks,
    /// A line of dashes has four or six of them.
    Dashes,
    /// Blanks stand before `-----BEGIN`.
    Indented,
    /// Other text stands on the line of a BEGIN or an END.
    TextOnLine,
    /// The label is `X509 CERTIFICATE`.
    X509Label,
    /// The label is `TRUSTED CERTIFICATE`: OpenSSL's own, with its settings behind the certificate.
    TrustedLabel,
    /// The PEM was encoded with base64 once more.
    Base64Twice,
    /// The key's encryption is one that OpenSSL 3 has in its legacy provider alone.
    LegacyKeyEncryption,
    /// The key is encrypted in OpenSSL's old form, with headers in the PEM.
    TraditionalKeyEncryption,
    /// The key is bare DER.
    DerKey,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Utf16,
        Self::ByteOrderMark,
        Self::ByteOrderMarkLater,
        Self::CarriageReturns,
        Self::BlankLine,
        Self::GluedBlocks,
        Self::OneLine,
        Self::EscapedLineBreaks,
        Self::Dashes,
        Self::Indented,
        Self::TextOnLine,
        Self::X509Label,
        Self::TrustedLabel,
        Self::Base64Twice,
        Self::LegacyKeyEncryption,
        Self::TraditionalKeyEncryption,
        Self::DerKey,
    ];

    /// Its name in the table of who reads what.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf16 => "utf-16",
            Self::ByteOrderMark => "byte-order-mark",
            Self::ByteOrderMarkLater => "byte-order-mark-later",
            Self::CarriageReturns => "carriage-returns",
            Self::BlankLine => "blank-line",
            Self::GluedBlocks => "glued-blocks",
            Self::OneLine => "one-line",
            Self::EscapedLineBreaks => "escaped-line-breaks",
            Self::Dashes => "dashes",
            Self::Indented => "indented",
            Self::TextOnLine => "text-on-line",
            Self::X509Label => "x509-label",
            Self::TrustedLabel => "trusted-label",
            Self::Base64Twice => "base64-twice",
            Self::LegacyKeyEncryption => "legacy-key-encryption",
            Self::TraditionalKeyEncryption => "traditional-key-encryption",
            Self::DerKey => "der-key",
        }
    }
}
