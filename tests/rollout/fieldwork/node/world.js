/** A small world for the vault: a browser that can be closed and opened, and a site that signs receipts. */

import { gunzipSync } from "node:zlib";
import { webcrypto } from "node:crypto";

import { IDBFactory } from "fake-indexeddb";

import { fromBase64Url, jsonOf, sha256, toBase64Url, toHex, utf8 } from "#app/core/bytes.js";
import { hpke } from "#app/core/letter.js";
import { openVault } from "#field/device/vault.js";

export const PIN = "739164";
export const LIST = "0190aaaa-0000-7000-8000-000000000001";
export const START = Date.parse("2026-11-24T01:00:00Z"); // a Tuesday, eight in the morning in Viet Nam

/** Numbers below one that a seed makes (mulberry32). @param {number} seed */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A browser's globals; `clock` and `up` are a test's to move. */
export function browser(more = {}) {
  const kept = new Map();
  const place = {
    indexedDB: new IDBFactory(),
    localStorage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
    navigator: {},
    BroadcastChannel: undefined,
    clock: START,
    up: 0,
    now: () => new Date(place.clock),
    uptime: () => place.up,
    slept: [],
    sleep: async (milliseconds) => void place.slept.push(milliseconds),
    rounds: 1000,
    ...more,
  };
  return place;
}

/** Let time pass. */
export function pass(place, milliseconds) {
  place.clock += milliseconds;
  place.up += milliseconds;
}

const pair = await webcrypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
const receiptKey = toBase64Url(new Uint8Array(await webcrypto.subtle.exportKey("raw", pair.publicKey)));
const suite = await hpke();
const sealPair = await suite.kem.generateKeyPair();
const sealKey = toBase64Url(new Uint8Array(await suite.kem.serializePublicKey(sealPair.publicKey)));

/** A receipt that the site signed. */
export async function receiptOf(device, ranges, key = pair.privateKey) {
  const body = utf8(JSON.stringify({ v: 1, device, ranges, at: "2026-11-24T02:00:00Z" }));
  return { body: toBase64Url(body), signature: toBase64Url(new Uint8Array(await webcrypto.subtle.sign("Ed25519", key, body))) };
}

