// Password and code, asked for once more before money moves.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { Problem } from "../../lib/problem.js";
import { codeField, passwordField } from "../../parts/credentials.js";
import { field } from "../../parts/field.js";

/** The fields, and the reason that the log keeps; `whose` begins their test ids. */
export function proofFields(whose, hasSecondFactor) {
  const reason = reasonField(whose);
  const password = passwordField();
  const fields = [reason, password, ...(hasSecondFactor ? [codeField()] : [])];
  fields.forEach((one) => (one.input.dataset.testid = `${whose}-${one.name}`));
  return fields;
}

/** A field for why something is done, which the log keeps. */
export function reasonField(whose) {
  return field({
    name: "reason",
    label: t("page.admin.reason"),
    hint: t("page.admin.reason_hint"),
    required: true,
    attributes: { maxlength: 500, "data-testid": `${whose}-reason` },
  });
}

/** The proof as the API takes it. */
export function proofOf({ password, code }) {
  return code === undefined ? { password } : { password, code };
}

/** Empties what was typed, since nobody is asked for it twice with the same answer. */
export function forgetProof(fields) {
  fields.forEach(({ input }) => (input.value = ""));
}

/** Runs `send`; what is wrong inside of the proof is told beside its fields. */
export async function provenBy(send) {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = error.errors.map((fault) => ({ ...fault, pointer: fault.pointer.replace(/^\/proof(?=\/)/, "") }));
    throw new Problem({ ...error.body, errors }, error.status, error.retryAfterS);
  }
}

/** A refusal of what was typed here, before anything is sent. */
export function typedWrong(pointer, detail) {
  return new Problem({
    type: "/problems/validation-failed",
    status: 422,
    title: t("problem.validation-failed.title"),
    detail: t("problem.validation-failed.detail"),
    errors: [{ pointer, detail }],
  });
}

/** Paragraphs of a dialog that say what will happen. */
export function saying(...sentences) {
  return h(
    "div",
    {},
    sentences.filter(Boolean).map((sentence) => h("p", {}, sentence)),
  );
}
