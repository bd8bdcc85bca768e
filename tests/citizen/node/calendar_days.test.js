import assert from "node:assert/strict";
import { test } from "node:test";

import * as calendar from "../../../src/bluezone/citizen/pages/core/calendar_days.js";

test("a key day begins at seven in the morning in Viet Nam", () => {
  const before = new Date("2026-11-23T23:59:59Z");
  const after = new Date("2026-11-24T00:00:00Z");

  const days = [calendar.keyDay(before), calendar.keyDay(after)];

  assert.deepEqual(days, ["2026-11-23", "2026-11-24"]);
  assert.equal(calendar.clockTime(after), "07:00");
});

test("a lived day begins at midnight in Viet Nam", () => {
  const evening = new Date("2026-11-24T17:00:00Z");

  const day = calendar.livedDay(evening);

  assert.equal(day, "2026-11-25");
});

test("days are counted over months and leap years", () => {
  const leap = "2028-02-28";

  const next = [calendar.shifted(leap, 1), calendar.shifted(leap, 2)];

  assert.deepEqual(next, ["2028-02-29", "2028-03-01"]);
  assert.equal(calendar.daysBetween("2026-12-30", "2027-01-02"), 3);
  assert.equal(calendar.daysBetween("2027-01-02", "2026-12-30"), -3);
});

test("fourteen days end with the last one, newest first", () => {
  const last = "2026-03-05";

  const days = calendar.daysUntil(last);

  assert.equal(days.length, 14);
  assert.deepEqual([days[0], days[13]], ["2026-03-05", "2026-02-20"]);
});

test("a text that is no day is refused", () => {
  const texts = ["2026-02-30", "2026-13-01", "24/11/2026", "", null, 20261124];

  const taken = texts.filter((text) => calendar.isDay(text));

  assert.deepEqual(taken, []);
  assert.ok(calendar.isDay("2026-02-28"));
});

test("a day has its name in both languages", () => {
  const sunday = "2026-11-22";

  const names = [calendar.dayNames(sunday, "vi"), calendar.dayNames(sunday, "en")];

  assert.deepEqual(names.map((each) => each.short), ["CN", "Sun"]);
  assert.match(names[0].whole, /Chủ Nhật/i);
  assert.match(names[1].whole, /Sunday/);
  assert.equal(names[0].date, "22/11");
});

test("a moment is told by a clock in Viet Nam", () => {
  const moment = new Date("2026-11-24T18:30:00Z");

  const told = calendar.dateAndTime(moment);

  assert.equal(told, "01:30, 25/11/2026");
});
