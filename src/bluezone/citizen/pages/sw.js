/**
 * The service worker: every screen without a network, and a new version only when every tab agrees.
 *
 * `files.json` names the files of this version with their hashes; a version is kept whole or not at all, so that parts
 * of two versions never meet. A new one waits until the page says "use" and every open tab answered that nothing in
 * it would be lost. `python -m tests.pages files` writes the version here and in `files.json`.
 *
 * A service worker cannot use an import map, so it imports nothing.
 */

const VERSION = "a32e404927c8b22a";
const PREFIX = "bluezone-pages-";
const CACHE = PREFIX + VERSION;
const INDEX = "index.html";
const CONFIG = "config.json";
/** What only a browser without its own reader of QR codes needs; kept when it is first used elsewhere. */
const READER = "vendor/zxing-wasm/";
/** How long a tab may think before silence counts as no, in milliseconds. */
const PATIENCE = 2000;
/** How long the configuration may take before the kept one is used, in milliseconds. */
const CONFIG_PATIENCE = 4000;

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const scope = worker.registration.scope;
const placeOf = (/** @type {string} */ path) => new URL(path, scope).href;

worker.addEventListener("install", (event) => event.waitUntil(keepVersion()));
worker.addEventListener("activate", (event) => event.waitUntil(beginVersion()));
worker.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});
worker.addEventListener("message", (event) => {
  if (event.data === "use") event.waitUntil(useWhenAllAgree(event.source));
});
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showWarnings());
});

/** Keep every file of this version; one that is missing or another one ends the installation. */
async function keepVersion() {
  const list = await (await fetch(placeOf("files.json"), { cache: "no-cache" })).json();
  if (list.version !== VERSION) throw new Error("another version is being put in place");
  const wanted = Object.entries(list.files).filter(([path]) => !(path.startsWith(READER) && "BarcodeDetector" in self));
  const cache = await caches.open(CACHE);
  await Promise.all(wanted.map(([path, integrity]) => keep(cache, path, String(integrity))));
  await cache.add(placeOf(CONFIG));
}

/** @param {Cache} cache @param {string} path @param {string} integrity */
async function keep(cache, path, integrity) {
  const answer = await fetch(placeOf(path), { cache: "no-cache", integrity });
  if (!answer.ok || answer.redirected) throw new Error("a file of this version is missing");
  await cache.put(placeOf(path), answer);
}

/** Remove former versions, and serve the tabs that are open. */
async function beginVersion() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {Request} request @returns {Promise<Response> | undefined} undefined: the browser asks the network itself */
function answerTo(request) {
  if (request.method !== "GET" || !request.url.startsWith(scope)) return undefined;
  if (request.mode === "navigate") return kept(placeOf(INDEX), request);
  const place = request.url.split(/[?#]/, 1)[0];
  if (place === placeOf(CONFIG)) return freshConfig(request);
  return kept(place, request);
}

/** What is kept, else what the network has; the reader of QR codes is kept from then on. @param {string} place @param {Request} request */
async function kept(place, request) {
  const found = await caches.match(place, { cacheName: CACHE });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && place.startsWith(placeOf(READER))) await keepBeside(place, answer.clone());
  return answer;
}

/** Keep an answer beside the files of this version; after everything was erased, nothing is kept anew. @param {string} place @param {Response} answer */
async function keepBeside(place, answer) {
  if (await caches.has(CACHE)) await (await caches.open(CACHE)).put(place, answer);
}

/** The configuration of now; without a network, the one of before. @param {Request} request */
async function freshConfig(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), CONFIG_PATIENCE);
  try {
    const answer = await fetch(request, { cache: "no-cache", signal: stop.signal });
    if (!answer.ok) throw new Error("no configuration");
    await keepBeside(placeOf(CONFIG), answer.clone());
    return answer;
  } catch {
    return (await caches.match(placeOf(CONFIG), { cacheName: CACHE })) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

/** Take this version into use if every tab agrees, and tell the one that asked. @param {Client | ServiceWorker | MessagePort | null} asker */
async function useWhenAllAgree(asker) {
  const tabs = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const answers = await Promise.all(tabs.map(agrees));
  const all = answers.every(Boolean);
  if (all) await worker.skipWaiting();
  if (asker && "postMessage" in asker) asker.postMessage(all ? "used" : "not-now");
}

/** @param {Client} tab @returns {Promise<boolean>} */
function agrees(tab) {
  return new Promise((resolve) => {
    const line = new MessageChannel();
    const timer = setTimeout(() => resolve(false), PATIENCE);
    line.port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data === "yes");
    };
    tab.postMessage("may-update", [line.port2]);
  });
}

/** Show the warnings in a tab that is open, else in a new one. */
async function showWarnings() {
  const [tab] = await worker.clients.matchAll({ type: "window" });
  if (!tab) return worker.clients.openWindow(placeOf("#/warnings"));
  await tab.navigate(placeOf("#/warnings")).catch(() => null);
  return tab.focus();
}
