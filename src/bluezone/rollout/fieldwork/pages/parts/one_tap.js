/**
 * A double tap is one visit: what is pressed again while a record is being kept, or within half a second after the next
 * door came up under the finger, is the same press and counts nowhere.
 *
 * One guard for the page, because the second tap lands on the screen that came after the first.
 */

import { useEffect, useState } from "#app/parts/ui.js";

/** How long a second tap may lag behind the screen that the first one brought, in milliseconds. */
export const SETTLES = 500;

let held = false;
/** @type {Set<(held: boolean) => void>} */
const watchers = new Set();

/** @param {boolean} now */
function hold(now) {
  held = now;
  for (const tell of watchers) tell(now);
}

/**
 * Do what one tap asks for, unless it is the second tap of the same press.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T|undefined>}
 */
export async function oneTap(act) {
  if (held) return undefined;
  hold(true);
  try {
    return await act();
  } finally {
    setTimeout(() => hold(false), SETTLES);
  }
}

/** Whether presses are not heard just now. */
export function useHeld() {
  const [shown, setShown] = useState(held);
  useEffect(() => {
    watchers.add(setShown);
    setShown(held);
    return () => void watchers.delete(setShown);
  }, []);
  return shown;
}
