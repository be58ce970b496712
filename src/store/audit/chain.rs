//! The hash chain over the audit log.
//!
//! Entry `n`, counted from 1, has
//!
//! ```text
//! chain(0) = 32 zero bytes
//! chain(n) = SHA-256( "examhall/audit/v1" 0x00        18 bytes
//!                   ‖ chain(n-1)                      32 bytes
//!                   ‖ n                                8 bytes, unsigned
//!                   ‖ id                              16 bytes
//!                   ‖ at_us                            8 bytes, two's complement
//!                   ‖ 0x00, or 0x01 ‖ actor id         1 or 17 bytes
//!                   ‖ length ‖ action                  each length 4 bytes, unsigned, of the UTF-8 that follows
//!                   ‖ length ‖ object kind
//!                   ‖ length ‖ object id
//!                   ‖ length ‖ detail )
//! ```
//!
//! with all numbers big-endian. Whoever keeps one `(n, chain(n))` elsewhere can prove that nothing before it was changed,
//! removed or added.

use super::{Column, Entity, Model};
use crate::store::{StoreError, sql};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// How many entries a verification reads at once.
const PAGE: u64 = 1_000;

const TAG: &[u8] = b"examhall/audit/v1\0";

/// How far the log is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// How many entries this call sealed.
    pub entries: usize,
    /// The sequence of the last sealed entry; 0 before the first.
    pub seq: i64,
}

/// A log whose chain holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The sequence of the last sealed entry; 0 for an empty log.
    pub seq: i64,
    /// `chain(seq)`.
    pub head: [u8; 32],
}

impl Verified {
    /// Before the first entry.
    pub const START: Self = Self { seq: 0, head: [0; 32] };
}

/// `<seq>:<64 hexadecimal digits>`, as it is told and given back.
impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.head.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Why a text is not what was told of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a head is a number, a colon and 64 hexadecimal digits")]
pub struct NoHead;

impl FromStr for Verified {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let (seq, digits) = text.trim().split_once(':').ok_or(NoHead)?;
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or(NoHead)?;
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NoHead);
        }
        let mut head = [0; 32];
        for (byte, at) in head.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NoHead)?;
        }
        Ok(Self { seq, head })
    }
}

/// The first entry at which the log was tampered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its place in the chain.
    pub seq: i64,
}

/// Gives up to `limit` waiting entries their places, the oldest first.
///
/// Errors: a conflict with [`crate::store::constraint::AUDIT_LOG_SEQ`] when somebody else sealed meanwhile; nothing is
/// lost, the next call goes on from there.
pub async fn seal_next<C: ConnectionTrait>(connection: &C, limit: u64) -> Result<Sealed, StoreError> {
    let mut head = last_sealed(connection).await?;
    let waiting = Entity::find()
        .filter(Column::Seq.is_null())
        .order_by_asc(Column::AtUs)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    for entry in &waiting {
        head = Verified { seq: head.seq + 1, head: link(&head.head, head.seq + 1, entry) };
        let seal = "UPDATE audit_log SET seq = $1, chain = $2 WHERE id = $3 AND seq IS NULL";
        let values = [head.seq.into(), head.head.to_vec().into(), entry.id.into()];
        if sql::execute(connection, seal, values).await? == 0 {
            return Err(StoreError::Conflict { constraint: crate::store::constraint::AUDIT_LOG_SEQ });
        }
    }
    Ok(Sealed { entries: waiting.len(), seq: head.seq })
}

/// Walks the whole sealed log from its beginning, a page at a time.
///
/// The inner error is the first place that does not hold; the outer one is the store's.
pub async fn verify<C: ConnectionTrait>(connection: &C) -> Result<Result<Verified, Broken>, StoreError> {
    let mut head = Verified::START;
    loop {
        match verify_next(connection, &head).await? {
            Ok(next) if next == head => return Ok(Ok(head)),
            Ok(next) => head = next,
            Err(broken) => return Ok(Err(broken)),
        }
    }
}

