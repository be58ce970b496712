// A refusal as the server tells it (RFC 9457), or as the page itself finds it when no server answered. The words come
// with it: the exam room does not carry the texts of every refusal.
import { t } from "./i18n.js";

/** What went wrong: `slug`, `status` (0 when nobody answered), `title`, `detail`, `errors[]`, and the whole `body`. */
export class Problem extends Error {
  constructor(body, status = body.status ?? 0, retryAfterS = null) {
    super(body.title ?? body.type);
    this.name = "Problem";
    this.body = body;
    this.status = status;
    this.retryAfterS = retryAfterS;
    this.slug = String(body.type ?? "")
      .split("/")
      .pop();
    this.errors = body.errors ?? [];
  }

  get title() {
    return this.body.title ?? t("problem.internal.title");
  }

  get detail() {
    return this.body.detail ?? t("problem.internal.detail");
  }

  /** Nobody answered, or the server asks to come back: the same request may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The problem of a connection that failed; nothing is known about what the server did. */
export function offlineProblem() {
  return new Problem({
    type: "/problems/offline",
    status: 0,
    title: t("page.offline.title"),
    detail: t("page.offline.detail"),
  });
}

/** The problem of too many requests, where who refused them has no words; `seconds` is null where nothing is said. */
export function hurriedProblem(seconds) {
  const words = {
    type: "/problems/too-many-requests",
    title: t("page.hurried.title"),
    detail: seconds === null ? t("page.hurried.detail") : t("page.hurried.detail_seconds", { seconds }),
  };
  return new Problem(words, 429, seconds);
}

/** Any thrown thing as a problem; a programming error goes to the console and is shown as internal. */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({
    type: "/problems/internal",
    status: 500,
    title: t("page.broken.title"),
    detail: t("page.broken.detail"),
  });
}
