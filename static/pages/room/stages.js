// Chooses what the room page shows. Each stage is built once when it is entered and updated in place afterwards.
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { Problem } from "../../lib/problem.js";
import { problemBanner } from "../../parts/banner.js";
import { closedStage } from "./closed.js";
import { lateStage } from "./late.js";
import { lobbyStage } from "./lobby.js";
import { notices } from "./notices.js";
import { actionStage, wordsStage } from "./plain.js";
import { writingStage } from "./writing.js";

/** Answers a function that brings `main` up to date with `session`. */
export function showStages(main, session) {
  const news = notices(session);
  const place = h("div", {});
  fillWith(main, place, news.element);
  let shown = null;
  return () => {
    const stage = session.stage;
    if (shown?.stage !== stage) {
      shown = { stage, view: STAGES[stage](session) };
      document.body.dataset.stage = stage;
      fillWith(place, shown.view.element);
      shown.view.entered?.();
    }
    shown.view.update?.();
    news.update();
  };
}

const STAGES = {
  connecting: () => wordsStage(t("room.connecting.title"), t("room.connecting.detail")),
  opening: () => wordsStage(t("room.opening.title"), t("room.opening.detail")),
  stopped: () =>
    actionStage({
      title: t("room.stopped.title"),
      detail: t("room.stopped.detail"),
      label: t("room.reload"),
      act: () => location.reload(),
      testid: "reload",
    }),
  refused: (session) => problemStage(session.problem),
  // Without an attempt: either one has to enrol first, or one never came and the room is over.
  unenrolled: ({ room }) =>
    problemStage(
      new Problem(
        room.phase === "ended"
          ? {
              type: "/problems/sitting-over",
              status: 409,
              title: t("problem.sitting-over.title"),
              detail: t("problem.sitting-over.detail"),
            }
          : {
              type: "/problems/not-enrolled",
              status: 403,
              title: t("problem.not-enrolled.title"),
              detail: t("problem.not-enrolled.detail"),
            },
      ),
    ),
  staff: (session) =>
    wordsStage(
      t("room.staff.title"),
      t("room.staff.detail"),
      h("a", { class: "button", href: `/proctor?room=${encodeURIComponent(session.room.id)}` }, t("room.staff.go")),
    ),
  "signed-out": () =>
    wordsStage(
      t("problem.session-ended.title"),
      t("problem.session-ended.detail"),
      h(
        "a",
        { class: "button", href: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}` },
        t("page.nav.sign_in"),
      ),
    ),
  "other-tab": (session) =>
    actionStage({
      title: t("room.other_tab.title"),
      detail: t("room.other_tab.detail"),
      label: t("room.other_tab.take"),
      act: () => session.takeTab(),
      testid: "take-tab",
    }),
  "other-device": (session) =>
    actionStage({
      title: t("problem.device-busy.title"),
      detail: t("room.other_device.detail"),
      label: t("room.take_over"),
      act: () => session.takeOver(),
      testid: "take-over",
    }),
  "taken-over": (session) =>
    actionStage({
      title: t("problem.device-fenced.title"),
      detail: t("room.taken_over.detail"),
      label: t("room.take_over"),
      act: () => session.takeOver(),
      testid: "take-over",
    }),
  lobby: lobbyStage,
  late: lateStage,
  writing: writingStage,
  closed: closedStage,
};

function problemStage(problem) {
  const back = h("p", {}, h("a", { href: "/my" }, t("page.nav.my")));
  const banner = problemBanner(problem, { retry: () => location.reload() });
  return { element: h("div", {}, h("h1", {}, t("room.title")), banner, back) };
}
