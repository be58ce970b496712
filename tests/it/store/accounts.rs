//! People, roles, sessions and the sign-in ladder.

use super::engine::on_both_engines;
use examhall::store::accounts::{account, ladder, role, session};
use examhall::store::{Priority, Store, constraint};
use examhall_domain::accounts::{EmailAddress, Role, Roles};
use examhall_domain::id::{AccountId, SessionId};
use examhall_domain::time::Timestamp;
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_764_000_000_000_000);

pub(crate) fn person(email: &str) -> account::Model {
    account::Model {
        id: Uuid::now_v7(),
        email: email.to_owned(),
        name: "Ada".to_owned(),
        password_hash: "$argon2id$".to_owned(),
        locale: "en".to_owned(),
        disabled_at_us: None,
        email_verified_at_us: None,
        created_at_us: NOW.0,
        time_zone: None,
        erased_from_us: None,
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn sign_in(account: AccountId, at: Timestamp) -> session::Model {
    session::Model {
        id: Uuid::now_v7(),
        account_id: account.0,
        created_at_us: at.0,
        expires_at_us: at.0 + 1_000,
        ends_at_us: at.0 + 7_000,
        last_seen_at_us: at.0,
        user_agent: "test".to_owned(),
        network: "192.0.2.0/24".to_owned(),
        revoked_at_us: None,
    }
}

async fn stored_person(store: &Store, email: &str) -> AccountId {
    let person = person(email);
    let id = AccountId(person.id);
    store.in_transaction(Priority::Rest, async |tx| account::insert(tx, person.clone()).await).await.unwrap();
    id
}

on_both_engines! {
    async fn a_person_is_read_back_as_written(store: Store) {
        let ada = person("ada@example.org");
        let tx = store.begin(Priority::Rest).await.unwrap();
        account::insert(&tx, ada.clone()).await.unwrap();
        assert_eq!(account::find(store.read(), AccountId(ada.id)).await.unwrap(), None, "not yet committed");
        tx.commit().await.unwrap();
        assert_eq!(account::find(store.read(), AccountId(ada.id)).await.unwrap().as_ref(), Some(&ada));
        assert_eq!(account::find_by_email(store.read(), &address("ada@example.org")).await.unwrap(), Some(ada));
        assert_eq!(account::find_by_email(store.read(), &address("eve@example.org")).await.unwrap(), None);
    }

    async fn a_dropped_transaction_leaves_nothing_and_lets_the_next_in(store: Store) {
        let ada = person("ada@example.org");
        let tx = store.begin(Priority::Rest).await.unwrap();
        account::insert(&tx, ada.clone()).await.unwrap();
        drop(tx);
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert_eq!(account::find(&tx, AccountId(ada.id)).await.unwrap(), None);
        tx.rollback().await.unwrap();
    }

    async fn an_address_is_taken_once(store: Store) {
        stored_person(&store, "ada@example.org").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let error = account::insert(&tx, person("ada@example.org")).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::ACCOUNTS_EMAIL), "{error:?}");
        assert!(!error.to_string().contains("ada"), "no stored value reaches the error's text: {error}");
    }

    async fn a_person_is_changed_and_disabled(store: Store) {
        let ada = stored_person(&store, "ada@example.org").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(account::set_profile(&tx, ada, "Ada L.", "fr", Some("Africa/Douala")).await.unwrap());
        assert!(account::set_password_hash(&tx, ada, "$argon2id$new").await.unwrap());
        assert!(account::set_disabled(&tx, ada, Some(NOW)).await.unwrap());
        let nobody = AccountId(Uuid::now_v7());
        assert!(!account::set_profile(&tx, nobody, "", "en", None).await.unwrap());
        assert!(!account::set_password_hash(&tx, nobody, "").await.unwrap());
        assert!(!account::set_disabled(&tx, nobody, None).await.unwrap());
        tx.commit().await.unwrap();
        let stored = account::find(store.read(), ada).await.unwrap().unwrap();
        assert_eq!((stored.name.as_str(), stored.locale.as_str()), ("Ada L.", "fr"));
        assert_eq!(stored.time_zone.as_deref(), Some("Africa/Douala"));
        assert_eq!((stored.password_hash.as_str(), stored.disabled_at_us), ("$argon2id$new", Some(NOW.0)));
    }

    async fn roles_are_granted_once_and_revoked(store: Store) {
        let ada = stored_person(&store, "ada@example.org").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        for role in [Role::Student, Role::Author, Role::Student] {
            role::grant(&tx, ada, role).await.unwrap();
        }
        assert_eq!(role::of_account(&tx, ada).await.unwrap(), Roles::from(Role::Author).with(Role::Student));
        assert!(role::is_held(&tx, Role::Author).await.unwrap());
        assert!(!role::is_held(&tx, Role::Admin).await.unwrap());
        assert!(role::revoke(&tx, ada, Role::Author).await.unwrap());
        assert!(!role::revoke(&tx, ada, Role::Author).await.unwrap());
    }

    async fn a_session_is_found_with_its_person_until_revoked(store: Store) {
        let ada = stored_person(&store, "ada@example.org").await;
        let row = sign_in(ada, NOW);
        let id = SessionId(row.id);
        let tx = store.begin(Priority::Rest).await.unwrap();
        session::insert(&tx, row.clone()).await.unwrap();
        assert_eq!(session::find_signed_in(&tx, id).await.unwrap().unwrap().roles().unwrap(), Roles::NONE);
        role::grant(&tx, ada, Role::Student).await.unwrap();
        role::grant(&tx, ada, Role::Proctor).await.unwrap();
        let found = session::find_signed_in(&tx, id).await.unwrap().unwrap();
        assert_eq!(found.roles().unwrap(), Roles::from(Role::Student).with(Role::Proctor));
        assert_eq!((found.account_id, found.expires_at_us), (ada.0, row.expires_at_us));
        assert!(session::touch(&tx, id, Timestamp(NOW.0 + 5), Timestamp(NOW.0 + 2_000)).await.unwrap());
        assert_eq!(session::find(&tx, id).await.unwrap().unwrap().expires_at_us, NOW.0 + 2_000);
        assert!(session::revoke(&tx, ada, id, NOW).await.unwrap());
        assert!(!session::revoke(&tx, ada, id, NOW).await.unwrap(), "it had ended before");
        assert!(!session::touch(&tx, id, NOW, NOW).await.unwrap(), "a revoked session does not slide on");
        assert_eq!(session::find_signed_in(&tx, id).await.unwrap(), None);
    }

    async fn a_disabled_person_is_signed_in_nowhere(store: Store) {
        let ada = stored_person(&store, "ada@example.org").await;
        let row = sign_in(ada, NOW);
        let tx = store.begin(Priority::Rest).await.unwrap();
        session::insert(&tx, row.clone()).await.unwrap();
        account::set_disabled(&tx, ada, Some(NOW)).await.unwrap();
        assert_eq!(session::find_signed_in(&tx, SessionId(row.id)).await.unwrap(), None);
    }

    async fn only_ones_own_sessions_are_listed_and_ended(store: Store) {
        let ada = stored_person(&store, "ada@example.org").await;
        let eve = stored_person(&store, "eve@example.org").await;
        let rows = [sign_in(ada, NOW), sign_in(ada, Timestamp(NOW.0 + 10)), sign_in(eve, NOW)];
        let expired = sign_in(ada, Timestamp(NOW.0 - 1_000_000));
        let tx = store.begin(Priority::Rest).await.unwrap();
        for row in rows.iter().chain([&expired]) {
            session::insert(&tx, row.clone()).await.unwrap();
        }
        let listed = session::list_live(&tx, ada, NOW).await.unwrap();
        assert_eq!(listed, [rows[1].clone(), rows[0].clone()]);
        assert!(!session::revoke(&tx, eve, SessionId(rows[0].id), NOW).await.unwrap(), "not hers");
        let mut ended = session::revoke_all(&tx, ada, NOW).await.unwrap();
        ended.sort();
        let mut own = [rows[0].id, rows[1].id, expired.id].map(SessionId);
        own.sort();
        assert_eq!(ended, own);
        assert_eq!(session::list_live(&tx, ada, NOW).await.unwrap(), []);
        assert_eq!(session::list_live(&tx, eve, NOW).await.unwrap().len(), 1);
        assert_eq!(session::sweep(&tx, NOW, 10).await.unwrap(), 1);
        assert_eq!(session::find(&tx, SessionId(expired.id)).await.unwrap(), None);
    }

    async fn the_ladder_keeps_one_rung_per_subject_and_network(store: Store) {
        let subject = [7; 32];
        let rung = ladder::Model {
            subject: subject.to_vec(),
            network: "192.0.2.0/24".to_owned(),
            failures: 1,
            last_failure_at_us: NOW.0,
            locked_until_us: None,
        };
        let higher = ladder::Model { failures: 5, locked_until_us: Some(NOW.0 + 60), ..rung.clone() };
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert_eq!(ladder::find_for_update(&tx, &subject, &rung.network).await.unwrap(), None);
        ladder::put(&tx, rung.clone()).await.unwrap();
        ladder::put(&tx, higher.clone()).await.unwrap();
        assert_eq!(ladder::find_for_update(&tx, &subject, &rung.network).await.unwrap(), Some(higher));
        assert_eq!(ladder::find(&tx, &subject, "198.51.100.0/24").await.unwrap(), None);
        ladder::clear(&tx, &subject, &rung.network).await.unwrap();
        assert_eq!(ladder::find(&tx, &subject, &rung.network).await.unwrap(), None);
        ladder::put(&tx, rung.clone()).await.unwrap();
        assert_eq!(ladder::sweep(&tx, NOW).await.unwrap(), 0);
        assert_eq!(ladder::sweep(&tx, Timestamp(NOW.0 + 1)).await.unwrap(), 1);
    }
}
