// The check of the device in the lobby: each thing that could fail later, said while there is time to mend it, with what
// to do and what works all the same. It never keeps anybody out.
import { NetworkProbe, probeStorage } from "../../lib/device-probe.js";
import { fillWith, h, setText } from "../../lib/dom.js";
import { formatDuration, formatNumber } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { canOpenPapers } from "../../lib/paper.js";
import { tag } from "../../parts/tag.js";

const SLOW_MS = 500;
const CLOCK_OFF_US = 60_000_000;
const SPACE_BYTES = 20_000_000;
const NARROW_PX = 360;
const MEGABYTE = 1_000_000;

/** `element` and `update()`, to be called a few times a second. */
export function deviceCheck(session) {
  const network = new NetworkProbe();
  let storage = null;
  const summary = h("p", { class: "device-summary", role: "status", "data-testid": "device-summary" });
  const lines = h("ul", { class: "plain-list ready-list", "data-testid": "device-lines" });
  const begin = async () => {
    storage = null;
    void network.run(() => element.isConnected);
    storage = await probeStorage();
  };
  const again = h(
    "button",
    { type: "button", class: "button secondary", "data-testid": "check-again", onclick: begin },
    t("room.check.again"),
  );
  const element = h("section", { "aria-label": t("room.ready.title") }, summary, lines, again);
  let drawn = "";
  const update = () => {
    const checks = checksOf(session, network, storage);
    const key = JSON.stringify(checks);
    if (key === drawn) return;
    drawn = key;
    const state = summaryOf(checks);
    summary.dataset.state = state;
    setText(summary, t(`room.check.${state}`));
    fillWith(lines, checks.map(checkLine));
  };
  // It begins once the element is on the page, since it ends when it is not any more.
  queueMicrotask(begin);
  return { element, update };
}

function checkLine([name, kind, text, todo]) {
  return h(
    "li",
    { "data-check": name, "data-state": kind },
    tag(kind, t(`room.ready.${kind}`)),
    ` ${text}`,
    todo && h("p", { class: "todo" }, todo),
  );
}

function summaryOf(checks) {
  const kinds = checks.map(([, kind]) => kind);
  return ["bad", "neutral", "warning"].find((kind) => kinds.includes(kind)) ?? "good";
}

function checksOf(session, network, storage) {
  return [
    connectionCheck(session),
    networkCheck(network),
    clockCheck(session.clock),
    canOpenPapers()
      ? ["paper", "good", t("room.ready.paper")]
      : ["paper", "bad", t("room.ready.insecure", { address: location.origin })],
    picturesCheck(session),
    storageCheck(session, storage),
    reloadCheck(),
    spaceCheck(storage),
    screenCheck(),
  ].filter(Boolean);
}

function connectionCheck({ connection }) {
  if (connection.state === "offline")
    return ["connection", "bad", t("room.ready.offline"), t("room.check.offline_todo")];
  return ["connection", "good", t(connection.state === "http" ? "room.ready.http" : "room.ready.socket")];
}

function networkCheck(network) {
  const { done, of, lost, medianMs } = network.figures;
  if (medianMs === null && done < of) return ["network", "neutral", t("room.check.network_begins")];
  if (medianMs === null) return ["network", "bad", t("room.check.network_none", { of }), t("room.check.offline_todo")];
  const args = { ms: medianMs, lost, done };
  if (!network.complete) return ["network", "neutral", t("room.check.network_goes_on", args)];
  if (lost > 0 || medianMs > SLOW_MS)
    return ["network", "warning", t("room.check.network", args), t("room.check.network_todo")];
  return ["network", "good", t("room.check.network", args)];
}

function clockCheck(clock) {
  if (!clock.synchronised) return ["clock", "neutral", t("room.ready.clock_waiting")];
  const aheadUs = clock.localUs() - clock.nowUs();
  const seconds = Math.round(Math.abs(aheadUs) / 1_000_000);
  const known = t("room.ready.clock", { ms: Math.max(1, Math.round(clock.uncertaintyUs / 1000)) });
  if (seconds === 0) return ["clock", "good", known];
  const off = t(aheadUs > 0 ? "room.check.clock_ahead" : "room.check.clock_behind", { by: formatDuration(seconds) });
  const kind = Math.abs(aheadUs) > CLOCK_OFF_US ? "warning" : "good";
  return ["clock", kind, `${known} ${off}`, kind === "warning" && t("room.check.clock_todo")];
}

function picturesCheck({ pictures }) {
  if (!pictures) return null;
  const { here, total } = pictures.figures;
  return ["pictures", here < total ? "neutral" : "good", t("room.check.pictures", { here, total })];
}

function storageCheck({ answers }, storage) {
  if (storage === null) return ["storage", "neutral", t("room.check.storage_begins")];
  const keeps = answers?.summary().durable ?? false;
  if (keeps && storage.writable) return ["storage", "good", t("room.ready.storage")];
  return ["storage", "warning", t("room.ready.no_storage"), t("room.check.storage_todo")];
}

function reloadCheck() {
  if (navigator.serviceWorker?.controller) return ["reload", "good", t("room.check.reload")];
  return ["reload", "info", t("room.check.no_reload")];
}

function spaceCheck(storage) {
  if (storage === null) return ["space", "neutral", t("room.check.storage_begins")];
  const { persistent, freeBytes } = storage;
  const words = [t(persistent ? "room.check.persistent" : "room.check.not_persistent")];
  if (freeBytes !== null) words.push(t("room.check.space", { mb: formatNumber(Math.floor(freeBytes / MEGABYTE)) }));
  const tight = freeBytes !== null && freeBytes < SPACE_BYTES;
  if (tight) return ["space", "warning", words.join(" "), t("room.check.space_todo")];
  return ["space", persistent ? "good" : "info", words.join(" ")];
}

// Whether there is a keyboard no browser tells; what points finely usually has one beside it.
function screenCheck() {
  const { innerWidth: width, innerHeight: height } = window;
  const keys = t(matchMedia("(any-pointer: fine)").matches ? "room.check.keyboard" : "room.check.touch");
  const text = `${t("room.check.screen", { width, height })} ${keys}`;
  return width < NARROW_PX ? ["screen", "warning", text, t("room.check.screen_todo")] : ["screen", "info", text];
}
