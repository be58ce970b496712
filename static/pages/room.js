// The exam room: lobby, paper and end on one page, because the paper must survive every change between them.
import { ExamSession } from "../lib/exam-session.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { showStages } from "./room/stages.js";

const TICK_MS = 250;

await startPage({ title: "room.title", signIn: "required" }, async ({ main, query }) => {
  const reference = query.get("sitting");
  if (!reference) return fillWith(main, h("h1", {}, t("room.title")), emptyState(t("room.no_sitting")));
  const session = new ExamSession(reference);
  const draw = showStages(main, session);
  session.addEventListener("change", draw);
  await session.start();
  setInterval(() => {
    session.tick();
    draw();
  }, TICK_MS);
});
