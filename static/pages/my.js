// What is mine: exams I sit, rooms I look after, and where I am signed in.
import { api } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { actionButton } from "../parts/action-button.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { pager } from "../parts/pager.js";
import { sittingFacts, sittingLinks } from "../parts/sitting.js";
import { tag } from "../parts/tag.js";

await startPage({ title: "page.my.title", signIn: "required" }, async ({ main }) => {
  const exams = pager({
    load: (cursor) => api.get("/api/my/exams", { cursor }),
    row: examRow,
    empty: () => emptyState(t("page.my.empty"), h("p", {}, h("a", { href: "/" }, t("page.my.empty_hint")))),
  });
  const sessions = pager({ load: (cursor) => api.get("/api/auth/sessions", { cursor }), row: (row) => sessionRow(row, sessions), empty: () => emptyState(t("page.my.no_sessions")) });
  const everywhere = async () => {
    await api.delete("/api/auth/sessions");
    location.assign("/sign-in");
  };
  main.replaceChildren(
    h("h1", {}, t("page.my.title")),
    exams,
    h("h2", {}, t("page.my.sessions")),
    h("p", {}, t("page.my.sessions_hint")),
    sessions,
    actionButton({ label: t("page.my.everywhere"), act: everywhere, testid: "sign-out-everywhere", kind: "secondary" }),
  );
  await Promise.all([exams.start(), sessions.start()]);
});

function examRow({ exam, sitting }) {
  const title = h("a", { href: `/exam?id=${encodeURIComponent(exam.id)}` }, exam.title);
  return h("li", { class: "card", "data-testid": "my-exam" }, h("h2", {}, title), h("p", { class: "fine" }, sitting.title), sittingFacts(sitting), sittingLinks(sitting));
}

function sessionRow(session, list) {
  const end = async () => {
    await api.delete(`/api/auth/sessions/${encodeURIComponent(session.id)}`);
    await list.start();
  };
  return h(
    "li",
    { class: "card", "data-testid": "session" },
    h("p", {}, h("strong", {}, session.user_agent || t("page.my.unknown_browser")), " ", session.current && tag("good", t("page.my.this_browser"))),
    facts([
      [t("page.my.network"), session.network],
      [t("page.my.since"), formatTime(session.created_at)],
      [t("page.my.last_seen"), formatTime(session.last_seen_at)],
    ]),
    !session.current && actionButton({ label: t("page.my.end_session"), act: end, testid: "end-session", kind: "secondary" }),
  );
}
