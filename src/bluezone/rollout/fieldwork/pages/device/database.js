/**
 * The field's database: a transaction is whole or nothing, and is on disk before its promise resolves.
 *
 * What a browser refuses is said by code: "store_missing" (it has none here), "store_full", "store_evicted" (somebody
 * cleared it while the page was open), "store_damaged", "erased".
 */

import { FieldError } from "../core/field_error.js";

export const NAME = "bluezone-field";
/** keys: by name · counters: clear numbers · events: by sequence · documents: by name · carried: by parcel. */
const STORES = /** @type {const} */ (["keys", "counters", "events", "documents", "carried"]);

/** @typedef {(typeof STORES)[number]} StoreName */
/** @typedef {(store: StoreName) => IDBObjectStore} Stores */

export class Database {
  /** @type {IDBDatabase | null} */
  #connection = null;
  #gone = false;

  /** Asked what to call it when everything that was kept is gone. */
  onEmptied = () => "store_evicted";

  /** @param {IDBFactory} factory @param {IDBDatabase} connection */
  constructor(factory, connection) {
    this.factory = factory;
    this.#take(connection);
  }

  /** @param {IDBFactory | undefined} factory */
  static async open(factory) {
    if (!factory) throw new FieldError("store_missing");
    return new Database(factory, await opened(factory));
  }

  /**
   * One transaction. `body` makes its requests at once or in their answers, and gives its answer to `answer`.
   *
   * @template T
   * @param {StoreName[]} names
   * @param {IDBTransactionMode} mode
   * @param {(stores: Stores, answer: (value: T) => void) => void} body
   * @returns {Promise<T>}
   */
  async act(names, mode, body) {
    const connection = await this.#connected();
    const act = begun(connection, names, mode) ?? begun(await this.#again(connection), names, mode);
    if (!act) throw new FieldError("store_damaged");
    return new Promise((resolve, reject) => {
      let told = /** @type {any} */ (undefined);
      act.oncomplete = () => resolve(told);
      act.onabort = () => reject(fieldErrorOf(failures.get(act) ?? act.error));
      wholeOrNothing(act, () =>
        body(
          (name) => act.objectStore(name),
          (value) => void (told = value),
        ),
      );
    });
  }

  /** @template T @param {StoreName} name @param {(store: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
  read(name, ask) {
    return this.act([name], "readonly", (stores, answer) => onAnswer(ask(stores(name)), answer));
  }

  /** Clear everything at once; nothing is read or written after. */
  async destroy() {
    await this.act([...STORES], "readwrite", (stores) => STORES.forEach((name) => void stores(name).clear())).catch(() => undefined);
    this.close();
    await deleted(this.factory.deleteDatabase(NAME));
  }

  /** Let go of the database, such as when another tab erased it. */
  close() {
    this.#gone = true;
    this.#connection?.close();
    this.#connection = null;
  }

  /** @param {IDBDatabase} dead */
  async #again(dead) {
    this.#letGo(dead);
    return this.#connected();
  }

  async #connected() {
    if (this.#gone) throw new FieldError("erased");
    if (this.#connection) return this.#connection;
    const again = await opened(this.factory).catch((wrong) => {
      throw fieldErrorOf(wrong);
    });
    this.#take(again);
    const keys = await this.read("keys", (store) => store.count());
    if (keys === 0) throw new FieldError(this.onEmptied());
    return again;
  }

  /** @param {IDBDatabase} connection */
  #letGo(connection) {
    connection.close();
    if (this.#connection === connection) this.#connection = null;
  }

  /** @param {IDBDatabase} connection */
  #take(connection) {
    this.#connection = connection;
    connection.onversionchange = () => this.#letGo(connection); // another tab erases
    connection.onclose = () => this.#letGo(connection); // the browser cleared it, or its disk failed
  }
}

/** A transaction that is on disk once it is complete; null where the browser closed the connection without a word. @param {IDBDatabase} connection @param {StoreName[]} names @param {IDBTransactionMode} mode */
function begun(connection, names, mode) {
  try {
    return connection.transaction(names, mode, { durability: "strict" });
  } catch {
    return null;
  }
}

/** What went wrong inside a transaction, which itself only knows that it was aborted. @type {WeakMap<IDBTransaction, unknown>} */
const failures = new WeakMap();

/** @param {IDBTransaction} act @param {() => void} part */
function wholeOrNothing(act, part) {
  try {
    part();
  } catch (wrong) {
    failures.set(act, wrong);
    act.abort();
  }
}

/** Go on in a transaction with what a request answers. @template T @param {IDBRequest<T>} request @param {(value: T) => void} answer */
export function onAnswer(request, answer) {
  request.onsuccess = () => wholeOrNothing(/** @type {IDBTransaction} */ (request.transaction), () => answer(request.result));
}

/** @param {IDBFactory} factory @returns {Promise<IDBDatabase>} */
function opened(factory) {
  return new Promise((resolve, reject) => {
    const opening = factory.open(NAME, 1);
    opening.onupgradeneeded = () => STORES.forEach((name) => void opening.result.createObjectStore(name));
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(opening.result);
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

/** @param {any} wrong */
function fieldErrorOf(wrong) {
  if (wrong instanceof FieldError) return wrong;
  return new FieldError(wrong?.name === "QuotaExceededError" ? "store_full" : "store_damaged");
}
