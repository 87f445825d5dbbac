//! RFC 8448 section 3, "Simple 1-RTT Handshake": every value that the RFC prints, computed again from its records.

use super::key_schedule::{self, Inputs, PskKind, SecretName, verify_data};
use super::signed_content::certificate_verify_tls13;
use super::{End, Hash, KeySchedule, Opened, Opener, Secret, Suite, Transcript, Verdict, certificate, signature};
use crate::names::{CipherSuite, ContentType, SignatureScheme};

const CLIENT_HELLO: &str = "\
    16030100c4010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302010000910000000b\
    0009000006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000003300260024001d002099381de560e4\
    bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e040305030603020308040805080604010501060102\
    010402050206020202002d00020101001c00024001";
const SERVER_HELLO: &str = "\
    160303005a020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020c98288\
    76112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304";
const SERVER_FLIGHT: &str = "\
    17030302a2d1ff334a56f5bff6594a07cc87b580233f500f45e489e7f33af35edf7869fcf40aa40aa2b8ea73f848a7ca07612ef9f945cb960b406890\
    5123ea78b111b429ba9191cd05d2a389280f526134aadc7fc78c4b729df828b5ecf7b13bd9aefb0e57f271585b8ea9bb355c7c79020716cfb9b1183e\
    f3ab20e37d57a6b9d7477609aee6e122a4cf51427325250c7d0e509289444c9b3a648f1d71035d2ed65b0e3cdd0cbae8bf2d0b227812cbb360987255\
    cc744110c453baa4fcd610928d809810e4b7ed1a8fd991f06aa6248204797e36a6a73b70a2559c09ead686945ba246ab66e5edd8044b4c6de3fcf2a8\
    9441ac66272fd8fb330ef8190579b3684596c960bd596eea520a56a8d650f563aad27409960dca63d3e688611ea5e22f4415cf9538d51a200c270342\
    72968a264ed6540c84838d89f72c24461aad6d26f59ecaba9acbbb317b66d902f4f292a36ac1b639c637ce343117b659622245317b49eeda0c6258f1\
    00d7d961ffb138647e92ea330faeea6dfa31c7a84dc3bd7e1b7a6c7178af36879018e3f252107f243d243dc7339d5684c8b0378bf30244da8c87c843\
    f5e56eb4c5e8280a2b48052cf93b16499a66db7cca71e4599426f7d461e66f99882bd89fc50800becca62d6c74116dbd2972fda1fa80f85df881edbe\
    5a37668936b335583b599186dc5c6918a396fa48a181d6b6fa4f9d62d513afbb992f2b992f67f8afe67f76913fa388cb5630c8ca01e0c65d11c66a1e\
    2ac4c85977b7c7a6999bbf10dc35ae69f5515614636c0b9b68c19ed2e31c0b3b66763038ebba42f3b38edc0399f3a9f23faa63978c317fc9fa66a73f\
    60f0504de93b5b845e275592c12335ee340bbc4fddd502784016e4b3be7ef04dda49f4b440a30cb5d2af939828fd4ae3794e44f94df5a631ede42c17\
    19bfdabf0253fe5175be898e750edc53370d2b";
const CLIENT_FINISHED: &str =
    "170303003575ec4dc238cce60b298044a71e219c56cc77b0517fe9b93c7a4bfc44d87f38f80338ac98fc46deb384bd1caeacab6867d726c40546";
const NEW_SESSION_TICKET: &str = "\
    17030300de3a6b8f90414a97d6959c3487680de5134a2b240e6cffac116e95d41d6af8f6b580dcf3d11d63c758db289a015940252f55713e061dc13e\
    078891a38efbcf5753ad8ef170ad3c7353d16d9da773b9ca7f2b9fa1b6c0d4a3d03f75e09c30ba1e62972ac46f75f7b981be63439b2999ce13064615\
    139891d5e4c5b406f16e3fc181a77ca475840025db2f0a77f81b5ab05b94c01346755f69232c86519d86cbeeac87aac347d143f9605d64f650db4d02\
    3e70e952ca49fe5137121c74bc2697687e248746d6df353005f3bce18696129c8153556b3b6c6779b37bf15985684f";
const CLIENT_DATA: &str = "\
    1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20441e2b62974e1f5a6292a2977014bd\
    1e3deae63aeebb21694915e4";
