//! The protocols that are known beside TLS, as data: one entry each. Where bytes fit several, the first counts.

use super::protocol::Mark::{Form, Text};
use super::protocol::{Protocol, Upgrade, contains};

/// The ports on which TLS is spoken from the first byte: who says something else there means TLS or is wrong.
pub(super) const TLS_PORTS: [u16; 38] = [
    261, 443, 448, 465, 563, 614, 636, 684, 695, 832, 853, 989, 990, 992, 993, 994, 995, 1443, 2083, 2096, 2376, 2484, 3269, 4433, 4443,
    5061, 5223, 5269, 5671, 5986, 6443, 6697, 8443, 8883, 9093, 9443, 10443, 10250,
];

const STARTTLS: &[&[u8]] = &[b"STARTTLS"];

/// All of them.
pub(super) const PROTOCOLS: &[Protocol] = &[
    Protocol {
        name: "HTTP",
        ports: &[80, 81, 591, 3128, 8000, 8008, 8080, 8081, 8088, 8888],
        client: &[
            Text(b"GET "),
            Text(b"POST "),
            Text(b"PUT "),
            Text(b"HEAD "),
            Text(b"DELETE "),
            Text(b"OPTIONS "),
            Text(b"PATCH "),
            Text(b"TRACE "),
            Text(b"CONNECT "),
            Text(b"PROPFIND "),
            Text(b"M-SEARCH "),
            Text(b"NOTIFY "),
            Text(b"SUBSCRIBE "),
        ],
        server: &[Text(b"HTTP/")],
        upgrade: Upgrade::Asked("HTTP CONNECT", &[b"CONNECT "]),
    },
    Protocol { name: "HTTP/2", ports: &[80], client: &[Text(b"PRI * HTTP/2.0")], server: &[Form(http2_settings)], upgrade: Upgrade::No },
    Protocol {
        name: "SMTP",
        ports: &[24, 25, 587, 2525],
        client: &[Text(b"EHLO "), Text(b"HELO "), Text(b"LHLO ")],
        server: &[Text(b"220 "), Text(b"220-"), Text(b"421 "), Text(b"554 ")],
        upgrade: Upgrade::Asked("SMTP STARTTLS", STARTTLS),
    },
    Protocol {
        name: "FTP",
        ports: &[20, 21],
        client: &[Text(b"USER "), Text(b"AUTH "), Text(b"FEAT\r\n")],
        server: &[Text(b"220 "), Text(b"220-")],
        upgrade: Upgrade::Asked("FTP AUTH TLS", &[b"AUTH TLS", b"AUTH SSL"]),
    },
    Protocol {
        name: "IMAP",
        ports: &[143],
        client: &[],
        server: &[Text(b"* OK"), Text(b"* PREAUTH"), Text(b"* BYE")],
        upgrade: Upgrade::Asked("IMAP STARTTLS", STARTTLS),
    },
    Protocol { name: "POP3", ports: &[109, 110], client: &[], server: &[Text(b"+OK")], upgrade: Upgrade::Asked("POP3 STLS", &[b"STLS"]) },
    Protocol {
        name: "NNTP",
        ports: &[119],
        client: &[Text(b"MODE READER"), Text(b"GROUP ")],
        server: &[Text(b"200 "), Text(b"201 ")],
        upgrade: Upgrade::Asked("NNTP STARTTLS", STARTTLS),
    },
    Protocol {
        name: "ManageSieve",
        ports: &[2000, 4190],
        client: &[],
        server: &[Text(b"\"IMPLEMENTATION\"")],
        upgrade: Upgrade::Asked("ManageSieve STARTTLS", STARTTLS),
    },
    Protocol {
        name: "XMPP",
        ports: &[5222, 5269, 5280],
        client: &[Text(b"<?xml"), Text(b"<stream:stream")],
        server: &[Text(b"<?xml"), Text(b"<stream:")],
        upgrade: Upgrade::Asked("XMPP STARTTLS", &[b"<starttls"]),
    },
    Protocol {
        name: "LDAP",
        ports: &[389, 3268],
        client: &[Form(ldap)],
        server: &[Form(ldap)],
        upgrade: Upgrade::Asked("LDAP StartTLS", &[b"1.3.6.1.4.1.1466.20037"]),
    },
    Protocol {
        name: "IRC",
        ports: &[6660, 6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 7000],
        client: &[Text(b"NICK "), Text(b"CAP LS"), Text(b"STARTTLS\r\n"), Text(b"STARTTLS\n"), Text(b"PASS "), Text(b"USER ")],
        server: &[Text(b"NOTICE AUTH"), Form(irc)],
        upgrade: Upgrade::Asked("IRC STARTTLS", STARTTLS),
    },
    Protocol {
        name: "PostgreSQL",
        ports: &[5432, 5433, 6432],
        client: &[Text(&POSTGRESQL_SSL_REQUEST), Text(&POSTGRESQL_GSS_REQUEST), Form(postgresql_startup)],
        server: &[],
        upgrade: Upgrade::Asked("PostgreSQL SSLRequest", &[&POSTGRESQL_SSL_REQUEST]),
    },
    Protocol { name: "MySQL", ports: &[3306, 33060], client: &[], server: &[Form(mysql_greeting)], upgrade: Upgrade::Leads("MySQL") },
    Protocol {
        name: "NATS",
        ports: &[4222, 6222],
        client: &[Text(b"CONNECT {")],
        server: &[Text(b"INFO {")],
        upgrade: Upgrade::Offered("NATS INFO", &[b"\"tls_required\":true", b"\"tls_available\":true"]),
    },
    Protocol {
        name: "AMQP",
        ports: &[5672],
        client: &[Text(b"AMQP")],
        server: &[Text(b"AMQP")],
        upgrade: Upgrade::Asked("AMQP", &[b"AMQP\x02"]),
    },
    Protocol {
        name: "RDP",
        ports: &[3389],
        client: &[Form(connection_request)],
        server: &[Form(connection_confirm)],
        upgrade: Upgrade::Leads("RDP"),
    },
    Protocol {
        name: "SOCKS 5",
        ports: &[1080, 9050, 9150],
        client: &[Form(socks5)],
        server: &[Form(socks5_answer)],
        upgrade: Upgrade::Leads("SOCKS 5"),
    },
    Protocol { name: "SOCKS 4", ports: &[1080], client: &[Form(socks4)], server: &[], upgrade: Upgrade::Leads("SOCKS 4") },
    Protocol { name: "VNC", ports: &[5900, 5901], client: &[Text(b"RFB 00")], server: &[Text(b"RFB 00")], upgrade: Upgrade::Leads("VNC") },
    Protocol { name: "NBD", ports: &[10809], client: &[], server: &[Text(b"NBDMAGIC")], upgrade: Upgrade::Leads("NBD") },
    Protocol {
        name: "PROXY protocol",
        ports: &[],
        client: &[Text(b"PROXY TCP"), Text(b"PROXY UNKNOWN"), Text(b"\r\n\r\n\0\r\nQUIT\n")],
        server: &[],
        upgrade: Upgrade::No,
    },
    Protocol {
        name: "ADB",
        ports: &[5555],
        client: &[Text(b"CNXN")],
        server: &[Text(b"CNXN"), Text(b"AUTH\x01")],
        upgrade: Upgrade::Leads("ADB STLS"),
    },
    Protocol { name: "SSH", ports: &[22, 2222], client: &[Text(b"SSH-")], server: &[Text(b"SSH-")], upgrade: Upgrade::No },
    Protocol { name: "MQTT", ports: &[1883], client: &[Form(mqtt)], server: &[], upgrade: Upgrade::No },
    Protocol {
        name: "SMB",
        ports: &[139, 445],
        client: &[Form(smb), Text(&[0x81, 0, 0])],
        server: &[Form(smb), Text(&[0x82, 0, 0, 0])],
        upgrade: Upgrade::No,
    },
    Protocol { name: "Redis", ports: &[6379, 6380], client: &[Form(redis)], server: &[], upgrade: Upgrade::No },
    Protocol { name: "MongoDB", ports: &[27017, 27018], client: &[Form(mongodb)], server: &[Form(mongodb)], upgrade: Upgrade::No },
    Protocol { name: "TDS (Microsoft SQL Server)", ports: &[1433], client: &[Form(tds)], server: &[], upgrade: Upgrade::Carries },
    Protocol { name: "OpenVPN", ports: &[1194], client: &[Form(openvpn)], server: &[Form(openvpn)], upgrade: Upgrade::Carries },
    Protocol {
        name: "BitTorrent",
        ports: &[6881],
        client: &[Text(b"\x13BitTorrent")],
        server: &[Text(b"\x13BitTorrent")],
        upgrade: Upgrade::No,
    },
    Protocol {
        name: "RTSP",
        ports: &[554, 8554],
        client: &[Text(b"DESCRIBE rtsp"), Text(b"SETUP rtsp")],
        server: &[Text(b"RTSP/")],
        upgrade: Upgrade::No,
    },
    Protocol {
        name: "SIP",
        ports: &[5060],
        client: &[Text(b"REGISTER sip"), Text(b"INVITE sip")],
        server: &[Text(b"SIP/2.0")],
        upgrade: Upgrade::No,
    },
    Protocol {
        name: "DCE/RPC",
        ports: &[135, 593],
        client: &[Text(&[5, 0, 11, 3])],
        server: &[Text(&[5, 0, 12, 3])],
        upgrade: Upgrade::No,
    },
    Protocol { name: "BGP", ports: &[179], client: &[Text(&[0xff; 16])], server: &[Text(&[0xff; 16])], upgrade: Upgrade::No },
    Protocol { name: "Telnet", ports: &[23, 2323], client: &[Form(telnet)], server: &[Form(telnet)], upgrade: Upgrade::No },
    Protocol { name: "rsync", ports: &[873], client: &[Text(b"@RSYNCD:")], server: &[Text(b"@RSYNCD:")], upgrade: Upgrade::No },
    Protocol { name: "Git", ports: &[9418], client: &[Form(git)], server: &[], upgrade: Upgrade::No },
    Protocol { name: "Zabbix", ports: &[10050, 10051], client: &[Text(b"ZBXD")], server: &[Text(b"ZBXD")], upgrade: Upgrade::No },
    Protocol { name: "Java RMI", ports: &[1099], client: &[Text(b"JRMI")], server: &[], upgrade: Upgrade::No },
    Protocol { name: "SSL 2.0", ports: &[], client: &[Form(ssl2_client)], server: &[Form(ssl2_server)], upgrade: Upgrade::No },
    Protocol { name: "TLCP (GB/T 38636)", ports: &[], client: &[Form(tlcp)], server: &[Form(tlcp)], upgrade: Upgrade::Carries },
    Protocol { name: "DNS", ports: &[53], client: &[], server: &[], upgrade: Upgrade::No },
    Protocol { name: "Kerberos", ports: &[88], client: &[], server: &[], upgrade: Upgrade::No },
];

