//! The chain, the receipt and the sitting's root against values that a second implementation, in another language,
//! computed from the documented layouts alone; and every way of tampering with a log.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::id::{AccountId, AttemptId, DeviceId, QuestionId, SaveId, SittingId};
use examhall_domain::rooms::attempt::{apply, replay, step};
use examhall_domain::rooms::chain::{self, ChainFault, Flaw};
use examhall_domain::rooms::merkle::Leaf;
use examhall_domain::rooms::{
    AttemptCommand, AttemptState, CloseReason, Content, Head, KeyId, LogKind, LogRow, Outcome, Receipt, RoomPhase,
    RoomView, Salt, SaveBody, SittingRoot,
};
use examhall_domain::time::{Span, Timestamp};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

const T0: Timestamp = Timestamp(1_764_000_000_000_000);
const H0: &str = "e3e13157a60b0257cb87d0241bcf56a967c986bb2e219ea5a691b746604616f5";
const HEADS: [&str; 4] = [
    "84c55c6ac81f5fd0d3538a5b842e6c9c8dfd32b5aa5b45c5daddc4ace58debe7",
    "040af00467d0c71f28a704cba2afb946ff11d9cc2c0fae146b9f9c28de81671d",
    "fd555f740312ffacbf543525a8c278a9e80f79b93c7825d0252b1d6269006241",
    "5523bf20c137a4db786550c54a716ffb91371ada50aa19a6da364d008fbeed50",
];

fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0000 + last)
}

fn attempt() -> AttemptId {
    AttemptId(id(1))
}

fn paper() -> [u8; 32] {
    std::array::from_fn(|n| u8::try_from(n).unwrap())
}

fn questions() -> BTreeSet<QuestionId> {
    [QuestionId(id(0xa))].into()
}

/// Opened by one device, answered, taken over by another, handed in.
fn written_log() -> Vec<LogRow> {
    let response = RawValue::from_string(r#"{"choice":"a1b2c3d4"}"#.to_owned()).unwrap();
    let commands = [
        AttemptCommand::Open { device: Some(DeviceId(id(0xd))), closes_at: T0 + Span::from_secs(3600) },
        AttemptCommand::Save {
            device: DeviceId(id(0xd)),
            save_id: SaveId(id(0xf)),
            body: SaveBody::compose(QuestionId(id(0xa)), 1, &response).unwrap(),
            received_at: T0 + Span(1),
        },
        AttemptCommand::TakeOver { device: DeviceId(id(0xe)) },
        AttemptCommand::Submit { device: DeviceId(id(0xe)) },
    ];
    let room = RoomView { phase: RoomPhase::Running, grace: Span::from_secs(5) };
    let mut state = AttemptState::prepared(attempt(), &paper(), questions());
    let mut rows = Vec::new();
    for (n, command) in (0_u8..).zip(commands) {
        let now = T0 + Span(i64::from(n));
        match step(&state, command, &room, Salt([n + 1; 16]), now) {
            Ok(Outcome::Append(row)) => {
                apply(&mut state, &row).unwrap();
                rows.push(row);
            }
            other => panic!("{other:?}"),
        }
    }
    rows
}

fn verify(rows: &[LogRow]) -> Result<Head, ChainFault> {
    chain::verify(attempt(), &paper(), rows)
}

fn rebuild(rows: &[LogRow]) -> Result<AttemptState, ChainFault> {
    replay(attempt(), &paper(), questions(), rows)
}

fn fault(seq: i64, flaw: Flaw) -> ChainFault {
    ChainFault { seq, flaw }
}

#[test]
fn the_chain_has_the_documented_layout() {
    let rows = written_log();
    assert_eq!(chain::start(attempt(), &paper()).to_string(), H0);
    let heads: Vec<_> = rows.iter().map(|row| row.chain.to_string()).collect();
    assert_eq!(heads, HEADS);
    assert_eq!(verify(&rows).unwrap().to_string(), HEADS[3]);
}

#[test]
fn receipt_and_root_have_the_documented_layout() {
    let head = Head::parse(HEADS[3]).unwrap();
    let key_id = KeyId::of(&[9; 32]);
    assert_eq!(key_id.to_string(), "8c0cc17a04942cc4");
    let receipt = Receipt {
        sitting: SittingId(id(2)),
        attempt: attempt(),
        person: AccountId(id(3)),
        paper_digest: Head(paper()),
        last_seq: 4,
        head,
        answers: 1,
        closed_at: T0 + Span(3),
        closed_by: CloseReason::Submit,
        issued_at: T0 + Span(4),
        key_id,
    };
    let bytes = receipt.canonical_bytes();
    assert_eq!(bytes.len(), 170);
    assert_eq!(digest(&bytes), "baca3534e681612f04a5da8602bd524e6b6145bc365a970b08ed900b5658671c");
    let leaf = Leaf { attempt: attempt(), last_seq: 4, head };
    let root = SittingRoot::over(SittingId(id(2)), vec![leaf], T0 + Span(4), key_id);
    let bytes = root.canonical_bytes();
    assert_eq!(bytes.len(), 89);
    assert_eq!(digest(&bytes), "322ace3daf5f3f489be444521352f3a38238143dedf31b00d3fe77874b30348c");
    for json in [serde_json::to_value(&receipt).unwrap(), serde_json::to_value(&root).unwrap()] {
        assert_eq!(json["key_id"], "8c0cc17a04942cc4");
        assert_eq!(json["issued_at_us"], T0.0 + 4);
    }
    let json = serde_json::to_string(&receipt).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt);
    let json = serde_json::to_string(&root).unwrap();
    assert_eq!(serde_json::from_str::<SittingRoot>(&json).unwrap(), root);
}

