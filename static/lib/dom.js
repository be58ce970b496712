// Builds elements. Text is always a text node: only lib/markup.js turns markup into elements.

/**
 * `h("a", { href: "/", class: "quiet" }, "Home")`. A key that starts with `on` is a listener, a function or object
 * value is a property, `true` an empty attribute, `false`, null and undefined nothing.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Replaces the children of `element`. */
export function fillWith(element, ...children) {
  element.replaceChildren(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
}

/** Sets the text only when it differs: a live region speaks again whenever its text is set. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A decorative sign that screen readers skip; the words beside it carry the meaning. */
export function icon(sign) {
  return h("span", { class: "icon", "aria-hidden": "true" }, sign);
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (typeof value === "object" || typeof value === "function") element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}
