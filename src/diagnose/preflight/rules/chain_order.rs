//! The order of the file: the end's own certificate first, then each one's issuer (RFC 8446 4.4.2, RFC 5246 7.4.2).

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;

const ABOUT: &str = "order";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    if subject.own != 0 {
        return vec![own_is_not_first(subject)];
    }
    if subject.chain.len() == 1 {
        return Vec::new();
    }
    let sent = subject.sent();
    let order = if sent.is_sorted() {
        Check::fine(ABOUT, format!("its own certificate first, then what issued it ({} in the file)", subject.chain.len()))
    } else {
        Check::note(
            ABOUT,
            "the certificates above its own are not in order: TLS 1.2 wants each one's issuer behind it; most stacks sort them",
        )
    };
    std::iter::once(order).chain(strangers(subject, &sent)).chain(roots(subject)).collect()
}

fn own_is_not_first(subject: &Subject<'_>) -> Check {
    let (own, first) = (subject.own(), &subject.chain[0]);
    let says =
        format!("the certificate of {} comes first, but the end's own is the {} in the file", first.x509.subject, ordinal(subject.own + 1));
    Check::refused(ABOUT, FindingId::ChainOrder(subject.role()), says)
        .evidence(format!("{}: {}", first.given.place, first.x509.subject))
        .evidence(format!("{}: {}", own.given.place, own.x509.subject))
        .fix("put the end's own certificate first, then its issuer: cat own.pem intermediate.pem > chain.pem")
        .stacks("chain-order", subject.role())
}

fn strangers(subject: &Subject<'_>, sent: &[usize]) -> Option<Check> {
    let others = (0..subject.chain.len()).filter(|index| !sent.contains(index));
    let names: Vec<&str> = others.map(|index| subject.chain[index].x509.subject.as_str()).collect();
    let says = || format!("the file has certificates that do not belong to the chain: {}", names.join("; "));
    (!names.is_empty()).then(|| Check::note(ABOUT, says()).fix("leave them out: they are sent with every handshake"))
}

/// Who trusts a root has it already; who does not is not convinced by getting it.
fn roots(subject: &Subject<'_>) -> Option<Check> {
    let root = subject.chain.iter().skip(1).find(|certificate| certificate.x509.is_self_issued())?;
    Some(Check::note(ABOUT, format!("the root {} is in the chain: it is sent, and nobody needs it", root.x509.subject)))
}

fn ordinal(number: usize) -> String {
    match number {
        2 => "second".into(),
        3 => "third".into(),
        other => format!("{other}th"),
    }
}
