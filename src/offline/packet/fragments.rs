//! Datagrams that were sent in fragments (RFC 791 2.3, RFC 8200 4.5), put together within bounds.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use etherparse::defrag::IpDefragBuf;
use etherparse::{IpFragOffset, IpNumber, Ipv6ExtensionSlice, LaxIpSlice};

/// The most datagrams that wait for fragments at a time, of up to 64 KiB each; then the oldest is given up.
const MAX_WAITING: usize = 256;
/// The most holes and pieces of one datagram; a real one arrives in order.
const MAX_PIECES: usize = 64;

/// The fragments that wait for others.
#[derive(Debug, Default)]
pub(in crate::offline) struct Fragments {
    waiting: HashMap<Key, IpDefragBuf>,
    order: VecDeque<Key>,
    /// How many datagrams were given up.
    pub(in crate::offline) lost: u64,
}

/// What the fragments of one datagram have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    source: IpAddr,
    destination: IpAddr,
    identification: u32,
    number: u8,
}

struct Fragment {
    key: Key,
    offset: IpFragOffset,
    more: bool,
}

impl Fragments {
    /// Adds a fragment. When it was the last one that was missing: the protocol and the whole payload.
    pub(super) fn add(&mut self, ip: &LaxIpSlice<'_>) -> Option<(IpNumber, Vec<u8>)> {
        let Fragment { key, offset, more } = fragment(ip)?;
        let buffer = self.waiting.entry(key).or_insert_with(|| {
            self.order.push_back(key);
            IpDefragBuf::new(IpNumber(key.number), Vec::new(), Vec::new())
        });
        let added = buffer.add(offset, more, ip.payload().payload);
        let (done, hopeless) = (buffer.is_complete(), added.is_err() || buffer.sections().len() > MAX_PIECES);
        let whole = (done || hopeless).then(|| self.take(key)).flatten();
        self.lost += u64::from(hopeless);
        self.give_up_the_oldest();
        whole.filter(|_| !hopeless).map(|whole| (IpNumber(key.number), whole.take_bufs().0))
    }

    /// How many datagrams never came to their end.
    pub(in crate::offline) fn unfinished(&self) -> u64 {
        self.lost + self.waiting.len() as u64
    }

    fn take(&mut self, key: Key) -> Option<IpDefragBuf> {
        self.order.retain(|other| *other != key);
        self.waiting.remove(&key)
    }

    fn give_up_the_oldest(&mut self) {
        if self.waiting.len() > MAX_WAITING
            && let Some(oldest) = self.order.pop_front()
        {
            self.waiting.remove(&oldest);
            self.lost += 1;
        }
    }
}

fn fragment(ip: &LaxIpSlice<'_>) -> Option<Fragment> {
    let number = ip.payload_ip_number().0;
    let key = |identification| Key { source: ip.source_addr(), destination: ip.destination_addr(), identification, number };
    match ip {
        LaxIpSlice::Ipv4(ip) => {
            let header = ip.header();
            let key = key(header.identification().into());
            Some(Fragment { key, offset: header.fragments_offset(), more: header.more_fragments() })
        }
        LaxIpSlice::Ipv6(ip) => ip.extensions().clone().into_iter().find_map(|extension| match extension {
            Ipv6ExtensionSlice::Fragment(header) => {
                let header = header.to_header();
                Some(Fragment { key: key(header.identification), offset: header.fragment_offset, more: header.more_fragments })
            }
            _ => None,
        }),
    }
}
