//! Every form, and every way to spoil one.
