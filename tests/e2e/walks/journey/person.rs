//! Somebody with a browser, who finds everything by its name in their language and has either a mouse or a keyboard.

use crate::browser::named::kind;
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;
use crate::walks::paper::{Answer, Key, choice};
use jiff::Timestamp;
use serde_json::json;
use std::path::Path;

/// What somebody steers with. Words are typed either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Mouse,
    Keys,
}

/// How people come: what they steer with, on what, and in which language.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub hand: Hand,
    pub device: Device,
    pub theme: Theme,
    pub language: &'static str,
}

pub struct Person {
    pub browser: Browser,
    way: Way,
}

impl Person {
    pub async fn comes(way: Way, driver: &Driver, server: &Server, name: &str, network: Option<&Network>) -> Self {
        let browser = Browser::open(driver, server, &format!("{name}-{}", way.language), way.language, network).await;
        browser.look(way.device, way.theme).await;
        Self { browser, way }
    }

    /// The text under a key in the person's language.
    pub fn text(&self, key: &str) -> String {
        text(self.way.language, key)
    }

    pub fn has_a_mouse(&self) -> bool {
        self.way.hand == Hand::Mouse
    }

    /// Whether the map of the paper is folded away.
    pub fn has_a_drawer(&self) -> bool {
        matches!(self.way.device, Device::Telephone)
    }

    /// Follows the link with the text under `key`.
    pub async fn follows(&self, key: &str) {
        self.acts_on(kind::LINK, &self.text(key)).await;
    }

    /// Follows the link with these words.
    pub async fn follows_words(&self, words: &str) {
        self.acts_on(kind::LINK, words).await;
    }

    /// Presses the button with the text under `key`.
    pub async fn presses(&self, key: &str) {
        self.acts_on(kind::BUTTON, &self.text(key)).await;
    }

    /// Presses the button with these words.
    pub async fn presses_words(&self, words: &str) {
        self.acts_on(kind::BUTTON, words).await;
    }

    /// Folds a part of the page out, or in again.
    pub async fn unfolds(&self, key: &str) {
        self.acts_on(kind::FOLD, &self.text(key)).await;
    }

    async fn acts_on(&self, kind: &str, name: &str) {
        match self.way.hand {
            Hand::Mouse => self.browser.clicks_named(kind, name).await,
            Hand::Keys => {
                self.browser.tabs_to_named(kind, name).await;
                self.browser.types(Browser::ENTER).await;
            }
        }
    }

    /// Writes into the field with the label under `key`, over what it holds.
    pub async fn writes(&self, key: &str, words: &str) {
        self.writes_into(&self.text(key), words).await;
    }

    /// The same for a label with these words.
    pub async fn writes_into(&self, label: &str, words: &str) {
        match self.way.hand {
            Hand::Mouse => self.browser.clicks_named(kind::FIELD, label).await,
            Hand::Keys => drop(self.browser.tabs_to_named(kind::FIELD, label).await),
        }
        self.browser.selects_all().await;
        self.browser.types(words).await;
    }

    /// Picks an entry of a list; both are keys of texts.
    pub async fn picks(&self, key: &str, entry: &str) {
        let (label, entry) = (self.text(key), self.text(entry));
        match self.way.hand {
            // The list itself is drawn by the browser and lies outside of the page.
            Hand::Mouse => self.browser.picks_named(&label, &entry).await,
            Hand::Keys => {
                let list = self.browser.tabs_to_named(kind::LIST, &label).await;
                let steps = self.browser.script(STEPS_TO_ENTRY, vec![list.to_json().unwrap(), json!(entry)]).await;
                let steps = steps.as_i64().unwrap_or_else(|| panic!("\"{label}\" does not offer \"{entry}\""));
                let key = if steps < 0 { Browser::ARROW_UP } else { Browser::ARROW_DOWN };
                self.browser.types(&key.repeat(steps.unsigned_abs().try_into().unwrap())).await;
                let left = self.browser.script(STEPS_TO_ENTRY, vec![list.to_json().unwrap(), json!(entry)]).await;
                assert_eq!(left, 0, "\"{entry}\" is not picked");
            }
        }
    }

