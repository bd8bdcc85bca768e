import assert from "node:assert/strict";
import { test } from "node:test";
import { serialize } from "node:v8";

import { fromBase64Url, utf8 } from "#app/core/bytes.js";
import { openVault } from "#field/device/vault.js";
import { LIST, PIN, Site, enrolledDevice, everything, visit } from "./world.js";

const NUMBER = "47B-1962";
const WORDS = ["not_home", "come_back", "already", "helped", "done", "refused", "no_smartphone", "revisit_on", "hmn", NUMBER, PIN, "Gia Khâu", "Sì Lở Lầu", "gate-draft-secret", "household"];

/** The bytes of everything that is kept, but for keys that cannot be read out. */
async function keptBytes(place) {
  const found = await everything(place);
  const readable = (value) => {
    if (value instanceof CryptoKey) return `key that is ${value.extractable ? "EXTRACTABLE" : "kept"}`;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return Buffer.from(value instanceof ArrayBuffer ? value : value.slice());
    if (Array.isArray(value)) return value.map(readable);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, readable(part)]));
    return value;
  };
  return { found, bytes: serialize(readable(found)) };
}

/** Whether bytes hold a text in any form that a store writes it. */
function holds(bytes, text) {
  return ["utf8", "utf16le", "latin1"].some((form) => bytes.includes(Buffer.from(text, form))) || bytes.includes(Buffer.from(Buffer.from(text).toString("base64").replace(/=+$/, "").slice(0, -1)));
}

async function busyDevice() {
  const site = new Site();
  site.rows = [{ n: NUMBER, s: null, on: null, l: null, others: false }, ...site.rows];
  const made = await enrolledDevice({ site });
  const { vault } = made;
  await vault.append("visit", visit(NUMBER, "come_back", { revisit_on: "2026-11-26", language: "hmn" }));
  for (const outcome of ["helped", "already", "not_home", "done"]) await vault.append("visit", visit(NUMBER, outcome));
  await vault.tally(LIST, { refused: 1 });
  await vault.tally(LIST, { no_smartphone: 1, language: "hmn" });
  await vault.change("gate", () => ({ draft: "gate-draft-secret" }));
  const other = await enrolledDevice({ site, token: "link-2" });
  await other.vault.append("visit", visit(NUMBER));
  for (const parcel of await other.vault.parcels()) await vault.carry(parcel);
  vault.lock();
  await vault.unlock("739165");
  return { ...made, site };
}

test("who copies what is kept finds no PIN, no household, no outcome, no village, no share", async () => {
  const { place, device } = await busyDevice();

  const { bytes } = await keptBytes(place);

  assert.ok(bytes.length > 3000);
  assert.deepEqual(WORDS.filter((word) => holds(bytes, word)), []);
  assert.equal(bytes.includes(Buffer.from(fromBase64Url(device.share))), false);
  assert.equal(bytes.includes("EXTRACTABLE"), false);
});

test("the byte search finds what is there to find", async () => {
  const { place, vault } = await enrolledDevice();
  place.indexedDB.open("bluezone-field", 1).onsuccess = ({ target }) => target.result.transaction("documents", "readwrite").objectStore("documents").put({ plain: utf8(NUMBER) }, "planted");
  await new Promise((resolve) => void setTimeout(resolve, 20));

  const { bytes } = await keptBytes(place);

  assert.ok(holds(bytes, NUMBER) && vault);
});

test("no script can read the keys out, in the store or in the page", async () => {
  const { place } = await busyDevice();

  const { found } = await keptBytes(place);

  const keys = found.keys.values.flatMap((value) => Object.values(value)).filter((value) => value instanceof CryptoKey);
  assert.equal(keys.length, 2);
  for (const key of keys) await assert.rejects(crypto.subtle.exportKey(key.type === "private" ? "pkcs8" : "raw", key));
});

test("the place in the browser beside the database says only that something was kept", async () => {
  const said = new Map();
  const storage = { getItem: (name) => said.get(name) ?? null, setItem: (name, value) => void said.set(name, value), removeItem: (name) => void said.delete(name) };
  await enrolledDevice({ more: { localStorage: storage } });

  assert.deepEqual([...said], [["bluezone-field", "kept"]]);
});

test("the PIN alone opens nothing without this browser's key, nor with another share", async () => {
  const { place, vault } = await enrolledDevice();
  vault.lock();
  const stranger = await enrolledDevice({ token: "link-9" });
  const [ours, theirs] = [(await everything(place)).keys, (await everything(stranger.place)).keys];
  const ring = (kept) => kept.values[kept.keys.indexOf("ring")];
  const planted = { ...ring(ours), share: ring(theirs).share, device: ring(theirs).device };
  await new Promise((resolve) => {
    place.indexedDB.open("bluezone-field", 1).onsuccess = ({ target }) => {
      const act = target.result.transaction("keys", "readwrite");
      act.objectStore("keys").put(planted, "ring");
      act.oncomplete = () => resolve(target.result.close());
    };
  });

  const again = await openVault(place);

  await assert.rejects(again.unlock(PIN), { code: "store_damaged" });
});

test("an event cannot pass for another", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1));
  await vault.append("visit", visit(2));
  const { values } = (await everything(place)).events;
  await new Promise((resolve) => {
    place.indexedDB.open("bluezone-field", 1).onsuccess = ({ target }) => {
      const act = target.result.transaction("events", "readwrite");
      act.objectStore("events").put(values[0], 2);
      act.oncomplete = () => resolve(target.result.close());
    };
  });

  await assert.rejects(vault.mine(), { code: "store_damaged" });
});
