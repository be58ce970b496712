// Random ids. `crypto.randomUUID` exists in secure contexts only, `getRandomValues` everywhere.
import { readPreference, writePreference } from "./preferences.js";

/** A random UUID (version 4). */
export function randomUuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The id of this browser. It outlives a reload, so that a reload does not look like a second device. */
export function deviceId() {
  const known = readPreference("device");
  if (known) return known;
  const fresh = randomUuid();
  writePreference("device", fresh);
  return fresh;
}
