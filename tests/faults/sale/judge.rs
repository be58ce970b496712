//! Whether money and access are where they belong.

use super::books::{Ours, TheirPayment, Theirs};
use super::buyer::Bought;
use super::shop::{PRICE, Shop};
use super::simulator::Simulator;
use super::totals;
use crate::process::Server;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How much more a tampered message says than was paid.
const TAMPERED_MORE: i64 = 100;

/// Those who paid another amount wait for a person and have nothing.
pub async fn parked(server: &Server, crowd: &[Bought]) -> Vec<String> {
    let ours = Ours::read(&server.connect_database().await).await;
    let mut faults = Vec::new();
    for order in crowd.iter().flat_map(|bought| &bought.parked) {
        let row = ours.orders.iter().find(|row| row.id == *order);
        if row.is_none_or(|row| row.phase != "review") || ours.access.iter().any(|access| access.order_id == *order) {
            faults.push(format!("another amount was paid, and the order is {row:?}"));
        }
    }
    faults
}

/// Everything that is wrong once all is quiet.
pub async fn faults(server: &Server, shop: &Shop, simulator: &Simulator, crowd: &[Bought]) -> Vec<String> {
    let ours = Ours::read(&server.connect_database().await).await;
    let theirs = Theirs::read(&simulator.connect_database().await).await;
    let mut faults = Vec::new();
    each_payment(&ours, &theirs, &mut faults);
    each_order(&ours, &theirs, crowd, &mut faults);
    each_refund(&ours, &theirs, &mut faults);
    each_message(&ours, &theirs, &mut faults);
    faults.extend(theirs.doubled.iter().map(|doubled| format!("one order, several at the gateway: {doubled:?}")));
    faults.extend(ours.jobs.iter().map(|job| format!("a job is left: {job:?}")));
    if ours.unanswered > 0 {
        faults.push(format!("{} requests under a key have no answer", ours.unanswered));
    }
    let captured = theirs.payments.iter().filter(|payment| payment.captured).count();
    let has_access = ours.access.iter().filter(|access| access.withdrawn_at_us.is_none()).count();
    figure!("judged     {captured} captured payments, {has_access} of {} orders give access", ours.orders.len());
    totals::check(&ours, shop, simulator, &mut faults).await;
    faults
}

/// A captured payment has exactly one access or one full refund; what was not captured has no access.
fn each_payment(ours: &Ours, theirs: &Theirs, faults: &mut Vec<String>) {
    for payment in &theirs.payments {
        let order = ours.orders.iter().find(|order| order.gateway_order_id.as_ref() == Some(&payment.order_id));
        let row = ours.payments.iter().find(|row| row.gateway_payment_id == payment.id);
        let Some(order) = order else {
            faults.push(format!("nobody knows the order of {payment:?}"));
            continue;
        };
        let is_kept = row.is_some_and(|row| row.role == "kept" && row.order_id == order.id);
        let access =
            ours.access.iter().filter(|access| access.order_id == order.id && access.withdrawn_at_us.is_none());
        let accesses = if is_kept { access.count() } else { 0 };
        let went_back = is_all_back(payment, theirs);
        if payment.captured != went_back.is_some()
            || (payment.captured && accesses + usize::from(went_back == Some(true)) != 1)
        {
            faults.push(format!("{accesses} accesses for {payment:?} of {order:?}, which is here {row:?}"));
        }
        if is_kept && !payment.captured {
            faults.push(format!("nothing was captured of {payment:?}, which counts for {order:?}"));
        }
        if payment.captured && row.is_none_or(|row| row.amount_minor != payment.amount) {
            faults.push(format!("{payment:?} is here {row:?}"));
        }
    }
}

/// Whether all of a captured payment went back, and once.
fn is_all_back(payment: &TheirPayment, theirs: &Theirs) -> Option<bool> {
    if !payment.captured {
        return None;
    }
    let live = theirs.refunds.iter().filter(|refund| refund.payment_id == payment.id && refund.status == "processed");
    let amounts: Vec<i64> = live.map(|refund| refund.amount).collect();
    Some(amounts == [payment.amount] && payment.amount_refunded == payment.amount)
}

fn each_order(ours: &Ours, theirs: &Theirs, crowd: &[Bought], faults: &mut Vec<String>) {
    let told: BTreeMap<Uuid, &Bought> = crowd.iter().map(|bought| (bought.account, bought)).collect();
    for order in &ours.orders {
        let kept: Vec<_> = ours.payments.iter().filter(|row| row.order_id == order.id && row.role == "kept").collect();
        let accesses = ours.access.iter().filter(|access| access.order_id == order.id).count();
        if kept.len() > 1 || accesses != kept.len() {
            faults.push(format!("{accesses} accesses rest on {kept:?} of {order:?}"));
        }
        if !matches!(order.phase.as_str(), "paid" | "closed") {
            faults.push(format!("{order:?} hangs"));
        }
        let bought = told[&order.account_id];
        // The answer to the first try may be lost and the order run out before the second, which places another.
        let is_missed = kept.is_empty() && order.status == "expired";
        if !bought.orders.contains(&order.id) && !is_missed {
            faults.push(format!("nobody was told of {order:?}"));
        }
        if (bought.left || bought.parked.contains(&order.id)) && accesses > 0 {
            faults.push(format!("{order:?} gives access for nothing"));
        }
    }
    let known: BTreeSet<Uuid> = ours.orders.iter().map(|order| order.id).collect();
    let lost = crowd.iter().flat_map(|bought| &bought.orders).filter(|order| !known.contains(order));
    faults.extend(lost.map(|order| format!("{order} was told of and is gone")));
    renewals_follow(ours, faults);
    let paid = ours.orders.iter().filter(|order| order.phase == "paid").count();
    let kept = ours.payments.iter().filter(|row| row.role == "kept").count();
    if paid != kept || theirs.payments.is_empty() {
        faults.push(format!("{paid} orders are paid, by {kept} payments"));
    }
}

