//! axe-core (4.14.1, MPL-2.0) as its makers released it: finds in a page what keeps people out who read by ear or steer by
//! keyboard. `vendor/axe-core` holds it with its licences.

use super::browser::Browser;

const AXE: &str = include_str!("vendor/axe-core/axe.min.js");

/// A sentence for each rule that the page breaks, with the elements that break it.
pub async fn violations(browser: &Browser) -> Vec<String> {
    // Run by the driver like any other script of a walk, so that the page's security policy stays as it is shipped.
    if browser.script("return 'axe' in window", Vec::new()).await != true {
        browser.script(AXE, Vec::new()).await;
    }
    serde_json::from_value(browser.script(RUN, Vec::new()).await).unwrap()
}

/// The rules of WCAG 2.2 at the levels A and AA, and what axe's makers recommend beyond them. Bars that stay in sight lie in
/// their places meanwhile: what is half under one is scrolled from there by whoever wants it.
const RUN: &str = "
    const told = ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`;
    const stays = (element) => getComputedStyle(element).position === 'sticky';
    const bars = [...document.body.querySelectorAll('*')].filter(stays);
    bars.forEach((bar) => (bar.style.position = 'static'));
    return axe
        .run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            rules: { 'target-size': { enabled: true } },
            resultTypes: ['violations'],
            preload: false,
        })
        .finally(() => bars.forEach((bar) => (bar.style.position = '')))
        .then(({ violations }) => violations.map(told));";
