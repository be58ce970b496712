//! Pictures, second factors, recovery codes, and accounts that are to be erased.

use super::accounts::person;
use super::engine::on_both_engines;
use examhall::store::accounts::account::{self, Pseudonym};
use examhall::store::accounts::{picture, recovery_code, role, second_factor, session};
use examhall::store::{Priority, Store, mail};
use examhall_domain::accounts::{RecoveryCode, Role, Step};
use examhall_domain::id::AccountId;
use examhall_domain::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp(1_764_000_000_000_000);

async fn stored(store: &Store, name: &str) -> AccountId {
    let row = person(&format!("{name}@example.org"));
    let id = AccountId(row.id);
    store.in_transaction(Priority::Rest, async |tx| account::insert(tx, row.clone()).await).await.unwrap();
    id
}

fn portrait(account: AccountId, byte: u8) -> picture::Model {
    let media_type = "image/png".to_owned();
    picture::Model { account_id: account.0, media_type, bytes: vec![byte; 300], digest: vec![byte; 32] }
}

fn offered(account: AccountId) -> second_factor::Model {
    second_factor::Model {
        account_id: account.0,
        key: "key".to_owned(),
        nonce: vec![1; 12],
        sealed: vec![2; 36],
        last_step: None,
        begun_at_us: NOW.0,
        confirmed_at_us: None,
    }
}

