//! Banks as authors look through them, what counts their parts, and the histories of questions.

use super::engine::on_both_engines;
use super::fixtures::{Institute, NOW, new_question, person, true_false};
use examhall::store::accounts::account;
use examhall::store::exams::bank::{self, BankedQuestion, Count, Filter};
use examhall::store::exams::{paper, question, question_version};
use examhall::store::{MigrationStatus, Priority, Store};
use examhall_domain::exams::bank::{Shelf, search_words};
use examhall_domain::exams::{
    Item, Marks, Markup, PaperDefinition, PoolEntry, Question, QuestionBody, QuestionKind, Section, ShufflePolicy,
};
use examhall_domain::id::{PaperId, QuestionId, QuestionVersionId};
use examhall_domain::text::BoundedText;
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use uuid::Uuid;

fn named(name: &str, category: &str, tags: &[&str], text: &str) -> question::NewQuestion {
    let question = Question { text: Markup::plain(text), ..true_false(name) };
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    question::NewQuestion { question, tags, ..new_question(category) }
}

fn names(found: &[BankedQuestion]) -> Vec<&str> {
    found.iter().map(|row| row.question.name.as_str()).collect()
}

on_both_engines! {
    async fn a_search_finds_words_categories_tags_and_kinds_alike(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let mut essay = named("Été", "Algebra", &["hard"], "Écris 100 % _ici_");
        essay.question.body = QuestionBody::Essay {};
        let more = [
            essay,
            named("Two", "Algebra/linear", &["hard", "été"], "Solve it"),
            named("Three", "algebra/linear/first", &[], "solve ÉCRIS"),
        ];
        question::insert_many(&tx, institute.exam, institute.author, NOW, &more).await.unwrap();
        let find = async |filter: Filter| {
            let found = bank::search(&tx, institute.exam, &filter, None, 10).await.unwrap();
            names(&found).join(" ")
        };
        let words = |query: &str| Filter { words: search_words(query), ..Filter::default() };
        for (query, expected) in [
            ("écris", "Été Three"),
            ("SOLVE écris", "Three"),
            ("100 %", "Été"),
            ("_ICI_", "Été"),
            ("solve_it", ""),
            ("\\", ""),
            ("two", "Two"),
        ] {
            assert_eq!(find(words(query)).await, expected, "{query}");
        }
        let within = |category: &str| Filter { category: category.to_owned(), ..Filter::default() };
        assert_eq!(find(within("Algebra")).await, "Été Two");
        assert_eq!(find(within("algebra/linear")).await, "First Three");
        assert_eq!(find(within("algebra/lin")).await, "");
        assert_eq!(find(Filter { tag: Some("hard".to_owned()), ..words("solve") }).await, "Two");
        assert_eq!(find(Filter { kind: Some(QuestionKind::Essay), ..Filter::default() }).await, "Été");
    }

    async fn parts_are_counted_and_bounded(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let more = [named("A", "b", &["t"], "x"), named("B", "b", &["t", "s"], "x"), named("C", "a", &["t"], "x")];
        question::insert_many(&tx, institute.exam, institute.author, NOW, &more).await.unwrap();
        assert!(question::archive(&tx, institute.exam, institute.question, NOW).await.unwrap());
        let count = |name: &str, questions| Count { name: name.to_owned(), questions };
        let categories = async |shelf, limit| bank::count_by_category(&tx, institute.exam, shelf, limit).await.unwrap();
        assert_eq!(categories(Shelf::Active, 9).await, [count("a", 1), count("b", 2)]);
        assert_eq!(categories(Shelf::Active, 1).await, [count("a", 1)]);
        assert_eq!(categories(Shelf::Archive, 9).await, [count("algebra/linear", 1)]);
        let tags = async |shelf, limit| bank::count_by_tag(&tx, institute.exam, shelf, limit).await.unwrap();
        assert_eq!(tags(Shelf::Active, 9).await, [count("t", 3), count("s", 1)]);
        assert_eq!(tags(Shelf::Active, 1).await, [count("t", 3)]);
        assert_eq!(tags(Shelf::Archive, 9).await, [count("easy", 1), count("short", 1)]);
    }

    async fn what_is_archived_comes_back_where_it_was(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let (exam, id) = (institute.exam, institute.question);
        assert!(!question::unarchive(&tx, exam, id).await.unwrap(), "it is not archived");
        assert!(question::archive(&tx, exam, id, NOW).await.unwrap());
        let filter = Filter { shelf: Shelf::Archive, ..Filter::default() };
        let archived = bank::search(&tx, exam, &filter, None, 10).await.unwrap();
        assert_eq!((archived[0].id, archived[0].archived_at, archived[0].papers), (id, Some(NOW), 1));
        assert!(bank::search(&tx, exam, &Filter::default(), None, 10).await.unwrap().is_empty());
        assert!(question::unarchive(&tx, exam, id).await.unwrap());
        assert!(question::set_category(&tx, exam, id, "other").await.unwrap());
        let stranger = QuestionId(Uuid::now_v7());
        assert!(!question::set_category(&tx, exam, stranger, "other").await.unwrap());
        assert!(!question::lock(&tx, exam, stranger).await.unwrap());
        assert_eq!(question::find(&tx, exam, id).await.unwrap().unwrap().category, "other");
    }

    async fn papers_tell_which_questions_they_ask(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let pool: Vec<PoolEntry> =
            (0..1_200).map(|_| PoolEntry(QuestionId(Uuid::now_v7()), QuestionVersionId(Uuid::now_v7()))).collect();
        let drawn = pool[700].0;
        let items = vec![Item::Draw { from: None, pool, count: 1, points: Marks::POINT }];
        let section = Section { title: BoundedText::parse("").unwrap(), shuffle: ShufflePolicy::Fixed, items };
        let definition = PaperDefinition { sections: vec![section], options: ShufflePolicy::Fixed };
        let id = PaperId(Uuid::now_v7());
        paper::insert(&tx, id, institute.exam, &definition, NOW).await.unwrap();
        for (question, papers) in [(drawn, 1), (institute.question, 1), (QuestionId(Uuid::now_v7()), 0)] {
            assert_eq!(bank::count_papers(&tx, question).await.unwrap(), papers);
        }
    }

    async fn a_history_names_who_made_each_version(store: Store) {
        let institute = Institute::found(&store).await;
        let eve = person(&store, "eve").await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        assert!(account::set_profile(&tx, eve, "Eve", "en", None).await.unwrap());
        for (number, author) in [(2, eve), (3, institute.author)] {
            let (id, body) = (QuestionVersionId(Uuid::now_v7()), true_false(&format!("Edition {number}")));
            let row = question::version_row(id, institute.question, number, &body, Marks(number), author, NOW);
            question::insert_version(&tx, row.unwrap()).await.unwrap();
        }
        let page = async |after| question_version::history(&tx, institute.question, after, 2).await.unwrap();
        let first = page(None).await;
        assert_eq!(first.iter().map(|row| row.version).collect::<Vec<_>>(), [3, 2]);
        assert_eq!((first[0].author.as_str(), first[1].author.as_str()), ("Ada", "Eve"));
        let rest = page(Some(QuestionVersionId(first[1].id))).await;
        assert_eq!(rest.iter().map(|row| row.version).collect::<Vec<_>>(), [1]);
        let latest = question_version::find_latest(&tx, institute.question).await.unwrap().unwrap();
        assert_eq!((latest.number, latest.points), (3, Marks(3)));
        let second = question_version::find_numbered(&tx, institute.question, 2).await.unwrap().unwrap();
        assert_eq!(second.question.name, "Edition 2");
        assert_eq!(question_version::find_numbered(&tx, institute.question, 4).await.unwrap(), None);
        let found = Filter { words: search_words("edition"), ..Filter::default() };
        assert_eq!(names(&bank::search(&tx, institute.exam, &found, None, 9).await.unwrap()), ["Edition 3"]);
    }

    /// The step that brought search and usage fills them in for banks that were there before.
    async fn older_banks_can_be_searched_and_know_their_papers(store: Store) {
        let institute = Institute::found(&store).await;
        let tx = store.begin(Priority::Rest).await.unwrap();
        let more = [named("ÉTÉ", "", &[], "a\u{0}B")];
        question::insert_many(&tx, institute.exam, institute.author, NOW, &more).await.unwrap();
        tx.commit().await.unwrap();
        let search = async |word: &str| {
            let filter = Filter { words: search_words(word), ..Filter::default() };
            bank::search(store.read(), institute.exam, &filter, None, 9).await.unwrap().len()
        };
        assert_eq!((search("été").await, search("is it").await), (1, 1));
        let steps = store.migration_status().await.unwrap();
        let since = steps.iter().rev().take_while(|step| !step.name.contains("m0009")).count() + 1;
        store.migrate_down(u32::try_from(since).unwrap()).await.unwrap();
        assert!(store.read().query_one_raw(column(&store)).await.is_err(), "the column is gone");
        store.migrate_up().await.unwrap();
        assert!(store.migration_status().await.unwrap().iter().all(|step| step.status == MigrationStatus::Applied));
        assert_eq!((search("été").await, search("is it").await, search("b").await), (1, 1, 1));
        assert_eq!(bank::count_papers(store.read(), institute.question).await.unwrap(), 1);
    }

    async fn two_who_tag_at_once_wait_for_each_other(store: Store) {
        let institute = Institute::found(&store).await;
        let tag = async |tag: &str| {
            let tx = store.begin(Priority::Rest).await.unwrap();
            assert!(question::lock(&tx, institute.exam, institute.question).await.unwrap());
            let mut tags = bank::tags_of(&tx, &[institute.question]).await.unwrap().remove(&institute.question).unwrap();
            tags.insert(tag.to_owned());
            question::replace_tags(&tx, [(institute.question, &tags)].into_iter()).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(tag("one"), tag("two"), tag("three"));
        let tags = bank::tags_of(store.read(), &[institute.question]).await.unwrap();
        let expected = ["easy", "one", "short", "three", "two"].map(str::to_owned);
        assert_eq!(tags[&institute.question], BTreeSet::from(expected));
    }
}

fn column(store: &Store) -> sea_orm::Statement {
    sea_orm::Statement::from_string(store.read().get_database_backend(), "SELECT search FROM questions")
}
