//! A doorbell as bytes: a kind, the instance that rang it, its offset where it has one, and the event as clients get it.

use bytes::{BufMut, Bytes, BytesMut};
use uuid::Uuid;

const UNNUMBERED: u8 = 1;
const NUMBERED: u8 = 2;
const GAP: u8 = 3;
const PROBE: u8 = 4;

const SENDER_BYTES: usize = 16;
const NUMBER_BYTES: usize = 8;

/// What travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) sender: Uuid,
    pub(super) content: Content,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// An event of the channel that it came by.
    Event { offset: Option<i64>, payload: Bytes },
    /// The sender could not say something before this.
    Gap,
    /// A word to oneself, with its number.
    Probe(u64),
}

impl Envelope {
    /// As bytes.
    pub(super) fn pack(&self) -> Bytes {
        let payload = match &self.content {
            Content::Event { payload, .. } => payload.len(),
            Content::Gap | Content::Probe(_) => 0,
        };
        let mut packed = BytesMut::with_capacity(1 + SENDER_BYTES + NUMBER_BYTES + payload);
        packed.put_u8(self.content.kind());
        packed.put_slice(self.sender.as_bytes());
        match &self.content {
            Content::Event { offset, payload } => {
                offset.iter().for_each(|offset| packed.put_i64(*offset));
                packed.put_slice(payload);
            }
            Content::Gap => {}
            Content::Probe(number) => packed.put_u64(*number),
        }
        packed.freeze()
    }

    /// Reads bytes of another instance, which may be of another version; nothing when they are not understood.
    pub(super) fn unpack(packed: &[u8]) -> Option<Self> {
        let (kind, rest) = packed.split_first()?;
        let (sender, rest) = rest.split_first_chunk::<SENDER_BYTES>()?;
        let content = match *kind {
            UNNUMBERED => Content::Event { offset: None, payload: Bytes::copy_from_slice(rest) },
            NUMBERED => {
                let (offset, payload) = rest.split_first_chunk::<NUMBER_BYTES>()?;
                let offset = Some(i64::from_be_bytes(*offset));
                Content::Event { offset, payload: Bytes::copy_from_slice(payload) }
            }
            GAP => Content::Gap,
            PROBE => Content::Probe(u64::from_be_bytes(*rest.first_chunk::<NUMBER_BYTES>()?)),
            _ => return None,
        };
        Some(Self { sender: Uuid::from_bytes(*sender), content })
    }
}

impl Content {
    const fn kind(&self) -> u8 {
        match self {
            Self::Event { offset: None, .. } => UNNUMBERED,
            Self::Event { offset: Some(_), .. } => NUMBERED,
            Self::Gap => GAP,
            Self::Probe(_) => PROBE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_read_back_and_cut_short_it_is_not() {
        let payload = Bytes::from_static("{\"event\":\"é\"}".as_bytes());
        let contents = [
            Content::Event { offset: None, payload: payload.clone() },
            Content::Event { offset: Some(i64::MAX), payload },
            Content::Event { offset: Some(1), payload: Bytes::new() },
            Content::Gap,
            Content::Probe(7),
        ];
        for content in contents {
            let envelope = Envelope { sender: Uuid::from_u128(5), content };
            let packed = envelope.pack();
            assert_eq!(Envelope::unpack(&packed), Some(envelope));
            for end in 0..=SENDER_BYTES {
                assert_eq!(Envelope::unpack(&packed[..end]), None);
            }
        }
    }

    #[test]
    fn a_kind_of_another_version_is_left_alone() {
        let mut packed = Envelope { sender: Uuid::nil(), content: Content::Gap }.pack().to_vec();
        packed[0] = 99;
        assert_eq!(Envelope::unpack(&packed), None);
    }
}
