// Signing out, also where the server cannot be told: nothing of an exam stays on the device, and the next page that
// reaches the server ends the session first.
import { api } from "./api.js";
import { keepPerson } from "./kept-rooms.js";
import { readPreference, writePreference } from "./preferences.js";

/** Signs out as far as that is possible now. */
export async function leave() {
  writePreference("leaving", "yes");
  await keepPerson(null).catch((error) => console.info("Kept rooms stay.", error));
  await finishLeaving().catch(() => null);
}

/** Ends the session of whoever left while the server was away; throws its Problem while it still is. */
export async function finishLeaving() {
  if (readPreference("leaving") === null) return;
  await api.post("/api/auth/logout").catch((problem) => {
    if (problem.passing) throw problem;
  });
  writePreference("leaving", null);
}
