//! The page with the switches.

use std::sync::Arc;

use super::address::{self, Address};
use super::layout::option;
use super::runs::Run;
use super::{Bench, Job, Switch, layout};
use crate::render::html::Text;

/// What stands on the page.
pub(super) struct Shown {
    /// The choice that the switches show.
    pub(super) choice: String,
    /// What is to stand beside it.
    pub(super) beside: Option<String>,
    /// The run that is shown.
    pub(super) run: Option<Arc<Run>>,
    /// Whether the address names a run that is not kept any more.
    pub(super) run_is_gone: bool,
}

/// Choices that one likes to see beside another: what it is called, and the choice.
const BASELINES: [(&str, &str); 2] = [("mutual TLS as it should be", ""), ("TLS without a client's certificate", "asks=none&client=none")];

/// What an address asks for, with its choices checked.
pub(super) fn choices(bench: &dyn Bench, address: &Address) -> Result<(String, Option<String>), String> {
    let beside = address.beside.as_deref().map(|pairs| bench.choice(pairs)).transpose()?;
    Ok((bench.choice(&address.switches)?, beside))
}

/// The page.
pub(super) fn page(bench: &dyn Bench, shown: &Shown) -> String {
    let switches: String = bench.switches().iter().map(|switch| select(switch, &shown.choice)).collect();
    let gone = if shown.run_is_gone { layout::GONE } else { "" };
    let run = shown.run.as_deref().map(layout::run).unwrap_or_default();
    format!(
        "<h1>The lab</h1>\n<p>Turn the switches and press the button: a real handshake happens in this server, and is shown step by \
         step. The address of the page says how the switches stand.</p>\n\
         <form method=\"post\" action=\"/run\">\n<fieldset><legend>Switches</legend>\n<div class=\"switches\">\n{switches}{beside}</div>\n\
         </fieldset>\n<p><button type=\"submit\">Run</button> <a href=\"/\">All switches back</a> <a href=\"/scenario.toml?{choice}\">This \
         as a scenario file</a></p>\n</form>\n{gone}{run}",
        beside = beside(shown),
        choice = Text(&shown.choice),
    )
}

fn select(switch: &Switch, choice: &str) -> String {
    let chosen = |value: &str| choice.split('&').any(|pair| pair.split_once('=') == Some((&switch.key, value)));
    let options: String = switch.positions.iter().map(|(value, label)| option(value, label, chosen(value))).collect();
    labelled(&switch.key, &switch.label, &options)
}

/// The run before, if there was one, is what one wants to see beside the next.
fn beside(shown: &Shown) -> String {
    let before = match shown.run.as_deref().map(|run| &run.job) {
        Some(Job::Choice { choice, .. }) => Some(choice.clone()),
        _ => None,
    };
    let wanted = if shown.run_is_gone { shown.beside.clone() } else { before.clone() };
    let mut known: Vec<(String, String)> =
        before.map(|choice| (format!("the run before: {}", name(&choice)), choice)).into_iter().collect();
    known.extend(BASELINES.map(|(label, choice)| (label.to_owned(), choice.to_owned())));
    known.extend(shown.beside.clone().map(|choice| (name(&choice), choice)));
    let mut options = option("", "nothing", wanted.is_none());
    let mut told: Vec<&str> = Vec::new();
    for (label, choice) in &known {
        if !told.contains(&choice.as_str()) {
            options += &option(&address::packed(choice), label, wanted.as_ref() == Some(choice));
            told.push(choice);
        }
    }
    labelled("beside", "On the left of it", &options)
}

/// A choice in a few words.
fn name(choice: &str) -> String {
    if choice.is_empty() { "mutual TLS as it should be".to_owned() } else { choice.replace('&', ", ") }
}

fn labelled(key: &str, label: &str, options: &str) -> String {
    format!("<label>{}\n<select name=\"{}\">\n{options}</select></label>\n", Text(label), Text(key))
}
