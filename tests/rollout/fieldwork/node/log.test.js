import assert from "node:assert/strict";
import { test } from "node:test";

import { IDBFactory, IDBObjectStore } from "fake-indexeddb";

import { isUuid7, uuid7 } from "#field/core/uuid7.js";
import { openVault } from "#field/device/vault.js";
import { LIST, PIN, START, dice, enrolledDevice, everything, pass, reopened, visit } from "./world.js";

const DAY = 86_400_000;

/** Do something while a store refuses to be written to. */
async function refusing(method, wrong, act) {
  const real = IDBObjectStore.prototype[method];
  IDBObjectStore.prototype[method] = function refuse(...given) {
    const thrown = wrong(this.name, given);
    if (thrown) throw thrown;
    return real.apply(this, given);
  };
  try {
    return await act();
  } finally {
    IDBObjectStore.prototype[method] = real;
  }
}

const sequences = async (vault) => (await vault.mine()).map((event) => event.seq);
const counted = (count) => Array.from({ length: count }, (_, at) => at + 1);

test("two tabs that save at once never give one number twice and leave no hole", async () => {
  const { place, vault } = await enrolledDevice();
  const other = await reopened(place);

  const events = await Promise.all(counted(20).flatMap((at) => [vault.append("visit", visit(at)), other.append("visit", visit(at, "not_home"))]));

  assert.deepEqual(events.map((event) => event.seq).sort((one, two) => one - two), counted(40));
  assert.equal(new Set(events.map((event) => event.id)).size, 40);
  assert.deepEqual(await sequences(other), counted(40));
});

test("taps of one tab keep their order", async () => {
  const { vault } = await enrolledDevice();

  const events = await Promise.all(counted(10).map((at) => vault.append("visit", visit(at))));

  assert.deepEqual(events.map((event) => [event.seq, event.household]), counted(10).map((at) => [at, String(at)]));
});

test("an app killed in the middle of a save leaves the whole event or none, and no hole", async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const roll = dice(seed);
    const { place, vault } = await enrolledDevice();
    let open = vault;
    const promised = [];
    for (let turn = 0; turn < 25; turn += 1) {
      const saving = open.append("visit", visit(turn + 1)).then((event) => void promised.push(event.id), () => undefined);
      if (roll() < 0.4) {
        for (let step = Math.floor(roll() * 12); step > 0; step -= 1) await Promise.resolve(); // somewhere inside
        open = await reopened(place); // the first page is not waited for
      } else {
        await saving;
      }
      pass(place, 60_000);
    }
    await new Promise((resolve) => void setTimeout(resolve, 20));

    const kept = await (await reopened(place)).mine();

    assert.deepEqual(kept.map((event) => event.seq), counted(kept.length));
    assert.ok(promised.every((id) => kept.some((event) => event.id === id)), "what was promised is there");
    assert.equal(new Set(kept.map((event) => event.id)).size, kept.length);
  }
});

test("a transaction that breaks after its first half leaves nothing behind", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1));

  const broken = (store) => store === "counters" && new DOMException("the disk is gone", "UnknownError");
  await refusing("put", broken, () => assert.rejects(vault.append("visit", visit(2)), { code: "store_damaged" }));
  const held = await everything(place);
  const event = await vault.append("visit", visit(3));

  assert.deepEqual(held.events.keys, [1]);
  assert.equal(event.seq, 2);
  assert.deepEqual(await sequences(await reopened(place)), [1, 2]);
});

/** How many doors were closed because somebody declined, as the village's tally has it. */
async function refused({ place, device }) {
  place.clock = Date.parse("2026-11-29T11:30:00Z"); // the week's last hand-in, before which nothing is said
  await (await reopened(place)).sync();
  return [...device.events.values()].find(({ event }) => event.kind === "tally").event.refused;
}

for (const [store, method] of [["events", "add"], ["counters", "put"], ["documents", "put"]]) {
  test(`a visit and its tally are kept both or neither when ${store} has no room`, async () => {
    const world = await enrolledDevice();
    const { vault } = world;
    const closing = (door) => vault.append("visit", visit(door, "done"), { list: LIST, refused: 1 });
    await closing(1);
    const full = (name) => name === store && new DOMException("no room", "QuotaExceededError");

    await refusing(method, full, () => assert.rejects(closing(2), { code: "store_full" }));
    const kept = await sequences(vault);
    await refusing(method, full, () => assert.rejects(vault.undo("nobody's", { list: LIST, refused: -1 }), { code: "event_unknown" }));
    await closing(3);

    assert.deepEqual([kept, await sequences(vault)], [[1], [1, 2]]);
    assert.equal(await refused(world), 2);
  });
}

test("a visit and its tally are kept both or neither when the page dies in the middle", async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const roll = dice(seed);
    const world = await enrolledDevice();
    const { place, vault } = world;
    let open = vault;
    for (let door = 1; door <= 8; door += 1) {
      const saving = open.append("visit", visit(door, "done"), { list: LIST, refused: 1 }).catch(() => undefined);
      for (let step = Math.floor(roll() * 25); step > 0; step -= 1) await Promise.resolve(); // somewhere inside
      if (roll() < 0.5) open = await reopened(place); // the first page is not waited for
      else await saving;
    }
    await new Promise((resolve) => void setTimeout(resolve, 20));

    const kept = (await open.mine()).length;

    assert.equal(await refused(world), kept);
  }
});

