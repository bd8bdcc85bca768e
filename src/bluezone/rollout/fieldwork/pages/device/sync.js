/**
 * Sync: hand in what has no receipt, hand on what is carried, fetch the work. Nothing is forgotten without a receipt.
 *
 * Every step may be cut off anywhere and done again: the server knows an event by its id.
 *
 * @typedef {import("./port.js").SyncResult} SyncResult
 * @typedef {import("./port.js").FieldEvent} FieldEvent
 * @typedef {import("./place.js").Place} Place
 * @typedef {object} Hand what a sync takes from the vault
 * @property {Place} place
 * @property {import("./records.js").Records} records
 * @property {CryptoKey} signing
 * @property {() => Promise<import("./port.js").Work>} work
 * @property {(work: any) => Promise<number>} keepWork how many rows changed; throws Trouble where it is no work of this device
 * @property {(receipt: any) => Promise<number>} accept how many events it covered; throws FieldError
 * @property {() => Promise<void>} settle what must be in the log before anything leaves
 */

import { FieldError } from "../core/field_error.js";
import { MOST_EVENTS, bundleOf, envelopeOf, firstOf } from "../core/bundle.js";
import { checkedReceipt, counted } from "../core/receipts.js";
import { Trouble, ask } from "./errand.js";
import { signed } from "./keyring.js";
import { HAND_BACKS } from "./upkeep.js";

const BUNDLES = "/field-api/bundles/";
const WORK = "/field-api/work/";

/** @returns {SyncResult} */
export const nothingDone = () => ({ sent: 0, received: 0, carried: 0, refused: 0, problem: null });

/** @param {Hand} hand @returns {Promise<SyncResult>} */
export async function synced(hand) {
  const result = nothingDone();
  await hand.settle();
  const steps = [handIn, fetchWork, handOn]; // once the server spoke to this device, what it refuses is the parcel
  let revoked = false;
  for (const step of steps) {
    try {
      revoked = (await step(hand, result)) || revoked;
    } catch (wrong) {
      result.problem ??= problemOf(wrong);
      if (!revoked) break;
    }
  }
  if (revoked) result.problem = "revoked";
  return result;
}

/** @param {unknown} wrong @returns {"offline" | "server" | "old_version"} */
function problemOf(wrong) {
  if (wrong instanceof Trouble) return wrong.kind === "offline" || wrong.kind === "old_version" ? wrong.kind : "server";
  if (wrong instanceof FieldError && wrong.code === "receipt_wrong") return "server";
  throw wrong;
}

/** An envelope of these events, signed now. @param {Hand} hand @param {FieldEvent[]} events */
export async function envelope(hand, events) {
  const bundle = bundleOf((await hand.work()).device.id, hand.place.now(), events);
  return envelopeOf(bundle, await signed(hand.place, hand.signing, bundle));
}

/** Hand in bundle after bundle, as long as receipts come. @param {Hand} hand @param {SyncResult} result @returns {Promise<boolean>} whether this device is revoked */
async function handIn(hand, result) {
  let [most, revoked] = [MOST_EVENTS, false];
  for (;;) {
    const events = firstOf(await unsent(hand.records), most);
    if (!events.length) return revoked;
    const answer = await ask(hand.place, BUNDLES, await envelope(hand, events)).catch((wrong) => {
      if (!(wrong instanceof Trouble) || wrong.kind !== "too_large" || events.length < 2) throw wrong;
      return null;
    });
    if (!answer) {
      most = Math.floor(events.length / 2);
      continue;
    }
    revoked = revoked || answer.revoked === true;
    const covered = await hand.accept(answer.receipt).catch((wrong) => {
      if (revoked) return 0; // the server has it, whatever its receipt
      throw wrong;
    });
    result.sent += covered;
    result.refused += Array.isArray(answer.set_aside) ? answer.set_aside.length : 0;
    if (covered === 0) return stuck(revoked);
  }
}

/** A server that takes events and gives no receipt for any would be asked for ever. @param {boolean} revoked */
function stuck(revoked) {
  if (revoked) return true;
  throw new Trouble("server");
}

/** What has no receipt, oldest first. @param {import("./records.js").Records} records @returns {Promise<FieldEvent[]>} */
export async function unsent(records) {
  return (await records.entries()).filter(({ sent }) => sent === null).map(({ event }) => event);
}

const FINAL = new Set(["refused", "too_large", "old_version"]);

/** Hand on what others gave; a parcel that the server refuses for good is let go, as its device still holds its events. @param {Hand} hand @param {SyncResult} result */
async function handOn(hand, result) {
  let revoked = false;
  for (const parcel of await hand.records.carried()) {
    const message = { sealed: parcel.sealed, carrier: await envelope(hand, []) };
    const answer = await ask(hand.place, BUNDLES, message).catch((wrong) => {
      if (!(wrong instanceof Trouble) || !FINAL.has(wrong.kind)) throw wrong;
      return null;
    });
    revoked = revoked || answer?.revoked === true;
    if (answer) await keepHandBack(hand, answer.receipt);
    await hand.records.handedOn(parcel.id);
    if (answer) result.carried += 1;
    else result.refused += 1;
  }
  return revoked;
}

/** Keep the receipt of another device's parcel, to hand it back; a later one of the same device covers more. @param {Hand} hand @param {any} receipt */
async function keepHandBack(hand, receipt) {
  const said = await checkedReceipt(receipt, (await hand.work()).receipt_key);
  const fresh = { receipt, kept_at: hand.place.now().getTime(), count: counted(said.ranges) };
  await hand.records.change(HAND_BACKS, (before) => {
    const known = before?.[said.device];
    return { ...before, [said.device]: known && known.count > fresh.count ? known : fresh };
  });
}

/** @param {Hand} hand @param {SyncResult} result @returns {Promise<boolean>} whether this device is revoked */
async function fetchWork(hand, result) {
  const answer = await ask(hand.place, WORK, await envelope(hand, []));
  if (answer.revoked === true) return true;
  result.received += await hand.keepWork(answer);
  return false;
}
