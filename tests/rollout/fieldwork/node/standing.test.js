import assert from "node:assert/strict";
import { test } from "node:test";

import { standingEvents, standingRows } from "#field/core/standing.js";
import { dice } from "./world.js";

const NEVER = () => false;
const row = (n, s = null, more = {}) => ({ n, s, on: null, l: null, others: false, ...more });
const list = (...households) => ({ id: "list", households });
let made = 0;

/** An event; its number counts on. */
const event = (household, outcome, more = {}) => ({ id: `id-${(made += 1)}`, seq: made, kind: "visit", list: "list", household, outcome, round: null, revisit_on: null, language: null, ...more });
const undo = (of) => ({ id: `id-${(made += 1)}`, seq: made, kind: "undo", undoes: of.id });

test("the last visit counts, with the day and the language to bring", () => {
  const events = [event("1", "helped"), event("1", "come_back", { revisit_on: "2026-11-30", language: "hmn" }), event("2", "done")];

  const rows = standingRows(list(row("1"), row("2", "not_home", { others: true }), row("3", "already", { others: true })), events, NEVER);

  assert.deepEqual(rows, [row("1", "come_back", { on: "2026-11-30", l: "hmn" }), row("2", "done"), row("3", "already", { others: true })]);
});

test("visits of a spot-check, of another list, and undone ones count nowhere", () => {
  const [first, second] = [event("1", "helped"), event("1", "done")];

  const rows = standingRows(list(row("1"), row("2")), [first, second, undo(second), event("2", "done", { round: "r" }), event("2", "done", { list: "else" })], NEVER);

  assert.deepEqual(rows.map(({ s }) => s), ["helped", null]);
});

test("what the work already holds is the server's word, which may be a later one", () => {
  const visit = event("1", "helped");

  const rows = standingRows(list(row("1", "come_back", { others: true })), [visit], (sequence) => sequence === visit.seq);

  assert.deepEqual(rows, [row("1", "come_back", { others: true })]);
});

test("an undone visit that the work still shows falls back to the one before", () => {
  const [first, second] = [event("1", "not_home"), event("1", "helped")];
  const covered = (sequence) => sequence <= second.seq;

  const back = standingRows(list(row("1", "helped")), [first, second, undo(second)], covered);
  const empty = standingRows(list(row("1", "helped")), [second, undo(second)], covered);
  const theirs = standingRows(list(row("1", "helped", { others: true })), [second, undo(second)], covered);

  assert.deepEqual([back[0].s, empty[0].s, theirs[0].others], ["not_home", null, true]);
});

test("events stand in the order of their numbers, in whatever order they are read", () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const roll = dice(seed);
    const events = Array.from({ length: 30 }, () => event(String(1 + Math.floor(roll() * 5)), ["helped", "done", "not_home"][Math.floor(roll() * 3)]));
    for (const each of [...events]) if (roll() < 0.2) events.push(undo(each));
    const shuffled = [...events].sort(() => roll() - 0.5);
    const undone = new Set(events.filter((each) => each.kind === "undo").map((each) => each.undoes));
    const truth = {};
    for (const each of events) if (each.kind === "visit" && !undone.has(each.id)) truth[each.household] = each.outcome;

    const rows = standingRows(list(...["1", "2", "3", "4", "5"].map((n) => row(n))), shuffled, NEVER);

    assert.deepEqual(rows.map(({ s }) => s), ["1", "2", "3", "4", "5"].map((n) => truth[n] ?? null));
    assert.deepEqual(standingEvents(shuffled).map(({ seq }) => seq), standingEvents(events).map(({ seq }) => seq));
  }
});
