/**
 * Three telephones in one Node process, told line by line what their bearers do: the very vault and sync of the pages,
 * over fake-indexeddb, with a network that loses requests and answers, and pages that die at any moment.
 *
 * Each line of standard input is a list of commands in JSON, each line of standard output the list of their answers.
 */

import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";
import { IDBFactory } from "fake-indexeddb";
import { cargoIn, parcelBytes } from "#field/core/cargo.js";
import { digestsOf } from "#field/core/digest_line.js";
import { Catch, framesOf } from "#field/core/frames.js";
import { openVault } from "#field/device/vault.js";

const SITE = process.argv[2];
/** @type {Map<number, any>} */
const phones = new Map();
/** The event of each step that made a visit. @type {Map<number, string>} */
const eventOf = new Map();

/** A page's surroundings, which end with it: after `die` nothing that it began is finished. */
class Place {
  /** @param {any} phone */
  constructor(phone) {
    this.phone = phone;
    this.dead = false;
    this.crypto = webcrypto;
    this.localStorage = phone.localStorage;
    this.navigator = { storage: { persist: async () => true, persisted: async () => true }, onLine: true };
    this.BroadcastChannel = undefined;
    this.indexedDB = phone.factory;
    this.opened = phone.clock;
    this.rounds = 1_000;
  }

  now = () => new Date(this.phone.clock);
  uptime = () => Math.max(0, this.phone.clock - this.opened);
  sleep = async () => undefined;
  random = (/** @type {number} */ size) => webcrypto.getRandomValues(new Uint8Array(size));
  fetch = (/** @type {string} */ address, /** @type {any} */ options) => travel(this, new URL(address, SITE).href, options);
}

/** One request through the phone's network of the moment. @param {Place} place @param {string} address @param {any} options */
async function travel(place, address, options) {
  const { phone } = place;
  phone.asked += 1;
  const net = phone.net === "half" ? (phone.asked > 1 ? "off" : "good") : phone.net;
  if (place.dead || net === "off" || net === "lost_request") throw new TypeError("Failed to fetch");
  if (net === "web_page") return new Response("<html>Welcome to this hotel</html>", { status: 200, headers: { "content-type": "text/html" } });
  const answer = await fetch(address, { ...options, signal: undefined });
  const body = await answer.text();
  if (net === "lost_answer") throw new TypeError("Failed to fetch");
  if (net === "server_error_after") return new Response("oops", { status: 502 });
  if (net === "cut_answer") return new Response(body.slice(0, body.length / 2), { status: 200, headers: answer.headers });
  return new Response(body, { status: answer.status, headers: { "content-type": answer.headers.get("content-type") ?? "" } });
}

/** @param {any} phone */
async function openPage(phone) {
  phone.place = new Place(phone);
  phone.vault = await openVault(phone.place);
  if (phone.vault.state() === "locked") await phone.vault.unlock(phone.pin);
}

/** @param {any} phone the page and everything that it had begun */
function closePage(phone) {
  phone.place.dead = true;
  phone.vault = null;
}

