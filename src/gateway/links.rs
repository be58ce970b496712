//! What stands in the links of mails: 32 bytes that only the server's key can make from the mail's id.
//!
//! A mail is sent after the commit that asked for it, so its link has to be made again then, and again when a try failed.
//! The store keeps the digest alone, and the mail the name of the key, so that neither of them opens anything.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use examhall_domain::accounts::LinkKind;
use examhall_domain::id::MailId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;

const PURPOSE: &[u8] = b"examhall.link.v1\0";
const KEY_NAME_BYTES: usize = 4;

/// Makes links, with the present key or the one before.
pub struct LinkKeys {
    current: Key,
    previous: Option<Key>,
}

/// What stands in a link. Debug output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken([u8; 32]);

/// A text that stands in no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this stands in no link of ours")]
pub struct NoLink;

struct Key {
    name: String,
    bytes: [u8; 32],
}

impl LinkKeys {
    /// Keys that are drawn from the secrets of sessions.
    pub fn new(secret: &str, previous: Option<&str>) -> Self {
        Self { current: Key::new(secret), previous: previous.map(Key::new) }
    }

    /// The name of the present key.
    pub fn current(&self) -> &str {
        &self.current.name
    }

    /// What stands in the link of a mail, by the key of this name; nothing when that key is gone.
    pub fn token(&self, key: &str, kind: LinkKind, mail: MailId) -> Option<LinkToken> {
        let mut keys = std::iter::once(&self.current).chain(&self.previous);
        keys.find(|known| known.name == key).map(|key| key.token(kind, mail))
    }
}

impl Key {
    /// A key is named by the start of its own digest, which says nothing of it.
    fn new(secret: &str) -> Self {
        let bytes: [u8; 32] = Sha256::new().chain_update(PURPOSE).chain_update(secret).finalize().into();
        let name = Sha256::digest(bytes).iter().take(KEY_NAME_BYTES).map(|byte| format!("{byte:02x}")).collect();
        Self { name, bytes }
    }

    fn token(&self, kind: LinkKind, mail: MailId) -> LinkToken {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.bytes) else {
            unreachable!("HMAC takes a key of any length");
        };
        let mac = mac.chain_update(mail.0.as_bytes()).chain_update(kind.name());
        LinkToken(mac.finalize().into_bytes().into())
    }
}

impl LinkToken {
    /// Reads what stands in a link.
    ///
    /// # Errors
    /// When it is not 32 bytes in base64 (RFC 4648, section 5, without padding).
    pub fn parse(text: &str) -> Result<Self, NoLink> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NoLink)?;
        bytes.try_into().map(Self).map_err(|_| NoLink)
    }

    /// What is stored of it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// The text for the link, and for nothing else.
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const MAIL: MailId = MailId(Uuid::from_u128(7));

    fn keys() -> LinkKeys {
        LinkKeys::new("a newer secret", Some("an old secret"))
    }

    #[test]
    fn the_same_mail_has_the_same_link_and_every_other_has_another() {
        let (keys, name) = (keys(), keys().current().to_owned());
        let token = |kind, mail| keys.token(&name, kind, mail).unwrap();
        let link = token(LinkKind::VerifyEmail, MAIL);
        assert_eq!(link, token(LinkKind::VerifyEmail, MAIL));
        assert_ne!(link, token(LinkKind::ResetPassword, MAIL));
        assert_ne!(link, token(LinkKind::VerifyEmail, MailId(Uuid::from_u128(8))));
        assert_eq!(LinkToken::parse(&link.expose()), Ok(link));
    }

    #[test]
    fn a_link_made_before_a_change_of_keys_is_made_again_after_it() {
        let before = LinkKeys::new("an old secret", None);
        let link = before.token(before.current(), LinkKind::VerifyEmail, MAIL);
        assert_eq!(keys().token(before.current(), LinkKind::VerifyEmail, MAIL), link);
        assert_ne!(keys().current(), before.current());
        assert_eq!(LinkKeys::new("a newer secret", None).token(before.current(), LinkKind::VerifyEmail, MAIL), None);
    }

    #[test]
    fn what_stands_in_no_link_is_refused_and_nothing_shows_in_debug_output() {
        for text in ["", "short", &"A".repeat(42), &"A".repeat(44), &format!("{}=", "A".repeat(43)), &"+".repeat(43)] {
            assert_eq!(LinkToken::parse(text), Err(NoLink), "{text}");
        }
        let link = LinkToken::parse(&"A".repeat(43)).unwrap();
        assert!(!format!("{link:?}").contains("AAA"));
    }
}
