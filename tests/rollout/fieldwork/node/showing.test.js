import assert from "node:assert/strict";
import { test } from "node:test";

import { ageOf } from "#field/core/age.js";
import { nextContent, shownAt } from "#field/core/showing.js";

test("one content is shown without an end", () => {
  assert.deepEqual([0, 1, 700].map((step) => shownAt([25], step)), [0, 1, 700].map((number) => ({ at: 0, number })));
});

test("several contents take turns, and none misses or repeats a frame", () => {
  const counts = [3, 1, 10];
  const seen = [[], [], []];
  for (let step = 0; step < 400; step += 1) {
    const { at, number } = shownAt(counts, step);
    seen[at].push(number);
  }
  for (const numbers of seen) assert.deepEqual(numbers, Array.from(numbers.keys()));
  assert.ok(seen.every((numbers) => numbers.length > 60));
});

test("the next content begins where its turn begins", () => {
  const counts = [3, 1, 10];
  for (const step of [0, 5, 12, 13, 30, 45, 46]) {
    const next = nextContent(counts, step);
    assert.equal(shownAt(counts, next).at, (shownAt(counts, step).at + 1) % 3);
    assert.notEqual(shownAt(counts, next - 1).at, shownAt(counts, next).at);
  }
});

test("an age is told in its largest unit, and a day is late", () => {
  const now = new Date("2026-11-24T08:00:00Z");
  const found = ["2026-11-24T07:59:30Z", "2026-11-24T07:29:00Z", "2026-11-23T09:00:00Z", "2026-11-22T07:00:00Z", "2038-01-01T00:00:00Z"].map((since) => ageOf(since, now));
  assert.deepEqual(found.map(({ word, count, late }) => [word, count, late]), [
    ["age.now", 0, false], ["age.minutes", 31, false], ["age.hours", 23, false], ["age.days", 2, true], ["age.now", 0, false],
  ]);
});
