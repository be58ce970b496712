// Every part in its states. What is not here is not used on a page.
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { Problem } from "../lib/problem.js";
import "../parts/answer-state.js";
import { banner, problemBanner } from "../parts/banner.js";
import { choiceGroup } from "../parts/choice-group.js";
import "../parts/clock.js";
import { emailField, newPasswordField } from "../parts/credentials.js";
import { confirmDialog } from "../parts/dialog.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { field } from "../parts/field.js";
import { formatMoney } from "../lib/format.js";
import { progress } from "../parts/progress.js";
import "../parts/question-map.js";
import { rosterTile } from "../parts/roster-tile.js";
import { languageSwitch, themeSwitch } from "../parts/switches.js";
import { table } from "../parts/table.js";
import { tag } from "../parts/tag.js";

const MINUTE_US = 60_000_000;

const SAMPLES = {
  button: () =>
    h(
      "div",
      { class: "toolbar" },
      ["", "secondary", "quiet", "danger"].map((kind) =>
        h("button", { type: "button", class: `button ${kind}` }, t("page.parts.press")),
      ),
      h("button", { type: "button", class: "button", disabled: true }, t("page.parts.press")),
    ),
  link: () => h("p", {}, h("a", { href: "/" }, t("page.nav.catalogue"))),
  field: () => {
    const wrong = field({
      name: "wrong",
      label: t("page.account.email"),
      type: "email",
      required: true,
      value: "ada@",
    });
    wrong.error = t("field.invalid");
    const fields = [field({ name: "plain", label: t("page.account.name"), hint: t("page.account.name_hint") }), wrong];
    return form({
      fields,
      button: t("page.parts.press"),
      send: async () => t("page.parts.done"),
      testid: "parts-form",
    });
  },
  credentials: () => [emailField(), newPasswordField()],
  choice: () =>
    choiceGroup({
      type: "radio",
      options: [
        { id: "true", words: t("room.true") },
        { id: "false", words: t("room.false") },
      ],
      changed: () => {},
    }).element,
  money: () =>
    facts([
      [t("part.exam.price"), formatMoney({ amount_minor: 49900, currency: "INR" })],
      [t("part.exam.price"), formatMoney({ amount_minor: 5000, currency: "XAF" })],
      [t("part.exam.price"), formatMoney(null)],
    ]),
  tag: () =>
    h(
      "div",
      { class: "toolbar" },
      ["neutral", "info", "good", "warning", "bad"].map((kind) => tag(kind, kind)),
    ),
  banner: () => [
    ...["info", "good", "warning"].map((kind) =>
      banner(kind, t("room.lobby.title"), h("p", {}, t("room.lobby.detail"))),
    ),
    problemBanner(new Problem({ type: "/problems/overloaded" }, 503)),
  ],
  table: () =>
    table(
      t("page.author.questions"),
      [t("page.author.question_name"), t("page.author.question_kind")],
      [
        ["g", t("page.kind.numerical")],
        ["N", t("page.kind.short_text")],
      ],
    ),
  empty: () => emptyState(t("page.catalogue.empty"), h("p", {}, t("page.catalogue.empty_hint"))),
  progress: () => progress(12, 40, t("proctor.tile.answered", { answered: 12, total: 40 })),
  clock: () => [90 * 24 * 60, 42, 4, 0.5].map((minutes) => h("p", {}, clockAt(minutes, false))).concat(h("p", {}, clockAt(12, true))),
  map: questionMap,
  answer: () =>
    [
      { state: "empty" },
      { state: "waiting" },
      { state: "sending" },
      { state: "saved", seq: 128 },
      { state: "refused", problem: { detail: t("problem.response-invalid.detail") } },
      { state: "conflict" },
    ].map((state) => h("p", {}, answerState(state))),
  tile: () => h("div", { class: "tile-samples" }, ["writing", "idle", "offline", "handed_in"].map(tileIn)),
  timeline: () =>
    h(
      "ol",
      { class: "timeline" },
      h("li", {}, h("time", {}, "10:47:03"), t("proctor.log.room.started")),
      h("li", {}, h("time", {}, "10:58:40"), t("proctor.log.room.ended")),
    ),
  dialog: () =>
    h(
      "button",
      {
        type: "button",
        class: "button secondary",
        "data-testid": "open-dialog",
        onclick: () =>
          confirmDialog({
            title: t("room.hand_in_title"),
            content: h("p", {}, t("room.hand_in_detail")),
            confirm: t("room.hand_in"),
            kind: "danger",
          }),
      },
      t("page.parts.dialog"),
    ),
  switches: () => h("div", { class: "toolbar" }, languageSwitch(), themeSwitch()),
};

await startPage({ title: "page.parts.title" }, ({ main }) => {
  fillWith(
    main,
    h("h1", {}, t("page.parts.title")),
    ...Object.entries(SAMPLES).map(([name, sample]) =>
      h("section", { id: `part-${name}` }, h("h2", {}, t(`page.parts.${name}`)), sample()),
    ),
  );
});

function clockAt(minutes, paused) {
  const clock = h("eh-clock", {});
  clock.show({ remainingUs: minutes * MINUTE_US, closesUs: (Date.now() + minutes * 60_000) * 1000, paused });
  return clock;
}

function answerState(state) {
  const element = h("eh-answer-state", {});
  element.show(state, false);
  return element;
}

function questionMap() {
  const map = h("eh-question-map", {});
  const states = ["answered", "empty", "unsaved", "trouble", "empty"];
  map.build(
    states.map((_, index) => ({ id: String(index), position: index + 1, section: "A" })),
    () => {},
  );
  states.forEach((state, index) => map.mark(String(index), { state, flagged: index === 4, current: index === 1 }));
  return map;
}

function tileIn(state) {
  const tile = rosterTile(state);
  tile.show(
    {
      name: "Ada Lovelace",
      group: "A",
      state,
      since: new Date().toISOString(),
      answered: 7,
      total: 9,
      extension_us: 0,
    },
    { selected: state === "idle", index: 0, count: 4 },
  );
  return h("div", { role: "listbox", "aria-label": t("proctor.wall") }, tile.element);
}
