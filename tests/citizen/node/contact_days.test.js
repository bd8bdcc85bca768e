import assert from "node:assert/strict";
import { test } from "node:test";

import * as contact from "../../../src/bluezone/citizen/pages/core/contact_days.js";

const day = (text, more = {}) => ({ day: text, encounters: 2, minutes: 50, near: 20, middle: 20, far: 10, ...more });

test("there are always fourteen days and a missing one was not measured", () => {
  const days = contact.contactDays([day("2026-11-24"), day("2026-11-22")], "2026-11-24");

  assert.equal(days.length, 14);
  assert.deepEqual(days.slice(0, 3).map((each) => each.measured), [true, false, true]);
  assert.equal(days[1].minutes, 0);
});

test("a browser measures nothing, which is not zero", () => {
  const days = contact.contactDays([day("2026-11-24", { measured: false })], "2026-11-24");

  assert.ok(contact.nothingMeasured(days));
  assert.equal(days[0].encounters, 0);
});

test("days before the phone began to count were not measured", () => {
  const told = [day("2026-11-24"), day("2026-11-23", { encounters: 0, minutes: 0, near: 0, middle: 0, far: 0 })];

  const days = contact.contactDays(told, "2026-11-24", "2026-11-24");

  assert.deepEqual(days.slice(0, 2).map((each) => each.measured), [true, false]);
});

test("with nothing told the days end today", () => {
  assert.equal(contact.contactDays([], "2026-11-24")[0].day, "2026-11-24");
});

test("a bar never grows over its scale", () => {
  const long = contact.contactDays([day("2026-11-24", { near: 900, middle: 900, far: 900 })], "2026-11-24");

  const parts = contact.barParts(long[0], contact.fullBar(long));

  assert.ok(parts.every((part) => part.share >= 0));
  assert.ok(parts.reduce((sum, part) => sum + part.share, 0) <= 1);
  assert.deepEqual(parts.map((part) => part.band), ["near", "middle", "far"]);
});

test("the scale is at least an hour and friendly", () => {
  const quiet = contact.contactDays([day("2026-11-24")], "2026-11-24");
  const busy = contact.contactDays([day("2026-11-24", { far: 90 })], "2026-11-24");

  assert.deepEqual([contact.fullBar(quiet), contact.fullBar(busy), contact.fullBar([])], [60, 180, 60]);
});

test("minutes are told as hours and minutes", () => {
  assert.deepEqual(contact.hoursAndMinutes(135), { hours: 2, minutes: 15 });
});

test("a note is kept with its day and goes with it", () => {
  const kept = ["2026-11-24", "2026-11-23"];

  const notes = contact.withNote({ "2026-11-23": "chợ", "2026-11-01": "cũ", "2026-11-24": 7 }, "2026-11-24", "  xe khách  ", kept);

  assert.deepEqual(notes, { "2026-11-24": "xe khách", "2026-11-23": "chợ" });
  assert.deepEqual(contact.withNote(notes, "2026-11-23", " ", kept), { "2026-11-24": "xe khách" });
  assert.deepEqual(contact.keptNotes("garbage", kept), {});
});
