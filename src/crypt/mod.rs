//! What rustls, webpki and openssl also compute, computed again: key schedules, record opening, signatures, paths.
