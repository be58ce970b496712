// The paper comes encrypted before the start and is opened with the room's key. Opening needs a secure context: https,
// or this machine itself.
import { Problem } from "./problem.js";
import { t } from "./i18n.js";

/** Whether this page is allowed to open papers at all. */
export function canOpenPapers() {
  return globalThis.crypto?.subtle !== undefined;
}

/**
 * `sealed` is `{attempt, nonce, ciphertext}` and `key` the room's key, in Base64; answers the StudentPaper. The attempt's
 * id is authenticated with the paper, so that nobody's paper opens as another's.
 */
export async function openPaper(sealed, key) {
  try {
    const context = new TextEncoder().encode(sealed.attempt);
    const algorithm = { name: "AES-GCM", iv: bytes(sealed.nonce), additionalData: context };
    const cryptoKey = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt(algorithm, cryptoKey, bytes(sealed.ciphertext));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch (error) {
    console.error("The paper could not be opened.", error);
    throw new Problem({
      type: "/problems/paper-unreadable",
      status: 500,
      title: t("room.paper_unreadable.title"),
      detail: t("room.paper_unreadable.detail"),
    });
  }
}

/** The questions of all sections in one row, each with its `section`'s title. */
export function questionsOf(paper) {
  return paper.sections.flatMap((section) =>
    section.questions.map((question) => ({ ...question, section: section.title })),
  );
}

function bytes(base64) {
  const plain = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
