// Small choices kept per browser: theme, language, keyboard keys, device id. A browser that refuses storage still
// works; it forgets.

const memory = new Map();

/** The stored text under `name`, or null. */
export function readPreference(name) {
  try {
    return localStorage.getItem(`examhall.${name}`) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

/** Keeps `value` under `name`; null forgets it. */
export function writePreference(name, value) {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`examhall.${name}`);
    else localStorage.setItem(`examhall.${name}`, value);
  } catch {
    // A private window may refuse; the page goes on with what is in memory.
  }
}
