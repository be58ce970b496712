//! The three pages: on which one pays, which brings one back, and which says why not.

use super::language::Language;
use super::render::{Gaps, escaped, render};
use crate::acts::Visit;
use crate::currency::Currency;
use crate::draw::unguessable;

/// The one style sheet of the pages.
pub const STYLE: &str = include_str!("../../page/page.css");
const CHECKOUT: &str = include_str!("../../page/checkout.html");
const BACK: &str = include_str!("../../page/back.html");
const REFUSED: &str = include_str!("../../page/refused.html");

/// A page with the policy that goes with it.
pub struct Page {
    pub html: String,
    pub policy: String,
}

/// What the browser takes back to the merchant.
pub struct Back {
    pub callback_url: String,
    pub fields: Vec<(String, String)>,
    pub has_paid: bool,
}

/// The page on which somebody pays.
pub fn checkout(visit: &Visit, payee: &str, cancel_url: Option<&str>, late_ms: i64, language: Language) -> Page {
    let (order, checkout) = (&visit.order, &visit.checkout);
    let written = Currency::parse(&order.currency).map(|currency| currency.written(order.amount)).unwrap_or_default();
    let hidden = |is_there: bool| if is_there { String::new() } else { " hidden".to_owned() };
    let description = checkout.description.clone().unwrap_or_default();
    let gaps = Gaps::from([
        ("lang", language.code().to_owned()),
        ("payee_name", payee.to_owned()),
        ("amount_written", written.clone()),
        // Within the button's text; the label of the same name is the catalogue's.
        ("pay", language.texts().get("pay").map(|text| text.replace("{amount}", &written)).unwrap_or_default()),
        ("seconds", (late_ms / 1_000).to_string()),
        ("no_description", hidden(!description.is_empty())),
        ("description", description),
        ("order_id", order.id.clone()),
        ("checkout", checkout.id.clone()),
        ("no_cancel", hidden(cancel_url.is_some())),
        ("cancel_url", cancel_url.unwrap_or("#").to_owned()),
    ]);
    Page { html: render(CHECKOUT, language, &gaps), policy: policy("'self'", None) }
}

/// The page that brings somebody back, by itself where scripts run and by a button where they do not.
pub fn back(back: &Back, language: Language) -> Page {
    let nonce = unguessable();
    let (heading, told) = if back.has_paid { ("paid_title", "paid") } else { ("failed_title", "failed") };
    let text = |name: &str| language.texts().get(name).cloned().unwrap_or_default();
    let gaps = Gaps::from([
        ("lang", language.code().to_owned()),
        ("heading", text(heading)),
        ("told", text(told)),
        ("callback_url", back.callback_url.clone()),
        ("nonce", nonce.clone()),
    ]);
    let input = |(name, value): &(String, String)| {
        format!(r#"<input type="hidden" name="{}" value="{}">"#, escaped(name), escaped(value))
    };
    let fields: Vec<String> = back.fields.iter().map(input).collect();
    let html = render(BACK, language, &gaps).replacen("[[fields]]", &fields.join("\n"), 1);
    Page { html, policy: policy(&origin(&back.callback_url), Some(&nonce)) }
}

/// The page that says why nothing can be paid.
pub fn refused(why: &str, language: Language) -> Page {
    let gaps = Gaps::from([("lang", language.code().to_owned()), ("why", why.to_owned())]);
    Page { html: render(REFUSED, language, &gaps), policy: policy("'none'", None) }
}

/// Nothing but our style sheet, the one script where there is one, and forms to the one place.
fn policy(forms: &str, nonce: Option<&str>) -> String {
    let script = nonce.map(|nonce| format!("; script-src 'nonce-{nonce}'")).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'{script}; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Scheme, host and port of an address that was read before.
fn origin(url: &str) -> String {
    let scheme = url.find("://").map_or(0, |at| at + 3);
    let end = url[scheme..].find(['/', '?', '#']).map_or(url.len(), |at| scheme + at);
    url[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_open_to_the_merchant_alone() {
        let fields = vec![("error[code]".to_owned(), "\"><script>".to_owned())];
        let url = "http://127.0.0.1:8080/api/payments/callback/razorpay?x=1&y".to_owned();
        let page = back(&Back { callback_url: url, fields, has_paid: false }, Language::French);
        assert!(page.policy.contains("form-action http://127.0.0.1:8080; base-uri 'none'"), "{}", page.policy);
        assert!(page.html.contains("<html lang=\"fr\">") && page.html.contains("x=1&amp;y"));
        assert!(page.html.contains(r#"name="error[code]" value="&quot;&gt;&lt;script&gt;""#), "{}", page.html);
        assert!(!page.html.contains("{{") && !page.html.contains("[["));
    }

    #[test]
    fn every_gap_of_every_page_is_a_text_or_filled() {
        let filled = [
            "lang",
            "payee_name",
            "amount_written",
            "seconds",
            "no_description",
            "description",
            "order_id",
            "checkout",
            "no_cancel",
            "cancel_url",
            "heading",
            "told",
            "callback_url",
            "nonce",
            "why",
        ];
        for page in [CHECKOUT, BACK, REFUSED] {
            for name in page.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()) {
                let known = filled.contains(&name) || Language::English.texts().contains_key(name);
                assert!(known, "{name}");
            }
        }
    }
}
