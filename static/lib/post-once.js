// Requests that take effect once however often they are sent. The key stays with the tab until the server has answered, so
// that a reload, a second press or a lost answer repeats the same request and not another one.
import { exchange, read } from "./api.js";
import { randomUuid } from "./ids.js";
import { asProblem } from "./problem.js";

const IN_FLIGHT = "idempotency-key-in-flight";
const TRIES = 10;
const WAIT_MS = 1000;

const memory = new Map();

/** `purpose` names what is wanted: the same purpose is the same request until it was answered. */
export async function postOnce(purpose, path, body) {
  const key = keyOf(purpose);
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await read(await exchange("POST", path, { body, more: { "Idempotency-Key": key } }));
      keep(purpose, null);
      return answer;
    } catch (error) {
      const problem = asProblem(error);
      const isOpen = problem.status === 0 || problem.slug === IN_FLIGHT;
      if (!isOpen) keep(purpose, null);
      if (problem.slug !== IN_FLIGHT || tries === TRIES) throw problem;
      await passed(problem.retryAfterS ? problem.retryAfterS * 1000 : WAIT_MS);
    }
  }
}

function keyOf(purpose) {
  const known = kept(purpose);
  if (known) return known;
  const fresh = randomUuid();
  keep(purpose, fresh);
  return fresh;
}

function kept(purpose) {
  try {
    return sessionStorage.getItem(nameOf(purpose)) ?? memory.get(purpose);
  } catch {
    return memory.get(purpose);
  }
}

function keep(purpose, key) {
  if (key === null) memory.delete(purpose);
  else memory.set(purpose, key);
  try {
    if (key === null) sessionStorage.removeItem(nameOf(purpose));
    else sessionStorage.setItem(nameOf(purpose), key);
  } catch {
    // A private window may refuse; what is in memory lasts until the reload.
  }
}

function nameOf(purpose) {
  return `examhall.once.${purpose}`;
}

function passed(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
