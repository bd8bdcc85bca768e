/**
 * The vault of a field device: its keys, its log, its work, its hand-ins. `port.js` says what each function promises.
 *
 * @typedef {import("./port.js").Vault} Vault
 * @typedef {import("./port.js").FieldEvent} FieldEvent
 * @typedef {import("./place.js").Place} Place
 * @typedef {import("./keyring.js").Ring} Ring
 */

import { toHex } from "#app/core/bytes.js";
import { parted } from "../core/bundle.js";
import { FieldError } from "../core/field_error.js";
import { guessed, noGuesses, runDown } from "../core/guesses.js";
import { checkedReceipt, covers, rangesOf } from "../core/receipts.js";
import { standingEvents, standingRows } from "../core/standing.js";
import { RANDOM_LENGTH, uuid7 } from "../core/uuid7.js";
import { checkedParcel, checkedWork, changedRows } from "../core/work.js";
import { alone } from "./alone.js";
import { Database, NAME, onAnswer } from "./database.js";
import { WORK, enrolled, keepDevice, pendingPair } from "./enrolling.js";
import { Trouble } from "./errand.js";
import { changedRing, openedRing } from "./keyring.js";
import { markOf, placeOf, setMark } from "./place.js";
import { Records } from "./records.js";
import { envelope, nothingDone, synced, unsent } from "./sync.js";
import { HAND_BACKS, besideTally, settleTallies, sweepRecords } from "./upkeep.js";

/** Characters that a PIN has at least. */
export const PIN_LENGTH = 6;
const SCREEN = "screen/";

/**
 * Open the vault of this browser.
 *
 * @param {Partial<Place>} [given] what a test puts in the place of the browser's own
 * @returns {Promise<Vault>}
 */
export async function openVault(given = {}) {
  const place = placeOf(given);
  const database = await Database.open(place.indexedDB).catch(() => null);
  const vault = new FieldVault(place, database);
  await vault.begin();
  return vault;
}

/** @implements {Vault} */
class FieldVault {
  /** @type {import("./port.js").VaultState} */
  #state = "new";
  /** @type {string | null} */
  #trouble = null;
  /** @type {Ring | null} */
  #ring = null;
  /** @type {Records | null} */
  #records = null;
  /** @type {Set<() => void>} */
  #hearers = new Set();
  /** @type {Promise<unknown>} */
  #turn = Promise.resolve();
  /** @type {Promise<import("./port.js").SyncResult> | null} */
  #syncing = null;

