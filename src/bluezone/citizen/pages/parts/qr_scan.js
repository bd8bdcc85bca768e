/**
 * The scanner: camera, picture or typing, whatever a person has. It gives text only; what the text is, others decide.
 *
 * `<${QrScan} app=${app} onText=${(text) => …} begin />` opens the camera at once, for a screen that was opened by the
 * act of scanning; without `begin` it waits for a button. The camera is off when a code was read, when the page is
 * hidden, and when the scanner leaves the screen.
 */

import { Button, Field, Icon, More, Notice, html, useEffect, useId, useRef, useState } from "./ui.js";
import { CameraUse, cameraFault, pictureOf } from "./camera.js";
import { openReader } from "./code_reader.js";
import { learn } from "./words.js";
import { words } from "../words/scan.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {"off" | "starting" | "looking" | "read" | "refused" | "none" | "busy" | "failed" | "reader"} State */

/** The largest file that is opened as a picture, in bytes. */
const LARGEST_PICTURE = 20_000_000;
/** Sides at which a picture from a file is tried, in pixels. */
const PICTURE_SIDES = [1600, 800, 400];
/** More than this is not even handed on, in characters. */
const LONGEST_TYPED = 8192;

learn(words);

/** @param {{ app: App, onText: (text: string) => void, begin?: boolean, typedLabel?: string, typedHelp?: string }} props */
export function QrScan({ app, onText, begin = false, typedLabel, typedHelp }) {
  const camera = useCamera(app, onText, begin);
  const isFault = !["off", "starting", "looking", "read"].includes(camera.state);
  return html`<div class="scan">
    ${isFault ? html`<${Fault} app=${app} state=${camera.state} onRetry=${camera.start} />` : html`<${Finder} app=${app} camera=${camera} />`}
    <${More} title=${app.t("scan.other_ways")} open=${isFault}>
      <${PictureField} app=${app} onText=${onText} />
      <${TypedField} app=${app} onText=${onText} label=${typedLabel} help=${typedHelp} />
    <//>
  </div>`;
}

/**
 * The camera of a scanner: its state, and how to start and stop it.
 * @param {App} app
 * @param {(text: string) => void} onText
 * @param {boolean} begin
 */
function useCamera(app, onText, begin) {
  const [turn, setTurn] = useState(begin ? 1 : 0);
  const [state, setState] = useState(/** @type {State} */ (begin ? "starting" : "off"));
  const [light, setLight] = useState(/** @type {boolean | null} */ (null));
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const use = useRef(/** @type {CameraUse | null} */ (null));
  const told = useRef(onText);
  told.current = onText;
  const stop = () => {
    use.current?.end();
    setTurn(0);
    setState("off");
  };
  useEffect(() => {
    if (!turn || !video.current) return undefined;
    const mine = new CameraUse();
    use.current = mine;
    setLight(null);
    look(mine, video.current, setState, () => setLight(mine.hasLight() ? false : null)).then((text) => {
      if (text === null) return;
      mine.end();
      setState("read");
      app.announce(app.t("scan.found"));
      told.current(text);
    });
    return () => mine.end();
  }, [turn]);
  useEffect(() => {
    const hide = () => document.hidden && use.current && !use.current.ended && stop();
    document.addEventListener("visibilitychange", hide);
    return () => document.removeEventListener("visibilitychange", hide);
  }, []);
  const start = () => {
    setState("starting");
    setTurn((before) => before + 1);
  };
  const switchLight = () => use.current?.light(!light).then(() => setLight(!light), () => setLight(null));
  return { state, video, light, start, stop, switchLight };
}

/**
 * Open camera and reader and return what they read; null when it was stopped, or when a fault was shown instead.
 * @param {CameraUse} use
 * @param {HTMLVideoElement} video
 * @param {(state: State) => void} show
 * @param {() => void} opened
 */
async function look(use, video, show, opened) {
  /** @type {State} */
  let fault = "failed";
  try {
    await use.begin(video).catch((error) => {
      fault = cameraFault(error);
      throw error;
    });
    if (use.ended) return null;
    show("looking");
    opened();
    fault = "reader";
    return await use.firstText(video, await openReader());
  } catch {
    const stopped = use.ended;
    use.end();
    if (!stopped) show(fault);
    return null;
  }
}

/** What is said under the picture of the camera. */
const SAID = /** @type {Record<string, string>} */ ({ starting: "scan.starting", read: "scan.found" });

