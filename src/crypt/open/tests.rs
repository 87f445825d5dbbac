//! Records sealed here, opened there.
