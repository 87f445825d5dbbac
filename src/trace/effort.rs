//! How much is made of a connection.

/// How much a trace keeps. Either proves the same, and gives the same facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// What was said, and what it proves: without a node for each byte. For the summary of many connections.
    Facts,
    /// Every byte under its name, too.
    #[default]
    Full,
}
