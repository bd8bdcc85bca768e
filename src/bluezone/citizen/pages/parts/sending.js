/**
 * Sending: what must not be cut short by an update, a closed window or a second window that sends too.
 *
 * `isSending` is what this window answers when a new version asks whether it may begin (`core/updates.js`). A lock of the
 * browser makes a second window wait for the first; where there are no locks, this window alone is guarded.
 */

/** The name of the lock. */
export const SENDING = "bluezone-sending";

let underWay = 0;

/** Whether this window is sending now. */
export const isSending = () => underWay > 0;

/** @param {BeforeUnloadEvent} event */
function ask(event) {
  event.preventDefault();
  event.returnValue = "";
}

/**
 * Do what must not be cut short, and return what it returns.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function whileSending(work) {
  return locked(async () => {
    underWay += 1;
    addEventListener("beforeunload", ask);
    try {
      return await work();
    } finally {
      underWay -= 1;
      if (underWay === 0) removeEventListener("beforeunload", ask);
    }
  });
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function locked(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(SENDING, work);
}
