// The service worker: it keeps the files of one build, so that the exam room opens again while the server cannot be
// reached. Pages come from the network first and from here only when nobody answers; files under a digest never change
// and come from here first. It keeps nothing of a person and answers nothing of the API: what is kept of an exam lies in
// lib/kept-rooms.js. The server fills in the digest, so each build has a worker and a cache of its own.
const FILES = "/static/@digest/";
const FAMILY = "examhall";
const CACHE = `${FAMILY} ${FILES}`;
const PAGES = ["/", "/room", "/my", "/verify-receipt"];
// What these pages fetch beside the files that their HTML names.
const FETCHED = [
  "/static/@digest/i18n/en.json",
  "/static/@digest/i18n/fr.json",
  `${FILES}i18n/en.json?of=room`,
  `${FILES}i18n/fr.json?of=room`,
  "/static/@digest/lib/device-probe.js",
  "/static/@digest/lib/picture-stock.js",
  "/static/@digest/pages/room/device-check.js",
  "/static/@digest/pages/room/recorded.js",
  "/static/@digest/parts/chat-thread.js",
  "/static/@digest/parts/picture.js",
  "/static/@digest/protocol.json",
  "/static/@digest/vendor/noble-ed25519/index.js",
];
// A network that swallows everything is no better than none.
const PATIENCE_MS = 6000;
// What a gateway says for a server that is not there.
const AWAY = new Set([502, 503, 504]);

addEventListener("install", (event) => event.waitUntil(gather().then(() => self.skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(dropOlder().then(() => self.clients.claim())));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(pathname)) event.respondWith(page(pathname, request));
  else if (pathname.startsWith(FILES)) event.respondWith(file(request));
});

// All or nothing: a worker that lacks a file does not begin, and the one before it stays.
async function gather() {
  const cache = await caches.open(CACHE);
  const named = new Set(FETCHED);
  for (const path of PAGES) {
    const answer = await fetch(path, { cache: "no-cache" });
    const html = await answer.clone().text();
    // While two builds run side by side the page may be the other build's.
    if (!answer.ok || !html.includes(FILES)) throw new Error(`${path} is not a page of this build.`);
    await cache.put(path, answer);
    for (const [name] of html.matchAll(/\/static\/[^"]+/g)) named.add(name);
  }
  await cache.addAll([...named]);
}

async function dropOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(FAMILY) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

async function page(path, request) {
  const kept = await caches.match(path, { cacheName: CACHE });
  const online = fetch(request);
  if (!kept) return online;
  const told = online.then((answer) => (AWAY.has(answer.status) ? kept : answer)).catch(() => kept);
  return Promise.race([told, patience().then(() => kept)]);
}

async function file(request) {
  const kept = await caches.match(request, { cacheName: CACHE });
  return kept ?? fetch(request);
}

function patience() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
}
