/** Which frame of which content a screen shows: contents take turns, each long enough to be caught in spite of losses. */

/** Frames of a content beyond its pieces in one turn: half as many as pieces, and some for the camera to find the code. */
const turnOf = (/** @type {number} */ count) => Math.ceil(count * 1.5) + 8;

/**
 * @param {number[]} counts pieces of each content
 * @param {number} step counts what was shown, from 0
 * @returns {{at: number, number: number}} the content, and which of its frames; its numbers go on from turn to turn
 */
export function shownAt(counts, step) {
  if (counts.length === 1) return { at: 0, number: step };
  const turns = counts.map(turnOf);
  const round = turns.reduce((sum, each) => sum + each, 0);
  let rest = step % round;
  const at = turns.findIndex((each) => {
    if (rest < each) return true;
    rest -= each;
    return false;
  });
  return { at, number: Math.floor(step / round) * turns[at] + rest };
}

/** The step at which the next content begins. @param {number[]} counts @param {number} step */
export function nextContent(counts, step) {
  const { at } = shownAt(counts, step);
  let next = step + 1;
  while (counts.length > 1 && shownAt(counts, next).at === at) next += 1;
  return next;
}
