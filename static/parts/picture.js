// The pictures of authors' texts: each keeps its room before it is there, can be enlarged, and says so when it does not
// come.
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { showDialog } from "./dialog.js";

/** What is no higher than this is a sign that stays in its line. */
const LINE_PX = 48;

/** Brings the pictures inside of `element`; `load` answers the address of one by its digest, at once or later. */
export function showPictures(element, load) {
  for (const image of element.querySelectorAll("img[data-picture]")) show(image, load);
}

function show(image, load) {
  const digest = image.dataset.picture;
  delete image.dataset.picture;
  const [width, height] = ["width", "height"].map((side) => Number(image.getAttribute(side)));
  const frame = h("span", { class: "picture", "data-testid": "picture" });
  const tools = h("span", { class: "picture-tools" });
  image.replaceWith(frame);
  frame.append(image);
  frame.classList.toggle("apart", height > LINE_PX);
  if (width && height) Object.assign(frame.style, { width: `${width}px`, aspectRatio: `${width} / ${height}` });
  // What a label holds is read with it and chosen by it: buttons stand behind.
  (frame.closest("label") ?? frame).after(tools);
  const bring = async () => {
    const hadFocus = tools.contains(document.activeElement);
    frame.dataset.state = "waiting";
    fillWith(tools);
    try {
      image.src = await load(digest);
      await image.decode();
      frame.dataset.state = "shown";
      fillWith(tools, button("enlarge", t("part.picture.enlarge"), () => enlarge(image)));
    } catch (error) {
      console.info("A picture did not come.", error);
      image.removeAttribute("src");
      frame.dataset.state = "missing";
      const again = button("picture-again", t("page.try_again"), bring);
      fillWith(tools, h("span", { role: "status" }, t("part.picture.missing")), again);
    }
    if (hadFocus) tools.querySelector("button").focus();
  };
  void bring();
}

function button(testid, words, onclick) {
  return h("button", { type: "button", class: "button quiet", "data-testid": testid, onclick }, words);
}

function enlarge({ src, alt }) {
  const large = h("div", { class: "picture-large", tabindex: "0" }, h("img", { src, alt }));
  void showDialog({ title: alt, content: large, testid: "picture-dialog" });
}
