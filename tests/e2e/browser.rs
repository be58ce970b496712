//! One person's browser: what they press, type and see, and what must hold on every page they look at.

pub mod named;
mod opening;

use super::axe;
use super::texts::plain;
use super::until::{self, PATIENCE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use thirtyfour::prelude::*;

const PAGE_CHECK: &str = include_str!("page_check.js");
/// Where pictures of the pages go, when somebody wants to look at them.
const PICTURES: &str = "EXAMHALL_TEST_SCREENSHOTS";
/// More stops than any page has for the Tab key.
const STOPS_MAX: usize = 200;

/// What steps out of a page into its surroundings: a telephone or a desk, by day or by night.
#[derive(Clone, Copy, Debug)]
pub enum Device {
    Telephone,
    Desk,
}

#[derive(Clone, Copy, Debug)]
pub enum Theme {
    Light,
    Dark,
}

/// A browser with a fresh profile.
pub struct Browser {
    session: WebDriver,
    origin: String,
    name: String,
}

impl Browser {
    // Keys that are no letters, as WebDriver names them.
    pub const RELEASED: &str = "\u{e000}";
    pub const CONTROL: &str = "\u{e009}";
    pub const TAB: &str = "\u{e004}";
    pub const ENTER: &str = "\u{e007}";
    pub const ESCAPE: &str = "\u{e00c}";
    pub const HOME: &str = "\u{e011}";
    pub const DELETE: &str = "\u{e017}";
    pub const ARROW_UP: &str = "\u{e013}";
    pub const ARROW_DOWN: &str = "\u{e015}";
    pub const ARROW_LEFT: &str = "\u{e012}";
    pub const ARROW_RIGHT: &str = "\u{e014}";

    /// Takes another device into the hand.
    pub async fn look(&self, device: Device, theme: Theme) {
        let (width, height, mobile) = match device {
            Device::Telephone => (360, 740, true),
            Device::Desk => (1280, 800, false),
        };
        let scheme = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Opens a path of the server.
    pub async fn go(&self, path: &str) {
        self.session.goto(format!("{}{path}", self.origin)).await.unwrap();
    }

    /// Opens a path in another tab and turns to it.
    pub async fn goes_in_another_tab(&self, path: &str) {
        let tab = self.session.new_tab().await.unwrap();
        self.session.switch_to_window(tab).await.unwrap();
        self.go(path).await;
    }

    /// Turns to the tab that was opened first.
    pub async fn turns_to_the_first_tab(&self) {
        let tabs = self.session.windows().await.unwrap();
        self.session.switch_to_window(tabs[0].clone()).await.unwrap();
    }

    /// Turns to the tab that was opened last.
    pub async fn turns_to_the_last_tab(&self) {
        let tabs = self.session.windows().await.unwrap();
        self.session.switch_to_window(tabs[tabs.len() - 1].clone()).await.unwrap();
    }

    /// Closes the tab in sight and turns to the one that was opened first.
    pub async fn closes_this_tab(&self) {
        self.session.close_window().await.unwrap();
        self.turns_to_the_first_tab().await;
    }

    /// Empties the cache and lets the worker go that keeps pages, as for somebody who comes for the first time.
    pub async fn forgets_its_cache(&self) {
        self.devtools("Network.clearBrowserCache", json!({})).await;
        self.forgets("service_workers,cache_storage").await;
    }

    /// Asks the network for everything that the page wants, past the worker.
    pub async fn does_without_the_worker(&self) {
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.setBypassServiceWorker", json!({ "bypass": true })).await;
    }

    /// Loses the session, as when somebody clears the cookies.
    pub async fn forgets_who_is_signed_in(&self) {
        self.session.delete_all_cookies().await.unwrap();
    }

    /// Is signed in by this session from now on, whoever was before.
    pub async fn becomes(&self, session: Option<&str>) {
        self.forgets_who_is_signed_in().await;
        if let Some(token) = session {
            self.devtools("Network.setCookie", json!({ "url": self.origin, "name": "examhall", "value": token })).await;
        }
    }

    /// Knows no Ed25519 on the pages from now on, as browsers did until lately.
    pub async fn grows_older(&self) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WITHOUT_ED25519 })).await;
    }

    async fn forgets(&self, kinds: &str) {
        self.devtools("Storage.clearDataForOrigin", json!({ "origin": self.origin, "storageTypes": kinds })).await;
    }

    /// Goes back in the history.
    pub async fn goes_back(&self) {
        self.session.back().await.unwrap();
    }

    /// Reloads the page.
    pub async fn reload(&self) {
        self.session.refresh().await.unwrap();
    }

    /// Does something after which the page loads itself anew, and waits for that.
    pub async fn reloads_after(&self, act: impl AsyncFnOnce()) {
        self.script("window.isPassing = true", Vec::new()).await;
        act().await;
        let is_new = async || Some(self.session.execute(IS_NEW, Vec::new()).await.ok()?.json() == true);
        self.until("the page to load anew", async || is_new().await?.then_some(())).await;
    }

    /// Waits until the address is on this path, whatever its query.
    pub async fn arrives(&self, path: &str) {
        self.until(&format!("the path {path}"), async || {
            (self.session.current_url().await.ok()?.path() == path).then_some(())
        })
        .await;
    }

    /// Waits until something is shown, and answers its words. `what` is a test id or a selector.
    pub async fn sees(&self, what: &str) -> String {
        self.until(&format!("{what} to be shown"), async || self.words(what).await).await
    }

    /// Waits until something is shown with these words in it, and answers all of its words.
    pub async fn reads(&self, what: &str, words: &str) -> String {
        self.until(&format!("{what} to say \"{words}\""), async || {
            self.words(what).await.filter(|text| text.contains(words))
        })
        .await
    }

    /// Waits until nothing of the kind is shown.
    pub async fn misses(&self, what: &str) {
        self.until(&format!("{what} to go"), async || self.shown(what).await.is_none().then_some(())).await;
    }

    /// Waits until there are this many of the kind.
    pub async fn until_count(&self, what: &str, count: usize) {
        self.until_true(&format!("{count} of {what}"), async || self.count(what).await == count).await;
    }

    /// Waits until something holds.
    pub async fn until_true(&self, what: &str, mut holds: impl AsyncFnMut() -> bool) {
        self.until(what, async || holds().await.then_some(())).await;
    }

    /// How many of the kind there are now.
    pub async fn count(&self, what: &str) -> usize {
        self.session.find_all(place(what)).await.unwrap().len()
    }

    /// Presses something as soon as it can be pressed; what lies under a bar that stays in sight is scrolled from there.
    pub async fn presses(&self, what: &str) {
        let press = async || {
            let element = self.shown(what).await?;
            if element.click().await.is_ok() {
                return Some(());
            }
            let covered = element.to_json().ok()?;
            self.session.execute("arguments[0].scrollIntoView({ block: 'center' })", vec![covered]).await.ok()?;
            None
        };
        self.until(&format!("{what} to be pressed"), press).await;
    }

    /// Presses something while Shift is held.
    pub async fn presses_with_shift(&self, what: &str) {
        self.sees(what).await;
        let element = self.session.find(place(what)).await.unwrap();
        let hand = self.session.action_chain().key_down(Key::Shift).move_to_element_center(&element).click();
        hand.key_up(Key::Shift).perform().await.unwrap();
    }

    /// Moves the pointer onto something.
    pub async fn points_at(&self, what: &str) {
        self.sees(what).await;
        let element = self.session.find(place(what)).await.unwrap();
        self.session.action_chain().move_to_element_center(&element).perform().await.unwrap();
    }

    /// Writes into a field, over what it holds, as a person does: a field that the driver empties tells its page nothing.
    pub async fn writes(&self, what: &str, text: &str) {
        self.sees(what).await;
        let field = self.session.find(place(what)).await.unwrap();
        let typed = if text.is_empty() { Self::DELETE } else { text };
        field.send_keys(format!("{}a{}{typed}", Self::CONTROL, Self::RELEASED)).await.unwrap();
    }

    /// Gives a file to a field for files.
    pub async fn hands_over(&self, what: &str, file: &Path) {
        self.sees(what).await;
        self.session.find(place(what)).await.unwrap().send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// Sets a field that every language types in another way, such as a date.
    pub async fn sets(&self, what: &str, value: &str) {
        self.sees(what).await;
        let field = self.session.find(place(what)).await.unwrap();
        let set = self.script(SET, vec![field.to_json().unwrap(), json!(value)]).await;
        assert_eq!(set, true, "{}: {what} does not take \"{value}\"", self.name);
    }

    /// Picks the entry of a list whose words are these.
    pub async fn picks(&self, what: &str, words: &str) {
        self.sees(what).await;
        let list = self.session.find(place(what)).await.unwrap();
        let picked = self.script(PICK, vec![list.to_json().unwrap(), json!(words)]).await;
        assert_eq!(picked, true, "{}: {what} does not offer \"{words}\"", self.name);
    }

    /// Walks with Tab to something and stops there; on the way every stop has to show that it has the focus.
    pub async fn tabs_to(&self, what: &str) {
        self.steps_to(what, async || self.types(Self::TAB).await).await;
    }

    /// The same backwards.
    pub async fn tabs_back_to(&self, what: &str) {
        self.steps_to(what, async || self.types_with_shift(Self::TAB).await).await;
    }

    async fn steps_to(&self, what: &str, step: impl AsyncFn()) {
        self.sees(what).await;
        for _ in 0..STOPS_MAX {
            step().await;
            let stop = self.script(FOCUS, Vec::new()).await;
            self.shows_its_focus(&stop).await;
            let focus = self.session.active_element().await.unwrap();
            if self.shown(what).await.is_some_and(|wanted| wanted == focus) {
                return;
            }
        }
        self.fails(&format!("Tab never reaches {what}")).await
    }

    async fn shows_its_focus(&self, stop: &Value) {
        if stop["visible"] != true {
            self.fails(&format!("{} does not show its focus", stop["name"])).await;
        }
    }

    /// Types to whatever has the focus.
    pub async fn types(&self, keys: &str) {
        self.session.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// Types while Shift is held.
    pub async fn types_with_shift(&self, keys: &str) {
        let hand = self.session.action_chain().key_down(Key::Shift).send_keys(keys).key_up(Key::Shift);
        hand.perform().await.unwrap();
    }

    /// Selects all that the field holds in which the focus is.
    pub async fn selects_all(&self) {
        self.types_with_control("a").await;
    }

    /// Types while Control is held: x cuts, v pastes.
    pub async fn types_with_control(&self, keys: &str) {
        let hand = self.session.action_chain().key_down(Key::Control).send_keys(keys).key_up(Key::Control);
        hand.perform().await.unwrap();
    }

    /// Walks to something with Tab and presses Enter there.
    pub async fn enters(&self, what: &str) {
        self.tabs_to(what).await;
        self.types(Self::ENTER).await;
    }

    /// Runs a script in the page; `arguments` are there under this name.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.session.execute(script, arguments).await.unwrap().json().clone()
    }

    /// What has to hold on every page holds on this one.
    pub async fn inspects(&self, picture: &str) {
        // A page has its heading once it has what it shows.
        self.sees("//h1").await;
        assert_eq!(self.faults(picture).await, [""; 0], "{}", self.name);
    }

    /// What has to hold on every page and does not on this one, each under the name of the picture that is taken for those who
    /// want to look.
    pub async fn faults(&self, picture: &str) -> Vec<String> {
        self.picture(picture).await;
        let faults = self.script(PAGE_CHECK, Vec::new()).await;
        let mut faults: Vec<String> = serde_json::from_value(faults).unwrap();
        faults.append(&mut axe::violations(self).await);
        faults.into_iter().map(|fault| format!("{picture}: {fault}")).collect()
    }

    /// Nothing went wrong in the pages since this was last asked. `expected` are parts of messages about refused or lost
    /// requests that belong to the walk.
    pub async fn is_calm(&self, expected: &[&str]) {
        let told = self.complaints().await;
        let strange = |message: &&String| !expected.iter().any(|part| message.contains(part));
        assert_eq!(told.iter().filter(strange).collect::<Vec<_>>(), [""; 0], "{}", self.name);
    }

    /// Every error and warning since this was last asked, and whatever the security policy stopped.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.session.browser_log().await.unwrap();
        let told = entries.into_iter().filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        told.map(|entry| entry.message).collect()
    }

    /// Keeps a picture of the whole page when pictures are wanted.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) else { return };
        std::fs::create_dir_all(&folder).unwrap();
        let taken = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        let bytes = BASE64.decode(taken["data"].as_str().unwrap()).unwrap();
        std::fs::write(folder.join(format!("{}-{name}.png", self.name)), bytes).unwrap();
    }

    async fn words(&self, what: &str) -> Option<String> {
        Some(plain(&self.shown(what).await?.text().await.ok()?))
    }

    async fn shown(&self, what: &str) -> Option<WebElement> {
        let element = self.session.find(place(what)).await.ok()?;
        element.is_displayed().await.ok()?.then_some(element)
    }

    async fn until<T>(&self, what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
        match until::found(look).await {
            Some(found) => found,
            None => self.fails(&format!("waited {PATIENCE:?} for {what}")).await,
        }
    }

    async fn fails(&self, why: &str) -> ! {
        self.picture("failed").await;
        let address = self.session.current_url().await.map(|url| url.to_string());
        let words = self.session.execute("return document.body.innerText", Vec::new()).await;
        let words = words.map(|words| words.json().as_str().unwrap_or_default().to_owned());
        let log = self.session.browser_log().await.unwrap_or_default();
        let log: Vec<String> = log.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)).collect();
        panic!("{}: {why}\nat {address:?}\n{}\n{}", self.name, words.unwrap_or_default(), log.join("\n"));
    }

    /// Asks the browser itself.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.session.cdp().send_raw(method, parameters).await.unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser ends with its driver, also when a walk fails.
        let _ = self.session.clone().leak();
    }
}

