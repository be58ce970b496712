//! Responses to imported questions: what is accepted, what it earns and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::exams::{
    CaseRule, Choice, Correctness, Decimal, Fraction, Marks, Markup, NumericalAnswer, NumericalRange, OptionId,
    Question, QuestionBody, QuestionFault, Response, ResponseFault, TextAnswer, gift, mark,
};
use examhall_domain::seed::Seed;
use proptest::prelude::*;
use serde_json::{Value, json};

const MAX: Marks = Marks::from_points(2);

fn question(text: &str) -> Question {
    let mut import = gift::parse(text, Seed([5; 32]));
    assert!(import.faults.is_empty(), "{text}: {:?}", import.faults);
    import.items.remove(0).question
}

/// The ids of the options, or of stems and then matches, in the author's order.
fn ids(question: &Question) -> Vec<String> {
    let ids: Vec<OptionId> = match &question.body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
            options.iter().map(|option| option.id).collect()
        }
        QuestionBody::Matching { stems, matches } => {
            let stems = stems.iter().map(|stem| stem.id);
            stems.chain(matches.iter().map(|one| one.id)).collect()
        }
        other => panic!("{other:?} has no options"),
    };
    ids.iter().map(OptionId::to_string).collect()
}

fn respond(question: &Question, value: Value) -> Response {
    Response::parse(&question.body, &value).unwrap_or_else(|refused| panic!("{value}: {refused}"))
}

fn refusal(question: &Question, value: Value) -> (ResponseFault, String) {
    let refused = Response::parse(&question.body, &value).expect_err("it should have been refused");
    (refused.fault, refused.pointer)
}

/// Percent and correctness that a response earns.
fn earns(question: &Question, value: Value) -> (i64, Correctness) {
    let mark = mark(question, MAX, Some(&respond(question, value)));
    let fraction = mark.fraction.unwrap();
    assert_eq!(mark.awarded, Some(MAX.scaled(fraction)));
    (fraction.0 / 100_000, mark.correct)
}

#[test]
fn one_option_earns_its_fraction_and_never_less_than_nothing() {
    let q = question("a {=b#yes ~%50%c ~%-100%d ~e####all}");
    let ids = ids(&q);
    let earned = |n: usize| earns(&q, json!({"choice": ids[n]}));
    assert_eq!(earned(0), (100, Correctness::Correct));
    assert_eq!(earned(1), (50, Correctness::Partial));
    assert_eq!(earned(2), (0, Correctness::Wrong));
    assert_eq!(earned(3), (0, Correctness::Wrong));
    let said = |n: usize| {
        let mark = mark(&q, MAX, Some(&respond(&q, json!({"choice": ids[n]}))));
        mark.feedback.into_iter().map(|f| f.source).collect::<Vec<_>>()
    };
    assert_eq!(said(0), ["yes", "all"]);
    assert_eq!(said(3), ["all"]);
}

#[test]
fn options_add_up_and_are_clipped() {
    let q = question("a {~%33.33333%b ~%33.33333%c ~%33.33333%d ~%-50%e}");
    let ids = ids(&q);
    let earned = |chosen: &[usize]| {
        let chosen: Vec<&String> = chosen.iter().map(|n| &ids[*n]).collect();
        earns(&q, json!({"choices": chosen}))
    };
    assert_eq!(earned(&[0, 1, 2]), (100, Correctness::Correct));
    assert_eq!(earned(&[2, 0]), (66, Correctness::Partial));
    assert_eq!(earned(&[0, 3]), (0, Correctness::Wrong));
    assert_eq!(earned(&[]), (0, Correctness::Blank));
    let generous = question("a {~%100%b ~%100%c}");
    let both = self::ids(&generous);
    assert_eq!(earns(&generous, json!({"choices": both})), (100, Correctness::Correct));
}

