//! Rooms follow their journal: one version at a time, whoever comes second has lost.

use super::engine::on_both_engines;
use super::fixtures::{GRACE, HOUR, Institute, NOW, at, person, schedule};
use examhall::store::audit::{self, Deed};
use examhall::store::exams::staff;
use examhall::store::rooms::journal::{self, Entry};
use examhall::store::rooms::room::Permission;
use examhall::store::rooms::{attempt_log, room};
use examhall::store::{Priority, Store, StoreError, Transaction, constraint};
use examhall_domain::exams::StartMode;
use examhall_domain::id::{AuditId, SittingId};
use examhall_domain::rooms::room::{Applied, apply, step};
use examhall_domain::rooms::{Announcement, Reason, RoomCommand, RoomState};
use examhall_domain::time::{Span, Timestamp};

/// Loads the room, decides and advances, as a use case does.
pub(crate) async fn command(
    tx: &Transaction,
    sitting: SittingId,
    command: RoomCommand,
    now: Timestamp,
) -> Result<Entry, StoreError> {
    let mut state = room::find(tx, sitting).await?.unwrap().state(NOW)?;
    let entry = decide(&mut state, command, now);
    room::advance(tx, sitting, entry.seq - 1, &state, &entry, &deed(sitting, &entry), Permission::Given).await?;
    Ok(entry)
}

fn decide(state: &mut RoomState, command: RoomCommand, now: Timestamp) -> Entry {
    let event = step(state, command, now).unwrap();
    let seq = state.version + 1;
    assert_eq!(apply(state, seq, now, &event), Applied::Next);
    Entry { seq, at: now, actor: None, event }
}

fn deed(sitting: SittingId, entry: &Entry) -> Deed {
    Deed {
        id: AuditId(uuid::Uuid::now_v7()),
        at: entry.at,
        actor: entry.actor,
        action: entry.event.kind().to_owned(),
        object_kind: "room".to_owned(),
        object_id: sitting.to_string(),
        detail: "{}".to_owned(),
    }
}

pub(crate) fn reason() -> Reason {
    Reason::parse("fire alarm").unwrap()
}

