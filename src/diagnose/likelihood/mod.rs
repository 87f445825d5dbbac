//! Which cause is the likeliest: how common it is, what this kind of stack answers to it, and what was sent speak together.
//!
//! Each is a number, and they are multiplied. `docs/diagnosis.md` says it in plain words, and has the table by which it is judged: each
//! stack, with a model that never saw it. What is proven is not weighed.

mod circumstances;
mod sign;
mod stacks;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use self::circumstances::Circumstance;
use self::sign::{Seen, flat};
pub(crate) use self::stacks::Stack;
use super::facts::Facts;
use super::finding::{Certainty, Evidence, Finding};
use super::ids::FindingId;

/// From this share of the likelihood on a cause is called likely.
const LIKELY: f64 = 0.5;

/// The measured stacks.
#[derive(Clone, Debug)]
pub struct Model {
    stacks: Vec<Stack>,
    /// Whether the signature schemes of an end are looked at.
    tells_apart: bool,
}

impl Model {
    /// With every stack that was measured.
    #[must_use]
    pub fn measured() -> Self {
        Self { stacks: stacks::measured(), tells_apart: true }
    }

    /// Without these stacks, as if nobody had met them: to judge the model by what it never saw.
    #[must_use]
    pub fn without(names: &[&str]) -> Self {
        let stacks = stacks::measured().into_iter().filter(|stack| !names.contains(&stack.name.as_str())).collect();
        Self { stacks, tells_apart: true }
    }

    /// The same knowledge, but every end may be any stack: the simpler way, to see what telling them apart is worth.
    #[must_use]
    pub fn not_told_apart(self) -> Self {
        Self { tells_apart: false, ..self }
    }

    /// The names of the stacks.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.stacks.iter().map(|stack| stack.name.as_str())
    }

    /// Orders the causes that are not proven, the likeliest first, and says of the first why.
    pub(super) fn rank(&self, facts: &Facts<'_>, findings: &mut [Finding]) {
        let others = findings.iter().any(|finding| finding.is_cause() && !is_how_it_ended(finding.id));
        // How it ended is a fact; that nothing else is behind it is none where there is a candidate.
        let is_proven = |finding: &Finding| finding.certainty == Certainty::Proven && !(others && is_how_it_ended(finding.id));
        let open = |finding: &Finding| finding.is_cause() && finding.id != FindingId::Unexplained && !is_proven(finding);
        // An end's own word is more than any likelihood.
        let Some(seen) = Seen::of(facts).filter(|_| facts.decision().is_none()) else { return };
        let mixture = self.mixture(&seen);
        let mut weighed: Vec<Weighed> =
            findings.iter().filter(|finding| open(finding)).map(|finding| Weighed::of(finding.clone(), facts, &seen, &mixture)).collect();
        let sum: f64 = weighed.iter().map(|one| one.weight).sum::<f64>() + nothing_of_these(&seen);
        weighed.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        let is_choice = weighed.len() > 1;
        for (nth, one) in weighed.iter_mut().enumerate() {
            let is_likely = one.weight / sum >= LIKELY && !is_bare_guess(one.finding.id, facts);
            one.finding.certainty = if is_likely { Certainty::Likely } else { Certainty::Possible };
            if nth == 0 && is_choice {
                one.finding.evidence.push(one.why(&seen, &mixture));
            }
        }
        let places = findings.iter_mut().filter(|finding| open(finding));
        places.zip(weighed).for_each(|(place, one)| *place = one.finding);
    }

    /// How much each stack speaks: by how common it is, and how well the schemes of the end that gave up fit it. Who is like none of them
    /// is a mixture of all.
    fn mixture(&self, seen: &Seen) -> Vec<(f64, &Stack)> {
        /// An unknown stack may be told as any other, by chance or by what was configured.
        const LEAST: f64 = 0.02;
        let is_known = self.tells_apart && !seen.schemes.is_empty();
        let weigh = |stack: &Stack| if is_known { stack.resembles(&seen.schemes).max(LEAST) } else { 1.0 };
        self.stacks.iter().map(|stack| (stack.share * weigh(stack), stack)).collect()
    }
}

/// Whether a cause says no more than that an end went away.
fn is_how_it_ended(id: FindingId) -> bool {
    matches!(id, FindingId::PeerClosed | FindingId::PeerReset | FindingId::PeerSilent)
}

/// Most judges look at no revocation list: that this one does, only its own word or a list that it has can tell.
fn is_bare_guess(id: FindingId, facts: &Facts<'_>) -> bool {
    id == FindingId::CrlMissing && facts.judged.as_ref().is_none_or(|judged| judged.judgement.lists.is_empty())
}

/// A candidate, and what speaks for it.
struct Weighed {
    finding: Finding,
    weight: f64,
    circumstances: Vec<Circumstance>,
}

