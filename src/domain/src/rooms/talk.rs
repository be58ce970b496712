//! What students and their proctors say to each other, and what a student's page notices about attention.
//!
//! Only the rules: how long a message may be, how many and how fast. Who may talk to whom is a permission; where it is
//! kept is not known here.

use crate::text::{BoundedText, TextFault};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A chat message: 1 to 1000 characters in composed form (NFC), without control characters other than the line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatText(BoundedText<1, 1000>);

/// Something that a student's page noticed. It says what happened, never why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntegrityKind {
    /// Another window or another page came to the front.
    FocusLost,
    /// The exam is in front again.
    FocusBack,
    /// The exam no longer fills the screen.
    FullscreenLeft,
    /// The exam fills the screen again.
    FullscreenBack,
    /// Text was put into an answer from the clipboard.
    Pasted,
    /// The network was away and is there again.
    NetworkBack,
}

/// How much a student may say during one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatLimits {
    /// Messages of one attempt.
    pub total_max: i64,
    /// Messages within the span of a burst; at least one.
    pub burst_max: usize,
    /// The span in which a burst is counted.
    pub burst: Span,
}

/// Why a message has to wait or cannot be sent at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatRejection {
    /// The attempt's share is used up.
    Full,
    /// Too many in a short time.
    TooFast {
        /// After this the same message may be sent.
        wait: Span,
    },
}

impl ChatText {
    /// Composes, trims and measures.
    ///
    /// # Errors
    /// The fault, for the field's message.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        let composed: String = text.nfc().collect();
        let bounded = BoundedText::parse(&composed)?;
        if bounded.as_str().contains('\t') {
            return Err(TextFault::ControlCharacter);
        }
        Ok(Self(bounded))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl IntegrityKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::FocusLost, Self::FocusBack, Self::FullscreenLeft, Self::FullscreenBack, Self::Pasted, Self::NetworkBack];

    /// The word on wires and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FocusLost => "focus_lost",
            Self::FocusBack => "focus_back",
            Self::FullscreenLeft => "fullscreen_left",
            Self::FullscreenBack => "fullscreen_back",
            Self::Pasted => "pasted",
            Self::NetworkBack => "network_back",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether a student who has `said` so many messages may say another one; `recent` are the instants of the last ones, the
/// newest first, at least as many as a burst has.
///
/// # Errors
/// Why not, or not yet.
pub fn may_say(limits: ChatLimits, said: i64, recent: &[Timestamp], now: Timestamp) -> Result<(), ChatRejection> {
    if said >= limits.total_max {
        return Err(ChatRejection::Full);
    }
    let first_of_burst = limits.burst_max.checked_sub(1).and_then(|place| recent.get(place));
    match first_of_burst {
        Some(first) if now - *first < limits.burst => Err(ChatRejection::TooFast { wait: *first + limits.burst - now }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ChatLimits = ChatLimits { total_max: 5, burst_max: 2, burst: Span::from_secs(10) };

    fn second(n: i64) -> Timestamp {
        Timestamp(n * 1_000_000)
    }

    #[test]
    fn messages_are_composed_before_they_are_measured() {
        let decomposed = "e\u{301}".repeat(1000);
        assert_eq!(ChatText::parse(&decomposed).unwrap().as_str(), "é".repeat(1000));
        assert_eq!(ChatText::parse(&"é".repeat(1001)), Err(TextFault::TooLong { length: 1001, max: 1000 }));
        assert_eq!(ChatText::parse(" \n "), Err(TextFault::TooShort { length: 0, min: 1 }));
    }

    #[test]
    fn lines_may_be_broken_and_nothing_else_is_controlled() {
        assert_eq!(ChatText::parse("one\r\ntwo").unwrap().as_str(), "one\ntwo");
        for text in ["a\tb", "a\u{0}b", "a\u{1b}[0mb", "a\u{85}b"] {
            assert_eq!(ChatText::parse(text), Err(TextFault::ControlCharacter), "{text:?}");
        }
    }

    #[test]
    fn a_burst_has_to_be_over_before_the_next_message() {
        let recent = [second(5), second(1)];
        assert_eq!(may_say(LIMITS, 2, &recent[..1], second(6)), Ok(()));
        let wait = Span::from_secs(5);
        assert_eq!(may_say(LIMITS, 2, &recent, second(6)), Err(ChatRejection::TooFast { wait }));
        assert_eq!(may_say(LIMITS, 2, &recent, second(11)), Ok(()), "the first of the burst is ten seconds old");
    }

    #[test]
    fn an_attempts_share_ends() {
        assert_eq!(may_say(LIMITS, 4, &[], second(0)), Ok(()));
        assert_eq!(may_say(LIMITS, 5, &[], second(0)), Err(ChatRejection::Full));
    }

    #[test]
    fn every_kind_is_found_by_its_name_and_by_no_other() {
        for kind in IntegrityKind::ALL {
            assert_eq!(IntegrityKind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.name()));
        }
        assert_eq!(IntegrityKind::parse("Pasted"), None);
    }
}
