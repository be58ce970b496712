// The instances that serve this house: how each is, whom it has, and taking one out of service before it is stopped.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatMinute, formatNumber, formatSecond } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { asProblem } from "../../lib/problem.js";
import { actionButton } from "../../parts/action-button.js";
import { problemBanner } from "../../parts/banner.js";
import { barChart } from "../../parts/bar-chart.js";
import { confirmDialog } from "../../parts/dialog.js";
import { stackingTable } from "../../parts/table.js";
import { tag } from "../../parts/tag.js";

const PATH = "/api/ops/instances";
const KINDS = { serves: "good", drains: "warning", gone: "bad" };

/** What shows them, and `ask`, which asks for them anew. */
export function instancesView() {
  const rows = h("div", {});
  const chart = h("div", {});
  const trouble = h("div", {});
  let drawn = "";
  const show = ({ instances }) => {
    // An open table and the focus stay where they are while nothing changed; that something was heard is no change.
    const key = JSON.stringify(instances.map(shown));
    if (key === drawn) return;
    drawn = key;
    const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    fillWith(rows, tableOf(instances, ask));
    if (focused) rows.querySelector(`[data-testid="${focused}"]`)?.focus();
    const isOpen = chart.querySelector("details")?.open ?? false;
    fillWith(chart, socketsOf(instances));
    chart.querySelector("details").open = isOpen;
  };
  const ask = async () => {
    try {
      show(await api.get(PATH));
      fillWith(trouble);
    } catch (error) {
      fillWith(trouble, problemBanner(asProblem(error)));
    }
  };
  return { element: h("div", { "data-testid": "instances" }, trouble, rows, chart), ask };
}

function shown({ seen_at: heard, ...rest }) {
  return rest.state === "gone" ? { heard, ...rest } : rest;
}

function tableOf(instances, ask) {
  const columns = ["instance", "state", "roles", "people", "rooms", "degraded", "since", "act"];
  return stackingTable(
    t("page.instances.title"),
    columns.map((column) => t(`page.instances.column_${column}`)),
    instances.map((instance) => [
      h("span", { "data-testid": "instance-row" }, instance.name),
      stateOf(instance),
      instance.roles.map((role) => t(`page.instances.role.${role}`)).join(", "),
      tn("page.instances.sockets", instance.sockets),
      formatNumber(instance.rooms),
      instance.degraded.map((name) => name.replaceAll("_", " ")).join(", ") || "–",
      `${formatMinute(instance.started_at)}, ${instance.version}`,
      act(instance, ask),
    ]),
  );
}

function stateOf({ state, seen_at: heard, answers }) {
  const words =
    state === "gone"
      ? t("page.instances.state.gone", { time: formatSecond(heard) })
      : t(`page.instances.state.${state}`);
  return h("span", {}, tag(KINDS[state], words), answers ? ` ${t("page.instances.answers")}` : "");
}

function socketsOf(instances) {
  const bars = instances
    .filter(({ state }) => state !== "gone")
    .map(({ name, sockets }) => ({ label: name, value: sockets, text: tn("page.instances.sockets", sockets) }));
  return barChart({
    title: t("page.instances.chart"),
    columns: [t("page.instances.column_instance"), t("page.instances.column_people")],
    bars,
    max: Math.max(1, ...bars.map(({ value }) => value)),
    testid: "sockets-chart",
  });
}

/** What is gone can be asked nothing; what drains can be taken back unless its process ends anyway. */
function act(instance, ask) {
  if (instance.state === "gone") return "–";
  const send = async (verb) => {
    await api.post(`${PATH}/${instance.boot}/${verb}`);
    await ask();
  };
  if (instance.drain_asked)
    return actionButton({
      label: t("page.instances.resume"),
      act: () => send("resume"),
      testid: `resume-${instance.boot}`,
      kind: "secondary",
    });
  const drain = async () => {
    const sure = await confirmDialog({
      title: t("page.instances.drain_question", { name: instance.name }),
      content: h("p", {}, t("page.instances.drain_detail")),
      confirm: t("page.instances.drain"),
      testid: "drain-dialog",
    });
    if (sure) await send("drain");
  };
  const testid = `drain-${instance.boot}`;
  return actionButton({ label: t("page.instances.drain"), act: drain, testid, kind: "secondary" });
}
