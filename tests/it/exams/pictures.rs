//! Pictures of questions as authors add them: what is taken, what is kept of it, and where it may be named.

use super::bank::{create, essay, faults};
use super::desk::{exam, import, with_role};
use crate::accounts::house::{Client, House, json, served_by_both_engines, slug};
use crate::rooms::school::taught_in_both_engines;
use crate::store::pictures::GIF;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall::store::media::picture;
use examhall_domain::accounts::Role;
use reqwest::Response;
use serde_json::{Value, json as value};

pub(crate) async fn add(author: &Client, exam: &str, file: &[u8]) -> Response {
    let request = author.request("POST", &format!("/api/exams/{exam}/pictures"));
    request.header("content-type", "image/png").body(file.to_vec()).send().await.unwrap()
}

/// The smallest GIF made larger by so many bytes that drawing it takes.
fn gif_of(bytes: usize) -> Vec<u8> {
    let (before, end) = GIF.split_at(GIF.len() - 2);
    // Blocks of data of at most 255 bytes, each behind its length.
    let mut file = before.to_vec();
    let mut left = bytes - GIF.len();
    while left > 0 {
        let block = left.min(256);
        file.push(u8::try_from(block - 1).unwrap());
        file.resize(file.len() + block - 1, 1);
        left -= block;
    }
    [file, end.to_vec()].concat()
}

fn shows(picture: &Value, rest: &str) -> Value {
    let address = format!("picture:{}", picture["id"].as_str().unwrap());
    let mut question = essay("With a picture");
    question["text"] = value!({ "format": "html", "source": format!("See <img src=\"{address}\"{rest}>") });
    question
}

fn data(file: &[u8]) -> String {
    format!("data:image/gif;base64,{}", BASE64_STANDARD.encode(file))
}

async fn refused(answer: Response) -> (String, String) {
    faults(answer).await.remove(0)
}

