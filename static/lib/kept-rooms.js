// What this device keeps of exam rooms, so that a reload without network shows the room as it was: the room, the
// attempt with its stored answers and key, the paper, and who is signed in. It belongs to one account and goes when
// somebody else comes, at sign-out, and when the attempt is over. Unsent answers are in lib/device-store.js.
import { readPreference, writePreference } from "./preferences.js";

const DATABASE = "examhall-rooms";
const ROOMS = "rooms";
const PAPERS = "papers";

/** Who was last seen signed in on this browser, `{id, name, locale, roles}`, or null. */
export function lastPerson() {
  return JSON.parse(readPreference("person") ?? "null");
}

/** The server said who is signed in, null for nobody: what was kept for others goes, and what is over. */
export async function keepPerson(me) {
  const person = me && { id: me.id, name: me.name, locale: me.locale, roles: me.roles };
  writePreference("person", person && JSON.stringify(person));
  const rooms = await listRooms();
  const gone = rooms.filter(({ account, over_at_ms }) => account !== me?.id || over_at_ms < Date.now());
  await Promise.all(gone.map(({ sitting }) => forgetRoom(sitting)));
}

/** Keeps a room: `{sitting, code, account, over_at_ms, ...}`. Somebody who is no longer signed in keeps nothing. */
export async function keepRoom(record) {
  if (lastPerson()?.id === record.account) await run(ROOMS, "readwrite", (store) => store.put(record));
}

/** Keeps the sealed paper of a room once. */
export async function keepPaper(record) {
  if (lastPerson()?.id === record.account) await run(PAPERS, "readwrite", (store) => store.put(record));
}

/** What is kept of the room with this id or code for the one who is signed in: `{...room, sealed}`, or null. */
export async function recallRoom(reference) {
  const room = (await ownRooms()).find(
    ({ sitting, code }) => sitting === reference || code === reference.toUpperCase(),
  );
  if (!room) return null;
  const paper = await run(PAPERS, "readonly", (store) => store.get(room.sitting));
  return { ...room, sealed: paper?.sealed ?? null };
}

/** The rooms that are kept for the one who is signed in. */
export async function ownRooms() {
  const person = lastPerson();
  return person ? (await listRooms()).filter(({ account }) => account === person.id) : [];
}

/** Room and paper go, and the paper's pictures, which lie sealed in a cache of their own. */
export async function forgetRoom(sitting) {
  await run(ROOMS, "readwrite", (store) => store.delete(sitting));
  await run(PAPERS, "readwrite", (store) => store.delete(sitting));
  await globalThis.caches?.delete(`pictures ${sitting}`);
}

// A browser that refuses to keep anything has kept nothing.
async function listRooms() {
  try {
    return await run(ROOMS, "readonly", (store) => store.getAll());
  } catch {
    return [];
  }
}

let opened = null;

async function run(name, mode, work) {
  opened ??= openDatabase();
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () =>
      [ROOMS, PAPERS].forEach((name) => request.result.createObjectStore(name, { keyPath: "sitting" }));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
