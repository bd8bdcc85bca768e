import assert from "node:assert/strict";
import { test } from "node:test";

import { asksAboutTravel, fixedDays, goingDays, meaningOf, placeOf, reportDays, stateDays, strip } from "../../../src/bluezone/citizen/pages/core/report_choice.js";

const span = (day, from = "00", to = "12") => ({ day, start: `${day}T${from}:00:00Z`, end: `${day}T${to}:00:00Z` });
const SPANS = [span("2026-11-23", "12", "20"), span("2026-11-24"), span("2026-11-23")];

test("a day with two keys is one day to choose", () => {
  const days = reportDays(SPANS);

  assert.deepEqual(days.map((each) => [each.day, each.spans.length]), [["2026-11-24", 1], ["2026-11-23", 2]]);
  assert.ok(days[1].spans[0].start < days[1].spans[1].start);
});

test("a day that was left out does not go", () => {
  const days = reportDays(SPANS);

  assert.deepEqual(goingDays(days, new Set(["2026-11-23"])), ["2026-11-24"]);
  assert.deepEqual(goingDays(days, new Set()), ["2026-11-23", "2026-11-24"]);
  assert.deepEqual(goingDays(days, new Set(["2026-11-23", "2026-11-24"])), []);
});

test("travel is asked about where other provinces are told of the report", () => {
  assert.deepEqual(["report", "confirmed", "negative", "recursive"].map(asksAboutTravel), [true, true, false, false]);
});

test("the strip tells of each of fourteen days whether it goes", () => {
  const drawn = strip(reportDays(SPANS), new Set(["2026-11-23"]), "2026-11-24");

  assert.equal(drawn.length, 14);
  assert.deepEqual(drawn.slice(-3), [{ day: "2026-11-22", state: "none" }, { day: "2026-11-23", state: "left" }, { day: "2026-11-24", state: "goes" }]);
});

test("the days of a report are read in both forms", () => {
  assert.deepEqual(stateDays(["2026-11-24", "2026-11-23"]), ["2026-11-23", "2026-11-24"]);
  assert.deepEqual(stateDays(SPANS), ["2026-11-23", "2026-11-24"]);
  assert.deepEqual(stateDays(undefined), []);
});

test("every stage has its place, and an unknown one begins anew", () => {
  assert.deepEqual(["verified", "begun", "certified", "published", "refused", "what", undefined].map(placeOf), ["agree", "resume", "resume", "arrived", "refused", "new", "new"]);
});

test("an error that is not understood gives nothing up", () => {
  assert.deepEqual(["code_invalid", "code_expired", "device_unreachable", "unavailable", "", "surprise"].map(meaningOf), ["wrong", "expired", "lost", "lost", "lost", "other"]);
});

test("a day whose keys were published before cannot be left out of a later test's report", () => {
  const days = reportDays([
    { day: "2020-08-01", start: "2020-08-01T00:00:00Z", end: "2020-08-02T00:00:00Z", known: true },
    { day: "2020-08-02", start: "2020-08-02T00:00:00Z", end: "2020-08-03T00:00:00Z", known: false },
  ]);

  assert.deepEqual([...fixedDays(days)], ["2020-08-01"]);
});

test("a code that changes nothing on this phone is told so", () => {
  for (const code of ["nothing_to_revise", "key_already_revised", "invalid_revision_token", "invalid_report_type_transition"])
    assert.equal(meaningOf(code), "unrelated");
});