served_by_both_engines! {
    async fn the_same_picture_is_added_once_and_given_back_safely(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Pictures").await;
        let noted = [&GIF[..13], b"!\xfe\x06Secret\0", &GIF[13..]].concat();
        let added = json(add(&author, &exam, &noted).await).await;
        assert_eq!((&added["media_type"], &added["width"], &added["height"]), (&value!("image/gif"), &value!(1), &value!(1)));
        assert_eq!(json(add(&author, &exam, GIF).await).await, added, "without its notes it is the same picture");
        let path = format!("/api/exams/{exam}/pictures/{}", added["id"].as_str().unwrap());
        let shown = author.get(&path).await;
        let header = |name: &str| shown.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "image/gif");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "private, no-cache");
        assert!(header("content-security-policy").contains("sandbox"));
        let etag = header("etag");
        assert_eq!(shown.bytes().await.unwrap(), GIF);
        assert_eq!(author.with("if-none-match", etag).get(&path).await.status(), 304);
        let stranger = with_role(house, "stranger", Role::Author).await;
        assert_eq!(slug(stranger.get(&path).await).await, "not-found");
        for name in ["0", &"0".repeat(64)] {
            assert_eq!(slug(author.get(&format!("/api/exams/{exam}/pictures/{name}")).await).await, "not-found");
        }
    }

    async fn a_question_names_pictures_that_its_exam_has_and_gives_them_words(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let (exam, other) = (exam(&author, "Pictures").await, exam(&author, "Other").await);
        let picture = json(add(&author, &exam, GIF).await).await;
        let command = |question: &Value| value!({ "question": question });
        let described = shows(&picture, " alt=\"A dot\"");
        for rest in ["", " alt=\" \""] {
            let silent = create(&author, &exam, command(&shows(&picture, rest))).await;
            assert_eq!(refused(silent).await, ("/question/text".to_owned(), "picture_without_words".to_owned()));
        }
        let elsewhere = create(&author, &other, command(&described)).await;
        assert_eq!(refused(elsewhere).await, ("/question/text".to_owned(), "picture_unknown".to_owned()));
        let made = json(create(&author, &exam, command(&described)).await).await;
        let path = format!("/api/exams/{exam}/questions/{}", made["id"].as_str().unwrap());
        let silent = value!({ "base_version": 1, "question": shows(&picture, "") });
        assert_eq!(refused(author.put(&path, silent).await).await.1, "picture_without_words");
        let mut changed = described.clone();
        changed["name"] = value!("Changed");
        json(author.put(&path, value!({ "base_version": 1, "question": changed })).await).await;
        let back = json(author.post(&format!("{path}/versions/1/restore"), value!({ "base_version": 2 })).await).await;
        assert_eq!((&back["version"], &back["question"]["text"]), (&value!(3), &described["text"]));
        let preview = json(author.post(&format!("/api/exams/{exam}/preview"), command(&described)).await).await;
        let text = preview["shown"]["text"].as_str().unwrap();
        assert!(text.contains("width=\"1\" height=\"1\"") && text.contains("alt=\"A dot\""), "{text}");
    }

    /// What no question shows any more was kept for good and counted against the exam's room.
    async fn what_is_shown_nowhere_is_named_and_can_be_removed(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let (exam, other) = (exam(&author, "Pictures").await, exam(&author, "Other").await);
        let mut ids = Vec::new();
        for bytes in [100, 200, 300, 400] {
            ids.push(json(add(&author, &exam, &gif_of(bytes)).await).await);
        }
        json(add(&author, &other, &gif_of(400)).await).await;
        let shown = |picture: &Value| value!({ "question": shows(picture, " alt=\"A dot\"") });
        json(create(&author, &exam, shown(&ids[0])).await).await;
        let changed = json(create(&author, &exam, shown(&ids[1])).await).await;
        let edit = value!({ "base_version": 1, "question": essay("Without a picture") });
        let question = format!("/api/exams/{exam}/questions/{}", changed["id"].as_str().unwrap());
        json(author.put(&question, edit).await).await;
        let pictures = format!("/api/exams/{exam}/pictures");
        let listed = async || {
            let listed = json(author.get(&pictures).await).await;
            let used = |id: &Value| {
                let one = listed["items"].as_array().unwrap().iter().find(|one| one["id"] == id["id"]);
                one.map(|one| one["used"].as_str().unwrap().to_owned()).unwrap_or_default()
            };
            (ids.iter().map(used).collect::<Vec<_>>(), listed["size_bytes"].as_i64().unwrap())
        };
        assert_eq!(listed().await, (["now", "earlier", "nowhere", "nowhere"].map(str::to_owned).to_vec(), 1_000));
        let one = |id: &Value| format!("{pictures}/{}", id["id"].as_str().unwrap());
        for kept in &ids[..2] {
            assert_eq!(slug(author.delete(&one(kept)).await).await, "picture-used");
        }
        assert_eq!(author.delete(&one(&ids[2])).await.status(), 204);
        assert_eq!(slug(author.delete(&one(&ids[2])).await).await, "not-found");
        assert_eq!(slug(author.get(&one(&ids[2])).await).await, "not-found");
        let gone = json(author.post(&format!("{pictures}/remove-unused"), value!({})).await).await;
        assert_eq!(gone, value!({ "removed": 1 }));
        assert_eq!(listed().await, (["now", "earlier", "", ""].map(str::to_owned).to_vec(), 300));
        let elsewhere = author.get(&format!("/api/exams/{other}/pictures/{}", ids[3]["id"].as_str().unwrap())).await;
        assert_eq!(elsewhere.status(), 200, "another exam keeps it");
        let kept = |id: &Value| picture::find(house.store.read(), id["id"].as_str().unwrap().parse().unwrap());
        assert!(kept(&ids[2]).await.unwrap().is_none(), "nothing has its bytes any more");
        assert!(kept(&ids[3]).await.unwrap().is_some());
        json(add(&author, &exam, &gif_of(300)).await).await;
        assert_eq!(listed().await.0[2], "nowhere", "and it can be added again");
    }

    async fn a_file_brings_its_pictures_and_names_by_line_those_that_it_lacks(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Pictures").await;
        let image = |address: &str, alt: &str| format!("<img src\\=\"{}\" {alt}>", address.replace('=', "\\="));
        let good = format!("::a::[html]See {} {{T}}", image(&data(GIF), "alt\\=\"A dot\""));
        for _ in 0..2 {
            let report = json(import(&author, &exam, "mode=publish", good.as_bytes()).await).await;
            assert_eq!((&report["published"], &report["notes"]), (&value!(true), &value!([])), "{report}");
        }
        let page = json(author.get(&format!("/api/exams/{exam}/questions")).await).await;
        assert_eq!((page["items"].as_array().unwrap().len(), &page["items"][0]["version"]), (1, &value!(1)));
        let text = page["items"][0]["text"].as_str().unwrap();
        let name = text.split("picture:").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(author.get(&format!("/api/exams/{exam}/pictures/{name}")).await.bytes().await.unwrap(), GIF);
        let bad = [
            good,
            format!("::b::[html]{} {{T}}", image(&data(&GIF[..20]), "alt\\=\"cut\"")),
            format!("::c::[html]{} {{T}}", image(&data(GIF), "")),
            format!("::d::[html]{} {{T}}", image(&format!("picture:{}", "0".repeat(64)), "alt\\=\"who knows\"")),
            format!("::e::[html]{} {{T}}", image("@@PLUGINFILE@@/e.png", "alt\\=\"elsewhere\"")),
        ];
        let report = json(import(&author, &exam, "mode=check", bad.join("\n\n").as_bytes()).await).await;
        let told = |name: &str| -> Vec<(i64, String)> {
            let remarks = report[name].as_array().unwrap().iter();
            remarks.map(|one| (one["line"].as_i64().unwrap(), one["code"].as_str().unwrap().to_owned())).collect()
        };
        let faults = [(3, "picture_truncated"), (5, "picture_without_words"), (7, "picture_unknown")];
        assert_eq!(told("faults"), faults.map(|(line, code)| (line, code.to_owned())));
        assert!(told("notes").contains(&(9, "picture_left_out".to_owned())), "{report}");
        assert!(!report["faults"].to_string().contains("field."), "each has its sentence: {report}");
    }
}

