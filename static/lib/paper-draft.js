// A paper while it is written, kept on this device until it is published: a reload or a closed lid loses nothing. It lies
// here and not on the server because half a paper is its author's alone; what counts for others is a published version.
// It names questions by their ids and holds no text of theirs, and nobody else who signs in here reads it.

/** What `account` has written of the exam's paper, or null. */
export function readDraft(account, exam) {
  try {
    const draft = JSON.parse(localStorage.getItem(place(account, exam)));
    return Array.isArray(draft?.sections) ? draft : null;
  } catch {
    return null;
  }
}

/** Keeps a draft; false where this browser keeps nothing. */
export function keepDraft(account, exam, draft) {
  try {
    localStorage.setItem(place(account, exam), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** It is published or given up. */
export function forgetDraft(account, exam) {
  try {
    localStorage.removeItem(place(account, exam));
  } catch {
    // What was never kept needs no forgetting.
  }
}

/** Calls `listener` when another tab of this browser kept the draft or forgot it. */
export function onDraftElsewhere(account, exam, listener) {
  const own = place(account, exam);
  addEventListener("storage", ({ key }) => key === own && listener());
}

function place(account, exam) {
  return `examhall.paper.${account}.${exam}`;
}
