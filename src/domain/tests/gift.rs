//! GIFT files as teachers have them: one with every construct, one full of mistakes, and noise.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::exams::gift::{self, GiftFaultCode, GiftImport, GiftItem, GiftNoteCode};
use examhall_domain::exams::{CaseRule, Fraction, Markup, MarkupFormat, NumericalRange, QuestionBody, QuestionKind};
use examhall_domain::seed::Seed;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const COMPLETE: &str = include_str!("../../../tests/data/gift/complete.gift");
const DIRTY: &str = include_str!("../../../tests/data/gift/dirty.gift");
const SEED: Seed = Seed([9; 32]);
const MEGABYTE: usize = 1 << 20;
/// Far above what linear work takes in a debug build on a busy machine, far below the hours of quadratic work.
const IN_TIME: Duration = Duration::from_secs(60);

fn import(text: &str) -> GiftImport {
    gift::parse(text, SEED)
}

/// The one question of a text.
fn only(text: &str) -> GiftItem {
    let import = import(text);
    assert!(import.faults.is_empty(), "{text}: {:?}", import.faults);
    let [item] = import.items.as_slice() else {
        panic!("{text}: {:?}", import.items);
    };
    item.clone()
}

/// The one fault of a text.
fn fault(text: &str) -> (usize, Option<usize>, GiftFaultCode) {
    let import = import(text);
    let [fault] = import.faults.as_slice() else {
        panic!("{text}: {:?}", import.faults);
    };
    (fault.line, fault.column, fault.code)
}

fn item<'a>(import: &'a GiftImport, name: &str) -> &'a GiftItem {
    let named = import.items.iter().find(|item| item.question.name == name);
    named.unwrap_or_else(|| panic!("no question is named {name}"))
}

fn percents(body: &QuestionBody) -> Vec<i64> {
    let fractions: Vec<Fraction> = match body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
            options.iter().map(|option| option.fraction).collect()
        }
        QuestionBody::ShortText { answers, .. } => answers.iter().map(|a| a.fraction).collect(),
        QuestionBody::Numerical { answers } => answers.iter().map(|a| a.fraction).collect(),
        other => panic!("{other:?} has no weights"),
    };
    fractions.iter().map(|fraction| fraction.0 / 100_000).collect()
}

fn texts(body: &QuestionBody) -> Vec<&str> {
    match body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
            options.iter().map(|option| option.text.source.as_str()).collect()
        }
        QuestionBody::ShortText { answers, .. } => answers.iter().map(|a| a.pattern.as_str()).collect(),
        other => panic!("{other:?} has no texts"),
    }
}

fn feedbacks(body: &QuestionBody) -> Vec<&str> {
    let feedbacks: Vec<&Option<Markup>> = match body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => {
            options.iter().map(|option| &option.feedback).collect()
        }
        QuestionBody::ShortText { answers, .. } => answers.iter().map(|a| &a.feedback).collect(),
        QuestionBody::Numerical { answers } => answers.iter().map(|a| &a.feedback).collect(),
        QuestionBody::TrueFalse { feedback_true, feedback_false, .. } => vec![feedback_true, feedback_false],
        other => panic!("{other:?} has no feedback"),
    };
    let sources = feedbacks.into_iter().map(|feedback| feedback.as_ref());
    sources.map(|markup| markup.map_or("", |markup| markup.source.as_str())).collect()
}

#[test]
fn the_file_with_every_construct_has_no_faults() {
    let import = import(COMPLETE);
    assert!(import.faults.is_empty(), "{:#?}", import.faults);
    let kinds: Vec<QuestionKind> = import.items.iter().map(|i| i.question.body.kind()).collect();
    use QuestionKind::*;
    assert_eq!(
        kinds,
        [
            SingleChoice,
            MultipleChoice,
            TrueFalse,
            TrueFalse,
            TrueFalse,
            ShortText,
            ShortText,
            ShortText,
            SingleChoice,
            ShortText,
            Numerical,
            Numerical,
            Numerical,
            Numerical,
            Numerical,
            Numerical,
            Matching,
            Essay,
            Essay,
            SingleChoice,
            ShortText,
            SingleChoice,
            SingleChoice,
            SingleChoice,
        ]
    );
    let notes: Vec<GiftNoteCode> = import.notes.iter().map(|note| note.code).collect();
    assert_eq!(notes, [GiftNoteCode::DescriptionSkipped]);
    assert!(import.notes[0].excerpt.starts_with("This paragraph asks nothing"));
}

