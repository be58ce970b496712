// The exam room: lobby, paper and end on one page, because the paper must survive every change between them.
import { ExamSession } from "../lib/exam-session.js";
import { fillWith } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { recallRoom } from "../lib/kept-rooms.js";
import { startPage } from "../lib/page.js";
import { RoomKeeper } from "../lib/room-keeper.js";
import { wordsStage } from "./room/plain.js";
import { showStages } from "./room/stages.js";

const TICK_MS = 250;

await startPage({ title: "room.title", signIn: "remembered", texts: "room" }, async ({ main, me, query, reached }) => {
  const reference = query.get("sitting");
  if (!reference) return fillWith(main, wordsStage(t("room.title"), t("room.no_sitting")).element);
  const session = new ExamSession(reference);
  const draw = showStages(main, session);
  session.addEventListener("change", draw);
  new RoomKeeper(session, me.id);
  await comeBack(session, reference, reached);
  await session.start();
  setInterval(() => {
    session.tick();
    draw();
  }, TICK_MS);
});

// Without the server the room is shown as this device knows it; so it is when the network fails before the room was
// entered.
async function comeBack(session, reference, reached) {
  const kept = await recallRoom(reference).catch(() => null);
  if (!kept) return;
  if (!reached) return session.recall(kept);
  session.addEventListener("change", () => session.connection.state === "offline" && void session.recall(kept));
}
