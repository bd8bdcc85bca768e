/** How many records are unsent and how old the oldest is, on every screen; a way to the screen that sends. */

import { Icon, classes, html, useEffect, useState } from "#app/parts/ui.js";
import { learn } from "#app/parts/words.js";
import { ageOf } from "../core/age.js";
import { words as ageWords } from "../words/age.js";
import { address } from "./router.js";

const MINUTE = 60_000;

learn(ageWords);

/** @param {{app: import("./app.js").App}} props */
export function Unsent({ app }) {
  const [standing, setStanding] = useState(/** @type {{unsent: number, oldest: string|null}|null} */ (null));
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => app.vault.standing().then(setStanding, () => undefined);
    const wire = () => setOnline(navigator.onLine);
    look();
    addEventListener("online", wire);
    addEventListener("offline", wire);
    const stop = app.vault.onChange(look);
    const timer = setInterval(look, MINUTE); // it grows older while nothing happens
    return () => {
      stop();
      clearInterval(timer);
      removeEventListener("online", wire);
      removeEventListener("offline", wire);
    };
  }, [app.vault]);
  if (!standing) return null;
  const words = standing.unsent ? app.t("unsent.some", { count: standing.unsent }) : app.t("unsent.none");
  const age = standing.oldest ? ageOf(standing.oldest, app.now()) : null;
  return html`<a class=${classes("unsent", age?.late && "unsent-late")} href=${address("send")}><${Icon} name=${standing.unsent ? "hourglass" : "check"} />
    <span>${words}${age && html` · ${app.t("age.oldest", { age: app.t(age.word, { count: age.count }) })}`}${!online && html` · ${app.t("unsent.offline")}`}</span></a>`;
}
