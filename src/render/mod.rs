//! Report in, bytes out. One format, one file.
