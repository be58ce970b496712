//! Papers from definition to result: drawing, what a student gets, and what may be seen afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::exams::{
    AttemptPaper, AttemptQuestion, AttemptResult, Correctness, Item, Marks, Markup, PaperDefinition, PaperFault,
    PoolEntry, Question, QuestionBody, Response, ResultView, ReviewPolicy, Section, SectionTitle, ShufflePolicy,
    StudentPaper, Visibility, gift, materialise,
};
use examhall_domain::id::{QuestionId, QuestionVersionId};
use examhall_domain::seed::Seed;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type Bank = BTreeMap<QuestionVersionId, Question>;

/// One question of each kind; every word that a student must not see contains SECRET.
const BANK: &str = "
::SECRETname::Which? {=right#SECRETfb1 ~wrong#SECRETfb2 ~other ~%50%half####SECRETgeneral}

::SECRETname::Which ones? {~%50%two#SECRETfb ~%50%three ~%-100%four}

::SECRETname::Is it? {T#SECRETwrong#SECRETright####SECRETgeneral}

::SECRETname::Who? {=SECRETpattern#SECRETfb}

::SECRETname::How many? {#=271828:31415#SECRETfb ~#SECRETrest}

::SECRETname::Match {=s1 -> m1 =s2 -> m2 =s3 -> m3 = -> m4}

::SECRETname::Write. {####SECRETgeneral}
";

fn bank() -> Bank {
    let import = gift::parse(BANK, Seed([2; 32]));
    assert!(import.faults.is_empty(), "{:?}", import.faults);
    let questions = import.items.into_iter().map(|item| item.question);
    (0..).map(version).zip(questions).collect()
}

fn id(n: u128) -> QuestionId {
    QuestionId(Uuid::from_u128(n))
}

fn version(n: u128) -> QuestionVersionId {
    QuestionVersionId(Uuid::from_u128(1000 + n))
}

fn fixed(n: u128) -> Item {
    Item::Fixed { question: id(n), version: version(n), points: Marks::from_points(2) }
}

fn draw(pool: impl IntoIterator<Item = u128>, count: usize) -> Item {
    let pool = pool.into_iter().map(|n| PoolEntry(id(n), version(n))).collect();
    Item::Draw { from: None, pool, count, points: Marks::POINT }
}

fn section(shuffle: ShufflePolicy, items: Vec<Item>) -> Section {
    Section { title: SectionTitle::parse("Part").unwrap(), shuffle, items }
}

fn paper(items: Vec<Item>) -> PaperDefinition {
    PaperDefinition { sections: vec![section(ShufflePolicy::Shuffled, items)], options: ShufflePolicy::Shuffled }
}

fn everything(options: ShufflePolicy) -> PaperDefinition {
    PaperDefinition {
        sections: vec![
            section(ShufflePolicy::Fixed, (0..3).map(fixed).collect()),
            section(ShufflePolicy::Fixed, (3..7).map(fixed).collect()),
        ],
        options,
    }
}

fn entries(paper: &AttemptPaper) -> Vec<&AttemptQuestion> {
    paper.positions().map(|(_, entry)| entry).collect()
}

fn plain(markup: &Markup) -> String {
    format!("<p>{}</p>", markup.source)
}

#[test]
fn definitions_that_could_fail_an_attempt_are_refused() {
    let faults = |items| {
        let faults = paper(items).validate().expect_err("it should have been refused");
        let said = faults.iter().map(|fault| (fault.code(), fault.pointer()));
        said.collect::<Vec<_>>()
    };
    let sections = || "/sections".to_owned();
    let place = |item: usize, field: &str| format!("/sections/0/items/{item}/{field}");
    assert_eq!(faults(vec![]), [("no_questions", sections())]);
    assert_eq!(faults((0..501).map(fixed).collect()), [("too_many_questions", sections())]);
    assert_eq!(faults(vec![fixed(1), fixed(1)]), [("question_repeated", place(1, "question"))]);
    assert_eq!(faults(vec![fixed(1), draw(2..4, 0)]), [("draw_empty", place(1, "count"))]);
    assert_eq!(faults(vec![draw([2, 2], 1)]), [("pool_repeated", place(0, "pool"))]);
    assert_eq!(faults(vec![draw(0..5001, 1)]), [("pool_too_large", place(0, "pool"))]);
    assert_eq!(faults(vec![draw(0..3, 4)]), [("draw_too_large", place(0, "count"))]);
    assert_eq!(faults(vec![fixed(1), draw(0..3, 3)]), [("draw_too_large", place(1, "count"))]);
    assert_eq!(faults(vec![draw(0..4, 2), draw(0..4, 3)]), [("draw_too_large", place(1, "count"))]);
    for points in [Marks(0), Marks(-1), Marks::from_points(1001)] {
        let item = Item::Fixed { question: id(1), version: version(1), points };
        assert_eq!(faults(vec![item]), [("points_out_of_range", place(0, "points"))]);
    }
    let mut long = paper(vec![]);
    long.sections = (0..51).map(|n| section(ShufflePolicy::Fixed, vec![fixed(n)])).collect();
    assert_eq!(long.validate().unwrap_err()[0].code(), "too_many_sections");
    assert_eq!(paper(vec![fixed(9), draw(0..4, 2), draw(0..4, 2)]).validate(), Ok(()));
    assert_eq!(paper((0..500).map(fixed).collect()).validate(), Ok(()));
    let huge = Item::Draw { from: None, pool: Vec::new(), count: usize::MAX, points: Marks::POINT };
    assert!(paper(vec![huge.clone(), huge]).validate().is_err());
}

#[test]
fn a_missing_version_is_said_and_not_skipped() {
    let missing = Err(PaperFault::VersionMissing { version: version(50) });
    assert_eq!(materialise(&paper(vec![fixed(50)]), &bank(), Seed([0; 32])), missing);
    let drawn = materialise(&everything(ShufflePolicy::Fixed), &bank(), Seed([0; 32])).unwrap();
    let nothing = Bank::new();
    assert!(StudentPaper::build(&drawn, &nothing, &plain).is_err());
    assert!(AttemptResult::mark(&drawn, &nothing, &BTreeMap::new(), &BTreeMap::new()).is_err());
}

#[test]
fn the_author_orders_what_is_not_shuffled_except_for_matches() {
    let bank = bank();
    let orders: BTreeSet<Vec<_>> = (0..32)
        .map(|seed| {
            let drawn = materialise(&everything(ShufflePolicy::Fixed), &bank, Seed([seed; 32])).unwrap();
            let asked: Vec<QuestionId> = entries(&drawn).iter().map(|entry| entry.question).collect();
            assert_eq!(asked, (0..7).map(id).collect::<Vec<_>>());
            let QuestionBody::SingleChoice { options } = &bank[&version(0)].body else {
                panic!("the first question is a single choice");
            };
            let author: Vec<_> = options.iter().map(|option| option.id).collect();
            assert_eq!(drawn.find(id(0)).unwrap().option_order, author);
            assert_eq!(drawn.at_position(6), drawn.find(id(5)));
            drawn.find(id(5)).unwrap().option_order.clone()
        })
        .collect();
    assert!(orders.len() > 10, "matches beside their stems would be the key");
}

#[test]
fn shuffled_options_tell_nothing_of_the_key() {
    let bank = bank();
    let right = match &bank[&version(0)].body {
        QuestionBody::SingleChoice { options } => options[0].id,
        other => panic!("{other:?}"),
    };
    let mut places = [0; 4];
    for seed in 0..1000u32 {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_be_bytes());
        let drawn = materialise(&everything(ShufflePolicy::Shuffled), &bank, Seed(bytes)).unwrap();
        let order = &drawn.find(id(0)).unwrap().option_order;
        places[order.iter().position(|option| *option == right).unwrap()] += 1;
    }
    assert!(places.iter().all(|count| (190..310).contains(count)), "{places:?}");
}

#[test]
fn nothing_of_the_key_reaches_a_student() {
    let bank = bank();
    let stored = serde_json::to_string(&bank.values().collect::<Vec<_>>()).unwrap();
    for sentinel in ["SECRETname", "SECRETfb1", "SECRETgeneral", "SECRETpattern", "SECRETrest", "271828", "31415"] {
        assert!(stored.contains(sentinel), "the sentinel {sentinel} is not in the bank");
    }
    let drawn = materialise(&everything(ShufflePolicy::Shuffled), &bank, Seed([1; 32])).unwrap();
    let shown = serde_json::to_value(StudentPaper::build(&drawn, &bank, &plain).unwrap()).unwrap();
    walk(&shown, &mut |key, value| {
        let known = [
            "sections",
            "title",
            "questions",
            "id",
            "position",
            "kind",
            "points",
            "text",
            "options",
            "stems",
            "matches",
        ];
        assert!(known.contains(&key), "the field {key} is not one that students get");
        let text = value.to_string();
        for secret in ["SECRET", "271828", "31415"] {
            assert!(!text.contains(secret), "{key}: {text}");
        }
    });
}

fn walk(value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                visit(key, value);
                walk(value, visit);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| walk(value, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_student_gets_rendered_texts_in_the_order_of_the_attempt() {
    let bank = bank();
    let drawn = materialise(&everything(ShufflePolicy::Shuffled), &bank, Seed([3; 32])).unwrap();
    let shown = serde_json::to_value(StudentPaper::build(&drawn, &bank, &plain).unwrap()).unwrap();
    let first = &shown["sections"][0]["questions"][0];
    assert_eq!(first["text"], "<p>Which?</p>");
    assert_eq!((&first["points"], &first["kind"]), (&json!(200_000), &json!("single_choice")));
    let shown_ids = |options: &Value| -> Vec<String> {
        let options = options.as_array().unwrap().iter();
        options.map(|option| option["id"].as_str().unwrap().to_owned()).collect()
    };
    let order = |n| drawn.find(id(n)).unwrap().option_order.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown_ids(&first["options"]), order(0));
    let second = &shown["sections"][1]["questions"];
    let matching = &second[2];
    assert_eq!(matching["position"], 6);
    assert_eq!(shown_ids(&matching["matches"]), order(5));
    assert_eq!(matching["stems"].as_array().unwrap().len(), 3);
    for (question, absent) in [(first, "stems"), (first, "matches"), (matching, "options"), (&second[0], "options")] {
        assert!(question.get(absent).is_none(), "{absent}");
    }
    assert!(shown["sections"][0]["questions"][2].get("options").is_none(), "true and false are the page's own words");
}

/// The digest heads every answer chain, so it is frozen together with the layout of the bytes.
#[test]
fn the_digest_of_a_paper_is_frozen() {
    let drawn = AttemptPaper {
        sections: vec![examhall_domain::exams::AttemptSection {
            title: SectionTitle::parse("é").unwrap(),
            questions: vec![AttemptQuestion {
                question: id(1),
                version: version(2),
                points: Marks(3),
                option_order: vec!["0a0b0c0d".to_owned().try_into().unwrap()],
            }],
        }],
    };
    let mut expected = b"examhall.paper.v1\0\0\0\0\x01\0\0\0\x02\xc3\xa9\0\0\0\x01".to_vec();
    expected.extend([0; 15]);
    expected.push(1);
    expected.extend([0; 14]);
    expected.extend([3, 0xea]);
    expected.extend([0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0x0a, 0x0b, 0x0c, 0x0d]);
    assert_eq!(drawn.canonical_bytes(), expected);
    let hex: String = drawn.digest().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "ae8303e74f8941d9d8a3d067deab30ef725d9248b6b40b5bde67f5afd7b4c1e3");
    let stored = serde_json::to_string(&drawn).unwrap();
    assert_eq!(serde_json::from_str::<AttemptPaper>(&stored).unwrap(), drawn);
}

#[test]
fn stored_definitions_read_back_and_pools_are_pairs() {
    let definition = paper(vec![fixed(0), draw(1..3, 1)]);
    let value = serde_json::to_value(&definition).unwrap();
    assert_eq!(value["sections"][0]["items"][1]["pool"][0], json!([id(1), version(1)]));
    assert_eq!(serde_json::from_value::<PaperDefinition>(value).unwrap(), definition);
    assert_eq!(definition.versions().collect::<Vec<_>>(), (0..3).map(version).collect::<Vec<_>>());
    assert_eq!(definition.points(), Marks::from_points(3));
}

/// The right answer to every question that a machine marks, and words for the essay.
fn answers(bank: &Bank) -> BTreeMap<QuestionId, Response> {
    let answer = |question: &Question| {
        let value = match &question.body {
            QuestionBody::SingleChoice { options } => json!({"choice": options[0].id}),
            QuestionBody::MultipleChoice { options } => json!({"choices": [options[0].id]}),
            QuestionBody::TrueFalse { .. } => json!({"choice": "false"}),
            QuestionBody::ShortText { .. } => json!({"text": "secretpattern"}),
            QuestionBody::Numerical { .. } => json!({"number": "271828"}),
            QuestionBody::Matching { stems, .. } => {
                let pairs: BTreeMap<_, _> = stems.iter().map(|stem| (stem.id, stem.answer)).collect();
                json!({"pairs": pairs})
            }
            QuestionBody::Essay {} => json!({"text": "words"}),
        };
        Response::parse(&question.body, &value).unwrap()
    };
    (0..).map(id).zip(bank.values().map(answer)).collect()
}

#[test]
fn a_result_adds_up_and_is_provisional_while_an_essay_waits() {
    let bank = bank();
    let drawn = materialise(&everything(ShufflePolicy::Shuffled), &bank, Seed([6; 32])).unwrap();
    let mut answers = answers(&bank);
    let result = AttemptResult::mark(&drawn, &bank, &answers, &BTreeMap::new()).unwrap();
    let marks: Vec<Option<i64>> = result.questions.iter().map(|q| q.mark.awarded.map(|m| m.0 / 1000)).collect();
    assert_eq!(marks, [Some(200), Some(100), Some(0), Some(200), Some(200), Some(200), None]);
    assert_eq!((result.score, result.max), (Marks::from_points(9), Marks::from_points(14)));
    assert!(result.provisional);
    assert_eq!(result.questions[6].position, 7);
    answers.remove(&id(6));
    let result = AttemptResult::mark(&drawn, &bank, &answers, &BTreeMap::new()).unwrap();
    assert!(!result.provisional);
    assert_eq!(result.questions[6].mark.correct, Correctness::Blank);
    let stored = serde_json::to_string(&result).unwrap();
    assert_eq!(serde_json::from_str::<AttemptResult>(&stored).unwrap(), result);
}

#[test]
fn each_part_of_a_result_is_seen_only_where_the_policy_shows_it() {
    let bank = bank();
    let drawn = materialise(&everything(ShufflePolicy::Shuffled), &bank, Seed([6; 32])).unwrap();
    let answers = answers(&bank);
    let result = AttemptResult::mark(&drawn, &bank, &answers, &BTreeMap::new()).unwrap();
    let view = |policy: ReviewPolicy| {
        let view = ResultView::build(&result, &policy, &drawn, &bank, &answers, &plain);
        serde_json::to_value(view).unwrap()
    };
    let fields =
        |view: &Value| -> BTreeSet<String> { view["questions"][0].as_object().unwrap().keys().cloned().collect() };
    let always = BTreeSet::from(["id", "max", "position"].map(str::to_owned));
    let closed = view(ReviewPolicy::CLOSED);
    assert_eq!(fields(&closed), always);
    assert!(closed.get("score").is_none());
    assert!(!closed.to_string().contains("SECRET"));
    let more = |change: fn(&mut ReviewPolicy), names: &[&str]| {
        let mut policy = ReviewPolicy::CLOSED;
        change(&mut policy);
        let seen = view(policy);
        let added: BTreeSet<String> = fields(&seen).difference(&always).cloned().collect();
        assert_eq!(added, names.iter().map(|name| (*name).to_owned()).collect());
        seen
    };
    let scored = more(|p| p.show_score = Visibility::Shown, &["awarded", "correct"]);
    assert_eq!(scored["score"], 900_000);
    assert!(scored["questions"][6].get("awarded").is_none(), "the essay waits");
    let answered = more(|p| p.show_answers = Visibility::Shown, &["response"]);
    assert_eq!(answered["questions"][6]["response"], json!({"text": "words"}));
    let keyed = more(|p| p.show_correct = Visibility::Shown, &["correct_answer"]);
    let keys: Vec<&Value> = keyed["questions"].as_array().unwrap().iter().map(|q| &q["correct_answer"]).collect();
    assert_eq!(keys[1]["options"].as_array().unwrap().len(), 2);
    assert_eq!(keys[2], &json!({"kind": "truth", "choice": "true"}));
    assert_eq!(keys[3], &json!({"kind": "texts", "texts": ["SECRETpattern"]}));
    assert_eq!(keys[4]["ranges"].as_array().unwrap().len(), 1);
    assert_eq!(keys[5]["pairs"].as_object().unwrap().len(), 3);
    assert_eq!(keys[6], &json!({"kind": "by_hand"}));
    let told = more(|p| p.show_feedback = Visibility::Shown, &["feedback"]);
    assert_eq!(told["questions"][0]["feedback"], json!(["<p>SECRETfb1</p>", "<p>SECRETgeneral</p>"]));
}

/// A definition with overlapping pools, and the bank that goes with it.
fn definitions() -> impl Strategy<Value = PaperDefinition> {
    let policy = || prop_oneof![Just(ShufflePolicy::Fixed), Just(ShufflePolicy::Shuffled)];
    let item = prop_oneof![
        (0u128..20).prop_map(fixed),
        (prop::collection::btree_set(0u128..20, 1..12), 1usize..5).prop_map(|(pool, count)| draw(pool, count)),
    ];
    let sections = (policy(), prop::collection::vec(item, 0..5)).prop_map(|(shuffle, items)| section(shuffle, items));
    (prop::collection::vec(sections, 1..4), policy())
        .prop_map(|(sections, options)| PaperDefinition { sections, options })
}

fn large_bank() -> Bank {
    let base = bank();
    (0..20u128).map(|n| (version(n), base[&version(n % 7)].clone())).collect()
}

proptest! {
    #[test]
    fn a_valid_definition_gives_the_same_complete_paper_each_time(definition in definitions(), seed in any::<[u8; 32]>()) {
        let bank = large_bank();
        let drawn = materialise(&definition, &bank, Seed(seed));
        if definition.validate().is_err() {
            return Ok(());
        }
        let drawn = drawn.unwrap();
        prop_assert_eq!(&materialise(&definition, &bank, Seed(seed)).unwrap(), &drawn);
        let asked: Vec<QuestionId> = entries(&drawn).iter().map(|entry| entry.question).collect();
        prop_assert_eq!(asked.len(), definition.question_count());
        prop_assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len(), "a question is asked twice");
        prop_assert_eq!(entries(&drawn).iter().map(|entry| entry.points).sum::<Marks>(), definition.points());
        for (section, planned) in drawn.sections.iter().zip(&definition.sections) {
            prop_assert_eq!(section.questions.len(), planned.items.iter().map(Item::count).sum::<usize>());
        }
        for entry in entries(&drawn) {
            let offered: BTreeSet<_> = match &bank[&entry.version].body {
                QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => options.iter().map(|o| o.id).collect(),
                QuestionBody::Matching { matches, .. } => matches.iter().map(|m| m.id).collect(),
                _ => BTreeSet::new(),
            };
            prop_assert_eq!(entry.option_order.len(), offered.len());
            prop_assert_eq!(entry.option_order.iter().copied().collect::<BTreeSet<_>>(), offered);
        }
        StudentPaper::build(&drawn, &bank, &plain).unwrap();
    }

    #[test]
    fn different_papers_have_different_digests(definition in definitions(), one in any::<[u8; 32]>(), other in any::<[u8; 32]>()) {
        let bank = large_bank();
        let (Ok(a), Ok(b)) = (materialise(&definition, &bank, Seed(one)), materialise(&definition, &bank, Seed(other))) else {
            return Ok(());
        };
        prop_assert_eq!(a == b, a.digest() == b.digest());
    }
}
