// The history of a question: who made which version and when, what changed, and the way back.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { formatTime } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { differences } from "../../parts/differences.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import { pager } from "../../parts/pager.js";

/** Fills `main` with the history of the question `id` of an exam. */
export async function showHistory(main, exam, id) {
  const path = `/api/exams/${encodeURIComponent(exam)}/questions/${encodeURIComponent(id)}`;
  const address = `/author?exam=${encodeURIComponent(exam)}&question=${encodeURIComponent(id)}`;
  const sheet = await api.get(path);
  document.title = `${t("page.history.title")} – ${t("page.product")}`;
  const compared = h("section", { "aria-live": "polite" });
  const compare = async (from, to) => {
    const answer = await api.get(`${path}/diff`, { from, to });
    const names = [from, to].map((version) => t("page.history.version", { version }));
    fillWith(compared, h("h2", {}, t("page.history.compared", { from, to })), differences(answer.differences, names));
    compared.scrollIntoView({ block: "nearest" });
  };
  const restore = async (version) => {
    await api.post(`${path}/versions/${version}/restore`, { base_version: sheet.version });
    location.assign(address);
  };
  const list = pager({
    load: (cursor) => api.get(`${path}/versions`, { cursor }),
    row: (card) => versionRow(card, sheet.version, compare, restore),
    empty: () => emptyState(t("page.history.empty")),
  });
  fillWith(
    main,
    h("h1", {}, t("page.history.title")),
    h("p", {}, h("a", { href: address, "data-testid": "to-question" }, sheet.question.name)),
    list,
    compareForm(sheet.version, compare),
    compared,
  );
  await list.start();
}

function versionRow({ version, created_at: at, author, name, kind }, latest, compare, restore) {
  const button = (label, act, testid) => actionButton({ label, act, testid, kind: "secondary" });
  return h(
    "li",
    { class: "card", "data-testid": `version-${version}` },
    h("h2", {}, t("page.history.version", { version })),
    h("p", {}, t("page.history.made", { author, time: formatTime(at) })),
    h("p", {}, `${name} · ${t(`page.kind.${kind}`)}`),
    version > 1 && button(t("page.history.changes", { version }), () => compare(version - 1, version), "changes"),
    version !== latest && button(t("page.history.restore", { version }), () => restore(version), "restore"),
  );
}

function compareForm(latest, compare) {
  const attributes = { min: 1, max: latest, step: 1, inputmode: "numeric" };
  const number = (name, value) =>
    field({ name, label: t(`page.history.${name}`), type: "number", required: true, value, attributes });
  const fields = [number("from", Math.max(1, latest - 1)), number("to", latest)];
  const send = ({ from, to }) => compare(from, to);
  return form({ fields, button: t("page.history.compare"), send, testid: "compare", quiet: true });
}
