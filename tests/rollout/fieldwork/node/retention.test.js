import assert from "node:assert/strict";
import { test } from "node:test";

import { KEPT, forgetful, isKept } from "#field/core/retention.js";
import { LIST, START, dice, enrolledDevice, everything, pass, visit } from "./world.js";

const DAY = 86_400_000;
const entry = (at, sent, kind = "visit") => ({ event: { at: new Date(at).toISOString(), kind }, sent });

test("what has no receipt is kept whatever its age and whatever the clock", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const roll = dice(seed);

    assert.ok(isKept(entry(Math.floor(roll() * 2e12), null), Math.floor(roll() * 4e12)));
  }
});

test("what is sent is kept for seven days from when it was made, and no longer", () => {
  assert.ok(isKept(entry(START, START + DAY), START + KEPT - 1));
  assert.ok(!isKept(entry(START, START + DAY), START + KEPT));
  assert.ok(!isKept(entry(START, START, "tally"), START));
});

test("no clock keeps anything sent for ever", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const roll = dice(seed);
    const [at, sent] = [Math.floor(roll() * 4e12), Math.floor(roll() * 4e12)];
    const real = START + Math.floor(roll() * 1e9);

    const kept = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((weeks) => isKept(entry(at, sent), real + weeks * 7 * DAY));

    const from = [at, sent].filter((moment) => moment <= real + 7 * DAY);
    if (from.length === 0) assert.ok(!kept[0] || !kept[9]);
    else assert.ok(!kept[3]);
  }
});

test("a language is forgotten once somebody was at the door again, and never before its receipt", () => {
  const door = (seq, language, sent, household = "1") => ({ event: { seq, kind: "visit", list: "l", household, language }, sent });

  const spent = forgetful([door(1, "hmn", 5), door(2, "blt", null), door(3, null, null), door(4, "khb", 5, "2")]);

  assert.deepEqual(spent, [{ seq: 1, kind: "visit", list: "l", household: "1", language: null }]);
});

test("after seven days a device holds nothing sent", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1, "come_back", { language: "hmn", revisit_on: "2026-11-26" }));
  await vault.append("visit", visit(2));
  await vault.sync();
  pass(place, 3 * DAY);
  await vault.append("visit", visit(1));
  await vault.sync();
  const young = await vault.mine();
  pass(place, 4 * DAY);

  await vault.sweep();
  const middle = await vault.mine();
  pass(place, 3 * DAY);
  await vault.sweep();

  assert.deepEqual(young.map((event) => [event.seq, event.language]), [[1, null], [2, null], [3, null]]);
  assert.deepEqual(middle.map((event) => event.seq), [3]);
  assert.deepEqual((await everything(place)).events.keys, []);
  assert.deepEqual(await vault.standing(), { unsent: 0, oldest: null, sent: 3, carried: 0 });
  assert.equal((await vault.append("visit", visit(3))).seq, 4);
});

test("what is not sent stays a month", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1));
  pass(place, 31 * DAY);

  await vault.sweep();

  assert.equal((await vault.households(LIST))[0].s, "helped");
});
