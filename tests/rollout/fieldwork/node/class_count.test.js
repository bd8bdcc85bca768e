import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  CHECKS,
  COUNTS,
  LEVELS,
  LIMITS,
  beyond,
  className,
  dayOf,
  doubts,
  fieldsOf,
  firstValues,
  missing,
  mondayOf,
  nothing,
  same,
  stepped,
  sundayOf,
  typed,
} from "#field/core/class_count.js";
import { words } from "#field/words/class.js";

const FORM = JSON.parse(readFileSync("src/bluezone/rollout/reporting/data/form-school_week.json", "utf8"));
const VALUES = { age_band: "lower", pupils: 38, smartphones: 21, declared: 17, relatives: 40 };
const WEEK = "2026-11-23";
const word = (more) => ({ kind: "class", class: "7A", week: WEEK, ...VALUES, ...more });

test("limits, levels, checks and carried values are those of the campaign's form", () => {
  const [level, ...counts] = FORM.fields;

  assert.deepEqual(Object.fromEntries(counts.map((each) => [each.key, each.limit])), LIMITS);
  assert.deepEqual(counts.map((each) => each.key), COUNTS);
  assert.deepEqual(Object.keys(level.choices), LEVELS);
  assert.deepEqual(FORM.checks.map((each) => [each.left[0], each.right[0]]), CHECKS);
  for (const key of LEVELS) assert.equal(words.vi[`class.level.${key}`], level.choices[key].vi);
  const { values } = firstValues({ name: "7A", week: WEEK, events: [], told: [word({ week: "2026-11-16" })] });
  assert.deepEqual(Object.keys(values).filter((key) => values[key]).sort(), FORM.fields.filter((each) => each.carried).map((each) => each.key).sort());
});

test("a class is a grade and letters, however it was typed", () => {
  const pattern = new RegExp(`^${FORM.part_pattern}$`);

  for (const [written, name] of [["7a", "7A"], [" 10 b2 ", "10B2"], ["07", "7"], ["１２A", "12A"]]) {
    assert.equal(className(written), name);
    assert.match(className(written), pattern);
  }
  for (const written of ["", "A7", "7 đẹp", "123A", "Lớp 7A"]) assert.equal(className(written), "");
});

test("a week begins on its Monday and ends on its Sunday", () => {
  for (const day of ["2026-11-23", "2026-11-26", "2026-11-29"]) assert.equal(mondayOf(day), WEEK);
  assert.equal(mondayOf("2027-01-01"), "2026-12-28");
  assert.equal(sundayOf("2026-12-28"), "2027-01-03");
  assert.equal(dayOf(new Date(2026, 0, 5, 0, 30)), "2026-01-05");
});

test("this week's last word comes back whole, and an earlier week gives only what changes slowly", () => {
  const events = [word({ declared: 12 }), word({}), word({ class: "9B", declared: 1 })];

  assert.deepEqual(firstValues({ name: "7A", week: WEEK, events, told: [] }), { values: VALUES, from: "word" });
  assert.deepEqual(firstValues({ name: "7A", week: WEEK, events: [], told: [word({})] }), { values: VALUES, from: "word" });
  const later = firstValues({ name: "7A", week: "2026-11-30", events, told: [] });
  assert.deepEqual(later, { values: { ...VALUES, declared: null, relatives: null }, from: "earlier" });
  assert.deepEqual(firstValues({ name: "8C", week: WEEK, events, told: [] }), { values: nothing(), from: "nothing" });
});

test("number keys and steps write counts, never below nothing", () => {
  assert.equal(typed(nothing(), "pupils", "0038").pupils, 38);
  assert.equal(typed(VALUES, "pupils", "").pupils, null);
  assert.equal(typed(VALUES, "pupils", "-3x8").pupils, 38);
  assert.equal(stepped(nothing(), "pupils", 1).pupils, 1);
  assert.equal(stepped(nothing(), "pupils", -1).pupils, 0);
  assert.equal(stepped({ ...VALUES, pupils: 200 }, "pupils", 1).pupils, 200);
});

test("what is missing or too large is named, and what contradicts itself is a question", () => {
  assert.deepEqual(missing(nothing()), ["age_band", ...COUNTS]);
  assert.deepEqual(missing({ ...VALUES, relatives: 0 }), []);
  assert.deepEqual(beyond({ ...VALUES, pupils: 201 }), ["pupils"]);
  assert.deepEqual(doubts(VALUES), []);
  assert.deepEqual(doubts({ ...VALUES, smartphones: 39 }), ["smartphones"]);
  assert.deepEqual(doubts({ ...VALUES, declared: 22 }), ["declared"]);
  assert.deepEqual(doubts(nothing()), []);
});

test("the event holds counts and the class, nothing else", () => {
  assert.deepEqual(fieldsOf("7A", WEEK, VALUES), { class: "7A", week: WEEK, ...VALUES });
  assert.ok(same(VALUES, word({})));
  assert.ok(!same(VALUES, word({ declared: 18 })));
  assert.ok(!same(VALUES, undefined));
});
