//! From what was seen to what it means: the root cause of a failure, and what known error texts stand for.

pub mod errors;
pub mod ids;
