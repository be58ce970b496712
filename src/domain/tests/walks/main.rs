//! Model check of the room and the attempt: every order of the eight things that can happen, up to six of them, and
//! longer orders of more things at random. After each step the machines are compared with an oracle that counts the
//! time left instead of computing deadlines, and the stored rows with what they must be.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

mod game;
mod oracle;
mod world;

use game::{Game, Letter, Save};
use oracle::{Device, Revision};
use proptest::prelude::*;
use std::thread;

const STEPS: u32 = 6;

/// Take-over, pause, resume, extend, save, submit, deadline and restart, by and for whoever holds the paper.
const ALPHABET: [Letter; 8] = [
    Letter::TakeOverByTheOther,
    Letter::Pause,
    Letter::Resume,
    Letter::ExtendAll { seconds: 60 },
    Letter::SaveByTheHolder,
    Letter::SubmitByTheHolder,
    Letter::Deadline,
    Letter::Restart,
];

#[test]
fn every_order_of_up_to_six_steps_keeps_every_answer_and_every_deadline() {
    let walks: u64 = thread::scope(|scope| {
        let branches: Vec<_> =
            ALPHABET.into_iter().map(|first| scope.spawn(move || walk(&Game::opened(), first, STEPS))).collect();
        branches.into_iter().map(|branch| branch.join().unwrap()).sum()
    });
    let expected: u64 = (1..=STEPS).map(|steps| 8_u64.pow(steps)).sum();
    assert_eq!(walks, expected);
    println!("{walks} walks of up to {STEPS} steps");
}

/// Plays one letter and then every order of the steps that are left; returns how many walks that were.
fn walk(game: &Game, letter: Letter, steps: u32) -> u64 {
    let mut game = game.clone();
    game.play(letter);
    game.check();
    game.probe();
    if steps == 1 {
        game.check_rows();
        return 1;
    }
    let longer: u64 = ALPHABET.into_iter().map(|next| walk(&game, next, steps - 1)).sum();
    1 + longer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn long_walks_at_random_agree_with_the_oracle(letters in prop::collection::vec(letter(), 1..80)) {
        let mut game = Game::scheduled();
        for letter in letters {
            game.play(letter);
            game.check();
        }
        game.probe();
        game.check_rows();
        game.play(Letter::Restart);
    }
}

fn letter() -> impl Strategy<Value = Letter> {
    prop_oneof![
        2 => (1_i64..400_000_000).prop_map(|microseconds| Letter::Wait { microseconds }),
        3 => Just(Letter::Start),
        4 => prop::option::of(device()).prop_map(|device| Letter::Open { device }),
        2 => Just(Letter::Pause),
        3 => Just(Letter::Resume),
        1 => (1_i64..300).prop_map(|seconds| Letter::ExtendAll { seconds }),
        1 => (1_i64..300).prop_map(|seconds| Letter::ExtendOne { seconds }),
        1 => Just(Letter::Announce),
        1 => prop::bool::weighted(0.15).prop_map(|end| if end { Letter::End } else { Letter::Restart }),
        8 => save().prop_map(Letter::Save),
        2 => Just(Letter::SaveByTheHolder),
        3 => save().prop_map(Letter::Receive),
        4 => Just(Letter::Commit),
        2 => device().prop_map(|device| Letter::TakeOver { device }),
        1 => prop::bool::weighted(0.2).prop_flat_map(submit_or_close),
        2 => Just(Letter::Deadline),
        2 => Just(Letter::Close),
        2 => Just(Letter::Restart),
    ]
}

/// Handing in ends a walk early, so it is rare.
fn submit_or_close(submit: bool) -> BoxedStrategy<Letter> {
    if submit { device().prop_map(|device| Letter::Submit { device }).boxed() } else { Just(Letter::Close).boxed() }
}

fn device() -> impl Strategy<Value = Device> {
    prop_oneof![Just(Device::Laptop), Just(Device::Phone)]
}

fn save() -> impl Strategy<Value = Save> {
    let revision = prop_oneof![
        5 => Just(Revision::Next),
        1 => Just(Revision::Skipping),
        1 => Just(Revision::Same),
        1 => Just(Revision::Earlier),
    ];
    let question = prop_oneof![4 => Just(0_u8), 4 => Just(1), 1 => Just(2)];
    (device(), question, revision).prop_map(|(device, question, revision)| Save { device, question, revision })
}
