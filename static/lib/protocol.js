// The table of close codes and problem types: the same file that the server reads.

let table = null;

/** Loads the table once. */
export async function loadProtocol() {
  if (table === null) {
    const answer = await fetch(new URL("../protocol.json", import.meta.url));
    if (!answer.ok) throw new Error(`The protocol table could not be loaded (${answer.status}).`);
    table = await answer.json();
  }
  return table;
}

/**
 * Whether and when to come back after a close: `{slug, return, waitMs}` with `waitMs` null where the backoff decides.
 */
export function readClose(protocol, { code, reason }) {
  const row = protocol.close_codes.find((one) => one.code === code);
  if (!row) return { slug: "lost", return: "jitter", waitMs: null };
  return { slug: row.slug, return: row.return, waitMs: row.return === "at_once" ? [0, 250] : windowOf(reason) };
}

function windowOf(reason) {
  try {
    return JSON.parse(reason).return_after_ms ?? null;
  } catch {
    return null;
  }
}
