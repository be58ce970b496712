// Where a question stands: its tags, its category, and whether new papers may ask it. None of this makes a new version.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { banner } from "../../parts/banner.js";
import { field } from "../../parts/field.js";

/** `path` is the question's address in the API. */
export function shelvesBlock(path, sheet) {
  return h(
    "div",
    { class: "columns" },
    tagsBlock(path, sheet.tags),
    categoryBlock(path, sheet.category),
    archiveBlock(path, sheet),
  );
}

function tagsBlock(path, tags) {
  const list = h("ul", { class: "tag-list", "data-testid": "tags" });
  const word = field({ name: "tag", label: t("page.question.add_tag"), required: true });
  word.pointer = "/add";
  const show = (now) => fillWith(list, now.length > 0 ? now.map(row) : h("li", {}, t("page.question.no_tags")));
  const change = async (command) => show((await api.post(`${path}/tags`, command)).tags);
  const row = (tag) =>
    h(
      "li",
      {},
      h("span", {}, tag),
      actionButton({
        label: t("page.question.remove_tag", { tag }),
        act: () => change({ remove: [tag] }),
        testid: "remove-tag",
        kind: "quiet",
      }),
    );
  const send = async () => {
    await change({ add: [word.input.value] });
    word.input.value = "";
  };
  show(tags);
  const add = form({ fields: [word], button: t("page.question.add_tag"), send, testid: "tag", quiet: true });
  return h("section", {}, h("h2", {}, t("page.bank.tags")), list, add);
}

function categoryBlock(path, category) {
  const place = field({
    name: "category",
    label: t("page.bank.category"),
    hint: t("page.question.category_hint"),
    value: category,
  });
  const send = async () => {
    const moved = await api.put(`${path}/category`, { category: place.input.value });
    place.input.value = moved.category;
    return t("page.question.moved");
  };
  const button = t("page.question.move");
  return h(
    "section",
    {},
    h("h2", {}, t("page.bank.category")),
    form({ fields: [place], button, send, testid: "category", quiet: true }),
  );
}

function archiveBlock(path, sheet) {
  const archived = sheet.archived_at !== null;
  const act = async () => {
    await api.post(`${path}/${archived ? "unarchive" : "archive"}`);
    location.reload();
  };
  const label = t(archived ? "page.question.unarchive" : "page.question.archive");
  return h(
    "section",
    {},
    h("h2", {}, t("page.question.archive_title")),
    archived ? banner("info", t("page.question.is_archived")) : h("p", {}, t("page.question.archive_hint")),
    actionButton({ label, act, testid: "archive", kind: "secondary" }),
  );
}
