/** The walk along a list, and PINs that anybody tries first. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isEasy } from "#field/core/pin_choice.js";
import { byDay, dayAfter, found, isDue, isLeft, localDay, nextDoor, seenOn, sums, visitsOf } from "#field/core/walk.js";

const DAY = "2026-11-24";
const row = (n, s = null, on = null) => ({ n, s, on, l: null, others: false });
const visit = (household, more = {}) => ({ id: household, kind: "visit", list: "l", household, at: new Date(2026, 10, 24, 9).toISOString(), round: null, ...more });
const ROWS = [row("1", "helped"), row("2", "not_home"), row("3", "come_back", "2026-11-26"), row("4", "come_back", DAY), row("5"), row("51A")];

test("what is closed, promised for later or visited today is not left", () => {
  const left = ROWS.filter((each) => isLeft(each, DAY, new Set(["5"]))).map((each) => each.n);
  assert.deepEqual(left, ["2", "4", "51A"]);
});

test("a promise is due on its day and after it, until somebody came", () => {
  assert.deepEqual(ROWS.filter((each) => isDue(each, DAY, new Set())).map((each) => each.n), ["4"]);
  assert.deepEqual(ROWS.filter((each) => isDue(each, "2026-11-27", new Set(["4"]))).map((each) => each.n), ["3"]);
});

test("the next door is the first that is left after the last one, then from the start", () => {
  assert.equal(nextDoor(ROWS, DAY, new Set(), null)?.n, "2");
  assert.equal(nextDoor(ROWS, DAY, new Set(["2"]), "2")?.n, "4");
  assert.equal(nextDoor(ROWS, DAY, new Set(["51A"]), "51A")?.n, "2");
  assert.equal(nextDoor([row("1", "done")], DAY, new Set(), "1"), null);
  assert.equal(nextDoor([], DAY, new Set(), null), null);
});

test("a household that was visited twice is one door, and its installs add", () => {
  const visits = [visit("1", { with_radio: 1, browser_only: 2 }), visit("1", { with_radio: 1 }), visit("2")];
  assert.deepEqual(sums(visits), { doors: 2, with_radio: 2, browser_only: 2, installs: 4 });
});

test("visits of a spot-check stand apart", () => {
  const events = [visit("1"), visit("2", { round: "r" }), visit("3", { list: "other" }), { ...visit("4"), kind: "undo" }];
  assert.deepEqual(visitsOf(events, "l").map((each) => each.household), ["1"]);
  assert.deepEqual(visitsOf(events, "l", "r").map((each) => each.household), ["2"]);
});

test("a day is the telephone's own, from midnight to midnight", () => {
  assert.equal(localDay(new Date(2026, 10, 24, 0, 0, 1)), DAY);
  assert.equal(localDay(new Date(2026, 10, 24, 23, 59, 59).toISOString()), DAY);
  assert.equal(dayAfter("2026-12-31", 1), "2027-01-01");
  assert.deepEqual([...seenOn([visit("1"), visit("2", { at: new Date(2026, 10, 23, 9).toISOString() })], DAY)], ["1"]);
});

test("a number is found by its beginning, and days come newest first", () => {
  assert.deepEqual(found(ROWS, " 51a ").map((each) => each.n), ["51A"]);
  assert.deepEqual(found(ROWS, "5").map((each) => each.n), ["5", "51A"]);
  assert.equal(found(ROWS, "").length, ROWS.length);
  const before = visit("9", { at: new Date(2026, 10, 23, 9).toISOString() });
  assert.deepEqual(byDay([before, visit("1"), visit("2")]).map(([day, events]) => [day, events.map((each) => each.household)]), [[DAY, ["2", "1"]], ["2026-11-23", ["9"]]]);
});

test("numbers that everybody tries first are refused", () => {
  for (const easy of ["000000", "777777", "123456", "654321", "890123", "121212", "123123"]) assert.equal(isEasy(easy), true, easy);
  for (const good of ["804213", "135790", "112233", "246813"]) assert.equal(isEasy(good), false, good);
});
