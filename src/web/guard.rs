//! Who may ask: the page itself, and nobody else's page.
//!
//! A server on loopback is reachable for every page in the user's browser. Three things keep those out. The `Host` must be
//! `localhost` or an IP address: a name could be made to point here (DNS rebinding). What another site's page asks for is
//! refused, by `Sec-Fetch-Site` and `Origin`; it may only lead here by a link, because a lesson's link may stand anywhere.
//! And what changes anything, a run, must come from the page's own form.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Who is to reach the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// This machine.
    ThisMachine,
    /// Everybody who can reach the address.
    Everybody,
}

/// The pages have no script, load nothing from elsewhere, and stand in nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// What every answer says; an answer may say otherwise of itself.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with that a browser sends `Origin: null` with the page's own form.
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Answers those who may ask.
pub(super) async fn guard(State(audience): State<Audience>, request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.headers(), audience) {
        Some(why) => (StatusCode::FORBIDDEN, format!("tlstrace: refused: {why}\n")).into_response(),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Why a request is refused.
fn refusal(method: &Method, headers: &HeaderMap, audience: Audience) -> Option<&'static str> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let Some(host) = text("host").and_then(|host| host.parse::<Authority>().ok()) else {
        return Some("the request does not say which Host it wants");
    };
    if !is_ours(&host, audience) {
        return Some("Host is neither localhost nor an IP address of this server");
    }
    let from_elsewhere = |site: &str| !matches!(site, "same-origin" | "none");
    if text("sec-fetch-site").is_some_and(from_elsewhere) && !is_link(method, &text) {
        return Some("another site's page asked for it");
    }
    let own = format!("http://{host}");
    if text("origin").is_some_and(|origin| origin != own) {
        return Some("Origin is another site");
    }
    let is_reading = method == Method::GET || method == Method::HEAD;
    if !is_reading && text("origin").is_none() && text("sec-fetch-site") != Some("same-origin") {
        return Some("a run must come from the page's own form, which says so in Origin");
    }
    None
}

fn is_ours(host: &Authority, audience: Audience) -> bool {
    let name = host.host();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match (audience, address) {
        (Audience::ThisMachine, Ok(address)) => address.is_loopback(),
        (Audience::Everybody, Ok(_)) => true,
        (_, Err(_)) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether somebody followed a link to a page: that runs nothing and tells the other site nothing.
fn is_link<'a>(method: &Method, text: &impl Fn(&str) -> Option<&'a str>) -> bool {
    method == Method::GET && text("sec-fetch-mode") == Some("navigate") && text("sec-fetch-dest") == Some("document")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: &Method, audience: Audience, headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
        refusal(method, &headers, audience).is_some()
    }

    #[test]
    fn only_names_that_nobody_can_point_elsewhere_are_ours() {
        use Audience::{Everybody, ThisMachine};
        for host in ["127.0.0.1:8013", "localhost", "LOCALHOST:1", "[::1]:80", "127.9.9.9"] {
            assert!(!refused(&Method::GET, ThisMachine, &[("host", host)]), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:80", "10.0.0.1", "[2001:db8::1]:80", "", "127.0.0.1.evil.example", "@"] {
            assert!(refused(&Method::GET, ThisMachine, &[("host", host)]), "{host}");
        }
        assert!(refused(&Method::GET, ThisMachine, &[]));
        assert!(!refused(&Method::GET, Everybody, &[("host", "10.0.0.1:8013")]));
        assert!(refused(&Method::GET, Everybody, &[("host", "teacher.example")]));
    }

    #[test]
    fn other_sites_may_link_here_and_nothing_more() {
        let host = ("host", "127.0.0.1:1");
        let asked =
            |method: &Method, more: &[(&'static str, &'static str)]| refused(method, Audience::ThisMachine, &[&[host], more].concat());
        let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        assert!(!asked(&Method::GET, &link));
        assert!(asked(&Method::POST, &link));
        assert!(asked(&Method::GET, &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")]));
        assert!(asked(&Method::GET, &[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")]));
        assert!(asked(&Method::GET, &[("origin", "http://evil.example")]));
    }

    #[test]
    fn a_run_comes_from_the_pages_own_form() {
        let host = ("host", "127.0.0.1:1");
        let asked = |more: &[(&'static str, &'static str)]| refused(&Method::POST, Audience::ThisMachine, &[&[host], more].concat());
        assert!(!asked(&[("origin", "http://127.0.0.1:1")]));
        assert!(!asked(&[("origin", "http://127.0.0.1:1"), ("sec-fetch-site", "same-origin")]));
        for origin in ["null", "http://127.0.0.1:2", "https://127.0.0.1:1", "http://localhost:1", "http://evil.example"] {
            assert!(asked(&[("origin", origin)]), "{origin}");
        }
        assert!(asked(&[]));
        assert!(asked(&[("sec-fetch-site", "none")]));
    }
}