/// Accesses of one person follow one another.
fn renewals_follow(ours: &Ours, faults: &mut Vec<String>) {
    let owners: BTreeMap<Uuid, Uuid> = ours.orders.iter().map(|order| (order.id, order.account_id)).collect();
    let mut spans: BTreeMap<Uuid, Vec<(i64, i64)>> = BTreeMap::new();
    for access in ours.access.iter().filter(|access| access.withdrawn_at_us.is_none()) {
        let Some(owner) = owners.get(&access.order_id) else {
            faults.push(format!("{access:?} has no order"));
            continue;
        };
        spans.entry(*owner).or_default().push((access.starts_at_us, access.expires_at_us));
    }
    for (owner, spans) in &mut spans {
        spans.sort_unstable();
        if spans.windows(2).any(|pair| pair[1].0 < pair[0].1) {
            faults.push(format!("the accesses of {owner} overlap: {spans:?}"));
        }
    }
}

/// Each refund is known to both sides, with the same amount and end.
fn each_refund(ours: &Ours, theirs: &Theirs, faults: &mut Vec<String>) {
    for refund in &theirs.refunds {
        let mut rows = ours.refunds.iter().filter(|row| row.gateway_refund_id.as_ref() == Some(&refund.id));
        let row = rows.next();
        let is_same = row.is_some_and(|row| {
            (row.gateway_payment_id.as_str(), row.amount_minor, row.status.as_str())
                == (refund.payment_id.as_str(), refund.amount, refund.status.as_str())
        });
        if !is_same || rows.next().is_some() {
            faults.push(format!("{refund:?} is here {row:?}"));
        }
    }
    for row in &ours.refunds {
        let is_live = row.policy == "revoke" && row.status != "failed";
        let access = ours.access.iter().find(|access| access.order_id == row.order_id);
        if is_live && access.is_none_or(|access| access.withdrawn_at_us.is_none()) {
            faults.push(format!("{row:?} left {access:?}"));
        }
        if row.gateway_refund_id.is_none() && row.status != "failed" {
            faults.push(format!("{row:?} is not known to the gateway"));
        }
    }
}

/// What came was told to its order or parked; what says another amount than was paid was never believed.
fn each_message(ours: &Ours, theirs: &Theirs, faults: &mut Vec<String>) {
    let mut parked = 0;
    for message in &ours.inbox {
        let is_tampered = is_tampered(&message.body);
        parked += usize::from(is_tampered);
        let is_right = match message.outcome.as_deref() {
            Some("applied" | "ignored") => !is_tampered,
            Some("parked") => true,
            _ => false,
        };
        if !is_right {
            let body = String::from_utf8_lossy(&message.body);
            faults.push(format!("a message is {:?} ({:?}): {body}", message.outcome, message.detail));
        }
    }
    let sent = theirs.events.iter().filter(|event| event.state == "delivered");
    let sent = sent.filter(|event| is_tampered(event.body.as_bytes())).count();
    let (old, new) = (by_secret(theirs, 1), by_secret(theirs, 2));
    figure!(
        "messages   {} kept, {parked} of them tampered; {old} signed with the old secret, {new} with the new one",
        ours.inbox.len()
    );
    if sent != parked {
        faults.push(format!("{sent} tampered messages were delivered, {parked} were kept"));
    }
    let undelivered =
        theirs.events.iter().filter(|event| !matches!(event.state.as_str(), "delivered" | "lost")).count();
    if undelivered > 0 {
        faults.push(format!("{undelivered} messages were not taken"));
    }
}

/// What is wrong when the gateway's secret was changed in between: some messages have to have been signed with either.
pub async fn secrets_faults(simulator: &Simulator) -> Option<String> {
    let theirs = Theirs::read(&simulator.connect_database().await).await;
    let (old, new) = (by_secret(&theirs, 1), by_secret(&theirs, 2));
    (old == 0 || new == 0).then(|| format!("{old} messages are signed with the old secret, {new} with the new one"))
}

fn by_secret(theirs: &Theirs, secret: i64) -> usize {
    theirs.events.iter().filter(|event| event.secret == secret && event.state == "delivered").count()
}

fn is_tampered(body: &[u8]) -> bool {
    let event: Value = serde_json::from_slice(body).unwrap();
    let amount = event["payload"]["payment"]["entity"]["amount"].as_i64().unwrap();
    [PRICE, PRICE / 2, PRICE * 2].contains(&(amount - TAMPERED_MORE))
}
