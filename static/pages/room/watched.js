// Read before the start: what the page notices during the exam, why, and who sees it.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { canFillScreen } from "./fullscreen.js";

export function watched() {
  const kinds = ["focus", canFillScreen() && "fullscreen", "paste", "network"].filter(Boolean);
  return h(
    "section",
    { "data-testid": "watched", "aria-labelledby": "watched-title" },
    h("h2", { id: "watched-title" }, t("room.watched.title")),
    h("p", {}, t("room.watched.why")),
    h(
      "ul",
      {},
      kinds.map((kind) => h("li", {}, t(`room.watched.${kind}`))),
    ),
    h("p", {}, t("room.watched.who")),
  );
}
