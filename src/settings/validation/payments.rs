//! What settings of gateways may not say: that nobody checks who pays, keys without their secrets, calls without an end.

use super::refusal::{is_strong, refuse, strong};
use crate::settings::{CallSettings, PaymentSettings, RazorpaySettings, Settings, SettingsError};
use secrecy::{ExposeSecret, SecretString};

/// Gateways make the secrets of their keys, and not always longer ones.
const KEY_SECRET_BYTES_MIN: usize = 20;
/// More tries of one call are a loop, not patience.
const TRIES_MAX: u32 = 10;
/// The smallest answers that gateways give: an error with its sentences.
const ANSWER_BYTES_MIN: usize = 4096;
/// What one statement of the store takes.
const WEBHOOKS_BATCH_MAX: usize = 256;

pub(super) fn simulated_gateways_stay_local(settings: &Settings) -> Result<(), SettingsError> {
    if !settings.payments.simulated {
        return Ok(());
    }
    if !settings.http.bind.is_loopback() {
        return refuse(format!(
            "Simulated gateways take everybody's word for money, so they are for this machine only: set \
             payments.simulated = false, or http.bind to 127.0.0.1 instead of {}.",
            settings.http.bind
        ));
    }
    if settings.razorpay.is_set() && !settings.razorpay.base_url.is_here() {
        return refuse(
            "RAZORPAY_KEY_ID (razorpay.key_id) names an account while payments.simulated is true: set \
             payments.simulated = false, or take the key away.",
        );
    }
    Ok(())
}

pub(super) fn orders_come_to_an_end(payments: &PaymentSettings) -> Result<(), SettingsError> {
    let counts = [
        ("batch", i64::from(payments.batch)),
        ("at_once", i64::from(payments.at_once)),
        ("lease_ms", payments.lease_ms),
        ("tries_max", payments.tries_max),
        ("retry_ms", payments.retry_ms),
        ("order_s", payments.order_s),
        ("open_look_ms", payments.open_look_ms),
        ("reconcile_every_s", payments.reconcile_every_s),
        ("key_in_flight_s", payments.key_in_flight_s),
    ];
    if let Some((key, _)) = counts.iter().find(|(_, count)| *count < 1) {
        return refuse(format!("payments.{key} must be at least 1."));
    }
    let bounds = [payments.webhook_bytes_max, payments.webhooks_batch_max, payments.webhooks_waiting_max];
    if bounds.contains(&0) || payments.webhooks_batch_max > WEBHOOKS_BATCH_MAX {
        return refuse(format!(
            "payments.webhook_bytes_max, webhooks_batch_max and webhooks_waiting_max must be at least 1, and \
             payments.webhooks_batch_max at most {WEBHOOKS_BATCH_MAX}."
        ));
    }
    let ascending = payments.late_look_ms.windows(2).all(|pair| pair[0] < pair[1]);
    let positive = payments.unsure_ms.iter().chain(&payments.late_look_ms).all(|wait| *wait >= 1);
    if payments.unsure_ms.is_empty() || !ascending || !positive {
        return refuse(
            "payments.unsure_ms needs at least one wait, payments.late_look_ms has to ascend, and no wait of either may be \
             less than a millisecond.",
        );
    }
    Ok(())
}

pub(super) fn gateways_can_be_asked(razorpay: &RazorpaySettings) -> Result<(), SettingsError> {
    let is_empty = |secret: &SecretString| secret.expose_secret().is_empty();
    if razorpay.is_set() && (is_empty(&razorpay.key_secret) || is_empty(&razorpay.webhook_secret)) {
        return refuse(
            "RAZORPAY_KEY_ID needs RAZORPAY_KEY_SECRET (razorpay.key_secret) and RAZORPAY_WEBHOOK_SECRET \
             (razorpay.webhook_secret) beside it: without the last, anybody could say that an order is paid.",
        );
    }
    calls_are_bounded("razorpay", &razorpay.calls())
}

pub(super) fn production_is_secured(razorpay: &RazorpaySettings) -> Result<(), SettingsError> {
    if !razorpay.is_set() {
        return Ok(());
    }
    if !is_strong(&razorpay.key_secret, KEY_SECRET_BYTES_MIN) {
        return refuse("RAZORPAY_KEY_SECRET (razorpay.key_secret) is not the whole secret that the gateway made.");
    }
    strong("RAZORPAY_WEBHOOK_SECRET (razorpay.webhook_secret)", &razorpay.webhook_secret)?;
    if !razorpay.webhook_secret_previous.expose_secret().is_empty() {
        strong("razorpay.webhook_secret_previous", &razorpay.webhook_secret_previous)?;
    }
    Ok(())
}

fn calls_are_bounded(section: &str, calls: &CallSettings) -> Result<(), SettingsError> {
    if calls.connections_max == 0 || calls.answer_bytes_max < ANSWER_BYTES_MIN {
        return refuse(format!(
            "{section}.connections_max must be at least 1, and {section}.answer_bytes_max at least {ANSWER_BYTES_MIN}."
        ));
    }
    if calls.connect_ms == 0 || calls.connect_ms >= calls.request_ms {
        return refuse(format!(
            "{section}.connect_ms must be at least 1 and less than {section}.request_ms, which bounds the whole exchange."
        ));
    }
    if !(1..=TRIES_MAX).contains(&calls.tries_max) || calls.retry_ms == 0 || calls.retry_ms > calls.retry_ms_max {
        return refuse(format!(
            "{section}.tries_max must be between 1 and {TRIES_MAX}, and {section}.retry_ms at least 1 and at most \
             {section}.retry_ms_max."
        ));
    }
    Ok(())
}
