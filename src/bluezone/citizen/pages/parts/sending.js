/**
 * Sending: what must not be cut short, in this window or by an update that another window asks for.
 *
 * While something is sent, a lock of the browser is held; whoever activates a new version asks for the same lock first and so
 * waits. A second window that sends waits for the first. Closing the window is asked about. Where the browser has no
 * locks, this window alone is guarded.
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

/** Do something as soon as no window is sending, such as taking a new version into use. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export const whenNothingIsSent = (work) => locked(work);

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function locked(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(SENDING, work);
}