/** @type {Record<string, (command: any, phone: any) => Promise<any>>} */
const acts = {
  async enrol({ by, token, pin, at }) {
    const phone = { factory: new IDBFactory(), localStorage: memory(), clock: 0, net: "good", asked: 0, pin };
    phones.set(by, phone);
    phone.clock = Date.parse(at);
    await openPage(phone);
    await phone.vault.enrol({ token, pin });
    return (await phone.vault.work()).device;
  },

  async visit(command, phone) {
    if (command.dies) {
      const begun = tap(phone, command).catch(() => null);
      for (let turn = 0; turn < command.dies; turn += 1) await Promise.resolve();
      closePage(phone);
      await begun;
      await openPage(phone);
      const known = (await phone.vault.mine()).filter((/** @type {any} */ event) => event.at === new Date(phone.clock).toISOString());
      if (known.length > 1) throw new Error("one tap became two events");
      if (known.length === 1) return keepStep(command, known[0]);
    }
    return keepStep(command, await tap(phone, command));
  },

  async kill(_command, phone) {
    closePage(phone);
    await openPage(phone);
  },

  async undo({ step }, phone) {
    await phone.vault.undo(eventOf.get(step));
  },

  async sync({ net }, phone) {
    Object.assign(phone, { net, asked: 0 });
    const result = await phone.vault.sync();
    phone.net = "off";
    return result;
  },

  async hand_over({ to, way, loss, seed }, phone) {
    const lead = phones.get(to);
    const parcels = await phone.vault.parcels();
    let carried = 0;
    for (const parcel of parcels) {
      const arrived = way === "qr" ? throughAir(parcel, loss, seed) : JSON.parse(JSON.stringify(parcel));
      for (let turn = 0; turn < 2; turn += 1) carried += (await lead.vault.carry(arrived)) ? 1 : 0;
    }
    return { parcels: parcels.length, carried };
  },

  async receipts({ from }, phone) {
    const { device } = await phone.vault.work();
    let covered = 0;
    for (const receipt of await phones.get(from).vault.receipts()) {
      if (Buffer.from(receipt.body, "base64url").includes(device.id)) covered += await phone.vault.accept(receipt);
    }
    return covered;
  },

  async messages(_command, phone) {
    const { oldest } = await phone.vault.standing();
    return digestsOf(await phone.vault.work(), await phone.vault.mine(), oldest).map((each) => each.line);
  },

  standing: async (_command, phone) => phone.vault.standing(),
  mine: async (_command, phone) => phone.vault.mine(),
  households: async ({ list }, phone) => phone.vault.households(list),
  sweep: async (_command, phone) => phone.vault.sweep(),
  work: async (_command, phone) => phone.vault.work(),
  dump: async (_command, phone) => dumped(phone.factory),
};

/** What the screen does for one tap. @param {any} phone @param {any} command */
async function tap(phone, { list, fields, reason }) {
  const counts = { list, ...(reason && { [reason]: 1 }), ...(fields.language && { language: fields.language }) };
  const event = await phone.vault.append("visit", { list, ...fields }, reason || fields.language ? counts : undefined);
  return event;
}

/** @param {any} command @param {any} event */
function keepStep({ step }, event) {
  eventOf.set(step, event.id);
  return event.id;
}

/** A parcel as frames on a screen, seen by a shaking camera. @param {any} parcel @param {number} loss @param {number} seed */
function throughAir(parcel, loss, seed) {
  const shown = framesOf(parcelBytes(parcel));
  const caught = new Catch();
  let state = seed >>> 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let number = 0; ; number += 1) {
    if (random() < loss) continue;
    const late = random() < 0.2 && number > 0 ? number - 1 : number;
    if (caught.take(shown.text(late)) === "whole") return cargoIn(caught.content).parcels[0];
  }
}

/** A web storage that outlives its page. */
function memory() {
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void kept.set(name, String(value)),
    removeItem: (/** @type {string} */ name) => void kept.delete(name),
    clear: () => kept.clear(),
  };
}

/** Every stored value of a telephone, as text in which bytes are hex. @param {IDBFactory} factory */
async function dumped(factory) {
  const rows = [];
  for (const { name } of await factory.databases()) {
    const database = await new Promise((resolve, reject) => {
      const opening = factory.open(name ?? "");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const store of database.objectStoreNames) {
      for (const all of ["getAll", "getAllKeys"]) {
        const request = /** @type {any} */ (database.transaction(store).objectStore(store))[all]();
        rows.push(...(await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)))));
      }
    }
    database.close();
  }
  return rows.map((row) => JSON.stringify(row, (_key, value) => (value instanceof ArrayBuffer ? Buffer.from(value).toString("latin1") : ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1") : value)));
}

for await (const line of createInterface({ input: process.stdin })) {
  const answers = [];
  for (const command of JSON.parse(line)) {
    const phone = phones.get(command.by);
    if (phone) phone.clock = Date.parse(command.at);
    answers.push((await acts[command.do](command, phone)) ?? null);
  }
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