const IS_NEW: &str = "return window.isPassing !== true && document.readyState === 'complete'";

/// Where the focus is: a name, and whether it can be seen: it is marked, and nothing that stays in its place covers it whole.
const FOCUS: &str = "
    const focus = document.activeElement;
    if (focus === document.body) return { name: 'the page', visible: true };
    const style = getComputedStyle(focus);
    const { left, top, width, height } = focus.getBoundingClientRect();
    const isSeen = (x, y) => {
        const there = document.elementFromPoint(left + x * width, top + y * height);
        return there !== null && (focus.contains(there) || there.contains(focus));
    };
    return {
        name: focus.dataset.testid ?? focus.outerHTML.slice(0, 80),
        visible:
            style.outlineStyle !== 'none' &&
            parseFloat(style.outlineWidth) >= 2 &&
            [0.05, 0.5, 0.95].some((x) => [0.05, 0.5, 0.95].some((y) => isSeen(x, y))),
    };";

/// Gives a field a value that people choose outside of the page.
const SET: &str = "arguments[0].value = arguments[1]; return arguments[0].value === arguments[1]";

/// Picks an entry of a list as a person does; the list tells its page.
const PICK: &str = "
    const [list, words] = arguments;
    const plain = (text) => text.replace(/\\s/g, ' ');
    const entry = [...list.options].find(({ text }) => plain(text) === plain(words));
    if (!entry) return false;
    list.value = entry.value;
    list.dispatchEvent(new Event('change', { bubbles: true }));
    return true;";

/// What a browser says to an algorithm that it does not know.
const WITHOUT_ED25519: &str = "
    const known = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
        if (algorithm !== 'Ed25519') return known.call(this, format, key, algorithm, ...rest);
        window.askedForEd25519 = true;
        return Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
    };";

/// A plain word is a test id, what begins with two slashes a path, everything else a selector.
fn place(what: &str) -> By {
    let plain = what.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    if plain {
        By::Css(format!("[data-testid=\"{what}\"]"))
    } else if what.starts_with("//") {
        By::XPath(what)
    } else {
        By::Css(what)
    }
}
