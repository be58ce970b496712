//! Frames: what is understood, what is refused, and how a close goes.

use super::client::{Client, Seen, frame, within};
use super::server::{generous, start};
use examhall::bus::CloseCode;
use examhall::edge::ws::CloseCause;
use examhall::settings::SocketSettings;

fn refused() -> Option<u16> {
    Some(CloseCode::ProtocolError.code())
}

#[actix_web::test]
async fn a_message_is_answered_and_a_close_is_orderly() {
    let mut server = start(generous()).await;
    let mut client = Client::connect(server.address).await;
    client.text("héllo").await;
    assert_eq!(client.see().await, Seen::Text("héllo".to_owned()));
    client.raw(&frame(0x89, b"are you there")).await;
    assert_eq!(client.see().await, Seen::Pong(b"are you there".to_vec()));
    client.raw(&frame(0x88, &1000_u16.to_be_bytes())).await;
    assert_eq!(client.drain().await, [Seen::Close(Some(1000), String::new())]);
    drop(client);
    assert_eq!(server.next_closed().await, CloseCause::Peer(Some(1000)));
    within(server.admission.emptied()).await;
}

#[actix_web::test]
async fn a_client_that_vanishes_is_noticed() {
    let mut server = start(generous()).await;
    let mut client = Client::connect(server.address).await;
    client.text("x").await;
    assert_eq!(client.see().await, Seen::Text("x".to_owned()));
    drop(client);
    assert_eq!(server.next_closed().await, CloseCause::Lost);
    within(server.admission.emptied()).await;
}

#[actix_web::test]
async fn what_breaks_the_protocol_is_closed_with_its_code() {
    let mut server = start(SocketSettings { close_ms: 50, ..generous() }).await;
    let mut terabyte = vec![0x81, 0xFF];
    terabyte.extend((1_u64 << 40).to_be_bytes());
    let too_long = frame(0x81, &vec![b'x'; 64 * 1024 + 1])[..10].to_vec();
    let mut fragments = frame(0x01, &vec![b'x'; 40_000]);
    fragments.extend(frame(0x80, &vec![b'x'; 40_000]));
    let interleaved = [frame(0x01, b"one"), frame(0x81, b"two")].concat();
    let split_code_point = [frame(0x01, &[0xC3]), frame(0x80, &[0x28])].concat();
    for (name, bytes) in [
        ("a header of a terabyte", terabyte),
        ("a message that is too long", too_long),
        ("fragments that are too long together", fragments),
        ("interleaved messages", interleaved),
        ("an unmasked frame", vec![0x81, 1, b'x']),
        ("reserved bits", frame(0xC1, b"x")),
        ("an unknown opcode", frame(0x83, b"x")),
        ("a binary message", frame(0x82, b"x")),
        ("a long ping", frame(0x89, &[b'x'; 126])),
        ("a fragmented ping", frame(0x09, b"x")),
        ("a continuation of nothing", frame(0x80, b"x")),
        ("invalid UTF-8", frame(0x81, &[0xC3, 0x28])),
        ("invalid UTF-8 in fragments", split_code_point),
        ("a close code of one byte", frame(0x88, &[3])),
    ] {
        let mut client = Client::connect(server.address).await;
        client.raw(&bytes).await;
        assert_eq!(client.close_code().await, refused(), "{name}");
        assert_eq!(server.next_closed().await, CloseCause::Server(CloseCode::ProtocolError), "{name}");
    }
    within(server.admission.emptied()).await;
}

#[actix_web::test]
async fn a_message_in_fragments_is_put_together_around_a_heartbeat() {
    let server = start(generous()).await;
    let mut client = Client::connect(server.address).await;
    let text = "é".repeat(30_000);
    let (first, rest) = text.as_bytes().split_at(30_001);
    for bytes in [frame(0x01, first), frame(0x89, b"p"), frame(0x00, b""), frame(0x80, rest)] {
        client.raw(&bytes).await;
    }
    assert_eq!(client.see().await, Seen::Pong(b"p".to_vec()));
    assert_eq!(client.see().await, Seen::Text(text));
}

#[actix_web::test]
async fn a_message_may_come_byte_by_byte_and_many_may_come_at_once() {
    let server = start(generous()).await;
    let mut client = Client::connect(server.address).await;
    for byte in frame(0x81, b"slow") {
        client.raw(&[byte]).await;
    }
    assert_eq!(client.see().await, Seen::Text("slow".to_owned()));
    let many: Vec<u8> = (0..100).flat_map(|number| frame(0x81, number.to_string().as_bytes())).collect();
    client.raw(&many).await;
    for number in 0..100 {
        assert_eq!(client.see().await, Seen::Text(number.to_string()));
    }
}

#[actix_web::test]
async fn a_flood_of_tiny_frames_is_sent_away_for_a_while() {
    let mut server = start(generous()).await;
    let mut client = Client::connect(server.address).await;
    let flood = frame(0x8A, b"").repeat(50_000);
    client.push(&flood).await;
    let reason = r#"{"slug":"too_many_messages","return_after_ms":["#;
    let seen = client.drain().await;
    assert!(matches!(&seen[..], [Seen::Close(Some(4004), text)] if text.starts_with(reason)), "{seen:?}");
    assert_eq!(server.next_closed().await, CloseCause::Server(CloseCode::TooManyMessages));
}

#[actix_web::test]
async fn a_peer_that_pings_and_never_reads_is_cut() {
    let limits =
        SocketSettings { messages_per_s: 1_000_000, messages_burst: 1_000_000, unacknowledged_ms: 500, ..generous() };
    let mut server = start(limits).await;
    let mut client = Client::connect_narrow(server.address).await;
    let pings = frame(0x89, &[b'x'; 125]).repeat(2_000);
    while client.push(&pings).await {}
    assert_eq!(server.next_closed().await, CloseCause::Lost);
    within(server.admission.emptied()).await;
}

#[actix_web::test]
async fn too_many_requests_at_once_are_refused() {
    let server = start(SocketSettings { in_flight_max: 3, ..generous() }).await;
    let mut client = Client::connect(server.address).await;
    for _ in 0..4 {
        client.text("work").await;
    }
    assert_eq!(client.close_code().await, Some(CloseCode::TooManyMessages.code()));
}
