//! Puts a mail together from its row: the recipient's address, texts in their language, times in their zone, and the link.

use super::Arguments;
use crate::gateway::mail::Letter;
use crate::gateway::zones;
use crate::service::accounts::api;
use crate::service::{Answer, Context, texts};
use crate::store::mail::Model;
use crate::store::{StoreError, json};
use examhall_domain::accounts::{LinkKind, Locale};
use examhall_domain::id::{AccountId, MailId};
use examhall_domain::mail::MailKind;
use examhall_domain::time::Timestamp;

/// Why there is nothing to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsendable {
    #[error("the recipient cannot sign in any more")]
    NoRecipient,
    #[error("the link in it has ceased to work")]
    TooLate,
    #[error("the key that its link was made with is gone")]
    KeyGone,
}

/// The mail as it goes out.
pub(super) async fn compose(cx: &Context, row: &Model) -> Answer<Result<Letter, Unsendable>> {
    let kind: MailKind = row.kind.parse().map_err(|why| StoreError::corrupt("mails.kind", &why))?;
    let locale: Locale = row.locale.parse().map_err(|why| StoreError::corrupt("mails.locale", &why))?;
    let arguments: Arguments = json::decode("mails.arguments", &row.arguments)?;
    let Some(recipient) = api::recipient(cx, AccountId(row.account_id)).await? else {
        return Ok(Err(Unsendable::NoRecipient));
    };
    let id = MailId(row.id);
    let link = match link(cx, id, kind, &arguments) {
        Ok(link) => link,
        Err(why) => return Ok(Err(why)),
    };
    let time = zones::minute(arguments.time, recipient.time_zone.as_deref());
    let args = [("link", link), ("time", time), ("site", cx.settings.http.origin())];
    let text = |part: &str| texts::text(locale, &format!("mail.{kind}.{part}"), &args);
    let (subject, body) = (text("subject"), text("body"));
    Ok(Ok(Letter { id, to: recipient.address, subject, body, written_at: Timestamp(row.created_at_us) }))
}

/// The link that a mail of this kind brings; empty for one without.
fn link(cx: &Context, mail: MailId, kind: MailKind, arguments: &Arguments) -> Result<String, Unsendable> {
    let Some(kind) = LinkKind::in_mail(kind) else { return Ok(String::new()) };
    if cx.clock.now() >= arguments.time {
        return Err(Unsendable::TooLate);
    }
    let token = arguments.key.as_deref().and_then(|key| cx.links.token(key, kind, mail));
    let token = token.ok_or(Unsendable::KeyGone)?;
    Ok(format!("{}{}?token={}", cx.settings.http.origin(), page(kind), token.expose()))
}

/// The page that a link leads to.
const fn page(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::VerifyEmail => "/verify",
        LinkKind::ResetPassword => "/reset",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_has_its_texts_in_every_language() {
        for locale in Locale::ALL {
            for kind in MailKind::ALL {
                for part in ["subject", "body"] {
                    let key = format!("mail.{kind}.{part}");
                    assert_ne!(texts::text(locale, &key, &[]), key, "{locale}");
                }
                let body = texts::text(locale, &format!("mail.{kind}.body"), &[]);
                assert_eq!(body.contains("{link}"), LinkKind::in_mail(kind).is_some(), "{locale} {kind}");
                assert!(body.contains("{time}") && body.ends_with('\n'), "{locale} {kind}");
            }
        }
    }
}
