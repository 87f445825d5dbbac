//! What the lab's files cannot show: damage at every byte, limits, and that each fault has its row of data.

use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};

use super::*;
use crate::diagnose::fault::stacks;

struct Made {
    own: Vec<u8>,
    root: Vec<u8>,
    key: Vec<u8>,
}

fn made() -> Made {
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.distinguished_name.push(DnType::CommonName, "root");
    let ca_key = KeyPair::generate().unwrap();
    let root = ca.self_signed(&ca_key).unwrap().der().to_vec();
    let mut end = CertificateParams::new(["a.example".to_owned()]).unwrap();
    end.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    end.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate().unwrap();
    let own = end.signed_by(&key, &Issuer::from_params(&ca, &ca_key)).unwrap().der().to_vec();
    Made { own, root, key: key.serialize_der() }
}

fn given(der: &[u8]) -> Given {
    Given { der: der.to_vec(), file: "some.pem".into(), place: "some.pem, line 1".into() }
}

fn material(made: &Made) -> Material {
    Material {
        chain: vec![given(&made.own)],
        key: GivenKey::Plain(given(&made.key)),
        trust: Some(vec![given(&made.root)]),
        at_s: 1_800_000_000,
        ..Material::default()
    }
}

#[test]
fn a_good_one_is_fine_in_every_respect() {
    let judged = preflight(&material(&made())).unwrap();
    assert!(judged.is_fine(), "{:?}", judged.checks);
    assert_eq!(judged.count(State::Unknown), 0, "{:?}", judged.checks);
}

#[test]
fn the_root_in_the_chain_and_a_stranger_are_notes() {
    let (mut made, stranger) = (material(&made()), made());
    made.chain.push(made.trust.as_ref().unwrap()[0].clone());
    made.chain.push(given(&stranger.own));
    let judged = preflight(&made).unwrap();
    let notes: Vec<&str> = judged.checks.iter().filter(|check| check.state == State::Note).map(|check| check.says.as_str()).collect();
    assert!(judged.is_fine());
    assert!(notes.iter().any(|says| says.contains("do not belong to the chain")), "{notes:?}");
    assert!(notes.iter().any(|says| says.contains("nobody needs it")), "{notes:?}");
}

#[test]
fn a_store_is_no_chain() {
    let mut material = material(&made());
    material.chain = vec![material.chain[0].clone(); 101];
    assert!(preflight(&material).unwrap_err().to_string().contains("this looks like a trust store"));
}

/// Each byte of each part changed: a verdict or an error, never a panic; and no change of the certificate goes unseen.
#[test]
fn damage_is_no_panic_and_no_pass() {
    let made = made();
    for at in 0..made.own.len() {
        let mut changed = material(&made);
        changed.chain[0].der[at] ^= 0x21;
        assert!(!preflight(&changed).is_ok_and(|judged| judged.is_fine()), "byte {at}");
    }
    for at in 0..made.root.len() {
        let mut changed = material(&made);
        changed.trust.as_mut().unwrap()[0].der[at] ^= 0x21;
        let _ = preflight(&changed);
    }
    for at in 0..made.own.len() {
        let mut cut = material(&made);
        cut.chain[0].der.truncate(at);
        assert!(preflight(&cut).is_err(), "byte {at}");
    }
}

/// What the rules and the faults ask `stacks.toml` for stands there.
#[test]
fn every_fault_has_its_row() {
    let folder = |name: &str| std::fs::read_dir(format!("{}/src/diagnose/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let sources = folder("preflight/rules").chain(folder("fault")).map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mut asked = 0;
    for source in sources.filter(|source| source.contains(".stacks(\"") || source.contains("Fault::new(")) {
        // In a fault's file every word with a hyphen that is quoted alone is a row.
        let of_rule = source.split(".stacks(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let of_fault = source.split('"').skip(1).step_by(2).filter(|word| source.contains("Fault::new(") && is_row(word));
        for row in of_rule.chain(of_fault) {
            asked += 1;
            let known = [End::Client, End::Server].iter().any(|role| !stacks::say(row, *role).is_empty());
            assert!(known, "no row for {row}");
        }
    }
    assert!(asked > 30, "{asked}");
}

fn is_row(word: &str) -> bool {
    word.contains('-') && word.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-')
}