on_both_engines! {
    async fn every_command_is_read_back_from_row_and_journal(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        let commands = [
            RoomCommand::Start,
            RoomCommand::Announce { text: Announcement::parse("Good luck").unwrap() },
            RoomCommand::Pause { reason: reason() },
            RoomCommand::Resume,
            RoomCommand::ExtendAll { by: Span::from_secs(60), reason: reason() },
            RoomCommand::End { reason: reason() },
        ];
        let mut state = room::find(&tx, institute.sitting).await.unwrap().unwrap().state(NOW).unwrap();
        let mut entries = Vec::new();
        for (second, command) in (1..).zip(commands) {
            let entry = decide(&mut state, command, at(second));
            let deed = deed(institute.sitting, &entry);
            room::advance(&tx, institute.sitting, entry.seq - 1, &state, &entry, &deed, Permission::Given).await.unwrap();
            let row = room::find(&tx, institute.sitting).await.unwrap().unwrap();
            assert_eq!(row.state(NOW).unwrap(), state);
            entries.push(entry);
        }
        assert_eq!(journal::read(&tx, institute.sitting, 0, 100).await.unwrap(), entries);
        assert_eq!(journal::read(&tx, institute.sitting, 4, 1).await.unwrap(), entries[4..5]);
    }

    async fn of_two_commands_at_one_version_one_loses(store: Store) {
        let institute = Institute::found(&store).await;
        let row = room::find(store.read(), institute.sitting).await.unwrap().unwrap();
        let (mut first, mut second) = (row.state(NOW).unwrap(), row.state(NOW).unwrap());
        let start = decide(&mut first, RoomCommand::Start, NOW);
        let end = decide(&mut second, RoomCommand::End { reason: reason() }, NOW);
        let [started, ended] = [&start, &end].map(|entry| deed(institute.sitting, entry));
        let tx = store.begin_single(Priority::Answers).await.unwrap();
        room::advance(&tx, institute.sitting, 0, &first, &start, &started, Permission::Given).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin_single(Priority::Answers).await.unwrap();
        let error = room::advance(&tx, institute.sitting, 0, &second, &end, &ended, Permission::Given).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::ROOM_VERSION));
        tx.commit().await.unwrap();
        assert_eq!(journal::read(store.read(), institute.sitting, 0, 10).await.unwrap(), [start]);
        let room = institute.sitting.to_string();
        let recorded = audit::list_of_object(store.read(), "room", &room, None, 10).await.unwrap();
        assert_eq!(recorded.iter().map(|row| row.id).collect::<Vec<_>>(), [started.id.0], "who lost has done nothing");
        let row = room::find(store.read(), institute.sitting).await.unwrap().unwrap();
        assert_eq!(row.state(NOW).unwrap(), first);
    }

    async fn on_behalf_of_staff_a_room_moves_while_they_are_assigned(store: Store) {
        let institute = Institute::found(&store).await;
        let ada = person(&store, "ada").await;
        let mut state = room::find(store.read(), institute.sitting).await.unwrap().unwrap().state(NOW).unwrap();
        let start = Entry { actor: Some(ada), ..decide(&mut state, RoomCommand::Start, NOW) };
        let started = deed(institute.sitting, &start);
        let advance = async |tx: &Transaction| {
            room::advance(tx, institute.sitting, 0, &state, &start, &started, Permission::IfAssigned).await
        };
        let tx = store.begin_single(Priority::Answers).await.unwrap();
        assert_eq!(advance(&tx).await.unwrap_err().conflict(), Some(constraint::ROOM_VERSION));
        tx.commit().await.unwrap();
        assert_eq!(journal::read(store.read(), institute.sitting, 0, 10).await.unwrap(), []);
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(staff::assign(&tx, institute.sitting, ada).await.unwrap());
        tx.commit().await.unwrap();
        let tx = store.begin_single(Priority::Answers).await.unwrap();
        advance(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(journal::read(store.read(), institute.sitting, 0, 10).await.unwrap(), [start]);
    }

    async fn a_room_is_held_only_at_its_version(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        room::hold(&tx, institute.sitting, 0).await.unwrap();
        let error = room::hold(&tx, institute.sitting, 1).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::ROOM_VERSION));
        let nowhere = SittingId(uuid::Uuid::now_v7());
        assert!(room::hold(&tx, nowhere, 0).await.is_err());
    }

    async fn one_query_polls_the_journals_of_many_rooms(store: Store) {
        let institute = Institute::found(&store).await;
        let other = schedule(&store, institute.exam, institute.paper, "ZZZ999", StartMode::Proctor).await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        let first = command(&tx, institute.sitting, RoomCommand::Start, NOW).await.unwrap();
        let pause = command(&tx, institute.sitting, RoomCommand::Pause { reason: reason() }, at(1)).await.unwrap();
        let start = command(&tx, other, RoomCommand::Start, at(1)).await.unwrap();
        assert_eq!(first.seq, 1);
        let asked = [(institute.sitting, 1), (other, 0)];
        let mut polled = journal::read_many(&tx, &asked, 10).await.unwrap();
        polled.sort_by_key(|(sitting, _)| *sitting != institute.sitting);
        assert_eq!(polled, [(institute.sitting, pause), (other, start)]);
        assert_eq!(journal::read_many(&tx, &[], 10).await.unwrap(), []);
    }

    async fn the_clock_starts_only_rooms_of_its_own(store: Store) {
        let institute = Institute::found(&store).await;
        schedule(&store, institute.exam, institute.paper, "ZZZ999", StartMode::Proctor).await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        let due = async |now| room::list_due_to_start(&tx, now, 10).await.unwrap();
        assert_eq!(due(Timestamp(NOW.0 - 1)).await, []);
        assert_eq!(due(NOW).await, [institute.sitting]);
        assert_eq!(due(NOW + HOUR).await, [], "the window is over");
        command(&tx, institute.sitting, RoomCommand::Start, NOW).await.unwrap();
        assert_eq!(due(NOW).await, []);
        let under_way = room::list_under_way(&tx, 10).await.unwrap();
        assert_eq!(under_way.len(), 1);
        assert_eq!(under_way[0].sitting_id, institute.sitting.0);
    }

    async fn a_room_is_over_when_its_window_is_and_nobody_writes(store: Store) {
        let institute = Institute::found(&store).await;
        let mut ada = institute.student(&store, "ada").await;
        let tx = store.begin(Priority::Answers).await.unwrap();
        command(&tx, institute.sitting, RoomCommand::Start, NOW).await.unwrap();
        attempt_log::append_batch(&tx, &[ada.open(NOW + HOUR)]).await.unwrap();
        let over = NOW + HOUR + GRACE + Span(1);
        assert_eq!(room::list_due_to_end(&tx, over, 10).await.unwrap(), [], "somebody writes");
        attempt_log::append_batch(&tx, &[ada.submit()]).await.unwrap();
        assert_eq!(room::list_due_to_end(&tx, NOW + HOUR + GRACE, 10).await.unwrap(), [], "the grace counts");
        assert_eq!(room::list_due_to_end(&tx, over, 10).await.unwrap(), [institute.sitting]);
        command(&tx, institute.sitting, RoomCommand::Pause { reason: reason() }, at(1)).await.unwrap();
        assert_eq!(room::list_due_to_end(&tx, over, 10).await.unwrap(), [], "no deadline runs in a pause");
    }
}
