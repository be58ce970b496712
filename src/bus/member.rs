//! One socket's place in a channel: what arrives before its snapshot is known is held, then released after the snapshot's
//! offset, so that it sees each event exactly once and in order.

use super::outbox::Outbox;
use super::wire::Frame;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

/// A socket in a channel.
pub(super) struct Member {
    pub(super) outbox: Rc<Outbox>,
    stage: RefCell<Stage>,
}

enum Stage {
    Holding(Vec<(Option<i64>, Frame)>),
    Live { after: i64 },
}

impl Member {
    /// A member whose snapshot is still to come.
    pub(super) fn holding(outbox: Rc<Outbox>) -> Self {
        Self { outbox, stage: RefCell::new(Stage::Holding(Vec::new())) }
    }

    /// An event of the channel.
    pub(super) fn offer(&self, offset: Option<i64>, frame: &Frame) {
        match &mut *self.stage.borrow_mut() {
            Stage::Holding(held) if held.len() < self.outbox.limits().frames_max => held.push((offset, frame.clone())),
            Stage::Holding(held) => {
                held.clear();
                self.outbox.overflow();
            }
            Stage::Live { after } => self.pass(after, offset, frame),
        }
    }

    /// The snapshot is on its way and covers everything up to the offset: what was held beyond it follows.
    pub(super) fn release(&self, after: i64) {
        let mut stage = self.stage.borrow_mut();
        let held = match mem::replace(&mut *stage, Stage::Live { after }) {
            Stage::Holding(held) => held,
            Stage::Live { after: known } => {
                *stage = Stage::Live { after: known.max(after) };
                return;
            }
        };
        if let Stage::Live { after } = &mut *stage {
            for (offset, frame) in held {
                self.pass(after, offset, &frame);
            }
        }
    }

    fn pass(&self, after: &mut i64, offset: Option<i64>, frame: &Frame) {
        match offset {
            Some(offset) if offset <= *after => return,
            Some(offset) => *after = offset,
            None => {}
        }
        self.outbox.push(frame);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::{CloseCode, Ending, OutboxLimits};

    fn member() -> Member {
        Member::holding(Rc::new(Outbox::new(OutboxLimits { frames_max: 4, bytes_max: 1_000 })))
    }

    #[test]
    fn what_the_snapshot_covers_is_not_sent_again() {
        let member = member();
        for offset in 5..=7 {
            member.offer(Some(offset), &Frame::text(b"event"));
        }
        member.offer(None, &Frame::text(b"count"));
        assert_eq!(member.outbox.waiting(), 0);
        member.release(6);
        assert_eq!(member.outbox.waiting(), 2);
        member.offer(Some(7), &Frame::text(b"event"));
        member.offer(Some(8), &Frame::text(b"event"));
        assert_eq!(member.outbox.waiting(), 3);
    }

    #[test]
    fn a_second_release_never_goes_back() {
        let member = member();
        member.release(6);
        member.release(4);
        member.offer(Some(5), &Frame::text(b"event"));
        assert_eq!(member.outbox.waiting(), 0);
    }

    #[test]
    fn a_snapshot_that_takes_too_long_sends_the_socket_back() {
        let member = member();
        for offset in 0..5 {
            member.offer(Some(offset), &Frame::text(b"event"));
        }
        assert_eq!(member.outbox.ending(), Ending::Closed(CloseCode::TooSlow));
    }
}
