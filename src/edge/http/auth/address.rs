//! The address that a request really comes from, through the proxies that are trusted to say so.

use crate::service::Context;
use crate::settings::NetworkRange;
use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use std::net::{IpAddr, Ipv6Addr};

/// So many hops of `X-Forwarded-For` are looked at, from the near end.
const HOPS_MAX: usize = 16;

/// The client's address; the unspecified one when the connection has none, as in a test without a socket.
pub fn of(cx: &Context, request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |address| address.ip());
    behind(peer, request.headers(), &cx.settings.http.trusted_proxies)
}

/// Each trusted proxy vouches for the address before it; the first that is not trusted is the client, whatever it claims
/// about addresses further away.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[NetworkRange]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
    let forwarded: Vec<&str> =
        headers.get_all(header::X_FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect();
    let mut client = peer;
    for hop in forwarded.iter().rev().flat_map(|value| value.rsplit(',')).take(HOPS_MAX) {
        if !is_trusted(client) {
            break;
        }
        match hop.trim().parse() {
            Ok(address) => client = address,
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted: Vec<NetworkRange> = vec!["10.0.0.0/8".parse().unwrap()];
        let table: [(&str, &[&str], &str); 7] = [
            ("192.0.2.1", &[], "192.0.2.1"),
            ("192.0.2.1", &["198.51.100.9"], "192.0.2.1"),
            ("10.0.0.1", &["198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", &["203.0.113.5, 198.51.100.9, 10.9.9.9"], "198.51.100.9"),
            ("10.0.0.1", &["203.0.113.5", "10.9.9.9"], "203.0.113.5"),
            ("10.0.0.1", &["203.0.113.5, nonsense"], "10.0.0.1"),
            ("10.0.0.1", &[""], "10.0.0.1"),
        ];
        for (peer, forwarded, client) in table {
            let request = forwarded
                .iter()
                .fold(TestRequest::default(), |request, value| request.append_header(("x-forwarded-for", *value)))
                .to_http_request();
            let found = behind(peer.parse().unwrap(), request.headers(), &trusted);
            assert_eq!(found.to_string(), client, "{peer} {forwarded:?}");
        }
    }
}
