// What a proctor can do now. Commands that the room's phase does not allow are not shown; ending asks once.
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { confirmDialog } from "../../parts/dialog.js";
import { field } from "../../parts/field.js";

/** `selection()` answers the selected roster rows. */
export function commandPanel(session, selection) {
  const blocks = {
    start: startBlock(session),
    resume: resumeBlock(session),
    announce: announceBlock(session),
    extend: extendBlock(session, selection),
    pause: pauseBlock(session),
    end: endBlock(session),
  };
  const element = h(
    "div",
    { class: "commands" },
    h("h2", {}, t("proctor.commands")),
    Object.values(blocks).map((block) => block.element),
  );
  const update = () => {
    const allowed = ALLOWED[session.room.phase];
    element.hidden = allowed.length === 0;
    for (const [verb, block] of Object.entries(blocks)) {
      block.element.hidden = !allowed.includes(verb);
      block.update?.();
    }
  };
  return { element, update };
}

const ALLOWED = {
  lobby: ["start", "announce", "extend"],
  running: ["announce", "extend", "pause", "end"],
  paused: ["resume", "announce", "extend", "end"],
  ended: [],
};

function startBlock(session) {
  const act = async () => {
    const confirmed = await confirmDialog({
      title: t("proctor.start.title"),
      content: h("p", {}, t("proctor.start.detail")),
      confirm: t("proctor.start.button"),
      testid: "start-dialog",
    });
    if (confirmed) await session.command("start");
  };
  return { element: actionButton({ label: t("proctor.start.button"), act, testid: "start" }) };
}

function resumeBlock(session) {
  return {
    element: actionButton({ label: t("proctor.resume"), act: () => session.command("resume"), testid: "resume" }),
  };
}

function announceBlock(session) {
  const text = field({
    name: "text",
    label: t("proctor.announce.text"),
    type: "textarea",
    required: true,
    attributes: { maxlength: 2000, rows: 3, "data-testid": "announce-text" },
  });
  return block("announce", [text], async (values) => {
    await session.command("announce", values);
    text.input.value = "";
    return t("proctor.announce.done");
  });
}

function pauseBlock(session) {
  const reason = reasonField("pause");
  return block("pause", [reason], async (values) => {
    await session.command("pause", values);
    reason.input.value = "";
  });
}

function extendBlock(session, selection) {
  const minutes = field({
    name: "minutes",
    label: t("proctor.extend.minutes"),
    type: "number",
    required: true,
    value: 5,
    attributes: { min: 1, max: 1440, step: 1, inputmode: "numeric", "data-testid": "extend-minutes" },
  });
  const reason = reasonField("extend");
  const target = field({
    name: "target",
    label: t("proctor.extend.target"),
    type: "select",
    options: [["all", t("proctor.extend.all")]],
    attributes: { "data-testid": "extend-target" },
  });
  const send = async (values) => {
    await session.command("extend", {
      by_s: Math.round(values.minutes * 60),
      reason: values.reason,
      ...targetOf(values.target, selection()),
    });
    reason.input.value = "";
    return t("proctor.extend.done");
  };
  const extend = block("extend", [minutes, target, reason], send);
  return { ...extend, update: () => offerTargets(target.input, session, selection()) };
}

function targetOf(target, rows) {
  if (target === "selected") return { attempts: rows.map(({ attempt }) => attempt).filter(Boolean) };
  if (target.startsWith("group:")) return { group: target.slice("group:".length) };
  return {};
}

// The choice of targets follows the selection; what was chosen stays chosen while it is still offered.
function offerTargets(select, session, rows) {
  const writing = rows.filter(({ attempt }) => attempt).length;
  const groups = [...new Set([...session.roster.values()].map(({ group }) => group).filter(Boolean))].sort();
  const options = [
    ["all", t("proctor.extend.all")],
    writing > 0 && ["selected", tn("proctor.extend.selected", writing)],
    ...groups.map((group) => [`group:${group}`, t("proctor.extend.group", { group })]),
  ].filter(Boolean);
  const key = JSON.stringify(options);
  if (select.dataset.options === key) return;
  const before = select.value;
  const hadSelection = [...select.options].some(({ value }) => value === "selected");
  select.dataset.options = key;
  fillWith(
    select,
    options.map(([value, text]) => h("option", { value }, text)),
  );
  const offered = options.some(([value]) => value === before);
  select.value = writing > 0 && !hadSelection ? "selected" : offered ? before : "all";
}

function endBlock(session) {
  const reason = reasonField("end");
  return block("end", [reason], async (values) => {
    const confirmed = await confirmDialog({
      title: t("proctor.end.title"),
      content: h("p", {}, t("proctor.end.detail")),
      confirm: t("proctor.end.button"),
      kind: "danger",
      testid: "end-dialog",
    });
    if (confirmed) await session.command("end", values);
  });
}

function reasonField(verb) {
  return field({
    name: "reason",
    label: t("proctor.reason"),
    required: true,
    attributes: { maxlength: 500, "data-testid": `${verb}-reason` },
  });
}

function block(verb, fields, send) {
  const element = h(
    "details",
    { class: "command", "data-testid": `command-${verb}` },
    h("summary", {}, t(`proctor.${verb}.button`)),
    form({ fields, button: t(`proctor.${verb}.button`), send, testid: verb, quiet: true }),
  );
  return { element };
}
