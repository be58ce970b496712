// Draws formulas, `\( … \)` within a line and `\[ … \]` on their own, as MathML by the vendored KaTeX (0.19.1). It is
// loaded when the first formula is met; without it a formula stays readable as it was typed. Its licence is
// `../vendor/katex/LICENSE.txt`.

const FORMULA = /\\\((.+?)\\\)|\\\[(.+?)\\\]/gs;
// A text that is chosen or copied stays text, and code is nobody's formula.
const VERBATIM = "code, pre, select, textarea, math";
const OPTIONS = { output: "mathml", throwOnError: true, strict: "ignore", trust: false, maxSize: 20, maxExpand: 500 };

/** Draws the formulas inside of `element`. */
export async function drawFormulas(element) {
  const texts = textsWithFormulas(element);
  if (texts.length === 0) return;
  const katex = await loadKatex();
  if (katex) texts.forEach((text) => text.replaceWith(...parts(text.data, katex)));
  // A formula has no words to name a choice by: it is called what its author wrote.
  for (const formula of element.querySelectorAll("label math"))
    formula.setAttribute("aria-label", formula.querySelector("annotation").textContent);
}

function textsWithFormulas(element) {
  element.normalize();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    if (text.data.search(FORMULA) >= 0 && !text.parentElement.closest(VERBATIM)) found.push(text);
  }
  return found;
}

// KaTeX brings itself along as a global, also when it is loaded as a module.
async function loadKatex() {
  try {
    await import("../vendor/katex/katex.min.js");
    return globalThis.katex;
  } catch {
    return null;
  }
}

function parts(text, katex) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA)) {
    nodes.push(text.slice(end, match.index), drawn(match, katex));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

// What KaTeX cannot read is shown as its author wrote it.
function drawn([whole, inline, display], katex) {
  const box = document.createElement("span");
  box.className = display === undefined ? "formula" : "formula display";
  try {
    katex.render(inline ?? display, box, { ...OPTIONS, displayMode: display !== undefined });
    return box;
  } catch {
    return whole;
  }
}
