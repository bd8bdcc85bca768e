/**
 * A QR code as a drawing: dark squares on white paper in both themes, with the quiet zone that readers need.
 */

import { correction, generate } from "lean-qr";
import { html, useMemo } from "./ui.js";

/** Empty modules round the code, as ISO/IEC 18004 asks. */
const QUIET = 4;

/**
 * The dark modules of a bitmap as one path, a run at a time.
 * @param {{size: number, get: (x: number, y: number) => boolean}} bitmap
 */
export function pathOf(bitmap) {
  const runs = [];
  for (let y = 0; y < bitmap.size; y += 1) {
    for (let x = 0; x < bitmap.size; x += 1) {
      const start = x;
      while (x < bitmap.size && bitmap.get(x, y)) x += 1;
      if (x > start) runs.push(`M${start + QUIET} ${y + QUIET}h${x - start}v1h-${x - start}z`);
    }
  }
  return runs.join("");
}

/**
 * A QR code of a text. `label` says to a screen reader what the code is.
 * @param {{text: string, label: string, level?: "L"|"M"|"Q"}} props
 */
export function QrCode({ text, label, level = "M" }) {
  const drawn = useMemo(() => {
    const bitmap = generate(text, { minCorrectionLevel: correction[level] });
    return { side: bitmap.size + 2 * QUIET, path: pathOf(bitmap) };
  }, [text, level]);
  return html`<svg class="qr" viewBox=${`0 0 ${drawn.side} ${drawn.side}`} role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect class="qr-paper" width=${drawn.side} height=${drawn.side} /><path class="qr-ink" d=${drawn.path} />
  </svg>`;
}
