/** The mark and the pictures, drawn for these pages. */

import { h } from "preact";

/** The mark: three terraces round one person. */
export const Mark = () =>
  h("svg", { class: "mark", viewBox: "0 0 48 48", width: 40, height: 40, "aria-hidden": "true", focusable: "false" },
    h("path", { class: "mark-ground", d: "M24 2C37 2 46 11 46 24S37 46 24 46 2 37 2 24 11 2 24 2z" }),
    h("path", { class: "mark-line", d: "M10 34c1-12 7-19 14-19s13 7 14 19M16.500 35c.8-8 3.800-12.500 7.500-12.500s6.700 4.500 7.500 12.500" }),
    h("circle", { class: "mark-person", cx: 24, cy: 32.500, r: 3.500 }));
