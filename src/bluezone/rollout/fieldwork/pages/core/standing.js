/**
 * Where households stand on this device: the work's rows, with what the device did since laid over them.
 *
 * Pure; the rule is the server's (docs/field-protocol.md, "Where a household stands"). What the work's receipt covers is
 * in the work's rows already; anything else of the device is younger than they are. Visits that were undone, and visits
 * of a spot-check, count nowhere.
 *
 * @typedef {import("../device/port.js").FieldEvent} FieldEvent
 * @typedef {import("../device/port.js").HouseholdRow} HouseholdRow
 */

/** @typedef {(sequence: number) => boolean} Covered whether the work's rows already hold the event of that number */

const NOWHERE = Object.freeze({ s: null, on: null, l: null, others: false });

/** The events without what was undone and without the undoing, in order. @param {FieldEvent[]} events */
export function standingEvents(events) {
  const undone = new Set(events.filter((event) => event.kind === "undo").map((event) => event.undoes));
  return inOrder(events).filter((event) => event.kind !== "undo" && !undone.has(event.id));
}

/**
 * The rows of a list as they stand.
 *
 * @param {{ id: string, households: HouseholdRow[] }} list
 * @param {FieldEvent[]} events what this device did
 * @param {Covered} covered
 * @returns {HouseholdRow[]}
 */
export function standingRows(list, events, covered) {
  const ours = (/** @type {FieldEvent} */ event) => event.kind === "visit" && event.list === list.id && event.round == null;
  const last = new Map(standingEvents(events).filter(ours).map((visit) => [visit.household, visit]));
  const taken = takenBack(events, covered).filter(ours);
  return list.households.map((row) => {
    const visit = last.get(row.n);
    if (visit && !covered(visit.seq)) return { ...row, ...said(visit) };
    return taken.some((undone) => isOf(row, undone)) ? { ...row, ...(visit ? said(visit) : NOWHERE) } : row;
  });
}

/** Events that the work's rows still count, though this device undid them since. @param {FieldEvent[]} events @param {Covered} covered */
function takenBack(events, covered) {
  const undone = new Set(events.filter((event) => event.kind === "undo" && !covered(event.seq)).map((event) => event.undoes));
  return events.filter((event) => undone.has(event.id) && covered(event.seq));
}

/** What a visit says of its household. @param {FieldEvent} visit */
const said = (visit) => ({ s: visit.outcome, on: visit.revisit_on ?? null, l: visit.language ?? null, others: false });

/** Whether a row is what a visit said. @param {HouseholdRow} row @param {FieldEvent} visit */
const isOf = (row, visit) => row.n === visit.household && !row.others && row.s === visit.outcome && row.on === (visit.revisit_on ?? null);

/** @param {FieldEvent[]} events */
const inOrder = (events) => [...events].sort((one, other) => one.seq - other.seq);
