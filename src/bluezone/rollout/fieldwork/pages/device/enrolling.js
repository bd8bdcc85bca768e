/**
 * Enrolling: a one-time link and a PIN become a device. Whatever is cut off in the middle, the same link goes on.
 *
 * @typedef {import("./place.js").Place} Place
 * @typedef {import("./database.js").Database} Database
 * @typedef {import("./keyring.js").Pending} Pending
 */

import { fromBase64Url, same, sha256, toBase64Url, utf8 } from "#app/core/bytes.js";
import { FieldError } from "../core/field_error.js";
import { checkedWork } from "../core/work.js";
import { onAnswer } from "./database.js";
import { Trouble, ask } from "./errand.js";
import { madeRing, signingPair } from "./keyring.js";
import { documentName } from "./records.js";

const ENROL = "/field-api/enrol/";
/** The document that holds the work. */
export const WORK = "work";
/** @type {Record<string, string>} What a refused enrolment is called where it is not the server's own code. */
const ENROL_CODES = { offline: "offline", server: "unreachable", too_large: "unreachable" };

/** The key pair of a link: the same one again where its answer was lost. @param {Place} place @param {Database} database @param {string} token @returns {Promise<Pending>} */
export async function pendingPair(place, database, token) {
  const hash = await sha256(utf8(token));
  const known = await database.read("keys", (store) => store.get("pending"));
  if (known && same(known.token, hash)) return known;
  const made = await signingPair(place, hash);
  await database.act(["keys"], "readwrite", (stores) => void stores("keys").put(made, "pending"));
  return made;
}

/**
 * What the site makes of a link and a key: the ring under the PIN, its seal, the work.
 *
 * @param {Place} place
 * @param {Pending} pair
 * @param {{ token: string, pin: string }} given
 */
export async function enrolled(place, pair, { token, pin }) {
  const said = await asked(place, { token, public_key: toBase64Url(pair.publicKey) });
  const { share, work } = believed(said);
  return { work, ...(await madeRing(place, { signing: pair.signing, share, pin })) };
}

/**
 * Keep a new device whole: its ring, its work, and an empty log; nothing where another tab was first.
 *
 * @param {Database} database
 * @param {{ ring: import("./keyring.js").Ring, seal: import("./keyring.js").Seal, work: import("./port.js").Work }} made
 * @returns {Promise<boolean>} whether it is kept
 */
export async function keepDevice(database, { ring, seal, work }) {
  const row = { ...(await seal.seal(documentName(WORK, 1), work)), version: 1 };
  return database.act(["keys", "documents", "events", "counters", "carried"], "readwrite", (stores, answer) => {
    answer(false);
    onAnswer(stores("keys").get("ring"), (known) => {
      if (known) return;
      for (const name of /** @type {const} */ (["keys", "documents", "events", "counters", "carried"])) stores(name).clear(); // of a device that is no more
      stores("keys").put(ring, "ring");
      stores("documents").put(row, WORK);
      answer(true);
    });
  });
}

/** @param {Record<string, any>} said */
function believed(said) {
  try {
    return { share: fromBase64Url(said.share), work: checkedWork(said.work) };
  } catch {
    throw new FieldError("offline"); // somebody between answered
  }
}

/** @param {Place} place @param {object} message */
async function asked(place, message) {
  try {
    return await ask(place, ENROL, message);
  } catch (wrong) {
    if (!(wrong instanceof Trouble)) throw wrong;
    throw new FieldError(ENROL_CODES[wrong.kind] ?? wrong.code);
  }
}
