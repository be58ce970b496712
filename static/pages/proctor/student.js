// One student at the side: times, the talk with the staff, what was recorded, and what can be done for this one.
import { fillWith, h, setText } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { formatDuration, formatSecond } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { asProblem } from "../../lib/problem.js";
import { actionButton } from "../../parts/action-button.js";
import { problemBanner } from "../../parts/banner.js";
import { facts } from "../../parts/exam-facts.js";
import { integrityEvents } from "../../parts/roster-events.js";
import { extendFields } from "./acts.js";
import { conversation } from "./conversation.js";

/** `closed(account)` is told when the panel was closed. `show(account)` opens it, `update()` follows the roster. */
export function studentPanel(session, closed) {
  const element = h("section", {
    class: "student",
    "aria-labelledby": "student-name",
    "data-testid": "student",
    hidden: true,
  });
  // Kept while the page is open: what was being written to one student is there again after a look at another.
  const talks = new Map();
  const talkWith = (row) => {
    const { attempt } = row();
    if (!talks.has(attempt)) talks.set(attempt, talkOf(session, row));
    return talks.get(attempt);
  };
  let panel = null;
  const close = () => {
    const account = panel.account;
    panel = null;
    element.hidden = true;
    fillWith(element);
    closed(account);
  };
  const show = (account) => {
    panel = panelOf(session, account, talkWith, close);
    fillWith(element, panel.content);
    element.hidden = false;
    panel.update();
    panel.heading.focus();
    element.scrollIntoView({ block: "nearest" });
  };
  session.addEventListener("talk", ({ detail }) => panel?.heard(detail));
  element.addEventListener("keydown", (event) => event.key === "Escape" && panel && close());
  return { element, show, update: () => panel?.update() };
}

function panelOf(session, account, talkWith, close) {
  const row = () => session.roster.get(account);
  const heading = h("h2", { id: "student-name", tabindex: "-1" }, row().name);
  const times = h("div", { "data-testid": "student-times" });
  const lower = actionButton({
    label: t("proctor.student.lower"),
    act: () => session.lowerHand(row().attempt),
    testid: "lower-hand",
    kind: "secondary",
  });
  const place = h("div", {}, h("p", {}, t("proctor.student.no_paper")));
  let talk = null;
  let attempt = null;
  const shut = h(
    "button",
    { type: "button", class: "button quiet", "data-testid": "close-student", onclick: close },
    t("proctor.student.close"),
  );
  let drawn = "";
  const update = () => {
    const present = row();
    lower.hidden = !present.hand_since;
    const facts = timesOf(present, session.room);
    const key = JSON.stringify(facts);
    if (key !== drawn) fillWith(times, factList(facts));
    drawn = key;
    // A first attempt may come while the panel is open, and another one after it.
    if (!present.attempt || present.attempt === attempt) return;
    attempt = present.attempt;
    talk = talkWith(row);
    fillWith(place, talk.content);
    void talk.read();
  };
  return {
    account,
    heading,
    update,
    heard: (spoken) => spoken === attempt && talk.read(),
    content: [h("div", { class: "student-head" }, face(session.room.id, account), heading, shut), times, lower, place],
  };
}

// The place is kept whether or not there is a picture, so that nothing moves when one comes.
function face(room, account) {
  const address = `/api/rooms/${encodeURIComponent(room)}/people/${encodeURIComponent(account)}/picture`;
  const picture = h("img", { class: "face", src: address, alt: "", width: 56, height: 56, hidden: true });
  picture.addEventListener("load", () => (picture.hidden = false));
  return h("div", { class: "face-place" }, picture);
}

function factList(entries) {
  return facts(entries.map(([key, value]) => [t(key), value]));
}

function timesOf(row, room) {
  const extra = row.extension_us > 0 && formatDuration(row.extension_us / 1_000_000);
  return [
    ["proctor.student.state", t(`proctor.state.${row.state}`)],
    row.since && ["proctor.student.since", formatSecond(row.since)],
    row.group && ["proctor.group", row.group],
    ["proctor.student.answered", t("proctor.tile.answered", { answered: row.answered, total: row.total })],
    row.device_changes > 0 && ["proctor.student.device", deviceText(row)],
    row.hand_since && ["proctor.student.hand", formatSecond(row.hand_since)],
    row.opened_at && ["proctor.student.began", formatSecond(row.opened_at)],
    row.closes_at && ["proctor.student.ends", formatSecond(row.closes_at)],
    room.paused_since && row.closes_at && ["proctor.student.paused", formatSecond(room.paused_since)],
    extra && ["proctor.student.extra", extra],
  ].filter(Boolean);
}

function deviceText({ device_changes: count, device_changed_at: at }) {
  return tn("proctor.student.device_changes", count, { time: formatSecond(at) });
}

function talkOf(session, row) {
  const attempt = row().attempt;
  const events = integrityEvents();
  const trouble = h("div", {});
  const status = h("p", { class: "fine" }, t("page.loading"));
  let round = 0;
  const read = async () => {
    const mine = (round += 1);
    try {
      const [messages, recorded] = await Promise.all([session.thread(attempt), session.integrity(attempt)]);
      // A slower earlier answer must not cover a later one.
      if (mine !== round) return;
      talk.show(messages);
      events.show(recorded);
      fillWith(trouble);
    } catch (error) {
      fillWith(trouble, problemBanner(asProblem(error), { retry: read }));
    } finally {
      setText(status, "");
    }
  };
  const talk = conversation({ session, attempt, name: row().name, sent: read });
  const content = [
    status,
    trouble,
    h("h3", {}, t("proctor.thread.title")),
    talk.element,
    h("h3", {}, t("proctor.integrity.title")),
    h("p", { class: "fine" }, t("proctor.integrity.fair")),
    events.element,
    h("h3", {}, t("proctor.student.time")),
    extendForm(session, attempt),
  ];
  return { content, read };
}

function extendForm(session, attempt) {
  const send = async (values) => {
    const by_s = Math.round(values.minutes * 60);
    await session.command("extend", { by_s, reason: values.reason, attempts: [attempt] });
    return t("proctor.extend.done");
  };
  return form({
    fields: extendFields("student"),
    button: t("proctor.extend.button"),
    send,
    testid: "student-extend-form",
    quiet: true,
  });
}
