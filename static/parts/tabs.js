// Places that belong together, one of which is shown: links, so that each has its address.
import { h } from "../lib/dom.js";

/** `places` are `[address, words]`; the one at the present address is marked. */
export function tabs(label, places) {
  return h("nav", { class: "tabs", "aria-label": label }, places.map(place));
}

function place([href, words]) {
  const here = location.pathname === href;
  return h("a", { href, "aria-current": here ? "page" : null, "data-testid": `tab-${href.split("/").pop()}` }, words);
}
