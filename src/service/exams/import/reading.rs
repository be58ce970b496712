//! From the bytes of a file to questions that know by what they are recognised. Takes its time: not for a thread that
//! serves requests.

use super::pictures::{self, PictureRemark};
use crate::service::exams::api::images;
use crate::service::exams::{encoding, render};
use crate::service::problem::Refusal;
use examhall_domain::exams::Question;
use examhall_domain::exams::bank::CategoryPath;
use examhall_domain::exams::gift::{self, GiftFault, GiftNote};
use examhall_domain::picture::{Picture, PictureDigest, PictureLimits};
use examhall_domain::seed::Seed;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a file gave.
pub(in crate::service::exams) struct Reading {
    pub questions: Vec<Read>,
    pub faults: Vec<GiftFault>,
    pub notes: Vec<GiftNote>,
    /// What travelled inside of the file.
    pub pictures: BTreeMap<PictureDigest, Picture>,
    /// What travelled inside of it and is no picture.
    pub no_pictures: Vec<PictureRemark>,
}

/// A question of the file.
pub(in crate::service::exams) struct Read {
    /// The line on which it starts, from 1.
    pub line: usize,
    /// Its parts separated by `/`; a `/` inside of a part is written `\/`.
    pub category: String,
    pub tags: BTreeSet<String>,
    pub question: Question,
    /// Stands for the author's name of the question.
    pub key: [u8; 32],
    /// Stands for everything that the author wrote of it.
    pub content: [u8; 32],
    pub pictures: Pictures,
    /// The pictures that its texts name.
    pub shown: BTreeSet<PictureDigest>,
}

/// Whether all pictures of a question can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::service::exams) enum Pictures {
    Kept,
    /// No words stand for one.
    WithoutWords,
    /// One is fetched from elsewhere, which no paper does.
    LeftOut,
}

impl Reading {
    /// What is wrong with the pictures of the file, `known` being those that the exam has or gets.
    pub(in crate::service::exams) fn picture_faults(&self, known: &BTreeSet<PictureDigest>) -> Vec<PictureRemark> {
        let of_question = |read: &Read| {
            let code = if !read.shown.is_subset(known) {
                "picture_unknown"
            } else if read.pictures == Pictures::WithoutWords {
                "picture_without_words"
            } else {
                return None;
            };
            Some(PictureRemark { line: read.line, code, args: Vec::new(), excerpt: read.question.name.clone() })
        };
        self.no_pictures.iter().cloned().chain(self.questions.iter().filter_map(of_question)).collect()
    }
}

/// Reads a whole file.
///
/// # Errors
/// `encoding-unknown` and `validation-failed` from finding out its encoding; what is wrong with questions is in the
/// reading.
pub(in crate::service::exams) fn read(
    bytes: &[u8],
    encoding: Option<&str>,
    seed: Seed,
    limits: PictureLimits,
) -> Result<Reading, Refusal> {
    let taken = pictures::take_out(&encoding::decode(bytes, encoding)?, limits);
    let import = gift::parse(&taken.text, seed);
    let mut namesakes = HashMap::new();
    let questions = import.items.into_iter().map(|item| {
        let category = path(&item.category);
        let key = match &item.id {
            Some(id) => digest(&["id", id]),
            None => {
                let name = (category.clone(), item.question.name.clone());
                let number = namesakes.entry(name).and_modify(|number| *number += 1).or_insert(1_usize);
                digest(&["name", &category, &item.question.name, &number.to_string()])
            }
        };
        let tags: BTreeSet<String> = item.tags.into_iter().collect();
        let html: Vec<String> = item.question.texts().into_iter().map(render::sanitised).collect();
        Read {
            line: item.line,
            key,
            content: content(&item.question, &category, &tags),
            pictures: pictures_in(&html),
            shown: html.iter().flat_map(|html| images::shown_in(html)).collect(),
            category,
            tags,
            question: item.question,
        }
    });
    Ok(Reading {
        questions: questions.collect(),
        faults: import.faults,
        notes: import.notes,
        pictures: taken.pictures,
        no_pictures: taken.faults,
    })
}

fn path(category: &[String]) -> String {
    CategoryPath::of(category.to_vec()).written()
}

