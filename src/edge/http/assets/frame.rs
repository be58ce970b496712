//! The HTML of a page: one frame for all of them, in which a page says its title, its styles and its script. Which modules
//! come with the script is read from the modules.

use super::modules;
use crate::service::texts;
use crate::settings::SocketSettings;
use examhall_domain::accounts::Locale;

/// The frame's file.
pub const FRAME: &str = "page.html";

/// What `lib/socket.js` looks for.
const NAMES_ROOMS: &str = "<meta name=\"names-rooms\">";

/// What differs from page to page.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The key of its title among the texts.
    pub title: &'static str,
    /// The module that fills it.
    pub script: &'static str,
    /// Its styles beside those that every page has, in their order.
    pub styles: &'static [&'static str],
}

/// Whether a page names its room in the socket's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rooms {
    Named,
    Unnamed,
}

impl From<&SocketSettings> for Rooms {
    fn from(settings: &SocketSettings) -> Self {
        if settings.name_rooms { Self::Named } else { Self::Unnamed }
    }
}

impl Page {
    pub const fn new(title: &'static str, script: &'static str, styles: &'static [&'static str]) -> Self {
        Self { title, script, styles }
    }

    /// The page in the frame, still without the digest in its addresses; `read` answers the text of a file.
    pub fn html(&self, frame: &str, rooms: Rooms, read: impl Fn(&str) -> Option<String>) -> String {
        let modules = modules::needed_by(self.script, read);
        let styles = self.styles.iter().map(|style| link("stylesheet", style));
        let hint = (rooms == Rooms::Named).then(|| NAMES_ROOMS.to_owned());
        let modules = modules.iter().map(|module| link("modulepreload", module));
        let links: Vec<String> = hint.into_iter().chain(styles).chain(modules).collect();
        // Until the script has the texts in the person's language.
        let title = texts::text(Locale::En, self.title, &[]);
        frame.replace("@title", &title).replace("@links", &links.join("\n    ")).replace("@script", self.script)
    }
}

fn link(kind: &str, file: &str) -> String {
    format!("<link rel=\"{kind}\" href=\"/static/@digest/{file}\">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_title_its_styles_and_the_modules_that_it_needs() {
        let page = Page::new("room.title", "pages/a.js", &["style/a.css"]);
        let read = |name: &str| (name == "pages/a.js").then(|| "import { b } from \"../lib/b.js\";\n".to_owned());
        let html =
            |rooms| page.html("<title>@title</title>@links<script src=\"/static/@digest/@script\">", rooms, read);
        let links = "<link rel=\"stylesheet\" href=\"/static/@digest/style/a.css\">\n    \
                     <link rel=\"modulepreload\" href=\"/static/@digest/lib/b.js\">";
        let whole = format!("<title>Exam room</title>{links}<script src=\"/static/@digest/pages/a.js\">");
        assert_eq!(html(Rooms::Unnamed), whole);
        assert_eq!(
            html(Rooms::Named),
            whole.replace("<link rel=\"style", "<meta name=\"names-rooms\">\n    <link rel=\"style")
        );
    }
}
