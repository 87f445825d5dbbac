//! PEM (RFC 7468): base64 between lines of dashes, and the ways in which copies of it are spoiled.

use data_encoding::BASE64;

use super::error::CredentialError;
use super::label::Label;
use super::shape::{self, Shape};
use super::{Item, Kind, Place, encrypted_key, pkcs7};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// The characters of base64 in a line.
const COLUMNS: usize = 64;

/// Everything between BEGIN and END in a text; `None` if nothing of it is PEM.
pub(super) fn scan(file: &str, text: &str) -> Result<Option<Vec<Item>>, CredentialError> {
    let mut items = Vec::new();
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_end()));
    let mut is_pem = false;
    while let Some((line, text)) = lines.next() {
        if let Some(Label(label)) = Label::of_line(text, BEGIN) {
            is_pem = true;
            let section = Section { file, label, line };
            items.extend(section.items(&section.body(&mut lines)?)?);
        } else {
            check_spoiled(file, line, text)?;
        }
    }
    Ok(is_pem.then_some(items))
}

/// A thing as PEM.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let lines = text.as_bytes().chunks(COLUMNS).map(String::from_utf8_lossy);
    let body: String = lines.flat_map(|line| [line.into_owned(), "\n".to_owned()]).collect();
    format!("{BEGIN}{label}{DASHES}\n{body}{END}{label}{DASHES}\n")
}

/// One section: its label, and the line of its BEGIN.
struct Section<'a> {
    file: &'a str,
    label: &'a str,
    line: usize,
}

/// What stands between BEGIN and END.
struct Body<'a> {
    headers: Vec<&'a str>,
    /// The lines of base64, with their numbers.
    lines: Vec<(usize, &'a str)>,
}

impl Section<'_> {
    fn body<'a>(&self, lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Result<Body<'a>, CredentialError> {
        let mut body = Body { headers: Vec::new(), lines: Vec::new() };
        for (number, text) in lines {
            if let Some(Label(end)) = Label::of_line(text, END) {
                return if end == self.label { Ok(body) } else { Err(self.other_end(number, end)) };
            }
            if Label::of_line(text, BEGIN).is_some() {
                return Err(self.error(format!("the {} that begins here has no END: line {number} begins the next one", self.label)));
            }
            match text.trim() {
                "" => {}
                header if header.contains(':') => body.headers.push(header),
                // What goes on from the line above, such as a long header.
                base64 => body.lines.push((number, base64)),
            }
        }
        Err(self.error(format!("the {} that begins here has no END: the file was cut off", self.label)))
    }

    fn items(&self, body: &Body<'_>) -> Result<Vec<Item>, CredentialError> {
        let der = self.decode(body)?;
        let place = Place { line: Some(self.line), ..Place::default() };
        if let Some(scheme) = encrypted_key::traditional(&body.headers) {
            return Ok(vec![Item { kind: Kind::EncryptedKey { scheme }, der, place }]);
        }
        let labelled = |label: &str| Ok(vec![Item { kind: Kind::Other(label.to_owned()), der: der.clone(), place: place.clone() }]);
        let Some(expected) = Expected::of(self.label) else { return labelled(self.label) };
        match (expected, shape::of(&der).map(|found| found.shape)) {
            (Expected::Pkcs7, Some(Shape::Pkcs7)) => {
                let within = pkcs7::items(self.file, &der)?;
                Ok(within.into_iter().map(|item| Item { place: place.clone(), ..item }).collect())
            }
            (_, Some(Shape::Item(kind))) if expected.fits(&kind) => Ok(vec![Item { kind, der, place }]),
            (_, Some(Shape::Item(kind))) => Err(self.error(format!("the label says {}, but in it is {kind}", self.label))),
            // The label says what it is; those who know the grammar will say what is wrong with it.
            (Expected::Certificate, None) => Ok(vec![Item { kind: Kind::Certificate, der, place }]),
            _ => Err(self.error(format!("what stands between BEGIN and END is no {}", self.label.to_lowercase()))),
        }
    }

    fn decode(&self, body: &Body<'_>) -> Result<Vec<u8>, CredentialError> {
        let text: String = body.lines.iter().map(|(_, line)| *line).collect();
        if text.is_empty() {
            return Err(self.error(format!("nothing stands between BEGIN and END of this {}", self.label)));
        }
        BASE64.decode(text.as_bytes()).map_err(|_| self.bad_base64(body))
    }

    fn bad_base64(&self, body: &Body<'_>) -> CredentialError {
        let is_wrong = |letter: &char| !(letter.is_ascii_alphanumeric() || "+/=".contains(*letter));
        let wrong = body.lines.iter().find_map(|(number, line)| Some((*number, line.chars().find(is_wrong)?)));
        match wrong {
            Some((number, letter)) => {
                let error = CredentialError::new(self.file, format!("{letter:?} is no letter of base64"), "copy the file again, as it is");
                error.at_line(Some(number))
            }
            None => self.error(format!("the base64 of the {} that begins here is incomplete: a part is missing", self.label)),
        }
    }

    fn other_end(&self, number: usize, end: &str) -> CredentialError {
        let says = format!("END {end} closes the BEGIN {} of line {}", self.label, self.line);
        CredentialError::new(self.file, says, "the two lines have to name the same thing").at_line(Some(number))
    }

    fn error(&self, says: String) -> CredentialError {
        CredentialError::new(self.file, says, "copy the file again, as it is").at_line(Some(self.line))
    }
}

/// What a label promises.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Certificate,
    Key,
    PublicKey,
    Request,
    List,
    Pkcs7,
}

impl Expected {
    /// The labels of RFC 7468, and the older ones that OpenSSL still reads.
    fn of(label: &str) -> Option<Self> {
        Some(match label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Self::Certificate,
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => Self::Key,
            "PUBLIC KEY" => Self::PublicKey,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Self::Request,
            "X509 CRL" | "CRL" => Self::List,
            "PKCS7" | "CMS" => Self::Pkcs7,
            _ => return None,
        })
    }

    fn fits(self, kind: &Kind) -> bool {
        match self {
            Self::Certificate => *kind == Kind::Certificate,
            Self::Key => kind.is_key(),
            Self::PublicKey => *kind == Kind::PublicKey,
            Self::Request => *kind == Kind::CertificateRequest,
            Self::List => *kind == Kind::RevocationList,
            Self::Pkcs7 => false,
        }
    }
}

/// Lines that were PEM before somebody copied them.
fn check_spoiled(file: &str, number: usize, line: &str) -> Result<(), CredentialError> {
    let trimmed = line.trim_start();
    if !trimmed.starts_with(BEGIN) {
        return Ok(());
    }
    let (says, remedy) = if line != trimmed && Label::of_line(trimmed, BEGIN).is_some() {
        ("this line is indented: readers look for -----BEGIN at its very beginning", "take the spaces away: sed 's/^[ \\t]*//'")
    } else if line.contains("\\n") {
        ("line breaks are written as \\n: all of it is one line", "make lines of it: printf '%b' \"$(cat FILE)\"")
    } else if line.contains(END) {
        ("line breaks are missing: BEGIN, base64 and END stand on one line", "copy the file again, line by line as it is")
    } else if line.ends_with(DASHES) {
        (
            "what stands between the dashes is no label: it has to be as in -----BEGIN CERTIFICATE-----",
            "copy the file again, line by line as it is",
        )
    } else {
        ("this line begins like PEM, but does not end with five dashes", "copy the file again, line by line as it is")
    };
    Err(CredentialError::new(file, says, remedy).at_line(Some(number)))
}
