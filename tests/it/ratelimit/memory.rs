//! Memory stays within its bound, and whoever has many addresses pushes nobody out.

use examhall::store::ratelimit::{Ask, Asks, LocalEngine};
use examhall_domain::id::AccountId;
use examhall_domain::ratelimit::{Network, PerScope, Policy, Scope, Subject, Terms, Verdict};
use examhall_domain::time::{Span, Timestamp};
use std::net::Ipv6Addr;
use uuid::Uuid;

const START: Timestamp = Timestamp(1_700_000_000_000_000);
const KEYS_MAX: usize = 1024;
const QUOTA: u32 = 5;

fn passes(engine: &LocalEngine, scope: Scope, subject: Subject, now: Timestamp) -> bool {
    let ask = Ask { subject, terms: Terms::parse(QUOTA, Span::from_secs(60)).unwrap() };
    let asks = Asks { policy: Policy::General, by: PerScope::of(|of| (of == scope).then_some(ask)) };
    matches!(engine.take(&asks, now), Verdict::Allowed(_))
}

fn comes(engine: &LocalEngine, address: Ipv6Addr, now: Timestamp) -> bool {
    passes(engine, Scope::Network, Subject::Network(Network::of(address.into())), now)
}

/// The networks of one /48.
fn inside(block: u16, count: u16) -> impl Iterator<Item = Ipv6Addr> {
    (0..count).map(move |network| Ipv6Addr::new(0x2001, 0xdb8, block, network, 0, 0, 0, 1))
}

fn flood(engine: &LocalEngine, now: Timestamp) {
    // So many that no shard is left out by chance.
    for block in 100..1_600 {
        inside(block, 20).for_each(|address| {
            comes(engine, address, now);
        });
    }
}

#[test]
fn a_flood_of_addresses_stays_within_the_bound_and_pushes_nobody_out() {
    let engine = LocalEngine::new(KEYS_MAX);
    let victim: Ipv6Addr = "2001:db8:1::1".parse().unwrap();
    let half: Ipv6Addr = "2001:db8:2::1".parse().unwrap();
    assert!((0..QUOTA).all(|_| comes(&engine, victim, START)));
    assert!((0..QUOTA - 2).all(|_| comes(&engine, half, START)));
    flood(&engine, START);
    let tally = engine.tally();
    assert!(tally.networks <= KEYS_MAX && tally.crowded > 0, "{tally:?}");
    assert!(!comes(&engine, victim, START), "nothing was forgotten in the victim's favour");
    assert!(comes(&engine, half, START) && comes(&engine, half, START), "nothing was taken from the victim");
    assert!(!comes(&engine, half, START));
}

#[test]
fn who_finds_no_room_is_counted_with_the_neighbours_and_not_let_through_uncounted() {
    let engine = LocalEngine::new(KEYS_MAX);
    flood(&engine, START);
    let crowded = engine.tally().crowded;
    let passed = inside(5_000, 200).filter(|address| comes(&engine, *address, START)).count();
    assert_eq!(engine.tally().crowded, crowded + 200);
    assert!(passed <= QUOTA as usize, "{passed}");
    let later = START + Span::from_secs(60);
    assert!(comes(&engine, "2001:db8:1388::1".parse().unwrap(), later), "their bucket fills like any other");
}

#[test]
fn who_owns_a_whole_block_crowds_out_the_own_neighbours_only() {
    let engine = LocalEngine::new(KEYS_MAX);
    inside(7, 5_000).for_each(|address| {
        comes(&engine, address, START);
    });
    assert!(engine.tally().networks <= KEYS_MAX / 64, "one shard: {:?}", engine.tally());
    let crowded = engine.tally().crowded;
    // Some of so many others are in the same shard by chance.
    let others = (1_000..1_400).flat_map(|block| inside(block, 1));
    let refused = others.filter(|address| !comes(&engine, *address, START)).count();
    assert!(refused < 40 && engine.tally().crowded - crowded < 40, "{refused}: {:?}", engine.tally());
}

#[test]
fn people_with_accounts_have_room_of_their_own() {
    let engine = LocalEngine::new(KEYS_MAX);
    flood(&engine, START);
    let crowded = engine.tally().crowded;
    let people: Vec<Subject> = (0..200).map(|_| Subject::Account(AccountId(Uuid::now_v7()))).collect();
    for person in &people {
        assert!((0..QUOTA).all(|_| passes(&engine, Scope::User, *person, START)));
        assert!(!passes(&engine, Scope::User, *person, START));
    }
    assert_eq!(engine.tally().crowded, crowded);
}

#[test]
fn what_is_full_again_makes_room_by_itself_and_when_it_is_swept() {
    let engine = LocalEngine::new(KEYS_MAX);
    flood(&engine, START);
    let later = START + Span::from_secs(60);
    let crowded = engine.tally().crowded;
    inside(6_000, 10).for_each(|address| assert!(comes(&engine, address, later)));
    assert_eq!(engine.tally().crowded, crowded, "full buckets went for those who came");
    engine.sweep(later);
    assert_eq!(engine.tally().networks, 10);
    engine.sweep(later + Span::from_secs(60));
    assert_eq!(engine.tally().networks, 0);
}