/// Walks the next page after a place that was verified; the same place again when nothing is sealed after it.
///
/// Errors as [`verify`].
pub async fn verify_next<C: ConnectionTrait>(
    connection: &C,
    after: &Verified,
) -> Result<Result<Verified, Broken>, StoreError> {
    let query = Entity::find().filter(Column::Seq.gt(after.seq)).order_by_asc(Column::Seq).limit(PAGE);
    let mut head = *after;
    for entry in &query.all(connection).await? {
        match follow(&head, entry) {
            Ok(next) => head = next,
            Err(broken) => return Ok(Err(broken)),
        }
    }
    Ok(Ok(head))
}

/// The last sealed entry as it stands, not verified; where the chain starts when nothing is sealed.
///
/// Errors: [`StoreError::Corrupt`] when what is stored is no link.
pub async fn last_sealed<C: ConnectionTrait>(connection: &C) -> Result<Verified, StoreError> {
    let last =
        Entity::find().filter(Column::Seq.is_not_null()).order_by_desc(Column::Seq).limit(1).one(connection).await?;
    match last {
        None => Ok(Verified::START),
        Some(entry) => Ok(Verified {
            seq: entry.seq.unwrap_or_default(),
            head: sql::bytes("audit_log.chain", &entry.chain.unwrap_or_default())?,
        }),
    }
}

/// Whether an entry of the chain has this link; `false` also when there is no such entry.
pub async fn has_link<C: ConnectionTrait>(connection: &C, link: &Verified) -> Result<bool, StoreError> {
    let query = Entity::find().filter(Column::Seq.eq(link.seq)).filter(Column::Chain.eq(link.head.to_vec()));
    Ok(query.one(connection).await?.is_some())
}

fn follow(head: &Verified, entry: &Model) -> Result<Verified, Broken> {
    let seq = head.seq + 1;
    let chain = link(&head.head, seq, entry);
    if entry.seq == Some(seq) && entry.chain.as_deref() == Some(chain.as_slice()) {
        Ok(Verified { seq, head: chain })
    } else {
        Err(Broken { seq })
    }
}

fn link(previous: &[u8; 32], seq: i64, entry: &Model) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(TAG);
    hash.update(previous);
    hash.update(seq.to_be_bytes());
    hash.update(entry.id.as_bytes());
    hash.update(entry.at_us.to_be_bytes());
    match entry.actor_id {
        None => hash.update([0]),
        Some(actor) => {
            hash.update([1]);
            hash.update(actor.as_bytes());
        }
    }
    for text in [&entry.action, &entry.object_kind, &entry.object_id, &entry.detail] {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        hash.update(length.to_be_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn entry() -> Model {
        Model {
            id: Uuid::from_u128(1),
            at_us: 2,
            actor_id: Some(Uuid::from_u128(3)),
            action: "ab".to_owned(),
            object_kind: "c".to_owned(),
            object_id: "d".to_owned(),
            detail: "{}".to_owned(),
            seq: None,
            chain: None,
        }
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        let mut bytes = b"examhall/audit/v1\0".to_vec();
        bytes.extend([0; 32]);
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        bytes.extend(Uuid::from_u128(1).as_bytes());
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 2, 1]);
        bytes.extend(Uuid::from_u128(3).as_bytes());
        bytes.extend(b"\0\0\0\x02ab\0\0\0\x01c\0\0\0\x01d\0\0\0\x02{}");
        let expected: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(link(&[0; 32], 1, &entry()), expected);
    }

    #[test]
    fn a_head_is_read_as_it_was_told() {
        let head = Verified { seq: 12, head: [0xa5; 32] };
        assert_eq!(head.to_string(), format!("12:{}", "a5".repeat(32)));
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in ["", "12", "12:", "-1:", &format!("x:{}", "a5".repeat(32)), &format!("1:{}", "ä".repeat(32))] {
            assert_eq!(wrong.parse::<Verified>(), Err(NoHead), "{wrong}");
        }
    }

    #[test]
    fn text_cannot_move_from_one_field_to_the_next() {
        let moved = Model { action: "a".to_owned(), object_kind: "bc".to_owned(), ..entry() };
        assert_ne!(link(&[0; 32], 1, &moved), link(&[0; 32], 1, &entry()));
        let nobody = Model { actor_id: None, ..entry() };
        assert_ne!(link(&[0; 32], 1, &nobody), link(&[0; 32], 1, &entry()));
    }
}