/// SHA-256 over the parts, each preceded by its length, so that no two lists of parts are taken for each other.
fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Option ids are drawn anew at each reading, so they are replaced by their places before digesting.
fn content(question: &Question, category: &str, tags: &BTreeSet<String>) -> [u8; 32] {
    let Ok(mut written) = serde_json::to_value(question) else {
        unreachable!("a question has a JSON form: it is stored as such");
    };
    number_ids(&mut written, &mut HashMap::new());
    let written = written.to_string();
    let parts: Vec<&str> = [written.as_str(), category].into_iter().chain(tags.iter().map(String::as_str)).collect();
    digest(&parts)
}

/// Option ids are the strings under `id` and `answer`; no author's text stands under these names.
fn number_ids(value: &mut Value, numbers: &mut HashMap<String, usize>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(id) if name == "id" || name == "answer" => {
                        let next = numbers.len();
                        let number = *numbers.entry(id.clone()).or_insert(next);
                        *member = number.into();
                    }
                    other => number_ids(other, numbers),
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(|member| number_ids(member, numbers)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn pictures_in(html: &[String]) -> Pictures {
    if html.iter().any(|html| images::lacks_words(html)) {
        Pictures::WithoutWords
    } else if html.iter().any(|html| render::loses_picture(html)) {
        Pictures::LeftOut
    } else {
        Pictures::Kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PictureLimits = PictureLimits { bytes_max: 1_000, pixels_max: 1_000 };

    fn questions(text: &str, seed: u8) -> Vec<Read> {
        let reading = read(text.as_bytes(), None, Seed([seed; 32]), LIMITS).unwrap();
        assert_eq!(reading.faults, []);
        reading.questions
    }

    #[test]
    fn the_same_file_is_recognised_whatever_ids_its_options_get() {
        let text = "::a::Pick {=x ~y}\n\n::b::Match {=1 -> one =2 -> two = -> three}\n\n::c::Which {~%50%p ~%50%q ~r}";
        for (one, other) in questions(text, 1).iter().zip(&questions(text, 2)) {
            assert_ne!(one.question, other.question, "the options' ids differ");
            assert_eq!((one.key, one.content), (other.key, other.content));
        }
    }

    #[test]
    fn what_an_author_changes_is_seen_and_the_name_stays() {
        let before = &questions("$CATEGORY: c\n\n::a::Pick {=x ~y}", 1)[0];
        for changed in [
            "$CATEGORY: c\n\n::a::Pick one {=x ~y}",
            "$CATEGORY: c\n\n::a::Pick {=x ~z}",
            "$CATEGORY: c\n\n::a::Pick {~x =y}",
            "$CATEGORY: c\n\n// [tag:t]\n::a::Pick {=x ~y}",
        ] {
            let after = &questions(changed, 1)[0];
            assert_eq!(before.key, after.key, "{changed}");
            assert_ne!(before.content, after.content, "{changed}");
        }
    }

    #[test]
    fn an_id_outlives_a_new_title_and_a_new_category() {
        let before = &questions("// [id:7]\n::a::Pick {=x ~y}", 1)[0];
        let after = &questions("$CATEGORY: c\n\n// [id:7]\n::b::Pick {=x ~y}", 1)[0];
        assert_eq!(before.key, after.key);
        assert_ne!(before.content, after.content);
    }

    #[test]
    fn namesakes_are_told_apart_by_their_order() {
        let read = questions("::a::One {T}\n\n::a::Two {T}\n\n$CATEGORY: c\n\n::a::One {T}", 1);
        let keys: BTreeSet<_> = read.iter().map(|question| question.key).collect();
        assert_eq!(keys.len(), 3);
    }

    #[test]
    fn parts_of_a_category_keep_their_slashes_apart_from_its_levels() {
        assert_eq!(path(&["a/b".to_owned(), "c".to_owned()]), "a\\/b/c");
    }

    #[test]
    fn a_picture_from_elsewhere_is_noticed() {
        let read = questions("[html]See <img src\\=\"https\\://example.org/a.png\"> {T}\n\nPlain {T}", 1);
        assert_eq!(read.iter().map(|one| one.pictures).collect::<Vec<_>>(), [Pictures::LeftOut, Pictures::Kept]);
    }
}
