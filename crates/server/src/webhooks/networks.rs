//! Which addresses webhooks may be sent to: public ones, and the private networks that the configuration names.
//!
//! A name is resolved here, and the connection is made to what was judged: a name that points elsewhere a
//! moment later changes nothing. Addresses written into a URL never reach the resolver and are judged by
//! [`Networks::refuse_literal`].

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// IPv4 networks that are nobody's on the internet (IANA's special-purpose registry), and the addresses at
/// which clouds tell a machine its own secrets.
const NOT_PUBLIC: &[([u8; 4], u8)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([168, 63, 129, 16], 32),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// Within the global part of IPv6: what is reserved, documentation, and what carries IPv4 in ways of its own.
const NOT_PUBLIC_6: &[([u16; 3], u8)] = &[
    ([0x2001, 0, 0], 23),
    ([0x2001, 0x0db8, 0], 32),
    ([0x2002, 0, 0], 16),
    ([0x3fff, 0, 0], 20),
];

/// The private networks that may be reached all the same. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Networks(Arc<[IpNet]>);

impl Networks {
    /// Public addresses and these.
    pub fn allowing(private: &[IpNet]) -> Self {
        Self(private.into())
    }

    /// Whether a webhook may be sent there.
    pub fn allow(&self, address: IpAddr) -> bool {
        // Written as IPv6, an IPv4 address is still that one.
        let address = address.to_canonical();
        is_public(address) || self.0.iter().any(|network| network.contains(&address))
    }

    /// Refuses the address that a URL names without a name.
    pub fn refuse_literal(&self, url: &url::Url) -> Result<(), Refused> {
        let address = match url.host() {
            Some(url::Host::Ipv4(address)) => IpAddr::V4(address),
            Some(url::Host::Ipv6(address)) => IpAddr::V6(address),
            _ => return Ok(()),
        };
        if self.allow(address) {
            Ok(())
        } else {
            Err(Refused(address))
        }
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC
            .iter()
            .any(|(start, length)| v4(*start, *length).is_some_and(|network| network.contains(&address))),
        IpAddr::V6(address) => match translated(address) {
            Some(inner) => is_public(IpAddr::V4(inner)),
            None => is_global(address),
        },
    }
}

/// The IPv4 address behind a translating gateway (`64:ff9b::/96`).
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        _ => None,
    }
}

/// Only `2000::/3` is given out on the internet: loopback, link-local, unique-local and multicast lie outside.
fn is_global(address: Ipv6Addr) -> bool {
    let special = NOT_PUBLIC_6.iter().any(|([a, b, c], length)| {
        Ipv6Net::new(Ipv6Addr::new(*a, *b, *c, 0, 0, 0, 0, 0), *length)
            .is_ok_and(|network| network.contains(&address))
    });
    address.segments()[0] & 0xe000 == 0x2000 && !special
}

fn v4(start: [u8; 4], length: u8) -> Option<Ipv4Net> {
    Ipv4Net::new(start.into(), length).ok()
}

/// The refusal of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused(pub IpAddr);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is not a public address. Where it is meant to be reached, whoever runs this server adds its network to \
             TIMETRACKER_WEBHOOK_ALLOW_PRIVATE.",
            self.0
        )
    }
}

impl std::error::Error for Refused {}

impl Resolve for Networks {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let (good, bad): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|found| networks.allow(found.ip()));
            match bad.first() {
                Some(refused) if good.is_empty() => Err(Refused(refused.ip()).into()),
                _ => Ok(Box::new(good.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_not_on_the_internet_is_refused() {
        let nowhere = Networks::default();
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "168.63.129.16",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:db8::1",
        ] {
            assert!(!nowhere.allow(address(text)), "{text}");
        }
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "169.253.0.1",
            "223.255.255.254",
            "2606:4700:4700::1111",
            "2a00:1450:4009::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert!(nowhere.allow(address(text)), "{text}");
        }
    }

    #[test]
    fn what_is_named_may_be_reached_and_its_neighbours_may_not() {
        let ours = Networks::allowing(&["10.8.0.0/16".parse().unwrap(), "fd12::/16".parse().unwrap()]);
        for text in ["10.8.200.1", "::ffff:10.8.0.1", "fd12::5", "8.8.8.8"] {
            assert!(ours.allow(address(text)), "{text}");
        }
        for text in ["10.9.0.1", "127.0.0.1", "fd13::5", "169.254.169.254"] {
            assert!(!ours.allow(address(text)), "{text}");
        }
    }

    #[test]
    fn an_address_in_the_url_is_judged_however_it_is_written() {
        let nowhere = Networks::default();
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]:9/",
            "http://[::ffff:169.254.169.254]/",
        ] {
            assert!(nowhere.refuse_literal(&url.parse().unwrap()).is_err(), "{url}");
        }
        assert!(
            nowhere
                .refuse_literal(&"https://example.com/".parse().unwrap())
                .is_ok()
        );
    }

    #[tokio::test]
    async fn a_name_that_leads_to_a_private_address_is_refused_when_it_is_resolved() {
        let Err(error) = Networks::default().resolve("localhost".parse().unwrap()).await else {
            panic!("localhost was resolved")
        };
        assert!(error.downcast_ref::<Refused>().unwrap().0.is_loopback());
        let ours = Networks::allowing(&["127.0.0.0/8".parse().unwrap()]);
        let found: Vec<_> = ours
            .resolve("localhost".parse().unwrap())
            .await
            .unwrap()
            .collect();
        assert!(found.iter().all(SocketAddr::is_ipv4) && !found.is_empty());
    }

    proptest! {
        #[test]
        fn an_ipv4_address_is_judged_the_same_however_it_is_wrapped(number: u32) {
            let plain = Ipv4Addr::from(number);
            let nowhere = Networks::default();
            prop_assert_eq!(nowhere.allow(plain.into()), nowhere.allow(plain.to_ipv6_mapped().into()));
            let [a, b, c, d] = plain.octets();
            let behind = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            prop_assert_eq!(nowhere.allow(plain.into()), nowhere.allow(behind.into()));
        }
    }
}
