import assert from "node:assert/strict";
import { test } from "node:test";

import { STALE_AFTER_HOURS, pauseEnd, standing, startOfDay, today } from "../../../src/bluezone/citizen/pages/core/standing.js";

const NOW = new Date("2026-11-24T02:30:00Z");
const ago = (hours) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();

test("a phone that hears and checked lately is listening", () => {
  assert.deepEqual(standing({ radio: "listening", checked: ago(1.9) }, NOW), { kind: "listening", hours: 1 });
});

test("a phone that has not checked for half a day says for how long", () => {
  assert.equal(standing({ radio: "listening", checked: ago(STALE_AFTER_HOURS - 0.01) }, NOW).kind, "listening");
  assert.deepEqual(standing({ radio: "listening", checked: ago(STALE_AFTER_HOURS) }, NOW), { kind: "stale", hours: STALE_AFTER_HOURS });
  assert.deepEqual(standing({ radio: "listening", checked: null }, NOW), { kind: "stale", hours: null });
});

test("a check that lies ahead of the clock was made just now", () => {
  assert.deepEqual(standing({ radio: "listening", checked: ago(-30) }, NOW), { kind: "listening", hours: 0 });
});

test("a radio that is off, paused or absent is never listening", () => {
  for (const radio of ["off", "paused", "none"]) assert.equal(standing({ radio, checked: ago(1) }, NOW).kind, radio);
});

test("today is the day of the key, and nothing where nothing is measured", () => {
  const days = [{ day: "2026-11-23", encounters: 3 }, { day: "2026-11-24", encounters: 7 }];

  assert.equal(today(days, NOW).encounters, 7);
  assert.equal(today([{ day: "2026-11-24", measured: false }], NOW), null);
  assert.equal(today([], NOW), null);
  assert.equal(startOfDay(NOW).toISOString(), "2026-11-24T00:00:00.000Z");
});

test("every pause has an end ahead", () => {
  for (const length of ["hour", "hours", "morning"]) assert.ok(pauseEnd(length, NOW) > NOW);
  const morning = pauseEnd("morning", NOW);

  assert.equal(morning.getHours(), 7);
  assert.ok(morning.getTime() - NOW.getTime() <= 24 * 3_600_000);
  assert.equal(pauseEnd("hour", NOW).getTime() - NOW.getTime(), 3_600_000);
});