taught_in_both_engines! { [
    ("EXAMHALL__MEDIA__PICTURE_BYTES_MAX", "1000"),
    ("EXAMHALL__MEDIA__PICTURE_PIXELS_MAX", "1000000"),
    ("EXAMHALL__MEDIA__EXAM_BYTES_MAX", "1500"),
]
    async fn what_is_too_large_or_no_picture_is_refused_with_a_sentence(house: &House) {
        let author = with_role(house, "author", Role::Author).await;
        let exam = exam(&author, "Pictures").await;
        assert_eq!(slug(add(&author, &exam, &gif_of(1_001)).await).await, "payload-too-large");
        let sized = |width: u16, height: u16| {
            let mut file = GIF.to_vec();
            for (at, side) in [(6, width), (8, height), (18, width), (20, height)] {
                file[at..at + 2].copy_from_slice(&side.to_le_bytes());
            }
            file
        };
        let refusals: [(&[u8], &str); 5] = [
            (b"<svg onload=\"alert(1)\"/>", "picture_unknown_kind"),
            (b"", "picture_unknown_kind"),
            (&GIF[..GIF.len() - 1], "picture_truncated"),
            (&sized(1_001, 1_000), "picture_too_many_pixels"),
            (&[&GIF[..GIF.len() - 1], &GIF[13..]].concat(), "picture_moving"),
        ];
        for (file, code) in refusals {
            assert_eq!(refused(add(&author, &exam, file).await).await, (String::new(), code.to_owned()));
        }
        json(add(&author, &exam, &sized(1_000, 1_000)).await).await;
        json(add(&author, &exam, &gif_of(1_000)).await).await;
        json(add(&author, &exam, &gif_of(500 - GIF.len())).await).await;
        assert_eq!(refused(add(&author, &exam, GIF).await).await.1, "pictures_full");
        json(add(&author, &exam, &gif_of(1_000)).await).await;
        let file = format!("[html]<img src\\=\"{}\" alt\\=\"a\"> {{T}}", data(GIF).replace('=', "\\="));
        let report = json(import(&author, &exam, "mode=check", file.as_bytes()).await).await;
        assert_eq!(report["faults"][0]["code"], "pictures_full");
    }
}
