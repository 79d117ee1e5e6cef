//! Address blocks: `172.20.0.0/16`.

use std::net::IpAddr;

/// Whether a block lies in one of some networks, each `NETWORK/LENGTH` or `NETWORK/LENGTH/MIN-MAX` with bounds for its own length.
pub(super) fn lies_in(block: &str, networks: &[&str]) -> bool {
    let Some(block) = block.split_once('/').and_then(|(address, length)| Block::parse(address, length)) else { return false };
    networks.iter().any(|network| block.lies_in(network).unwrap_or_default())
}

struct Block {
    /// The bits of the address.
    bits: u128,
    /// How long the prefix is.
    length: u32,
    /// How many bits there are.
    width: u32,
}

impl Block {
    fn parse(address: &str, length: &str) -> Option<Self> {
        let (bits, width) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let length = length.parse().ok().filter(|length| digits && *length <= width)?;
        Some(Self { bits, length, width })
    }

    /// `None` if the network is none.
    fn lies_in(&self, network: &str) -> Option<bool> {
        let mut parts = network.splitn(3, '/');
        let network = Self::parse(parts.next()?, parts.next()?)?;
        let (least, most) = match parts.next() {
            Some(bounds) => bounds.split_once('-').and_then(|(least, most)| Some((least.parse().ok()?, most.parse().ok()?)))?,
            None => (network.length, network.width),
        };
        let is_within = || network.length == 0 || (network.bits ^ self.bits) >> (self.width - network.length) == 0;
        Some(self.width == network.width && self.length >= network.length && (least..=most).contains(&self.length) && is_within())
    }
}
