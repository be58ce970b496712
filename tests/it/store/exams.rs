//! The catalogue, banks, papers, sittings, enrolments and staff.

use super::engine::on_both_engines;
use super::fixtures::{
    HOUR, Institute, NOW, definition, enrolment_row, exam_row, new_question, person, plan, schedule, true_false,
};
use examhall::store::exams::{
    OwnedBy, bank, enrolment, exam, import, named, paper, question, question_version, sitting, staff,
};
use examhall::store::rooms::room;
use examhall::store::{Priority, Store, constraint};
use examhall_domain::exams::{GroupLabel, Marks, PoolEntry, QuestionKind, StartMode, Terms, TermsChange};
use examhall_domain::id::{ExamId, PaperId, QuestionId, QuestionVersionId, SittingId};
use examhall_domain::rooms::RoomPhase;
use examhall_domain::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

on_both_engines! {
    async fn the_catalogue_shows_what_is_published_newest_first(store: Store) {
        let author = person(&store, "author").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let ids: Vec<ExamId> = (0..4).map(|_| ExamId(Uuid::now_v7())).collect();
        for (id, title) in ids.iter().zip(["Algèbre", "Biology", "Chemistry 100_", "Draft"]) {
            exam::insert(&tx, exam_row(*id, author, title)).await.unwrap();
        }
        for id in &ids[..3] {
            assert!(!exam::publish(&tx, *id, NOW).await.unwrap(), "there is no paper yet");
            assert!(exam::set_paper(&tx, *id, PaperId(Uuid::now_v7())).await.unwrap());
            assert!(exam::publish(&tx, *id, NOW).await.unwrap());
        }
        let later = Timestamp(NOW.0 + 1);
        assert!(exam::publish(&tx, ids[0], later).await.unwrap());
        let found = exam::find_published(&tx, ids[0]).await.unwrap().unwrap();
        assert_eq!(found.published_at_us, Some(NOW.0), "the first publishing stays");
        assert_eq!(exam::find_published(&tx, ids[3]).await.unwrap(), None);

        let page = exam::list_published(&tx, None, None, 2).await.unwrap();
        assert_eq!(exam_ids(&page), [ids[2], ids[1]]);
        let page = exam::list_published(&tx, None, Some(ids[1]), 2).await.unwrap();
        assert_eq!(exam_ids(&page), [ids[0]]);
        for (search, expected) in [
            ("ALGÈ", vec![ids[0]]),
            ("biology", vec![ids[1]]),
            ("0_", vec![ids[2]]),
            ("100 %", vec![ids[2], ids[1], ids[0]]),
            ("1%0", vec![]),
            ("\\", vec![]),
        ] {
            let page = exam::list_published(&tx, Some(search), None, 10).await.unwrap();
            assert_eq!(exam_ids(&page), expected, "{search}");
        }
    }

    async fn authors_reach_their_own_exams_only(store: Store) {
        let (ada, eve) = (person(&store, "ada").await, person(&store, "eve").await);
        let id = ExamId(Uuid::now_v7());
        let tx = store.begin(Priority::Rest).await.unwrap();
        exam::insert(&tx, exam_row(id, ada, "Algebra")).await.unwrap();
        let (own, other) = (OwnedBy::Account(ada), OwnedBy::Account(eve));
        assert!(exam::find_owned(&tx, id, own).await.unwrap().is_some());
        assert!(exam::find_owned(&tx, id, OwnedBy::Anyone).await.unwrap().is_some());
        assert!(exam::find_owned(&tx, id, other).await.unwrap().is_none());
        assert_eq!(exam::list_owned(&tx, other, None, 10).await.unwrap(), []);
        assert_eq!(exam::list_owned(&tx, own, None, 10).await.unwrap().len(), 1);
        let texts = exam::Texts {
            title: "Analysis".to_owned(),
            summary: "Limits".to_owned(),
            description: "…".to_owned(),
            language: "fr".to_owned(),
        };
        assert!(!exam::set_texts(&tx, id, other, &texts).await.unwrap());
        assert!(exam::set_texts(&tx, id, own, &texts).await.unwrap());
        let found = exam::find(&tx, id).await.unwrap().unwrap();
        assert_eq!((found.title.as_str(), found.search.as_str()), ("Analysis", "analysis\nlimits"));
        assert_eq!(exam::find_many(&tx, &[id, ExamId(Uuid::now_v7())]).await.unwrap(), [found]);
    }

    async fn questions_are_banked_versioned_and_archived(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let more: Vec<question::NewQuestion> = (0..1_100).map(|_| new_question("algebra/cubic")).collect();
        question::insert_many(&tx, institute.exam, institute.author, NOW, &more).await.unwrap();
        let count = question::count_by_exam(&tx, &[institute.exam]).await.unwrap();
        assert_eq!(count, BTreeMap::from([(institute.exam, 1_101)]));

        let list = async |after, limit| {
            bank::search(&tx, institute.exam, &bank::Filter::default(), after, limit).await.unwrap()
        };
        let page = list(None, 2).await;
        assert_eq!(page[0].id, institute.question);
        assert_eq!((page[0].version_number, &page[0].question), (1, &true_false("First")));
        let next = list(Some(page[1].id), 1).await;
        assert_eq!(next[0].id, more[1].id);

        let second = QuestionVersionId(Uuid::now_v7());
        let corrected = true_false("Corrected");
        let worth = Marks::from_points(2);
        let row = question::version_row(second, institute.question, 2, &corrected, worth, institute.author, NOW).unwrap();
        question::insert_version(&tx, row).await.unwrap();
        let first = &list(None, 1).await[0];
        assert_eq!((&first.question, first.points), (&corrected, worth));
        let versions = question_version::find_many(&tx, &[page[0].version, second]).await.unwrap();
        assert_eq!(versions[&page[0].version], true_false("First"), "papers keep the version they name");
        assert_eq!(versions[&second], corrected);

        assert!(question::archive(&tx, institute.exam, institute.question, NOW).await.unwrap());
        assert!(!question::archive(&tx, institute.exam, institute.question, NOW).await.unwrap());
        let stranger = QuestionId(Uuid::now_v7());
        let asked = [institute.question, more[0].id, stranger];
        let latest = question::latest_versions(&tx, institute.exam, &asked).await.unwrap();
        assert_eq!(latest, BTreeMap::from([(more[0].id, more[0].version)]));
        let other_exam = ExamId(Uuid::now_v7());
        assert!(question::latest_versions(&tx, other_exam, &asked).await.unwrap().is_empty());
    }

    async fn a_version_number_is_given_once(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let id = QuestionVersionId(Uuid::now_v7());
        let (body, worth) = (true_false("x"), Marks::POINT);
        let row = question::version_row(id, institute.question, 1, &body, worth, institute.author, NOW).unwrap();
        let error = question::insert_version(&tx, row).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::QUESTION_VERSIONS_NUMBER));
    }

    async fn a_draw_takes_the_category_and_what_is_beneath(store: Store) {
        let author = person(&store, "author").await;
        let id = ExamId(Uuid::now_v7());
        let tx = store.begin(Priority::Rest).await.unwrap();
        exam::insert(&tx, exam_row(id, author, "Algebra")).await.unwrap();
        let bank: Vec<question::NewQuestion> =
            ["a_b", "a_b/c", "a_bc", "axb", "axb/c", "", "A_B/c"].into_iter().map(new_question).collect();
        question::insert_many(&tx, id, author, NOW, &bank).await.unwrap();
        let entry = |n: usize| PoolEntry(bank[n].id, bank[n].version);
        let pool = async |category, tag| question::pool(&tx, id, category, tag).await.unwrap();
        assert_eq!(pool("a_b", None).await, [entry(0), entry(1)]);
        assert_eq!(pool("a_b/c", None).await, [entry(1)]);
        assert_eq!(pool("", None).await.len(), bank.len());
        assert!(pool("nothing", None).await.is_empty());

        let quick = BTreeSet::from(["Quick".to_owned(), "short".to_owned()]);
        let tagged = [1, 3].map(|n| (bank[n].id, &quick));
        question::replace_tags(&tx, tagged.into_iter()).await.unwrap();
        assert_eq!(pool("a_b", Some("Quick")).await, [entry(1)]);
        assert_eq!(pool("", Some("Quick")).await, [entry(1), entry(3)]);
        assert!(pool("", Some("quick")).await.is_empty(), "a tag is taken as it is written");
        assert!(question::archive(&tx, id, bank[3].id, NOW).await.unwrap());
        assert_eq!(pool("", Some("Quick")).await, [entry(1)]);
    }

    async fn named_questions_are_found_archived_or_not(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(question::archive(&tx, institute.exam, institute.question, NOW).await.unwrap());
        let stranger = QuestionId(Uuid::now_v7());
        let asked = [institute.question, stranger];
        let found = named::find_many(&tx, institute.exam, &asked).await.unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), [&institute.question]);
        let card = &found[&institute.question];
        assert_eq!((card.version_number, card.kind, card.archived_at), (1, QuestionKind::TrueFalse, Some(NOW)));
        assert!(named::find_many(&tx, ExamId(Uuid::now_v7()), &asked).await.unwrap().is_empty());
    }

    async fn papers_are_numbered_and_read_back(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let definition = definition(&new_question(""));
        let second = PaperId(Uuid::now_v7());
        assert_eq!(paper::insert(&tx, second, institute.exam, &definition, NOW).await.unwrap(), 2);
        assert_eq!(paper::find(&tx, second).await.unwrap().unwrap().read().unwrap(), definition);
        assert_eq!(paper::find(&tx, institute.paper).await.unwrap().unwrap().version, 1);
        assert_eq!(paper::find_version(&tx, second).await.unwrap(), Some(2));
        assert_eq!(paper::find_version(&tx, PaperId(Uuid::now_v7())).await.unwrap(), None);
    }

    async fn imports_are_listed_latest_first(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let run = |accepted: i64| import::Model {
            id: Uuid::now_v7(),
            exam_id: institute.exam.0,
            imported_by: institute.author.0,
            format: "gift".to_owned(),
            at_us: NOW.0,
            accepted,
            report: "{}".to_owned(),
        };
        let runs = [run(1), run(2)];
        for row in &runs {
            import::insert(&tx, row.clone()).await.unwrap();
        }
        assert_eq!(import::list(&tx, institute.exam, 10).await.unwrap(), [runs[1].clone(), runs[0].clone()]);
    }

    async fn sittings_keep_their_plan_and_are_found_by_code(store: Store) {
        let institute = Institute::found(&store).await;
        let found = sitting::find_by_code(store.read(), "ABC123").await.unwrap().unwrap();
        assert_eq!(found.id, institute.sitting.0);
        assert_eq!(found.plan().unwrap(), plan(StartMode::Clock));
        assert_eq!(found.key().unwrap(), [5; 32]);
        assert!(!format!("{found:?}").contains("[5, 5"), "the key stays out of logs");
        let row = room::find(store.read(), institute.sitting).await.unwrap().unwrap();
        let state = row.state(NOW).unwrap();
        assert_eq!((state.version, state.phase, state.window_closes_at), (0, RoomPhase::Lobby, NOW + HOUR));

        let tx = store.begin(Priority::Rest).await.unwrap();
        let taken = sitting::Model { id: Uuid::now_v7(), ..found.clone() };
        let error = sitting::insert(&tx, taken).await.unwrap_err();
        assert_eq!(error.conflict(), Some(constraint::SITTINGS_CODE));
    }

    async fn sittings_are_reached_by_their_exams_owner(store: Store) {
        let institute = Institute::found(&store).await;
        let eve = person(&store, "eve").await;
        let find = async |owned_by| sitting::find_owned(store.read(), institute.sitting, owned_by).await.unwrap();
        assert!(find(OwnedBy::Account(institute.author)).await.is_some());
        assert!(find(OwnedBy::Anyone).await.is_some());
        assert!(find(OwnedBy::Account(eve)).await.is_none());
    }

    async fn sittings_are_upcoming_until_over_or_cancelled(store: Store) {
        let institute = Institute::found(&store).await;
        let second = schedule(&store, institute.exam, institute.paper, "ZZZ999", StartMode::Proctor).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let upcoming = async |now| {
            let rows = sitting::upcoming(&tx, &[institute.exam], now).await.unwrap();
            rows.iter().map(|row| SittingId(row.id)).collect::<Vec<_>>()
        };
        assert_eq!(upcoming(NOW).await, [institute.sitting, second]);
        assert_eq!(upcoming(NOW + HOUR).await, []);
        assert!(sitting::cancel(&tx, second, NOW).await.unwrap());
        assert!(!sitting::cancel(&tx, second, NOW).await.unwrap());
        assert_eq!(upcoming(NOW).await, [institute.sitting]);
        assert_eq!(sitting::list_of_exam(&tx, institute.exam, 10).await.unwrap().len(), 1);
        assert_eq!(sitting::find_many(&tx, &[institute.sitting, second]).await.unwrap().len(), 2);

        assert!(sitting::release(&tx, institute.sitting, NOW).await.unwrap());
        assert!(sitting::release(&tx, institute.sitting, NOW + HOUR).await.unwrap());
        let released = sitting::find(&tx, institute.sitting).await.unwrap().unwrap();
        assert_eq!(released.released_at_us, Some(NOW.0), "the first release stays");
        assert!(!sitting::release(&tx, SittingId(Uuid::now_v7()), NOW).await.unwrap());
    }

    async fn people_enrol_once_and_stand_on_the_roster(store: Store) {
        let institute = Institute::found(&store).await;
        let (ada, eve) = (person(&store, "ada").await, person(&store, "eve").await);
        let tx = store.begin(Priority::Rest).await.unwrap();
        let row = enrolment_row(institute.sitting, ada);
        assert!(enrolment::insert(&tx, row.clone()).await.unwrap());
        let quarter = Span::from_secs(900);
        assert!(enrolment::set_terms(&tx, institute.sitting, ada, quarter, "Room 2").await.unwrap());
        assert!(!enrolment::set_terms(&tx, institute.sitting, eve, quarter, "Room 2").await.unwrap());
        assert!(!enrolment::insert(&tx, row).await.unwrap(), "what was agreed is kept");
        let roster = enrolment::roster(&tx, institute.sitting).await.unwrap();
        assert_eq!(roster.len(), 1);
        assert_eq!((roster[0].account_id, roster[0].group_label.as_str()), (ada.0, "Room 2"));
        assert_eq!(roster[0].extra_time_us, quarter.0);
        assert_eq!(enrolment::list_of_account(&tx, ada, 10).await.unwrap().len(), 1);
        assert!(enrolment::find(&tx, institute.sitting, ada).await.unwrap().is_some());
        assert_eq!(enrolment::find(&tx, institute.sitting, eve).await.unwrap(), None);
    }

    async fn lists_of_people_are_put_changed_and_taken_off_at_once(store: Store) {
        let institute = Institute::found(&store).await;
        let (ada, eve, ben) = (person(&store, "ada").await, person(&store, "eve").await, person(&store, "ben").await);
        let terms = |minutes: i64, group: &str| Terms {
            extra_time: Span::from_secs(minutes * 60),
            group: GroupLabel::parse(group).unwrap(),
        };
        let sitting = institute.sitting;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let later = Timestamp(NOW.0 + 1);
        enrolment::put_many(&tx, sitting, &[(ada, terms(0, "A")), (eve, terms(5, ""))], NOW).await.unwrap();
        enrolment::put_many(&tx, sitting, &[(ada, terms(9, "B"))], later).await.unwrap();
        enrolment::put_many(&tx, sitting, &[], later).await.unwrap();
        let known = enrolment::hold_among(&tx, sitting, &[ada, ben]).await.unwrap();
        assert_eq!((known.len(), known[0].terms().unwrap()), (1, terms(9, "B")));
        assert_eq!(known[0].enrolled_at_us, NOW.0, "enrolled when they were");
        assert_eq!(enrolment::find_among(&tx, sitting, &[ada, eve, ben]).await.unwrap().len(), 2);
        let change = TermsChange { extra_time: Some(Span::from_secs(60)), group: None };
        assert_eq!(enrolment::change_terms(&tx, sitting, &[ada, eve, ben], &change).await.unwrap(), 2);
        assert_eq!(enrolment::find(&tx, sitting, ada).await.unwrap().unwrap().terms().unwrap(), terms(1, "B"));
        let groups = enrolment::groups(&tx, sitting).await.unwrap();
        let groups: Vec<_> = groups.iter().map(|group| (group.label.as_str(), group.people)).collect();
        assert_eq!(groups, [("", 1), ("B", 1)]);
        assert_eq!(enrolment::remove_many(&tx, sitting, &[eve, ben]).await.unwrap(), 1);
        assert_eq!(enrolment::roster(&tx, sitting).await.unwrap().len(), 1);
    }

    async fn a_plan_is_replaced_whole(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let mut next = sitting::find(&tx, institute.sitting).await.unwrap().unwrap().plan().unwrap();
        (next.time_limit, next.start) = (Span::from_secs(99), StartMode::Clock);
        assert!(sitting::replan(&tx, institute.sitting, "Evening", &next).await.unwrap());
        let row = sitting::find(&tx, institute.sitting).await.unwrap().unwrap();
        assert_eq!((row.title.as_str(), row.plan().unwrap()), ("Evening", next.clone()));
        assert!(!sitting::replan(&tx, SittingId(Uuid::now_v7()), "Evening", &next).await.unwrap());
    }

    async fn staff_is_assigned_to_sittings(store: Store) {
        let institute = Institute::found(&store).await;
        let (ada, eve) = (person(&store, "ada").await, person(&store, "eve").await);
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(staff::assign(&tx, institute.sitting, ada).await.unwrap());
        assert!(!staff::assign(&tx, institute.sitting, ada).await.unwrap());
        assert!(staff::is_assigned(&tx, institute.sitting, ada).await.unwrap());
        assert!(!staff::is_assigned(&tx, institute.sitting, eve).await.unwrap());
        assert_eq!(staff::list_sittings(&tx, ada, 10).await.unwrap().len(), 1);
        assert_eq!(staff::list_sittings(&tx, eve, 10).await.unwrap(), []);
        let listed = staff::list(&tx, institute.sitting, 10).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.account_id).collect::<Vec<_>>(), [ada.0]);
        assert!(staff::dismiss(&tx, institute.sitting, ada).await.unwrap());
        assert!(!staff::dismiss(&tx, institute.sitting, ada).await.unwrap());
        assert!(!staff::is_assigned(&tx, institute.sitting, ada).await.unwrap());
    }

    async fn the_house_keeps_the_first_epoch(store: Store) {
        use examhall::store::house;
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert_eq!(house::find(&tx, house::EPOCH).await.unwrap(), None);
        assert_eq!(house::find_or_put(&tx, house::EPOCH, "k1").await.unwrap(), "k1");
        assert_eq!(house::find_or_put(&tx, house::EPOCH, "k2").await.unwrap(), "k1");
        house::put(&tx, house::EPOCH, "k3").await.unwrap();
        assert_eq!(house::find(&tx, house::EPOCH).await.unwrap().as_deref(), Some("k3"));
    }
}

fn exam_ids(rows: &[exam::Model]) -> Vec<ExamId> {
    rows.iter().map(|row| ExamId(row.id)).collect()
}
