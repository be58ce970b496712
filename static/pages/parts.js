// Every part in its states. What is not here is not used on a page.
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { Problem } from "../lib/problem.js";
import "../parts/answer-state.js";
import { banner, problemBanner } from "../parts/banner.js";
import { barChart } from "../parts/bar-chart.js";
import { chatThread } from "../parts/chat-thread.js";
import { choiceGroup } from "../parts/choice-group.js";
import "../parts/clock.js";
import { emailField, newPasswordField } from "../parts/credentials.js";
import { confirmDialog } from "../parts/dialog.js";
import { differences } from "../parts/differences.js";
import { emptyState } from "../parts/empty.js";
import { entryList } from "../parts/entry-list.js";
import { facts } from "../parts/exam-facts.js";
import { field } from "../parts/field.js";
import { figures } from "../parts/figures.js";
import { formatMoney, formatNumber, formatPercent, formatTime } from "../lib/format.js";
import { formatAmount } from "../lib/money.js";
import { gatewayMethods } from "../parts/gateway.js";
import { markup } from "../lib/markup.js";
import { markupField } from "../parts/markup-field.js";
import { orderTag, paymentTag, refundTag, STATUSES } from "../parts/order-tag.js";
import { pairs } from "../parts/pairs.js";
import { pictureCrop } from "../parts/picture-crop.js";
import { pictureForm } from "../parts/picture-form.js";
import { showPictures } from "../parts/picture.js";
import { progress } from "../parts/progress.js";
import { qrCode } from "../parts/qr-code.js";
import "../parts/question-map.js";
import { integrityEvents } from "../parts/roster-events.js";
import { rosterTile } from "../parts/roster-tile.js";
import "../parts/roster-wall.js";
import { languageSwitch, themeSwitch } from "../parts/switches.js";
import { stackingTable, table } from "../parts/table.js";
import { tabs } from "../parts/tabs.js";
import { tag } from "../parts/tag.js";
import { timeline } from "../parts/timeline.js";

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
  markup: () =>
    markupField({
      name: "sample",
      label: t("page.question.text"),
      value: { format: "markdown", source: "**g** = 9.81" },
    }),
  picture: () => {
    const image = (digit) =>
      `<img src="picture:${digit.repeat(64)}" alt="${t("page.parts.picture")}" width="96" height="96">`;
    const text = h("div", {}, markup(image("0")), markup(image("1")));
    const icon = new URL("../icon.svg", import.meta.url).href;
    showPictures(text, (digest) => (digest.startsWith("0") ? icon : Promise.reject(new Error("It is not there."))));
    return text;
  },
  picture_form: () => pictureForm({ add: async () => {}, close: () => {} }).element,
  entries: () => {
    const row = (word) => {
      const tag = field({ name: "tag", label: t("page.bank.tag"), value: word });
      return { fields: { tag }, content: tag, read: () => tag.value };
    };
    const words = { heading: t("page.bank.tags"), title: t("page.bank.tag"), add: t("page.question.add_tag") };
    return entryList({ name: "tags", pointer: "/tags", ...words, values: ["easy", "hard"], row }).element;
  },
  differences: () =>
    differences(
      [
        {
          field: "text",
          pieces: [piece("kept", "The "), piece("removed", "cat"), piece("added", "dog"), piece("kept", " sat.")],
        },
        { field: "weight", place: 2, pieces: [piece("removed", "50 %"), piece("added", "100 %")] },
        { field: "case", pieces: [piece("removed", "insensitive"), piece("added", "sensitive")] },
      ],
      [1, 2].map((version) => t("page.history.version", { version })),
    ),
  choice: () =>
    choiceGroup({
      type: "radio",
      options: [
        { id: "true", words: t("room.true") },
        { id: "false", words: t("room.false") },
      ],
      changed: () => {},
    }).element,
  crop: () => pictureCrop(h("canvas", { width: 300, height: 150 })).element,
  qr_code: () => qrCode({ side: 5, path: "M0 0h5v1h-5zM0 4h5v1h-5zM0 1h1v3h-1zM4 1h1v3h-1zM2 2h1v1h-1z" }),
  money: () =>
    facts([
      [t("part.exam.price"), formatMoney({ amount_minor: 49900, currency: "INR" })],
      [t("part.exam.price"), formatMoney({ amount_minor: 5000, currency: "XAF" })],
      [t("part.exam.price"), formatMoney(null)],
      [t("page.order.refunded"), formatAmount({ amount_minor: 0, currency: "KWD" })],
    ]),
  order: () => [
    h("div", { class: "toolbar" }, STATUSES.map(orderTag)),
    h(
      "div",
      { class: "toolbar" },
      ["created", "authorized", "captured", "refunded", "released", "failed"].map(paymentTag),
    ),
    h("div", { class: "toolbar" }, ["due", "unknown", "pending", "processed", "failed"].map(refundTag)),
  ],
  provider: () => h("p", {}, gatewayMethods("razorpay")),
  pairs: () =>
    pairs([
      [t("page.order.price"), formatAmount({ amount_minor: 49900, currency: "INR" })],
      [t("page.order.made"), formatTime("2026-05-01T10:47:03Z")],
    ]),
  figures: () =>
    figures([
      [t("page.queue.waiting"), formatNumber(12)],
      [t("page.queue.dead"), h("a", { href: "#part-figures" }, formatNumber(3))],
    ]),
  tabs: () =>
    tabs(t("page.parts.tabs"), [
      ["/parts", t("page.parts.title")],
      ["/", t("page.nav.catalogue")],
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
    problemBanner(
      new Problem({
        type: "/problems/overloaded",
        status: 503,
        title: t("problem.overloaded.title"),
        detail: t("problem.overloaded.detail"),
      }),
    ),
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
  stacking: () =>
    stackingTable(
      t("page.bank.title"),
      [t("page.author.question_name"), t("page.author.question_kind")],
      [
        ["g", t("page.kind.numerical")],
        ["N", t("page.kind.short_text")],
      ],
    ),
  chart: () =>
    barChart({
      title: t("page.results.facility_title"),
      columns: [t("page.results.question_column"), t("page.results.facility_column")],
      bars: [
        { label: t("page.kind.numerical"), value: 0.9, text: formatPercent(0.9) },
        { label: t("page.kind.essay"), value: 0.35, text: formatPercent(0.35) },
        { label: t("page.kind.matching"), value: 0, text: formatPercent(0) },
      ],
      max: 1,
      testid: "chart",
    }),
  empty: () => emptyState(t("page.catalogue.empty"), h("p", {}, t("page.catalogue.empty_hint"))),
  progress: () => progress(12, 40, t("proctor.tile.answered", { answered: 12, total: 40 })),
  clock: () =>
    [90 * 24 * 60, 42, 4, 0.5]
      .map((minutes) => h("p", {}, clockAt(minutes, false)))
      .concat(h("p", {}, clockAt(12, true))),
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
  chat: () => {
    const nothing = () => {};
    const thread = chatThread({ me: "student", textMax: 1000, write: nothing, say: nothing, discard: nothing });
    const at = new Date().toISOString();
    const said = (id, from, by, key, state) => ({
      id,
      from,
      by,
      text: t(key),
      at,
      state,
      refused: t("page.offline.title"),
    });
    thread.show([
      said("1", "student", null, "room.lobby.title", "said"),
      said("2", "staff", "Ada Lovelace", "room.lobby.detail", "said"),
      said("3", "student", null, "room.hand_in_title", "waiting"),
      said("4", "student", null, "room.hand_in_detail", "refused"),
    ]);
    return thread.element;
  },
  tile: () =>
    h(
      "div",
      { role: "grid", "aria-label": t("page.parts.tile") },
      h("div", { class: "tile-samples", role: "row" }, ["writing", "idle", "offline", "handed_in"].map(tileIn)),
    ),
  wall: () => {
    const wall = h("eh-roster-wall", {});
    // Measured once it is on the page.
    requestAnimationFrame(() => wall.show(Array.from({ length: 40 }, (_, index) => rosterRow("writing", index))));
    return wall;
  },
  events: () => {
    const events = integrityEvents();
    const at = new Date().toISOString();
    events.show([
      { kind: "focus_lost", at },
      { kind: "focus_back", at, seconds: 12 },
      { kind: "pasted", at },
    ]);
    return events.element;
  },
  timeline: () =>
    timeline([
      { at: "2026-05-01T10:47:03Z", time: "10:47:03", what: t("proctor.log.room.started") },
      {
        at: "2026-05-01T10:58:40Z",
        time: "10:58:40",
        what: t("page.timeline.refund_asked"),
        who: "Ada Lovelace",
        more: [[t("page.timeline.detail.money"), formatAmount({ amount_minor: 19900, currency: "INR" })]],
      },
    ]),
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

function piece(kind, text) {
  return { kind, text };
}

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

function tileIn(state, index) {
  const tile = rosterTile(state);
  tile.show(rosterRow(state, index), { selected: state === "idle", column: index });
  return tile.element;
}

// One of each need; who is offline has them all.
function rosterRow(state, index) {
  const at = new Date().toISOString();
  const isOne = (place) => [place, 2].includes(index);
  return {
    account: `${state}-${index}`,
    attempt: null,
    name: "Ada Lovelace",
    group: "A",
    state,
    since: at,
    opened_at: at,
    answered: 7,
    total: 9,
    extension_us: isOne(1) ? 5 * MINUTE_US : 0,
    hand_since: isOne(0) ? at : null,
    unread: isOne(1) ? 2 : 0,
    device_changes: isOne(3) ? 1 : 0,
    device_changed_at: isOne(3) ? at : null,
    integrity: index === 2 ? { count: 3, last: { kind: "focus_lost", at } } : { count: 0, last: null },
    saved_at: null,
  };
}
