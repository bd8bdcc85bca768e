import assert from "node:assert/strict";
import { test } from "node:test";

import { isolation } from "../../../src/bluezone/citizen/pages/core/isolation.js";

const NOON = "T05:00:00Z";
const meeting = (day, more = {}) => ({ id: day, kind: "person", day, level: "high", start: null, end: null, ...more });

test("the day after the contact is day one", () => {
  const exposures = [meeting("2026-11-20")];

  const counted = isolation(exposures, 14, new Date(`2026-11-21${NOON}`));

  assert.deepEqual(counted, { state: "running", days: 14, day: 1, left: 13, contact: "2026-11-20", last: "2026-12-04" });
});

test("the last day counts whole and the next one is over", () => {
  const exposures = [meeting("2026-11-20")];

  const last = isolation(exposures, 14, new Date("2026-12-04T16:59:59Z"));
  const after = isolation(exposures, 14, new Date("2026-12-04T17:00:00Z"));

  assert.deepEqual([last?.state, last?.day, last?.left], ["running", 14, 0]);
  assert.deepEqual([after?.state, after?.day], ["over", 15]);
});

test("the last contact counts, not the first", () => {
  const exposures = [meeting("2026-11-18"), meeting("2026-11-20"), meeting("2026-11-19")];

  const counted = isolation(exposures, 7, new Date(`2026-11-22${NOON}`));

  assert.equal(counted?.contact, "2026-11-20");
  assert.equal(counted?.last, "2026-11-27");
});

test("a low-risk meeting starts no counter", () => {
  const exposures = [meeting("2026-11-20", { level: "low" })];

  const counted = isolation(exposures, 14, new Date(`2026-11-21${NOON}`));

  assert.equal(counted, null);
});

test("nothing is counted without a number from the health authority", () => {
  const exposures = [meeting("2026-11-20")];

  for (const advised of [undefined, null, 0, -1, 2.5, "14", 61, Number.NaN]) {
    const counted = isolation(exposures, advised, new Date(`2026-11-23${NOON}`));
    assert.deepEqual([counted?.state, counted?.last, counted?.day], ["unknown", "", 3]);
  }
});

test("a visit that ended after midnight counts from that morning", () => {
  const place = meeting("2026-11-20", { kind: "place", end: "2026-11-20T18:30:00Z" });

  const counted = isolation([place], 14, new Date(`2026-11-22${NOON}`));

  assert.equal(counted?.contact, "2026-11-21");
});

test("a clock that is behind the contact counts day zero", () => {
  const exposures = [meeting("2026-11-20")];

  const counted = isolation(exposures, 14, new Date(`2026-11-01${NOON}`));

  assert.deepEqual([counted?.state, counted?.day], ["running", 0]);
});