#[test]
fn the_first_pattern_that_matches_counts() {
    let q = question("a {=Shakespeare =%80%Shakesp*#almost =%0%*#no}");
    let earned = |text: &str| earns(&q, json!({"text": text}));
    assert_eq!(earned(" shakespeare\n"), (100, Correctness::Correct));
    assert_eq!(earned("Shakespere"), (80, Correctness::Partial));
    assert_eq!(earned("Marlowe"), (0, Correctness::Wrong));
    assert_eq!(earned("   "), (0, Correctness::Blank));
    let mark = mark(&q, MAX, Some(&respond(&q, json!({"text": "Marlowe"}))));
    assert_eq!(mark.feedback, [Markup::new(examhall_domain::exams::MarkupFormat::Moodle, "no")]);
}

#[test]
fn the_boundary_of_a_tolerance_belongs_to_it() {
    let q = question("a {#0.3:0.1}");
    let earned = |number: Value| earns(&q, json!({"number": number})).0;
    for right in [json!("0.2"), json!("0,4"), json!(0.4), json!(0.2), json!("4e-1"), json!("0.40000000000000000000")] {
        assert_eq!(earned(right.clone()), 100, "{right}");
    }
    for wrong in
        [json!("0.400000000000000000001"), json!("0.19999999999999999"), json!("-0.3"), json!("1e300"), json!(3)]
    {
        assert_eq!(earned(wrong.clone()), 0, "{wrong}");
    }
}

#[test]
fn the_first_range_that_holds_the_number_counts() {
    let q = question("a {#=1822:0 =%50%1822:2 =1..5 ~#no}");
    let earned = |number: &str| earns(&q, json!({"number": number, "unit": "years"})).0;
    assert_eq!(["1822", "1823", "1825", "1", "5", "5.1"].map(earned), [100, 50, 0, 100, 100, 0]);
    let said = mark(&q, MAX, Some(&respond(&q, json!({"number": 9})))).feedback;
    assert_eq!(said[0].source, "no");
}

#[test]
fn statements_earn_all_or_nothing_with_the_feedback_of_the_chosen_side() {
    let q = question("a {F#it is not#right}");
    let of = |choice: &str| mark(&q, MAX, Some(&respond(&q, json!({"choice": choice}))));
    assert_eq!(of("false").awarded, Some(MAX));
    assert_eq!(of("false").feedback[0].source, "right");
    assert_eq!(of("true").awarded, Some(Marks::ZERO));
    assert_eq!(of("true").feedback[0].source, "it is not");
}

#[test]
fn pairs_earn_their_share() {
    let q = question("a {=s1 -> m1 =s2 -> m2 =s3 -> m1 = -> m3}");
    let ids = ids(&q);
    let (s, m) = ids.split_at(3);
    let earned = |pairs: Value| earns(&q, json!({"pairs": pairs}));
    let full = json!({&s[0]: &m[0], &s[1]: &m[1], &s[2]: &m[0]});
    assert_eq!(earned(full), (100, Correctness::Correct));
    assert_eq!(earned(json!({&s[0]: &m[0], &s[1]: &m[2]})), (33, Correctness::Partial));
    assert_eq!(earned(json!({&s[0]: &m[2]})), (0, Correctness::Wrong));
    assert_eq!(earned(json!({})), (0, Correctness::Blank));
}

#[test]
fn an_essay_waits_for_a_person_unless_it_is_blank() {
    let q = question("a {####thanks}");
    let waiting = mark(&q, MAX, Some(&respond(&q, json!({"text": "words"}))));
    assert_eq!((waiting.awarded, waiting.fraction, waiting.correct), (None, None, Correctness::Pending));
    assert_eq!(waiting.feedback[0].source, "thanks");
    for blank in [json!(null), json!({"text": " \n "})] {
        let mark = mark(&q, MAX, Some(&respond(&q, blank)));
        assert_eq!((mark.awarded, mark.correct), (Some(Marks::ZERO), Correctness::Blank));
    }
}

