// What a proctor can do now for the room or a group. Commands that the room's phase does not allow are not shown; what
// cannot be undone asks once.
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { groupsOf } from "../../lib/roster-order.js";
import { actionButton } from "../../parts/action-button.js";
import { confirmDialog } from "../../parts/dialog.js";
import { field } from "../../parts/field.js";
import { extendFields, reasonField } from "./acts.js";

export function commandPanel(session) {
  const blocks = {
    start: startBlock(session),
    resume: resumeBlock(session),
    announce: announceBlock(session),
    extend: extendBlock(session),
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

function extendBlock(session) {
  const [minutes, reason] = extendFields("extend");
  const target = field({
    name: "target",
    label: t("proctor.extend.target"),
    type: "select",
    options: [["", t("proctor.extend.all")]],
    attributes: { "data-testid": "extend-target" },
  });
  const send = async (values) => {
    const by_s = Math.round(values.minutes * 60);
    const group = values.target ? { group: values.target } : {};
    await session.command("extend", { by_s, reason: values.reason, ...group });
    reason.input.value = "";
    return t("proctor.extend.done");
  };
  const extend = block("extend", [minutes, target, reason], send);
  return { ...extend, update: () => offerTargets(target, session) };
}

// What was chosen stays chosen while it is still offered.
function offerTargets(target, session) {
  const groups = groupsOf(session.roster.rows());
  const key = groups.join("\n");
  const select = target.input;
  if (select.dataset.groups === key) return;
  const before = select.value;
  select.dataset.groups = key;
  target.hidden = groups.length === 0;
  fillWith(
    select,
    h("option", { value: "" }, t("proctor.extend.all")),
    groups.map((group) => h("option", { value: group }, t("proctor.extend.group", { group }))),
  );
  select.value = groups.includes(before) ? before : "";
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

function block(verb, fields, send) {
  const element = h(
    "details",
    { class: "command", "data-testid": `command-${verb}` },
    h("summary", {}, t(`proctor.${verb}.button`)),
    form({ fields, button: t(`proctor.${verb}.button`), send, testid: verb, quiet: true }),
  );
  return { element };
}
