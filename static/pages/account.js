// The own account: whether its address is confirmed, the profile, the password, and where it is signed in.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { browserName } from "../lib/user-agent.js";
import { actionButton } from "../parts/action-button.js";
import { banner } from "../parts/banner.js";
import { newPasswordField, passwordField } from "../parts/credentials.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { pager } from "../parts/pager.js";
import { tag } from "../parts/tag.js";
import { pictureSection } from "./account/picture.js";
import { profileForm } from "./account/profile.js";

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
      [t("page.account.email"), me.email],
      [t("page.account.verification"), verificationTag(me)],
      [t("page.account.roles"), me.roles.map((role) => t(`page.role.${role}`)).join(", ")],
    ]),
    !me.email_verified && verification(),
    h("h2", {}, t("page.account.profile")),
    profileForm(me, async (now) => {
      document.querySelector("eh-header").me = now;
      await sessions.start();
    }),
    h("h2", {}, t("page.account.picture")),
    pictureSection(me),
    elsewhere("second_factor", "/second-factor"),
    h("h2", {}, t("page.account.change_password")),
    h("p", {}, t("page.account.change_password_hint")),
    passwordForm(() => sessions.start()),
    h("h2", {}, t("page.account.sessions")),
    h("p", {}, t("page.account.sessions_hint")),
    sessions,
    actionButton({
      label: t("page.account.everywhere"),
      act: everywhere,
      testid: "sign-out-everywhere",
      kind: "secondary",
    }),
    elsewhere("data", "/my-data"),
  );
  await sessions.start();
});

// What has a page of its own.
function elsewhere(about, href) {
  const link = h("a", { href, "data-testid": `to-${about}` }, t(`page.account.${about}_hint`));
  return [h("h2", {}, t(`page.account.${about}`)), h("p", {}, link)];
}

function verificationTag(me) {
  return me.email_verified ? tag("good", t("page.account.verified")) : tag("warning", t("page.account.unverified"));
}

function verification() {
  const place = h("div", { "data-testid": "verification" }, h("p", {}, t("page.account.verify_hint")));
  const send = async () => {
    await api.post("/api/auth/verify/send");
    fillWith(place, banner("good", t("page.account.verify_sent")));
  };
  place.append(
    actionButton({ label: t("page.account.verify_send"), act: send, testid: "verify-send", kind: "secondary" }),
  );
  return place;
}

function passwordForm(changed) {
  const fields = [
    passwordField({ name: "old_password", label: t("page.account.old_password") }),
    newPasswordField({ name: "new_password", label: t("page.account.new_password") }),
  ];
  const send = async (values) => {
    await api.put("/api/auth/password", values);
    for (const field of fields) field.input.value = "";
    await changed();
    return t("page.account.password_changed");
  };
  return form({ fields, button: t("page.account.change_password"), send, testid: "change-password", quiet: true });
}

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
      h("strong", {}, browserName(session.user_agent) || t("page.account.unknown_browser")),
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
