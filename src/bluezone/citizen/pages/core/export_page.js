/**
 * Everything that the device keeps about a person, as two files that the person saves: one to read, one for programs.
 */

/** @typedef {{title: string, rows: [string, string][]}} Part */

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text that stays a text inside a page. @param {string} text */
export const escaped = (text) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

/** What a device keeps, by the name of its part. @param {import("../device/port.js").DevicePort} device @param {readonly string[]} names */
export async function collected(device, names) {
  const documents = await Promise.all(names.map(async (name) => /** @type {[string, any]} */ ([name, await device.settings(name)])));
  const [days, exposures, checkins, report] = await Promise.all([device.days(), device.exposures(), device.checkins(), device.reportState()]);
  return { days, exposures, checkins, report, documents: Object.fromEntries(documents.filter(([, document]) => document !== null)) };
}

/** The documents that hold what a person chose or wrote; what was fetched from a server is not the person's. */
export const DOCUMENTS = ["choices", "declaration", "family", "notes", "read"];

/** A page that can be read, printed and kept without a network. It runs nothing. @param {string} language @param {string} title @param {string} lead @param {Part[]} parts */
export function readablePage(language, title, lead, parts) {
  const sections = parts.map(({ title: name, rows }) => `<h2>${escaped(name)}</h2>\n<table>\n${rows.map(tableRow).join("\n")}\n</table>`);
  return `<!doctype html>
<html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #bbb;padding:.4rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}th{width:40%}</style>
</head><body>
<h1>${escaped(title)}</h1>
<p>${escaped(lead)}</p>
${sections.join("\n")}
</body></html>
`;
}

/** @param {[string, string]} row */
const tableRow = ([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`;

/** The rows of a document of unknown shape: a path and a value each. @param {any} value @param {string} [path] @returns {[string, string][]} */
export function rowsOf(value, path = "") {
  if (value === null || typeof value !== "object") return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inside]) => rowsOf(inside, path ? `${path} · ${name}` : name));
}