const ONE_OF_EACH: [&str; 7] =
    ["a {=b ~c}", "a {~%100%b ~c}", "a {T}", "a {=b}", "a {#1}", "a {=b -> c =d -> e}", "a {}"];

#[test]
fn nothing_answered_earns_nothing_whatever_the_kind() {
    for text in ONE_OF_EACH {
        let q = question(text);
        assert_eq!(respond(&q, Value::Null), Response::Blank);
        for response in [None, Some(Response::Blank)] {
            let mark = mark(&q, MAX, response.as_ref());
            assert_eq!((mark.awarded, mark.correct), (Some(Marks::ZERO), Correctness::Blank), "{text}");
        }
    }
}

#[test]
fn responses_of_another_shape_are_refused_where_they_are_wrong() {
    use ResponseFault::*;
    for text in ONE_OF_EACH {
        let q = question(text);
        for value in [json!(1), json!("b"), json!([]), json!(true)] {
            assert_eq!(refusal(&q, value), (WrongType, String::new()), "{text}");
        }
        assert_eq!(refusal(&q, json!({})).0, MissingField, "{text}");
        assert_eq!(refusal(&q, json!({"a/b~": 1})), (UnknownField, "/a~1b~0".to_owned()), "{text}");
    }
    let of = |text: &str, value: Value| refusal(&question(text), value);
    let at = |fault, pointer: &str| (fault, pointer.to_owned());
    assert_eq!(of("a {=b ~c}", json!({"choice": 1})), at(WrongType, "/choice"));
    assert_eq!(of("a {=b ~c}", json!({"choice": "00000000"})), at(UnknownOption, "/choice"));
    assert_eq!(of("a {=b ~c}", json!({"choice": "0"})), at(UnknownOption, "/choice"));
    assert_eq!(of("a {T}", json!({"choice": "yes"})), at(UnknownOption, "/choice"));
    assert_eq!(of("a {T}", json!({"choice": true})), at(WrongType, "/choice"));
    assert_eq!(of("a {~%100%b ~c}", json!({"choices": "x"})), at(WrongType, "/choices"));
    assert_eq!(of("a {~%100%b ~c}", json!({"choices": ["x"]})), at(UnknownOption, "/choices/0"));
    assert_eq!(of("a {=b}", json!({"text": 1})), at(WrongType, "/text"));
    assert_eq!(of("a {=b}", json!({"text": "x".repeat(4097)})), at(TextTooLong, "/text"));
    assert_eq!(of("a {}", json!({"text": "x".repeat(32769)})), at(TextTooLong, "/text"));
    assert_eq!(of("a {#1}", json!({"number": null})), at(WrongType, "/number"));
    for text in ["NaN", "inf", "about 5", "0x1", "1e"] {
        assert_eq!(of("a {#1}", json!({"number": text})), at(NotANumber, "/number"), "{text}");
    }
    assert_eq!(of("a {#1}", json!({"number": "1e9999"})), at(NumberOutOfRange, "/number"));
    assert_eq!(of("a {#1}", json!({"number": 1, "unit": 3})), at(WrongType, "/unit"));
    assert_eq!(of("a {#1}", json!({"number": 1, "unit": "m".repeat(33)})), at(TextTooLong, "/unit"));
    assert_eq!(of("a {=b -> c =d -> e}", json!({"pairs": []})), at(WrongType, "/pairs"));
    assert_eq!(of("a {=b -> c =d -> e}", json!({"pairs": {"x": "y"}})), at(UnknownOption, "/pairs/x"));
}

#[test]
fn options_named_twice_or_in_the_wrong_place_are_refused() {
    let q = question("a {~%100%b ~c}");
    let first = &ids(&q)[0];
    let twice = refusal(&q, json!({"choices": [first, first]}));
    assert_eq!(twice, (ResponseFault::RepeatedOption, "/choices/1".to_owned()));
    let q = question("a {=b -> c =d -> e}");
    let ids = ids(&q);
    let stem_for_stem = refusal(&q, json!({"pairs": {&ids[0]: &ids[1]}}));
    assert_eq!(stem_for_stem, (ResponseFault::UnknownOption, format!("/pairs/{}", ids[0])));
}

