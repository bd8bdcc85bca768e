/**
 * The mark and the pictures, drawn for these pages: terraced hills, and one person with three bands of nearness round them.
 *
 * A picture repeats what the words beside it say, so it is hidden from screen readers. Nothing in it moves.
 */

import { html } from "./ui.js";

/** The mark: terraces round one person. */
export const Mark = () => html`<svg class="mark" viewBox="0 0 48 48" width="40" height="40" aria-hidden="true" focusable="false">
  <rect class="mark-ground" width="48" height="48" rx="13" />
  <path class="mark-line" d="M8.500 36.500C9 22 15 13 24 13s15 9 15.500 23.500M16 36.500c.4-8.500 3.400-14 8-14s7.600 5.500 8 14" />
  <circle class="mark-person" cx="24" cy="33.500" r="4" />
</svg>`;

/** Signs on the badge of the picture of a state. @type {Record<string, string>} */
const BADGES = {
  listening: "M-9 .500-3 6.500 9-6",
  stale: "M0-8V1l6 4",
  paused: "M-4-7V7M4-7V7",
  off: "M-8-8 8 8M-4.500-9.500 4.500-4.500-5.500 5M5.500 4.800-.500 9V3",
  none: "M-7-9H7V9H-7zM-7 5H7",
};

/**
 * The picture of a state: a hillside, a person, and the bands in which the phone hears; no bands where it hears nothing.
 * @param {{kind: string}} props
 */
export function StandingPicture({ kind }) {
  const hears = ["listening", "stale", "welcome"].includes(kind);
  return html`<svg class=${`scene scene-${kind}`} viewBox="-240 0 840 150" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">
    <rect class="scene-sky" x="-240" width="840" height="150" />
    <circle class="scene-sun" cx="296" cy="38" r="15" />
    <path class="scene-far" d="M-240 150V92l58-38 40 30 50-26 44 38L0 96 48 62l30 20 46-44 42 40 34-24 52 40 40-30 68 44 46-46 52 34 48-44 94 62v78z" />
    <path class="scene-middle" d="M-240 150V104c60-20 106-14 148 4s66 22 92 10c44-26 84-34 130-20s74 12 118-4 80-14 112 0 66 18 104 4 90-20 136-4v56z" />
    <path class="scene-line" d="M-240 118c56-17 98-12 140 5s72 18 100 6c46-22 88-27 130-16M236 111c42-14 84-12 124 2s72 12 108 0 84-14 132-2M-240 132c52-13 92-9 132 6s78 16 108 3c36-15 66-21 98-19M262 121c34-9 66-8 98 2s70 10 104 0 86-11 136-2" />
    ${(hears || kind === "paused") && html`<g class=${hears ? "scene-bands" : "scene-bands scene-bands-still"}>
      <path d="M104 132a76 76 0 0 1 152 0" /><path d="M126 132a54 54 0 0 1 108 0" /><path d="M148 132a32 32 0 0 1 64 0" />
    </g>`}
    <path class="scene-near" d="M-60 150c70-21 150-27 240-27s170 6 240 27z" />
    <g class="scene-person"><circle cx="180" cy="104" r="8" /><path d="M164 132c0-11 6-17.500 16-17.500s16 6.500 16 17.500z" /></g>
    ${BADGES[kind] && html`<g class="scene-badge" transform="translate(214 104)"><circle r="17" /><path d=${BADGES[kind]} /></g>`}
  </svg>`;
}
