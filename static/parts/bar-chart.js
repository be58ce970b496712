// A chart of horizontal bars with its numbers in words beside them and as a table behind it. The bars are drawings of
// their own width, so that nothing is scaled and nothing needs a style of its own.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { table } from "./table.js";

const SVG = "http://www.w3.org/2000/svg";

/** `bars` have a `label`, a `value` of at most `max`, and a `text` that says it. `columns` name labels and values. */
export function barChart({ title, columns, bars, max, testid }) {
  const rows = bars.map(({ label, value, text }) =>
    h(
      "div",
      { class: "chart-row" },
      h("span", { class: "chart-label" }, label),
      bar(max > 0 ? value / max : 0),
      h("span", { class: "chart-value" }, text),
    ),
  );
  return h(
    "figure",
    { class: "chart", "data-testid": testid },
    h("figcaption", {}, title),
    h("div", { class: "chart-rows", "aria-hidden": "true" }, rows),
    h(
      "details",
      {},
      h("summary", {}, t("part.chart.table")),
      table(
        title,
        columns,
        bars.map(({ label, text }) => [label, text]),
      ),
    ),
  );
}

function bar(share) {
  const drawing = drawn("svg", { class: "chart-bar", focusable: "false" });
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  drawing.append(
    drawn("rect", { class: "chart-ground", width: "100%", height: "100%" }),
    drawn("rect", { class: "chart-filled", width: `${percent}%`, height: "100%" }),
  );
  return drawing;
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
