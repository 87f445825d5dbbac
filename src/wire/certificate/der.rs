//! DER (X.690) on top of the reader: an element is a `tag`, a `length` and its content, each byte a field.
//!
//! The grammar knows which tag comes next; where another one stands, its content becomes `undecoded`, and the element
//! behind it is read as usual. Lengths that DER forbids are issues.

use super::readable::{dotted, oid_text, string_text, time_text};
use crate::bytes::{Reader, Sink, Stop, Value, Width};

/// Tags: the number of a type, with the bits for "constructed" (0x20) and "context-specific" (0x80).
pub(super) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const NUMERIC_STRING: u8 = 0x12;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const VISIBLE_STRING: u8 = 0x1a;
    pub(crate) const UNIVERSAL_STRING: u8 = 0x1c;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// The tag `[number]` around a single value or in place of a primitive one.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// The tag `[number]` around other elements.
    pub(crate) const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// How deep elements without a grammar of their own are taken apart.
const MAX_DEPTH: usize = 8;

/// Whether the next element has this tag: for what may be absent.
pub(super) fn is_next<S: Sink>(reader: &Reader<'_, '_, S>, tag: u8) -> bool {
    reader.peek().first() == Some(&tag)
}

/// Reads an element whose content are named fields.
pub(super) fn element<'a, S: Sink>(
    reader: &mut Reader<'a, '_, S>,
    name: &'static str,
    tag: u8,
    content: impl FnOnce(&mut Reader<'a, '_, S>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    reader.group(name, |reader| enclosed(reader, name, tag, content))
}

/// Reads an element whose content are items of one kind (`SEQUENCE OF`, `SET OF`).
pub(super) fn items<'a, S: Sink>(
    reader: &mut Reader<'a, '_, S>,
    name: &'static str,
    tag: u8,
    item: impl FnMut(&mut Reader<'a, '_, S>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    reader.collection(name, |reader| enclosed(reader, name, tag, |reader| reader.items(item)))
}

/// Reads tag and length of an element without a group of its own, and its content.
pub(super) fn enclosed<'a, S: Sink>(
    reader: &mut Reader<'a, '_, S>,
    name: &'static str,
    expected: u8,
    content: impl FnOnce(&mut Reader<'a, '_, S>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let start = reader.position();
    let found = read_tag(reader)?;
    let span = reader.since(start);
    let length = read_length(reader)?;
    if found == expected {
        reader.limit(length, content);
    } else {
        reader.issue(span, format!("{name} should be {}, but is {}", tag_text(expected), tag_text(found)));
        reader.limit(length, |_| Err(Stop));
    }
    Ok(())
}

/// Reads an element whose content is one value.
pub(super) fn primitive<'a, S: Sink>(
    reader: &mut Reader<'a, '_, S>,
    name: &'static str,
    tag: u8,
    value: impl FnOnce(&'a [u8]) -> Value,
) -> Result<&'a [u8], Stop> {
    let mut content: &[u8] = &[];
    element(reader, name, tag, |reader| {
        content = leaf(reader, name, value)?;
        Ok(())
    })?;
    Ok(content)
}

/// Reads an OBJECT IDENTIFIER; its group says its name.
pub(super) fn oid<'a, S: Sink>(reader: &mut Reader<'a, '_, S>, name: &'static str) -> Result<&'a [u8], Stop> {
    oid_tagged(reader, name, tag::OBJECT_IDENTIFIER)
}

/// Reads an object identifier that has another tag.
pub(super) fn oid_tagged<'a, S: Sink>(reader: &mut Reader<'a, '_, S>, name: &'static str, tag: u8) -> Result<&'a [u8], Stop> {
    let mut content: &[u8] = &[];
    element(reader, name, tag, |reader| {
        content = leaf(reader, name, oid_value)?;
        reader.says(|| oid_text(content));
        Ok(())
    })?;
    Ok(content)
}

/// Reads an INTEGER. A long or negative one stays bytes.
pub(super) fn integer<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str) -> Result<(), Stop> {
    primitive(reader, name, tag::INTEGER, integer_value).map(drop)
}

/// Reads a BOOLEAN.
pub(super) fn boolean<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str) -> Result<(), Stop> {
    primitive(reader, name, tag::BOOLEAN, boolean_value).map(drop)
}

/// Reads a BIT STRING, whose bits `content` reads after the count of unused ones.
pub(super) fn bit_string<'a, S: Sink>(
    reader: &mut Reader<'a, '_, S>,
    name: &'static str,
    tag: u8,
    content: impl FnOnce(&mut Reader<'a, '_, S>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    element(reader, name, tag, |reader| {
        reader.u8("unused_bits")?;
        content(reader)
    })
}

