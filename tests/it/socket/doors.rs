//! Who is let in, how many, and how everybody is sent away.

use super::client::{Client, Seen, frame, within};
use super::server::{generous, start};
use examhall::bus::{CloseCode, Drain, ReturnWindow};
use examhall::settings::SocketSettings;
use std::net::SocketAddr;
use std::time::Duration;

async fn refused(address: SocketAddr, headers: &str) -> String {
    let (_, head) = Client::request(address, headers, None).await;
    head.split_whitespace().nth(1).unwrap().to_owned()
}

#[actix_web::test]
async fn a_handshake_needs_our_subprotocol_and_our_origin() {
    let server = start(generous()).await;
    assert_eq!(refused(server.address, "Sec-WebSocket-Protocol: chat\r\n").await, "400");
    assert_eq!(refused(server.address, "Origin: https://evil.example\r\n").await, "403");
    assert_eq!(server.admission.sockets(), 0);
    Client::connect_with(server.address, &format!("Origin: http://{}\r\n", server.address)).await;
    Client::connect_with(server.address, "Sec-WebSocket-Protocol: chat, examhall.v1\r\n").await;
}

#[actix_web::test]
async fn a_request_that_is_no_handshake_takes_no_place() {
    let server = start(generous()).await;
    let url = format!("http://{}/ws", server.address);
    let request = reqwest::Client::new().get(url).header("Sec-WebSocket-Protocol", "examhall.v1");
    assert_eq!(within(request.send()).await.unwrap().status(), 400);
    assert_eq!(server.admission.sockets(), 0);
}

#[actix_web::test]
async fn the_bounds_of_the_instance_the_network_and_the_account_hold() {
    let limits =
        SocketSettings { sockets_max: 3, anonymous_per_network_max: 2, sockets_per_account_max: 1, ..generous() };
    let server = start(limits).await;
    let mut one = Client::connect(server.address).await;
    let two = Client::connect(server.address).await;
    assert_eq!(refused(server.address, "").await, "429");
    one.text("hello").await;
    one.text("signed in").await;
    assert_eq!(one.hear().await, Seen::Text("signed in".to_owned()));
    let mut again = Client::connect(server.address).await;
    assert_eq!(refused(server.address, "x-account: 00000000-0000-0000-0000-000000000007\r\n").await, "503");
    again.text("hello").await;
    assert_eq!(again.close_code().await, Some(CloseCode::Overloaded.code()));
    drop((one, two, again));
    within(server.admission.emptied()).await;
}

#[actix_web::test]
async fn a_draining_instance_sends_everybody_away_in_slices() {
    let server = start(generous()).await;
    let mut clients = Vec::new();
    for _ in 0..20 {
        let mut client = Client::connect(server.address).await;
        client.text("x").await;
        assert_eq!(client.hear().await, Seen::Text("x".to_owned()));
        clients.push(client);
    }
    server.admission.close();
    let window = ReturnWindow { min_ms: 500, max_ms: 20_000 };
    server.hub.drain(Drain { slices: 4, over: Duration::from_millis(100), window });
    for client in &mut clients {
        let reason = r#"{"slug":"draining","return_after_ms":[500,20000]}"#;
        assert_eq!(client.see().await, Seen::Close(Some(1001), reason.to_owned()));
        client.raw(&frame(0x88, &1001_u16.to_be_bytes())).await;
    }
    assert_eq!(refused(server.address, "").await, "503");
    within(server.admission.emptied()).await;
}
