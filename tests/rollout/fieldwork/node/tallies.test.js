import assert from "node:assert/strict";
import { test } from "node:test";

import { LEAST_DONE, added, due, forgotten, left, weekOf } from "#field/core/tallies.js";
import { livedDay } from "#app/core/calendar_days.js";
import { LIST, START, dice, enrolledDevice, pass, visit } from "./world.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SUNDAY_EVENING = Date.parse("2026-11-29T11:30:00Z"); // 18:30 in Viet Nam

async function closes(vault, doors, reason) {
  for (const door of doors) {
    await vault.append("visit", visit(door, "done"));
    await vault.tally(LIST, { [reason]: 1 });
  }
}

/** The tallies that a site was told, the last word for each first day. */
const told = (device) => {
  const words = [...device.events.values()].map(({ event }) => event).filter((event) => event.kind === "tally");
  return Object.fromEntries(words.map((event) => [event.first_day, event]));
};

test("a tally stays while fewer than five households were closed as done in its days", async () => {
  const { vault, device } = await enrolledDevice();
  await closes(vault, [1, 2, 3, 4], "refused");

  await vault.sync();
  const before = told(device);
  await closes(vault, [5], "no_smartphone");
  await vault.sync();

  assert.deepEqual(before, {});
  const { refused, no_smartphone: none, list, first_day: first, last_day: last } = told(device)["2026-11-24"];
  assert.deepEqual([refused, none, list, first, last], [4, 1, LIST, "2026-11-24", "2026-11-24"]);
});

test("days with too few are joined with the next ones", async () => {
  const { place, vault, device } = await enrolledDevice();
  await closes(vault, [1, 2], "refused");
  await vault.sync();
  pass(place, DAY);
  await closes(vault, [3, 4], "refused");
  await vault.sync();
  pass(place, DAY);
  await closes(vault, [5], "no_smartphone");

  await vault.sync();

  const words = Object.values(told(device)).map((event) => [event.first_day, event.last_day, event.refused, event.no_smartphone]);
  assert.deepEqual(words, [["2026-11-24", "2026-11-26", 4, 1]]);
});

test("the same door closed five times is one household", async () => {
  const { vault, device } = await enrolledDevice();
  await closes(vault, [1, 1, 1, 1, 1], "refused");

  await vault.sync();

  assert.deepEqual(told(device), {});
});

test("one more door after a tally left would be that door's answer, so it waits for five more", async () => {
  const { vault, device } = await enrolledDevice();
  await closes(vault, [1, 2, 3, 4, 5], "refused");
  await vault.sync();
  await closes(vault, [6, 7, 8, 9], "no_smartphone");
  await vault.sync();
  const waiting = told(device)["2026-11-24"];
  await closes(vault, [10], "no_smartphone");

  await vault.sync();

  assert.deepEqual([waiting.refused, waiting.no_smartphone], [5, 0]);
  assert.deepEqual([told(device)["2026-11-24"].refused, told(device)["2026-11-24"].no_smartphone], [5, 5]);
});

test("what remains of a week leaves on Sunday evening, or with the first hand-in after", async () => {
  for (const [moment, leaves] of [
    [SUNDAY_EVENING - HOUR, false],
    [SUNDAY_EVENING, true],
    [SUNDAY_EVENING + 5 * HOUR + 29 * 60_000, true],
    [SUNDAY_EVENING + DAY, true],
    [SUNDAY_EVENING + 30 * DAY, true],
  ]) {
    const { place, vault, device } = await enrolledDevice();
    await closes(vault, [1], "refused");
    place.clock = moment;

    await vault.sync();

    assert.equal(Object.keys(told(device)).length, leaves ? 1 : 0, new Date(moment).toISOString());
  }
});

test("days of two weeks are never joined", () => {
  const monday = added(added([], "2026-11-29", { refused: 1 }), "2026-11-30", { refused: 1 });

  assert.deepEqual(monday.map((period) => [period.first, period.last, period.refused]), [["2026-11-29", "2026-11-29", 1], ["2026-11-30", "2026-11-30", 1]]);
  assert.deepEqual(["2026-11-23", "2026-11-29", "2026-11-30", "1970-01-01"].map(weekOf), ["2026-11-23", "2026-11-23", "2026-11-30", "1969-12-29"]);
});

