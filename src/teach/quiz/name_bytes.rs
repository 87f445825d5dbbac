//! Which bytes are the name?

use super::{Draft, Subject};
use crate::bytes::Node;
use crate::trace::message::Message;

/// How many bytes of a value are shown.
const SHOWN: usize = 16;

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    let draft = |said: super::subject::Said<'_>| {
        let (field, what) = match said.event.message()? {
            Message::ClientHello(_) => ("host_name", "the host name that the client asks for".to_owned()),
            Message::Certificate(_) => ("subject", format!("the name of the {} in its certificate", said.event.from.sender())),
            _ => return None,
        };
        let leaf = said.event.tree.as_ref()?.find(field)?.leaves().into_iter().last()?.clone();
        let right = hex(subject, &leaf);
        let others = subject.said().into_iter().filter_map(|said| said.event.tree.clone());
        let wrong =
            others.flat_map(|tree| OTHERS.iter().filter_map(|name| last(&tree, name)).map(|node| hex(subject, &node)).collect::<Vec<_>>());
        (leaf.span.len() > 2).then(|| Draft {
            wrong: wrong.collect(),
            hint: "Letters are 0x61 (a) to 0x7a (z) in ASCII. Random bytes, keys and signatures are spread over all values.",
            explanation: [vec![format!("{right} is `{}` in ASCII.", ascii(subject, &leaf))], said.explanation()].concat(),
            topic: said.topic(),
            right,
            ..subject.draft("name_bytes", format!("Bytes of this connection. Which of them are {what}?"))
        })
    };
    subject.said().into_iter().filter_map(draft).collect()
}

/// Other values that are shown.
const OTHERS: [&str; 8] = [
    "random",
    "legacy_session_id",
    "key_exchange",
    "serial_number",
    "subject_public_key",
    "signature_value",
    "cipher_suites",
    "verify_data",
];

fn last(tree: &Node, name: &str) -> Option<Node> {
    tree.find(name)?.leaves().into_iter().last().filter(|leaf| leaf.span.len() > 2).cloned()
}

fn hex(subject: &Subject<'_>, node: &Node) -> String {
    let bytes = subject.connection.buffers.bytes(node.span);
    let shown: Vec<String> = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect();
    let more = if bytes.len() > SHOWN { " …" } else { "" };
    format!("`{}{more}`", shown.join(" "))
}

fn ascii(subject: &Subject<'_>, node: &Node) -> String {
    let bytes = subject.connection.buffers.bytes(node.span).iter().take(SHOWN);
    bytes.map(|&byte| if byte.is_ascii_graphic() && byte != b'`' { char::from(byte) } else { '.' }).collect()
}
