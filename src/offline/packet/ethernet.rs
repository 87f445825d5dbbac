//! What an EtherType announces (IEEE 802.3, the registry of the IEEE).

use etherparse::EtherType;

use super::layer::{Kind, Layer};
use super::tunnel::{mpls, nsh, pppoe};

/// Transparent Ethernet bridging: a frame of its own (RFC 1701).
pub(super) const BRIDGED: EtherType = EtherType(0x6558);
const MPLS: EtherType = EtherType(0x8847);
const MPLS_MULTICAST: EtherType = EtherType(0x8848);
const PPPOE_SESSION: EtherType = EtherType(0x8864);
const PPP: EtherType = EtherType(0x880b);
/// Tags of 802.1Q and 802.1ad, and the numbers that were used for the latter before there was one.
const TAGS: [u16; 5] = [0x8100, 0x88a8, 0x9100, 0x9200, 0x9300];
/// Cisco meta data: a security group tag.
const CISCO_META_DATA: EtherType = EtherType(0x8909);
/// A tag of Cisco and VMware (VN-Tag) for a port of a virtual switch.
const VN_TAG: EtherType = EtherType(0x8926);
/// A tag for a port of a bridge's extension (IEEE 802.1BR).
const E_TAG: EtherType = EtherType(0x893f);
/// A frame within a frame of a provider (IEEE 802.1ah).
const PROVIDER_BACKBONE: EtherType = EtherType(0x88e7);
const NSH: EtherType = EtherType(0x894f);
/// Up to this number it is the length of what follows, and LLC.
const MAX_LENGTH: u16 = 1500;

/// What stands behind an EtherType.
pub(super) fn unwrap(kind: EtherType, rest: &[u8]) -> Layer<'_> {
    match kind {
        EtherType::IPV4 | EtherType::IPV6 => Layer::Ip(rest),
        EtherType(number) if TAGS.contains(&number) => Layer::behind(rest, 2, 4),
        EtherType(length) if length <= MAX_LENGTH => Layer::Llc(rest.get(..length.into()).unwrap_or(rest)),
        MPLS | MPLS_MULTICAST => mpls::unwrap(rest),
        PPPOE_SESSION => pppoe::unwrap(rest),
        PPP => Layer::Ppp(rest),
        BRIDGED => Layer::ethernet(rest),
        NSH => nsh::unwrap(rest),
        CISCO_META_DATA => cisco_meta_data(rest),
        VN_TAG => Layer::behind(rest, 4, 6),
        E_TAG => Layer::behind(rest, 6, 8),
        PROVIDER_BACKBONE => rest.get(4..).map_or(Layer::Short, Layer::ethernet),
        EtherType(other) => Layer::Other(Kind::EtherType(other)),
    }
}

/// Version, number of options, and options of four bytes each.
fn cisco_meta_data(rest: &[u8]) -> Layer<'_> {
    let options = 2 + 4 * usize::from(rest.get(1).copied().unwrap_or_default());
    Layer::behind(rest, options, options + 2)
}
