// Requests to the server's API. Every refusal is thrown as a Problem; nothing here knows what a page shows.
import { currentLanguage } from "./i18n.js";
import { hurriedProblem, offlineProblem, Problem } from "./problem.js";

const TIMEOUT_MS = 15_000;
// Who looked too soon looks again by itself if that is so soon.
const LOOK_AGAIN_WITHIN_S = 3;

/** Answers the parsed JSON body, or null for an empty one. `query` leaves out null and "". */
export const api = {
  get: (path, query, timeoutMs) => request("GET", path, { query, timeoutMs }),
  post: (path, body = {}, timeoutMs) => request("POST", path, { body, timeoutMs }),
  /** A Blob is sent as the bytes that it is, everything else as JSON. */
  put: (path, body) => request("PUT", path, { body }),
  delete: (path) => request("DELETE", path, {}),
  /** Sends plain text, as imports do. */
  postText: (path, text, query) => request("POST", path, { text, query, timeoutMs: 60_000 }),
  /** Sends a file as it is. */
  postFile: (path, file) => request("POST", path, { file, timeoutMs: 60_000 }),
};

async function request(method, path, options) {
  return read(await exchange(method, path, options));
}

/** The raw answer; `more` are further headers. */
export async function exchange(method, path, { query, body, text, file, more, timeoutMs = TIMEOUT_MS }) {
  const headers = {
    Accept: "application/json, application/problem+json",
    "Accept-Language": currentLanguage(),
    ...more,
  };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = isFile ? body.type : "application/json";
  if (text !== undefined) headers["Content-Type"] = "text/plain; charset=utf-8";
  const init = {
    method,
    headers,
    credentials: "same-origin",
    cache: "no-store",
  };
  if (body !== undefined) init.body = isFile ? body : JSON.stringify(body);
  if (text !== undefined) init.body = text;
  // The browser names the file's type by itself.
  if (file !== undefined) init.body = file;
  const ask = () => send(path + queryString(query), { ...init, signal: AbortSignal.timeout(timeoutMs) });
  const answer = await ask();
  return looksTooSoon(method, answer) ? after(waitS(answer), ask) : answer;
}

// Looking changes nothing, so it may be done again unasked. Whatever changes something waits for its person.
function looksTooSoon(method, answer) {
  return method === "GET" && answer.status === 429 && waitS(answer) <= LOOK_AGAIN_WITHIN_S;
}

// A little later than told, and not everybody at once.
function after(seconds, act) {
  return new Promise((resolve) => setTimeout(() => resolve(act()), seconds * 1000 * (1 + Math.random() / 2)));
}

// Infinity when the server does not say.
function waitS(answer) {
  return Number(answer.headers.get("Retry-After")) || Infinity;
}

async function send(url, init) {
  try {
    return await fetch(url, init);
  } catch {
    throw offlineProblem();
  }
}

/** The body of an answer; a refusal is thrown. */
export async function read(answer) {
  const text = await answer.text().catch(() => {
    throw offlineProblem();
  });
  const body = parse(text);
  if (answer.ok) return body;
  const seconds = Number.isFinite(waitS(answer)) ? waitS(answer) : null;
  // The server's own sentence says how long to wait; a proxy in front of it has none.
  if (answer.status === 429 && body === null) throw hurriedProblem(seconds);
  throw new Problem(body ?? { type: "/problems/internal" }, answer.status, seconds);
}

// A proxy in between may answer with a page of its own.
function parse(text) {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function queryString(query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}
