// The queue of payments: how much waits, how it is worked off, stopping and starting it, and what was given up.
import { api } from "../lib/api.js";
import { fillWith, h, setText } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { formatNumber, formatSecond } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { asProblem } from "../lib/problem.js";
import { actionButton } from "../parts/action-button.js";
import { problemBanner } from "../parts/banner.js";
import { barChart } from "../parts/bar-chart.js";
import { confirmDialog } from "../parts/dialog.js";
import { field } from "../parts/field.js";
import { tag } from "../parts/tag.js";
import { deadLetters } from "./admin/dead-letters.js";
import { figures } from "../parts/figures.js";
import { deskFrame, narrowedTo } from "./admin/frame.js";
import { saying } from "./admin/proof.js";

const PATH = "/api/admin/payments/queue";
const ASK_EVERY_MS = 5000;
const PRIORITIES = ["high", "medium", "normal"];
const AT_ONCE_MAX = 1000;

await startPage({ title: "page.admin.queue", signIn: "required" }, async ({ main }) => {
  const view = queueView(await api.get(PATH));
  const letters = deadLetters(() => view.ask());
  fillWith(
    main,
    deskFrame(t("page.admin.queue")),
    view.element,
    h("h2", { id: "dead" }, t("page.letters.title")),
    h("p", {}, t("page.letters.hint")),
    letters.element,
  );
  await letters.start();
  setInterval(() => document.visibilityState === "visible" && void view.ask(), ASK_EVERY_MS);
});

function queueView(first) {
  const state = h("div", { class: "toolbar", role: "status" });
  const asked = h("p", { class: "fine" });
  const numbers = h("div", {});
  const trouble = h("div", {});
  const chart = h("div", {});
  const control = h("div", {});
  let drawn = "";
  let wasPaused = null;
  const show = (queue) => {
    setText(asked, t("page.status.asked", { time: formatSecond(new Date().toISOString()) }));
    if (wasPaused !== queue.paused) {
      wasPaused = queue.paused;
      fillWith(
        state,
        queue.paused ? tag("warning", t("page.queue.paused")) : tag("good", t("page.queue.running")),
        h("span", {}, t(queue.paused ? "page.queue.paused_detail" : "page.queue.running_detail")),
      );
      const wasInside = control.contains(document.activeElement);
      fillWith(control, queue.paused ? resumeButton(show) : pauseButton(show));
      if (wasInside) control.querySelector("button").focus();
    }
    // An open table behind the chart stays open while nothing changed.
    const key = JSON.stringify(queue);
    if (key === drawn) return;
    drawn = key;
    fillWith(numbers, figures(figuresOf(queue), "queue-figures"));
    const isOpen = chart.querySelector("details")?.open ?? false;
    fillWith(chart, depths(queue.by_priority));
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
  show(first);
  const element = h(
    "div",
    {},
    state,
    asked,
    trouble,
    numbers,
    chart,
    control,
    concurrencyForm(first.concurrency, show),
  );
  return { element, ask };
}

function figuresOf(queue) {
  const number = (name) => [t(`page.queue.${name}`), formatNumber(queue[name])];
  return [
    number("waiting"),
    number("due"),
    [t("page.queue.under_way"), formatNumber(queue.running)],
    [t("page.queue.dead"), h("a", { href: "#dead" }, formatNumber(queue.dead))],
    [t("page.queue.unknown"), h("a", { href: narrowedTo({ status: "unknown" }) }, formatNumber(queue.unknown))],
    number("processed"),
    number("failed"),
    number("retried"),
    [t("page.queue.average"), t("page.queue.ms", { ms: formatNumber(Math.round(queue.average_ms ?? 0)) })],
    number("concurrency"),
  ];
}

function depths(byPriority) {
  const bars = PRIORITIES.map((priority) => ({
    label: t(`page.queue.priority.${priority}`),
    value: byPriority[priority],
    text: tn("page.queue.jobs", byPriority[priority]),
  }));
  return barChart({
    title: t("page.queue.depths"),
    columns: [t("page.queue.priority"), t("page.queue.waiting")],
    bars,
    max: Math.max(...bars.map(({ value }) => value)),
    testid: "depths",
  });
}

function pauseButton(show) {
  const act = async () => {
    const sure = await confirmDialog({
      title: t("page.queue.pause_question"),
      content: saying(t("page.queue.pause_detail")),
      confirm: t("page.queue.pause"),
      testid: "pause-dialog",
    });
    if (sure) show(await api.post(`${PATH}/pause`));
  };
  return actionButton({ label: t("page.queue.pause"), act, testid: "pause-queue", kind: "secondary" });
}

function resumeButton(show) {
  const act = async () => show(await api.post(`${PATH}/resume`));
  return actionButton({ label: t("page.queue.resume"), act, testid: "resume-queue" });
}

function concurrencyForm(present, show) {
  const atOnce = field({
    name: "at_once",
    label: t("page.queue.at_once"),
    hint: t("page.queue.at_once_hint"),
    type: "number",
    required: true,
    value: present,
    attributes: { min: 1, max: AT_ONCE_MAX, step: 1, inputmode: "numeric" },
  });
  const send = async (values) => {
    show(await api.put(`${PATH}/concurrency`, values));
    return t("page.queue.changed");
  };
  return form({ fields: [atOnce], button: t("page.queue.change"), send, testid: "concurrency", quiet: true });
}
