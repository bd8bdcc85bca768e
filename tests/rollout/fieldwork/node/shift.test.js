import assert from "node:assert/strict";
import { test } from "node:test";

import { declarationText } from "#app/core/declaration.js";
import { seen } from "#field/core/declaration_seen.js";
import {
  BOUNCE, COUNTS, LAST_SHIFT, MOST, TAPS_KEPT, TELL_EVERY,
  begun, closed, closing, emptyDesk, fieldsOf, isBounce, isClockLost, isDue, isForgotten, isUntold, nextNumber, opened, takenBack, tapped, tidied, toldOf, wentBeyond,
} from "#field/core/shift.js";
import { words } from "#field/words/gate.js";
import { words as shiftWords } from "#field/words/shift.js";

const SHIFT = "0199aa00-0000-7000-8000-000000000001";
const SINCE = "2026-11-24T14:40:00.000Z";
const given = { shift: SHIFT, gate: "1", number: 3, day: "2026-11-24", since: SINCE };
const tap = (count, up, opening = "a") => ({ count, at: SINCE, up, opening });
const run = (taps) => taps.reduce((shift, each) => tapped(shift, each), begun(given));
const later = (milliseconds) => new Date(Date.parse(SINCE) + milliseconds);

test("a shift is the fold of its taps", () => {
  const shift = run([tap("came", 0), tap("helped", 1000), tap("came", 2000), tap("went", 3000)]);
  assert.deepEqual(shift.counts, { came: 2, went: 1, helped: 1, had_it: 0, no_smartphone: 0, not_now: 0 });
});

test("a double tap is one, unless it is asked for", () => {
  const bounced = run([tap("came", 1000), tap("came", 1000 + BOUNCE - 1)]);
  assert.equal(bounced.counts.came, 1);
  assert.equal(tapped(bounced, tap("came", 1000 + BOUNCE - 1), { always: true }).counts.came, 2);
  assert.equal(run([tap("came", 1000), tap("came", 1000 + BOUNCE)]).counts.came, 2);
  assert.equal(run([tap("came", 1000), tap("went", 1010), tap("came", 1020)]).counts.came, 2);
});

test("after a power cut the page's time begins anew, and the next tap counts", () => {
  const shift = run([tap("came", 100, "before")]);
  assert.equal(isBounce(shift, tap("came", 200, "after")), false);
  assert.equal(tapped(JSON.parse(JSON.stringify(shift)), tap("came", 200, "after")).counts.came, 2);
});

test("any of the last taps can be taken back, and no more than these", () => {
  const many = Array.from({ length: TAPS_KEPT + 5 }, (_, turn) => tap(COUNTS[turn % 2], turn * 1000));
  let shift = run(many);
  assert.equal(shift.taps.length, TAPS_KEPT);
  shift = takenBack(shift, 1);
  assert.equal(shift.counts.came + shift.counts.went, TAPS_KEPT + 4);
  while (shift.taps.length) shift = takenBack(shift);
  assert.equal(shift.counts.came + shift.counts.went, 5);
  assert.equal(takenBack(shift), shift);
});

test("a count stops at the protocol's limit", () => {
  const full = { ...begun(given), counts: { ...begun(given).counts, came: MOST } };
  assert.equal(tapped(full, tap("came", 0)), full);
});

test("more going out than coming in is counted and asked about", () => {
  const shift = run([tap("went", 0), tap("went", 1000), tap("came", 2000)]);
  assert.equal(wentBeyond(shift.counts), 1);
  assert.equal(fieldsOf(shift, true).went, 2);
});

test("a shift that passes midnight keeps its day, its number and its name", () => {
  let desk = opened(emptyDesk(), given);
  desk = { ...desk, open: tapped(desk.open, { ...tap("came", 5), at: "2026-11-24T18:30:00.000Z" }) };
  assert.deepEqual(fieldsOf(desk.open, false), { gate: "1", shift: SHIFT, number: 3, day: "2026-11-24", closed: false, ...desk.open.counts });
});

test("a shift cannot be opened over another, and a closed one makes room", () => {
  let desk = opened(emptyDesk(), given);
  assert.equal(opened(desk, { ...given, shift: "other" }), desk);
  desk = closed(closing(desk), SHIFT, later(1000));
  assert.equal(desk.open, null);
  assert.deepEqual([desk.past[0].shift, desk.past[0].number], [SHIFT, 3]);
  assert.equal(closed(desk, SHIFT, later(2000)), desk);
});

test("shifts are numbered within their day, and the fourth is the last number", () => {
  const past = (number, day) => ({ shift: `s${number}${day}`, number, day, since: SINCE, until: SINCE, counts: begun(given).counts });
  const desk = { ...emptyDesk(), past: [past(2, "2026-11-24"), past(1, "2026-11-24"), past(4, "2026-11-23")] };
  assert.deepEqual([nextNumber(emptyDesk(), "2026-11-24"), nextNumber(desk, "2026-11-24"), nextNumber(desk, "2026-11-23")], [1, 3, LAST_SHIFT]);
  assert.equal(tidied(desk, "2026-11-26"), desk);
  assert.deepEqual(tidied(desk, "2026-12-09").past, []);
});

test("a word is due every quarter of an hour, only with changes, and after the clock went back", () => {
  const fresh = begun(given);
  assert.equal(isDue(fresh, later(TELL_EVERY)), false);
  const shift = run([tap("came", 0)]);
  assert.equal(isDue(shift, later(TELL_EVERY - 1)), false);
  assert.equal(isDue(shift, later(TELL_EVERY)), true);
  assert.equal(isDue(shift, new Date(0)), true);
  const told = toldOf(shift, shift, later(TELL_EVERY));
  assert.equal(isUntold(told), false);
  assert.equal(isUntold(takenBack(told)), true);
});

test("a tap that comes while a word is on its way stays to be told", () => {
  const said = run([tap("came", 0)]);
  const now = tapped(said, tap("came", 1000));
  assert.equal(isUntold(toldOf(now, said, later(0))), true);
});

test("a clock in 1970 or 2038 is noticed, and stops no count", () => {
  assert.deepEqual([new Date(0), new Date("2038-01-19"), later(0)].map(isClockLost), [true, true, false]);
  assert.equal(isForgotten(begun(given), new Date(0)), true);
  assert.equal(isForgotten(begun(given), later(8 * 3600_000)), false);
  assert.equal(isForgotten(begun(given), later(15 * 3600_000)), true);
  assert.equal(run([tap("came", 0), { ...tap("came", 1000), at: new Date(0).toISOString() }]).counts.came, 2);
});

test("a declaration says complete or not, and nothing else", () => {
  const text = (complete, day) => declarationText("https://bluezone.example", { complete, day, id: "AAAAAAAAAAA" });
  const said = [text(true, "2026-11-24"), text(false, "2026-11-26"), text(true, "2026-11-23"), "https://example.org/", "#d=AAAA", "x".repeat(9999)];
  assert.deepEqual(said.map((each) => seen(each, "2026-11-24")), ["complete", "unanswered", "over", "other", "other", "other"]);
});

test("the gate speaks both languages alike", () => {
  for (const each of [words, shiftWords]) assert.deepEqual(Object.keys(each.vi).sort(), Object.keys(each.en).sort());
});