#[test]
fn a_number_field_that_was_emptied_is_an_answer_taken_back() {
    let q = question("a {#1}");
    assert_eq!(respond(&q, json!({"number": "  "})), Response::Blank);
    assert_eq!(respond(&q, json!({"number": "1", "unit": null})), respond(&q, json!({"number": 1})));
}

#[test]
fn responses_serialise_to_what_they_are_read_from() {
    for text in ONE_OF_EACH {
        let q = question(text);
        let value = match &q.body {
            QuestionBody::SingleChoice { .. } => json!({"choice": ids(&q)[0]}),
            QuestionBody::MultipleChoice { .. } => json!({"choices": [ids(&q)[0]]}),
            QuestionBody::TrueFalse { .. } => json!({"choice": "true"}),
            QuestionBody::ShortText { .. } | QuestionBody::Essay {} => json!({"text": "b"}),
            QuestionBody::Numerical { .. } => json!({"number": "1.5", "unit": "kg"}),
            QuestionBody::Matching { .. } => json!({"pairs": {&ids(&q)[0]: &ids(&q)[2]}}),
        };
        assert_eq!(serde_json::to_value(respond(&q, value.clone())).unwrap(), value);
    }
    assert_eq!(serde_json::to_value(Response::Blank).unwrap(), Value::Null);
}

#[test]
fn questions_that_cannot_be_marked_are_not_valid() {
    let good = question("a {=b ~c}");
    assert_eq!(good.validate(), Ok(()));
    let changed = |change: &dyn Fn(&mut Question)| {
        let mut q = good.clone();
        change(&mut q);
        q.validate().unwrap_err()
    };
    let text = |pattern: &str, fraction| TextAnswer { pattern: pattern.to_owned(), fraction, feedback: None };
    let numbers = |range| QuestionBody::Numerical {
        answers: vec![NumericalAnswer { range, fraction: Fraction::ONE, feedback: None }],
    };
    let decimal = |text| Decimal::parse(text).unwrap();
    let cases: Vec<(Vec<QuestionFault>, &str)> = vec![
        (changed(&|q| q.name = " ".into()), "name_missing"),
        (changed(&|q| q.name = "n".repeat(256)), "name_too_long"),
        (changed(&|q| q.text.source.clear()), "text_missing"),
        (changed(&|q| q.general_feedback = Some(Markup::plain("x".repeat(65537)))), "text_too_long"),
        (changed(&|q| options(q).truncate(1)), "too_few_options"),
        (changed(&|q| *options(q) = vec![options(q)[0].clone(); 65]), "too_many_options"),
        (changed(&|q| options(q)[1].text.source.clear()), "option_empty"),
        (changed(&|q| options(q)[1].id = options(q)[0].id), "option_id_repeated"),
        (changed(&|q| options(q)[1].fraction = Fraction(-10_000_001)), "weight_out_of_range"),
        (changed(&|q| options(q)[0].fraction = Fraction::ZERO), "no_correct_answer"),
        (changed(&|q| options(q)[0].fraction = Fraction(9_999_000)), "no_full_credit"),
        (
            changed(&|q| {
                q.body = QuestionBody::ShortText {
                    answers: vec![text("a", Fraction::ONE), text(" ", Fraction::ZERO)],
                    case: CaseRule::Sensitive,
                }
            }),
            "pattern_empty",
        ),
        (
            changed(&|q| {
                q.body = QuestionBody::ShortText {
                    answers: vec![text(&"a".repeat(1025), Fraction::ONE)],
                    case: CaseRule::Sensitive,
                }
            }),
            "pattern_too_long",
        ),
        (
            changed(&|q| q.body = numbers(NumericalRange::Tolerance { value: decimal("1"), tolerance: decimal("-1") })),
            "tolerance_negative",
        ),
        (
            changed(&|q| q.body = numbers(NumericalRange::Between { from: decimal("2"), to: decimal("1") })),
            "range_reversed",
        ),
        (
            changed(&|q| {
                q.body = numbers(NumericalRange::Tolerance { value: decimal("1e300"), tolerance: decimal("1") })
            }),
            "number_too_precise",
        ),
        (changed(&|q| q.body = matching(|body| body.0[0].answer = body.0[0].id)), "match_missing"),
        (changed(&|q| q.body = matching(|body| body.1[1].text = body.1[0].text.clone())), "match_repeated"),
    ];
    for (faults, code) in cases {
        let codes: Vec<&str> = faults.iter().map(QuestionFault::code).collect();
        assert_eq!(codes, [code]);
        assert!(!faults[0].to_string().is_empty());
    }
}

