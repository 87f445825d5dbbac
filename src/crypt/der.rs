//! As much of DER as it takes to find a key and a signature (X.690). Every length is checked: `None` for what is odd.

/// The identifier octets that are looked for.
pub(super) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    /// `[0]`, constructed.
    pub(crate) const CONTEXT_0: u8 = 0xa0;
    /// `[1]`, constructed.
    pub(crate) const CONTEXT_1: u8 = 0xa1;
    /// `[2]`, constructed.
    pub(crate) const CONTEXT_2: u8 = 0xa2;
}

/// One element: its tag, its content, and the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    pub(super) whole: &'a [u8],
}

/// Takes the next element off `input`.
pub(super) fn next<'a>(input: &mut &'a [u8]) -> Option<Element<'a>> {
    let bytes = *input;
    let (&[tag, first], mut rest) = bytes.split_first_chunk::<2>()?;
    let length = length(first, &mut rest)?;
    let (content, rest) = rest.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len() - rest.len())?;
    *input = rest;
    Some(Element { tag, content, whole })
}

/// Takes the next element's content, if it has that tag; else leaves `input` alone.
pub(super) fn take<'a>(input: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let mut ahead = *input;
    let element = next(&mut ahead).filter(|element| element.tag == tag)?;
    *input = ahead;
    Some(element.content)
}

/// A SEQUENCE of elements that are DER already.
pub(super) fn sequence(content: &[u8]) -> Vec<u8> {
    element(tag::SEQUENCE, content)
}

/// An element: tag, length, content (X.690 8.1).
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut der = vec![tag];
    if length < 0x80 {
        der.push(length.to_le_bytes()[0]);
    } else {
        let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        der.push(0x80 | digits.len().to_le_bytes()[0]);
        der.extend(digits);
    }
    der.extend_from_slice(content);
    der
}

/// The bytes of a BIT STRING whose last byte is full.
pub(super) fn whole_bytes(bit_string: &[u8]) -> Option<&[u8]> {
    bit_string.split_first().filter(|(unused, _)| **unused == 0).map(|(_, bytes)| bytes)
}

/// The magnitude of a positive INTEGER, without leading zeros.
pub(super) fn magnitude(integer: &[u8]) -> &[u8] {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    integer.get(zeros..).unwrap_or_default()
}

/// A small INTEGER.
pub(super) fn small(integer: &[u8]) -> Option<u32> {
    let bytes = magnitude(integer);
    (bytes.len() <= 4).then(|| bytes.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte)))
}

/// A length: itself below 0x80, else so many bytes follow.
fn length(first: u8, rest: &mut &[u8]) -> Option<usize> {
    if first < 0x80 {
        return Some(usize::from(first));
    }
    let (bytes, tail) = rest.split_at_checked(usize::from(first & 0x7f))?;
    *rest = tail;
    (1..=4).contains(&bytes.len()).then(|| bytes.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_in_a_row() {
        let mut input: &[u8] = &[0x02, 1, 5, 0x04, 0x81, 2, 7, 8];
        assert_eq!(take(&mut input, tag::SEQUENCE), None);
        assert_eq!(take(&mut input, tag::INTEGER), Some(&[5][..]));
        let element = next(&mut input).unwrap();
        assert_eq!((element.tag, element.content, element.whole.len()), (4, &[7, 8][..], 5));
        assert_eq!(next(&mut input), None);
    }

    #[test]
    fn lengths_that_lie() {
        for input in [&[0x30][..], &[0x30, 5, 1], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0x30, 0x80], &[0x30, 0x89]] {
            assert_eq!(next(&mut &*input), None, "{input:x?}");
        }
    }
}
