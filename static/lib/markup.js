// The one door for markup. The server has sanitised what authors wrote; this list keeps the page safe should that ever
// fail.

const ELEMENTS = new Set(
  "a abbr b blockquote br caption code dd del div dl dt em figcaption figure h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var math mi mn mo mrow msup msub mfrac msqrt mroot mtext mtable mtr mtd munder mover munderover mspace mstyle semantics".split(
    " ",
  ),
);
const ATTRIBUTES = new Set([
  "href",
  "src",
  "alt",
  "title",
  "width",
  "height",
  "colspan",
  "rowspan",
  "scope",
  "lang",
  "dir",
  "start",
  "display",
]);
const SAFE_ADDRESS = /^(https?:|mailto:|data:image\/(png|jpeg|gif|webp);|\/(?!\/)|#)/i;

const PICTURE = /^picture:([0-9a-f]{64})$/;

/** What is read of `html` where only text fits; for a picture its words. */
export function plainText(html) {
  const fragment = markup(html);
  for (const image of fragment.querySelectorAll("img")) image.replaceWith(image.alt);
  return fragment.textContent;
}

/**
 * The children of `html` as nodes, with everything unknown unwrapped and every unknown attribute dropped. A picture of the
 * exam is an image without address; parts/picture.js brings it by its `data-picture`.
 */
export function markup(html) {
  const parsed = new DOMParser().parseFromString(html ?? "", "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...cleanChildren(parsed.body));
  return fragment;
}

function cleanChildren(node) {
  return [...node.childNodes].flatMap(clean);
}

function clean(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE || ["script", "style"].includes(node.localName)) return [];
  if (!ELEMENTS.has(node.localName)) return cleanChildren(node);
  const copy = document.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) if (isSafe(name, value)) copy.setAttribute(name, value);
  // Where a picture's bytes come from differs from page to page.
  const picture = copy.localName === "img" && PICTURE.exec(node.getAttribute("src"));
  if (picture) copy.setAttribute("data-picture", picture[1]);
  if (copy.localName === "img" && !copy.hasAttribute("alt")) copy.setAttribute("alt", "");
  if (copy.localName === "a") copy.setAttribute("rel", "noopener noreferrer");
  copy.append(...cleanChildren(node));
  return [copy];
}

function isSafe(name, value) {
  if (!ATTRIBUTES.has(name)) return false;
  return !["href", "src"].includes(name) || SAFE_ADDRESS.test(value.trim());
}
