//! Mails, the links in them, and what a proof of the address changes.

use super::accounts::person;
use super::engine::on_both_engines;
use super::fixtures::{NOW, at};
use examhall::store::accounts::{account, link, session};
use examhall::store::{Priority, Store, StoreError, constraint, mail};
use examhall_domain::accounts::{Link, LinkKind};
use examhall_domain::id::{AccountId, MailId, SessionId};
use examhall_domain::mail::MailKind;
use uuid::Uuid;

async fn ada(store: &Store) -> AccountId {
    let ada = person("ada@example.org");
    let id = AccountId(ada.id);
    store.in_transaction(Priority::Rest, async |tx| account::insert(tx, ada.clone()).await).await.unwrap();
    id
}

fn a_link(account: AccountId, kind: LinkKind, digest: u8) -> link::Model {
    link::Model {
        account_id: account.0,
        kind: kind.name().to_owned(),
        digest: vec![digest; 32],
        expires_at_us: at(60).0,
    }
}

fn a_mail(account: AccountId, kind: MailKind, seconds: i64) -> mail::Model {
    mail::Model {
        id: Uuid::now_v7(),
        account_id: account.0,
        kind: kind.name().to_owned(),
        locale: "fr".to_owned(),
        arguments: "{\"time\":1}".to_owned(),
        created_at_us: at(seconds).0,
        sent_at_us: None,
    }
}

on_both_engines! {
    async fn a_newer_link_takes_the_place_of_the_older_one_of_its_kind(store: Store) {
        let ada = ada(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        link::put(&tx, a_link(ada, LinkKind::VerifyEmail, 1)).await.unwrap();
        link::put(&tx, a_link(ada, LinkKind::ResetPassword, 2)).await.unwrap();
        link::put(&tx, a_link(ada, LinkKind::VerifyEmail, 3)).await.unwrap();
        assert_eq!(link::find(&tx, &[1; 32]).await.unwrap(), None);
        let found = link::find_for_update(&tx, &[3; 32]).await.unwrap().unwrap();
        assert_eq!(found.link().unwrap(), Link { kind: LinkKind::VerifyEmail, expires_at: at(60) });
        link::void(&tx, ada, LinkKind::VerifyEmail).await.unwrap();
        assert_eq!(link::find(&tx, &[3; 32]).await.unwrap(), None);
        assert!(link::find(&tx, &[2; 32]).await.unwrap().is_some());
        assert_eq!(link::sweep(&tx, at(60)).await.unwrap(), 0);
        assert_eq!(link::sweep(&tx, at(61)).await.unwrap(), 1);
    }

    async fn a_digest_belongs_to_one_link(store: Store) {
        let ada = ada(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        link::put(&tx, a_link(ada, LinkKind::VerifyEmail, 1)).await.unwrap();
        let twice = link::put(&tx, a_link(ada, LinkKind::ResetPassword, 1)).await.unwrap_err();
        assert_eq!(twice.conflict(), Some(constraint::ACCOUNT_LINKS_DIGEST));
    }

    async fn a_mail_is_noted_as_sent_once_and_forgotten_by_age(store: Store) {
        let ada = ada(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let first = a_mail(ada, MailKind::VerifyEmail, 1);
        mail::insert(&tx, first.clone()).await.unwrap();
        mail::insert(&tx, a_mail(ada, MailKind::VerifyEmail, 5)).await.unwrap();
        mail::insert(&tx, a_mail(ada, MailKind::PasswordChanged, 6)).await.unwrap();
        let again = async |since, limit| mail::written_since(&tx, ada, MailKind::VerifyEmail, at(since), limit).await.unwrap();
        assert_eq!(again(0, 9).await, [at(5), at(1)]);
        assert_eq!(again(1, 9).await, [at(5)]);
        assert_eq!(again(0, 1).await, [at(5)]);
        let id = MailId(first.id);
        assert!(mail::mark_sent(&tx, id, at(7)).await.unwrap());
        assert!(!mail::mark_sent(&tx, id, at(8)).await.unwrap());
        let found = mail::find(&tx, id).await.unwrap().unwrap();
        assert_eq!(found, mail::Model { sent_at_us: Some(at(7).0), ..first });
        assert_eq!(mail::sweep(&tx, at(6), 1).await.unwrap(), 1);
        assert_eq!(mail::sweep(&tx, at(6), 9).await.unwrap(), 1);
        assert_eq!(mail::sweep(&tx, at(6), 9).await.unwrap(), 0);
    }

    async fn an_address_is_shown_to_be_right_once(store: Store) {
        let ada = ada(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(account::set_email_verified(&tx, ada, at(1)).await.unwrap());
        assert!(!account::set_email_verified(&tx, ada, at(2)).await.unwrap());
        let found = account::find_for_update(&tx, ada).await.unwrap().unwrap();
        assert_eq!(found.email_verified_at_us, Some(at(1).0));
    }

    async fn who_signs_in_and_who_changes_the_password_wait_for_each_other(store: Store) {
        let ada = ada(&store).await;
        let signing_in = store.begin(Priority::Rest).await.unwrap();
        assert!(account::has_password_hash(&signing_in, ada, "$argon2id$").await.unwrap());
        let change = async {
            let tx = store.begin(Priority::Rest).await.unwrap();
            account::set_password_hash(&tx, ada, "new").await.unwrap();
            let ended = session::revoke_all(&tx, ada, at(9)).await.unwrap();
            tx.commit().await.unwrap();
            ended
        };
        let sign_in = async {
            let session = SessionId(Uuid::now_v7());
            session::insert(&signing_in, opened(ada, session)).await.unwrap();
            signing_in.commit().await.unwrap();
            session
        };
        let (ended, session) = tokio::join!(change, sign_in);
        assert_eq!(ended, [session], "a session by the old password does not outlive it");
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(!account::has_password_hash(&tx, ada, "$argon2id$").await.unwrap());
    }

    async fn all_sessions_but_one_end(store: Store) {
        let ada = ada(&store).await;
        let [kept, other] = [SessionId(Uuid::now_v7()), SessionId(Uuid::now_v7())];
        let tx = store.begin(Priority::Rest).await.unwrap();
        for id in [kept, other] {
            session::insert(&tx, opened(ada, id)).await.unwrap();
        }
        assert_eq!(session::revoke_others(&tx, ada, kept, at(1)).await.unwrap(), [other]);
        assert_eq!(session::revoke_others(&tx, ada, kept, at(2)).await.unwrap(), []);
        assert_eq!(session::revoke_all(&tx, ada, at(3)).await.unwrap(), [kept]);
    }

    async fn a_mail_needs_somebody_to_go_to(store: Store) {
        let tx = store.begin(Priority::Rest).await.unwrap();
        let nobody = mail::insert(&tx, a_mail(AccountId(Uuid::now_v7()), MailKind::VerifyEmail, 1)).await;
        assert!(nobody.is_err_and(|error| !matches!(error, StoreError::Retryable(_))));
    }
}

fn opened(account: AccountId, session: SessionId) -> session::Model {
    session::Model {
        id: session.0,
        account_id: account.0,
        created_at_us: NOW.0,
        expires_at_us: at(1_000).0,
        ends_at_us: at(7_000).0,
        last_seen_at_us: NOW.0,
        user_agent: "test".to_owned(),
        network: "192.0.2.0/24".to_owned(),
        revoked_at_us: None,
    }
}
