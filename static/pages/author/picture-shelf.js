// The pictures of an exam: how much room they take, where they are shown, and a way to be rid of those that are not.
import { api } from "../../lib/api.js";
import { formatBytes } from "../../lib/bytes.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatNumber, formatTime } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { confirmDialog } from "../../parts/dialog.js";
import { emptyState } from "../../parts/empty.js";
import { facts } from "../../parts/exam-facts.js";
import { tag } from "../../parts/tag.js";
import { authorsPictures } from "./pictures.js";

const KINDS = { now: "good", earlier: "info", nowhere: "warning" };

/** Fills `main` with the pictures of the exam `id`. */
export async function showPictureShelf(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const exam = await api.get(`/api/my/authored/${encodeURIComponent(id)}`);
  document.title = `${t("page.pictures.title")} – ${t("page.product")}`;
  const place = h("div", {});
  const heading = h("h1", { tabindex: "-1" }, t("page.pictures.title"));
  const draw = async () => fillWith(place, shelf(path, await api.get(`${path}/pictures`), drawAnew));
  // What was pressed is gone then.
  const drawAnew = async () => {
    await draw();
    heading.focus();
  };
  fillWith(
    main,
    heading,
    h("p", {}, h("a", { href: `/author?exam=${encodeURIComponent(id)}`, lang: exam.language }, exam.title)),
    place,
  );
  await draw();
}

function shelf(path, { items, size_bytes, size_bytes_max }, changed) {
  if (items.length === 0) return emptyState(t("page.pictures.empty"), h("p", {}, t("page.pictures.empty_hint")));
  const unused = items.filter(({ used }) => used === "nowhere");
  // What can be removed comes first; otherwise the latest.
  const rest = items.filter(({ used }) => used !== "nowhere");
  const room = { size: formatBytes(size_bytes), max: formatBytes(size_bytes_max) };
  return [
    h("p", { "data-testid": "pictures-room" }, t("page.pictures.room", room)),
    h("p", { class: "hint" }, t("page.pictures.hint")),
    unused.length === 0
      ? h("p", { role: "status" }, t("page.pictures.no_unused"))
      : removeAll(path, unused.length, changed),
    h("ul", { class: "plain-list picture-shelf" }, [...unused, ...rest].map((one) => card(path, one, changed))),
  ];
}

function removeAll(path, count, changed) {
  const act = async () => {
    if (!(await isSure(count))) return;
    await api.post(`${path}/pictures/remove-unused`);
    await changed();
  };
  return actionButton({
    label: tn("page.pictures.remove_unused", count),
    act,
    testid: "remove-unused",
    kind: "secondary",
  });
}

function card(path, { id, width, height, size_bytes, added_at: at, used }, changed) {
  const address = authorsPictures(path)(id);
  const time = formatTime(at);
  const act = async () => {
    if (!(await isSure(1))) return;
    await api.delete(address);
    await changed();
  };
  const remove = actionButton({ label: t("page.pictures.remove"), act, testid: "remove-picture", kind: "secondary" });
  remove.querySelector("button").setAttribute("aria-label", t("page.pictures.remove_this", { time }));
  return h(
    "li",
    { class: "card", "data-testid": "shelved-picture", "data-used": used },
    h(
      "div",
      { class: "shelf-place" },
      h("img", { src: address, alt: t("page.pictures.alt", { time }), loading: "lazy", width, height }),
    ),
    h("p", {}, tag(KINDS[used], t(`page.pictures.used_${used}`))),
    facts([
      [t("page.pictures.added"), time],
      [t("page.pictures.pixels"), `${formatNumber(width)} × ${formatNumber(height)}`],
      [t("page.pictures.size"), formatBytes(size_bytes)],
    ]),
    used === "nowhere" && remove,
  );
}

function isSure(count) {
  return confirmDialog({
    title: t("page.pictures.sure"),
    content: h("p", {}, tn("page.pictures.sure_detail", count)),
    confirm: t("page.pictures.remove"),
    kind: "danger",
    testid: "remove-pictures",
  });
}
