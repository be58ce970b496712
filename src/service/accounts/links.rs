//! Links that are sent by mail: made, and taken back by who followed one.

use crate::gateway::links::LinkToken;
use crate::service::mail::{self, Content, NewMail};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::accounts::{account, link};
use crate::store::{Transaction, mail as mails};
use examhall_domain::accounts::LinkKind;
use examhall_domain::accounts::link::{DAY, PER_DAY_MAX, may_send};
use examhall_domain::id::{AccountId, MailId};
use examhall_domain::time::Timestamp;

/// Whether the account may be sent one more link of this kind: `Err` says from when on. The account's row is held by the
/// caller, so that of many who ask at once one is let through.
pub(super) async fn may_be_sent(
    cx: &Context,
    transaction: &Transaction,
    account: AccountId,
    kind: LinkKind,
) -> Answer<Result<(), Timestamp>> {
    let now = cx.clock.now();
    let limit = PER_DAY_MAX as u64;
    let sent = mails::written_since(transaction, account, kind.mail(), now - DAY, limit).await?;
    Ok(may_send(&sent, now))
}

/// Writes the mail with a new link; the older one of the same kind is void from then on. After the commit,
/// [`mail::announce`].
pub(super) async fn send(
    cx: &Context,
    transaction: &Transaction,
    account: &account::Model,
    kind: LinkKind,
) -> Answer<()> {
    let (id, to) = (MailId(cx.ids.uuid()), AccountId(account.id));
    let until = cx.clock.now() + cx.settings.accounts.link_life(kind);
    let Some(token) = cx.links.token(cx.links.current(), kind, id) else {
        unreachable!("the present key is always at hand");
    };
    let row = link::Model {
        account_id: account.id,
        kind: kind.name().to_owned(),
        digest: token.digest().to_vec(),
        expires_at_us: until.0,
    };
    link::put(transaction, row).await?;
    let locale = account.locale()?;
    mail::write(cx, transaction, NewMail { id, to, locale, content: Content::Link { kind, until } }).await
}

/// What somebody says stands in their link.
///
/// # Errors
/// `link-invalid` for what stands in none.
pub(super) fn parse(text: &str) -> Result<LinkToken, ProblemType> {
    LinkToken::parse(text).map_err(|_| ProblemType::LinkInvalid)
}

/// Uses a link up and says whose it is. Of several who use it at once one gets the account.
///
/// # Errors
/// `link-invalid` when it was used, replaced, is too old or good for something else, or its person is disabled.
pub(super) async fn redeem(
    cx: &Context,
    transaction: &Transaction,
    token: &LinkToken,
    kind: LinkKind,
) -> Answer<account::Model> {
    let row = link::find_for_update(transaction, &token.digest()).await?.ok_or(ProblemType::LinkInvalid)?;
    row.link()?.check(kind, cx.clock.now()).map_err(|_| ProblemType::LinkInvalid)?;
    let account = AccountId(row.account_id);
    link::void(transaction, account, kind).await?;
    let found = account::find_for_update(transaction, account).await?;
    let found = found.filter(|account| account.disabled_at_us.is_none());
    Ok(found.ok_or(ProblemType::LinkInvalid)?)
}
