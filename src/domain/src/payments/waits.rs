//! How long to wait before the gateway is asked again.

use crate::time::{Span, Timestamp};

/// The waits of this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Between looks at something whose outcome is not known, one after the other; the last one repeats. Never empty:
    /// see [`Waits::unsure`].
    pub unsure: Vec<Span>,
    /// Between looks at an order that can be paid and of which nothing is heard.
    pub open: Span,
    /// How long after the last news of an order that is paid, closed or under review its books are read once more, since money
    /// may arrive late. In ascending order; after the last one no more.
    pub late: Vec<Span>,
}

/// What is waited if nothing is set.
const FALLBACK: Span = Span::from_secs(300);

impl Waits {
    /// How long to wait after so many looks in vain.
    pub fn unsure(&self, looks: u32) -> Span {
        let nth = usize::try_from(looks).unwrap_or(usize::MAX);
        self.unsure.get(nth).or(self.unsure.last()).copied().unwrap_or(FALLBACK)
    }

    /// When late money is looked for next, if at all.
    pub fn late(&self, news_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        self.late.iter().map(|age| news_at + *age).find(|look| *look > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(unsure: &[i64], late: &[i64]) -> Waits {
        let spans = |seconds: &[i64]| seconds.iter().copied().map(Span::from_secs).collect();
        Waits { unsure: spans(unsure), open: Span::from_secs(900), late: spans(late) }
    }

    #[test]
    fn what_is_not_known_is_looked_at_ever_more_rarely_and_never_given_up() {
        let waits = waits(&[5, 10, 300, 3600, 86_400], &[]);
        let seconds: Vec<_> = (0..7).map(|looks| waits.unsure(looks).as_secs()).collect();
        assert_eq!(seconds, [5, 10, 300, 3600, 86_400, 86_400, 86_400]);
    }

    #[test]
    fn late_money_is_waited_for_a_while() {
        let waits = waits(&[5], &[3600, 86_400]);
        let at = |seconds| Timestamp(0) + Span::from_secs(seconds);
        assert_eq!(waits.late(at(0), at(0)), Some(at(3600)));
        assert_eq!(waits.late(at(0), at(3600)), Some(at(86_400)));
        assert_eq!(waits.late(at(0), at(86_400)), None);
        assert_eq!(waits.late(at(100), at(86_400)), Some(at(86_500)));
    }

    #[test]
    fn without_a_setting_there_is_a_wait_all_the_same() {
        assert_eq!(waits(&[], &[]).unsure(0), FALLBACK);
    }
}
