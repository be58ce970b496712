// The proctor's desk: the rooms I look after, and one of them with its wall, its commands and its log.
import { api } from "../lib/api.js";
import { DeskSession } from "../lib/desk-session.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { roomName } from "../lib/room-state.js";
import { emptyState } from "../parts/empty.js";
import { pager } from "../parts/pager.js";
import { sittingFacts } from "../parts/sitting.js";
import { showDesk } from "./proctor/desk.js";

await startPage({ title: "proctor.title", signIn: "required" }, async ({ main, query }) => {
  const reference = query.get("room");
  if (!reference) return listRooms(main);
  const session = new DeskSession(reference);
  await session.start();
  document.title = `${roomName(session.room)} – ${t("page.product")}`;
  showDesk(main, session);
});

async function listRooms(main) {
  const rooms = pager({
    load: (cursor) => api.get("/api/my/rooms", { cursor }),
    row: roomRow,
    empty: () => emptyState(t("proctor.no_rooms"), h("p", {}, t("proctor.no_rooms_hint"))),
  });
  fillWith(main, h("h1", {}, t("proctor.title")), rooms);
  await rooms.start();
}

function roomRow(sitting) {
  const title = h(
    "a",
    { href: `/proctor?room=${encodeURIComponent(sitting.id)}`, "data-testid": "room-link" },
    roomName(sitting),
  );
  return h("li", { class: "card" }, h("h2", {}, title), sittingFacts(sitting));
}