/// Reads the next element, whatever it is.
pub(super) fn any<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str) -> Result<(), Stop> {
    any_within(reader, name, MAX_DEPTH)
}

fn any_within<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str, depth: usize) -> Result<(), Stop> {
    let Some((tag, content, _)) = split(reader.peek()) else { return Err(refuse(reader, name)) };
    match depth.checked_sub(1) {
        Some(depth) if tag & 0x20 != 0 && is_sequence_of_elements(content) => {
            items(reader, name, tag, |reader| any_within(reader, "element", depth))
        }
        _ => primitive(reader, name, tag, |content| value_of(tag, content)).map(drop),
    }
}

/// An element that is cut or not DER: what can be read of it is, so that the issue says what is wrong.
fn refuse<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str) -> Stop {
    let first = reader.peek().first().copied().unwrap_or_default();
    let _ = element(reader, name, first, |_| Err(Stop));
    Stop
}

/// Whether bytes are whole elements, one after the other, and at least one.
pub(super) fn is_sequence_of_elements(mut bytes: &[u8]) -> bool {
    let some = !bytes.is_empty();
    while let Some((_, _, rest)) = split(bytes) {
        bytes = rest;
    }
    some && bytes.is_empty()
}

/// Tag, content, and what follows; `None` where there is no whole element with a tag and a length that this file knows.
pub(super) fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (octets, length) = length_of(rest).ok()?;
    let (content, rest) = rest.get(octets..)?.split_at_checked(length)?;
    (tag & 0x1f != 0x1f).then_some((tag, content, rest))
}

fn leaf<'a, S: Sink>(reader: &mut Reader<'a, '_, S>, name: &'static str, value: impl FnOnce(&'a [u8]) -> Value) -> Result<&'a [u8], Stop> {
    match reader.remaining() {
        0 => Ok(&[]),
        count => reader.field(name, count, value),
    }
}

fn read_tag<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<u8, Stop> {
    let start = reader.position();
    let value = |tag: u8| Value::Code { code: tag.into(), name: tag_text(tag) };
    let first = |bytes: &[u8]| bytes.first().copied().unwrap_or_default();
    let tag = first(reader.field("tag", 1, |bytes| value(first(bytes)))?);
    if tag & 0x1f == 0x1f {
        reader.issue(reader.since(start), "a tag of several bytes, which certificates do not use");
        return Err(Stop);
    }
    Ok(tag)
}

fn read_length<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<usize, Stop> {
    let start = reader.position();
    let (octets, length) = match length_of(reader.peek()) {
        Ok(found) => found,
        Err(BadLength::Cut { needs }) => return Err(reader.bytes("length", needs).err().unwrap_or(Stop)),
        Err(BadLength::Forbidden(why)) => {
            reader.length("length", Width::U8)?;
            reader.issue(reader.since(start), why);
            return Err(Stop);
        }
    };
    reader.field("length", octets, |_| Value::Length(u64::try_from(length).unwrap_or(u64::MAX)))?;
    if octets != shortest(length) {
        reader.issue(reader.since(start), "a length that could be written shorter, which DER forbids");
    }
    Ok(length)
}

/// Why there is no length.
enum BadLength {
    Cut { needs: usize },
    Forbidden(&'static str),
}

/// The length at the start of `bytes`, and in how many bytes it is written.
fn length_of(bytes: &[u8]) -> Result<(usize, usize), BadLength> {
    let (&first, rest) = bytes.split_first().ok_or(BadLength::Cut { needs: 1 })?;
    match first {
        0..0x80 => Ok((1, first.into())),
        0x80 => Err(BadLength::Forbidden("an indefinite length, which DER forbids")),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let all = count.saturating_add(1);
            let octets = rest.get(..count).ok_or(BadLength::Cut { needs: all })?;
            Ok((all, octets.iter().fold(0, |length, &byte| length << 8 | usize::from(byte))))
        }
        0x85.. => Err(BadLength::Forbidden("a length of more than four bytes")),
    }
}

/// In how many bytes DER writes a length.
fn shortest(length: usize) -> usize {
    match length {
        0..0x80 => 1,
        0x80..0x100 => 2,
        0x100..0x1_0000 => 3,
        0x1_0000..0x100_0000 => 4,
        _ => 5,
    }
}

/// The readable value of a primitive element.
pub(super) fn value_of(tag: u8, content: &[u8]) -> Value {
    match tag {
        tag::OBJECT_IDENTIFIER => oid_value(content),
        tag::INTEGER | tag::ENUMERATED => integer_value(content),
        tag::BOOLEAN => boolean_value(content),
        tag::UTC_TIME | tag::GENERALIZED_TIME => Value::Text(time_text(tag, content)),
        _ => string_text(tag, content).map_or(Value::Bytes, Value::Text),
    }
}

fn oid_value(content: &[u8]) -> Value {
    dotted(content).map_or(Value::Bytes, Value::Text)
}

fn integer_value(content: &[u8]) -> Value {
    match content {
        [0..0x80, ..] if content.len() <= 8 => Value::Number(content.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))),
        _ => Value::Bytes,
    }
}

