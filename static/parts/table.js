// A table that scrolls sideways inside its own box on narrow screens, or whose rows become cards there.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/**
 * `columns` are header texts, or `{ number: text }` above amounts; `rows` arrays of texts or nodes. The first cell of a
 * row is its header.
 */
export function table(caption, columns, rows) {
  return tableBox(tableOf(caption, columns, h("tbody", {}, rows.map(tableRow))));
}

/** The same as cards on narrow screens, for rows that are read one by one and not compared. */
export function stackingTable(caption, columns, rows) {
  return stackingBox(
    caption,
    columns,
    h(
      "tbody",
      {},
      rows.map((cells) => stackingRow(columns, cells)),
    ),
  );
}

function heading(column) {
  const isNumber = column.number !== undefined;
  return h("th", { scope: "col", class: isNumber ? "number" : null }, wordsOf(column));
}

function wordsOf(column) {
  return column.number ?? column;
}

/** One row, for tables that grow. */
export function tableRow(cells) {
  return h(
    "tr",
    {},
    cells.map((cell, column) => (column === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell))),
  );
}

/** One row of a table that stacks; each cell says which column it is of where the header is not in sight. */
export function stackingRow(columns, cells) {
  const cellOf = (cell, column) =>
    column === 0
      ? h("th", { scope: "row", role: "rowheader" }, cell)
      : h("td", { role: "cell", "data-column": `${wordsOf(columns[column])}${t("part.colon")}` }, cell);
  return h("tr", { role: "row" }, cells.map(cellOf));
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

/** A table that stacks around a body that grows. What stacks is no table to the browser, so that its roles are said. */
export function stackingBox(caption, columns, body) {
  const stacking = tableOf(caption, columns, body);
  stacking.className = "stacking";
  const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", "thead th": "columnheader" };
  stacking.setAttribute("role", roles.table);
  for (const [selector, role] of Object.entries(roles))
    stacking.querySelectorAll(selector).forEach((part) => part.setAttribute("role", role));
  return tableBox(stacking);
}

function tableOf(caption, columns, body) {
  const head = h("thead", {}, h("tr", {}, columns.map(heading)));
  return h("table", {}, h("caption", {}, caption), head, body);
}
