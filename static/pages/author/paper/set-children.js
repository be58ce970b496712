// The children of an element in an order. Nothing is touched when they stand so already: what is moved loses the focus.

export function setChildren(element, children) {
  const same = children.length === element.children.length;
  if (same && children.every((child, place) => element.children[place] === child)) return;
  element.replaceChildren(...children);
}
