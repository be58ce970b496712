//! Finding things as people do who do not know the code: by what they are and by the name that is read out for them.

use super::{Browser, FOCUS, PICK, SET, STOPS_MAX};
use crate::texts::plain;
use reqwest::Method;
use serde_json::json;
use std::sync::Arc;
use thirtyfour::WebElement;
use thirtyfour::common::command::{Command, ExtensionCommand};

const NAMED: &str = include_str!("named.js");

/// What a name belongs to, as a selector.
pub mod kind {
    pub const LINK: &str = "a[href]";
    pub const BUTTON: &str = "button";
    /// What folds a part of the page in and out.
    pub const FOLD: &str = "summary";
    pub const FIELD: &str = "input, textarea";
    pub const LIST: &str = "select";
}

impl Browser {
    /// Waits for the one thing of a kind with this name.
    pub async fn named(&self, kind: &str, name: &str) -> WebElement {
        let read = async || {
            let element = self.only(kind, name).await?;
            // A page that is just drawn anew takes it away again.
            let label: String = self.session.handle().cmd(label_of(&element)).await.ok()?.value().ok()?;
            // The tree that is read out follows the page a moment later.
            (!label.is_empty()).then(|| (element, plain(&label)))
        };
        let (element, label) = self.until(&format!("a single {kind} called \"{name}\""), read).await;
        assert!(label.starts_with(name), "{}: what is called \"{name}\" is read out as \"{label}\"", self.name);
        element
    }

    /// Walks with Tab to the one thing of a kind with this name and stops there; every stop on the way has to show that it
    /// has the focus.
    pub async fn tabs_to_named(&self, kind: &str, name: &str) -> WebElement {
        self.named(kind, name).await;
        for _ in 0..STOPS_MAX {
            let focus = self.session.active_element().await.unwrap();
            // A list that is drawn anew meanwhile has another element of the same name.
            if self.only(kind, name).await.is_some_and(|wanted| wanted == focus) {
                return focus;
            }
            self.types(Self::TAB).await;
            let stop = self.script(FOCUS, Vec::new()).await;
            self.shows_its_focus(&stop).await;
        }
        self.fails(&format!("Tab never reaches \"{name}\"")).await
    }

    /// Clicks the one thing of a kind with this name as soon as nothing lies over it. People scroll it to where it is easy to
    /// hit.
    pub async fn clicks_named(&self, kind: &str, name: &str) {
        self.named(kind, name).await;
        // A page that is just drawn anew takes away what was found.
        let click = async || {
            let element = self.only(kind, name).await?;
            let found = vec![element.to_json().ok()?];
            self.session.execute("arguments[0].scrollIntoView({ block: 'center' })", found).await.ok()?;
            element.click().await.ok()
        };
        self.until(&format!("\"{name}\" to be clicked"), click).await;
    }

    /// Picks the entry of the list with this name whose words are these.
    pub async fn picks_named(&self, name: &str, words: &str) {
        let list = self.named(kind::LIST, name).await;
        let picked = self.script(PICK, vec![list.to_json().unwrap(), json!(words)]).await;
        assert_eq!(picked, true, "{}: \"{name}\" does not offer \"{words}\"", self.name);
    }

    /// Sets the field with this name, for what every language types in another way.
    pub async fn sets_named(&self, name: &str, value: &str) {
        let field = self.named(kind::FIELD, name).await;
        let set = self.script(SET, vec![field.to_json().unwrap(), json!(value)]).await;
        assert_eq!(set, true, "{}: \"{name}\" does not take \"{value}\"", self.name);
    }

    async fn only(&self, kind: &str, name: &str) -> Option<WebElement> {
        let found = self.session.execute(NAMED, vec![json!(kind), json!(name)]).await.ok()?.elements().ok()?;
        <[WebElement; 1]>::try_from(found).ok().map(|[element]| element)
    }
}

/// Asks for the name that the browser reads out (WebDriver, "Get Computed Label").
#[derive(Debug)]
struct Label(String);

fn label_of(element: &WebElement) -> Command {
    Command::ExtensionCommand(Box::new(Label(element.element_id().to_string())))
}

impl ExtensionCommand for Label {
    fn parameters_json(&self) -> Option<serde_json::Value> {
        None
    }

    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        format!("/element/{}/computedlabel", self.0).into()
    }
}
