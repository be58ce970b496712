// Whether the books agree: what was taken, given back and kept in each currency, what is still open, and looking again now.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatExactTime } from "../lib/exact-time.js";
import { formatNumber } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { formatAmount } from "../lib/money.js";
import { startPage } from "../lib/page.js";
import { actionButton } from "../parts/action-button.js";
import { banner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";
import { OPEN_STATUSES } from "../parts/order-tag.js";
import { table } from "../parts/table.js";
import { tag } from "../parts/tag.js";
import { figures } from "../parts/figures.js";
import { deskFrame, narrowedTo } from "./admin/frame.js";

const PATH = "/api/admin/payments";
const SUMS = ["captured", "refunded", "receivable", "revenue"];

await startPage({ title: "page.admin.reconciliation", signIn: "required" }, async ({ main }) => {
  const place = h("div", { role: "status" });
  const show = (books) => fillWith(place, view(books));
  const act = async () => show(await api.post(`${PATH}/reconcile`));
  show(await api.get(`${PATH}/reconciliation`));
  fillWith(
    main,
    deskFrame(t("page.admin.reconciliation")),
    h("p", {}, t("page.reconciliation.what")),
    place,
    actionButton({ label: t("page.reconciliation.now"), act, testid: "reconcile-now", kind: "secondary" }),
  );
});

function view(books) {
  return [
    verdict(books.totals),
    figures(
      [
        [t("page.reconciliation.open"), link({ status: OPEN_STATUSES.join(",") }, books.open_orders)],
        [t("page.reconciliation.unknown"), link({ status: "unknown" }, books.unknown)],
        [t("page.reconciliation.parked"), link({ status: "review" }, books.parked)],
      ],
      "reconciliation-figures",
    ),
    totals(books.totals),
    lastRun(books.last_run),
  ];
}

function verdict(totals) {
  const wrong = totals.filter(({ balanced }) => !balanced).map(({ currency }) => currency);
  if (wrong.length === 0) return banner("good", t("page.reconciliation.balanced"));
  const currencies = wrong.join(", ");
  return banner(
    "bad",
    t("page.reconciliation.wrong", { currencies }),
    h("p", {}, t("page.reconciliation.wrong_detail")),
  );
}

function link(filters, count) {
  return h("a", { href: narrowedTo(filters) }, formatNumber(count));
}

function totals(rows) {
  if (rows.length === 0) return emptyState(t("page.reconciliation.none"));
  const sum = (row, name) => {
    const minor = typeof row[name] === "number" ? row[name] : row[name].amount_minor;
    return h("span", { class: "amount" }, formatAmount({ amount_minor: minor, currency: row.currency }));
  };
  const verdictTag = ({ balanced }) =>
    balanced ? tag("good", t("page.reconciliation.agrees")) : tag("bad", t("page.reconciliation.differs"));
  return table(
    t("page.reconciliation.totals"),
    [
      t("page.reconciliation.currency"),
      ...SUMS.map((name) => ({ number: t(`page.reconciliation.${name}`) })),
      t("page.order.status"),
    ],
    rows.map((row) => [row.currency, ...SUMS.map((name) => sum(row, name)), verdictTag(row)]),
  );
}

function lastRun(run) {
  if (!run) return h("p", {}, t("page.reconciliation.never"));
  return h(
    "p",
    { "data-testid": "last-run" },
    t("page.reconciliation.last_run", {
      time: formatExactTime(run.at),
      looked: formatNumber(run.looked_at),
      mended: formatNumber(run.mended),
      open: formatNumber(run.still_open),
    }),
  );
}
