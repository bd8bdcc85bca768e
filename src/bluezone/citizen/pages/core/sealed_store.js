/**
 * The sealed store: documents in IndexedDB, encrypted under a key that no script can read out.
 *
 * The key is an AES-256-GCM `CryptoKey` that is not extractable: a copy of the files is worth nothing without the
 * browser that made it. Each document counts its versions, and a change is written only over the version it was made
 * from; so two tabs never lose each other's words, with or without locks. What a browser refuses is said by code:
 * "store_missing" (no IndexedDB here, such as in some private windows: what is typed lasts until the tab is closed),
 * "store_evicted" (the browser or somebody cleared what was kept), "store_full", "store_damaged", "erased".
 */

import { jsonOf, randomBytes, utf8 } from "./bytes.js";

/** What the store could not do, by code. */
export class StoreError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.name = "StoreError";
    this.code = code;
  }
}

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{ version: number, iv: Bytes, sealed: ArrayBuffer }} Row */
/**
 * Where rows are kept. `write` answers whether the version before was the expected one (0: none), and then has written.
 *
 * @typedef {object} Shelf
 * @property {(name: string) => Promise<Row | undefined>} read
 * @property {(name: string, row: Row, expected: number) => Promise<boolean>} write
 * @property {() => Promise<string[]>} names
 * @property {(name: string) => Promise<void>} remove
 * @property {() => Promise<void>} destroy
 */
/**
 * @typedef {object} SealedStore
 * @property {"store_missing" | "store_evicted" | null} trouble what a person should know about this store
 * @property {(name: string) => Promise<any>} get a document, or null
 * @property {(name: string, document: any) => Promise<void>} put
 * @property {<T>(name: string, change: (before: any) => T | Promise<T>) => Promise<T>} change reads, changes and writes as one; may call `change` again
 * @property {() => Promise<string[]>} names in order
 * @property {(name: string) => Promise<void>} remove
 * @property {() => Promise<void>} erase everything: documents, key, caches, service worker, both web storages
 * @property {(heard: (what: string) => void) => void} onChange hears the name of what another tab changed, or "erased"
 */

const DATABASE = "bluezone";
const MARK = "bluezone-kept";
const KEY_NAME = "key";
const TRIES = 20;

/**
 * Open the store of this browser; where it has none, one that lasts as long as the tab.
 *
 * @param {any} [place] the browser's globals
 * @returns {Promise<SealedStore>}
 */
export async function openStore(place = globalThis) {
  const made = await openShelf(place).catch(() => null);
  const shelf = made?.shelf ?? memoryShelf();
  const key = made?.key ?? (await freshKey());
  const evicted = made?.fresh && (made.orphans || storageOf(place)?.getItem(MARK) != null);
  if (made) attempt(() => storageOf(place)?.setItem(MARK, "1"));
  return new Store(place, shelf, key, made ? (evicted ? "store_evicted" : null) : "store_missing");
}

/** Whether this browser kept something of these pages once: a guess, without opening anything. @param {any} [place] */
export const wasKept = (place = globalThis) => storageOf(place)?.getItem(MARK) != null;

/** @implements {SealedStore} */
class Store {
  /** @type {((what: string) => void)[]} */
  #hearers = [];
  #erased = false;

