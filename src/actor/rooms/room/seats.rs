//! The sockets of a room's students on this instance, and which of them a take-over closes.

use crate::bus::CloseCode;
use crate::service::rooms::views::Holder;
use examhall_domain::id::{AccountId, AttemptId, DeviceId};
use std::collections::{BTreeSet, HashMap};
use tokio::sync::oneshot;

/// How much a device knew of the person's attempt: which one, and up to which row of its log. Later attempts have greater
/// identifiers.
pub type Seen = (Option<AttemptId>, i64);

/// A socket of a student.
pub(super) struct Seat {
    pub(super) device: DeviceId,
    pub(super) seen: Seen,
    /// Nothing once it was told to close: it still drains, and does not count as a device any more.
    pub(super) close: Option<oneshot::Sender<CloseCode>>,
}

/// The sockets by person and number.
#[derive(Default)]
pub(super) struct Seats(HashMap<AccountId, HashMap<u64, Seat>>);

impl Seats {
    pub(super) fn come(&mut self, account: AccountId, socket: u64, seat: Seat) {
        self.0.entry(account).or_default().insert(socket, seat);
    }

    /// One socket less; says whether it was the person's last.
    pub(super) fn go(&mut self, account: AccountId, socket: u64) -> bool {
        let Some(seats) = self.0.get_mut(&account) else { return false };
        seats.remove(&socket);
        let is_last = seats.is_empty();
        if is_last {
            self.0.remove(&account);
        }
        is_last
    }

    /// Lets those sockets of a person's other devices go that were here before the last take-over. Who came afterwards was
    /// told who writes, and may look on.
    pub(super) fn fence(&mut self, account: AccountId, attempt: AttemptId, holder: Holder) {
        let (Some(device), 1..) = (holder.device, holder.taken_over_seq) else { return };
        let taken_over = (Some(attempt), holder.taken_over_seq);
        for seat in self.0.get_mut(&account).into_iter().flat_map(HashMap::values_mut) {
            if seat.device == device {
                // It knows, so that a word of an earlier take-over that comes late does not concern it.
                seat.seen = seat.seen.max(taken_over);
            } else if seat.seen < taken_over
                && let Some(close) = seat.close.take()
            {
                // Whose socket is gone already has nothing to close.
                let _ = close.send(CloseCode::TakenOver);
            }
        }
    }

    /// Everybody with their devices.
    pub(super) fn devices(&self) -> impl Iterator<Item = (AccountId, BTreeSet<DeviceId>)> {
        self.0.iter().map(|(account, seats)| {
            let open = seats.values().filter(|seat| seat.close.is_some());
            (*account, open.map(|seat| seat.device).collect())
        })
    }

    pub(super) fn holds(&self, account: AccountId, device: DeviceId) -> bool {
        let is_it = |seat: &Seat| seat.device == device && seat.close.is_some();
        self.0.get(&account).is_some_and(|seats| seats.values().any(is_it))
    }

    pub(super) fn contains(&self, account: AccountId) -> bool {
        self.0.contains_key(&account)
    }

    /// How many people have a socket.
    pub(super) fn people(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ANNA: AccountId = AccountId(Uuid::from_u128(1));
    const LAPTOP: DeviceId = DeviceId(Uuid::from_u128(2));
    const PHONE: DeviceId = DeviceId(Uuid::from_u128(3));
    const FIRST: AttemptId = AttemptId(Uuid::from_u128(4));
    const SECOND: AttemptId = AttemptId(Uuid::from_u128(5));

    type Closed = oneshot::Receiver<CloseCode>;

    fn coming(seats: &mut Seats, socket: u64, device: DeviceId, seen: Seen) -> Closed {
        let (close, closed) = oneshot::channel();
        seats.come(ANNA, socket, Seat { device, seen, close: Some(close) });
        closed
    }

    fn taken_over(seats: &mut Seats, attempt: AttemptId, device: DeviceId, seq: i64) {
        seats.fence(ANNA, attempt, Holder { device: Some(device), taken_over_seq: seq });
    }

    #[test]
    fn a_take_over_closes_the_sockets_of_the_other_devices_only() {
        let mut seats = Seats::default();
        let mut laptop = coming(&mut seats, 1, LAPTOP, (None, 0));
        let mut phone = coming(&mut seats, 2, PHONE, (Some(FIRST), 1));
        taken_over(&mut seats, FIRST, PHONE, 2);
        assert_eq!(laptop.try_recv(), Ok(CloseCode::TakenOver));
        assert!(phone.try_recv().is_err());
        assert!(!seats.holds(ANNA, LAPTOP) && seats.holds(ANNA, PHONE));
        assert_eq!(seats.devices().collect::<Vec<_>>(), [(ANNA, BTreeSet::from([PHONE]))]);
    }

    #[test]
    fn nobody_is_closed_while_nobody_took_anything_over() {
        let mut seats = Seats::default();
        let mut laptop = coming(&mut seats, 1, LAPTOP, (None, 0));
        taken_over(&mut seats, FIRST, PHONE, 0);
        seats.fence(ANNA, FIRST, Holder::default());
        assert!(laptop.try_recv().is_err());
    }

    #[test]
    fn who_comes_after_a_take_over_may_look_on_until_the_next_one() {
        let mut seats = Seats::default();
        let mut laptop = coming(&mut seats, 1, LAPTOP, (Some(FIRST), 2));
        taken_over(&mut seats, FIRST, PHONE, 2);
        assert!(laptop.try_recv().is_err());
        taken_over(&mut seats, FIRST, PHONE, 4);
        assert_eq!(laptop.try_recv(), Ok(CloseCode::TakenOver));
    }

    #[test]
    fn an_older_word_does_not_close_who_took_the_paper_back() {
        let mut seats = Seats::default();
        let mut laptop = coming(&mut seats, 1, LAPTOP, (Some(FIRST), 1));
        taken_over(&mut seats, FIRST, LAPTOP, 3);
        taken_over(&mut seats, FIRST, PHONE, 2);
        assert!(laptop.try_recv().is_err());
    }

    #[test]
    fn a_take_over_of_a_later_attempt_closes_who_came_to_an_earlier_one_and_not_the_other_way_round() {
        let mut seats = Seats::default();
        let mut earlier = coming(&mut seats, 1, LAPTOP, (Some(FIRST), 9));
        let mut later = coming(&mut seats, 2, LAPTOP, (Some(SECOND), 0));
        taken_over(&mut seats, FIRST, PHONE, 5);
        assert!(earlier.try_recv().is_err() && later.try_recv().is_err());
        taken_over(&mut seats, SECOND, PHONE, 2);
        assert_eq!(earlier.try_recv(), Ok(CloseCode::TakenOver));
        assert_eq!(later.try_recv(), Ok(CloseCode::TakenOver));
    }
}
