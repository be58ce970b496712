//! Answers that people mark: each is given to one marker at a time, and no mark is lost.

use super::engine::on_both_engines;
use super::fixtures::{Institute, NOW, at, person};
use examhall::store::exams::rubric;
use examhall::store::jobs::{self, Lease};
use examhall::store::rooms::marking_task::{self, Marker, Wanted};
use examhall::store::rooms::{hand_mark, result, result_row};
use examhall::store::{Priority, Store, constraint};
use examhall_domain::id::{AccountId, AttemptId, MarkingTaskId, QuestionId};
use std::collections::BTreeSet;
use uuid::Uuid;

fn task(institute: &Institute, attempt: AttemptId, place: i64) -> marking_task::Model {
    marking_task::Model {
        id: Uuid::now_v7(),
        attempt_id: attempt.0,
        question_id: institute.question.0,
        sitting_id: institute.sitting.0,
        place,
        version: 0,
        held_by: None,
        held_until_us: None,
    }
}

fn mark(task: &marking_task::Model, marker: AccountId, seq: i64) -> hand_mark::Model {
    hand_mark::Model { task_id: task.id, seq, at_us: NOW.0, marked_by: marker.0, body: format!("{{\"{seq}\":1}}") }
}

fn row(attempt: AttemptId, provisional: bool) -> result::Model {
    result::Model { attempt_id: attempt.0, score: 1, max: 2, provisional, marked_at_us: NOW.0, detail: "{}".to_owned() }
}

/// An institute where so many answers wait, in the order of their places.
async fn waiting(store: &Store, count: usize) -> (Institute, Vec<marking_task::Model>) {
    let institute = Institute::found(store).await;
    let crowd = institute.crowd(store, count).await;
    let places = (0..).map(|number: i64| (number * 7) % 10);
    let mut tasks: Vec<_> = crowd.iter().zip(places).map(|(one, place)| task(&institute, one.attempt, place)).collect();
    let tx = store.begin(Priority::Jobs).await.unwrap();
    for task in &tasks {
        marking_task::add(&tx, task.clone()).await.unwrap();
        marking_task::add(&tx, marking_task::Model { id: Uuid::now_v7(), ..task.clone() }).await.unwrap();
    }
    tx.commit().await.unwrap();
    tasks.sort_by_key(|task| (task.place, task.id));
    (institute, tasks)
}

fn marker(institute: &Institute, account: AccountId) -> Marker {
    Marker { sitting: institute.sitting, question: institute.question, account }
}

async fn take(store: &Store, marker: Marker, second: i64) -> Option<Uuid> {
    let tx = store.begin(Priority::Rest).await.unwrap();
    let taken = marking_task::take(&tx, marker, Wanted::Unmarked, None, at(second), at(second + 60)).await.unwrap();
    tx.commit().await.unwrap();
    taken.map(|task| task.id)
}