/** @param {{ app: App, camera: ReturnType<typeof useCamera> }} props */
function Finder({ app, camera }) {
  const { state, video, light, start, stop, switchLight } = camera;
  if (state === "off") {
    return html`<div class="scan-closed">
      <${Icon} name="scan" size="huge" />
      <p>${app.t("scan.lead")}</p>
      <${Button} kind="primary" icon="camera" onClick=${start}>${app.t("scan.start")}<//>
    </div>`;
  }
  return html`<div class="scan-open">
    <div class="scan-frame">
      <video ref=${video} muted playsinline aria-label=${app.t("scan.video")}></video>
      <svg class="scan-corners" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <path d="M4 20V10a6 6 0 0 1 6-6h10M80 4h10a6 6 0 0 1 6 6v10M96 80v10a6 6 0 0 1-6 6H80M20 96H10a6 6 0 0 1-6-6V80" />
      </svg>
    </div>
    <p class="scan-say" role="status">${app.t(SAID[state] ?? "scan.looking")}</p>
    <div class="actions">
      ${light !== null && html`<${Button} icon="sun" aria-pressed=${light ? "true" : "false"} onClick=${switchLight}>${app.t(light ? "scan.light_off" : "scan.light_on")}<//>`}
      <${Button} icon="close" onClick=${stop}>${app.t("scan.stop")}<//>
    </div>
  </div>`;
}

/** @param {{ app: App, state: string, onRetry: () => void }} props */
function Fault({ app, state, onRetry }) {
  return html`<${Notice} tone="warn" live title=${app.t(`scan.${state}`)}>
    <p>${app.t(`scan.${state}_text`)}</p>
    ${state !== "none" && html`<div class="actions"><${Button} icon="refresh" onClick=${onRetry}>${app.t("scan.retry")}<//></div>`}
  <//>`;
}

/** @param {{ app: App, onText: (text: string) => void }} props */
function PictureField({ app, onText }) {
  const [state, setState] = useState(/** @type {"" | "reading" | "nothing" | "bad" | "reader"} */ (""));
  const id = useId();
  const choose = async (/** @type {any} */ event) => {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = "";
    if (!file) return;
    setState("reading");
    const { text, fault } = await textInFile(file);
    setState(fault);
    if (text !== null) onText(text);
  };
  const isFault = state !== "" && state !== "reading";
  return html`<div class="stack">
    <label class="button file"><${Icon} name="news" /><span>${app.t("scan.picture")}</span>
      <input type="file" accept="image/*" aria-describedby=${id} onChange=${choose} /></label>
    <p class="help" id=${id} role="status">${state === "reading" ? app.t("scan.picture_reading") : !isFault && app.t("scan.picture_hint")}</p>
    ${isFault && html`<${Notice} tone="warn" live title=${app.t(state === "reader" ? "scan.reader" : "scan.picture_unread")}>
      <p>${app.t(state === "reader" ? "scan.reader_text" : `scan.picture_${state}`)}</p>
    <//>`}
  </div>`;
}

/**
 * Return the text of the code in a picture's file.
 * @param {File} file
 * @returns {Promise<{ text: string | null, fault: "" | "nothing" | "bad" | "reader" }>}
 */
async function textInFile(file) {
  if (file.size > LARGEST_PICTURE) return { text: null, fault: "bad" };
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return { text: null, fault: "bad" };
  const reader = await openReader().catch(() => null);
  if (!reader) return { text: null, fault: "reader" };
  const canvas = document.createElement("canvas");
  for (const side of PICTURE_SIDES) {
    const pixels = pictureOf(picture, picture.width, picture.height, canvas, side);
    const text = pixels && (await reader(pixels));
    if (text) return { text, fault: "" };
  }
  return { text: null, fault: "nothing" };
}

/** @param {{ app: App, onText: (text: string) => void, label?: string, help?: string }} props */
function TypedField({ app, onText, label, help }) {
  const [text, setText] = useState("");
  const use = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (text.trim()) onText(text);
  };
  return html`<form class="scan-typed" onSubmit=${use}>
    <${Field} label=${label ?? app.t("scan.typed")} help=${help ?? app.t("scan.typed_hint")} value=${text} maxlength=${LONGEST_TYPED}
      autocomplete="off" autocapitalize="none" spellcheck="false" onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
    <${Button} type="submit" disabled=${!text.trim()}>${app.t("scan.typed_use")}<//>
  </form>`;
}
