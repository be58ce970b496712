// Pictures in an author's texts: asked for below the text that they are for, stored with the exam, named in the text.
import { api } from "../../lib/api.js";
import { pictureForm } from "../../parts/picture-form.js";

/** Serves the fields inside of `editor` that want a picture; `path` is the exam's address in the API. */
export function takePictures(editor, path) {
  let open = null;
  editor.addEventListener("picture", ({ target: field, detail: file }) => {
    open?.remove();
    const { element, focus } = pictureForm({
      file,
      add: async (chosen, words) => {
        const { id } = await api.postFile(`${path}/pictures`, chosen);
        field.insertPicture(`picture:${id}`, words);
      },
      close: () => {
        element.remove();
        field.input.focus();
      },
    });
    open = element;
    field.append(element);
    focus();
  });
}

/** Answers the address of a picture by its digest, for showing it to the exam's author. */
export function authorsPictures(path) {
  return (digest) => `${path}/pictures/${encodeURIComponent(digest)}`;
}
