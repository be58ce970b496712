// A table that scrolls sideways inside its own box on narrow screens.
import { h } from "../lib/dom.js";

/**
 * `columns` are header texts, or `{ number: text }` above amounts; `rows` arrays of texts or nodes. The first cell of a
 * row is its header.
 */
export function table(caption, columns, rows) {
  const head = h("thead", {}, h("tr", {}, columns.map(heading)));
  const body = h("tbody", {}, rows.map(tableRow));
  return tableBox(h("table", {}, h("caption", {}, caption), head, body));
}

function heading(column) {
  const isNumber = column.number !== undefined;
  return h("th", { scope: "col", class: isNumber ? "number" : null }, column.number ?? column);
}

/** One row, for tables that grow. */
export function tableRow(cells) {
  return h(
    "tr",
    {},
    cells.map((cell, column) => (column === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell))),
  );
}

/** The box that scrolls; it can take the focus so that the keyboard can scroll it. */
export function tableBox(tableElement) {
  const name = tableElement.querySelector("caption")?.textContent;
  return h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": name }, tableElement);
}

/** A content that keeps enough width to be read where the table scrolls anyway. */
export function roomy(...content) {
  return h("span", { class: "roomy" }, content);
}
