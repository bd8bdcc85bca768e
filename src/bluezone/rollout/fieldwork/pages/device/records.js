/**
 * What a device keeps: the log of its events, documents, parcels of others; all sealed, but for numbers.
 *
 * The log is appended to in one transaction that holds the counter and the event: two tabs never give one number twice,
 * and a page that is closed in the middle leaves a whole event or none, and no hole.
 *
 * @typedef {import("./port.js").FieldEvent} FieldEvent
 * @typedef {import("./keyring.js").Seal} Seal
 * @typedef {import("./keyring.js").Sealed} Sealed
 * @typedef {import("../core/retention.js").Entry} Entry
 * @typedef {Sealed & { sent: number | null }} EventRow `sent`: when its receipt came; null: it has none
 * @typedef {{ name: string, after: any, row: Sealed & { version: number } }} Changed
 */

import { same } from "#app/core/bytes.js";
import { FieldError } from "../core/field_error.js";
import { onAnswer } from "./database.js";

const LAST = "last";
const TRIES = 100;

export class Records {
  /** @type {Map<number, { iv: Uint8Array, event: FieldEvent }>} */
  #read = new Map();

  /** @param {import("./database.js").Database} database @param {Seal} seal */
  constructor(database, seal) {
    this.database = database;
    this.seal = seal;
  }

  /** The number of the last event. @returns {Promise<number>} */
  async last() {
    return (await this.database.read("counters", (store) => store.get(LAST))) ?? 0;
  }

