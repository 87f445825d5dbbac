//! As much of DER as it takes to tell things apart (X.690). Every length is checked: `None` for what is odd.

/// The identifier octets that are looked for.
pub(super) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(crate) const SEQUENCE: u8 = 0x30;
    /// `[0]`, constructed.
    pub(crate) const CONTEXT_0: u8 = 0xa0;
    /// `[1]`, constructed.
    pub(crate) const CONTEXT_1: u8 = 0xa1;
}

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// With tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The elements in it, as far as they can be read.
    pub(super) fn inside(self) -> impl Iterator<Item = Element<'a>> {
        elements(self.content)
    }
}

/// The elements in a row, as far as they can be read.
pub(super) fn elements(mut rest: &[u8]) -> impl Iterator<Item = Element<'_>> {
    std::iter::from_fn(move || next(&mut rest))
}

/// The first element, and it has that tag.
pub(super) fn first(der: &[u8], tag: u8) -> Option<Element<'_>> {
    elements(der).next().filter(|element| element.tag == tag)
}

/// How many bytes the first element says it has, tag and length included, whether or not they are there.
pub(super) fn claimed_length(der: &[u8]) -> Option<usize> {
    let (&[_, short], rest) = der.split_first_chunk::<2>()?;
    let mut behind = rest;
    let length = length(short, &mut behind)?;
    length.checked_add(der.len() - behind.len())
}

/// An element of these parts.
pub(super) fn encode(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut element = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => element.push(short),
        _ => {
            element.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
            element.extend(significant);
        }
    }
    element.extend(content);
    element
}

fn next<'a>(input: &mut &'a [u8]) -> Option<Element<'a>> {
    let bytes = *input;
    let (&[tag, short], mut rest) = bytes.split_first_chunk::<2>()?;
    let length = length(short, &mut rest)?;
    let (content, rest) = rest.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len() - rest.len())?;
    *input = rest;
    Some(Element { tag, content, whole })
}

/// A length: itself below 0x80, else so many bytes follow.
fn length(short: u8, rest: &mut &[u8]) -> Option<usize> {
    if short < 0x80 {
        return Some(usize::from(short));
    }
    let (bytes, tail) = rest.split_at_checked(usize::from(short & 0x7f))?;
    *rest = tail;
    (1..=4).contains(&bytes.len()).then(|| bytes.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}
