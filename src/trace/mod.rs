//! A capture understood: records, streams, messages, secrets, checks.