  /**
   * Append what `make` says of the next number, and change a document beside it: both, or neither.
   *
   * @param {(sequence: number) => FieldEvent} make
   * @param {{ name: string, change: (before: any) => any } | null} [beside] its `change` may be called again
   * @returns {Promise<FieldEvent>}
   */
  async append(make, beside = null) {
    for (let turn = 0; turn < TRIES; turn += 1) {
      const event = make((await this.last()) + 1);
      const row = { ...(await this.seal.seal(eventName(event.seq), event)), sent: null };
      const document = beside && (await this.#changed(beside.name, beside.change));
      if (await this.#added(event.seq, row, document)) return event;
    }
    throw new FieldError("store_busy");
  }

  /** @param {number} sequence @param {EventRow} row @param {Changed | null} document @returns {Promise<boolean>} whether nobody had the number or wrote in between */
  #added(sequence, row, document) {
    return this.database.act(["counters", "events", "documents"], "readwrite", (stores, answer) => {
      const add = () => {
        stores("events").add(row, sequence);
        stores("counters").put(sequence, LAST);
        answer(true);
      };
      answer(false);
      onAnswer(stores("counters").get(LAST), (last) => {
        if ((last ?? 0) + 1 !== sequence) return;
        if (document) put(stores("documents"), document, add);
        else add();
      });
    });
  }

  /** Everything that is held, oldest first. @returns {Promise<Entry[]>} */
  async entries() {
    const [keys, rows] = await this.database.act(["events"], "readonly", (stores, answer) => {
      onAnswer(stores("events").getAllKeys(), (names) => onAnswer(stores("events").getAll(), (found) => answer([names, found])));
    });
    const events = await Promise.all(keys.map((/** @type {number} */ sequence, /** @type {number} */ at) => this.#opened(sequence, rows[at])));
    return events.map((event, at) => ({ event, sent: rows[at].sent }));
  }

  /** The events that are held, oldest first. @returns {Promise<FieldEvent[]>} */
  async events() {
    return (await this.entries()).map(({ event }) => event);
  }

  /** @param {number} sequence @param {EventRow} row */
  async #opened(sequence, row) {
    const known = this.#read.get(sequence);
    if (known && same(known.iv, row.iv)) return known.event;
    const event = await this.seal.open(eventName(sequence), row);
    this.#read.set(sequence, { iv: row.iv, event });
    return event;
  }

  /** Note for which events a receipt came. @param {(sequence: number) => boolean} covered @param {number} now @returns {Promise<number>} how many had none */
  cover(covered, now) {
    return this.database.act(["events"], "readwrite", (stores, answer) => {
      let count = 0;
      answer(0);
      onAnswer(stores("events").openCursor(), (cursor) => {
        if (!cursor) return answer(count);
        if (cursor.value.sent === null && covered(Number(cursor.key))) {
          cursor.update({ ...cursor.value, sent: now });
          count += 1;
        }
        cursor.continue();
      });
    });
  }

  /** Forget events that have receipts. @param {number[]} sequences */
  async forget(sequences) {
    await this.database.act(["events"], "readwrite", (stores) => {
      for (const sequence of sequences) {
        onAnswer(stores("events").get(sequence), (row) => row && row.sent !== null && stores("events").delete(sequence));
      }
    });
    for (const sequence of sequences) this.#read.delete(sequence);
  }

  /** Write events that have receipts anew. @param {FieldEvent[]} events */
  async rewrite(events) {
    const rows = await Promise.all(events.map((event) => this.seal.seal(eventName(event.seq), event)));
    await this.database.act(["events"], "readwrite", (stores) => {
      events.forEach(({ seq }, at) => {
        onAnswer(stores("events").get(seq), (row) => row && row.sent !== null && stores("events").put({ ...row, ...rows[at] }, seq));
      });
    });
  }

  /** A document, or null. @param {string} name @returns {Promise<any>} */
  async get(name) {
    const row = await this.database.read("documents", (store) => store.get(name));
    return row ? this.seal.open(documentName(name, row.version), row) : null;
  }

  /** Every document whose name begins so. @param {string} beginning @returns {Promise<string[]>} */
  async names(beginning) {
    const names = await this.database.read("documents", (store) => store.getAllKeys());
    return names.map(String).filter((name) => name.startsWith(beginning));
  }

  /** Read, change and write a document as one; may call `change` again. @param {string} name @param {(before: any) => any} change @returns {Promise<any>} */
  async change(name, change) {
    for (let turn = 0; turn < TRIES; turn += 1) {
      const document = await this.#changed(name, change);
      if (await this.#written(document)) return document.after;
    }
    throw new FieldError("store_busy");
  }

  /** A document as it is to be written. @param {string} name @param {(before: any) => any} change @returns {Promise<Changed>} */
  async #changed(name, change) {
    const row = await this.database.read("documents", (store) => store.get(name));
    const before = row ? await this.seal.open(documentName(name, row.version), row) : null;
    const after = change(before);
    const version = (row?.version ?? 0) + 1;
    return { name, after, row: { ...(await this.seal.seal(documentName(name, version), after)), version } };
  }

  /** @param {Changed} document @returns {Promise<boolean>} whether nobody wrote in between */
  #written(document) {
    return this.database.act(["documents"], "readwrite", (stores, answer) => {
      answer(false);
      put(stores("documents"), document, () => answer(true));
    });
  }

  /** @param {import("./port.js").Parcel} parcel @returns {Promise<boolean>} whether it was not there yet */
  async carry(parcel) {
    const row = await this.seal.seal(parcelName(parcel.id), parcel);
    return this.database.act(["carried"], "readwrite", (stores, answer) => {
      onAnswer(stores("carried").getKey(parcel.id), (known) => {
        answer(known === undefined);
        if (known === undefined) stores("carried").add(row, parcel.id);
      });
    });
  }

  /** @returns {Promise<import("./port.js").Parcel[]>} */
  async carried() {
    const [keys, rows] = await this.database.act(["carried"], "readonly", (stores, answer) => {
      onAnswer(stores("carried").getAllKeys(), (names) => onAnswer(stores("carried").getAll(), (found) => answer([names, found])));
    });
    return Promise.all(keys.map((/** @type {string} */ id, /** @type {number} */ at) => this.seal.open(parcelName(id), rows[at])));
  }

  /** @param {string} id */
  async handedOn(id) {
    await this.database.act(["carried"], "readwrite", (stores) => void stores("carried").delete(id));
  }
}

/** Put a document over the version from which it was made, and then act; over another one nothing is done. @param {IDBObjectStore} documents @param {Changed} document @param {() => void} then */
function put(documents, { name, row }, then) {
  onAnswer(documents.get(name), (before) => {
    if ((before?.version ?? 0) + 1 !== row.version) return;
    documents.put(row, name);
    then();
  });
}

/** @param {number} sequence */
const eventName = (sequence) => `event ${sequence}`;
/** @param {string} name @param {number} version */
export const documentName = (name, version) => `document ${version} ${name}`;
/** @param {string} id */
const parcelName = (id) => `parcel ${id}`;
