/**
 * Contents as QR codes that change: `<${FrameShow} app=${app} contents=${[bytes]} label=${…} said=${(at) => …} />`.
 *
 * The screen stays awake while it shows. It can be paused, slowed and hurried; with several contents they take turns.
 */

import { Actions, Button, html, useEffect, useMemo, useState } from "#app/parts/ui.js";
import { QrCode } from "#app/parts/qr_show.js";
import { learn } from "#app/parts/words.js";
import { SPEEDS, USUAL_SPEED, framesOf } from "../core/frames.js";
import { nextContent, shownAt } from "../core/showing.js";
import { words } from "../words/frames.js";

learn(words);

/** @param {{app: import("./app.js").App, contents: Uint8Array[], label: string, said?: (at: number) => string}} props */
export function FrameShow({ app, contents, label, said }) {
  const frames = useMemo(() => contents.map(framesOf), [contents]);
  const [speed, setSpeed] = useState(SPEEDS.indexOf(USUAL_SPEED));
  const [paused, setPaused] = useState(false);
  const [step, setStep] = useState(0);
  useAwake();
  useEffect(() => {
    if (paused) return undefined;
    const timer = setInterval(() => setStep((before) => before + 1), 1000 / SPEEDS[speed]);
    return () => clearInterval(timer);
  }, [paused, speed]);
  const counts = frames.map((each) => each.count);
  const { at, number } = shownAt(counts, step);
  const pace = (/** @type {number} */ by) => setSpeed((before) => Math.min(SPEEDS.length - 1, Math.max(0, before + by)));
  return html`<div class="codes">
    <div class="codes-paper"><${QrCode} text=${frames[at].text(number)} label=${label} level="L" /></div>
    ${contents.length > 1 && html`<p class="codes-which">${app.t("frames.which", { at: at + 1, count: contents.length })}</p>`}
    ${said && html`<p class="codes-said">${said(at)}</p>`}
    <progress class="codes-bar" max=${frames[at].count} value=${Math.min(frames[at].count, number + 1)} aria-label=${app.t("frames.bar")}></progress>
    <div class="codes-pace">
      <${Button} icon="minus" disabled=${speed === 0} onClick=${() => pace(-1)}>${app.t("frames.slower")}<//>
      <${Button} icon=${paused ? "play" : "pause"} onClick=${() => setPaused(!paused)}>${app.t(paused ? "frames.go_on" : "frames.pause")}<//>
      <${Button} icon="plus" disabled=${speed === SPEEDS.length - 1} onClick=${() => pace(1)}>${app.t("frames.faster")}<//>
    </div>
    <p class="help" role="status">${app.t("frames.speed", { count: SPEEDS[speed] })}</p>
    ${contents.length > 1 && html`<${Actions}><${Button} icon="next" onClick=${() => setStep(nextContent(counts, step))}>${app.t("frames.next")}<//><//>`}
  </div>`;
}

/** Keep the screen lit while this is shown, where the browser can. */
function useAwake() {
  useEffect(() => {
    /** @type {any} */
    let lock = null;
    let wanted = true;
    const ask = () => {
      if (document.hidden) return;
      /** @type {any} */ (navigator).wakeLock?.request("screen").then(
        (/** @type {any} */ given) => (wanted ? (lock = given) : given.release()),
        () => undefined, // a battery that is low says no
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      wanted = false;
      lock?.release();
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
}