fn boolean_value(content: &[u8]) -> Value {
    match content {
        [0] => Value::Code { code: 0, name: "FALSE".to_owned() },
        [0xff] => Value::Code { code: 0xff, name: "TRUE".to_owned() },
        _ => Value::Bytes,
    }
}

fn tag_text(tag: u8) -> String {
    let name = match tag {
        tag::BOOLEAN => "BOOLEAN",
        tag::INTEGER => "INTEGER",
        tag::BIT_STRING => "BIT STRING",
        tag::OCTET_STRING => "OCTET STRING",
        tag::NULL => "NULL",
        tag::OBJECT_IDENTIFIER => "OBJECT IDENTIFIER",
        tag::ENUMERATED => "ENUMERATED",
        tag::UTF8_STRING => "UTF8String",
        tag::NUMERIC_STRING => "NumericString",
        tag::PRINTABLE_STRING => "PrintableString",
        tag::TELETEX_STRING => "TeletexString",
        tag::IA5_STRING => "IA5String",
        tag::UTC_TIME => "UTCTime",
        tag::GENERALIZED_TIME => "GeneralizedTime",
        tag::VISIBLE_STRING => "VisibleString",
        tag::UNIVERSAL_STRING => "UniversalString",
        tag::BMP_STRING => "BMPString",
        tag::SEQUENCE => "SEQUENCE",
        tag::SET => "SET",
        0x80..0xc0 => return format!("[{}]", tag & 0x1f),
        _ => return format!("tag 0x{tag:02x}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{BufferId, Issue, Node, Span};
    use crate::wire;

    fn read(der: &[u8]) -> (Node, Vec<Issue>) {
        let span = Span::new(BufferId(0), 0, der.len());
        let ((), node, issues) = wire::decode(der, span, |reader| reader.whole("der", |reader| any(reader, "value")));
        (node.unwrap(), issues)
    }

    #[test]
    fn tag_length_and_content_are_fields() {
        let (node, issues) = read(&[0x30, 5, 0x02, 1, 7, 0x05, 0]);
        assert!(issues.is_empty() && node.is_gapless());
        let names: Vec<_> = node.leaves().iter().map(|leaf| leaf.name).collect();
        assert_eq!(names, ["tag", "length", "tag", "length", "element", "tag", "length"]);
        assert_eq!(node.leaves()[4].value, Value::Number(7));
    }

    #[test]
    fn lengths_that_der_forbids_are_issues() {
        for (der, what) in [
            (&[0x30, 0x80, 0, 0][..], "an indefinite length, which DER forbids"),
            (&[0x04, 0x85, 0, 0, 0, 0, 1, 9], "a length of more than four bytes"),
            (&[0x04, 0x81, 1, 9], "a length that could be written shorter, which DER forbids"),
            (&[0x04, 9, 1], "a length says 9 bytes, but 1 are left"),
            (&[0x1f, 0x81, 1, 0], "a tag of several bytes, which certificates do not use"),
            (&[0x04], "length needs 1 byte, but 0 are left"),
            (&[0x04, 0x82, 1], "length needs 3 bytes, but 2 are left"),
        ] {
            let (node, issues) = read(der);
            assert!(node.is_gapless(), "{what}");
            assert_eq!(issues.first().map(|issue| issue.what.as_str()), Some(what));
        }
    }

    #[test]
    fn depth_is_bounded() {
        let der = (0..100).fold(vec![5, 0], |inner, _| {
            let mut outer = vec![0x30];
            let length = u8::try_from(inner.len()).unwrap_or(0);
            outer.extend(if length < 0x80 { vec![length] } else { vec![0x81, length] });
            outer.extend(inner);
            outer
        });
        let (node, _) = read(&der);
        assert!(node.is_gapless() && node.leaves().len() < 30);
    }
}
