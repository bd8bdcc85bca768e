import assert from "node:assert/strict";
import { test } from "node:test";

import {
  byDay,
  faultOf,
  isOpen,
  isReplaced,
  isWarned,
  leavingAt,
  openVisit,
  range,
  recent,
  wrongTimes,
} from "../../../src/bluezone/citizen/pages/core/visits.js";

const NOW = new Date("2026-11-24T02:30:00Z");
const VISIT = {
  id: "a",
  name: "Chợ San Thàng",
  type: 8,
  commune: "03387",
  start: "2026-11-24T01:45:20Z",
  end: "2026-11-24T03:45:20Z",
  automatic: true,
  version: 2,
};

test("a person is at a place until its end", () => {
  const ended = { ...VISIT, end: "2026-11-24T02:30:00Z", automatic: false };
  const chosen = { ...VISIT, end: "2026-11-24T02:31:00Z", automatic: false };
  const coming = { ...VISIT, start: "2026-11-24T02:31:00Z" };

  assert.deepEqual([VISIT, ended, chosen, coming].map((each) => isOpen(each, NOW)), [true, false, true, false]);
});

test("visits of fourteen days are listed, newest first, by day", () => {
  const old = { ...VISIT, id: "b", start: "2026-11-09T01:00:00Z", end: "2026-11-10T02:00:00Z" };
  const before = { ...VISIT, id: "c", start: "2026-11-23T01:00:00Z", end: "2026-11-23T02:00:00Z" };

  const listed = recent([old, before, VISIT], NOW);

  assert.deepEqual(listed.map((each) => each.id), ["a", "c"]);
  assert.deepEqual(byDay(listed, (moment) => moment.toISOString().slice(0, 10)).map((each) => each.day), ["2026-11-24", "2026-11-23"]);
});

test("times change within the hours that a check-in keeps", () => {
  const { first, last } = range(VISIT);
  const at = (text) => new Date(text);

  assert.deepEqual([first, last].map((each) => each.toISOString()), ["2026-11-23T19:00:00.000Z", "2026-11-25T02:00:00.000Z"]);
  assert.equal(wrongTimes(VISIT, first, last, NOW), null);
  assert.equal(wrongTimes(VISIT, at("2026-11-23T18:59:00Z"), last, NOW), "range");
  assert.equal(wrongTimes(VISIT, first, at("2026-11-25T02:01:00Z"), NOW), "range");
  assert.equal(wrongTimes(VISIT, at("2026-11-24T02:00:00Z"), at("2026-11-24T02:00:00Z"), NOW), "order");
  assert.equal(wrongTimes(VISIT, at("2026-11-24T02:32:00Z"), at("2026-11-24T03:00:00Z"), NOW), "future");
  assert.equal(wrongTimes(VISIT, at(""), at("2026-11-24T03:00:00Z"), NOW), "unreadable");
});

test("leaving at once still leaves a visit of a minute", () => {
  assert.equal(leavingAt(VISIT, NOW), "2026-11-24T02:30:00Z");
  assert.equal(leavingAt(VISIT, new Date(VISIT.start)), "2026-11-24T01:46:20Z");
});

test("the code of an open visit is the question whether one leaves", () => {
  const code = { name: VISIT.name, commune: VISIT.commune, version: 2 };

  assert.equal(openVisit(code, [VISIT], NOW), VISIT);
  assert.equal(openVisit(code, [VISIT], new Date("2026-11-24T04:00:00Z")), null);
  assert.equal(openVisit({ ...code, commune: "03400" }, [VISIT], NOW), null);
});

test("a code is old when this telephone has seen a newer one of the place", () => {
  const code = { name: VISIT.name, commune: VISIT.commune, version: 1 };

  assert.deepEqual([code, { ...code, version: 2 }, { ...code, name: "Khác" }].map((each) => isReplaced(each, [VISIT])), [true, false, false]);
});

test("a warning belongs to the visit that it overlaps", () => {
  const told = { kind: "place", place: VISIT.name, start: "2026-11-24T03:00:00Z", end: "2026-11-24T05:00:00Z" };

  assert.equal(isWarned(VISIT, told), true);
  assert.equal(isWarned(VISIT, { ...told, start: VISIT.end }), false);
  assert.equal(isWarned(VISIT, { ...told, place: "Khác" }), false);
  assert.equal(isWarned(VISIT, { ...told, kind: "person", place: null, start: null, end: null }), false);
});

test("each refusal of a code has its word", () => {
  const codes = ["venue_key_unknown", "venue_signature_wrong", "venue_expired", "venue_future", "keys_expired", "store_full", "device_garbled"];

  const words = codes.map((code) => faultOf({ code }));

  assert.deepEqual(words, ["venue_key_unknown", "venue_signature_wrong", "venue_expired", "venue_future", "keys_old", "full", "other"]);
  assert.deepEqual([faultOf({ name: "Malformed" }), faultOf(null)], ["malformed", "other"]);
});
