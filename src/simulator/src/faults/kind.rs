//! The kinds of faults and where each one strikes.

use serde::{Deserialize, Serialize};

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The call hangs and has had no effect.
    TimeoutBefore,
    /// The call hangs after it has had its effect.
    TimeoutAfter,
    /// 500 without an effect.
    ErrorBefore,
    /// 502 after the effect.
    ErrorAfter,
    /// 429 without an effect.
    TooMany,
    /// The answer takes its time.
    Slow,
    /// The webhook comes once more although it was taken.
    Duplicate,
    /// The webhook is held back so that later ones overtake it.
    Reorder,
    /// The webhook comes much later.
    Delay,
    /// The webhook never comes.
    Loss,
    /// The webhook comes first with a signature that is wrong.
    WrongSignature,
    /// The webhook comes without the header that names its event.
    NoEventId,
    /// The webhook is signed well and says another amount than was paid.
    TamperedWebhook,
    /// The payment is of another amount than its order.
    TamperedPayment,
    /// The refund is taken and fails in the end.
    RefundFailure,
}

/// Where a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A call of the API.
    Call,
    /// An event on its way to the merchant.
    Webhook,
    /// The payment as somebody pays.
    Payment,
    /// A refund as it is asked for.
    Refund,
}

impl Fault {
    pub const ALL: [Self; 15] = [
        Self::TimeoutBefore,
        Self::TimeoutAfter,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::TooMany,
        Self::Slow,
        Self::Duplicate,
        Self::Reorder,
        Self::Delay,
        Self::Loss,
        Self::WrongSignature,
        Self::NoEventId,
        Self::TamperedWebhook,
        Self::TamperedPayment,
        Self::RefundFailure,
    ];

    /// What a bad network and a bad day do: the faults of `--faults 10%`. The others are fraud or a bank's refusal, and
    /// are asked for by name.
    pub const NETWORK: [Self; 10] = [
        Self::TimeoutBefore,
        Self::TimeoutAfter,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::TooMany,
        Self::Slow,
        Self::Duplicate,
        Self::Reorder,
        Self::Delay,
        Self::Loss,
    ];

    pub fn scope(self) -> Scope {
        match self {
            Self::TimeoutBefore
            | Self::TimeoutAfter
            | Self::ErrorBefore
            | Self::ErrorAfter
            | Self::TooMany
            | Self::Slow => Scope::Call,
            Self::Duplicate
            | Self::Reorder
            | Self::Delay
            | Self::Loss
            | Self::WrongSignature
            | Self::NoEventId
            | Self::TamperedWebhook => Scope::Webhook,
            Self::TamperedPayment => Scope::Payment,
            Self::RefundFailure => Scope::Refund,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_all_faults_is_in_the_order_of_the_kinds_and_has_each_once() {
        assert!(Fault::ALL.is_sorted_by(|one, next| one < next));
        let last = Fault::ALL[Fault::ALL.len() - 1];
        assert_eq!(last as usize + 1, Fault::ALL.len());
    }
}
