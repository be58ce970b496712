//! How browsers start, each with a fresh profile.

use super::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};

/// Starts a browser without windows, which does half the work of a whole one.
const SHELL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/browser/shell.sh");

impl Browser {
    /// Opens one without windows: its tabs are all in sight. `language` is what it asks pages for; with a `network` everything
    /// goes through that.
    pub async fn open(driver: &Driver, server: &Server, name: &str, language: &str, network: Option<&Network>) -> Self {
        let mut wishes = wishes(driver, name, language);
        wishes.set_binary(SHELL).unwrap();
        Self::begin(wishes, driver, server, name, network).await
    }

    /// The same with windows, in which a tab hides the others.
    pub async fn open_with_windows(
        driver: &Driver,
        server: &Server,
        name: &str,
        language: &str,
        network: Option<&Network>,
    ) -> Self {
        let mut wishes = wishes(driver, name, language);
        wishes.add_arg("--headless=new").unwrap();
        Self::begin(wishes, driver, server, name, network).await
    }

    async fn begin(
        mut wishes: ChromeCapabilities,
        driver: &Driver,
        server: &Server,
        name: &str,
        network: Option<&Network>,
    ) -> Self {
        if let Some(network) = network {
            let rule = format!("--host-resolver-rules=MAP {} {}", server.address(), network.address());
            wishes.add_arg(&rule).unwrap();
        }
        let session = WebDriver::new(driver.url(), wishes).await.unwrap();
        let browser = Self { session, origin: server.url(""), name: name.to_owned() };
        browser.look(Device::Desk, Theme::Light).await;
        browser
    }
}

fn wishes(driver: &Driver, name: &str, language: &str) -> ChromeCapabilities {
    let fixed = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ];
    let profile = format!("--user-data-dir={}", driver.profile(name).display());
    let own = [profile, format!("--lang={language}"), format!("--accept-lang={language}")];
    let mut wishes = DesiredCapabilities::chrome();
    for argument in fixed.into_iter().chain(own.iter().map(String::as_str)) {
        wishes.add_arg(argument).unwrap();
    }
    wishes.set_logging_prefs("browser", LoggingPrefsLogLevel::All).unwrap();
    wishes
}
