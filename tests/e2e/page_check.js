// What has to hold on every page, whatever it shows, beside what axe looks after: measures, words, and the contrast of every
// text; answers a sentence for each thing that does not. Runs inside the page.
const faults = [];
const tell = (element, what) => faults.push(`${nameOf(element)}: ${what}`);

checkDocument();
checkIds();
document.body.querySelectorAll("*").forEach((element) => {
  if (!isShown(element)) return;
  checkWidth(element);
  checkTarget(element);
  checkFlag(element);
});
for (const text of texts()) {
  checkWords(text);
  checkLetters(text);
}
return [...new Set(faults)].slice(0, 20);

function checkDocument() {
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} px wide in ${root.clientWidth} px`);
  if (document.title.trim() === "") faults.push("the page has no title");
  if (!["en", "fr"].includes(root.lang)) faults.push(`the page's language is "${root.lang}"`);
  const titles = [...document.querySelectorAll("h1")].filter(isShown);
  if (titles.length !== 1) faults.push(`the page has ${titles.length} main headings`);
}

function checkIds() {
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => faults.push(`the id ${id} is given twice`));
}

// What sticks out to the right is cut or makes the page scroll, unless something around it scrolls by itself.
function checkWidth(element) {
  const { right, width } = element.getBoundingClientRect();
  if (width > 0 && right > document.documentElement.clientWidth + 1 && !scrolls(element)) tell(element, `sticks out to ${Math.round(right)} px`);
}

function checkTarget(element) {
  if (!element.matches("button, select, textarea, a.button, input:not([type=radio], [type=checkbox], [type=hidden]), label.choice, summary")) return;
  const { width, height } = element.getBoundingClientRect();
  if (height < 43.5 || width < 43.5) tell(element, `is a target of ${Math.round(width)} × ${Math.round(height)} px`);
}

// A flag is read whole or it says nothing; what scrolls can be brought into sight.
function checkFlag(element) {
  if (!element.matches(".tag")) return;
  const { right, bottom } = element.getBoundingClientRect();
  for (let around = element.parentElement; around; around = around.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(around);
    if ([overflowX, overflowY].some((way) => ["auto", "scroll"].includes(way))) return;
    const edge = around.getBoundingClientRect();
    const isCut = overflowX === "hidden" && (right > edge.right + 1 || bottom > edge.bottom + 1);
    if (isCut) return tell(element, `"${element.textContent}" is cut off`);
  }
}

// A text that is not in the catalogue shows its key, one whose argument is missing shows its placeholder.
function checkWords({ parent, words }) {
  if (parent.closest("code, pre, kbd, .mono")) return;
  const key = words.match(/\b(page|part|room|proctor|problem|field|import)(\.[a-z_]+)+\b/);
  if (key) tell(parent, `shows the key "${key[0]}"`);
  const placeholder = words.match(/\{[a-z_]+\}|\b(undefined|null|NaN|Invalid Date|\[object)\b/);
  if (placeholder) tell(parent, `shows "${placeholder[0]}" in "${words.slice(0, 60)}"`);
}

function checkLetters({ parent, words }) {
  const style = getComputedStyle(parent);
  const size = parseFloat(style.fontSize);
  const shown = `"${words.slice(0, 30)}"`;
  if (size < 16) tell(parent, `${shown} is ${size} px high`);
  if (parent.closest(":disabled, [aria-disabled=true]")) return;
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const ground = groundOf(parent);
  const ratio = contrast(over(colour(style.color), ground), ground);
  if (ratio < (large ? 3 : 4.5)) tell(parent, `${shown} has a contrast of ${ratio.toFixed(2)}`);
}

function* texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const words = walker.currentNode.data.trim();
    // Exponents and indices of a formula are small by their nature.
    if (words && isShown(parent) && !parent.closest("script, style, noscript, option, math")) yield { parent, words };
  }
}

function isShown(element) {
  if (element.closest(".visually-hidden, .skip-link:not(:focus)")) return false;
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

function scrolls(element) {
  for (let around = element.parentElement; around && around !== document.body; around = around.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(around).overflowX)) return true;
  return false;
}

function groundOf(element) {
  const layers = [];
  for (let around = element; around; around = around.parentElement) {
    const ground = colour(getComputedStyle(around).backgroundColor);
    layers.unshift(ground);
    if (ground[3] === 1) break;
  }
  return layers.reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
}

function over([red, green, blue, alpha], below) {
  return [red, green, blue].map((part, index) => part * alpha + below[index] * (1 - alpha)).concat(1);
}

function colour(text) {
  const canvas = (window.pageCheckCanvas ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }));
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

// Contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(parts) {
  const [red, green, blue] = parts.slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function nameOf(element) {
  const marked = element.closest("[data-testid]");
  const inside = marked && marked !== element ? ` in ${marked.dataset.testid}` : "";
  const own = element.dataset?.testid ?? [element.tagName.toLowerCase(), ...element.classList].join(".");
  return `${own}${inside}`;
}