/// Length 8, request code 80877103; or, for GSSAPI, which may come first, 80877104 (PostgreSQL, "Message Formats").
const POSTGRESQL_SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
const POSTGRESQL_GSS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30];

/// A startup message: its length, then protocol 3.0 or 3.2 (PostgreSQL, "Message Formats").
fn postgresql_startup(start: &[u8]) -> bool {
    matches!(start, &[0, 0, _, _, 0, 3, 0, 0 | 2, ..])
}

/// Packet 0 of the server, protocol version 10 (MySQL, "Protocol::HandshakeV10"); or an error before it (0xff).
fn mysql_greeting(start: &[u8]) -> bool {
    matches!(start, &[_, _, 0, 0, 10, version, ..] if version.is_ascii_digit()) || matches!(start, &[_, 0 | 1, 0, 0, 0xff, _, 4..=7, ..])
}

/// An LDAPMessage (RFC 4511 4.1.1): a sequence, a message id, and bind, search, extended request, or an answer.
fn ldap(start: &[u8]) -> bool {
    let ([0x30, 0x84, _, _, _, _, body @ ..] | [0x30, 0x82, _, _, body @ ..] | [0x30, 0x81, _, body @ ..] | [0x30, ..=0x7f, body @ ..]) =
        start
    else {
        return false;
    };
    matches!(
        body,
        [2, 1, _, 0x60 | 0x61 | 0x63 | 0x64 | 0x65 | 0x77 | 0x78, ..] | [2, 2, _, _, 0x60 | 0x61 | 0x63 | 0x64 | 0x65 | 0x77 | 0x78, ..]
    )
}