  /** @param {any} place @param {Shelf} shelf @param {CryptoKey} key @param {SealedStore["trouble"]} trouble */
  constructor(place, shelf, key, trouble) {
    this.place = place;
    this.shelf = shelf;
    this.key = key;
    this.trouble = trouble;
    this.channel = place.BroadcastChannel ? new place.BroadcastChannel(DATABASE) : null;
    this.channel?.unref?.(); // in Node a channel would keep a test waiting
    this.channel?.addEventListener("message", (/** @type {MessageEvent} */ event) => this.#hear(String(event.data)));
  }

  /** @param {string} name */
  async get(name) {
    const row = await this.#do(() => this.shelf.read(name));
    return row ? this.#opened(name, row) : null;
  }

  /** @param {string} name @param {any} document */
  async put(name, document) {
    await this.change(name, () => document);
  }

  /** @template T @param {string} name @param {(before: any) => T | Promise<T>} change @returns {Promise<T>} */
  async change(name, change) {
    for (let turn = 0; turn < TRIES; turn += 1) {
      const row = await this.#do(() => this.shelf.read(name));
      const after = await change(row ? await this.#opened(name, row) : null);
      const version = row?.version ?? 0;
      const sealed = await this.#sealed(name, after, version + 1);
      if (await this.#do(() => this.shelf.write(name, sealed, version))) {
        this.channel?.postMessage(name);
        return after;
      }
    }
    throw new StoreError("store_busy");
  }

  async names() {
    return (await this.#do(() => this.shelf.names())).sort();
  }

  /** @param {string} name */
  async remove(name) {
    await this.#do(() => this.shelf.remove(name));
    this.channel?.postMessage(name);
  }

  async erase() {
    this.#erased = true;
    this.channel?.postMessage("erased");
    await this.shelf.destroy();
    await forgetPlace(this.place);
    this.channel?.close();
  }

  /** @param {(what: string) => void} heard */
  onChange(heard) {
    this.#hearers.push(heard);
  }

  /** @param {string} what */
  #hear(what) {
    if (what === "erased") this.#erased = true;
    for (const heard of this.#hearers) heard(what);
  }

  /** @param {string} name @param {Row} row */
  async #opened(name, row) {
    const parameters = { name: "AES-GCM", iv: row.iv, additionalData: bound(name, row.version) };
    const plain = await crypto.subtle.decrypt(parameters, this.key, row.sealed).catch(() => {
      throw new StoreError("store_damaged");
    });
    return jsonOf(new Uint8Array(plain), "a document");
  }

  /** @param {string} name @param {any} document @param {number} version @returns {Promise<Row>} */
  async #sealed(name, document, version) {
    const iv = randomBytes(12);
    const parameters = { name: "AES-GCM", iv, additionalData: bound(name, version) };
    return { version, iv, sealed: await crypto.subtle.encrypt(parameters, this.key, utf8(JSON.stringify(document ?? null))) };
  }

  /** @template T @param {() => Promise<T>} act @returns {Promise<T>} */
  async #do(act) {
    if (this.#erased) throw new StoreError("erased");
    try {
      return await act();
    } catch (wrong) {
      throw new StoreError(nameOf(wrong) === "QuotaExceededError" ? "store_full" : this.#erased ? "erased" : "store_damaged");
    }
  }
}

/** What a document is bound to, so that none passes for another or for an older one. @param {string} name @param {number} version */
const bound = (name, version) => utf8(`${version} ${name}`);

/** @returns {Promise<CryptoKey>} */
const freshKey = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** A shelf in memory. @returns {Shelf} */
export function memoryShelf() {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  return {
    read: async (name) => rows.get(name),
    names: async () => [...rows.keys()],
    remove: async (name) => void rows.delete(name),
    destroy: async () => rows.clear(),
    write: async (name, row, expected) => {
      if ((rows.get(name)?.version ?? 0) !== expected) return false;
      rows.set(name, row);
      return true;
    },
  };
}

/**
 * The shelf in IndexedDB with the key that lies beside it; `fresh` when there was none. Documents whose key is gone are
 * `orphans`: nobody can read them ever again, so they are removed.
 *
 * @param {any} place
 * @returns {Promise<{ shelf: Shelf, key: CryptoKey, fresh: boolean, orphans: boolean }>}
 */
async function openShelf(place) {
  const database = await openDatabase(place.indexedDB);
  const known = await inStore(database, "keys", "readonly", (keys) => keys.get(KEY_NAME));
  if (known) return { shelf: databaseShelf(place, database), key: known, fresh: false, orphans: false };
  const orphans = (await inStore(database, "documents", "readonly", (documents) => documents.count())) > 0;
  if (orphans) await inStore(database, "documents", "readwrite", (documents) => documents.clear());
  const made = await freshKey();
  await inStore(database, "keys", "readwrite", (keys) => keys.add(made, KEY_NAME)).catch(() => undefined);
  const key = await inStore(database, "keys", "readonly", (keys) => keys.get(KEY_NAME)); // another tab may have been first
  if (!key) throw new StoreError("store_missing");
  return { shelf: databaseShelf(place, database), key, fresh: true, orphans };
}

/** @param {IDBFactory} factory @returns {Promise<IDBDatabase>} */
function openDatabase(factory) {
  return new Promise((resolve, reject) => {
    const opening = factory.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("keys");
      opening.result.createObjectStore("documents");
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      opening.result.onversionchange = () => opening.result.close(); // another tab erases
      resolve(opening.result);
    };
  });
}

/** @param {any} place @param {IDBDatabase} database @returns {Shelf} */
function databaseShelf(place, database) {
  return {
    read: (name) => inStore(database, "documents", "readonly", (documents) => documents.get(name)),
    names: async () => (await inStore(database, "documents", "readonly", (documents) => documents.getAllKeys())).map(String),
    remove: (name) => inStore(database, "documents", "readwrite", (documents) => documents.delete(name)),
    write: (name, row, expected) => writeOver(database, name, row, expected),
    destroy: async () => {
      await inStore(database, "documents", "readwrite", (documents) => documents.clear());
      await inStore(database, "keys", "readwrite", (keys) => keys.clear());
      database.close();
      await deleted(place.indexedDB.deleteDatabase(DATABASE));
    },
  };
}

/** @param {IDBDatabase} database @param {string} name @param {Row} row @param {number} expected @returns {Promise<boolean>} */
function writeOver(database, name, row, expected) {
  return new Promise((resolve, reject) => {
    const act = database.transaction("documents", "readwrite");
    const documents = act.objectStore("documents");
    let written = false;
    const reading = documents.get(name);
    reading.onsuccess = () => {
      written = (reading.result?.version ?? 0) === expected;
      if (written) documents.put(row, name);
    };
    act.oncomplete = () => resolve(written);
    act.onabort = () => reject(act.error);
  });
}

/**
 * One request in a transaction of its own; resolved once the transaction is complete.
 *
 * @template T
 * @param {IDBDatabase} database
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
function inStore(database, store, mode, ask) {
  return new Promise((resolve, reject) => {
    const act = database.transaction(store, mode);
    const request = ask(act.objectStore(store));
    act.oncomplete = () => resolve(request.result);
    act.onabort = () => reject(act.error);
  });
}

/** Other tabs close when they hear of it; one that does not holds an empty database. @param {IDBOpenDBRequest} request */
function deleted(request) {
  return new Promise((resolve) => {
    request.onsuccess = resolve;
    request.onerror = resolve;
    request.onblocked = resolve;
  });
}

/** How the names begin of what other pages of this origin keep: those of the field, which hold what is not handed in yet. */
const FOREIGN = "bluezone-field";

/** Remove what the pages left in this browser outside the database, and nothing of other pages. @param {any} place */
async function forgetPlace(place) {
  const own = (/** @type {string} */ name) => !name.startsWith(FOREIGN);
  await attempt(async () => {
    const names = await place.caches.keys();
    await Promise.all(names.filter(own).map((/** @type {string} */ name) => place.caches.delete(name)));
  });
  await attempt(async () => {
    const worker = await place.navigator.serviceWorker.getRegistration();
    await worker?.unregister();
  });
  await attempt(() => forgetWords(place.localStorage, own));
  await attempt(() => forgetWords(place.sessionStorage, own));
}

/** @param {Storage} storage @param {(name: string) => boolean} own */
function forgetWords(storage, own) {
  const names = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
  for (const name of names.filter(own)) storage.removeItem(name);
}

/** @param {any} place @returns {Storage | undefined} */
function storageOf(place) {
  try {
    return place.localStorage; // reading the name alone throws where storage is forbidden
  } catch {
    return undefined;
  }
}

/** Do what a browser may not know or forbid. @param {() => unknown} act */
async function attempt(act) {
  try {
    await act();
  } catch {
    // a browser without it has nothing to remove there
  }
}

/** @param {unknown} wrong */
const nameOf = (wrong) => (wrong instanceof Error || wrong instanceof DOMException ? wrong.name : "");
