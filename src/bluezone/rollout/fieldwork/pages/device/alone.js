/** One at a time over all tabs: by Web Locks where there are any, else by a lease in the database. */

import { onAnswer } from "./database.js";

const NAME = "bluezone-field-sync";
/** Milliseconds that a lease holds: longer than one errand with all its tries. */
const LEASE = 600_000;

/**
 * Do something unless another tab is doing it.
 *
 * @template T
 * @param {import("./place.js").Place} place
 * @param {import("./database.js").Database} database
 * @param {() => Promise<T>} act
 * @returns {Promise<T | null>} null: another tab does
 */
export async function alone(place, database, act) {
  const locks = place.navigator?.locks;
  if (locks?.request) return locks.request(NAME, { ifAvailable: true }, (/** @type {unknown} */ lock) => (lock ? act() : null));
  const now = place.now().getTime();
  if (!(await leased(database, now))) return null;
  try {
    return await act();
  } finally {
    await database.act(["counters"], "readwrite", (stores) => void stores("counters").delete(NAME)).catch(() => undefined);
  }
}

/** @param {import("./database.js").Database} database @param {number} now @returns {Promise<boolean>} */
function leased(database, now) {
  return database.act(["counters"], "readwrite", (stores, answer) => {
    answer(false);
    onAnswer(stores("counters").get(NAME), (until) => {
      if (until > now && until <= now + LEASE) return; // a lease from further ahead is one of a clock that was put back
      stores("counters").put(now + LEASE, NAME);
      answer(true);
    });
  });
}