test("a full store says so, keeps what it had and nothing half, and goes on once there is room", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1));
  const full = () => new DOMException("no room", "QuotaExceededError");

  await refusing("add", full, () => assert.rejects(vault.append("visit", visit(2)), { code: "store_full", name: "FieldError" }));
  await refusing("put", full, async () => {
    await assert.rejects(vault.append("visit", visit(2)), { code: "store_full" });
    await assert.rejects(vault.change("draft", () => 1), { code: "store_full" });
    await assert.rejects(vault.tally(LIST, { refused: 1 }), { code: "store_full" });
  });

  assert.deepEqual(await sequences(vault), [1]);
  assert.equal(await vault.get("draft"), null);
  assert.equal((await vault.append("visit", visit(2))).seq, 2);
  assert.deepEqual((await vault.standing()).unsent, 2);
  assert.equal((await reopened(place)).state(), "open");
});

test("a store that the browser cleared is noticed when the page opens", async () => {
  const { place } = await enrolledDevice();

  const vault = await openVault({ ...place, indexedDB: new IDBFactory() });

  assert.deepEqual([vault.state(), vault.trouble()], ["new", "store_evicted"]);
  await assert.rejects(vault.unlock(PIN), { code: "store_evicted" });
});

test("a store that the browser clears under an open page is noticed at the next save", async () => {
  const { site, place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1));
  let heard = 0;
  vault.onChange(() => void (heard += 1));

  place.indexedDB.deleteDatabase("bluezone-field");
  await new Promise((resolve) => void setTimeout(resolve, 20));

  await assert.rejects(vault.append("visit", visit(2)), { code: "store_evicted" });
  assert.deepEqual([vault.state(), vault.trouble(), heard], ["new", "store_evicted", 1]);
  await vault.enrol({ token: "link-2", pin: PIN });
  assert.equal((await vault.append("visit", visit(2))).seq, 1);
  assert.equal(site.devices.size, 2);
});

test("a browser without a database says so", async () => {
  const vault = await openVault({ indexedDB: undefined });

  assert.deepEqual([vault.state(), vault.trouble()], ["new", "store_missing"]);
  await assert.rejects(vault.enrol({ token: "link-1", pin: PIN }), { code: "store_missing" });
});

for (const [said, year] of [["1970", "1970-01-01T00:00:01Z"], ["2038", "2038-01-19T03:14:08Z"], ["before 1970", "1969-12-31T23:00:00Z"]]) {
  test(`a telephone whose clock shows ${said} walks, numbers, hands in, and is right again`, async () => {
    const { place, vault, device } = await enrolledDevice();
    place.clock = Date.parse(year);
    await vault.append("visit", visit(1));
    pass(place, 5000);
    await vault.tally(LIST, { refused: 1 });
    await vault.append("visit", visit(2, "done"));
    place.clock = START;
    await vault.append("visit", visit(3));

    const kept = await vault.mine();
    const result = await vault.sync();

    assert.deepEqual(kept.map((event) => event.seq), [1, 2, 3]);
    assert.ok(kept.every((event) => isUuid7(event.id) && event.at === new Date(event.at).toISOString()));
    assert.equal(kept[1].up - kept[0].up, 5000);
    assert.deepEqual([result.sent, result.problem, device.events.size], [4, null, 4]); // and the tally of a week that is over
    pass(place, 8 * DAY);
    await vault.sweep();
    assert.deepEqual(await vault.mine(), []);
  });
}

test("ids are UUIDs of version 7 in the order of their milliseconds, also at the ends of time", () => {
  const random = new Uint8Array(10).fill(255);
  const made = ["1969-01-01", "1970-01-01T00:00:00.001", "2026-11-24", "2038-01-20", "9999-12-31"].map((day) => uuid7(new Date(`${day}${day.includes("T") ? "Z" : ""}`), random));

  assert.ok(made.every(isUuid7));
  assert.deepEqual([...made].sort(), made);
  assert.equal(made[0].slice(0, 13), "00000000-0000");
  assert.equal(made[2].slice(0, 13), uuid7(new Date("2026-11-24"), new Uint8Array(10)).slice(0, 13));
});

test("what was undone counts nowhere, and is undone once", async () => {
  const { vault } = await enrolledDevice();
  const first = await vault.append("visit", visit(1));
  const second = await vault.append("visit", visit(1, "not_home"));

  const undo = await vault.undo(second.id);

  assert.deepEqual([undo.kind, undo.undoes, undo.seq], ["undo", second.id, 3]);
  assert.deepEqual((await vault.mine()).map((event) => event.id), [first.id]);
  assert.equal((await vault.households(LIST))[0].s, "helped");
  await assert.rejects(vault.undo(second.id), { code: "event_unknown" });
  await assert.rejects(vault.households("no such list"), { code: "list_unknown" });
});
