//! Address blocks: `172.20.0.0/16`.

use std::net::IpAddr;

/// Whether a block lies in a network, `NETWORK/LENGTH` or `NETWORK/LENGTH/MIN-MAX` with bounds for its own length.
pub(super) fn lies_in(block: &str, network: &str) -> bool {
    let mut parts = network.splitn(3, '/');
    let (Some(address), Some(length)) = (parts.next(), parts.next()) else { return false };
    let (Some((network, network_length, width)), Some((block, block_length, block_width))) = (parse(address, length), pair(block)) else {
        return false;
    };
    let bounds = match parts.next() {
        Some(bounds) => bounds.split_once('-').and_then(|(least, most)| Some((least.parse().ok()?, most.parse().ok()?))),
        None => Some((network_length, width)),
    };
    let same_network = |length: u32| length == 0 || (network ^ block) >> (width - length) == 0;
    width == block_width
        && block_length >= network_length
        && same_network(network_length)
        && bounds.is_some_and(|(least, most)| (least..=most).contains(&block_length))
}

fn pair(block: &str) -> Option<(u128, u32, u32)> {
    let (address, length) = block.split_once('/')?;
    parse(address, length)
}

/// The bits of an address, the length of the prefix, and how many bits there are.
fn parse(address: &str, length: &str) -> Option<(u128, u32, u32)> {
    let (bits, width) = match address.parse().ok()? {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let length = length.parse().ok().filter(|length| digits && *length <= width)?;
    Some((bits, length, width))
}
