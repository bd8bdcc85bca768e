/**
 * The camera that catches contents from another telephone's changing QR codes.
 *
 * `<${FrameScan} app=${app} onContent=${(bytes) => …} />`: `onContent` is called once for each content that became whole,
 * and the camera goes on looking until the person closes it, the page is hidden or the scanner leaves the screen.
 */

import { Button, Icon, Notice, html, useEffect, useRef, useState } from "#app/parts/ui.js";
import { CameraUse, cameraFault } from "#app/parts/camera.js";
import { openReader } from "#app/parts/code_reader.js";
import { learn } from "#app/parts/words.js";
import { Catch } from "../core/frames.js";
import { words } from "../words/frames.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {"off"|"starting"|"looking"|"refused"|"none"|"busy"|"failed"|"reader"} State */
/** @typedef {{known: number, count: number, foreign: boolean}} Seen */

/** Milliseconds between two looks: codes change five times a second. */
const PAUSE = 40;
/** The ring, in units of its drawing. */
const RADIUS = 44;
const ROUND = 2 * Math.PI * RADIUS;

learn(words);

/** @param {{app: App, onContent: (bytes: Uint8Array) => void, label: string}} props */
export function FrameScan({ app, onContent, label }) {
  const { state, seen, video, start, stop } = useCatch(onContent);
  if (state === "off") return html`<${Button} kind="primary" wide icon="camera" onClick=${start}>${label}<//>`;
  if (state !== "starting" && state !== "looking") {
    return html`<${Notice} tone="warn" live title=${app.t(`frames.${state}`)}><p>${app.t(`frames.${state}_text`)}</p>
      <div class="actions"><${Button} icon="refresh" onClick=${start}>${app.t("frames.retry")}<//></div><//>`;
  }
  return html`<div class="codes">
    <div class="codes-finder"><video ref=${video} muted playsinline aria-label=${app.t("frames.video")}></video><${Ring} app=${app} seen=${seen} /></div>
    <p class="codes-said" role="status">${said(app, state, seen)}</p>
    <${Button} wide icon="close" onClick=${stop}>${app.t("frames.close")}<//>
  </div>`;
}

/** @param {App} app @param {State} state @param {Seen} seen */
function said(app, state, seen) {
  if (state === "starting") return app.t("frames.starting");
  if (seen.foreign) return app.t("frames.foreign");
  if (!seen.count) return app.t("frames.looking");
  return app.t(seen.known === seen.count ? "frames.whole" : "frames.coming");
}

/** @param {{app: App, seen: Seen}} props */
function Ring({ app, seen }) {
  const share = seen.count ? seen.known / seen.count : 0;
  const percent = Math.floor(share * 100);
  return html`<div class="codes-ring" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent} aria-label=${app.t("frames.ring")}>
    <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false"><circle class="codes-ring-all" cx="50" cy="50" r=${RADIUS} />
      <circle class="codes-ring-done" cx="50" cy="50" r=${RADIUS} stroke-dasharray=${`${share * ROUND} ${ROUND}`} transform="rotate(-90 50 50)" /></svg>
    <span>${share === 1 ? html`<${Icon} name="check" />` : `${percent} %`}</span>
  </div>`;
}

/** The camera and what it caught. @param {(bytes: Uint8Array) => void} onContent */
function useCatch(onContent) {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState(/** @type {State} */ ("off"));
  const [seen, setSeen] = useState(/** @type {Seen} */ ({ known: 0, count: 0, foreign: false }));
  const video = useRef(/** @type {HTMLVideoElement|null} */ (null));
  const told = useRef(onContent);
  const caught = useRef(new Catch());
  told.current = onContent;
  const stop = () => {
    setTurn(0);
    setState("off");
  };
  useEffect(() => {
    if (!turn || !video.current) return undefined;
    const use = new CameraUse();
    const hear = (/** @type {string} */ text) => {
      const heard = caught.current.take(text);
      setSeen({ ...caught.current.progress, foreign: heard === "foreign" });
      if (heard === "whole" && caught.current.content) told.current(caught.current.content);
      return true;
    };
    look(use, video.current, hear, setState);
    const hide = () => document.hidden && stop();
    document.addEventListener("visibilitychange", hide);
    return () => {
      use.end();
      document.removeEventListener("visibilitychange", hide);
    };
  }, [turn]);
  const start = () => {
    setSeen({ known: 0, count: 0, foreign: false });
    setState("starting");
    setTurn((before) => before + 1);
  };
  return { state, seen, video, start, stop };
}

/** @param {CameraUse} use @param {HTMLVideoElement} video @param {(text: string) => boolean} hear @param {(state: State) => void} show */
async function look(use, video, hear, show) {
  /** @type {State} */
  let fault = "failed";
  try {
    await use.begin(video).catch((error) => {
      fault = cameraFault(error);
      throw error;
    });
    fault = "reader";
    const reader = await openReader();
    if (use.ended) return;
    show("looking");
    await use.eachText(video, reader, hear, PAUSE);
  } catch {
    if (!use.ended) show(fault);
    use.end();
  }
}
