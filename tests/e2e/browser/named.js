// The elements that are shown, can be used and fit the selector `arguments[0]`, whose name is `arguments[1]`: what is read
// out for them. A remark in brackets may follow the name, as for fields that may stay empty.
const [kind, wanted] = arguments;
const dialog = document.querySelector("dialog:modal");
return [...(dialog ?? document).querySelectorAll(kind)].filter((element) => isShown(element) && isWanted(nameOf(element)));

function isShown(element) {
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.matches(":disabled");
}

function isWanted(name) {
  return name === wanted || (name.startsWith(`${wanted} (`) && name.endsWith(")"));
}

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id));
  const labels = by ?? [...(element.labels ?? [])];
  const words = element.getAttribute("aria-label") ?? (labels.length > 0 ? labels : [element]).map(wordsOf).join(" ");
  return words.replace(/\s+/g, " ").trim();
}

// What is only drawn is not read out.
function wordsOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("[aria-hidden=true], [hidden], input, select, textarea")) return "";
  return node.getAttribute("aria-label") ?? [...node.childNodes].map(wordsOf).join("");
}