/// `:server NOTICE …` or `:server 001 …` (RFC 2812 2.3).
fn irc(start: &[u8]) -> bool {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.starts_with(b":") && (contains(line, b" NOTICE ") || contains(line, b" 001 ") || contains(line, b" 670 "))
}

/// TPKT and an X.224 connection request, or the confirmation of one ([MS-RDPBCGR] 2.2.1).
fn connection_request(start: &[u8]) -> bool {
    matches!(start, &[3, 0, 0, _, _, 0xe0, ..])
}

fn connection_confirm(start: &[u8]) -> bool {
    matches!(start, &[3, 0, 0, _, _, 0xd0, ..])
}

/// Version 5, and so many methods (RFC 1928 3).
fn socks5(start: &[u8]) -> bool {
    matches!(start, &[5, methods @ 1..=9, ref rest @ ..] if rest.len() >= methods.into() && rest.iter().take(methods.into()).all(|method| *method <= 9 || *method >= 0x80))
}

fn socks5_answer(start: &[u8]) -> bool {
    matches!(start, &[5, 0 | 2 | 0xff] | &[5, 0, 5, 0, 0, 1 | 3 | 4, ..] | &[5, 2, 1, 0, 5, 0, 0, 1 | 3 | 4, ..])
}

/// Version 4, CONNECT, a port, an address, a name that ends with a zero.
fn socks4(start: &[u8]) -> bool {
    matches!(start, &[4, 1, _, _, _, _, _, _, ref name @ ..] if name.len() < 512 && name.contains(&0))
}

