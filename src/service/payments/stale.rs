//! What is out of date in the caches of every instance, as one word on the bus.

use examhall_domain::id::{AccountId, ExamId};
use std::fmt;
use std::str::FromStr;

/// Something that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// What somebody has of an exam.
    Access(AccountId, ExamId),
    /// Somebody's orders.
    Orders(AccountId),
    /// What an exam costs, or whether it is shown.
    Offer(ExamId),
}

/// A key of another slice, or of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOurs;

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Access(account, exam) => write!(f, "access:{account}:{exam}"),
            Self::Orders(account) => write!(f, "orders:{account}"),
            Self::Offer(exam) => write!(f, "offer:{exam}"),
        }
    }
}

impl FromStr for Stale {
    type Err = NotOurs;

    fn from_str(text: &str) -> Result<Self, NotOurs> {
        let (kind, rest) = text.split_once(':').ok_or(NotOurs)?;
        match kind {
            "access" => {
                let (account, exam) = rest.split_once(':').ok_or(NotOurs)?;
                Ok(Self::Access(id(account)?, id(exam)?))
            }
            "orders" => Ok(Self::Orders(id(rest)?)),
            "offer" => Ok(Self::Offer(id(rest)?)),
            _ => Err(NotOurs),
        }
    }
}

fn id<T: FromStr>(text: &str) -> Result<T, NotOurs> {
    text.parse().map_err(|_| NotOurs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_key_is_read_back_and_others_are_left_alone() {
        let (account, exam) = (AccountId(Uuid::from_u128(1)), ExamId(Uuid::from_u128(2)));
        for stale in [Stale::Access(account, exam), Stale::Orders(account), Stale::Offer(exam)] {
            assert_eq!(stale.to_string().parse(), Ok(stale));
        }
        for text in ["", "coupons", "access:x:y", "orders", &format!("orders:{account}:{exam}")] {
            assert_eq!(text.parse::<Stale>(), Err(NotOurs), "{text}");
        }
    }
}