#[test]
fn titles_ids_tags_categories_and_lines_are_kept() {
    let import = import(COMPLETE);
    let capital = item(&import, "Capital of France");
    assert_eq!(capital.id.as_deref(), Some("geo-1"));
    assert_eq!(capital.tags, ["europe", "capital cities"]);
    assert_eq!(capital.category, ["Geography", "Rivers / Lakes"]);
    assert_eq!(capital.line, 7);
    let sun = item(&import, "The Sun is a star.");
    assert_eq!(sun.category, ["Physics"]);
    assert_eq!(sun.id, None);
    let feedback = capital.question.general_feedback.as_ref().unwrap();
    assert_eq!(feedback.source, "Remember the Seine.");
    assert_eq!(item(&import, "Escapes : title").question.text.source, "Which of {} ~ = # : is a brace?");
}

#[test]
fn choices_carry_weights_formats_and_feedback() {
    let import = import(COMPLETE);
    let capital = &item(&import, "Capital of France").question.body;
    assert_eq!(percents(capital), [100, 0, 50]);
    assert_eq!(texts(capital), ["Paris", "Lyon", "Versailles"]);
    assert_eq!(feedbacks(capital)[0], "Yes, since the tenth century.");

    let primes = &item(&import, "Prime numbers").question;
    assert_eq!(primes.text.format, MarkupFormat::Html);
    assert_eq!(percents(&primes.body), [33, 33, 33, -100]);
    let QuestionBody::MultipleChoice { options } = &primes.body else {
        panic!("{primes:?}");
    };
    assert_eq!(options[0].fraction, Fraction(3_333_333));
    assert_eq!(options[0].text.format, MarkupFormat::Html, "options take the question's format");
    assert_eq!(options[2].text, Markup::new(MarkupFormat::Markdown, "*five*"));

    let escapes = &item(&import, "Escapes : title").question.body;
    assert_eq!(texts(escapes), ["{", "~", "=", r"\", "#:"]);
    assert_eq!(feedbacks(escapes)[0], "A brace, in set notation {1}.");
    assert_eq!(feedbacks(escapes)[2], "An equals sign = so.");

    let image = &item(&import, "Image").question.body;
    assert_eq!(texts(image), [r##"<img src="a.png" style="color:#ff0000">"##, "<img src='b.png'>"]);
    assert_eq!(feedbacks(image), [r#"<a href="x?y=z">why</a>"#, ""]);
    assert_eq!(texts(&item(&import, "Blank lines inside").question.body), ["the first", "the second"]);
}

#[test]
fn true_and_false_give_the_first_feedback_to_those_who_are_wrong() {
    let of = |text| only(text).question.body;
    let truth = |body: &QuestionBody| matches!(body, QuestionBody::TrueFalse { correct: true, .. });
    for text in ["a {T}", "a {TRUE}", "a{ true }", "a {True#no}"] {
        assert!(truth(&of(text)), "{text}");
    }
    for text in ["a {F}", "a {FALSE}", "a {false}"] {
        assert!(!truth(&of(text)), "{text}");
    }
    assert_eq!(feedbacks(&of("a {F#wrong#right}")), ["wrong", "right"]);
    assert_eq!(feedbacks(&of("a {T#wrong#right}")), ["right", "wrong"]);
    assert_eq!(feedbacks(&of("a {T##right}")), ["right", ""]);
    assert_eq!(of("a {t}").kind(), QuestionKind::ShortText);
}

#[test]
fn short_answers_keep_their_wildcards_and_gaps_stay_in_the_text() {
    let import = import(COMPLETE);
    let hamlet = &item(&import, "Who wrote Hamlet?").question.body;
    assert_eq!(texts(hamlet), ["Shakespeare", "Shakespear", "*"]);
    assert_eq!(percents(hamlet), [100, 80, 0]);
    assert!(matches!(hamlet, QuestionBody::ShortText { case: CaseRule::Insensitive, .. }));
    let plain = only(r"[plain]First\nsecond {=yes =3\*4}").question;
    assert_eq!(plain.text, Markup::plain("First\nsecond"));
    assert_eq!(texts(&plain.body), ["yes", r"3\*4"]);
    for (text, asked) in [
        ("The cat {~sits =sat} on the mat.", "The cat _____ on the mat."),
        ("{=Asia} is large.", "_____ is large."),
        ("Is it so? {=yes}.", "Is it so? _____."),
        ("Is it so? {=yes} ", "Is it so?"),
    ] {
        assert_eq!(only(text).question.text.source, asked);
    }
}

#[test]
fn the_last_four_hashes_start_what_is_said_to_everybody() {
    let question = only(r"a {=b ~c#no####shown\#### as text####to all}").question;
    assert_eq!(question.general_feedback.unwrap().source, "to all");
    assert_eq!(feedbacks(&question.body), ["", "no####shown#### as text"]);
    assert_eq!(only("a {####[html] }").question.general_feedback, None);
}

#[test]
fn numbers_are_read_with_tolerances_ranges_and_what_is_said_to_the_rest() {
    let range = |text: &str| match only(text).question.body {
        QuestionBody::Numerical { answers } => serde_json::to_value(answers[0].range).unwrap(),
        other => panic!("{other:?}"),
    };
    for (text, expected) in [
        ("a {#3}", serde_json::json!({"kind": "exact", "value": "3"})),
        ("a {#=-3:0}", serde_json::json!({"kind": "exact", "value": "-3"})),
        ("a {#3:0.5}", serde_json::json!({"kind": "tolerance", "value": "3", "tolerance": "0.5"})),
        ("a {#-3.142..-3.141}", serde_json::json!({"kind": "between", "from": "-3.142", "to": "-3.141"})),
        ("a {# 1,5e3 : 1e2 }", serde_json::json!({"kind": "tolerance", "value": "1500", "tolerance": "100"})),
        (r"a {#=%100%3\:1}", serde_json::json!({"kind": "tolerance", "value": "3", "tolerance": "1"})),
    ] {
        assert_eq!(range(text), expected, "{text}");
    }
    let import = import(COMPLETE);
    let several = &item(&import, "Several ranges").question.body;
    assert_eq!(percents(several), [100, 50, 0]);
    assert_eq!(feedbacks(several), ["Exactly.", "Close: half of the points.", "Not even close."]);
    let QuestionBody::Numerical { answers } = several else {
        panic!("{several:?}");
    };
    assert_eq!(answers[2].range, NumericalRange::Any {});
    assert_eq!(percents(&only("a {#3:2~#Wrong}").question.body), [100, 0]);
}

#[test]
fn matches_that_read_the_same_share_an_id_and_lone_ones_are_distractors() {
    let import = import(COMPLETE);
    let QuestionBody::Matching { stems, matches } = &item(&import, "Match the capitals.").question.body else {
        panic!("not a matching question");
    };
    let read: Vec<&str> = matches.iter().map(|one| one.text.source.as_str()).collect();
    assert_eq!(read, ["Ottawa", "Rome", "Tokyo", "Nairobi"]);
    assert_eq!(stems.len(), 4);
    assert_eq!(stems[3].text, Markup::new(MarkupFormat::Html, "the <i>Vatican</i>"));
    let pairs: Vec<usize> =
        stems.iter().map(|stem| matches.iter().position(|one| one.id == stem.answer).unwrap()).collect();
    assert_eq!(pairs, [0, 1, 2, 1]);
    let arrow_in_choice = only("a {~b -> c =d}").question.body;
    assert_eq!(arrow_in_choice.kind(), QuestionKind::SingleChoice);
}

#[test]
fn a_choice_is_single_where_an_equals_sign_earns_everything() {
    let kind = |text| only(text).question.body.kind();
    assert_eq!(kind("a {=b ~c}"), QuestionKind::SingleChoice);
    assert_eq!(kind("a {=b =c ~d}"), QuestionKind::SingleChoice);
    assert_eq!(kind("a {=%100%b ~%0%c}"), QuestionKind::SingleChoice);
    assert_eq!(kind("a {~%100%b ~%-100%c}"), QuestionKind::MultipleChoice);
    assert_eq!(kind("a {=%50%b =%50%c ~d}"), QuestionKind::MultipleChoice);
    assert_eq!(percents(&only("a {~b =%50%c =d}").question.body), [0, 50, 100]);
}

#[test]
fn names_come_from_the_title_or_from_the_text_without_tags() {
    for (text, name) in [
        (":: My  title ::x {T}", "My title"),
        ("::::x {T}", "x"),
        ("[html]<p>1 < 2 &amp; so <br> on</p> {T}", "1 < 2 &amp; so on"),
        ("[html]<img src=x> {T}", "#1"),
    ] {
        assert_eq!(only(text).question.name, name, "{text}");
    }
    let long = format!("{} {{T}}", "word ".repeat(100));
    assert!(only(&long).question.name.chars().count() <= 80);
    let long = format!("::{}::x {{T}}", "t".repeat(300));
    assert_eq!(only(&long).question.name.chars().count(), 255);
}

#[test]
fn the_dirty_file_says_what_is_wrong_on_which_line_and_keeps_the_rest() {
    let import = import(DIRTY);
    let faults: Vec<(usize, GiftFaultCode)> = import.faults.iter().map(|f| (f.line, f.code)).collect();
    use GiftFaultCode::*;
    assert_eq!(
        faults,
        [
            (8, UnopenedBrace),
            (10, UnclosedBrace),
            (12, SeveralAnswerBlocks),
            (14, BraceInAnswer),
            (16, UnclosedTitle),
            (19, NoCorrectAnswer),
            (21, NoFullCredit),
            (23, WeightOutOfRange),
            (25, MalformedWeight),
            (27, NotANumber),
            (29, TooFewOptions),
            (31, RangeReversed),
            (33, PairWithoutArrow),
            (35, TooFewOptions),
            (37, TextMissing),
            (39, TextBeforeAnswers),
            (41, OptionEmpty),
            (44, IdRepeated),
        ]
    );
    let names: Vec<&str> = import.items.iter().map(|i| i.question.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Good one",
            "No empty line before",
            "Third in a row",
            "Arrows from a word processor",
            "French numbers",
            "Right after the category",
        ]
    );
    assert_eq!(import.items[2].id.as_deref(), Some("same"));
    assert_eq!(import.items[5].category, ["Last"]);
}

#[test]
fn faults_point_at_the_character_and_carry_what_a_sentence_needs() {
    use GiftFaultCode::*;
    assert_eq!(fault("é {=a"), (1, Some(3), UnclosedBrace));
    assert_eq!(fault("\n\na {=b\n~%50 c}"), (4, Some(2), MalformedWeight));
    assert_eq!(fault("a {#=1 =x}").1, Some(9));
    let text = import("a {#=1 =x}").faults.remove(0);
    assert_eq!(text.args["text"], "x");
    let text = import("a {~%33%b ~%33%c}").faults.remove(0);
    assert_eq!((text.args["best"].as_str(), text.excerpt.as_str()), ("66", "a {~%33%b ~%33%c}"));
    let json = serde_json::to_value(import("a {=b")).unwrap();
    assert_eq!(json["faults"][0]["code"], "unclosed_brace");
}

#[test]
fn every_line_end_gives_the_same_questions() {
    let unix = import(COMPLETE);
    assert_eq!(import(&COMPLETE.replace('\n', "\r\n")), unix);
    assert_eq!(import(&COMPLETE.replace('\n', "\r")), unix);
    assert_eq!(import(&format!("\u{feff}{COMPLETE}")), unix);
}

#[test]
fn option_ids_depend_on_the_seed_and_on_nothing_that_a_student_knows() {
    let ids = |seed| match &gift::parse("a {=b ~c}", seed).items[0].question.body {
        QuestionBody::SingleChoice { options } => [options[0].id, options[1].id],
        other => panic!("{other:?}"),
    };
    assert_eq!(ids(SEED), ids(SEED));
    assert_ne!(ids(SEED), ids(Seed([8; 32])));
    let right_first = (0..=255u8).filter(|n| {
        let [right, wrong] = ids(Seed([*n; 32]));
        right < wrong
    });
    assert!((98..158).contains(&right_first.count()));
}

#[test]
fn files_beyond_the_bounds_are_cut_and_say_so() {
    let last = |text: &str| import(text).faults.last().map(|fault| fault.code);
    assert_eq!(last(&" ".repeat(gift::FILE_BYTES_MAX + 1)), Some(GiftFaultCode::FileTooLarge));
    assert_eq!(last(&"a {\n\n".repeat(gift::FAULTS_MAX + 5)), Some(GiftFaultCode::TooManyFaults));
    assert_eq!(last(&"a {T}\n\n".repeat(gift::QUESTIONS_MAX)), None);
    assert_eq!(last(&"a {T}\n\n".repeat(gift::QUESTIONS_MAX + 1)), Some(GiftFaultCode::TooManyQuestions));
    assert_eq!(last(&"a\n\n".repeat(gift::NOTES_MAX + 1)), Some(GiftFaultCode::TooManyDescriptions));
    let broken = format!("a {{#{}}}", "=x".repeat(1000));
    assert_eq!(import(&broken).faults.len(), gift::FAULTS_OF_QUESTION_MAX);
    let many = format!("a {{{}}}", "=x".repeat(65));
    assert_eq!(last(&many), Some(GiftFaultCode::TooManyOptions));
}

#[test]
fn a_megabyte_of_nonsense_takes_no_longer_than_its_length() {
    let of_lines = ["a\n", "\n\n{", "{\n\n", "// [tag:\n", "$CATEGORY: /\n", "::"];
    let of_answers = ["=", "#", "\\", "<a href=\"", "=a -> b ", "~%50%"];
    let whole = of_lines.map(|part| part.repeat(MEGABYTE / part.len()));
    let inside = of_answers.map(|part| format!("a {{{}}}", part.repeat(MEGABYTE / part.len())));
    for text in whole.into_iter().chain(inside) {
        let started = Instant::now();
        let import = import(&text);
        let took = started.elapsed();
        eprintln!("{:?} {took:?}", &text[..8]);
        assert!(took < IN_TIME, "{:?} took {took:?}", &text[..20]);
        assert!(import.faults.len() <= gift::FAULTS_MAX + gift::FAULTS_OF_QUESTION_MAX + 1);
    }
}

#[test]
fn distinct_pairs_by_the_thousand_are_refused_in_time() {
    let pairs: String = (0..60_000).map(|n| format!("=s{n} -> m{n}\n")).collect();
    let started = Instant::now();
    assert_eq!(fault(&format!("a {{{pairs}}}")).2, GiftFaultCode::TooManyOptions);
    assert!(started.elapsed() < IN_TIME);
}

/// Writes a text so that it reads back as itself.
fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '~' | '=' | '#' | '{' | '}' | ':' | '\\' => format!("\\{c}"),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

fn words() -> impl Strategy<Value = String> {
    "[a-zA-Zé0-9~=#{}:\\\\%<>*?!.-]( ?[a-zA-Zé0-9~=#{}:\\\\%<>*?!.-]){0,12}"
        .prop_filter("formats and weights have their own tests", |text| !text.starts_with('%'))
}

proptest! {
    #[test]
    fn what_is_written_escaped_reads_back(
        title in words(), asked in words(), right in words(), wrong in prop::collection::vec(words(), 1..5),
        feedback in words(),
    ) {
        let wrong_lines: String = wrong.iter().map(|w| format!("\t~{}\n", escaped(w))).collect();
        let text = format!(
            "::{}::x {} {{\n\t={}#{}\n{wrong_lines}}}",
            escaped(&title), escaped(&asked), escaped(&right), escaped(&feedback)
        );
        let item = only(&text);
        prop_assert_eq!(&item.question.name, &title);
        prop_assert_eq!(item.question.text.source, format!("x {asked}"));
        let mut expected = vec![right.as_str()];
        expected.extend(wrong.iter().map(String::as_str));
        prop_assert_eq!(texts(&item.question.body), expected);
        prop_assert_eq!(feedbacks(&item.question.body)[0], feedback);
    }

    #[test]
    fn no_text_makes_it_panic_and_what_it_keeps_is_valid(text in "[ \\n\\r{}=~#%:\\\\<>\"/a-c1-3.$\\[\\]\u{feff}é-]{0,300}") {
        for item in import(&text).items {
            prop_assert_eq!(item.question.validate(), Ok(()));
            let stored = serde_json::to_string(&item.question).unwrap();
            prop_assert_eq!(serde_json::from_str(&stored).ok(), Some(item.question));
        }
    }

    #[test]
    fn any_damage_to_a_good_file_is_survived(at in 0usize..3000, length in 0usize..200, noise in "\\PC{0,8}") {
        let chars: Vec<char> = COMPLETE.chars().collect();
        let at = at.min(chars.len());
        let end = (at + length).min(chars.len());
        let damaged: String = chars[..at].iter().copied().chain(noise.chars()).chain(chars[end..].iter().copied()).collect();
        let lines = damaged.split(['\n', '\r']).count();
        let import = import(&damaged);
        prop_assert!(import.faults.iter().all(|fault| (1..=lines).contains(&fault.line)));
        let ids: BTreeSet<_> = import.items.iter().filter_map(|item| item.id.as_ref()).collect();
        prop_assert_eq!(ids.len(), import.items.iter().filter(|item| item.id.is_some()).count());
    }
}
