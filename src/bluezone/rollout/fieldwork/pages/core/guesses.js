/**
 * Guesses of a PIN: a few are free, then each waits twice as long as the one before, up to an hour.
 *
 * Pure. A wait runs down by the time that is seen to pass: inside one opening of the page by the time since it was
 * opened, which nobody can set; between two openings by the clock, and a clock that was put back takes nothing off and
 * adds nothing. Guesses destroy nothing, however many: whoever finds the right PIN after the wait is let in.
 *
 * @typedef {{ failed: number, left: number, at: number, up: number, opening: string }} Guesses
 *   `failed`: wrong guesses in a row; `left`: milliseconds to wait, as of `at` (clock) and `up` (of that opening)
 * @typedef {{ at: number, up: number, opening: string }} Reading what both clocks show in this opening of the page
 */

/** Wrong guesses that cost no wait. */
export const FREE_GUESSES = 5;
/** The first wait, in milliseconds. */
export const FIRST_WAIT = 30_000;
/** The longest wait, in milliseconds. */
export const LONGEST_WAIT = 3_600_000;

/** Milliseconds to wait after so many wrong guesses in a row. @param {number} failed */
export function waitAfter(failed) {
  if (failed < FREE_GUESSES) return 0;
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failed - FREE_GUESSES, 20));
}

/** Nobody has guessed wrong. @param {Reading} reading @returns {Guesses} */
export const noGuesses = (reading) => ({ failed: 0, left: 0, ...reading });

/** The same guesses, as they stand now. @param {Guesses} guesses @param {Reading} reading @returns {Guesses} */
export function runDown(guesses, reading) {
  const passed = guesses.opening === reading.opening ? reading.up - guesses.up : reading.at - guesses.at;
  return { ...guesses, ...reading, left: Math.max(0, guesses.left - Math.max(0, passed)) };
}

/**
 * The guesses after one more that is not yet known to be right: it counts before it is tried, so that a page that is
 * closed in the middle has used it up. A guess that must wait is not `heard` and costs nothing.
 *
 * @param {Guesses} guesses
 * @param {Reading} reading
 * @returns {{ heard: boolean, after: Guesses }}
 */
export function guessed(guesses, reading) {
  const now = runDown(guesses, reading);
  if (now.left > 0) return { heard: false, after: now };
  const failed = now.failed + 1;
  return { heard: true, after: { ...now, failed, left: waitAfter(failed) } };
}
