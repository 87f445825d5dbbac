//! The `tlstrace` command.

fn main() {}
