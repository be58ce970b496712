// One student on the wall: name, state in words, progress, since when.
import { fillWith, h } from "../lib/dom.js";
import { formatDuration, formatSecond } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { progress } from "./progress.js";
import { tag } from "./tag.js";

const KINDS = {
  absent: "neutral",
  in: "info",
  writing: "good",
  idle: "warning",
  offline: "bad",
  handed_in: "good",
  closed: "neutral",
};

let tiles = 0;

/** A tile that `show(row, place)` brings up to date; it draws only when something differs. */
export function rosterTile(account) {
  tiles += 1;
  const element = h("div", { class: "roster-tile", role: "option", id: `tile-${tiles}`, "data-testid": "roster-tile" });
  element.dataset.account = account;
  let drawn = "";
  const show = (row, { selected, index, count }) => {
    element.setAttribute("aria-selected", String(selected));
    element.setAttribute("aria-posinset", index + 1);
    element.setAttribute("aria-setsize", count);
    element.dataset.state = row.state;
    const key = JSON.stringify([row, selected]);
    if (key !== drawn) fillWith(element, content(row, selected));
    drawn = key;
  };
  return { element, show };
}

function content(row, selected) {
  const extra = row.extension_us ? t("proctor.tile.extra", { time: formatDuration(row.extension_us / 1_000_000) }) : "";
  return [
    h("div", { class: "tile-name" }, h("strong", {}, row.name), selected && h("span", {}, "☑")),
    h(
      "div",
      { class: "tile-state" },
      tag(KINDS[row.state] ?? "neutral", t(`proctor.state.${row.state}`)),
      row.since && h("span", { class: "fine" }, formatSecond(row.since)),
    ),
    progress(row.answered, row.total, t("proctor.tile.answered", { answered: row.answered, total: row.total })),
    h("div", { class: "fine tile-more" }, [row.group, extra].filter(Boolean).join(" · ")),
  ];
}
