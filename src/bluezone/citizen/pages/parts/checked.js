/** Screens that show what the device received look again when it has checked by itself. */

import { useEffect } from "./ui.js";

/** Call `again` after each check that the device made by itself. @param {() => void} again */
export function useChecked(again) {
  useEffect(() => {
    addEventListener("bluezone-checked", again);
    return () => removeEventListener("bluezone-checked", again);
  }, []);
}
