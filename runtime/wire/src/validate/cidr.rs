//! Address blocks: `172.20.0.0/16`.

use std::net::IpAddr;

use crate::schema::Network;

/// Whether a block lies in one of some networks.
pub(super) fn lies_in(block: &str, networks: &[Network]) -> bool {
    let Some((address, length)) = parsed(block) else { return false };
    networks.iter().any(|network| has(network, address, length))
}

fn parsed(block: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = block.split_once('/')?;
    // A number may have a sign, a length has none.
    let digits = length.bytes().all(|byte| byte.is_ascii_digit());
    Some((address.parse().ok()?, length.parse().ok().filter(|_| digits)?))
}

fn has(network: &Network, address: IpAddr, length: u32) -> bool {
    let different = match (network.address, address) {
        (IpAddr::V4(one), IpAddr::V4(other)) => u128::from(one.to_bits() ^ other.to_bits()),
        (IpAddr::V6(one), IpAddr::V6(other)) => one.to_bits() ^ other.to_bits(),
        _ => return false,
    };
    let (least, most) = network.prefixes;
    (least..=most).contains(&length) && different.checked_shr(network.width() - network.length).unwrap_or_default() == 0
}