on_both_engines! {
    async fn an_answer_waits_once_and_comes_in_the_order_of_its_place(store: Store) {
        let (institute, tasks) = waiting(&store, 5).await;
        let marker = marker(&institute, institute.author);
        let tx = store.begin(Priority::Rest).await.unwrap();
        let mut after: Option<marking_task::Model> = None;
        for expected in &tasks {
            let next = marking_task::take(&tx, marker, Wanted::All, after.as_ref(), NOW, at(1)).await.unwrap().unwrap();
            assert_eq!((next.id, next.held_by, next.held_until_us), (expected.id, Some(institute.author.0), Some(at(1).0)));
            after = Some(next);
        }
        assert_eq!(marking_task::take(&tx, marker, Wanted::All, after.as_ref(), NOW, at(1)).await.unwrap(), None);
        let progress = marking_task::progress(&tx, institute.sitting).await.unwrap();
        assert_eq!((progress.len(), progress[0].total, progress[0].marked), (1, 5, 0));
    }

    async fn what_one_holds_another_gets_only_after_its_time(store: Store) {
        let (institute, tasks) = waiting(&store, 2).await;
        let one = marker(&institute, institute.author);
        let other = marker(&institute, person(&store, "other").await);
        assert_eq!(take(&store, one, 0).await, Some(tasks[0].id));
        assert_eq!(take(&store, other, 0).await, Some(tasks[1].id));
        let third = marker(&institute, person(&store, "third").await);
        assert_eq!(take(&store, third, 59).await, None);
        assert_eq!(take(&store, third, 60).await, Some(tasks[0].id));
        let row = marking_task::find(store.read(), MarkingTaskId(tasks[0].id)).await.unwrap().unwrap();
        assert!(row.is_held_from(one.account, at(119)) && !row.is_held_from(third.account, at(119)));
        assert!(!row.is_held_from(one.account, at(120)));
        let tx = store.begin(Priority::Rest).await.unwrap();
        marking_task::let_go(&tx, other).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(take(&store, one, 61).await, Some(tasks[1].id));
    }

    async fn markers_at_the_same_moment_get_different_answers(store: Store) {
        let (institute, _) = waiting(&store, 4).await;
        let mut markers = Vec::new();
        for name in ["a", "b", "c", "d"] {
            markers.push(marker(&institute, person(&store, name).await));
        }
        let taken = tokio::join!(
            take(&store, markers[0], 0), take(&store, markers[1], 0), take(&store, markers[2], 0), take(&store, markers[3], 0),
        );
        let taken: BTreeSet<Option<Uuid>> = [taken.0, taken.1, taken.2, taken.3].into();
        assert_eq!(taken.len(), 4);
        assert!(!taken.contains(&None));
    }

    async fn marks_are_appended_and_the_last_one_counts(store: Store) {
        let (institute, tasks) = waiting(&store, 1).await;
        let (task, id) = (&tasks[0], MarkingTaskId(tasks[0].id));
        let tx = store.begin(Priority::Rest).await.unwrap();
        for seq in 1..=2 {
            assert_eq!(marking_task::hold(&tx, id).await.unwrap().unwrap().version, seq - 1);
            hand_mark::append(&tx, mark(task, institute.author, seq)).await.unwrap();
            assert!(marking_task::advance(&tx, id, seq - 1).await.unwrap());
        }
        assert!(!marking_task::advance(&tx, id, 1).await.unwrap(), "it has moved on");
        tx.commit().await.unwrap();
        let counting = hand_mark::counting(store.read(), AttemptId(task.attempt_id)).await.unwrap();
        let counting: Vec<(QuestionId, &str)> = counting.iter().map(|one| (one.question, one.body.as_str())).collect();
        assert_eq!(counting, [(institute.question, "{\"2\":1}")]);
        assert_eq!(hand_mark::find(store.read(), id, 1).await.unwrap(), Some(mark(task, institute.author, 1)));
        assert_eq!(marking_task::progress(store.read(), institute.sitting).await.unwrap()[0].marked, 1);
        let tx = store.begin(Priority::Rest).await.unwrap();
        let again = hand_mark::append(&tx, mark(task, institute.author, 2)).await.unwrap_err();
        assert_eq!(again.conflict(), Some(constraint::HAND_MARKS));
    }

    async fn a_rubric_of_a_version_is_stored_once_and_the_latest_found(store: Store) {
        let institute = Institute::found(&store).await;
        let row = |version: i64| rubric::Model {
            id: Uuid::now_v7(),
            question_id: institute.question.0,
            version,
            criteria: r#"[{"title":"T","description":"","levels":[{"points":0,"words":"a"},{"points":1,"words":"b"}]}]"#.to_owned(),
            created_at_us: NOW.0,
            created_by: institute.author.0,
        };
        let tx = store.begin(Priority::Rest).await.unwrap();
        for version in 1..=2 {
            rubric::insert(&tx, row(version)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let latest = rubric::latest(store.read(), &[institute.question]).await.unwrap();
        assert_eq!(latest[&institute.question].version, 2);
        let tx = store.begin(Priority::Rest).await.unwrap();
        let taken = rubric::insert(&tx, row(2)).await.unwrap_err();
        assert_eq!(taken.conflict(), Some(constraint::RUBRICS_VERSION));
    }

    async fn essays_that_waited_before_there_were_tasks_are_marked_once_more(store: Store) {
        let institute = Institute::found(&store).await;
        let crowd = institute.crowd(&store, 2).await;
        let tx = store.begin(Priority::Jobs).await.unwrap();
        for (one, provisional) in crowd.iter().zip([true, false]) {
            result::put(&tx, row(one.attempt, provisional)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let steps = store.migration_status().await.unwrap();
        let before = steps.iter().position(|step| step.name.starts_with("m0010")).unwrap();
        store.migrate_down(u32::try_from(steps.len() - before).unwrap()).await.unwrap();
        store.migrate_up().await.unwrap();
        let tx = store.begin(Priority::Jobs).await.unwrap();
        let waiting = jobs::claim(&tx, &["mark_attempts"], NOW, Lease { owner: "test", until: at(1) }, 10).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let payload: serde_json::Value = serde_json::from_str(&waiting[0].payload).unwrap();
        let named: Vec<AttemptId> = serde_json::from_value(payload["attempts"].clone()).unwrap();
        assert_eq!(named, [crowd[0].attempt]);
    }

    async fn rows_of_results_come_in_parts_without_a_gap(store: Store) {
        let institute = Institute::found(&store).await;
        let crowd = institute.crowd(&store, 5).await;
        let tx = store.begin(Priority::Jobs).await.unwrap();
        let row = row(crowd[2].attempt, true);
        result::put(&tx, row.clone()).await.unwrap();
        assert_eq!(result::hold(&tx, crowd[2].attempt).await.unwrap(), Some(row));
        tx.commit().await.unwrap();
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let part = result_row::list_after(store.read(), institute.sitting, after.as_ref(), 2).await.unwrap();
            after = part.last().cloned();
            if part.is_empty() {
                break;
            }
            assert!(part.len() <= 2);
            found.extend(part);
        }
        let mut accounts: Vec<Uuid> = crowd.iter().map(|one| one.account.0).collect();
        accounts.sort_unstable();
        assert_eq!(found.iter().map(|row| row.account_id).collect::<Vec<_>>(), accounts);
        assert!(found.iter().all(|row| row.number == 1));
        assert_eq!(found.iter().filter(|row| row.detail.as_deref() == Some("{}")).count(), 1);
    }
}
