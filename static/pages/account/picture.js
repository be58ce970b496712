// The own picture: seen, chosen, cropped, taken away.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { banner } from "../../parts/banner.js";
import { field } from "../../parts/field.js";
import { pictureCrop } from "../../parts/picture-crop.js";

/** The section about the picture of `me`. */
export function pictureSection(me) {
  const shown = h("div", {});
  const said = h("div", { "aria-live": "polite", "data-testid": "picture-said" });
  const cropping = h("div", {});
  const file = field({
    name: "file",
    label: t("page.account.picture_choose"),
    hint: t("page.account.picture_choose_hint"),
    type: "file",
    attributes: { accept: "image/png,image/jpeg,image/webp", onchange: choose },
  });
  const remove = actionButton({
    label: t("page.account.picture_remove"),
    act: async () => {
      await api.delete("/api/auth/picture");
      show(null);
      fillWith(said, banner("good", t("page.account.picture_removed")));
    },
    testid: "picture-remove",
    kind: "secondary",
  });

  // The number makes the browser ask for the new one.
  function show(version) {
    if (version === null) return fillWith(shown, h("p", {}, t("page.account.picture_none")));
    const picture = { class: "portrait", alt: t("page.account.picture_alt"), width: 128, height: 128 };
    const address = `/api/auth/picture?v=${version}`;
    fillWith(shown, h("img", { ...picture, src: address, "data-testid": "portrait" }), remove);
  }

  async function choose() {
    file.error = null;
    fillWith(said);
    fillWith(cropping);
    if (!file.value) return;
    const bitmap = await createImageBitmap(file.value).catch(() => null);
    if (bitmap === null) return (file.error = t("page.account.picture_unreadable"));
    const crop = pictureCrop(bitmap);
    const use = async () => {
      await api.put("/api/auth/picture", await crop.toBlob());
      file.input.value = "";
      fillWith(cropping);
      show(Date.now());
      fillWith(said, banner("good", t("page.account.picture_saved")));
      file.input.focus();
    };
    const button = actionButton({ label: t("page.account.picture_use"), act: use, testid: "picture-use" });
    fillWith(cropping, crop.element, button);
  }

  show(me.picture);
  return [h("p", {}, t("page.account.picture_hint")), said, shown, file, cropping];
}
