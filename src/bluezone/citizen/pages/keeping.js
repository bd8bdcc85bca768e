/**
 * What a service worker does for pages: every screen without a network, and a new version only when every tab agrees.
 *
 * `files.json` names the files of a version with their hashes; a version is kept whole or not at all, so that parts
 * of two versions never meet. What an installation fetched before it broke off, and what did not change since the
 * version before, is not fetched again: a slow network brings a version little by little. A new version waits until
 * the page says "use" and every open tab answered that nothing in it would be lost.
 *
 * A service worker cannot use an import map: `sw.js` of the citizen's and of the field's pages takes this in by
 * `importScripts`, and says what it keeps.
 */

/**
 * @typedef {object} Kept
 * @property {string} version written by `python -m tests.pages files`
 * @property {string} prefix of the names of its caches, which no other pages of this origin use
 * @property {string} [beside] a folder beside the pages' own, whose files they use too
 * @property {number} patience how long the configuration may take before the kept one is used, in milliseconds; 0: the
 *   kept one is used at once, and the newer one the next time
 * @property {string} [opens] what a notification opens
 */

/** One set of pages, kept by the service worker that this stands in. */
class Keeper {
  static INDEX = "index.html";
  static CONFIG = "config.json";
  /** What only a browser without its own reader of QR codes needs; kept when it is first used elsewhere. */
  static READER = "vendor/zxing-wasm/";
  /** How long a tab may think before silence counts as no, in milliseconds. */
  static PATIENCE = 2000;
  /** How many files are fetched at once: a slow network brings some whole rather than all in part. */
  static LINES = 6;

  worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  scope = this.worker.registration.scope;

  /** @param {Kept} given */
  constructor(given) {
    this.given = given;
    this.cache = given.prefix + given.version;
    this.beside = given.beside ? this.#place(given.beside) : this.scope;
  }

