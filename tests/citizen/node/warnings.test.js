import assert from "node:assert/strict";
import { test } from "node:test";

import { byDay, canBeReported, strongestFirst, verdict } from "../../../src/bluezone/citizen/pages/core/warnings.js";

const NOW = new Date("2026-11-24T05:00:00Z");
const meeting = (id, more = {}) => ({
  id, kind: "person", day: "2026-11-20", minutes: 20, band: "near", place: null, start: null, end: null,
  level: "high", policy: 1, told: "2026-11-22T01:00:00Z", reported: false, ...more,
});

test("with no exposure there is no warning", () => {
  const said = verdict([], 14, null, NOW);

  assert.deepEqual(said, { message: "none", open: null, others: [], isolation: null });
});

test("the strongest warning is open and the others are listed", () => {
  const low = meeting("low", { level: "low", day: "2026-11-23" });
  const older = meeting("older", { day: "2026-11-15" });
  const later = meeting("later");

  const said = verdict([low, older, later], 14, null, NOW);

  assert.equal(said.message, "high");
  assert.equal(said.open?.id, "later");
  assert.deepEqual(said.others.map((each) => each.id), ["older", "low"]);
});

test("a high warning whose days are past says so, even beside a new low one", () => {
  const past = meeting("past", { day: "2026-11-01" });
  const low = meeting("low", { level: "low", day: "2026-11-23" });

  const said = verdict([low, past], 14, null, NOW);

  assert.equal(said.message, "over");
});

test("a low-risk meeting alone asks for no isolation", () => {
  const said = verdict([meeting("low", { level: "low" })], 14, null, NOW);

  assert.equal(said.message, "low");
  assert.equal(said.isolation, null);
});

test("without advice on days a high warning stays", () => {
  const said = verdict([meeting("one", { day: "2026-11-01" })], null, null, NOW);

  assert.equal(said.message, "high");
  assert.equal(said.isolation?.state, "unknown");
});

test("one's own positive test goes before every warning", () => {
  const report = { stage: "published", days: [{ day: "2026-11-23" }, { day: "2026-11-22" }] };

  const said = verdict([meeting("one")], 14, report, NOW);

  assert.equal(said.message, "positive");
});

test("an old or unfinished report does not hide a warning", () => {
  const old = { stage: "published", days: ["2026-10-01"] };
  const unfinished = { stage: "certified", days: ["2026-11-23"] };

  const said = [old, unfinished, { stage: "published" }].map((report) => verdict([meeting("one")], 14, report, NOW).message);

  assert.deepEqual(said, ["high", "high", "high"]);
});

test("the order of exposures does not depend on the order told", () => {
  const all = [
    meeting("a"), meeting("b", { minutes: 40 }), meeting("c", { band: "far" }), meeting("d", { level: "low", minutes: 90 }),
    meeting("e", { minutes: null, band: null, kind: "place" }), meeting("f", { day: "2026-11-21" }),
  ];

  const orders = [all, [...all].reverse(), [...all.slice(3), ...all.slice(0, 3)]].map((list) => strongestFirst(list).map((each) => each.id));

  assert.deepEqual(orders, [orders[0], orders[0], orders[0]]);
  assert.deepEqual(orders[0], ["f", "b", "a", "c", "e", "d"]);
});

test("exposures of one day are told together", () => {
  const groups = byDay([meeting("a"), meeting("b", { level: "low" }), meeting("c", { day: "2026-11-18" })]);

  assert.deepEqual(groups.map((each) => [each.day, each.level, each.exposures.length]), [["2026-11-20", "high", 2], ["2026-11-18", "high", 1]]);
});

test("what was reported is not offered again", () => {
  const both = [meeting("told", { reported: true }), meeting("new")];

  const offered = both.filter(canBeReported);

  assert.deepEqual(offered.map((each) => each.id), ["new"]);
});

test("a report that was taken back, and a contact's, do not say that the person is ill", () => {
  const now = new Date("2020-08-03T05:00:00Z");
  const said = (/** @type {string|undefined} */ kind) => verdict([], null, { stage: "published", days: ["2020-08-01"], ...(kind ? { kind } : {}) }, now).message;

  assert.deepEqual([undefined, "report", "confirmed", "negative", "recursive"].map(said), ["positive", "positive", "positive", "none", "none"]);
});
