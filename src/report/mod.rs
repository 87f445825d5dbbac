//! What a reader is to see: the one thing that a renderer gets.
