import assert from "node:assert/strict";
import { test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { bytesOf } from "./vectors.js";
import { openStore } from "../../../src/bluezone/citizen/pages/core/sealed_store.js";

/** A browser's globals, whose parts a test may replace. */
function place(more = {}) {
  const kept = new Map();
  const storage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
    key: (at) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
  return { indexedDB: new IDBFactory(), localStorage: storage, sessionStorage: storage, kept, ...more };
}

/** Every value in the database, as a thief of its files would find it. */
function everything({ indexedDB }) {
  return new Promise((resolve) => {
    const opening = indexedDB.open("bluezone", 1);
    opening.onsuccess = () => {
      const asking = opening.result.transaction("documents").objectStore("documents").getAll();
      asking.onsuccess = () => {
        opening.result.close();
        resolve(asking.result);
      };
    };
  });
}

test("a document comes back after the browser was closed", async () => {
  const browser = place();
  await (await openStore(browser)).put("family", { names: ["Lò Thị Mẩy"] });

  const store = await openStore(browser);

  assert.deepEqual(await store.get("family"), { names: ["Lò Thị Mẩy"] });
  assert.deepEqual(await store.names(), ["family"]);
  assert.equal(store.trouble, null);
});

test("what was never kept is null", async () => {
  const store = await openStore(place());

  assert.equal(await store.get("family"), null);
});

test("who copies the files reads nothing", async () => {
  const browser = place();
  await (await openStore(browser)).put("family", { name: "Lò Thị Mẩy" });

  const [row] = await everything(browser);

  assert.equal(Buffer.from(row.sealed).includes(Buffer.from(bytesOf("Lò Thị Mẩy"))), false);
  assert.deepEqual(Object.keys(row).sort(), ["iv", "sealed", "version"]);
});

test("no script can read the key out", async () => {
  const store = await openStore(place());

  await assert.rejects(crypto.subtle.exportKey("raw", store.key));
});

test("one document cannot pass for another", async () => {
  const store = await openStore(place());
  await store.put("visits", ["market"]);

  await store.shelf.write("exposures", await store.shelf.read("visits"), 0);

  await assert.rejects(store.get("exposures"), { code: "store_damaged" });
});

test("two tabs lose none of each other's words", async () => {
  const browser = place();
  const [one, other] = [await openStore(browser), await openStore(browser)];
  const add = (store, word) => store.change("notes", (before) => [...(before ?? []), word]);

  await Promise.all(["a", "b", "c", "d", "e"].flatMap((word) => [add(one, word), add(other, word.toUpperCase())]));

  assert.equal((await one.get("notes")).length, 10);
  assert.deepEqual(new Set(await other.get("notes")), new Set("abcdeABCDE"));
});

test("a browser without a database says so and keeps words until it is closed", async () => {
  const store = await openStore(place({ indexedDB: undefined }));
  await store.put("notes", "kept for now");

  assert.equal(store.trouble, "store_missing");
  assert.equal(await store.get("notes"), "kept for now");
});

test("a private window that refuses its database says so", async () => {
  const refusing = {
    open() {
      throw new DOMException("not in a private window", "SecurityError");
    },
  };

  const store = await openStore(place({ indexedDB: refusing }));

  assert.equal(store.trouble, "store_missing");
});

test("a browser that forbids even the name of its storage still opens", async () => {
  const browser = place();
  Object.defineProperty(browser, "localStorage", {
    get() {
      throw new DOMException("forbidden", "SecurityError");
    },
  });

  const store = await openStore(browser);

  assert.equal(store.trouble, null);
});

test("who comes back to an emptied browser is told", async () => {
  const browser = place();
  await openStore(browser);

  const store = await openStore({ ...browser, indexedDB: new IDBFactory() });

  assert.equal(store.trouble, "store_evicted");
});

test("documents whose key is gone are removed, and their owner is told", async () => {
  const browser = place();
  const before = await openStore(browser);
  await before.put("notes", "unreadable soon");
  await new Promise((resolve) => {
    const opening = browser.indexedDB.open("bluezone", 1);
    opening.onsuccess = () => {
      const act = opening.result.transaction("keys", "readwrite");
      act.objectStore("keys").clear();
      act.oncomplete = () => resolve(opening.result.close());
    };
  });

  const store = await openStore(browser);

  assert.equal(store.trouble, "store_evicted");
  assert.equal(await store.get("notes"), null);
});

test("a full device says so", async () => {
  const store = await openStore(place());
  store.shelf.write = async () => {
    throw new DOMException("no room", "QuotaExceededError");
  };

  await assert.rejects(store.put("notes", "one more"), { code: "store_full" });
});

test("a document that somebody changed is not believed", async () => {
  const store = await openStore(place());
  await store.put("notes", "true");
  const row = await store.shelf.read("notes");
  const sealed = Uint8Array.from(new Uint8Array(row.sealed), (byte, at) => (at === 0 ? byte ^ 1 : byte));

  await store.shelf.write("notes", { ...row, sealed: sealed.buffer }, row.version);

  await assert.rejects(store.get("notes"), { code: "store_damaged" });
});

test("erasing leaves nothing: no database, no cache, no service worker, no storage; and the field's pages as they were", async () => {
  const gone = [];
  const browser = place({
    caches: { keys: async () => ["pages-1", "bluezone-field-pages-1", "pages-2"], delete: async (name) => gone.push(name) },
    navigator: { serviceWorker: { getRegistration: async () => ({ unregister: async () => gone.push("worker") }) } },
  });
  const store = await openStore(browser);
  await store.put("notes", "secret");
  browser.localStorage.setItem("bluezone-field-choices", "{}");

  await store.erase();

  assert.deepEqual(await browser.indexedDB.databases(), []);
  assert.deepEqual(gone, ["pages-1", "pages-2", "worker"]);
  assert.deepEqual([...browser.kept.keys()], ["bluezone-field-choices"]);
  await assert.rejects(store.get("notes"), { code: "erased" });
  await assert.rejects(store.put("notes", "again"), { code: "erased" });
});

test("after erasing, a new beginning finds nothing and is not told of a loss", async () => {
  const browser = place();
  const store = await openStore(browser);
  await store.put("notes", "secret");
  await store.erase();

  const fresh = await openStore(browser);

  assert.equal(await fresh.get("notes"), null);
  assert.equal(fresh.trouble, null);
});

test("another tab hears of a change and of the end", async () => {
  const browser = place({ BroadcastChannel });
  const [one, other] = [await openStore(browser), await openStore(browser)];
  const heard = [];
  const ended = new Promise((resolve) => {
    other.onChange((what) => {
      heard.push(what);
      if (what === "erased") resolve();
    });
  });

  other.channel.ref();
  await one.put("notes", "said");
  await one.erase();
  await ended;

  assert.deepEqual(heard, ["notes", "erased"]);
  await assert.rejects(other.get("notes"), { code: "erased" });
  other.channel.close();
});
