//! Networks that address blocks lie in: `10.0.0.0/8`, or `10.0.0.0/8/16-24` with bounds for the length of a block's own prefix.

use std::net::IpAddr;

/// One of them. A spec with a text that is none is refused, so that whoever reads one finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its address.
    pub address: IpAddr,
    /// How many bits of that count.
    pub length: u32,
    /// How many bits of a block's own address count, at least and at most, if the spec says so.
    pub prefixes: Option<(u32, u32)>,
}

impl Network {
    /// What a text of the spec says, if there can be such a network.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        let (address, length) = (parts.next()?.parse().ok()?, bits(parts.next()?)?);
        let prefixes = match parts.next() {
            None => None,
            Some(bounds) => Some(bounds.split_once('-').and_then(|(least, most)| Some((bits(least)?, bits(most)?)))?),
        };
        let network = Self { address, length, prefixes };
        let (least, most) = network.bounds();
        (length <= least && least <= most && most <= network.width()).then_some(network)
    }

    /// Whether a block lies in it.
    pub fn has(&self, block: &str) -> bool {
        let Some((address, Some(length))) = block.split_once('/').map(|(address, length)| (address, bits(length))) else { return false };
        let different = match (self.address, address.parse()) {
            (IpAddr::V4(one), Ok(IpAddr::V4(other))) => u128::from(one.to_bits() ^ other.to_bits()),
            (IpAddr::V6(one), Ok(IpAddr::V6(other))) => one.to_bits() ^ other.to_bits(),
            _ => return false,
        };
        let (least, most) = self.bounds();
        (least..=most).contains(&length) && different.checked_shr(self.width() - self.length).unwrap_or_default() == 0
    }

    fn bounds(&self) -> (u32, u32) {
        self.prefixes.unwrap_or((self.length, self.width()))
    }

    fn width(&self) -> u32 {
        if self.address.is_ipv4() { 32 } else { 128 }
    }
}

/// A number of bits. A number may have a sign, this has none.
fn bits(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_network() {
        for text in ["10.0.0.0/8", "10.0.0.0/8/16-24", "0.0.0.0/0", "fd00::/8", "::/0/0-128"] {
            assert!(Network::parse(text).is_some(), "{text}");
        }
        for text in [
            "10.0.0.0",
            "10.0.0/8",
            "10.0.0.0/33",
            "10.0.0.0/8/24-16",
            "10.0.0.0/8/4-24",
            "10.0.0.0/8/16",
            "fd00::/8/9-129",
            "10.0.0.0/8/16-24/1",
            "10.0.0.0/+8",
        ] {
            assert!(Network::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_lies_in_one() {
        let network = |text| Network::parse(text).expect("it is a network");
        for (text, block, is_in) in [
            ("10.0.0.0/8", "10.1.0.0/16", true),
            ("10.0.0.0/8", "10.1.2.3", false),
            ("10.0.0.0/8", "10.1.0.0/+16", false),
            ("10.0.0.0/8", "11.0.0.0/16", false),
            ("10.0.0.0/8", "fd00::/16", false),
            ("10.0.0.0/8/16-24", "10.0.0.0/8", false),
            ("10.0.0.0/8/16-24", "10.0.0.0/a", false),
            ("::/0", "fd00::/8", true),
            ("fd00::/8", "fe00::/8", false),
        ] {
            assert_eq!(network(text).has(block), is_in, "{block} in {text}");
        }
    }
}
