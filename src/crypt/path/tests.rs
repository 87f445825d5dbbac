//! Paths over certificates that rcgen makes, and some that it cannot make.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams, CustomExtension, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, NameConstraints, RevokedCertParams, SerialNumber, date_time_ymd,
};

use super::*;

/// 2026-06-01 00:00 UTC; what is made here is valid in all of 2026.
const NOW_S: i64 = 1_780_272_000;

/// A CA: its certificate, and its key to issue with.
struct Ca {
    der: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

impl Ca {
    fn root(name: &str) -> Self {
        let (params, key) = (ca(name), KeyPair::generate().unwrap());
        Self::new(&params.self_signed(&key).unwrap(), params, key)
    }

    fn intermediate(&self, params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        Self::new(&params.signed_by(&key, &self.issuer).unwrap(), params, key)
    }

    fn new(certificate: &Certificate, params: CertificateParams, key: KeyPair) -> Self {
        Self { der: certificate.der().to_vec(), issuer: Issuer::new(params, key) }
    }

    fn issue(&self, params: &CertificateParams) -> Vec<u8> {
        params.signed_by(&KeyPair::generate().unwrap(), &self.issuer).unwrap().der().to_vec()
    }

    /// A list that revokes serial number 7.
    fn crl(&self, next_update_year: i32) -> Vec<u8> {
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from(7),
            revocation_time: date_time_ymd(2026, 2, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 1, 1),
            next_update: date_time_ymd(next_update_year, 5, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer).unwrap().der().to_vec()
    }
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![format!("{name}.example")]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params
}

fn ca(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.subject_alt_names.clear();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn client_path(chain: &[&[u8]], trust: &[&Ca], crls: &[Vec<u8>]) -> PathResult {
    let trust: Vec<Vec<u8>> = trust.iter().map(|ca| ca.der.clone()).collect();
    path(chain, &trust, crls, NOW_S, End::Client)
}

#[track_caller]
fn fails(result: &PathResult) -> (Reason, Option<usize>) {
    match result {
        PathResult::Fails(failure) => (failure.reason, failure.at),
        other => panic!("{other:?}"),
    }
}

#[test]
fn over_an_intermediate() {
    let (other, root) = (Ca::root("other"), Ca::root("root"));
    let middle = root.intermediate(ca("middle"));
    let leaf = middle.issue(&params("alice"));
    let expected = PathResult::Holds { anchor: 1, anchor_subject: Fields::of(&root.der).unwrap().subject.to_vec(), intermediates: vec![2] };
    assert_eq!(client_path(&[&leaf, &other.der, &middle.der], &[&other, &root], &[]), expected);
    assert_eq!(fails(&client_path(&[&leaf], &[&other, &root], &[])), (Reason::UnknownIssuer, None));
    assert_eq!(fails(&client_path(&[&leaf, &middle.der], &[&other], &[])), (Reason::UnknownIssuer, None));
}

/// A self-signed certificate that is trusted itself: what keytool's users do.
#[test]
fn trusted_by_itself() {
    let leaf = params("alice").self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec();
    let result = path(&[&leaf], std::slice::from_ref(&leaf), &[], NOW_S, End::Client);
    assert!(matches!(result, PathResult::Holds { anchor: 0, .. }), "{result:?}");
}

#[test]
fn dates() {
    let root = Ca::root("root");
    let mut old = ca("old");
    old.not_after = date_time_ymd(2026, 5, 31);
    let old = root.intermediate(old);
    let expired = Reason::Expired { not_after_s: NOW_S - 86_400 };
    assert_eq!(fails(&client_path(&[&old.issue(&params("alice")), &old.der], &[&root], &[])), (expired, Some(1)));
    let mut early = params("alice");
    early.not_before = date_time_ymd(2026, 6, 2);
    let not_yet = Reason::NotYetValid { not_before_s: NOW_S + 86_400 };
    assert_eq!(fails(&client_path(&[&root.issue(&early)], &[&root], &[])), (not_yet, Some(0)));
}

#[test]
fn another_key_under_the_same_name() {
    let (root, impostor) = (Ca::root("root"), Ca::root("root"));
    let leaf = impostor.issue(&params("alice"));
    assert_eq!(fails(&client_path(&[&leaf], &[&root], &[])), (Reason::BadSignature, Some(0)));
    let mut damaged = root.issue(&params("alice"));
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(fails(&client_path(&[&damaged], &[&root], &[])), (Reason::BadSignature, Some(0)));
}

#[test]
fn usages() {
    let root = Ca::root("root");
    let mut server = params("server");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let server = root.issue(&server);
    assert_eq!(fails(&client_path(&[&server], &[&root], &[])).0, Reason::WrongExtendedKeyUsage);
    let as_server = path(&[&server], std::slice::from_ref(&root.der), &[], NOW_S, End::Server);
    assert!(matches!(as_server, PathResult::Holds { .. }));

    assert_eq!(fails(&client_path(&[&root.issue(&ca("middle"))], &[&root], &[])), (Reason::CaUsedAsEndEntity, Some(0)));
    let no_ca = root.intermediate(params("no ca"));
    assert_eq!(fails(&client_path(&[&no_ca.issue(&params("alice")), &no_ca.der], &[&root], &[])).0, Reason::EndEntityUsedAsCa);
}

#[test]
fn constraints() {
    let root = Ca::root("root");
    let mut only = ca("only");
    let permitted_subtrees = vec![GeneralSubtree::DnsName("good.example".into())];
    only.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    let only = root.intermediate(only);
    assert_eq!(fails(&client_path(&[&only.issue(&params("alice")), &only.der], &[&root], &[])).0, Reason::NameConstraint);

    let mut last = ca("last");
    last.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let last = root.intermediate(last);
    let below = last.intermediate(ca("below"));
    let chain: [&[u8]; 3] = [&below.issue(&params("alice")), &below.der, &last.der];
    assert_eq!(fails(&client_path(&chain, &[&root], &[])).0, Reason::PathLength);

    let mut strange = params("alice");
    let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]);
    extension.set_criticality(true);
    strange.custom_extensions.push(extension);
    assert_eq!(fails(&client_path(&[&root.issue(&strange)], &[&root], &[])).0, Reason::CriticalExtension);
}

