//! Whether the ledger says what the gateway's books say, to the last minor unit.

use super::books::Ours;
use super::shop::Shop;
use super::simulator::Simulator;
use serde_json::Value;

/// Compares what all accounts come to.
pub async fn check(ours: &Ours, shop: &Shop, simulator: &Simulator, faults: &mut Vec<String>) {
    let books = simulator.books().await;
    if books["balanced"] != true {
        faults.push(format!("the gateway's books do not balance: {books}"));
    }
    let theirs = |account: &str| books["accounts"]["INR"][account].as_i64().unwrap_or_default();
    let refunded = sum(&books["refunds"], &["processed"]);
    // What was refunded was captured before: nothing waits here for so long that the gateway lets it go.
    let captured = sum(&books["payments"], &["captured", "refunded"]);
    let pairs = [
        ("gateway_receivable", theirs("merchant")),
        ("gateway_fees", theirs("fees")),
        ("exam_revenue", refunded - captured),
        ("refunds_payable", 0),
        ("suspense", 0),
    ];
    for (account, expected) in pairs {
        if ours.account(account) != expected {
            faults.push(format!(
                "{account} comes to {}, not {expected}: {:?}, {books}",
                ours.account(account),
                ours.accounts
            ));
        }
    }
    let report = shop.admin.get("/api/admin/payments/reconciliation").await;
    let totals = &report["totals"][0];
    let minor = |name: &str| totals[name]["amount_minor"].as_i64();
    if (minor("captured"), minor("refunded"), &totals["balanced"])
        != (Some(captured), Some(refunded), &Value::Bool(true))
    {
        faults.push(format!("the admin reads {report}, the gateway took {captured} and gave back {refunded}"));
    }
    if report["open_orders"] != 0 || report["unknown"] != 0 {
        faults.push(format!("something is left: {report}"));
    }
    figure!(
        "totals     {captured} captured, {refunded} given back, {} owed by the gateway (minor units)",
        theirs("merchant")
    );
    figure!("reconciled {}", report["last_run"]);
}

fn sum(sums: &Value, statuses: &[&str]) -> i64 {
    let rows = sums.as_array().into_iter().flatten();
    let rows = rows.filter(|row| statuses.contains(&row["status"].as_str().unwrap()));
    rows.map(|row| row["amount"].as_i64().unwrap()).sum()
}
