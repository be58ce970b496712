//! Changes what a person is called, and in which language and zone they are spoken to.

use crate::service::accounts::api::{Caller, Me};
use crate::service::accounts::fields::{self, Faults};
use crate::service::accounts::read_me;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit};
use crate::store::accounts::account;
use crate::store::{Priority, Transaction};
use examhall_domain::accounts::Locale;
use serde_json::json;

/// The profile as it was typed.
pub struct ChangeProfile {
    pub name: String,
    pub locale: Locale,
    /// An IANA name; without one, times are shown in the zone of the device.
    pub time_zone: Option<String>,
}

/// Replaces the caller's profile and answers the account as it is then.
///
/// # Errors
/// `validation-failed` for the name or a zone that does not exist.
pub async fn change_profile(cx: &Context, caller: &Caller, command: ChangeProfile) -> Answer<Me> {
    let mut faults = Faults::default();
    let name = faults.note(fields::name(&command.name));
    let zone = faults.note(command.time_zone.as_deref().map(fields::time_zone).transpose());
    let (name, zone) = name.zip(zone).ok_or_else(|| faults.refusal())?;
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            let (account, locale) = (caller.account, command.locale.name());
            let changed = account::set_profile(transaction, account, name.as_str(), locale, zone.as_deref()).await?;
            if !changed {
                return Err(ProblemType::SessionEnded.into());
            }
            let object = audit::Object { kind: "account", id: &account };
            audit::record(cx, transaction, Some(account), "accounts.profile_changed", object, json!({})).await?;
            Answer::Ok(())
        })
        .await?;
    read_me::read_me(cx, caller).await
}