/** The ranges that numbers make. */
export function rangesIn(numbers) {
  const ranges = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = ranges[ranges.length - 1];
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** The site, as far as a device sees it. `bend(address, answer)` may change, lose or throw what it answers. */
export class Site {
  constructor({ households = 40 } = {}) {
    this.devices = new Map();
    this.links = new Map();
    this.rows = Array.from({ length: households }, (_, at) => ({ n: String(at + 1), s: null, on: null, l: null, others: false }));
    this.asked = [];
    this.bend = (_address, answer) => answer();
    this.fetch = (address, init) => this.bend(address, () => this.answer(address, JSON.parse(init.body)));
  }

  async answer(address, said) {
    this.asked.push(address);
    if (address.endsWith("/enrol/")) return this.enrol(said);
    if (said.sealed) return this.parcel(said);
    const { device, bundle } = await this.opened(said);
    if (!device) return response(401, { error: "device_unknown" });
    if (address.endsWith("/work/")) return response(200, device.revoked ? { revoked: true } : await this.work(device));
    return this.taken(device, bundle);
  }

  async enrol({ token, public_key: key }) {
    const known = this.links.get(token);
    if (known && known.key !== key) return response(409, { error: "link_used" });
    if (token.startsWith("old")) return response(410, { error: "link_old" });
    const number = known?.number ?? this.links.size + 1;
    const device = known ?? { id: `device-${number}`, number, key, share: toBase64Url(webcrypto.getRandomValues(new Uint8Array(32))), events: new Map(), revoked: false };
    this.links.set(token, device);
    this.devices.set(device.id, device);
    return response(200, { share: device.share, work: await this.work(device) });
  }

  async opened({ bundle, signature }) {
    const bytes = fromBase64Url(bundle);
    const said = jsonOf(bytes, "a bundle");
    const device = this.devices.get(said.device);
    const key = device && (await webcrypto.subtle.importKey("spki", fromBase64Url(device.key), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]));
    const right = key && (await webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, fromBase64Url(signature), bytes));
    return { device: right ? device : null, bundle: said };
  }

  async parcel({ sealed }) {
    const bytes = fromBase64Url(sealed);
    const recipientKey = sealPair.privateKey;
    const enc = bytes.slice(0, 32).buffer;
    const plain = await suite.open({ recipientKey, enc, info: utf8("bluezone-field").buffer }, bytes.slice(32).buffer).catch(() => null);
    if (!plain) return response(400, { error: "malformed" });
    const { device, bundle } = await this.opened(unpacked(new Uint8Array(plain)));
    return this.taken(device, bundle, false);
  }

  async taken(device, bundle, itself = true) {
    for (const event of bundle.events) {
      const digest = toHex(await sha256(utf8(JSON.stringify({ ...event, language: null }))));
      const known = device.events.get(event.seq);
      if (known && known.digest !== digest) throw new Error(`number ${event.seq} came with two contents`);
      device.events.set(event.seq, { event, digest });
    }
    return response(200, { receipt: await this.receipt(device), set_aside: [], clock: "2026-11-24T02:00:00Z", revoked: itself && device.revoked });
  }

  receipt(device) {
    return receiptOf(device.id, rangesIn(device.events.keys()));
  }

  async work(device) {
    return {
      device: { id: device.id, number: device.number, duty: "visitor", unit: { id: "unit", code: "03430", name: "Sì Lở Lầu", kind: "commune" }, part: "7" },
      clock: "2026-11-24T02:00:00Z",
      lists: [{ id: LIST, unit: "unit", part: "7", village: "Gia Khâu", households: this.rows }],
      rounds: [],
      publisher: null,
      trial: true,
      hotline: "",
      sms_number: "",
      receipt_key: receiptKey,
      seal_key: sealKey,
      receipt: await this.receipt(device),
    };
  }
}

/** What `fetch` resolves with. */
export function response(status, said) {
  return { status, text: async () => (typeof said === "string" ? said : JSON.stringify(said)) };
}

/** A device of its own, enrolled and open, at a site. */
export async function enrolledDevice({ site = new Site(), token = "link-1", more = {} } = {}) {
  const place = browser({ fetch: site.fetch, ...more });
  const vault = await openVault(place);
  await vault.enrol({ token, pin: PIN });
  return { site, place, vault, device: site.links.get(token) };
}

/** The fields of a visit. */
export const visit = (household, outcome = "helped", more = {}) => ({
  list: LIST,
  household: String(household),
  outcome,
  phones: 2,
  with_radio: outcome === "helped" ? 1 : 0,
  browser_only: 0,
  revisit_on: null,
  language: null,
  round: null,
  ...more,
});

/** The page was closed and is opened again: a new vault over what was kept. */
export async function reopened(place) {
  place.up = 0;
  const vault = await openVault(place);
  await vault.unlock(PIN);
  return vault;
}

/** Every store with its keys and values, as a thief of the files would find them. */
export function everything({ indexedDB }) {
  return new Promise((resolve) => {
    const opening = indexedDB.open("bluezone-field", 1);
    opening.onsuccess = () => {
      const names = [...opening.result.objectStoreNames];
      const act = opening.result.transaction(names);
      const found = {};
      for (const name of names) {
        act.objectStore(name).getAllKeys().onsuccess = ({ target }) => void (found[name] = { ...found[name], keys: target.result });
        act.objectStore(name).getAll().onsuccess = ({ target }) => void (found[name] = { ...found[name], values: target.result });
      }
      act.oncomplete = () => {
        opening.result.close();
        resolve(found);
      };
    };
  });
}

/** The envelope of bytes that a telephone packed before it sealed them. */
function unpacked(plain) {
  if (plain[0] !== 0x1f) return jsonOf(plain, "an envelope");
  const content = new Uint8Array(gunzipSync(plain));
  return { signature: toBase64Url(content.subarray(0, 64)), bundle: toBase64Url(content.subarray(64)) };
}
