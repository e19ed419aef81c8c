//! Rate limit key: whose visits are counted together, without keeping who that is.

use std::net::IpAddr;

use aws_lc_rs::hmac;

use super::{Kind, Limit};
use crate::{
    base::digest::hex,
    protection::decision::{By, RequestDetails},
};

/// A policy and half a hash of its numbers and of who comes, with a key that only the deployment has: from a row nobody
/// finds the address behind it, not even by trying all of them. Other numbers begin anew.
pub fn key(secret: &hmac::Key, limit: &Limit, by: By, visit: &RequestDetails<'_>) -> String {
    let Limit { policy, kind, capacity, refill, interval_ms, .. } = limit;
    let counted = format!("{policy}/{}/{capacity}/{refill}/{interval_ms}/{}", kind.number(), who(*kind, by, visit));
    let tag = hmac::sign(secret, counted.as_bytes());
    format!("{policy}:{}", hex(&tag.as_ref()[..16]))
}

/// Somebody without a name is counted by address, and all without an address are counted together. Strikes count by
/// address and user: what strangers do locks out nobody who is signed in, and what one user does no other.
fn who(kind: Kind, by: By, visit: &RequestDetails<'_>) -> String {
    let place = visit.address.map_or_else(|| "nobody".to_owned(), |address| format!("address {}", network(address)));
    match (kind, by, visit.user) {
        (Kind::Strikes, _, Some(user)) => format!("user {user} at {place}"),
        (_, By::User, Some(user)) => format!("user {user}"),
        (_, By::Key, _) => visit.key.map_or(place, |key| format!("key {key}")),
        _ => place,
    }
}

/// Whoever has one address of IPv6 has all of its /64. An IPv4-mapped IPv6 address counts as IPv4.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}/64", address.to_bits() >> 64),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    const LIMIT: Limit =
        Limit { policy: "requests", kind: Kind::Window, capacity: 100, refill: 100, interval_ms: 60_000, cost: 1 };

    fn nobody(headers: &HeaderMap) -> RequestDetails<'_> {
        RequestDetails {
            address: None,
            method: "GET",
            protocol: "https:",
            host: "example.com",
            path: "/",
            query: "",
            headers,
            user: None,
            key: None,
        }
    }

    fn of(secret: &[u8], limit: &Limit, by: By, address: Option<&str>, user: Option<&str>) -> String {
        let headers = HeaderMap::new();
        let address = address.map(|address| address.parse().unwrap());
        let visit = RequestDetails { address, user, ..nobody(&headers) };
        key(&hmac::Key::new(hmac::HMAC_SHA256, secret), limit, by, &visit)
    }

    fn from(address: &str) -> String {
        of(b"secret", &LIMIT, By::Address, Some(address), None)
    }

    #[test]
    fn a_64_of_ipv6_is_one_visitor_and_the_next_one_another() {
        assert_eq!(from("2001:db8:1:2::1"), from("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(from("2001:db8:1:2::1"), from("2001:db8:1:3::1"));
        assert_ne!(from("2001:db8:1:2::1"), from("2001:db8:10:2::1"));
    }

    #[test]
    fn each_ipv4_is_one_visitor_in_either_form() {
        assert_eq!(from("192.0.2.7"), from("::ffff:192.0.2.7"));
        assert_ne!(from("192.0.2.7"), from("192.0.2.8"));
        assert_ne!(from("192.0.2.7"), from("::192.0.2.7"), "which is something else, and long out of use");
    }

    #[test]
    fn users_are_counted_by_name_wherever_they_are_and_strangers_by_address() {
        let user = |user, address| of(b"secret", &LIMIT, By::User, Some(address), user);
        assert_eq!(user(Some("user_ada"), "192.0.2.7"), user(Some("user_ada"), "192.0.2.8"));
        assert_ne!(user(Some("user_ada"), "192.0.2.7"), user(Some("user_bob"), "192.0.2.7"));
        assert_eq!(user(None, "192.0.2.7"), from("192.0.2.7"));
        assert_eq!(of(b"secret", &LIMIT, By::Address, Some("192.0.2.7"), Some("user_ada")), from("192.0.2.7"));
    }

    #[test]
    fn programs_are_counted_by_their_key_wherever_they_are() {
        let headers = HeaderMap::new();
        let of = |id, address: &str| {
            let (address, user) = (address.parse().ok(), Some("user_ada"));
            let visit = RequestDetails { address, user, key: id, ..nobody(&headers) };
            key(&hmac::Key::new(hmac::HMAC_SHA256, b"secret"), &LIMIT, By::Key, &visit)
        };
        assert_eq!(of(Some("1"), "192.0.2.7"), of(Some("1"), "192.0.2.8"));
        assert_ne!(of(Some("1"), "192.0.2.7"), of(Some("2"), "192.0.2.7"));
        assert_eq!(of(None, "192.0.2.7"), from("192.0.2.7"), "where there is none");
    }

    #[test]
    fn strikes_are_counted_by_address_and_user() {
        let strikes = Limit { policy: "shield", kind: Kind::Strikes, ..LIMIT };
        let of = |address, user| of(b"secret", &strikes, By::Address, Some(address), user);
        let ada = of("192.0.2.7", Some("user_ada"));
        assert_eq!(ada, of("192.0.2.7", Some("user_ada")));
        for other in [of("192.0.2.7", None), of("192.0.2.7", Some("user_bob")), of("192.0.2.8", Some("user_ada"))] {
            assert_ne!(ada, other);
        }
        assert_eq!(of("192.0.2.7", None), of("::ffff:192.0.2.7", None), "strangers of an address are one");
    }

    #[test]
    fn nothing_of_who_it_is_can_be_read_and_without_the_secret_nothing_guessed() {
        let key = from("192.0.2.7");
        assert!(key.starts_with("requests:") && key.len() == "requests:".len() + 32 && !key.contains("192"));
        assert_ne!(key, of(b"another", &LIMIT, By::Address, Some("192.0.2.7"), None));
    }

    #[test]
    fn other_numbers_and_other_policies_are_counted_apart() {
        for other in [
            Limit { policy: "probe", ..LIMIT },
            Limit { capacity: 99, ..LIMIT },
            Limit { interval_ms: 1_000, ..LIMIT },
            Limit { kind: Kind::Bucket, ..LIMIT },
        ] {
            assert_ne!(from("192.0.2.7"), of(b"secret", &other, By::Address, Some("192.0.2.7"), None), "{other:?}");
        }
        let dearer = Limit { cost: 2, ..LIMIT };
        assert_eq!(from("192.0.2.7"), of(b"secret", &dearer, By::Address, Some("192.0.2.7"), None));
    }
}
