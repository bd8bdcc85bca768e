import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { digestLine, digestsOf, messageLink } from "#field/core/digest_line.js";

const golden = JSON.parse(readFileSync(new URL("../golden/sms.json", import.meta.url), "utf8"));
const LISTS = [
  { id: "a", unit: "u", part: "07", village: "Bản Nậm Khao", households: [] },
  { id: "b", unit: "u", part: "8", village: "Bản Mới", households: [] },
  { id: "c", unit: "u", part: "khu A", village: "Khu A", households: [] },
];
const WORK = { device: { id: "d", number: 3, duty: "visitor", unit: { id: "u", code: "03445", name: "Mường Tè", kind: "xa" }, part: "" }, lists: LISTS };

let seq = 0;
const visit = (day, household, more = {}) => ({
  id: `id-${(seq += 1)}`, seq, at: new Date(2026, 10, day, 9, seq).toISOString(), up: 1, kind: "visit", list: "a", household,
  outcome: "helped", with_radio: 1, browser_only: 0, round: null, ...more,
});

test("lines agree with those that the server writes", () => {
  for (const { line, ...told } of golden) assert.equal(digestLine(told), line);
});

test("a day in a village is one line: households once, the last visit's phones, up to its last event", () => {
  const events = [visit(23, "1"), visit(24, "1"), visit(24, "2", { browser_only: 2 }), visit(24, "1", { with_radio: 0, outcome: "done" }), visit(24, "9", { list: "b" })];

  const found = digestsOf(WORK, events, events[1].at);

  assert.deepEqual(found.map(({ day, village, visited, helped }) => [day, village, visited, helped]), [
    ["2026-11-24", "Bản Nậm Khao", 2, 3],
    ["2026-11-24", "Bản Mới", 1, 1],
  ]);
  assert.match(found[0].line, new RegExp(`^BZ 3445-07 M3 V2 C3 E${events[3].seq} N24 K..$`));
  assert.match(found[1].line, /^BZ 3445-08 M3 V1 C1 /);
});

test("where nothing is unsent there is nothing to tell", () => {
  assert.deepEqual(digestsOf(WORK, [visit(24, "1")], null), []);
});

test("spot-checks, other events and villages without a number are not in a line", () => {
  const events = [visit(24, "1", { round: "r" }), { ...visit(24, "1"), kind: "tally" }, visit(24, "1", { list: "c" }), visit(24, "1", { list: "gone" })];

  assert.deepEqual(digestsOf(WORK, events, events[0].at), []);
});

test("a link opens the messages with the line and nothing else", () => {
  assert.equal(messageLink("+84 213 387-6543", "BZ 3445-07 M3"), "sms:+842133876543?body=BZ%203445-07%20M3");
});