/// CONNECT, with the protocol's name behind the remaining length (MQTT 5.0 3.1).
fn mqtt(start: &[u8]) -> bool {
    let name = |name: &[u8]| name.windows(4).any(|window| window == b"MQTT") || name.windows(6).any(|window| window == b"MQIsdp");
    start.first() == Some(&0x10) && start.get(2..12).is_some_and(name)
}

/// A session message with SMB 1, 2, 3 in it.
fn smb(start: &[u8]) -> bool {
    matches!(start, &[0, _, _, _, 0xfc..=0xff, b'S', b'M', b'B', ..])
}

/// An array of bulk strings (RESP), as every client of Redis sends its commands.
fn redis(start: &[u8]) -> bool {
    matches!(start, &[b'*', digit, ref rest @ ..] if digit.is_ascii_digit() && contains(rest.get(..8).unwrap_or(rest), b"\r\n$"))
}

/// A message's length, two numbers, and an operation: OP_MSG, OP_QUERY, OP_REPLY, in little endian.
fn mongodb(start: &[u8]) -> bool {
    matches!(start, &[_, _, _, 0, _, _, _, _, _, _, _, _, 0xdd, 7, 0, 0, ..] | &[_, _, _, 0, _, _, _, _, _, _, _, _, 0xd4, 7, 0, 0, ..])
        || matches!(start, &[_, _, _, 0, _, _, _, _, _, _, _, _, 1, 0, 0, 0, ..])
}

/// PRELOGIN: the last packet of a message, its length, channel 0, packet 0 or 1, window 0 ([MS-TDS] 2.2.3.1).
fn tds(start: &[u8]) -> bool {
    matches!(start, &[0x12, 1, _, _, 0, 0, 0 | 1, 0, 0, ..])
}

/// A length, then the reset with which an end begins (opcodes 7, 8, 10, in the upper five bits).
fn openvpn(start: &[u8]) -> bool {
    matches!(start, &[0, 14..=0x80, 0x38 | 0x40 | 0x50, ..])
}

/// "I am a command", and what it is about: will, won't, do, don't.
fn telnet(start: &[u8]) -> bool {
    matches!(start, &[0xff, 0xfb..=0xfe, ..])
}

/// Four digits of length, and the command.
fn git(start: &[u8]) -> bool {
    matches!(start, [a, b, c, d, rest @ ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) && rest.starts_with(b"git-"))
}

/// SETTINGS of stream 0 (RFC 9113 6.5).
fn http2_settings(start: &[u8]) -> bool {
    matches!(start, &[0, 0, length, 4, 0, 0, 0, 0, 0, ..] if length % 6 == 0)
}

/// A ClientHello that offers version 2 and no other.
fn ssl2_client(start: &[u8]) -> bool {
    matches!(start, &[0x80..=0xff, _, 1, 0, 2, ..])
}

/// A ServerHello of version 2: a session id hit or not, a certificate of type 1.
fn ssl2_server(start: &[u8]) -> bool {
    matches!(start, &[0x80..=0xff, _, 4, 0 | 1, 0..=3, 0, 2, ..])
}

/// A handshake record of version 1.1 of the Chinese standard, which is not that of TLS.
fn tlcp(start: &[u8]) -> bool {
    matches!(start, &[21 | 22, 1, 1, _, _, ..])
}

/// How servers that speak TLS answer in the clear to a client that does not.
pub(super) const TLS_WANTED: [&[u8]; 7] = [
    b"plain HTTP request was sent to HTTPS port",
    b"Client sent an HTTP request to an HTTPS server",
    b"speaking plain HTTP to an SSL-enabled server port",
    b"combination of host and port requires TLS",
    b"plain HTTP to HTTPS",
    b"HTTP request to an HTTPS",
    b"http request was sent to https",
];