impl Weighed {
    fn of(finding: Finding, facts: &Facts<'_>, seen: &Seen, mixture: &[(f64, &Stack)]) -> Self {
        let circumstances = circumstances::of(finding.id, facts);
        let sent: f64 = circumstances.iter().map(|one| one.times).product();
        let is_seen = circumstances::is_seen(finding.id, facts);
        let weight = common(finding.id, is_seen) * sent * likelihood(finding.id, seen, mixture);
        Self { finding, weight, circumstances }
    }

    /// Why it stands before the others.
    fn why(&self, seen: &Seen, mixture: &[(f64, &Stack)]) -> Evidence {
        let best = mixture.iter().max_by(|one, other| one.0.total_cmp(&other.0)).filter(|_| !seen.schemes.is_empty());
        let whole: f64 = mixture.iter().map(|(weight, _)| weight).sum();
        let known = best.filter(|(weight, _)| weight / whole >= LIKELY);
        let stack = match known {
            Some((_, stack)) => format!("the {} looks like {} by its signature schemes", seen.by.name(), stack.name),
            None => format!("the {} may be one of several stacks", seen.by.name()),
        };
        let reasons: Vec<&str> = self.circumstances.iter().filter(|one| one.times > 1.0).map(|one| one.says).collect();
        let reasons = if reasons.is_empty() { String::new() } else { format!("; {}", reasons.join("; ")) };
        Evidence::Config {
            key: "likelihood",
            detail: format!("before the other causes: {stack}, it gave up with {}{reasons}", seen.ending),
        }
    }
}

/// How likely what was seen is, if this is the cause: the average of the stacks that were measured with it.
fn likelihood(cause: FindingId, seen: &Seen, mixture: &[(f64, &Stack)]) -> f64 {
    /// So much weight has the doubt that it is yet another stack.
    const DOUBT: f64 = 0.5;
    if is_how_it_ended(cause) {
        return 1.0; // it is what was seen
    }
    let measured = mixture.iter().filter_map(|(weight, stack)| Some((weight, stack.answers(seen.by, cause)?)));
    let (sum, of_all) = measured.fold((0.0, 0.0), |(sum, of_all), (weight, answers)| {
        (sum + weight * answers.likelihood(seen.ending, seen.is_tls13), of_all + weight)
    });
    // Nobody at all was measured: what is common among refusals.
    let base = |weight: f64| weight * flat(seen.ending);
    (sum + base(DOUBT)) / (of_all + DOUBT)
}

/// The weight of what nobody thought of.
fn nothing_of_these(seen: &Seen) -> f64 {
    COMMON.guessed.get("unexplained").copied().unwrap_or(1.0) * flat(seen.ending)
}

fn common(cause: FindingId, is_seen: bool) -> f64 {
    let seen = COMMON.seen.get(cause.kind()).filter(|_| is_seen);
    seen.or_else(|| COMMON.guessed.get(cause.kind())).copied().unwrap_or(1.0)
}

/// How common each cause is, where it is seen and where it is guessed.
#[derive(Default, Deserialize)]
struct Common {
    seen: BTreeMap<String, f64>,
    guessed: BTreeMap<String, f64>,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| toml::from_str(include_str!("causes.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::End;
    use crate::diagnose::likelihood::sign::Ending;

    fn seen(ending: Ending, schemes: &[u16]) -> Seen {
        Seen { by: End::Server, ending, is_tls13: Some(true), schemes: schemes.to_vec() }
    }

    fn of(id: FindingId, seen: &Seen) -> f64 {
        let model = Model::measured();
        likelihood(id, seen, &model.mixture(seen))
    }

    #[test]
    fn causes_are_those_that_exist() {
        let table: Common = toml::from_str(include_str!("causes.toml")).unwrap();
        let kinds: Vec<&str> = FindingId::ALL.iter().map(|id| id.kind()).collect();
        for kind in table.seen.keys().chain(table.guessed.keys()) {
            assert!(kinds.contains(&kind.as_str()), "{kind}");
        }
    }

    #[test]
    fn an_alert_means_what_this_kind_of_stack_means_by_it() {
        let stacks = stacks::measured();
        let schemes = |name: &str| stacks.iter().find(|stack| stack.name == name).unwrap().schemes[0].clone();
        let gnutls = seen(Ending::Alert(49), &schemes("GnuTLS"));
        assert!(of(FindingId::CertUnknownCa(End::Client), &gnutls) > 2.0 * of(FindingId::ClientCertNotAuthorized, &gnutls));
        let rustls = seen(Ending::Alert(49), &schemes("rustls"));
        assert!(of(FindingId::ClientCertNotAuthorized, &rustls) > 2.0 * of(FindingId::CertUnknownCa(End::Client), &rustls));
    }

    #[test]
    fn an_unknown_stack_is_a_mixture() {
        let unknown = seen(Ending::Alert(48), &[0x0403]);
        assert!(of(FindingId::CertUnknownCa(End::Client), &unknown) > 5.0 * of(FindingId::CertExpired(End::Client), &unknown));
        let nobody = Model { stacks: Vec::new(), tells_apart: true };
        assert!(likelihood(FindingId::CertExpired(End::Client), &unknown, &nobody.mixture(&unknown)) > 0.0);
    }
}
