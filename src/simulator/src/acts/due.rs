//! What comes by itself: late authorisations, refunds of what nobody captured, and the ends of refunds.

use super::authorize::{Surplus, authorize};
use super::error::Error;
use super::find;
use super::refund::{end_refund, refund_uncaptured};
use crate::books::{
    Planned, due_payments, due_refunds, forget_events, hurry_events, hurry_payments, hurry_refunds, next_authorization,
    next_payment, next_refund, waiting,
};
use crate::gateway::Gateway;

/// How many of each kind are carried out in one transaction.
const BATCH: i64 = 64;

/// Carries out what is due until now and says how many things there were.
pub async fn carry_out_due(gateway: &Gateway) -> Result<usize, Error> {
    let now_ms = gateway.now_ms();
    let mut change = gateway.books.begin().await?;
    let payments = due_payments(&mut change, now_ms, BATCH).await?;
    let refunds = due_refunds(&mut change, now_ms, BATCH).await?;
    let count = payments.len() + refunds.len();
    for mut payment in payments {
        let mut order = find::order(&mut change, &payment.order_id).await?;
        match payment.planned {
            Some((Planned::Authorize, _)) => {
                authorize(&mut change, gateway, &mut order, &mut payment, Surplus::LeftAlone).await?;
            }
            Some((Planned::RefundUncaptured, _)) => refund_uncaptured(&mut change, gateway, &mut payment).await?,
            None => {}
        }
    }
    for mut refund in refunds {
        let mut payment = find::payment(&mut change, &refund.payment_id).await?;
        end_refund(&mut change, gateway, &mut payment, &mut refund).await?;
    }
    if count > 0 {
        gateway.commit(change).await?;
    }
    Ok(count)
}

/// Forgets webhooks that ended long ago, and old checkouts.
pub async fn forget(gateway: &Gateway) -> Result<(), Error> {
    let mut change = gateway.books.begin().await?;
    forget_events(&mut change, gateway.config.limits.remembered).await?;
    change.commit().await?;
    Ok(())
}

/// When something comes by itself next.
pub async fn next_due(gateway: &Gateway) -> Result<Option<i64>, Error> {
    let mut books = gateway.books.reader().await?;
    let moments = [next_payment(&mut books).await?, next_refund(&mut books).await?];
    Ok(moments.into_iter().flatten().min())
}

/// What would come later comes now: late authorisations, ends of refunds, webhooks. Only the refund of what nobody captured
/// keeps its time.
pub async fn hurry(gateway: &Gateway) -> Result<(), Error> {
    let now_ms = gateway.now_ms();
    let mut change = gateway.books.begin().await?;
    hurry_payments(&mut change, now_ms).await?;
    hurry_refunds(&mut change, now_ms).await?;
    hurry_events(&mut change, now_ms).await?;
    gateway.commit(change).await?;
    Ok(())
}

/// Whether nothing is under way: no webhook waits, no refund is pending, no late authorisation is to come.
pub async fn is_quiet(gateway: &Gateway) -> Result<bool, Error> {
    let mut books = gateway.books.reader().await?;
    Ok(next_authorization(&mut books).await?.is_none()
        && next_refund(&mut books).await?.is_none()
        && waiting(&mut books, 1).await? == 0)
}
