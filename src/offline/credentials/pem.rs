//! PEM (RFC 7468): base64 between lines of dashes; what copying makes of the lines is mended in `lines`.

use data_encoding::BASE64;

use super::error::CredentialError;
use super::form::Form;
use super::label::Label;
use super::lines::{self, Line, Met, Part};
use super::shape::{self, Shape};
use super::traditional::Traditional;
use super::{Item, Kind, Passwords, Place, pkcs7};

/// The characters of base64 in a line.
const COLUMNS: usize = 64;

/// What PEM a text holds, and in what forms it is that not everybody reads.
pub(super) struct Scanned {
    pub(super) items: Vec<Item>,
    pub(super) forms: Vec<Met>,
}

/// Everything between BEGIN and END in a text; `None` if nothing of it is PEM.
pub(super) fn scan(file: &str, text: &str, passwords: &Passwords) -> Result<Option<Scanned>, CredentialError> {
    let (lines, mut forms) = lines::lines(text);
    let mut items = Vec::new();
    let mut lines = lines.into_iter();
    let mut is_pem = false;
    while let Some(Line { number, part }) = lines.next() {
        match part {
            Part::Begin(Label(label)) => {
                is_pem = true;
                let section = Section { file, label, line: number, passwords };
                let body = section.body(&mut lines)?;
                note(&mut forms, body.blank.map(|line| (Form::BlankLine, line)));
                note(&mut forms, section.labelled());
                items.extend(section.items(&body)?);
            }
            Part::Text(text) if text.trim_start().starts_with("-----BEGIN ") => return Err(no_label(file, number)),
            Part::End(_) | Part::Text(_) => {}
        }
    }
    Ok(is_pem.then_some(Scanned { items, forms }))
}

fn note(forms: &mut Vec<Met>, met: Option<Met>) {
    forms.extend(met.filter(|(form, _)| !forms.iter().any(|(known, _)| known == form)));
}

fn no_label(file: &str, line: usize) -> CredentialError {
    let says = "this line begins like PEM, but what follows is no label, as in -----BEGIN CERTIFICATE-----";
    CredentialError::new(file, says, "copy the file again, line by line as it is").at_line(Some(line))
}

/// A thing as PEM.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let lines = text.as_bytes().chunks(COLUMNS).map(String::from_utf8_lossy);
    let body: String = lines.flat_map(|line| [line.into_owned(), "\n".to_owned()]).collect();
    format!("-----BEGIN {label}-----\n{body}-----END {label}-----\n")
}

/// One section: its label, and the line of its BEGIN.
struct Section<'a> {
    file: &'a str,
    label: &'a str,
    line: usize,
    passwords: &'a Passwords,
}

/// What stands between BEGIN and END.
struct Body<'a> {
    headers: Vec<&'a str>,
    /// The lines of base64, with their numbers.
    lines: Vec<(usize, &'a str)>,
    /// The first blank line among the base64, or behind it.
    blank: Option<usize>,
}

impl Section<'_> {
    fn body<'a>(&self, lines: &mut impl Iterator<Item = Line<'a>>) -> Result<Body<'a>, CredentialError> {
        let mut body = Body { headers: Vec::new(), lines: Vec::new(), blank: None };
        for Line { number, part } in lines {
            match part {
                Part::End(Label(end)) if end == self.label => return Ok(body),
                Part::End(Label(end)) => return Err(self.other_end(number, end)),
                Part::Begin(_) => {
                    return Err(self.error(format!("the {} that begins here has no END: line {number} begins the next one", self.label)));
                }
                Part::Text(text) => body.line(number, text.trim()),
            }
        }
        Err(self.error(format!("the {} that begins here has no END: the file was cut off", self.label)))
    }

    /// Labels that not everybody knows.
    fn labelled(&self) -> Option<Met> {
        match self.label {
            "X509 CERTIFICATE" => Some((Form::X509Label, self.line)),
            "TRUSTED CERTIFICATE" => Some((Form::TrustedLabel, self.line)),
            _ => None,
        }
    }

    fn items(&self, body: &Body<'_>) -> Result<Vec<Item>, CredentialError> {
        let der = self.decode(body)?;
        let place = Place { line: Some(self.line), ..Place::default() };
        if let Some(encryption) = Traditional::of(&body.headers) {
            let item = encryption.open(self.file, der, place, self.passwords)?;
            return Ok(vec![item]);
        }
        let labelled = |label: &str| Ok(vec![Item { kind: Kind::Other(label.to_owned()), der: der.clone(), place: place.clone() }]);
        let Some(expected) = Expected::of(self.label) else { return labelled(self.label) };
        if self.label == "TRUSTED CERTIFICATE"
            && let Some(found) = shape::of(&der)
        {
            // OpenSSL's settings follow behind the certificate.
            return Ok(vec![Item { kind: Kind::Certificate, der: found.whole.to_vec(), place }]);
        }
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

impl<'a> Body<'a> {
    fn line(&mut self, number: usize, text: &'a str) {
        match text {
            // Behind headers, and right behind BEGIN, a blank line is read by all.
            "" if self.lines.is_empty() => {}
            "" => self.blank = self.blank.or(Some(number)),
            header if header.contains(':') => self.headers.push(header),
            // What goes on from the line above, such as a long header.
            base64 => self.lines.push((number, base64)),
        }
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
