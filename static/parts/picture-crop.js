// The square part of a picture that somebody chooses: three sliders that keys move, and what comes out of them.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const SIDE = 256;
const ZOOM_MAX = 4;

/** `bitmap` is an ImageBitmap. Answers `element`, and `toBlob()`, a promise of the chosen part as a JPEG file. */
export function pictureCrop(bitmap) {
  const label = t("part.crop.preview");
  const canvas = h("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": label, "data-testid": "crop" });
  const zoom = slider("zoom", 1, ZOOM_MAX, 1);
  const across = slider("across", 0, 1, 0.5);
  const down = slider("down", 0, 1, 0.5);
  const element = h(
    "div",
    { class: "crop", oninput: draw },
    canvas,
    [zoom, across, down].map((slider) => slider.label),
  );
  function draw() {
    const side = Math.min(bitmap.width, bitmap.height) / zoom.value();
    const left = (bitmap.width - side) * across.value();
    const top = (bitmap.height - side) * down.value();
    const context = canvas.getContext("2d");
    // JPEG knows no transparency; without a ground it would turn black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
    context.drawImage(bitmap, left, top, side, side, 0, 0, SIDE, SIDE);
  }
  draw();
  return { element, toBlob: () => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9)) };
}

function slider(name, min, max, value) {
  const input = h("input", { type: "range", min, max, step: 0.01, "data-testid": `crop-${name}` });
  input.value = value;
  return { label: h("label", {}, t(`part.crop.${name}`), input), value: () => Number(input.value) };
}