fn options(question: &mut Question) -> &mut Vec<Choice> {
    match &mut question.body {
        QuestionBody::SingleChoice { options } => options,
        other => panic!("{other:?}"),
    }
}

type Sides = (Vec<examhall_domain::exams::Stem>, Vec<examhall_domain::exams::Match>);

fn matching(change: impl Fn(&mut Sides)) -> QuestionBody {
    match question("a {=s1 -> m1 =s2 -> m2}").body {
        QuestionBody::Matching { stems, matches } => {
            let mut sides = (stems, matches);
            change(&mut sides);
            QuestionBody::Matching { stems: sides.0, matches: sides.1 }
        }
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn marks_stay_between_nothing_and_everything(
        weights in prop::collection::vec(-100i64..=100, 1..8), chosen in prop::collection::vec(any::<bool>(), 8),
        max in 1i64..100_000_000,
    ) {
        let others: String = weights.iter().enumerate().map(|(n, w)| format!("~%{w}%o{n} ")).collect();
        for text in [format!("a {{~%100%full {others}}}"), format!("a {{=full {others}}}")] {
            let q = question(&text);
            let ids = ids(&q);
            let picked: Vec<&String> = ids.iter().zip(&chosen).filter(|(_, c)| **c).map(|(id, _)| id).collect();
            let value = match &q.body {
                QuestionBody::SingleChoice { .. } => picked.first().map_or(Value::Null, |id| json!({"choice": id})),
                _ => json!({"choices": picked}),
            };
            let mark = mark(&q, Marks(max), Some(&respond(&q, value)));
            let awarded = mark.awarded.unwrap();
            prop_assert!(awarded >= Marks::ZERO && awarded <= Marks(max));
            prop_assert_eq!(awarded == Marks(max), mark.correct == Correctness::Correct || mark.max.scaled(mark.fraction.unwrap()) == Marks(max));
        }
    }

    #[test]
    fn a_number_counts_exactly_within_its_tolerance(value in -10_000i64..10_000, tolerance in 0i64..1_000, given in -12_000i64..12_000) {
        let q = question(&format!("a {{#{value}e-2:{tolerance}e-2}}"));
        let right = (given - value).abs() <= tolerance;
        let earned = earns(&q, json!({"number": format!("{given}e-2")})).0;
        prop_assert_eq!(earned == 100, right);
    }

    #[test]
    fn no_json_makes_reading_a_response_panic(text in "[{}\\[\\]\",:a-e0-9.-]{0,40}", key in "choice|choices|text|number|unit|pairs") {
        let values = [serde_json::from_str(&text).unwrap_or(Value::Null), json!({key: text})];
        for (text, value) in ONE_OF_EACH.iter().flat_map(|t| values.iter().map(move |v| (t, v))) {
            let q = question(text);
            if let Ok(response) = Response::parse(&q.body, value) {
                let mark = mark(&q, MAX, Some(&response));
                prop_assert!(mark.awarded.is_none_or(|marks| marks >= Marks::ZERO && marks <= MAX));
            }
        }
    }
}
