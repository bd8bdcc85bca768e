import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ACTIVITIES, COUNTS, MOST, TAPS_KEPT, begun, earlier, fieldsOf, helped, takenBack, tapped, timeOf, toldOf, typed, unsaid } from "#field/core/movement_day.js";
import { words } from "#field/words/movement.js";

const FORM = JSON.parse(readFileSync("src/bluezone/rollout/reporting/data/form-movement_event.json", "utf8"));
const START = begun({ event: "0193598e-0000-7000-8000-000000000001", activity: "booth", day: "2026-11-24", starts: "14:30" });
const after = (...keys) => keys.reduce((day, key) => tapped(day, key), START);

test("activities and figures are those of the campaign's form", () => {
  const choices = FORM.fields.find((each) => each.key === "activity").choices;

  assert.deepEqual(Object.keys(choices), ACTIVITIES);
  for (const key of ACTIVITIES) assert.equal(words.vi[`movement.activity.${key}`], choices[key].vi);
  const asked = FORM.fields.map((each) => each.key).sort();
  assert.deepEqual(Object.keys(fieldsOf(START)).filter((key) => key !== "event" && key !== "day").sort(), asked);
});

test("every tap counts one, and taking back undoes exactly the last one", () => {
  const day = after("checked_in", "checked_in", "with_radio");

  assert.equal(day.counts.checked_in, 2);
  const back = takenBack(day);
  assert.deepEqual(back.counts, { ...START.counts, checked_in: 2 });
  assert.deepEqual(takenBack(takenBack(back)).counts, START.counts);
  assert.equal(takenBack(START), START);
});

test("a typed count is one change that can be taken back", () => {
  const day = typed(after("volunteers"), "volunteers", "12");

  assert.equal(day.counts.volunteers, 12);
  assert.equal(takenBack(day).counts.volunteers, 1);
  assert.equal(typed(day, "volunteers", ""), day);
});

test("counts stay between nothing and the most, and the memory of taps is short", () => {
  assert.equal(tapped(START, "pledges", -1), START);
  assert.equal(typed(START, "pledges", "999999").counts.pledges, MOST);
  const many = Array.from({ length: TAPS_KEPT + 10 }).reduce((day) => tapped(day, "checked_in"), START);
  assert.equal(many.taps.length, TAPS_KEPT);
});

test("phones helped are those with Bluetooth and those in the browser together", () => {
  const day = after("with_radio", "with_radio", "browser_only");

  assert.equal(helped(day), 3);
  assert.deepEqual(fieldsOf(day), {
    event: START.event,
    activity: "booth",
    day: "2026-11-24",
    starts: "14:30",
    checked_in: 0,
    volunteers: 0,
    helped: 3,
    browser_only: 1,
    pledges: 0,
    certificates: 0,
  });
});

test("a word is owed after every change and once for an event without any", () => {
  assert.ok(unsaid(START));
  const told = toldOf(START);
  assert.ok(!unsaid(told));
  assert.ok(unsaid(tapped(told, "checked_in")));
  assert.ok(!unsaid(takenBack(tapped(told, "checked_in"))));
  assert.deepEqual(Object.keys(told.counts), COUNTS);
});

test("of each earlier event the last word is shown, the newest event first", () => {
  const event = (name, helpedSoFar) => ({ kind: "movement", event: name, helped: helpedSoFar });
  const events = [event("a", 1), { kind: "class" }, event("b", 2), event("a", 3), event("c", 4)];

  assert.deepEqual(earlier(events, "c").map((each) => [each.event, each.helped]), [["b", 2], ["a", 3]]);
  assert.equal(timeOf(new Date(2026, 0, 5, 7, 5)), "07:05");
});
