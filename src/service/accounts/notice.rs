//! Mails that tell people what was done to their account, whoever did it.

use crate::service::mail::{self, Content, NewMail};
use crate::service::{Answer, Context};
use crate::store::Transaction;
use crate::store::accounts::account;
use examhall_domain::id::{AccountId, MailId};

/// Tells the owner. After the commit, [`mail::announce`].
pub(super) async fn tell(
    cx: &Context,
    transaction: &Transaction,
    owner: &account::Model,
    content: Content,
) -> Answer<()> {
    let new = NewMail { id: MailId(cx.ids.uuid()), to: AccountId(owner.id), locale: owner.locale()?, content };
    mail::write(cx, transaction, new).await
}
