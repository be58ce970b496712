//! Everything that is kept about a person, in one file for themselves.

use crate::service::accounts::api::proof::Proof;
use crate::service::accounts::api::{Caller, PersonalFile, Records};
use crate::service::accounts::prove::Try;
use crate::service::accounts::second_factor::read;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit};
use crate::store::accounts::{account, role, session};
use crate::store::{StoreError, Transaction, json, mail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_domain::accounts::{Network, Roles};
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
struct Account {
    id: AccountId,
    email: String,
    email_verified_at: Option<Instant>,
    name: String,
    locale: String,
    time_zone: Option<String>,
    roles: Roles,
    created_at: Instant,
    erased_from: Option<Instant>,
}

#[derive(Serialize)]
struct Picture {
    media_type: String,
    /// In base64.
    bytes: String,
}

#[derive(Serialize)]
struct Session {
    created_at: Instant,
    last_seen_at: Instant,
    expires_at: Instant,
    ended_at: Option<Instant>,
    user_agent: String,
    network: String,
}

#[derive(Serialize)]
struct Mail {
    kind: String,
    written_at: Instant,
    sent_at: Option<Instant>,
}

/// An entry of the audit log. Who did what somebody else did to the account is their matter.
#[derive(Serialize)]
struct Deed {
    at: Instant,
    by_yourself: bool,
    action: String,
    object_kind: String,
    object_id: String,
    detail: Box<RawValue>,
}

/// Puts the caller's file together, once the password was given again, and a code where there is a second factor.
///
/// # Errors
/// Those of the proof, and of the store.
pub async fn export_data(
    cx: &Context,
    records: &Records,
    caller: &Caller,
    network: Network,
    proof: &Proof,
) -> Answer<String> {
    let attempt = Try::prepare(cx, caller.account, network, proof).await?;
    attempt
        .settle(cx, async |transaction: &Transaction, _proven| {
            let object = audit::Object { kind: "account", id: &caller.account };
            let (actor, detail) = (Some(caller.account), serde_json::json!({}));
            Ok(audit::record(cx, transaction, actor, "accounts.data_exported", object, detail).await?)
        })
        .await?;
    let mut file = PersonalFile::new(cx.settings.accounts.export_rows_max);
    file.write("made_at", &Instant(cx.clock.now()))?;
    file.write("site", &cx.settings.http.origin())?;
    own(cx, caller, &mut file).await?;
    for slice in records.iter() {
        slice.export(cx, caller, &mut file).await?;
    }
    Ok(file.finish()?)
}

/// What accounts keeps itself.
async fn own(cx: &Context, caller: &Caller, file: &mut PersonalFile) -> Answer<()> {
    let (store, id, limit) = (cx.store.read(), caller.account, file.looked_for());
    let row = account::find(store, id).await?.ok_or(ProblemType::SessionEnded)?;
    file.write("account", &told(row, role::of_account(store, id).await?))?;
    let picture = crate::service::accounts::api::picture_of(cx, id).await?;
    let picture =
        picture.map(|found| Picture { media_type: found.media_type, bytes: BASE64_STANDARD.encode(found.bytes) });
    file.write("picture", &picture)?;
    file.write("second_factor", &read::read(cx, caller).await?)?;
    let sessions = session::list(store, id, limit).await?;
    file.tell("sessions", sessions.into_iter().map(session_told).collect())?;
    let mails = mail::list_of_account(store, id, limit).await?;
    file.tell("mails", mails.into_iter().map(mail_told).collect())?;
    let deeds = crate::store::audit::list_about(store, id, limit).await?;
    let deeds: Result<Vec<Deed>, StoreError> = deeds.into_iter().map(|row| deed_told(row, id)).collect();
    Ok(file.tell("deeds", deeds?)?)
}

fn told(row: account::Model, roles: Roles) -> Account {
    Account {
        id: AccountId(row.id),
        email: row.email,
        email_verified_at: instant(row.email_verified_at_us),
        name: row.name,
        locale: row.locale,
        time_zone: row.time_zone,
        roles,
        created_at: Timestamp(row.created_at_us).into(),
        erased_from: instant(row.erased_from_us),
    }
}

fn session_told(row: session::Model) -> Session {
    Session {
        created_at: Timestamp(row.created_at_us).into(),
        last_seen_at: Timestamp(row.last_seen_at_us).into(),
        expires_at: Timestamp(row.expires_at_us).into(),
        ended_at: instant(row.revoked_at_us),
        user_agent: row.user_agent,
        network: row.network,
    }
}

fn mail_told(row: mail::Model) -> Mail {
    Mail { kind: row.kind, written_at: Timestamp(row.created_at_us).into(), sent_at: instant(row.sent_at_us) }
}

fn deed_told(row: crate::store::audit::Model, account: AccountId) -> Result<Deed, StoreError> {
    Ok(Deed {
        at: Timestamp(row.at_us).into(),
        by_yourself: row.actor_id == Some(account.0),
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id,
        detail: json::decode("audit_log.detail", &row.detail)?,
    })
}

fn instant(at_us: Option<i64>) -> Option<Instant> {
    at_us.map(|at| Timestamp(at).into())
}
