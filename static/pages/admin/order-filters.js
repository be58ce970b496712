// What the orders are narrowed by: words, status, exam, a person, and the days they were made on.
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { instantAt } from "../../lib/wall-time.js";
import { field } from "../../parts/field.js";
import { OPEN_STATUSES, STATUSES } from "../../parts/order-tag.js";
import { examField } from "./exam-field.js";

const NAMES = ["search", "status", "exam", "account", "from", "to"];

/** `query` is the page's own; what it names is filled in. */
export async function orderFilters(query) {
  const fields = {
    search: field({
      name: "search",
      label: t("page.admin.search"),
      hint: t("page.admin.search_hint"),
      type: "search",
      attributes: { maxlength: 200 },
    }),
    status: select("status", [
      ["", t("page.admin.any")],
      [OPEN_STATUSES.join(","), t("page.admin.all_open")],
      ["unknown", t("page.admin.unknown")],
      ...STATUSES.map((one) => [one, t(`part.order.${one}`)]),
    ]),
    exam: await examField({ named: query.get("exam"), any: t("page.admin.any") }),
    from: field({ name: "from", label: t("page.admin.from"), type: "date" }),
    to: field({ name: "to", label: t("page.admin.to"), type: "date" }),
  };
  let account = query.get("account");
  Object.entries(fields).forEach(([name, { input }]) => (input.value = query.get(name) ?? ""));
  const person = h("p", { "data-testid": "one-person" });
  const submit = h(
    "button",
    { type: "submit", class: "button", "data-testid": "orders-search-submit" },
    t("page.bank.search"),
  );
  const form = h("form", { role: "search", class: "narrow", "data-testid": "orders-search" });
  form.append(...Object.values(fields), submit);
  const values = () => ({
    ...Object.fromEntries(Object.entries(fields).map(([name, { input }]) => [name, input.value.trim()])),
    account: account ?? "",
  });
  let search = () => {};
  const again = () => {
    remember(values());
    search();
  };
  const everybody = h("button", { type: "button", class: "button quiet", "data-testid": "everybody" });
  everybody.textContent = t("page.admin.everybody");
  everybody.addEventListener("click", () => {
    account = null;
    person.hidden = true;
    again();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    again();
  });
  fillWith(person, t("page.admin.one_person"), " ", everybody);
  person.hidden = account === null;
  return {
    element: h("div", {}, form, person),
    asked: () => {
      const { from, to, ...rest } = values();
      return { ...rest, from: from && instantAt(`${from}T00:00`), to: to && dayAfter(to) };
    },
    onSearch: (listener) => (search = listener),
  };
}

function select(name, options) {
  return field({ name, label: t(`page.admin.${name}`), type: "select", options });
}

// The last day counts whole.
function dayAfter(day) {
  const next = new Date(Date.parse(`${day}T00:00Z`) + 24 * 3600 * 1000).toISOString().slice(0, 10);
  return instantAt(`${next}T00:00`);
}

function remember(values) {
  const named = NAMES.filter((name) => values[name]).map((name) => [name, values[name]]);
  history.replaceState(null, "", named.length === 0 ? location.pathname : `?${new URLSearchParams(named)}`);
}
