// Tells those who listen to the page what needs attention: politely, gathered, and at most once in ten seconds.
import { h } from "../../lib/dom.js";
import { t, tn } from "../../lib/i18n.js";

const PAUSE_MS = 10_000;
/** What happens at once is said in one sentence. */
const GATHER_MS = 400;
const KINDS = ["hand", "message", "offline", "device", "integrity"];

export function announcer(session) {
  const element = h("p", { class: "visually-hidden", role: "status", "data-testid": "announcer" });
  let waiting = [];
  let timer = null;
  let spokenMs = -Infinity;
  const speak = () => {
    timer = null;
    spokenMs = performance.now();
    element.textContent = sentences(waiting);
    waiting = [];
  };
  session.addEventListener("news", ({ detail }) => {
    waiting.push(...detail);
    timer ??= setTimeout(speak, Math.max(GATHER_MS, spokenMs + PAUSE_MS - performance.now()));
  });
  return { element };
}

function sentences(news) {
  return KINDS.map((kind) => sentence(kind, news))
    .filter(Boolean)
    .join(" ");
}

function sentence(kind, news) {
  const names = new Map(news.filter((one) => one.kind === kind).map(({ row }) => [row.account, row.name]));
  if (names.size === 0) return "";
  if (names.size === 1) return t(`proctor.spoken.${kind}`, { name: [...names.values()][0] });
  return tn(`proctor.spoken.${kind}`, names.size);
}