test("a day rolls over at midnight in Viet Nam", async () => {
  const { place, vault, device } = await enrolledDevice();
  place.clock = Date.parse("2026-11-24T16:59:59Z");
  await closes(vault, [1, 2, 3], "refused");
  place.clock = Date.parse("2026-11-24T17:00:00Z");
  await closes(vault, [4, 5], "refused");

  await vault.sync();

  assert.deepEqual(Object.values(told(device)).map((event) => [event.first_day, event.last_day]), [["2026-11-24", "2026-11-25"]]);
});

test("languages are counted per village, and a count that was undone is gone", async () => {
  const { place, vault, device } = await enrolledDevice();
  await closes(vault, [1, 2, 3, 4, 5], "no_smartphone");
  await vault.tally(LIST, { language: "hmn" });
  await vault.tally(LIST, { language: "hmn" });
  await vault.tally(LIST, { language: "blt" });
  await vault.tally(LIST, { no_smartphone: -1 });
  await vault.tally(LIST, { refused: -1 });
  place.clock = SUNDAY_EVENING;

  await vault.sync();

  const { refused, no_smartphone: none, languages } = told(device)["2026-11-24"];
  assert.deepEqual([refused, none, languages], [0, 4, { blt: 1, hmn: 2 }]);
});

test("a visit that is undone takes its language off the tally, also off one that has left", async () => {
  const { place, vault, device } = await enrolledDevice();
  await closes(vault, [1, 2, 3, 4, 5], "refused");
  const back = (door, language) => vault.append("visit", visit(door, "come_back", { language, revisit_on: "2026-11-26" }), { list: LIST, language });
  const [one] = [await back(6, "hmn"), await back(7, "hmn"), await back(8, "blt")];
  await vault.sync();
  const before = told(device)["2026-11-24"].languages;
  place.clock = SUNDAY_EVENING;

  await vault.undo(one.id, { list: LIST, no_language: "hmn" });
  await vault.tally(LIST, { no_language: "blt" });
  await vault.tally(LIST, { no_language: "ium" });
  await vault.sync();

  assert.deepEqual([before, told(device)["2026-11-24"].languages], [{ blt: 1, hmn: 2 }, { hmn: 1 }]);
});

test("undone doors do not count towards five", async () => {
  const { vault, device } = await enrolledDevice();
  await closes(vault, [1, 2, 3, 4, 5], "refused");
  const [first] = await vault.mine();
  await vault.undo(first.id);

  await vault.sync();

  assert.deepEqual(told(device), {});
});

test("what a tally keeps has no household, no time and no order", async () => {
  const { vault } = await enrolledDevice();
  await closes(vault, [7, 3, 5], "refused");

  const held = added(added([], "2026-11-24", { refused: 1 }), "2026-11-24", { language: "hmn" });

  assert.deepEqual(Object.keys(held[0]).sort(), ["first", "languages", "last", "left", "no_smartphone", "refused"]);
  assert.ok((await vault.mine()).every((event) => !("refused" in event) && !("no_smartphone" in event)));
});

test("after all weeks every count has left exactly once, and none below five doors in the middle of a week", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const roll = dice(seed);
    const truth = { refused: 0, no_smartphone: 0 };
    const words = new Map();
    const events = [];
    let [periods, now] = [[], START];
    const handIn = () => {
      for (const leaving of due(LIST, periods, events, new Date(now))) {
        const before = words.get(leaving.first);
        const sunday = weekOf(leaving.first) !== weekOf(livedDay(new Date(now))) || (new Date(now + 7 * HOUR).getUTCDay() === 0 && new Date(now + 7 * HOUR).getUTCHours() >= 18);
        assert.ok(sunday || leaving.left.done - (before?.done ?? 0) >= LEAST_DONE);
        words.set(leaving.first, { ...leaving.fields, done: leaving.left.done });
        periods = left(periods, leaving, livedDay(new Date(now)));
      }
    };
    for (let turn = 0; turn < 150; turn += 1) {
      const reason = roll() < 0.5 ? "refused" : "no_smartphone";
      events.push({ id: String(turn), seq: turn + 1, at: new Date(now).toISOString(), kind: "visit", list: LIST, household: String(turn), outcome: "done", round: null });
      periods = added(periods, livedDay(new Date(now)), { [reason]: 1 });
      truth[reason] += 1;
      if (roll() < 0.15) handIn();
      now += Math.floor(roll() * 8 * HOUR);
      periods = forgotten(periods, livedDay(new Date(now)));
    }
    now += 8 * DAY;
    handIn();

    const sums = [...words.values()];
    assert.equal(sums.reduce((sum, word) => sum + word.refused, 0), truth.refused);
    assert.equal(sums.reduce((sum, word) => sum + word.no_smartphone, 0), truth.no_smartphone);
  }
});
