// The own account, and where it is signed in.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { actionButton } from "../parts/action-button.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { pager } from "../parts/pager.js";
import { tag } from "../parts/tag.js";

await startPage({ title: "page.account.title", signIn: "required" }, async ({ main, me }) => {
  const sessions = pager({
    load: (cursor) => api.get("/api/auth/sessions", { cursor }),
    row: (row) => sessionRow(row, sessions),
    empty: () => emptyState(t("page.account.no_sessions")),
  });
  const everywhere = async () => {
    await api.delete("/api/auth/sessions");
    location.assign("/sign-in");
  };
  fillWith(
    main,
    h("h1", {}, t("page.account.title")),
    facts([
      [t("page.account.name"), me.name],
      [t("page.account.email"), me.email],
      [t("page.account.roles"), me.roles.map((role) => t(`page.role.${role}`)).join(", ")],
    ]),
    h("h2", {}, t("page.account.sessions")),
    h("p", {}, t("page.account.sessions_hint")),
    sessions,
    actionButton({
      label: t("page.account.everywhere"),
      act: everywhere,
      testid: "sign-out-everywhere",
      kind: "secondary",
    }),
  );
  await sessions.start();
});

function sessionRow(session, list) {
  const end = async () => {
    await api.delete(`/api/auth/sessions/${encodeURIComponent(session.id)}`);
    await list.start();
  };
  return h(
    "li",
    { class: "card", "data-testid": "session" },
    h(
      "p",
      {},
      h("strong", {}, session.user_agent || t("page.account.unknown_browser")),
      " ",
      session.current && tag("good", t("page.account.this_browser")),
    ),
    facts([
      [t("page.account.network"), session.network],
      [t("page.account.since"), formatTime(session.created_at)],
      [t("page.account.last_seen"), formatTime(session.last_seen_at)],
    ]),
    !session.current &&
      actionButton({ label: t("page.account.end_session"), act: end, testid: "end-session", kind: "secondary" }),
  );
}
