//! Whose `X-Forwarded-For` is believed: nobody's but that of proxies that were named.

use crate::error::{Error, Result};
use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// Where one's own proxy usually stands: this machine and private networks.
const PRIVATE: [&str; 6] = [
    "127.0.0.0/8",
    "::1/128",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "fc00::/7",
];

/// The networks of trusted proxies; none by default.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// `true` for this machine and private networks, `false` or nothing for none, else a comma-separated list
    /// of addresses and CIDR blocks.
    ///
    /// # Errors
    /// A sentence about the first entry that is none of these.
    pub fn parse(text: &str) -> Result<Self> {
        let networks = match text.trim().to_lowercase().as_str() {
            "" | "false" | "0" | "no" | "off" => Vec::new(),
            "true" | "1" | "yes" | "on" => PRIVATE.iter().filter_map(|text| text.parse().ok()).collect(),
            _ => read_networks(text).map_err(|wrong| {
                let sentence = format!(
                    "“{wrong}” in TIMETRACKER_TRUST_PROXY is no address and no CIDR block. Write true, or a list such \
                     as 10.0.0.0/8, 192.168.1.7."
                );
                Error::rule("configuration", sentence)
            })?,
        };
        Ok(Self(networks))
    }

    /// Whether any proxy is trusted.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Who asks: the peer, or where that is a trusted proxy, the last address before our own proxies.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok());
        let seen: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        for text in seen.iter().rev() {
            if !self.trusts(client) {
                break;
            }
            // Further to the left anybody may have written anything.
            let Some(address) = address(text) else { break };
            client = address;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// A comma- or space-separated list of addresses and CIDR blocks; the error is the first entry that is neither.
pub fn read_networks(text: &str) -> Result<Vec<IpNet>, String> {
    let entries = text
        .split([',', ' ', '\n', '\r'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    entries
        .map(|entry| network(entry).ok_or_else(|| entry.to_owned()))
        .collect()
}

fn network(entry: &str) -> Option<IpNet> {
    let network = entry.parse::<IpNet>().ok();
    network
        .or_else(|| Some(entry.parse::<IpAddr>().ok()?.to_canonical().into()))
        .map(|network| network.trunc())
}

/// An address as proxies write it: alone, with a port, in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches('"');
    let alone = text.parse::<IpAddr>().ok();
    let with_port = || {
        text.parse::<std::net::SocketAddr>()
            .ok()
            .map(|address| address.ip())
    };
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    alone
        .or_else(with_port)
        .or_else(bracketed)
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        TrustedProxies::parse(trusted)
            .unwrap()
            .client(peer.parse().unwrap(), &headers)
            .to_string()
    }

    #[test]
    fn a_header_of_somebody_else_counts_for_nothing() {
        assert_eq!(client("", "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        assert_eq!(client("true", "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        assert_eq!(client("10.0.0.0/8", "192.168.0.2", &["1.2.3.4"]), "192.168.0.2");
    }

    #[test]
    fn behind_trusted_proxies_the_last_stranger_asks() {
        assert_eq!(
            client("true", "127.0.0.1", &["6.6.6.6, 203.0.113.9"]),
            "203.0.113.9"
        );
        assert_eq!(
            client("true", "127.0.0.1", &["6.6.6.6", "203.0.113.9"]),
            "203.0.113.9"
        );
        assert_eq!(
            client("10.0.0.0/8", "10.1.2.3", &["203.0.113.9, 10.4.4.4"]),
            "203.0.113.9"
        );
        assert_eq!(
            client("true", "::ffff:10.1.2.3", &["[2001:db8::1]:443"]),
            "2001:db8::1"
        );
        assert_eq!(client("true", "127.0.0.1", &["203.0.113.9:1234"]), "203.0.113.9");
        assert_eq!(client("true", "127.0.0.1", &["unknown"]), "127.0.0.1");
        assert_eq!(client("true", "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn what_is_no_network_is_named() {
        assert!(
            TrustedProxies::parse("10.0.0.0/8, nginx")
                .unwrap_err()
                .sentence()
                .contains("“nginx”")
        );
        assert!(!TrustedProxies::parse("false").unwrap().any());
        assert_eq!(read_networks("10.0.0.5/8 2001:db8::1").unwrap().len(), 2);
        assert_eq!(read_networks("10.0.0.0/33"), Err("10.0.0.0/33".into()));
    }
}