#[test]
fn revocation() {
    let root = Ca::root("root");
    let serial = |number: u64| {
        let mut params = params("alice");
        params.serial_number = Some(SerialNumber::from(number));
        root.issue(&params)
    };
    assert_eq!(fails(&client_path(&[&serial(7)], &[&root], &[root.crl(2027)])).0, Reason::Revoked);
    assert!(matches!(client_path(&[&serial(8)], &[&root], &[root.crl(2027)]), PathResult::Holds { .. }));
    assert_eq!(fails(&client_path(&[&serial(8)], &[&root], &[root.crl(2026)])).0, Reason::CrlExpired);
    let other = Ca::root("other");
    assert!(matches!(client_path(&[&serial(7)], &[&root], &[other.crl(2027)]), PathResult::Holds { .. }), "not covered");
    let impostor = Ca::root("root");
    assert_eq!(fails(&client_path(&[&serial(8)], &[&root], &[impostor.crl(2027)])).0, Reason::CrlUnusable);
}

#[test]
fn what_rcgen_cannot_make() {
    let lines: Vec<_> = include_str!("openssl_certificates.txt").lines().filter_map(|line| line.split_once(' ')).collect();
    let certificate = |name| hex::decode(lines.iter().find(|(word, _)| *word == name).unwrap().1).unwrap();
    let trust = [certificate("ca")];
    let expected = [
        ("leaf-sha256", Reason::KeyTooSmall, Some(0)),
        ("leaf-sha1", Reason::UnsupportedAlgorithm, None),
        ("leaf-v1", Reason::UnsupportedVersion, None),
    ];
    for (name, reason, at) in expected {
        let result = path(&[&certificate(name)], &trust, &[], NOW_S + 31_536_000, End::Client);
        assert_eq!(fails(&result), (reason, at), "{name}");
    }
}

#[test]
fn nothing_to_judge_by() {
    let root = Ca::root("root");
    let leaf = root.issue(&params("alice"));
    let unable = |result| match result {
        PathResult::Unable(says) => says,
        other => panic!("{other:?}"),
    };
    assert_eq!(unable(client_path(&[&leaf], &[], &[])), "nothing is known to be trusted");
    assert_eq!(unable(client_path(&[], &[&root], &[])), "there is no certificate");
    let garbage = path(&[&leaf], &[vec![1, 2, 3]], &[], NOW_S, End::Client);
    assert_eq!(unable(garbage), "none of the trusted certificates can be read");
    assert!(unable(client_path(&[&leaf], &[&root], &[vec![0x30, 0]])).starts_with("revocation list 1 cannot be read"));
    assert_eq!(fails(&client_path(&[&[0x30, 0]], &[&root], &[])).0, Reason::Malformed);
}

/// A certificate cut anywhere, or with any byte changed: never a panic, never a path.
#[test]
fn every_damage() {
    let root = Ca::root("root");
    let leaf = root.issue(&params("alice"));
    for at in 0..leaf.len() {
        let mut damaged = leaf.clone();
        damaged[at] ^= 0x10;
        for chain in [&leaf[..at], &damaged] {
            assert!(matches!(client_path(&[chain], &[&root], &[]), PathResult::Fails(_)), "byte {at}");
        }
    }
}
