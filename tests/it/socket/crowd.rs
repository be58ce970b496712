//! Many sockets in one room: order, slowness, and what the slow cost the others.

use super::client::{Client, Seen};
use super::server::{Server, generous, start};
use examhall::bus::CloseCode;
use examhall::edge::ws::CloseCause;
use examhall::settings::SocketSettings;
use futures_util::future::join_all;

async fn joined(server: &Server) -> Client {
    into_the_room(Client::connect(server.address).await).await
}

async fn into_the_room(mut client: Client) -> Client {
    client.text("join").await;
    assert_eq!(client.hear().await, Seen::Text("joined".to_owned()));
    client
}

async fn hear_all(client: &mut Client, count: i64) {
    for number in 1..=count {
        assert_eq!(client.hear().await, Seen::Text(number.to_string()));
    }
}

#[actix_web::test]
async fn everybody_in_a_big_room_gets_every_event_in_order() {
    let server = start(SocketSettings { outbox_frames_max: 1_000, ..generous() }).await;
    let mut clients = join_all((0..300).map(|_| joined(&server))).await;
    let publishing = async {
        for _ in 0..200 {
            server.publish().await;
            tokio::task::yield_now().await;
        }
    };
    let hearing = join_all(clients.iter_mut().map(|client| hear_all(client, 200)));
    tokio::join!(publishing, hearing);
}

#[actix_web::test]
async fn frames_that_wait_together_leave_together() {
    let server = start(generous()).await;
    let mut client = Client::connect(server.address).await;
    client.text("burst").await;
    client.reads = 0;
    for number in 0..60 {
        assert_eq!(client.see().await, Seen::Text(number.to_string()));
    }
    assert!(client.reads <= 5, "60 frames came in {} reads", client.reads);
}

#[actix_web::test]
async fn a_slow_reader_learns_that_it_was_too_slow() {
    let server = start(SocketSettings { close_ms: 20_000, ..generous() }).await;
    let mut client = Client::connect_narrow(server.address).await;
    client.text("flood").await;
    let seen = client.drain_until_close().await;
    let texts = seen.iter().filter(|seen| matches!(seen, Seen::Text(_))).count();
    assert!(texts < 200, "nothing was dropped");
    assert_eq!(seen.last(), Some(&Seen::Close(Some(CloseCode::TooSlow.code()), r#"{"slug":"too_slow"}"#.to_owned())));
}

#[actix_web::test]
async fn a_hundred_stalled_readers_are_closed_and_cost_their_neighbour_nothing() {
    // The kernel's own limit is out of reach, so that it is ours that ends them.
    let mut server = start(SocketSettings { unacknowledged_ms: 600_000, ..generous() }).await;
    let mut healthy = joined(&server).await;
    let narrow = |_| async { into_the_room(Client::connect_narrow(server.address).await).await };
    let stalled = join_all((0..100).map(narrow)).await;
    let mut published = 0;
    while server.admission.sockets() > 1 {
        published += 1;
        assert!(published < 100_000, "stalled readers are kept for ever");
        server.publish_long().await;
        assert_eq!(healthy.hear().await, Seen::Text(format!("{published:<1000}")));
    }
    for _ in &stalled {
        assert_eq!(server.next_closed().await, CloseCause::Server(CloseCode::TooSlow));
    }
    server.publish().await;
    assert_eq!(healthy.hear().await, Seen::Text((published + 1).to_string()));
}