    /// Sets a point in time, to the minute.
    pub async fn sets(&self, key: &str, at: Timestamp) {
        let label = self.text(key);
        let wanted = at.to_string()[.."2030-01-01T00:00".len()].to_owned();
        match self.way.hand {
            // What the mouse would choose from is drawn by the browser.
            Hand::Mouse => self.browser.sets_named(&label, &wanted).await,
            Hand::Keys => {
                let field = self.browser.tabs_to_named(kind::FIELD, &label).await;
                for typed in typed_dates(&wanted) {
                    self.browser.types(&typed).await;
                    if self.browser.script(VALUE, vec![field.to_json().unwrap()]).await == wanted {
                        return;
                    }
                    self.browser.types(&Browser::ARROW_LEFT.repeat(PARTS_OF_A_TIME)).await;
                }
                panic!("\"{label}\" does not take {wanted}");
            }
        }
    }

    /// Gives a file to the field with the label under `key`. The dialog for it is the browser's.
    pub async fn hands_over(&self, key: &str, file: &Path) {
        let label = self.text(key);
        let field = match self.way.hand {
            Hand::Mouse => self.browser.named(kind::FIELD, &label).await,
            Hand::Keys => self.browser.tabs_to_named(kind::FIELD, &label).await,
        };
        field.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// Answers the question that is shown.
    pub async fn answers(&self, key: Key<'_>) {
        let question = self.browser.sees(".question-text").await;
        let (_, answer) = key.iter().find(|(words, _)| question.contains(words)).unwrap();
        match (answer, self.way.hand) {
            (Answer::Choose(options), Hand::Mouse) => {
                for option in *options {
                    self.browser.presses(&choice(option)).await;
                }
            }
            (Answer::Choose(options), Hand::Keys) => {
                for option in *options {
                    let number = self.browser.script(NUMBER_OF_OPTION, vec![json!(option)]).await;
                    self.browser.types(&number.as_i64().unwrap().to_string()).await;
                }
            }
            (Answer::Write(words), _) => self.writes_into(&question, words).await,
            (Answer::Match(_), _) => panic!("nothing is to be matched on this way"),
        }
    }

    /// Opens a student on the proctor's wall.
    pub async fn opens_student(&self, name: &str) {
        match self.way.hand {
            Hand::Mouse => self.presses_words(&self.text("proctor.tile.open").replace("{name}", name)).await,
            Hand::Keys => {
                self.browser.tabs_to("[data-testid=roster-tile][tabindex='0']").await;
                self.browser.types(Browser::HOME).await;
                for _ in 0..self.browser.count("roster-tile").await {
                    let tile = self.browser.script("return document.activeElement.innerText", Vec::new()).await;
                    if tile.as_str().is_some_and(|tile| tile.contains(name)) {
                        break;
                    }
                    self.browser.types(Browser::ARROW_RIGHT).await;
                }
                self.browser.types(Browser::ENTER).await;
            }
        }
        self.browser.reads("student", name).await;
    }

    /// Waits for the text under `key` at a place.
    pub async fn reads(&self, what: &str, key: &str) -> String {
        self.browser.reads(what, &self.text(key)).await
    }

    /// What has to hold on every page holds on this one.
    pub async fn inspects(&self, picture: &str) {
        self.browser.inspects(picture).await;
    }
}

/// Parts of a date with its time.
const PARTS_OF_A_TIME: usize = 6;

/// A local time as browsers want it typed: they ask for its parts in the order of their own language, which need not be the
/// page's.
fn typed_dates(wanted: &str) -> [String; 2] {
    let [year, month, day, hour, minute] = [0..4, 5..7, 8..10, 11..13, 14..16].map(|range| &wanted[range]);
    let next = Browser::ARROW_RIGHT;
    let of_day: u32 = hour.parse().unwrap();
    let (of_half, half) = ((of_day + 11) % 12 + 1, if of_day < 12 { 'a' } else { 'p' });
    [format!("{month}{day}{year}{next}{of_half:02}{minute}{half}"), format!("{day}{month}{year}{next}{hour}{minute}")]
}

/// How many entries further an entry of a list stands; null when it is not there.
const STEPS_TO_ENTRY: &str = "
    const [list, words] = arguments;
    const place = [...list.options].findIndex(({ text }) => text === words);
    return place < 0 ? null : place - list.selectedIndex;";

const VALUE: &str = "return arguments[0].value";

/// The digit that chooses an option.
const NUMBER_OF_OPTION: &str = "
    const options = [...document.querySelectorAll('eh-question .choice')];
    return options.findIndex((one) => one.querySelector('span').textContent.trim() === arguments[0]) + 1;";
