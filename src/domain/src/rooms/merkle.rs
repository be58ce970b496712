//! The root over all attempts of a sitting, so that one signature covers who wrote what and that nobody was left out.
//!
//! The tree is the one of RFC 6962, section 2.1, with SHA-256:
//!
//! ```text
//! root of nothing   SHA256( "" )
//! leaf              SHA256( 0x00 || attempt (16) || last_seq (8, big-endian) || head (32) )
//! node              SHA256( 0x01 || left (32) || right (32) ), split at the largest power of two below the count
//! ```
//!
//! Leaves are sorted by the bytes of the attempt's identifier.

use super::chain::Head;
use crate::id::AttemptId;
use sha2::{Digest, Sha256};

/// What the root covers of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leaf {
    /// Which attempt.
    pub attempt: AttemptId,
    /// The sequence of its last row.
    pub last_seq: i64,
    /// The chain's head after that row.
    pub head: Head,
}

/// The root over these attempts, in whatever order they come.
pub fn root(mut leaves: Vec<Leaf>) -> [u8; 32] {
    leaves.sort_unstable();
    let hashes: Vec<[u8; 32]> = leaves.iter().map(leaf).collect();
    subtree(&hashes)
}

fn subtree(hashes: &[[u8; 32]]) -> [u8; 32] {
    match hashes {
        [] => Sha256::digest(b"").into(),
        [only] => *only,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            node(&subtree(left), &subtree(right))
        }
    }
}

/// The largest power of two below `count`, which is at least 2.
const fn split(count: usize) -> usize {
    1 << (count - 1).ilog2()
}

fn leaf(leaf: &Leaf) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(leaf.attempt.0.as_bytes());
    hash.update(leaf.last_seq.to_be_bytes());
    hash.update(leaf.head.0);
    hash.finalize().into()
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn leaves(count: u128) -> Vec<Leaf> {
        (0..count)
            .map(|n| Leaf {
                attempt: AttemptId(Uuid::from_u128(n)),
                last_seq: 3,
                head: Head([u8::try_from(n % 251).unwrap(); 32]),
            })
            .collect()
    }

    #[test]
    fn the_root_of_nothing_is_the_digest_of_nothing() {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Head(root(Vec::new())).to_string(), expected);
    }

    #[test]
    fn five_leaves_make_the_tree_of_the_standard() {
        let five = leaves(5);
        let h: Vec<_> = five.iter().map(leaf).collect();
        let left = node(&node(&h[0], &h[1]), &node(&h[2], &h[3]));
        assert_eq!(root(five), node(&left, &h[4]));
    }

    #[test]
    fn the_order_in_which_attempts_come_does_not_matter() {
        let mut reversed = leaves(37);
        reversed.reverse();
        assert_eq!(root(reversed), root(leaves(37)));
    }

    #[test]
    fn leaving_out_or_changing_one_attempt_changes_the_root() {
        let whole = root(leaves(12));
        for n in 0..12 {
            let mut fewer = leaves(12);
            fewer.remove(n);
            assert_ne!(root(fewer), whole);
            let mut changed = leaves(12);
            changed[n].last_seq += 1;
            assert_ne!(root(changed), whole);
        }
    }
}
