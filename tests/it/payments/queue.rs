//! The queue as an admin sees and steers it, and its dead letters.

use super::till::{admin, bought, dead_letter, priced, sold_by_both_engines, student};
use crate::accounts::house::{House, json, slug};
use examhall::service::payments::queue::{Control, control};
use examhall::store::{audit, jobs};
use examhall_domain::id::JobId;
use examhall_domain::time::Timestamp;
use serde_json::{Value, json as value};
use uuid::Uuid;

const QUEUE: &str = "/api/admin/payments/queue";
const LETTERS: &str = "/api/admin/payments/dead-letters";

async fn actions(house: &House) -> Vec<String> {
    let deeds = audit::list_since(house.store.read(), Timestamp(0), 1_000).await.unwrap();
    deeds.into_iter().map(|deed| deed.action).filter(|action| action.starts_with("payments.")).collect()
}

sold_by_both_engines! {
    async fn an_admin_pauses_resumes_and_widens_the_queue_for_every_instance(house: &House) {
        let admin = admin(house).await;
        let state = json(admin.get(QUEUE).await).await;
        assert_eq!((&state["paused"], &state["concurrency"], &state["waiting"]), (&value!(false), &value!(10), &value!(0)));
        assert_eq!(state["by_priority"], value!({ "high": 0, "medium": 0, "normal": 0 }));
        for _ in 0..2 {
            assert_eq!(json(admin.post(&format!("{QUEUE}/pause"), value!({})).await).await["paused"], true);
        }
        let wide = json(admin.put(&format!("{QUEUE}/concurrency"), value!({ "at_once": 50 })).await).await;
        assert_eq!((&wide["paused"], &wide["concurrency"]), (&value!(true), &value!(50)));
        let elsewhere = house.context().await;
        assert_eq!(control(&elsewhere).await.unwrap(), Control { paused: true, at_once: Some(50) });
        assert_eq!(json(admin.post(&format!("{QUEUE}/resume"), value!({})).await).await["paused"], false);
        for at_once in [0, 1_001] {
            let answer = admin.put(&format!("{QUEUE}/concurrency"), value!({ "at_once": at_once })).await;
            assert_eq!(slug(answer).await, "validation-failed");
        }
        assert_eq!(actions(house).await, ["payments.queue_paused", "payments.queue_changed", "payments.queue_resumed"]);
    }

    async fn dead_letters_are_tried_again_or_discarded(house: &House) {
        let (algebra, _) = priced(house).await;
        let (_, ada) = student(house, "ada").await;
        let admin = admin(house).await;
        let (first, second) = (bought(&house.store, ada, algebra).await, bought(&house.store, ada, algebra).await);
        let jobs_ids = [dead_letter(&house.store, first.id).await, dead_letter(&house.store, second.id).await];
        let page = json(admin.get(LETTERS).await).await;
        let letter = &page["items"][0];
        assert_eq!((&letter["job"], &letter["order"], &letter["kind"]), (&value!(jobs_ids[1]), &value!(second.id), &value!("payment")));
        assert_eq!((&letter["error"], &letter["tries"]), (&value!("the gateway is gone"), &value!(1)));
        assert_eq!(json(admin.get(QUEUE).await).await["dead"], 2);

        assert_eq!(admin.post(&format!("{LETTERS}/{}/retry", jobs_ids[0]), value!({})).await.status(), 204);
        assert_eq!(admin.post(&format!("{LETTERS}/{}/discard", jobs_ids[1]), value!({})).await.status(), 204);
        assert_eq!(json(admin.get(LETTERS).await).await["items"], value!([]));
        for job in jobs_ids.into_iter().chain([JobId(Uuid::now_v7())]) {
            for deed in ["retry", "discard"] {
                let answer = admin.post(&format!("{LETTERS}/{job}/{deed}"), value!({})).await;
                assert_eq!(slug(answer).await, "not-found", "{deed}");
            }
        }
        assert!(jobs::waits(house.store.read(), "payment").await.unwrap());
        assert_eq!(actions(house).await, ["payments.job_retried", "payments.job_discarded"]);
        let discarded = audit::list_since(house.store.read(), Timestamp(0), 1_000).await.unwrap().pop().unwrap();
        let detail: Value = serde_json::from_str(&discarded.detail).unwrap();
        assert_eq!(detail["order"], second.id.to_string());
    }
}