  /** Answer the browser from now on. */
  begin() {
    const { worker } = this;
    worker.addEventListener("install", (event) => event.waitUntil(this.#keepVersion()));
    worker.addEventListener("activate", (event) => event.waitUntil(this.#beginVersion()));
    worker.addEventListener("fetch", (event) => {
      const answer = this.#answerTo(event.request);
      if (answer) event.respondWith(answer);
    });
    worker.addEventListener("message", (event) => {
      if (event.data === "use") event.waitUntil(this.#useWhenAllAgree(event.source));
    });
    worker.addEventListener("notificationclick", (event) => {
      event.notification.close();
      event.waitUntil(this.#show(this.given.opens ?? ""));
    });
  }

  /** @param {string} path */
  #place(path) {
    return new URL(path, this.scope).href;
  }

  /** Keep every file of this version; one that is missing or another one ends the installation. */
  async #keepVersion() {
    const list = await (await fetch(this.#place("files.json"), { cache: "no-cache" })).json();
    if (list.version !== this.given.version) throw new Error("another version is being put in place");
    const needless = (/** @type {string} */ path) => path.includes(Keeper.READER) && "BarcodeDetector" in self;
    const wanted = Object.entries(list.files).filter(([path]) => !needless(path));
    const cache = await caches.open(this.cache);
    const next = async () => {
      for (let file = wanted.shift(); file; file = wanted.shift()) await this.#keep(cache, file[0], String(file[1]));
    };
    await Promise.all(Array.from({ length: Keeper.LINES }, next));
    await cache.add(this.#place(Keeper.CONFIG));
  }

  /** @param {Cache} cache @param {string} path @param {string} integrity */
  async #keep(cache, path, integrity) {
    const place = this.#place(path);
    if (await cache.match(place)) return;
    const known = await this.#unchanged(place, integrity);
    const answer = known ?? (await fetchedWhole(place, integrity));
    if (!answer.ok || answer.redirected) throw new Error("a file of this version is missing");
    await cache.put(place, answer);
  }

  /** A file as a version before kept it, if it is the same. @param {string} place @param {string} integrity */
  async #unchanged(place, integrity) {
    for (const name of await this.#formerNames()) {
      const found = await caches.match(place, { cacheName: name });
      if (found && (await integrityOf(found.clone())) === integrity) return found;
    }
    return undefined;
  }

  async #formerNames() {
    return (await caches.keys()).filter((name) => name.startsWith(this.given.prefix) && name !== this.cache);
  }

  /** Remove former versions, and serve the tabs that are open. */
  async #beginVersion() {
    await Promise.all((await this.#formerNames()).map((name) => caches.delete(name)));
    await this.worker.clients.claim();
  }

  /** @param {Request} request @returns {Promise<Response> | undefined} undefined: the browser asks the network itself */
  #answerTo(request) {
    const place = request.url.split(/[?#]/, 1)[0];
    if (request.method !== "GET") return undefined;
    if (request.mode === "navigate") return this.#opensPages(place) ? this.#kept(this.#place(Keeper.INDEX), request) : undefined;
    if (!place.startsWith(this.scope) && !place.startsWith(this.beside)) return undefined;
    if (place === this.#place(Keeper.CONFIG)) return this.given.patience ? this.#freshConfig(request) : this.#readyConfig(request);
    return this.#kept(place, request);
  }

  /** Whether an address opens these pages; other pages of the server may lie below them. @param {string} place */
  #opensPages(place) {
    return place === this.scope || place === this.#place(Keeper.INDEX);
  }

  /** What is kept, else what the network has; the reader of QR codes is kept from then on. @param {string} place @param {Request} request */
  async #kept(place, request) {
    const found = await caches.match(place, { cacheName: this.cache });
    if (found) return found;
    const answer = await fetch(request);
    if (answer.ok && place.includes(Keeper.READER)) await this.#keepBeside(place, answer.clone());
    return answer;
  }

  /** Keep an answer beside the files of this version; after everything was erased, nothing is kept anew. @param {string} place @param {Response} answer */
  async #keepBeside(place, answer) {
    if (await caches.has(this.cache)) await (await caches.open(this.cache)).put(place, answer);
  }

  /** The configuration of now; without a network, the one of before. @param {Request} request */
  async #freshConfig(request) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.given.patience);
    try {
      const answer = await fetch(request, { cache: "no-cache", signal: stop.signal });
      if (!answer.ok) throw new Error("no configuration");
      await this.#keepBeside(this.#place(Keeper.CONFIG), answer.clone());
      return answer;
    } catch {
      return (await caches.match(this.#place(Keeper.CONFIG), { cacheName: this.cache })) ?? Response.error();
    } finally {
      clearTimeout(timer);
    }
  }

  /** The configuration that is kept, while a newer one is fetched for the next time. @param {Request} request */
  async #readyConfig(request) {
    const found = await caches.match(this.#place(Keeper.CONFIG), { cacheName: this.cache });
    const fresh = fetch(request, { cache: "no-cache" }).then(async (answer) => {
      if (answer.ok) await this.#keepBeside(this.#place(Keeper.CONFIG), answer.clone());
      return answer;
    });
    if (!found) return fresh;
    fresh.catch(() => undefined); // without a network the kept one stays
    return found;
  }

  /** Take this version into use if every tab agrees, and tell the one that asked. @param {Client | ServiceWorker | MessagePort | null} asker */
  async #useWhenAllAgree(asker) {
    const tabs = await this.worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    const own = tabs.filter((tab) => this.#opensPages(tab.url.split(/[?#]/, 1)[0]));
    const answers = await Promise.all(own.map(agrees));
    const all = answers.every(Boolean);
    if (all) await this.worker.skipWaiting();
    if (asker && "postMessage" in asker) asker.postMessage(all ? "used" : "not-now");
  }

  /** Show a screen in a tab that is open, else in a new one. @param {string} path */
  async #show(path) {
    const [tab] = await this.worker.clients.matchAll({ type: "window" });
    if (!tab) return this.worker.clients.openWindow(this.#place(path));
    await tab.navigate(this.#place(path)).catch(() => null);
    return tab.focus();
  }
}

/** A file by its hash: what the browser has of it already if that is the same, else what the server has. @param {string} place @param {string} integrity */
function fetchedWhole(place, integrity) {
  return fetch(place, { cache: "force-cache", integrity }).catch(() => fetch(place, { cache: "no-cache", integrity }));
}

/** Whether a tab says that nothing in it would be lost. @param {Client} tab @returns {Promise<boolean>} */
function agrees(tab) {
  return new Promise((resolve) => {
    const line = new MessageChannel();
    const timer = setTimeout(() => resolve(false), Keeper.PATIENCE);
    line.port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data === "yes");
    };
    tab.postMessage("may-update", [line.port2]);
  });
}

/** A file's hash in the form of W3C Subresource Integrity. @param {Response} answer */
async function integrityOf(answer) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

/** Keep a set of pages. @param {Kept} given */
function keepPages(given) {
  new Keeper(given).begin();
}

/** @type {any} */ (self).keepPages = keepPages; // for the worker that took this in
