//! Switches: a scenario put together by hand, one position of each switch at a time.
//!
//! What the switches are stands in `switches.toml`. A choice is written as in the address of the lab's page,
//! `client=expired&tls=1.2`; a switch that is not named has its first position.

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use toml::{Table, Value};

use super::{Scenario, ScenarioError};
use crate::spelling::meant_or_all;
use crate::watch::TlsVersion;

/// One switch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Its name in an address.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// Its positions; the first is the one that it has when nobody turns it.
    #[serde(rename = "position")]
    pub positions: Vec<Position>,
}

/// A position of a switch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Its name in an address.
    pub value: String,
    /// Its name for people.
    pub label: String,
    /// What it adds to the scenario.
    #[serde(default)]
    sets: Table,
}

/// A position of each switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Of each switch the index of its position.
    positions: Vec<usize>,
}

/// A choice that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// There is no such switch.
    #[error("the lab has no switch `{key}`{remedy}")]
    UnknownSwitch {
        /// What was named.
        key: String,
        /// What was meant, or what there is.
        remedy: String,
    },
    /// The switch has no such position.
    #[error("the switch `{key}` has no position `{value}`{remedy}")]
    UnknownPosition {
        /// The switch.
        key: String,
        /// What was named.
        value: String,
        /// What was meant, or what there is.
        remedy: String,
    },
}

/// The file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Panel {
    base: Table,
    switch: Vec<Switch>,
}

impl Switch {
    /// All switches, in the order in which a page shows them.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &panel().switch
    }
}

impl Choice {
    /// Reads keys and values; of a switch that is named twice the last counts.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, ChoiceError> {
        let mut choice = Self::default();
        for (key, value) in pairs {
            choice.turn(key, value)?;
        }
        Ok(choice)
    }

    /// Reads `client=expired&tls=1.2`.
    pub fn parse(text: &str) -> Result<Self, ChoiceError> {
        Self::read(text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, ""))))
    }

    /// As in an address: `tls=1.2&client=expired`. A switch in its first position is left out.
    #[must_use]
    pub fn in_address(&self) -> String {
        let turned = self.positions().zip(&self.positions).filter(|(_, index)| **index > 0);
        let pairs: Vec<_> = turned.map(|((switch, position), _)| format!("{}={}", switch.key, position.value)).collect();
        pairs.join("&")
    }

    /// Each switch with its position.
    pub fn positions(&self) -> impl Iterator<Item = (&'static Switch, &'static Position)> {
        let all = Switch::all().iter().zip(&self.positions);
        all.filter_map(|(switch, index)| Some((switch, switch.positions.get(*index)?)))
    }

    /// The scenario. Its name is the choice, as it is written: `lab?client=expired`.
    pub fn scenario(&self) -> Result<Scenario, ScenarioError> {
        let mut scenario = Scenario::read("lab", &self.to_toml())?;
        scenario.name = self.to_string();
        scenario.version = Some(self.version());
        Ok(scenario)
    }

    /// The scenario as the text of a file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut scenario = panel().base.clone();
        scenario.insert("description".to_owned(), Value::String(self.in_words()));
        for (_, position) in self.positions() {
            merge(&mut scenario, &position.sets);
        }
        leave_what_nobody_asks_for(&mut scenario);
        scenario.to_string()
    }

    /// Each switch that was turned, in words.
    fn in_words(&self) -> String {
        let words: Vec<_> = self.positions().map(|(switch, position)| format!("{}: {}.", switch.label, position.label)).collect();
        words.join(" ")
    }

    /// The version of the run; where both ends differ, each has its own.
    fn version(&self) -> TlsVersion {
        self.positions().find_map(|(_, position)| TlsVersion::parse(&position.value)).unwrap_or(TlsVersion::Tls13)
    }

    fn turn(&mut self, key: &str, value: &str) -> Result<(), ChoiceError> {
        let (index, switch) = Switch::all().iter().enumerate().find(|(_, switch)| switch.key == key).ok_or_else(|| {
            let all: Vec<_> = Switch::all().iter().map(|switch| switch.key.as_str()).collect();
            ChoiceError::UnknownSwitch { key: key.to_owned(), remedy: meant_or_all(key, &all) }
        })?;
        let position = switch.positions.iter().position(|position| position.value == value).ok_or_else(|| {
            let all: Vec<_> = switch.positions.iter().map(|position| position.value.as_str()).collect();
            ChoiceError::UnknownPosition { key: key.to_owned(), value: value.to_owned(), remedy: meant_or_all(value, &all) }
        })?;
        if let Some(chosen) = self.positions.get_mut(index) {
            *chosen = position;
        }
        Ok(())
    }
}

/// Every switch in its first position.
impl Default for Choice {
    fn default() -> Self {
        Self { positions: vec![0; Switch::all().len()] }
    }
}

/// As a source: `lab?tls=1.2&client=expired`; with all switches in their first position `lab`.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.in_address();
        if address.is_empty() { f.write_str("lab") } else { write!(f, "lab?{address}") }
    }
}

fn panel() -> &'static Panel {
    static PANEL: LazyLock<Panel> = LazyLock::new(|| toml::from_str(include_str!("switches.toml")).unwrap_or_default());
    &PANEL
}

fn merge(into: &mut Table, more: &Table) {
    for (key, value) in more {
        match (into.get_mut(key), value) {
            (Some(Value::Table(into)), Value::Table(more)) => merge(into, more),
            _ => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

/// A server that asks nobody has no list to look into: a scenario refuses it.
fn leave_what_nobody_asks_for(scenario: &mut Table) {
    let Some(Value::Table(server)) = scenario.get_mut("server") else { return };
    if server.get("client_auth").and_then(Value::as_str) == Some("none") {
        server.remove("crls");
        server.remove("allow_subjects");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_gives_a_scenario() {
        assert!(Switch::all().len() > 8);
        let base = Choice::default();
        assert_eq!((base.to_string().as_str(), base.scenario().unwrap().version), ("lab", Some(TlsVersion::Tls13)));
        for switch in Switch::all() {
            for position in &switch.positions {
                let choice = Choice::read([(switch.key.as_str(), position.value.as_str())]).unwrap();
                let scenario = choice.scenario().unwrap_or_else(|error| panic!("{choice}: {error}\n{}", choice.to_toml()));
                assert!(scenario.description.contains(&position.label), "{choice}");
                assert_eq!(Choice::parse(choice.to_string().trim_start_matches("lab").trim_start_matches('?')).unwrap(), choice);
            }
        }
    }

    #[test]
    fn a_server_that_asks_nobody_holds_no_lists() {
        for client in ["revoked", "not-authorized"] {
            Choice::read([("asks", "none"), ("client", client)]).unwrap().scenario().unwrap();
        }
    }

    #[test]
    fn what_is_misspelt_is_told() {
        let error = |text| Choice::parse(text).unwrap_err().to_string();
        assert_eq!(error("clinet=none"), "the lab has no switch `clinet`; did you mean `client`?");
        assert_eq!(error("client=expierd"), "the switch `client` has no position `expierd`; did you mean `expired`?");
        assert_eq!(error("tls=1.1"), "the switch `tls` has no position `1.1`; there are: 1.3, 1.2, client-old");
    }
}
