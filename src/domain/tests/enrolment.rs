//! Lists of people as teachers have them: from spreadsheets of two countries, from mail programs, and noise.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::exams::enrolment::{Entry, Line};
use examhall_domain::exams::{EnrolmentList, GroupLabel, LineFault, ListFault, TermsChange};
use examhall_domain::spreadsheet::harmless;
use examhall_domain::time::Span;
use proptest::prelude::*;

const LINES_MAX: usize = 5;

fn lines(text: &str) -> Vec<Line> {
    EnrolmentList::read(text, LINES_MAX).unwrap().lines
}

fn minutes(minutes: i64) -> Span {
    Span::from_secs(minutes * 60)
}

/// Line, address, name, minutes and group of each; a fault's name instead.
fn told(text: &str) -> Vec<String> {
    let tell = |line: Line| match line.entry {
        Ok(Entry { email, terms: TermsChange { extra_time, group } }) => {
            let minutes = extra_time.map_or("-".to_owned(), |span| (span.as_secs() / 60).to_string());
            let group = group.as_ref().map_or("-", GroupLabel::as_str);
            format!("{} {email} [{}] {minutes} {group}", line.number, line.name)
        }
        Err(fault) => format!("{} {} {}", line.number, line.address, fault.code()),
    };
    lines(text).into_iter().map(tell).collect()
}

#[test]
fn lists_are_read_whatever_wrote_them() {
    let both = ["2 ada@example.org [Ada] 15 B", "3 bert@example.org [Bert] - -"];
    for text in [
        "email,name,extra time,group\nAda@Example.org,Ada,15,B\nbert@example.org,Bert,,\n",
        "\u{feff}E-mail;Nom;Minutes supplémentaires;Groupe\r\nada@example.org;Ada;15;B\r\nbert@example.org;Bert;;\r\n",
        "Group\tName\tExtra minutes\tMail\nB\tAda\t15\tada@example.org\n\tBert\t\tbert@example.org",
        "\"Name\",\"E-mail address\",\"Extra time\",\"Group\"\r\"Ada\",\"ada@example.org\",\"15\",\"B\"\rBert,bert@example.org",
        "telephone,name,group,mail,minutes\n1, Ada ,B, ada@example.org ,15\n2,Bert,,bert@example.org,",
    ] {
        assert_eq!(told(text), both, "{text:?}");
    }
}

#[test]
fn without_headings_the_order_is_address_name_minutes_group() {
    assert_eq!(told("ada@example.org"), ["1 ada@example.org [] - -"]);
    assert_eq!(told("ada@example.org,Ada,0,Row 1"), ["1 ada@example.org [Ada] 0 Row 1"]);
    assert_eq!(told("ada@example.org;\"Lovelace, Ada\";;Row 1"), ["1 ada@example.org [Lovelace, Ada] - Row 1"]);
    assert_eq!(
        told("Ada Lovelace <ada@example.org>\n<b@example.org>"),
        ["1 ada@example.org [Ada Lovelace] - -", "2 b@example.org [] - -",]
    );
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let text = "\n\nmail,group\n\n\"ada@example.org\",\"two\nlines\"\n , \n\nbert@example.org,B\n";
    assert_eq!(told(text), ["5 ada@example.org [] - two\nlines", "9 bert@example.org [] - B"]);
}

#[test]
fn each_fault_stands_on_its_line_and_the_others_are_read() {
    let long = "x".repeat(81);
    for (line, fault) in [
        (",Ada,,", "address_missing"),
        ("ada,Ada,,", "address_malformed"),
        ("ok@example.org,Again,,", "repeated"),
        ("OK@example.org,Again,,", "repeated"),
        ("a@example.org,,quarter,", "extra_time"),
        ("a@example.org,,-1,", "extra_time"),
        ("a@example.org,,1441,", "extra_time"),
        ("a@example.org,,1.5,", "extra_time"),
        ("a@example.org,,99999999999999999999,", "extra_time"),
        (&format!("a@example.org,,,{long}"), "group"),
        ("a@example.org,,,\u{7}", "group"),
    ] {
        let read = lines(&format!("ok@example.org,,,\n{line}\nlast@example.org,,1440,"));
        assert_eq!(read[1].entry.as_ref().unwrap_err().code(), fault, "{line:?}");
        assert!(read[0].entry.is_ok() && read[2].entry.is_ok());
        assert_eq!(read[2].entry.as_ref().unwrap().terms.extra_time, Some(minutes(1440)));
    }
    let again = lines("a@example.org\nb@example.org\na@example.org");
    assert_eq!(again[2].entry, Err(LineFault::Repeated { first: 1 }));
}

#[test]
fn a_list_has_somebody_an_address_column_and_a_bound() {
    for nobody in ["", " \n\n", "\u{feff}", "mail,name\n"] {
        assert_eq!(EnrolmentList::read(nobody, LINES_MAX), Err(ListFault::Empty), "{nobody:?}");
    }
    assert_eq!(EnrolmentList::read("Name,Group\nAda,B", LINES_MAX), Err(ListFault::NoAddresses));
    let list = |count: usize| (0..count).map(|n| format!("a{n}@example.org\n")).collect::<String>();
    assert_eq!(lines(&list(LINES_MAX)).len(), LINES_MAX);
    assert_eq!(lines(&format!("mail\n{}", list(LINES_MAX))).len(), LINES_MAX);
    assert_eq!(EnrolmentList::read(&list(LINES_MAX + 1), LINES_MAX), Err(ListFault::TooLong { max: LINES_MAX }));
}

proptest! {
    #[test]
    fn noise_is_told_line_by_line_and_nothing_else_happens(text in "[a@.,;\t\"'<>\n\r =é0-9]{0,200}") {
        if let Ok(list) = EnrolmentList::read(&text, 1_000) {
            let numbers: Vec<usize> = list.lines.iter().map(|line| line.number).collect();
            prop_assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
            let last = text.replace("\r\n", "\n").replace('\r', "\n").lines().count();
            prop_assert!(numbers.last().is_none_or(|line| *line <= last));
        }
    }

    #[test]
    fn what_is_taken_away_as_a_file_is_read_again(
        local in "[+=a-z][a-z]{0,8}",
        group in "[ -~é]{0,12}",
        minutes in 0_i64..=1440,
    ) {
        let group = GroupLabel::parse(&group).unwrap();
        prop_assume!(!group.as_str().starts_with('\''));
        let cell = |text: &str| format!("\"{}\"", harmless(text).replace('"', "\"\""));
        let email = format!("{local}@example.org");
        let text = format!("mail,minutes,group\r\n{},{minutes},{}\r\n", cell(&email), cell(group.as_str()));
        let Entry { email: read, terms } = lines(&text).remove(0).entry.unwrap();
        prop_assert_eq!(read.as_str(), email);
        prop_assert_eq!(terms.extra_time, Some(Span::from_secs(minutes * 60)));
        prop_assert_eq!(terms.group.unwrap_or_default(), group);
    }
}
