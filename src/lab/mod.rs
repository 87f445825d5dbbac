//! Scenarios, their certificates, and the rustls pair that plays them, with its tap.