fn digest(bytes: &[u8]) -> String {
    Head(Sha256::digest(bytes).into()).to_string()
}

#[test]
fn a_deleted_response_leaves_the_chain_whole() {
    let mut rows = written_log();
    let digest = rows[1].content.digest();
    rows[1].content = Content::Deleted { digest };
    assert_eq!(verify(&rows).unwrap().to_string(), HEADS[3]);
    assert_eq!(rebuild(&rows), rebuild(&written_log()));
}

#[test]
fn every_change_of_a_row_is_noticed_at_that_row() {
    type Tamper = fn(&mut LogRow);
    let ways: [(&str, Tamper); 5] = [
        ("instant", |row| row.at = row.at + Span(1)),
        ("kind", |row| {
            row.kind = match row.kind {
                LogKind::Saved => LogKind::Opened,
                LogKind::Opened | LogKind::TakenOver | LogKind::Closed => LogKind::Saved,
            };
        }),
        ("body", |row| {
            if let Content::Kept { body, .. } = &mut row.content {
                body.push(b' ');
            }
        }),
        ("salt", |row| {
            if let Content::Kept { salt, .. } = &mut row.content {
                salt.0[15] ^= 1;
            }
        }),
        ("head", |row| row.chain.0[0] ^= 1),
    ];
    for n in 0..HEADS.len() {
        for (what, tamper) in ways {
            let mut rows = written_log();
            tamper(&mut rows[n]);
            let expected = Err(fault(rows[n].seq, Flaw::WrongHead));
            assert_eq!(verify(&rows), expected, "{what} of row {}", n + 1);
        }
    }
}

#[test]
fn rows_that_are_dropped_swapped_or_doubled_leave_a_gap() {
    let mut dropped = written_log();
    dropped.remove(1);
    assert_eq!(verify(&dropped), Err(fault(3, Flaw::Gap { expected: 2 })));
    let mut swapped = written_log();
    swapped.swap(1, 2);
    assert_eq!(verify(&swapped), Err(fault(3, Flaw::Gap { expected: 2 })));
    let mut doubled = written_log();
    doubled.insert(1, doubled[1].clone());
    assert_eq!(verify(&doubled), Err(fault(2, Flaw::Gap { expected: 3 })));
}

#[test]
fn a_log_fits_only_its_own_attempt_and_paper() {
    let rows = written_log();
    let expected = Err(fault(1, Flaw::WrongHead));
    assert_eq!(chain::verify(AttemptId(id(9)), &paper(), &rows), expected);
    assert_eq!(chain::verify(attempt(), &[0; 32], &rows), expected);
}

#[test]
fn columns_that_contradict_their_body_are_noticed() {
    let mut other_question = written_log();
    other_question[1].question = Some(QuestionId(id(0xb)));
    let mut other_revision = written_log();
    other_revision[1].revision = Some(2);
    let mut no_name = written_log();
    no_name[1].save_id = None;
    let mut other_opener = written_log();
    other_opener[0].device = None;
    let mut other_taker = written_log();
    other_taker[2].device = Some(DeviceId(id(0xd)));
    for (rows, seq) in [(other_question, 2), (other_revision, 2), (no_name, 2), (other_opener, 1), (other_taker, 3)] {
        assert_eq!(rebuild(&rows), Err(fault(seq, Flaw::ColumnsDisagree)));
    }
}

/// Someone who can write the database can hash rows anew; without the receipt's head only their order betrays them.
#[test]
fn rows_in_impossible_places_make_no_attempt() {
    let honest = written_log();
    for order in [vec![1], vec![0, 0], vec![0, 3, 1], vec![0, 3, 3]] {
        let mut head = chain::start(attempt(), &paper());
        let rows: Vec<_> = (1..)
            .zip(&order)
            .map(|(seq, place)| {
                let mut row = honest[*place].clone();
                row.seq = seq;
                head = chain::link(head, seq, row.kind, row.at, &row.content.digest());
                row.chain = head;
                row
            })
            .collect();
        let last = rows.last().unwrap().seq;
        assert!(verify(&rows).is_ok());
        assert_eq!(rebuild(&rows), Err(fault(last, Flaw::OutOfPlace)), "{order:?}");
    }
}
