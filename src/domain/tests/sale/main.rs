//! Model check of an order against a gateway with its own truth: every interleaving of what can happen up to a fixed
//! length, and longer ones at random. After each step the laws hold; and wherever a walk ends, the order comes to rest by
//! itself, with whoever paid having access or the money, and with the gateway's sums in the ledger.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

mod bank;
mod laws;
mod world;

use proptest::prelude::*;
use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::thread;
use world::{Letter, World};

/// Paying: browser, messages, saga and clock in any order.
const PAYING: &[Letter] = &[
    Letter::Pay,
    Letter::PayWrong,
    Letter::AutoCapture,
    Letter::DeliverOldest,
    Letter::DeliverNewest,
    Letter::Callback,
    Letter::Act,
    Letter::TimeOutAfter,
    Letter::TimeOutBefore,
    Letter::Crash,
    Letter::Half,
    Letter::Expiry,
    Letter::Cancel,
    Letter::Withdraw,
];

/// Giving back: admins here and at the gateway, messages and saga in any order.
const GIVING_BACK: &[Letter] = &[
    Letter::RefundAll,
    Letter::RefundPart,
    Letter::RefundElsewhere,
    Letter::RefundsArrive,
    Letter::RefundsFail,
    Letter::DeliverOldest,
    Letter::DeliverNewest,
    Letter::Pay,
    Letter::AutoCapture,
    Letter::Act,
    Letter::TimeOutAfter,
    Letter::TimeOutBefore,
    Letter::Crash,
    Letter::Half,
];

/// Deciding: parked money, people, and right money beside it.
const DECIDING: &[Letter] = &[
    Letter::Grant,
    Letter::GiveBack,
    Letter::Pay,
    Letter::PayWrong,
    Letter::AutoCapture,
    Letter::Release,
    Letter::RefundElsewhere,
    Letter::RefundsArrive,
    Letter::RefundsFail,
    Letter::DeliverOldest,
    Letter::Act,
    Letter::Crash,
    Letter::Look,
];

const OPEN: &[Letter] = &[Letter::Act];
const PAID: &[Letter] = &[Letter::Act, Letter::Pay, Letter::DeliverOldest, Letter::Act, Letter::DeliverOldest];
const PARKED: &[Letter] = &[Letter::Act, Letter::PayWrong, Letter::AutoCapture, Letter::Look, Letter::Act];

#[test]
fn every_way_to_open_an_order_leads_to_access_or_nothing_taken() {
    explore(&World::placed(), PAYING, 6);
}

#[test]
fn every_way_to_pay_leads_to_access_or_the_money_back() {
    explore(&World::after(OPEN), PAYING, 6);
}

#[test]
fn every_way_to_give_back_keeps_the_sums() {
    explore(&World::after(PAID), GIVING_BACK, 6);
}

#[test]
fn every_way_to_decide_about_parked_money_ends_well() {
    explore(&World::after(PARKED), DECIDING, 6);
}

/// Plays every order of so many letters. Walks that meet in the same world at the same depth go on as one: what is ahead of
/// them is the same.
fn explore(start: &World, alphabet: &'static [Letter], steps: u32) {
    let worlds: usize = thread::scope(|scope| {
        let branches: Vec<_> = alphabet
            .iter()
            .map(|first| {
                scope.spawn(move || {
                    let mut met = vec![HashSet::new(); steps as usize + 1];
                    walk(start, *first, alphabet, steps, &mut met);
                    met.iter().map(HashSet::len).sum::<usize>()
                })
            })
            .collect();
        branches.into_iter().map(|branch| branch.join().unwrap()).sum()
    });
    println!("{worlds} worlds within {steps} steps");
}

fn walk(world: &World, letter: Letter, alphabet: &[Letter], steps: u32, met: &mut [HashSet<u64>]) {
    let mut world = world.clone();
    world.path.0.push(letter);
    if !world.play(letter) {
        return;
    }
    let digest = BuildHasherDefault::<DefaultHasher>::default().hash_one(&world);
    if !met[steps as usize].insert(digest) {
        return;
    }
    let mut end = world.clone();
    end.quiesce();
    laws::check_end(&end);
    if steps > 1 {
        for next in alphabet {
            walk(&world, *next, alphabet, steps - 1, met);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn long_walks_at_random_end_well(letters in prop::collection::vec(letter(), 1..60)) {
        let mut world = World::placed();
        for letter in letters {
            world.play(letter);
        }
        world.quiesce();
        laws::check_end(&world);
    }
}

fn letter() -> impl Strategy<Value = Letter> {
    prop_oneof![
        prop::sample::select(PAYING),
        prop::sample::select(GIVING_BACK),
        prop::sample::select(DECIDING),
        prop::sample::select(
            &[
                Letter::Act,
                Letter::Act,
                Letter::Fail,
                Letter::AuthoriseLate,
                Letter::DeliverAgain,
                Letter::DeliverTampered,
                Letter::DeliverForeign,
                Letter::Look,
            ][..]
        ),
    ]
}