const SERVER_DATA: &str = "\
    17030300432e937e11ef4ac740e538ad36005fc4a46932fc3225d05f82aa1b36e30efaf97d90e6dffc602dcb501a59a8fcc49c4bf2e5f0a21c0047c2\
    abf332540dd032e167c2955d";
const CLIENT_CLOSE: &str = "1703030013c9872760655666b74d7ff1153efd6db6d0b0e3";
const SERVER_CLOSE: &str = "1703030013b58fd67166ebf599d24720cfbe7efa7a8864a9";
const SHARED_SECRET: &str = "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d";

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn suite() -> Suite {
    Suite::of(CipherSuite::TLS_AES_128_GCM_SHA256).unwrap()
}

fn open(opener: &mut Opener, record: &str) -> Opened {
    let record = bytes(record);
    let (header, fragment) = record.split_first_chunk().unwrap();
    opener.open(*header, fragment).unwrap()
}

/// The handshake from end to end, with the transcript hashes in between.
struct Handshake {
    schedule: KeySchedule,
    flight: Vec<Vec<u8>>,
    /// The transcript hashes behind Certificate, CertificateVerify and the server's Finished.
    hashes: [Vec<u8>; 3],
    ticket: Vec<u8>,
}

impl Handshake {
    fn replay() -> Self {
        let mut transcript = Transcript::new();
        transcript.append(&bytes(CLIENT_HELLO)[5..]);
        transcript.append(&bytes(SERVER_HELLO)[5..]);
        transcript.choose(Hash::Sha256);
        let shared_secret = bytes(SHARED_SECRET);
        let server_hello = transcript.hash().unwrap();
        let inputs = Inputs { shared_secret: Some(&shared_secret), server_hello: Some(&server_hello), ..Inputs::new(Hash::Sha256) };
        let schedule = KeySchedule::compute(&inputs);

        let flight = messages(&open(&mut opener(&schedule, SecretName::ServerHandshakeTraffic), SERVER_FLIGHT).plaintext);
        let hashes: Vec<Vec<u8>> = flight.iter().map(|message| (transcript.append(message), transcript.hash().unwrap()).1).collect();
        let [_, certificate, certificate_verify, server_finished] = hashes.try_into().unwrap();
        let finished = open(&mut opener(&schedule, SecretName::ClientHandshakeTraffic), CLIENT_FINISHED).plaintext;
        transcript.append(&finished);
        let client_finished = transcript.hash().unwrap();
        let inputs = Inputs { server_finished: Some(&server_finished), client_finished: Some(&client_finished), ..inputs };
        let schedule = KeySchedule::compute(&inputs);
        let ticket = open(&mut opener(&schedule, SecretName::ServerApplicationTraffic), NEW_SESSION_TICKET).plaintext;
        Self { schedule, flight, hashes: [certificate, certificate_verify, server_finished], ticket }
    }

    fn secret(&self, name: SecretName) -> &Secret {
        self.schedule.secret(name).unwrap()
    }

    fn hex(&self, name: SecretName) -> String {
        hex::encode(self.secret(name).expose())
    }

    /// The server's only certificate: behind the header, an empty context and two lengths.
    fn certificate(&self) -> &[u8] {
        let message = &self.flight[1];
        &message[11..message.len() - 2]
    }
}

fn opener(schedule: &KeySchedule, name: SecretName) -> Opener {
    Opener::tls13(&suite(), schedule.secret(name).unwrap()).unwrap()
}

fn messages(mut plaintext: &[u8]) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    while let Some([_, a, b, c]) = plaintext.first_chunk() {
        let length = 4 + u32::from_be_bytes([0, *a, *b, *c]) as usize;
        let (message, rest) = plaintext.split_at(length);
        messages.push(message.to_vec());
        plaintext = rest;
    }
    messages
}

#[test]
fn every_secret() {
    let handshake = Handshake::replay();
    let expected = [
        (SecretName::Early, "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a"),
        (SecretName::Handshake, "1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac"),
        (SecretName::ClientHandshakeTraffic, "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21"),
        (SecretName::ServerHandshakeTraffic, "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38"),
        (SecretName::Master, "18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919"),
        (SecretName::ClientApplicationTraffic, "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"),
        (SecretName::ServerApplicationTraffic, "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643"),
        (SecretName::ExporterMaster, "fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50"),
        (SecretName::ResumptionMaster, "7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c"),
    ];
    let names: Vec<SecretName> = handshake.schedule.secrets().iter().map(|derived| derived.name).collect();
    assert_eq!(names, expected.map(|(name, _)| name));
    for (name, secret) in expected {
        assert_eq!(handshake.hex(name), secret, "{name:?}");
    }
    assert_eq!(handshake.schedule.by_key_log_label("EXPORTER_SECRET"), Some(handshake.secret(SecretName::ExporterMaster)));
}

