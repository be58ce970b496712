//! Which column of a list means what: by its heading in English or French, or by its place where there is none.

use crate::text::folded;

/// Where the columns that are understood stand; others are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) email: usize,
    pub(super) name: Option<usize>,
    pub(super) extra_time: Option<usize>,
    pub(super) group: Option<usize>,
}

/// What the first record of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// Headings.
    Headings(Columns),
    /// Headings, none of which says where the addresses are.
    WithoutAddresses,
    /// Somebody already.
    Somebody,
}

const EMAIL: &[&str] = &[
    "email",
    "mail",
    "emailaddress",
    "mailaddress",
    "address",
    "adresse",
    "adresseemail",
    "adressemail",
    "adresseelectronique",
    "courriel",
    "adressecourriel",
];
const NAME: &[&str] = &["name", "fullname", "student", "nom", "nomcomplet", "nometprenom", "prenometnom", "etudiant"];
const EXTRA_TIME: &[&str] = &[
    "extratime",
    "extraminutes",
    "extratimeminutes",
    "extratimemin",
    "minutes",
    "tempssupplementaire",
    "tempssupplementaireminutes",
    "minutessupplementaires",
    "tempsmajore",
];
const GROUP: &[&str] = &["group", "groupe", "class", "classe", "section"];

impl Columns {
    /// The order of a list without headings.
    pub(super) const BY_PLACE: Self = Self { email: 0, name: Some(1), extra_time: Some(2), group: Some(3) };
}

/// Looks at the cells of the first record. Nobody's heading has an at sign in it, and every address has.
pub(super) fn first<'a>(cells: impl Iterator<Item = &'a str>) -> First {
    let cells: Vec<&str> = cells.collect();
    if cells.iter().any(|cell| cell.contains('@')) {
        return First::Somebody;
    }
    let folded: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
    let place = |names: &[&str]| folded.iter().position(|heading| names.contains(&heading.as_str()));
    let (name, extra_time, group) = (place(NAME), place(EXTRA_TIME), place(GROUP));
    match place(EMAIL) {
        Some(email) => First::Headings(Columns { email, name, extra_time, group }),
        None if name.or(extra_time).or(group).is_some() => First::WithoutAddresses,
        None => First::Somebody,
    }
}

/// Letters and digits alone, without accents and case.
fn fold(heading: &str) -> String {
    folded(heading).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages_however_they_are_written() {
        let columns = Columns { email: 1, name: Some(0), extra_time: Some(3), group: Some(2) };
        for headings in [
            ["Name", "E-mail address", "Group", "Extra minutes"],
            ["NOM", "Adresse e-mail", "Groupe", "Minutes supplémentaires"],
            ["full name", "e_mail", "class", "Extra time (minutes)"],
            ["Nom et prénom", "Courriel", "Classe", "Temps supplementaire"],
        ] {
            assert_eq!(first(headings.into_iter()), First::Headings(columns), "{headings:?}");
        }
        let alone = Columns { email: 0, name: None, extra_time: None, group: None };
        assert_eq!(first(["mail", "telephone"].into_iter()), First::Headings(alone));
    }

    #[test]
    fn a_first_line_with_somebody_is_no_heading() {
        assert_eq!(first(["ada@example.org", "Name"].into_iter()), First::Somebody);
        assert_eq!(first(["ada"].into_iter()), First::Somebody);
        assert_eq!(first(["Name", "Telephone"].into_iter()), First::WithoutAddresses);
    }
}
