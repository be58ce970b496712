// The exams I am enrolled in, with the way into the room and to the results. Without the server: the rooms that this
// device keeps.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { ownRooms } from "../lib/kept-rooms.js";
import { startPage } from "../lib/page.js";
import { offlineProblem } from "../lib/problem.js";
import { roomName } from "../lib/room-state.js";
import { problemBanner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";
import { pager } from "../parts/pager.js";
import { sittingFacts, sittingLinks } from "../parts/sitting.js";

await startPage({ title: "page.my.title", signIn: "remembered" }, async ({ main, reached }) => {
  if (!reached) return fillWith(main, h("h1", {}, t("page.my.title")), await keptRooms());
  const exams = pager({
    load: (cursor) => api.get("/api/my/exams", { cursor }),
    row: examRow,
    empty: () => emptyState(t("page.my.empty"), h("p", {}, h("a", { href: "/" }, t("page.my.empty_hint")))),
  });
  fillWith(main, h("h1", {}, t("page.my.title")), exams);
  await exams.start();
});

function examRow({ exam, sitting }) {
  const title = h("a", { href: `/exam?id=${encodeURIComponent(exam.id)}` }, exam.title);
  return h(
    "li",
    { class: "card", "data-testid": "my-exam" },
    h("h2", {}, title),
    h("p", { class: "fine" }, sitting.title),
    sittingFacts(sitting),
    sittingLinks(sitting),
  );
}

async function keptRooms() {
  const rooms = await ownRooms();
  const link = ({ room }) => h("a", { href: `/room?sitting=${encodeURIComponent(room.id)}` }, roomName(room));
  return [
    problemBanner(offlineProblem(), { retry: () => location.reload() }),
    rooms.length > 0 && [
      h("p", {}, t("page.my.offline")),
      h(
        "ul",
        { class: "plain-list" },
        rooms.map((one) => h("li", { "data-testid": "kept-room" }, link(one))),
      ),
    ],
  ];
}