#[test]
fn traffic_keys() {
    let handshake = Handshake::replay();
    let traffic = handshake.secret(SecretName::ServerHandshakeTraffic);
    assert_eq!(hex::encode(key_schedule::traffic_key(Hash::Sha256, traffic, 16).expose()), "3fce516009c21727d0f2e4e86ee403bc");
    assert_eq!(hex::encode(key_schedule::traffic_iv(Hash::Sha256, traffic).expose()), "5d313eb2671276ee13000b30");
}

#[test]
fn both_finished() {
    let handshake = Handshake::replay();
    let [_, certificate_verify, server_finished] = &handshake.hashes;
    let server = verify_data(Hash::Sha256, handshake.secret(SecretName::ServerHandshakeTraffic), certificate_verify);
    assert_eq!(server, handshake.flight[3][4..]);
    let client = verify_data(Hash::Sha256, handshake.secret(SecretName::ClientHandshakeTraffic), server_finished);
    assert_eq!(hex::encode(client), "a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61");
}

/// The RFC's certificate is self-signed, with a key of 1024 bits: one that is left to our own arithmetic for PSS.
#[test]
fn certificate_and_certificate_verify() {
    let handshake = Handshake::replay();
    let key = certificate::subject_public_key_info(handshake.certificate()).unwrap();
    assert!(certificate::is_self_signed(handshake.certificate()));
    let content = certificate_verify_tls13(End::Server, &handshake.hashes[0]);
    let message = &handshake.flight[2];
    let scheme = SignatureScheme(u16::from_be_bytes([message[4], message[5]]));
    assert_eq!(scheme, SignatureScheme::RSA_PSS_RSAE_SHA256);
    assert_eq!(signature::verify_tls13(scheme, key, &content, &message[8..]), Verdict::Holds);
    let other = certificate_verify_tls13(End::Client, &handshake.hashes[0]);
    assert_eq!(signature::verify_tls13(scheme, key, &other, &message[8..]).holds(), Some(false));
}

#[test]
fn the_ticket_gives_the_next_key() {
    let handshake = Handshake::replay();
    // Behind the header: lifetime, age_add, then the nonce.
    let nonce = &handshake.ticket[13..13 + usize::from(handshake.ticket[12])];
    let psk = key_schedule::resumption_psk(Hash::Sha256, handshake.secret(SecretName::ResumptionMaster), nonce);
    assert_eq!(hex::encode(psk.expose()), "4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3");
    // Section 4 resumes with it.
    let schedule = KeySchedule::compute(&Inputs { psk: Some((PskKind::Resumption, psk.expose())), ..Inputs::new(Hash::Sha256) });
    let early = schedule.secret(SecretName::Early).unwrap();
    assert_eq!(hex::encode(early.expose()), "9b2188e9b2fc6d64d71dc329900e20bb41915000f678aa839cbb797cb7d8332c");
    let binder = schedule.secret(SecretName::Binder).unwrap();
    assert_eq!(hex::encode(binder.expose()), "69fe131a3bbad5d63c64eebcc30e395b9d8107726a13d074e389dbc8a4e47256");
}

#[test]
fn application_data_and_close() {
    let handshake = Handshake::replay();
    let mut client = opener(&handshake.schedule, SecretName::ClientApplicationTraffic);
    let data: Vec<u8> = (0..50).collect();
    let opened = open(&mut client, CLIENT_DATA);
    assert_eq!(opened, Opened { content_type: ContentType::APPLICATION_DATA, plaintext: data.clone(), starts_at: 0, padding: 0 });
    let close = open(&mut client, CLIENT_CLOSE);
    assert_eq!((close.content_type, close.plaintext), (ContentType::ALERT, vec![1, 0]));
    let mut server = opener(&handshake.schedule, SecretName::ServerApplicationTraffic);
    open(&mut server, NEW_SESSION_TICKET);
    assert_eq!(open(&mut server, SERVER_DATA).plaintext, data);
    assert_eq!(open(&mut server, SERVER_CLOSE).content_type, ContentType::ALERT);
    assert_eq!(server.sequence(), 3);
}
