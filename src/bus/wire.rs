//! WebSocket frames of the server, complete with their header (RFC 6455, section 5.2).
//!
//! An event is encoded once for everybody; what each socket costs is a reference to the same bytes.

use super::close::{CloseCode, ReturnWindow};
use bytes::{BufMut, Bytes, BytesMut};

const FIN: u8 = 0x80;
const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
const CONTROL_BYTES_MAX: usize = 125;

/// A complete, unmasked frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    bytes: Bytes,
    header_bytes: usize,
}

impl Frame {
    /// One text message.
    pub fn text(payload: &[u8]) -> Self {
        encode(TEXT, payload)
    }

    /// A heartbeat; every peer has to answer it.
    pub fn ping() -> Self {
        encode(PING, &[])
    }

    /// The answer to a peer's ping; what a control frame cannot carry is cut off.
    pub fn pong(payload: &[u8]) -> Self {
        encode(PONG, &payload[..payload.len().min(CONTROL_BYTES_MAX)])
    }

    /// A close with our code and a JSON reason, `{"slug":"…","return_after_ms":[min,max]}`.
    pub fn close(code: CloseCode, window: Option<ReturnWindow>) -> Self {
        let reason = match window {
            Some(ReturnWindow { min_ms, max_ms }) => {
                format!(r#"{{"slug":"{}","return_after_ms":[{min_ms},{max_ms}]}}"#, code.slug())
            }
            None => format!(r#"{{"slug":"{}"}}"#, code.slug()),
        };
        assert!(reason.len() + 2 <= CONTROL_BYTES_MAX, "slugs are short and numbers have at most ten digits");
        close_payload(code.code(), reason.as_bytes())
    }

    /// The answer to a peer's close: its code comes back, nothing else.
    pub fn close_answer(code: Option<u16>) -> Self {
        match code {
            Some(code) => close_payload(code, &[]),
            None => encode(CLOSE, &[]),
        }
    }

    /// The bytes as they go to the socket.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What is inside, sharing the same memory.
    pub fn payload(&self) -> Bytes {
        self.bytes.slice(self.header_bytes..)
    }
}

fn close_payload(code: u16, reason: &[u8]) -> Frame {
    let mut payload = BytesMut::with_capacity(2 + reason.len());
    payload.put_u16(code);
    payload.put_slice(reason);
    encode(CLOSE, &payload)
}

fn encode(opcode: u8, payload: &[u8]) -> Frame {
    let mut bytes = BytesMut::with_capacity(payload.len() + 10);
    bytes.put_u8(FIN | opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ 0..=125), _) => bytes.put_u8(length),
        (_, Ok(length)) => {
            bytes.put_u8(126);
            bytes.put_u16(length);
        }
        (_, Err(_)) => {
            bytes.put_u8(127);
            bytes.put_u64(payload.len() as u64);
        }
    }
    let header_bytes = bytes.len();
    bytes.put_slice(payload);
    Frame { bytes: bytes.freeze(), header_bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_the_shortest_header() {
        for (length, header) in [
            (0, &[0x81, 0][..]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 255, 255]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = Frame::text(&vec![b'x'; length]);
            assert_eq!(&frame.bytes()[..header.len()], header);
            assert_eq!(frame.bytes().len(), header.len() + length);
            assert_eq!(frame.payload().len(), length);
        }
    }

    #[test]
    fn a_close_names_its_slug_and_its_window() {
        let frame = Frame::close(CloseCode::Draining, Some(ReturnWindow { min_ms: 500, max_ms: 20_000 }));
        assert_eq!(&frame.payload()[..2], 1001_u16.to_be_bytes());
        assert_eq!(&frame.payload()[2..], br#"{"slug":"draining","return_after_ms":[500,20000]}"#);
        assert_eq!(&Frame::close(CloseCode::TooSlow, None).payload()[2..], br#"{"slug":"too_slow"}"#);
    }

    #[test]
    fn the_longest_close_fits_a_control_frame() {
        for code in CloseCode::ALL {
            let widest = ReturnWindow { min_ms: u32::MAX, max_ms: u32::MAX };
            assert!(Frame::close(code, Some(widest)).payload().len() <= CONTROL_BYTES_MAX);
        }
    }

    #[test]
    fn control_frames_answer_the_peer() {
        assert_eq!(&Frame::pong(&[7; 200]).bytes()[..3], [0x8A, 125, 7]);
        assert_eq!(&Frame::close_answer(Some(1000)).bytes()[..], [0x88, 2, 3, 232]);
        assert_eq!(&Frame::close_answer(None).bytes()[..], [0x88, 0]);
        assert_eq!(&Frame::ping().bytes()[..], [0x89, 0]);
    }
}
