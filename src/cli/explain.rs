//! `tlstrace explain`: a topic, or a pasted error line, in plain words.

use std::io::Read as _;

use anyhow::{Context, bail};
use clap::Args;

use super::exit::Exit;
use super::options::Shown;
use crate::diagnose::errors;
use crate::prose::without_secrets;
use crate::report::Explanation;
use crate::teach::pages::{Answer, Kind, Library, library};

/// Explain a topic, or a pasted error line
///
/// A topic is a message, field, extension, alert, finding, step or term: its name in any usual spelling
/// (client_hello, ClientHello, "client hello"), an alert's number (48), an extension's (`extension 16` or 0x0010),
/// `rung 5` for a step of the eleven-step ladder, or the id of a finding. `alert`, `extension`, `message`, `term` or
/// `field` before a name says which of several is meant. An error line, or a whole log, may come from OpenSSL,
/// GnuTLS, Mbed TLS, wolfSSL, NSS, rustls, Java, Go, Erlang, .NET, Node, Python, PHP, Ruby, Windows, Apple, a browser, or a
/// server or proxy built with one of them. Without a
/// topic everything there is is listed.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Explain {
    /// What to explain; - reads an error line, or a whole log, from standard input
    #[arg(value_name = "TOPIC | 'ERROR LINE'")]
    topic: Vec<String>,

    #[command(flatten)]
    shown: Shown,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace explain                           everything there is
  tlstrace explain certificate_request       a message
  tlstrace explain 116                       an alert
  tlstrace explain not_after                 a field
  tlstrace explain 'late refusal'            a term
  tlstrace explain 'curl: (56) … tlsv13 alert certificate required, errno 0'
  tail -1 error.log | tlstrace explain -     an error line that holds quotes

Exit code 2 if nothing is known about the topic.";

/// How much of standard input is read: enough for a log's end.
const MOST: u64 = 1 << 20;

impl Explain {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        // A log may hold a key, and the answer repeats a line of it.
        let topic = without_secrets(&self.topic()?).into_owned();
        self.shown.show(&explain(&topic)?)?;
        Ok(Exit::AsExpected)
    }

    fn topic(&self) -> anyhow::Result<String> {
        match self.topic.as_slice() {
            [dash] if dash == "-" => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().take(MOST).read_to_end(&mut bytes).context("reading standard input")?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if text.trim().is_empty() {
                    bail!("standard input is empty: nothing to explain");
                }
                Ok(text)
            }
            words => Ok(words.join(" ")),
        }
    }
}

/// A page if the topic names one, else what it means as an error line.
fn explain(topic: &str) -> anyhow::Result<Explanation> {
    let library = library();
    if topic.trim().is_empty() {
        return Ok(Explanation::of_index("", library, &Kind::ALL));
    }
    match library.look_up(topic) {
        Answer::Page { page, note, also } => Ok(Explanation::of_page(topic, page, note, &also)),
        Answer::Kind(kind) => Ok(Explanation::of_index(topic, library, &[kind])),
        Answer::Field(lines) => Ok(Explanation::of_field(topic, &lines)),
        Answer::Several(pages) => Ok(Explanation::of_choice(topic, &pages)),
        Answer::Unknown { why, near } => match errors::recognise(topic) {
            Some(meaning) => Ok(Explanation::of_error(&meaning, library)),
            None => Err(unknown(library, topic, why, &near)),
        },
    }
}

/// What to say of a topic that nothing is known about; topics near to it or, for a line, those that its words name.
fn unknown(library: &Library, topic: &str, why: Option<String>, near: &[String]) -> anyhow::Error {
    let is_line = topic.split_whitespace().count() > 3;
    let near = if near.is_empty() && is_line { library.named_in(topic) } else { near.to_vec() };
    let what = match why {
        Some(why) => why,
        None if is_line => "this line is not recognised: it holds no error text and no alert that is known here".into(),
        None => format!("nothing is called `{}`", topic.trim()),
    };
    let hint = match near.as_slice() {
        [] => "`tlstrace explain` lists everything there is".to_owned(),
        near => format!("did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    anyhow::anyhow!("{}; {hint}", visible(&what))
}

/// What was typed may be anything; it comes back on a terminal.
fn visible(text: &str) -> String {
    text.chars().flat_map(|letter| if letter.is_control() { letter.escape_unicode().collect::<Vec<_>>() } else { vec![letter] }).collect()
}
