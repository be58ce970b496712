// Who has access to which exam, from where and until when; giving it without a payment, and taking it back.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { field } from "../parts/field.js";
import { pager } from "../parts/pager.js";
import { roomy, stackingBox, stackingRow } from "../parts/table.js";
import { tag } from "../parts/tag.js";
import { examField } from "./admin/exam-field.js";
import { deskFrame, narrowedTo, orderLink } from "./admin/frame.js";
import { reasonField } from "./admin/proof.js";
import { revokeButton } from "./admin/revoke.js";

const COLUMNS = ["person", "exam", "access_span", "source", "state", "act"];
const DAYS_MAX = 3650;

await startPage({ title: "page.admin.access", signIn: "required" }, async ({ main, query }) => {
  const account = query.get("account");
  const exam = await examField({ named: query.get("exam"), any: t("page.admin.any") });
  const said = h("div", { role: "status", tabindex: "-1" });
  const body = h("tbody", {});
  const columns = COLUMNS.map((name) => t(`page.admin.column_${name}`));
  const list = pager({
    load: (cursor) => api.get("/api/admin/payments/access", { account, exam: exam.value, cursor }),
    row: (row) => accessRow(columns, row, { said, again: () => list.start() }),
    empty: () => emptyState(t("page.access.none")),
    container: body,
    host: stackingBox(t("page.access.list"), columns, body),
  });
  exam.input.addEventListener("change", () => void list.start());
  fillWith(
    main,
    deskFrame(t("page.admin.access")),
    h("div", { class: "narrow" }, exam),
    account && onePerson(),
    said,
    list,
    h("h2", {}, t("page.access.grant")),
    h("p", {}, t("page.access.grant_hint")),
    await grantForm(() => list.start()),
  );
  await list.start();
});

function onePerson() {
  const link = h("a", { href: "/admin/payments/access" }, t("page.admin.everybody"));
  return h("p", { "data-testid": "one-person" }, t("page.access.one_person"), " ", link);
}

function accessRow(columns, row, { said, again }) {
  const { account, exam } = row;
  const until = row.expires_at ? formatTime(row.expires_at) : t("page.access.no_end");
  const cells = stackingRow(columns, [
    [h("a", { href: narrowedTo({ account: account.id }) }, account.name), h("div", { class: "fine" }, account.email)],
    exam.title,
    roomy(t("page.order.access_span", { from: formatTime(row.starts_at), until })),
    source(row),
    [stateTag(row), row.withdrawn_at && withdrawn(row)],
    !row.withdrawn_at && !isOver(row) ? revokeButton(row, { said, again }) : [],
  ]);
  cells.dataset.testid = "access-row";
  return cells;
}

function source({ source: from, order, granted_by: by, reason }) {
  if (order) return [t("page.access.source.order"), " ", orderLink(order)];
  const words = [t(`page.access.source.${from}`), by?.name].filter(Boolean).join(", ");
  return [words, reason && h("div", { class: "fine" }, reason)];
}

function isOver({ expires_at: end }) {
  return end !== null && Date.parse(end) <= Date.now();
}

function stateTag(row) {
  if (row.withdrawn_at) return tag("bad", t("page.access.withdrawn"));
  if (isOver(row)) return tag("neutral", t("page.access.over"));
  if (Date.parse(row.starts_at) > Date.now()) return tag("info", t("page.access.later"));
  return tag("good", t("page.access.runs"));
}

function withdrawn({ withdrawn_at: at, withdrawn_by: by, withdrawn_why: why }) {
  return h("div", { class: "fine" }, [formatTime(at), by?.name, why].filter(Boolean).join(" · "));
}

async function grantForm(granted) {
  const exam = await examField({ named: null, any: t("page.refund.choose"), name: "exam_id" });
  exam.input.required = true;
  const fields = [
    field({ name: "email", label: t("page.account.email"), type: "email", required: true }),
    exam,
    field({
      name: "days",
      label: t("page.access.days"),
      type: "number",
      required: true,
      value: 30,
      attributes: { min: 1, max: DAYS_MAX, step: 1, inputmode: "numeric" },
    }),
    reasonField("grant"),
  ];
  const send = async (values) => {
    await api.post("/api/admin/payments/access/grant", values);
    await granted();
    return t("page.access.granted", { email: values.email });
  };
  return form({ fields, button: t("page.access.grant"), send, testid: "grant" });
}
