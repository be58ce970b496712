//! The loop that delivers webhooks: a few at once, each again until somebody takes it or it is given up. Started with the
//! server; the outbox lies in the books, so it may be stopped at any line, and what was under way is sent once more.

use super::books::{Due, EventState, due_events, end, next_delivery, put_off, secret};
use super::gateway::Gateway;
use super::retry::{is_given_up, pause_ms};
use super::signature::hex_hmac;
use reqwest::Client;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long the loop waits at most without looking: a caller may be gone between its commit and its ringing.
const LOOK_MS: i64 = 1_000;
/// How long the loop rests when the books could not be used.
const REST_MS: i64 = 1_000;
/// Deliveries under way, each ending with its event's number. They are tasks, not futures of this loop: one may hold the
/// connection that writes while the loop waits for it.
type UnderWay = JoinSet<i64>;

/// Runs until it is aborted. Without an address there is nothing to do.
pub async fn deliver(gateway: Arc<Gateway>, client: Client) {
    let Some(url) = gateway.config.webhook.clone() else { return };
    let (mut under_way, mut numbers) = (UnderWay::new(), HashSet::new());
    loop {
        let next_ms = match fill(&gateway, &client, &url, &mut under_way, &mut numbers).await {
            Ok(next_ms) => next_ms.unwrap_or(i64::MAX).min(gateway.now_ms() + LOOK_MS),
            Err(error) => {
                tracing::error!(%error, "webhooks of the simulated gateway have to wait");
                gateway.now_ms() + REST_MS
            }
        };
        tokio::select! {
            Some(ended) = under_way.join_next() => {
                match ended {
                    Ok(number) => drop(numbers.remove(&number)),
                    // A delivery that broke off: which one is not known, so all are looked at again.
                    Err(_) => numbers.clear(),
                }
            }
            () = gateway.clock().until(next_ms) => {}
            () = gateway.post.notified() => {}
        }
    }
}

/// Sends what is due as far as there is room, and says when something will be due.
async fn fill(
    gateway: &Arc<Gateway>,
    client: &Client,
    url: &str,
    under_way: &mut UnderWay,
    numbers: &mut HashSet<i64>,
) -> sqlx::Result<Option<i64>> {
    let now_ms = gateway.now_ms();
    let at_once = gateway.config.limits.deliveries;
    let mut books = gateway.books.reader().await?;
    // What is under way is due as well: so many rows hold enough that are not.
    let most = i64::try_from(at_once).unwrap_or(i64::MAX);
    for event in due_events(&mut books, now_ms, most).await? {
        if under_way.len() < at_once && numbers.insert(event.number) {
            let secret = secret(&mut books, event.secret).await?;
            under_way.spawn(send(gateway.clone(), client.clone(), url.to_owned(), secret, event));
        }
    }
    next_delivery(&mut books, now_ms).await
}

async fn send(gateway: Arc<Gateway>, client: Client, url: String, secret: String, event: Due) -> i64 {
    let signature = if event.wrong_signature { hex_hmac("", b"") } else { hex_hmac(&secret, event.body.as_bytes()) };
    let mut request = client
        .post(url)
        .header("content-type", "application/json")
        .header("user-agent", "Razorpay-Webhook/v1")
        .header("x-razorpay-signature", signature)
        .body(event.body.clone());
    if event.names_itself {
        request = request.header("x-razorpay-event-id", &event.id);
    }
    let patience = Duration::from_millis(gateway.config.timing.webhook_patience);
    let answer = tokio::time::timeout(patience, request.send()).await;
    let is_taken = matches!(answer, Ok(Ok(answer)) if answer.status().is_success());
    if let Err(error) = note(&gateway, &event, is_taken).await {
        // It stays due and is sent once more.
        tracing::error!(%error, "a delivered webhook could not be written down");
    }
    event.number
}

/// Writes down what became of a delivery.
async fn note(gateway: &Gateway, event: &Due, is_taken: bool) -> sqlx::Result<()> {
    let now_ms = gateway.now_ms();
    let timing = &gateway.config.timing;
    let mut change = gateway.books.begin().await?;
    if is_taken && event.again > 0 {
        put_off(&mut change, event, now_ms, event.again - 1).await?;
    } else if is_taken {
        end(&mut change, event, EventState::Delivered).await?;
    } else if is_given_up(timing, now_ms - event.created_ms) {
        end(&mut change, event, EventState::GivenUp).await?;
    } else {
        put_off(&mut change, event, now_ms + pause_ms(timing, event.tries + 1), event.again).await?;
    }
    change.commit().await
}