  /** @param {Place} place @param {Database | null} database */
  constructor(place, database) {
    this.place = place;
    this.database = database;
    this.opening = toHex(place.random(8));
    this.channel = place.BroadcastChannel ? new place.BroadcastChannel(NAME) : null;
    /** @type {any} */ (this.channel)?.unref?.(); // in Node a channel would keep a test waiting
    this.channel?.addEventListener("message", (event) => void this.#hear(String(event.data)));
  }

  async begin() {
    if (!this.database) return void (this.#trouble = "store_missing");
    this.database.onEmptied = () => this.#emptied();
    this.#ring = (await this.database.read("keys", (store) => store.get("ring"))) ?? null;
    if (!this.#ring) return this.#withoutRing();
    if (!this.#records) this.#state = "locked";
    this.#trouble = null;
    setMark(this.place, "kept");
  }

  /** There is no device here: it was never made, was erased, or the browser cleared it; the mark tells which. */
  #withoutRing() {
    const mark = markOf(this.place);
    [this.#records, this.#ring] = [null, null];
    [this.#state, this.#trouble] = [mark === "revoked" ? "revoked" : "new", mark === "kept" ? "store_evicted" : null];
  }

  #emptied() {
    this.#withoutRing();
    this.#tell("emptied");
    return this.#trouble ?? "erased";
  }

  state() {
    return this.#state;
  }

  trouble() {
    return this.#trouble;
  }

  /** @param {{ token: string, pin: string }} given */
  async enrol({ token, pin }) {
    const database = this.#kept();
    if (pin.length < PIN_LENGTH) throw new FieldError("pin_short");
    if (this.#ring) throw new FieldError("enrolled");
    const pair = await pendingPair(this.place, database, token);
    const made = await enrolled(this.place, pair, { token, pin });
    if (!(await keepDevice(database, made))) throw new FieldError("enrolled");
    [this.#ring, this.#records, this.#state, this.#trouble] = [made.ring, new Records(database, made.seal), "open", null];
    setMark(this.place, "kept");
    await Promise.resolve(this.place.navigator?.storage?.persist?.()).catch(() => false); // its answer changes nothing here
    this.#tell("enrolled");
  }

  /** @param {string} pin */
  async unlock(pin) {
    await this.begin(); // another tab may have changed the PIN, or the browser cleared everything
    const ring = this.#ringHere();
    const { heard, wait } = await this.#guess(pin);
    if (!heard) return { open: false, wait };
    const seal = await openedRing(this.place, ring, pin);
    if (!seal) return { open: false, wait };
    await this.#right();
    this.#records = new Records(this.#kept(), seal);
    this.#state = "open";
    await this.sweep();
    this.#tell("opened");
    return { open: true, wait: 0 };
  }

  /** Count a guess before it is tried; one that is too short to be a PIN only asks how long to wait. @param {string} pin @returns {Promise<{ heard: boolean, wait: number }>} */
  #guess(pin) {
    return this.#kept().act(["keys"], "readwrite", (stores, answer) => {
      onAnswer(stores("keys").get("guesses"), (known) => {
        const before = known ?? noGuesses(this.#reading());
        const long = pin.length >= PIN_LENGTH;
        const { heard, after } = long ? guessed(before, this.#reading()) : { heard: false, after: runDown(before, this.#reading()) };
        stores("keys").put(after, "guesses");
        answer({ heard, wait: after.left });
      });
    });
  }

  async #right() {
    await this.#kept().act(["keys"], "readwrite", (stores) => void stores("keys").delete("guesses"));
  }

  #reading() {
    return { at: this.place.now().getTime(), up: this.place.uptime(), opening: this.opening };
  }

  lock() {
    if (this.#state !== "open") return;
    [this.#records, this.#state] = [null, "locked"];
    this.#tell("locked");
  }

  /** @param {string} before @param {string} after */
  async changePin(before, after) {
    if (after.length < PIN_LENGTH) throw new FieldError("pin_short");
    const { heard } = await this.#guess(before);
    const ring = heard ? await changedRing(this.place, this.#ringHere(), before, after) : null;
    if (!ring) return false;
    await this.#kept().act(["keys"], "readwrite", (stores) => {
      stores("keys").put(ring, "ring");
      stores("keys").delete("guesses");
    });
    this.#ring = ring;
    this.#tell("enrolled");
    return true;
  }

  /** @returns {Promise<import("./port.js").Work>} */
  async work() {
    return this.#open().get(WORK);
  }

  /** @param {import("./port.js").Kind} kind @param {object} fields @param {import("./port.js").ListCount} [counts] */
  async append(kind, fields, counts) {
    return this.#append(this.#open(), kind, fields, counts);
  }

  /** @param {Records} records @param {import("./port.js").Kind} kind @param {object} fields @param {import("./port.js").ListCount} [counts] @returns {Promise<FieldEvent>} */
  #append(records, kind, fields, counts) {
    const [at, up] = [this.place.now(), this.place.uptime()];
    const id = uuid7(at, this.place.random(RANDOM_LENGTH));
    return this.#inTurn(async () => {
      const event = await records.append((seq) => ({ ...fields, id, seq, at: at.toISOString(), up, kind }), besideTally(counts, at));
      this.#tell("changed");
      return event;
    });
  }

  /** One after another in this tab, so that taps keep their order. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
  #inTurn(act) {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** @param {string} id @param {import("./port.js").ListCount} [counts] */
  async undo(id, counts) {
    const standing = await this.mine();
    if (!standing.some((event) => event.id === id)) throw new FieldError("event_unknown");
    return this.append("undo", { undoes: id }, counts);
  }

  /** @param {string} list @param {import("../core/tallies.js").Count} count */
  async tally(list, count) {
    const { name, change } = besideTally({ list, ...count }, this.place.now());
    await this.#open().change(name, change);
    this.#tell("changed");
  }

  /** @param {string} list */
  async households(list) {
    const records = this.#open();
    const [work, events] = await Promise.all([this.work(), records.events()]);
    const found = work.lists.find((each) => each.id === list);
    if (!found) throw new FieldError("list_unknown");
    return standingRows(found, events, covers(rangesOf(work.receipt)));
  }

  async mine() {
    return standingEvents(await this.#open().events());
  }

  async standing() {
    const records = this.#open();
    const [waiting, last, carried] = await Promise.all([unsent(records), records.last(), records.carried()]);
    return { unsent: waiting.length, oldest: waiting[0]?.at ?? null, sent: last - waiting.length, carried: carried.length };
  }

  /** @returns {Promise<import("./port.js").SyncResult>} */
  async sync() {
    this.#open();
    this.#syncing ??= this.#synced().finally(() => void (this.#syncing = null));
    return this.#syncing;
  }

  async #synced() {
    const hand = this.#hand();
    const result = (await alone(this.place, this.#kept(), () => synced(hand)).catch(ended)) ?? nothingDone();
    if (result.problem === "revoked") await this.#end("revoked");
    else if (this.#records) await this.sweep();
    return result;
  }

  /** @returns {import("./sync.js").Hand} */
  #hand() {
    const records = this.#open();
    return {
      place: this.place,
      records,
      signing: this.#ringHere().signing,
      work: () => records.get(WORK),
      keepWork: (work) => this.#keepWork(records, work),
      accept: (receipt) => this.#accepted(records, receipt),
      settle: () => settleTallies(records, (fields) => this.#append(records, "tally", fields), this.place.now()),
    };
  }

  /** @param {Records} records @param {any} said */
  async #keepWork(records, said) {
    const before = await records.get(WORK);
    const work = await refusedAs(new Trouble("server"), () => checkedWork(said, before.device.id));
    if (work.receipt) await checkedReceipt(work.receipt, work.receipt_key);
    await records.change(WORK, () => work);
    if (work.receipt) await this.#accepted(records, work.receipt);
    this.#tell("changed");
    return changedRows(before, work);
  }

  /** @param {import("./port.js").Receipt} receipt */
  async accept(receipt) {
    return this.#accepted(this.#open(), receipt);
  }

  /** @param {Records} records @param {unknown} receipt */
  async #accepted(records, receipt) {
    const work = await records.get(WORK);
    const said = await checkedReceipt(receipt, work.receipt_key);
    if (said.device !== work.device.id) throw new FieldError("receipt_foreign");
    const count = await records.cover(covers(said.ranges), this.place.now().getTime());
    if (count) this.#tell("changed");
    return count;
  }

  async parcels() {
    const hand = this.#hand();
    await hand.settle();
    const [work, waiting, { sealedParcel }] = await Promise.all([hand.work(), unsent(hand.records), import("./parcels.js")]);
    return Promise.all(
      parted(waiting).map(async (events) => sealedParcel(work, events, await envelope(hand, events), this.place.now())),
    );
  }

  /** @param {import("./port.js").Parcel} parcel */
  async carry(parcel) {
    const records = this.#open();
    const fresh = await records.carry(await refusedAs("parcel_wrong", () => checkedParcel(parcel)));
    if (fresh) this.#tell("changed");
    return fresh;
  }

  async receipts() {
    return Object.values((await this.#open().get(HAND_BACKS)) ?? {}).map(({ receipt }) => receipt);
  }

  async sweep() {
    if (await sweepRecords(this.#open(), this.place.now())) this.#tell("changed");
  }

  async erase() {
    await this.#end("new");
  }

  /** @param {"new" | "revoked"} state */
  async #end(state) {
    [this.#records, this.#ring, this.#state, this.#trouble] = [null, null, state, null];
    setMark(this.place, state === "revoked" ? "revoked" : null);
    this.#tell("erased");
    await this.database?.destroy();
    this.database = await Database.open(this.place.indexedDB).catch(() => null); // so that the telephone can be given anew
  }

  /** @param {string} name */
  async get(name) {
    return this.#open().get(SCREEN + name);
  }

  /** @param {string} name @param {(before: any) => any} change */
  async change(name, change) {
    const after = await this.#open().change(SCREEN + name, change);
    this.#tell("changed");
    return after;
  }

  /** @param {() => void} heard */
  onChange(heard) {
    this.#hearers.add(heard);
    return () => void this.#hearers.delete(heard);
  }

  /** @param {string} what */
  #tell(what) {
    this.channel?.postMessage(what);
    for (const heard of this.#hearers) heard();
  }

  /** Hear what another tab did. @param {string} what */
  async #hear(what) {
    if (what === "locked" && this.#state === "open") [this.#records, this.#state] = [null, "locked"];
    if (what === "erased") await this.#lost();
    if (what === "enrolled" && !this.#records) await this.begin();
    if (what === "enrolled" && this.#records) this.#ring = (await this.database?.read("keys", (store) => store.get("ring"))) ?? null;
    for (const heard of this.#hearers) heard();
  }

  async #lost() {
    this.database?.close();
    this.#withoutRing();
    this.database = await Database.open(this.place.indexedDB).catch(() => null);
  }

  #kept() {
    if (this.database) return this.database;
    throw new FieldError("store_missing");
  }

  #ringHere() {
    if (this.#ring) return this.#ring;
    throw new FieldError(this.#state === "revoked" ? "revoked" : (this.#trouble ?? "not_enrolled"));
  }

  #open() {
    if (this.#records) return this.#records;
    throw new FieldError(this.#state);
  }
}

/** A sync that an erasing cut short has nothing to say. @param {unknown} wrong */
function ended(wrong) {
  if (wrong instanceof FieldError && wrong.code === "erased") return null;
  throw wrong;
}

/** Do something, and call whatever is wrong with what came by one code. @template T @param {string | Trouble} wrong @param {() => T} act @returns {Promise<T>} */
async function refusedAs(wrong, act) {
  try {
    return act();
  } catch {
    throw typeof wrong === "string" ? new FieldError(wrong) : wrong;
  }
}
