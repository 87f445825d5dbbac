//! What became of a proof.

/// The result of recomputing something: a signature, a MAC, a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Recomputed, and it agrees.
    Holds,
    /// Recomputed, and it does not agree: why, in plain words.
    Fails(String),
    /// It could not be recomputed: what is missing, in plain words.
    Unable(String),
}

impl Verdict {
    /// `Holds`, or `Fails` with `why`.
    #[must_use]
    pub fn of(holds: bool, why: impl Into<String>) -> Self {
        if holds { Self::Holds } else { Self::Fails(why.into()) }
    }

    /// `true`, `false`, or `None` where nothing could be recomputed.
    #[must_use]
    pub fn holds(&self) -> Option<bool> {
        match self {
            Self::Holds => Some(true),
            Self::Fails(_) => Some(false),
            Self::Unable(_) => None,
        }
    }

    /// Why it fails, or what is missing.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Holds => None,
            Self::Fails(reason) | Self::Unable(reason) => Some(reason),
        }
    }
}
