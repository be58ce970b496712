//! Reads frame headers as they pass (RFC 6455, section 5): a frame that breaks the rules, or would become too long, is refused
//! before its payload is waited for.

/// A whole frame that stands at the start of the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// With its header.
    pub(super) bytes: usize,
    pub(super) is_close: bool,
}

/// How a peer broke the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Violation {
    #[error("reserved bits are set and no extension was agreed")]
    ReservedBits,
    #[error("the opcode is unknown")]
    UnknownOpcode,
    #[error("binary messages are not part of the protocol")]
    Binary,
    #[error("a client's frame has to be masked")]
    Unmasked,
    #[error("a control frame is fragmented or longer than 125 bytes")]
    Control,
    #[error("fragments are out of order")]
    Fragment,
    #[error("the message is too long")]
    TooLong,
}

/// Follows one socket's frames.
pub(super) struct Inspector {
    message_bytes_max: usize,
    /// Bytes so far of a message whose last fragment is still to come.
    open_message: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opcode {
    Continuation,
    Text,
    Close,
    Heartbeat,
}

struct Header {
    opcode: Opcode,
    is_final: bool,
    header_bytes: usize,
    payload_bytes: usize,
}

const MASK_BYTES: usize = 4;

impl Inspector {
    /// For messages of at most this many bytes, whatever their fragments.
    pub(super) fn new(message_bytes_max: usize) -> Self {
        Self { message_bytes_max, open_message: None }
    }

    /// The frame at the start of the buffer once all of it is there.
    ///
    /// # Errors
    /// As soon as the header shows that the frame must not come.
    pub(super) fn next(&mut self, buffer: &[u8]) -> Result<Option<Shape>, Violation> {
        let Some(header) = read_header(buffer)? else { return Ok(None) };
        let message_bytes = self.check(&header)?;
        let bytes = header.header_bytes + header.payload_bytes;
        if buffer.len() < bytes {
            return Ok(None);
        }
        if matches!(header.opcode, Opcode::Text | Opcode::Continuation) {
            self.open_message = (!header.is_final).then_some(message_bytes);
        }
        Ok(Some(Shape { bytes, is_close: header.opcode == Opcode::Close }))
    }

    fn check(&self, header: &Header) -> Result<usize, Violation> {
        let before = match (header.opcode, self.open_message) {
            (Opcode::Close | Opcode::Heartbeat, _) if header.is_final && header.payload_bytes <= 125 => return Ok(0),
            (Opcode::Close | Opcode::Heartbeat, _) => return Err(Violation::Control),
            (Opcode::Text, None) => 0,
            (Opcode::Continuation, Some(before)) => before,
            (Opcode::Text, Some(_)) | (Opcode::Continuation, None) => return Err(Violation::Fragment),
        };
        before
            .checked_add(header.payload_bytes)
            .filter(|bytes| *bytes <= self.message_bytes_max)
            .ok_or(Violation::TooLong)
    }
}

fn read_header(buffer: &[u8]) -> Result<Option<Header>, Violation> {
    let &[first, second, ref rest @ ..] = buffer else { return Ok(None) };
    if first & 0x70 != 0 {
        return Err(Violation::ReservedBits);
    }
    let opcode = read_opcode(first & 0x0F)?;
    if second & 0x80 == 0 {
        return Err(Violation::Unmasked);
    }
    let (length_bytes, length) = match (second & 0x7F, rest) {
        (126, [high, low, ..]) => (2, u64::from(u16::from_be_bytes([*high, *low]))),
        (127, [a, b, c, d, e, f, g, h, ..]) => (8, u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h])),
        (126 | 127, _) => return Ok(None),
        (short, _) => (0, u64::from(short)),
    };
    let payload_bytes = usize::try_from(length).map_err(|_| Violation::TooLong)?;
    let header_bytes = 2 + length_bytes + MASK_BYTES;
    Ok(Some(Header { opcode, is_final: first & 0x80 != 0, header_bytes, payload_bytes }))
}

fn read_opcode(opcode: u8) -> Result<Opcode, Violation> {
    match opcode {
        0x0 => Ok(Opcode::Continuation),
        0x1 => Ok(Opcode::Text),
        0x2 => Err(Violation::Binary),
        0x8 => Ok(Opcode::Close),
        0x9 | 0xA => Ok(Opcode::Heartbeat),
        _ => Err(Violation::UnknownOpcode),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: usize = 64 * 1024;

    fn frame(first: u8, length: usize) -> Vec<u8> {
        let mut bytes = vec![first];
        match length {
            0..=125 => bytes.push(0x80 | length as u8),
            126..=65_535 => {
                bytes.push(0x80 | 126);
                bytes.extend((length as u16).to_be_bytes());
            }
            _ => {
                bytes.push(0x80 | 127);
                bytes.extend((length as u64).to_be_bytes());
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(vec![b'x'; length]);
        bytes
    }

    fn one(bytes: &[u8]) -> Result<Option<Shape>, Violation> {
        Inspector::new(MAX).next(bytes)
    }

    #[test]
    fn whole_frames_are_seen_at_every_length() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let mut bytes = frame(0x81, length);
            let whole = bytes.len();
            bytes.extend([0x81, 0x85]);
            assert_eq!(one(&bytes), Ok(Some(Shape { bytes: whole, is_close: false })), "{length}");
            assert_eq!(one(&bytes[..whole - 1]), Ok(None), "{length}");
        }
        assert_eq!(one(&frame(0x88, 2)).unwrap().map(|shape| shape.is_close), Some(true));
    }

    #[test]
    fn a_header_that_promises_too_much_is_refused_before_its_payload() {
        let mut huge = vec![0x81, 0x80 | 127];
        huge.extend((1_u64 << 40).to_be_bytes());
        assert_eq!(one(&huge), Err(Violation::TooLong));
        assert_eq!(one(&frame(0x81, MAX + 1)[..10]), Err(Violation::TooLong));
        assert_eq!(one(&[0x81, 0xFF, 255, 255, 255, 255, 255, 255, 255, 255]), Err(Violation::TooLong));
    }

    #[test]
    fn what_the_protocol_does_not_know_is_refused_at_the_second_byte() {
        for (bytes, violation) in [
            ([0xC1, 0x80], Violation::ReservedBits),
            ([0x91, 0x80], Violation::ReservedBits),
            ([0x82, 0x80], Violation::Binary),
            ([0x83, 0x80], Violation::UnknownOpcode),
            ([0x8B, 0x80], Violation::UnknownOpcode),
            ([0x81, 0x05], Violation::Unmasked),
            ([0x09, 0x80], Violation::Control),
            ([0x80, 0x80], Violation::Fragment),
        ] {
            assert_eq!(one(&bytes), Err(violation), "{bytes:02x?}");
        }
        assert_eq!(one(&frame(0x89, 126)), Err(Violation::Control));
    }

    #[test]
    fn fragments_share_one_bound_and_let_heartbeats_between() {
        let mut inspector = Inspector::new(100);
        for bytes in [frame(0x01, 40), frame(0x89, 3), frame(0x00, 40)] {
            assert!(inspector.next(&bytes).unwrap().is_some());
        }
        assert_eq!(inspector.next(&frame(0x80, 21)), Err(Violation::TooLong));
        assert_eq!(inspector.next(&frame(0x81, 1)), Err(Violation::Fragment));
        assert!(inspector.next(&frame(0x80, 20)).unwrap().is_some());
        assert!(inspector.next(&frame(0x81, 100)).unwrap().is_some());
    }
}
