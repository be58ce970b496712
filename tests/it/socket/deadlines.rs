//! Time limits, shortened: the hello, the heartbeat, the patience with a close.

use super::client::{Client, Seen, frame, within};
use super::server::{generous, start};
use examhall::bus::CloseCode;
use examhall::edge::ws::CloseCause;
use examhall::settings::SocketSettings;
use std::time::Instant;

#[actix_web::test]
async fn who_says_no_hello_is_closed_and_who_does_stays() {
    let server = start(SocketSettings { hello_ms: 1_000, ..generous() }).await;
    let mut polite = Client::connect(server.address).await;
    polite.text("hello").await;
    let mut stranger = Client::connect(server.address).await;
    let mut known = Client::connect_with(server.address, "x-account: 00000000-0000-0000-0000-000000000007\r\n").await;
    assert_eq!(stranger.close_code().await, Some(CloseCode::SignedOut.code()));
    for client in [&mut polite, &mut known] {
        client.text("still here").await;
        assert_eq!(client.hear().await, Seen::Text("still here".to_owned()));
    }
}

#[actix_web::test]
async fn a_silent_peer_is_dead_and_one_that_answers_pings_is_not() {
    let mut server = start(SocketSettings { ping_ms: 150, silent_ms: 1_000, ..generous() }).await;
    let started = Instant::now();
    let mut silent = Client::connect(server.address).await;
    let mut alive = Client::connect(server.address).await;
    let answering = async {
        for _ in 0..10 {
            assert_eq!(alive.see().await, Seen::Ping);
            alive.raw(&frame(0x8A, b"")).await;
        }
        alive.text("alive").await;
        assert_eq!(alive.hear().await, Seen::Text("alive".to_owned()));
    };
    let (seen, ()) = tokio::join!(silent.drain(), answering);
    assert!(seen.len() >= 3 && seen.iter().all(|seen| *seen == Seen::Ping), "{seen:?}");
    assert!(started.elapsed().as_millis() >= 1_000);
    assert_eq!(server.next_closed().await, CloseCause::Lost);
    assert_eq!(server.admission.sockets(), 1);
}

#[actix_web::test]
async fn a_peer_that_ignores_a_close_is_cut() {
    let mut server = start(SocketSettings { in_flight_max: 0, close_ms: 100, ..generous() }).await;
    let mut client = Client::connect(server.address).await;
    client.text("work").await;
    assert!(matches!(client.see().await, Seen::Close(Some(4004), _)));
    assert_eq!(client.see().await, Seen::End);
    assert_eq!(server.next_closed().await, CloseCause::Server(CloseCode::TooManyMessages));
    within(server.admission.emptied()).await;
}

#[actix_web::test]
async fn a_peer_that_answers_a_close_does_not_wait_for_the_cut() {
    let server = start(SocketSettings { in_flight_max: 0, close_ms: 60_000, ..generous() }).await;
    let mut client = Client::connect(server.address).await;
    client.text("work").await;
    assert!(matches!(client.see().await, Seen::Close(Some(4004), _)));
    client.raw(&frame(0x88, &4004_u16.to_be_bytes())).await;
    assert_eq!(client.see().await, Seen::End);
}
