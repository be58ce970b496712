// A QR code, drawn from the squares that the server sends.
import { t } from "../lib/i18n.js";

const SVG = "http://www.w3.org/2000/svg";
// The light border that cameras need around a code (ISO/IEC 18004).
const QUIET = 4;

/** `side` is how many squares a side has, `path` the SVG path of the dark ones. */
export function qrCode({ side, path }) {
  const box = [-QUIET, -QUIET, side + 2 * QUIET, side + 2 * QUIET].join(" ");
  const code = drawn("svg", {
    class: "qr-code",
    viewBox: box,
    role: "img",
    "aria-label": t("part.qr_code.label"),
    "data-testid": "qr-code",
  });
  code.append(drawn("path", { d: path, "shape-rendering": "crispEdges" }));
  return code;
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
