//! Keeps this instance's clock with the database's, so that all instances agree on deadlines.

use crate::service::ops::vitals::Skew;
use crate::service::{Answer, Context};
use examhall_domain::time::Span;

/// Of so many comparisons the one with the shortest round trip is believed: it says most.
const COMPARISONS: usize = 4;

/// Compares the clock with the database's and moves it by the difference; nothing happens where the database has none of
/// its own. A difference above the setting is warned of.
///
/// # Errors
/// Those of the store; the clock then goes on as before.
pub async fn keep_clock(cx: &Context) -> Answer<()> {
    let Some(mut best) = compare(cx).await? else { return Ok(()) };
    for _ in 1..COMPARISONS {
        if let Some(other) = compare(cx).await?.filter(|other| other.round_trip < best.round_trip) {
            best = other;
        }
    }
    // Within half a round trip nobody can say who is right.
    if best.behind.0.saturating_abs() > best.round_trip.0 / 2 {
        cx.clock.adjust(best.behind);
    }
    cx.vitals.note_skew(Skew { behind: best.behind, compared_at: cx.clock.now() });
    let behind_ms = best.behind.0 / 1_000;
    if behind_ms.saturating_abs() > cx.settings.ops.clock_skew_ms {
        tracing::warn!(behind_ms, "the clock was off the database's and was set; keep this machine's clock right");
    }
    Ok(())
}

struct Comparison {
    round_trip: Span,
    behind: Span,
}

async fn compare(cx: &Context) -> Answer<Option<Comparison>> {
    let sent = cx.clock.unheld();
    let Some(reference) = cx.store.now().await? else { return Ok(None) };
    let round_trip = cx.clock.unheld() - sent;
    let middle = sent + Span(round_trip.0 / 2);
    Ok(Some(Comparison { round_trip, behind: reference - middle }))
}