on_both_engines! {
    async fn a_person_has_one_picture(store: Store) {
        let (ada, eve) = (stored(&store, "ada").await, stored(&store, "eve").await);
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert_eq!(picture::find(&tx, ada).await.unwrap(), None);
        for byte in [1, 2] {
            picture::put(&tx, portrait(ada, byte)).await.unwrap();
            assert_eq!(picture::find(&tx, ada).await.unwrap(), Some(portrait(ada, byte)));
        }
        assert_eq!(picture::find(&tx, eve).await.unwrap(), None);
        assert_eq!(picture::name(&[0xab; 32]), "abababababababab");
        assert!(picture::remove(&tx, ada).await.unwrap());
        assert!(!picture::remove(&tx, ada).await.unwrap());
    }

    async fn a_factor_is_offered_then_counts_then_goes(store: Store) {
        let ada = stored(&store, "ada").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(!second_factor::confirm(&tx, ada, NOW).await.unwrap(), "none was offered");
        second_factor::put(&tx, offered(ada)).await.unwrap();
        let newer = second_factor::Model { sealed: vec![3; 36], ..offered(ada) };
        second_factor::put(&tx, newer.clone()).await.unwrap();
        assert_eq!(second_factor::find(&tx, ada).await.unwrap().as_ref(), Some(&newer));
        assert_eq!(newer.nonce().unwrap(), [1; 12]);
        assert!(second_factor::Model { nonce: vec![1], ..newer.clone() }.nonce().is_err());
        second_factor::set_last_step(&tx, ada, Step(7)).await.unwrap();
        assert!(second_factor::confirm(&tx, ada, NOW).await.unwrap());
        assert!(!second_factor::confirm(&tx, ada, NOW).await.unwrap(), "it counts already");
        let counts = second_factor::find_for_update(&tx, ada).await.unwrap().unwrap();
        assert_eq!((counts.last_step, counts.confirmed_at_us), (Some(7), Some(NOW.0)));
        assert!(second_factor::remove(&tx, ada).await.unwrap());
        assert!(!second_factor::remove(&tx, ada).await.unwrap());
    }

    async fn a_recovery_code_is_used_up_by_its_owner_once(store: Store) {
        let (ada, eve) = (stored(&store, "ada").await, stored(&store, "eve").await);
        let codes = [1, 2, 3].map(|byte| RecoveryCode::new([byte; 10]));
        let tx = store.begin(Priority::Rest).await.unwrap();
        recovery_code::replace(&tx, ada, &codes).await.unwrap();
        recovery_code::replace(&tx, eve, &codes[..1]).await.unwrap();
        assert!(!recovery_code::use_up(&tx, eve, &codes[1]).await.unwrap(), "not hers");
        assert!(recovery_code::use_up(&tx, ada, &codes[0]).await.unwrap());
        assert!(!recovery_code::use_up(&tx, ada, &codes[0]).await.unwrap());
        let left = async |account| recovery_code::count(&tx, account).await.unwrap();
        assert_eq!((left(ada).await, left(eve).await), (2, 1));
        recovery_code::replace(&tx, ada, &[]).await.unwrap();
        assert_eq!((left(ada).await, left(eve).await), (0, 1));
    }

    async fn accounts_wait_for_their_day_in_order(store: Store) {
        let (ada, eve, bob) = (stored(&store, "ada").await, stored(&store, "eve").await, stored(&store, "bob").await);
        let tx = store.begin(Priority::Rest).await.unwrap();
        let later = NOW + Span::from_secs(1);
        assert!(account::set_erased_from(&tx, ada, Some(NOW)).await.unwrap());
        assert!(!account::set_erased_from(&tx, ada, Some(later)).await.unwrap(), "the first day stands");
        assert!(account::set_erased_from(&tx, eve, Some(NOW - Span(1))).await.unwrap());
        assert!(account::set_erased_from(&tx, bob, Some(later)).await.unwrap());
        assert_eq!(account::list_due_to_erase(&tx, NOW, 10).await.unwrap(), [eve, ada]);
        assert_eq!(account::list_due_to_erase(&tx, NOW, 1).await.unwrap(), [eve]);
        assert!(account::set_erased_from(&tx, eve, None).await.unwrap());
        assert!(!account::set_erased_from(&tx, eve, None).await.unwrap());
        assert_eq!(account::list_due_to_erase(&tx, NOW, 10).await.unwrap(), [ada]);
    }

    async fn an_erased_account_keeps_its_id_alone(store: Store) {
        let ada = stored(&store, "ada").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        account::set_profile(&tx, ada, "Ada", "fr", Some("Africa/Douala")).await.unwrap();
        account::set_erased_from(&tx, ada, Some(NOW)).await.unwrap();
        let pseudonym = Pseudonym { email: "x@erased.invalid".to_owned(), name: "#x".to_owned() };
        account::erase(&tx, ada, &pseudonym, NOW).await.unwrap();
        let left = account::find(&tx, ada).await.unwrap().unwrap();
        assert_eq!((left.email.as_str(), left.name.as_str(), left.password_hash.as_str()), ("x@erased.invalid", "#x", ""));
        assert_eq!((left.time_zone, left.erased_from_us, left.disabled_at_us), (None, None, Some(NOW.0)));
        session::remove_all(&tx, ada).await.unwrap();
        mail::remove_all(&tx, ada).await.unwrap();
        assert_eq!(session::list(&tx, ada, 10).await.unwrap(), []);
        assert_eq!(mail::list_of_account(&tx, ada, 10).await.unwrap(), []);
    }

    async fn who_else_has_a_role_counts_only_while_they_stay(store: Store) {
        let (ada, eve) = (stored(&store, "ada").await, stored(&store, "eve").await);
        let tx = store.begin(Priority::Rest).await.unwrap();
        role::grant(&tx, ada, Role::Admin).await.unwrap();
        let another = async || role::is_held_by_another(&tx, Role::Admin, ada).await.unwrap();
        assert!(!another().await);
        role::grant(&tx, eve, Role::Admin).await.unwrap();
        assert!(another().await);
        account::set_disabled(&tx, eve, Some(NOW)).await.unwrap();
        assert!(!another().await, "she cannot sign in");
        account::set_disabled(&tx, eve, None).await.unwrap();
        account::set_erased_from(&tx, eve, Some(NOW)).await.unwrap();
        assert!(!another().await, "she leaves");
        account::set_erased_from(&tx, eve, None).await.unwrap();
        role::revoke_all(&tx, eve).await.unwrap();
        assert!(!another().await);
    }
}
