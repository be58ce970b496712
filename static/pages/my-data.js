// Everything that is kept about oneself, as a file; and the way to have it erased.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { codeField, passwordField } from "../parts/credentials.js";

// Putting a long file together takes its time.
const PATIENCE_MS = 120_000;

await startPage({ title: "page.data.title", signIn: "required" }, async ({ main }) => {
  const { on_since: hasSecondFactor } = await api.get("/api/auth/second-factor");
  const fields = [passwordField(), ...(hasSecondFactor ? [codeField()] : [])];
  const send = async (values) => {
    save(await api.post("/api/auth/export", values, PATIENCE_MS));
    for (const field of fields) field.input.value = "";
    return t("page.data.downloaded");
  };
  fillWith(
    main,
    h("h1", {}, t("page.data.title")),
    h("p", {}, t("page.data.what")),
    h(
      "ul",
      {},
      ["account", "exams", "talk", "log"].map((kind) => h("li", {}, t(`page.data.kind_${kind}`))),
    ),
    h("p", {}, t("page.data.format")),
    form({ fields, button: t("page.data.download"), send, testid: "export" }),
    h("h2", {}, t("page.erase.title")),
    h("p", {}, h("a", { href: "/erase-account", "data-testid": "to-erase" }, t("page.data.to_erase"))),
    h("p", {}, h("a", { href: "/account" }, t("page.account.title"))),
  );
});

// The browser asks where to put it, as for any download.
function save(data) {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: "application/json" });
  const address = URL.createObjectURL(file);
  h("a", { href: address, download: "my-data.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), PATIENCE_MS);
}
